// @ts-check
// Dictionaries between Max and the engine: JSON text of a routing or of notes
// becomes the protocol's struct, and `info` is put into words.

/** The struct classes that Max sends and gets as dictionaries. */
export const STRUCTS = new Set([
  'BeatTime', 'MidiNote', 'MidiNoteSpecification', 'PitchClassAndOctave', 'ReferencePitch',
  'RoutingChannel', 'RoutingType', 'SmptTime', 'WarpMarker',
]);

/**
 * What a script writes to a property that goes as a dictionary: JSON text or an
 * object, with or without the property's name around it.
 * @param {string} property
 * @param {string} type of the table
 * @param {any} value
 * @returns {any}
 */
export function takeStruct(property, type, value) {
  let data = parsed(value);
  if (typeof data !== 'object' || data === null) return data;
  if (Object.hasOwn(data, property)) data = data[property];
  if (!STRUCTS.has(type) || typeof data !== 'object' || data === null || Array.isArray(data)) return data;
  return { struct: type, ...data };
}

/**
 * The arguments of a call, with dictionaries (as JSON text, or by name) as data.
 * @param {any} row the function's row in the table
 * @param {any[]} args
 * @param {import('./dicts.mjs').Dicts} dicts
 * @returns {any[]}
 */
export function takeDictionaries(row, args, dicts) {
  return args.map((arg, index) => {
    const wanted = row?.args?.[index]?.type;
    const structs = typeof wanted === 'string' && STRUCTS.has(wanted.replace(/^list<|>$/g, ''));
    if (!structs || typeof arg !== 'string') return arg;
    return dicts.has(arg) ? structuredClone(dicts.open(arg)) : parsed(arg);
  });
}

/** @param {any} value */
function parsed(value) {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/**
 * The text of `info`: one line for each child, property and function of the class.
 * @param {number} id
 * @param {string} name of the class
 * @param {import('./engine.mjs').Description} row
 * @returns {string}
 */
export function describeObject(id, name, row) {
  const children = Object.entries(row.children ?? {}).map(([key, child]) => `${child.list ? 'children' : 'child'} ${key} ${child.class}`);
  const properties = Object.entries(row.properties ?? {}).map(([key, property]) => `property ${key} ${property.max_type ?? property.type}`);
  const functions = Object.keys(row.functions ?? {}).map((key) => `function ${key}`);
  return [`id ${id}`, `type ${name}`, ...children, ...properties, ...functions, 'done'].join('\n');
}
