// @ts-check
// Max's LiveAPI. An object of it holds an id or follows a path; nothing that it
// does ever throws over what Live thinks: a failing get, set or call answers the
// bare 1. A classic script for the realm of the hosted code.

(function (/** @type {any} */ host, /** @type {any} */ values) {
  'use strict';

  const { engine } = host;
  /** What a failing or impossible call answers. */
  const BARE = 1;

  /** Calls that only ask: what a listener may still do. */
  const ASKING = /^(get_|is_|str_|find_|available_)/;

  /** How deep we are in notifications. */
  let notifying = 0;

  /** @returns {boolean} whether a change is refused because a notification is under way */
  function refused() {
    if (notifying === 0 || !host.rule('listen.no-change-in-listener')) return false;
    host.post('error', 'Changes cannot be triggered by notifications. Defer the change, with a Task for instance.');
    return true;
  }

  /** Members that were asked for and are not simulated, each told once. @type {Set<string>} */
  const told = new Set();

  /**
   * Runs one request; what Live refuses becomes the bare 1.
   * @template T
   * @param {() => T} request
   * @returns {{value?: T, dead?: boolean}} `value` is there when it went well
   */
  function attempt(request) {
    try {
      return { value: request() };
    } catch (/** @type {any} */ error) {
      if (error?.name !== 'Refusal') throw new Error(String(error?.message ?? error));
      if (error.kind === 'NotSimulated') {
        const member = `${error.fields.class}.${error.fields.member}`;
        if (!told.has(member)) host.post('warning', `not simulated: ${member}`);
        told.add(member);
      } else if (error.kind === 'Crash') {
        host.post('error', `Live would have crashed here: ${error.message}`);
      }
      return { dead: error.kind === 'DeadObject' };
    }
  }

  /** @param {any} value @returns {number} the bare 1, or nothing at all when its rule is off */
  const bare = (value = BARE) => (host.rule('max.bare-1') ? value : /** @type {any} */ (undefined));

  /** @param {unknown} type */
  const isText = (type) => type === 'string' || type === 'symbol';

  /** @param {unknown} type whether a type of the table is a struct or a list of structs */
  const isStructType = (type) => /^(list<)?[A-Z]\w*>?$/.test(String(type ?? '')) && host.structs.has(String(type).replace(/^list<|>$/g, ''));

  /** @param {any} row whether a property goes as a dictionary */
  const isStructured = (row) => row !== undefined && (isStructType(row.type) || /^dict/.test(String(row.max_type ?? '')));

  class LiveAPI {
    #id = 0;
    #class = '';
    /** The path that was asked for; what `mode` 1 follows. */
    #asked = '';
    #mode = 0;
    #property = '';
    /** @type {Function | null} */
    #callback = null;

    constructor(/** @type {any[]} */ ...args) {
      // An old form gives the patcher (or jsthis) first.
      if (args.length > 0 && args[0] && typeof args[0] === 'object' && !Array.isArray(args[0])) args.shift();
      if (typeof args[0] === 'function') this.#callback = args.shift();
      else if (args.length > 1 && (args[0] === null || args[0] === undefined)) args.shift();
      if (!host.loaded()) {
        host.post('error', 'Live API is not initialized, use live.thisdevice to determine when it is');
        return;
      }
      const where = args.length === 2 && args[0] === 'id' ? [args[0], args[1]] : args[0];
      if (where !== undefined && where !== null) this.#follow(where);
    }

    /** @param {any} where a path, an id, or the atoms of an id */
    #follow(where) {
      const numeric = typeof where === 'number' || (typeof where === 'string' && /^\s*\d+\s*$/.test(where));
      const path = Array.isArray(where) ? where.join(' ') : numeric ? `id ${Number(where)}` : String(where);
      this.#asked = path.replace(/^\s*"?|"?\s*$/g, '');
      this.#bind(this.#asked === '' ? null : engine.resolve(this.#asked));
    }

    /** The id now; a host without the rule looks again where nothing was. */
    #bound() {
      if (this.#id === 0 && this.#asked !== '' && !host.rule('ids.empty-path-never-binds')) {
        const object = engine.resolve(this.#asked);
        if (object) this.#bind(object);
      }
      return this.#id;
    }

    /** @param {{$: number, class: string} | null} object */
    #bind(object) {
      const property = this.#property;
      if (property) this.property = '';
      this.#id = object ? object.$ : 0;
      this.#class = object ? object.class : '';
      this.#tell(['id', this.#id]);
      if (property && this.#id) this.property = property;
    }

    /** @param {any[]} atoms */
    #tell(atoms) {
      if (this.#callback) host.guard(() => /** @type {Function} */ (this.#callback).call(this, atoms));
    }

    /** The host has to know only those that something can happen to. */
    #keep() {
      if (this.#property !== '' || this.#mode === 1) host.instances.add(this);
      else host.instances.delete(this);
    }

    /** Follows the path again in mode 1; for the host, after each tick. */
    _refresh() {
      if (this.#mode !== 1 || this.#asked === '' || /^id\s/.test(this.#asked)) return;
      const object = engine.resolve(this.#asked);
      if ((object ? object.$ : 0) !== this.#id) this.#bind(object);
    }

    /** @param {number} obj @param {string} name @returns {boolean} whether this one observes it; for the host */
    _observes(obj, name) {
      return this.#id === obj && this.#property === name;
    }

    /** @param {any} value a notification's value; for the host */
    _notify(value) {
      const name = this.#property;
      notifying += 1;
      try {
        this.#tell(value === undefined ? [name] : [name, ...values.list(name, value, this.#member(name))]);
      } finally {
        notifying -= 1;
      }
    }

    /** @param {string} kind @param {string} name @returns {any} the table's row */
    #row(kind, name) {
      const rows = this.#class ? engine.describe(this.#class)[kind] : undefined;
      return rows && Object.prototype.hasOwnProperty.call(rows, name) ? rows[name] : undefined;
    }

    /** @param {string} name */
    #member(name) {
      return { child: this.#row('children', name) !== undefined, structs: isStructured(this.#row('properties', name)) };
    }

    get id() {
      return String(this.#bound());
    }

    set id(value) {
      this.#follow(`id ${String(value).replace(/^\s*id\s+/, '')}`);
    }

    get path() {
      const path = this.unquotedpath;
      return host.kind === 'js' && path !== '' ? `"${path}"` : path;
    }

    set path(value) {
      this.#follow(value);
    }

    get unquotedpath() {
      if (this.#id === 0) return '';
      return attempt(() => engine.path(this.#id)).value ?? '';
    }

    get type() {
      return this.#id === 0 ? '' : String(this.#class);
    }

    get mode() {
      return this.#mode;
    }

    set mode(value) {
      this.#mode = host.rule('max.mode-coerced') ? Number(Boolean(Number(value))) : Number(value);
      this.#keep();
    }

    get valid() {
      return host.rule('max.valid-useless') ? 1 : Number(this.#id !== 0 && engine.alive(this.#id));
    }

    get patcher() {
      return host.patcher();
    }

    get children() {
      const rows = this.#class ? engine.describe(this.#class).children : undefined;
      return Object.keys(rows ?? {});
    }

    get property() {
      return this.#property;
    }

    set property(value) {
      const name = value === undefined || value === null ? '' : String(value);
      if (this.#property) attempt(() => engine.unobserve(this.#id, this.#property));
      this.#property = '';
      this.#keep();
      if (name === '' || this.#id === 0) return;
      if (!('value' in attempt(() => engine.observe(this.#id, name)))) return;
      this.#property = name;
      this.#keep();
      const now = attempt(() => engine.get(this.#id, name));
      if ('value' in now) this._notify(now.value);
    }

    get proptype() {
      const row = this.#row('properties', this.#property) ?? this.#row('children', this.#property);
      return row ? String(row.max_type ?? row.type ?? row.class) : '';
    }

    get info() {
      if (this.#id === 0) return 'No object';
      return host.info(this.#id, this.#class);
    }

    /** @param {any} name */
    get(name) {
      const property = String(name);
      if (this.#bound() === 0) return bare();
      const answer = attempt(() => engine.get(this.#id, property));
      if ('value' in answer) {
        const list = values.list(property, answer.value, this.#member(property));
        return list.length === 1 && !host.rule('max.get-array') ? list[0] : list;
      }
      return answer.dead && host.rule('ids.held-dead-object') ? [] : bare();
    }

    /** @param {any} name */
    getstring(name) {
      const property = String(name);
      if (this.#id === 0) return bare();
      const answer = attempt(() => engine.get(this.#id, property));
      if (!('value' in answer)) return bare();
      const float = this.#row('properties', property)?.type === 'float';
      return values.list(property, answer.value, this.#member(property)).map((/** @type {any} */ one) => values.text(one, float)).join(' ');
    }

    /** @param {any} name */
    getcount(name) {
      if (this.#id === 0) return 0;
      return attempt(() => engine.children(this.#id, String(name)).length).value ?? 0;
    }

    /** @param {any} name @param {any[]} value */
    set(name, ...value) {
      if (this.#bound() === 0 || refused()) return bare();
      const property = String(name);
      const row = this.#row('properties', property);
      const args = values.outgoingArgs(value, () => isText(row?.type));
      const one = args.length === 1 ? args[0] : args;
      const whole = isStructured(row) ? host.struct(property, row.type, args[0]) : one;
      attempt(() => engine.set(this.#id, property, whole ?? null));
      return bare();
    }

    /** @param {any} name @param {any[]} args */
    call(name, ...args) {
      const method = String(name);
      if (this.#bound() === 0 || (!ASKING.test(method) && refused())) return bare();
      const row = this.#row('functions', method);
      const sent = values.outgoingArgs(args, (/** @type {number} */ index) => isText(row?.args?.[index]?.type));
      const answer = attempt(() => engine.call(this.#id, method, host.dictionaries(row, sent)));
      return 'value' in answer ? values.result(method, answer.value, isStructType(row?.returns)) : bare();
    }

    /** @param {any} path */
    goto(path) {
      this.#follow(path);
      return bare();
    }

    freepeer() {
      this.property = '';
      this.#callback = null;
      host.instances.delete(this);
    }
  }

  return { LiveAPI };
});
