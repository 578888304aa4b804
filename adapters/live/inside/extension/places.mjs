// @ts-check
// What the extension keeps between two starts of Live, in the one folder that it
// may keep files in: its port and its token, so that a client finds it again.

import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/** The port, where nobody else has it. */
export const PORT = 7417;
const FILE = 'bridge.json';
const TOKEN = /^[\x21-\x7e]{16,1024}$/;

/** @param {string} folder @returns {{ port: number, token: string }} */
export function remembered(folder) {
  let kept;
  try {
    kept = JSON.parse(fs.readFileSync(path.join(folder, FILE), 'utf8'));
  } catch {
    kept = {};
  }
  const token = TOKEN.test(kept?.token) ? kept.token : randomBytes(24).toString('hex');
  const port = Number.isInteger(kept?.wantedPort) && kept.wantedPort >= 0 && kept.wantedPort < 65_536 ? kept.wantedPort : PORT;
  return { port, token };
}

/** Says where the bridge is: readable for its user alone. @param {string} folder @param {{ port: number, token: string, wantedPort: number }} place */
export function remember(folder, { port, token, wantedPort }) {
  fs.mkdirSync(folder, { recursive: true });
  const file = path.join(folder, FILE);
  const text = `${JSON.stringify({ transport: 'websocket', url: `ws://127.0.0.1:${port}/`, port, wantedPort, token }, null, 2)}\n`;
  // Whole or not at all: a client may read it at any moment.
  fs.writeFileSync(`${file}.new`, text, { mode: 0o600 });
  fs.renameSync(`${file}.new`, file);
}
