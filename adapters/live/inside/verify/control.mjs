// @ts-check
// The control plane of the simulated Live: what an adapter inside Live cannot
// offer, and a person beside it does. Undo and redo as a user presses them, the
// whole Set as the engine holds it, another Set opened. With it the suite stands
// on both sides of the adapter.

import fs from 'node:fs';
import path from 'node:path';
import { Refusal } from '../../javascript/src/link/errors.mjs';
import { badInput } from '../extension/port.mjs';

/** @typedef {import('../../javascript/src/engine.mjs').Engine} Engine */

/** What it declares, beside what the adapter does. */
export const DECLARED = { undo: 'observable', reset: 'snapshots', snapshot: 'canonical' };

/** Ticks until Live has applied everything. */
const SETTLED = 5;

/** The control plane. */
export class Control {
  /**
   * @param {Engine} engine greeted as `user`
   * @param {string | undefined} fixtures a folder with a snapshot for each
   * @param {object} [declares] what is declared otherwise
   */
  constructor(engine, fixtures, declares = {}) {
    this.engine = engine;
    this.fixtures = fixtures;
    this.declares = { ...DECLARED, ...declares };
    /** @type {Record<string, (params: any) => unknown>} */
    this.operations = {
      'control/reset': (params) => this.reset(params),
      'control/snapshot': () => JSON.parse(engine.snapshot()),
      'control/undo': () => this.step('undo'),
      'control/redo': () => this.step('redo'),
      'control/undoDepth': () => {
        const { undo, redo } = /** @type {any} */ (engine.link.request('history').value);
        return { undo, redo };
      },
      'control/settle': () => this.settle(),
    };
  }

  names() {
    return Object.keys(this.operations);
  }

  /** @param {'undo' | 'redo'} which */
  step(which) {
    const { done } = this.engine.history(which);
    this.settle();
    return { done };
  }

  settle() {
    this.engine.tick(SETTLED);
    return null;
  }

  /** @param {any} params */
  reset({ fixture, snapshot, notes }) {
    if ((fixture === undefined) === (snapshot === undefined)) throw badInput('`control/reset` takes either `fixture` or `snapshot`');
    if (notes !== undefined && fixture !== 'with_one_midi_clip') throw badInput('`notes` are for `with_one_midi_clip` only');
    const set = fixture === undefined ? snapshot : this.fixture(fixture);
    if (notes !== undefined) set.tracks[0].session[0].notes = notes;
    try {
      this.engine.load({ snapshot: JSON.stringify(set) });
    } catch (error) {
      if (error instanceof Refusal) throw badInput(error.message);
      throw error;
    }
    this.settle();
    return null;
  }

  /** @param {unknown} name */
  fixture(name) {
    const file = typeof name === 'string' && /^[a-z_]+$/.test(name) && this.fixtures ? path.join(this.fixtures, `${name}.json`) : '';
    if (file === '' || !fs.existsSync(file)) throw badInput(`there is no fixture \`${name}\``);
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  }
}
