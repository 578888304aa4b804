// @ts-check
// Max's Task: a function that runs later, or again and again. It runs on the
// device's clock, which is virtual or follows the wall's. A classic script for
// the realm of the hosted code.

(function (/** @type {{after(ms: number, run: () => void): unknown, cancel(timer: unknown): void, guard(run: () => void): void}} */ host) {
  'use strict';

  /** Milliseconds between two runs when nobody says otherwise. */
  const INTERVAL = 500;

  class Task {
    /** @type {unknown} */
    #timer = null;
    #left = 0;

    constructor(/** @type {any} */ run, /** @type {any} */ object, /** @type {any} */ args) {
      this.function = run;
      this.object = object === undefined ? globalThis : object;
      this.arguments = args === undefined ? [] : Array.isArray(args) ? args : [args];
      this.interval = INTERVAL;
      this.iterations = 0;
      this.running = false;
      // The function finds its task as `arguments.callee.task`.
      if (typeof run === 'function' && Object.isExtensible(run)) run.task = this;
    }

    /** Runs the function now. */
    execute() {
      this.iterations += 1;
      host.guard(() => this.function.apply(this.object, this.arguments));
    }

    /**
     * Runs the function once, after a time. A time below zero only takes back what was scheduled.
     * @param {number} [delay] in milliseconds
     */
    schedule(delay = 0) {
      this.cancel();
      if (!(Number(delay) >= 0)) return;
      this.iterations = 0;
      this.#start(Number(delay), 1);
    }

    /**
     * Runs the function every `interval` milliseconds.
     * @param {number} [count] how often; without it, until it is cancelled
     * @param {number} [delay] of the first run, in milliseconds
     */
    repeat(count, delay) {
      this.cancel();
      this.iterations = 0;
      const times = count === undefined || Number(count) <= 0 ? Infinity : Number(count);
      this.#start(delay === undefined ? 0 : Math.max(0, Number(delay)), times);
    }

    /** Takes back what is scheduled. */
    cancel() {
      if (this.#timer !== null) host.cancel(this.#timer);
      this.#timer = null;
      this.running = false;
    }

    freepeer() {
      this.cancel();
    }

    /** @param {number} delay @param {number} times */
    #start(delay, times) {
      this.#left = times;
      this.running = true;
      this.#timer = host.after(delay, () => this.#run());
    }

    #run() {
      this.#timer = null;
      this.#left -= 1;
      if (this.#left > 0) this.#timer = host.after(Math.max(1, Number(this.interval) || INTERVAL), () => this.#run());
      this.running = this.#left > 0;
      this.execute();
    }
  }

  return { Task };
});
