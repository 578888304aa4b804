// @ts-check
// Calls over the cable, from the Node half: each ends in an answer or in a clear
// refusal, and nothing that happens to one touches the next. An answer that
// nobody waits for any more is ignored.

import { Refusal, rejected } from '../extension/port.mjs';
import { CableError, decode, encode } from './codec.mjs';

/** @typedef {import('./codec.mjs').Atom} Atom */

export const [REQUEST, RESPONSE] = ['livebridge_request', 'livebridge_response'];

/** How long the other half may take, in milliseconds: Live's own work in it, and the ticks that it waits for. */
const TIMEOUT = 55_000;

/** The other half as a target of the wire. */
export class Cable {
  /** @type {Map<string, (answer: { text: string } | { error: unknown }) => void>} */
  #waiting = new Map();
  #asked = 0;
  /** @type {any} */
  #greeting;

  /** @param {(atoms: Atom[]) => void} send @param {{ timeout?: number, log?: (text: string) => void }} [options] */
  constructor(send, { timeout = TIMEOUT, log = () => {} } = {}) {
    this.send = send;
    this.timeout = timeout;
    this.log = log;
  }

  /** Asks the other half who it is; before that nobody is served. @returns {Promise<void>} */
  async connect() {
    this.#greeting = await this.ask('greeting', {});
  }

  greeting() {
    return this.#greeting;
  }

  /** @param {string} method @param {unknown} params @returns {Promise<any>} */
  call(method, params) {
    return this.ask('call', { method, params });
  }

  /** @param {string} what @param {object} more @returns {Promise<any>} */
  async ask(what, more) {
    const id = `c${(this.#asked += 1)}`;
    const text = await new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        settle({ error: rejected(`Live did not answer within ${this.timeout / 1000} s`, 'the change may still be made: list again before you repeat it') });
      }, this.timeout);
      const settle = (/** @type {any} */ answer) => {
        clearTimeout(timer);
        this.#waiting.delete(id);
        if ('error' in answer) reject(answer.error);
        else resolve(answer.text);
      };
      this.#waiting.set(id, settle);
      try {
        this.send(encode(REQUEST, id, JSON.stringify({ what, ...more })));
      } catch (error) {
        settle({ error: lost('the request', error) });
      }
    });
    return answered(text);
  }

  /** A message of the other half, without its name. @param {Atom[]} atoms */
  receive([id, ...rest]) {
    const settle = this.#waiting.get(String(id));
    if (!settle) return this.log(`an answer to ${String(id).slice(0, 40)}, which nobody waits for`);
    try {
      const { text, warnings } = decode(rest);
      for (const warning of warnings) this.log(warning);
      settle({ text });
    } catch (error) {
      settle({ error: lost('the answer', error) });
    }
  }
}

/** @param {string} text of the other half */
function answered(text) {
  let answer;
  try {
    answer = JSON.parse(text);
  } catch {
    throw lost('the answer', new CableError('it is no JSON'));
  }
  if (answer?.error === undefined) return answer?.result ?? null;
  const { code, message, hint, subjectId, op, bug } = answer.error;
  if (bug) throw new Error(bug);
  const refusal = new Refusal(code, message, { hint, subjectId });
  refusal.op = op;
  throw refusal;
}

/** @param {string} what @param {any} error */
function lost(what, error) {
  return rejected(`${what} was lost on the patch cable: ${error?.message ?? error}`, 'list again, for a change may have been made; then ask for less at once');
}
