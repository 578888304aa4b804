// The reads, and what mutations are answered with.

import { clipInfo, emptySlotInfo, overviewOf, trackInfo } from './answers.mjs';
import { Ids } from './ids.mjs';

/** @import { Clip, CuePoint, Device, Param, Track } from './live-set.mjs' */

export class Reads extends Ids {
  getSongOverview() {
    return overviewOf(this.set);
  }

  listTracks() {
    return this.set.tracks.map((track) => this.trackInfo(track));
  }

  /** @param {{ track: Track }} args */
  listClips({ track: { slots, arrangement } }) {
    const session = slots.map((slot) => (slot.clips.length > 0 ? this.clipInfo(slot.clips[0]) : emptySlotInfo(slot)));
    return [...session, ...arrangement.map((clip) => this.clipInfo(clip))];
  }

  /** @param {{ clip: Clip }} args */
  getNotes({ clip }) {
    return clip.notes;
  }

  /** The one place of the contract where an absent value is null and not a missing key. */
  listScenes() {
    return this.set.scenes.map((scene) => ({ tempo: null, ...scene }));
  }

  /** @param {{ track: Track }} args */
  listDeviceParams({ track }) {
    return track.devices.flatMap((device) => device.parameters);
  }

  /** @param {{ track: Track }} args */
  getTrackMixer({ track }) {
    return { volume: track.volume };
  }

  listCuePoints() {
    return this.set.cuePoints;
  }

  /** @param {Track} track */
  trackInfo(track) {
    return trackInfo(this.set, track);
  }

  /** @param {Clip} clip */
  clipInfo(clip) {
    return clipInfo(this.set, clip);
  }

  /** @param {any} clip */
  notesInfo({ id, name, notes }) {
    return { id, name, count: notes.length };
  }

  // These are kept in the very form in which they are answered.

  /** @param {Param} param */
  paramInfo(param) {
    return param;
  }

  /** @param {Device} device */
  deviceInfo(device) {
    return device;
  }

  /** @param {CuePoint} cue */
  cueInfo(cue) {
    return cue;
  }
}
