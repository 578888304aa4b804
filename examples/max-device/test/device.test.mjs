// The whole device, both halves unchanged, on the simulated Live: requests over
// HTTP, long texts over the cable, and what a damaged cable does to them.

import assert from 'node:assert/strict';
import { after, before, beforeEach, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Patch } from 'livebridge-live';
import { startLive } from 'livebridge-live/testing';
import cables from '../cables.json' with { type: 'json' };

const file = (name) => fileURLToPath(new URL(`../${name}`, import.meta.url));

let live;
let device;
let url;
/** What happens to the messages on the cable; a test puts its damage here. */
let damage;
const sound = (delivery) => [delivery];

before(async () => {
  live = await startLive();
  const patch = new Patch(cables, { damage: (delivery) => damage(delivery) });
  damage = sound;
  device = await live.device({ js: file('bridge.js'), node: file('server.mjs'), patch });
  const { atoms } = await device.waitFor((output) => output.atoms[0] === 'listening');
  url = `http://127.0.0.1:${atoms[1]}`;
});

beforeEach(() => {
  damage = sound;
});

after(() => live?.stop());

async function ask(request) {
  const response = await fetch(url, { method: 'POST', body: JSON.stringify(request) });
  return { status: response.status, ...(await response.json()) };
}

/** A Set whose answers are long: a clip with many notes. */
async function longClip() {
  const { result } = await ask({ path: 'live_set', call: 'create_midi_track', args: [-1] });
  const track = device.engine.path(result[1]);
  await ask({ path: `${track} clip_slots 0`, call: 'create_clip', args: [2000] });
  const notes = Array.from({ length: 1000 }, (_, at) => ({ pitch: 36 + (at % 48), start_time: at, duration: 0.5 }));
  const added = await ask({ path: `${track} clip_slots 0 clip`, call: 'add_new_notes', args: [{ notes }] });
  assert.equal(added.error, undefined);
  return `${track} clip_slots 0 clip`;
}

const ALL_NOTES = { call: 'get_all_notes_extended' };

test('a read, a write, a call, and what is not there', async () => {
  assert.deepEqual(await ask({ path: 'live_set', set: 'tempo', value: 132 }), { status: 200, result: [132] });
  assert.equal(live.get('live_set', 'tempo'), 132);
  assert.match((await ask({ path: 'live_app', call: 'get_version_string' })).result, /^12\./);
  assert.deepEqual(await ask({ path: 'live_set tracks 99', get: 'name' }), { status: 422, error: 'there is nothing at live_set tracks 99' });
  assert.deepEqual(await ask({ path: 'live_set', get: 'nonsense' }), { status: 422, error: 'Song has no nonsense' });
  assert.equal((await ask({ path: 'live_set' })).error, 'a request gets, sets, calls or asks for info');
});

test('a long request and a long answer cross the cable in parts', async () => {
  const clip = await longClip();
  const parts = [];
  damage = (delivery) => {
    parts.push(delivery);
    return [delivery];
  };
  const { result } = await ask({ path: clip, ...ALL_NOTES });
  assert.equal(JSON.parse(result).notes.length, 1000);
  const sizes = parts.filter((one) => one.to === 'node').map((one) => one.atoms.at(-1).length);
  assert.ok(sizes.length > 2 && Math.max(...sizes) <= 30_000, `parts of ${sizes}`);
});

/** Runs a long call over a damaged cable, then one over a sound cable. */
async function damaged(clip, harm, words) {
  damage = harm;
  const hurt = await ask({ path: clip, ...ALL_NOTES });
  assert.match(hurt.error, words);
  assert.equal(hurt.status, 422);
  damage = sound;
  const next = await ask({ path: clip, ...ALL_NOTES });
  assert.equal(next.error, undefined, 'the next call is not touched');
  assert.equal(JSON.parse(next.result).notes.length, 1000);
}

const isPart = (delivery, to, index) => delivery.to === to && delivery.atoms[2] === index;

test('damage on the way back: a cut, a lost, a foreign, a doubled part, a wrong order', async () => {
  const clip = await longClip();
  const cut = (delivery) => [{ ...delivery, atoms: [...delivery.atoms.slice(0, -1), delivery.atoms.at(-1).slice(0, 100)] }];
  await damaged(clip, (one) => (isPart(one, 'node', 1) ? cut(one) : [one]), /part 1 arrived damaged \(100 characters\)/);
  await damaged(clip, (one) => (isPart(one, 'node', 1) ? [] : [one]), /part 2 came where part 1 was expected/);
  await damaged(clip, (one) => (isPart(one, 'node', 1) ? [one, one] : [one]), /part 1 came where part 2 was expected/);
  const foreign = (one) => ({ to: 'node', atoms: ['part', one.atoms[1], 1, 99, 12345, 'from somewhere else'] });
  await damaged(clip, (one) => (isPart(one, 'node', 1) ? [foreign(one), one] : [one]), /a part of 99 among parts of/);
  const held = [];
  const swap = (one) => {
    if (isPart(one, 'node', 1)) return held.push(one) && [];
    return isPart(one, 'node', 2) ? [one, ...held] : [one];
  };
  await damaged(clip, swap, /part 2 came where part 1 was expected/);
});

test('damage on the way there: the v8 half answers that the request was lost', async () => {
  const long = { path: 'live_set tracks 0', set: 'name', value: 'x'.repeat(70_000) };
  damage = (one) => (isPart(one, 'js', 1) ? [] : [one]);
  assert.match((await ask(long)).error, /the request was lost on the cable: part 2 came where part 1/);
  damage = (one) => (isPart(one, 'js', 0) ? [] : [one]);
  assert.match((await ask(long)).error, /the request was lost on the cable: part 1 came without/);
  damage = sound;
  assert.deepEqual((await ask({ path: 'live_set tracks 0', set: 'name', value: 'fine' })).result, ['fine']);
});

test('the last part lost: a clear error in time, and the late part is nobody\'s', async () => {
  const clip = await longClip();
  device.sendNode('timeout', 300);
  let late;
  damage = (one) => {
    if (one.to !== 'node' || one.atoms[2] !== one.atoms[3] - 1) return [one];
    late = one;
    return [];
  };
  assert.equal((await ask({ path: clip, ...ALL_NOTES })).error, 'no whole answer within 300 ms');
  damage = sound;
  device.sendNode('timeout', 5000);
  device.node.message(late.atoms);
  assert.equal(JSON.parse((await ask({ path: clip, ...ALL_NOTES })).result).notes.length, 1000);
  assert.ok(device.console.some((line) => /which nobody waits for/.test(line.text)));
});

test('a symbol that is too long arrives cut, and is found out', async () => {
  const clip = await longClip();
  // As if somebody had forgotten the parts: a cable that cuts at 1,000 characters.
  const limit = device.patch.limit;
  device.patch.limit = 1000;
  assert.match((await ask({ path: clip, ...ALL_NOTES })).error, /part 0 arrived damaged \(1000 characters\)/);
  device.patch.limit = limit;
  assert.equal((await ask({ path: clip, ...ALL_NOTES })).error, undefined);
});
