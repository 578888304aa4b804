// Undo and redo with everything that was done: click a step to go there.

import { ask } from "./engine.js";
import { byId, el, fill } from "./dom.js";
import { look, on, preview, setCall, state } from "./state.js";

export function startHistory() {
  byId("undo").addEventListener("click", () => goTo(state.look.position - 1));
  byId("redo").addEventListener("click", () => goTo(state.look.position + 1));
  document.addEventListener("keydown", (event) => {
    if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
    // In a field, undoing is the field's.
    if (event.target.closest("input:not([type=range]):not([type=checkbox]), textarea")) return;
    const key = event.key.toLowerCase();
    if (key === "z") goTo(state.look.position + (event.shiftKey ? 1 : -1));
    else if (key === "y") goTo(state.look.position + 1);
    else return;
    event.preventDefault();
  });
  on("look", draw);
}

function goTo(position) {
  const { history } = state.look;
  if (position < 0 || position > history.length) return;
  ask("goTo", { position });
  preview(undefined);
  if (position > 0) setCall(history[position - 1].call);
  look();
}

function draw() {
  const { history, position, name } = state.look;
  byId("undo").disabled = position === 0;
  byId("redo").disabled = position === history.length;
  byId("steps").textContent = String(position);
  const entry = (at, label, facts) =>
    el("li", {}, el(
      "button",
      { type: "button", class: at > position ? "undone" : "", "aria-current": at === position ? "step" : undefined, onclick: () => goTo(at) },
      el("span", { class: "number" }, at === 0 ? "" : String(at)),
      el("span", {}, el("b", {}, label), facts.slice(0, 3).map((fact) => el("small", {}, fact)), facts.length > 3 && el("small", {}, `and ${facts.length - 3} more`)),
    ));
  const steps = history.map((step, i) => entry(i + 1, step.label, step.facts));
  const intro = el("p", { class: "dim" }, history.length ? "One call is one step. Click one to go there; what was undone is pale." : "Nothing was done yet. Every call that changes something becomes one step here.");
  fill(byId("history"), intro, el("ol", { class: "history" }, entry(0, `Opened ${name}`, []), steps));
}
