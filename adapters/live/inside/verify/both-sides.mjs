// @ts-check
// A program on standard streams that the suite can start: what it is asked for
// goes to the adapter, as it is, over the adapter's own WebSocket with its token;
// `control/...` goes to the engine. Lines are kept in order.

import { Client, ProtocolError } from '../extension/rpc.mjs';

/** @typedef {import('./control.mjs').Control} Control */
/** @typedef {import('./socket.mjs').Connection} Connection */

const NEWLINE = 10;

/** Passes lines on. */
export class BothSides {
  #isGreeted = false;
  #barriers = 0;
  /** @type {Map<string, () => void>} */
  #waiting = new Map();
  /** The id of a greeting under way. @type {string | undefined} */
  #greeting;
  /** What is done one after the other. @type {Promise<void>} */
  #last = Promise.resolve();

  /** @param {Connection} adapter @param {Control} control @param {(line: string) => void} say */
  constructor(adapter, control, say) {
    this.adapter = adapter;
    this.control = control;
    this.say = say;
    this.ended = new Promise((resolve) => {
      this.end = () => resolve(undefined);
    });
    adapter.onMessage = (text) => this.answered(text);
    adapter.onClose = () => this.end();
  }

  /** @param {Buffer} line */
  take(line) {
    this.#last = this.#last.then(() => this.pass(line)).catch((error) => void process.stderr.write(`${error?.stack ?? error}\n`));
  }

  /** @param {Buffer} line */
  async pass(line) {
    if (line.every((byte) => byte === 0x20 || byte === 0x09 || byte === 0x0d)) return;
    const request = readable(line);
    const method = request?.method;
    if (typeof method === 'string' && method.startsWith('control/')) return this.controlled(line, method);
    if (method === 'shutdown' && this.#isGreeted) {
      await this.barrier();
      this.say(JSON.stringify({ jsonrpc: '2.0', id: request.id ?? null, result: null }));
      this.end();
      return;
    }
    if (method === 'initialize' && !this.#isGreeted) this.#greeting = JSON.stringify(request.id);
    this.adapter.send(line);
  }

  /** Judged like any message, and answered by the engine. @param {Buffer} line @param {string} method */
  async controlled(line, method) {
    await this.barrier();
    const target = {
      greeting: () => ({}),
      call: async (/** @type {string} */ name, /** @type {any} */ params) => {
        const run = this.control.operations[name];
        if (!run) throw new ProtocolError(-32601, `there is no method \`${method}\``);
        return run(params);
      },
    };
    const client = new Client(target);
    client.isGreeted = this.#isGreeted;
    const answer = await client.answer(line);
    if (answer !== undefined) this.say(answer);
  }

  /** Waits until all that was passed on is answered: answers come in the order of the questions. @returns {Promise<void>} */
  barrier() {
    if (!this.#isGreeted || this.adapter.isClosed) return Promise.resolve();
    const id = `both sides ${(this.#barriers += 1)}`;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.adapter.send(JSON.stringify({ jsonrpc: '2.0', id, method: 'listScenes' }));
    });
  }

  /** @param {string} text */
  answered(text) {
    const isOurs = this.#waiting.size > 0 && text.includes('"both sides ');
    if (isOurs) {
      const { id } = JSON.parse(text);
      const done = this.#waiting.get(id);
      if (done) {
        this.#waiting.delete(id);
        return done();
      }
    }
    if (this.#greeting !== undefined) {
      const answer = JSON.parse(text);
      if (JSON.stringify(answer.id) === this.#greeting) {
        this.#greeting = undefined;
        if (answer.result) {
          this.#isGreeted = true;
          Object.assign(answer.result.capabilities, this.control.declares);
          answer.result.operations.push(...this.control.names());
        }
        return this.say(JSON.stringify(answer));
      }
    }
    this.say(text);
  }

  /** Reads lines from a stream until it ends. @param {NodeJS.ReadableStream} input */
  read(input) {
    /** @type {Buffer[]} */
    let begun = [];
    input.on('data', (/** @type {Buffer} */ chunk) => {
      let start = 0;
      for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, start)) {
        this.take(Buffer.concat([...begun, chunk.subarray(start, at)]));
        begun = [];
        start = at + 1;
      }
      if (start < chunk.length) begun.push(Buffer.from(chunk.subarray(start)));
    });
    input.on('end', () => {
      this.#last = this.#last.then(() => this.end());
    });
  }
}

/** @param {Buffer} line @returns {any} nothing for what is no message: the adapter says so */
function readable(line) {
  try {
    const request = JSON.parse(line.toString('utf8'));
    return typeof request === 'object' ? request : undefined;
  } catch {
    return undefined;
  }
}
