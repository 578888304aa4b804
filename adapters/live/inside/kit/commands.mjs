// @ts-check
// The Kit's five commands in Live's context menus: on what is selected, with
// progress while it is read, and a dialog that says what will change before
// anything does.

import fs from 'node:fs';
import { isApplied, page } from './dialog.mjs';
import { gainStage, humanized, scaleLock, sessionToSong, setJanitor } from './handlers.mjs';
import { decodeWav } from './wav.mjs';

/** @typedef {import('../extension/boundary.mjs').HostModule} HostModule */
/** @typedef {import('../extension/boundary.mjs').Handle} Handle */
/** @typedef {import('../extension/bridge.mjs').AbletonLiveBridge} Bridge */
/** @typedef {import('./handlers.mjs').Plan} Plan */
/** @typedef {import('./handlers.mjs').Progress} Progress */
/** @typedef {{ selected_clip_slots?: Handle[], selected_lanes?: Handle[] } | Handle} Selection */

const CLIPS = ['MidiClip', 'ClipSlotSelection'];
const TRACKS = ['AudioTrack', 'AudioTrack.ArrangementSelection'];

/** @type {{ id: string, title: string, scopes: string[], plan: (bridge: Bridge, ids: string[], progress: Progress) => Promise<Plan> }[]} */
const COMMANDS = [
  { id: 'livebridge.scaleLock', title: 'Scale Lock', scopes: CLIPS, plan: (bridge, clipIds, progress) => scaleLock(bridge, { clipIds }, progress) },
  { id: 'livebridge.humanize', title: 'Humanize', scopes: CLIPS, plan: (bridge, clipIds, progress) => humanized(bridge, { clipIds }, progress) },
  { id: 'livebridge.gainStage', title: 'Gain Stage Doctor', scopes: TRACKS, plan: (bridge, trackIds, progress) => gainStage(bridge, { trackIds }, (file) => decodeWav(fs.readFileSync(file)), progress) },
  { id: 'livebridge.sessionToSong', title: 'Session-to-Song', scopes: ['Scene'], plan: (bridge, _, progress) => sessionToSong(bridge, {}, progress) },
  { id: 'livebridge.setJanitor', title: 'Set Janitor', scopes: ['MidiTrack', 'AudioTrack', 'Scene'], plan: (bridge, _, progress) => setJanitor(bridge, {}, progress) },
];

/**
 * Puts the commands into the menus.
 * @param {HostModule} host @param {Bridge} bridge
 */
export function install(host, bridge) {
  for (const { id, title, scopes, plan } of COMMANDS) {
    host.commands.registerCommand(id, (selection) => run(host, bridge, title, selection, plan));
    for (const scope of scopes) host.ui.registerContextMenuAction(scope, title, id, () => {});
  }
}

/**
 * @param {HostModule} host @param {Bridge} bridge @param {string} title @param {Selection} selection
 * @param {(bridge: Bridge, ids: string[], progress: Progress) => Promise<Plan>} plan
 * @returns {Promise<string>} what became of it, for tests and the log
 */
async function run(host, bridge, title, selection, plan) {
  try {
    const planned = await withProgress(host, title, (progress) => plan(bridge, idsOf(bridge, selection), progress));
    if (planned.ops.length === 0) {
      await ask(host, title, [...planned.lines, 'nothing has to be changed'], 'Nothing was written.');
      return 'nothing to do';
    }
    const staged = planned.ops.some(({ params }) => Object.values(params).some((value) => typeof value === 'string' && value.startsWith('#')));
    const cues = planned.ops.some(({ method }) => method === 'createCuePoint');
    const note = staged || cues ? 'Takes two steps of undo: Live fills what it makes in a step of its own.' : 'Takes one step of undo.';
    if (!isApplied(await ask(host, title, planned.lines, note))) return 'cancelled';
    const { undoSteps } = await bridge.call('transaction', { ops: planned.ops });
    return `done in ${undoSteps} steps`;
  } catch (error) {
    const { message, hint } = /** @type {any} */ (error);
    await ask(host, title, [`${message ?? error}`, ...(hint ? [hint] : [])], 'It did not work.');
    return `failed: ${message ?? error}`;
  }
}

/** @param {HostModule} host @param {string} title @param {string[]} lines @param {string} note @returns {Promise<unknown>} */
function ask(host, title, lines, note) {
  return new Promise((resolve, reject) => host.ui.showModalDialog(page(title, lines, note), 420, 320, resolve, reject));
}

/**
 * Shows progress while something is read.
 * @template T @param {HostModule} host @param {string} title @param {(progress: Progress) => Promise<T>} work @returns {Promise<T>}
 */
async function withProgress(host, title, work) {
  /** @type {any} */
  const shown = await new Promise((resolve) => host.ui.showProgressDialog({ text: title, progress: 0 }, resolve));
  try {
    return await work((done, of, what) => shown.update({ text: what, progress: Math.round((100 * done) / Math.max(1, of)) }, () => {}));
  } finally {
    await new Promise((resolve) => shown.close(() => resolve(undefined)));
  }
}

/** The ids of what is selected, as the port names it; what is of no use to a command is left out. @param {Bridge} bridge @param {Selection} selection @returns {string[]} */
function idsOf(bridge, selection) {
  const { model } = bridge.host;
  const table = bridge.answers.table();
  /** @type {string[]} */
  const ids = [];
  const wanted = new Set((/** @type {any} */ (selection)?.selected_clip_slots ?? /** @type {any} */ (selection)?.selected_lanes ?? [selection]).map((/** @type {Handle} */ { id }) => id));
  table.tracks().forEach((handle, at) => {
    const track = `track:${at}`;
    if (wanted.has(handle.id)) ids.push(track);
    /** @type {Handle[]} */
    const slots = model.trackGetClipSlots(handle);
    slots.forEach((slot, index) => {
      const clip = model.clipslotGetClip(slot);
      if (clip && (wanted.has(slot.id) || wanted.has(clip.id)) && model.getObjectIsOfClass(clip, 'MidiClip')) ids.push(`${track}/clipslot:${index}/clip`);
    });
    /** @type {Handle[]} */
    const clips = model.trackGetArrangementClips(handle);
    clips.forEach((clip, index) => {
      if (wanted.has(clip.id) && model.getObjectIsOfClass(clip, 'MidiClip')) ids.push(`${track}/clip:${index}`);
    });
  });
  return ids;
}
