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
      'control/snapshot': () => {
        const set = JSON.parse(engine.snapshot());
        // One of its own form is compared with itself only.
        return this.declares.snapshot === 'canonical' ? this.coloured(set) : set;
      },
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

  /**
   * With the colours that a person sees. A clip that was loaded without one shows one all the same (`color.no-unset`); the
   * engine gives back what it loaded, so that a Set only passes through it.
   * @param {any} set a snapshot
   */
  coloured(set) {
    const clips = (/** @type {any} */ track) => [...track.session, ...track.arrangement];
    if (!set.tracks.some((/** @type {any} */ track) => clips(track).some(({ color }) => color === 0))) return set;
    const { engine } = this;
    const children = (/** @type {number} */ id, /** @type {string} */ name) => engine.children(id, name).map(({ $ }) => $);
    const tracks = children(/** @type {any} */ (engine.resolve('live_set')).$, 'tracks').filter((id) => engine.get(id, 'is_foldable') !== true);
    for (const [at, track] of set.tracks.entries()) {
      const slots = children(tracks[at], 'clip_slots');
      const placed = children(tracks[at], 'arrangement_clips');
      for (const clip of track.session) if (clip.color === 0) clip.color = Number(engine.get(slots[clip.scene], 'color'));
      for (const [index, clip] of track.arrangement.entries()) if (clip.color === 0) clip.color = Number(engine.get(placed[index], 'color'));
    }
    return set;
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
