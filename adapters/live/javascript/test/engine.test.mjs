// @ts-check
// The face on the real engine: LiveAPI, ticks, undo, identity, both halves. Runs
// where LIVEBRIDGE_LIVE_COMMAND (or LIVEBRIDGE_LIVE) names an engine, and says
// that it is skipped elsewhere.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { startLive } from '../src/testing.mjs';
import { EVALUATE, evaluate, scratch } from './helpers/hosted.mjs';

const engine = process.env.LIVEBRIDGE_LIVE_COMMAND ?? process.env.LIVEBRIDGE_LIVE;
const skip = engine ? false : 'no engine: set LIVEBRIDGE_LIVE_COMMAND, e.g. to "livebridge live serve"';

/** @param {import('node:test').TestContext} t @param {{rules?: Record<string, any>, js?: string}} [options] */
async function onLive(t, { rules, js = EVALUATE } = {}) {
  const live = await startLive({ rules });
  t.after(() => live.stop());
  live.engine.load({ default: true });
  const file = path.join(scratch(t), 'device.js');
  fs.writeFileSync(file, js);
  const device = await live.device({ js: file });
  return { live, device, ev: (/** @type {string} */ text) => evaluate(device, text) };
}

test('the Set as Max sees it', { skip }, async (t) => {
  const { ev, live } = await onLive(t);
  assert.equal(ev('new LiveAPI("live_set").type'), 'Song');
  assert.equal(typeof ev('new LiveAPI("live_set").get("tempo")')[0], 'number');
  assert.equal(ev('new LiveAPI("live_set").get("tracks").length / 2'), /** @type {any[]} */ (live.get('live_set', 'tracks')).length);
  assert.equal(ev('new LiveAPI("live_set").getcount("tracks")'), /** @type {any[]} */ (live.get('live_set', 'tracks')).length);
  assert.match(ev('new LiveAPI("live_app").call("get_version_string")'), /^12\./);
  assert.equal(ev('new LiveAPI("live_set").get("nonsense")'), 1);
  const info = ev('new LiveAPI("live_set").info').split('\n');
  assert.ok(info.includes('children tracks Track') && info.includes('function create_midi_track'));
});

test('a clip with notes: made, written, read back, and undone in one step', { skip }, async (t) => {
  const { ev, live } = await onLive(t);
  const before = live.snapshot();
  ev('new LiveAPI("live_set").call("create_midi_track", -1); var n = new LiveAPI("live_set").getcount("tracks") - 1; 0');
  ev('new LiveAPI("live_set tracks " + n + " clip_slots 0").call("create_clip", 4)');
  ev('var clip = new LiveAPI("live_set tracks " + n + " clip_slots 0 clip"); clip.set("name", "5678"); 0');
  ev('clip.call("add_new_notes", { notes: [{ pitch: 60, start_time: 0, duration: 1 }, { pitch: 62, start_time: 1, duration: 0.5, velocity: 90 }] })');
  const { notes } = JSON.parse(ev('clip.call("get_all_notes_extended")'));
  assert.deepEqual(notes.map((/** @type {any} */ note) => [note.pitch, note.start_time, note.duration, note.velocity, note.mute]), [[60, 0, 1, 100, 0], [62, 1, 0.5, 90, 0]]);
  assert.deepEqual(ev('clip.get("name")'), [5678]);
  assert.notEqual(live.snapshot(), before);
  ev('new LiveAPI("live_set").call("undo")');
  assert.equal(live.snapshot(), before, 'undo.max-merges-until-closed');
});

test('identity: a held track follows its object, and lies after its death', { skip }, async (t) => {
  const { ev } = await onLive(t);
  ev('for (var i = 0; i < 2; i++) new LiveAPI("live_set").call("create_midi_track", 0); var held = new LiveAPI("live_set tracks 1"), id = held.id; 0');
  ev('new LiveAPI("live_set").call("delete_track", 0)');
  assert.deepEqual(ev('[held.path, held.id === id]'), ['live_set tracks 0', true]);
  ev('new LiveAPI("live_set").call("delete_track", 0)');
  assert.deepEqual(ev('[held.path, held.id === id, held.get("name"), new LiveAPI("id " + id).id]'), ['', true, [], '0']);
});

test('observers hear an edit of the user at the next tick', { skip }, async (t) => {
  const js = `${EVALUATE} var seen = []; function start() { api = new LiveAPI(function (args) { seen.push(args); }, 'live_set'); api.property = 'tempo'; }`;
  const { device, ev, live } = await onLive(t, { js });
  device.send('start');
  live.userSets('live_set', 'tempo', 99);
  assert.equal(ev('seen.length'), 2);
  await device.advance(200);
  assert.deepEqual(ev('seen[seen.length - 1]'), ['tempo', 99]);
});

test('transport.async: start shows at a later tick', { skip }, async (t) => {
  const { device, ev } = await onLive(t);
  ev('var song = new LiveAPI("live_set"); song.call("start_playing"); 0');
  assert.deepEqual(ev('song.get("is_playing")'), [0]);
  await device.advance(200);
  assert.deepEqual(ev('song.get("is_playing")'), [1]);
});

test('param.max-six-digits and param.out-of-range-max-dropped, through LiveAPI', { skip }, async (t) => {
  const { ev } = await onLive(t);
  ev('var volume = new LiveAPI("live_set tracks 0 mixer_device volume"); volume.set("value", 0.123456789); 0');
  assert.deepEqual(ev('volume.get("value")'), [Math.fround(0.123457)]);
  ev('volume.set("value", 7)');
  assert.deepEqual(ev('volume.get("value")'), [Math.fround(0.123457)]);
});

test('routing goes as a dictionary both ways', { skip }, async (t) => {
  const { ev } = await onLive(t);
  const choices = JSON.parse(ev('var track = new LiveAPI("live_set tracks 0"); track.get("available_output_routing_types")[0]')).available_output_routing_types;
  const other = choices.at(-1);
  ev(`track.set("output_routing_type", ${JSON.stringify(JSON.stringify({ output_routing_type: other }))})`);
  assert.equal(JSON.parse(ev('track.get("output_routing_type")[0]')).output_routing_type.identifier, other.identifier);
});

test('a rule of the face is switched in the engine', { skip }, async (t) => {
  const { ev } = await onLive(t, { rules: { 'names.digit-name-number': false } });
  ev('new LiveAPI("live_set tracks 0").set("name", "1234")');
  assert.deepEqual(ev('new LiveAPI("live_set tracks 0").get("name")'), ['1234']);
});
