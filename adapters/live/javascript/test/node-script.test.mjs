// @ts-check
// node.script: `max-api` in a process of its own, and a device with both halves.

import assert from 'node:assert/strict';
import test from 'node:test';
import { hosted } from './helpers/hosted.mjs';
import { TinyLive } from './helpers/tiny-live.mjs';

test('max-api: handlers of all kinds, outlets, posts, as ES module and as CommonJS', async (t) => {
  const node = `
    import Max, { addHandler, MESSAGE_TYPES } from 'max-api';
    import { createRequire } from 'node:module';
    const same = createRequire(import.meta.url)('max-api') === Max;
    addHandler(MESSAGE_TYPES.BANG, () => Max.outletBang());
    addHandler('number', (n) => Max.outlet('number', n));
    addHandler('list', (...all) => Max.outlet('list', ...all));
    Max.addHandlers({ hello: (a, b) => Max.outlet('hello', [b, [a]], true), boom: () => { throw new Error('handler failed'); } });
    addHandler('all', (handled, ...all) => { if (!handled) Max.outlet('all', ...all); });
    addHandler('args', () => Max.outlet('args', same, process.env.MAX_ENV, ...process.argv.slice(2)));
    addHandler('bad', () => Max.outlet(undefined).catch((error) => Max.outlet('bad', error.message)));
    await Max.post('ready', { a: 1 }, Max.POST_LEVELS.WARN);
  `;
  const { device } = await hosted(t, { node, nodeArgs: ['port', '3350'], routes: [] });
  device.sendNode('bang');
  device.sendNode(5);
  device.sendNode(1, 2, 'x');
  device.sendNode('hello', 'a', 'b');
  device.sendNode('other', 1);
  device.sendNode('args');
  device.sendNode('bad');
  device.sendNode('boom');
  await device.waitFor((one) => one.atoms[0] === 'bad');
  assert.deepEqual(device.outputs.map((one) => one.atoms), [
    ['bang'], ['number', 5], ['list', 1, 2, 'x'], ['hello', 'b', 'a', 1], ['all', 'other', 1],
    ['args', 1, 'maxforlive', 'port', '3350'], ['bad', 'max-api: undefined cannot be sent to Max'],
  ]);
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(device.console[0], { level: 'warning', text: 'ready {"a":1}' });
  assert.match(device.console[1].text, /handler failed/);
});

test('dictionaries are shared between both halves', async (t) => {
  const node = `
    import Max from 'max-api';
    Max.addHandler('go', async () => {
      await Max.setDict('shared', { a: { b: 1 }, list: [1, 2] });
      await Max.updateDict('shared', 'a.c'.replace('.', '::'), 5);
      const dict = await Max.getDict('shared');
      const missing = await Max.getDict('nowhere').catch((error) => error.message);
      await Max.outlet('read', JSON.stringify(dict), missing);
    });
    Max.addHandler('dict', (dict) => Max.outlet('got', JSON.stringify(dict)));
  `;
  const js = `
    function read(text, missing) { outlet(1, 'js', new Dict('shared').get('a::c'), text, missing); outlet(0, new Dict('shared')); }
    function got(text) { outlet(1, 'back', text); }
    outlets = 2;
  `;
  const { device } = await hosted(t, { node, js });
  device.sendNode('go');
  await device.waitFor((one) => one.atoms[0] === 'back');
  const text = '{"a":{"b":1,"c":5},"list":[1,2]}';
  assert.deepEqual(device.outputs.filter((one) => one.outlet === 1).map((one) => one.atoms), [['js', 5, text, 'there is no dict nowhere'], ['back', text]]);
});

test('max.symbol-limit: a symbol is cut at 32,767 UTF-16 units on every cable', async (t) => {
  const node = `
    import Max from 'max-api';
    Max.addHandler('size', (text) => Max.outlet('from_node', text, text.length));
  `;
  const js = `
    function go(n) { outlet(0, 'size', new Array(n + 1).join('x')); }
    function wide() { outlet(0, 'size', new Array(20001).join('\\ud83d\\ude00')); }
    function from_node(text, length) { outlet(1, text.length, length); }
    outlets = 2;
  `;
  const { device } = await hosted(t, { node, js });
  for (const [message, expected] of /** @type {[any[], number][]} */ ([[['go', 32_767], 32_767], [['go', 40_000], 32_767], [['wide'], 32_767]])) {
    const from = device.outputs.length;
    device.send(...message);
    const { atoms } = await device.waitFor((one) => one.from === 'js' && one.outlet === 1, { from });
    assert.deepEqual(atoms, [expected, expected]);
  }
  device.patch.limit = Infinity;
  const from = device.outputs.length;
  device.send('go', 40_000);
  const { atoms } = await device.waitFor((one) => one.from === 'js' && one.outlet === 1, { from });
  assert.deepEqual(atoms, [40_000, 40_000], 'without the limit');
});

test('max.symbol-limit off in the engine: cables without a limit', async (t) => {
  const live = new TinyLive();
  live.rules['max.symbol-limit'] = false;
  const { device } = await hosted(t, { js: 'function f() {}', live });
  assert.equal(device.patch.limit, Infinity);
});

test('a script that fails to load, one that ends, one that never loads: clear errors', async (t) => {
  await assert.rejects(hosted(t, { node: 'throw new Error("no luck");' }), /did not load: Error: no luck/);
  await assert.rejects(hosted(t, { node: 'process.exit(3);' }), /node.script ended with code 3 while it loaded/);
  const { device } = await hosted(t, { node: 'import Max from "max-api"; Max.addHandler("die", () => process.exit(4));' });
  device.sendNode('die');
  await assert.rejects(device.waitFor(() => false), /node.script ended with code 4/);
  device.sendNode('die');
  assert.match(device.console.at(-1)?.text ?? '', /not running/);
});

test('wall clock: timers run by themselves, faster when asked', async (t) => {
  const js = 'function go() { var t = new Task(function () { outlet(0, "done"); }); t.schedule(500); }';
  const { device } = await hosted(t, { js, clock: 'wall', speed: 20 });
  const start = performance.now();
  device.send('go');
  await device.waitFor((one) => one.atoms[0] === 'done');
  assert.ok(performance.now() - start < 450);
});
