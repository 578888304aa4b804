// @ts-check
// The Extension Host: loads a built bundle into the narrow environment that
// Live gives it, hands it the boundary (`activate`), and plays the person who
// uses it: fires entries of context menus, answers dialogs, watches progress.
//
// From publicly known facts; nothing of Ableton's is here. What it does is no
// proof about a real Live.

import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import vm from 'node:vm';
import { readBundle } from './bundle.mjs';
import { dataModel } from './data-model.mjs';
import { textOf } from './errors.mjs';
import { handleOf, idOf } from './values.mjs';
import { render } from './render.mjs';

/** @typedef {import('../../javascript/src/engine.mjs').Engine} Engine */
/** @typedef {{ scope: string, title: string, command: string }} MenuEntry */
/** @typedef {{ url: string, width: number, height: number }} Dialog */

/** The version of the boundary. */
export const API_VERSION = '1.0.0';

const CONSOLE = /** @type {const} */ (['debug', 'log', 'info', 'warn', 'error']);

/**
 * @typedef {object} HostOptions
 * @property {string} storage the folder that a bundle may keep files in
 * @property {string} temp the folder for renders and other files that pass
 * @property {(level: string, text: string) => void} [onConsole]
 * @property {(dialog: Dialog) => unknown} [onDialog] what a person answers to a dialog: a text, or a promise of one
 */

/** An Extension Host with one bundle in it. */
export class ExtensionHost {
  /** @param {Engine} engine greeted as `sdk` @param {HostOptions} options */
  constructor(engine, options) {
    this.engine = engine;
    this.options = options;
    /** @type {MenuEntry[]} */
    this.menu = [];
    /** @type {Map<string, (...args: unknown[]) => unknown>} */
    this.commands = new Map();
    /** @type {Dialog[]} */
    this.dialogs = [];
    /** What progress dialogs said. @type {string[]} */
    this.progress = [];
    /** What went wrong in code of the bundle that the host called. @type {string[]} */
    this.errors = [];
    /** Why the whole host is gone, with every extension in it. @type {string | null} */
    this.dead = null;
    /** @type {any} */
    this.exports = undefined;
  }

  /**
   * Loads a bundle and activates it.
   * @param {string} file a `.ablx`, a folder with a manifest, or the bundle itself
   */
  load(file) {
    const bundle = readBundle(file);
    const module = { exports: /** @type {any} */ ({}) };
    try {
      const { code, name, folder } = bundle;
      const globals = this.globals(module, folder, name);
      const script = new vm.Script(code, { filename: path.join(folder, name) });
      if (this.engine.rule('sdk.vm-globals')) script.runInContext(vm.createContext(globals));
      else vm.compileFunction(code, Object.keys(globals), { filename: path.join(folder, name) })(...Object.values(globals));
    } catch (error) {
      const text = `${path.basename(file)} threw while it was loaded: ${words(error)}`;
      // Live does not tell one extension's load from another's: all of them go.
      if (this.engine.rule('sdk.load-throw-kills-host')) this.dead = text;
      this.report(text);
      return;
    }
    this.exports = module.exports;
    if (typeof this.exports.activate !== 'function') {
      this.report(`${path.basename(file)} exports no \`activate\``);
      return;
    }
    try {
      this.exports.activate(this.activation());
    } catch (error) {
      this.report(`activate: ${words(error)}`);
    }
  }

  /** All that a bundle finds around it. @param {object} module @param {string} folder @param {string} name @returns {Record<string, unknown>} */
  globals(module, folder, name) {
    /** @type {Record<string, (...parts: unknown[]) => void>} */
    const console = {};
    for (const level of CONSOLE) console[level] = (...parts) => this.options.onConsole?.(level, parts.map(String).join(' '));
    return {
      require: createRequire(path.join(folder, name)),
      module,
      __dirname: folder,
      __filename: path.join(folder, name),
      console,
      setTimeout,
      clearTimeout,
      setInterval,
      clearInterval,
      process,
      fetch,
      AbortController,
      Buffer,
    };
  }

  activation() {
    return { hostApiVersion: API_VERSION, initializeExtensionHost: (/** @type {any} */ options) => this.boundary(options) };
  }

  /** @param {{ apiVersion?: string } | undefined} options */
  boundary(options) {
    const [wanted] = String(options?.apiVersion ?? API_VERSION).split('.');
    if (wanted !== API_VERSION.split('.')[0]) throw new Error(`this host speaks version ${API_VERSION}, not ${options?.apiVersion}`);
    const defer = (/** @type {() => void} */ run) => void setImmediate(() => this.call('a callback', run));
    return {
      dataModel: dataModel(this.engine, defer),
      environment: { storageDirectory: this.options.storage, tempDirectory: this.options.temp, language: 'EN' },
      commands: {
        registerCommand: (/** @type {string} */ id, /** @type {(...args: unknown[]) => unknown} */ run) => void this.commands.set(id, run),
        executeCommand: (/** @type {string} */ id, /** @type {unknown[]} */ ...args) => this.execute(id, args),
      },
      resources: this.resources(defer),
      ui: this.ui(defer),
    };
  }

  /** @param {(run: () => void) => void} defer */
  resources(defer) {
    return {
      renderPreFxAudio: (/** @type {any} */ handle, /** @type {any} */ range, /** @type {any} */ ok, /** @type {any} */ failed) =>
        defer(() => {
          let file;
          try {
            const id = idOf(handle);
            const is = (/** @type {string} */ name) => this.engine.get(id, name) === true;
            if ((is('has_midi_input') || is('is_foldable')) && this.engine.rule('render.midi-group-refused')) throw new Error('only audio tracks');
            file = render(this.engine, id, range.startTime, range.endTime, this.options.temp);
          } catch (error) {
            const text = textOf(this.engine, error);
            return void (text === '' ? failed?.() : failed?.(text));
          }
          ok?.(file);
        }),
      importIntoProject: (/** @type {string} */ file, /** @type {any} */ ok, /** @type {any} */ failed) =>
        defer(() => {
          const folder = path.join(this.options.storage, 'Project', 'Samples', 'Imported');
          const copy = path.join(folder, path.basename(file));
          try {
            fs.mkdirSync(folder, { recursive: true });
            fs.copyFileSync(file, copy);
          } catch (error) {
            return void failed?.(words(error));
          }
          ok?.(copy);
        }),
    };
  }

  /** @param {(run: () => void) => void} defer */
  ui(defer) {
    return {
      registerContextMenuAction: (/** @type {string} */ scope, /** @type {string} */ title, /** @type {string} */ command, /** @type {any} */ done) => {
        const entry = { scope, title, command };
        this.menu.push(entry);
        done?.((/** @type {any} */ gone) => {
          this.menu = this.menu.filter((other) => other !== entry);
          gone?.();
        });
      },
      showModalDialog: (/** @type {string} */ url, /** @type {number} */ width, /** @type {number} */ height, /** @type {any} */ ok, /** @type {any} */ failed) => {
        const dialog = { url, width, height };
        this.dialogs.push(dialog);
        // Without a person to answer, it is closed.
        Promise.resolve()
          .then(() => this.options.onDialog?.(dialog) ?? '')
          .then(
            (answer) => this.call('a callback', () => ok?.(answer)),
            (error) => this.call('a callback', () => failed?.(words(error))),
          );
      },
      showProgressDialog: (/** @type {any} */ options, /** @type {any} */ onShow) => {
        this.progress.push(String(options?.text ?? ''));
        defer(() =>
          onShow?.({
            update: (/** @type {any} */ now, /** @type {any} */ done) => {
              this.progress.push(`${now?.text ?? ''} ${now?.progress ?? ''}`.trim());
              done?.();
            },
            close: (/** @type {any} */ done) => done?.(),
          }),
        );
      },
    };
  }

  // ---- What a person does ----

  /**
   * Chooses an entry of a context menu.
   * @param {string} scope where it was opened: `MidiClip`, `AudioTrack`, `ClipSlotSelection`, ...
   * @param {string} title
   * @param {unknown} argument what the host gives the command: see `handle` and `slots`
   * @returns {Promise<unknown>} when the command is done
   */
  async choose(scope, title, argument) {
    const entry = this.menu.find((one) => one.scope === scope && one.title === title);
    if (!entry) throw new Error(`no menu of ${scope} has \`${title}\``);
    return this.execute(entry.command, [argument]);
  }

  /** @param {string} id @param {unknown[]} args */
  execute(id, args) {
    const run = this.commands.get(id);
    if (!run) throw new Error(`there is no command ${id}`);
    return run(...args);
  }

  /** The handle of what stands at a path, as a menu gives it. @param {string} at */
  handle(at) {
    const found = this.engine.resolve(at);
    if (!found) throw new Error(`there is nothing at ${at}`);
    return handleOf(this.engine, found);
  }

  /** A selection of slots, as a menu gives it. @param {string[]} paths */
  slots(paths) {
    return { selected_clip_slots: paths.map((at) => this.handle(at)) };
  }

  /** A selection in the Arrangement, as a menu gives it. @param {string[]} tracks @param {number} start @param {number} end */
  lanes(tracks, start, end) {
    return { selected_lanes: tracks.map((at) => this.handle(at)), time_selection_start: start, time_selection_end: end };
  }

  // ---- What goes wrong ----

  /** Calls code of the bundle: what it throws does not end the host. @param {string} what @param {() => void} run */
  call(what, run) {
    try {
      run();
    } catch (error) {
      this.report(`${what} threw: ${words(error)}`);
    }
  }

  /** @param {string} text */
  report(text) {
    this.errors.push(text);
    this.options.onConsole?.('error', text);
  }
}

/** @param {unknown} error an error of the bundle's realm is no instance of ours */
function words(error) {
  return String(/** @type {any} */ (error)?.message ?? error);
}
