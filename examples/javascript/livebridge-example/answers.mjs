// Answers: what reads and mutations say of an object.

/** @import { Clip, LiveSet, Slot, Track } from './live-set.mjs' */

/** @param {LiveSet} set */
export const overviewOf = ({ song, scenes, cuePoints, tracks }) => ({
  ...song,
  trackCount: tracks.length,
  sceneCount: scenes.length,
  cuePointCount: cuePoints.length,
  tracks: tracks.map(trackInShort),
});

/** @param {Track} track */
export const trackInShort = ({ id, name, kind }) => ({ id, name, type: kind });

/** @param {LiveSet} set @param {Track} track */
export const trackInfo = (set, track) => ({
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
export const endOf = ({ startTime = 0, duration }) => startTime + duration;

/** @param {LiveSet} set @param {Clip} clip */
export const clipInfo = (set, clip) => ({
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
export const emptySlotInfo = ({ id }) => ({
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
