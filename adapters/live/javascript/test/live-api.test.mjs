// @ts-check
// LiveAPI: how values look, what fails and how, held and dead objects, observers.

import assert from 'node:assert/strict';
import test from 'node:test';
import { EVALUATE, evaluate, hosted } from './helpers/hosted.mjs';
import { TinyLive } from './helpers/tiny-live.mjs';

/** @param {import('node:test').TestContext} t @param {any} [options] */
async function evaluating(t, options = {}) {
  const all = await hosted(t, { js: EVALUATE, ...options });
  return { ...all, ev: (/** @type {string} */ text) => evaluate(all.device, text) };
}

test('max.get-array: get answers arrays, children as id pairs', async (t) => {
  const { ev, engine } = await evaluating(t);
  assert.deepEqual(ev('new LiveAPI("live_set").get("tempo")'), [120]);
  assert.deepEqual(ev('new LiveAPI("live_set").get("tracks")'), ['id', 4, 'id', 5]);
  assert.deepEqual(ev('new LiveAPI("live_set").get("cue_points")'), []);
  assert.deepEqual(ev('new LiveAPI("live_set tracks 0").get("group_track")'), ['id', 0]);
  assert.deepEqual(ev('new LiveAPI("live_set").get("scale_intervals")'), [0, 2, 4, 5, 7, 9, 11]);
  assert.equal(ev('new LiveAPI("live_set").get("tempo") instanceof Array'), true, 'an array of the hosted realm');
  assert.equal(ev('Object.getPrototypeOf(new LiveAPI("live_set").get("tempo")) === Array.prototype'), true);
  assert.equal(ev('new LiveAPI("live_set view").type'), 'Song.View');
  engine.rules['max.get-array'] = false;
  assert.equal(ev('new LiveAPI("live_set").get("tempo")'), 120, 'off: one value is no array');
});

test('max.bool-as-int, names.digit-name-number, mixer.tiny-value-string, each off too', async (t) => {
  const { ev, live, engine } = await evaluating(t);
  assert.deepEqual(ev('new LiveAPI("live_set").get("is_playing")'), [0]);
  assert.deepEqual(ev('new LiveAPI("live_set").get("name")'), [5678]);
  assert.deepEqual(ev('new LiveAPI("live_set tracks 0").get("volume")'), ['9.999999747378752e-05']);
  assert.equal(live.rules['max.bool-as-int'], undefined);
  Object.assign(engine.rules, { 'max.bool-as-int': false, 'names.digit-name-number': false, 'mixer.tiny-value-string': false });
  assert.deepEqual(ev('new LiveAPI("live_set").get("is_playing")'), [false]);
  assert.deepEqual(ev('new LiveAPI("live_set").get("name")'), ['5678']);
  assert.deepEqual(ev('new LiveAPI("live_set tracks 0").get("volume")'), [0.00009999999747378752]);
});

test('max.bare-1: on nothing, for what fails, and for every set', async (t) => {
  const { ev, engine } = await evaluating(t);
  assert.deepEqual(ev('var a = new LiveAPI("live_set tracks 77"); [a.id, a.get("x"), a.set("x", 1), a.call("y"), a.getstring("z"), a.getcount("t"), a.info, a.path]'),
    ['0', 1, 1, 1, 1, 0, 'No object', '']);
  assert.deepEqual(ev('var s = new LiveAPI("live_set"); [s.get("nonsense"), s.call("nonsense"), s.set("tempo", 99), s.set("name", "x"), s.getcount("nonsense")]'),
    [1, 1, 1, 1, 0]);
  assert.equal(ev('new LiveAPI("live_set").get("tempo")[0]'), 99);
  engine.rules['max.bare-1'] = false;
  assert.equal(ev('new LiveAPI("live_set").get("nonsense")'), null, 'off: undefined instead');
});

test('max.valid-useless, max.mode-coerced, max.float-text, max.void-id0, each off too', async (t) => {
  const { ev, engine } = await evaluating(t);
  assert.equal(ev('new LiveAPI("id 999").valid'), 1);
  assert.equal(ev('var a = new LiveAPI("live_set"); a.mode = 7; a.mode'), 1);
  assert.equal(ev('new LiveAPI("live_set").getstring("tempo")'), '120.');
  assert.equal(ev('new LiveAPI("live_set").getstring("signature_numerator")'), '4');
  assert.deepEqual(ev('new LiveAPI("live_set").call("delete_track", 1)'), ['id', 0]);
  Object.assign(engine.rules, { 'max.valid-useless': false, 'max.mode-coerced': false, 'max.float-text': false, 'max.void-id0': false });
  assert.equal(ev('new LiveAPI("id 999").valid'), 0);
  assert.equal(ev('var a = new LiveAPI("live_set"); a.mode = 7; a.mode'), 7);
  assert.equal(ev('new LiveAPI("live_set").getstring("tempo")'), '120');
  assert.equal(ev('new LiveAPI("live_set").call("delete_track", 0)'), null);
});

test('call: objects as id pairs, lists, times as text', async (t) => {
  const { ev } = await evaluating(t);
  assert.deepEqual(ev('new LiveAPI("live_set").call("create_midi_track", -1)'), ['id', 6]);
  assert.equal(ev('new LiveAPI("live_set").call("get_current_beats_song_time")'), '001.02.03.045');
  assert.equal(ev('new LiveAPI("live_set tracks 0").call("label", "12")'), 12, 'a label of digits is a number');
});

test('max.structs-json: routing and notes go as text, come as text or objects', async (t) => {
  const { ev, live, engine } = await evaluating(t);
  const text = ev('new LiveAPI("live_set tracks 0").get("input_routing_type")[0]');
  assert.deepEqual(JSON.parse(text), { input_routing_type: { display_name: 'All Ins', identifier: 17 } });
  assert.deepEqual(JSON.parse(ev('new LiveAPI("live_set tracks 0").get("available_input_routing_types")[0]')).available_input_routing_types.length, 1);
  ev('new LiveAPI("live_set tracks 0").set("input_routing_type", JSON.stringify({input_routing_type: {identifier: 3}}))');
  assert.deepEqual(live.requests.at(-1), { op: 'set', obj: 4, name: 'input_routing_type', value: { struct: 'RoutingType', identifier: 3 } });
  ev('new LiveAPI("live_set tracks 0").set("input_routing_type", {identifier: 4})');
  assert.deepEqual(live.requests.at(-1)?.value, { struct: 'RoutingType', identifier: 4 });
  assert.deepEqual(ev('new LiveAPI("live_set tracks 0").call("add_new_notes", {notes: [{pitch: 60, start_time: 0, duration: 1}]})'), [1]);
  assert.deepEqual(JSON.parse(ev('new LiveAPI("live_set tracks 0").call("get_all_notes_extended")')),
    { notes: [{ note_id: 1, mute: 0, pitch: 60, start_time: 0, duration: 1 }] });
  ev('var d = new Dict(); d.parse(\'{"notes": [{"pitch": 61}]}\'); new LiveAPI("live_set tracks 0").call("add_new_notes", d)');
  assert.deepEqual(live.requests.at(-1)?.args, [{ notes: [{ pitch: 61 }] }]);
  ev('new LiveAPI("live_set tracks 0").call("add_new_notes", d.name)');
  assert.deepEqual(live.requests.at(-1)?.args, [{ notes: [{ pitch: 61 }] }], 'a dictionary by its name');
  engine.rules['max.structs-json'] = false;
  assert.deepEqual(ev('new LiveAPI("live_set tracks 0").get("input_routing_type")[0].input_routing_type.identifier'), 4, 'off: plain data');
});

test('objects are written as id text, id pair or two atoms; a name that looks so stays a name', async (t) => {
  const { ev, live } = await evaluating(t);
  for (const form of ['"id 5"', '["id", 5]', '"id", 5', '["id", "5"]']) {
    ev(`new LiveAPI("live_set view").set("selected_track", ${form})`);
    assert.deepEqual(live.requests.findLast((one) => one.op === 'set')?.value, { $: 5 }, form);
  }
  assert.equal(ev('new LiveAPI("live_set tracks 0").call("move_to", "id", 5)'), 5);
  ev('new LiveAPI("live_set tracks 0").set("name", "id 5")');
  assert.equal(live.song.children.tracks[0].props.name, 'id 5');
});

test('the forms of the constructor', async (t) => {
  const { ev } = await evaluating(t);
  for (const form of ['"live_set tracks 1"', '"id 5"', '5', '"5"', '["id", 5]', '"id", 5', 'null, "live_set tracks 1"', 'patcher, "live_set tracks 1"',
    'function () {}, "live_set tracks 1"', 'jsthis, function () {}, "id 5"', '"\\"live_set tracks 1\\""']) {
    assert.equal(ev(`new LiveAPI(${form}).id`), '5', form);
  }
});

test('ids: held objects follow, dead ones keep their id, an empty path never binds; each off too', async (t) => {
  const { ev, engine } = await evaluating(t);
  ev('var second = new LiveAPI("live_set tracks 1"), third = new LiveAPI("live_set tracks 2"); 0');
  assert.equal(ev('second.path'), 'live_set tracks 1');
  ev('new LiveAPI("live_set").call("delete_track", 0)');
  assert.equal(ev('second.path'), 'live_set tracks 0');
  assert.equal(ev('second.id'), '5');
  ev('new LiveAPI("live_set").call("delete_track", 0)');
  assert.deepEqual(ev('[second.id, second.path, second.get("name"), new LiveAPI("id 5").id]'), ['5', '', [], '0']);
  ev('for (var i = 0; i < 3; i++) new LiveAPI("live_set").call("create_midi_track", -1)');
  assert.equal(ev('third.id'), '0');
  Object.assign(engine.rules, { 'ids.held-dead-object': false, 'ids.empty-path-never-binds': false });
  assert.equal(ev('second.get("name")'), 1, 'off: what fails, fails');
  assert.notEqual(ev('third.id'), '0', 'off: it looks again');
});

test('goto moves the same object; path of a js box is quoted', async (t) => {
  const { ev } = await evaluating(t, { kind: 'js' });
  assert.deepEqual(ev('var a = new LiveAPI("live_set"); a.goto("live_set tracks 1"); [a.id, a.path, a.unquotedpath]'), ['5', '"live_set tracks 1"', 'live_set tracks 1']);
  assert.equal(ev('a.path = "live_set"; a.id'), '2');
  assert.equal(ev('a.id = 4; a.type'), 'Track');
});

test('info, children, proptype, getcount', async (t) => {
  const { ev } = await evaluating(t);
  const info = ev('new LiveAPI("live_set").info').split('\n');
  assert.ok(info.includes('id 2') && info.includes('type Song') && info.includes('children tracks Track') && info.includes('property tempo float'));
  assert.equal(info.at(-1), 'done');
  assert.deepEqual(ev('new LiveAPI("live_set").children'), ['tracks', 'view']);
  assert.equal(ev('new LiveAPI("live_set").getcount("tracks")'), 2);
  assert.equal(ev('var a = new LiveAPI("live_set"); a.property = "tempo"; a.proptype'), 'float');
});

test('observers: the value at once, then each change at the next tick; unobserved is silent', async (t) => {
  const js = `${EVALUATE}
    var seen = [];
    function start() { api = new LiveAPI(function (args) { seen.push(args); }, 'live_set'); api.property = 'tempo'; }
  `;
  const { device, ev } = await evaluating(t, { js });
  device.send('start');
  assert.deepEqual(ev('seen'), [['id', 2], ['tempo', 120]]);
  ev('api.set("tempo", 90)');
  assert.equal(ev('seen.length'), 2);
  await device.advance(100);
  assert.deepEqual(ev('seen[2]'), ['tempo', 90]);
  ev('api.property = ""; api.set("tempo", 80)');
  await device.advance(300);
  assert.equal(ev('seen.length'), 3);
  ev('api.property = "name"');
  assert.equal(ev('api.property'), '', 'what cannot be observed is not');
});

test('listen.no-change-in-listener: a change from within a notification does nothing and is told; off, it does', async (t) => {
  const js = `${EVALUATE}
    function start() { api = new LiveAPI(function (args) { if (args[0] === 'tempo' && args[1] === 90) this.set('signature_numerator', 7); }, 'live_set'); api.property = 'tempo'; }
  `;
  for (const [state, expected] of /** @type {[boolean, number][]} */ ([[true, 4], [false, 7]])) {
    const { device, ev, engine } = await evaluating(t, { js });
    engine.rules['listen.no-change-in-listener'] = state;
    device.send('start');
    ev('api.set("tempo", 90)');
    await device.advance(100);
    assert.deepEqual(ev('new LiveAPI("live_set").get("signature_numerator")'), [expected]);
    assert.equal(device.console.some((line) => /cannot be triggered by notifications/.test(line.text)), state);
  }
});

test('mode 1 follows the path', async (t) => {
  const { device, ev } = await evaluating(t);
  ev('var seen = []; var a = new LiveAPI(function (args) { seen.push(args); }, "live_set tracks 0"); a.mode = 1; 0');
  ev('new LiveAPI("live_set").call("delete_track", 0)');
  await device.advance(100);
  assert.deepEqual(ev('[a.id, seen]'), ['5', [['id', 4], ['id', 5]]]);
});

test('no Live API in global code', async (t) => {
  const { device, ev } = await evaluating(t, { js: `var early = new LiveAPI('live_set');${EVALUATE}` });
  assert.equal(ev('early.id'), '0');
  assert.match(device.console[0].text, /Live API is not initialized/);
});

test('what is not simulated is told once, by name', async (t) => {
  const { device, ev } = await evaluating(t);
  assert.deepEqual(ev('var a = new LiveAPI("live_set tracks 0"); [a.get("ghost"), a.get("ghost")]'), [1, 1]);
  assert.deepEqual(device.console.map((line) => line.text), ['not simulated: Track.ghost']);
});

test('a broken link is an error of the hosted call, in clear words', async (t) => {
  const live = new TinyLive();
  const { device } = await evaluating(t, { live });
  live.request = () => {
    throw Object.assign(new Error('the link to the simulated Live is broken: test'), { name: 'LinkError' });
  };
  assert.throws(() => evaluate(device, 'new LiveAPI("live_set").get("tempo")'), /the link to the simulated Live is broken/);
});
