// @ts-check
// Bytes to and from the engine, synchronously: over inherited descriptors, a
// FIFO, or the descriptor below one of Node's sockets. Blocking descriptors
// block in the kernel; those that Node made non-blocking are polled.

import fs from 'node:fs';

/** How often a descriptor without data is asked again before we sleep at all: most answers come within this. */
const EAGER_READS = 200;

/** The longest sleep between two polls, in milliseconds. */
const LONGEST_SLEEP = 2;

const sleeper = new Int32Array(new SharedArrayBuffer(4));

/** @param {number} milliseconds */
function sleep(milliseconds) {
  Atomics.wait(sleeper, 0, 0, milliseconds);
}

/** @param {unknown} error */
function isAgain(error) {
  const code = /** @type {NodeJS.ErrnoException} */ (error)?.code;
  return code === 'EAGAIN' || code === 'EWOULDBLOCK';
}

/** A pair of descriptors, read and written synchronously. */
export class Pipe {
  /**
   * @param {number} reading descriptor that the engine's answers come from
   * @param {number} writing descriptor that takes our requests
   * @param {{close?: () => void, watch?: import('./watchdog.mjs').Watchdog}} [owner] what else ends with the pipe
   */
  constructor(reading, writing, owner = {}) {
    this.reading = reading;
    this.writing = writing;
    this.owner = owner;
  }

  /**
   * Writes everything, or throws.
   * @param {Uint8Array} bytes
   * @param {number} deadline in `performance.now()` milliseconds
   */
  send(bytes, deadline) {
    const watch = this.owner.watch;
    watch?.begin();
    try {
      let written = 0;
      while (written < bytes.length) {
        try {
          written += fs.writeSync(this.writing, bytes, written);
        } catch (error) {
          if (!isAgain(error)) throw error;
          if (performance.now() > deadline) throw new Error('it takes no more bytes');
          sleep(0.1);
        }
      }
    } finally {
      watch?.end();
    }
  }

  /**
   * Reads at least one byte into `buffer` at `offset`.
   * @param {Uint8Array} buffer
   * @param {number} offset
   * @param {number} deadline in `performance.now()` milliseconds
   * @returns {number} how many; 0 at the end; -1 when nothing came in time
   */
  receive(buffer, offset, deadline) {
    const watch = this.owner.watch;
    watch?.begin();
    // An EAGAIN costs an exception; without its stack trace a third of that.
    const limit = Error.stackTraceLimit;
    Error.stackTraceLimit = 0;
    try {
      for (let turn = 0; ; turn += 1) {
        try {
          return fs.readSync(this.reading, buffer, offset, buffer.length - offset, null);
        } catch (error) {
          const code = /** @type {NodeJS.ErrnoException} */ (error)?.code;
          if (code === 'EOF' || code === 'ECONNRESET' || code === 'EPIPE') return 0;
          if (!isAgain(error)) throw error;
          if (performance.now() > deadline) return -1;
          if (turn >= EAGER_READS) sleep(Math.min(LONGEST_SLEEP, 0.05 * (turn - EAGER_READS + 1)));
        }
      }
    } finally {
      Error.stackTraceLimit = limit;
      watch?.end();
    }
  }

  /** Closes both directions; a second time does nothing. */
  close() {
    if (this.reading < 0) return;
    const { reading, writing } = this;
    this.reading = -1;
    this.writing = -1;
    this.owner.watch?.stop();
    if (this.owner.close) {
      this.owner.close();
      return;
    }
    for (const descriptor of new Set([reading, writing])) {
      try {
        fs.closeSync(descriptor);
      } catch {
        // It was closed already by whoever broke the link.
      }
    }
  }
}
