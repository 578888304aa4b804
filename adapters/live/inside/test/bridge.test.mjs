// AbletonLiveBridge on the simulated Live: what the host makes hard, one by one.
// That it keeps the contract is the suite's to say.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { AbletonLiveBridge } from '../extension/bridge.mjs';
import { OPERATIONS } from '../extension/port.mjs';
import { boundary, bridged, fixture, hosted, NEEDS_ENGINE } from './helpers.mjs';

/** The bridge in this process, on a host without a bundle. */
async function inProcess(t, options) {
  const hosting = await hosted(t, { ...options, code: null });
  return { ...hosting, bridge: new AbletonLiveBridge(boundary(hosting.host)) };
}

const steps = (live) => live.engine.link.request('history').value.undo;

test('it offers every operation of the port, and declares what the host is', NEEDS_ENGINE, async (t) => {
  const { greeting } = await bridged(t);
  assert.deepEqual(greeting.operations, Object.keys(OPERATIONS));
  assert.equal(greeting.operations.length, 25);
  const { transaction, undoGrouping, stagedReferences, undo } = greeting.capabilities;
  assert.deepEqual({ transaction, undoGrouping, stagedReferences, undo }, { transaction: 'grouped', undoGrouping: 'maySplit', stagedReferences: true, undo: 'none' });
});

test('a group track is not listed, and nothing of it shifts an id', NEEDS_ENGINE, async (t) => {
  const { caller } = await bridged(t, {
    before: (live) => {
      live.engine.user({ do: 'set', path: 'live_set tracks 1', name: 'name', value: 'Inside' });
      live.engine.user({ do: 'group', args: [{ path: 'live_set tracks 1' }, { path: 'live_set tracks 2' }] });
    },
  });
  const names = (await caller.call('listTracks')).map(({ name }) => name);
  assert.equal(names.length, 4);
  assert.equal(names[1], 'Inside');
  assert.equal((await caller.call('setTrackProps', { trackId: 'track:1', props: { mute: true } })).name, 'Inside');
  const overview = await caller.call('getSongOverview');
  assert.deepEqual([overview.trackCount, overview.tracks[1]], [4, { id: 'track:1', name: 'Inside', type: 'midi' }]);
});

test('a new track is answered by what was made, wherever the host put it', NEEDS_ENGINE, async (t) => {
  const { caller, live } = await bridged(t, { before: (live) => live.engine.user({ do: 'set', path: 'live_set view', name: 'selected_track', value: { path: 'live_set tracks 0' } }) });
  const made = await caller.call('createTrack', { kind: 'audio' });
  assert.equal(made.id, 'track:1');
  await caller.call('setTrackProps', { trackId: made.id, props: { name: 'Mine' } });
  assert.equal(live.get('live_set tracks 1', 'name'), 'Mine');
});

test('clips made and filled together take two host transactions, however many they are', NEEDS_ENGINE, async (t) => {
  const { caller, live } = await bridged(t, { set: fixture('seeded_session') });
  const before = live.snapshot();
  const ops = [{ method: 'clearClipsInRange', params: { trackId: 'track:0', startBeat: 0, endBeat: 64 } }];
  for (let at = 0; at < 8; at += 1) {
    ops.push({ method: 'createArrangementMidiClip', params: { trackId: 'track:0', startBeat: at * 4, lengthBeats: 4 } });
    ops.push({ method: 'setNotes', params: { clipId: `#${ops.length - 1}`, notes: [{ pitch: 60 + at, startTime: 0, duration: 1 }] } });
    ops.push({ method: 'setClipProps', params: { clipId: `#${ops.length - 2}`, props: { name: `Part ${at}` } } });
  }
  ops.push({ method: 'createCuePoint', params: { beat: 0, name: 'Intro' } });
  ops.push({ method: 'setTempo', params: { bpm: 99 } });
  const { outcomes, undoSteps } = await caller.call('transaction', { ops });
  assert.equal(undoSteps, 2);
  assert.equal(steps(live), 2);
  assert.deepEqual([outcomes[4].name, outcomes[5].count, outcomes.at(-2).name, outcomes.at(-1).tempo], ['Part 1', 1, 'Intro', 99]);
  const clips = (await caller.call('listClips', { trackId: 'track:0' })).filter(({ location }) => location === 'arrangement');
  assert.deepEqual(clips.map(({ name }) => name), Array.from({ length: 8 }, (_, at) => `Part ${at}`));
  live.undo();
  live.undo();
  assert.equal(live.snapshot(), before);
});

test('without a staged reference a transaction is one step', NEEDS_ENGINE, async (t) => {
  const { caller, live } = await bridged(t);
  const params = (at) => ({ trackId: `track:${at}`, props: { name: `T${at}`, mute: true } });
  const { undoSteps } = await caller.call('transaction', { ops: [0, 1, 2].map((at) => ({ method: 'setTrackProps', params: params(at) })) });
  assert.deepEqual([undoSteps, steps(live)], [1, 1]);
});

test('what can be known to fail fails before anything is done', NEEDS_ENGINE, async (t) => {
  const { caller, live } = await bridged(t);
  const before = live.snapshot();
  const clip = { method: 'createMidiClip', params: { slotId: 'track:0/clipslot:0', lengthBeats: 4 } };
  const failing = [
    [clip, clip],
    [{ method: 'deleteTrack', params: { trackId: 'track:0' } }, { method: 'setTrackProps', params: { trackId: 'track:0', props: { mute: true } } }],
    [{ method: 'createCuePoint', params: { beat: 4, name: 'a' } }, { method: 'createCuePoint', params: { beat: 4, name: 'b' } }],
    [{ method: 'setTempo', params: { bpm: 99 } }, { method: 'setParam', params: { paramId: 'track:0/mixer/volume', value: 2 } }],
    [{ method: 'createTrack', params: { kind: 'midi' } }, { method: 'createArrangementAudioClip', params: { trackId: '#0', args: { filePath: '/a.wav', startTime: 0, duration: 1 } } }],
  ];
  for (const ops of failing) {
    const { error } = await caller.ask('transaction', { ops });
    assert.equal(error.data.op, 1, JSON.stringify(error));
    assert.ok(error.data.hint.length > 0);
    assert.equal(live.snapshot(), before);
    assert.equal(steps(live), 0);
  }
});

test('what only the host refuses is told with what stays and how to take it back', NEEDS_ENGINE, async (t) => {
  const { caller, live } = await bridged(t);
  const ops = [
    { method: 'setTempo', params: { bpm: 99 } },
    { method: 'insertDevice', params: { trackId: 'track:0', deviceName: 'No Such Device', index: 0 } },
    { method: 'setTrackProps', params: { trackId: 'track:0', props: { name: 'After' } } },
  ];
  const { error } = await caller.ask('transaction', { ops });
  assert.deepEqual([error.data.code, error.data.op], ['SDK_REJECTED', 1]);
  assert.match(error.message, /2 of 3 operations were made and stay: Live takes nothing back/);
  assert.match(error.data.hint, /undo once in Live/);
  live.undo();
  assert.equal(live.get('live_set', 'tempo'), 120);
  assert.equal((await caller.call('getSongOverview')).tempo, 120);
});

test('a refusal without a word has a code and a hint', NEEDS_ENGINE, async (t) => {
  const { caller } = await bridged(t);
  const { error } = await caller.ask('createArrangementAudioClip', { trackId: 'track:2', args: { filePath: '/no/such.wav', startTime: 0, duration: 4 } });
  if (error) assert.ok(error.data.code === 'SDK_REJECTED' && error.data.hint.length > 20, JSON.stringify(error));
  const insert = await caller.ask('insertDevice', { trackId: 'track:0', deviceName: 'No Such Device', index: 0 });
  assert.equal(insert.error.data.code, 'SDK_REJECTED');
  assert.match(insert.error.data.hint, /exact name of a device/);
});

test('an index past the end goes last, a scene without a tempo has none, cue points come in time order', NEEDS_ENGINE, async (t) => {
  const { caller } = await bridged(t);
  await caller.call('insertDevice', { trackId: 'track:2', deviceName: 'Reverb', index: 0 });
  const device = await caller.call('insertDevice', { trackId: 'track:2', deviceName: 'Delay', index: 99 });
  assert.equal(device.id, 'track:2/device:1');
  assert.deepEqual(new Set((await caller.call('listScenes')).map(({ tempo, signatureNumerator }) => `${tempo} ${signatureNumerator}`)), new Set(['null 4']));
  for (const beat of [16, 4, 8]) await caller.call('createCuePoint', { beat, name: `at ${beat}` });
  assert.deepEqual((await caller.call('listCuePoints')).map(({ id, time }) => `${id} ${time}`), ['cuepoint:0 4', 'cuepoint:1 8', 'cuepoint:2 16']);
});

test('a call within a transaction is refused at once, and so is one within one', NEEDS_ENGINE, async (t) => {
  const { bridge, live } = await inProcess(t);
  let [inner, nested] = [null, null];
  const outer = bridge.transaction((stage) => {
    stage.setTempo({ bpm: 99 });
    inner = bridge.call('setTempo', { bpm: 98 });
    nested = bridge.transaction(() => {});
  });
  await assert.rejects(inner, { code: 'BAD_INPUT' });
  await assert.rejects(nested, { code: 'BAD_INPUT' });
  assert.equal((await outer).undoSteps, 1);
  assert.equal(live.get('live_set', 'tempo'), 99);
});

test('a callback that waits, one that throws: nothing is done, and the next call has its turn', NEEDS_ENGINE, async (t) => {
  const { bridge, live } = await inProcess(t);
  await assert.rejects(
    bridge.transaction(async (stage) => {
      stage.setTempo({ bpm: 99 });
      await bridge.call('getSongOverview');
    }),
    { code: 'BAD_INPUT' },
  );
  await assert.rejects(
    bridge.transaction((stage) => {
      stage.setTempo({ bpm: 99 });
      throw new Error('mine');
    }),
    /mine/,
  );
  assert.equal(steps(live), 0);
  assert.equal((await bridge.call('setTempo', { bpm: 97 })).tempo, 97);
});

test('a member that is rejected leaves the queue free', NEEDS_ENGINE, async (t) => {
  const { bridge } = await inProcess(t);
  const calls = [
    bridge.transaction((stage) => {
      const track = stage.createTrack({ kind: 'midi' });
      stage.insertDevice({ trackId: track, deviceName: 'No Such Device', index: 0 });
    }),
    bridge.call('deleteTrack', { trackId: 'track:77' }),
    bridge.call('setTempo', { bpm: 101 }),
  ];
  const ended = await Promise.allSettled(calls);
  assert.deepEqual(ended.map(({ status }) => status), ['rejected', 'rejected', 'fulfilled']);
});

test('a host that never answers costs one call its time, and no more', NEEDS_ENGINE, async (t) => {
  const { host } = await hosted(t, { code: null });
  const real = boundary(host);
  const silent = { ...real, dataModel: { ...real.dataModel, songCreateMidiTrack: () => {} } };
  const bridge = new AbletonLiveBridge(silent, { timeout: 50 });
  const [lost, next] = await Promise.allSettled([bridge.call('createTrack', { kind: 'midi' }), bridge.call('setTempo', { bpm: 99 })]);
  assert.deepEqual([lost.reason.code, next.value.tempo], ['SDK_REJECTED', 99]);
  assert.match(lost.reason.message, /did not answer within/);
});

test('calls of several clients wait for each other, and a transaction is seen whole', NEEDS_ENGINE, async (t) => {
  const { caller } = await bridged(t);
  const calls = [];
  for (let at = 0; at < 20; at += 1) {
    calls.push(caller.call('transaction', { ops: [{ method: 'setTempo', params: { bpm: 60 + at } }, { method: 'setTrackProps', params: { trackId: 'track:0', props: { name: `${60 + at}` } } }] }));
    calls.push(caller.call('getSongOverview').then(({ tempo, tracks }) => assert.equal(String(tempo), tracks[0].name)));
  }
  await Promise.all(calls);
});

test('a render of its own name each, in the folder for temporary files', NEEDS_ENGINE, async (t) => {
  const { caller, temp } = await bridged(t);
  const files = [];
  for (let at = 0; at < 3; at += 1) files.push((await caller.call('renderTrack', { trackId: 'track:2', startBeat: 0, endBeat: 2 })).path);
  assert.equal(new Set(files).size, 3);
  for (const file of files) assert.ok(path.dirname(file) === temp && fs.statSync(file).size === 44 + 44_100 * 6);
  assert.equal((await caller.ask('renderTrack', { trackId: 'track:0', startBeat: 0, endBeat: 2 })).error.data.code, 'WRONG_TYPE');
});
