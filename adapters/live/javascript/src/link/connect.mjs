// @ts-check
// From the environment that `livebridge live run` gives a command (or from an
// address) to a link: inherited descriptors first, then a loopback socket.

import net from 'node:net';
import { LinkError } from './errors.mjs';
import { Link, TIMEOUT } from './link.mjs';
import { Pipe } from './pipe.mjs';
import { Watchdog } from './watchdog.mjs';

/** @typedef {{link: Link, token: string | undefined}} Connection */

/**
 * Connects as the environment says.
 * @param {Record<string, string | undefined>} [env]
 * @param {{timeout?: number}} [options]
 * @returns {Promise<Connection>}
 */
export async function connect(env = process.env, options = {}) {
  const descriptors = env.LIVEBRIDGE_LIVE_FDS;
  if (descriptors) return { link: overDescriptors(descriptors, options), token: undefined };
  const address = env.LIVEBRIDGE_LIVE;
  if (address) return { link: await overSocket(address, options), token: env.LIVEBRIDGE_LIVE_TOKEN };
  throw new LinkError('neither LIVEBRIDGE_LIVE_FDS nor LIVEBRIDGE_LIVE is set: start this under `livebridge live run`');
}

/**
 * @param {string} text `in,out`
 * @param {{timeout?: number}} options
 * @returns {Link}
 */
function overDescriptors(text, { timeout = TIMEOUT }) {
  const found = /^(\d{1,6}),(\d{1,6})$/.exec(text.trim());
  if (!found) throw new LinkError(`LIVEBRIDGE_LIVE_FDS is not two descriptors: ${text.slice(0, 60)}`);
  const pipe = new Pipe(Number(found[1]), Number(found[2]), { watch: new Watchdog(timeout) });
  return new Link(pipe, { timeout });
}

/**
 * @param {string} address `tcp:127.0.0.1:PORT`
 * @param {{timeout?: number}} options
 * @returns {Promise<Link>}
 */
async function overSocket(address, { timeout = TIMEOUT }) {
  const found = /^tcp:(127\.0\.0\.1|\[::1\]|localhost):(\d{1,5})$/.exec(address.trim());
  if (!found) throw new LinkError(`LIVEBRIDGE_LIVE is no loopback address: ${address.slice(0, 60)}`);
  const socket = new net.Socket();
  // Paused before it connects, Node never reads from it: each byte is ours.
  socket.pause();
  const host = found[1] === '[::1]' ? '::1' : found[1];
  await new Promise((resolve, reject) => {
    socket.once('error', (error) => reject(new LinkError(`${address} takes no connection: ${error.message}`)));
    socket.connect(Number(found[2]), host, () => resolve(undefined));
  });
  socket.removeAllListeners('error');
  socket.on('error', () => {}); // What goes wrong shows at the next read.
  socket.setNoDelay(true);
  const descriptor = /** @type {any} */ (socket)._handle?.fd;
  if (typeof descriptor !== 'number' || descriptor < 0) {
    socket.destroy();
    throw new LinkError('this system gives sockets no descriptor: use LIVEBRIDGE_LIVE_FDS');
  }
  return new Link(new Pipe(descriptor, descriptor, { close: () => socket.destroy() }), { timeout });
}
