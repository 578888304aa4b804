// Mutations: what each takes, what it does, and what it answers with once it is committed.
//
// `takes` judges what needs no Set, `does` begins with its ids, then what a host would refuse, and only then writes.

import {
  Refusal,
  badInput,
  beat,
  color,
  flag,
  kind,
  length,
  listOf,
  note,
  number,
  patch,
  record,
  text,
  whole,
} from './arguments.mjs';
import { newClip, newDevice, newId, newTrack } from './live-set.mjs';
import { DEVICES, content, track } from './fixtures.mjs';
import { clipInfo, endOf, itself, nothing, overviewOf, trackInfo } from './answers.mjs';
import { id } from './ids.mjs';

/** @import { Shape } from './arguments.mjs' */
/** @import { Clip, ClipContent, LiveSet, Param, Slot, Thing, Track } from './live-set.mjs' */
/** @import { Material } from './fixtures.mjs' */
/** @import { Journal } from './journal.mjs' */
/** @import { Finder } from './ids.mjs' */

/**
 * @typedef {object} Mutation
 * @property {Shape} takes
 * @property {(edit: Journal, finder: Finder, args: any) => Thing | null} does gives the object that it made or changed
 * @property {(set: LiveSet, thing: any) => unknown} answers
 */

/** @type {Record<string, Mutation>} */
export const MUTATIONS = {
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
export function mustBeRange(start, end) {
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
