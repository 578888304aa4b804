#!/usr/bin/env node
// @ts-check
// Makes the files of our Max for Live device: one script for each half, beside
// the patcher that loads them.

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const MAX = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../max');

/** What Max calls: the name of a message is the name of a function. */
const END = `autowatch = 1;
inlets = 1;
outlets = 1;
const receive = exported.liveHalf(
  LiveAPI,
  (run, ms) => {
    const task = new Task(run);
    task.schedule(ms);
    return task;
  },
  (atoms) => outlet(0, atoms),
);
function livebridge_request() {
  receive(arrayfromargs(arguments));
}
`;

/** The files of the device by name. @returns {Map<string, string>} */
export function files() {
  return new Map([
    ['livebridge-live.js', bundle(path.join(MAX, 'live-half.mjs'), new Map(), END)],
    ['livebridge-node.js', bundle(path.join(MAX, 'node-half.mjs'), new Map(), '')],
    ['livebridge.maxpat', fs.readFileSync(path.join(MAX, 'livebridge.maxpat'), 'utf8')],
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [to, ...rest] = process.argv.slice(2);
  if (to === undefined || rest.length > 0) {
    process.stderr.write('device.mjs FOLDER      writes the patcher and both scripts into this folder\n');
    process.exit(2);
  }
  fs.mkdirSync(to, { recursive: true });
  for (const [name, text] of files()) fs.writeFileSync(path.join(to, name), text);
  process.stdout.write(`wrote ${[...files().keys()].join(', ')} into ${to}\n`);
}
