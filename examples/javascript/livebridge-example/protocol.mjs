// The protocol: one JSON-RPC message per line. Nothing here knows what a Set is.

import { Refusal } from './arguments.mjs';
import { Bridge, GREETING } from './bridge.mjs';

const MAX_MESSAGE_BYTES = 64 * 1024 * 1024;
const MAX_DEPTH = 128;

const PARSE_ERROR = -32700;
const INVALID_REQUEST = -32600;
const INVALID_PARAMS = -32602;
const INTERNAL_ERROR = -32603;
const BRIDGE_ERROR = -32000;
const UNSUPPORTED_VERSION = -32001;
const NOT_NOW = -32002;

/** An error of JSON-RPC itself, not of the contract. */
class ProtocolError extends Error {
  /** @param {number} code @param {string} message @param {object} [data] */
  constructor(code, message, data) {
    super(message);
    this.code = code;
    this.data = data;
  }
}

const tooLong = () => new ProtocolError(INVALID_REQUEST, `a message may have at most ${MAX_MESSAGE_BYTES} bytes`);

/** @param {Buffer} line */
function parse(line) {
  if (depth(line) > MAX_DEPTH) throw new ProtocolError(INVALID_REQUEST, `JSON may be at most ${MAX_DEPTH} levels deep`);
  try {
    // Without `fatal` broken UTF-8 would become replacement characters, and so a different message.
    return JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(line));
  } catch (error) {
    throw new ProtocolError(PARSE_ERROR, `the message is not JSON: ${/** @type {Error} */ (error).message}`);
  }
}

/** The deepest nesting, with brackets in strings left out. @param {Buffer} line */
function depth(line) {
  const [QUOTE, BACKSLASH, OPEN, CLOSE] = [0x22, 0x5c, [0x5b, 0x7b], [0x5d, 0x7d]];
  let [now, deepest, inString] = [0, 0, false];
  for (let at = 0; at < line.length; at += 1) {
    const byte = line[at];
    if (byte === QUOTE) inString = !inString;
    else if (inString && byte === BACKSLASH) at += 1;
    else if (!inString && (byte === OPEN[0] || byte === OPEN[1])) deepest = Math.max(deepest, (now += 1));
    else if (!inString && (byte === CLOSE[0] || byte === CLOSE[1])) now -= 1;
  }
  return deepest;
}

/** Answers the messages of one client. */
class Server {
  #bridge = new Bridge();
  #greeted = false;
  ended = false;

  /**
   * The answer to a message; undefined for a notification, which is ignored.
   * @param {() => any} read gives the message, or throws
   */
  answer(read) {
    /** @type {string | number | null} */
    let id = null;
    try {
      const request = read();
      if (typeof request !== 'object' || request === null || Array.isArray(request)) {
        throw new ProtocolError(INVALID_REQUEST, 'a request is an object');
      }
      const isCall = Object.hasOwn(request, 'id');
      if (isCall && !['string', 'number'].includes(typeof request.id)) {
        throw new ProtocolError(INVALID_REQUEST, 'an `id` is a string or a number');
      }
      id = isCall ? request.id : null;
      if (request.jsonrpc !== '2.0' || typeof request.method !== 'string') {
        throw new ProtocolError(INVALID_REQUEST, 'a request needs "jsonrpc": "2.0" and a `method`');
      }
      if (!isCall) return undefined;
      const params = Object.hasOwn(request, 'params') ? request.params : {};
      return { jsonrpc: '2.0', id, result: this.#call(request.method, params) };
    } catch (error) {
      return { jsonrpc: '2.0', id, error: toJsonRpc(error) };
    }
  }

  /** @param {string} method @param {unknown} params */
  #call(method, params) {
    if (method === 'initialize') return this.#initialize(params);
    if (!this.#greeted) throw new ProtocolError(NOT_NOW, 'call `initialize` first');
    if (method === 'shutdown') {
      this.ended = true;
      return null;
    }
    return this.#bridge.call(method, params);
  }

  /** @param {any} params */
  #initialize(params) {
    if (this.#greeted) throw new ProtocolError(NOT_NOW, '`initialize` was called before');
    if (typeof params?.protocolVersion !== 'number') {
      throw new ProtocolError(INVALID_PARAMS, '`initialize` needs a number as `protocolVersion`');
    }
    if (params.protocolVersion !== 1) {
      throw new ProtocolError(UNSUPPORTED_VERSION, 'this protocol version is not spoken here', { supported: [1] });
    }
    this.#greeted = true;
    return GREETING;
  }
}

/** @param {unknown} error */
function toJsonRpc(error) {
  if (error instanceof Refusal) {
    const { code, hint, subjectId, op, message } = error;
    return { code: BRIDGE_ERROR, message, data: { code, hint, subjectId, op } };
  }
  if (error instanceof ProtocolError) return { code: error.code, message: error.message, data: error.data };
  // A bug of ours must be seen, and must not end the connection.
  console.error(error);
  return { code: INTERNAL_ERROR, message: `internal error: ${error}` };
}

/** @param {{ id: string | number | null }} answer */
function writeLine(answer) {
  let line = JSON.stringify(answer);
  if (Buffer.byteLength(line) > MAX_MESSAGE_BYTES) {
    const error = toJsonRpc(new Refusal('SDK_REJECTED', 'the answer would be longer than a message may be'));
    line = JSON.stringify({ jsonrpc: '2.0', id: answer.id, error });
  }
  process.stdout.write(`${line}\n`);
}

/** Answers on stdout what arrives on stdin, until the client asks for the end or goes away. */
export function serve() {
  const server = new Server();
  const NEWLINE = 0x0a;
  const RETURN = 0x0d;
  /** The beginning of a line whose end has not arrived. @type {Buffer[]} */
  let begun = [];
  let begunBytes = 0;

  /** @param {Buffer} piece */
  const keep = (piece) => {
    begunBytes += piece.length;
    // A line that is too long is not collected any further, only counted.
    if (begunBytes <= MAX_MESSAGE_BYTES + 1) begun.push(piece);
  };

  const takeLine = () => {
    const [whole, bytes] = [Buffer.concat(begun), begunBytes];
    [begun, begunBytes] = [[], 0];
    const line = whole[whole.length - 1] === RETURN ? whole.subarray(0, -1) : whole;
    const answer = server.answer(() => {
      if (bytes > whole.length || line.length > MAX_MESSAGE_BYTES) throw tooLong();
      return parse(line);
    });
    if (answer) writeLine(answer);
    // With its input closed nothing is left to do, and the process ends by itself.
    if (server.ended) process.stdin.destroy();
  };

  process.stdin.on('data', (/** @type {Buffer} */ chunk) => {
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0 && !server.ended; end = chunk.indexOf(NEWLINE, start)) {
      keep(chunk.subarray(start, end));
      takeLine();
      start = end + 1;
    }
    keep(chunk.subarray(start));
  });
  // A client that goes away ends the bridge quietly.
  process.stdout.on('error', () => process.exit(0));
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(0));
}
