// @ts-check
// A client of the extension's WebSocket, for the program that stands between it
// and the suite, and for tests.

import { randomBytes } from 'node:crypto';
import net from 'node:net';
import { Frames, PONG, TEXT, frame } from '../extension/frames.mjs';

/**
 * Connects and shakes hands.
 * @param {number} port
 * @param {{ token?: string, headers?: string[] }} [options] the token for the handshake
 * @returns {Promise<Connection>}
 */
export function connect(port, { token, headers = [] } = {}) {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, '127.0.0.1');
    socket.setNoDelay(true);
    socket.once('error', reject);
    const lines = [
      'GET / HTTP/1.1',
      `Host: 127.0.0.1:${port}`,
      'Upgrade: websocket',
      'Connection: Upgrade',
      `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
      'Sec-WebSocket-Version: 13',
      ...(token === undefined ? [] : [`Authorization: Bearer ${token}`]),
      ...headers,
    ];
    socket.write(`${lines.join('\r\n')}\r\n\r\n`);
    let head = Buffer.alloc(0);
    const shake = (/** @type {Buffer} */ chunk) => {
      head = Buffer.concat([head, chunk]);
      const end = head.indexOf('\r\n\r\n');
      if (end < 0) return;
      socket.off('data', shake);
      const [status] = head.toString('latin1', 0, end).split('\r\n');
      if (!status.includes(' 101 ')) {
        socket.destroy();
        reject(new Error(`the handshake was answered with ${status}`));
        return;
      }
      resolve(new Connection(socket, head.subarray(end + 4)));
    };
    socket.on('data', shake);
    socket.once('close', () => reject(new Error('the connection was closed in the handshake')));
  });
}

/** A connection that has shaken hands. */
export class Connection {
  /** @type {(text: string) => void} */
  onMessage = () => {};
  onClose = () => {};
  isClosed = false;

  /** @param {net.Socket} socket @param {Buffer} first */
  constructor(socket, first) {
    this.socket = socket;
    const frames = new Frames({ isMasked: false, limit: () => 64 * 1024 * 1024 });
    const arrived = (/** @type {Buffer} */ chunk) => {
      for (const one of frames.take(chunk)) {
        if (one.kind === 'message') this.onMessage(one.payload.toString('utf8'));
        else if (one.kind === 'ping') this.write(PONG, one.payload);
        else this.close();
      }
    };
    socket.on('data', arrived);
    socket.removeAllListeners('close');
    socket.removeAllListeners('error');
    socket.on('error', () => {});
    socket.on('close', () => {
      this.isClosed = true;
      this.onClose();
    });
    if (first.length > 0) setImmediate(() => arrived(first));
  }

  /** @param {number} opcode @param {Buffer} payload */
  write(opcode, payload) {
    if (this.socket.writable) this.socket.write(frame(opcode, payload, randomBytes(4)));
  }

  /** @param {string | Buffer} text */
  send(text) {
    this.write(TEXT, Buffer.from(text));
  }

  close() {
    this.socket.destroy();
  }
}

/** Calls of JSON-RPC on a connection, each a promise of its answer. */
export class Caller {
  #next = 0;
  /** @type {Map<number, { resolve: (answer: any) => void, reject: (error: Error) => void }>} */
  #waiting = new Map();

  /** @param {Connection} connection */
  constructor(connection) {
    this.connection = connection;
    connection.onMessage = (text) => {
      const answer = JSON.parse(text);
      this.#waiting.get(answer.id)?.resolve(answer);
      this.#waiting.delete(answer.id);
    };
    connection.onClose = () => {
      for (const { reject } of this.#waiting.values()) reject(new Error('the connection was closed'));
      this.#waiting.clear();
    };
  }

  /** The whole answer. @param {string} method @param {object} [params] @returns {Promise<any>} */
  ask(method, params) {
    const id = (this.#next += 1);
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject });
      this.connection.send(JSON.stringify({ jsonrpc: '2.0', id, method, params }));
    });
  }

  /** The result; a refusal is thrown. @param {string} method @param {object} [params] @returns {Promise<any>} */
  async call(method, params) {
    const { result, error } = await this.ask(method, params);
    if (error) throw Object.assign(new Error(error.message), error.data, { rpc: error.code });
    return result;
  }

  /** @param {string} [token] */
  greet(token) {
    return this.call('initialize', { protocolVersion: 1, client: { name: 'test', version: '1' }, token });
  }
}
