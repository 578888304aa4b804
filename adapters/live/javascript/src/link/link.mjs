// @ts-check
// Requests to the engine and their answers: one JSON object a line each way, in
// order. Whatever comes that is no proper answer in proper time breaks the link
// for good, with a clear error; nothing hangs and nothing is guessed.

import { LinkError, Refusal } from './errors.mjs';

/** The longest line taken from the engine, in bytes. */
export const LINE_LIMIT = 64 * 1024 * 1024;

/** How long an answer may take, in milliseconds. */
export const TIMEOUT = 30_000;

const LINE_END = 10;

/** @typedef {{send(bytes: Uint8Array, deadline: number): void, receive(buffer: Uint8Array, offset: number, deadline: number): number, close(): void}} Bytes */
/** @typedef {{n: number, error?: {kind?: unknown, message?: unknown, [field: string]: unknown}, [field: string]: unknown}} Answer */

/** One connection to the engine. */
export class Link {
  /**
   * @param {Bytes} pipe
   * @param {{timeout?: number, limit?: number}} [options] longest wait in ms, longest line in bytes
   */
  constructor(pipe, { timeout = TIMEOUT, limit = LINE_LIMIT } = {}) {
    this.pipe = pipe;
    this.timeout = timeout;
    this.limit = limit;
    /** How many requests were sent. */
    this.requests = 0;
    /** @type {LinkError | null} why the link is broken */
    this.broken = null;
    this.buffer = Buffer.allocUnsafe(64 * 1024);
    this.filled = 0;
    this.decoder = new TextDecoder('utf-8', { fatal: true });
  }

  /**
   * Sends one request and waits for its answer.
   * @param {string} op
   * @param {Record<string, unknown>} [fields]
   * @returns {Answer}
   * @throws {Refusal} when the engine refuses
   * @throws {LinkError} when the link is, or becomes, broken
   */
  request(op, fields = {}) {
    if (this.broken) throw this.broken;
    const number = this.requests;
    this.requests += 1;
    const deadline = performance.now() + this.timeout;
    const line = `${JSON.stringify({ n: number, op, ...fields }, wellFormed)}\n`;
    try {
      this.pipe.send(Buffer.from(line), deadline);
    } catch (error) {
      throw this.break(`the engine takes no more requests: ${words(error)}`);
    }
    const answer = this.parse(this.line(op, deadline));
    if (answer.n !== number) {
      throw this.break(`an answer to ${clip(JSON.stringify(answer.n))} where ${number} was asked (${op})`);
    }
    const error = answer.error;
    if (error === undefined) return answer;
    if (typeof error !== 'object' || error === null || typeof error.kind !== 'string') {
      throw this.break(`an error that is no object with a kind: ${clip(JSON.stringify(error))}`);
    }
    throw new Refusal(error.kind, typeof error.message === 'string' ? error.message : '', error);
  }

  /**
   * The next line, without its end.
   * @param {string} op
   * @param {number} deadline
   * @returns {Uint8Array}
   */
  line(op, deadline) {
    let searched = 0;
    for (;;) {
      const end = this.buffer.subarray(0, this.filled).indexOf(LINE_END, searched);
      if (end >= 0) {
        const line = Buffer.from(this.buffer.subarray(0, end));
        this.buffer.copyWithin(0, end + 1, this.filled);
        this.filled -= end + 1;
        return line;
      }
      searched = this.filled;
      if (this.filled > this.limit) throw this.break(`a line longer than ${this.limit} bytes`);
      if (this.filled === this.buffer.length) {
        const larger = Buffer.allocUnsafe(this.buffer.length * 2);
        this.buffer.copy(larger, 0, 0, this.filled);
        this.buffer = larger;
      }
      let count;
      try {
        count = this.pipe.receive(this.buffer, this.filled, deadline);
      } catch (error) {
        throw this.break(`the engine cannot be read: ${words(error)}`);
      }
      if (count === 0) throw this.break('the engine has closed the connection');
      if (count < 0) throw this.break(`no answer to ${op} within ${this.timeout / 1000} s`);
      this.filled += count;
    }
  }

  /**
   * @param {Uint8Array} line
   * @returns {Answer}
   */
  parse(line) {
    let answer;
    try {
      answer = JSON.parse(this.decoder.decode(line));
    } catch (error) {
      throw this.break(`a line that is no JSON (${words(error)}): ${clip(Buffer.from(line).toString('latin1'))}`);
    }
    if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) {
      throw this.break(`a line that is no object: ${clip(JSON.stringify(answer))}`);
    }
    return answer;
  }

  /**
   * Closes the link for good and gives the error to throw.
   * @param {string} why
   * @returns {LinkError}
   */
  break(why) {
    this.broken = new LinkError(why);
    this.pipe.close();
    return this.broken;
  }

  /** Ends the connection; later requests throw. */
  close() {
    if (!this.broken) this.break('it was closed');
  }
}

/**
 * Half of a surrogate pair, as a cut symbol may end with, is no text that JSON can carry.
 * @param {string} _key
 * @param {unknown} value
 */
function wellFormed(_key, value) {
  return typeof value === 'string' ? value.replace(LONE_SURROGATE, '\ufffd') : value;
}

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

/** @param {unknown} error */
function words(error) {
  return error instanceof Error ? error.message : String(error);
}

/** @param {string | undefined} text */
function clip(text) {
  const whole = String(text);
  return whole.length > 80 ? `${whole.slice(0, 80)}…` : whole;
}
