// The extension's socket, its package, and the program that puts the suite on
// both sides of it.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import test from 'node:test';
import { Frames, frame, TEXT } from '../extension/frames.mjs';
import { readBundle } from '../host/bundle.mjs';
import { bundle } from '../pack/bundle.mjs';
import { readZip, writeZip } from '../pack/zip.mjs';
import { Caller } from '../verify/socket.mjs';
import { bridged, connect, HERE, hosted, NEEDS_ENGINE, placeOf } from './helpers.mjs';

test('the token is asked for before anything else is read', NEEDS_ENGINE, async (t) => {
  const { storage } = await hosted(t);
  const { port, token } = await placeOf(storage);
  assert.match(token, /^[0-9a-f]{48}$/);
  if (process.platform !== 'win32') assert.equal(fs.statSync(path.join(storage, 'bridge.json')).mode & 0o077, 0);
  await assert.rejects(connect(t, port, { token: 'wrong' }), /401/);
  for (const shown of [undefined, 'wrong', 7]) {
    const caller = new Caller(await connect(t, port));
    await assert.rejects(caller.greet(shown), { rpc: -32003 });
    await new Promise((resolve) => (caller.connection.isClosed ? resolve() : (caller.connection.onClose = resolve)));
  }
  const early = new Caller(await connect(t, port));
  assert.equal((await early.ask('listTracks')).error.code, -32002);
  // A page of a browser can show the token in its greeting.
  const page = new Caller(await connect(t, port, { headers: ['Origin: http://example.com'] }));
  assert.equal((await page.greet(token)).protocolVersion, 1);
  const status = await new Promise((resolve) => http.get({ port, host: '127.0.0.1' }, (response) => resolve(response.statusCode)));
  assert.equal(status, 426);
});

test('whatever arrives is answered or hung up on, and the next client is served', NEEDS_ENGINE, async (t) => {
  const { place, caller } = await bridged(t);
  const answers = [];
  caller.connection.onMessage = (text) => answers.push(JSON.parse(text));
  for (const text of ['{', '[]', 'null', '{"jsonrpc":"2.0","id":null,"method":"listTracks"}', '{"id":1,"method":"x"}', '{"jsonrpc":"2.0","method":"setTempo","params":{"bpm":50}}', `{"jsonrpc":"2.0","id":5,"method":"findTrack","params":{"query":${'['.repeat(200)}${']'.repeat(200)}}}`]) {
    caller.connection.send(text);
  }
  caller.connection.send('{"jsonrpc":"2.0","id":"last","method":"listScenes"}');
  while (answers.at(-1)?.id !== 'last') await new Promise((resolve) => setTimeout(resolve, 5));
  assert.deepEqual(answers.map(({ id, error }) => [id, error?.code]), [[null, -32700], [null, -32600], [null, -32600], [null, -32600], [null, -32600], [null, -32600], ['last', undefined]]);
  const first = await connect(t, place.port, { token: place.token });
  let said = '';
  first.onMessage = (text) => (said = text);
  first.send('x'.repeat(70_000));
  await new Promise((resolve) => (first.onClose = resolve));
  assert.match(said, /at most 65536 bytes/);
  const other = new Caller(await connect(t, place.port, { token: place.token }));
  assert.equal((await other.greet()).implementation.name, 'AbletonLiveBridge');
});

test('clients that go without a word, or are turned away, leave their places free', NEEDS_ENGINE, async (t) => {
  const { place } = await bridged(t);
  const come = async () => new Caller(await connect(t, place.port, { token: place.token }));
  const said = async () => {
    const caller = await come();
    return caller.greet().then(() => caller, ({ message }) => (caller.connection.socket.end(), message));
  };
  for (let round = 0; round < 3; round += 1) {
    const callers = [];
    for (let i = 0; i < 20; i += 1) callers.push(await said());
    // One of the sixteen was there before, and one that ended just now may still be.
    const away = callers.filter((caller) => typeof caller === 'string').length;
    assert.ok(away === 5 || away === 6, `${away} are turned away`);
    for (const caller of callers) if (typeof caller !== 'string') caller.connection.socket.end();
    let last = await said();
    for (; typeof last === 'string'; last = await said()) await new Promise((resolve) => setTimeout(resolve, 10));
    last.connection.socket.end();
  }
});

test('it keeps its token, and takes another port where its own is taken', NEEDS_ENGINE, async (t) => {
  const one = await bridged(t);
  const wanted = one.place.port;
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'livebridge-kept-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const { start } = await import('../extension/start.mjs');
  fs.writeFileSync(path.join(folder, 'bridge.json'), JSON.stringify({ wantedPort: wanted, token: one.place.token }));
  const activation = one.host.activation();
  const module = activation.initializeExtensionHost();
  start({ initializeExtensionHost: () => ({ ...module, environment: { storageDirectory: folder, tempDirectory: folder } }) });
  const place = await placeOf(folder);
  assert.notEqual(place.port, wanted);
  assert.deepEqual([place.token, place.wantedPort], [one.place.token, wanted]);
});

test('frames in pieces, in fragments, too long, and of no kind', () => {
  const mask = Buffer.from([1, 2, 3, 4]);
  const whole = Buffer.concat([frame(TEXT, Buffer.from('one'), mask), frame(TEXT, Buffer.alloc(70_000, 0x61), mask), frame(TEXT, Buffer.from('three'), mask)]);
  for (const size of [1, 2, 7, 1000, whole.length]) {
    const frames = new Frames({ isMasked: true, limit: () => 65_536 });
    const seen = [];
    for (let at = 0; at < whole.length; at += size) for (const one of frames.take(whole.subarray(at, at + size))) seen.push(one.kind === 'message' ? one.payload.toString() : one.kind);
    assert.deepEqual(seen, ['one', 'tooLong', 'three'], `in pieces of ${size}`);
  }
  const part = (first, text) => Buffer.concat([Buffer.from([first, 0x80 | text.length]), Buffer.alloc(4), Buffer.from(text)]);
  const fragments = new Frames({ isMasked: true, limit: () => 100 });
  assert.deepEqual([...fragments.take(Buffer.concat([part(0x01, 'a'), part(0x89, ''), part(0x80, 'b')]))].map(({ kind, payload }) => `${kind} ${payload}`), ['ping ', 'message ab']);
  for (const bytes of [[0x81, 0x01, 0x61], [0xc1, 0x80], [0x83, 0x80], [0x09, 0x80], [0x80, 0x80, 0, 0, 0, 0]]) {
    const [first] = [...new Frames({ isMasked: true, limit: () => 100 }).take(Buffer.from(bytes))];
    assert.equal(first.kind, 'wrong', `${bytes}`);
  }
});

test('an .ablx is the same bytes each time, and loads', NEEDS_ENGINE, async (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'livebridge-ablx-'));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const [a, b] = ['a.ablx', 'b.ablx'].map((name) => path.join(folder, name));
  for (const file of [a, b]) execFileSync(process.execPath, [path.join(HERE, '../pack/ablx.mjs'), file]);
  assert.deepEqual(fs.readFileSync(a), fs.readFileSync(b));
  assert.deepEqual([...readZip(fs.readFileSync(a)).keys()], ['manifest.json', 'dist/extension.js']);
  const { host, storage } = await hosted(t, { code: readBundle(a).code });
  assert.equal(host.dead, null);
  assert.ok((await placeOf(storage)).port > 0);
});

test('damaged packages are refused in words', () => {
  const good = writeZip(new Map([['manifest.json', Buffer.from('{}')]]));
  for (let at = 0; at < good.length; at += 1) {
    const damaged = Buffer.from(good);
    damaged[at] ^= 0xff;
    try {
      readZip(damaged);
    } catch (error) {
      assert.ok(error instanceof Error);
    }
  }
  assert.throws(() => readZip(Buffer.from('no zip')), /no zip file/);
});

test('the bundler refuses what it does not understand', () => {
  const entry = path.join(HERE, 'entry.mjs');
  for (const text of ["import './x.mjs';", "export default 1;", "import x from 'left-pad';"]) {
    assert.throws(() => bundle(entry, new Map([[entry, text]])), /entry\.mjs: /, text);
  }
});
