// @ts-check
// The global functions and properties that code in a js or v8 box finds: outlets,
// the Max console, named destinations, require and include. A classic script for
// the realm of the hosted code; `this` of its functions is that realm's global.

(function (/** @type {any} */ host) {
  'use strict';

  /** @param {string} what @returns {any} an object of which nothing is simulated but its name */
  function notSimulated(what, /** @type {Record<string, any>} */ known = {}) {
    return new Proxy(known, {
      get(target, key) {
        if (typeof key === 'symbol' || key in target) return /** @type {any} */ (target)[key];
        if (key === 'then' || key === 'toJSON' || key === 'constructor') return undefined;
        throw new Error(`not simulated: ${what}.${key}`);
      },
    });
  }

  const patcher = notSimulated('patcher', { name: host.name, filepath: host.folder, parentpatcher: null, maxclass: 'patcher' });

  /** @type {Record<string, any>} */
  const globals = {
    inlets: 1,
    outlets: 1,
    inlet: 0,
    messagename: '',
    autowatch: 0,
    jsarguments: Array.from(host.args),
    maxclass: host.kind,
    patcher,
    box: notSimulated('box', { patcher, maxclass: host.kind, varname: '' }),
    max: notSimulated('max', { version: '9.0.0', isplugin: 1, os: 'simulated' }),

    outlet(/** @type {number} */ index, /** @type {any[]} */ ...atoms) {
      host.outlet(Number(index), atoms);
    },
    post(/** @type {any[]} */ ...words) {
      host.post('info', words.map(text).join(' '));
    },
    cpost(/** @type {any[]} */ ...words) {
      host.post('info', words.map(text).join(' '));
    },
    error(/** @type {any[]} */ ...words) {
      host.post('error', words.map(text).join(' '));
    },
    messnamed(/** @type {any} */ name, /** @type {any[]} */ ...atoms) {
      host.send(String(name), atoms);
    },
    arrayfromargs(/** @type {any[]} */ ...args) {
      // Both `arrayfromargs(arguments)` and `arrayfromargs(messagename, arguments)`.
      return args.flatMap((one) => (typeof one === 'object' && one !== null && 'length' in one ? Array.from(one) : [one]));
    },
    setinletassist() {},
    setoutletassist() {},
    assist() {},
    declareattribute() {},
    embedmessage() {},
    notifyclients() {},
    require: host.require,
    include: host.include,
  };
  globals.jsthis = globalThis;

  /** @param {any} word @returns {string} */
  function text(word) {
    if (typeof word === 'object' && word !== null) {
      if (Array.isArray(word)) return word.map(text).join(' ');
      return word.name !== undefined && typeof word.stringify === 'function' ? `dictionary ${word.name}` : 'jsobject';
    }
    return String(word);
  }

  for (const name of Object.keys(globals)) {
    Object.defineProperty(globalThis, name, { value: globals[name], writable: true, enumerable: false, configurable: true });
  }

  if (host.kind === 'js') {
    // The old engine speaks ECMAScript 5: what came later is not there.
    for (const name of ['Promise', 'Map', 'Set', 'Symbol', 'Proxy', 'Reflect', 'BigInt', 'WeakRef', 'FinalizationRegistry', 'globalThis']) {
      delete /** @type {any} */ (globalThis)[name];
    }
  }

  return { patcher };
});
