// @ts-check
// How refusals of the engine reach a bundle: what Live's Extension Host says is
// an error, mostly without a word of text. A broken link is never Live's doing
// and goes through as it is.

import { Refusal } from '../../javascript/src/link/errors.mjs';

/** @typedef {import('../../javascript/src/engine.mjs').Engine} Engine */

/**
 * Runs a request; a refusal becomes the host's error.
 * @template T
 * @param {Engine} engine
 * @param {() => T} run
 * @returns {T}
 */
export function guarded(engine, run) {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    throw new Error(textOf(engine, error));
  }
}

/**
 * What a callback of an error gets to read: nothing, but where the host is known to say why.
 * @param {Engine} engine
 * @param {unknown} error
 * @param {boolean} [told] whether this is one of the few calls whose errors carry text
 * @returns {string}
 */
export function textOf(engine, error, told = false) {
  const words = error instanceof Error ? error.message : String(error);
  // What is not simulated is our gap, and is told by name whatever the rule says.
  if (error instanceof Refusal && error.kind === 'NotSimulated') return words;
  return told || !engine.rule('sdk.error-no-text') ? words : '';
}
