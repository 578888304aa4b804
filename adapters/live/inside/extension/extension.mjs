// @ts-check
// The entry of the bundle: Live calls `activate` once.

import { start } from './start.mjs';

/** @param {any} activation */
export function activate(activation) {
  start(activation);
}
