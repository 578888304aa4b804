// @ts-check
// A test double of the engine, for tests of the face alone: a few objects in
// memory and the protocol's answers. It knows nothing of how Live behaves; that
// the face and the real engine fit is shown by the tests in `engine.test.mjs`.

import { Refusal } from '../../src/link/errors.mjs';

/** @typedef {{id: number, class: string, parent: Thing | null, as: string, props: Record<string, any>, children: Record<string, any>}} Thing */

const CLASSES = {
  Song: {
    children: { tracks: { class: 'Track', list: true }, view: { class: 'Song.View', list: false } },
    properties: {
      tempo: { type: 'float', set: true }, is_playing: { type: 'bool', set: true }, name: { type: 'string' },
      scale_intervals: { type: 'list<int>' }, signature_numerator: { type: 'int', set: true },
    },
    functions: {
      create_midi_track: { args: [{ type: 'int' }], returns: 'Track' }, delete_track: { args: [{ type: 'int' }], returns: 'none' },
      get_current_beats_song_time: { args: [], returns: 'BeatTime' }, explode: { args: [], returns: 'none' },
    },
  },
  'Song.View': { children: { selected_track: { class: 'Track', list: false, set: true } }, properties: {}, functions: {} },
  Track: {
    children: { devices: { class: 'Device', list: true }, group_track: { class: 'Track', list: false } },
    properties: {
      name: { type: 'string', set: true }, mute: { type: 'bool', set: true }, volume: { type: 'float', set: true },
      input_routing_type: { type: 'RoutingType', set: true, max_type: 'dictionary' },
      available_input_routing_types: { type: 'list<RoutingType>', max_type: 'dictionary' }, ghost: { type: 'int' },
    },
    functions: {
      add_new_notes: { args: [{ type: 'list<MidiNoteSpecification>' }], returns: 'list<int>' },
      get_all_notes_extended: { args: [], returns: 'list<MidiNote>' }, label: { args: [{ type: 'string' }], returns: 'string' },
      move_to: { args: [{ type: 'Track' }], returns: 'int' },
    },
  },
};

const ROUTING = { struct: 'RoutingType', display_name: 'All Ins', identifier: 17 };

/** Stands where a Link stands. */
export class TinyLive {
  constructor() {
    this.broken = null;
    this.made = 0;
    /** @type {Map<number, Thing>} */
    this.things = new Map();
    this.app = this.make('Application', null, 'live_app', {});
    this.song = this.make('Song', null, 'live_set', {
      tempo: 120, is_playing: false, name: '5678', scale_intervals: [0, 2, 4, 5, 7, 9, 11], signature_numerator: 4,
    });
    this.song.children.view = this.make('Song.View', this.song, 'view', {});
    this.song.children.view.children.selected_track = null;
    this.song.children.tracks = [];
    this.song.children.cue_points = [];
    this.track('One');
    this.track('Two');
    /** @type {{op: string, [field: string]: any}[]} */
    this.requests = [];
    /** @type {Set<string>} */
    this.observed = new Set();
    /** @type {any[]} */
    this.due = [];
    /** @type {any[]} */
    this.notes = [];
    this.ms = 0;
    /** @type {Record<string, any>} */
    this.rules = {};
  }

  /** @param {string} name @returns {Thing} */
  track(name) {
    const track = this.make('Track', this.song, 'tracks', {
      name, mute: false, volume: 0.00009999999747378752, input_routing_type: ROUTING, available_input_routing_types: [ROUTING],
    });
    Object.assign(track.children, { devices: [], group_track: null });
    this.song.children.tracks.push(track);
    return track;
  }

  /** @param {string} name @param {Thing | null} parent @param {string} as @param {Record<string, any>} props @returns {Thing} */
  make(name, parent, as, props) {
    this.made += 1;
    const thing = { id: this.made, class: name, parent, as, props, children: {} };
    this.things.set(thing.id, thing);
    return thing;
  }

  /** @param {string} op @param {Record<string, any>} fields @returns {any} */
  request(op, fields) {
    this.requests.push({ op, ...structuredClone(fields) });
    const handler = /** @type {any} */ (this)[`op_${op}`];
    if (!handler) throw new Refusal('ProtocolError', `no op ${op}`);
    return structuredClone(handler.call(this, fields));
  }

  op_hello() {
    const roots = { live_app: ref(this.app), live_set: ref(this.song) };
    return { live: 'tiny', roots, rules: this.rules, time: { tick: 0, ms: 0 } };
  }

  /** @param {any} fields */
  op_resolve({ path, id }) {
    const named = /^id (\d+)$/.exec(path ?? '');
    if (named) id = Number(named[1]);
    if (id !== undefined) return { value: ref(this.things.get(id)) };
    const [root, ...words] = path.trim().split(/\s+/);
    let at = root === 'live_set' ? this.song : root === 'live_app' ? this.app : null;
    while (at && words.length > 0) {
      const child = /** @type {any} */ (at).children[/** @type {string} */ (words.shift())];
      at = Array.isArray(child) ? child[Number(words.shift())] : child;
    }
    return { value: ref(at) };
  }

  /** @param {any} fields @returns {any} */
  op_path({ obj }) {
    const thing = this.things.get(obj);
    if (!thing) return { value: '' };
    if (!thing.parent) return { value: thing.as };
    const place = thing.parent.children[thing.as];
    const tail = Array.isArray(place) ? `${thing.as} ${place.indexOf(thing)}` : thing.as;
    return { value: `${this.op_path({ obj: thing.parent.id }).value} ${tail}` };
  }

  /** @param {any} fields */
  op_alive({ obj }) {
    return { value: this.things.has(obj) };
  }

  /** @param {any} fields */
  op_describe(fields) {
    return { value: /** @type {any} */ (CLASSES)[fields.class] ?? { children: {}, properties: {}, functions: {} } };
  }

  /** @param {number} obj @returns {Thing} */
  thing(obj) {
    const thing = this.things.get(obj);
    if (!thing) throw new Refusal('DeadObject', 'it is gone', { obj });
    return thing;
  }

  /** @param {any} fields */
  op_get({ obj, name }) {
    const thing = this.thing(obj);
    if (name === 'ghost') throw new Refusal('NotSimulated', 'no', { class: thing.class, member: name });
    if (Object.hasOwn(thing.props, name)) return { value: thing.props[name] };
    if (Object.hasOwn(thing.children, name)) {
      const child = thing.children[name];
      return { value: Array.isArray(child) ? child.map(ref) : ref(child) };
    }
    throw new Refusal('AttributeError', `no ${name}`);
  }

  /** @param {any} fields */
  op_children({ obj, name }) {
    const child = this.thing(obj).children[name];
    if (child === undefined) throw new Refusal('AttributeError', `no ${name}`);
    return { value: (Array.isArray(child) ? child : child ? [child] : []).map(ref) };
  }

  /** @param {any} fields */
  op_set({ obj, name, value }) {
    const thing = this.thing(obj);
    const row = /** @type {any} */ (CLASSES)[thing.class]?.properties[name];
    if (Object.hasOwn(thing.children, name)) {
      thing.children[name] = value === null ? null : this.thing(value.$);
      return { value: null };
    }
    if (!row?.set) throw new Refusal('AttributeError', `no ${name} to set`);
    const stored = row.type === 'bool' ? Boolean(Number(value)) : row.type === 'string' ? String(value) : row.type === 'float' ? Number(value) : value;
    thing.props[name] = stored;
    if (this.observed.has(`${obj} ${name}`)) this.due.push({ obj, name, value: stored });
    return { value: null };
  }

  /** @param {any} fields */
  op_call({ obj, name, args }) {
    const thing = this.thing(obj);
    switch (name) {
      case 'create_midi_track':
        return { value: ref(this.track('New')) };
      case 'delete_track': {
        const [gone] = this.song.children.tracks.splice(args[0], 1);
        this.things.delete(gone.id);
        return { value: null };
      }
      case 'get_current_beats_song_time':
        return { value: { struct: 'BeatTime', bars: 1, beats: 2, sub_division: 3, ticks: 45 } };
      case 'add_new_notes':
        this.notes.push(...args[0].notes);
        return { value: args[0].notes.map((/** @type {any} */ _note, /** @type {number} */ index) => index + 1) };
      case 'get_all_notes_extended':
        return { value: this.notes.map((note, index) => ({ struct: 'MidiNote', note_id: index + 1, mute: false, ...note })) };
      case 'label':
        return { value: args[0] };
      case 'move_to':
        return { value: args[0].$ };
      default:
        throw new Refusal('AttributeError', `no ${name} on ${thing.class}`);
    }
  }

  /** @param {any} fields */
  op_observe({ obj, name }) {
    if (name === 'name' && this.thing(obj).class === 'Song') throw new Refusal('AttributeError', 'not observable');
    this.observed.add(`${obj} ${name}`);
    return { value: null };
  }

  /** @param {any} fields */
  op_unobserve({ obj, name }) {
    this.observed.delete(`${obj} ${name}`);
    return { value: null };
  }

  /** @param {any} fields */
  op_tick({ count = 1 }) {
    this.ms += count * 100;
    return { notifications: this.due.splice(0), time: { tick: this.ms / 100, ms: this.ms } };
  }

  close() {}
}

/** @param {Thing | null | undefined} thing */
function ref(thing) {
  return thing ? { $: thing.id, class: thing.class } : null;
}
