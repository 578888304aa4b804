// @ts-check
// Max's Dict: a view on a named dictionary of the device. A classic script for
// the realm of the hosted code; the data itself belongs to the host.

(function (/** @type {any} */ host) {
  'use strict';

  const { dicts, paths } = host;

  /** @param {any} value data of the host @returns {any} data of this realm, nested dictionaries as Dict */
  function inward(value) {
    if (Array.isArray(value)) return Array.from(value, inward);
    if (typeof value !== 'object' || value === null) return value;
    const name = dicts.freshName();
    dicts.replace(name, value);
    return new Dict(name);
  }

  /** @param {any} value @returns {any} a script's value as plain data */
  function outward(value) {
    if (value instanceof Dict) return JSON.parse(value.stringify());
    if (typeof value === 'object' && value !== null) return JSON.parse(JSON.stringify(value));
    return value === undefined ? null : value;
  }

  class Dict {
    #name = '';

    constructor(/** @type {any} */ name) {
      this.#name = name === undefined ? dicts.freshName() : String(name);
      this.quiet = false;
      dicts.open(this.#name);
    }

    get name() {
      return this.#name;
    }

    set name(value) {
      this.#name = String(value);
      dicts.open(this.#name);
    }

    get #data() {
      return dicts.open(this.#name);
    }

    /** @param {any} key */
    get(key) {
      const value = paths.read(this.#data, key);
      return value === undefined ? null : inward(value);
    }

    /** @param {any} key @param {any[]} value */
    set(key, ...value) {
      paths.write(this.#data, key, value.length === 1 ? outward(value[0]) : value.map(outward));
    }

    /** @param {any} key @param {any[]} value */
    replace(key, ...value) {
      this.set(key, ...value);
    }

    /** @param {any} key @param {any} json text of a dictionary */
    setparse(key, json) {
      paths.write(this.#data, key, host.parseData(String(json)));
    }

    /** @param {any} key @param {any[]} value */
    append(key, ...value) {
      const before = paths.read(this.#data, key);
      const list = before === undefined ? [] : Array.isArray(before) ? before : [before];
      paths.write(this.#data, key, [...list, ...value.map(outward)]);
    }

    /** @param {any} key */
    contains(key) {
      return Number(paths.read(this.#data, key) !== undefined);
    }

    /** @param {any} key */
    remove(key) {
      paths.remove(this.#data, key);
    }

    getkeys() {
      const keys = Object.keys(this.#data);
      return keys.length === 0 ? null : keys.length === 1 ? keys[0] : Array.from(keys);
    }

    getnames() {
      return Array.from(dicts.named.keys());
    }

    /** @param {any} key */
    getsize(key) {
      const value = paths.read(this.#data, key);
      return value === undefined ? 0 : Array.isArray(value) ? value.length : 1;
    }

    /** @param {any} key */
    gettype(key) {
      const value = paths.read(this.#data, key);
      if (Array.isArray(value)) return 'array';
      if (typeof value === 'number') return Number.isInteger(value) ? 'int' : 'float';
      return typeof value === 'string' ? 'symbol' : typeof value === 'object' && value !== null ? 'dictionary' : '';
    }

    clear() {
      dicts.replace(this.#name, {});
    }

    /** @param {any} name */
    clone(name) {
      dicts.replace(this.#name, dicts.open(String(name)));
    }

    /** @param {any} name */
    pull_from_coll(name) {
      throw new Error(`not simulated: Dict.pull_from_coll (${name})`);
    }

    /** @param {any} json */
    parse(json) {
      dicts.replace(this.#name, host.parseData(String(json)));
    }

    stringify() {
      return JSON.stringify(this.#data, null, '\t');
    }

    toPlain() {
      return JSON.parse(JSON.stringify(this.#data));
    }

    /** @param {any} file */
    import_json(file) {
      this.parse(host.readText(String(file)));
    }

    /** @param {any} file */
    readany(file) {
      this.import_json(file);
    }

    /** @param {any} file */
    read(file) {
      this.import_json(file);
    }

    /** @param {any} file */
    export_json(file) {
      host.writeText(String(file), this.stringify());
    }

    /** @param {any} file */
    write(file) {
      this.export_json(file);
    }

    freepeer() {
      dicts.named.delete(this.#name);
    }
  }

  return { Dict };
});
