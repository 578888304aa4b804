// @ts-check
// The table of functions over handles that the Extension Host gives a bundle
// (`dataModel`), on the engine. Names and order of arguments are what public
// code calls; what Live does is the engine's.
//
// Reads and setters act at once and throw. What creates, deletes, inserts,
// clears or touches a parameter acts at once too, as far as the Set goes, and
// tells its end by a callback in a later turn: the last two arguments.

import { classesOf } from './classes.mjs';
import { guarded, textOf } from './errors.mjs';
import { handleOf, idOf, noteIn, noteOut, plain, whole } from './values.mjs';

/** @typedef {import('../../javascript/src/engine.mjs').Engine} Engine */
/** @typedef {import('./values.mjs').Handle} Handle */
/** @typedef {(value?: unknown) => void} Callback */

/** The labels of the grid by the number that the API has for them. */
const GRID = ['None', '8 Bars', '4 Bars', '2 Bars', '1 Bar', '1/2', '1/4', '1/8', '1/16', '1/32'];

/** What public code calls and this host does not simulate. */
const NOT_SIMULATED = [
  'songDuplicateTrack', 'songDuplicateScene', 'trackCreateTakeLane', 'trackDuplicateDevice', 'takelaneGetClips', 'takelaneGetName',
  'takelaneSetName', 'takelaneCreateMidiClip', 'takelaneCreateAudioClip', 'sampleGetFilePath', 'simplerGetSample', 'simplerReplaceSample',
  'chainGetDevices', 'chainGetMixerDevice', 'chainInsertDevice', 'chainDeleteDevice', 'chainDuplicateDevice', 'rackdeviceGetChains',
  'rackdeviceInsertChain', 'drumchainGetReceivingNote', 'drumchainSetReceivingNote', 'chainmixerdeviceGetVolume',
  'chainmixerdeviceGetPanning', 'chainmixerdeviceGetSends', 'audioclipGetWarpMarkers',
];

/**
 * @param {Engine} engine greeted as `sdk`
 * @param {(run: () => void) => void} defer runs something in a later turn
 * @returns {Record<string, (...args: any[]) => any>}
 */
export function dataModel(engine, defer) {
  /** @param {Handle} handle @param {string} name */
  const get = (handle, name) => guarded(engine, () => engine.get(idOf(handle), name));
  /** @param {Handle} handle @param {string} name @param {unknown} value */
  const set = (handle, name, value) => guarded(engine, () => engine.set(idOf(handle), name, plain(value)));
  /** @param {Handle} handle @param {string} name */
  const child = (handle, name) => {
    const found = /** @type {any} */ (get(handle, name));
    return found ? handleOf(engine, found) : null;
  };
  /** @param {Handle} handle @param {string} name */
  const children = (handle, name) => guarded(engine, () => engine.children(idOf(handle), name).map((one) => handleOf(engine, one)));
  /** What only this API can. @param {Handle} handle @param {string} name @param {unknown[]} args */
  const sdk = (handle, name, args) => engine.link.request('sdk', { obj: idOf(handle), name, args }).value;

  /**
   * Acts, and tells the end by a callback.
   * @param {() => unknown} act @param {Callback} [ok] @param {Callback} [failed] @param {{ told?: boolean, rule?: string }} [more] `told`: whether its errors carry text
   */
  const later = (act, ok, failed, { told = false, rule = 'sdk.sync-async' } = {}) => {
    /** @type {() => void} */
    let tell;
    try {
      const value = act();
      tell = () => ok?.(value);
    } catch (error) {
      const text = textOf(engine, error, told);
      tell = () => (text === '' ? failed?.() : failed?.(text));
    }
    if (engine.rule(rule)) defer(tell);
    else tell();
  };
  /** A new object of the engine as a handle. @param {unknown} made */
  const made = (made) => handleOf(engine, /** @type {any} */ (made));
  /** The place of an object in a list, which is how the engine names what is to be deleted. @param {Handle} owner @param {string} list @param {Handle} one */
  const placeOf = (owner, list, one) => {
    const at = engine.children(idOf(owner), list).findIndex((other) => other.$ === idOf(one));
    if (at < 0) throw new Error('it is not there');
    return at;
  };

  let depth = 0;
  const song = () => {
    const found = engine.resolve('live_set');
    if (!found) throw new Error('there is no Set');
    return handleOf(engine, found);
  };

  /** @type {Record<string, (...args: any[]) => any>} */
  const functions = {
    getRoot: () => handleOf(engine, /** @type {any} */ (engine.resolve('live_app'))),
    rootGetSong: song,
    getObjectIsOfClass: (handle, name) => guarded(engine, () => classesOf(engine, idOf(handle)).includes(name)),
    getObjectCanonicalParent: (handle) => child(handle, 'canonical_parent'),
    withinTransaction: (run) => {
      if (depth === 0) engine.link.request('step', { do: 'begin' });
      depth += 1;
      try {
        return run();
      } finally {
        depth -= 1;
        if (depth === 0) engine.link.request('step', { do: 'end' });
      }
    },

    songGetTempo: (h) => get(h, 'tempo'),
    songSetTempo: (h, tempo) => set(h, 'tempo', tempo),
    songGetTracks: (h) => children(h, 'tracks'),
    songGetReturnTracks: (h) => children(h, 'return_tracks'),
    songGetMainTrack: (h) => child(h, 'master_track'),
    songGetScenes: (h) => children(h, 'scenes'),
    songGetCuePoints: (h) => children(h, 'cue_points'),
    songGetRootNote: (h) => whole(engine, 'sdk.bigint-getters', get(h, 'root_note')),
    songGetScaleName: (h) => get(h, 'scale_name'),
    songGetScaleMode: (h) => get(h, 'scale_mode') === true,
    songGetScaleIntervals: (h) => /** @type {any[]} */ (get(h, 'scale_intervals')).map((step) => whole(engine, 'sdk.bigint-getters', step)),
    songGetGridQuantization: (h) => {
      const [label] = /** @type {[string, boolean]} */ (guarded(engine, () => sdk(h, 'grid', [])));
      return whole(engine, 'sdk.bigint-getters', Math.max(0, GRID.indexOf(label)));
    },
    songGetGridIsTriplet: (h) => /** @type {[string, boolean]} */ (guarded(engine, () => sdk(h, 'grid', [])))[1],
    songCreateMidiTrack: (h, ok, failed) => later(() => made(sdk(h, 'create_midi_track', [])), ok, failed),
    songCreateAudioTrack: (h, ok, failed) => later(() => made(sdk(h, 'create_audio_track', [])), ok, failed),
    songDeleteTrack: (h, track, ok, failed) => later(() => void sdk(h, 'delete_track', [placeOf(h, 'tracks', track)]), ok, failed),
    songCreateScene: (h, index, ok, failed) => later(() => made(sdk(h, 'create_scene', [plain(index)])), ok, failed),
    songDeleteScene: (h, scene, ok, failed) => later(() => void sdk(h, 'delete_scene', [placeOf(h, 'scenes', scene)]), ok, failed),
    songCreateCuePoint: (h, time, ok, failed) => later(() => made(sdk(h, 'create_cue_point', [time])), ok, failed),
    songDeleteCuePoint: (h, cue, ok, failed) => later(() => void sdk(h, 'delete_cue_point', [{ $: idOf(cue) }]), ok, failed),

    trackGetName: (h) => get(h, 'name'),
    trackSetName: (h, name) => set(h, 'name', name),
    trackGetMute: (h) => get(h, 'mute'),
    trackSetMute: (h, on) => set(h, 'mute', on),
    trackGetSolo: (h) => get(h, 'solo'),
    trackSetSolo: (h, on) => set(h, 'solo', on),
    trackGetMutedViaSolo: (h) => get(h, 'muted_via_solo'),
    trackGetArm: (h) => get(h, 'arm'),
    trackSetArm: (h, on) => set(h, 'arm', on),
    trackGetGroupTrack: (h) => child(h, 'group_track'),
    trackGetClipSlots: (h) => children(h, 'clip_slots'),
    trackGetTakeLanes: (h) => children(h, 'take_lanes'),
    trackGetArrangementClips: (h) => children(h, 'arrangement_clips'),
    trackGetDevices: (h) => children(h, 'devices'),
    trackGetMixerDevice: (h) => child(h, 'mixer_device'),
    trackCreateMidiClip: (h, start, duration, ok, failed) => later(() => made(sdk(h, 'create_midi_clip', [start, duration])), ok, failed),
    trackCreateAudioClip: (h, options, ok, failed) => later(() => made(sdk(h, 'create_audio_clip', [{ ...options }])), ok, failed),
    trackInsertDevice: (h, name, index, ok, failed) => later(() => made(sdk(h, 'insert_device', [name, plain(index)])), ok, failed),
    trackDeleteDevice: (h, device, ok, failed) => later(() => void sdk(h, 'delete_device', [placeOf(h, 'devices', device)]), ok, failed),
    trackDeleteClip: (h, clip, ok, failed) => later(() => void sdk(h, 'delete_clip', [{ $: idOf(clip) }]), ok, failed),
    trackClearClipsInRange: (h, start, end, ok, failed) => later(() => void sdk(h, 'clear_clips_in_range', [start, end]), ok, failed),

    clipslotGetClip: (h) => child(h, 'clip'),
    clipslotDeleteClip: (h, ok, failed) => later(() => void sdk(h, 'delete_clip', []), ok, failed),
    clipslotCreateMidiClip: (h, length, ok, failed) => later(() => made(sdk(h, 'create_clip', [length])), ok, failed),
    clipslotCreateAudioClip: (h, options, ok, failed) => later(() => made(sdk(h, 'create_audio_clip', [{ ...options }])), ok, failed),

    clipGetName: (h) => get(h, 'name'),
    clipSetName: (h, name) => set(h, 'name', name),
    clipGetStartTime: (h) => get(h, 'start_time'),
    clipGetEndTime: (h) => get(h, 'end_time'),
    clipGetStartMarker: (h) => whole(engine, 'sdk.bigint-getters', get(h, 'start_marker')),
    clipGetEndMarker: (h) => whole(engine, 'sdk.bigint-getters', get(h, 'end_marker')),
    clipGetLooping: (h) => get(h, 'looping'),
    clipSetLooping: (h, on) => set(h, 'looping', on),
    clipGetLoopStart: (h) => get(h, 'loop_start'),
    clipGetLoopEnd: (h) => get(h, 'loop_end'),
    clipGetColor: (h) => whole(engine, 'color.bigint', get(h, 'color')),
    clipSetColor: (h, color) => set(h, 'color', color),
    clipGetMuted: (h) => get(h, 'muted'),
    clipSetMuted: (h, on) => set(h, 'muted', on),
    midiclipGetNotes: (h) =>
      /** @type {any[]} */ (guarded(engine, () => engine.call(idOf(h), 'get_all_notes_extended', []))).map((note) => noteOut(engine, note)),
    midiclipSetNotes: (h, notes) => void guarded(engine, () => sdk(h, 'set_notes', [[...notes].map(noteIn)])),
    audioclipGetFilePath: (h) => get(h, 'file_path'),
    audioclipGetWarping: (h) => get(h, 'warping'),
    audioclipSetWarping: (h, on) => set(h, 'warping', on),
    audioclipGetWarpMode: (h) => whole(engine, 'sdk.bigint-getters', get(h, 'warp_mode')),
    audioclipSetWarpMode: (h, mode) => set(h, 'warp_mode', mode),

    sceneGetName: (h) => get(h, 'name'),
    sceneSetName: (h, name) => set(h, 'name', name),
    sceneGetTempo: (h) => get(h, 'tempo'),
    sceneGetSignatureNumerator: (h) => whole(engine, 'sdk.bigint-getters', get(h, 'time_signature_numerator')),
    sceneGetSignatureDenominator: (h) => whole(engine, 'sdk.bigint-getters', get(h, 'time_signature_denominator')),
    cuePointGetTime: (h) => get(h, 'time'),
    cuePointGetName: (h) => get(h, 'name'),
    cuePointSetName: (h, name) => set(h, 'name', name),

    deviceGetName: (h) => get(h, 'name'),
    deviceGetParameters: (h) => children(h, 'parameters'),
    mixerdeviceGetVolume: (h) => child(h, 'volume'),
    mixerdeviceGetPanning: (h) => child(h, 'panning'),
    mixerdeviceGetSends: (h) => children(h, 'sends'),
    deviceParameterGetName: (h) => get(h, 'name'),
    deviceParameterGetInternalMin: (h) => get(h, 'min'),
    deviceParameterGetInternalMax: (h) => get(h, 'max'),
    deviceParameterGetIsQuantized: (h) => get(h, 'is_quantized'),
    deviceParameterGetDefaultValue: (h) => get(h, 'default_value'),
    deviceParameterGetValueItems: (h) => {
      if (get(h, 'is_quantized') === true) return get(h, 'value_items');
      // Elsewhere a continuous parameter refuses to tell; here it has none.
      if (!engine.rule('sdk.value-items')) throw new Error('');
      return [];
    },
    deviceParameterGetInternalValue: (h, ok, failed) => later(() => engine.get(idOf(h), 'value'), ok, failed, { rule: 'param.async-sdk' }),
    deviceParameterSetInternalValue: (h, value, ok, failed) => later(() => engine.set(idOf(h), 'value', value), ok, failed, { told: true, rule: 'param.async-sdk' }),
  };
  for (const name of NOT_SIMULATED) {
    functions[name] = () => {
      throw new Error(`not simulated: ${name}`);
    };
  }
  return functions;
}
