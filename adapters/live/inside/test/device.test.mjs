// The Max device on the simulated Live, both halves: the same adapter on
// LiveAPI, over the cable and its own socket.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { Patch } from '../../javascript/src/cable/patch.mjs';
import { startLive } from '../../javascript/src/testing.mjs';
import { files } from '../pack/device.mjs';
import { Caller } from '../verify/socket.mjs';
import { DAMAGE } from './damage.mjs';
import { connect, NEEDS_ENGINE, placeOf } from './helpers.mjs';

/** What the patcher does with the messages of both halves. */
const ROUTES = [
  { from: 'node', messages: ['livebridge_request'], to: 'js' },
  { from: 'js', outlet: 0, messages: ['livebridge_response'], to: 'node' },
];

async function running(t, { damage, rules } = {}) {
  const live = await startLive({ rules });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'livebridge-device-'));
  for (const [name, text] of files()) fs.writeFileSync(path.join(folder, name), text);
  fs.writeFileSync(path.join(folder, 'bridge.json'), '{}');
  t.after(async () => {
    await live.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });
  const device = await live.device({
    js: path.join(folder, 'livebridge-live.js'),
    node: path.join(folder, 'livebridge-node.js'),
    nodeArgs: ['0', folder],
    patch: new Patch(ROUTES, { damage }),
    speed: 20,
  });
  const place = await placeOf(folder);
  const connection = await connect(t, place.port, { token: place.token });
  const caller = new Caller(connection);
  return { live, device, caller, greeting: await caller.greet() };
}

test('both halves make one bridge: reads, writes, transactions, refusals', NEEDS_ENGINE, async (t) => {
  const { caller, greeting, live } = await running(t);
  assert.equal(greeting.implementation.name, 'AbletonLiveBridge for Max');
  assert.ok(!greeting.operations.includes('renderTrack') && greeting.operations.includes('listCuePoints'));
  const made = await caller.call('createTrack', { kind: 'midi' });
  assert.equal(made.id, 'track:4');
  const notes = Array.from({ length: 3000 }, (_, at) => ({ pitch: at % 128, startTime: Math.floor(at / 128), duration: 0.5 }));
  const ops = [{ method: 'createArrangementMidiClip', params: { trackId: 'track:4', startBeat: 0, lengthBeats: 24 } }, { method: 'setNotes', params: { clipId: '#0', notes } }];
  const { outcomes, undoSteps } = await caller.call('transaction', { ops });
  assert.deepEqual([outcomes[1].count, undoSteps], [3000, undefined]);
  // A text of several chunks, both ways.
  assert.equal((await caller.call('getNotes', { clipId: 'track:4/clip:0' })).length, 3000);
  assert.equal((await caller.call('setTrackProps', { trackId: 'track:4', props: { name: '5678' } })).name, '5678');
  assert.equal((await caller.call('setParam', { paramId: 'track:4/mixer/volume', value: 0.123456789 })).value.toFixed(5), '0.12346');
  const insert = await caller.ask('insertDevice', { trackId: 'track:4', deviceName: 'No Such Device', index: 0 });
  assert.equal(insert.error.data.code, 'SDK_REJECTED');
  assert.equal(live.get('live_set tracks 4', 'name'), '5678');
});

test('a cue point comes where it is wanted, and everything is put back', NEEDS_ENGINE, async (t) => {
  const { caller, live } = await running(t);
  await caller.call('createArrangementMidiClip', { trackId: 'track:0', startBeat: 0, lengthBeats: 64 });
  live.engine.user({ do: 'set', path: 'live_set', name: 'current_song_time', value: 3 });
  live.tick(3);
  const cue = await caller.call('createCuePoint', { beat: 16, name: 'Drop' });
  assert.deepEqual(cue, { id: 'cuepoint:0', time: 16, name: 'Drop' });
  live.tick(3);
  assert.equal(live.get('live_set', 'current_song_time'), 3);
  const { error } = await caller.ask('createCuePoint', { beat: 16, name: 'Again' });
  assert.equal(error.data.code, 'SDK_REJECTED');
});

test('what Live merges is one step, and where a step can be closed one call is one undo', NEEDS_ENGINE, async (t) => {
  for (const [rules, left] of [[{}, 120], [{ 'undo.max-begin-end-availability': false }, 99]]) {
    const { caller, live } = await running(t, { rules });
    await caller.call('setTempo', { bpm: 99 });
    await caller.call('setTempo', { bpm: 98 });
    live.undo();
    assert.equal(live.get('live_set', 'tempo'), left);
  }
});

/** Enough for a message of several chunks. */
const MANY = Array.from({ length: 1200 }, (_, at) => ({ pitch: at % 128, startTime: Math.floor(at / 128), duration: 0.5 }));

test('a cable that is damaged, in whatever way, costs one call, and the next one works', NEEDS_ENGINE, async (t) => {
  /** What is hurt next, towards which half, and how. @type {{ to: string, damage: Function } | undefined} */
  let next;
  const damage = (delivery) => {
    if (next?.to !== delivery.to) return [delivery];
    const [name, ...atoms] = delivery.atoms;
    const hurt = next.damage(atoms).map((one) => ({ ...delivery, atoms: [name, ...one] }));
    next = undefined;
    return hurt;
  };
  const { caller } = await running(t, { damage });
  const { id: clipId } = await caller.call('createMidiClip', { slotId: 'track:0/clipslot:0', lengthBeats: 16 });
  let tempo = 60;
  // Where nothing comes the call ends by its time-out, which is long: `cable.test.mjs` has that.
  for (const [name, how] of Object.entries(DAMAGE).filter(([name]) => name !== 'nothing comes')) {
    for (const [to, method, params] of [['js', 'setNotes', { clipId, notes: MANY }], ['node', 'getNotes', { clipId }]]) {
      next = { to, damage: how };
      const { error } = await caller.ask(method, params);
      assert.equal(error?.data.code, 'SDK_REJECTED', `${name}, towards ${to}`);
      assert.match(error.message, /lost on the patch cable/, name);
      assert.equal(next, undefined);
      tempo += 1;
      assert.equal((await caller.call('setTempo', { bpm: tempo })).tempo, tempo, name);
    }
    assert.equal((await caller.call('setNotes', { clipId, notes: MANY })).count, MANY.length);
  }
});

test('the patcher is one, and its cables are those of the tests', () => {
  const { patcher } = JSON.parse(files().get('livebridge.maxpat'));
  const text = new Map(patcher.boxes.map(({ box }) => [box.id, box.text]));
  const joins = patcher.lines.map(({ patchline: { source, destination } }) => `${text.get(source[0])} ${source[1]} -> ${text.get(destination[0])}`);
  for (const wanted of [
    'live.thisdevice 0 -> script start',
    'script start 0 -> node.script livebridge-node.js',
    'node.script livebridge-node.js 0 -> routepass livebridge_request',
    'routepass livebridge_request 0 -> v8 livebridge-live.js',
    'v8 livebridge-live.js 0 -> node.script livebridge-node.js',
  ]) assert.ok(joins.includes(wanted), wanted);
});
