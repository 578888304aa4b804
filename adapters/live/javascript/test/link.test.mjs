// @ts-check
// The client of the protocol against good, slow and damaged engines: whatever
// comes, it is an answer or a clear error, and never a hang.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import net from 'node:net';
import readline from 'node:readline';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { connect } from '../src/link/connect.mjs';
import { Engine } from '../src/engine.mjs';
import { Link } from '../src/link/link.mjs';

const HELLO = { n: 0, live: '12.4.15', protocol: 1, roots: {}, rules: {}, time: { tick: 0, ms: 0 } };
const CLIENT = fileURLToPath(new URL('./helpers/client.mjs', import.meta.url));

/** An engine in the same thread: gives prepared bytes in pieces, then what `end` says. */
class Script {
  /** @param {Uint8Array} bytes @param {number[]} pieces @param {0 | -1} end */
  constructor(bytes, pieces, end) {
    this.bytes = bytes;
    this.pieces = pieces;
    this.end = end;
    this.at = 0;
    this.turn = 0;
    this.closed = 0;
    /** @type {string[]} */
    this.sent = [];
  }

  /** @param {Uint8Array} bytes */
  send(bytes) {
    this.sent.push(Buffer.from(bytes).toString());
  }

  /** @param {Uint8Array} buffer @param {number} offset */
  receive(buffer, offset) {
    assert.ok(buffer.length > offset, 'there is room to read into');
    if (this.at >= this.bytes.length) return this.end;
    const piece = Math.max(1, this.pieces[this.turn % this.pieces.length]);
    this.turn += 1;
    const count = Math.min(piece, this.bytes.length - this.at, buffer.length - offset);
    buffer.set(this.bytes.subarray(this.at, this.at + count), offset);
    this.at += count;
    return count;
  }

  close() {
    this.closed += 1;
  }
}

/** A small generator of random numbers, so that a failure can be repeated. @param {number} seed */
function random(seed) {
  let state = seed >>> 0;
  return (/** @type {number} */ below) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** @param {any[]} lines */
const bytesOf = (...lines) => Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));

test('answers arrive whatever pieces they come in', () => {
  const text = 'é😀'.repeat(50_000);
  for (const pieces of [[1, 2, 3], [7], [65_536], [1_000_000]]) {
    const link = new Link(new Script(bytesOf({ n: 0, value: text }, { n: 1, value: 2.5 }), pieces, 0));
    assert.equal(link.request('a').value, text);
    assert.equal(link.request('b').value, 2.5);
  }
});

test('a refusal is one, and the link lives on', () => {
  const link = new Link(new Script(bytesOf({ n: 0, error: { kind: 'RuntimeError', message: 'no', rule: 'x.y' } }, { n: 1, value: 1 }), [100], 0));
  assert.throws(() => link.request('a'), (/** @type {any} */ error) => error.name === 'Refusal' && error.kind === 'RuntimeError' && error.fields.rule === 'x.y');
  assert.equal(link.request('b').value, 1);
});

test('half a surrogate pair is sent as text that is one', () => {
  const script = new Script(bytesOf({ n: 0, value: null }), [100], 0);
  new Link(script).request('set', { value: 'a\ud83d', list: ['\ude00b', '\ud83d\ude00'] });
  assert.deepEqual(JSON.parse(script.sent[0]), { n: 0, op: 'set', value: 'a\ufffd', list: ['\ufffdb', '😀'] });
});

test('each kind of damage has its words', () => {
  /** @type {[Uint8Array, 0 | -1, RegExp][]} */
  const cases = [
    [Buffer.from(''), 0, /has closed the connection/],
    [Buffer.from(''), -1, /no answer to a within 30 s/],
    [Buffer.from('{"n":0,"val'), 0, /has closed the connection/],
    [Buffer.from('{"n":0,"val\n'), 0, /no JSON/],
    [Buffer.from('[1]\n'), 0, /no object/],
    [Buffer.from('null\n'), 0, /no object/],
    [Buffer.from('\n'), 0, /no JSON/],
    [Buffer.from('{"n":1}\n'), 0, /an answer to 1 where 0 was asked/],
    [Buffer.from('{"n":"0"}\n'), 0, /an answer to "0" where 0 was asked/],
    [Buffer.from('{"value":1}\n'), 0, /where 0 was asked/],
    [Buffer.from('{"n":0,"error":"bad"}\n'), 0, /an error that is no object/],
    [Buffer.from([0x7b, 0xff, 0x7d, 0x0a]), 0, /no JSON/],
    [Buffer.from('x'.repeat(3000)), 0, /a line longer than 2000 bytes/],
  ];
  for (const [bytes, end, words] of cases) {
    const script = new Script(bytes, [1000], end);
    const link = new Link(script, { limit: 2000 });
    assert.throws(() => link.request('a'), (/** @type {any} */ error) => error.name === 'LinkError' && words.test(error.message), String(words));
    assert.throws(() => link.request('b'), words, 'later requests fail in the same words');
    assert.equal(script.closed, 1);
    assert.equal(script.sent.length, 1, 'nothing is sent over a broken link');
  }
});

test('property: 20,000 damaged conversations end in an answer or a clear error', () => {
  for (let seed = 0; seed < 20_000; seed += 1) {
    const draw = random(seed);
    const good = bytesOf({ n: 0, value: 'première' }, { n: 1, value: [1, { $: 5, class: 'Track' }] }, { n: 2, error: { kind: 'ValueError', message: 'x' } });
    let bytes = Buffer.from(good);
    for (let harm = draw(4); harm >= 0; harm -= 1) {
      const at = draw(bytes.length);
      const span = draw(20);
      const piece = bytes.subarray(at, at + span);
      bytes = [
        () => Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + span)]),
        () => Buffer.concat([bytes.subarray(0, at), piece, bytes.subarray(at)]),
        () => Buffer.concat([bytes.subarray(0, at), Buffer.from(Array.from({ length: span }, () => draw(256))), bytes.subarray(at)]),
        () => bytes.subarray(0, at),
        () => Buffer.from(bytes.map((byte, index) => (index === at ? draw(256) : byte))),
      ][draw(5)]();
      if (bytes.length === 0) break;
    }
    const link = new Link(new Script(bytes, [1 + draw(64), 1 + draw(8)], draw(2) ? 0 : -1), { limit: 10_000 });
    let broken = null;
    for (let turn = 0; turn < 4; turn += 1) {
      try {
        const answer = link.request('get');
        assert.equal(answer.n, turn, `seed ${seed}`);
        assert.equal(broken, null, `seed ${seed}: no answer after the link has broken`);
      } catch (/** @type {any} */ error) {
        assert.ok(error.name === 'LinkError' || error.name === 'Refusal', `seed ${seed}: ${error.stack}`);
        assert.ok(error.name === 'Refusal' || error.message.startsWith('the link to the simulated Live is broken: '), `seed ${seed}`);
        if (error.name === 'LinkError') broken ??= error.message;
        if (broken !== null) assert.equal(error.message, broken, `seed ${seed}: the same words each time`);
      }
    }
    assert.notEqual(broken, null, `seed ${seed}: the fourth request has no answer`);
  }
});

/**
 * A client process with a test as its engine.
 * @param {(line: string, child: {answer: (bytes: string | Uint8Array) => void, end: () => void}) => void} engine
 * @param {number} timeout
 * @returns {Promise<string>} what the client printed
 */
function converse(engine, timeout) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLIENT, String(timeout)], { stdio: ['ignore', 'pipe', 'pipe', 'pipe', 'pipe'] });
    const answers = /** @type {import('node:stream').Writable} */ (child.stdio[3]);
    const requests = /** @type {import('node:stream').Readable} */ (child.stdio[4]);
    answers.on('error', () => {});
    const lines = readline.createInterface({ input: requests });
    lines.on('line', (line) => engine(line, { answer: (bytes) => answers.write(bytes), end: () => answers.end() }));
    let printed = '';
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => (printed += data));
    const timer = setTimeout(() => child.kill('SIGKILL'), 20_000);
    child.on('close', (_code, signal) => {
      clearTimeout(timer);
      if (signal && !printed) reject(new Error('the client hung'));
      else resolve(printed);
    });
  });
}

test('over real descriptors: an answer, damage, an end, silence', async () => {
  const hello = `${JSON.stringify(HELLO)}\n`;
  const over = (/** @type {string | null} */ answer, /** @type {number} */ timeout = 10_000) =>
    converse((line, { answer: write, end }) => {
      if (JSON.parse(line).op === 'hello') write(hello);
      else if (answer === null) end();
      else write(answer);
    }, timeout);
  assert.equal(await over('{"n":1,"value":120.0}\n'), 'tempo 120\n');
  assert.match(await over('{"n":7}\n'), /^LinkError: the link .* an answer to 7 where 1 was asked/);
  assert.match(await over('garbage\n'), /^LinkError: .* no JSON/);
  assert.match(await over(null), /^LinkError: .* has closed the connection/);
  assert.match(await over('{"n":1,', 300), /no answer within 0.3 s; this process ends/, 'a blocking read is ended by the watchdog');
});

test('over a socket: answers, and silence within the time-out', async (t) => {
  // In its own process: this thread blocks while it asks.
  const script = `
    const net = require('node:net'), readline = require('node:readline');
    const server = net.createServer((socket) => {
      socket.on('error', () => {});
      readline.createInterface({ input: socket }).on('line', (line) => {
        const { n, op } = JSON.parse(line);
        if (op === 'silence') return;
        if (op === 'drop') return socket.destroy();
        socket.write(JSON.stringify(op === 'hello' ? ${JSON.stringify(HELLO)} : { n, value: op }) + '\\n');
      });
    }).listen(0, '127.0.0.1', () => console.log(server.address().port));
  `;
  const child = spawn(process.execPath, ['-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
  t.after(() => child.kill());
  const port = await new Promise((resolve) => child.stdout.once('data', (data) => resolve(Number(data))));
  const open = async () => {
    const { link, token } = await connect({ LIVEBRIDGE_LIVE: `tcp:127.0.0.1:${port}`, LIVEBRIDGE_LIVE_TOKEN: 'secret' }, { timeout: 300 });
    assert.equal(token, 'secret');
    return new Engine(link).hello({ interface: 'max', token });
  };
  const engine = await open();
  for (let turn = 0; turn < 1000; turn += 1) assert.equal(engine.get(1, 'x'), 'get');
  const start = performance.now();
  assert.throws(() => engine.link.request('silence'), /no answer to silence within 0.3 s/);
  assert.ok(performance.now() - start < 3000);
  const other = await open();
  assert.throws(() => other.link.request('drop'), /has closed the connection|cannot be read/);
});

test('an environment that says nothing, or nonsense', async () => {
  await assert.rejects(connect({}), /start this under `livebridge live run`/);
  await assert.rejects(connect({ LIVEBRIDGE_LIVE_FDS: 'a,b' }), /is not two descriptors/);
  await assert.rejects(connect({ LIVEBRIDGE_LIVE: 'tcp:192.0.2.1:80' }), /no loopback address/);
  const free = net.createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => free.once('listening', resolve));
  const { port } = /** @type {net.AddressInfo} */ (free.address());
  await new Promise((resolve) => free.close(resolve));
  await assert.rejects(connect({ LIVEBRIDGE_LIVE: `tcp:127.0.0.1:${port}` }), /takes no connection/);
});
