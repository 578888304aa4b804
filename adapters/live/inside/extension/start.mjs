// @ts-check
// What happens when Live activates the extension. Nothing may be thrown here: a
// bundle that throws takes all other extensions with it.

import { AbletonLiveBridge } from './bridge.mjs';
import { remember, remembered } from './places.mjs';
import { Renders } from './renders.mjs';
import { listen } from './server.mjs';

/** @typedef {import('./boundary.mjs').HostModule} HostModule */

const API_VERSION = '1.0.0';

/** The bridge as it is offered in Live. @param {HostModule} host */
export function whole(host) {
  const renders = new Renders(host);
  /** @type {AbletonLiveBridge} */
  const bridge = new AbletonLiveBridge(host, { render: (track, start, end) => renders.render(bridge.host, track, start, end) });
  return bridge;
}

/**
 * Starts the bridge on what Live hands over.
 * @param {{ initializeExtensionHost: (options: { apiVersion: string }) => HostModule }} activation
 * @param {(host: HostModule) => AbletonLiveBridge} [make] another bridge, for tests
 * @param {(host: HostModule, bridge: AbletonLiveBridge) => void} [more] what else is offered
 */
export function start(activation, make = whole, more = () => {}) {
  const log = (/** @type {string} */ text) => console.log(`livebridge: ${text}`);
  try {
    const host = activation.initializeExtensionHost({ apiVersion: API_VERSION });
    const bridge = make(host);
    more(host, bridge);
    const folder = host.environment.storageDirectory;
    const { port, token } = remembered(folder);
    listen(bridge, { token, port, log }).then(
      (listening) => {
        try {
          remember(folder, { port: listening.port, token, wantedPort: port });
          log(`listens at ws://127.0.0.1:${listening.port}/, its token stands in bridge.json`);
        } catch (error) {
          // Nobody could learn the token.
          listening.close();
          log(`cannot write bridge.json, and so does not listen: ${error}`);
        }
      },
      (error) => log(`cannot listen: ${error}`),
    );
  } catch (error) {
    log(`cannot start: ${/** @type {any} */ (error)?.message ?? error}`);
  }
}
