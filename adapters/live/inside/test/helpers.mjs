// What the tests share: a simulated Live of their own with an Extension Host on
// it, and a client of the extension. An engine is named by LIVEBRIDGE_LIVE_COMMAND.

import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Engine } from '../../javascript/src/engine.mjs';
import { connect as toEngine } from '../../javascript/src/link/connect.mjs';
import { startLive } from '../../javascript/src/testing.mjs';
import { ExtensionHost } from '../host/host.mjs';
import { files } from '../pack/ablx.mjs';
import { Caller, connect as toBridge } from '../verify/socket.mjs';

export const HERE = path.dirname(fileURLToPath(import.meta.url));
export const GOLDEN = path.resolve(HERE, '../../../../golden');

/** For tests that need an engine. */
export const NEEDS_ENGINE = { skip: process.env.LIVEBRIDGE_LIVE_COMMAND ? false : 'no engine: LIVEBRIDGE_LIVE_COMMAND is not set' };

const OURS = files().get('dist/extension.js').toString('utf8');

/** @param {string} name */
export const fixture = (name) => JSON.parse(fs.readFileSync(path.join(GOLDEN, 'fixtures', `${name}.json`), 'utf8'));

/**
 * A Live with a bundle in its Extension Host; it ends with the test.
 * @param {import('node:test').TestContext} t
 * @param {{ rules?: object, code?: string | null, set?: object, onDialog?: Function, before?: Function }} [options]
 *   `code`: the text of a bundle, ours without one, none for null; `set`: a snapshot to open
 */
export async function hosted(t, { rules, code = OURS, set, onDialog, before } = {}) {
  const live = await startLive({ rules });
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'livebridge-inside-'));
  const { link, token } = await toEngine(live.env);
  const engine = new Engine(link).hello({ interface: 'sdk', token });
  t.after(async () => {
    engine.close();
    await live.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });
  const [storage, temp] = ['storage', 'temp'].map((name) => path.join(folder, name));
  fs.mkdirSync(storage);
  fs.mkdirSync(temp);
  // Tests run beside each other: any free port.
  fs.writeFileSync(path.join(storage, 'bridge.json'), '{"wantedPort":0}');
  if (set) live.engine.load({ snapshot: JSON.stringify(set) });
  before?.(live);
  const said = [];
  const host = new ExtensionHost(engine, { storage, temp, onDialog, onConsole: (_, text) => said.push(text) });
  if (code !== null) {
    fs.writeFileSync(path.join(folder, 'bundle.js'), code);
    host.load(path.join(folder, 'bundle.js'));
  }
  return { live, engine, host, folder, storage, temp, said };
}

/** Where the extension listens. @param {string} storage */
export async function placeOf(storage) {
  for (let turn = 0; turn < 500; turn += 1) {
    const place = JSON.parse(fs.readFileSync(path.join(storage, 'bridge.json'), 'utf8'));
    if (place.port) return place;
    await wait(10);
  }
  throw new Error('it does not listen');
}

/** A connection that ends with the test. @param {import('node:test').TestContext} t @param {number} port @param {object} [options] */
export async function connect(t, port, options) {
  const connection = await toBridge(port, options);
  t.after(() => connection.close());
  return connection;
}

/** A greeted client of the extension. @param {import('node:test').TestContext} t @param {object} [options] */
export async function bridged(t, options) {
  const hosting = await hosted(t, options);
  const place = await placeOf(hosting.storage);
  const connection = await connect(t, place.port, { token: place.token });
  const caller = new Caller(connection);
  const greeting = await caller.greet();
  return { ...hosting, place, caller, greeting };
}

/** The boundary as a bundle gets it. @param {ExtensionHost} host */
export const boundary = (host) => host.activation().initializeExtensionHost({ apiVersion: '1.0.0' });

/** What a call with callbacks ends with. */
export const ended = (start) => new Promise((resolve) => start((value) => resolve({ value }), (text) => resolve({ refused: true, text })));
