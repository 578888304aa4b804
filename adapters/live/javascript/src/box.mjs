// @ts-check
// One `v8` or `js` box: a fresh realm with Max's globals, the hosted file run in
// it unchanged, and messages turned into calls of its functions.

import fs from 'node:fs';
import path from 'node:path';
import vm from 'node:vm';
import { toAtoms } from './atoms.mjs';
import * as paths from './dicts.mjs';
import { describeObject, takeDictionaries, takeStruct, STRUCTS } from './structs.mjs';
import { Files } from './files.mjs';

/** @typedef {import('./atoms.mjs').Atom} Atom */
/** @typedef {'v8' | 'js'} Kind */
/** @typedef {(level: 'info' | 'warning' | 'error', text: string) => void} Post */

/**
 * @typedef {object} Surroundings what a box needs of its device
 * @property {import('./engine.mjs').Engine} engine
 * @property {import('./clock.mjs').Clock} clock
 * @property {import('./dicts.mjs').Dicts} dicts
 * @property {Post} post
 * @property {(outlet: number, atoms: Atom[]) => void} outlet
 * @property {(name: string, atoms: Atom[]) => void} send to a named destination
 */

const REALM = new URL('./realm/', import.meta.url);
const MODULE_SYNTAX = /Cannot use import statement|Unexpected token 'export'|import\.meta/;
const RESERVED = new Set(['outlet', 'post', 'cpost', 'error', 'messnamed', 'arrayfromargs', 'require', 'include']);

/** The js or v8 half of a device. */
export class Box {
  /**
   * @param {string} file the hosted code
   * @param {Surroundings} around
   * @param {{kind?: Kind, args?: Atom[], search?: string[]}} [options] `args` as typed behind the file's name
   */
  constructor(file, around, { kind = 'v8', args = [], search = [] } = {}) {
    this.file = path.resolve(file);
    this.folder = path.dirname(this.file);
    this.kind = kind;
    this.args = args;
    this.search = [this.folder, ...search.map((folder) => path.resolve(folder))];
    this.around = around;
    /** LiveAPI objects that observe something or follow a path. @type {Set<any>} */
    this.instances = new Set();
    /** Tasks that wait. @type {Set<import('./clock.mjs').Timer>} */
    this.timers = new Set();
    /** Whether the device is initialised: in global code there is no Live API. */
    this.ready = false;
    /** Errors that escaped from the hosted code, counted. */
    this.errors = 0;
    /** @type {any} */
    this.realm = undefined;
  }

  /** Makes the realm and runs the file. @throws what the file throws while it loads */
  load() {
    this.unload();
    this.modules = new Map();
    this.realm = vm.createContext({}, { name: path.basename(this.file), codeGeneration: { strings: true, wasm: true } });
    const host = this.host();
    const values = this.inside('values.js')(host);
    const made = [
      this.inside('live-api.js')(host, values),
      this.inside('task.js')(host),
      this.inside('dict.js')(host),
      this.inside('files.js')(host),
    ];
    this.patcher = this.inside('globals.js')(host).patcher;
    for (const [name, value] of made.flatMap(Object.entries)) {
      Object.defineProperty(this.realm, name, { value, writable: true, enumerable: false, configurable: true });
    }
    this.run(this.file);
    this.ready = true;
  }

  /** What the code has set up ends with it: observers, and Tasks that have not run. */
  unload() {
    this.ready = false;
    for (const api of [...this.instances]) api.freepeer();
    for (const timer of this.timers) this.around.clock.cancel(timer);
    this.timers.clear();
  }

  /** @param {number} ms @param {() => void} run @returns {import('./clock.mjs').Timer} */
  after(ms, run) {
    const timer = this.around.clock.after(ms, () => {
      this.timers.delete(timer);
      run();
    });
    this.timers.add(timer);
    return timer;
  }

  /** @param {import('./clock.mjs').Timer} timer */
  cancel(timer) {
    this.timers.delete(timer);
    this.around.clock.cancel(timer);
  }

  /**
   * What the realm's scripts may ask of us.
   * @returns {Record<string, any>}
   */
  host() {
    const { engine, dicts } = this.around;
    const files = new Files(this.folder);
    return {
      engine,
      kind: this.kind,
      name: path.basename(this.file, path.extname(this.file)),
      folder: this.folder,
      args: [path.basename(this.file), ...this.args],
      structs: STRUCTS,
      instances: this.instances,
      loaded: () => this.ready,
      rule: (/** @type {string} */ name) => engine.rule(name),
      patcher: () => this.patcher,
      post: (/** @type {any} */ level, /** @type {string} */ text) => this.around.post(level, text.replace(/\n$/, '')),
      guard: (/** @type {() => void} */ run) => this.guard(run),
      info: (/** @type {number} */ id, /** @type {string} */ name) => describeObject(id, name, engine.describe(name)),
      struct: takeStruct,
      dictionaries: (/** @type {any} */ row, /** @type {any[]} */ args) => takeDictionaries(row, args, dicts),
      after: (/** @type {number} */ ms, /** @type {() => void} */ run) => this.after(ms, run),
      cancel: (/** @type {any} */ timer) => this.cancel(timer),
      outlet: (/** @type {number} */ index, /** @type {any[]} */ atoms) => this.outlet(index, atoms),
      send: (/** @type {string} */ name, /** @type {any[]} */ atoms) => this.around.send(name, toAtoms(atoms)),
      dicts,
      paths,
      parseData: (/** @type {string} */ text) => JSON.parse(text),
      readText: (/** @type {string} */ name) => fs.readFileSync(files.resolve(name), 'utf8'),
      writeText: (/** @type {string} */ name, /** @type {string} */ text) => fs.writeFileSync(files.resolve(name), text),
      files,
      require: (/** @type {string} */ name) => this.require(String(name), this.folder),
      include: (/** @type {string} */ name) => this.run(this.find(String(name), this.folder)),
    };
  }

  /**
   * @param {string} name a script of our own
   * @returns {any} the function that it evaluates to
   */
  inside(name) {
    const url = new URL(name, REALM);
    return new vm.Script(fs.readFileSync(url, 'utf8'), { filename: url.pathname }).runInContext(this.realm);
  }

  /** @param {string} file */
  run(file) {
    const source = fs.readFileSync(file, 'utf8');
    try {
      new vm.Script(source, { filename: file }).runInContext(this.realm);
    } catch (error) {
      if (MODULE_SYNTAX.test(String(/** @type {any} */ (error)?.message))) {
        throw new Error(`${file}: ${this.kind} takes no ES modules; bundle it into one script, or use require()`);
      }
      throw error;
    }
  }

  /**
   * A CommonJS module, as Max has them: each is run once, in this realm.
   * @param {string} name
   * @param {string} from folder of the file that asks
   * @returns {any}
   */
  require(name, from) {
    const file = this.find(name, from);
    const known = this.modules?.get(file);
    if (known) return known.exports;
    const source = fs.readFileSync(file, 'utf8');
    const module = vm.runInContext('({ exports: {} })', this.realm);
    this.modules?.set(file, module);
    if (file.endsWith('.json')) {
      module.exports = vm.runInContext('JSON.parse', this.realm)(source);
      return module.exports;
    }
    const run = vm.compileFunction(source, ['exports', 'require', 'module', '__filename', '__dirname'], {
      filename: file,
      parsingContext: this.realm,
    });
    const folder = path.dirname(file);
    try {
      run.call(module.exports, module.exports, (/** @type {string} */ next) => this.require(String(next), folder), module, file, folder);
    } catch (error) {
      this.modules?.delete(file);
      throw error;
    }
    return module.exports;
  }

  /**
   * @param {string} name
   * @param {string} from
   * @returns {string} the file that Max's search path has under this name
   */
  find(name, from) {
    for (const folder of [from, ...this.search]) {
      for (const ending of ['', '.js', '.json', '.mjs', '.cjs', '/index.js']) {
        const file = path.resolve(folder, name + ending);
        if (fs.existsSync(file) && fs.statSync(file).isFile()) return file;
      }
    }
    throw new Error(`can't find file ${name}`);
  }

  /**
   * Runs hosted code; what it throws goes to the Max console, as in Max.
   * @param {() => any} run
   * @returns {any}
   */
  guard(run) {
    try {
      const result = run();
      if (typeof result?.then === 'function') result.then(undefined, (/** @type {any} */ error) => this.failed(error));
      return result;
    } catch (error) {
      this.failed(error);
      return undefined;
    }
  }

  /** @param {any} error */
  failed(error) {
    this.errors += 1;
    const place = String(error?.stack ?? '').split('\n').find((line) => line.includes(this.folder)) ?? '';
    this.around.post('error', `${this.kind}: ${path.basename(this.file)}: ${error?.name ?? 'Error'}: ${error?.message ?? error}${place && ` (${place.trim()})`}`);
  }

  /**
   * A message at an inlet.
   * @param {readonly Atom[]} atoms
   * @param {number} [inlet]
   * @returns {any} what the function returned: a promise when it is an async one
   */
  message(atoms, inlet = 0) {
    if (atoms.length === 0) return undefined;
    const [first, ...rest] = atoms;
    const realm = this.realm;
    realm.inlet = inlet;
    if (typeof first === 'number') {
      if (rest.length > 0) return this.invoke('list', 'list', atoms);
      if (Number.isInteger(first)) return this.invoke('msg_int' in realm ? 'msg_int' : 'msg_float', 'int', atoms);
      return this.invoke('msg_float' in realm ? 'msg_float' : 'msg_int', 'float', 'msg_float' in realm ? atoms : [Math.trunc(first)]);
    }
    if (first === 'int' || first === 'float') return typeof rest[0] === 'number' ? this.message(rest, inlet) : undefined;
    if (first === 'compile') return this.guard(() => this.load());
    return this.invoke(first, first, rest);
  }

  /**
   * @param {string} name of the function
   * @param {string} selector how the message is called
   * @param {readonly Atom[]} args
   * @returns {any}
   */
  invoke(name, selector, args) {
    const realm = this.realm;
    realm.messagename = selector;
    let found = Object.hasOwn(realm, name) && !RESERVED.has(name) ? realm[name] : undefined;
    if (typeof found !== 'function' || found.local) {
      found = Object.hasOwn(realm, 'anything') ? realm.anything : undefined;
    }
    if (typeof found !== 'function') {
      this.around.post('error', `${this.kind}: ${path.basename(this.file)}: no function ${name}`);
      return undefined;
    }
    return this.guard(() => found.apply(realm, [...args]));
  }

  /**
   * @param {number} index
   * @param {any[]} atoms
   */
  outlet(index, atoms) {
    const outlets = Number(this.realm.outlets) || 0;
    if (!(index >= 0 && index < outlets)) {
      this.around.post('error', `${this.kind}: ${path.basename(this.file)}: outlet: bad outlet index ${index}`);
      return;
    }
    this.around.outlet(index, Array.from(atoms).flatMap((one) => this.outgoing(one)));
  }

  /** @param {any} value @returns {Atom[]} */
  outgoing(value) {
    if (Array.isArray(value)) return Array.from(value).flatMap((one) => this.outgoing(one));
    if (typeof value === 'object' && value !== null) {
      if (typeof value.stringify === 'function' && typeof value.name === 'string') return ['dictionary', value.name];
      const name = this.around.dicts.freshName();
      this.around.dicts.replace(name, JSON.parse(JSON.stringify(value)));
      return ['dictionary', name];
    }
    return toAtoms(value);
  }

  /** @param {import('./engine.mjs').Notification[]} notifications of one tick, in order */
  notify(notifications) {
    for (const { obj, name, value } of notifications) {
      for (const api of [...this.instances]) {
        if (api._observes(obj, name)) api._notify(value);
      }
    }
    for (const api of [...this.instances]) api._refresh();
  }
}
