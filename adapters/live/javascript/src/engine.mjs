// @ts-check
// The operations of the protocol (docs/live-protocol.md) as functions. It adds
// nothing to them: what Live does is the engine's, what a value looks like in
// Max is that of `realm/`.

/** @typedef {import('./link/link.mjs').Link} Link */
/** @typedef {{$: number, class: string}} Ref */
/** @typedef {{obj: number, name: string, value?: unknown}} Notification */
/** @typedef {{children?: Record<string, Row>, properties?: Record<string, Row>, functions?: Record<string, Row>, [field: string]: unknown}} Description */
/** @typedef {Record<string, any>} Row */

/** One greeted connection to the engine. */
export class Engine {
  /** @param {Link} link */
  constructor(link) {
    this.link = link;
    /** @type {Record<string, unknown>} */
    this.rules = {};
    this.live = '';
    /** @type {Record<string, Ref>} */
    this.roots = {};
    /** Milliseconds of Live's time, as of the last answer that told it. */
    this.ms = 0;
    /** @type {Map<string, Description>} */
    this.descriptions = new Map();
  }

  /**
   * Greets the engine; must come first.
   * @param {{interface: string, token?: string, client?: string, device?: {track: number, index: number}}} greeting
   * @returns {this}
   */
  hello(greeting) {
    const answer = this.link.request('hello', { protocol: 1, ...greeting });
    this.live = String(answer.live ?? '');
    this.roots = /** @type {Record<string, Ref>} */ (answer.roots ?? {});
    this.rules = /** @type {Record<string, unknown>} */ (answer.rules ?? {});
    this.clock(answer);
    return this;
  }

  /**
   * Whether a rule of the face is on; those that the engine does not name are.
   * @param {string} name
   * @returns {boolean}
   */
  rule(name) {
    const state = this.rules[name];
    return state !== false && state !== 'off';
  }

  /** @param {string} path @returns {Ref | null} */
  resolve(path) {
    return /** @type {Ref | null} */ (this.link.request('resolve', { path }).value ?? null);
  }

  /** @param {number} id @returns {Ref | null} */
  find(id) {
    return /** @type {Ref | null} */ (this.link.request('resolve', { id }).value ?? null);
  }

  /** @param {number} obj @returns {string} */
  path(obj) {
    return String(this.link.request('path', { obj }).value ?? '');
  }

  /** @param {number} obj @returns {boolean} */
  alive(obj) {
    return this.link.request('alive', { obj }).value === true;
  }

  /** @param {string} name @returns {Description} */
  describe(name) {
    let found = this.descriptions.get(name);
    if (!found) {
      found = /** @type {Description} */ (this.link.request('describe', { class: name }).value ?? {});
      this.descriptions.set(name, found);
    }
    return found;
  }

  /** @param {number} obj @param {string} name @returns {unknown} */
  get(obj, name) {
    return this.link.request('get', { obj, name }).value;
  }

  /** @param {number} obj @param {string} name @param {unknown} value */
  set(obj, name, value) {
    this.link.request('set', { obj, name, value });
  }

  /** @param {number} obj @param {string} name @param {unknown[]} args @returns {unknown} */
  call(obj, name, args) {
    return this.link.request('call', { obj, name, args }).value;
  }

  /** @param {number} obj @param {string} name @returns {Ref[]} */
  children(obj, name) {
    return /** @type {Ref[]} */ (this.link.request('children', { obj, name }).value ?? []);
  }

  /** @param {number} obj @param {string} name */
  observe(obj, name) {
    this.link.request('observe', { obj, name });
  }

  /** @param {number} obj @param {string} name */
  unobserve(obj, name) {
    this.link.request('unobserve', { obj, name });
  }

  /**
   * Lets Live's time pass and gives what became due for this connection.
   * @param {number} [count] ticks of 100 ms
   * @returns {Notification[]}
   */
  tick(count = 1) {
    const answer = this.link.request('tick', { count });
    this.clock(answer);
    return /** @type {Notification[]} */ (answer.notifications ?? []);
  }

  /** @param {'undo' | 'redo'} op @returns {{done: boolean, label: string | null}} */
  history(op) {
    const answer = this.link.request(op);
    return { done: answer.done === true, label: typeof answer.label === 'string' ? answer.label : null };
  }

  /** The canonical text of the Set. @returns {string} */
  snapshot() {
    return String(/** @type {any} */ (this.link.request('snapshot').value)?.text ?? '');
  }

  /** @param {{als?: string, snapshot?: string, default?: true}} what */
  load(what) {
    const value = /** @type {any} */ (this.link.request('load', what).value);
    this.roots = value?.roots ?? value ?? this.roots;
  }

  /** @param {Record<string, unknown>} edit an edit of the user @returns {unknown} */
  user(edit) {
    return this.link.request('user', { edit }).value;
  }

  /** @param {string} kind @param {string} text */
  note(kind, text) {
    this.link.request('note', { kind, text });
  }

  /** Ends the connection. */
  close() {
    this.link.close();
  }

  /** @param {{time?: unknown, [field: string]: unknown}} answer */
  clock(answer) {
    const time = /** @type {{ms?: unknown} | undefined} */ (answer.time);
    if (typeof time?.ms === 'number') this.ms = time.ms;
  }
}
