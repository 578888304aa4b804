// @ts-check
// The host's boundary as the adapter uses it: promises with a time-out in the
// place of pairs of callbacks, plain numbers in the place of bigint, and each
// failure of the host as a refusal with a code and a hint, though the host
// mostly gives no word of text.

import { Refusal, rejected } from './port.mjs';

/** @typedef {{ id: bigint }} Handle */
/** @typedef {Record<string, (...args: any[]) => any>} DataModel */
/**
 * What `initializeExtensionHost` gives; only what is used here.
 * @typedef {object} HostModule
 * @property {DataModel} dataModel
 * @property {{ storageDirectory: string, tempDirectory: string }} environment
 * @property {{ registerCommand: (id: string, run: (...args: any[]) => unknown) => void }} commands
 * @property {{ renderPreFxAudio: (track: Handle, range: { startTime: number, endTime: number }, ok: (file: string) => void, failed: (text?: string) => void) => void }} resources
 * @property {{ registerContextMenuAction: Function, showModalDialog: Function, showProgressDialog: Function }} ui
 */

/**
 * What a host has otherwise that is not Live's Extension Host.
 * @typedef {object} Otherwise
 * @property {(run: () => void, ms: number) => any} [after] in the place of `setTimeout`
 * @property {(timer: any) => void} [cancel]
 * @property {() => void} [closeStep] ends the step of undo that is open
 * @property {boolean} [stepsUnknown] whether a transaction of the host is no step of its own
 */

/** How long the host may take for one thing, in milliseconds: less than a client waits for its answer. */
export const HOST_TIMEOUT = 25_000;

/** A whole number that may have come as bigint. @param {unknown} value @returns {number} */
export const plain = (value) => Number(value);

/** What a function of the host threw: Live's doing, and no fault of ours. */
export class HostFailure extends Error {}

/** One host. */
export class Boundary {
  #isHeld = false;
  /** @type {Handle | undefined} */
  #song;

  /** @param {HostModule} host @param {number} [timeout] */
  constructor(host, timeout = HOST_TIMEOUT) {
    this.model = this.guarded(host.dataModel);
    this.timeout = timeout;
    const otherwise = /** @type {Otherwise} */ (host);
    this.after = otherwise.after ?? ((/** @type {() => void} */ run, /** @type {number} */ ms) => setTimeout(run, ms));
    this.cancel = otherwise.cancel ?? ((/** @type {any} */ timer) => clearTimeout(timer));
    /** Called when a call has ended. */
    this.close = otherwise.closeStep ?? (() => {});
    /** Whether it is known how many steps of undo a call took. */
    this.countsSteps = !otherwise.stepsUnknown;
  }

  /** The functions of the host, each failing as the host's. @param {DataModel} model @returns {DataModel} */
  guarded(model) {
    /** @type {Map<string | symbol, any>} */
    const made = new Map();
    return new Proxy(model, {
      get: (functions, name) => {
        const own = functions[/** @type {string} */ (name)];
        // What runs within a transaction is ours, and fails as it does.
        if (name === 'withinTransaction' || typeof own !== 'function') return own;
        let one = made.get(name);
        if (!one) {
          one = (/** @type {any[]} */ ...args) => {
            try {
              return own(...args);
            } catch (error) {
              throw new HostFailure(String(/** @type {any} */ (error)?.message ?? error));
            }
          };
          made.set(name, one);
        }
        return one;
      },
    });
  }

  /** The Set that is open. While a call runs it is asked for once: see `hold`. @returns {Handle} */
  get song() {
    if (!this.#isHeld) return this.model.rootGetSong();
    return (this.#song ??= this.model.rootGetSong());
  }

  /** A call begins, or ends: in between the Set that is open stays the same one. @param {boolean} on */
  hold(on) {
    this.#isHeld = on;
    this.#song = undefined;
  }

  /**
   * A getter or setter of the host. What it throws is a refusal of the host.
   * @template T @param {() => T} run @param {string} what @returns {T}
   */
  now(run, what) {
    try {
      return run();
    } catch (error) {
      throw this.refusal(what, error);
    }
  }

  /**
   * A call of the host that tells its end by callbacks.
   * @param {(ok: (value?: any) => void, failed: (text?: unknown) => void) => void} start begins it at once
   * @param {string} what for people: what was asked for
   * @returns {Promise<any>}
   */
  later(start, what) {
    return new Promise((resolve, reject) => {
      const timer = this.after(() => {
        reject(rejected(`Live did not answer within ${this.timeout / 1000} s when it was to ${what}`, 'look whether Live shows a dialog, then list again: the change may still have been made'));
      }, this.timeout);
      const end = (/** @type {() => void} */ settle) => {
        this.cancel(timer);
        settle();
      };
      try {
        start(
          (value) => end(() => resolve(value)),
          (text) => end(() => reject(this.refusal(what, text))),
        );
      } catch (error) {
        end(() => reject(this.refusal(what, error)));
      }
    });
  }

  /**
   * Starts what belongs into one step of undo.
   * @template T @param {() => T} run @returns {T}
   */
  step(run) {
    return this.model.withinTransaction(run);
  }

  /** @param {string} what @param {unknown} cause @returns {Refusal} */
  refusal(what, cause) {
    if (cause instanceof Refusal) return cause;
    const said = String(/** @type {any} */ (cause)?.message ?? cause ?? '');
    return rejected(said === '' ? `Live refused to ${what}, and gave no reason` : `Live refused to ${what}: ${said}`, hintFor(what));
  }

  /** @param {Handle} a @param {Handle | null | undefined} b */
  same(a, b) {
    return b !== null && b !== undefined && a.id === b.id;
  }
}

/** What may be the matter, by what was asked for: the host does not say. @type {[RegExp, string][]} */
const HINTS = [
  [/delete the track/, 'Live keeps the last track of a Set and the only track of a group: delete the group, or make another track first'],
  [/insert the device/, 'give the exact name of a device of Live; a track holds one instrument, MIDI effects stand before it and audio effects behind it'],
  [/create a track/, 'this edition of Live may have no more tracks'],
  [/clip/, 'the track may be frozen or recording; look at it in Live, or use another place'],
  [/cue point/, 'another cue point may stand there: choose another beat'],
  [/arm/, 'a track without an input cannot be armed'],
  [/render/, 'only audio tracks that are not groups are rendered; try a shorter range'],
  [/parameter/, 'the parameter may be held by a macro or out of reach: list the parameters again'],
];

/** @param {string} what */
function hintFor(what) {
  return HINTS.find(([about]) => about.test(what))?.[1] ?? 'ask for what Live allows: list again, and try once more with what is there';
}
