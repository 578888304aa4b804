// @ts-check
// A read that blocks in the kernel cannot be timed out from its own thread. This
// thread watches it: when a request takes too long it says so on standard error
// and ends the process, which is clearer than a test run that hangs.

import { Worker } from 'node:worker_threads';

const BUSY = 0;
const TURN = 1;

/** Watches the blocking reads and writes of one pipe. */
export class Watchdog {
  /** @param {number} timeout in milliseconds */
  constructor(timeout) {
    this.state = new Int32Array(new SharedArrayBuffer(8));
    this.worker = new Worker(WATCH, { eval: true, workerData: { state: this.state, timeout } });
    this.worker.unref();
  }

  /** A blocking call begins. */
  begin() {
    Atomics.add(this.state, TURN, 1);
    Atomics.store(this.state, BUSY, 1);
  }

  /** The blocking call has come back. */
  end() {
    Atomics.store(this.state, BUSY, 0);
  }

  /** Ends the watch. */
  stop() {
    void this.worker.terminate();
  }
}

const WATCH = `
const fs = require('node:fs');
const { workerData: { state, timeout } } = require('node:worker_threads');
const BUSY = ${BUSY}, TURN = ${TURN};
let turn = -1, since = Date.now();
setInterval(() => {
  const now = Date.now(), current = Atomics.load(state, TURN);
  if (Atomics.load(state, BUSY) === 0 || current !== turn) {
    turn = current;
    since = now;
  } else if (now - since > timeout) {
    fs.writeSync(2, 'the link to the simulated Live is broken: no answer within ' + timeout / 1000 + ' s; this process ends\\n');
    process.kill(process.pid, 'SIGKILL');
  }
}, Math.max(20, Math.min(1000, timeout / 4)));
`;
