#!/usr/bin/env node
// @ts-check
// Puts a patch cable between the suite and any program that speaks the wire:
// each message crosses it as our device sends it, a symbol cut where Max cuts
// it. What the suite says of the program must be what it says without.
//
//   through-cable.mjs COMMAND ARGUMENTS

import { spawn } from 'node:child_process';
import { throughCable } from '../../javascript/src/atoms.mjs';
import { decode, encode } from '../max/codec.mjs';

const NEWLINE = 10;

/** What comes out of the cable. @param {string} text */
function crossed(text) {
  return decode(throughCable(encode('line', 'x', text)).slice(2)).text;
}

/** Splits a stream into lines, without their ends. @param {NodeJS.ReadableStream} stream @param {(line: string) => void} onLine @param {() => void} onEnd */
function lines(stream, onLine, onEnd) {
  /** @type {Buffer} */
  let begun = Buffer.alloc(0);
  stream.on('data', (/** @type {Buffer} */ chunk) => {
    begun = begun.length === 0 ? chunk : Buffer.concat([begun, chunk]);
    let start = 0;
    for (let at = begun.indexOf(NEWLINE); at >= 0; at = begun.indexOf(NEWLINE, start)) {
      onLine(begun.toString('utf8', start, at));
      start = at + 1;
    }
    begun = begun.subarray(start);
  });
  stream.on('end', onEnd);
}

/** @param {string} line @returns {any} */
function idOf(line) {
  try {
    return JSON.parse(line).id ?? null;
  } catch {
    return null;
  }
}

const [program, ...args] = process.argv.slice(2);
if (program === undefined) {
  process.stderr.write('through-cable.mjs COMMAND ARGUMENTS\n');
  process.exit(2);
}
const child = spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] });
child.stdin.on('error', () => {});
const refuse = (/** @type {any} */ id, /** @type {any} */ error) => {
  const data = { code: 'SDK_REJECTED', hint: 'ask for less at once' };
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', id, error: { code: -32000, message: `the patch cable: ${error.message}`, data } })}\n`);
};
lines(process.stdin, (line) => {
  try {
    child.stdin.write(`${crossed(line)}\n`);
  } catch (error) {
    refuse(idOf(line), error);
  }
}, () => child.stdin.end());
lines(child.stdout, (line) => {
  try {
    process.stdout.write(`${crossed(line)}\n`);
  } catch (error) {
    refuse(idOf(line), error);
  }
}, () => {});
child.on('exit', (code) => process.stdout.write('', () => process.exit(code ?? 1)));
