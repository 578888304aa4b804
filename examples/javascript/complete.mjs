// A complete bridge: a Set in memory behind the LiveBridge wire protocol, in one ES module without dependencies.
//
// It offers everything that the contract knows: 8 reads, 14 mutations, the render, transactions with staged
// references, and the control plane. Run it under the suite (Node 18 or later):
//
//     livebridge verify -- node examples/javascript/complete.mjs
//
// Two design decisions carry it. Ids are opaque (`t7`, `c12`): a letter for the kind and a number that is never
// used again, so an id keeps naming its object whatever happens around it. And a Set is only ever changed through a
// journal of small edits that can be undone: a failed call takes its edits back, undo and redo walk over journals.
//
// The file reads from the inside to the outside: refusals and arguments, the Set, its snapshots and fixtures, the
// journal, answers and reads, mutations, the render, the bridge with its history, the protocol.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// ---- Refusals and arguments ----

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
class Refusal extends Error {
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
const badInput = (message, subjectId) => new Refusal('BAD_INPUT', message, { subjectId });

// What arrives is described by readers, which put together give the shape of whole arguments. A reader checks a
// value and gives it back in the form in which it is kept.

/** @template T @typedef {{ (value: unknown, name: string): T, optional?: boolean }} Reader */
/** @typedef {Record<string, Reader<any>>} Shape what the keys of an object hold */

/** @type {Reader<string>} */
const text = (value, name) => {
  if (typeof value !== 'string') throw badInput(`\`${name}\` must be a string`);
  if (/\p{Surrogate}/u.test(value)) throw badInput(`\`${name}\` holds half of a surrogate pair, which is no character`);
  return value;
};

/** @type {Reader<boolean>} */
const flag = (value, name) => {
  if (typeof value !== 'boolean') throw badInput(`\`${name}\` must be true or false`);
  return value;
};

/**
 * A finite number; `low` and `high` belong to its range, `above` does not.
 * @param {{ low?: number, high?: number, above?: number }} [range]
 * @returns {Reader<number>}
 */
const number =
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
const whole = (low, high) => (value, name) => {
  const read = number({ low, high })(value, name);
  if (!Number.isInteger(read)) throw badInput(`\`${name}\` must be a whole number, not ${read}`);
  return read;
};

/** @param {...string} allowed @returns {Reader<string>} */
const oneOf =
  (...allowed) =>
  (value, name) => {
    if (!allowed.includes(text(value, name))) throw badInput(`\`${name}\` must be one of ${allowed.join(', ')}`);
    return /** @type {string} */ (value);
  };

/** @template T @param {Reader<T>} item @returns {Reader<T[]>} */
const listOf = (item) => (value, name) => {
  if (!Array.isArray(value)) throw badInput(`\`${name}\` must be a list`);
  return value.map((one, at) => item(one, `${name}[${at}]`));
};

/**
 * A key that may be missing. Where it is there, it must fit: `null` does not.
 * @template T
 * @param {Reader<T>} reader
 * @returns {Reader<T>}
 */
const optional = (reader) => {
  /** @type {Reader<T>} */
  const read = (value, name) => reader(value, name);
  read.optional = true;
  return read;
};

/** @type {Reader<Record<string, unknown>>} */
const object = (value, name) => {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw badInput(`\`${name}\` must be an object`);
  return /** @type {Record<string, unknown>} */ (value);
};

/**
 * An object with these keys. Others are ignored, as the contract has it for arguments and notes.
 * @param {Shape} shape
 * @returns {Reader<any>}
 */
const record = (shape) => (value, name) => {
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
const closed = (shape) => (value, name) => {
  const unknown = Object.keys(object(value, name)).find((key) => !Object.hasOwn(shape, key));
  if (unknown !== undefined) throw badInput(`\`${name}\` has no \`${unknown}\``);
  return record(shape)(value, name);
};

/**
 * A patch: some of these keys, at least one, and no others.
 * @param {Shape} shape
 * @returns {Reader<any>}
 */
const patch = (shape) => (value, name) => {
  const optionals = Object.entries(shape).map(([key, reader]) => [key, optional(reader)]);
  const read = closed(Object.fromEntries(optionals))(value, name);
  if (Object.keys(read).length === 0) throw badInput(`\`${name}\` must not be empty`);
  return read;
};

const MAX_BEAT = 1_576_800;
const beat = number({ low: 0, high: MAX_BEAT });
const length = number({ above: 0, high: MAX_BEAT });
const kind = oneOf('midi', 'audio');
const color = whole(0, 0xffffff);

/** @param {number} value @param {number} low @param {number} high */
const clamped = (value, low, high) => Math.min(high, Math.max(low, value));

/** @type {Reader<number>} */
const velocity = (value, name) => clamped(number()(value, name), 0, 127);

/** A note as it is kept; absent keys stay absent. Math.round rounds half up. */
const note = record({
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

// ---- The Set ----

/**
 * @typedef {object} Note
 * @property {number} pitch
 * @property {number} startTime
 * @property {number} duration
 *
 * @typedef {object} Param
 * @property {string} id
 * @property {string} name
 * @property {number} min
 * @property {number} max
 * @property {boolean} isQuantized
 * @property {number} defaultValue
 * @property {number} value
 *
 * @typedef {{ id: string, name?: string, parameters: Param[] }} Device
 *
 * @typedef {object} Clip
 * @property {string} id
 * @property {Slot} [slot] its slot, in the Session only
 * @property {Clip[]} home the list that it stands in
 * @property {number} [startTime] its place, in the Arrangement only
 * @property {'midi' | 'audio'} kind
 * @property {string} name
 * @property {number} color
 * @property {boolean} muted
 * @property {number} duration
 * @property {boolean} looping
 * @property {number} loopStart
 * @property {number} loopEnd
 * @property {number} endMarker
 * @property {number} [startMarker] content time at which it begins to play, where that is not `loopStart`
 * @property {string} [filePath] of an audio clip
 * @property {Note[]} [notes] of a MIDI clip
 *
 * @typedef {{ id: string, track: Track, clips: Clip[] }} Slot holds one clip or none; a list, like every home of clips
 *
 * @typedef {object} Track
 * @property {string} id
 * @property {'midi' | 'audio'} kind
 * @property {string} name
 * @property {boolean} mute
 * @property {boolean} solo
 * @property {boolean} arm
 * @property {Param} volume
 * @property {number} panning
 * @property {number} sendCount
 * @property {Device[]} devices
 * @property {Slot[]} slots
 * @property {Clip[]} arrangement in time order, without overlaps
 *
 * @typedef {object} Scene
 * @property {string} id
 * @property {string} name
 * @property {number} [tempo] where it overrides the Set's
 * @property {number} signatureNumerator
 * @property {number} signatureDenominator
 *
 * @typedef {{ id: string, time: number, name: string }} CuePoint
 * @typedef {Track | Slot | Clip | Device | Param | CuePoint} Thing what an id can name
 */

/** The letters that ids begin with. @type {Record<string, string>} */
const KINDS = { t: 'track', s: 'slot', c: 'clip', d: 'device', p: 'param', n: 'scene', q: 'cue point' };
const ID = /^[tscdpnq][1-9][0-9]{0,14}$/;

/** @param {string} id */
const kindOf = (id) => KINDS[id[0]];
/** @param {string} id */
const numberOf = (id) => Number(id.slice(1));

let lastId = 0;
/** An id that was never given out before, not even to something that was undone since. @param {string} letter */
const newId = (letter) => `${letter}${(lastId += 1)}`;

/** Everything with an id in a thing, itself included. @param {any} thing @returns {Generator<Thing>} */
function* within(thing) {
  yield thing;
  if (thing.volume) yield thing.volume;
  for (const list of ['devices', 'parameters', 'slots', 'clips', 'arrangement']) {
    for (const below of thing[list] ?? []) yield* within(below);
  }
}

/** @typedef {Omit<Clip, 'id' | 'home' | 'slot'>} ClipContent */

/** @param {Clip[]} home @param {ClipContent} content @param {Slot} [slot] @returns {Clip} */
const newClip = (home, content, slot) => ({ ...content, id: newId('c'), home, slot });

/** @param {Omit<Param, 'id'>} param @returns {Param} */
const newParam = (param) => ({ id: newId('p'), ...param });

/** @param {{ name?: string, parameters: Omit<Param, 'id'>[] }} device @returns {Device} */
const newDevice = ({ name, parameters }) => ({ id: newId('d'), name, parameters: parameters.map(newParam) });

/** A track from its snapshot. @param {any} data @param {number} sceneCount @returns {Track} */
function newTrack({ session, arrangement, devices, volume, ...plain }, sceneCount) {
  /** @type {Track} */
  const track = {
    id: newId('t'),
    ...plain,
    volume: newParam(volume),
    devices: devices.map(newDevice),
    slots: [],
    arrangement: [],
  };
  for (let scene = 0; scene < sceneCount; scene += 1) track.slots.push({ id: newId('s'), track, clips: [] });
  for (const { scene, ...content } of session) {
    const slot = track.slots[scene];
    slot.clips.push(newClip(slot.clips, content, slot));
  }
  for (const content of arrangement) track.arrangement.push(newClip(track.arrangement, content));
  return track;
}

/** A whole Set, and what of it can be named. */
class LiveSet {
  /** @param {any} data a snapshot that was read */
  constructor({ format, scenes, cuePoints, tracks, ...song }) {
    /** Tempo, scale, grid and return tracks, by the names that they have in a snapshot and in the overview. */
    this.song = song;
    /** @type {Scene[]} */
    this.scenes = scenes.map((/** @type {any} */ scene) => ({ id: newId('n'), ...scene }));
    /** @type {CuePoint[]} in time order */
    this.cuePoints = cuePoints.map((/** @type {any} */ cue) => ({ id: newId('q'), ...cue }));
    /** @type {Track[]} */
    this.tracks = tracks.map((/** @type {any} */ track) => newTrack(track, scenes.length));
    /** Everything that is in the Set now, by id. @type {Map<string, Thing>} */
    this.living = new Map();
    for (const thing of [...this.cuePoints, ...this.tracks]) this.register(thing);
  }

  /** @param {Thing} thing */
  register(thing) {
    for (const one of within(thing)) this.living.set(one.id, one);
  }

  /** @param {Thing} thing */
  forget(thing) {
    for (const one of within(thing)) this.living.delete(one.id);
  }

  /** @param {Thing} thing */
  has(thing) {
    return this.living.get(thing.id) === thing;
  }
}

// ---- Snapshots: the whole Set as JSON, with positions instead of ids ----

const FORMAT = 'livebridge.set/1';

const paramShape = closed({
  name: text,
  min: number(),
  max: number(),
  isQuantized: flag,
  defaultValue: number(),
  value: number(),
});

const clipShape = {
  kind,
  name: text,
  color,
  muted: flag,
  duration: number({ above: 0 }),
  looping: flag,
  loopStart: number(),
  loopEnd: number(),
  endMarker: number(),
  startMarker: optional(number()),
  filePath: optional(text),
  notes: optional(listOf(note)),
};

const snapshotShape = closed({
  format: oneOf(FORMAT),
  tempo: number({ low: 20, high: 999 }),
  rootNote: whole(0, 11),
  scaleName: text,
  scaleMode: flag,
  scaleIntervals: listOf(whole(0, 255)),
  gridQuantization: text,
  gridIsTriplet: flag,
  returnTrackCount: whole(0),
  scenes: listOf(
    closed({ name: text, tempo: optional(number()), signatureNumerator: whole(1), signatureDenominator: whole(1) }),
  ),
  cuePoints: optional(listOf(closed({ time: number({ low: 0 }), name: text }))),
  tracks: listOf(
    closed({
      kind,
      name: text,
      mute: flag,
      solo: flag,
      arm: flag,
      volume: paramShape,
      panning: number(),
      sendCount: whole(0),
      devices: listOf(closed({ name: optional(text), parameters: listOf(paramShape) })),
      session: listOf(closed({ scene: whole(0), ...clipShape })),
      arrangement: listOf(closed({ startTime: number({ low: 0 }), ...clipShape })),
    }),
  ),
});

/** Reads a snapshot: its shape, and that its parts fit together. @type {Reader<any>} */
const snapshotReader = (value, name) => {
  const read = snapshotShape(value, name);
  // A source that cannot list its cue points leaves the key out.
  read.cuePoints = [...(read.cuePoints ?? [])].sort((a, b) => a.time - b.time);
  for (const track of read.tracks) {
    for (const clip of [...track.session, ...track.arrangement]) {
      const complete = clip.kind === 'midi' ? clip.notes && !clip.filePath : clip.filePath && !clip.notes;
      if (clip.kind !== track.kind || !complete) throw badInput(`the clip \`${clip.name}\` does not fit its track`);
    }
    const scenes = new Set(track.session.map((/** @type {{ scene: number }} */ clip) => clip.scene));
    if (scenes.size < track.session.length) throw badInput('two Session clips of one track are in one scene');
    if (Math.max(-1, ...scenes) >= read.scenes.length) throw badInput('a Session clip is in a scene that is not there');
    let end = 0;
    for (const clip of track.arrangement) {
      // Sums of beats are rounded: clips that touch may seem to overlap by a hair.
      if (clip.startTime < end - 1e-6) throw badInput('Arrangement clips must be in time order and must not overlap');
      end = clip.startTime + clip.duration;
    }
  }
  return read;
};

/** What a snapshot shows of something: all but its id. @param {Record<string, any>} thing */
const withoutId = ({ id, ...rest }) => rest;

/**
 * Keys without a value do not become JSON: `startTime` and `startMarker` are left out by themselves.
 * @param {Clip} clip
 */
const clipToJson = ({ id, slot, home, ...content }) => content;

/** @param {LiveSet} set */
const snapshotOf = ({ song, scenes, cuePoints, tracks }) => ({
  format: FORMAT,
  ...song,
  scenes: scenes.map(withoutId),
  cuePoints: cuePoints.map(withoutId),
  tracks: tracks.map(({ id, slots, devices, volume, arrangement, ...track }) => ({
    ...track,
    volume: withoutId(volume),
    devices: devices.map(({ name, parameters }) => ({ name, parameters: parameters.map(withoutId) })),
    session: slots.flatMap(({ clips }, scene) => clips.map((clip) => ({ scene, ...clipToJson(clip) }))),
    arrangement: arrangement.map(clipToJson),
  })),
});

// ---- The fixtures: small Sets that every target knows by name, written as snapshots ----

const MAJOR = { scaleName: 'Major', scaleIntervals: [0, 2, 4, 5, 7, 9, 11] };
const MINOR = { scaleName: 'Minor', scaleIntervals: [0, 2, 3, 5, 7, 8, 10] };

/** Notes from rows of pitch, start, duration and perhaps velocity. @param {...number[]} rows */
const notes = (...rows) =>
  rows.map(([pitch, startTime, duration, velocity]) =>
    velocity === undefined ? { pitch, startTime, duration } : { pitch, startTime, duration, velocity },
  );

/** @param {string} name @param {number} min @param {number} max @param {number} value */
const continuous = (name, min, max, value) => ({ name, min, max, isQuantized: false, defaultValue: value, value });

/** @param {string} name @param {number} min @param {number} max @param {number} value */
const stepped = (name, min, max, value) => ({ ...continuous(name, min, max, value), isQuantized: true });

/** @typedef {object[] | string} Material notes make a clip a MIDI clip, the path of a file an audio clip */

/**
 * The content of a clip that loops over its whole length.
 * @param {string} name @param {number} duration @param {number} color @param {Material} of
 */
const content = (name, duration, color, of) => ({
  ...(typeof of === 'string' ? { kind: 'audio', filePath: of } : { kind: 'midi', notes: of }),
  name,
  color,
  muted: false,
  duration,
  looping: true,
  loopStart: 0,
  loopEnd: duration,
  endMarker: duration,
});

/**
 * A Session clip of four beats, which loops.
 * @param {number} scene @param {string} name @param {number} color @param {Material} of
 */
const loop = (scene, name, color, of) => ({ scene, ...content(name, 4, color, of) });

/**
 * An Arrangement clip over 0..8, which does not loop.
 * @param {string} name @param {number} color @param {Material} of
 */
const take = (name, color, of) => ({
  startTime: 0,
  ...content(name, 8, color, of),
  looping: false,
});

/**
 * A track with its fader at unity gain, unless something else is said of it.
 * @param {string} kind @param {string} name @param {object} [more]
 */
const track = (kind, name, more = {}, volume = 0.85) => ({
  kind,
  name,
  mute: false,
  solo: false,
  arm: false,
  volume: { ...continuous('Volume', 0, 1, 0.85), value: volume },
  panning: 0,
  sendCount: 0,
  devices: [],
  session: [],
  arrangement: [],
  ...more,
});

/** @param {string} name */
const scene = (name, more = {}) => ({ name, signatureNumerator: 4, signatureDenominator: 4, ...more });

/**
 * A Set of these scenes and tracks.
 * @param {number} tempo @param {object} scale @param {object[]} scenes @param {object[]} tracks
 */
const song = (tempo, scale, scenes, tracks, more = {}) => ({
  format: FORMAT,
  tempo,
  rootNote: 0,
  ...scale,
  scaleMode: true,
  gridQuantization: '1/16',
  gridIsTriplet: false,
  returnTrackCount: 0,
  scenes,
  cuePoints: [],
  tracks,
  ...more,
});

const [RED, BLUE, GREY, WHITE] = [0xff0000, 0x0000ff, 0x808080, 0xffffff];

/** @type {Record<string, (notes?: object[]) => any>} */
const FIXTURES = {
  /** A small realistic Set. */
  seeded: () =>
    song(
      124,
      MINOR,
      [scene('Verse'), scene('Chorus')],
      [
        track('midi', 'Drums', {
          sendCount: 2,
          devices: [{ name: 'Drum Rack', parameters: [continuous('Macro 1', 0, 127, 0)] }],
          session: [
            loop(0, 'Beat', RED, notes([36, 0, 0.25, 100], [38, 1, 0.25, 90], [36, 2, 0.25, 100], [38, 3, 0.25, 90])),
          ],
        }),
        track(
          'midi',
          'Bass',
          {
            sendCount: 2,
            session: [loop(0, 'Bassline', BLUE, notes([36, 0, 1, 110], [43, 2, 1, 105]))],
            arrangement: [take('Bass (arr)', BLUE, notes([36, 0, 4, 100]))],
          },
          0.8,
        ),
        track(
          'audio',
          'Vocals',
          {
            sendCount: 2,
            devices: [
              { name: 'EQ Eight', parameters: [continuous('1 Frequency A', 20, 20000, 1000)] },
              { name: 'Compressor', parameters: [continuous('Threshold', -60, 0, -12)] },
            ],
            arrangement: [take('Vox Take', WHITE, '/audio/vox_take.wav')],
          },
          0.9,
        ),
      ],
      { returnTrackCount: 2 },
    ),

  with_one_midi_clip: (notes = []) =>
    song(
      120,
      MAJOR,
      [scene('Scene 1'), scene('Scene 2')],
      [track('midi', 'MIDI', { session: [loop(0, 'Clip', 0, notes)] })],
    ),

  /** Session clips only: something to lay out in the Arrangement. */
  seeded_session: () =>
    song(
      120,
      MAJOR,
      [scene('Intro'), scene('Verse'), scene('Chorus')],
      [
        track('midi', 'Keys', {
          session: [
            loop(0, 'Intro Keys', GREY, notes([60, 0, 4])),
            loop(1, 'Verse Keys', GREY, notes([62, 0, 2])),
            loop(2, 'Chorus Keys', GREY, notes([64, 0, 1])),
          ],
        }),
        track('audio', 'Drums', {
          session: [
            loop(1, 'Verse Beat', BLUE, '/audio/verse_beat.wav'),
            loop(2, 'Chorus Beat', BLUE, '/audio/chorus_beat.wav'),
          ],
        }),
      ],
    ),

  /** Devices, scenes with a tempo and a signature of their own, solo, mute, cue points. */
  seeded_devices: () =>
    song(
      120,
      MAJOR,
      [scene('A', { tempo: 125 }), scene('B', { signatureNumerator: 7, signatureDenominator: 8 })],
      [
        track('midi', 'Gerät', {
          devices: [
            {
              name: 'Auto Filter',
              parameters: [
                continuous('Frequency', 20, 20000, 1200),
                stepped('Filter Type', 0, 9, 0),
                continuous('Resonance', 0, 1.25, 0.5),
              ],
            },
            { name: 'Utility', parameters: [continuous('Gain', -35, 35, 0), stepped('Mute', 0, 1, 0)] },
            { name: 'Reverb', parameters: [continuous('Dry/Wet', 0, 1, 0.5)] },
          ],
        }),
        track('audio', 'Solo', { solo: true }),
        track('audio', 'Mute', { mute: true }),
      ],
      {
        cuePoints: [
          { time: 0, name: 'Intro' },
          { time: 32, name: 'Drop' },
          { time: 96.5, name: 'Outro' },
        ],
      },
    ),

  /** What wants tidying up: a colour off the palette, a loop that is overrun, default names, empty tracks. */
  seeded_messy_set: () =>
    song(
      128,
      MINOR,
      [scene('Scene 1'), scene('Scene 2')],
      [
        track('midi', 'Bass', {
          devices: [{ name: 'Operator', parameters: [continuous('Volume', 0, 1, 0.7)] }],
          session: [
            loop(0, 'Bassline', 12345, notes([36, 0, 1])),
            { ...loop(1, 'Loop', 255, notes([36, 0, 1, 100])), endMarker: 6 },
          ],
        }),
        track('midi', '1-MIDI', { session: [loop(0, 'Audio 3', RED, [])] }),
        track('audio', 'Empty'),
      ],
    ),

  seeded_audio_track: () =>
    song(
      120,
      MAJOR,
      [scene('Scene 1')],
      [track('audio', 'Gtr', { sendCount: 2, arrangement: [take('Gtr Take', GREY, '/audio/gtr.wav')] }, 0.6)],
      {
        scaleMode: false,
        returnTrackCount: 2,
      },
    ),
};

/** The devices that can be inserted, with their parameters. */
const DEVICES = new Map([
  ['Utility', [continuous('Gain', -35, 35, 0), stepped('Mute', 0, 1, 0)]],
  ['Compressor', [continuous('Threshold', -60, 0, -12), continuous('Ratio', 1, 20, 4)]],
  ['Reverb', [continuous('Dry/Wet', 0, 1, 0.5)]],
]);

// ---- The journal: every change to a Set, in edits that can be taken back ----

/** The edits of one undo step, in order. */
class Journal {
  /** @type {{ redo: () => void, undo: () => void }[]} */
  #edits = [];

  /** @param {LiveSet} set */
  constructor(set) {
    this.set = set;
  }

  /** @param {() => void} redo @param {() => void} undo */
  #edit(redo, undo) {
    redo();
    this.#edits.push({ redo, undo });
  }

  /** Writes some fields of an object. @param {any} target @param {Record<string, unknown>} values */
  write(target, values) {
    const before = Object.fromEntries(Object.keys(values).map((key) => [key, target[key]]));
    this.#edit(
      () => Object.assign(target, values),
      () => Object.assign(target, before),
    );
  }

  /** @template {Thing} T @param {T[]} list @param {number} at @param {T} thing */
  insert(list, at, thing) {
    this.#edit(
      () => this.#put(list, at, thing),
      () => this.#take(list, at, thing),
    );
  }

  /** @template {Thing} T @param {T[]} list @param {T} thing */
  remove(list, thing) {
    const at = list.indexOf(thing);
    this.#edit(
      () => this.#take(list, at, thing),
      () => this.#put(list, at, thing),
    );
  }

  /** @template {Thing} T @param {T[]} list @param {number} at @param {T} thing */
  #put(list, at, thing) {
    list.splice(at, 0, thing);
    this.set.register(thing);
  }

  /** @template {Thing} T @param {T[]} list @param {number} at @param {T} thing */
  #take(list, at, thing) {
    list.splice(at, 1);
    this.set.forget(thing);
  }

  undo() {
    for (const edit of [...this.#edits].reverse()) edit.undo();
  }

  redo() {
    for (const edit of this.#edits) edit.redo();
  }
}

// ---- Answers: what reads and mutations say of an object ----

/** @param {LiveSet} set */
const overviewOf = ({ song, scenes, cuePoints, tracks }) => ({
  ...song,
  trackCount: tracks.length,
  sceneCount: scenes.length,
  cuePointCount: cuePoints.length,
  tracks: tracks.map(trackInShort),
});

/** @param {Track} track */
const trackInShort = ({ id, name, kind }) => ({ id, name, type: kind });

/** @param {LiveSet} set @param {Track} track */
const trackInfo = (set, track) => ({
  id: track.id,
  kind: track.kind,
  name: track.name,
  mute: track.mute,
  solo: track.solo,
  mutedViaSolo: !track.solo && set.tracks.some((other) => other.solo),
  arm: track.arm,
  clipSlotCount: track.slots.length,
  arrangementClipCount: track.arrangement.length,
  deviceCount: track.devices.length,
  mixer: { volume: track.volume.value, panning: track.panning, sendCount: track.sendCount },
});

/** @param {Clip} clip */
const endOf = ({ startTime = 0, duration }) => startTime + duration;

/** @param {LiveSet} set @param {Clip} clip */
const clipInfo = (set, clip) => ({
  id: clip.id,
  isMidi: clip.kind === 'midi',
  kind: clip.kind,
  location: clip.slot ? 'session' : 'arrangement',
  slotId: clip.slot?.id,
  name: clip.name,
  startTime: clip.startTime ?? 0,
  endTime: endOf(clip),
  duration: clip.duration,
  looping: clip.looping,
  loopStart: clip.loopStart,
  loopEnd: clip.loopEnd,
  endMarker: clip.endMarker,
  color: clip.color,
  muted: clip.muted,
  filePath: clip.filePath,
});

/** @param {Slot} slot */
const emptySlotInfo = ({ id }) => ({
  id,
  isMidi: false,
  kind: 'empty',
  location: 'session',
  slotId: id,
  name: '',
  startTime: 0,
  endTime: 0,
  duration: 0,
  looping: false,
  loopStart: 0,
  loopEnd: 0,
  endMarker: 0,
  color: 0,
  muted: false,
});

/**
 * Parameters, devices and cue points are kept in the very form in which they are answered.
 * @param {LiveSet} set @param {Thing} thing
 */
const itself = (set, thing) => thing;

const nothing = () => null;

// ---- Ids and references ----

const INDEXED = '(?:track|returntrack|clipslot|scene|cuepoint|device|param|takelane|clip):(?:0|[1-9][0-9]{0,9})';
const SEGMENT = `(?:${INDEXED}|clip|mixer|volume)`;
const REFERENCE = new RegExp(`^#(0|[1-9][0-9]{0,9})((?:/${SEGMENT}){0,3})$`);

/**
 * What lies below an object of a kind, by the segments of the contract's paths: the kind of it, and how to get there.
 * References are written that way whatever the ids of a target look like.
 * @type {Record<string, Record<string, { kind: string, get: (from: any, index: number) => any }>>}
 */
const BELOW = {
  track: {
    'clipslot:': { kind: 'slot', get: (track, index) => track.slots[index] },
    'clip:': { kind: 'clip', get: (track, index) => track.arrangement[index] },
    'device:': { kind: 'device', get: (track, index) => track.devices[index] },
    mixer: { kind: 'mixer', get: (track) => track },
  },
  mixer: { volume: { kind: 'param', get: (track) => track.volume } },
  slot: { clip: { kind: 'clip', get: (slot) => slot.clips[0] } },
  device: { 'param:': { kind: 'param', get: (device, index) => device.parameters[index] } },
};

/**
 * The argument that names an object: its syntax is judged here, everything else by {@link Finder}.
 * @type {Reader<string>}
 */
const id = (value, name) => {
  const written = text(value, name);
  if (!ID.test(written) && !REFERENCE.test(written)) throw badInput(`\`${written}\` is no id`, written);
  return written;
};

/** Finds objects by what a caller wrote. */
class Finder {
  /** What each operation so far made or changed. @type {(Thing | null)[]} */
  objects = [];
  /** Ids above this number were given out later: a caller cannot know them, and they name nothing yet. */
  #lastId = lastId;

  /** @param {LiveSet} set @param {boolean} inTransaction */
  constructor(set, inTransaction) {
    this.set = set;
    this.inTransaction = inTransaction;
  }

  /** @param {string} kind @param {string} written @returns {any} */
  find(kind, written) {
    const { found, kind: seen } = written.startsWith('#') ? this.#reference(written) : this.#named(written);
    if (seen !== kind) throw new Refusal('WRONG_TYPE', `\`${written}\` is no ${kind}`, { subjectId: written });
    const thing = found();
    if (!thing) throw new Refusal('STALE_REFERENCE', `there is no ${kind} \`${written}\``, { subjectId: written });
    return thing;
  }

  /** @param {string} written */
  #named(written) {
    const found = () => (numberOf(written) <= this.#lastId ? this.set.living.get(written) : undefined);
    return { kind: kindOf(written), found };
  }

  /**
   * `#2` or `#2/param:0`: the kind can be told from what is written, before anything is looked for.
   * @param {string} written
   */
  #reference(written) {
    const [, op, below] = /** @type {RegExpMatchArray} */ (REFERENCE.exec(written));
    if (!this.inTransaction || Number(op) >= this.objects.length) {
      throw badInput(`\`${written}\` refers to no earlier operation of this transaction`, written);
    }
    const thing = this.objects[Number(op)];
    if (!thing) throw badInput(`\`${written}\` refers to an operation without an object`, written);
    let kind = kindOf(thing.id);
    /** @type {((from: any) => any)[]} */
    const path = [];
    for (const [, name, index] of below.matchAll(/\/([a-z]+:?)([0-9]*)/g)) {
      const step = BELOW[kind]?.[name];
      if (!step) throw new Refusal('WRONG_TYPE', `a ${kind} has no \`${name}\``, { subjectId: written });
      kind = step.kind;
      path.push((from) => step.get(from, Number(index)));
    }
    const found = () => path.reduce((from, step) => from && step(from), this.set.has(thing) ? thing : undefined);
    return { kind, found };
  }

  /**
   * Like {@link find}, for what must be on a MIDI or an audio track.
   * @param {string} kind @param {string} written @param {'midi' | 'audio'} wanted
   * @returns {any}
   */
  findOf(kind, written, wanted) {
    const thing = this.find(kind, written);
    const seen = (kind === 'slot' ? thing.track : thing).kind;
    if (seen !== wanted) {
      throw new Refusal('WRONG_TYPE', `\`${written}\` is ${seen}, not ${wanted}`, { subjectId: written });
    }
    return thing;
  }
}

// ---- Reads: what each takes, and what it answers with ----

/** @typedef {{ takes: Shape, answers: (set: LiveSet, finder: Finder, args: any) => unknown }} Read */

/** @type {Record<string, Read>} */
const READS = {
  getSongOverview: { takes: {}, answers: overviewOf },
  listTracks: { takes: {}, answers: (set) => set.tracks.map((track) => trackInfo(set, track)) },
  findTrack: {
    takes: { query: text },
    answers: (set, finder, { query }) =>
      set.tracks.filter(({ name }) => name.toLowerCase().includes(query.toLowerCase())).map(trackInShort),
  },
  listClips: {
    takes: { trackId: id },
    answers: (set, finder, { trackId }) => {
      /** @type {Track} */
      const { slots, arrangement } = finder.find('track', trackId);
      const session = slots.map((slot) => (slot.clips.length > 0 ? clipInfo(set, slot.clips[0]) : emptySlotInfo(slot)));
      return [...session, ...arrangement.map((clip) => clipInfo(set, clip))];
    },
  },
  getNotes: {
    takes: { clipId: id },
    answers: (set, finder, { clipId }) => finder.findOf('clip', clipId, 'midi').notes,
  },
  // The one place of the contract where an absent value is null and not a missing key.
  listScenes: { takes: {}, answers: ({ scenes }) => scenes.map((scene) => ({ tempo: null, ...scene })) },
  listDeviceParams: {
    takes: { trackId: id },
    answers: (set, finder, { trackId }) =>
      finder.find('track', trackId).devices.flatMap((/** @type {Device} */ device) => device.parameters),
  },
  getTrackMixer: {
    takes: { trackId: id },
    answers: (set, finder, { trackId }) => ({ volume: finder.find('track', trackId).volume }),
  },
  listCuePoints: { takes: {}, answers: ({ cuePoints }) => cuePoints },
};

// ---- Mutations: what each takes, what it does, and what it answers with once it is committed ----
//
// `takes` judges what needs no Set, `does` begins with its ids, then what a host would refuse, and only then writes.

/**
 * @typedef {object} Mutation
 * @property {Shape} takes
 * @property {(edit: Journal, finder: Finder, args: any) => Thing | null} does gives the object that it made or changed
 * @property {(set: LiveSet, thing: any) => unknown} answers
 */

/** @type {Record<string, Mutation>} */
const MUTATIONS = {
  setTempo: {
    takes: { bpm: number({ above: 0 }) },
    does: (edit, finder, { bpm }) => {
      if (bpm < 20 || bpm > 999) {
        throw new Refusal('SDK_REJECTED', `the host takes no tempo of ${bpm}`, { hint: 'choose a tempo in 20..999' });
      }
      edit.write(edit.set.song, { tempo: bpm });
      return null;
    },
    answers: overviewOf,
  },
  setTrackProps: {
    takes: { trackId: id, props: patch({ name: text, mute: flag, solo: flag, arm: flag }) },
    does: (edit, finder, { trackId, props }) => written(edit, finder.find('track', trackId), props),
    answers: trackInfo,
  },
  setNotes: {
    takes: { clipId: id, notes: listOf(note) },
    does: (edit, finder, { clipId, notes }) => written(edit, finder.findOf('clip', clipId, 'midi'), { notes }),
    answers: (set, { id, name, notes }) => ({ id, name, count: notes.length }),
  },
  createTrack: {
    takes: { kind },
    does: (edit, finder, { kind }) => {
      const { tracks, scenes, song } = edit.set;
      const data = track(kind, kind === 'midi' ? 'MIDI' : 'Audio', { sendCount: song.returnTrackCount });
      return inserted(edit, tracks, tracks.length, newTrack(data, scenes.length));
    },
    answers: trackInfo,
  },
  createMidiClip: {
    takes: { slotId: id, lengthBeats: length },
    does: (edit, finder, { slotId, lengthBeats }) => {
      /** @type {Slot} */
      const slot = finder.findOf('slot', slotId, 'midi');
      if (slot.clips.length > 0) {
        const more = { subjectId: slotId, hint: 'choose an empty slot' };
        throw new Refusal('SDK_REJECTED', 'the slot holds a clip already', more);
      }
      return inserted(edit, slot.clips, 0, newClip(slot.clips, newContent('MIDI Clip', lengthBeats, []), slot));
    },
    answers: clipInfo,
  },
  setClipProps: {
    takes: { clipId: id, props: patch({ name: text, color }) },
    does: (edit, finder, { clipId, props }) => written(edit, finder.find('clip', clipId), props),
    answers: clipInfo,
  },
  deleteTrack: {
    takes: { trackId: id },
    does: (edit, finder, { trackId }) => {
      edit.remove(edit.set.tracks, finder.find('track', trackId));
      return null;
    },
    answers: nothing,
  },
  deleteClip: {
    takes: { clipId: id },
    does: (edit, finder, { clipId }) => {
      const clip = finder.find('clip', clipId);
      edit.remove(clip.home, clip);
      return null;
    },
    answers: nothing,
  },
  createArrangementMidiClip: {
    takes: { trackId: id, startBeat: beat, lengthBeats: length },
    does: (edit, finder, { trackId, startBeat, lengthBeats }) => {
      const track = finder.findOf('track', trackId, 'midi');
      return placed(edit, track, startBeat, newContent('MIDI Clip', lengthBeats, []));
    },
    answers: clipInfo,
  },
  createArrangementAudioClip: {
    takes: {
      trackId: id,
      args: record({
        filePath: (value, name) => {
          if (text(value, name) === '') throw badInput(`\`${name}\` must not be empty`);
          return value;
        },
        startTime: beat,
        duration: length,
      }),
    },
    does: (edit, finder, { trackId, args }) => {
      const track = finder.findOf('track', trackId, 'audio');
      return placed(edit, track, args.startTime, newContent('Audio Clip', args.duration, args.filePath));
    },
    answers: clipInfo,
  },
  clearClipsInRange: {
    takes: { trackId: id, startBeat: beat, endBeat: beat },
    does: (edit, finder, { trackId, startBeat, endBeat }) => {
      mustBeRange(startBeat, endBeat);
      clear(edit, finder.find('track', trackId), startBeat, endBeat);
      return null;
    },
    answers: nothing,
  },
  createCuePoint: {
    takes: { beat, name: text },
    does: (edit, finder, { beat: time, name }) => {
      const { cuePoints } = edit.set;
      if (cuePoints.some((other) => Math.abs(other.time - time) <= 1e-6)) {
        throw new Refusal('SDK_REJECTED', `there is a cue point at ${time} already`, { hint: 'choose another beat' });
      }
      const at = placeInTime(cuePoints, (other) => other.time, time);
      return inserted(edit, cuePoints, at, { id: newId('q'), time, name });
    },
    answers: itself,
  },
  setParam: {
    takes: { paramId: id, value: number() },
    does: (edit, finder, { paramId, value }) => {
      /** @type {Param} */
      const param = finder.find('param', paramId);
      const { min, max, isQuantized } = param;
      if (value < min || value > max) throw badInput(`\`value\` must be in ${min}..${max}, not ${value}`, paramId);
      // The nearest step of 1 from the minimum; there may be no whole step at the maximum.
      const kept = isQuantized ? min + Math.min(Math.round(value - min), Math.floor(max - min)) : value;
      return written(edit, param, { value: kept });
    },
    answers: itself,
  },
  insertDevice: {
    takes: { trackId: id, deviceName: text, index: whole(0) },
    does: (edit, finder, { trackId, deviceName: name, index }) => {
      /** @type {Track} */
      const { devices } = finder.find('track', trackId);
      const parameters = DEVICES.get(name);
      if (!parameters) {
        const known = [...DEVICES.keys()].join(', ');
        throw new Refusal('SDK_REJECTED', `there is no device named \`${name}\``, { hint: `insert one of ${known}` });
      }
      return inserted(edit, devices, Math.min(index, devices.length), newDevice({ name, parameters }));
    },
    answers: itself,
  },
};

/** @template {Thing} T @param {Journal} edit @param {T} thing @param {Record<string, unknown>} values */
function written(edit, thing, values) {
  edit.write(thing, values);
  return thing;
}

/** @template {Thing} T @param {Journal} edit @param {T[]} list @param {number} at @param {T} thing */
function inserted(edit, list, at, thing) {
  edit.insert(list, at, thing);
  return thing;
}

/**
 * A new clip has no colour; in the Session it loops.
 * @param {string} name @param {number} duration @param {Material} of
 * @returns {any}
 */
const newContent = (name, duration, of) => content(name, duration, 0, of);

/**
 * Where something at `time` goes in a list in time order.
 * @template T
 * @param {T[]} list @param {(item: T) => number} timeOf @param {number} time
 */
function placeInTime(list, timeOf, time) {
  const later = list.findIndex((item) => timeOf(item) > time);
  return later < 0 ? list.length : later;
}

/** @param {number} start @param {number} end */
function mustBeRange(start, end) {
  if (end <= start) throw badInput(`\`endBeat\` must be above \`startBeat\`, not ${end} after ${start}`);
}

/**
 * Puts a new clip into the Arrangement, in the place of what is there.
 * @param {Journal} edit @param {Track} track @param {number} startTime @param {ClipContent} content
 */
function placed(edit, track, startTime, content) {
  const { arrangement } = track;
  const clip = newClip(arrangement, { ...content, startTime, looping: false });
  clear(edit, track, startTime, endOf(clip));
  return inserted(
    edit,
    arrangement,
    placeInTime(arrangement, (other) => other.startTime ?? 0, startTime),
    clip,
  );
}

/** A piece of a clip that is no longer than this, in beats, is nothing. */
const SLIVER = 1e-6;

/**
 * Clears a range of the Arrangement. What lies outside stays: clips are cut, and one that spans the range is split.
 * A clip stays itself in its first remaining piece; a piece after that is a new clip.
 * @param {Journal} edit @param {Track} track @param {number} start @param {number} end
 */
function clear(edit, { arrangement }, start, end) {
  for (const clip of [...arrangement]) {
    const { startTime = 0 } = clip;
    if (endOf(clip) <= start || startTime >= end) continue;
    const [before, after] = [start - startTime > SLIVER, endOf(clip) - end > SLIVER];
    if (before && after) {
      const { id, home, slot, ...whole } = clip;
      const piece = newClip(arrangement, { ...whole, ...begunAt(clip, end) });
      edit.insert(arrangement, arrangement.indexOf(clip) + 1, piece);
    }
    if (before) edit.write(clip, endedAt(clip, start));
    else if (after) edit.write(clip, begunAt(clip, end));
    else edit.remove(arrangement, clip);
  }
}

/**
 * What changes of a clip that is cut to end at a beat. Without a loop its content ends there too.
 * @param {Clip} clip @param {number} at
 */
function endedAt(clip, at) {
  const removed = endOf(clip) - at;
  const duration = at - (clip.startTime ?? 0);
  if (clip.looping) return { duration };
  return { duration, loopEnd: clip.loopEnd - removed, endMarker: clip.endMarker - removed };
}

/**
 * What changes of a clip that is cut to begin at a beat. Without a loop its content begins later, and a loop keeps
 * its phase: it begins to play where it would have been.
 * @param {Clip} clip @param {number} at
 */
function begunAt(clip, at) {
  const removed = at - (clip.startTime ?? 0);
  const place = { startTime: at, duration: endOf(clip) - at };
  const { loopStart, loopEnd, startMarker } = clip;
  if (!clip.looping) {
    const moved = { ...place, loopStart: loopStart + removed };
    return startMarker === undefined ? moved : { ...moved, startMarker: startMarker + removed };
  }
  let begin = (startMarker ?? loopStart) + removed;
  if (begin >= loopEnd && loopEnd > loopStart) begin = loopStart + ((begin - loopStart) % (loopEnd - loopStart));
  return { ...place, startMarker: begin === loopStart ? undefined : begin };
}

// ---- The render ----

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
function render(tempo, { arrangement }, start, end) {
  const framesPerBeat = (SAMPLE_RATE * 60) / tempo;
  const frames = Math.round((end - start) * framesPerBeat);
  if (frames > LONGEST_RENDER_SECONDS * SAMPLE_RATE) {
    const hint = `render at most ${LONGEST_RENDER_SECONDS} s at once`;
    throw new Refusal('SDK_REJECTED', `the render would be ${Math.round(frames / SAMPLE_RATE)} s long`, { hint });
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

// ---- The bridge: the present Set, its history, and every call by name ----

/**
 * Beside reads and mutations: what each takes, and what the bridge does.
 * @type {Record<string, { takes: Shape, does: (bridge: Bridge, args: any) => unknown }>}
 */
const OTHERS = {
  renderTrack: { takes: { trackId: id, startBeat: beat, endBeat: beat }, does: (bridge, args) => bridge.render(args) },
  // The operations are judged one after the other, not all at once.
  transaction: { takes: { ops: listOf((value) => value) }, does: (bridge, { ops }) => bridge.transaction(ops) },
  'control/reset': {
    takes: {
      fixture: optional(oneOf(...Object.keys(FIXTURES))),
      notes: optional(listOf(note)),
      snapshot: optional(snapshotReader),
    },
    does: (bridge, args) => bridge.reset(args),
  },
  'control/snapshot': { takes: {}, does: (bridge) => snapshotOf(bridge.set) },
  'control/undo': { takes: {}, does: (bridge) => bridge.undo() },
  'control/redo': { takes: {}, does: (bridge) => bridge.redo() },
  'control/undoDepth': { takes: {}, does: ({ past, future }) => ({ undo: past.length, redo: future.length }) },
  'control/transactionCount': { takes: {}, does: ({ transactionCount }) => ({ count: transactionCount }) },
  // Nothing is applied later here, so there is nothing to wait for.
  'control/settle': { takes: {}, does: nothing },
};

class Bridge {
  set = new LiveSet(FIXTURES.seeded());
  /** @type {Journal[]} */
  past = [];
  /** @type {Journal[]} */
  future = [];
  transactionCount = 0;

  /** @param {string} method @param {unknown} params */
  call(method, params) {
    if (Object.hasOwn(READS, method)) {
      const { takes, answers } = READS[method];
      return answers(this.set, new Finder(this.set, false), record(takes)(params, 'params'));
    }
    if (Object.hasOwn(MUTATIONS, method)) {
      const { does, takes } = MUTATIONS[method];
      const [thing] = this.commit(false, [({ edit, finder }) => does(edit, finder, record(takes)(params, 'params'))]);
      return this.answer(method, thing);
    }
    if (Object.hasOwn(OTHERS, method)) {
      const { does, takes } = OTHERS[method];
      return does(this, record(takes)(params, 'params'));
    }
    throw new Refusal('UNSUPPORTED', `there is no method \`${method}\``);
  }

  /**
   * Runs mutations as one undo step: all of them or none. Gives their objects.
   * @param {boolean} inTransaction
   * @param {((change: { edit: Journal, finder: Finder }) => Thing | null)[]} mutations
   */
  commit(inTransaction, mutations) {
    const edit = new Journal(this.set);
    const finder = new Finder(this.set, inTransaction);
    try {
      for (const mutate of mutations) finder.objects.push(mutate({ edit, finder }));
    } catch (error) {
      edit.undo();
      if (inTransaction && error instanceof Refusal) error.op = finder.objects.length;
      throw error;
    }
    this.past.push(edit);
    this.future = [];
    this.transactionCount += 1;
    return finder.objects;
  }

  /**
   * What a mutation answers with: the committed state of its object; null when that is gone again.
   * @param {string} method @param {Thing | null} thing
   */
  answer(method, thing) {
    return thing && !this.set.has(thing) ? null : MUTATIONS[method].answers(this.set, thing);
  }

  /** @param {unknown[]} ops */
  transaction(ops) {
    if (ops.length === 0) return { outcomes: [], undoSteps: 0 };
    /** @type {string[]} */
    const methods = [];
    const operation = record({ method: text, params: object });
    const things = this.commit(
      true,
      ops.map((op) => ({ edit, finder }) => {
        const { method, params } = operation(op, 'an operation');
        if (Object.hasOwn(READS, method) || Object.hasOwn(OTHERS, method)) {
          throw badInput(`\`${method}\` is no mutation, and cannot be part of a transaction`);
        }
        if (!Object.hasOwn(MUTATIONS, method)) throw new Refusal('UNSUPPORTED', `there is no method \`${method}\``);
        methods.push(method);
        return MUTATIONS[method].does(edit, finder, record(MUTATIONS[method].takes)(params, 'params'));
      }),
    );
    return { outcomes: things.map((thing, at) => this.answer(methods[at], thing)), undoSteps: 1 };
  }

  /** @param {{ trackId: string, startBeat: number, endBeat: number }} args */
  render({ trackId, startBeat, endBeat }) {
    mustBeRange(startBeat, endBeat);
    const track = new Finder(this.set, false).findOf('track', trackId, 'audio');
    return { path: render(this.set.song.tempo, track, startBeat, endBeat), track: track.name };
  }

  /** @param {{ fixture?: string, notes?: Note[], snapshot?: any }} args */
  reset({ fixture, notes, snapshot }) {
    const oneOfThem = (fixture === undefined) !== (snapshot === undefined);
    if (!oneOfThem) throw badInput('a reset takes either `fixture` or `snapshot`');
    if (notes && fixture !== 'with_one_midi_clip') throw badInput('`notes` are for `with_one_midi_clip` only');
    this.set = new LiveSet(snapshot ?? FIXTURES[/** @type {string} */ (fixture)](notes));
    this.past = [];
    this.future = [];
    return null;
  }

  undo() {
    const journal = this.past.pop();
    if (journal) {
      journal.undo();
      this.future.push(journal);
    }
    return { done: journal !== undefined };
  }

  redo() {
    const journal = this.future.pop();
    if (journal) {
      journal.redo();
      this.past.push(journal);
    }
    return { done: journal !== undefined };
  }
}

const GREETING = {
  protocolVersion: 1,
  implementation: { name: 'complete-javascript', version: '0.1.0', language: 'JavaScript' },
  capabilities: {
    ids: 'opaque',
    undo: 'observable',
    undoGrouping: 'perCall',
    undoStepsPerCommit: 1,
    transaction: 'atomic',
    stagedReferences: true,
    reset: 'snapshots',
    snapshot: 'canonical',
    render: true,
    concurrency: 'serial',
    precision: 'f64',
    colors: 'rgb',
    files: 'shared',
    devices: [...DEVICES.keys()],
  },
  operations: [...Object.keys(READS), ...Object.keys(MUTATIONS), ...Object.keys(OTHERS)],
};

// ---- The protocol: one JSON-RPC message per line ----

const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
const MAX_DEPTH = 128;

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const INVALID_PARAMS = -32602;
const INTERNAL_ERROR = -32603;
const BRIDGE_ERROR = -32000;
const UNSUPPORTED_VERSION = -32001;
const NOT_NOW = -32002;

/** An error of JSON-RPC itself, not of the contract. */
class ProtocolError extends Error {
  /** @param {number} code @param {string} message @param {object} [data] */
  constructor(code, message, data) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

const tooLong = () => new ProtocolError(INVALID_REQUEST, `a message may have at most ${MAX_MESSAGE_BYTES} bytes`);

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
  #bridge = new Bridge();
  #greeted = false;
  ended = false;

  /**
   * The answer to a message; undefined for a notification, which is ignored.
   * @param {() => any} read gives the message, or throws
   */
  answer(read) {
    /** @type {string | number | null} */
    let id = null;
    try {
      const request = read();
      if (typeof request !== 'object' || request === null || Array.isArray(request)) {
        throw new ProtocolError(INVALID_REQUEST, 'a request is an object');
      }
      const isCall = Object.hasOwn(request, 'id');
      if (isCall && !['string', 'number'].includes(typeof request.id)) {
        throw new ProtocolError(INVALID_REQUEST, 'an `id` is a string or a number');
      }
      id = isCall ? request.id : null;
      if (request.jsonrpc !== '2.0' || typeof request.method !== 'string') {
        throw new ProtocolError(INVALID_REQUEST, 'a request needs "jsonrpc": "2.0" and a `method`');
      }
      if (!isCall) return undefined;
      const params = Object.hasOwn(request, 'params') ? request.params : {};
      return { jsonrpc: '2.0', id, result: this.#call(request.method, params) };
    } catch (error) {
      return { jsonrpc: '2.0', id, error: toJsonRpc(error) };
    }
  }

  /** @param {string} method @param {unknown} params */
  #call(method, params) {
    if (method === 'initialize') return this.#initialize(params);
    if (!this.#greeted) throw new ProtocolError(NOT_NOW, 'call `initialize` first');
    if (method === 'shutdown') {
      this.ended = true;
      return null;
    }
    return this.#bridge.call(method, params);
  }

  /** @param {any} params */
  #initialize(params) {
    if (this.#greeted) throw new ProtocolError(NOT_NOW, '`initialize` was called before');
    if (typeof params?.protocolVersion !== 'number') {
      throw new ProtocolError(INVALID_PARAMS, '`initialize` needs a number as `protocolVersion`');
    }
    if (params.protocolVersion !== 1) {
      throw new ProtocolError(UNSUPPORTED_VERSION, 'this protocol version is not spoken here', { supported: [1] });
    }
    this.#greeted = true;
    return GREETING;
  }
}

/** @param {unknown} error */
function toJsonRpc(error) {
  if (error instanceof Refusal) {
    const { code, hint, subjectId, op, message } = error;
    return { code: BRIDGE_ERROR, message, data: { code, hint, subjectId, op } };
  }
  if (error instanceof ProtocolError) return { code: error.code, message: error.message, data: error.data };
  // A bug of ours must be seen, and must not end the connection.
  console.error(error);
  return { code: INTERNAL_ERROR, message: `internal error: ${error}` };
}

/** @param {{ id: string | number | null }} answer */
function writeLine(answer) {
  let line = JSON.stringify(answer);
  if (Buffer.byteLength(line) > MAX_MESSAGE_BYTES) {
    const error = toJsonRpc(new Refusal('SDK_REJECTED', 'the answer would be longer than a message may be'));
    line = JSON.stringify({ jsonrpc: '2.0', id: answer.id, error });
  }
  process.stdout.write(`${line}\n`);
}

function main() {
  const server = new Server();
  const NEWLINE = 0x0a;
  const RETURN = 0x0d;
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
    const answer = server.answer(() => {
      if (bytes > whole.length || line.length > MAX_MESSAGE_BYTES) throw tooLong();
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
  // A client that goes away ends the bridge quietly.
  process.stdout.on('error', () => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
}

main();
