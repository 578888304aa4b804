// @ts-check
// The entry of the bundle: Live calls `activate` once.

import { install } from '../kit/commands.mjs';
import { start, whole } from './start.mjs';

/** @param {any} activation */
export function activate(activation) {
  start(activation, whole, install);
}
