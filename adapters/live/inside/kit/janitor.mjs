// @ts-check
// Set Janitor: what is untidy, and what mends it. Pure, the same results as the
// vectors have.

import { Refusal, isPath } from '../extension/port.mjs';

/** @typedef {{ id: string, kind: string, target: 'track' | 'clip', targetId: string, index: number }} Issue */
/** @typedef {{ issueId: string, method: string, params: any }} Fix */
/** @typedef {{ id: string, kind: string, location: string, name: string, color: number, looping: boolean, loopEnd: number, endMarker: number }} Clip */

export const PALETTE = [0, 255, 16711680, 65280, 16776960, 16777215, 8421504];

const PLACEHOLDER = /^([0-9]+-)?(MIDI|Audio)( [0-9]+)?$/;
/** What Unicode calls white space, and nothing else. */
const SPACE = '[\\t\\n\\v\\f\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]';
const AROUND = new RegExp(`^${SPACE}+|${SPACE}+$`, 'g');
const DELETE_ISSUE = /^emptyTrack:[^]+@[0-9a-f]{4}$/;

/** @param {string} name */
const isPlaceholder = (name) => PLACEHOLDER.test(name.replace(AROUND, ''));

/** Bytes of a text. @param {string} text */
const utf8 = (text) => Array.from(unescape(encodeURIComponent(text)), (one) => one.charCodeAt(0));

/** Four digits that fit a track as it stands in a Set of so many tracks. @param {{ kind: string, name: string }} track @param {number} count */
function fingerprint({ kind, name }, count) {
  let hash = 0x811c9dc5;
  for (const byte of utf8(`${kind}\n${name}`)) hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  return ((((hash >>> 16) ^ (hash & 0xffff)) + count) % 0x10000).toString(16).padStart(4, '0');
}

/** The index that an id by position ends with, else the place in its list. @param {string} id @param {number} place */
function indexOf(id, place) {
  if (!isPath(id) || !/^track:\d+$|^track:\d+\/(clip:\d+|clipslot:\d+\/clip)$/.test(id)) return place;
  return Number(/(\d+)(?:\/clip)?$/.exec(id)?.[1] ?? place);
}

/**
 * @param {{ id: string, kind: string, name: string, deviceCount: number, clips: Clip[] }[]} tracks
 * @param {number[]} palette colours that clips may have; an empty one judges none
 * @returns {Issue[]}
 */
export function detectIssues(tracks, palette) {
  /** @type {Issue[]} */
  const issues = [];
  const add = (/** @type {string} */ kind, /** @type {'track' | 'clip'} */ target, /** @type {string} */ targetId, /** @type {number} */ index, mark = '') => {
    issues.push({ id: `${kind}:${targetId}${mark}`, kind, target, targetId, index });
  };
  tracks.forEach((track, place) => {
    const index = indexOf(track.id, place);
    if (track.deviceCount === 0 && track.clips.every(({ kind }) => kind === 'empty')) add('emptyTrack', 'track', track.id, index, `@${fingerprint(track, tracks.length)}`);
    if (isPlaceholder(track.name)) add('placeholderName', 'track', track.id, index);
    /** @type {Record<string, number>} */
    const places = { session: 0, arrangement: 0 };
    for (const clip of track.clips) {
      const at = places[clip.location];
      places[clip.location] += 1;
      if (clip.kind === 'empty') continue;
      const own = indexOf(clip.id, at);
      if (isPlaceholder(clip.name)) add('placeholderName', 'clip', clip.id, own);
      if (palette.length > 0 && !palette.includes(clip.color)) add('offPaletteColor', 'clip', clip.id, own);
      if (clip.looping && clip.endMarker > clip.loopEnd) add('loopOverrun', 'clip', clip.id, own);
    }
  });
  return issues;
}

/**
 * The mutations that mend what was chosen, in the order of the issues.
 * @param {Issue[]} issues @param {string[]} chosen @param {number[]} palette @returns {Fix[]}
 */
export function planFixes(issues, chosen, palette) {
  const known = new Set(issues.map(({ id }) => id));
  const gone = chosen.find((id) => DELETE_ISSUE.test(id) && !known.has(id));
  if (gone !== undefined) throw new Refusal('STALE_REFERENCE', 'the track is no longer the one that was chosen', { subjectId: gone });
  const wanted = issues.filter(({ id }) => chosen.includes(id));
  const deleted = new Set(wanted.filter(({ kind }) => kind === 'emptyTrack').map(({ targetId }) => targetId));
  return wanted.flatMap(({ id, kind, target, targetId, index }) => {
    const fix = (/** @type {string} */ method, /** @type {any} */ params) => [{ issueId: id, method, params }];
    if (kind === 'emptyTrack') return fix('deleteTrack', { trackId: targetId });
    if (kind === 'placeholderName' && target === 'clip') return fix('setClipProps', { clipId: targetId, props: { name: `Clip ${index + 1}` } });
    if (kind === 'placeholderName' && !deleted.has(targetId)) return fix('setTrackProps', { trackId: targetId, props: { name: `Track ${index + 1}` } });
    if (kind === 'offPaletteColor') return fix('setClipProps', { clipId: targetId, props: { color: palette.find((color) => color !== 0) ?? 0 } });
    return [];
  });
}
