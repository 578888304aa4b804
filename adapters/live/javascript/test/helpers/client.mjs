// @ts-check
// A process that greets an engine over inherited descriptors 3 (in) and 4 (out)
// and prints what became of it: so that a test can be the engine.

import { connect } from '../../src/link/connect.mjs';
import { Engine } from '../../src/engine.mjs';

const timeout = Number(process.argv[2]);
try {
  const { link } = await connect({ LIVEBRIDGE_LIVE_FDS: '3,4' }, { timeout });
  const engine = new Engine(link).hello({ interface: 'max' });
  const tempo = engine.get(2, 'tempo');
  process.stdout.write(`tempo ${tempo}\n`);
  engine.close();
} catch (error) {
  process.stdout.write(`${/** @type {any} */ (error).name}: ${/** @type {any} */ (error).message}\n`);
}
process.exit(0);
