// @ts-check
// Adapters that are wrong in the ways in which adapters of this kind are: each
// overrides one place of ours. The suite, or a test beside it, must catch every
// one.

import { AbletonLiveBridge } from '../extension/bridge.mjs';
import { Table } from '../extension/entities.mjs';
import { whole } from '../extension/start.mjs';
import { Refusal } from '../extension/port.mjs';

/** @typedef {import('../extension/boundary.mjs').HostModule} HostModule */
/** @typedef {(host: HostModule) => AbletonLiveBridge} Make */

/** A bridge with other answers. @param {(answers: any) => void} change @returns {Make} */
const answering = (change) => (host) => {
  const bridge = whole(host);
  change(bridge.answers);
  return bridge;
};

/** A bridge with other moves. @param {(moves: any) => void} change @returns {Make} */
const moving = (change) => (host) => {
  const bridge = whole(host);
  change(bridge.moves);
  return bridge;
};

/** What a staged operation waits for can only come when the transaction is over. */
class StagedDeadlock extends AbletonLiveBridge {
  /** @param {unknown[]} ops @param {boolean} isTransaction @returns {Promise<any>} */
  commit(ops, isTransaction) {
    if (!isTransaction) return super.commit(ops, false);
    return (async () => {
      const outcomes = [];
      for (const op of ops) outcomes.push(await this.call(/** @type {any} */ (op).method, /** @type {any} */ (op).params));
      return { outcomes, undoSteps: 1 };
    })();
  }
}

/** After a call that failed none is answered any more. */
class StuckQueue extends AbletonLiveBridge {
  isStuck = false;

  /** @param {string} method @param {unknown} [params] @returns {Promise<any>} */
  call(method, params) {
    if (this.isStuck) return new Promise(() => {});
    const ended = super.call(method, params);
    ended.catch((error) => {
      if (error.code === 'SDK_REJECTED') this.isStuck = true;
    });
    return ended;
  }
}

/** A call of the bridge within a transaction is taken, and waits for that transaction. */
class NestedDeadlock extends AbletonLiveBridge {
  /** @param {(stage: any) => unknown} callback @returns {Promise<any>} */
  async transaction(callback) {
    /** @type {any[]} */
    const ops = [];
    const stage = new Proxy({}, { get: (_, method) => (/** @type {any} */ params) => `#${ops.push({ method, params }) - 1}` });
    let free = () => {};
    const gate = new Promise((resolve) => {
      free = () => resolve(undefined);
    });
    const own = this.call;
    this.call = (/** @type {string} */ method, /** @type {unknown} */ params) => gate.then(() => own.call(this, method, params));
    await callback(stage);
    this.call = own;
    free();
    return this.call('transaction', { ops });
  }
}

/** The error of the host as it comes: no code, no hint, no word. @param {AbletonLiveBridge} bridge */
function bare(bridge) {
  bridge.host.refusal = (what, cause) => /** @type {any} */ (cause instanceof Refusal ? cause : new Error(String(/** @type {any} */ (cause)?.message ?? cause ?? '')));
}

/** @type {Record<string, Make>} */
export const MUTANTS = {
  'staged-deadlock': (host) => new StagedDeadlock(host),
  'stuck-queue': (host) => new StuckQueue(host),
  'nested-deadlock': (host) => new NestedDeadlock(host),
  // The new clip is taken to be the last one of the track.
  'wrong-clip-after-insert': moving((moves) => {
    const create = moves.createArrangementMidiClip.bind(moves);
    moves.createArrangementMidiClip = (/** @type {any} */ judged) =>
      create(judged).map((/** @type {any} */ move) => ({
        ...move,
        begin: async (/** @type {any} */ target) => {
          await move.begin(target);
          return moves.model.trackGetArrangementClips(target.handle).at(-1);
        },
      }));
  }),
  // Each property of a patch is a transaction of its own.
  'step-per-property': moving((moves) => {
    const write = moves.setTrackProps.bind(moves);
    moves.setTrackProps = (/** @type {any} */ judged) => {
      const { track, props } = judged.args;
      return Object.entries(props).map(([key, value], at) => {
        const [move] = write({ ...judged, args: { track, props: { [key]: value } } });
        return { ...move, isFill: at === 0, begin: (/** @type {any} */ target) => new Promise((resolve) => setTimeout(() => resolve(move.begin(target)), 0)) };
      });
    };
  }),
  // The new track is taken to be the last one, whatever is selected.
  'wrong-track-with-selection': moving((moves) => {
    const create = moves.createTrack.bind(moves);
    moves.createTrack = (/** @type {any} */ judged) =>
      create(judged).map((/** @type {any} */ move) => ({
        ...move,
        begin: async () => {
          await move.begin();
          return moves.model.songGetTracks(moves.host.song).at(-1);
        },
      }));
  }),
  // A value needs a promise, and a list has none.
  'volume-zero-in-lists': answering((answers) => {
    const track = answers.trackDto.bind(answers);
    answers.trackDto = async (/** @type {any} */ entity, /** @type {string} */ id) => {
      const dto = await track(entity, id);
      return { ...dto, mixer: { ...dto.mixer, volume: 0 } };
    };
  }),
  // A cue point takes a step for itself and one for its name, and is told as one.
  'two-steps-for-a-cue': (host) => {
    const bridge = whole(host);
    const commit = bridge.commit.bind(bridge);
    bridge.commit = async (ops, isTransaction) => ({ ...(await commit(ops, isTransaction)), undoSteps: 1 });
    return bridge;
  },
  'no-roll-back-told': (host) => {
    const bridge = whole(host);
    const declared = bridge.capabilities();
    bridge.capabilities = () => /** @type {any} */ ({ ...declared, transaction: 'atomic', undoGrouping: 'perCall' });
    return bridge;
  },
  // A number of the host goes out as it came, and no JSON holds it.
  'bigint-leaks': answering((answers) => {
    answers.color = (/** @type {any} */ clip) => answers.model.clipGetColor(clip);
  }),
  'bare-errors': (host) => {
    const bridge = whole(host);
    bare(bridge);
    return bridge;
  },
  'group-tracks-listed': answering((answers) => {
    answers.table = () => {
      const table = new Table(answers.host);
      table.tracks = () => answers.model.songGetTracks(answers.host.song);
      return table;
    };
  }),
  'cue-points-unsorted': answering((answers) => {
    answers.table = () => {
      const table = new Table(answers.host);
      table.cues = () => answers.model.songGetCuePoints(answers.host.song);
      return table;
    };
  }),
  'scene-tempo-minus-one': answering((answers) => {
    answers.sceneTempo = (/** @type {any} */ scene) => answers.model.sceneGetTempo(scene);
  }),
  'insert-past-end': moving((moves) => {
    moves.deviceAt = (/** @type {any} */ _track, /** @type {number} */ index) => index;
  }),
};
