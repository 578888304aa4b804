// The forms of the five handlers: sliders and choices, what they ask for, and their reports in words. What was chosen
// stays while the page is open.

import { ask } from "./engine.js";
import { el, slider } from "./dom.js";
import { objects, state } from "./state.js";
import { pitchName } from "./notes.js";

const SCALES = {
  Major: [0, 2, 4, 5, 7, 9, 11],
  Minor: [0, 2, 3, 5, 7, 8, 10],
  Dorian: [0, 2, 3, 5, 7, 9, 10],
  Phrygian: [0, 1, 3, 5, 7, 8, 10],
  Mixolydian: [0, 2, 4, 5, 7, 9, 10],
  "Harmonic Minor": [0, 2, 3, 5, 7, 8, 11],
  "Minor Pentatonic": [0, 3, 5, 7, 10],
  "Major Pentatonic": [0, 2, 4, 7, 9],
  "Whole Tone": [0, 2, 4, 6, 8, 10],
};
const ROOTS = Array.from({ length: 12 }, (_, root) => pitchName(root + 24).replace(/-?\d+$/, ""));
const count = (n, what) => `${n} ${what}${n === 1 ? "" : "s"}`;

const kept = {
  scaleLock: { mode: "nearest", scale: "", root: 9 },
  humanize: { strength: 0.5, swing: 0, seed: 1, doTiming: true, doVelocity: true, doDuration: false, living: false },
  gainStage: { target: -18, levels: {} },
  song: { sections: undefined, fill: true },
  janitor: { palette: "default", left: new Set() },
};

/** Check boxes for the MIDI clips. One that was chosen in the picture stands alone. */
function clipChoice(clip, changed) {
  const clips = objects("clip", "midi");
  const boxes = clips.map(({ id }) => {
    const box = el("input", { type: "checkbox", value: id, onchange: changed });
    box.checked = !clip || clip === id;
    return box;
  });
  if (clip && !boxes.some((box) => box.checked)) for (const box of boxes) box.checked = true;
  const all = el("button", { type: "button", class: "quiet", onclick: () => {
    const on = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = on;
    changed();
  } }, "all or none");
  const rows = boxes.map((box, i) => el("label", { class: "check" }, box, clips[i].label));
  return {
    element: el("fieldset", {}, el("legend", {}, "clips ", all), rows.length ? el("div", { class: "list" }, rows) : el("p", { class: "dim" }, "There is no MIDI clip.")),
    read: () => boxes.filter((box) => box.checked).map((box) => box.value),
  };
}

function segments(options, value, chosen) {
  const buttons = options.map(([name, label]) =>
    el("button", { type: "button", "aria-pressed": String(name === value), onclick: () => {
      for (const button of buttons) button.setAttribute("aria-pressed", String(button.dataset.name === name));
      chosen(name);
    }, "data-name": name }, label));
  return el("div", { class: "segments", role: "group" }, buttons);
}

function check(label, on, changed) {
  const box = el("input", { type: "checkbox", onchange: () => changed(box.checked) });
  box.checked = on;
  return el("label", { class: "check" }, box, label);
}

export function scaleLock({ changed, clip }) {
  const own = kept.scaleLock;
  const { overview } = state.look;
  const clips = clipChoice(clip, changed);
  const name = (root) => ROOTS[Math.round(root)];
  const root = slider({ label: "root", min: 0, max: 11, step: 1, value: own.root, format: name, oninput: (value) => { own.root = value; changed(); } });
  const scale = el("select", { "aria-label": "scale", onchange: () => { own.scale = scale.value; root.hidden = !own.scale; changed(); } },
    el("option", { value: "" }, `the Set's: ${ROOTS[overview.rootNote]} ${overview.scaleName || "without a scale"}`),
    Object.keys(SCALES).map((known) => el("option", { value: known }, known)));
  scale.value = own.scale;
  root.hidden = !own.scale;
  return {
    elements: [
      el("label", { class: "field" }, el("span", { class: "label" }, "scale"), scale),
      root,
      el("div", { class: "field" }, el("span", { class: "label" }, "notes outside go"), segments([["nearest", "to the nearest"], ["up", "up"], ["down", "down"]], own.mode, (mode) => { own.mode = mode; changed(); })),
      clips.element,
    ],
    read: () => ({
      request: { clipIds: clips.read(), mode: own.mode },
      scale: own.scale ? { root: own.root, name: own.scale, intervals: SCALES[own.scale] } : undefined,
    }),
    words: ({ movedCount, outsideCount, collisionCount }) =>
      `${count(movedCount, "note")} moved${outsideCount ? `, ${outsideCount} still outside` : ""}${collisionCount ? `, ${collisionCount} upon another note` : ""}.`,
  };
}

export function humanize({ changed, clip }) {
  const own = kept.humanize;
  const clips = clipChoice(clip, changed);
  const percent = (value) => `${Math.round(value * 100)} %`;
  const drag = (label, key) => slider({ label, min: 0, max: 1, step: 0.01, value: own[key], format: percent, oninput: (value) => { own[key] = value; changed(); } });
  const seed = slider({ label: "seed", min: 1, max: 99, step: 1, value: own.seed, oninput: (value) => { own.seed = value; changed(); } });
  const box = (label, key) => check(label, own[key], (on) => { own[key] = on; changed(); });
  return {
    elements: [
      drag("strength", "strength"),
      drag("swing", "swing"),
      seed,
      el("div", { class: "checks" }, box("timing", "doTiming"), box("velocity", "doVelocity"), box("duration", "doDuration"), box("living", "living")),
      clips.element,
    ],
    read: () => {
      const { strength, swing, doTiming, doVelocity, doDuration, living, seed: draws } = own;
      return { request: { clipIds: clips.read(), opts: { strength, swing, doTiming, doVelocity, doDuration, living } }, seed: draws };
    },
    words: ({ clips: all }) => `${count(all.reduce((sum, one) => sum + one.changedCount, 0), "note")} of ${all.reduce((sum, one) => sum + one.noteCount, 0)} changed.`,
  };
}

export function gainStage({ changed }) {
  const own = kept.gainStage;
  const tracks = objects("track", "audio");
  const decibels = (value) => `${Number(value).toFixed(1)} dB`;
  const levels = tracks.map(({ id, label }, i) => {
    own.levels[id] ??= -26 + 5 * (i % 4);
    return slider({ label, min: -60, max: 0, step: 0.5, value: own.levels[id], format: decibels, oninput: (value) => { own.levels[id] = value; changed(); } });
  });
  return {
    elements: [
      slider({ label: "target", min: -36, max: -6, step: 0.5, value: own.target, format: decibels, oninput: (value) => { own.target = value; changed(); } }),
      el("fieldset", {}, el("legend", {}, "how loud each track is"), levels.length ? levels : el("p", { class: "dim" }, "There is no audio track."),
        el("small", {}, "A page has no recordings: a steady sound of this level stands for each. The command line measures the real files.")),
    ],
    read: () => ({
      request: { trackIds: tracks.map(({ id }) => id), targetDb: own.target, measure: "rms", curve: "live" },
      levels: Object.fromEntries(tracks.map(({ id }) => [id, own.levels[id]])),
    }),
    words: ({ rows }) => rows.map(({ track, trimDb }) => (trimDb === undefined ? `${track} is silent` : `${track} ${trimDb >= 0 ? "+" : ""}${trimDb.toFixed(1)} dB`)).join(", "),
  };
}

export function sessionToSong({ changed, again }) {
  const { scenes } = state.look;
  const own = kept.song;
  const begin = () => scenes.slice(0, 4).map((scene, i) => ({ name: scene.name || `Scene ${i + 1}`, sceneIndex: i, bars: 4 }));
  if (!own.sections || own.sections.some(({ sceneIndex }) => sceneIndex >= scenes.length)) own.sections = begin();
  const row = (section, i) => {
    const name = el("input", { type: "text", value: section.name, "aria-label": "name of the section", oninput: () => { section.name = name.value; changed(); } });
    const scene = el("select", { "aria-label": "scene", onchange: () => { section.sceneIndex = Number(scene.value); changed(); } },
      scenes.map((known, n) => el("option", { value: String(n) }, `${n + 1} ${known.name}`)));
    scene.value = String(section.sceneIndex);
    const button = (label, words, act, disabled) => el("button", { type: "button", class: "icon", "aria-label": `${words} ${section.name}`, title: words, disabled, onclick: () => { act(); again(); } }, label);
    const swap = (a, b) => { [own.sections[a], own.sections[b]] = [own.sections[b], own.sections[a]]; };
    return el("li", { class: "section" },
      el("div", { class: "row" }, name, scene,
        button("↑", "Earlier:", () => swap(i - 1, i), i === 0),
        button("↓", "Later:", () => swap(i, i + 1), i === own.sections.length - 1),
        button("×", "Leave out", () => own.sections.splice(i, 1))),
      slider({ label: "bars", min: 1, max: 32, step: 1, value: section.bars, oninput: (bars) => { section.bars = bars; changed(); } }));
  };
  return {
    elements: [
      scenes.length ? el("ol", { class: "sections" }, own.sections.map(row)) : el("p", { class: "dim" }, "There is no scene."),
      el("div", { class: "row" },
        el("button", { type: "button", disabled: !scenes.length, onclick: () => { own.sections.push({ name: "Outro", sceneIndex: 0, bars: 4 }); again(); } }, "Add a section"),
        check("repeat clips until a section ends", own.fill, (on) => { own.fill = on; changed(); })),
    ],
    read: () => ({ request: { sectionMap: own.sections, fill: own.fill } }),
    words: ({ placementCount, cuePointCount }) => `${count(placementCount, "clip")} placed, ${count(cuePointCount, "cue point")} made.`,
  };
}

export function janitor({ changed, again }) {
  const own = kept.janitor;
  const { issues, palette } = ask("issues", { palette: own.palette });
  const words = { emptyTrack: "empty track", placeholderName: "name that nobody chose", offPaletteColor: "colour off the palette", loopOverrun: "loop that is overrun" };
  const boxes = issues.map((issue) => {
    const box = el("input", { type: "checkbox", onchange: () => {
      if (box.checked) own.left.delete(issue.id);
      else own.left.add(issue.id);
      changed();
    } });
    box.disabled = issue.kind === "loopOverrun";
    box.checked = !box.disabled && !own.left.has(issue.id);
    return box;
  });
  const row = (issue, i) => el("label", { class: "check" }, boxes[i], el("span", {}, `${words[issue.kind] ?? issue.kind} `, el("code", {}, issue.id), issue.kind === "loopOverrun" && el("small", {}, " no call of the port can mend it")));
  return {
    elements: [
      el("div", { class: "field" }, el("span", { class: "label" }, "colours that clips may have"), segments([["default", "seven plain ones"], ["live", "Live's own"]], own.palette, (name) => { own.palette = name; again(); })),
      el("fieldset", {}, el("legend", {}, "what to mend"), issues.length ? el("div", { class: "list" }, issues.map(row)) : el("p", { class: "dim" }, "Nothing is untidy. The example seeded_messy_set is.")),
    ],
    read: () => ({ request: { chosenIssueIds: issues.filter((_, i) => boxes[i].checked).map(({ id }) => id), palette } }),
    words: ({ applied }) => `${count(applied, "fix").replace("fixs", "fixes")} of ${count(issues.length, "finding")}.`,
  };
}
