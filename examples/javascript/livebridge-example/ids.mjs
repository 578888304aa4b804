// Ids that are opaque: how what a caller wrote becomes an object.

import { Bridge, Refusal, badInput } from '../../kit/javascript/livebridge-kit.mjs';
import { ID, LiveSet, kindOf } from './live-set.mjs';
import { FIXTURES } from './fixtures.mjs';

/** @import { Slot, Thing, Track, Clip } from './live-set.mjs' */

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

/** A bridge to a `LiveSet`, without operations. */
export class Ids extends Bridge {
  set = new LiveSet(FIXTURES.seeded());

  /** @param {string} id @returns {any} */
  find(id) {
    return this.set.living.get(id);
  }

  /** @param {Thing} thing */
  idOf(thing) {
    return this.set.has(thing) ? thing.id : undefined;
  }

  /** @param {any} thing a track, a slot or a clip @returns {string} */
  mediaOf(thing) {
    return (thing.clips ? thing.track : thing).kind;
  }

  // Every change goes through the journal: there is no state to copy.
  begin() {}

  /** @param {string} written */
  checkSyntax(written) {
    if (!ID.test(written)) throw badInput(`\`${written}\` is no id`, written);
  }

  /** @param {string} kind @param {string} written */
  checkKind(kind, written) {
    if (kindOf(written) !== kind) {
      throw new Refusal('WRONG_TYPE', `\`${written}\` is no ${kind}`, { subjectId: written });
    }
  }

  /**
   * The kind can be told from what is written, before anything is looked for.
   * @param {string} wanted @param {{ thing: Thing }} made @param {string} rest @param {string} written
   */
  below(wanted, { thing }, rest, written) {
    let kind = kindOf(thing.id);
    /** @type {any} */
    let found = this.set.has(thing) ? thing : undefined;
    for (const [, name, index] of rest.matchAll(/\/([a-z]+:?)([0-9]*)/g)) {
      const step = BELOW[kind]?.[name];
      if (!step) throw new Refusal('WRONG_TYPE', `a ${kind} has no \`${name}\``, { subjectId: written });
      kind = step.kind;
      found = found && step.get(found, Number(index));
    }
    if (kind !== wanted) throw new Refusal('WRONG_TYPE', `\`${written}\` is no ${wanted}`, { subjectId: written });
    return found;
  }
}
