// Ids and references: how what a caller wrote becomes an object.

import { Refusal, badInput, text } from './arguments.mjs';
import { ID, kindOf, lastId, numberOf } from './live-set.mjs';

/** @import { Reader } from './arguments.mjs' */
/** @import { LiveSet, Thing } from './live-set.mjs' */

const INDEXED = '(?:track|returntrack|clipslot|scene|cuepoint|device|param|takelane|clip):(?:0|[1-9][0-9]{0,9})';
const SEGMENT = `(?:${INDEXED}|clip|mixer|volume)`;
const REFERENCE = new RegExp(`^#(0|[1-9][0-9]{0,9})((?:/${SEGMENT}){0,3})$`);

/**
 * What lies below an object of a kind, by the segments of the contract's paths: the kind of it, and how to get there.
 * References are written that way whatever the ids of a target look like.
 * @type {Record<string, Record<string, { kind: string, get: (from: any, index: number) => any }>>}
 */
const BELOW = {
  track: {
    'clipslot:': { kind: 'slot', get: (track, index) => track.slots[index] },
    'clip:': { kind: 'clip', get: (track, index) => track.arrangement[index] },
    'device:': { kind: 'device', get: (track, index) => track.devices[index] },
    mixer: { kind: 'mixer', get: (track) => track },
  },
  mixer: { volume: { kind: 'param', get: (track) => track.volume } },
  slot: { clip: { kind: 'clip', get: (slot) => slot.clips[0] } },
  device: { 'param:': { kind: 'param', get: (device, index) => device.parameters[index] } },
};

/**
 * The argument that names an object: its syntax is judged here, everything else by {@link Finder}.
 * @type {Reader<string>}
 */
export const id = (value, name) => {
  const written = text(value, name);
  if (!ID.test(written) && !REFERENCE.test(written)) throw badInput(`\`${written}\` is no id`, written);
  return written;
};

/** Finds objects by what a caller wrote. */
export class Finder {
  /** What each operation so far made or changed. @type {(Thing | null)[]} */
  objects = [];
  /** Ids above this number were given out later: a caller cannot know them, and they name nothing yet. */
  #lastId = lastId;

  /** @param {LiveSet} set @param {boolean} inTransaction */
  constructor(set, inTransaction) {
    this.set = set;
    this.inTransaction = inTransaction;
  }

  /** @param {string} kind @param {string} written @returns {any} */
  find(kind, written) {
    const { found, kind: seen } = written.startsWith('#') ? this.#reference(written) : this.#named(written);
    if (seen !== kind) throw new Refusal('WRONG_TYPE', `\`${written}\` is no ${kind}`, { subjectId: written });
    const thing = found();
    if (!thing) throw new Refusal('STALE_REFERENCE', `there is no ${kind} \`${written}\``, { subjectId: written });
    return thing;
  }

  /** @param {string} written */
  #named(written) {
    const found = () => (numberOf(written) <= this.#lastId ? this.set.living.get(written) : undefined);
    return { kind: kindOf(written), found };
  }

  /**
   * `#2` or `#2/param:0`: the kind can be told from what is written, before anything is looked for.
   * @param {string} written
   */
  #reference(written) {
    const [, op, below] = /** @type {RegExpMatchArray} */ (REFERENCE.exec(written));
    if (!this.inTransaction || Number(op) >= this.objects.length) {
      throw badInput(`\`${written}\` refers to no earlier operation of this transaction`, written);
    }
    const thing = this.objects[Number(op)];
    if (!thing) throw badInput(`\`${written}\` refers to an operation without an object`, written);
    let kind = kindOf(thing.id);
    /** @type {((from: any) => any)[]} */
    const path = [];
    for (const [, name, index] of below.matchAll(/\/([a-z]+:?)([0-9]*)/g)) {
      const step = BELOW[kind]?.[name];
      if (!step) throw new Refusal('WRONG_TYPE', `a ${kind} has no \`${name}\``, { subjectId: written });
      kind = step.kind;
      path.push((from) => step.get(from, Number(index)));
    }
    const found = () => path.reduce((from, step) => from && step(from), this.set.has(thing) ? thing : undefined);
    return { kind, found };
  }

  /**
   * Like {@link find}, for what must be on a MIDI or an audio track.
   * @param {string} kind @param {string} written @param {'midi' | 'audio'} wanted
   * @returns {any}
   */
  findOf(kind, written, wanted) {
    const thing = this.find(kind, written);
    const seen = (kind === 'slot' ? thing.track : thing).kind;
    if (seen !== wanted) {
      throw new Refusal('WRONG_TYPE', `\`${written}\` is ${seen}, not ${wanted}`, { subjectId: written });
    }
    return thing;
  }
}
