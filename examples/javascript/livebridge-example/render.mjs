// The render: WAV files in a directory that goes with the process.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { clamped, rejected } from '../../kit/javascript/livebridge-kit.mjs';
import { endOf } from './answers.mjs';

/** @import { Track } from './live-set.mjs' */

const SAMPLE_RATE = 44_100;
const LONGEST_RENDER_SECONDS = 600;
const [CHANNELS, BYTES_PER_SAMPLE, HEADER_BYTES] = [2, 2, 44];
const FRAME_BYTES = CHANNELS * BYTES_PER_SAMPLE;

/** The directory of all renders, made with the first of them. @type {string | undefined} */
let directory;
let renders = 0;
process.on('exit', () => directory && rmSync(directory, { recursive: true, force: true }));

/**
 * Writes a WAV file, 44.1 kHz stereo 16 bit, and gives its path. The content is a test signal: a sine of 441 Hz at
 * -12 dBFS where an Arrangement clip lies, silence elsewhere.
 * @param {number} tempo @param {Track} track @param {number} start @param {number} end
 */
export function render(tempo, { arrangement }, start, end) {
  const framesPerBeat = (SAMPLE_RATE * 60) / tempo;
  const frames = Math.round((end - start) * framesPerBeat);
  if (frames > LONGEST_RENDER_SECONDS * SAMPLE_RATE) {
    const hint = `render at most ${LONGEST_RENDER_SECONDS} s at once`;
    throw rejected(`the render would be ${Math.round(frames / SAMPLE_RATE)} s long`, hint);
  }
  // A cycle of 441 Hz is 100 frames, which can be repeated without a seam.
  const cycle = Buffer.alloc(100 * FRAME_BYTES);
  for (let i = 0; i < 100; i += 1) {
    const sample = Math.round(8231 * Math.sin((2 * Math.PI * i) / 100));
    for (let channel = 0; channel < CHANNELS; channel += 1) {
      cycle.writeInt16LE(sample, i * FRAME_BYTES + channel * BYTES_PER_SAMPLE);
    }
  }
  const file = Buffer.alloc(HEADER_BYTES + frames * FRAME_BYTES);
  writeHeader(file);
  /** @param {number} time in beats */
  const byteAt = (time) => HEADER_BYTES + clamped(Math.round((time - start) * framesPerBeat), 0, frames) * FRAME_BYTES;
  for (const clip of arrangement) file.fill(cycle, byteAt(clip.startTime ?? 0), byteAt(endOf(clip)));
  directory ??= mkdtempSync(join(tmpdir(), 'livebridge-example-'));
  const path = join(directory, `render-${(renders += 1)}.wav`);
  writeFileSync(path, file);
  return path;
}

/** @param {Buffer} file */
function writeHeader(file) {
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(file.length - 8, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16); // bytes of this chunk
  file.writeUInt16LE(1, 20); // PCM
  file.writeUInt16LE(CHANNELS, 22);
  file.writeUInt32LE(SAMPLE_RATE, 24);
  file.writeUInt32LE(SAMPLE_RATE * FRAME_BYTES, 28);
  file.writeUInt16LE(FRAME_BYTES, 32);
  file.writeUInt16LE(8 * BYTES_PER_SAMPLE, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(file.length - HEADER_BYTES, 40);
}
