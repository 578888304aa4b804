// The same as a program in three languages: of the call at hand, or of everything that was done.

import { Refused, ask } from "./engine.js";
import { byId, toast } from "./dom.js";
import { on, state } from "./state.js";

let language = "rust";
let scope = "last";

export function startCode() {
  for (const button of document.querySelectorAll("[data-language]")) {
    button.addEventListener("click", () => { language = button.dataset.language; draw(); });
  }
  for (const button of document.querySelectorAll("[data-scope]")) {
    button.addEventListener("click", () => { scope = button.dataset.scope; draw(); });
  }
  byId("copy").addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(byId("code").textContent);
      toast("Copied.");
    } catch {
      getSelection().selectAllChildren(byId("code"));
      toast("Selected: copy it with the keyboard.");
    }
  });
  on("call", draw);
  on("look", draw);
}

function draw() {
  for (const button of document.querySelectorAll("[data-language]")) button.setAttribute("aria-pressed", String(button.dataset.language === language));
  for (const button of document.querySelectorAll("[data-scope]")) button.setAttribute("aria-pressed", String(button.dataset.scope === scope));
  const { origin, history, position } = state.look;
  const calls = scope === "last" ? [state.call] : history.slice(0, position).map((step) => step.call);
  const box = byId("code").firstElementChild;
  try {
    box.replaceChildren(...coloured(ask("code", { origin, calls })[language]));
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    box.textContent = `${error.refusal.message}\n${error.refusal.hint}`;
  }
}

const WORDS = /("(?:[^"\\\n]|\\.)*")|((?:\/\/|#(?!\d)).*$)|\b(use|fn|async|await|let|mut|import|from|def|global|return|if|in|raise|print|const|function|throw|new|vec|Ok)\b|\b(\d+(?:\.\d+)?)\b/gm;

/** The text with its strings, remarks, words and numbers in colours. */
function coloured(text) {
  const nodes = [];
  let last = 0;
  for (const match of text.matchAll(WORDS)) {
    nodes.push(text.slice(last, match.index));
    const span = document.createElement("span");
    span.className = match[1] ? "string" : match[2] ? "remark" : match[3] ? "word" : "number";
    span.textContent = match[0];
    nodes.push(span);
    last = match.index + match[0].length;
  }
  return [...nodes, text.slice(last)];
}
