// The faults that adapters of this kind have, each put into ours: what catches it
// is shown to pass for ours, and to fail for the mutant. Many are caught by the
// suite too: see `harness/cli/tests/all/inside.rs`.

import assert from 'node:assert/strict';
import test from 'node:test';
import { AbletonLiveBridge } from '../extension/bridge.mjs';
import { mutant } from '../mutants/bundle.mjs';
import { MUTANTS } from '../mutants/mutants.mjs';
import { boundary, bridged, hosted, NEEDS_ENGINE } from './helpers.mjs';

/** Waits for what must come soon. @param {Promise<any>} promise */
const soon = (promise) => {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('nothing came')), 1500);
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
};

const user = (live, edit) => live.engine.user(edit);
const steps = (live) => live.engine.link.request('history').value.undo;

/** What each is caught by, over the wire. */
const CAUGHT = {
  'staged-deadlock': async ({ caller }) => {
    const ops = [{ method: 'setTempo', params: { bpm: 99 } }, { method: 'createTrack', params: { kind: 'midi' } }];
    assert.equal((await soon(caller.call('transaction', { ops }))).outcomes.length, 2);
  },
  'stuck-queue': async ({ caller }) => {
    await assert.rejects(caller.call('insertDevice', { trackId: 'track:0', deviceName: 'No Such Device', index: 0 }));
    assert.equal((await soon(caller.call('setTempo', { bpm: 99 }))).tempo, 99);
  },
  'wrong-clip-after-insert': async ({ caller }) => {
    await caller.call('createArrangementMidiClip', { trackId: 'track:0', startBeat: 16, lengthBeats: 4 });
    assert.equal((await caller.call('createArrangementMidiClip', { trackId: 'track:0', startBeat: 0, lengthBeats: 4 })).startTime, 0);
  },
  'step-per-property': async ({ caller, live }) => {
    await caller.call('setTrackProps', { trackId: 'track:0', props: { name: 'A', mute: true, solo: true } });
    assert.equal(steps(live), 1);
  },
  'wrong-track-with-selection': async ({ caller, live }) => {
    user(live, { do: 'set', path: 'live_set view', name: 'selected_track', value: { path: 'live_set tracks 0' } });
    assert.equal((await caller.call('createTrack', { kind: 'audio' })).id, 'track:1');
  },
  'volume-zero-in-lists': async ({ caller }) => {
    const [track] = await caller.call('listTracks');
    assert.ok(Math.abs(track.mixer.volume - 0.85) < 1e-6);
  },
  'two-steps-for-a-cue': async ({ caller, live }) => {
    const { undoSteps } = await caller.call('transaction', { ops: [{ method: 'createCuePoint', params: { beat: 4, name: 'Drop' } }] });
    assert.equal(undoSteps, steps(live));
  },
  'no-roll-back-told': async ({ caller, greeting, live }) => {
    const before = live.snapshot();
    const ops = [{ method: 'setTempo', params: { bpm: 99 } }, { method: 'insertDevice', params: { trackId: 'track:0', deviceName: 'No Such Device', index: 0 } }];
    await assert.rejects(caller.call('transaction', { ops }));
    assert.ok(greeting.capabilities.transaction !== 'atomic' || live.snapshot() === before, 'atomic, and something stays');
  },
  'bigint-leaks': async ({ caller }) => {
    const clip = await caller.call('createMidiClip', { slotId: 'track:0/clipslot:0', lengthBeats: 4 });
    assert.equal(typeof clip.color, 'number');
  },
  'bare-errors': async ({ caller }) => {
    const { error } = await caller.ask('insertDevice', { trackId: 'track:0', deviceName: 'No Such Device', index: 0 });
    assert.equal(error.data?.code, 'SDK_REJECTED');
  },
  'group-tracks-listed': async ({ caller, live }) => {
    user(live, { do: 'group', args: [{ path: 'live_set tracks 0' }] });
    assert.equal((await caller.call('listTracks')).length, 4);
  },
  'cue-points-unsorted': async ({ caller }) => {
    for (const beat of [8, 4]) await caller.call('createCuePoint', { beat, name: 'x' });
    assert.deepEqual((await caller.call('listCuePoints')).map(({ time }) => time), [4, 8]);
  },
  'scene-tempo-minus-one': async ({ caller }) => {
    assert.equal((await caller.call('listScenes'))[0].tempo, null);
  },
  'insert-past-end': async ({ caller }) => {
    assert.equal((await caller.call('insertDevice', { trackId: 'track:2', deviceName: 'Reverb', index: 9 })).name, 'Reverb');
  },
};

/** And this one in the process of the bridge: over a wire nobody is within a callback. */
async function nested(make, t) {
  const { host } = await hosted(t, { code: null });
  const bridge = make(boundary(host));
  let inner;
  const outer = bridge.transaction((stage) => {
    stage.setTempo({ bpm: 99 });
    inner = bridge.call('setTempo', { bpm: 98 });
    inner.catch(() => {});
    // Whoever waits for it here waits for ever, or is refused.
    return inner.then(() => {}, () => {});
  });
  outer.catch(() => {});
  await soon(Promise.allSettled([outer, inner]));
}

test('every mutant has what catches it', () => {
  assert.deepEqual(Object.keys(MUTANTS).sort(), [...Object.keys(CAUGHT), 'nested-deadlock'].sort());
  assert.equal(Object.keys(MUTANTS).length, 15);
});

for (const [name, caught] of Object.entries(CAUGHT)) {
  test(`${name} is caught, and ours is not it`, NEEDS_ENGINE, async (t) => {
    await caught(await bridged(t));
    await assert.rejects(bridged(t, { code: mutant(name) }).then(caught), (error) => {
      assert.ok(error.message.length > 0);
      return true;
    });
  });
}

test('nested-deadlock is caught, and ours is not it', NEEDS_ENGINE, async (t) => {
  await nested((host) => new AbletonLiveBridge(host), t);
  await assert.rejects(nested(MUTANTS['nested-deadlock'], t), /nothing came/);
});
