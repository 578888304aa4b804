// @ts-check
// The wire on a WebSocket of this machine: who connects shows the token, in the
// handshake or in its greeting, before anything else is read.

import { createHash } from 'node:crypto';
import { createServer } from 'node:http';
import { CLOSE, Frames, PONG, TEXT, frame } from './frames.mjs';
import { Client, isToken } from './rpc.mjs';

/** @typedef {import('./rpc.mjs').Target} Target */
/** @typedef {import('node:net').Socket} Socket */

const MOST_CONNECTIONS = 16;
/** How long a client may take for its greeting, and for taking an answer, in milliseconds. */
const [GREETING_TIME, TAKING_TIME] = [10_000, 30_000];
/** The sum that RFC 6455 wants in the answer of a handshake. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/**
 * Listens on loopback.
 * @param {Target} target
 * @param {{ token: string, port?: number, log?: (text: string) => void }} options any free port where the wanted one is taken
 * @returns {Promise<{ port: number, close: () => void }>}
 */
export function listen(target, { token, port = 0, log = () => {} }) {
  /** @type {Set<Socket>} */
  const open = new Set();
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(426, { Connection: 'close', Upgrade: 'websocket', 'Content-Type': 'text/plain' });
    response.end('a WebSocket is spoken here\n');
  });
  server.headersTimeout = GREETING_TIME;
  // It serves as long as its host lives, and keeps nobody alive.
  server.unref();
  server.on('upgrade', (request, duplex, first) => {
    const socket = /** @type {Socket} */ (duplex);
    socket.on('error', () => socket.destroy());
    const shown = request.headers.authorization;
    const key = request.headers['sec-websocket-key'];
    if (shown !== undefined && !isToken(token, shown.replace(/^Bearer /i, ''))) return deny(socket, '401 Unauthorized');
    if (typeof key !== 'string' || String(request.headers.upgrade).toLowerCase() !== 'websocket') return deny(socket, '400 Bad Request');
    if (open.size >= 2 * MOST_CONNECTIONS) return deny(socket, '503 Service Unavailable');
    const accept = createHash('sha1').update(key + GUID).digest('base64');
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
    socket.setNoDelay(true);
    const isFull = open.size >= MOST_CONNECTIONS;
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    if (isFull) return turnAway(socket);
    serve(socket, new Client(target, { token, isTrusted: shown !== undefined, log }), first);
  });
  return new Promise((resolve, reject) => {
    server.once('error', (error) => {
      if (port === 0 || /** @type {any} */ (error).code !== 'EADDRINUSE') return reject(error);
      // Another Live, or another program, has it.
      server.listen(0, '127.0.0.1');
    });
    server.on('listening', () => {
      const address = /** @type {import('node:net').AddressInfo} */ (server.address());
      const close = () => {
        server.close();
        for (const socket of open) socket.destroy();
      };
      resolve({ port: address.port, close });
    });
    server.listen(port, '127.0.0.1');
  });
}

/** @param {Socket} socket @param {string} status */
function deny(socket, status) {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/**
 * Ends a connection; one whose client keeps its side open is gone after a while.
 * @param {Socket} socket @param {number} status of the closing frame
 */
function end(socket, status) {
  if (!socket.writable) return;
  socket.end(frame(CLOSE, Buffer.from([status >> 8, status & 255])));
  const late = setTimeout(() => socket.destroy(), GREETING_TIME);
  socket.once('close', () => clearTimeout(late));
}

/** @param {Socket} socket */
function turnAway(socket) {
  const error = { code: -32000, message: 'there are 16 connections already', data: { code: 'SDK_REJECTED', hint: 'close another one, then try again' } };
  socket.write(frame(TEXT, Buffer.from(JSON.stringify({ jsonrpc: '2.0', id: null, error }))));
  end(socket, 1013);
  // Whoever reads nothing does not see that the other side has closed.
  socket.resume();
}

/** @param {Socket} socket @param {Client} client @param {Buffer} first what came with the handshake */
function serve(socket, client, first) {
  const frames = new Frames({ isMasked: true, limit: () => client.limit });
  const greeting = setTimeout(() => socket.destroy(), GREETING_TIME);
  /** @type {NodeJS.Timeout | undefined} */
  let taking;
  const send = (/** @type {Buffer} */ bytes) => {
    if (!socket.destroyed && socket.writable && !socket.write(bytes)) taking ??= setTimeout(() => socket.destroy(), TAKING_TIME);
  };
  const close = () => end(socket, 1000);
  // A client that goes without a word closes its side alone, and sockets of this server may be half open.
  socket.on('end', close);
  socket.on('drain', () => {
    clearTimeout(taking);
    taking = undefined;
  });
  socket.on('close', () => {
    clearTimeout(greeting);
    clearTimeout(taking);
  });
  const answered = (/** @type {string | undefined} */ text) => {
    if (text !== undefined) send(frame(TEXT, Buffer.from(text)));
    if (client.isGreeted) clearTimeout(greeting);
    if (client.ends) close();
  };
  const arrived = (/** @type {Buffer} */ chunk) => {
    for (const one of frames.take(chunk)) {
      if (client.ends) return;
      if (one.kind === 'message') void client.answer(one.payload).then(answered);
      else if (one.kind === 'tooLong') answered(client.tooLong());
      else if (one.kind === 'ping') send(frame(PONG, one.payload));
      else return close();
    }
  };
  socket.on('data', arrived);
  if (first.length > 0) arrived(first);
}
