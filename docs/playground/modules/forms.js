// Forms from JSON Schemas: a field for each property, by its type and by what its name says that it names.

import { el } from "./dom.js";
import { object, objects, state } from "./state.js";
import { noteEditor } from "./notes.js";

const NAMED = { trackId: "track", clipId: "clip", slotId: "slot", paramId: "param" };

/** A schema with what it refers to. */
export function resolved(schema) {
  const name = schema?.$ref?.split("/").pop();
  return name ? { ...state.forms.definitions[name], ...schema, $ref: undefined, name } : (schema ?? {});
}

/**
 * The fields of an object. `given` are values to begin with; `read` gives what stands in them, without what was left out.
 */
export function fields(schema, given = {}, changed = () => {}) {
  const { properties = {}, required = [] } = resolved(schema);
  const order = [...required, ...Object.keys(properties).filter((key) => !required.includes(key))];
  const made = order.map((key) => field(key, resolved(properties[key]), required.includes(key), given, changed));
  return {
    elements: made.map(({ element }) => element),
    read: () => {
      const values = {};
      order.forEach((key, i) => {
        const value = made[i].read(values);
        if (value !== undefined) values[key] = value;
      });
      return values;
    },
  };
}

/** One field: its element, and what gives its value. */
function field(key, schema, required, given, changed) {
  const make = editor(key, schema, required, given, changed);
  if (make.whole) return make;
  const about = schema.description?.split("\n")[0];
  const label = el("span", { class: "label" }, key, !required && el("span", { class: "dim" }, " optional"));
  return {
    element: el("label", { class: "field", title: about }, label, make.element, about && el("small", {}, about)),
    read: make.read,
  };
}

function editor(key, schema, required, given, changed) {
  const value = given[key];
  if (NAMED[key]) return idEditor(key, value, changed);
  if (key === "deviceName") return choice(state.forms.devices, value ?? "Utility", changed);
  if (key === "notes" && schema.type === "array") return noteEditor(given, changed);
  if (key === "color") return colorEditor(value, changed);
  if (schema.enum) return choice(schema.enum, value, changed);
  if (schema.oneOf?.every((variant) => variant.const)) return choice(schema.oneOf.map((variant) => variant.const), value, changed);
  if (schema.type === "object") return group(key, schema, value, changed);
  if (schema.type === "boolean") return onOff(value, required, changed);
  if (schema.type === "number" || schema.type === "integer") return numberEditor(key, schema, value, given, changed);
  return text(key, value ?? "", required, changed);
}

/** An object within an object. */
function group(key, schema, value, changed) {
  const inside = fields(schema, value ?? {}, changed);
  return { whole: true, element: el("fieldset", {}, el("legend", {}, key), inside.elements), read: inside.read };
}

function choice(options, value, changed) {
  const input = el("select", { onchange: changed }, options.map((option) => el("option", { value: option }, option)));
  if (value !== undefined) input.value = value;
  return { element: input, read: () => input.value };
}

function text(key, value, required, changed) {
  const input = el("input", { type: "text", autocomplete: "off", spellcheck: "false", oninput: changed });
  input.value = value || (required ? { query: "b", filePath: "/samples/loop.wav", name: "Chorus" }[key] ?? "" : "");
  return { element: input, read: () => (required || input.value !== "" ? input.value : undefined) };
}

/** On, off, or left as it is. */
function onOff(value, required, changed) {
  const input = el("select", { onchange: changed });
  if (!required) input.append(el("option", { value: "" }, "leave as it is"));
  input.append(el("option", { value: "true" }, "on"), el("option", { value: "false" }, "off"));
  if (value !== undefined) input.value = String(value);
  return { element: input, read: () => (input.value === "" ? undefined : input.value === "true") };
}

function colorEditor(value, changed) {
  const on = el("input", { type: "checkbox", "aria-label": "write a colour", onchange: changed });
  const input = el("input", { type: "color", oninput: () => { on.checked = true; changed(); } });
  input.value = `#${(value ?? 0x1a7f37).toString(16).padStart(6, "0")}`;
  on.checked = value !== undefined;
  return {
    element: el("span", { class: "row" }, on, input),
    read: () => (on.checked ? Number.parseInt(input.value.slice(1), 16) : undefined),
  };
}

/** One of the objects of the Set, or any other id. */
function idEditor(key, value, changed) {
  const known = objects(NAMED[key]);
  const input = el("select", {}, known.map(({ id, label }) => el("option", { value: id }, `${label} · ${id}`)));
  input.append(el("option", { value: "…" }, "another id…"));
  const other = el("input", { type: "text", spellcheck: "false", "aria-label": "another id", value: "track:99", hidden: true, oninput: changed });
  input.addEventListener("change", () => {
    other.hidden = input.value !== "…";
    input.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail: { key, id: input.value } }));
    changed();
  });
  const wanted = value ?? (object(state.selected)?.what === NAMED[key] ? state.selected : undefined);
  if (wanted && known.some(({ id }) => id === wanted)) input.value = wanted;
  else if (value) {
    input.value = "…";
    other.value = value;
    other.hidden = false;
  } else if (!known.length) other.hidden = false;
  return { element: el("span", { class: "stack" }, input, other), read: () => (input.value === "…" ? other.value : input.value) };
}

/** A number: with a slider where its range is known. */
function numberEditor(key, schema, value, given, changed) {
  const ranges = { bpm: [20, 220, 0.5], lengthBeats: [1, 32, 1], startBeat: [0, 64, 1], endBeat: [0, 64, 1], beat: [0, 64, 1], index: [0, 8, 1], startTime: [0, 64, 1], duration: [1, 64, 1] };
  const begin = { bpm: state.look.overview.tempo, lengthBeats: 4, startBeat: 0, endBeat: 16, beat: 16, index: 0, startTime: 0, duration: 8 };
  let range = ranges[key];
  let first = value ?? begin[key] ?? 0;
  if (key === "value") {
    const param = object(given.paramId) ?? objects("param")[0];
    if (param) {
      range = [param.min, param.max, (param.max - param.min) / 200];
      first = value ?? param.value;
    }
  }
  const exact = el("input", { type: "number", step: "any", inputmode: "decimal", "aria-label": `${key}, exactly` });
  exact.value = String(first);
  const read = () => (exact.value === "" ? undefined : Number(exact.value));
  if (!range) {
    exact.addEventListener("input", changed);
    return { element: exact, read };
  }
  const [min, max, step] = range;
  const drag = el("input", { type: "range", min: String(min), max: String(max), step: String(step), "aria-label": key });
  drag.value = String(first);
  drag.addEventListener("input", () => {
    exact.value = String(Number(Number(drag.value).toFixed(4)));
    changed();
  });
  exact.addEventListener("input", () => {
    drag.value = exact.value;
    changed();
  });
  return { element: el("span", { class: "row" }, drag, exact), read };
}

