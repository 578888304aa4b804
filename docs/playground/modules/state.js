// What the page knows, and who wants to hear of it.

import { ask } from "./engine.js";

export const state = {
  /** What forms are built from; once. */
  forms: undefined,
  /** The Set: picture, objects, history. */
  look: undefined,
  /** The id of what is selected in the picture. */
  selected: undefined,
  /** What a handler would do. */
  preview: undefined,
  /** What is drawn: now, preview, changes. */
  shown: "now",
  /** The call that the code panel shows. */
  call: { method: "getSongOverview", params: {} },
};

const listeners = new Map();

/** Calls `act` on a change of this kind: `look`, `selected`, `preview`, `shown`, `call`. */
export function on(kind, act) {
  if (!listeners.has(kind)) listeners.set(kind, []);
  listeners.get(kind).push(act);
}

export function tell(...kinds) {
  for (const kind of kinds) for (const act of listeners.get(kind) ?? []) act();
}

/** Takes a new look at the Set. */
export function look(answer = ask("look")) {
  state.look = answer;
  if (state.selected && !object(state.selected) && !answer.objects.some(({ track }) => track === state.selected)) {
    state.selected = undefined;
  }
  tell("look", "selected");
}

/** The object of an id. */
export const object = (id) => state.look.objects.find((known) => known.id === id);

/** The objects of a kind. */
export const objects = (what, kind) =>
  state.look.objects.filter((known) => known.what === what && (!kind || known.kind === kind));

export function select(id) {
  state.selected = id;
  tell("selected");
}

export function show(what) {
  state.shown = what;
  tell("shown");
}

export function preview(answer) {
  state.preview = answer;
  if (answer) state.shown = "preview";
  else if (state.shown === "preview") state.shown = "now";
  tell("preview", "shown");
}

export function setCall(call) {
  state.call = call;
  tell("call");
}
