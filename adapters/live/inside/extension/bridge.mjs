// @ts-check
// AbletonLiveBridge: the port on the boundary of Live's Extension Host. Judges
// what is asked for, all of it before the first thing is done; does it in order;
// answers with the state after it.

import { Answers } from './answers.mjs';
import { Boundary, HostFailure } from './boundary.mjs';
import { stale } from './entities.mjs';
import { Moves } from './moves.mjs';
import { CAPABILITIES, KINDS, OPERATIONS, REFERENCE, Refusal, anything, badInput, isPath, optional, record, text } from './port.mjs';
import { Queue } from './queue.mjs';
import { Running } from './running.mjs';
import { failureOf, stage } from './stage.mjs';

/** @typedef {import('./boundary.mjs').HostModule} HostModule */
/** @typedef {import('./entities.mjs').Entity} Entity */
/** @typedef {import('./entities.mjs').Table} Table */
/** @typedef {import('./moves.mjs').Move} Move */
/** @typedef {{ method: string, params?: any }} Op */
/** @typedef {{ isTransaction: boolean, table: Table, running: Running, first: Map<string, Entity | undefined>, made: (Entity | null)[] }} Batch */

/**
 * @typedef {object} Options
 * @property {string} [name] of the implementation
 * @property {number} [timeout] of one thing that the host does, in milliseconds
 * @property {string[]} [lacks] operations that this host cannot
 * @property {Record<string, unknown>} [declares] what differs from `DECLARED`
 * @property {(track: any, start: number, end: number) => Promise<object>} [render]
 */

export const VERSION = '1.0.0';
const MOST_OPERATIONS = 100_000;

/** What is declared; what it does not name is as in `CAPABILITIES`. */
const DECLARED = {
  undoGrouping: 'maySplit',
  transaction: 'grouped',
  stagedReferences: true,
  concurrency: 'queued',
  notes: 'live',
  sideEffects: ['arm', 'defaultNames', 'trackPlace'],
  files: 'shared',
  devices: ['Reverb', 'Delay', 'Compressor', 'Utility'],
  domain: { setTempo: { bpm: { min: 20, max: 999 } } },
};

const stagedOperation = record({ method: text, params: optional(anything) });

/** The port inside Live. */
export class AbletonLiveBridge {
  #queue = new Queue();
  #isStaging = false;

  /**
   * @param {HostModule} host what `initializeExtensionHost` gave
   * @param {Options} [options]
   */
  constructor(host, { name = 'AbletonLiveBridge', timeout, lacks = [], declares = {}, render } = {}) {
    this.name = name;
    this.host = new Boundary(host, timeout);
    this.answers = new Answers(this.host);
    this.moves = new Moves(this.host);
    this.render = render;
    this.declares = declares;
    this.offered = Object.keys(OPERATIONS).filter((operation) => !lacks.includes(operation) && (render || operation !== 'renderTrack'));
  }

  operations() {
    return this.offered;
  }

  capabilities() {
    return { ...CAPABILITIES, ...DECLARED, render: this.render !== undefined, ...this.declares };
  }

  greeting() {
    return {
      protocolVersion: 1,
      implementation: { name: this.name, version: VERSION, language: 'JavaScript' },
      capabilities: this.capabilities(),
      operations: this.operations(),
    };
  }

  /**
   * A call of the port by its name on the wire.
   * @param {string} method @param {unknown} [params] @returns {Promise<any>}
   */
  call(method, params = {}) {
    if (this.#isStaging) {
      // Whoever waited for it there would wait for himself.
      return Promise.reject(badInput(`\`${method}\` was called within a transaction`, undefined));
    }
    if (!this.offered.includes(method)) return Promise.reject(new Refusal('UNSUPPORTED', `there is no method \`${method}\``));
    if (method === 'transaction') {
      return this.#run(() => this.#transaction(record(OPERATIONS.transaction.takes)(params, 'params').ops));
    }
    if (OPERATIONS[method].isMutation) return this.#run(async () => (await this.commit([{ method, params }], false)).outcomes[0]);
    return this.#run(() => this.read(method, params));
  }

  /** Runs a task in its turn; what the host throws at any place of it is a refusal. @template T @param {() => T | Promise<T>} task @returns {Promise<T>} */
  #run(task) {
    return this.#queue.run(async () => {
      this.host.hold(true);
      this.answers.forget();
      try {
        return await task();
      } catch (error) {
        throw error instanceof HostFailure ? this.host.refusal('show the Set', error) : error;
      } finally {
        this.host.hold(false);
        this.answers.forget();
      }
    });
  }

  /**
   * Groups mutations. The callback stages them and is synchronous; each call on what it is given gives a reference,
   * which later ones may name as an id.
   * @param {(stage: Record<string, (params: object) => string>) => unknown} callback
   * @returns {Promise<{ outcomes: any[], undoSteps?: number }>}
   */
  async transaction(callback) {
    if (this.#isStaging) throw badInput('a transaction within a transaction');
    /** @type {Op[]} */
    const ops = [];
    /** @type {Record<string, (params: object) => string>} */
    const staged = {};
    for (const [method, { isMutation }] of Object.entries(OPERATIONS)) {
      if (isMutation && this.offered.includes(method)) staged[method] = (params) => `#${ops.push({ method, params }) - 1}`;
    }
    this.#isStaging = true;
    let given;
    try {
      given = callback(staged);
    } finally {
      this.#isStaging = false;
    }
    if (typeof (/** @type {any} */ (given)?.then) === 'function') {
      /** @type {any} */ (given).then(undefined, () => {});
      throw badInput('the callback of a transaction is synchronous: it may not wait for anything');
    }
    return this.#run(() => this.#transaction(ops));
  }

  /** @param {unknown[]} ops */
  #transaction(ops) {
    if (ops.length > MOST_OPERATIONS) throw badInput(`a transaction has at most ${MOST_OPERATIONS} operations`);
    return ops.length > 0 ? this.commit(ops, true) : Promise.resolve({ outcomes: [], undoSteps: 0 });
  }

  /** @param {string} method @param {unknown} params */
  read(method, params) {
    const table = this.answers.now();
    /** @type {Batch} */
    const batch = { isTransaction: false, table, running: new Running(table), first: new Map(), made: [] };
    const { args } = this.#judged(method, params, batch);
    if (method === 'renderTrack') return this.render?.(args.track, args.startBeat, args.endBeat);
    return /** @type {any} */ (this.answers)[method](args);
  }

  /**
   * Mutations, judged and then done.
   * @param {unknown[]} ops @param {boolean} isTransaction
   */
  async commit(ops, isTransaction) {
    const table = this.answers.now();
    /** @type {Batch} */
    const batch = { isTransaction, table, running: new Running(table), first: new Map(), made: [] };
    /** @type {Move[]} */
    const moves = [];
    if (ops.length > 1) this.#lookUp(ops, batch);
    /** @type {string[]} */
    const methods = [];
    for (const op of ops) {
      try {
        methods.push(this.#judgeMutation(op, batch, moves));
      } catch (error) {
        if (isTransaction && error instanceof Refusal) error.op = methods.length;
        throw error;
      }
    }
    const staged = await stage(this.host, table, moves);
    this.host.close();
    this.answers.forget();
    if (staged.failure) throw failureOf(staged, ops.length, isTransaction);
    const outcomes = [];
    for (const [at, method] of methods.entries()) outcomes.push(await this.#answer(method, batch.made[at]));
    return this.host.countsSteps ? { outcomes, undoSteps: staged.steps } : { outcomes };
  }

  /** What the ids of all operations name as the transaction begins. @param {unknown[]} ops @param {Batch} batch */
  #lookUp(ops, { first, table }) {
    for (const op of ops) {
      const params = /** @type {any} */ (op)?.params;
      for (const key of ['trackId', 'slotId', 'clipId', 'paramId']) {
        const written = typeof params === 'object' ? params?.[key] : undefined;
        if (typeof written === 'string' && isPath(written)) first.set(written, table.find(written));
      }
    }
  }

  /** @param {unknown} op @param {Batch} batch @param {Move[]} moves @returns {string} its method */
  #judgeMutation(op, batch, moves) {
    const { method, params = {} } = batch.isTransaction ? stagedOperation(op, 'an operation') : /** @type {Op} */ (op);
    // What is no mutation is wrong here, offered or not.
    if (Object.hasOwn(OPERATIONS, method) && !OPERATIONS[method].isMutation) {
      throw badInput(`\`${method}\` is no mutation, and cannot be part of a transaction`);
    }
    if (!this.offered.includes(method)) throw new Refusal('UNSUPPORTED', `there is no method \`${method}\``);
    const { makes, ids } = OPERATIONS[method];
    const { args, written } = this.#judged(method, params, batch);
    const at = batch.made.length;
    const [own] = Object.keys(ids);
    const target = own && args[own.slice(0, -'Id'.length)];
    // What it answers with: the object that it is about, or one that it makes.
    const isNew = makes !== undefined && target?.kind !== makes;
    /** @type {Entity | undefined} */
    const made = isNew ? { kind: /** @type {any} */ (makes), key: `made#${at}` } : undefined;
    moves.push(.../** @type {any} */ (this.moves)[method]({ op: at, makes: made, written, args, running: batch.running, host: this.host }));
    batch.made.push(makes === undefined ? null : (made ?? target));
    return method;
  }

  /** Judges arguments: what needs no Set first. @param {string} method @param {unknown} params @param {Batch} batch @returns {{ args: any, written: string }} */
  #judged(method, params, batch) {
    const { ids, takes, isRange } = OPERATIONS[method];
    const names = Object.keys(ids);
    const given = record(Object.fromEntries(names.map((key) => [key, text])))(params, 'params');
    const args = record(takes)(params, 'params');
    if (isRange && args.endBeat <= args.startBeat) {
      throw badInput(`\`endBeat\` must be above \`startBeat\`, not ${args.endBeat} after ${args.startBeat}`);
    }
    for (const key of names) this.#checkSyntax(given[key], batch);
    for (const key of names) args[key.slice(0, -'Id'.length)] = this.#object(ids[key], given[key], batch);
    return { args, written: names.length > 0 ? given[names[0]] : '' };
  }

  /** @param {string} written @param {Batch} batch */
  #checkSyntax(written, { isTransaction, made }) {
    if (!written.startsWith('#')) {
      if (!isPath(written)) throw badInput(`\`${written}\` is no id`, written);
      return;
    }
    const match = REFERENCE.exec(written);
    if (!match || !isTransaction || Number(match[1]) >= made.length) {
      throw badInput(`\`${written}\` refers to no earlier operation of this transaction`, written);
    }
    if (!made[Number(match[1])]) throw badInput(`\`${written}\` refers to an operation without an object`, written);
  }

  /** @param {{ kind: string, media?: string }} wanted @param {string} written @param {Batch} batch @returns {Entity} */
  #object({ kind, media }, written, { first, made, running, table }) {
    const match = REFERENCE.exec(written);
    let found;
    if (match) {
      found = below(/** @type {Entity} */ (made[Number(match[1])]), match[2], kind, written);
    } else {
      if (!KINDS[kind].test(written)) throw new Refusal('WRONG_TYPE', `\`${written}\` is no ${kind}`, { subjectId: written });
      found = first.has(written) ? first.get(written) : table.find(written);
    }
    if (!found || running.isGone(found) || (media && found.media !== media && running.isNothing(found))) throw stale(kind, written);
    if (media && found.media !== media) throw new Refusal('WRONG_TYPE', `\`${written}\` is not ${media}`, { subjectId: written });
    return found;
  }

  /** @param {string} method @param {Entity | null} made */
  async #answer(method, made) {
    const { answers } = OPERATIONS[method];
    if (!answers || (made && this.answers.now().idOf(made) === undefined)) return null;
    return /** @type {any} */ (this.answers)[answers](made ?? undefined);
  }
}

/** Ids that the kinds of what is made have: what stands below is judged by them. @type {Record<string, string>} */
const PLACES = { track: 'track:0', clip: 'track:0/clip:0', device: 'track:0/device:0', param: 'track:0/mixer/volume', cue: 'cuepoint:0' };

/**
 * What `#2` and what follows it names: of the right kind by what is written, there or not.
 * @param {Entity} made @param {string} rest @param {string} kind @param {string} written @returns {Entity}
 */
function below(made, rest, kind, written) {
  const path = PLACES[made.kind] + rest;
  if (!isPath(path)) throw badInput(`\`${written}\` is no id`, written);
  if (!KINDS[kind].test(path)) throw new Refusal('WRONG_TYPE', `\`${written}\` is no ${kind}`, { subjectId: written });
  if (rest === '') return made;
  const track = made.kind === 'track' ? made : made.track;
  return { kind: /** @type {any} */ (kind), key: made.key + rest, media: made.media, track, below: { parent: made, rest } };
}
