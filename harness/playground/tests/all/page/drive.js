// Uses every panel of the page as a person would, and writes down what was seen.

const seen = {};
const problems = [];
addEventListener("error", (event) => problems.push(`error: ${event.message}`));
addEventListener("unhandledrejection", (event) => problems.push(`rejected: ${event.reason}`));
addEventListener("securitypolicyviolation", (event) => problems.push(`not allowed: ${event.blockedURI} ${event.violatedDirective}`));

const $ = (selector) => document.querySelector(selector);
const $$ = (selector) => [...document.querySelectorAll(selector)];
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const until = async (what, holds) => {
  // The clock of the test runs ahead of what other threads do; an answer of the server takes its real time.
  for (let i = 0; i < 4000; i += 1) {
    if (holds()) return;
    await fetch("/wait", { cache: "no-store" });
  }
  throw new Error(`never: ${what}`);
};
const need = (what, holds) => {
  if (!holds) throw new Error(`not so: ${what}`);
};
const button = (text, within = "body") => $$(`${within} button`).find((known) => known.textContent.trim() === text);
const put = (input, value) => {
  input.value = value;
  input.dispatchEvent(new Event("input", { bubbles: true }));
  input.dispatchEvent(new Event("change", { bubbles: true }));
};
const key = (target, name, more = {}) => target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...more }));
const fieldOf = (name) => $$("#form .field").find((field) => field.querySelector(".label").textContent.startsWith(name));

async function drive() {
  let begun = false;
  import("/modules/main.js").then(() => (begun = true));
  await until("begun", () => begun);
  need("it is ready", document.documentElement.dataset.ready);
  need("it begins with a song", $("#set-name").textContent === "demo" && $$("#picture svg.clip").length > 10);
  put($("#fixture"), "seeded");
  need("the Session is drawn", $("#picture svg.clip[data-id]"));
  seen.operations = $$("#operations [data-method]").length;

  // The console: a form of each operation, a call, a refusal, a transaction.
  seen.forms = {};
  for (const chip of $$("#operations [data-method]").map((known) => known.dataset.method)) {
    $(`[data-method="${chip}"]`).click();
    seen.forms[chip] = $$("#form .field, #form fieldset").length;
  }
  $('[data-method="setTempo"]').click();
  put(fieldOf("bpm").querySelector("input[type=number]"), "98");
  need("the program follows the form", $("#code").textContent.includes("set_tempo(98.0)"));
  button("Call", "#form").click();
  seen.called = $("#answer").textContent;
  put(fieldOf("bpm").querySelector("input[type=number]"), "-1");
  button("Call", "#form").click();
  seen.refused = $("#answer .refusal").textContent;
  $('[data-method="setTrackProps"]').click();
  put($("#form fieldset input[type=text]"), "Renamed");
  button("Add to the transaction", "#form").click();
  $('[data-method="createTrack"]').click();
  button("Add to the transaction", "#form").click();
  seen.staged = $$("#form .staged li").length;
  button("Commit", "#form").click();
  seen.committed = $("#answer").textContent;
  $('[data-method="getNotes"]').click();
  button("Ask", "#form").click();
  seen.asked = $("#answer pre").textContent.slice(0, 200);

  // Notes on the roll.
  $('[data-method="setNotes"]').click();
  const before = JSON.parse($("#form textarea").value).length;
  const roll = $("#form .roll svg");
  const box = roll.getBoundingClientRect();
  roll.dispatchEvent(new MouseEvent("click", { bubbles: true, clientX: box.x + 5, clientY: box.y + 5 }));
  need("a click sets a note", JSON.parse($("#form textarea").value).length === before + 1);
  $("#form .roll .note").dispatchEvent(new MouseEvent("click", { bubbles: true }));
  need("a click on a note takes one away", JSON.parse($("#form textarea").value).length === before);

  // The keyboard: the filter, undo and redo, arrows in the picture and the tabs.
  key(document.body, "/");
  need("/ goes to the filter", document.activeElement === $("#filter"));
  put($("#filter"), "cue");
  seen.filtered = $$("#operations [data-method]").map((known) => known.dataset.method);
  key($("#filter"), "Enter");
  need("Enter opens the first", $("#form h3").textContent === seen.filtered[0]);
  put($("#filter"), "");
  $("#filter").blur();
  const position = () => Number($("#steps").textContent);
  const steps = position();
  key(document.body, "z", { ctrlKey: true });
  need("Ctrl+Z undoes", position() === steps - 1);
  key(document.body, "z", { ctrlKey: true, shiftKey: true });
  need("Ctrl+Shift+Z redoes", position() === steps);
  const view = $("#picture .view");
  view.focus();
  key(view, "ArrowRight");
  const first = $(".picture .selected")?.dataset.id;
  key(view, "ArrowDown");
  key(view, "ArrowRight");
  need("arrows go on", first && $(".picture .selected")?.dataset.id !== first);
  $('#picture svg.clip[data-id]').dispatchEvent(new MouseEvent("click", { bubbles: true }));
  seen.selected = $("#selection").textContent;
  $("#tab-console").focus();
  key($("#tab-console"), "ArrowRight");
  need("arrows change tabs", !$("#handlers").hidden);

  // The handlers, each with a preview in words and in the picture, and one applied.
  seen.handlers = {};
  for (const [name, fixture] of [["scaleLock", "seeded"], ["humanize", "seeded"], ["gainStage", "seeded"], ["sessionToSong", "seeded_session"], ["janitor", "seeded_messy_set"]]) {
    put($("#fixture"), fixture);
    $(`[data-handler="${name}"]`).click();
    if (name === "scaleLock") {
      put($("#handler-form select"), "Minor Pentatonic");
      button("up", "#handler-form").click();
    }
    for (const slider of $$("#handler-form input[type=range]").filter((known) => !known.closest("[hidden]")).slice(0, 2)) put(slider, slider.max);
    await wait(150);
    const drawn = $("#show-preview").getAttribute("aria-pressed") === "true" && $("#picture .outline") !== null;
    seen.handlers[name] = { words: $("#handler-answer .status").textContent, facts: $$("#handler-answer .facts li").length, drawn };
    $("#apply").click();
    need(`${name} is one step`, position() === 1);
    $("#show-changes").click();
    need("changes are told", $("#banner .facts li"));
    $("#show-now").click();
  }

  // The history: every step is there, and one goes back to it.
  $("#tab-history").click();
  seen.history = $$("#history li").length;
  $("#history li button").click();
  need("the beginning is gone back to", position() === 0 && $("#history .undone"));

  // Programs.
  $('[data-scope="all"]').click();
  key(document.body, "y", { ctrlKey: true });
  seen.code = {};
  for (const language of ["rust", "python", "javascript"]) {
    $(`[data-language="${language}"]`).click();
    seen.code[language] = $("#code").textContent;
  }

  // Files: one is opened, two are compared; what is none is refused. Then a link.
  const file = async (name, at) => new File([await (await fetch(`/sets/${name}`)).arrayBuffer()], name, { lastModified: at });
  const [old, young] = [await file("live12.als", 1), await file("live12-later.als", 2)];
  const drop = (...files) => {
    const data = new DataTransfer();
    for (const one of files) data.items.add(one);
    for (const kind of ["dragenter", "dragover", "drop"]) document.body.dispatchEvent(new DragEvent(kind, { bubbles: true, cancelable: true, dataTransfer: data }));
  };
  drop(old);
  await until("a dropped Set is opened", () => $("#set-name").textContent === "live12.als");
  seen.opened = $("#headline").textContent;
  drop(young, old);
  await until("two are compared", () => $("#compare .facts li"));
  seen.compared = $("#compare").textContent;
  need("their difference is drawn", $("#picture .outline"));
  drop(new File(["nothing"], "none.als"));
  await until("what is no Set is refused", () => $("#compare .refusal"));
  seen.unread = $("#compare .refusal").textContent;
  put($("#fixture"), "seeded");
  $("#share").click();
  await until("a link is made", () => location.hash.startsWith("#set="));
  const link = location.hash;
  seen.link = link.length;
  $("#tab-console").click();
  $('[data-method="setTempo"]').click();
  button("Call", "#form").click();
  put($("#fixture"), "seeded_session");
  location.hash = link;
  await until("the link opens its Set", () => $("#set-name").textContent === "seeded");

  // Nothing is wider than the page.
  seen.overflow = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  const unnamed = $$("button, input:not([hidden]), select, textarea").filter((known) => !(known.textContent.trim() || known.ariaLabel || known.getAttribute("aria-label") || known.labels?.length || known.type === "hidden"));
  seen.unnamed = unnamed.map((known) => known.outerHTML.slice(0, 120));
}

try {
  await drive();
} catch (error) {
  problems.push(`${error.message} ${error.stack}`);
}
document.body.append(Object.assign(document.createElement("pre"), { id: "seen", textContent: JSON.stringify({ seen, problems }) }));
