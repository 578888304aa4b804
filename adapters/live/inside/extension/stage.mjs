// @ts-check
// How the moves of a call or transaction are staged: into as few transactions of
// the host as it allows. All that is started within one is one step of undo. A
// move whose target is still to be made waits for the next one; those behind it
// go ahead where they cannot meet it.

import { Refusal } from './port.mjs';

/** @typedef {import('./boundary.mjs').Boundary} Boundary */
/** @typedef {import('./entities.mjs').Entity} Entity */
/** @typedef {import('./entities.mjs').Table} Table */
/** @typedef {import('./moves.mjs').Move} Move */

/** What became of a call: how many steps of undo, and what failed first, by position. */
/** @typedef {{ steps: number, done: Move[], failure?: { op: number, error: unknown } }} Staged */

/**
 * Does the moves. Never throws: what failed is in the answer, with what was done before.
 * @param {Boundary} host @param {Table} table @param {Move[]} moves
 * @returns {Promise<Staged>}
 */
export async function stage(host, table, moves) {
  /** @type {Staged} */
  const staged = { steps: 0, done: [] };
  let pending = moves;
  while (pending.length > 0 && !staged.failure) {
    const wave = start(host, table, pending);
    const ended = await Promise.allSettled(wave.started.map(({ promise }) => promise));
    const before = staged.done.length;
    ended.forEach((end, at) => {
      const { move } = wave.started[at];
      if (end.status === 'rejected') {
        if (!staged.failure || move.op < staged.failure.op) staged.failure = { op: move.op, error: end.reason };
        return;
      }
      if (move.makes && end.value) move.makes.handle = /** @type {any} */ (end.value);
      staged.done.push(move);
    });
    if (staged.done.length > before) staged.steps += 1;
    // Nothing that could start any more: not to be met, for what a move waits for is made by one before it.
    if (wave.started.length === 0) throw new Error('moves that wait for each other');
    pending = wave.later;
  }
  return staged;
}

/**
 * Starts what can start, within one transaction of the host.
 * @param {Boundary} host @param {Table} table @param {Move[]} pending
 */
function start(host, table, pending) {
  /** @type {{ move: Move, promise: Promise<unknown> }[]} */
  const started = [];
  /** @type {Move[]} */
  const later = [];
  host.step(() => {
    for (const move of pending) {
      const isUncertain = isBelow(move) && started.some((other) => !other.move.isFill && other.move.track === move.track);
      if (!isThere(move.target) || isUncertain || later.some((other) => meet(move, other))) {
        later.push(move);
        continue;
      }
      let promise;
      try {
        promise = Promise.resolve(move.begin(move.target && table.reached(move.target, move.written)));
      } catch (error) {
        started.push({ move, promise: Promise.reject(error) });
        // What comes after a fault is not started.
        break;
      }
      started.push({ move, promise });
    }
  });
  return { started, later };
}

/** Whether what a move is done to is named by what another one made: it is looked for when the move starts. @param {Move} move */
const isBelow = (move) => move.target?.below !== undefined;

/** @param {Entity | undefined} target @returns {boolean} */
function isThere(target) {
  if (!target) return true;
  return target.below ? isThere(target.below.parent) : target.handle !== undefined;
}

/**
 * Whether a move may not go ahead of another that waits.
 * @param {Move} move @param {Move} waiting
 */
function meet(move, waiting) {
  if (move.target && move.target.key === waiting.target?.key) return true;
  // Two names of one object are told apart only when it is there.
  if (move.isFill && waiting.isFill) return (isBelow(move) || isBelow(waiting)) && move.track === waiting.track;
  if (!move.isFill && !waiting.isFill && (move.track === undefined || waiting.track === undefined)) return !isCue(move) && !isCue(waiting);
  if (move.track === undefined || move.track !== waiting.track) return false;
  const [one, other] = [rangeOf(move), rangeOf(waiting)];
  return !one || !other || (one[0] < other[1] && other[0] < one[1]);
}

/** A cue point stands on no track and is in nobody's way. @param {Move} move */
const isCue = (move) => move.makes?.kind === 'cue';

/** The part of the Arrangement that a move is about: its own, or that of the clip that it fills. @param {Move} move */
function rangeOf(move) {
  return move.range ?? move.target?.range;
}

/**
 * The error of a call that failed, with what was done all the same: the host takes nothing back.
 * @param {Staged} staged @param {number} count of operations @param {boolean} isTransaction @returns {unknown}
 */
export function failureOf({ failure, done, steps }, count, isTransaction) {
  const error = failure?.error;
  if (!(error instanceof Refusal)) return error;
  if (isTransaction) error.op = failure?.op;
  if (done.length === 0) return error;
  const made = new Set(done.map(({ op }) => op).filter((op) => op !== failure?.op)).size;
  const left = isTransaction ? `${made} of ${count} operations were made and stay` : 'a part of it was made and stays';
  const told = new Refusal(error.code, `${error.message}; ${left}: Live takes nothing back`, {
    subjectId: error.subjectId,
    hint: `undo ${steps === 1 ? 'once' : `${steps} times`} in Live to take back what was made; ${error.hint}`,
  });
  told.op = error.op;
  return told;
}
