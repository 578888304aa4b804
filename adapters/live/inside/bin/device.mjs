#!/usr/bin/env node
// @ts-check
// Runs our Max device on the simulated Live, both halves with the patch cable
// between them. Until it is interrupted, or, with `--stdio`, as a program that
// the suite verifies.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Device } from '../../javascript/src/device.mjs';
import { Engine } from '../../javascript/src/engine.mjs';
import { connect as toEngine } from '../../javascript/src/link/connect.mjs';
import { files } from '../pack/device.mjs';
import { BothSides } from '../verify/both-sides.mjs';
import { Control } from '../verify/control.mjs';
import { connect } from '../verify/socket.mjs';

const USAGE = `device.mjs [OPTIONS]
  --stdio             speak the wire on standard input and output, with control/... answered by the engine
  --fixtures FOLDER   snapshots for control/reset by name; those of this repository without it
`;

/**
 * Max cannot read the grid of the Arrangement, nor the default of a quantised parameter: only Sets with the grid of a new
 * one, as the fixtures, can be judged by what it reads, and the engine's snapshot only by itself.
 */
const DECLARES = { reset: 'fixtures', snapshot: 'opaque' };

const FIXTURES = fileURLToPath(new URL('../../../../golden/fixtures', import.meta.url));

/** Live's milliseconds for one of the wall's, with `--stdio`. */
const STDIO_SPEED = 20;

/** What the patcher does with the messages of both halves. */
export const ROUTES = /** @type {any} */ ([
  { from: 'node', messages: ['livebridge_request'], to: 'js' },
  { from: 'js', outlet: 0, messages: ['livebridge_response'], to: 'node' },
]);

/** @param {'max' | 'user'} face */
async function greeted(face) {
  const { LIVEBRIDGE_LIVE_FDS: _one, ...sockets } = process.env;
  const { link, token } = await toEngine(sockets);
  return new Engine(link).hello({ interface: face, client: `device ${face}`, ...(token === undefined ? {} : { token }) });
}

async function main() {
  const { values } = parseArgs({ options: { stdio: { type: 'boolean' }, fixtures: { type: 'string' }, help: { type: 'boolean' } } });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const own = fs.mkdtempSync(path.join(os.tmpdir(), 'livebridge-device-'));
  process.on('exit', () => fs.rmSync(own, { recursive: true, force: true }));
  for (const [name, text] of files()) fs.writeFileSync(path.join(own, name), text);
  const [engine, user] = [await greeted('max'), await greeted('user')];
  const device = await Device.start(engine, {
    js: path.join(own, 'livebridge-live.js'),
    node: path.join(own, 'livebridge-node.js'),
    nodeArgs: ['0', path.join(own, 'place')],
    routes: ROUTES,
    keep: false,
    // A cue point waits for ticks of Live: where the suite asks they need not take their time.
    ...(values.stdio ? { speed: STDIO_SPEED } : {}),
    onPost: ({ level, text }) => process.stderr.write(`${level === 'info' ? '' : `${level}: `}${text}\n`),
  });
  const file = path.join(own, 'place', 'bridge.json');
  for (let waited = 0; !fs.existsSync(file); waited += 1) {
    if (waited > 1000 || device.broken || device.node?.ended) throw new Error('the device does not listen');
    await wait(10);
  }
  const { port, token, url } = JSON.parse(fs.readFileSync(file, 'utf8'));
  if (values.stdio) {
    const sides = new BothSides(await connect(port, { token }), new Control(user, values.fixtures ?? FIXTURES, DECLARES), (line) => void process.stdout.write(`${line}\n`));
    sides.read(process.stdin);
    process.on('SIGTERM', () => sides.end());
    await sides.ended;
  } else {
    process.stdout.write(`${url} ${token}\n`);
    await new Promise((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => resolve(undefined));
    });
  }
  await device.stop();
  return 0;
}

try {
  const code = await main();
  process.stdout.write('', () => process.exit(code));
} catch (error) {
  process.stderr.write(`device.mjs: ${/** @type {any} */ (error).message}\n`);
  process.exit(1);
}
