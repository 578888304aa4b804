// @ts-check
// Renders: the host names a file by its clip and the second, so that a second
// render within it takes its place. Each is given a name of its own, and the
// oldest go.

import fs from 'node:fs';
import path from 'node:path';

/** @typedef {import('./boundary.mjs').Boundary} Boundary */

/** How many renders are kept. */
const KEPT = 64;

export class Renders {
  /** @type {string[]} */
  #kept = [];
  #count = 0;

  /** @param {import('./boundary.mjs').HostModule} module */
  constructor(module) {
    this.module = module;
  }

  /** @param {Boundary} host @param {import('./answers.mjs').Reached} track @param {number} startTime @param {number} endTime */
  async render(host, track, startTime, endTime) {
    const { resources, environment } = this.module;
    const made = await host.later((ok, failed) => resources.renderPreFxAudio(track.handle, { startTime, endTime }, ok, failed), 'render the track');
    this.#count += 1;
    const file = path.join(environment.tempDirectory, `livebridge-${process.pid}-${this.#count}.wav`);
    try {
      fs.renameSync(made, file);
    } catch {
      // Live's own folder for temporary files may be another one, and read-only.
      fs.copyFileSync(made, file);
    }
    this.#kept.push(file);
    if (this.#kept.length > KEPT) fs.rmSync(/** @type {string} */ (this.#kept.shift()), { force: true });
    return { path: file, track: host.model.trackGetName(track.handle) };
  }
}
