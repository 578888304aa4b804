// @ts-check
// The device's clock: timers in the order in which they are due, on a time that
// only moves when it is told to. Who tells it (a test, or the wall's clock) is
// the device's business.

/** @typedef {{due: number, order: number, run: () => void, gone: boolean}} Timer */

/** A clock in milliseconds. */
export class Clock {
  constructor() {
    this.now = 0;
    this.made = 0;
    /** @type {Timer[]} sorted by due time, then by order of making */
    this.timers = [];
  }

  /**
   * @param {number} delay in milliseconds
   * @param {() => void} run
   * @returns {Timer}
   */
  after(delay, run) {
    const timer = { due: this.now + Math.max(0, delay), order: this.made, run, gone: false };
    this.made += 1;
    let at = this.timers.length;
    while (at > 0 && this.timers[at - 1].due > timer.due) at -= 1;
    this.timers.splice(at, 0, timer);
    return timer;
  }

  /** @param {Timer} timer */
  cancel(timer) {
    if (timer.gone) return;
    timer.gone = true;
    this.timers.splice(this.timers.indexOf(timer), 1);
  }

  /** @returns {number} when the next timer is due; Infinity without one */
  get next() {
    return this.timers.length > 0 ? this.timers[0].due : Infinity;
  }

  /**
   * Takes out the next timer that is due by `time` and moves the clock to it.
   * @param {number} time
   * @returns {Timer | undefined}
   */
  take(time) {
    if (this.next > time) return undefined;
    const timer = /** @type {Timer} */ (this.timers.shift());
    timer.gone = true;
    this.now = Math.max(this.now, timer.due);
    return timer;
  }
}
