// @ts-check
// Where the code of an extension comes from: a `.ablx`, a folder with a
// manifest, or a bare bundle.

import fs from 'node:fs';
import path from 'node:path';
import { readZip } from '../pack/zip.mjs';

/** The largest bundle, in bytes. */
const LARGEST = 64 * 1024 * 1024;

/**
 * @param {string} file
 * @returns {{ code: string, name: string, folder: string }}
 */
export function readBundle(file) {
  const stat = fs.statSync(file);
  if (stat.isDirectory()) {
    const entry = entryOf(fs.readFileSync(path.join(file, 'manifest.json'), 'utf8'));
    const whole = path.join(file, entry);
    return { code: fs.readFileSync(whole, 'utf8'), name: path.basename(whole), folder: path.dirname(whole) };
  }
  if (stat.size > LARGEST) throw new Error(`${file} is larger than ${LARGEST} bytes`);
  if (path.extname(file).toLowerCase() !== '.ablx') {
    return { code: fs.readFileSync(file, 'utf8'), name: path.basename(file), folder: path.dirname(path.resolve(file)) };
  }
  const files = readZip(fs.readFileSync(file));
  const manifest = files.get('manifest.json');
  if (!manifest) throw new Error(`${file} has no manifest.json`);
  const entry = entryOf(manifest.toString('utf8'));
  const code = files.get(entry);
  if (!code) throw new Error(`${file} has no ${entry}, which its manifest names`);
  return { code: code.toString('utf8'), name: path.basename(entry), folder: path.dirname(path.resolve(file)) };
}

/** @param {string} text of a manifest @returns {string} */
function entryOf(text) {
  const manifest = JSON.parse(text);
  for (const key of ['name', 'author', 'version', 'entry', 'minimumApiVersion']) {
    if (typeof manifest?.[key] !== 'string') throw new Error(`the manifest has no text \`${key}\``);
  }
  const entry = path.posix.normalize(manifest.entry);
  if (entry.startsWith('..') || path.posix.isAbsolute(entry)) throw new Error(`the manifest's entry leaves its folder: ${entry}`);
  return entry;
}
