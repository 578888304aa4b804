// Snapshots: the whole Set as JSON, with positions instead of ids.

import {
  badInput,
  closed,
  color,
  flag,
  kind,
  listOf,
  note,
  number,
  oneOf,
  optional,
  text,
  whole,
} from '../../kit/javascript/livebridge-kit.mjs';

/** @import { Reader } from '../../kit/javascript/livebridge-kit.mjs' */
/** @import { Clip, LiveSet } from './live-set.mjs' */

export const FORMAT = 'livebridge.set/1';

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
export const snapshotReader = (value, name) => {
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
export const snapshotOf = ({ song, scenes, cuePoints, tracks }) => ({
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
