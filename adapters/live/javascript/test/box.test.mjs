// @ts-check
// A box: messages become calls, modules load as in Max, errors reach the console.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { EVALUATE, evaluate, hosted } from './helpers/hosted.mjs';

/** @param {any} device */
const sent = (device) => device.outputs.map((/** @type {any} */ one) => [one.outlet, ...one.atoms]);

test('messages find their functions: bang, numbers, lists, names, anything', async (t) => {
  const js = `
    inlets = 2; outlets = 2;
    function bang() { outlet(0, 'bang', inlet); }
    function msg_int(n) { outlet(1, 'int', n); }
    function msg_float(n) { outlet(1, 'float', n); }
    function list() { outlet(0, 'list', arrayfromargs(arguments)); }
    function tempo(a, b) { outlet(0, 'tempo', a, b); }
    function anything() { outlet(0, 'anything', arrayfromargs(messagename, arguments)); }
    function hidden() {} hidden.local = 1;
  `;
  const { device } = await hosted(t, { js });
  device.box?.message(['bang'], 1);
  device.send(5);
  device.send(5.5);
  device.send('int', 6);
  device.send(1, 2, 'x');
  device.send('tempo', 1, 'a b');
  device.send('other', 9);
  device.send('hidden');
  device.send('post', 'x');
  device.send('toString');
  assert.deepEqual(sent(device), [
    [0, 'bang', 1], [1, 'int', 5], [1, 'float', 5.5], [1, 'int', 6], [0, 'list', 1, 2, 'x'], [0, 'tempo', 1, 'a b'],
    [0, 'anything', 'other', 9], [0, 'anything', 'hidden'], [0, 'anything', 'post', 'x'], [0, 'anything', 'toString'],
  ]);
});

test('an int goes to msg_float, a float to msg_int, when the other is not there', async (t) => {
  const { device } = await hosted(t, { js: 'function msg_float(n) { outlet(0, n); }' });
  device.send(5);
  const other = await hosted(t, { js: 'function msg_int(n) { outlet(0, n); }' });
  other.device.send(5.9);
  assert.deepEqual([...sent(device), ...sent(other.device)], [[0, 5], [0, 5]]);
});

test('errors: no function, a throw, a rejected promise, a bad outlet; the box lives on', async (t) => {
  const js = `
    function boom() { throw new TypeError('no good'); }
    async function later() { await null; throw new Error('too late'); }
    function wrong() { outlet(3, 'x'); }
    function fine() { outlet(0, 'fine'); }
  `;
  const { device } = await hosted(t, { js });
  for (const name of ['nothing', 'boom', 'later', 'wrong', 'fine']) device.send(name);
  await device.advance(1000);
  const lines = device.console.map((line) => line.text);
  assert.match(lines[0], /no function nothing/);
  assert.match(lines[1], /TypeError: no good/);
  assert.match(lines[2], /bad outlet index 3/);
  assert.match(lines[3], /too late/);
  assert.deepEqual(sent(device), [[0, 'fine']]);
});

test('the globals of Max: jsarguments, messnamed, post, loadbang, autowatch', async (t) => {
  const js = `
    autowatch = 1;
    function loadbang() { outlet(0, 'loaded', jsarguments.length, jsarguments[1], jsarguments[2]); }
    function go() { messnamed('elsewhere', 1, 'two'); post('a', 1, [2, 3], '\\n'); error('bad'); messnamed('nobody', 1); }
  `;
  const { device } = await hosted(t, { js, args: ['x', 7] });
  /** @type {any[]} */
  const received = [];
  device.receive('elsewhere', (atoms) => received.push(atoms));
  device.send('go');
  assert.deepEqual(sent(device), [[0, 'loaded', 3, 'x', 7]]);
  assert.deepEqual(received, [[1, 'two']]);
  assert.deepEqual(device.console, [
    { level: 'info', text: 'a 1 2 3 ' }, { level: 'error', text: 'bad' }, { level: 'warning', text: 'messnamed: nobody receives nobody' },
  ]);
});

test('the realm is Max\'s, not Node\'s', async (t) => {
  const { device } = await hosted(t, { js: EVALUATE });
  for (const name of ['process', 'Buffer', 'setTimeout', 'fetch', 'module', 'exports', 'window']) {
    assert.equal(evaluate(device, `typeof ${name}`), 'undefined', name);
  }
  assert.equal(evaluate(device, 'typeof Promise'), 'function');
  const old = await hosted(t, { js: EVALUATE, kind: 'js' });
  for (const name of ['Promise', 'Map', 'Set', 'Symbol', 'Proxy', 'globalThis']) assert.equal(evaluate(old.device, `typeof ${name}`), 'undefined', name);
});

test('what of patcher and max is not simulated says so by name', async (t) => {
  const { device } = await hosted(t, { js: `${EVALUATE} function go() { this.patcher.getnamed('x'); }` });
  device.send('go');
  assert.match(device.console[0].text, /not simulated: patcher.getnamed/);
  assert.equal(evaluate(device, 'this.patcher.filepath.length > 0'), true);
});

test('require: once each, exports and module.exports, cycles, JSON, a missing file', async (t) => {
  const files = {
    'lib/a.js': 'exports.count = (exports.count || 0) + 1; exports.b = require("./b").name; exports.sum = function () { return this.count + 1; };',
    'lib/b.js': 'var a = require("./a"); module.exports = { name: "b", early: a.count };',
    'lib/data.json': '{"list": [1, 2]}',
    'lib/broken.js': 'throw new Error("broken module");',
    'both.js': 'var both = 41;',
  };
  const js = `${EVALUATE} var a = require('lib/a'), again = require('lib/a.js'); include('both');`;
  const { device } = await hosted(t, { js, files });
  assert.deepEqual(evaluate(device, '[a === again, a.count, a.b, require("lib/b").early, require("lib/data").list, both + 1]'), [true, 1, 'b', 1, [1, 2], 42]);
  assert.equal(evaluate(device, 'require("lib/data").list instanceof Array'), true);
  assert.equal(evaluate(device, 'try { require("nowhere") } catch (e) { String(e.message) }'), "can't find file nowhere");
  assert.equal(evaluate(device, 'try { require("lib/broken") } catch (e) { e.message }'), 'broken module');
});

test('ES modules are refused with a hint; a syntax error is an error of loading', async (t) => {
  await assert.rejects(hosted(t, { js: 'import x from "y";' }), /v8 takes no ES modules/);
  await assert.rejects(hosted(t, { js: 'export const x = 1;' }), /v8 takes no ES modules/);
  await assert.rejects(hosted(t, { js: 'function (' }), /SyntaxError|Function statements/);
});

test('compile loads the file anew', async (t) => {
  const { device, folder } = await hosted(t, { js: 'var n = 0; function bang() { n += 1; outlet(0, n); }' });
  device.send('bang');
  device.send('bang');
  fs.writeFileSync(path.join(folder, 'device.js'), 'function bang() { outlet(0, "new"); }');
  device.send('compile');
  device.send('bang');
  assert.deepEqual(sent(device), [[0, 1], [0, 2], [0, 'new']]);
});

test('autowatch: with the wall\'s clock a changed file is loaded anew; its Tasks and observers are gone', async (t) => {
  const js = `autowatch = 1; var old = new Task(function () { outlet(0, 'old'); }), api;
    function go() { old.schedule(60000); api = new LiveAPI(function () {}, 'live_set'); api.property = 'tempo'; }`;
  const { device, folder, live } = await hosted(t, { js, clock: 'wall' });
  device.send('go');
  assert.equal(live.observed.size, 1);
  await new Promise((resolve) => setTimeout(resolve, 20));
  fs.writeFileSync(path.join(folder, 'device.js'), 'outlet(0, "anew"); autowatch = 0;');
  await device.waitFor((one) => one.atoms[0] === 'anew');
  assert.equal(device.clock.timers.length, 0);
  assert.equal(live.observed.size, 0);
});

test('Task: schedule, repeat, interval, cancel, arguments, order on the virtual clock', async (t) => {
  const js = `
    var log = [];
    function note() { log.push(Array.prototype.join.call(arguments, '/')); }
    var once = new Task(note, this, ['once', 1]);
    var often = new Task(function () { log.push('often ' + arguments.callee.task.iterations); }, this);
    var later = new Task(note, this, 'later');
    function go() { later.schedule(250); once.schedule(50); often.interval = 100; often.repeat(3, 20); never.schedule(10); never.cancel(); gone.schedule(-1); }
    var never = new Task(note, this, 'never'), gone = new Task(note, this, 'gone');
    function tell() { outlet(0, log.join(','), once.running, often.running); }
    function wait(ms) { return new Promise(function (resolve) { new Task(resolve).schedule(ms); }); }
    async function chain() { await wait(10); log.push('a'); await wait(10); log.push('b'); }
  `;
  const { device } = await hosted(t, { js });
  device.send('go');
  await device.advance(49);
  device.send('tell');
  await device.advance(1000);
  device.send('tell');
  device.send('chain');
  await device.advance(20);
  device.send('tell');
  assert.deepEqual(sent(device).map((/** @type {any[]} */ one) => one[1]), [
    'often 1', 'often 1,once/1,often 2,often 3,later', 'often 1,once/1,often 2,often 3,later,a,b',
  ]);
  assert.deepEqual(sent(device)[0].slice(2), [1, 1]);
  assert.deepEqual(sent(device)[1].slice(2), [0, 0]);
});

test('Dict: paths, arrays, nested dictionaries, JSON, shared by name', async (t) => {
  const { device } = await hosted(t, { js: EVALUATE });
  evaluate(device, 'var d = new Dict("shared"); d.set("a::b", 5); d.set("list", 1, 2, 3); d.set("o", {x: [1, {y: 2}]}); d.append("list", 4); 0');
  assert.deepEqual(evaluate(device, '[d.get("a::b"), d.get("list"), d.get("o::x[1]::y"), d.contains("a"), d.contains("z"), d.getsize("list"), d.gettype("a"), d.get("none")]'),
    [5, [1, 2, 3, 4], 2, 1, 0, 4, 'dictionary', null]);
  assert.deepEqual(evaluate(device, '[new Dict("shared").get("a").get("b"), d.getkeys(), d.get("list") instanceof Array]'), [5, ['a', 'list', 'o'], true]);
  assert.deepEqual(evaluate(device, 'd.remove("a"); d.replace("list", "x"); d.setparse("p", "{\\"q\\": [1]}"); JSON.parse(d.stringify())'), { list: 'x', o: { x: [1, { y: 2 }] }, p: { q: [1] } });
  assert.deepEqual(evaluate(device, 'var e = new Dict(); e.clone("shared"); d.clear(); [e.get("list"), d.getkeys(), e.name !== d.name]'), ['x', null, true]);
  assert.equal(evaluate(device, 'd.set("__proto__::polluted", 1); ({}).polluted === undefined'), true);
});

test('outlets: arrays are flattened, dictionaries go by name', async (t) => {
  const { device } = await hosted(t, { js: 'function go() { outlet(0, [1, [2, "x"]], true); outlet(0, new Dict("d")); outlet(0, {a: 1}); }' });
  device.send('go');
  const [flat, named, made] = sent(device);
  assert.deepEqual(flat, [0, 1, 2, 'x', 1]);
  assert.deepEqual(named, [0, 'dictionary', 'd']);
  assert.equal(made[1], 'dictionary');
  assert.deepEqual(device.dicts.open(made[2]), { a: 1 });
});

test('Folder and File', async (t) => {
  const files = { 'music/b.wav': 'x', 'music/a.txt': 'first\nsecond\r\nthird', 'music/.hidden': '', 'music/sub/c.txt': '' };
  const { device, folder } = await hosted(t, { js: EVALUATE, files });
  const walk = 'var f = new Folder("music"), found = []; while (!f.end) { found.push([f.filename, f.filetype, f.extension]); f.next(); } f.close(); found';
  assert.deepEqual(evaluate(device, walk), [['a.txt', 'file', '.txt'], ['b.wav', 'file', '.wav'], ['sub', 'fold', '']]);
  assert.deepEqual(evaluate(device, 'var n = new Folder("nowhere"); [n.end, n.filename, n.pathname]'), [true, '', '']);
  assert.deepEqual(evaluate(device, 'var r = new File("music/a.txt"); var lines = []; var l; while ((l = r.readline()) !== null) lines.push(l); r.close(); lines'), ['first', 'second', 'third']);
  assert.deepEqual(evaluate(device, 'var r = new File("music/a.txt"); [r.isopen, r.eof, r.readstring(3), r.position, r.filename]'), [true, 19, 'fir', 3, 'a.txt']);
  evaluate(device, 'var w = new File("out.txt", "write"); w.writeline("eins"); w.writestring("zwei"); w.eof = w.position; w.close(); 0');
  assert.equal(fs.readFileSync(path.join(folder, 'out.txt'), 'utf8'), 'eins\nzwei');
  assert.equal(evaluate(device, 'new File("nowhere/x").isopen'), false);
});
