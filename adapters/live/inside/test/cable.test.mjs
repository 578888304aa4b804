// The patch cable: the codec against the vectors, and calls that cross a damaged
// one. Each ends in an answer or a clear refusal, and the next one works.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { throughCable } from '../../javascript/src/atoms.mjs';
import { Cable } from '../max/cable.mjs';
import { decode, encode, SYMBOL } from '../max/codec.mjs';
import { GOLDEN } from './helpers.mjs';

const VECTORS = JSON.parse(fs.readFileSync(path.join(GOLDEN, 'vectors/cable/cable.json'), 'utf8'));

test('encoding is what the vectors say', () => {
  for (const { name, pieces, warnings, header, symbols, error } of VECTORS.encode) {
    const text = pieces.map(([piece, times]) => piece.repeat(times)).join('');
    if (error) {
      assert.throws(() => encode('n', 'i', text, warnings), /too many for the cable/, name);
      continue;
    }
    const [, , first, ...rest] = encode('n', 'i', text, warnings);
    assert.deepEqual([first, rest.map((symbol) => symbol.length)], [header, symbols], name);
    assert.ok(rest.every((symbol) => symbol.length <= SYMBOL), name);
    assert.deepEqual(decode([first, ...rest]), { text, warnings }, name);
    // A symbol is cut by Max where it is too long, and numbers are numbers.
    assert.equal(decode(throughCable(encode('n', 'i', text, warnings)).slice(2)).text, text, name);
  }
});

test('decoding is what the vectors say', () => {
  for (const { name, atoms, text, warnings, error } of VECTORS.decode) {
    if (error) assert.throws(() => decode(atoms), /./, name);
    else assert.deepEqual(decode(atoms), { text, warnings }, name);
  }
});

/** A cable whose other end answers what it is asked; `damage` has its way with the answers. */
function cable(damage, timeout = 100) {
  const said = [];
  const made = new Cable(
    (atoms) => {
      const [, id, ...rest] = throughCable(atoms);
      const { params } = JSON.parse(decode(rest).text);
      const answer = throughCable(encode('a', String(id), JSON.stringify({ result: params }))).slice(1);
      setImmediate(() => {
        for (const one of damage(answer, params)) made.receive(one);
      });
    },
    { timeout, log: (text) => said.push(text) },
  );
  return { cable: made, said };
}

/** Every way in which an answer of several chunks can be hurt. */
const DAMAGE = {
  'a chunk is lost': (answer) => [[...answer.slice(0, 3), ...answer.slice(4)]],
  'the last chunk is lost': (answer) => [[...answer.slice(0, -2), answer.at(-1)]],
  'the end is lost': (answer) => [answer.slice(0, -1)],
  'the beginning is lost': (answer) => [[answer[0], ...answer.slice(2)]],
  'two chunks are exchanged': ([id, head, a, b, ...rest]) => [[id, head, b, a, ...rest]],
  'a chunk comes twice': ([id, head, a, ...rest]) => [[id, head, a, a, ...rest]],
  'a symbol is cut': ([id, head, a, ...rest]) => [[id, head, a.slice(0, 20_000), ...rest]],
  'a symbol is changed': ([id, head, a, ...rest]) => [[id, head, `${a.slice(0, -1)}~`, ...rest]],
  'the answer of another comes': ([id, head, ...rest]) => [[id, head.replace(/\d+$/, '7'), ...rest]],
  'nothing comes': () => [],
  'only the name comes': ([id]) => [[id]],
};

for (const [name, damage] of Object.entries(DAMAGE)) {
  test(`${name}: a clear error for that call, and none for the next`, async () => {
    const { cable: calls } = cable((answer, params) => (params.hurt ? damage(answer) : [answer]));
    const long = 'x'.repeat(70_000);
    const [hurt, well] = await Promise.allSettled([calls.call('m', { hurt: true, long }), calls.call('m', { long })]);
    assert.equal(hurt.reason.code, 'SDK_REJECTED');
    assert.match(hurt.reason.message, /lost on the patch cable|did not answer within/);
    assert.ok(hurt.reason.hint.length > 10);
    assert.equal(well.value.long, long);
    assert.equal((await calls.call('m', { n: 1 })).n, 1);
  });
}

test('an answer that comes twice, late or to nobody is ignored', async () => {
  const { cable: calls, said } = cable((answer) => [answer, answer, ['nobody', ...answer.slice(1)]]);
  assert.equal((await calls.call('m', { n: 1 })).n, 1);
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(said.length, 2);
  assert.match(said[1], /which nobody waits for/);
});

test('a request that is too long for the cable is refused, and the next is not', async () => {
  const { cable: calls } = cable((answer) => [answer]);
  await assert.rejects(calls.call('m', { long: 'x'.repeat(3_100_000) }), { code: 'SDK_REJECTED' });
  assert.equal((await calls.call('m', { n: 2 })).n, 2);
});
