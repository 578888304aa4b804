// @ts-check
// For tests of devices, with node:test, vitest or anything else: a simulated
// Live, devices on it, edits of the user, and what became of the Set. Uses the
// engine that the environment names, or starts one of its own.

import { spawn } from 'node:child_process';
import path from 'node:path';
import readline from 'node:readline';
import { Device } from './device.mjs';
import { Engine } from './engine.mjs';
import { connect } from './link/connect.mjs';

/** How long an engine may take to start, in milliseconds. */
const START_TIMEOUT = 30_000;

/** Tells a served engine to end when its standard input does. */
const WITH_STDIN = '--until-stdin-closes';

/**
 * @typedef {object} LiveOptions
 * @property {string} [set] an `.als` file to open; Live's default Set without it
 * @property {Record<string, boolean | number | string>} [rules] rules of Live to switch
 * @property {string} [live] the version of Live
 * @property {string} [command] what starts a served engine; else LIVEBRIDGE_LIVE_COMMAND, else `livebridge live serve`
 * @property {number} [timeout] longest wait for one answer, in milliseconds
 */

/**
 * A simulated Live.
 * @param {LiveOptions} [options]
 * @returns {Promise<TestLive>}
 */
export async function startLive(options = {}) {
  const served = process.env.LIVEBRIDGE_LIVE ? null : await serve(options);
  const env = served?.env ?? process.env;
  try {
    const live = new TestLive(await greet(env, 'user', options.timeout), env, served, options);
    if (options.set) live.engine.load({ als: path.resolve(options.set) });
    for (const [name, value] of Object.entries(options.rules ?? {})) live.engine.link.request('rule', { name, value });
    return live;
  } catch (error) {
    served?.stop();
    throw error;
  }
}

/**
 * @param {Record<string, string | undefined>} env
 * @param {string} face
 * @param {number} [timeout]
 * @returns {Promise<Engine>}
 */
async function greet(env, face, timeout) {
  // Descriptors would serve one connection only; a test wants several.
  const { LIVEBRIDGE_LIVE_FDS: _one, ...sockets } = env;
  const { link, token } = await connect(sockets, { timeout });
  return new Engine(link).hello({ interface: face, ...(token === undefined ? {} : { token }), client: `javascript ${face}` });
}

/** @typedef {{env: Record<string, string>, stop: () => void}} Served */

/**
 * Starts `livebridge live serve`; its first line names the address and the token.
 * @param {LiveOptions} options
 * @returns {Promise<Served>}
 */
function serve(options) {
  const command = options.command ?? process.env.LIVEBRIDGE_LIVE_COMMAND ?? 'livebridge live serve';
  const [program, ...words] = (command.match(/'[^']*'|"[^"]*"|\S+/g) ?? []).map((word) => word.replace(/^(['"])(.*)\1$/, '$2'));
  if (program === undefined) throw new Error('LIVEBRIDGE_LIVE_COMMAND is empty');
  // The engine ends with its standard input: with this process, however it ends.
  if (!words.includes(WITH_STDIN)) words.push(WITH_STDIN);
  const child = spawn(program, [...words, ...(options.live ? ['--live', options.live] : [])], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => {});
  const stop = () => {
    child.stdin.end();
    child.kill();
  };
  return new Promise((resolve, reject) => {
    /** @type {Record<string, string>} */
    const env = {};
    const timer = setTimeout(() => finish(new Error(`${command} told no address within ${START_TIMEOUT / 1000} s`)), START_TIMEOUT);
    const finish = (/** @type {Error | null} */ error) => {
      clearTimeout(timer);
      if (error) {
        stop();
        reject(error);
      } else {
        // An engine that nobody stopped does not keep a test run alive.
        child.unref();
        for (const stream of [child.stdin, child.stdout]) /** @type {any} */ (stream).unref?.();
        resolve({ env, stop });
      }
    };
    child.once('error', (error) => finish(new Error(`${command} does not start (${error.message}): LIVEBRIDGE_LIVE_COMMAND says what does`)));
    child.once('exit', (code) => finish(new Error(`${command} ended with code ${code} before it told an address`)));
    readline.createInterface({ input: child.stdout }).on('line', (line) => {
      for (const [, name, value] of line.matchAll(/\b(LIVEBRIDGE_LIVE(?:_TOKEN)?)=(\S+)/g)) env[name] = value;
      if (env.LIVEBRIDGE_LIVE && env.LIVEBRIDGE_LIVE_TOKEN) finish(null);
    });
  });
}

/** A simulated Live as a test holds it. */
export class TestLive {
  /**
   * @param {Engine} engine greeted as the user
   * @param {Record<string, string | undefined>} env
   * @param {Served | null} served
   * @param {LiveOptions} options
   */
  constructor(engine, env, served, options) {
    this.engine = engine;
    this.env = env;
    this.served = served;
    this.options = options;
    /** @type {{device: Device, engine: Engine}[]} */
    this.running = [];
  }

  /**
   * Hosts a device on this Live.
   * @param {import('./device.mjs').Options & {at?: {track: number, index: number}}} options `at`: where it sits in the Set
   * @returns {Promise<Device>}
   */
  async device({ at, ...options }) {
    const { LIVEBRIDGE_LIVE_FDS: _one, ...sockets } = this.env;
    const { link, token } = await connect(sockets, { timeout: this.options.timeout });
    const engine = new Engine(link).hello({ interface: 'max', client: 'max device', ...(token === undefined ? {} : { token }), ...(at ? { device: at } : {}) });
    try {
      const device = await Device.start(engine, options);
      this.running.push({ device, engine });
      return device;
    } catch (error) {
      engine.close();
      throw error;
    }
  }

  /** The canonical text of the Set: what golden files and diffs compare. @returns {string} */
  snapshot() {
    return this.engine.snapshot();
  }

  /**
   * The value of a member, as the engine holds it (no Max typing).
   * @param {string} at path of the object
   * @param {string} name
   * @returns {unknown}
   */
  get(at, name) {
    const object = this.engine.resolve(at);
    if (!object) throw new Error(`there is nothing at ${at}`);
    return this.engine.get(object.$, name);
  }

  /**
   * The user changes a property.
   * @param {string} at
   * @param {string} name
   * @param {unknown} value
   */
  userSets(at, name, value) {
    this.engine.user({ do: 'set', path: at, name, value });
  }

  /**
   * The user does something.
   * @param {string} at
   * @param {string} name
   * @param {unknown[]} args
   * @returns {unknown}
   */
  userCalls(at, name, ...args) {
    return this.engine.user({ do: 'call', path: at, name, args });
  }

  /** The user presses undo. @returns {boolean} whether there was something to undo */
  undo() {
    return this.engine.history('undo').done;
  }

  /** The user presses redo. @returns {boolean} */
  redo() {
    return this.engine.history('redo').done;
  }

  /** Lets Live's time pass, for tests without a device. @param {number} [count] ticks of 100 ms */
  tick(count = 1) {
    this.engine.tick(count);
  }

  /** Ends the devices, and the engine when it is ours. */
  async stop() {
    for (const { device, engine } of this.running.splice(0)) {
      await device.stop();
      engine.close();
    }
    this.engine.close();
    this.served?.stop();
  }
}
