// @ts-check
// A bundle with one of the mutants in it, for the host to load.

import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from '../pack/bundle.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));

/** @param {string} name @returns {string} the text of the bundle */
export function mutant(name) {
  const entry = path.join(HERE, 'entry.mjs');
  const text = `import { start } from '../extension/start.mjs';
import { MUTANTS } from './mutants.mjs';

export function activate(activation) {
  start(activation, MUTANTS[${JSON.stringify(name)}]);
}
`;
  return bundle(entry, new Map([[entry, text]]));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.stdout.write(mutant(process.argv[2] ?? ''));
