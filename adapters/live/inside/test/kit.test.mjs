// The Kit's five commands, chosen from the host's menu on a Set of each fixture:
// they give the golden states that our handlers in Rust give.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import os from 'node:os';
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

async function chosen(t, name, handler, set = begun(name)) {
  const answers = [];
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

test('no fixture is left out', () => {
  assert.deepEqual(FIXTURES, fs.readdirSync(path.join(GOLDEN, 'fixtures')).map((file) => path.basename(file, '.json')).sort());
});

const HANDLERS = ['scale-lock', 'humanize', 'session-to-song', 'janitor'];

for (const handler of HANDLERS) {
  test(`${handler}: the golden state of every fixture`, NEEDS_ENGINE, async (t) => {
    for (const name of FIXTURES) {
      const { live, told, host } = await chosen(t, name, handler);
      assert.deepEqual(comparable(JSON.parse(live.snapshot())), comparable(coloured(golden(`${name}.${handler}`))), `${name}: ${told} ${host.errors}`);
    }
  });
}

/** FNV-1a of 64 bits. @param {string} text */
const fnv1a = (text) => [...Buffer.from(text)].reduce((hash, byte) => BigInt.asUintN(64, (hash ^ BigInt(byte)) * 0x100000001b3n), 0xcbf29ce484222325n);

/** What our fake plays where there is no file, and the golden states were made of (`core/fake/src/render/signal.rs`). */
function standIn(file, seconds) {
  const hash = fnv1a(file);
  const [frequency, level] = [100 + Number(hash % 1901n), -24 + Number((hash >> 32n) % 121n) / 10];
  const tone = Float32Array.from({ length: seconds * 44_100 }, (_, at) => 10 ** (level / 20) * Math.sin((2 * Math.PI * frequency * at) / 44_100));
  return wav([tone, tone]);
}

/** A folder that goes with the test. */
function folderOf(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'livebridge-kit-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Volumes to a hundredth of a dB: how long a tone sounds is rounded to frames, of another rate than our fake's. */
const volumes = (set) => ({ ...set, tracks: set.tracks.map((track) => ({ ...track, volume: { ...track.volume, value: track.volume.value.toFixed(3) } })) });

test('gain-stage: the golden state of every fixture', NEEDS_ENGINE, async (t) => {
  const folder = folderOf(t);
  for (const name of FIXTURES) {
    const set = begun(name);
    const files = new Map();
    for (const clip of set.tracks.flatMap(({ session, arrangement }) => [...session, ...arrangement])) {
      if (!clip.filePath) continue;
      files.set(clip.filePath, path.join(folder, `${files.size}.wav`));
      fs.writeFileSync(files.get(clip.filePath), standIn(clip.filePath, 5));
    }
    const placed = (of) => JSON.parse(JSON.stringify(of), (key, value) => (key === 'filePath' ? files.get(value) : value));
    const { live, told, host } = await chosen(t, name, 'gain-stage', placed(set));
    assert.deepEqual(volumes(comparable(JSON.parse(live.snapshot()))), volumes(comparable(placed(coloured(golden(`${name}.gain-stage`))))), `${name}: ${told} ${host.errors}`);
  }
});

/** Noise that is the same each time, with pauses, as speech has them; all of it within -1..1. */
function speech(seconds, loud, seed) {
  let state = seed;
  return Float32Array.from({ length: seconds * 44_100 }, (_, at) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const isPause = Math.floor(at / 8820) % 3 === 2;
    return isPause ? 0 : loud * (state / 2 ** 31 - 1);
  });
}

/** Mean level in dB of samples that are counted once each, summed the plain way. */
const meanDb = (samples) => 10 * Math.log10(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);

// Material that is no tone: how loud it is, is computed here from the samples that lie in the range.
for (const { title, loud, clips } of [
  { title: 'speech with pauses', loud: [0.5], clips: [0] },
  { title: 'a side that is louder than the other', loud: [0.8, 0.05], clips: [0] },
  { title: 'two clips with nothing between them', loud: [0.4], clips: [0, 12] },
  { title: 'as loud as a file can be', loud: [1, 1], clips: [0] },
  { title: 'what is too quiet for a fader is brought as high as it goes', loud: [0.001], clips: [4] },
]) {
  test(`gain-stage: ${title}`, NEEDS_ENGINE, async (t) => {
    const { live, host, folder } = await bridged(t, { onDialog: () => 'apply' });
    const channels = loud.map((each, at) => speech(2, each, 7 + at));
    const file = path.join(folder, 'speech.wav');
    fs.writeFileSync(file, wav(channels));
    // At 120 bpm two seconds are four beats.
    for (const beat of clips) live.userCalls('live_set tracks 2', 'create_audio_clip', file, beat);
    const told = await host.choose('AudioTrack.ArrangementSelection', 'Gain Stage Doctor', host.lanes(['live_set tracks 2', 'live_set tracks 3'], 0, 4));
    assert.equal(told, 'done in 1 steps', `${host.errors}`);
    // From the first clip to the end of the last: silence between them counts.
    const share = (clips.length * 4) / (clips.at(-1) + 4 - clips[0]);
    const mean = meanDb(Float64Array.from(channels.flatMap((samples) => [...samples]))) + 10 * Math.log10(share);
    const trim = -18 - mean;
    // Live's curve above -18 dB, and what a fader has above it: 6 dB.
    assert.ok(trim > -17.9, `the test asks for ${trim} dB`);
    const wanted = Math.min(1, (trim + 34) / 40);
    const volume = () => live.get('live_set tracks 2 mixer_device volume', 'value');
    assert.ok(Math.abs(volume() - wanted) < 2e-4, `${volume()} instead of ${wanted}, for ${trim} dB`);
    // A track on which nothing sounds stays.
    assert.ok(Math.abs(live.get('live_set tracks 3 mixer_device volume', 'value') - 0.85) < 1e-6);
    live.undo();
    assert.ok(Math.abs(volume() - 0.85) < 1e-6);
  });
}

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
