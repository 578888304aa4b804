// @ts-check
// The command line of the runner, as data.

import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { parseMessage } from './atoms.mjs';

export const USAGE = `Usage: max.mjs DEVICE.js [options]
       max.mjs --node SERVER.mjs [options]

Hosts the JavaScript of a Max for Live device on the simulated Live that
LIVEBRIDGE_LIVE_FDS or LIVEBRIDGE_LIVE names (\`livebridge live run\` sets both).

  --node FILE        the Node half (node.script), joined by cables to the js half
  --cables FILE      the cables between both halves, as JSON; one each way without it
  --js               the old \`js\` box instead of \`v8\`
  --arg ATOM         an argument of the js box; may be given again
  --node-arg WORD    an argument of \`script start\`; may be given again
  --at TRACK,INDEX   where the device sits: what \`this_device\` is
  --send MESSAGE     a message into the js half after loading; may be given again
  --clock KIND       \`virtual\` or \`wall\`; \`wall\` with a Node half, else \`virtual\`
  --speed FACTOR     Live's milliseconds for one of the wall's
  --advance MS       virtual time that passes after the messages of --send
  --json             messages out and the Max console as JSON lines
  --strict           end with code 1 when the hosted code has thrown

Standard input, a line each: a Max message for the js half, or
  /inlet N MESSAGE   for another inlet
  /node MESSAGE      for the Node half
  /advance MS        lets virtual time pass
  /reload            loads the js half anew
  /quit              ends
With a virtual clock the end of standard input ends the run; with the wall's it
does not.
`;

/** What was typed is no command; its message says why. */
export class UsageError extends Error {}

/**
 * @typedef {object} Command
 * @property {import('./device.mjs').Options} device
 * @property {{track: number, index: number} | undefined} at
 * @property {import('./atoms.mjs').Atom[][]} send
 * @property {number} advance
 * @property {boolean} json
 * @property {boolean} strict
 */

/**
 * @param {string[]} argv
 * @returns {Command | 'help'}
 */
export function parseCommand(argv) {
  const { values, positionals } = parsed(argv);
  if (values.help) return 'help';
  if (positionals.length > 1) throw new UsageError(`one device at a time: ${positionals.join(' ')}`);
  if (positionals.length === 0 && !values.node) throw new UsageError('a device has a js half, a Node half, or both: none was named');
  const clock = values.clock;
  if (clock !== undefined && clock !== 'virtual' && clock !== 'wall') throw new UsageError(`--clock is virtual or wall, not ${clock}`);
  return {
    device: {
      js: positionals[0],
      node: values.node,
      kind: values.js ? 'js' : 'v8',
      args: (values.arg ?? []).flatMap(parseMessage),
      nodeArgs: values['node-arg'],
      routes: values.cables === undefined ? undefined : readCables(values.cables),
      clock,
      speed: values.speed === undefined ? undefined : number('--speed', values.speed),
      keep: false,
    },
    at: values.at === undefined ? undefined : place(values.at),
    send: (values.send ?? []).map(parseMessage),
    advance: values.advance === undefined ? 0 : number('--advance', values.advance),
    json: values.json === true,
    strict: values.strict === true,
  };
}

/** @param {string[]} argv */
function parsed(argv) {
  try {
    return parseArgs({
      args: argv,
      allowPositionals: true,
      options: {
        node: { type: 'string' },
        cables: { type: 'string' },
        js: { type: 'boolean' },
        arg: { type: 'string', multiple: true },
        'node-arg': { type: 'string', multiple: true },
        at: { type: 'string' },
        send: { type: 'string', multiple: true },
        clock: { type: 'string' },
        speed: { type: 'string' },
        advance: { type: 'string' },
        json: { type: 'boolean' },
        strict: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    });
  } catch (error) {
    throw new UsageError(/** @type {Error} */ (error).message);
  }
}

/** @param {string} option @param {string} text @returns {number} */
export function number(option, text) {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < 0) throw new UsageError(`${option} takes a number from 0 up, not ${text}`);
  return value;
}

/** @param {string} text @returns {{track: number, index: number}} */
function place(text) {
  const found = /^(\d{1,6}),(\d{1,6})$/.exec(text);
  if (!found) throw new UsageError(`--at takes TRACK,INDEX, not ${text}`);
  return { track: Number(found[1]), index: Number(found[2]) };
}

/** @param {string} file @returns {import('./cable/patch.mjs').Route[]} */
function readCables(file) {
  let routes;
  try {
    routes = JSON.parse(fs.readFileSync(path.resolve(file), 'utf8'));
  } catch (error) {
    throw new UsageError(`${file}: ${/** @type {Error} */ (error).message}`);
  }
  if (!Array.isArray(routes)) throw new UsageError(`${file}: the cables are an array`);
  return routes;
}
