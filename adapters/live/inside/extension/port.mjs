// @ts-check
// The port as data: refusals, the arguments of each operation and how they are
// judged, ids as paths. From the kit for bridge authors, which is made to be
// copied; what it adds for hosts whose calls are asynchronous stands in
// `bridge.mjs`.

// ---- Refusals ----

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
  /** The position in a transaction of what failed. @type {number | undefined} */
  op;

  /** @param {ErrorCode} code @param {string} message @param {{ subjectId?: string, hint?: string }} [more] */
  constructor(code, message, { subjectId, hint = HINTS[code] } = {}) {
    super(message);
    this.code = code;
    this.hint = hint;
    this.subjectId = subjectId;
  }
}

/** @param {string} message @param {string} [subjectId] */
export const badInput = (message, subjectId) => new Refusal('BAD_INPUT', message, { subjectId });

/** What the host does not do, though nothing is wrong with what was asked. @param {string} message @param {string} [hint] */
export const rejected = (message, hint) => new Refusal('SDK_REJECTED', message, { hint });

// ---- Arguments. A reader judges a value, and gives it back in the form in which it is kept. ----

/** @template T @typedef {{ (value: unknown, name: string): T, optional?: boolean }} Reader */
/** @typedef {Record<string, Reader<any>>} Shape what the keys of an object hold */

/** @type {Reader<any>} */
export const anything = (value) => value;

/** @type {Reader<string>} */
export const text = (value, name) => {
  if (typeof value !== 'string') throw badInput(`\`${name}\` must be a string`);
  if (/\p{Surrogate}/u.test(value)) throw badInput(`\`${name}\` holds half of a surrogate pair, which is no character`);
  return value;
};

/** @type {Reader<string>} */
export const notEmpty = (value, name) => {
  if (text(value, name) === '') throw badInput(`\`${name}\` must not be empty`);
  return /** @type {string} */ (value);
};

/** @type {Reader<boolean>} */
export const flag = (value, name) => {
  if (typeof value !== 'boolean') throw badInput(`\`${name}\` must be true or false`);
  return value;
};

/**
 * A finite number (`1e999` is read as infinity); `low` and `high` belong to its range, `above` does not.
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
 * @template T @param {Reader<T>} reader @returns {Reader<T>}
 */
export const optional = (reader) => Object.assign((/** @type {any} */ value, /** @type {string} */ name) => reader(value, name), { optional: true });

/** @type {Reader<Record<string, unknown>>} */
export const object = (value, name) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw badInput(`\`${name}\` must be an object`);
  }
  return /** @type {Record<string, unknown>} */ (value);
};

/** An object with these keys. Others are ignored. @param {Shape} shape @returns {Reader<any>} */
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

/** An object with these keys and no others: a misspelt key must not pass in silence. @param {Shape} shape @returns {Reader<any>} */
export const closed = (shape) => (value, name) => {
  const unknown = Object.keys(object(value, name)).find((key) => !Object.hasOwn(shape, key));
  if (unknown !== undefined) throw badInput(`\`${name}\` has no \`${unknown}\``);
  return record(shape)(value, name);
};

/** Some of these keys, at least one, and no others. @param {Shape} shape @returns {Reader<any>} */
export const patch = (shape) => (value, name) => {
  const optionals = Object.entries(shape).map(([key, reader]) => [key, optional(reader)]);
  const read = closed(Object.fromEntries(optionals))(value, name);
  if (Object.keys(read).length === 0) throw badInput(`\`${name}\` must not be empty`);
  return read;
};

/** @param {number} value @param {number} low @param {number} high */
export const clamped = (value, low, high) => Math.min(high, Math.max(low, value));

const MAX_BEAT = 1_576_800;
export const beat = number({ low: 0, high: MAX_BEAT });
export const length = number({ above: 0, high: MAX_BEAT });
export const kind = oneOf('midi', 'audio');
export const color = whole(0, 0xffffff);

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

// ---- Ids as paths ----

const INDEX = '(?:0|[1-9][0-9]{0,9})';
const SEGMENT = `(?:(?:track|returntrack|clipslot|scene|cuepoint|device|param|takelane|clip):${INDEX}|clip|mixer|volume)`;
const PATH = new RegExp(`^${SEGMENT}(?:/${SEGMENT}){0,3}$`);
export const REFERENCE = new RegExp(`^#(${INDEX})((?:/${SEGMENT}){0,3})$`);
/** @type {Record<string, RegExp>} */
export const KINDS = {
  track: new RegExp(`^track:${INDEX}$`),
  slot: new RegExp(`^track:${INDEX}/clipslot:${INDEX}$`),
  clip: new RegExp(`^track:${INDEX}/(?:clipslot:${INDEX}/clip|clip:${INDEX})$`),
  param: new RegExp(`^track:${INDEX}/(?:device:${INDEX}/param:${INDEX}|mixer/volume)$`),
};
/** @param {string} written */
export const isPath = (written) => PATH.test(written) && (written.match(/[0-9]+/g) ?? []).every((index) => Number(index) < 2 ** 32);

// ---- The operations: what each takes and how it is answered. ----

/**
 * @typedef {object} Operation
 * @property {Record<string, { kind: string, media?: 'midi' | 'audio' }>} ids arguments that name an object
 * @property {Shape} takes the other arguments
 * @property {boolean} [isMutation]
 * @property {string} [makes] the kind of object that a mutation returns
 * @property {string} [answers] the method that says what a mutation is answered with, given that object
 * @property {boolean} [isRange] whether `endBeat` must be above `startBeat`
 */

/** @param {Operation['ids']} ids @param {Shape} [takes] @param {Partial<Operation>} [more] @returns {Operation} */
const operation = (ids, takes = {}, more = {}) => ({ ids, takes, ...more });

/** @param {Operation['ids']} ids @param {Shape} takes @param {string} [makes] @param {string} [answers] @param {Partial<Operation>} [more] */
const mutation = (ids, takes, makes, answers, more) => operation(ids, takes, { isMutation: true, makes, answers, ...more });

const onTrack = { trackId: { kind: 'track' } };
const onClip = { clipId: { kind: 'clip' } };
const onMidiTrack = { trackId: { kind: 'track', media: /** @type {const} */ ('midi') } };
const onAudioTrack = { trackId: { kind: 'track', media: /** @type {const} */ ('audio') } };
const onMidiClip = { clipId: { kind: 'clip', media: /** @type {const} */ ('midi') } };
const range = { startBeat: beat, endBeat: beat };

/** @type {Record<string, Operation>} */
export const OPERATIONS = {
  getSongOverview: operation({}),
  listTracks: operation({}),
  findTrack: operation({}, { query: text }),
  listClips: operation(onTrack),
  getNotes: operation(onMidiClip),
  listScenes: operation({}),
  listDeviceParams: operation(onTrack),
  getTrackMixer: operation(onTrack),
  listCuePoints: operation({}),
  setTempo: mutation({}, { bpm: number({ above: 0 }) }, undefined, 'getSongOverview'),
  setTrackProps: mutation(
    onTrack,
    { props: patch({ name: text, mute: flag, solo: flag, arm: flag }) },
    'track',
    'trackInfo',
  ),
  setNotes: mutation(onMidiClip, { notes: listOf(note) }, 'clip', 'notesInfo'),
  createTrack: mutation({}, { kind }, 'track', 'trackInfo'),
  createMidiClip: mutation({ slotId: { kind: 'slot', media: 'midi' } }, { lengthBeats: length }, 'clip', 'clipInfo'),
  setClipProps: mutation(onClip, { props: patch({ name: text, color }) }, 'clip', 'clipInfo'),
  deleteTrack: mutation(onTrack, {}),
  deleteClip: mutation(onClip, {}),
  createArrangementMidiClip: mutation(onMidiTrack, { startBeat: beat, lengthBeats: length }, 'clip', 'clipInfo'),
  createArrangementAudioClip: mutation(
    onAudioTrack,
    { args: record({ filePath: notEmpty, startTime: beat, duration: length }) },
    'clip',
    'clipInfo',
  ),
  clearClipsInRange: mutation(onTrack, range, undefined, undefined, { isRange: true }),
  createCuePoint: mutation({}, { beat, name: text }, 'cue', 'cueInfo'),
  setParam: mutation({ paramId: { kind: 'param' } }, { value: number() }, 'param', 'paramInfo'),
  insertDevice: mutation(onTrack, { deviceName: text, index: whole(0) }, 'device', 'deviceInfo'),
  renderTrack: operation(onAudioTrack, range, { isRange: true }),
  // The operations of a transaction are judged one after the other, not all at once.
  transaction: operation({}, { ops: listOf(anything) }),
};

/** What is meant where a bridge declares nothing. */
export const CAPABILITIES = {
  ids: 'positional',
  undo: 'none',
  undoHistory: 100,
  undoGrouping: 'perCall',
  undoStepsPerCommit: 1,
  transaction: 'none',
  stagedReferences: false,
  reset: 'none',
  snapshot: 'none',
  render: false,
  concurrency: 'serial',
  precision: 'f32',
  notes: 'asWritten',
  colors: 'rgb',
  sideEffects: [],
  files: 'remote',
  devices: [],
  domain: {},
};

