// Everything about a LiveBridge bridge in JavaScript but the operations: copy this file, and write a method for each.
//
// A bridge is a class that extends `Bridge`. A method that bears the name of an operation offers it. It gets arguments
// that were judged already, with objects in the place of ids: `setNotes({ clip, notes })`. A mutation changes the Set
// and returns the object that it made or changed. What a bridge says of an object stands in `trackInfo`, `clipInfo` and
// so on. Node 20 or later, no package; the types are JSDoc, and hold under `tsc --checkJs --strict`. `docs/kits.md`
// leads from nothing to the first verdict.

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
const REFERENCE = new RegExp(`^#(${INDEX})((?:/${SEGMENT}){0,3})$`);
/** @type {Record<string, RegExp>} */
const KINDS = {
  track: new RegExp(`^track:${INDEX}$`),
  slot: new RegExp(`^track:${INDEX}/clipslot:${INDEX}$`),
  clip: new RegExp(`^track:${INDEX}/(?:clipslot:${INDEX}/clip|clip:${INDEX})$`),
  param: new RegExp(`^track:${INDEX}/(?:device:${INDEX}/param:${INDEX}|mixer/volume)$`),
};
/** What was deleted still has a kind, and a wrong kind is told before a stale reference. @type {Record<string, string>} */
const GONE = {
  track: 'track:4294967295',
  clip: 'track:4294967295/clip:0',
  device: 'track:4294967295/device:0',
  param: 'track:4294967295/mixer/volume',
  cue: 'cuepoint:4294967295',
};

/** @param {string} written */
const isPath = (written) => PATH.test(written) && (written.match(/[0-9]+/g) ?? []).every((index) => Number(index) < 2 ** 32);

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
  'control/reset': operation({}, { fixture: optional(text), notes: optional(listOf(note)), snapshot: optional(anything) }),
  'control/snapshot': operation({}),
  'control/undo': operation({}),
  'control/redo': operation({}),
  'control/undoDepth': operation({}),
  'control/transactionCount': operation({}),
  'control/settle': operation({}),
};

const ID_ARGUMENTS = ['trackId', 'slotId', 'clipId', 'paramId'];

/** The method that offers an operation: `control/undo` is `undo`. @param {string} name */
const methodOf = (name) => name.replace(/^control\//, '');

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

// ---- Answers, with what is the same for most in them. ----

/** A `SongOverview`, given the answer of `listTracks`. @param {any[]} tracks @param {Record<string, unknown>} [more] */
export const overviewDto = (tracks, more) => ({
  tempo: 120,
  rootNote: 0,
  scaleName: 'Major',
  scaleMode: false,
  scaleIntervals: [0, 2, 4, 5, 7, 9, 11],
  gridQuantization: '1/16',
  gridIsTriplet: false,
  trackCount: tracks.length,
  returnTrackCount: 0,
  sceneCount: 0,
  cuePointCount: 0,
  tracks: tracks.map(({ id, name, kind }) => ({ id, name, type: kind })),
  ...more,
});

/** A `TrackInfo`. @param {{ id: string, kind: string, name: string } & Record<string, unknown>} track */
export const trackDto = (track) => ({
  mute: false,
  solo: false,
  mutedViaSolo: false,
  arm: false,
  clipSlotCount: 0,
  arrangementClipCount: 0,
  deviceCount: 0,
  mixer: { volume: 0.85, panning: 0, sendCount: 0 },
  ...track,
});

/**
 * A `ClipInfo`: where the clip is can be told from a path, `slotId` too.
 * @param {{ id: string, duration: number, kind?: string, startTime?: number } & Record<string, unknown>} clip
 */
export const clipDto = ({ id, duration, kind = 'midi', startTime = 0, ...more }) => ({
  id,
  isMidi: kind === 'midi',
  kind,
  ...(id.includes('/clipslot:')
    ? { location: 'session', slotId: id.replace(/\/clip$/, '') }
    : { location: 'arrangement' }),
  name: '',
  startTime,
  endTime: startTime + duration,
  duration,
  looping: false,
  loopStart: 0,
  loopEnd: duration,
  endMarker: duration,
  color: 0,
  muted: false,
  ...more,
});

/** The `ClipInfo` of an empty slot. @param {string} id */
export const emptySlotDto = (id) => clipDto({ id, duration: 0, kind: 'empty', location: 'session', slotId: id });

/** A `DeviceParamInfo`. @param {{ id: string, name: string, value: number } & Record<string, unknown>} param */
export const paramDto = (param) => ({ min: 0, max: 1, isQuantized: false, defaultValue: param.value, ...param });

// ---- The bridge ----

/**
 * A call or a transaction: what was before, what came after, and the edits that an author told.
 * @typedef {{ before: unknown, after: unknown, edits: { redo: () => void, undo: () => void }[] }} Step
 */

/**
 * The mutations of one step while they run: `first` has what ids named when it began, `objects` what each so far made.
 * @typedef {{ isTransaction: boolean, first: Map<string, any>, objects: ({ kind: string, thing: any } | null)[] }} Batch
 */

/**
 * Extend it, and write the operations that you offer. It brings transactions, undo and redo.
 *
 * They need a way back. Keep the whole Set in `this.state`, of which a copy is made before each change; or override
 * `save`, `begin` and `restore`; or make each change through `this.change(redo, undo)`.
 */
export class Bridge {
  name = 'my-bridge';
  version = '0.1.0';
  language = 'JavaScript';
  /** The capabilities that differ from {@link CAPABILITIES}. @type {Record<string, unknown>} */
  declares = {};
  /** Whether there is a way back: without one no undo, no redo and no transaction is offered. */
  hasHistory = true;
  /** How many steps can be undone, where there is an end: declared as `undoHistory`. */
  historyLimit = Infinity;
  /** Operations beside the port, such as `transform/fill`. @type {Record<string, (params: any) => unknown>} */
  moreOperations = {};

  /** @type {any} */
  state = undefined;
  /** @type {Step[]} */
  past = [];
  /** @type {Step[]} */
  future = [];
  committed = 0;
  /** @type {Step | undefined} */
  #step;
  /** @type {Set<string> | undefined} */
  #offered;

  // What an author fills in, beside the operations.

  /** The object that an id names now, or undefined. @param {string} id @returns {any} */
  find(id) {
    throw new Error(`find(${id}) is not written yet`);
  }

  /** The id of an object now; undefined when it is not in the Set any more. @param {any} thing @returns {string | undefined} */
  idOf(thing) {
    throw new Error(`idOf(${thing}) is not written yet`);
  }

  /** `midi` or `audio`, for a track, a slot and a clip. @param {any} thing @returns {string} */
  mediaOf(thing) {
    return thing.kind;
  }

  /** Called whenever the Set may be another one: forget what was computed from it. */
  changed() {}

  /** What `restore` takes, to come back to the present Set. It must not change with the Set. @returns {unknown} */
  save() {
    return this.state;
  }

  /** Called before a change, after `save`: from here on the Set may be written. */
  begin() {
    this.state = structuredClone(this.state);
  }

  /** @param {any} saved */
  restore(saved) {
    this.state = saved;
  }

  /** Refuses what is no id at all. Override this, `checkKind` and `below` where ids are no paths. @param {string} written */
  checkSyntax(written) {
    if (!isPath(written)) throw badInput(`\`${written}\` is no id`, written);
  }

  /** Refuses an id of another kind. @param {string} kind @param {string} written @param {string} given */
  checkKind(kind, written, given) {
    if (!KINDS[kind].test(written)) {
      throw new Refusal('WRONG_TYPE', `\`${given}\` is no ${kind}`, { subjectId: given });
    }
  }

  /**
   * The object that `#2` + `rest` names, where `made` is what operation 2 made.
   * @param {string} kind @param {{ kind: string, thing: any }} made @param {string} rest @param {string} given
   */
  below(kind, made, rest, given) {
    const path = (this.idOf(made.thing) ?? GONE[made.kind]) + rest;
    this.checkSyntax(path);
    this.checkKind(kind, path, given);
    return this.find(path);
  }

  /** Called at the end. */
  close() {}

  // What an author calls.

  /** Makes a change of which the way back is known. @param {() => void} redo @param {() => void} undo */
  change(redo, undo) {
    redo();
    this.#step?.edits.push({ redo, undo });
  }

  /** After a reset. */
  forgetHistory() {
    [this.past, this.future] = [[], []];
  }

  // The operations that need nothing but the others.

  /** @param {{ query: string }} args */
  findTrack({ query }) {
    /** @type {any[]} */
    const tracks = /** @type {any} */ (this).listTracks();
    const found = tracks.filter(({ name }) => name.toLowerCase().includes(query.toLowerCase()));
    return found.map(({ id, name, kind }) => ({ id, name, type: kind }));
  }

  /** What `setNotes` is answered with. @param {any} clip */
  notesInfo(clip) {
    const self = /** @type {any} */ (this);
    const { id, name } = self.clipInfo(clip);
    return { id, name, count: self.getNotes({ clip }).length };
  }

  /** @param {{ ops: unknown[] }} args */
  transaction({ ops }) {
    if (ops.length > MAX_OPERATIONS) {
      throw new ProtocolError(INVALID_PARAMS, `a transaction has at most ${MAX_OPERATIONS} operations`);
    }
    return ops.length > 0 ? { outcomes: this.#commit(ops, true), undoSteps: 1 } : { outcomes: [], undoSteps: 0 };
  }

  undo() {
    const step = this.past.pop();
    if (step) {
      step.after = this.save();
      this.#takeBack(step);
      this.future.push(step);
    }
    return { done: step !== undefined };
  }

  redo() {
    const step = this.future.pop();
    if (step) {
      for (const edit of step.edits) edit.redo();
      this.restore(step.after);
      this.changed();
      this.past.push(step);
    }
    return { done: step !== undefined };
  }

  undoDepth() {
    return { undo: this.past.length, redo: this.future.length };
  }

  transactionCount() {
    return { count: this.committed };
  }

  // How a call finds its operation.

  /** The names of what is offered: a method of that name is there. @returns {string[]} */
  operations() {
    const brought = ['transaction', 'undo', 'redo', 'undoDepth', 'transactionCount'];
    const offers = (/** @type {string} */ name) => typeof (/** @type {any} */ (this)[methodOf(name)]) === 'function';
    return Object.keys(OPERATIONS)
      .filter((name) => offers(name) && (this.hasHistory || !brought.includes(methodOf(name))))
      .filter((name) => name !== 'findTrack' || offers('listTracks'))
      .concat(Object.keys(this.moreOperations));
  }

  /** @param {string} method */
  offers(method) {
    this.#offered ??= new Set(this.operations());
    return this.#offered.has(method);
  }

  greeting() {
    const history = { undo: 'observable', transaction: 'atomic', stagedReferences: true };
    const limit = Number.isFinite(this.historyLimit) ? { undoHistory: this.historyLimit } : {};
    return {
      protocolVersion: 1,
      implementation: { name: this.name, version: this.version, language: this.language },
      capabilities: { ...CAPABILITIES, ...(this.hasHistory ? history : {}), ...limit, ...this.declares },
      operations: this.operations(),
    };
  }

  /** @param {string} method @param {unknown} params */
  call(method, params) {
    if (!this.offers(method)) throw new Refusal('UNSUPPORTED', `there is no method \`${method}\``);
    if (Object.hasOwn(this.moreOperations, method)) return this.moreOperations[method](params);
    if (OPERATIONS[method].isMutation) return this.#commit([{ method, params }], false)[0];
    return this.#run(method, params, { isTransaction: false, first: new Map(), objects: [] });
  }

  /** Judges the arguments, what needs no Set first, and runs the operation. @param {string} method @param {unknown} params @param {Batch} batch */
  #run(method, params, batch) {
    const { ids, takes, isRange } = OPERATIONS[method];
    const names = Object.keys(ids);
    const written = record(Object.fromEntries(names.map((key) => [key, text])))(params, 'params');
    const args = record(takes)(params, 'params');
    if (isRange && args.endBeat <= args.startBeat) {
      throw badInput(`\`endBeat\` must be above \`startBeat\`, not ${args.endBeat} after ${args.startBeat}`);
    }
    for (const key of names) this.#checkSyntax(written[key], batch);
    for (const key of names) args[key.slice(0, -'Id'.length)] = this.#object(ids[key], written[key], batch);
    return /** @type {any} */ (this)[methodOf(method)](args);
  }

  /** @param {string} written @param {Batch} batch */
  #checkSyntax(written, { isTransaction, objects }) {
    if (!written.startsWith('#')) return this.checkSyntax(written);
    const match = REFERENCE.exec(written);
    if (!match || !isTransaction || Number(match[1]) >= objects.length) {
      throw badInput(`\`${written}\` refers to no earlier operation of this transaction`, written);
    }
    if (!objects[Number(match[1])]) throw badInput(`\`${written}\` refers to an operation without an object`, written);
  }

  /** @param {{ kind: string, media?: string }} wanted @param {string} written @param {Batch} batch */
  #object({ kind, media }, written, { first, objects }) {
    const match = REFERENCE.exec(written);
    let thing;
    if (match) {
      const made = /** @type {{ kind: string, thing: any }} */ (objects[Number(match[1])]);
      thing = this.below(kind, made, match[2], written);
    } else {
      this.checkKind(kind, written, written);
      thing = first.has(written) ? first.get(written) : this.find(written);
      // Only a later operation of a transaction can meet a Set that is not as it was.
      if (objects.length > 0 && thing && this.idOf(thing) === undefined) thing = undefined;
    }
    if (!thing) throw new Refusal('STALE_REFERENCE', `there is no ${kind} \`${written}\``, { subjectId: written });
    if (media && this.mediaOf(thing) !== media) {
      throw new Refusal('WRONG_TYPE', `\`${written}\` is not ${media}`, { subjectId: written });
    }
    return thing;
  }

  /** Runs mutations as one step: all of them or none. Gives what each is answered with. @param {unknown[]} ops @param {boolean} isTransaction */
  #commit(ops, isTransaction) {
    /** @type {Batch} */
    const batch = { isTransaction, first: new Map(), objects: [] };
    /** @type {string[]} */
    const methods = [];
    /** @type {Step} */
    const step = { before: this.save(), after: undefined, edits: [] };
    this.#step = step;
    try {
      this.begin();
      this.changed();
      if (ops.length > 1) this.#lookUp(ops, batch.first);
      for (const op of ops) methods.push(this.#runStaged(op, batch));
    } catch (error) {
      // Whatever went wrong, a bug too: nothing of the step stays.
      this.#takeBack(step);
      if (isTransaction && error instanceof Refusal) error.op = methods.length;
      throw error;
    } finally {
      this.#step = undefined;
    }
    this.past.push(step);
    if (this.past.length > this.historyLimit) this.past.shift();
    this.future = [];
    this.committed += 1;
    return methods.map((method, at) => this.#answer(method, batch.objects[at]));
  }

  /** @param {unknown} op @param {Batch} batch */
  #runStaged(op, batch) {
    const { method, params = {} } = stagedOperation(op, 'an operation');
    const isOther = Object.hasOwn(OPERATIONS, method) ? !OPERATIONS[method].isMutation : Object.hasOwn(this.moreOperations, method);
    if (isOther) throw badInput(`\`${method}\` is no mutation, and cannot be part of a transaction`);
    if (!this.offers(method)) throw new Refusal('UNSUPPORTED', `there is no method \`${method}\``);
    const thing = this.#run(method, params, batch);
    const kind = OPERATIONS[method].makes;
    batch.objects.push(kind ? { kind, thing } : null);
    this.changed();
    return /** @type {string} */ (method);
  }

  /** What the ids in these operations name now. What is wrong with them is told in its turn. @param {unknown[]} ops @param {Map<string, any>} first */
  #lookUp(ops, first) {
    for (const op of ops) {
      const params = /** @type {any} */ (op)?.params;
      for (const key of ID_ARGUMENTS) {
        const written = typeof params === 'object' ? params?.[key] : undefined;
        if (typeof written === 'string' && !written.startsWith('#')) first.set(written, this.find(written));
      }
    }
  }

  /** What a mutation is answered with: the committed state of its object; null when that is gone again. @param {string} method @param {Batch['objects'][0]} made */
  #answer(method, made) {
    const { answers } = OPERATIONS[method];
    if (!answers || (made && this.idOf(made.thing) === undefined)) return null;
    return /** @type {any} */ (this)[answers](made?.thing);
  }

  /** @param {Step} step */
  #takeBack(step) {
    for (const edit of [...step.edits].reverse()) edit.undo();
    this.restore(step.before);
    this.changed();
  }
}

const stagedOperation = record({ method: text, params: optional(anything) });

// ---- The protocol: one JSON-RPC message per line on stdin and stdout. ----

const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
const MAX_DEPTH = 128;
const MAX_OPERATIONS = 100_000;

const [PARSE_ERROR, INVALID_REQUEST, INVALID_PARAMS, INTERNAL_ERROR] = [-32700, -32600, -32602, -32603];
const [BRIDGE_ERROR, UNSUPPORTED_VERSION, NOT_NOW] = [-32000, -32001, -32002];

/** An error of JSON-RPC itself, not of the contract. */
export class ProtocolError extends Error {
  /** @param {number} code @param {string} message @param {object} [data] */
  constructor(code, message, data) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/** @param {Buffer} line */
function parse(line) {
  if (depth(line) > MAX_DEPTH) throw new ProtocolError(INVALID_REQUEST, `JSON may be at most ${MAX_DEPTH} levels deep`);
  try {
    // Without `fatal` broken UTF-8 would become replacement characters, and so a different message.
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line));
  } catch (error) {
    throw new ProtocolError(PARSE_ERROR, `the message is not JSON: ${/** @type {Error} */ (error).message}`);
  }
}

/** The deepest nesting, with brackets in strings left out. @param {Buffer} line */
function depth(line) {
  const [QUOTE, BACKSLASH, OPEN, CLOSE] = [0x22, 0x5c, [0x5b, 0x7b], [0x5d, 0x7d]];
  let [now, deepest, inString] = [0, 0, false];
  for (let at = 0; at < line.length; at += 1) {
    const byte = line[at];
    if (byte === QUOTE) inString = !inString;
    else if (inString && byte === BACKSLASH) at += 1;
    else if (!inString && (byte === OPEN[0] || byte === OPEN[1])) deepest = Math.max(deepest, (now += 1));
    else if (!inString && (byte === CLOSE[0] || byte === CLOSE[1])) now -= 1;
  }
  return deepest;
}

/** Answers the messages of one client. */
class Server {
  #greeted = false;
  ended = false;

  /** @param {Bridge} bridge */
  constructor(bridge) {
    this.bridge = bridge;
  }

  /** The answer to a message; undefined for a notification, which is ignored. @param {() => any} read gives the message, or throws */
  answer(read) {
    /** @type {string | number | null} */
    let id = null;
    try {
      const request = read();
      if (typeof request !== 'object' || request === null || Array.isArray(request)) {
        throw new ProtocolError(INVALID_REQUEST, 'a request is an object');
      }
      const isCall = Object.hasOwn(request, 'id');
      if (isCall && typeof request.id !== 'string' && !Number.isFinite(request.id)) {
        throw new ProtocolError(INVALID_REQUEST, 'an `id` is a string or a number');
      }
      if (request.jsonrpc !== '2.0' || typeof request.method !== 'string') {
        throw new ProtocolError(INVALID_REQUEST, 'a request needs "jsonrpc": "2.0" and a `method`');
      }
      if (!isCall) return undefined;
      id = request.id;
      const result = this.#call(request.method, Object.hasOwn(request, 'params') ? request.params : {});
      return { jsonrpc: '2.0', id, result: result === undefined ? null : result };
    } catch (error) {
      return { jsonrpc: '2.0', id, error: toJsonRpc(error) };
    }
  }

  /** @param {string} method @param {any} params */
  #call(method, params) {
    if (typeof params !== 'object' || params === null || Array.isArray(params)) {
      throw new ProtocolError(INVALID_PARAMS, '`params` are an object, or left out');
    }
    if (method === 'initialize') return this.#initialize(params);
    if (!this.#greeted) throw new ProtocolError(NOT_NOW, 'call `initialize` first');
    if (method !== 'shutdown') return this.bridge.call(method, params);
    this.ended = true;
    return null;
  }

  /** @param {any} params */
  #initialize(params) {
    if (this.#greeted) throw new ProtocolError(NOT_NOW, '`initialize` was called before');
    if (typeof params.protocolVersion !== 'number') {
      throw new ProtocolError(INVALID_PARAMS, '`initialize` needs a number as `protocolVersion`');
    }
    if (params.protocolVersion !== 1) {
      throw new ProtocolError(UNSUPPORTED_VERSION, 'this protocol version is not spoken here', { supported: [1] });
    }
    this.#greeted = true;
    return this.bridge.greeting();
  }
}

/** @param {unknown} error */
function toJsonRpc(error) {
  if (error instanceof Refusal) {
    const { code, hint, subjectId, op, message } = error;
    return { code: BRIDGE_ERROR, message, data: { code, hint, subjectId, op } };
  }
  if (error instanceof ProtocolError) return { code: error.code, message: error.message, data: error.data };
  // A bug must be seen, and must not end the connection.
  console.error(error);
  return { code: INTERNAL_ERROR, message: `internal error: ${error}` };
}

/** @param {{ id: string | number | null }} answer */
function writeLine(answer) {
  let line = JSON.stringify(answer);
  if (Buffer.byteLength(line) > MAX_MESSAGE_BYTES) {
    const error = toJsonRpc(rejected('the answer would be longer than a message may be', 'ask for less at once'));
    line = JSON.stringify({ jsonrpc: '2.0', id: answer.id, error });
  }
  process.stdout.write(`${line}\n`);
}

/** Answers on stdout what arrives on stdin, until the client asks for the end or goes away. @param {Bridge} bridge */
export function serve(bridge) {
  const server = new Server(bridge);
  const [NEWLINE, RETURN] = [0x0a, 0x0d];
  /** The beginning of a line whose end has not arrived. @type {Buffer[]} */
  let begun = [];
  let begunBytes = 0;

  /** @param {Buffer} piece */
  const keep = (piece) => {
    begunBytes += piece.length;
    // A line that is too long is not collected any further, only counted.
    if (begunBytes <= MAX_MESSAGE_BYTES + 1) begun.push(piece);
  };

  const takeLine = () => {
    const [whole, bytes] = [Buffer.concat(begun), begunBytes];
    [begun, begunBytes] = [[], 0];
    const line = whole[whole.length - 1] === RETURN ? whole.subarray(0, -1) : whole;
    if (bytes === whole.length && line.every((byte) => byte === 0x20 || byte === 0x09 || byte === RETURN)) return;
    const answer = server.answer(() => {
      if (bytes > whole.length || line.length > MAX_MESSAGE_BYTES) {
        throw new ProtocolError(INVALID_REQUEST, `a message may have at most ${MAX_MESSAGE_BYTES} bytes`);
      }
      return parse(line);
    });
    if (answer) writeLine(answer);
    // With its input closed nothing is left to do, and the process ends by itself.
    if (server.ended) process.stdin.destroy();
  };

  process.stdin.on('data', (/** @type {Buffer} */ chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0 && !server.ended; end = chunk.indexOf(NEWLINE, start)) {
      keep(chunk.subarray(start, end));
      takeLine();
      start = end + 1;
    }
    keep(chunk.subarray(start));
  });
  process.on('exit', () => bridge.close());
  // A client that goes away ends the bridge quietly.
  process.stdout.on('error', () => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
}
