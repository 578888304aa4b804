// @ts-check
// Scale Lock and Humanize on notes: pure, the same results as the vectors have.

import { BEAT, clamp, roundHalfUp, until } from './numbers.mjs';
import { badInput } from '../extension/port.mjs';

/** @typedef {{ pitch: number, startTime: number, duration: number, velocity?: number, probability?: number, velocityDeviation?: number }} Note */
/** @typedef {{ strength: number, swing?: number, doTiming: boolean, doVelocity: boolean, doDuration: boolean, living: boolean }} HumanizeOptions */
/** @typedef {(note: number, kind: number) => number} Draws numbers in [0, 1), by the note and what they are for */

/** What a draw is for, in the order in which those of a note are taken. */
const [TIMING, VELOCITY, DURATION, PROBABILITY, DEVIATION] = [0, 1, 2, 3, 4];

/** @param {number} value */
const mod12 = (value) => ((value % 12) + 12) % 12;

/**
 * Moves notes onto a scale: outward, a semitone at a time; the nearest one, and up on a tie.
 * @template {Note} N @param {N[]} notes @param {{ root: number, intervals: number[] }} scale @param {'nearest' | 'up' | 'down'} mode
 * @returns {{ notes: N[], movedCount: number }}
 */
export function snapToScale(notes, { root, intervals }, mode) {
  const members = new Set(intervals.map((interval) => mod12(root + interval)));
  if (members.size === 0) return { notes, movedCount: 0 };
  const ways = { up: [1], down: [-1], nearest: [1, -1] }[mode];
  const snapped = notes.map((note) => {
    const start = roundHalfUp(note.pitch);
    for (let distance = 0; distance < 12; distance += 1) {
      for (const way of ways) {
        const pitch = start + way * distance;
        if (members.has(mod12(pitch))) return { ...note, pitch: clamp(pitch, 0, 127) };
      }
    }
    return note;
  });
  return { notes: snapped, movedCount: snapped.filter(({ pitch }, at) => pitch !== notes[at].pitch).length };
}

/** How long a cell of the grid is, in beats. @param {string} label @param {boolean} triplet */
export function beatsPerCell(label, triplet) {
  const match = /^1\/([1-9][0-9]*)$/.exec(label);
  if (!match || Number(match[1]) > 4_294_967_295) return 1;
  return (4 / Number(match[1])) * (triplet ? 2 / 3 : 1);
}

/**
 * Small deviations, each note by draws of its own.
 * @template {Note} N @param {N[]} notes @param {HumanizeOptions} options @param {number} cell beats of a cell of the grid @param {Draws} draws
 * @returns {N[]}
 */
export function humanize(notes, options, cell, draws) {
  if (!(options.strength > 0)) return notes.map((note) => ({ ...note }));
  const strength = Math.min(options.strength, 1);
  const swing = clamp(options.swing ?? 0, 0, 1);
  const varied = notes.map((note, at) => vary(note, at, { ...options, strength, swing }, cell, draws));
  return options.doTiming || options.doDuration || swing > 0 ? keepApart(notes, varied) : varied;
}

/**
 * @template {Note} N @param {N} note @param {number} at @param {HumanizeOptions & { swing: number }} options @param {number} cell @param {Draws} draws
 * @returns {N}
 */
function vary(note, at, { strength, swing, doTiming, doVelocity, doDuration, living }, cell, draws) {
  const offset = (/** @type {number} */ kind) => 2 * draws(at, kind) - 1;
  const changed = { ...note };
  if (doTiming) changed.startTime += offset(TIMING) * cell * strength;
  if (doVelocity) changed.velocity = clamp((note.velocity ?? 100) + offset(VELOCITY) * strength * 64, 1, 127);
  if (doDuration) {
    const duration = note.duration * (1 + offset(DURATION) * strength * 0.5);
    changed.duration = duration > 0 ? duration : note.duration;
  }
  if (Math.abs(roundHalfUp(note.startTime / cell) % 2) === 1) changed.startTime += swing * cell * 0.5;
  if (doTiming) changed.startTime = Math.max(changed.startTime, 0);
  if (living) {
    changed.probability = 1 - draws(at, PROBABILITY) * strength * 0.3;
    changed.velocityDeviation = draws(at, DEVIATION) * strength * 16;
  }
  return changed;
}

/** Whether two notes of one pitch lie one after the other. @param {Note} earlier @param {Note} later */
const areApart = (earlier, later) => earlier.startTime < later.startTime && earlier.startTime + earlier.duration - BEAT <= later.startTime;

/**
 * Notes of one pitch that did not overlap do not afterwards: Live would cut or drop them.
 * @template {Note} N @param {N[]} notes @param {N[]} varied @returns {N[]}
 */
function keepApart(notes, varied) {
  /** @type {Map<number, number[]>} */
  const voices = new Map();
  notes.forEach((note, at) => {
    const pitch = clamp(roundHalfUp(note.pitch), 0, 127);
    voices.set(pitch, [...(voices.get(pitch) ?? []), at]);
  });
  const held = varied.map((note) => ({ ...note }));
  for (const voice of voices.values()) {
    const times = voice.map((at) => [varied[at].startTime, varied[at].startTime + varied[at].duration]).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    if (times.every(([, end], at) => at + 1 === times.length || end <= times[at + 1][0])) continue;
    const before = new Map(voice.map((at) => [at, voice.filter((other) => areApart(notes[other], notes[at]))]));
    const after = new Map(voice.map((at) => [at, voice.filter((other) => areApart(notes[at], notes[other]))]));
    for (const at of voice) {
      const start = notes[at].startTime;
      const [earlier, later] = [before.get(at) ?? [], after.get(at) ?? []];
      if (earlier.length > 0) {
        const last = Math.max(...earlier.map((other) => notes[other].startTime));
        held[at].startTime = Math.max(held[at].startTime, start - (start - last) * 0.375);
      }
      if (later.length > 0) {
        const first = Math.min(...later.map((other) => notes[other].startTime));
        held[at].startTime = Math.min(held[at].startTime, start + (first - start) * 0.5);
      }
    }
    for (const at of voice) {
      const end = Math.min(Infinity, ...(after.get(at) ?? []).map((other) => held[other].startTime));
      if (end > held[at].startTime) held[at].duration = until(held[at].startTime, held[at].duration, end);
    }
  }
  return held;
}

const MASK = BigInt('0xffffffffffffffff');
const [STEP, FIRST, SECOND] = [BigInt('0x9e3779b97f4a7c15'), BigInt('0xbf58476d1ce4e5b9'), BigInt('0x94d049bb133111eb')];

/** Output `n` of SplitMix64 begun at `state`. @param {bigint} state @param {bigint} n */
function splitmix(state, n) {
  let z = (state + (n + BigInt(1)) * STEP) & MASK;
  z = ((z ^ (z >> BigInt(30))) * FIRST) & MASK;
  z = ((z ^ (z >> BigInt(27))) * SECOND) & MASK;
  return z ^ (z >> BigInt(31));
}

/**
 * Seeded draws by their place: clip, purpose, note. Those that `livebridge run humanize --seed` takes.
 * @param {number} seed @param {number} clip counted from 0 @returns {Draws}
 */
export function seeded(seed, clip) {
  const keys = [0, 1, 2, 3, 4].map((kind) => splitmix(BigInt(seed), BigInt(clip * 8 + kind)));
  return (note, kind) => {
    const bits = splitmix(keys[kind], BigInt(Math.floor(note / 2)));
    const half = note % 2 === 1 ? bits >> BigInt(32) : bits & BigInt(0xffffffff);
    return Number(half) / 4_294_967_296;
  };
}

/** Draws from a list, in the order in which they are taken. @param {number[]} list @returns {Draws & { consumed: () => number }} */
export function listed(list) {
  let consumed = 0;
  const draws = () => {
    if (consumed === list.length) throw badInput('the list of draws is too short');
    return list[consumed++];
  };
  return Object.assign(draws, { consumed: () => consumed });
}
