// @ts-check
// The named dictionaries of one device: what a `dict NAME` box, the Dict of the
// js half and getDict/setDict of the Node half share.

/** @typedef {Record<string, any>} Data */

/** A path in a dictionary: `a::b[2]::c`, keys and places in arrays. */
const STEP = /([^:[\]]+)|\[(\d+)\]/g;

/**
 * @param {string} path
 * @returns {(string | number)[]}
 */
export function steps(path) {
  /** @type {(string | number)[]} */
  const found = [];
  for (const [, key, place] of String(path).matchAll(STEP)) found.push(place === undefined ? key : Number(place));
  return found;
}

/**
 * @param {any} data
 * @param {string} path
 * @returns {any} what is there, or undefined
 */
export function read(data, path) {
  let at = data;
  for (const step of steps(path)) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return undefined;
    at = at[step];
  }
  return at;
}

/**
 * Writes at a path and makes the dictionaries on the way.
 * @param {any} data
 * @param {string} path
 * @param {any} value
 */
export function write(data, path, value) {
  const way = steps(path);
  const last = way.pop();
  if (last === undefined) return;
  let at = data;
  way.forEach((step, index) => {
    if (typeof at[step] !== 'object' || at[step] === null || !Object.hasOwn(at, step)) {
      define(at, step, typeof (way[index + 1] ?? last) === 'number' ? [] : {});
    }
    at = at[step];
  });
  define(at, last, value);
}

/**
 * @param {any} data
 * @param {string} path
 */
export function remove(data, path) {
  const way = steps(path);
  const last = way.pop();
  if (last === undefined) return;
  let at = data;
  for (const step of way) {
    if (typeof at !== 'object' || at === null || !Object.hasOwn(at, step)) return;
    at = at[step];
  }
  if (Array.isArray(at)) at.splice(Number(last), 1);
  else if (typeof at === 'object' && at !== null) delete at[last];
}

/**
 * A key like `__proto__` is a key like any other.
 * @param {any} target
 * @param {string | number} key
 * @param {any} value
 */
function define(target, key, value) {
  Object.defineProperty(target, key, { value, writable: true, enumerable: true, configurable: true });
}

/** All dictionaries of a device, by name. */
export class Dicts {
  constructor() {
    /** @type {Map<string, Data>} */
    this.named = new Map();
    this.made = 0;
  }

  /** @returns {string} a name that nobody has */
  freshName() {
    do this.made += 1;
    while (this.named.has(`u${this.made}`));
    return `u${this.made}`;
  }

  /** @param {string} name @returns {boolean} */
  has(name) {
    return this.named.has(name);
  }

  /** @param {string} name @returns {Data} its data, made empty when there is none */
  open(name) {
    let data = this.named.get(name);
    if (!data) {
      data = {};
      this.named.set(name, data);
    }
    return data;
  }

  /** @param {string} name @param {any} data */
  replace(name, data) {
    this.named.set(name, typeof data === 'object' && data !== null && !Array.isArray(data) ? structuredClone(data) : {});
  }
}
