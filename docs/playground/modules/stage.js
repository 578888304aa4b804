// The Set as a picture: what is drawn, what is selected in it, and the keys that go from one thing to the next.

import { ask } from "./engine.js";
import { byId, el, factList, fill } from "./dom.js";
import { object, on, select, show, state } from "./state.js";
import { openOperation } from "./console.js";
import { openHandler } from "./handlers.js";

const KEYS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

export function startStage() {
  for (const what of ["now", "preview", "changes"]) byId(`show-${what}`).addEventListener("click", () => show(what));
  const picture = byId("picture");
  picture.addEventListener("click", (event) => {
    const hit = event.target.closest("[data-id]");
    select(hit?.dataset.id);
  });
  picture.addEventListener("keydown", (event) => {
    const view = event.target.closest(".view");
    if (!view) return;
    if (KEYS[event.key]) {
      event.preventDefault();
      step(view, KEYS[event.key]);
    } else if (event.key === "Enter" && state.selected) {
      byId("selection").querySelector("button")?.focus();
    } else if (event.key === "Escape") select(undefined);
  });
  on("look", draw);
  on("shown", draw);
  on("selected", mark);
}

/** Draws what is to be shown. Views keep where they were scrolled to. */
function draw() {
  const { look, preview, shown } = state;
  const files = shown === "preview" && preview.files;
  byId("set-name").textContent = files ? preview.title : look.name;
  byId("show-preview").disabled = !preview;
  byId("show-preview").textContent = preview?.files ? "Difference" : "Preview";
  for (const what of ["now", "preview", "changes"]) {
    byId(`show-${what}`).setAttribute("aria-pressed", String(what === shown));
  }
  const drawn = shown === "preview" ? preview : shown === "changes" ? ask("changes") : look;
  const { headline, session, arrangement, leftOut } = drawn.picture;
  byId("headline").textContent = headline;
  const banner = byId("banner");
  banner.hidden = shown === "now";
  if (shown === "preview") {
    fill(banner, el("b", {}, files ? "Two files. " : `${preview.title}, not done yet. `), preview.summary);
  } else if (shown === "changes") {
    fill(banner, el("b", {}, "Since the Set was opened. "), drawn.summary, factList(drawn.facts, 12));
  }
  const picture = byId("picture");
  const scrolled = [...picture.querySelectorAll(".view")].map((view) => view.scrollLeft);
  const focused = [...picture.querySelectorAll(".view")].indexOf(document.activeElement);
  // Markup of our own renderer, in which every name is escaped.
  const views = [["Session", session]];
  if (arrangement) views.push(["Arrangement", arrangement]);
  picture.innerHTML = views.map(([title, markup]) => `<h3>${title}</h3>${markup}`).join("");
  if (!arrangement) picture.append(el("p", { class: "dim none" }, "Nothing in the Arrangement."));
  if (leftOut) picture.append(el("p", { class: "dim none" }, leftOut));
  picture.querySelectorAll(".view").forEach((view, i) => {
    view.scrollLeft = scrolled[i] ?? 0;
    if (i === focused) view.focus({ preventScroll: true });
  });
  mark();
}

/** Shows what is selected, in the picture and below it. */
function mark() {
  const picture = byId("picture");
  picture.querySelectorAll(".selected").forEach((element) => element.classList.remove("selected"));
  const { selected } = state;
  if (selected) picture.querySelectorAll(`[data-id="${CSS.escape(selected)}"]`).forEach((hit) => hit.classList.add("selected"));
  fill(byId("selection"), ...about(selected));
}

/** What can be done with what is selected. */
function about(id) {
  const known = id && object(id);
  if (!known) {
    return [el("p", { class: "dim" }, "Click a clip, a track or an empty slot, or go there with the arrow keys.")];
  }
  const call = (label, method, params = {}) =>
    el("button", { type: "button", onclick: () => openOperation(method, params) }, label);
  const handler = (label, name) => el("button", { type: "button", onclick: () => openHandler(name, id) }, label);
  const choices = {
    track: () => [
      call("Rename, mute, solo", "setTrackProps", { trackId: id }),
      call("Mixer", "getTrackMixer", { trackId: id }),
      call("Fader", "setParam", { paramId: `${id}/mixer/volume` }),
      call("Add a device", "insertDevice", { trackId: id }),
      call("Delete", "deleteTrack", { trackId: id }),
    ],
    slot: () => [call("Make a MIDI clip here", "createMidiClip", { slotId: id })],
    clip: () => [
      known.kind === "midi" && call("Edit its notes", "setNotes", { clipId: id }),
      call("Name, colour", "setClipProps", { clipId: id }),
      known.kind === "midi" && handler("Scale Lock", "scaleLock"),
      known.kind === "midi" && handler("Humanize", "humanize"),
      call("Delete", "deleteClip", { clipId: id }),
    ],
    param: () => [call("Set its value", "setParam", { paramId: id })],
  };
  return [
    el("p", {}, el("b", {}, known.label), " ", el("code", {}, id)),
    el("div", { class: "choices" }, choices[known.what]()),
  ];
}

/** Goes from what is selected to the nearest thing in a direction. */
function step(view, [x, y]) {
  const things = [...view.querySelectorAll("[data-id]")].map((element) => {
    const box = element.getBoundingClientRect();
    return { element, id: element.dataset.id, x: box.x + box.width / 2, y: box.y + box.height / 2 };
  });
  const here = things.find(({ id }) => id === state.selected);
  let next = things[0];
  if (here) {
    const distance = (thing) => {
      const [dx, dy] = [thing.x - here.x, thing.y - here.y];
      const ahead = dx * x + dy * y;
      return ahead > 1 ? ahead + 3 * Math.abs(dx * y + dy * x) : Infinity;
    };
    next = things.reduce((best, thing) => (distance(thing) < distance(best) ? thing : best), here);
  }
  if (next) {
    select(next.id);
    next.element.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}
