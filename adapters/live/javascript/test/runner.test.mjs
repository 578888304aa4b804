// @ts-check
// The runner as a person starts it: its words when it is used wrongly, and a
// device over standard input on the real engine.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { parseCommand } from '../src/options.mjs';
import { startLive } from '../src/testing.mjs';
import { scratch } from './helpers/hosted.mjs';

const RUNNER = fileURLToPath(new URL('../bin/max.mjs', import.meta.url));
const engine = process.env.LIVEBRIDGE_LIVE_COMMAND ?? process.env.LIVEBRIDGE_LIVE;
const skip = engine ? false : 'no engine: set LIVEBRIDGE_LIVE_COMMAND, e.g. to "livebridge live serve"';

/**
 * @param {string[]} args
 * @param {{env?: Record<string, string | undefined>, input?: string}} [options]
 * @returns {Promise<{code: number | null, out: string, err: string}>}
 */
function run(args, { env = {}, input = '' } = {}) {
  const child = spawn(process.execPath, [RUNNER, ...args], { env: { PATH: process.env.PATH, ...env } });
  let out = '';
  let err = '';
  child.stdout.on('data', (data) => (out += data));
  child.stderr.on('data', (data) => (err += data));
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

test('the command line: what is wrong is said, with code 2', async () => {
  for (const [args, words] of /** @type {[string[], RegExp][]} */ ([
    [[], /none was named/], [['a.js', 'b.js'], /one device at a time/], [['a.js', '--clock', 'sun'], /virtual or wall/], [['a.js', '--speed', 'x'], /--speed takes a number/],
    [['a.js', '--at', '1'], /TRACK,INDEX/], [['a.js', '--cables', '/nowhere.json'], /nowhere/], [['a.js', '--wrong'], /--wrong/],
  ])) assert.throws(() => parseCommand(args), words);
  const { code, err } = await run([]);
  assert.equal(code, 2);
  assert.match(err, /--help tells more/);
  assert.equal((await run(['--help'])).code, 0);
});

test('no engine: clear words, code 1', async () => {
  const { code, err } = await run(['device.js']);
  assert.equal(code, 1);
  assert.match(err, /start this under `livebridge live run`/);
});

test('a device over standard input', { skip }, async (t) => {
  const live = await startLive();
  t.after(() => live.stop());
  const folder = scratch(t);
  const js = path.join(folder, 'device.js');
  fs.writeFileSync(js, `
    inlets = 2;
    function tempo(bpm) { new LiveAPI('live_set').set('tempo', bpm); outlet(0, 'tempo', new LiveAPI('live_set').get('tempo')); }
    function later() { new Task(function () { outlet(0, 'later', 'a b'); }).schedule(1000); }
    function where() { post('inlet', inlet); }
    function boom() { throw new Error('boom'); }
  `);
  const env = { LIVEBRIDGE_LIVE: live.env.LIVEBRIDGE_LIVE, LIVEBRIDGE_LIVE_TOKEN: live.env.LIVEBRIDGE_LIVE_TOKEN };
  const input = 'tempo 133\n/inlet 1 where\nlater\n/advance 999\n/advance 1\nboom\n/wrong\n/quit\nnever\n';
  const { code, out, err } = await run([js, '--send', 'tempo 99'], { env, input });
  assert.equal(out, 'js 0: tempo 99\njs 0: tempo 133\njs 0: later "a b"\n');
  assert.match(err, /^inlet 1\nerror: v8: device.js: Error: boom.*\nerror: there is no \/wrong\n$/);
  assert.equal(code, 0);
  assert.equal(live.get('live_set', 'tempo'), 133);
  const strict = await run([js, '--strict', '--json', '--send', 'boom'], { env });
  assert.equal(strict.code, 1);
  assert.equal(JSON.parse(strict.out).post, 'error');
});

test('the engine ends: so does the runner, with clear words', { skip }, async (t) => {
  const live = await startLive();
  const js = path.join(scratch(t), 'device.js');
  fs.writeFileSync(js, 'function bang() { new LiveAPI("live_set").get("tempo"); outlet(0, "ok"); }');
  if (!live.served) return;
  const child = spawn(process.execPath, [RUNNER, js, '--clock', 'wall', '--send', 'bang'], { env: { ...process.env, LIVEBRIDGE_LIVE: live.env.LIVEBRIDGE_LIVE, LIVEBRIDGE_LIVE_TOKEN: live.env.LIVEBRIDGE_LIVE_TOKEN } });
  let err = '';
  child.stderr.on('data', (data) => (err += data));
  await new Promise((resolve) => child.stdout.once('data', resolve));
  const ended = new Promise((resolve) => child.once('close', resolve));
  await live.stop();
  assert.equal(await ended, 1);
  assert.match(err, /the link to the simulated Live is broken/);
});
