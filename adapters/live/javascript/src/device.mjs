// @ts-check
// A Max for Live device as one thing: its js half, its Node half, the cables
// between them, its clock, and Live's ticks. Time is virtual, moved by
// `advance`, or follows the wall's clock.

import fs from 'node:fs';
import { Box } from './box.mjs';
import { Clock } from './clock.mjs';
import { Dicts } from './dicts.mjs';
import { NodeScript } from './node-script.mjs';
import { Patch } from './cable/patch.mjs';

/** @typedef {import('./atoms.mjs').Atom} Atom */
/** @typedef {{from: 'js' | 'node', outlet: number, atoms: Atom[]}} Output */
/** @typedef {{level: 'info' | 'warning' | 'error', text: string}} Line */

/** Milliseconds between two ticks of Live. */
export const TICK = 100;

/** How often the wall's clock is looked at, in milliseconds. */
const PUMP = 5;

/** How often a watched file is looked at, in milliseconds. */
const WATCH = 200;

/** How deep one message may set off another before we call it a loop. */
const CABLE_LIMIT = 100;

/**
 * @typedef {object} Options
 * @property {string} [js] file of the js half
 * @property {string} [node] file of the Node half
 * @property {import('./box.mjs').Kind} [kind] `v8` (the default) or `js`
 * @property {Atom[]} [args] of the js box
 * @property {string[]} [nodeArgs] of `script start`
 * @property {import('./cable/patch.mjs').Route[]} [routes] cables; one each way by default
 * @property {Patch} [patch] instead of `routes`
 * @property {'virtual' | 'wall'} [clock] `wall` when there is a Node half, else `virtual`
 * @property {number} [speed] Live's milliseconds for one of the wall's
 * @property {(line: Line) => void} [onPost] for each line of the Max console
 * @property {(output: Output) => void} [onOutput] for each message out of an outlet
 * @property {boolean} [keep] whether `outputs` and `console` keep everything; they do when left out
 * @property {Record<string, string>} [env] more environment for the Node half
 */

/** A running device. */
export class Device {
  /**
   * @param {import('./engine.mjs').Engine} engine greeted as `max`
   * @param {Options} options
   */
  constructor(engine, options) {
    this.engine = engine;
    this.options = options;
    this.clock = new Clock();
    this.dicts = new Dicts();
    this.patch = options.patch ?? new Patch(options.routes, engine.rule('max.symbol-limit') ? {} : { limit: Infinity });
    /** @type {Output[]} everything that left an outlet */
    this.outputs = [];
    /** @type {Line[]} the Max console */
    this.console = [];
    /** @type {Map<string, ((atoms: Atom[]) => void)[]>} */
    this.receivers = new Map();
    /** @type {Box | null} */
    this.box = null;
    /** @type {NodeScript | null} */
    this.node = null;
    this.nextTick = TICK;
    /** @type {Promise<unknown>} advances run one after the other */
    this.advancing = Promise.resolve();
    /** @type {NodeJS.Timeout | undefined} */
    this.pump = undefined;
    this.carried = 0;
    /** Why the device no longer runs, once the link to the engine has broken. @type {Error | null} */
    this.broken = null;
  }

  /**
   * Loads both halves, then tells the js half that the device is ready.
   * @param {import('./engine.mjs').Engine} engine
   * @param {Options} options
   * @returns {Promise<Device>}
   */
  static async start(engine, options) {
    const device = new Device(engine, options);
    try {
      await device.load();
    } catch (error) {
      await device.stop();
      throw error;
    }
    return device;
  }

  async load() {
    const { js, node, kind, args, nodeArgs, env } = this.options;
    const post = (/** @type {Line['level']} */ level, /** @type {string} */ text) => this.post(level, text);
    if (js) {
      this.box = new Box(js, {
        engine: this.engine,
        clock: this.clock,
        dicts: this.dicts,
        post,
        outlet: (outlet, atoms) => this.output('js', outlet, atoms),
        send: (name, atoms) => this.named(name, atoms),
      }, { kind, args });
    }
    if (node) {
      this.node = new NodeScript(node, { dicts: this.dicts, post, outlet: (atoms) => this.output('node', 0, atoms) }, { args: nodeArgs, env });
    }
    // The js box exists before node.script starts its process, as in a patcher.
    this.box?.load();
    if (this.box && Object.hasOwn(this.box.realm, 'loadbang')) this.box.message(['loadbang']);
    await this.node?.start();
    if ((this.options.clock ?? (node ? 'wall' : 'virtual')) === 'wall') this.followWall();
  }

  /** A changed file is loaded anew, while the code says `autowatch = 1`. */
  followFile() {
    const box = this.box;
    if (!box) return;
    fs.watchFile(box.file, { interval: WATCH, persistent: false }, (now, before) => {
      if (now.mtimeMs !== before.mtimeMs && Number(box.realm.autowatch) === 1) box.message(['compile']);
    });
  }

  /** Time passes as on the wall. */
  followWall() {
    this.followFile();
    const speed = this.options.speed ?? 1;
    let last = performance.now();
    this.pump = setInterval(() => {
      const now = performance.now();
      const passed = (now - last) * speed;
      last = now;
      this.advance(passed).catch((error) => this.fail(error));
    }, PUMP);
  }

  /**
   * A message into the js half.
   * @param {Atom[]} atoms
   * @returns {any} what the function returned
   */
  send(...atoms) {
    return this.box?.message(atoms);
  }

  /** @param {Atom[]} atoms a message into the Node half */
  sendNode(...atoms) {
    this.node?.message(atoms);
  }

  /**
   * Listens to a name of `messnamed`.
   * @param {string} name
   * @param {(atoms: Atom[]) => void} listener
   */
  receive(name, listener) {
    this.receivers.set(name, [...(this.receivers.get(name) ?? []), listener]);
  }

  /**
   * Lets time pass: timers and Live's ticks in the order in which they are due.
   * @param {number} ms
   * @returns {Promise<void>}
   */
  advance(ms) {
    const next = this.advancing.then(() => this.pass(ms));
    this.advancing = next.catch(() => {});
    return next;
  }

  /** @param {number} ms */
  async pass(ms) {
    const end = this.clock.now + ms;
    while (!this.broken) {
      const due = Math.min(this.clock.next, this.nextTick);
      if (due > end) break;
      if (this.nextTick <= this.clock.next) {
        this.clock.now = Math.max(this.clock.now, this.nextTick);
        this.nextTick += TICK;
        this.tick();
      } else {
        this.clock.take(end)?.run();
      }
      // What the hosted code awaits goes on before the next thing happens.
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.clock.now = Math.max(this.clock.now, end);
  }

  /** One tick of Live, and what it has to tell. */
  tick() {
    const notifications = this.engine.tick();
    this.box?.notify(notifications);
  }

  /**
   * Waits for a message out of an outlet, and lets virtual time pass meanwhile.
   * @param {(output: Output) => boolean} wanted
   * @param {{timeout?: number, from?: number}} [options] timeout in (virtual) ms; `from`: the first output looked at
   * @returns {Promise<Output>}
   */
  async waitFor(wanted, { timeout = 5000, from = 0 } = {}) {
    const virtual = this.pump === undefined;
    const start = performance.now();
    for (let waited = 0; ; waited += 10) {
      const found = this.outputs.slice(from).find(wanted);
      if (found) return found;
      if (this.broken) throw this.broken;
      if (this.node?.ended) throw new Error(`node.script ${this.node.ended}`);
      if ((virtual ? waited : performance.now() - start) > timeout) throw new Error(`no such message within ${timeout} ms`);
      if (virtual) await this.advance(10);
      if (!virtual || this.node) await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  /**
   * @param {'js' | 'node'} from
   * @param {number} outlet
   * @param {Atom[]} atoms
   */
  output(from, outlet, atoms) {
    const output = { from, outlet, atoms };
    if (this.options.keep !== false) this.outputs.push(output);
    this.options.onOutput?.(output);
    if (this.carried > CABLE_LIMIT) throw new Error('the cables of this device form a loop');
    this.carried += 1;
    try {
      for (const delivery of this.patch.carry(from, outlet, atoms)) {
        if (delivery.to === 'js') this.box?.message(delivery.atoms);
        else this.node?.message(delivery.atoms);
      }
    } finally {
      this.carried -= 1;
    }
  }

  /** @param {string} name @param {Atom[]} atoms */
  named(name, atoms) {
    const listeners = this.receivers.get(name) ?? [];
    if (listeners.length === 0) this.post('warning', `messnamed: nobody receives ${name}`);
    for (const listener of listeners) listener(atoms);
  }

  /** @param {Line['level']} level @param {string} text */
  post(level, text) {
    const line = { level, text };
    if (this.options.keep !== false) this.console.push(line);
    this.options.onPost?.(line);
  }

  /** @param {Error} error */
  fail(error) {
    if (this.broken) return;
    this.broken = error;
    clearInterval(this.pump);
    this.post('error', error.message);
  }

  /** Ends both halves; the engine stays. */
  async stop() {
    clearInterval(this.pump);
    this.pump = undefined;
    if (this.box) fs.unwatchFile(this.box.file);
    try {
      this.box?.unload();
    } catch {
      // The link may be broken: then there is nothing to take back.
    }
    await this.advancing;
    await this.node?.stop();
  }
}
