// @ts-check
// Session-to-Song: which clip goes where, and how it is filled. Pure, the same
// results as the vectors have.

import { badInput } from '../extension/port.mjs';
import { BEAT, until } from './numbers.mjs';

/** @typedef {{ name: string, sceneIndex: number, bars: number, color?: number }} Section */
/** @typedef {{ trackIndex: number, startTime: number, duration: number, sourceClipId: string, name: string, color: number }} Placement */

const MOST_REPETITIONS = 100_000;

/**
 * @param {{ signatureNumerator: number, signatureDenominator: number }[]} scenes
 * @param {{ id: string, kind: string, name: string, color: number }[][]} tracks the slots of each, by scene
 * @param {Section[]} sections @param {[number, number]} signature of bars where a scene has none of its own
 * @returns {{ placements: Placement[], cuePoints: { time: number, name: string }[], end: number }}
 */
export function planArrangement(scenes, tracks, sections, [numerator, denominator]) {
  const usual = (numerator * 4) / denominator;
  /** @type {Placement[]} */
  const placements = [];
  const cuePoints = [];
  let start = 0;
  for (const { sceneIndex, bars, name, color } of sections) {
    const scene = scenes[sceneIndex];
    const duration = bars * (scene ? barOf(scene, usual) : usual);
    if (!Number.isFinite(start + duration)) throw badInput('the sections are too long');
    cuePoints.push({ time: start, name });
    tracks.forEach((slots, trackIndex) => {
      const clip = scene && slots[sceneIndex];
      if (!clip || clip.kind === 'empty') return;
      placements.push({ trackIndex, startTime: start, duration, sourceClipId: clip.id, name: clip.name, color: color ?? clip.color });
    });
    start += duration;
  }
  return { placements, cuePoints, end: start };
}

/** Beats of a bar: of the scene's own signature, where it has one that is not 4/4. @param {{ signatureNumerator: number, signatureDenominator: number }} scene @param {number} usual */
function barOf({ signatureNumerator: numerator, signatureDenominator: denominator }, usual) {
  const isOwn = Math.min(numerator, denominator) > 0 && !(numerator === 4 && denominator === 4);
  return isOwn ? (numerator * 4) / denominator : usual;
}

/** Where a source begins again and again, each with the beginning that follows. @param {number} length @param {number} duration */
function repetitions(length, duration) {
  const wanted = duration / length;
  if (!(wanted <= MOST_REPETITIONS)) throw badInput(`more than ${MOST_REPETITIONS} repetitions`);
  /** @type {[number, number][]} */
  const starts = [];
  for (let at = 0; at <= Math.ceil(wanted); at += 1) if (at * length < duration - BEAT) starts.push([at * length, (at + 1) * length]);
  return starts;
}

/**
 * Notes of a source, repeated until a placement ends, and cut there.
 * @template {{ startTime: number, duration: number }} N
 * @param {N[]} notes @param {number} sourceStart @param {number} sourceLength @param {number} duration @returns {N[]}
 */
export function fillMidi(notes, sourceStart, sourceLength, duration) {
  const source = notes
    .map((note) => ({ note, start: note.startTime - sourceStart, end: Math.min(note.startTime + note.duration - sourceStart, sourceLength) }))
    .filter(({ start }) => start >= 0 && start < sourceLength);
  return repetitions(sourceLength, duration).flatMap(([offset, next]) =>
    source
      .map(({ note, start, end }) => ({ note, start: offset + start, end: Math.min(offset + end, next, duration) }))
      .filter(({ start }) => start < duration - BEAT)
      .map(({ note, start, end }) => ({ ...note, startTime: start, duration: until(start, note.duration, end) })),
  );
}

/** An audio file, placed again and again, the last piece shortened. @param {number} sourceLength @param {number} duration */
export function fillAudio(sourceLength, duration) {
  return repetitions(sourceLength, duration).map(([startTime, next]) => ({ startTime, duration: until(startTime, sourceLength, Math.min(next, duration)) }));
}

/** What of a clip repeats: its loop; where that is empty, all of it. @param {{ loopStart: number, loopEnd: number, duration: number }} clip */
export function sourceOf({ loopStart, loopEnd, duration }) {
  const length = loopEnd - loopStart;
  return length > 0 ? { start: loopStart, length } : { start: 0, length: duration };
}
