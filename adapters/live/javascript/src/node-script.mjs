// @ts-check
// The node.script box: a process of its own with the hosted script and our
// `max-api`, messages in and out, the dictionaries shared with the js half.

import { fork } from 'node:child_process';
import readline from 'node:readline';
import { fileURLToPath } from 'node:url';
import { toAtoms } from './atoms.mjs';
import { write } from './dicts.mjs';

/** @typedef {import('./atoms.mjs').Atom} Atom */

const CHILD = fileURLToPath(new URL('./node/child.mjs', import.meta.url));

/** How long the hosted script may take to load, in milliseconds. */
const LOAD_TIMEOUT = 60_000;

/**
 * @typedef {object} Surroundings
 * @property {import('./dicts.mjs').Dicts} dicts
 * @property {(level: 'info' | 'warning' | 'error', text: string) => void} post
 * @property {(atoms: Atom[]) => void} outlet
 */

/** The Node half of a device. */
export class NodeScript {
  /**
   * @param {string} file
   * @param {Surroundings} around
   * @param {{args?: string[], env?: Record<string, string>}} [options]
   */
  constructor(file, around, { args = [], env = {} } = {}) {
    this.file = file;
    this.around = around;
    this.args = args;
    this.env = env;
    /** @type {import('node:child_process').ChildProcess | null} */
    this.child = null;
    /** How the process ended, once it has. @type {string | null} */
    this.ended = null;
  }

  /**
   * Starts the process and waits until the hosted script has loaded.
   * @param {number} [timeout] in milliseconds
   * @returns {Promise<void>}
   */
  async start(timeout = LOAD_TIMEOUT) {
    const { LIVEBRIDGE_LIVE_FDS: _ours, ...inherited } = process.env;
    const child = fork(CHILD, [this.file, ...this.args], {
      env: { ...inherited, MAX_ENV: 'maxforlive', ...this.env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      execArgv: [],
    });
    this.child = child;
    for (const [stream, level] of [[child.stdout, 'info'], [child.stderr, 'error']]) {
      const lines = readline.createInterface({ input: /** @type {any} */ (stream) });
      lines.on('line', (line) => this.around.post(/** @type {any} */ (level), `node.script: ${line}`));
    }
    await new Promise((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error(`${this.file} did not load within ${timeout / 1000} s`)), timeout);
      const settle = (/** @type {Error | undefined} */ error) => {
        clearTimeout(timer);
        if (error) reject(error);
        else resolve(undefined);
      };
      child.on('error', (error) => settle(error));
      child.on('exit', (code, signal) => {
        this.ended = signal ? `ended by ${signal}` : `ended with code ${code}`;
        settle(new Error(`${this.file}: node.script ${this.ended} while it loaded`));
      });
      child.on('message', (/** @type {any} */ message) => {
        if (message.op === 'loaded') settle(undefined);
        else if (message.op === 'failed') settle(new Error(`${this.file} did not load: ${message.text}`));
        else this.received(message);
      });
    }).catch((error) => {
      this.stop();
      throw error;
    });
  }

  /**
   * A message into the box; `dictionary NAME` arrives as what it holds.
   * @param {Atom[]} atoms
   */
  message(atoms) {
    if (!this.child?.connected) {
      this.around.post('warning', 'node.script: the process is not running');
      return;
    }
    const isDict = atoms[0] === 'dictionary' && atoms.length === 2;
    const dictionary = isDict ? this.around.dicts.open(String(atoms[1])) : undefined;
    this.child.send({ op: 'message', atoms, dictionary }, () => {});
  }

  /** @param {any} request of max-api */
  received(request) {
    let value;
    let error;
    try {
      value = this.serve(request);
    } catch (failure) {
      error = String(/** @type {any} */ (failure)?.message ?? failure);
    }
    if (this.child?.connected) this.child.send(error === undefined ? { id: request.id, value: value ?? null } : { id: request.id, error }, () => {});
  }

  /** @param {any} request @returns {any} */
  serve(request) {
    const { dicts } = this.around;
    switch (request.op) {
      case 'outlet':
        this.around.outlet(request.atoms.flatMap((/** @type {any} */ one) => this.outgoing(one)));
        return null;
      case 'post':
        this.around.post(request.level === 'warn' ? 'warning' : request.level, String(request.text));
        return null;
      case 'getDict':
        if (!dicts.has(request.name)) throw new Error(`there is no dict ${request.name}`);
        return dicts.open(request.name);
      case 'setDict':
        dicts.replace(request.name, request.value);
        return dicts.open(request.name);
      case 'updateDict':
        write(dicts.open(request.name), request.path, request.value);
        return dicts.open(request.name);
      default:
        throw new Error(`max-api: no such request: ${request.op}`);
    }
  }

  /** @param {any} value @returns {Atom[]} */
  outgoing(value) {
    if (Array.isArray(value)) return value.flatMap((one) => this.outgoing(one));
    if (typeof value !== 'object' || value === null) return toAtoms(value);
    const name = this.around.dicts.freshName();
    this.around.dicts.replace(name, value);
    return ['dictionary', name];
  }

  /** Ends the process. @returns {Promise<void>} once it has ended */
  async stop() {
    const child = this.child;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 2000);
    await gone;
    clearTimeout(timer);
  }
}
