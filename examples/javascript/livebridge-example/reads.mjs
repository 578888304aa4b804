// Reads: what each takes, and what it answers with.

import { text } from './arguments.mjs';
import { clipInfo, emptySlotInfo, overviewOf, trackInShort, trackInfo } from './answers.mjs';
import { id } from './ids.mjs';

/** @import { Shape } from './arguments.mjs' */
/** @import { Device, LiveSet, Track } from './live-set.mjs' */
/** @import { Finder } from './ids.mjs' */

/** @typedef {{ takes: Shape, answers: (set: LiveSet, finder: Finder, args: any) => unknown }} Read */

/** @type {Record<string, Read>} */
export const READS = {
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
