// Refusals, and the arguments of calls.

/** @typedef {'STALE_REFERENCE' | 'WRONG_TYPE' | 'BAD_INPUT' | 'SDK_REJECTED' | 'UNSUPPORTED'} ErrorCode */

/** @type {Record<ErrorCode, string>} */
const HINTS = {
  STALE_REFERENCE: 'list again and use a fresh id',
  WRONG_TYPE: 'take an id from the matching list or read',
  BAD_INPUT: 'fix the argument',
  SDK_REJECTED: 'ask for what the host allows',
  UNSUPPORTED: 'avoid it: this is a documented gap',
};

/** A failed call: a code of the contract, and what a caller needs to recover. */
export class Refusal extends Error {
  /** Position of the failed operation, in a transaction. @type {number | undefined} */
  op;

  /**
   * @param {ErrorCode} code
   * @param {string} message
   * @param {{ subjectId?: string, hint?: string }} [more]
   */
  constructor(code, message, { subjectId, hint = HINTS[code] } = {}) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.subjectId = subjectId;
  }
}

/** @param {string} message @param {string} [subjectId] */
export const badInput = (message, subjectId) => new Refusal('BAD_INPUT', message, { subjectId });

// What arrives is described by readers, which put together give the shape of whole arguments. A reader checks a
// value and gives it back in the form in which it is kept.

/** @template T @typedef {{ (value: unknown, name: string): T, optional?: boolean }} Reader */
/** @typedef {Record<string, Reader<any>>} Shape what the keys of an object hold */

/** @type {Reader<string>} */
export const text = (value, name) => {
  if (typeof value !== 'string') throw badInput(`\`${name}\` must be a string`);
  if (/\p{Surrogate}/u.test(value)) throw badInput(`\`${name}\` holds half of a surrogate pair, which is no character`);
  return value;
};

/** @type {Reader<boolean>} */
export const flag = (value, name) => {
  if (typeof value !== 'boolean') throw badInput(`\`${name}\` must be true or false`);
  return value;
};

/**
 * A finite number; `low` and `high` belong to its range, `above` does not.
 * @param {{ low?: number, high?: number, above?: number }} [range]
 * @returns {Reader<number>}
 */
export const number =
  ({ low = -Infinity, high = Infinity, above = -Infinity } = {}) =>
  (value, name) => {
    if (typeof value !== 'number' || !Number.isFinite(value)) throw badInput(`\`${name}\` must be a finite number`);
    if (value < low || value > high || value <= above) {
      const range = above > -Infinity ? `above ${above}` : `at least ${low}`;
      throw badInput(`\`${name}\` must be ${range} and at most ${high}, not ${value}`);
    }
    return value;
  };

/** @param {number} low @param {number} [high] @returns {Reader<number>} */
export const whole = (low, high) => (value, name) => {
  const read = number({ low, high })(value, name);
  if (!Number.isInteger(read)) throw badInput(`\`${name}\` must be a whole number, not ${read}`);
  return read;
};

/** @param {...string} allowed @returns {Reader<string>} */
export const oneOf =
  (...allowed) =>
  (value, name) => {
    if (!allowed.includes(text(value, name))) throw badInput(`\`${name}\` must be one of ${allowed.join(', ')}`);
    return /** @type {string} */ (value);
  };

/** @template T @param {Reader<T>} item @returns {Reader<T[]>} */
export const listOf = (item) => (value, name) => {
  if (!Array.isArray(value)) throw badInput(`\`${name}\` must be a list`);
  return value.map((one, at) => item(one, `${name}[${at}]`));
};

/**
 * A key that may be missing. Where it is there, it must fit: `null` does not.
 * @template T
 * @param {Reader<T>} reader
 * @returns {Reader<T>}
 */
export const optional = (reader) => {
  /** @type {Reader<T>} */
  const read = (value, name) => reader(value, name);
  read.optional = true;
  return read;
};

/** @type {Reader<Record<string, unknown>>} */
export const object = (value, name) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badInput(`\`${name}\` must be an object`);
  return /** @type {Record<string, unknown>} */ (value);
};

/**
 * An object with these keys. Others are ignored, as the contract has it for arguments and notes.
 * @param {Shape} shape
 * @returns {Reader<any>}
 */
export const record = (shape) => (value, name) => {
  const given = object(value, name);
  /** @type {Record<string, unknown>} */
  const read = {};
  for (const [key, reader] of Object.entries(shape)) {
    if (Object.hasOwn(given, key)) read[key] = reader(given[key], key);
    else if (!reader.optional) throw badInput(`\`${name}\` needs \`${key}\``);
  }
  return read;
};

/**
 * An object with these keys and no others: a misspelt key must not pass in silence.
 * @param {Shape} shape
 * @returns {Reader<any>}
 */
export const closed = (shape) => (value, name) => {
  const unknown = Object.keys(object(value, name)).find((key) => !Object.hasOwn(shape, key));
  if (unknown !== undefined) throw badInput(`\`${name}\` has no \`${unknown}\``);
  return record(shape)(value, name);
};

/**
 * A patch: some of these keys, at least one, and no others.
 * @param {Shape} shape
 * @returns {Reader<any>}
 */
export const patch = (shape) => (value, name) => {
  const optionals = Object.entries(shape).map(([key, reader]) => [key, optional(reader)]);
  const read = closed(Object.fromEntries(optionals))(value, name);
  if (Object.keys(read).length === 0) throw badInput(`\`${name}\` must not be empty`);
  return read;
};

const MAX_BEAT = 1_576_800;
export const beat = number({ low: 0, high: MAX_BEAT });
export const length = number({ above: 0, high: MAX_BEAT });
export const kind = oneOf('midi', 'audio');
export const color = whole(0, 0xffffff);

/** @param {number} value @param {number} low @param {number} high */
export const clamped = (value, low, high) => Math.min(high, Math.max(low, value));

/** @type {Reader<number>} */
const velocity = (value, name) => clamped(number()(value, name), 0, 127);

/** A note as it is kept; absent keys stay absent. Math.round rounds half up. */
export const note = record({
  pitch: (value, name) => clamped(Math.round(number()(value, name)), 0, 127),
  startTime: number({ high: MAX_BEAT }),
  duration: beat,
  velocity: optional(velocity),
  muted: optional(flag),
  probability: optional(number({ low: 0, high: 1 })),
  velocityDeviation: optional(number({ low: -127, high: 127 })),
  releaseVelocity: optional(velocity),
  selected: optional(flag),
});
