// @ts-check
// The v8 half of the device: has LiveAPI and no network. Takes calls from the
// cable, does them by the adapter that the extension has too, and answers with
// the same id.

import { AbletonLiveBridge } from '../extension/bridge.mjs';
import { Refusal, badInput } from '../extension/port.mjs';
import { CHUNK, MOST_CHUNKS, decode, encode } from './codec.mjs';
import { hostOnLiveApi } from './live-api.mjs';

/** What Live's object model lacks: ranges to clear, renders, and a length for audio clips. */
const LACKS = ['clearClipsInRange', 'renderTrack', 'createArrangementAudioClip'];
const DECLARES = {
  undoGrouping: 'mayMerge',
  precision: 'd6',
  colors: 'palette',
  sideEffects: ['arm', 'defaultNames', 'noteSelection'],
  files: 'remote',
};

/** How long one thing may take, in milliseconds: a transaction may make hundreds of cue points, one a tick. */
const LIVE_TIMEOUT = 50_000;

const RESPONSE = 'livebridge_response';

/**
 * @param {new (path?: string) => any} LiveAPI
 * @param {(run: () => void, ms: number) => any} after
 * @param {(atoms: any[]) => void} send into the cable
 * @returns {(atoms: any[]) => Promise<void>} takes a request from it, without the message's name
 */
export function liveHalf(LiveAPI, after, send) {
  /** @type {AbletonLiveBridge | undefined} */
  let bridge;
  const made = () => (bridge ??= new AbletonLiveBridge(hostOnLiveApi(LiveAPI, after), { name: 'AbletonLiveBridge for Max', timeout: LIVE_TIMEOUT, lacks: LACKS, declares: DECLARES }));
  return async ([id, ...atoms]) => {
    let answer;
    try {
      const { what, method, params } = JSON.parse(decode(atoms).text);
      if (what === 'greeting') answer = { result: made().greeting() };
      else answer = { result: await made().call(method, params) };
    } catch (error) {
      answer = { error: told(error) };
    }
    let text = JSON.stringify(answer);
    if (text.length > CHUNK * (MOST_CHUNKS - 1)) {
      text = JSON.stringify({ error: told(badInput(`the answer has ${text.length} characters, more than the cable takes: ask for less at once`)) });
    }
    send(encode(RESPONSE, String(id), text));
  };
}

/** @param {any} error */
function told(error) {
  if (error instanceof Refusal) {
    const { code, message, hint, subjectId, op } = error;
    return { code, message, hint, subjectId, op };
  }
  if (error?.constructor?.name === 'CableError' || error instanceof SyntaxError) {
    return { code: 'SDK_REJECTED', message: `the request was lost on the patch cable: ${error.message}`, hint: 'nothing was done: ask again, for less at once' };
  }
  return { bug: String(error?.message ?? error) };
}
