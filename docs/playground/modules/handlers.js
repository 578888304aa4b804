// The five handlers: what each would do is shown in words and in the picture while its sliders are moved.

import { Refused, ask } from "./engine.js";
import { byId, el, factList, fill, refusalCard, toast } from "./dom.js";
import { look, on, preview, setCall } from "./state.js";
import { onTab, openTab } from "./tabs.js";
import { gainStage, humanize, janitor, scaleLock, sessionToSong } from "./handler_forms.js";

const HANDLERS = {
  scaleLock: { title: "Scale Lock", about: "Moves notes onto a scale.", form: scaleLock },
  humanize: { title: "Humanize", about: "Small deviations, as by a hand.", form: humanize },
  gainStage: { title: "Gain Stage Doctor", about: "Faders to one level.", form: gainStage },
  sessionToSong: { title: "Session-to-Song", about: "Scenes become sections of a song.", form: sessionToSong },
  janitor: { title: "Set Janitor", about: "Names, colours, empty tracks.", form: janitor },
};

let chosen = "scaleLock";
let form;
let visible = false;
let waiting;

export function startHandlers() {
  const tab = ([name, { title }]) =>
    el("button", { type: "button", class: "chip mutation", "data-handler": name, "aria-pressed": "false", onclick: () => open(name) }, title);
  fill(
    byId("handlers"),
    el("div", { class: "chips", role: "group", "aria-label": "Handlers" }, Object.entries(HANDLERS).map(tab)),
    el("form", { id: "handler-form", onsubmit: (event) => { event.preventDefault(); apply(); } }),
    el("div", { id: "handler-answer", "aria-live": "polite" }),
  );
  onTab((name) => {
    visible = name === "handlers";
    if (visible) open(chosen);
    else preview(undefined);
  });
  on("look", () => visible && open(chosen));
}

/** Opens a handler on a clip. */
export function openHandler(name, clip) {
  chosen = name;
  HANDLERS[name].clip = clip;
  openTab("handlers");
}

function open(name) {
  const { title, about, clip } = HANDLERS[name];
  chosen = name;
  for (const button of byId("handlers").querySelectorAll("[data-handler]")) {
    button.setAttribute("aria-pressed", String(button.dataset.handler === name));
  }
  form = HANDLERS[name].form({ changed: soon, clip, again: () => open(name) });
  fill(
    byId("handler-form"),
    el("h3", {}, title),
    el("p", { class: "dim" }, about),
    form.elements,
    el("div", { class: "actions" }, el("button", { type: "submit", class: "primary", id: "apply" }, "Apply as one step")),
  );
  plan();
}

/** Plans in a moment: a slider that is dragged says so often. */
function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(plan, 60);
}

function request() {
  return { handler: chosen, ...form.read() };
}

function plan() {
  const box = byId("handler-answer");
  const button = byId("apply");
  try {
    const planned = ask("plan", request());
    preview({ ...planned, title: HANDLERS[chosen].title });
    button.disabled = planned.mutations === 0;
    setCall(planned.call);
    fill(
      box,
      el("p", { class: "status" }, planned.mutations ? `${planned.mutations} ${planned.mutations === 1 ? "change" : "changes"} in one step. ${form.words(planned.report)}` : `Nothing to do. ${form.words(planned.report)}`),
      planned.mutations > 0 && factList(planned.facts, 14),
    );
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    preview(undefined);
    button.disabled = true;
    fill(box, refusalCard(error.refusal));
  }
}

function apply() {
  try {
    const { step } = ask("apply", request());
    preview(undefined);
    toast(step ? `${HANDLERS[chosen].title}: done. One step to undo.` : "Nothing had to change.");
    look();
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    fill(byId("handler-answer"), refusalCard(error.refusal));
  }
}

