// Elements with little text: the only place that makes them. What comes from a Set is text, never markup.

/** An element: `el("button", { class: "x", onclick }, "text", child)`. */
export function el(name, attributes = {}, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined || value === null || value === false) continue;
    if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
    else if (key in element && typeof value !== "string") element[key] = value;
    else element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== undefined && child !== null && child !== false));
  return element;
}

export const byId = (id) => document.getElementById(id);

/** Puts children in the place of what is there. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat().filter(Boolean));
  return element;
}

let hiding;
/** A short message that goes by itself. */
export function toast(text) {
  const box = byId("toast");
  box.textContent = text;
  box.classList.add("shown");
  clearTimeout(hiding);
  hiding = setTimeout(() => box.classList.remove("shown"), 4000);
}

/** The facts of a difference as a list, each with its sign. */
export function factList(facts, most = 40) {
  if (!facts.length) return el("p", { class: "dim" }, "Nothing changed.");
  const kinds = { "+": "added", "-": "removed", "~": "changed", ">": "moved" };
  const line = (fact) => {
    const kind = kinds[fact[0]];
    if (!kind || fact[1] !== " ") return el("li", {}, fact);
    return el("li", {}, el("span", { class: `sign ${kind}`, "aria-label": kind }, fact[0]), fact.slice(2));
  };
  const shown = facts.slice(0, most).map(line);
  if (facts.length > most) shown.push(el("li", { class: "dim" }, `and ${facts.length - most} more`));
  return el("ul", { class: "facts" }, shown);
}

/** A refusal as a card. */
export function refusalCard({ code, message, hint, op }) {
  return el(
    "div",
    { class: "refusal", role: "alert" },
    el("p", {}, el("b", {}, code), op === undefined ? "" : ` (operation ${op})`),
    el("p", {}, message),
    el("p", { class: "dim" }, `Hint: ${hint}`),
  );
}

/** A slider with its value beside it. */
export function slider({ label, min, max, step = "any", value, unit = "", format, oninput }) {
  const words = format ?? ((number) => `${Number(number).toFixed(step === 1 ? 0 : 2)}${unit}`);
  const output = el("output", {}, words(value));
  const input = el("input", { type: "range", min: String(min), max: String(max), step: String(step) });
  input.value = String(value);
  input.addEventListener("input", () => {
    output.textContent = words(input.value);
    oninput?.(Number(input.value));
  });
  return el("label", { class: "slider" }, el("span", {}, label), input, output);
}
