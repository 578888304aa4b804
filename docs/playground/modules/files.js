// Files and links: one Set is opened, two are compared; the Set is saved, or put into a link.

import { Refused, ask } from "./engine.js";
import { byId, el, factList, fill, refusalCard, toast } from "./dom.js";
import { look, preview, state } from "./state.js";
import { openTab } from "./tabs.js";

/** A link that is longer is no link any more. */
const MOST_OF_A_LINK = 32_000;
/** The largest file that is read, in bytes. */
const MOST_OF_A_FILE = 64 << 20;

export function startFiles() {
  const input = byId("file");
  byId("open").addEventListener("click", () => input.click());
  input.addEventListener("change", () => {
    take([...input.files]);
    input.value = "";
  });
  byId("save").addEventListener("click", save);
  byId("share").addEventListener("click", share);
  const fixture = byId("fixture");
  fill(fixture, state.forms.fixtures.map((name) => el("option", { value: name }, name)), el("option", { value: "", hidden: true }, "a Set of yours"));
  fixture.addEventListener("change", () => {
    preview(undefined);
    look(ask("open", { fixture: fixture.value }));
    history.replaceState(undefined, "", location.pathname + location.search);
  });
  let depth = 0;
  const holdsFiles = (event) => event.dataTransfer?.types.includes("Files");
  addEventListener("dragenter", (event) => {
    if (!holdsFiles(event)) return;
    depth += 1;
    byId("drop").hidden = false;
  });
  addEventListener("dragleave", (event) => {
    if (holdsFiles(event) && --depth <= 0) hide();
  });
  addEventListener("dragover", (event) => holdsFiles(event) && event.preventDefault());
  addEventListener("drop", (event) => {
    if (!holdsFiles(event)) return;
    event.preventDefault();
    hide();
    take([...event.dataTransfer.files]);
  });
  const hide = () => {
    depth = 0;
    byId("drop").hidden = true;
  };
  drawCompare();
}

/** Opens one file, compares two. */
export async function take(files) {
  if (!files.length) return;
  if (files.length > 2) return toast("One Set is opened, two are compared: these are more.");
  const large = files.find((file) => file.size > MOST_OF_A_FILE);
  if (large) return toast(`${large.name} is larger than 64 MB: the command line reads it.`);
  if (files.length === 2) return compare(files);
  const [file] = files;
  try {
    const answer = ask("openFile", { name: file.name }, new Uint8Array(await file.arrayBuffer()));
    preview(undefined);
    look(answer);
    byId("fixture").value = "";
    toast(answer.notes.length ? `Opened ${file.name}; ${answer.notes.length} remarks, the first: ${answer.notes[0]}` : `Opened ${file.name}.`);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    openTab("compare");
    drawCompare(refusalCard(error.refusal));
  }
}

async function compare(files) {
  const [old, young] = files.toSorted((a, b) => a.lastModified - b.lastModified || a.name.localeCompare(b.name));
  openTab("compare");
  await compareAs(old, young);
}

async function compareAs(old, young) {
  const [first, second] = await Promise.all([old, young].map((file) => file.arrayBuffer()));
  const bytes = new Uint8Array(first.byteLength + second.byteLength);
  bytes.set(new Uint8Array(first));
  bytes.set(new Uint8Array(second), first.byteLength);
  try {
    const answer = ask("compare", { old: old.name, new: young.name, split: first.byteLength }, bytes);
    drawCompare(
      el("p", {}, el("b", {}, old.name), " to ", el("b", {}, young.name), " ", el("button", { type: "button", class: "quiet", onclick: () => compareAs(young, old) }, "the other way round")),
      el("p", { class: "status" }, answer.summary),
      factList(answer.facts, 60),
    );
    preview({ ...answer, title: `${old.name} to ${young.name}`, files: true });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    drawCompare(refusalCard(error.refusal));
  }
}

function drawCompare(...result) {
  const input = el("button", { type: "button", class: "primary", onclick: () => byId("file").click() }, "Choose two files…");
  fill(
    byId("compare"),
    el("p", { class: "dim" }, "Drop two Live Sets (.als) or snapshots anywhere on this page, or choose them. What differs is told here, and drawn beside it. Nothing is sent anywhere."),
    el("div", { class: "actions" }, input),
    el("div", { "aria-live": "polite" }, result),
  );
}

function save() {
  const { text } = ask("text");
  const link = el("a", { href: URL.createObjectURL(new Blob([text], { type: "application/json" })), download: "playground.set.json" });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
  toast("Saved as playground.set.json: `livebridge` reads it wherever it takes a Set.");
}

async function share() {
  const { name, text } = ask("text");
  const packed = await through(new CompressionStream("deflate-raw"), new TextEncoder().encode(JSON.stringify({ name, text })));
  const code = btoa(String.fromCharCode(...packed.slice(0, MOST_OF_A_LINK))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
  if (packed.length > MOST_OF_A_LINK || code.length > MOST_OF_A_LINK) {
    return toast("This Set is too large for a link: save it and send the file.");
  }
  history.replaceState(undefined, "", `#set=${code}`);
  try {
    await navigator.clipboard.writeText(location.href);
    toast(`A link with this Set is copied (${location.href.length} characters).`);
  } catch {
    toast(`The address of this page now holds the Set (${location.href.length} characters).`);
  }
}

/** Opens the Set that the address holds, if it holds one. */
export async function openLink() {
  const code = /^#set=([\w-]+)$/.exec(location.hash)?.[1];
  if (!code) return false;
  try {
    const packed = Uint8Array.from(atob(code.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
    const { name, text } = JSON.parse(new TextDecoder().decode(await through(new DecompressionStream("deflate-raw"), packed)));
    look(ask("openText", { name: String(name), text: String(text) }));
    byId("fixture").value = "";
    return true;
  } catch (error) {
    toast(`The link holds no Set: ${error.message}`);
    return false;
  }
}

/** The most that a link may unfold to. */
const MOST_UNPACKED = 8 << 20;

async function through(stream, bytes) {
  const reader = new Blob([bytes]).stream().pipeThrough(stream).getReader();
  const parts = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    length += value.length;
    if (length > MOST_UNPACKED) throw new Error("it is larger than any link of this page");
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
