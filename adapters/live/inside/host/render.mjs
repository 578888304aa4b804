// @ts-check
// `renderPreFxAudio`: what lies on an audio track, before its devices, as a WAV
// file in the folder for temporary files. Silence where nothing lies, and where
// a clip's file is missing. PCM and float WAV files are read; nothing is
// stretched: a beat of a clip lasts what it lasts at the tempo of the Set.

import fs from 'node:fs';
import path from 'node:path';
import { parse } from '../kit/wav.mjs';

/** @typedef {import('../../javascript/src/engine.mjs').Engine} Engine */
/** @typedef {import('../kit/wav.mjs').Sound} Sound */

const RATE = 44_100;
/** More than this at once is refused, in seconds. */
const LONGEST = 3600;
const LARGEST_FILE = 512 * 1024 * 1024;

/**
 * Renders and gives the path of the file.
 * @param {Engine} engine @param {number} track @param {number} start in beats @param {number} end
 * @param {string} folder
 * @returns {string}
 */
export function render(engine, track, start, end, folder) {
  if (!(start >= 0 && end > start)) throw new Error('no range');
  const tempo = Number(engine.get(/** @type {any} */ (engine.resolve('live_set')).$, 'tempo'));
  const perBeat = (RATE * 60) / tempo;
  const frames = Math.round((end - start) * perBeat);
  if (frames > LONGEST * RATE) throw new Error('too long');
  const clips = sounding(engine, track, start, end);
  const read = clips.map((clip) => ({ ...clip, sound: load(clip.file) })).filter((clip) => clip.sound !== null);
  const mono = read.length > 0 && read.every(({ sound }) => sound?.channels.length === 1) && engine.rule('render.channels-follow-source');
  const mixed = Array.from({ length: mono ? 1 : 2 }, () => new Float32Array(frames));
  for (const { sound, from, to, offset } of read) {
    if (sound) mix(mixed, sound, Math.round((from - start) * perBeat), Math.round((to - start) * perBeat), Math.round((offset + Math.max(0, start - from)) * perBeat));
  }
  const file = path.join(folder, nameOf(engine, clips[0]?.name));
  fs.writeFileSync(file, wav(mixed));
  return file;
}

let rendered = 0;

/**
 * Live names a render by the clip and the second, so that a second one within it takes the place of the first. Here the
 * second is a count, for the clock must not reach a result: each render is a second later, or all are in one.
 * @param {Engine} engine @param {string | undefined} clip
 */
function nameOf(engine, clip) {
  rendered += 1;
  const second = engine.rule('render.name-collision') ? Math.ceil(rendered / 2) : rendered;
  const stamp = `2026-01-01 ${String(Math.floor(second / 3600) % 24).padStart(2, '0')}${String(Math.floor(second / 60) % 60).padStart(2, '0')}${String(second % 60).padStart(2, '0')}`;
  return `${(clip || 'Render').replace(/[/\\:\0]/g, '_').slice(0, 80)} [${stamp}].wav`;
}

/** @param {Engine} engine @param {number} track @param {number} start @param {number} end */
function sounding(engine, track, start, end) {
  return engine
    .children(track, 'arrangement_clips')
    .map(({ $: id }) => ({
      name: String(engine.get(id, 'name')),
      file: String(engine.get(id, 'file_path') ?? ''),
      from: Number(engine.get(id, 'start_time')),
      to: Number(engine.get(id, 'end_time')),
      offset: Math.max(0, Number(engine.get(id, 'start_marker'))),
      muted: engine.get(id, 'muted') === true,
    }))
    .filter((clip) => !clip.muted && clip.from < end && clip.to > start);
}

/** @param {Float32Array[]} mixed @param {Sound} sound @param {number} from @param {number} to @param {number} offset all in frames of the render */
function mix(mixed, sound, from, to, offset) {
  const step = sound.rate / RATE;
  for (let channel = 0; channel < mixed.length; channel += 1) {
    const source = sound.channels[Math.min(channel, sound.channels.length - 1)];
    const target = mixed[channel];
    const begin = Math.max(0, from);
    for (let at = begin; at < Math.min(to, target.length); at += 1) {
      const place = Math.floor((at - begin + offset) * step);
      if (place >= source.length) break;
      target[at] += source[place];
    }
  }
}

/** @param {string} file @returns {Sound | null} nothing where there is no such file, or none that can be read */
function load(file) {
  try {
    const { size } = fs.statSync(file);
    if (size > LARGEST_FILE) return null;
    return parse(fs.readFileSync(file));
  } catch {
    return null;
  }
}

/** A WAV file of 24 bits. @param {Float32Array[]} channels @returns {Buffer} */
export function wav(channels) {
  const frames = channels[0].length;
  const frame = channels.length * 3;
  const file = Buffer.alloc(44 + frames * frame);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(channels.length, 22);
  file.writeUInt32LE(RATE, 24);
  file.writeUInt32LE(RATE * frame, 28);
  file.writeUInt16LE(frame, 32);
  file.writeUInt16LE(24, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(frames * frame, 40);
  channels.forEach((samples, channel) => {
    samples.forEach((sample, at) => {
      const value = Math.max(-8_388_608, Math.min(8_388_607, Math.round(sample * 8_388_608)));
      if (value !== 0) file.writeIntLE(value, 44 + at * frame + channel * 3, 3);
    });
  });
  return file;
}
