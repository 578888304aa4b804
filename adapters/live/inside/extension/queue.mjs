// @ts-check
// One thing after the other: calls take effect in the order in which they came,
// and nothing that goes wrong in one keeps the next from its turn.

import { rejected } from './port.mjs';

/** More calls than this do not wait. */
const LONGEST = 10_000;

/** Calls in order. Nothing that runs in it may wait for the queue itself: `AbletonLiveBridge` refuses such calls. */
export class Queue {
  /** @type {Promise<unknown>} */
  #last = Promise.resolve();
  waiting = 0;

  /**
   * Runs a task when those before it have ended, well or not.
   * @template T @param {() => T | Promise<T>} task @returns {Promise<T>}
   */
  run(task) {
    if (this.waiting >= LONGEST) {
      return Promise.reject(rejected(`${LONGEST} calls are waiting already`, 'wait for answers, then try again'));
    }
    this.waiting += 1;
    const ended = this.#last.then(task);
    // Whatever became of it, the next one has its turn.
    this.#last = ended.then(
      () => void (this.waiting -= 1),
      () => void (this.waiting -= 1),
    );
    return ended;
  }
}
