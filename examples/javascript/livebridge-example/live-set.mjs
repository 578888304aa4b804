// The Set: plain objects with ids that are never used again.

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
export const ID = /^[tscdpnq][1-9][0-9]{0,14}$/;

/** @param {string} id */
export const kindOf = (id) => KINDS[id[0]];

let lastId = 0;
/** An id that was never given out before, not even to something that was undone since. @param {string} letter */
export const newId = (letter) => `${letter}${(lastId += 1)}`;

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
export const newClip = (home, content, slot) => ({ ...content, id: newId('c'), home, slot });

/** @param {Omit<Param, 'id'>} param @returns {Param} */
const newParam = (param) => ({ id: newId('p'), ...param });

/** @param {{ name?: string, parameters: Omit<Param, 'id'>[] }} device @returns {Device} */
export const newDevice = ({ name, parameters }) => ({ id: newId('d'), name, parameters: parameters.map(newParam) });

/** A track from its snapshot. @param {any} data @param {number} sceneCount @returns {Track} */
export function newTrack({ session, arrangement, devices, volume, ...plain }, sceneCount) {
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
export class LiveSet {
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
