// Four of the pure transforms, which know nothing of a Set: filling a placement, the fader curves, and the trim.
//
// What they must compute, to the last bit, stands in `golden/vectors`; which of them to offer is everybody's own choice.

import { badInput, clamped, flag, kind, listOf, number, oneOf, optional, record } from '../../kit/javascript/livebridge-kit.mjs';

/** @import { Shape } from '../../kit/javascript/livebridge-kit.mjs' */
/** @import { Note } from './live-set.mjs' */

/** Ranges of notes are not judged here: writing them back does that. @type {import('../../kit/javascript/livebridge-kit.mjs').Reader<Note>} */
const anyNote = (value, name) => {
  const judged = record({
    pitch: number(),
    startTime: number(),
    duration: number(),
    velocity: optional(number()),
    muted: optional(flag),
    probability: optional(number()),
    velocityDeviation: optional(number()),
    releaseVelocity: optional(number()),
    selected: optional(flag),
  });
  return judged(value, name);
};

// ---- Filling a placement ----

const MAX_REPETITIONS = 100_000;
/** A rest shorter than this is no repetition: rounding must not make slivers. */
const BEAT_TOLERANCE = 1e-6;

/**
 * Where the repetitions of a source begin, in beats from the start of the placement.
 * @param {number} sourceLength @param {number} duration
 */
function repetitionStarts(sourceLength, duration) {
  /** @type {number[]} */
  const starts = [];
  for (let start = 0; start < duration - BEAT_TOLERANCE; start = starts.length * sourceLength) {
    if (starts.length === MAX_REPETITIONS) throw badInput(`more than ${MAX_REPETITIONS} repetitions`);
    starts.push(start);
  }
  return starts;
}

/** The largest number below a positive one. @param {number} value */
function nextDown(value) {
  const bits = new BigInt64Array(new Float64Array([value]).buffer);
  bits[0] -= 1n;
  return new Float64Array(bits.buffer)[0];
}

/**
 * A duration that ends at `end` at the latest, in floating point too.
 * @param {number} start @param {number} duration @param {number} end
 */
function until(start, duration, end) {
  if (start + duration <= end) return duration;
  let held = end - start;
  // The difference may have been rounded up.
  while (held > 0 && start + held > end) held = nextDown(held);
  return held;
}

/**
 * What sounds in the Session repeats: notes that begin inside the source, cut where the source or the placement ends.
 * Starts and ends move by one addition each, so that what met in the source does in every repetition.
 * @param {Note[]} notes @param {number} sourceStart @param {number} sourceLength @param {number} duration
 */
function filledNotes(notes, sourceStart, sourceLength, duration) {
  const source = notes
    .map((note) => ({ note, start: note.startTime - sourceStart, end: note.startTime + note.duration - sourceStart }))
    .filter(({ start }) => start >= 0 && start < sourceLength);
  return repetitionStarts(sourceLength, duration).flatMap((offset, at) =>
    source
      .map(({ note, start, end }) => {
        const last = Math.min(offset + Math.min(end, sourceLength), (at + 1) * sourceLength, duration);
        return { ...note, startTime: offset + start, duration: until(offset + start, note.duration, last) };
      })
      .filter(({ startTime }) => startTime < duration - BEAT_TOLERANCE),
  );
}

// ---- Faders ----

/** @typedef {{ min: number, max: number, defaultValue: number }} Fader its default is 0 dB */

/** @type {import('../../kit/javascript/livebridge-kit.mjs').Reader<Fader>} */
const fader = (value, name) => {
  const read = record({ min: number(), max: number(), defaultValue: number() })(value, name);
  if (read.defaultValue < read.min || read.defaultValue > read.max) {
    throw badInput('`defaultValue` must lie within `min`..`max`');
  }
  return read;
};

/** Where the branches of Live's curve meet: in fader values, and in dB. */
const [UPPER_SEAM, UPPER_SEAM_DB] = [0.4007362569699542, -17.97054972120183];
const [LOWER_SEAM, LOWER_SEAM_DB] = [0.0492425980091658, -57.313725383557724];

/** @param {number} value */
function liveCurveDb(value) {
  if (value >= UPPER_SEAM) return 40 * value - 34;
  const t = 399.751894 * value - 201.871345;
  if (value >= LOWER_SEAM) return -(t * t + 12630.61132) / 799.503788;
  return 118.426374 * value ** (5567 / 7504) - 70;
}

/** @param {number} db */
function liveCurveValue(db) {
  if (db >= UPPER_SEAM_DB) return (db + 34) / 40;
  if (db >= LOWER_SEAM_DB) return -(Math.sqrt(-799.503788 * db - 12630.61132) - 201.871345) / 399.751894;
  return db > -70 ? ((db + 70) / 118.426374) ** (7504 / 5567) : 0;
}

/**
 * Whether Live's curve was fitted to such a fader: 0..1, unity at 0.85 as far as 32-bit floats can tell.
 * @param {Fader} fader
 */
const isLive = ({ min, max, defaultValue }) =>
  min === 0 && max === 1 && Math.abs(defaultValue - 0.85) <= 0.85 * 2 ** -22;

/**
 * Keeps what is on one side of unity there: a default that is a 32-bit float lies beside the curve.
 * @param {number} result @param {number} side @param {number} unity
 */
function heldAtUnity(result, side, unity) {
  if (side === 0) return unity;
  return side > 0 ? Math.max(result, unity) : Math.min(result, unity);
}

/** @param {number} db @param {Fader} fader @param {string} curve */
function dbToParamValue(db, fader, curve) {
  const { min, max, defaultValue } = fader;
  const isOnCurve = curve === 'live' && isLive(fader);
  const value = isOnCurve
    ? heldAtUnity(liveCurveValue(db), db, defaultValue)
    : defaultValue + (db * (defaultValue - min)) / 70;
  return clamped(value, min, max);
}

/** @param {number} given @param {Fader} fader @param {string} curve */
function paramValueToDb(given, fader, curve) {
  const { min, max, defaultValue } = fader;
  const value = clamped(given, min, max);
  if (curve === 'live' && isLive(fader)) return heldAtUnity(liveCurveDb(value), value - defaultValue, 0);
  return defaultValue > min ? ((value - defaultValue) * 70) / (defaultValue - min) : 0;
}

// ---- By name ----

const above0 = number({ above: 0 });
const curve = optional(oneOf('live', 'linear'));

/**
 * What each takes, and what it answers with.
 * @type {Record<string, { takes: Shape, answers: (args: any) => unknown }>}
 */
const BY_NAME = {
  'transform/fill': {
    takes: {
      kind,
      notes: optional(listOf(anyNote)),
      sourceStart: optional(number()),
      sourceLength: above0,
      duration: above0,
      fill: flag,
    },
    answers: ({ kind, notes, sourceStart = 0, sourceLength, duration, fill }) => {
      if (kind === 'audio') {
        if (!fill) return { pieces: [{ startTime: 0, duration }] };
        const piece = (/** @type {number} */ startTime, /** @type {number} */ at) => ({
          startTime,
          duration: until(startTime, sourceLength, Math.min((at + 1) * sourceLength, duration)),
        });
        return { pieces: repetitionStarts(sourceLength, duration).map(piece) };
      }
      if (!notes) throw badInput('a MIDI source needs `notes`');
      return { notes: fill ? filledNotes(notes, sourceStart, sourceLength, duration) : notes };
    },
  },
  'transform/suggestTrimDb': {
    takes: { levelDb: number(), targetDb: number() },
    answers: ({ levelDb, targetDb }) => ({ trimDb: targetDb - levelDb }),
  },
  'transform/dbToParamValue': {
    takes: { db: number(), param: fader, curve },
    answers: ({ db, param, curve = 'live' }) => ({ value: dbToParamValue(db, param, curve) }),
  },
  'transform/paramValueToDb': {
    takes: { value: number(), param: fader, curve },
    answers: ({ value, param, curve = 'live' }) => ({ db: paramValueToDb(value, param, curve) }),
  },
};

/** The same as functions of what a caller sends. @type {Record<string, (params: unknown) => unknown>} */
export const TRANSFORMS = Object.fromEntries(
  Object.entries(BY_NAME).map(([name, { takes, answers }]) => [name, (params) => answers(record(takes)(params, 'params'))]),
);
