// @ts-check
// How long a get takes from Node, beside bare bytes there and back over the same
// kind of socket: node bench.mjs, with LIVEBRIDGE_LIVE_COMMAND naming an engine.
// The echo is a process that gives back what it gets and reads nothing of it;
// both take turns, and the ratio is that of each pair of rounds.

import { spawn } from 'node:child_process';
import { connect } from './src/index.mjs';
import { startLive } from './src/testing.mjs';

const CALLS = 5000;
const ROUNDS = 9;
const ECHO = `
import socket
listening = socket.socket()
listening.bind(("127.0.0.1", 0))
listening.listen(1)
print(listening.getsockname()[1], flush=True)
peer, _ = listening.accept()
peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
while data := peer.recv(65536):
    peer.sendall(data)
`;

/** @param {() => unknown} call @returns {number} microseconds of one call */
function time(call) {
  const start = performance.now();
  for (let at = 0; at < CALLS; at += 1) call();
  return ((performance.now() - start) * 1000) / CALLS;
}

/** @param {number[]} list */
function told(list) {
  const sorted = [...list].sort((a, b) => a - b);
  return `${sorted[ROUNDS >> 1].toFixed(2)} (${sorted[0].toFixed(2)}-${sorted[ROUNDS - 1].toFixed(2)})`;
}

const echo = spawn('python3', ['-c', ECHO], { stdio: ['ignore', 'pipe', 'inherit'] });
const port = await new Promise((resolve) => echo.stdout.once('data', (data) => resolve(Number(data))));
const { link } = await connect({ LIVEBRIDGE_LIVE: `tcp:127.0.0.1:${port}` });
const live = await startLive();
const song = /** @type {any} */ (live.engine.roots).live_set.$;
const line = Buffer.from(`{"n":1,"op":"get","obj":${song},"name":"tempo"}\n`);
const buffer = Buffer.alloc(65536);
const rounds = [];
for (let at = 0; at < ROUNDS; at += 1) {
  const bare = time(() => {
    link.pipe.send(line, performance.now() + 1000);
    link.pipe.receive(buffer, 0, performance.now() + 1000);
  });
  const engine = time(() => live.engine.get(song, 'tempo'));
  rounds.push({ bare, engine, ratio: engine / bare });
}
console.log(`a bare echo       ${told(rounds.map((round) => round.bare))} us`);
console.log(`get of the engine ${told(rounds.map((round) => round.engine))} us`);
console.log(`ratio             ${told(rounds.map((round) => round.ratio))}`);
await live.stop();
echo.kill();
process.exit(0);
