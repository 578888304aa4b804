// @ts-check
// Main module of the process that node.script runs: makes `max-api` findable,
// then loads the hosted script unchanged and says how that went.

import module from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const script = path.resolve(process.argv[2]);
// The hosted code sees its own name, then the arguments of `script start`.
process.argv.splice(1, 2, script);

module.register('./hooks.mjs', import.meta.url);
const maxApi = fileURLToPath(new URL('./max-api.cjs', import.meta.url));
const modules = /** @type {any} */ (module);
const resolveFilename = modules._resolveFilename;
modules._resolveFilename = function (/** @type {string} */ request, /** @type {any[]} */ ...rest) {
  return request === 'max-api' ? maxApi : resolveFilename.call(this, request, ...rest);
};

/** @param {Record<string, unknown>} message */
const tell = (message) => new Promise((resolve) => process.send?.(message, resolve));

// The first load opens the channel's listener: nothing that the device sends is lost.
module.createRequire(import.meta.url)(maxApi);
try {
  await import(pathToFileURL(script).href);
  await tell({ op: 'loaded' });
} catch (error) {
  await tell({ op: 'failed', text: String(/** @type {any} */ (error)?.stack ?? error) });
  process.exit(1);
}
