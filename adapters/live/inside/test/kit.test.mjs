// The Kit's five commands, chosen from the host's menu on a Set of each fixture:
// they give the golden states that our handlers in Rust give.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { wav } from '../host/render.mjs';
import { bridged, fixture, GOLDEN, NEEDS_ENGINE } from './helpers.mjs';

const FIXTURES = ['seeded', 'seeded_audio_track', 'seeded_devices', 'seeded_messy_set', 'seeded_session', 'with_one_midi_clip'];

/** A golden state, or the one that it says is unchanged. @param {string} name of a file of golden/handlers, or `fixtures/NAME` */
function golden(name) {
  const file = name.startsWith('fixtures/') ? path.join(GOLDEN, `${name}.json`) : path.join(GOLDEN, 'handlers', `${name.replace(/^handlers\//, '')}.json`);
  const state = JSON.parse(fs.readFileSync(file, 'utf8'));
  return state.unchanged ? golden(state.unchanged) : state;
}

/** The Set that the handlers begin with. */
const begun = (name) => coloured(name === 'with_one_midi_clip' ? golden('with_one_midi_clip') : fixture(name));

/** In Live a clip always has a colour (`color.no-unset`): none becomes the first of the janitor's palette, before and after. */
const coloured = (set) => JSON.parse(JSON.stringify(set), (key, value) => (key === 'color' && value === 0 ? 255 : value));

/** Values that Live keeps otherwise, within the contract's tolerance: 32-bit floats, defaults of notes, notes in another order. */
function comparable(set) {
  const float = (value) => Number(value.toPrecision(6));
  const note = (one) => ({ velocity: 100, muted: false, probability: 1, velocityDeviation: 0, releaseVelocity: 64, ...one });
  const clip = ({ notes, startMarker, ...one }) => ({ ...one, ...(notes ? { notes: notes.map(note).map((each) => Object.fromEntries(Object.entries(each).map(([key, value]) => [key, typeof value === 'number' ? Number(value.toFixed(6)) : value]).sort())).map((each) => JSON.stringify(each)).sort() } : {}) });
  return JSON.parse(
    JSON.stringify({ ...set, tracks: set.tracks.map((track) => ({ ...track, session: track.session.map(clip), arrangement: track.arrangement.map(clip) })) }),
    (_, value) => (typeof value === 'number' ? float(value) : value),
  );
}

/** Paths of what is selected: every MIDI clip, and every audio track. */
function selections(set) {
  const slots = set.tracks.flatMap(({ kind, session, arrangement }, at) =>
    kind === 'midi' ? [...session.map(({ scene }) => `live_set tracks ${at} clip_slots ${scene}`), ...arrangement.map((_, index) => `live_set tracks ${at} arrangement_clips ${index}`)] : [],
  );
  const audio = set.tracks.flatMap(({ kind }, at) => (kind === 'audio' ? [`live_set tracks ${at}`] : []));
  return { slots, audio };
}

async function chosen(t, name, handler) {
  const answers = [];
  const set = begun(name);
  // Draws go by the place of a note: here in the order in which it was written, as our fake keeps it.
  const { live, host } = await bridged(t, { set, rules: { 'notes.read-order': false }, onDialog: ({ url }) => (answers.push(decodeURIComponent(url)), 'apply') });
  const { slots, audio } = selections(set);
  const [scope, title, argument] = {
    'scale-lock': ['ClipSlotSelection', 'Scale Lock', () => host.slots(slots)],
    humanize: ['ClipSlotSelection', 'Humanize', () => host.slots(slots)],
    'session-to-song': ['Scene', 'Session-to-Song', () => host.handle('live_set scenes 0')],
    janitor: ['Scene', 'Set Janitor', () => host.handle('live_set scenes 0')],
    'gain-stage': ['AudioTrack.ArrangementSelection', 'Gain Stage Doctor', () => host.lanes(audio, 0, 8)],
  }[handler];
  const told = await host.choose(scope, title, argument());
  return { live, host, told, answers, set };
}

const HANDLERS = ['scale-lock', 'humanize', 'session-to-song', 'janitor'];

for (const handler of HANDLERS) {
  test(`${handler}: the golden state of every fixture`, NEEDS_ENGINE, async (t) => {
    for (const name of FIXTURES) {
      const { live, told, host } = await chosen(t, name, handler);
      assert.deepEqual(comparable(JSON.parse(live.snapshot())), comparable(coloured(golden(`${name}.${handler}`))), `${name}: ${told} ${host.errors}`);
    }
  });
}

test('gain-stage: a track is brought to its level, a silent one stays', NEEDS_ENGINE, async (t) => {
  const { live, host, folder } = await bridged(t, { onDialog: () => 'apply' });
  const file = path.join(folder, 'tone.wav');
  // A sine at -6 dB RMS: to -18 dB it takes -12, on Live's curve 0.55.
  fs.writeFileSync(file, wav([Float32Array.from({ length: 88_200 }, (_, at) => 10 ** (-6 / 20) * Math.SQRT2 * 0.7071 * Math.SQRT2 * Math.sin((2 * Math.PI * at) / 100)).map((sample) => sample / Math.SQRT2)]));
  live.userCalls('live_set tracks 2', 'create_audio_clip', file, 0);
  const told = await host.choose('AudioTrack.ArrangementSelection', 'Gain Stage Doctor', host.lanes(['live_set tracks 2', 'live_set tracks 3'], 0, 4));
  assert.equal(told, 'done in 1 steps');
  const volume = live.get('live_set tracks 2 mixer_device volume', 'value');
  assert.ok(volume > 0.4 && volume < 0.85, `${volume}`);
  assert.ok(Math.abs(live.get('live_set tracks 3 mixer_device volume', 'value') - 0.85) < 1e-6);
  live.undo();
  assert.ok(Math.abs(live.get('live_set tracks 2 mixer_device volume', 'value') - 0.85) < 1e-6);
});

test('a dialog says what will change, and without its button nothing does', NEEDS_ENGINE, async (t) => {
  const set = begun('with_one_midi_clip');
  const pages = [];
  const { live, host } = await bridged(t, { set, onDialog: ({ url }) => (pages.push(decodeURIComponent(url)), '') });
  const before = live.snapshot();
  assert.equal(await host.choose('MidiClip', 'Scale Lock', host.handle('live_set tracks 0 clip_slots 0 clip')), 'cancelled');
  assert.equal(live.snapshot(), before);
  assert.match(pages[0], /<li>track:0\/clipslot:0\/clip: \d+ of \d+ notes<\/li>/);
  assert.match(pages[0], /one step of undo/);
  assert.ok(host.progress.length >= 2);
});

test('a command that fails says so, and the next one works', NEEDS_ENGINE, async (t) => {
  const pages = [];
  const { live, host } = await bridged(t, { set: begun('with_one_midi_clip'), onDialog: ({ url }) => (pages.push(decodeURIComponent(url)), 'apply') });
  live.engine.link.request('rule', { name: 'render.midi-group-refused', value: true });
  const told = await host.choose('AudioTrack', 'Gain Stage Doctor', host.handle('live_set tracks 0'));
  assert.match(told, /failed/);
  assert.match(pages[0], /It did not work/);
  assert.match(await host.choose('MidiClip', 'Scale Lock', host.handle('live_set tracks 0 clip_slots 0 clip')), /done in 1/);
});
