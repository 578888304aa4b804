// The bridge: the present Set, its history, and every call by name.

import { Refusal, badInput, beat, listOf, note, object, oneOf, optional, record, text } from './arguments.mjs';
import { LiveSet } from './live-set.mjs';
import { snapshotOf, snapshotReader } from './snapshot.mjs';
import { DEVICES, FIXTURES } from './fixtures.mjs';
import { Journal } from './journal.mjs';
import { nothing } from './answers.mjs';
import { Finder, id } from './ids.mjs';
import { READS } from './reads.mjs';
import { MUTATIONS, mustBeRange } from './mutations.mjs';
import { render } from './render.mjs';
import { TRANSFORMS } from './transforms.mjs';

/** @import { Shape } from './arguments.mjs' */
/** @import { Note, Thing } from './live-set.mjs' */

/**
 * Beside reads and mutations: what each takes, and what the bridge does.
 * @type {Record<string, { takes: Shape, does: (bridge: Bridge, args: any) => unknown }>}
 */
const OTHERS = {
  renderTrack: { takes: { trackId: id, startBeat: beat, endBeat: beat }, does: (bridge, args) => bridge.render(args) },
  // The operations are judged one after the other, not all at once.
  transaction: { takes: { ops: listOf((value) => value) }, does: (bridge, { ops }) => bridge.transaction(ops) },
  'control/reset': {
    takes: {
      fixture: optional(oneOf(...Object.keys(FIXTURES))),
      notes: optional(listOf(note)),
      snapshot: optional(snapshotReader),
    },
    does: (bridge, args) => bridge.reset(args),
  },
  'control/snapshot': { takes: {}, does: (bridge) => snapshotOf(bridge.set) },
  'control/undo': { takes: {}, does: (bridge) => bridge.undo() },
  'control/redo': { takes: {}, does: (bridge) => bridge.redo() },
  'control/undoDepth': { takes: {}, does: ({ past, future }) => ({ undo: past.length, redo: future.length }) },
  'control/transactionCount': { takes: {}, does: ({ transactionCount }) => ({ count: transactionCount }) },
  // Nothing is applied later here, so there is nothing to wait for.
  'control/settle': { takes: {}, does: nothing },
};

export class Bridge {
  set = new LiveSet(FIXTURES.seeded());
  /** @type {Journal[]} */
  past = [];
  /** @type {Journal[]} */
  future = [];
  transactionCount = 0;

  /** @param {string} method @param {unknown} params */
  call(method, params) {
    if (Object.hasOwn(READS, method)) {
      const { takes, answers } = READS[method];
      return answers(this.set, new Finder(this.set, false), record(takes)(params, 'params'));
    }
    if (Object.hasOwn(MUTATIONS, method)) {
      const { does, takes } = MUTATIONS[method];
      const [thing] = this.commit(false, [({ edit, finder }) => does(edit, finder, record(takes)(params, 'params'))]);
      return this.answer(method, thing);
    }
    if (Object.hasOwn(TRANSFORMS, method)) {
      const { answers, takes } = TRANSFORMS[method];
      return answers(record(takes)(params, 'params'));
    }
    if (Object.hasOwn(OTHERS, method)) {
      const { does, takes } = OTHERS[method];
      return does(this, record(takes)(params, 'params'));
    }
    throw new Refusal('UNSUPPORTED', `there is no method \`${method}\``);
  }

  /**
   * Runs mutations as one undo step: all of them or none. Gives their objects.
   * @param {boolean} inTransaction
   * @param {((change: { edit: Journal, finder: Finder }) => Thing | null)[]} mutations
   */
  commit(inTransaction, mutations) {
    const edit = new Journal(this.set);
    const finder = new Finder(this.set, inTransaction);
    try {
      for (const mutate of mutations) finder.objects.push(mutate({ edit, finder }));
    } catch (error) {
      edit.undo();
      if (inTransaction && error instanceof Refusal) error.op = finder.objects.length;
      throw error;
    }
    this.past.push(edit);
    this.future = [];
    this.transactionCount += 1;
    return finder.objects;
  }

  /**
   * What a mutation answers with: the committed state of its object; null when that is gone again.
   * @param {string} method @param {Thing | null} thing
   */
  answer(method, thing) {
    return thing && !this.set.has(thing) ? null : MUTATIONS[method].answers(this.set, thing);
  }

  /** @param {unknown[]} ops */
  transaction(ops) {
    if (ops.length === 0) return { outcomes: [], undoSteps: 0 };
    /** @type {string[]} */
    const methods = [];
    const operation = record({ method: text, params: object });
    const things = this.commit(
      true,
      ops.map((op) => ({ edit, finder }) => {
        const { method, params } = operation(op, 'an operation');
        if ([READS, OTHERS, TRANSFORMS].some((others) => Object.hasOwn(others, method))) {
          throw badInput(`\`${method}\` is no mutation, and cannot be part of a transaction`);
        }
        if (!Object.hasOwn(MUTATIONS, method)) throw new Refusal('UNSUPPORTED', `there is no method \`${method}\``);
        methods.push(method);
        return MUTATIONS[method].does(edit, finder, record(MUTATIONS[method].takes)(params, 'params'));
      }),
    );
    return { outcomes: things.map((thing, at) => this.answer(methods[at], thing)), undoSteps: 1 };
  }

  /** @param {{ trackId: string, startBeat: number, endBeat: number }} args */
  render({ trackId, startBeat, endBeat }) {
    mustBeRange(startBeat, endBeat);
    const track = new Finder(this.set, false).findOf('track', trackId, 'audio');
    return { path: render(this.set.song.tempo, track, startBeat, endBeat), track: track.name };
  }

  /** @param {{ fixture?: string, notes?: Note[], snapshot?: any }} args */
  reset({ fixture, notes, snapshot }) {
    const oneOfThem = (fixture === undefined) !== (snapshot === undefined);
    if (!oneOfThem) throw badInput('a reset takes either `fixture` or `snapshot`');
    if (notes && fixture !== 'with_one_midi_clip') throw badInput('`notes` are for `with_one_midi_clip` only');
    this.set = new LiveSet(snapshot ?? FIXTURES[/** @type {string} */ (fixture)](notes));
    this.past = [];
    this.future = [];
    return null;
  }

  undo() {
    const journal = this.past.pop();
    if (journal) {
      journal.undo();
      this.future.push(journal);
    }
    return { done: journal !== undefined };
  }

  redo() {
    const journal = this.future.pop();
    if (journal) {
      journal.redo();
      this.past.push(journal);
    }
    return { done: journal !== undefined };
  }
}

export const GREETING = {
  protocolVersion: 1,
  implementation: { name: 'complete-javascript', version: '0.1.0', language: 'JavaScript' },
  capabilities: {
    ids: 'opaque',
    undo: 'observable',
    undoGrouping: 'perCall',
    undoStepsPerCommit: 1,
    transaction: 'atomic',
    stagedReferences: true,
    reset: 'snapshots',
    snapshot: 'canonical',
    render: true,
    concurrency: 'serial',
    precision: 'f64',
    colors: 'rgb',
    files: 'shared',
    devices: [...DEVICES.keys()],
  },
  operations: [READS, MUTATIONS, OTHERS, TRANSFORMS].flatMap(Object.keys),
};
