// Notes of a clip on a roll: click to set a note, click it to take it away; or write them as JSON.

import { ask } from "./engine.js";
import { el } from "./dom.js";
import { objects, state } from "./state.js";

const CELL = 0.25;
const NAMES = ["C", "C♯", "D", "D♯", "E", "F", "F♯", "G", "G♯", "A", "A♯", "B"];
export const pitchName = (pitch) => `${NAMES[((pitch % 12) + 12) % 12]}${Math.floor(pitch / 12) - 2}`;

/** The editor of the field `notes`. It begins with the notes of the clip that the form names. */
export function noteEditor(given, changed) {
  const clip = given.clipId ?? (state.selected?.endsWith("/clip") || state.selected?.includes("/clip:") ? state.selected : objects("clip", "midi")[0]?.id);
  let notes = given.notes ?? notesOf(clip);
  const json = el("textarea", { rows: "4", spellcheck: "false", "aria-label": "notes as JSON" });
  const roll = el("div", { class: "roll", role: "img", tabindex: "0" });
  const write = () => {
    json.value = JSON.stringify(notes);
    json.classList.remove("wrong");
    draw();
    changed();
  };
  json.addEventListener("input", () => {
    try {
      notes = JSON.parse(json.value);
      json.classList.remove("wrong");
      draw();
    } catch {
      json.classList.add("wrong");
    }
    changed();
  });

  function draw() {
    const whole = notes.filter((note) => Number.isFinite(note.pitch) && Number.isFinite(note.startTime));
    const pitches = whole.map((note) => Math.round(note.pitch));
    const low = Math.min(...(pitches.length ? pitches : [60])) - 4;
    const high = Math.max(...(pitches.length ? pitches : [67])) + 4;
    const beats = Math.max(4, ...whole.map((note) => Math.ceil(note.startTime + (note.duration || CELL))));
    const [rows, columns] = [high - low + 1, Math.min(beats, 64) / CELL];
    const [width, height] = [Math.max(columns * 12, 320), rows * 10];
    const [x, y] = [width / columns, height / rows];
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    svg.setAttribute("width", width);
    svg.setAttribute("viewBox", `0 0 ${width} ${height}`);
    svg.setAttribute("preserveAspectRatio", "none");
    svg.setAttribute("height", height);
    const rect = (name, left, top, w, h, title) => {
      const box = document.createElementNS("http://www.w3.org/2000/svg", "rect");
      for (const [key, value] of Object.entries({ class: name, x: left, y: top, width: Math.max(w, 1), height: h })) box.setAttribute(key, value);
      if (title) {
        const words = document.createElementNS("http://www.w3.org/2000/svg", "title");
        words.textContent = title;
        box.append(words);
      }
      svg.append(box);
      return box;
    };
    for (let row = 0; row < rows; row += 1) {
      const pitch = high - row;
      const black = [1, 3, 6, 8, 10].includes(((pitch % 12) + 12) % 12);
      rect(black ? "black" : "white", 0, row * y, width, y - 0.5);
    }
    for (let beat = 0; beat <= columns * CELL; beat += 1) rect(beat % 4 ? "beat" : "bar", (beat / CELL) * x, 0, 1, height);
    for (const note of whole) {
      const title = `${pitchName(Math.round(note.pitch))} at beat ${note.startTime}, ${note.duration} long, velocity ${note.velocity ?? 100}`;
      const box = rect("note", (note.startTime / CELL) * x, (high - Math.round(note.pitch)) * y, (note.duration / CELL) * x - 1, y - 1, title);
      box.style.opacity = String(0.35 + 0.65 * ((note.velocity ?? 100) / 127));
      box.addEventListener("click", (event) => {
        event.stopPropagation();
        notes = notes.filter((other) => other !== note);
        write();
      });
    }
    svg.addEventListener("click", (event) => {
      const box = svg.getBoundingClientRect();
      const startTime = Math.floor(((event.clientX - box.x) / box.width) * columns) * CELL;
      const pitch = high - Math.floor(((event.clientY - box.y) / box.height) * rows);
      notes = [...notes, { pitch, startTime, duration: 0.5 }];
      write();
    });
    roll.setAttribute("aria-label", `${whole.length} notes from ${pitchName(low + 4)} to ${pitchName(high - 4)}; also as JSON below`);
    roll.replaceChildren(svg);
  }

  json.value = JSON.stringify(notes);
  draw();
  const element = el(
    "fieldset",
    {},
    el("legend", {}, "notes"),
    el("small", {}, "Click to set a note, click a note to take it away."),
    roll,
    el("details", {}, el("summary", {}, "as JSON"), json),
  );
  return { whole: true, element, read: () => notes };
}

function notesOf(clip) {
  try {
    return clip ? JSON.parse(ask("call", { method: "getNotes", params: { clipId: clip } }).answer) : [];
  } catch {
    return [];
  }
}
