// Mutations: what each changes. The kit has judged the arguments, and gives objects for ids.
//
// Each judges what a host would refuse before it writes, and returns the object that it made or changed.

import { badInput, rejected } from '../../kit/javascript/livebridge-kit.mjs';
import { endOf } from './answers.mjs';
import { DEVICES, content, track as trackData } from './fixtures.mjs';
import { Journal } from './journal.mjs';
import { newClip, newDevice, newId, newTrack } from './live-set.mjs';
import { Reads } from './reads.mjs';

/** @import { Clip, ClipContent, Param, Slot, Track } from './live-set.mjs' */
/** @import { Material } from './fixtures.mjs' */

export class Mutations extends Reads {
  edit = new Journal(this);

  /** @param {{ bpm: number }} args */
  setTempo({ bpm }) {
    if (bpm < 20 || bpm > 999) throw rejected(`the host takes no tempo of ${bpm}`, 'choose a tempo in 20..999');
    this.edit.write(this.set.song, { tempo: bpm });
  }

  /** @param {{ track: Track, props: Partial<Track> }} args */
  setTrackProps({ track, props }) {
    return this.edit.write(track, props);
  }

  /** @param {{ clip: Clip, notes: Clip['notes'] }} args */
  setNotes({ clip, notes }) {
    return this.edit.write(clip, { notes });
  }

  /** @param {{ kind: 'midi' | 'audio' }} args */
  createTrack({ kind }) {
    const { tracks, scenes, song } = this.set;
    const data = trackData(kind, kind === 'midi' ? 'MIDI' : 'Audio', { sendCount: song.returnTrackCount });
    return this.edit.insert(tracks, tracks.length, newTrack(data, scenes.length));
  }

  /** @param {{ slot: Slot, lengthBeats: number }} args */
  createMidiClip({ slot, lengthBeats }) {
    if (slot.clips.length > 0) throw rejected('the slot holds a clip already', 'choose an empty slot');
    return this.edit.insert(slot.clips, 0, newClip(slot.clips, newContent('MIDI Clip', lengthBeats, []), slot));
  }

  /** @param {{ clip: Clip, props: Partial<Clip> }} args */
  setClipProps({ clip, props }) {
    return this.edit.write(clip, props);
  }

  /** @param {{ track: Track }} args */
  deleteTrack({ track }) {
    this.edit.remove(this.set.tracks, track);
  }

  /** @param {{ clip: Clip }} args */
  deleteClip({ clip }) {
    this.edit.remove(clip.home, clip);
  }

  /** @param {{ track: Track, startBeat: number, lengthBeats: number }} args */
  createArrangementMidiClip({ track, startBeat, lengthBeats }) {
    return placed(this.edit, track, startBeat, newContent('MIDI Clip', lengthBeats, []));
  }

  /** @param {{ track: Track, args: { filePath: string, startTime: number, duration: number } }} args */
  createArrangementAudioClip({ track, args: { filePath, startTime, duration } }) {
    return placed(this.edit, track, startTime, newContent('Audio Clip', duration, filePath));
  }

  /** @param {{ track: Track, startBeat: number, endBeat: number }} args */
  clearClipsInRange({ track, startBeat, endBeat }) {
    clear(this.edit, track, startBeat, endBeat);
  }

  /** @param {{ beat: number, name: string }} args */
  createCuePoint({ beat: time, name }) {
    const { cuePoints } = this.set;
    if (cuePoints.some((other) => Math.abs(other.time - time) <= 1e-6)) {
      throw rejected(`there is a cue point at ${time} already`, 'choose another beat');
    }
    const at = placeInTime(cuePoints, (other) => other.time, time);
    return this.edit.insert(cuePoints, at, { id: newId('q'), time, name });
  }

  /** @param {{ param: Param, value: number }} args */
  setParam({ param, value }) {
    const { id, min, max, isQuantized } = param;
    if (value < min || value > max) throw badInput(`\`value\` must be in ${min}..${max}, not ${value}`, id);
    // The nearest step of 1 from the minimum; there may be no whole step at the maximum.
    const kept = isQuantized ? min + Math.min(Math.round(value - min), Math.floor(max - min)) : value;
    return this.edit.write(param, { value: kept });
  }

  /** @param {{ track: Track, deviceName: string, index: number }} args */
  insertDevice({ track: { devices }, deviceName: name, index }) {
    const parameters = DEVICES.get(name);
    if (!parameters) {
      throw rejected(`there is no device named \`${name}\``, `insert one of ${[...DEVICES.keys()].join(', ')}`);
    }
    return this.edit.insert(devices, Math.min(index, devices.length), newDevice({ name, parameters }));
  }
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

/**
 * Puts a new clip into the Arrangement, in the place of what is there.
 * @param {Journal} edit @param {Track} track @param {number} startTime @param {ClipContent} content
 */
function placed(edit, track, startTime, content) {
  const { arrangement } = track;
  const clip = newClip(arrangement, { ...content, startTime, looping: false });
  clear(edit, track, startTime, endOf(clip));
  const at = placeInTime(arrangement, (other) => other.startTime ?? 0, startTime);
  return edit.insert(arrangement, at, clip);
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
