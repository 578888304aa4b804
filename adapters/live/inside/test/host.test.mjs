// The Extensions face: the boundary that a bundle finds, rule by rule, on and off.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { wav } from '../host/render.mjs';
import { parse } from '../kit/wav.mjs';
import { boundary, ended, fixture, hosted, NEEDS_ENGINE } from './helpers.mjs';

const bare = (t, rules, more) => hosted(t, { rules, code: null, ...more });

test('sdk.bigint-getters, notes.sdk-integers-bigint, color.bigint, ids.sdk-handle-bigint, each off too', NEEDS_ENGINE, async (t) => {
  const kinds = async (rules) => {
    const { host } = await bare(t, rules, { set: fixture('seeded') });
    const { dataModel: model } = boundary(host);
    const song = model.rootGetSong();
    const clip = model.clipslotGetClip(model.trackGetClipSlots(model.songGetTracks(song)[0])[0]);
    return [model.songGetRootNote(song), model.midiclipGetNotes(clip)[0].pitch, model.clipGetColor(clip), song.id].map((value) => typeof value);
  };
  assert.deepEqual(await kinds({}), ['bigint', 'bigint', 'bigint', 'bigint']);
  const rules = ['sdk.bigint-getters', 'notes.sdk-integers-bigint', 'color.bigint', 'ids.sdk-handle-bigint'];
  for (const [at, rule] of rules.entries()) {
    assert.deepEqual(await kinds({ [rule]: false }), rules.map((_, other) => (other === at ? 'number' : 'bigint')), rule);
  }
});

test('ids.sdk-same-instance: an object has one handle; off, a new one at each read', NEEDS_ENGINE, async (t) => {
  for (const on of [true, false]) {
    const { host } = await bare(t, { 'ids.sdk-same-instance': on });
    const { dataModel: model } = boundary(host);
    const [first, again] = [0, 1].map(() => model.songGetTracks(model.rootGetSong())[0]);
    assert.equal(first.id === again.id, on);
    model.trackSetName(first, 'Mine');
    assert.equal(model.trackGetName(again), 'Mine');
  }
});

test('sdk.sync-async: what creates tells its end in a later turn; off, at once', NEEDS_ENGINE, async (t) => {
  for (const [on, expected] of [[true, 'later'], [false, 'at once']]) {
    const { host } = await bare(t, { 'sdk.sync-async': on });
    const { dataModel: model } = boundary(host);
    let when = 'later';
    const made = ended((ok, failed) => model.songCreateMidiTrack(model.rootGetSong(), (track) => ((when = when === 'later' && isOver ? 'later' : 'at once'), ok(track)), failed));
    isOver = true;
    assert.equal(typeof (await made).value.id, 'bigint');
    assert.equal(when, expected);
    isOver = false;
  }
});

let isOver = false;

test('param.async-sdk: a value comes in a later turn; off, at once', NEEDS_ENGINE, async (t) => {
  for (const on of [true, false]) {
    const { host } = await bare(t, { 'param.async-sdk': on });
    const { dataModel: model } = boundary(host);
    const volume = model.mixerdeviceGetVolume(model.trackGetMixerDevice(model.songGetTracks(model.rootGetSong())[0]));
    let told;
    model.deviceParameterGetInternalValue(volume, (value) => (told = value));
    assert.equal(told === undefined, on);
    await new Promise((resolve) => setImmediate(resolve));
    assert.ok(Math.abs(told - 0.85) < 1e-6);
  }
});

test('sdk.error-no-text: a refusal has no words, but for parameters; off, it has', NEEDS_ENGINE, async (t) => {
  for (const on of [true, false]) {
    const { host } = await bare(t, { 'sdk.error-no-text': on });
    const { dataModel: model } = boundary(host);
    const [track] = model.songGetTracks(model.rootGetSong());
    const insert = await ended((ok, failed) => model.trackInsertDevice(track, 'No Such Device', 0n, ok, failed));
    assert.equal(insert.refused, true);
    assert.equal(insert.text === undefined, on, `insert said ${insert.text}`);
    const volume = model.mixerdeviceGetVolume(model.trackGetMixerDevice(track));
    const set = await ended((ok, failed) => model.deviceParameterSetInternalValue(volume, 7, ok, failed));
    assert.match(set.text, /runs from 0 to 1/);
  }
});

test('sdk.vm-globals: a bundle finds thirteen globals; off, all of Node', NEEDS_ENGINE, async (t) => {
  const code = `module.exports.activate = () => { module.exports.seen = ['URL', 'TextEncoder', 'structuredClone', 'queueMicrotask', 'performance', 'crypto'].filter((name) => { try { return eval('typeof ' + name) !== 'undefined'; } catch { return false; } }); };`;
  const narrow = await hosted(t, { code });
  assert.deepEqual([...narrow.host.exports.seen], []);
  const wide = await hosted(t, { code, rules: { 'sdk.vm-globals': false } });
  assert.ok(wide.host.exports.seen.length >= 5);
});

test('sdk.value-items, sdk.classes-coarse: each off too', NEEDS_ENGINE, async (t) => {
  const look = async (rules) => {
    const { host } = await bare(t, rules);
    const { dataModel: model } = boundary(host);
    const [track] = model.songGetTracks(model.rootGetSong());
    const { value: device } = await ended((ok, failed) => model.trackInsertDevice(track, 'Looper', 0, ok, failed));
    const [isOn] = model.deviceGetParameters(device);
    const volume = model.mixerdeviceGetVolume(model.trackGetMixerDevice(track));
    return {
      classes: ['Device', 'LooperDevice', 'MidiTrack'].filter((name) => model.getObjectIsOfClass(device, name)),
      track: ['Track', 'MidiTrack', 'AudioTrack'].filter((name) => model.getObjectIsOfClass(track, name)),
      items: [model.deviceParameterGetValueItems(isOn).length, Array.isArray(model.deviceParameterGetValueItems(volume))],
    };
  };
  assert.deepEqual(await look({}), { classes: ['Device'], track: ['Track', 'MidiTrack'], items: [2, true] });
  assert.deepEqual((await look({ 'sdk.classes-coarse': false })).classes, ['Device', 'LooperDevice']);
  await assert.rejects(look({ 'sdk.value-items': false }));
});

test('sdk.load-throw-kills-host: a bundle that throws takes all; off, itself only', NEEDS_ENGINE, async (t) => {
  const code = 'throw new Error("no");';
  const { host } = await hosted(t, { code });
  assert.match(host.dead, /threw while it was loaded: no/);
  const alone = await hosted(t, { code, rules: { 'sdk.load-throw-kills-host': false } });
  assert.equal(alone.host.dead, null);
  assert.match(alone.host.errors[0], /no/);
});

test('render.channels-follow-source, render.midi-group-refused, render.name-collision, each off too', NEEDS_ENGINE, async (t) => {
  const tone = Float32Array.from({ length: 44_100 }, (_, at) => 0.5 * Math.sin((2 * Math.PI * at) / 100));
  const look = async (rules) => {
    const { host, folder } = await bare(t, rules);
    fs.writeFileSync(path.join(folder, 'mono.wav'), wav([tone]));
    const { dataModel: model, resources } = boundary(host);
    const [midi, , audio] = model.songGetTracks(model.rootGetSong());
    await ended((ok, failed) => model.trackCreateAudioClip(audio, { filePath: path.join(folder, 'mono.wav'), startTime: 0, duration: 1 }, ok, failed));
    const render = (track) => ended((ok, failed) => resources.renderPreFxAudio(track, { startTime: 0, endTime: 2 }, ok, failed));
    const files = [];
    for (let at = 0; at < 3; at += 1) files.push((await render(audio)).value);
    const sound = parse(fs.readFileSync(files[0]));
    return {
      channels: sound.channels.length,
      frames: sound.channels[0].length,
      peak: Math.max(...sound.channels[0]).toFixed(2),
      midi: (await render(midi)).refused ?? false,
      files: new Set(files).size,
    };
  };
  assert.deepEqual(await look({}), { channels: 1, frames: 44_100, peak: '0.50', midi: true, files: 2 });
  assert.equal((await look({ 'render.channels-follow-source': false })).channels, 2);
  assert.equal((await look({ 'render.midi-group-refused': false })).midi, false);
  assert.equal((await look({ 'render.name-collision': false })).files, 3);
});

test('a transaction is one step, nested ones belong to the outermost, a throw ends it', NEEDS_ENGINE, async (t) => {
  const { host, live } = await bare(t);
  const { dataModel: model } = boundary(host);
  const song = model.rootGetSong();
  const [a, b] = model.songGetTracks(song);
  model.withinTransaction(() => {
    model.trackSetName(a, 'A');
    model.withinTransaction(() => model.trackSetName(b, 'B'));
    model.songSetTempo(song, 99);
  });
  assert.throws(() => model.withinTransaction(() => {
    model.songSetTempo(song, 98);
    throw new Error('mine');
  }), /mine/);
  model.songSetTempo(song, 97);
  live.undo();
  assert.equal(live.get('live_set', 'tempo'), 98);
  live.undo();
  assert.equal(live.get('live_set', 'tempo'), 99);
  live.undo();
  assert.deepEqual([live.get('live_set tracks 0', 'name'), live.get('live_set tracks 1', 'name'), live.get('live_set', 'tempo')], ['1-MIDI', '2-MIDI', 120]);
});

test('what a callback of the bundle throws is reported, and the host lives', NEEDS_ENGINE, async (t) => {
  const { host } = await bare(t);
  const { dataModel: model } = boundary(host);
  model.songCreateAudioTrack(model.rootGetSong(), () => {
    throw new Error('mine');
  });
  await new Promise((resolve) => setImmediate(resolve));
  assert.match(host.errors[0], /mine/);
  assert.equal(model.songGetTracks(model.rootGetSong()).length, 5);
});

test('menus, commands, dialogs and progress are played by the test', NEEDS_ENGINE, async (t) => {
  const code = `module.exports.activate = (activation) => {
    const host = activation.initializeExtensionHost({ apiVersion: '1.0.0' });
    host.commands.registerCommand('mine', (handle) => new Promise((resolve) => host.ui.showModalDialog('data:text/html,<p>?', 100, 50, (answer) => {
      host.ui.showProgressDialog({ text: 'Working' }, (shown) => shown.update({ text: 'Half', progress: 50 }, () => shown.close(() => resolve([typeof handle.id, answer]))));
    })));
    host.ui.registerContextMenuAction('MidiTrack', 'Do it', 'mine', () => {});
  };`;
  const { host } = await hosted(t, { code, onDialog: () => 'yes' });
  assert.deepEqual([...(await host.choose('MidiTrack', 'Do it', host.handle('live_set tracks 0')))], ['bigint', 'yes']);
  assert.deepEqual(host.progress, ['Working', 'Half 50']);
  assert.equal(host.dialogs.length, 1);
  await assert.rejects(host.choose('MidiTrack', 'Other', null), /no menu of MidiTrack has/);
});
