// @ts-check
// Cables as data, and messages as text.

import assert from 'node:assert/strict';
import test from 'node:test';
import { formatMessage, parseMessage, throughCable } from '../src/atoms.mjs';
import { Patch } from '../src/cable/patch.mjs';

test('one cable each way when nothing is said', () => {
  const patch = new Patch();
  assert.deepEqual(patch.carry('node', 0, ['a', 1]), [{ to: 'js', atoms: ['a', 1] }]);
  assert.deepEqual(patch.carry('js', 0, ['b']), [{ to: 'node', atoms: ['b'] }]);
  assert.deepEqual(patch.carry('js', 1, ['c']), []);
});

test('route, strip, collect, append and clear', () => {
  const patch = new Patch([
    { from: 'node', messages: ['request'], clear: 'warnings', to: 'js' },
    { from: 'node', messages: ['config'], strip: true, to: 'js' },
    { from: 'js', outlet: 1, collect: 'warnings', limit: 3 },
    { from: 'js', messages: ['response'], append: 'warnings', to: 'node' },
  ]);
  assert.deepEqual(patch.carry('node', 0, ['config', 'size', 3]), [{ to: 'js', atoms: ['size', 3] }]);
  assert.deepEqual(patch.carry('node', 0, ['unknown', 3]), []);
  patch.carry('js', 1, ['old']);
  assert.deepEqual(patch.carry('node', 0, ['request', 1]), [{ to: 'js', atoms: ['request', 1] }]);
  for (const word of ['a', 'b', 'c', 'd']) patch.carry('js', 1, [word]);
  assert.deepEqual(patch.carry('js', 0, ['response', 1]), [{ to: 'node', atoms: ['response', 1, 'a', 'b', 'c'] }]);
  assert.deepEqual(patch.carry('js', 0, ['response', 2]), [{ to: 'node', atoms: ['response', 2] }]);
});

test('damage: a test may cut, lose and add messages', () => {
  const patch = new Patch(undefined, { damage: (delivery) => (delivery.to === 'js' ? [] : [delivery, delivery]) });
  assert.deepEqual(patch.carry('node', 0, ['a']), []);
  assert.equal(patch.carry('js', 0, ['a']).length, 2);
});

test('cables that are none are refused by name', () => {
  assert.throws(() => new Patch([/** @type {any} */ ({ from: 'elsewhere' })]), /comes from node or js/);
  assert.throws(() => new Patch([/** @type {any} */ ({ from: 'js', message: ['x'] })]), /no field message/);
  assert.throws(() => new Patch([/** @type {any} */ ({ from: 'js', to: 'x' })]), /goes to node or js/);
});

test('max.symbol-limit: UTF-16 units', () => {
  const [long, wide, number] = throughCable(['x'.repeat(40_000), '\ud83d\ude00'.repeat(20_000), 5]);
  assert.equal(/** @type {string} */ (long).length, 32_767);
  assert.equal(/** @type {string} */ (wide).length, 32_767);
  assert.equal(number, 5);
});

test('messages as text: there and back', () => {
  assert.deepEqual(parseMessage('set "my track" 5 -1.5 .5 1e3 "7" a\\ b \\8'), ['set', 'my track', 5, -1.5, 0.5, 1000, '7', 'a b', '8']);
  assert.deepEqual(parseMessage('   '), []);
  assert.deepEqual(parseMessage('""'), ['']);
  for (const atoms of [['a', 1, 'b c', '5', '', 'q"uo\\te', -0.25]]) assert.deepEqual(parseMessage(formatMessage(atoms)), atoms);
});
