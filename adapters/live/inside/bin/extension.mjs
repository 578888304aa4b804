#!/usr/bin/env node
// @ts-check
// Runs an extension on the simulated Live: ours, or any other. Until it is
// interrupted, or, with `--stdio`, as a program that the suite verifies.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { Engine } from '../../javascript/src/engine.mjs';
import { connect as toEngine } from '../../javascript/src/link/connect.mjs';
import { ExtensionHost } from '../host/host.mjs';
import { files } from '../pack/ablx.mjs';
import { BothSides } from '../verify/both-sides.mjs';
import { Control } from '../verify/control.mjs';
import { connect } from '../verify/socket.mjs';

const USAGE = `extension.mjs [OPTIONS] [BUNDLE]     a .ablx, a folder with a manifest, or a bundle; ours without one
  --stdio             speak the wire on standard input and output, with control/... answered by the engine
  --storage FOLDER    where the extension keeps files; a new folder that goes with the process without it
  --fixtures FOLDER   snapshots for control/reset by name
  --menu              print what it has put into context menus
`;

/** How long our extension may take until it listens, in milliseconds. */
const START_TIME = 10_000;

/** @param {'sdk' | 'user'} face */
async function greeted(face) {
  const { LIVEBRIDGE_LIVE_FDS: _one, ...sockets } = process.env;
  const { link, token } = await toEngine(sockets);
  return new Engine(link).hello({ interface: face, client: `extension ${face}`, ...(token === undefined ? {} : { token }) });
}

/** @param {string} storage @param {ExtensionHost} host */
async function place(storage, host) {
  const file = path.join(storage, 'bridge.json');
  for (let waited = 0; waited < START_TIME; waited += 10) {
    if (host.dead) break;
    try {
      return JSON.parse(fs.readFileSync(file, 'utf8'));
    } catch {
      await wait(10);
    }
  }
  throw new Error(`the extension does not listen: ${host.dead ?? host.errors.at(-1) ?? `there is no ${file}`}`);
}

async function main() {
  const { values, positionals } = parseArgs({
    options: {
      stdio: { type: 'boolean' },
      storage: { type: 'string' },
      fixtures: { type: 'string' },
      menu: { type: 'boolean' },
      help: { type: 'boolean' },
    },
    allowPositionals: true,
  });
  if (values.help || positionals.length > 1) {
    process.stdout.write(USAGE);
    return values.help ? 0 : 2;
  }
  const own = fs.mkdtempSync(path.join(os.tmpdir(), 'livebridge-extension-'));
  process.on('exit', () => fs.rmSync(own, { recursive: true, force: true }));
  const folder = (/** @type {string} */ name) => {
    fs.mkdirSync(path.join(own, name));
    return path.join(own, name);
  };
  const storage = values.storage ?? folder('storage');
  let [bundle] = positionals;
  if (bundle === undefined) {
    bundle = folder('bundle');
    for (const [name, content] of files()) {
      fs.mkdirSync(path.dirname(path.join(bundle, name)), { recursive: true });
      fs.writeFileSync(path.join(bundle, name), content);
    }
  }
  const [engine, user] = [await greeted('sdk'), await greeted('user')];
  const host = new ExtensionHost(engine, {
    storage,
    temp: folder('temp'),
    onConsole: (level, text) => process.stderr.write(`${level === 'log' || level === 'info' ? '' : `${level}: `}${text}\n`),
  });
  host.load(bundle);
  if (host.dead) throw new Error(`${host.dead}: the Extension Host is gone, and with it every extension`);
  if (values.menu) for (const { scope, title } of host.menu) process.stdout.write(`${scope}: ${title}\n`);
  if (values.stdio) {
    const { port, token } = await place(storage, host);
    const sides = new BothSides(await connect(port, { token }), new Control(user, values.fixtures), (line) => void process.stdout.write(`${line}\n`));
    sides.read(process.stdin);
    process.on('SIGTERM', () => sides.end());
    await sides.ended;
    return 0;
  }
  const pump = setInterval(() => user.tick(), 100);
  await new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => resolve(undefined));
  });
  clearInterval(pump);
  return 0;
}

try {
  const code = await main();
  // What is still to be written to a pipe is written first.
  process.stdout.write('', () => process.exit(code));
} catch (error) {
  process.stderr.write(`extension.mjs: ${/** @type {any} */ (error).message}\n`);
  process.exit(1);
}
