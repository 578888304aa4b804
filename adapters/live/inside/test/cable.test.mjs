// The patch cable: the codec against the vectors, and calls that cross a damaged
// one. Each ends in an answer or a clear refusal, and the next one works.

import assert from 'node:assert/strict';
import fs from 'node:fs';
import path from 'node:path';
import test from 'node:test';
import { throughCable } from '../../javascript/src/atoms.mjs';
import { Cable } from '../max/cable.mjs';
import { decode, encode, SYMBOL } from '../max/codec.mjs';
import { liveHalf } from '../max/live-half.mjs';
import { DAMAGE } from './damage.mjs';
import { GOLDEN } from './helpers.mjs';

const VECTORS = JSON.parse(fs.readFileSync(path.join(GOLDEN, 'vectors/cable/cable.json'), 'utf8'));

test('encoding is what the vectors say', () => {
  for (const { name, pieces, warnings, header, symbols } of VECTORS.encode) {
    const text = pieces.map(([piece, times]) => piece.repeat(times)).join('');
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

/** Longer than any test: what is to come comes. */
const PATIENT = 60_000;

/** A cable whose other end answers what it is asked; `damage` has its way with the answers. */
function cable(damage, timeout = PATIENT) {
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

/** A cable to the other half of the device, on a Live that is not asked; `damage` has its way with what is sent. */
function toLive(damage) {
  const take = liveHalf(class { id = 'id 1'; }, () => {}, (atoms) => made.receive(throughCable(atoms).slice(1)));
  const made = new Cable(
    (atoms) => {
      for (const one of damage(throughCable(atoms).slice(1))) setImmediate(() => void take(one));
    },
    { timeout: PATIENT },
  );
  return made;
}

const LONG = 'x'.repeat(70_000);

/** What a call on a hurt message ends with: no more than that call is lost. */
function isClear(error) {
  assert.equal(error.code, 'SDK_REJECTED');
  assert.match(error.message, /lost on the patch cable|did not answer within/);
  assert.ok(error.hint.length > 10);
  return true;
}

for (const [name, damage] of Object.entries(DAMAGE)) {
  test(`an answer of which ${name}: a clear error for that call, and none for the next`, async () => {
    const { cable: calls } = cable((answer, params) => (params.hurt ? damage(answer) : [answer]));
    if (name === 'nothing comes') calls.timeout = 20;
    const hurt = calls.call('m', { hurt: true, LONG });
    calls.timeout = PATIENT;
    const [, well] = await Promise.all([assert.rejects(hurt, isClear), calls.call('m', { LONG })]);
    assert.equal(well.LONG, LONG);
    assert.equal((await calls.call('m', { n: 1 })).n, 1);
  });

  test(`a request of which ${name}: a clear error for that call, and none for the next`, async () => {
    let isHurt = true;
    const calls = toLive((atoms) => (isHurt ? damage(atoms) : [atoms]));
    if (name === 'nothing comes') calls.timeout = 20;
    const hurt = calls.ask('greeting', { LONG });
    [isHurt, calls.timeout] = [false, PATIENT];
    const [, well] = await Promise.all([assert.rejects(hurt, isClear), calls.ask('greeting', { LONG })]);
    assert.equal(well.protocolVersion, 1);
    assert.equal((await calls.ask('greeting', {})).protocolVersion, 1);
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
  await assert.rejects(calls.call('m', { long: 'x'.repeat(72_000_000) }), { code: 'SDK_REJECTED' });
  assert.equal((await calls.call('m', { n: 2 })).n, 2);
});
