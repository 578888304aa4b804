#!/usr/bin/env node
// @ts-check
// Packs the extension into an `.ablx`: a zip file with a manifest and one
// bundle. Same sources, same bytes.

import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';
import { writeZip } from './zip.mjs';

const HERE = path.dirname(fileURLToPath(import.meta.url));
export const ENTRY = path.resolve(HERE, '../extension/extension.mjs');

/** The files of the package. @returns {Map<string, Buffer>} */
export function files() {
  const manifest = fs.readFileSync(path.join(HERE, 'manifest.json'));
  return new Map([
    ['manifest.json', manifest],
    [JSON.parse(manifest.toString('utf8')).entry, Buffer.from(bundle(ENTRY))],
  ]);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [to, ...rest] = process.argv.slice(2);
  if (to === undefined || rest.length > 0) {
    process.stderr.write('ablx.mjs FILE.ablx      packs the extension into this file\nablx.mjs FOLDER         writes manifest and bundle into this folder\n');
    process.exit(2);
  }
  if (to.endsWith('.ablx')) {
    fs.writeFileSync(to, writeZip(files()));
  } else {
    for (const [name, content] of files()) {
      fs.mkdirSync(path.dirname(path.join(to, name)), { recursive: true });
      fs.writeFileSync(path.join(to, name), content);
    }
  }
  process.stdout.write(`wrote ${to}\n`);
}
