// @ts-check
// Small pieces that the tests share: a device whose code is given as text.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Device } from '../../src/device.mjs';
import { Engine } from '../../src/engine.mjs';
import { TinyLive } from './tiny-live.mjs';

/** A folder that goes when the test ends. @param {import('node:test').TestContext} t @returns {string} */
export function scratch(t) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'livebridge-max-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * A device with this code on a tiny Live.
 * @param {import('node:test').TestContext} t
 * @param {{js?: string, node?: string, live?: TinyLive, files?: Record<string, string>} & import('../../src/device.mjs').Options} options
 */
export async function hosted(t, { js, node, live = new TinyLive(), files = {}, ...options }) {
  const folder = scratch(t);
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    fs.writeFileSync(path.join(folder, name), text);
  }
  const write = (/** @type {string} */ name, /** @type {string | undefined} */ text) => {
    if (text === undefined) return undefined;
    fs.writeFileSync(path.join(folder, name), text);
    return path.join(folder, name);
  };
  const engine = new Engine(/** @type {any} */ (live)).hello({ interface: 'max' });
  const device = await Device.start(engine, { ...options, js: write('device.js', js), node: write('server.mjs', node) });
  t.after(() => device.stop());
  return { device, engine, live, folder };
}

/**
 * Runs an expression in the hosted code and gives what it sends out, as data.
 * @param {Device} device
 * @param {string} expression
 * @returns {any}
 */
export function evaluate(device, expression) {
  const box = /** @type {import('../../src/box.mjs').Box} */ (device.box);
  const from = device.outputs.length;
  box.message(['_evaluate', expression]);
  const output = device.outputs.slice(from).find((one) => one.atoms[0] === '_value');
  if (!output) throw new Error(`${expression}: ${device.console.map((line) => line.text).join('; ')}`);
  return JSON.parse(String(output.atoms[1]));
}

/** Code that answers `evaluate`. */
export const EVALUATE = `
function _evaluate(text) {
  var value = (0, eval)(text);
  outlet(0, '_value', JSON.stringify(value === undefined ? null : value));
}
`;
