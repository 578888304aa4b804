// @ts-check
// Objects of the Set as the adapter holds them while a call runs, and the
// private table that leads from ids to handles and back. An id is a path by
// position; a handle is the host's, never leaves, and tells identity: what a
// call made is found by its handle, wherever it stands.

import { Refusal } from './port.mjs';

/** @typedef {import('./boundary.mjs').Boundary} Boundary */
/** @typedef {import('./boundary.mjs').Handle} Handle */
/** @typedef {'track' | 'slot' | 'clip' | 'device' | 'param' | 'cue'} Kind */

/**
 * An object, or one that a call is about to make: then it has no handle yet.
 * @typedef {object} Entity
 * @property {Kind} kind
 * @property {string} key names it while a call runs
 * @property {Handle} [handle]
 * @property {'midi' | 'audio'} [media] of a track, a slot and a clip
 * @property {Entity} [track] the one that it stands on
 * @property {Entity} [slot] of a clip of the Session
 * @property {boolean} [mixer] whether a parameter is the volume of its track
 * @property {[number, number]} [range] of a clip that a call makes: where it will stand in the Arrangement
 * @property {{ parent: Entity, rest: string }} [below] of what is named by what was made: how to get there
 */

/** What the ids name, as long as nothing is done to the Set: nothing that it holds outlives a call, nor its changes. */
export class Table {
  /** Lists that were asked for before. @type {{ tracks?: Handle[], cues?: Handle[] }} */
  #known = {};

  /** @param {Boundary} host */
  constructor(host) {
    this.host = host;
    this.model = host.model;
  }

  /** The tracks that the port lists: a group track is an audio track to the host, and is known by its members. @returns {Handle[]} */
  tracks() {
    return (this.#known.tracks ??= this.listed());
  }

  /** @returns {Handle[]} */
  listed() {
    const all = this.model.songGetTracks(this.host.song);
    const groups = new Set(all.map((/** @type {Handle} */ track) => this.model.trackGetGroupTrack(track)?.id).filter((/** @type {unknown} */ id) => id !== undefined));
    return all.filter((/** @type {Handle} */ track) => !groups.has(track.id));
  }

  /** Cue points in time order: the host lists them as they were made. @returns {Handle[]} */
  cues() {
    return (this.#known.cues ??= this.sorted());
  }

  /** @returns {Handle[]} */
  sorted() {
    /** @type {Handle[]} */
    const cues = this.model.songGetCuePoints(this.host.song);
    const placed = cues.map((cue) => ({ cue, time: Number(this.model.cuePointGetTime(cue)) }));
    return placed.sort((a, b) => a.time - b.time).map(({ cue }) => cue);
  }

  /** @param {Handle} handle @returns {Entity} */
  track(handle) {
    const media = this.model.getObjectIsOfClass(handle, 'MidiTrack') ? 'midi' : 'audio';
    return { kind: 'track', key: keyOf('track', handle), handle, media };
  }

  /** @param {Entity} track @param {Handle} handle @param {Entity} [slot] @returns {Entity} */
  clip(track, handle, slot) {
    const media = this.model.getObjectIsOfClass(handle, 'MidiClip') ? 'midi' : 'audio';
    return { kind: 'clip', key: keyOf('clip', handle), handle, media, track, slot };
  }

  /** @param {Entity} track @param {Handle} handle @returns {Entity} */
  slot(track, handle) {
    return { kind: 'slot', key: keyOf('slot', handle), handle, media: track.media, track };
  }

  /**
   * What an id names; undefined when there is nothing.
   * @param {string} id a path of the grammar @returns {Entity | undefined}
   */
  find(id) {
    const [first, ...rest] = id.split('/');
    const [name, index] = first.split(':');
    if (name !== 'track') return undefined;
    const handle = this.tracks()[Number(index)];
    return handle && this.below(this.track(handle), rest);
  }

  /** What stands below an object, by the segments of a path. @param {Entity} from @param {string[]} segments @returns {Entity | undefined} */
  below(from, segments) {
    const [first, ...rest] = segments;
    if (first === undefined) return from;
    const [name, index] = first.split(':');
    const found = this.child(from, name, Number(index));
    return found && this.below(found, rest);
  }

  /** @param {Entity} from @param {string} name @param {number} index @returns {Entity | undefined} */
  child(from, name, index) {
    const handle = /** @type {Handle} */ (from.handle);
    /** @type {Handle | undefined} */
    let found;
    switch (`${from.kind}/${name}`) {
      case 'track/clipslot':
        found = this.model.trackGetClipSlots(handle)[index];
        return found && this.slot(from, found);
      case 'track/clip':
        found = this.model.trackGetArrangementClips(handle)[index];
        return found && this.clip(from, found);
      case 'track/device':
        found = this.model.trackGetDevices(handle)[index];
        return found && { kind: 'device', key: keyOf('device', found), handle: found, track: from };
      case 'track/mixer':
        // On the way to the volume, which is all of the mixer that has an id.
        return { ...from, mixer: true };
      case 'track/volume':
        if (!from.mixer) return undefined;
        found = this.model.mixerdeviceGetVolume(this.model.trackGetMixerDevice(handle));
        return found && { kind: 'param', key: keyOf('param', found), handle: found, track: { ...from, mixer: undefined }, mixer: true };
      case 'slot/clip':
        found = this.model.clipslotGetClip(handle) ?? undefined;
        return found && from.track && this.clip(from.track, found, from);
      case 'device/param':
        found = this.model.deviceGetParameters(handle)[index];
        return found && { kind: 'param', key: keyOf('param', found), handle: found, track: from.track };
      default:
        return undefined;
    }
  }

  /** The id of an object now; undefined when it is not in the Set. @param {Entity} entity @returns {string | undefined} */
  idOf({ kind, handle, track, slot, mixer }) {
    if (!handle) return undefined;
    const place = (/** @type {Handle[]} */ list) => list.findIndex((other) => other.id === handle.id);
    const named = (/** @type {string | undefined} */ above, /** @type {string} */ name, /** @type {Handle[]} */ list) => {
      const at = place(list);
      return above === undefined || at < 0 ? undefined : `${above}${name}:${at}`;
    };
    if (kind === 'track') return named('', 'track', this.tracks());
    if (kind === 'cue') return named('', 'cuepoint', this.cues());
    const above = track && this.idOf(track);
    if (above === undefined || !track?.handle) return undefined;
    const on = track.handle;
    if (kind === 'slot') return named(`${above}/`, 'clipslot', this.model.trackGetClipSlots(on));
    if (kind === 'device') return named(`${above}/`, 'device', this.model.trackGetDevices(on));
    if (kind === 'param') {
      if (mixer) return `${above}/mixer/volume`;
      for (const [at, device] of this.model.trackGetDevices(on).entries()) {
        const found = named(`${above}/device:${at}/`, 'param', this.model.deviceGetParameters(device));
        if (found) return found;
      }
      return undefined;
    }
    if (!slot) return named(`${above}/`, 'clip', this.model.trackGetArrangementClips(on));
    const holder = this.idOf(slot);
    const holds = slot.handle && this.model.clipslotGetClip(slot.handle);
    return holder !== undefined && holds?.id === handle.id ? `${holder}/clip` : undefined;
  }

  /**
   * The object behind an entity, its handle known: one that a transaction made is looked for below it.
   * @param {Entity} entity @param {string} written @returns {Entity & { handle: Handle }}
   */
  reached(entity, written) {
    let found = /** @type {Entity | undefined} */ (entity);
    if (entity.below) {
      found = this.below(entity.below.parent, entity.below.rest.split('/').slice(1));
      if (found) entity.handle = found.handle;
    }
    if (!found?.handle) throw stale(entity.kind, written);
    return /** @type {any} */ (found);
  }
}

/** @param {Kind} kind @param {Handle} handle */
const keyOf = (kind, handle) => `${kind}#${handle.id}`;

/** @param {string} kind @param {string} written */
export const stale = (kind, written) => new Refusal('STALE_REFERENCE', `there is no ${kind} \`${written}\``, { subjectId: written });
