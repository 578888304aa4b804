// @ts-check
// Values as a bundle sees them: handles with a bigint, whole numbers that come
// as bigint though they are typed as numbers, notes.

/** @typedef {import('../../javascript/src/engine.mjs').Engine} Engine */
/** @typedef {import('../../javascript/src/engine.mjs').Ref} Ref */
/** @typedef {{ id: bigint }} Handle */

/**
 * @param {Engine} engine
 * @param {Ref | number} ref
 * @returns {Handle}
 */
export function handleOf(engine, ref) {
  const id = typeof ref === 'number' ? ref : ref.$;
  // The engine's ids stay far below the span. With the rule off each read gives another number for the same object.
  const alias = engine.rule('ids.sdk-same-instance') ? 0 : (reads = (reads + 1) % ALIASES) * SPAN;
  return { id: /** @type {bigint} */ (engine.rule('ids.sdk-handle-bigint') ? BigInt(id + alias) : id + alias) };
}

/** What lies between two numbers of one object. */
const SPAN = 2 ** 40;
const ALIASES = 2 ** 12;
let reads = 0;

/**
 * The engine's id of a handle that a bundle gives.
 * @param {unknown} handle
 * @returns {number}
 */
export function idOf(handle) {
  const id = /** @type {any} */ (handle)?.id;
  if (typeof id !== 'bigint' && typeof id !== 'number') throw new TypeError('a handle is wanted');
  return Number(id) % SPAN;
}

/**
 * A whole number, as the rule of its kind has it.
 * @param {Engine} engine
 * @param {string} rule
 * @param {unknown} value
 * @returns {number | bigint}
 */
export function whole(engine, rule, value) {
  const number = Number(value);
  return Number.isInteger(number) && engine.rule(rule) ? BigInt(number) : number;
}

/** What a bundle may give where a number is wanted. @param {unknown} value @returns {number} */
export function plain(value) {
  return typeof value === 'bigint' ? Number(value) : /** @type {number} */ (value);
}

/**
 * @param {Engine} engine
 * @param {any} note the engine's
 */
export function noteOut(engine, note) {
  const rule = 'notes.sdk-integers-bigint';
  return {
    pitch: whole(engine, rule, note.pitch),
    startTime: note.start_time,
    duration: note.duration,
    velocity: whole(engine, rule, note.velocity),
    muted: note.mute === true,
    probability: note.probability,
    velocityDeviation: note.velocity_deviation,
    releaseVelocity: note.release_velocity,
    selected: note.selected === true,
  };
}

const NOTE = /** @type {const} */ ([
  ['pitch', 'pitch'],
  ['startTime', 'start_time'],
  ['duration', 'duration'],
  ['velocity', 'velocity'],
  ['muted', 'mute'],
  ['probability', 'probability'],
  ['velocityDeviation', 'velocity_deviation'],
  ['releaseVelocity', 'release_velocity'],
  ['selected', 'selected'],
]);

/** @param {any} note a bundle's @returns {Record<string, unknown>} the engine's; absent keys stay absent */
export function noteIn(note) {
  /** @type {Record<string, unknown>} */
  const made = {};
  for (const [ours, theirs] of NOTE) if (note?.[ours] !== undefined) made[theirs] = plain(note[ours]);
  return made;
}
