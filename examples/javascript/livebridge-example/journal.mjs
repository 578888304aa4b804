// The journal: every change to a Set, in edits that can be taken back.

/** @import { LiveSet, Thing } from './live-set.mjs' */

/** The edits of one undo step, in order. */
export class Journal {
  /** @type {{ redo: () => void, undo: () => void }[]} */
  #edits = [];

  /** @param {LiveSet} set */
  constructor(set) {
    this.set = set;
  }

  /** @param {() => void} redo @param {() => void} undo */
  #edit(redo, undo) {
    redo();
    this.#edits.push({ redo, undo });
  }

  /** Writes some fields of an object. @param {any} target @param {Record<string, unknown>} values */
  write(target, values) {
    const before = Object.fromEntries(Object.keys(values).map((key) => [key, target[key]]));
    this.#edit(
      () => Object.assign(target, values),
      () => Object.assign(target, before),
    );
  }

  /** @template {Thing} T @param {T[]} list @param {number} at @param {T} thing */
  insert(list, at, thing) {
    this.#edit(
      () => this.#put(list, at, thing),
      () => this.#take(list, at, thing),
    );
  }

  /** @template {Thing} T @param {T[]} list @param {T} thing */
  remove(list, thing) {
    const at = list.indexOf(thing);
    this.#edit(
      () => this.#take(list, at, thing),
      () => this.#put(list, at, thing),
    );
  }

  /** @template {Thing} T @param {T[]} list @param {number} at @param {T} thing */
  #put(list, at, thing) {
    list.splice(at, 0, thing);
    this.set.register(thing);
  }

  /** @template {Thing} T @param {T[]} list @param {number} at @param {T} thing */
  #take(list, at, thing) {
    list.splice(at, 1);
    this.set.forget(thing);
  }

  undo() {
    for (const edit of [...this.#edits].reverse()) edit.undo();
  }

  redo() {
    for (const edit of this.#edits) edit.redo();
  }
}
