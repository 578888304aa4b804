// The Node half: has the network, and no Live API. An HTTP server on this machine
// whose requests go over the cable to the v8 half; each ends in an answer or a
// clear error, and what happens to one does not touch the next.

import http from 'node:http';
import Max from 'max-api';
import chunks from './chunks.js';

/** The longest request taken, in bytes. */
const BODY_LIMIT = 4 * 1024 * 1024;

/** @type {Map<string, {joiner: any, settle: (reply: {result?: unknown, error?: string}) => void}>} */
const pending = new Map();
let made = 0;
let timeout = 5000;

Max.addHandler('timeout', (ms) => {
  timeout = Number(ms);
});

Max.addHandler('part', (id, index, count, sum, text) => {
  const one = pending.get(String(id));
  if (!one) {
    void Max.post(`a part of ${id}, which nobody waits for`, Max.POST_LEVELS.WARN);
    return;
  }
  let whole;
  try {
    whole = one.joiner.add(index, count, sum, text);
  } catch (error) {
    one.settle({ error: `the answer was lost on the cable: ${error.message}` });
    return;
  }
  if (whole !== undefined) one.settle(JSON.parse(whole));
});

/** Asks the v8 half. Never rejects: what goes wrong is an `error`. */
function ask(request) {
  made += 1;
  const id = `r${made}`;
  return new Promise((resolve) => {
    const settle = (reply) => {
      clearTimeout(timer);
      pending.delete(id);
      resolve(reply);
    };
    const timer = setTimeout(() => settle({ error: `no whole answer within ${timeout} ms` }), timeout);
    pending.set(id, { joiner: new chunks.Joiner(), settle });
    try {
      for (const message of chunks.split(id, JSON.stringify(request))) {
        Max.outlet(...message).catch((error) => settle({ error: error.message }));
      }
    } catch (error) {
      settle({ error: error.message });
    }
  });
}

async function body(request) {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) {
    text += piece;
    if (text.length > BODY_LIMIT) throw new Error(`a request has at most ${BODY_LIMIT} bytes`);
  }
  return JSON.parse(text);
}

const server = http.createServer(async (request, response) => {
  let reply;
  try {
    reply = await ask(await body(request));
  } catch (error) {
    reply = { error: error.message };
  }
  response.writeHead(reply.error === undefined ? 200 : 422, { 'content-type': 'application/json' });
  response.end(JSON.stringify(reply));
});

// The port is an argument of `script start`; 0 takes a free one.
const port = Number(process.argv[2] ?? 0);
await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
await Max.outlet('listening', server.address().port);
