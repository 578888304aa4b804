// The console: the 24 operations of the port, each with a form from its schema, and what it answered.

import { Refused, ask } from "./engine.js";
import { byId, el, factList, fill, refusalCard } from "./dom.js";
import { fields, resolved } from "./forms.js";
import { look, on, preview, setCall, state } from "./state.js";
import { openTab } from "./tabs.js";

const GROUPS = [
  ["read", "Reads"],
  ["mutation", "Changes"],
  ["render", "Render"],
  ["transaction", "Together"],
];

let chosen = "setTempo";
let form;
/** The changes that wait for their transaction. */
let staged = [];

export function startConsole() {
  const filter = el("input", { type: "search", id: "filter", placeholder: "Find an operation  ( / )", "aria-label": "Find an operation", oninput: list });
  filter.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    const first = byId("operations").querySelector("button");
    if (first) open(first.dataset.method);
  });
  fill(
    byId("console"),
    filter,
    el("div", { id: "operations" }),
    el("form", { id: "form", onsubmit: (event) => { event.preventDefault(); send(); } }),
    el("div", { id: "answer", "aria-live": "polite" }),
  );
  list();
  open(chosen, {}, false);
  tellCall();
  // Other objects, other choices: the form is made anew with what stands in it.
  // Another Set, and nothing stands in it any more.
  let name = state.look.name;
  on("look", () => {
    const values = name === state.look.name ? form.read() : {};
    name = state.look.name;
    open(chosen, values, false);
  });
}

/** Opens the console on an operation, with values. */
export function openOperation(method, params = {}) {
  openTab("console");
  open(method, params, true);
}

function list() {
  const wanted = byId("filter").value.trim().toLowerCase();
  const groups = GROUPS.map(([kind, title]) => {
    const names = state.forms.operations.filter((operation) => operation.kind === kind && operation.name.toLowerCase().includes(wanted));
    if (!names.length) return undefined;
    const button = ({ name }) =>
      el("button", { type: "button", class: `chip ${kind}`, "data-method": name, "aria-pressed": String(name === chosen), onclick: () => open(name, {}, true) }, name);
    return el("div", { class: "chips", role: "group", "aria-label": title }, el("span", { class: "kind" }, title), names.map(button));
  });
  fill(byId("operations"), groups, groups.every((group) => !group) && el("p", { class: "dim" }, "No operation is called so."));
}

function open(method, params = {}, moved = true) {
  const changes = method !== chosen;
  chosen = method;
  if (changes) list();
  const operation = state.forms.operations.find(({ name }) => name === method);
  const schema = resolved(operation.params);
  form = operation.kind === "transaction" ? transaction() : fields(schema, params, tellCall);
  const noun = operation.kind === "mutation" ? "Call" : operation.kind === "transaction" ? "Commit" : "Ask";
  fill(
    byId("form"),
    el("h3", {}, method),
    form.elements,
    el(
      "div",
      { class: "actions" },
      el("button", { type: "submit", class: "primary", disabled: operation.kind === "transaction" && !staged.length }, noun),
      operation.kind === "mutation" && el("button", { type: "button", onclick: stage }, "Add to the transaction"),
      operation.kind === "transaction" && staged.length > 0 && el("button", { type: "button", onclick: () => { staged = []; open("transaction"); } }, "Empty it"),
    ),
  );
  byId("form").addEventListener("chosen", rechosen);
  if (changes) fill(byId("answer"));
  if (moved) {
    tellCall();
    const first = byId("form").querySelector("input:not([hidden]), select, button");
    if (changes && matchMedia("(hover: hover)").matches) first?.focus({ preventScroll: true });
    if (!matchMedia("(min-width: 1080px)").matches) byId("form").scrollIntoView({ block: "nearest" });
  }
}

/** Another parameter has another range, another clip other notes. */
function rechosen({ detail: { key, id } }) {
  if (chosen === "setParam" && key === "paramId") open(chosen, { paramId: id });
  if (chosen === "setNotes" && key === "clipId" && id !== "…") open(chosen, { clipId: id });
}

function tellCall() {
  setCall({ method: chosen, params: form.read() });
}

function stage() {
  staged = [...staged, { method: chosen, params: form.read() }];
  open("transaction");
}

/** The form of `transaction`: what waits, each to be taken out. */
function transaction() {
  const line = (operation, i) =>
    el(
      "li",
      {},
      el("code", {}, `#${i}  ${operation.method} ${JSON.stringify(operation.params)}`),
      el("button", { type: "button", class: "icon", "aria-label": `Take out ${operation.method}`, onclick: () => { staged = staged.filter((other) => other !== operation); open("transaction"); } }, "×"),
    );
  const empty = el("p", { class: "dim" }, "Nothing waits yet. Choose a change, fill in its form and press “Add to the transaction”. All of them become one step, or none does. An id such as #0 names what an earlier one made.");
  return {
    elements: [staged.length ? el("ol", { class: "staged" }, staged.map(line)) : empty],
    read: () => ({ ops: staged }),
  };
}

function send() {
  const call = { method: chosen, params: form.read() };
  setCall(call);
  preview(undefined);
  const box = byId("answer");
  try {
    const { answer, step, facts } = ask("call", call);
    if (call.method === "transaction") staged = [];
    if (step || facts.length) look();
    const changes = state.forms.operations.find(({ name }) => name === call.method).kind !== "read";
    fill(
      box,
      el("p", { class: "status good" }, step ? "Done: one step to undo." : changes ? "Done: no step, nothing had to change." : "Answered."),
      changes && factList(facts),
      el("details", { open: !changes }, el("summary", {}, "answer"), el("pre", {}, JSON.stringify(JSON.parse(answer), undefined, 2))),
    );
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    fill(box, refusalCard(error.refusal));
  }
  if (!matchMedia("(min-width: 1080px)").matches) box.scrollIntoView({ block: "nearest" });
}
