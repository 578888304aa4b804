// The journal: every change to a Set, in edits that can be taken back. The kit keeps them.

/** @import { Bridge } from '../../kit/javascript/livebridge-kit.mjs' */
/** @import { LiveSet, Thing } from './live-set.mjs' */

/** Makes edits of a Set. */
export class Journal {
  /** @param {Bridge & { set: LiveSet }} bridge */
  constructor(bridge) {
    this.bridge = bridge;
  }

  /** Writes some fields of an object. @template T @param {T} target @param {Record<string, unknown>} values @returns {T} */
  write(target, values) {
    const fields = /** @type {any} */ (target);
    const before = Object.fromEntries(Object.keys(values).map((key) => [key, fields[key]]));
    this.bridge.change(
      () => Object.assign(fields, values),
      () => Object.assign(fields, before),
    );
    return target;
  }

  /** @template {Thing} T @param {T[]} list @param {number} at @param {T} thing @returns {T} */
  insert(list, at, thing) {
    this.bridge.change(
      () => this.#put(list, at, thing),
      () => this.#take(list, at, thing),
    );
    return thing;
  }

  /** @template {Thing} T @param {T[]} list @param {T} thing */
  remove(list, thing) {
    const at = list.indexOf(thing);
    this.bridge.change(
      () => this.#take(list, at, thing),
      () => this.#put(list, at, thing),
    );
  }

  /** @template {Thing} T @param {T[]} list @param {number} at @param {T} thing */
  #put(list, at, thing) {
    list.splice(at, 0, thing);
    this.bridge.set.register(thing);
  }

  /** @template {Thing} T @param {T[]} list @param {number} at @param {T} thing */
  #take(list, at, thing) {
    list.splice(at, 1);
    this.bridge.set.forget(thing);
  }
}
