// @ts-check
// The patch cables between both halves of a device, as data: which message goes
// where, what is stripped, collected and appended on the way. Enough for the
// route/routepass, trigger and list.group/list.join idioms of real devices.

import { SYMBOL_LIMIT, throughCable } from '../atoms.mjs';

/** @typedef {import('../atoms.mjs').Atom} Atom */

/**
 * @typedef {object} Route one cable, or what several boxes in a row do
 * @property {'node' | 'js'} from
 * @property {number} [outlet] of the js half; 0 when left out
 * @property {string[]} [messages] only these; all when left out
 * @property {'node' | 'js'} [to] the other half's inlet
 * @property {boolean} [strip] take the message's name off, as `route` does
 * @property {string} [clear] forget what was collected under this name first, as `zlclear` does
 * @property {string} [collect] keep what comes under this name instead of sending it on
 * @property {number} [limit] the most messages kept; later ones are dropped
 * @property {string} [append] add what was collected under this name, and forget it
 */

/** @typedef {{to: 'node' | 'js', atoms: Atom[]}} Delivery */

/** What an undecorated device has: one cable each way. @type {Route[]} */
export const PLAIN = [
  { from: 'node', to: 'js' },
  { from: 'js', outlet: 0, to: 'node' },
];

const FIELDS = new Set(['from', 'outlet', 'messages', 'to', 'strip', 'clear', 'collect', 'limit', 'append']);
const COLLECT_LIMIT = 1000;

/** Cables with what they have collected. */
export class Patch {
  /**
   * @param {Route[]} [routes]
   * @param {{limit?: number, damage?: (delivery: Delivery) => Delivery[]}} [options]
   *   `limit`: characters of a symbol; `damage`: what a test does to a message on its way
   */
  constructor(routes = PLAIN, { limit = SYMBOL_LIMIT, damage } = {}) {
    this.routes = routes.map(checked);
    this.limit = limit;
    this.damage = damage;
    /** @type {Map<string, Atom[]>} */
    this.collected = new Map();
  }

  /**
   * A message leaves a half.
   * @param {'node' | 'js'} from
   * @param {number} outlet
   * @param {Atom[]} message
   * @returns {Delivery[]} what arrives where, in order
   */
  carry(from, outlet, message) {
    const atoms = throughCable(message, this.limit);
    /** @type {Delivery[]} */
    const deliveries = [];
    for (const route of this.routes) {
      if (route.from !== from || (from === 'js' && (route.outlet ?? 0) !== outlet)) continue;
      if (route.messages && !route.messages.includes(String(atoms[0]))) continue;
      if (route.clear) this.collected.delete(route.clear);
      if (route.collect) this.keep(route.collect, atoms, route.limit ?? COLLECT_LIMIT);
      if (!route.to) continue;
      const sent = route.strip ? atoms.slice(1) : [...atoms];
      if (route.append) {
        sent.push(...(this.collected.get(route.append) ?? []));
        this.collected.delete(route.append);
      }
      const delivery = { to: route.to, atoms: sent };
      deliveries.push(...(this.damage ? this.damage(delivery) : [delivery]));
    }
    return deliveries;
  }

  /**
   * @param {string} name
   * @param {Atom[]} atoms
   * @param {number} limit
   */
  keep(name, atoms, limit) {
    const kept = this.collected.get(name) ?? [];
    if (kept.length + atoms.length <= limit) kept.push(...atoms);
    this.collected.set(name, kept);
  }
}

/** @param {Route} route @returns {Route} @throws when it is none */
function checked(route) {
  const unknown = Object.keys(route).find((key) => !FIELDS.has(key));
  if (unknown) throw new Error(`a cable has no field ${unknown}`);
  if (route.from !== 'node' && route.from !== 'js') throw new Error(`a cable comes from node or js, not from ${route.from}`);
  if (route.to !== undefined && route.to !== 'node' && route.to !== 'js') throw new Error(`a cable goes to node or js, not to ${route.to}`);
  return route;
}
