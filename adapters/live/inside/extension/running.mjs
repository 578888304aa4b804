// @ts-check
// What becomes of the Set while the operations of a transaction are judged, one
// after the other, before the first of them starts. Live takes nothing back: so
// whatever can be known to fail must fail before anything was done.

import { rejected } from './port.mjs';

/** @typedef {import('./entities.mjs').Entity} Entity */
/** @typedef {import('./entities.mjs').Table} Table */
/** @typedef {{ key: string, start: number, end: number }} Piece */

/** Two cue points nearer than this are at one beat, and a piece of a clip that is shorter is nothing. */
const SLIVER = 1e-6;

/** The Set as it will be. */
export class Running {
  /** @param {Table} table */
  constructor(table) {
    this.table = table;
    this.model = table.model;
    /** Keys of what was deleted. @type {Set<string>} */
    this.gone = new Set();
    /** Slots that an operation filled or emptied. @type {Map<string, boolean>} */
    this.slots = new Map();
    /** The first remaining piece of each Arrangement clip, by track. @type {Map<string, Piece[]>} */
    this.arrangements = new Map();
    /** @type {number[] | undefined} */
    this.cues = undefined;
    /** How many tracks more, or fewer, than there are. */
    this.moreTracks = 0;
  }

  /** @param {Entity | undefined} entity @returns {boolean} */
  isGone(entity) {
    if (!entity) return false;
    const above = entity.below?.parent ?? entity.track;
    return this.gone.has(entity.key) || this.isGone(above);
  }

  /**
   * Whether an object below one that is known is not there. Only for a slot or a clip that is named on an audio track:
   * what may still come into a slot is no audio, and every track has as many slots.
   * @param {Entity} entity
   */
  isNothing({ kind, below, track }) {
    if (!below || !track) return false;
    if (kind === 'slot') {
      const slots = this.model.trackGetClipSlots(track.handle ?? this.table.tracks()[0]);
      return Number(below.rest.split(':')[1]) >= slots.length;
    }
    if (kind !== 'clip') return false;
    const [place, index] = below.rest.split('/')[1].split(':');
    if (place === 'clip') return Number(index) >= this.arrangement(track).length;
    const there = below.parent.handle && this.table.below(below.parent, below.rest.split('/').slice(1));
    return !there || this.isGone(there);
  }

  /** @param {Entity} track */
  deleteTrack(track) {
    if (this.table.tracks().length + this.moreTracks <= 1) {
      throw rejected('Live keeps the last track of a Set', 'make another track first');
    }
    this.moreTracks -= 1;
    this.gone.add(track.key);
  }

  /** @param {Entity} slot @param {Entity} clip */
  fill(slot, clip) {
    const now = this.slots.get(slot.key);
    const isFull = now ?? (slot.handle !== undefined && Boolean(this.model.clipslotGetClip(slot.handle)));
    if (isFull) throw rejected('the slot holds a clip already', 'choose an empty slot, or delete the clip first');
    this.slots.set(slot.key, true);
    clip.slot = slot;
  }

  /** @param {Entity} clip */
  deleteClip(clip) {
    this.gone.add(clip.key);
    if (clip.slot) this.slots.set(clip.slot.key, false);
    else if (clip.track) this.arrangements.set(clip.track.key, this.arrangement(clip.track).filter(({ key }) => key !== clip.key));
  }

  /** @param {Entity} track @returns {Piece[]} */
  arrangement(track) {
    const known = this.arrangements.get(track.key);
    if (known) return known;
    const handle = track.handle;
    /** @type {Piece[]} */
    const pieces = handle
      ? this.model.trackGetArrangementClips(handle).map((/** @type {import('./boundary.mjs').Handle} */ clip) => ({
          key: this.table.clip(track, clip).key,
          start: Number(this.model.clipGetStartTime(clip)),
          end: Number(this.model.clipGetEndTime(clip)),
        }))
      : [];
    this.arrangements.set(track.key, pieces);
    return pieces;
  }

  /**
   * A range that leaves no sliver of a clip: the host would keep it, and it is nothing.
   * @param {Entity} track @param {number} start @param {number} end @returns {[number, number]}
   */
  withoutSlivers(track, start, end) {
    let [from, to] = [start, end];
    for (const piece of this.arrangement(track)) {
      if (piece.end <= start || piece.start >= end) continue;
      if (start - piece.start > 0 && start - piece.start <= SLIVER) from = Math.min(from, piece.start);
      if (piece.end - end > 0 && piece.end - end <= SLIVER) to = Math.max(to, piece.end);
    }
    return [from, to];
  }

  /** A clip stays itself in its first remaining piece, and is gone when nothing of that remains. @param {Entity} track @param {number} start @param {number} end */
  clear(track, start, end) {
    const kept = this.arrangement(track).flatMap((piece) => {
      if (piece.end <= start || piece.start >= end) return [piece];
      if (start - piece.start > SLIVER) return [{ ...piece, end: start }];
      if (piece.end - end > SLIVER) return [{ ...piece, start: end }];
      this.gone.add(piece.key);
      return [];
    });
    this.arrangements.set(track.key, kept);
  }

  /** @param {Entity} track @param {Entity} clip @param {number} start @param {number} end */
  place(track, clip, start, end) {
    this.clear(track, start, end);
    this.arrangement(track).push({ key: clip.key, start, end });
  }

  /** @param {number} beat */
  cue(beat) {
    this.cues ??= this.table.cues().map((cue) => Number(this.model.cuePointGetTime(cue)));
    if (this.cues.some((time) => Math.abs(time - beat) <= SLIVER)) {
      throw rejected(`there is a cue point at beat ${beat} already`, 'choose another beat');
    }
    this.cues.push(beat);
  }
}
