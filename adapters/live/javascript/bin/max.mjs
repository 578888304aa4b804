#!/usr/bin/env node
// @ts-check
// Runs a device: parse the command line, greet the engine, load both halves,
// carry messages between standard input, the device and standard output.

import readline from 'node:readline';
import { formatMessage, parseMessage } from '../src/atoms.mjs';
import { Device } from '../src/device.mjs';
import { Engine } from '../src/engine.mjs';
import { connect } from '../src/link/connect.mjs';
import { number, parseCommand, USAGE, UsageError } from '../src/options.mjs';

/** @typedef {import('../src/options.mjs').Command} Command */

/** @param {string} text */
const say = (text) => process.stdout.write(`${text}\n`);

/**
 * @param {Command} command
 * @returns {Promise<{device: Device, engine: Engine}>}
 */
async function start(command) {
  const { link, token } = await connect();
  const engine = new Engine(link).hello({
    interface: 'max',
    client: 'max device',
    ...(token === undefined ? {} : { token }),
    ...(command.at ? { device: command.at } : {}),
  });
  const device = await Device.start(engine, {
    ...command.device,
    onPost: ({ level, text }) => {
      if (command.json) say(JSON.stringify({ post: level, text }));
      else process.stderr.write(`${level === 'info' ? '' : `${level}: `}${text}\n`);
    },
    onOutput: ({ from, outlet, atoms }) => {
      if (command.json) say(JSON.stringify({ from, outlet, atoms }));
      else say(`${from} ${outlet}: ${formatMessage(atoms)}`);
    },
  });
  return { device, engine };
}

/**
 * One line of standard input.
 * @param {Device} device
 * @param {string} line
 * @returns {Promise<boolean>} false when it ends the run
 */
async function obey(device, line) {
  const text = line.trim();
  const [, word, rest] = /^\/(\w+)\s*(.*)$/.exec(text) ?? [];
  if (word === undefined) await device.send(...parseMessage(text));
  else if (word === 'quit') return false;
  else if (word === 'node') device.sendNode(...parseMessage(rest));
  else if (word === 'reload') device.send('compile');
  else if (word === 'advance') await device.advance(number('/advance', rest));
  else if (word === 'inlet') {
    const [inlet, ...atoms] = parseMessage(rest);
    await device.box?.message(atoms, Number(inlet));
  } else device.post('error', `there is no /${word}`);
  return true;
}

/**
 * @param {Device} device
 * @returns {Promise<void>} when the run is over
 */
async function serve(device) {
  const wall = device.pump !== undefined;
  const over = new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => resolve(undefined));
    setInterval(() => {
      if (device.broken || device.node?.ended) resolve(undefined);
    }, 50).unref();
  });
  const typed = (async () => {
    for await (const line of readline.createInterface({ input: process.stdin })) {
      if (!(await obey(device, line))) return;
    }
    if (wall) await new Promise(() => {});
  })();
  await Promise.race([typed, over]);
}

/** @param {string[]} argv @returns {Promise<number>} the exit code */
async function main(argv) {
  const command = parseCommand(argv);
  if (command === 'help') {
    process.stdout.write(USAGE);
    return 0;
  }
  const { device, engine } = await start(command);
  for (const atoms of command.send) await device.send(...atoms);
  if (command.advance > 0) await device.advance(command.advance);
  await serve(device);
  const failed = device.broken !== null || (device.node?.ended ?? null) !== null || (command.strict && (device.box?.errors ?? 0) > 0);
  if (device.node?.ended) device.post('error', `node.script ${device.node.ended}`);
  await device.stop();
  engine.close();
  return failed ? 1 : 0;
}

try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  const usage = error instanceof UsageError;
  process.stderr.write(`max.mjs: ${/** @type {any} */ (error).message}\n${usage ? '\nmax.mjs --help tells more.\n' : ''}`);
  process.exit(usage ? 2 : 1);
}
