// @ts-check
// What a value looks like in Max: arrays of atoms, 0/1 for booleans, names of
// digits as numbers, tiny floats as text, structs as JSON text; and back again.
// A classic script: it is run inside the realm of the hosted code, so that the
// arrays made here are that realm's arrays.

(function (/** @type {{rule(name: string): boolean}} */ host) {
  'use strict';

  /** Below this, a float written out has an exponent, and Max reads it back as a symbol. */
  const TINY = 1e-4;
  const DIGITS = /^\d+$/;
  const ID_TEXT = /^\s*id\s+(\d+)\s*$/;

  /** @param {any} value */
  const isObject = (value) => typeof value === 'object' && value !== null && typeof value.$ === 'number';

  /** @param {any} value */
  const isStruct = (value) => typeof value === 'object' && value !== null && typeof value.struct === 'string';

  /** @param {any} value a number that JSON lacks */
  const isOddFloat = (value) => typeof value === 'object' && value !== null && typeof value.float === 'string';

  /**
   * A float as text with an exponent of two digits at least: `9.999999747378752e-05`.
   * @param {number} value
   */
  function exponentText(value) {
    return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
  }

  /**
   * One atom.
   * @param {any} value
   * @returns {any}
   */
  function atom(value) {
    if (typeof value === 'boolean') return host.rule('max.bool-as-int') ? Number(value) : value;
    if (typeof value === 'number') {
      const tiny = value !== 0 && Math.abs(value) < TINY && host.rule('mixer.tiny-value-string');
      return tiny ? exponentText(value) : value;
    }
    if (typeof value === 'string') {
      return DIGITS.test(value) && host.rule('names.digit-name-number') ? Number(value) : value;
    }
    if (isOddFloat(value)) return value.float;
    return String(value);
  }

  /**
   * A struct, or a list of them, as plain data.
   * @param {any} value
   * @returns {any}
   */
  function plain(value) {
    if (Array.isArray(value)) return Array.from(value, plain);
    if (typeof value === 'boolean') return host.rule('max.bool-as-int') ? Number(value) : value;
    if (isObject(value)) return value.$;
    if (isOddFloat(value)) return value.float;
    if (typeof value !== 'object' || value === null) return value;
    /** @type {Record<string, any>} */
    const fields = {};
    for (const key of Object.keys(value)) {
      if (key !== 'struct') fields[key] = plain(value[key]);
    }
    return fields;
  }

  /** @param {number} number @param {number} width */
  const padded = (number, width) => String(number).padStart(width, '0');

  /**
   * Times that Max gives as one symbol.
   * @param {any} value
   * @returns {string | undefined}
   */
  function timeText(value) {
    if (value.struct === 'BeatTime') {
      return [padded(value.bars, 3), padded(value.beats, 2), padded(value.sub_division, 2), padded(value.ticks, 3)].join('.');
    }
    if (value.struct === 'SmptTime') {
      return [value.hours, value.minutes, value.seconds, value.frames].map((part) => padded(part, 2)).join(':');
    }
    return undefined;
  }

  /**
   * Structs as the JSON text of a dictionary with one key; plain data where the rule is off.
   * @param {string} name
   * @param {any} value
   */
  function structText(name, value) {
    const dictionary = { [name]: plain(value) };
    return host.rule('max.structs-json') ? JSON.stringify(dictionary) : dictionary;
  }

  /** @param {any} value @returns {boolean} a list with a struct in it */
  const hasStruct = (value) => Array.isArray(value) && value.length > 0 && isStruct(value[0]);

  /**
   * The answer of `get`.
   * @param {string} name
   * @param {any} value
   * @param {{child: boolean, structs: boolean}} member what the table says of it
   * @returns {any[]}
   */
  function list(name, value, member) {
    if (value === null || value === undefined) return member.child ? ['id', 0] : [];
    if (isStruct(value)) return [timeText(value) ?? structText(name, value)];
    if (hasStruct(value) || (member.structs && Array.isArray(value))) return [structText(name, value)];
    /** @type {any[]} */
    const atoms = [];
    for (const one of Array.isArray(value) ? value : [value]) {
      if (one === null) atoms.push('id', 0);
      else if (isObject(one)) atoms.push('id', one.$);
      else atoms.push(atom(one));
    }
    return atoms;
  }

  /**
   * The answer of `call`.
   * @param {string} name
   * @param {any} value
   * @param {boolean} structs whether the table says that it returns structs
   * @returns {any}
   */
  function result(name, value, structs) {
    if (value === null || value === undefined) return host.rule('max.void-id0') ? ['id', 0] : null;
    if (isObject(value)) return ['id', value.$];
    if (isStruct(value)) return timeText(value) ?? structText(name, value);
    if (hasStruct(value) || (structs && Array.isArray(value))) {
      // Whatever the function is called, a dictionary of notes has the key `notes`.
      const notes = /notes/.test(name);
      return structText(notes ? 'notes' : name, value);
    }
    if (Array.isArray(value)) return list(name, value, { child: false, structs: false });
    return atom(value);
  }

  /**
   * A script's value on its way to the engine.
   * @param {any} value
   * @param {boolean} text whether a string is wanted, so that "id 5" is a name
   * @returns {any}
   */
  function outgoing(value, text) {
    if (value === undefined) return null;
    if (typeof value === 'string' && !text) {
      const id = ID_TEXT.exec(value);
      if (id) return reference(id[1]);
    }
    if (typeof value === 'bigint') return Number(value);
    if (typeof value === 'number' && !Number.isFinite(value)) {
      return { float: Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf' };
    }
    if (typeof value !== 'object' || value === null) return value;
    if (Array.isArray(value)) {
      if (!text && value.length === 2 && value[0] === 'id') return reference(value[1]);
      return value.map((one) => outgoing(one, text));
    }
    if (typeof value.toPlain === 'function') return value.toPlain();
    /** @type {Record<string, any>} */
    const fields = {};
    for (const key of Object.keys(value)) {
      if (typeof value[key] !== 'function') fields[key] = outgoing(value[key], true);
    }
    return fields;
  }

  /** @param {string | number} id @returns {any} */
  function reference(id) {
    return Number(id) > 0 ? { $: Number(id) } : null;
  }

  /**
   * The arguments of `set` and `call`: the atoms `id N` are one object, wherever they stand.
   * @param {any[]} values
   * @param {(index: number) => boolean} wantsText
   * @returns {any[]}
   */
  function outgoingArgs(values, wantsText) {
    /** @type {any[]} */
    const args = [];
    for (let at = 0; at < values.length; at += 1) {
      const id = values[at] === 'id' && /^\d+$/.test(String(values[at + 1])) && !wantsText(args.length);
      if (id) {
        args.push(reference(values[at + 1]));
        at += 1;
      } else {
        args.push(outgoing(values[at], wantsText(args.length)));
      }
    }
    return args;
  }

  /**
   * A number as `getstring` writes it: a float keeps its point (`120.`).
   * @param {any} value
   * @param {boolean} float whether the table says that it is one
   * @returns {string}
   */
  function text(value, float) {
    if (typeof value === 'number' && float && Number.isInteger(value) && host.rule('max.float-text')) return `${value}.`;
    return String(value);
  }

  return { atom, list, result, outgoing, outgoingArgs, text };
});
