// The Node half of the device, which `node.script` loads: has the network and no
// LiveAPI. The same wire as the extension, each call over the cable.
//
//   script start livebridge-node.js PORT FOLDER

import os from 'node:os';
import path from 'node:path';
import Max from 'max-api';
import { remember, remembered } from '../extension/places.mjs';
import { listen } from '../extension/server.mjs';
import { Cable, RESPONSE } from './cable.mjs';

const folder = process.argv[3] ?? path.join(os.homedir(), '.livebridge');
const log = (text) => void Max.post(`livebridge: ${text}`);

const cable = new Cable((atoms) => void Max.outlet(...atoms).catch((error) => log(`the cable takes nothing: ${error.message}`)), { log });
Max.addHandler(RESPONSE, (...atoms) => cable.receive(atoms));

/** Asks who is at the other end, and then lets clients in. */
async function start() {
  await cable.connect();
  const kept = remembered(folder);
  const wanted = process.argv[2] === undefined ? kept.port : Number(process.argv[2]);
  const { port } = await listen(cable, { token: kept.token, port: wanted, log });
  remember(folder, { port, token: kept.token, wantedPort: wanted });
  await Max.outlet('listening', port);
  log(`listens at ws://127.0.0.1:${port}/, its token stands in ${path.join(folder, 'bridge.json')}`);
}

start().catch((error) => log(`cannot start: ${error.message}`));
