// @ts-check
// The package: a device hosted on the simulated Live, and what it is made of.

export { connect } from './link/connect.mjs';
export { Link } from './link/link.mjs';
export { LinkError, Refusal } from './link/errors.mjs';
export { Engine } from './engine.mjs';
export { Device, TICK } from './device.mjs';
export { Patch, PLAIN } from './cable/patch.mjs';
export { SYMBOL_LIMIT, formatMessage, parseMessage } from './atoms.mjs';
