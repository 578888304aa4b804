// @ts-check
// The wire: JSON-RPC messages of one client, each answered once. Where they come
// from is nothing of its business: a socket of the extension, the node half of
// the Max device.

import { isUtf8 } from 'node:buffer';
import { timingSafeEqual } from 'node:crypto';
import { Refusal, rejected } from './port.mjs';

/** @typedef {{ greeting(): object, call(method: string, params: unknown): Promise<unknown> }} Target */

export const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
/** Before the greeting less is taken: nobody has shown the token yet. */
export const MAX_FIRST_BYTES = 64 * 1024;
const MAX_DEPTH = 128;

const [PARSE_ERROR, INVALID_REQUEST, INVALID_PARAMS, INTERNAL_ERROR, UNKNOWN_METHOD] = [-32700, -32600, -32602, -32603, -32601];
const [BRIDGE_ERROR, UNSUPPORTED_VERSION, NOT_NOW, WRONG_TOKEN] = [-32000, -32001, -32002, -32003];

/** An error of JSON-RPC itself, not of the contract. */
export class ProtocolError extends Error {
  /** @param {number} code @param {string} message @param {object} [data] */
  constructor(code, message, data) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

/** The deepest nesting, with brackets in strings left out. @param {Buffer} bytes */
function depth(bytes) {
  let [now, deepest, inString] = [0, 0, false];
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at];
    if (byte === 0x22) inString = !inString;
    else if (inString && byte === 0x5c) at += 1;
    else if (!inString && (byte === 0x5b || byte === 0x7b)) deepest = Math.max(deepest, (now += 1));
    else if (!inString && (byte === 0x5d || byte === 0x7d)) now -= 1;
  }
  return deepest;
}

/** @param {Buffer} bytes */
function parse(bytes) {
  if (depth(bytes) > MAX_DEPTH) throw new ProtocolError(INVALID_REQUEST, `JSON may be at most ${MAX_DEPTH} levels deep`);
  if (!isUtf8(bytes)) throw new ProtocolError(PARSE_ERROR, 'the message is not UTF-8');
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch (error) {
    throw new ProtocolError(PARSE_ERROR, `the message is not JSON: ${/** @type {any} */ (error)?.message}`);
  }
}

/** Whether two tokens are the same, in a time that tells nothing. @param {string} wanted @param {unknown} given */
export function isToken(wanted, given) {
  if (typeof given !== 'string') return false;
  const [a, b] = [Buffer.from(wanted), Buffer.from(given)];
  return a.length === b.length && timingSafeEqual(a, b);
}

/** One client. */
export class Client {
  isGreeted = false;
  /** Whether the connection is to end when what was answered is sent. */
  ends = false;

  /**
   * @param {Target} target
   * @param {{ token?: string, isTrusted?: boolean, log?: (text: string) => void }} [options] `isTrusted`: it has shown the token already
   */
  constructor(target, { token, isTrusted = false, log = () => {} } = {}) {
    this.target = target;
    this.token = token;
    this.isTrusted = isTrusted || token === undefined;
    this.log = log;
  }

  /** The longest message that is taken now. */
  get limit() {
    return this.isGreeted ? MAX_MESSAGE_BYTES : MAX_FIRST_BYTES;
  }

  /**
   * The answer to a message as text; undefined for a notification. The call begins before this returns, so messages
   * take effect in the order in which they are given.
   * @param {Buffer} bytes @returns {Promise<string | undefined>}
   */
  async answer(bytes) {
    /** @type {string | number | null} */
    let id = null;
    try {
      const request = parse(bytes);
      if (typeof request !== 'object' || request === null || Array.isArray(request)) {
        throw new ProtocolError(INVALID_REQUEST, 'a request is an object');
      }
      const isCall = Object.hasOwn(request, 'id');
      if (isCall && typeof request.id !== 'string' && !Number.isFinite(request.id)) {
        throw new ProtocolError(INVALID_REQUEST, 'an `id` is a string or a number');
      }
      if (request.jsonrpc !== '2.0' || typeof request.method !== 'string') {
        throw new ProtocolError(INVALID_REQUEST, 'a request needs "jsonrpc": "2.0" and a `method`');
      }
      if (!isCall) return undefined;
      id = request.id;
      const result = await this.call(request.method, Object.hasOwn(request, 'params') ? request.params : {});
      return whole({ jsonrpc: '2.0', id, result: result === undefined ? null : result });
    } catch (error) {
      // A browser must not be able to hide a request in something else.
      if (!this.isGreeted && id === null) this.ends = true;
      return whole({ jsonrpc: '2.0', id, error: this.error(error) });
    }
  }

  /** A message that is too long: refused without being read. */
  tooLong() {
    if (!this.isGreeted) this.ends = true;
    return whole({ jsonrpc: '2.0', id: null, error: { code: INVALID_REQUEST, message: `a message may have at most ${this.limit} bytes` } });
  }

  /** @param {string} method @param {any} params @returns {unknown} */
  call(method, params) {
    if (typeof params !== 'object' || params === null || Array.isArray(params)) {
      throw new ProtocolError(INVALID_PARAMS, '`params` are an object, or left out');
    }
    if (method === 'initialize') return this.greet(params);
    if (!this.isGreeted) throw new ProtocolError(NOT_NOW, 'call `initialize` first');
    if (method === 'shutdown') {
      this.ends = true;
      return null;
    }
    return this.target.call(method, params);
  }

  /** @param {any} params */
  greet(params) {
    if (!this.isTrusted && !isToken(/** @type {string} */ (this.token), params.token)) {
      this.ends = true;
      throw new ProtocolError(WRONG_TOKEN, 'the token is missing or wrong: it stands in bridge.json, in the storage folder of the extension');
    }
    if (this.isGreeted) throw new ProtocolError(NOT_NOW, '`initialize` was called before');
    if (typeof params.protocolVersion !== 'number') throw new ProtocolError(INVALID_PARAMS, '`initialize` needs a number as `protocolVersion`');
    if (params.protocolVersion !== 1) throw new ProtocolError(UNSUPPORTED_VERSION, 'this protocol version is not spoken here', { supported: [1] });
    this.isGreeted = true;
    return honest(this.target.greeting());
  }

  /** @param {any} error */
  error(error) {
    if (error instanceof Refusal) {
      if (error.code === 'UNSUPPORTED' && error.op === undefined) return { code: UNKNOWN_METHOD, message: error.message };
      const { code, hint, subjectId, op, message } = error;
      return { code: BRIDGE_ERROR, message, data: { code, hint, subjectId, op } };
    }
    if (error instanceof ProtocolError) return { code: error.code, message: error.message, data: error.data };
    // A bug must be seen, and must not end the connection.
    this.log(`internal error: ${error?.stack ?? error}`);
    return { code: INTERNAL_ERROR, message: `internal error: ${error?.message ?? error}` };
  }
}

/** @param {{ jsonrpc: string, id: string | number | null, result?: unknown, error?: unknown }} answer */
function whole(answer) {
  const text = JSON.stringify(answer);
  if (Buffer.byteLength(text) <= MAX_MESSAGE_BYTES) return text;
  const { message, code, hint } = rejected('the answer would be longer than a message may be', 'ask for less at once');
  return JSON.stringify({ jsonrpc: '2.0', id: answer.id, error: { code: BRIDGE_ERROR, message, data: { code, hint } } });
}

/**
 * On the simulated Live it says so: what is seen there must not be taken for something that a real one does. A process
 * that is attached to the engine has this variable, and Live has none.
 * @param {any} greeting
 */
function honest(greeting) {
  if (process.env.LIVEBRIDGE_LIVE === undefined) return greeting;
  const { implementation } = greeting;
  return { ...greeting, implementation: { ...implementation, name: `${implementation.name} on the simulated Live` } };
}
