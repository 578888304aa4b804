// @ts-check
// Reads: what the port says of the Set, in plain data. Each is taken from the
// host anew; a value of a parameter is the one thing that the host gives by a
// promise.

import { plain } from './boundary.mjs';
import { Table } from './entities.mjs';

/** @typedef {import('./boundary.mjs').Boundary} Boundary */
/** @typedef {import('./boundary.mjs').Handle} Handle */
/** @typedef {import('./entities.mjs').Entity} Entity */
/** @typedef {Entity & { handle: Handle }} Reached */

/** The grid by the number that the host has for it; one that it does not tell is unknown. */
const GRID = ['None', '8 Bars', '4 Bars', '2 Bars', '1 Bar', '1/2', '1/4', '1/8', '1/16', '1/32'];

/** The largest number below a positive one. @param {number} value */
function nextDown(value) {
  const bits = new BigInt64Array(new Float64Array([value]).buffer);
  bits[0] -= BigInt(1);
  return new Float64Array(bits.buffer)[0];
}

/** What the port says of the Set. Each method may be overridden. */
export class Answers {
  /** @type {Table | undefined} */
  #now;

  /** @param {Boundary} host */
  constructor(host) {
    this.host = host;
    this.model = host.model;
  }

  table() {
    return new Table(this.host);
  }

  /** What the ids name now, the same table for all of a call until something is done. */
  now() {
    return (this.#now ??= this.table());
  }

  /** The Set was changed, or may have been: nothing of the table holds any more. */
  forget() {
    this.#now = undefined;
  }

  getSongOverview() {
    const { model } = this;
    const song = this.host.song;
    const table = this.now();
    const tracks = table.tracks();
    return {
      tempo: model.songGetTempo(song),
      rootNote: plain(model.songGetRootNote(song)),
      scaleName: model.songGetScaleName(song),
      scaleMode: model.songGetScaleMode(song),
      scaleIntervals: [...model.songGetScaleIntervals(song)].map(plain),
      gridQuantization: GRID[plain(model.songGetGridQuantization(song))] ?? 'unknown',
      gridIsTriplet: model.songGetGridIsTriplet(song),
      trackCount: tracks.length,
      returnTrackCount: model.songGetReturnTracks(song).length,
      sceneCount: model.songGetScenes(song).length,
      cuePointCount: model.songGetCuePoints(song).length,
      tracks: tracks.map((handle, at) => ({ id: `track:${at}`, name: model.trackGetName(handle), type: table.track(handle).media })),
    };
  }

  async listTracks() {
    const table = this.now();
    return Promise.all(table.tracks().map((handle, at) => this.trackDto(table.track(handle), `track:${at}`)));
  }

  /** @param {{ query: string }} args */
  findTrack({ query }) {
    const wanted = query.toLowerCase();
    return this.getSongOverview().tracks.filter(({ name }) => name.toLowerCase().includes(wanted));
  }

  /** @param {{ track: Reached }} args */
  listClips({ track }) {
    const table = this.now();
    const id = /** @type {string} */ (table.idOf(track));
    /** @type {Handle[]} */
    const slots = this.model.trackGetClipSlots(track.handle);
    const session = slots.map((handle, at) => {
      const slot = table.slot(track, handle);
      const clip = this.model.clipslotGetClip(handle);
      return clip ? this.clipDto(table.clip(track, clip, slot), `${id}/clipslot:${at}/clip`) : emptySlot(`${id}/clipslot:${at}`);
    });
    /** @type {Handle[]} */
    const clips = this.model.trackGetArrangementClips(track.handle);
    const arrangement = clips.map((handle, at) => this.clipDto(table.clip(track, handle), `${id}/clip:${at}`));
    return [...session, ...arrangement];
  }

  /** @param {{ clip: Reached }} args */
  getNotes({ clip }) {
    return [...this.model.midiclipGetNotes(clip.handle)].map((note) => ({
      pitch: plain(note.pitch),
      startTime: note.startTime,
      duration: note.duration,
      velocity: plain(note.velocity ?? 100),
      muted: note.muted ?? false,
      probability: note.probability ?? 1,
      velocityDeviation: plain(note.velocityDeviation ?? 0),
      releaseVelocity: plain(note.releaseVelocity ?? 64),
      selected: note.selected ?? false,
    }));
  }

  listScenes() {
    /** @type {Handle[]} */
    const scenes = this.model.songGetScenes(this.host.song);
    return scenes.map((handle, at) => ({
      id: `scene:${at}`,
      name: this.model.sceneGetName(handle),
      tempo: this.sceneTempo(handle),
      // -1 says that the scene has no signature of its own; the Set's is out of reach here.
      signatureNumerator: set(this.model.sceneGetSignatureNumerator(handle)) ?? 4,
      signatureDenominator: set(this.model.sceneGetSignatureDenominator(handle)) ?? 4,
    }));
  }

  /** @param {Handle} scene */
  sceneTempo(scene) {
    return set(this.model.sceneGetTempo(scene));
  }

  /** @param {{ track: Reached }} args */
  async listDeviceParams({ track }) {
    const id = this.now().idOf(track);
    /** @type {Handle[]} */
    const devices = this.model.trackGetDevices(track.handle);
    const params = devices.flatMap((device, at) => this.paramsOf(device, `${id}/device:${at}`));
    return Promise.all(params);
  }

  /** @param {{ track: Reached }} args */
  async getTrackMixer({ track }) {
    const mixer = this.model.trackGetMixerDevice(track.handle);
    return { volume: await this.paramDto(this.model.mixerdeviceGetVolume(mixer), `${this.now().idOf(track)}/mixer/volume`) };
  }

  listCuePoints() {
    return this.now()
      .cues()
      .map((handle, at) => this.cueDto(handle, `cuepoint:${at}`));
  }

  // ---- One object each ----

  /** @param {Entity} track @param {string} id */
  async trackDto(track, id) {
    const { model } = this;
    const handle = /** @type {Handle} */ (track.handle);
    const mixer = model.trackGetMixerDevice(handle);
    return {
      id,
      kind: track.media,
      name: model.trackGetName(handle),
      mute: model.trackGetMute(handle),
      solo: model.trackGetSolo(handle),
      mutedViaSolo: model.trackGetMutedViaSolo(handle),
      arm: model.trackGetArm(handle),
      clipSlotCount: model.trackGetClipSlots(handle).length,
      arrangementClipCount: model.trackGetArrangementClips(handle).length,
      deviceCount: model.trackGetDevices(handle).length,
      mixer: {
        volume: await this.value(model.mixerdeviceGetVolume(mixer)),
        panning: await this.value(model.mixerdeviceGetPanning(mixer)),
        sendCount: model.mixerdeviceGetSends(mixer).length,
      },
    };
  }

  /** @param {Entity} clip @param {string} id */
  clipDto(clip, id) {
    const { model } = this;
    const handle = /** @type {Handle} */ (clip.handle);
    const [loopStart, loopEnd] = [plain(model.clipGetLoopStart(handle)), plain(model.clipGetLoopEnd(handle))];
    const [startTime, duration] = this.place(clip, loopEnd - loopStart);
    return {
      id,
      isMidi: clip.media === 'midi',
      kind: clip.media,
      location: clip.slot ? 'session' : 'arrangement',
      ...(clip.slot ? { slotId: id.slice(0, -'/clip'.length) } : {}),
      name: model.clipGetName(handle),
      startTime,
      endTime: startTime + duration,
      duration,
      looping: model.clipGetLooping(handle),
      loopStart,
      loopEnd,
      endMarker: plain(model.clipGetEndMarker(handle)),
      color: this.color(handle),
      muted: model.clipGetMuted(handle),
      ...(clip.media === 'audio' ? { filePath: model.audioclipGetFilePath(handle) } : {}),
    };
  }

  /** @param {Handle} clip */
  color(clip) {
    return plain(this.model.clipGetColor(clip));
  }

  /**
   * Where a clip begins and how long it is, in beats. The host's start of a Session clip is when it was launched: here
   * it is 0.
   * @param {Entity} clip @param {number} region the length of what plays, in the clip's own unit
   * @returns {[number, number]}
   */
  place(clip, region) {
    const { model } = this;
    const handle = /** @type {Handle} */ (clip.handle);
    if (clip.slot) {
      const isInSeconds = clip.media === 'audio' && model.audioclipGetWarping(handle) === false;
      return [0, isInSeconds ? (region * model.songGetTempo(this.host.song)) / 60 : region];
    }
    const [start, end] = [plain(model.clipGetStartTime(handle)), plain(model.clipGetEndTime(handle))];
    let duration = end - start;
    // Start and duration must not give more than the end again, or the next clip would begin before it.
    if (start + duration > end) duration = nextDown(duration);
    return [start, duration];
  }

  /** @param {Handle} handle @param {string} id */
  cueDto(handle, id) {
    return { id, time: plain(this.model.cuePointGetTime(handle)), name: this.model.cuePointGetName(handle) };
  }

  /** @param {Handle} device @param {string} id */
  paramsOf(device, id) {
    /** @type {Handle[]} */
    const params = this.model.deviceGetParameters(device);
    return params.map((param, at) => this.paramDto(param, `${id}/param:${at}`));
  }

  /** @param {Handle} handle @param {string} id */
  async paramDto(handle, id) {
    const { model } = this;
    const min = plain(model.deviceParameterGetInternalMin(handle));
    return {
      id,
      name: model.deviceParameterGetName(handle),
      min,
      max: plain(model.deviceParameterGetInternalMax(handle)),
      isQuantized: model.deviceParameterGetIsQuantized(handle),
      defaultValue: this.defaultOf(handle, min),
      value: await this.value(handle),
    };
  }

  /** Where the host has no default, as for a quantised parameter, it is the lowest value. @param {Handle} param @param {number} min */
  defaultOf(param, min) {
    try {
      return plain(this.model.deviceParameterGetDefaultValue(param) ?? min);
    } catch {
      return min;
    }
  }

  /** @param {Handle} param @returns {Promise<number>} */
  async value(param) {
    return plain(await this.host.later((ok, failed) => this.model.deviceParameterGetInternalValue(param, ok, failed), 'read the parameter'));
  }

  // ---- What mutations are answered with ----

  /** @param {Reached} track */
  trackInfo(track) {
    return this.trackDto(track, /** @type {string} */ (this.now().idOf(track)));
  }

  /** @param {Reached} clip */
  clipInfo(clip) {
    return this.clipDto(clip, /** @type {string} */ (this.now().idOf(clip)));
  }

  /** @param {Reached} clip */
  notesInfo(clip) {
    const { id, name } = this.clipInfo(clip);
    return { id, name, count: this.model.midiclipGetNotes(clip.handle).length };
  }

  /** @param {Reached} param */
  paramInfo(param) {
    return this.paramDto(param.handle, /** @type {string} */ (this.now().idOf(param)));
  }

  /** @param {Reached} device */
  async deviceInfo(device) {
    const id = /** @type {string} */ (this.now().idOf(device));
    return { id, name: this.model.deviceGetName(device.handle), parameters: await Promise.all(this.paramsOf(device.handle, id)) };
  }

  /** @param {Reached} cue */
  cueInfo(cue) {
    return this.cueDto(cue.handle, /** @type {string} */ (this.now().idOf(cue)));
  }
}

/** A number that the host gives as -1 where nothing is set. @param {unknown} value */
function set(value) {
  const number = plain(value);
  return number > 0 ? number : null;
}

/** @param {string} id */
function emptySlot(id) {
  return {
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
  };
}
