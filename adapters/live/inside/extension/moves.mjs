// @ts-check
// Mutations: each judged against the Set as it will be, then done by one call of
// the host, or two where the host takes two. A move says what it needs, what it
// touches, and how it begins; when is the stage's business (`stage.mjs`).

import { badInput } from './port.mjs';

/** @typedef {import('./boundary.mjs').Boundary} Boundary */
/** @typedef {import('./boundary.mjs').Handle} Handle */
/** @typedef {import('./entities.mjs').Entity} Entity */
/** @typedef {import('./running.mjs').Running} Running */

/**
 * @typedef {object} Move
 * @property {number} op the position of the operation that it belongs to
 * @property {Entity} [target] what it is done to, which has to be there first
 * @property {Entity} [makes]
 * @property {string} [track] the key of the track that it stands on
 * @property {[number, number]} [range] of the Arrangement of that track, where it touches no more
 * @property {boolean} isFill whether it writes into its target and touches nothing else
 * @property {string} written the id as the caller wrote it
 * @property {(target: any) => void | Promise<Handle | undefined | void>} begin
 */

/** @typedef {{ op: number, makes?: Entity, written: string, args: any, running: Running, host: Boundary }} Judged */

/** Each mutation as moves. A method may be overridden. */
export class Moves {
  /** @param {Boundary} host */
  constructor(host) {
    this.host = host;
    this.model = host.model;
  }

  /** @param {Judged} judged @returns {Move[]} */
  setTempo({ op, args: { bpm }, written }) {
    if (bpm < 20 || bpm > 999) throw badInput(`Live takes tempos from 20 to 999, not ${bpm}`);
    return [{ op, written, isFill: true, begin: () => this.host.now(() => this.model.songSetTempo(this.host.song, bpm), 'set the tempo') }];
  }

  /** @param {Judged} judged @returns {Move[]} */
  setTrackProps({ op, written, args: { track, props } }) {
    const begin = (/** @type {{ handle: Handle }} */ { handle }) => {
      // The one that Live may refuse comes first: then nothing of the patch was written.
      if ('arm' in props) this.host.now(() => this.model.trackSetArm(handle, props.arm), 'arm the track');
      if ('name' in props) this.host.now(() => this.model.trackSetName(handle, props.name), 'rename the track');
      if ('mute' in props) this.host.now(() => this.model.trackSetMute(handle, props.mute), 'mute the track');
      if ('solo' in props) this.host.now(() => this.model.trackSetSolo(handle, props.solo), 'solo the track');
    };
    return [{ op, written, target: track, track: track.key, isFill: true, begin }];
  }

  /** @param {Judged} judged @returns {Move[]} */
  setNotes({ op, written, args: { clip, notes } }) {
    const begin = (/** @type {{ handle: Handle }} */ { handle }) => this.host.now(() => this.model.midiclipSetNotes(handle, notes), 'write the notes of the clip');
    return [{ op, written, target: clip, track: clip.track?.key, isFill: true, begin }];
  }

  /** @param {Judged} judged @returns {Move[]} */
  setClipProps({ op, written, args: { clip, props } }) {
    const begin = (/** @type {{ handle: Handle }} */ { handle }) => {
      if ('name' in props) this.host.now(() => this.model.clipSetName(handle, props.name), 'rename the clip');
      if ('color' in props) this.host.now(() => this.model.clipSetColor(handle, props.color), 'colour the clip');
    };
    return [{ op, written, target: clip, track: clip.track?.key, isFill: true, begin }];
  }

  /** @param {Judged} judged @returns {Move[]} */
  createTrack({ op, written, makes, args: { kind }, running }) {
    running.moreTracks += 1;
    if (makes) makes.media = kind;
    const create = kind === 'midi' ? 'songCreateMidiTrack' : 'songCreateAudioTrack';
    return [{ op, written, makes, isFill: false, begin: () => this.host.later((ok, failed) => this.model[create](this.host.song, ok, failed), 'create a track') }];
  }

  /** @param {Judged} judged @returns {Move[]} */
  deleteTrack({ op, written, args: { track }, running }) {
    running.deleteTrack(track);
    const begin = (/** @type {{ handle: Handle }} */ { handle }) =>
      this.host.later((ok, failed) => this.model.songDeleteTrack(this.host.song, handle, ok, failed), 'delete the track');
    return [{ op, written, target: track, track: track.key, isFill: false, begin }];
  }

  /** @param {Judged} judged @returns {Move[]} */
  createMidiClip({ op, written, makes, args: { slot, lengthBeats }, running }) {
    if (makes) {
      Object.assign(makes, { media: 'midi', track: slot.track ?? slot.below?.parent });
      running.fill(slot, makes);
    }
    const begin = (/** @type {{ handle: Handle }} */ { handle }) =>
      this.host.later((ok, failed) => this.model.clipslotCreateMidiClip(handle, lengthBeats, ok, failed), 'create a clip in the slot');
    return [{ op, written, target: slot, makes, track: slot.track?.key ?? slot.below?.parent.key, isFill: false, begin }];
  }

  /** @param {Judged} judged @returns {Move[]} */
  deleteClip({ op, written, args: { clip }, running }) {
    running.deleteClip(clip);
    const begin = (/** @type {any} */ { handle, slot, track: on }) =>
      this.host.later(
        (ok, failed) => (slot ? this.model.clipslotDeleteClip(slot.handle, ok, failed) : this.model.trackDeleteClip(on.handle, handle, ok, failed)),
        'delete the clip',
      );
    return [{ op, written, target: clip, track: clip.track?.key, isFill: false, begin }];
  }

  /**
   * Clears what a new clip would leave of others and is nothing, where the host can.
   * @param {number} op @param {string} written @param {Entity} track @param {[number, number]} range @param {import('./running.mjs').Running} running
   * @returns {Move[]}
   */
  slivers(op, written, track, [start, end], running) {
    const [from, to] = running.withoutSlivers(track, start, end);
    const ranges = /** @type {[number, number][]} */ ([[from, start], [end, to]]).filter(([from, to]) => from < to);
    if (typeof this.model.trackClearClipsInRange !== 'function') return [];
    return ranges.map((range) => {
      const begin = (/** @type {{ handle: Handle }} */ { handle }) =>
        this.host.later((ok, failed) => this.model.trackClearClipsInRange(handle, ...range, ok, failed), 'clear clips in the Arrangement');
      return { op, written, target: track, track: track.key, range, isFill: false, begin };
    });
  }

  /** @param {Judged} judged @returns {Move[]} */
  createArrangementMidiClip({ op, written, makes, args: { track, startBeat, lengthBeats }, running }) {
    const range = /** @type {[number, number]} */ ([startBeat, startBeat + lengthBeats]);
    const slivers = this.slivers(op, written, track, range, running);
    if (makes) {
      Object.assign(makes, { media: 'midi', track, range });
      running.place(track, makes, ...range);
    }
    const begin = (/** @type {{ handle: Handle }} */ { handle }) =>
      this.host.later((ok, failed) => this.model.trackCreateMidiClip(handle, startBeat, lengthBeats, ok, failed), 'create a clip in the Arrangement');
    return [...slivers, { op, written, target: track, makes, track: track.key, range, isFill: false, begin }];
  }

  /** @param {Judged} judged @returns {Move[]} */
  createArrangementAudioClip({ op, written, makes, args: { track, args }, running }) {
    const { filePath, startTime, duration } = args;
    const range = /** @type {[number, number]} */ ([startTime, startTime + duration]);
    // Where it ends is known when the file is.
    const slivers = this.slivers(op, written, track, [startTime, Infinity], running);
    if (makes) {
      Object.assign(makes, { media: 'audio', track, range });
      running.place(track, makes, ...range);
    }
    const begin = (/** @type {{ handle: Handle }} */ { handle }) =>
      this.host.later((ok, failed) => this.model.trackCreateAudioClip(handle, { filePath, startTime, duration }, ok, failed), 'create an audio clip of this file');
    return [...slivers, { op, written, target: track, makes, track: track.key, range, isFill: false, begin }];
  }

  /** @param {Judged} judged @returns {Move[]} */
  clearClipsInRange({ op, written, args: { track, startBeat, endBeat }, running }) {
    const range = running.withoutSlivers(track, startBeat, endBeat);
    running.clear(track, ...range);
    const begin = (/** @type {{ handle: Handle }} */ { handle }) =>
      this.host.later((ok, failed) => this.model.trackClearClipsInRange(handle, ...range, ok, failed), 'clear clips in the Arrangement');
    return [{ op, written, target: track, track: track.key, range, isFill: false, begin }];
  }

  /** The host makes a cue point, and only then takes its name: two steps. @param {Judged} judged @returns {Move[]} */
  createCuePoint({ op, written, makes, args: { beat, name }, running }) {
    running.cue(beat);
    return [
      {
        op,
        written,
        makes,
        isFill: false,
        begin: () => this.host.later((ok, failed) => this.model.songCreateCuePoint(this.host.song, beat, ok, failed), 'create a cue point'),
      },
      {
        op,
        written,
        target: makes,
        isFill: true,
        begin: ({ handle }) => this.host.now(() => this.model.cuePointSetName(handle, name), 'name the cue point'),
      },
    ];
  }

  /** @param {Judged} judged @returns {Move[]} */
  setParam({ op, written, args: { param, value } }) {
    const begin = (/** @type {{ handle: Handle }} */ { handle }) => {
      const kept = this.inRange(handle, value, written);
      return this.host.later((ok, failed) => this.model.deviceParameterSetInternalValue(handle, kept, ok, failed), 'set the parameter');
    };
    // One that is there already is judged now, one that will be made when it is.
    if (param.handle) this.inRange(param.handle, value, written);
    return [{ op, written, target: param, track: param.track?.key, isFill: true, begin }];
  }

  /** The value that is written: a step of a quantised parameter, counted from its lowest. @param {Handle} param @param {number} value @param {string} written */
  inRange(param, value, written) {
    const min = Number(this.model.deviceParameterGetInternalMin(param));
    const max = Number(this.model.deviceParameterGetInternalMax(param));
    if (value < min || value > max) throw badInput(`\`value\` must be in ${min}..${max}, not ${value}`, written);
    if (!this.model.deviceParameterGetIsQuantized(param)) return value;
    return min + Math.min(Math.round(value - min), Math.floor(max - min));
  }

  /** Past the end a device goes last, which the host would refuse. @param {Judged} judged @returns {Move[]} */
  insertDevice({ op, written, makes, args: { track, deviceName, index } }) {
    if (makes) makes.track = track;
    const begin = (/** @type {{ handle: Handle }} */ { handle }) =>
      this.host.later((ok, failed) => this.model.trackInsertDevice(handle, deviceName, this.deviceAt(handle, index), ok, failed), `insert the device \`${deviceName.slice(0, 60)}\``);
    return [{ op, written, target: track, makes, track: track.key, isFill: false, begin }];
  }

  /** @param {Handle} track @param {number} index */
  deviceAt(track, index) {
    return Math.min(index, this.model.trackGetDevices(track).length);
  }
}
