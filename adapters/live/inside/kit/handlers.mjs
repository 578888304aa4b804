// @ts-check
// The five handlers: read through the port, transform, and plan what is to be
// written. A plan says what will change in words, and is done in one transaction.

import { analyzeLoudness, dbToParamValue, FLOOR_DB } from './gain.mjs';
import { detectIssues, PALETTE, planFixes } from './janitor.mjs';
import { beatsPerCell, humanize, seeded, snapToScale } from './notes.mjs';
import { fillAudio, fillMidi, planArrangement, sourceOf } from './song.mjs';
import { until } from './numbers.mjs';
import { badInput } from '../extension/port.mjs';

/** @typedef {{ call: (method: string, params?: any) => Promise<any> }} Port */
/** @typedef {{ method: string, params: any }} Op */
/** @typedef {{ ops: Op[], lines: string[] }} Plan `lines`: what will change, for people */
/** @typedef {(done: number, of: number, what: string) => void} Progress */

/** Two values of a parameter that a host of 32-bit floats cannot tell apart. @param {number} a @param {number} b */
const isSame = (a, b) => Math.abs(a - b) <= 2 ** -22 * Math.max(Math.abs(a), Math.abs(b));

/** @param {Port} port @param {string[]} clipIds @param {(notes: any[], at: number) => any[]} change @param {Progress} progress @returns {Promise<Plan>} */
async function noteChanges(port, clipIds, change, progress) {
  /** @type {Plan} */
  const plan = { ops: [], lines: [] };
  const each = [...new Set(clipIds)];
  for (const [at, clipId] of each.entries()) {
    progress(at, each.length, `clip ${at + 1} of ${each.length}`);
    const notes = await port.call('getNotes', { clipId });
    const changed = change(notes, at);
    const count = changed.filter((note, index) => JSON.stringify(note) !== JSON.stringify(notes[index])).length;
    if (count === 0) continue;
    plan.ops.push({ method: 'setNotes', params: { clipId, notes: changed } });
    plan.lines.push(`${clipId}: ${count} of ${notes.length} notes`);
  }
  return plan;
}

/** Moves notes onto the scale of the Set. @param {Port} port @param {{ clipIds: string[], mode?: 'nearest' | 'up' | 'down' }} request @param {Progress} progress */
export async function scaleLock(port, { clipIds, mode = 'nearest' }, progress) {
  const { rootNote, scaleIntervals } = await port.call('getSongOverview');
  return noteChanges(port, clipIds, (notes) => snapToScale(notes, { root: rootNote, intervals: scaleIntervals }, mode).notes, progress);
}

/** What Humanize does, where nothing else is said. */
export const HUMANIZE = { strength: 0.5, swing: 0.25, doTiming: true, doVelocity: true, doDuration: true, living: true };

/** Gives notes small deviations. @param {Port} port @param {{ clipIds: string[], options?: import('./notes.mjs').HumanizeOptions, seed?: number }} request @param {Progress} progress */
export async function humanized(port, { clipIds, options = HUMANIZE, seed = 1 }, progress) {
  const { gridQuantization, gridIsTriplet } = await port.call('getSongOverview');
  const cell = beatsPerCell(gridQuantization, gridIsTriplet);
  return noteChanges(port, clipIds, (notes, at) => humanize(notes, options, cell, seeded(seed, at)), progress);
}

/**
 * Brings audio tracks to one level with their faders.
 * @param {Port} port @param {{ trackIds: string[], targetDb?: number }} request
 * @param {(file: string) => ArrayLike<number>[] | null} decode the channels of a render @param {Progress} progress @returns {Promise<Plan>}
 */
export async function gainStage(port, { trackIds, targetDb = -18 }, decode, progress) {
  /** @type {Plan} */
  const plan = { ops: [], lines: [] };
  const each = [...new Set(trackIds)];
  for (const [at, trackId] of each.entries()) {
    progress(at, each.length, `rendering track ${at + 1} of ${each.length}`);
    const placed = (await port.call('listClips', { trackId })).filter((/** @type {any} */ clip) => clip.location === 'arrangement');
    const [startBeat, endBeat] = placed.length === 0 ? [0, 4] : [Math.min(...placed.map((/** @type {any} */ clip) => clip.startTime)), Math.max(...placed.map((/** @type {any} */ clip) => clip.endTime))];
    const { volume } = await port.call('getTrackMixer', { trackId });
    const { path, track } = await port.call('renderTrack', { trackId, startBeat, endBeat });
    const channels = decode(path);
    if (!channels) throw badInput(`the render of ${track} cannot be read`);
    const { rmsDb } = analyzeLoudness(channels);
    if (rmsDb <= FLOOR_DB) {
      plan.lines.push(`${track}: silent, stays`);
      continue;
    }
    const value = dbToParamValue(targetDb - rmsDb, volume);
    plan.lines.push(`${track}: ${rmsDb.toFixed(1)} dB, ${targetDb - rmsDb >= 0 ? '+' : ''}${(targetDb - rmsDb).toFixed(1)} dB`);
    if (!isSame(volume.value, value)) plan.ops.push({ method: 'setParam', params: { paramId: volume.id, value } });
  }
  return plan;
}

/**
 * Lays the Session out in the Arrangement.
 * @param {Port} port @param {{ sections?: import('./song.mjs').Section[], signature?: [number, number] }} request every scene for four bars without sections
 * @param {Progress} progress @returns {Promise<Plan>}
 */
export async function sessionToSong(port, { sections, signature = [4, 4] }, progress) {
  const tracks = await port.call('listTracks');
  const scenes = await port.call('listScenes');
  const lists = [];
  for (const { id } of tracks) lists.push(await port.call('listClips', { trackId: id }));
  const slots = lists.map((clips) => clips.filter((/** @type {any} */ clip) => clip.location === 'session'));
  const wanted = sections ?? scenes.map((/** @type {any} */ { name }, /** @type {number} */ sceneIndex) => ({ name, sceneIndex, bars: 4 }));
  const { placements, cuePoints, end } = planArrangement(scenes, slots, wanted, signature);
  /** @type {Plan} */
  const plan = { ops: [], lines: [] };
  const touched = [...new Set(placements.map(({ trackIndex }) => trackIndex))].sort((a, b) => a - b);
  for (const at of touched) plan.ops.push({ method: 'clearClipsInRange', params: { trackId: tracks[at].id, startBeat: 0, endBeat: end } });
  for (const [at, placement] of placements.entries()) {
    progress(at, placements.length, `placing ${placement.name || 'a clip'}`);
    await place(port, plan, placement, tracks[placement.trackIndex].id, slots[placement.trackIndex]);
  }
  const taken = (await port.call('listCuePoints')).map((/** @type {any} */ { time }) => time);
  for (const { time, name } of cuePoints) {
    if (taken.some((/** @type {number} */ beat) => Math.abs(beat - time) <= 1e-6)) continue;
    taken.push(time);
    plan.ops.push({ method: 'createCuePoint', params: { beat: time, name } });
  }
  if (plan.ops.length > 0) plan.lines.push(`${placements.length} clips on ${touched.length} tracks, ${cuePoints.length} sections, ${end} beats; what is there gives way`);
  return plan;
}

/** @param {Port} port @param {Plan} plan @param {import('./song.mjs').Placement} placement @param {string} trackId @param {any[]} slots */
async function place(port, { ops }, { startTime, duration, sourceClipId, name, color }, trackId, slots) {
  const source = slots.find(({ id }) => id === sourceClipId);
  const { start, length } = sourceOf(source);
  if (source.kind === 'midi') {
    const notes = fillMidi(await port.call('getNotes', { clipId: sourceClipId }), start, length, duration);
    const clipId = `#${ops.push({ method: 'createArrangementMidiClip', params: { trackId, startBeat: startTime, lengthBeats: duration } }) - 1}`;
    if (notes.length > 0) ops.push({ method: 'setNotes', params: { clipId, notes } });
    ops.push({ method: 'setClipProps', params: { clipId, props: { name, color } } });
    return;
  }
  for (const piece of fillAudio(length, duration)) {
    const from = startTime + piece.startTime;
    const args = { filePath: source.filePath, startTime: from, duration: until(from, piece.duration, startTime + (piece.startTime + piece.duration)) };
    const clipId = `#${ops.push({ method: 'createArrangementAudioClip', params: { trackId, args } }) - 1}`;
    ops.push({ method: 'setClipProps', params: { clipId, props: { name, color } } });
  }
}

/** Mends what is untidy. @param {Port} port @param {{ chosen?: string[], palette?: number[] }} request everything without a choice @param {Progress} progress @returns {Promise<Plan>} */
export async function setJanitor(port, { chosen, palette = PALETTE }, progress) {
  const tracks = [];
  const listed = await port.call('listTracks');
  for (const [at, track] of listed.entries()) {
    progress(at, listed.length, `looking at track ${at + 1} of ${listed.length}`);
    tracks.push({ ...track, clips: await port.call('listClips', { trackId: track.id }) });
  }
  const issues = detectIssues(tracks, palette);
  const fixes = planFixes(issues, chosen ?? issues.map(({ id }) => id), palette);
  const isDelete = (/** @type {Op} */ { method }) => method === 'deleteTrack';
  return { ops: [...fixes.filter((fix) => !isDelete(fix)), ...fixes.filter(isDelete).reverse()].map(({ method, params }) => ({ method, params })), lines: fixes.map(({ issueId }) => issueId) };
}
