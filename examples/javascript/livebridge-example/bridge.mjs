// The bridge: all operations together, the control plane, and what is declared.

import { badInput } from '../../kit/javascript/livebridge-kit.mjs';
import { DEVICES, FIXTURES } from './fixtures.mjs';
import { LiveSet } from './live-set.mjs';
import { Mutations } from './mutations.mjs';
import { render } from './render.mjs';
import { snapshotOf, snapshotReader } from './snapshot.mjs';
import { TRANSFORMS } from './transforms.mjs';

/** @import { Note, Track } from './live-set.mjs' */

export class Complete extends Mutations {
  name = 'complete-javascript';
  declares = {
    ids: 'opaque',
    reset: 'snapshots',
    snapshot: 'canonical',
    render: true,
    precision: 'f64',
    files: 'shared',
    devices: [...DEVICES.keys()],
  };
  moreOperations = TRANSFORMS;

  /** @param {{ track: Track, startBeat: number, endBeat: number }} args */
  renderTrack({ track, startBeat, endBeat }) {
    return { path: render(this.set.song.tempo, track, startBeat, endBeat), track: track.name };
  }

  // The control plane, beside what the kit brings.

  /** @param {{ fixture?: string, notes?: Note[], snapshot?: unknown }} args */
  reset({ fixture, notes, snapshot }) {
    if ((fixture === undefined) === (snapshot === undefined)) {
      throw badInput('a reset takes either `fixture` or `snapshot`');
    }
    if (notes && fixture !== 'with_one_midi_clip') throw badInput('`notes` are for `with_one_midi_clip` only');
    if (fixture !== undefined && !Object.hasOwn(FIXTURES, fixture)) throw badInput(`there is no fixture \`${fixture}\``);
    this.set = new LiveSet(fixture === undefined ? snapshotReader(snapshot, 'snapshot') : FIXTURES[fixture](notes));
    this.forgetHistory();
  }

  snapshot() {
    return snapshotOf(this.set);
  }

  /** Nothing is applied later here, so there is nothing to wait for. */
  settle() {}
}
