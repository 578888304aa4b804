// @ts-check
// The module `max-api` as code in node.script finds it. It talks to the device
// over the channel that `child.mjs` opened; every answer is a promise.
'use strict';

/** @typedef {(...args: any[]) => any} Handler */

const MESSAGE_TYPES = Object.freeze({ ALL: 'all', BANG: 'bang', DICT: 'dict', LIST: 'list', NUMBER: 'number' });
const POST_LEVELS = Object.freeze({ ERROR: 'error', INFO: 'info', WARN: 'warn' });
const MAX_ENV = Object.freeze({ MAX: 'max', MAX_FOR_LIVE: 'maxforlive', STANDALONE: 'max:standalone' });

/** @type {Map<string, Set<Handler>>} */
const handlers = new Map();
/** @type {Map<number, {resolve: (value: any) => void, reject: (error: Error) => void}>} */
const waiting = new Map();
let asked = 0;

/**
 * @param {string} op
 * @param {Record<string, unknown>} fields
 * @returns {Promise<any>}
 */
function ask(op, fields) {
  return new Promise((resolve, reject) => {
    if (!process.send || !process.connected) {
      reject(new Error('max-api: this process is not connected to a device'));
      return;
    }
    asked += 1;
    const id = asked;
    waiting.set(id, { resolve, reject });
    process.send({ id, op, ...fields }, (/** @type {Error | null} */ error) => {
      if (!error) return;
      waiting.delete(id);
      reject(error);
    });
  });
}

/**
 * @param {any} value
 * @returns {any} as the channel carries it: booleans are 0/1 in Max
 */
function atom(value) {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'bigint') return Number(value);
  if (typeof value === 'number' && !Number.isFinite(value)) throw new TypeError(`max-api: ${value} is no number of Max`);
  if (value === undefined || value === null) throw new TypeError(`max-api: ${value} cannot be sent to Max`);
  return Array.isArray(value) ? value.map(atom) : value;
}

/** @param {any[]} args @returns {Promise<void>} */
async function outlet(...args) {
  await ask('outlet', { atoms: args.map(atom) });
}

/** @returns {Promise<void>} */
function outletBang() {
  return outlet('bang');
}

/** @param {any[]} args the last may be a level @returns {Promise<void>} */
async function post(...args) {
  const levels = /** @type {any[]} */ (Object.values(POST_LEVELS));
  const level = args.length > 1 && levels.includes(args[args.length - 1]) ? args.pop() : POST_LEVELS.INFO;
  const text = args.map((one) => (typeof one === 'object' ? JSON.stringify(one) : String(one))).join(' ');
  await ask('post', { level, text });
}

/** @param {string} name @returns {Promise<Record<string, any>>} */
function getDict(name) {
  return ask('getDict', { name: String(name) });
}

/** @param {string} name @param {Record<string, any>} value @returns {Promise<Record<string, any>>} */
function setDict(name, value) {
  return ask('setDict', { name: String(name), value });
}

/** @param {string} name @param {string} path @param {any} value @returns {Promise<Record<string, any>>} */
function updateDict(name, path, value) {
  return ask('updateDict', { name: String(name), path: String(path), value });
}

/** @param {string} selector @param {Handler} handler */
function addHandler(selector, handler) {
  if (typeof handler !== 'function') throw new TypeError(`max-api: the handler of ${selector} is no function`);
  const known = handlers.get(selector) ?? new Set();
  handlers.set(selector, known.add(handler));
}

/** @param {Record<string, Handler>} all */
function addHandlers(all) {
  for (const selector of Object.keys(all)) addHandler(selector, all[selector]);
}

/** @param {string} selector @param {Handler} handler */
function removeHandler(selector, handler) {
  handlers.get(selector)?.delete(handler);
}

/** @param {string} [selector] without one, or with `all`, every handler goes */
function removeHandlers(selector) {
  if (selector === undefined || selector === MESSAGE_TYPES.ALL) handlers.clear();
  else handlers.delete(selector);
}

/**
 * Which handler a message is for, and with what arguments.
 * @param {any[]} atoms
 * @returns {{selector: string, args: any[]}}
 */
function addressed(atoms) {
  const [first, ...rest] = atoms;
  if (typeof first === 'number') {
    return rest.length === 0 ? { selector: MESSAGE_TYPES.NUMBER, args: [first] } : { selector: MESSAGE_TYPES.LIST, args: atoms };
  }
  if (first === 'bang' && rest.length === 0) return { selector: MESSAGE_TYPES.BANG, args: [] };
  return { selector: String(first), args: rest };
}

/** @param {any[]} atoms @param {any} dictionary what the message's dictionary holds */
function deliver(atoms, dictionary) {
  const to = dictionary === undefined ? addressed(atoms) : { selector: MESSAGE_TYPES.DICT, args: [dictionary] };
  const known = handlers.get(to.selector);
  const handled = known !== undefined && known.size > 0;
  const everyone = handlers.get(MESSAGE_TYPES.ALL);
  if (!handled && !(everyone && everyone.size > 0)) {
    void post(`node.script: no handler for ${to.selector}`, POST_LEVELS.WARN);
    return;
  }
  for (const handler of [...(known ?? [])]) run(() => handler(...to.args));
  for (const handler of [...(everyone ?? [])]) run(() => handler(handled, ...atoms));
}

/** @param {() => any} handler */
function run(handler) {
  try {
    const result = handler();
    if (typeof result?.then === 'function') result.then(undefined, failed);
  } catch (error) {
    failed(error);
  }
}

/** @param {any} error */
function failed(error) {
  void post(`node.script: ${error?.stack ?? error}`, POST_LEVELS.ERROR);
}

process.on('message', (/** @type {any} */ message) => {
  if (message.op === 'message') {
    deliver(message.atoms, message.dictionary);
    return;
  }
  const one = waiting.get(message.id);
  waiting.delete(message.id);
  if (message.error !== undefined) one?.reject(new Error(message.error));
  else one?.resolve(message.value);
});

// Each by its name, so that `import { outlet } from 'max-api'` finds them.
exports.MESSAGE_TYPES = MESSAGE_TYPES;
exports.POST_LEVELS = POST_LEVELS;
exports.MAX_ENV = MAX_ENV;
exports.addHandler = addHandler;
exports.addHandlers = addHandlers;
exports.removeHandler = removeHandler;
exports.removeHandlers = removeHandlers;
exports.outlet = outlet;
exports.outletBang = outletBang;
exports.post = post;
exports.getDict = getDict;
exports.setDict = setDict;
exports.updateDict = updateDict;
