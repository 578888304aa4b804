// @ts-check
// Which classes of the Extensions API an object of the engine is of. The API
// knows few: of devices only racks, drum racks and Simpler stand out, and a
// group track is an audio track.

/** @typedef {import('../../javascript/src/engine.mjs').Engine} Engine */

/**
 * The classes of an object, the most derived first.
 * @param {Engine} engine
 * @param {number} id
 * @returns {string[]} nothing for what is dead
 */
export function classesOf(engine, id) {
  const found = engine.find(id);
  if (!found) return [];
  switch (found.class) {
    case 'Track':
      return [...trackClass(engine, id), 'Track'];
    case 'Clip':
      return [engine.get(id, 'is_midi_clip') === true ? 'MidiClip' : 'AudioClip', 'Clip'];
    case 'RackDevice':
      return engine.get(id, 'can_have_drum_pads') === true ? ['DrumRackDevice', 'RackDevice', 'Device'] : ['RackDevice', 'Device'];
    case 'SimplerDevice':
      return ['Simpler', 'Device'];
    default:
      if (!found.class.endsWith('Device') || found.class.includes('Mixer')) return [found.class];
      // Nothing of the API tells one plain device from another.
      return engine.rule('sdk.classes-coarse') ? ['Device'] : [found.class, 'Device'];
  }
}

/** @param {Engine} engine @param {number} id */
function trackClass(engine, id) {
  const path = engine.path(id);
  // Return tracks and the main track are tracks of no kind.
  if (!/^live_set tracks \d+$/.test(path)) return [];
  if (engine.get(id, 'is_foldable') === true) return engine.rule('tracks.group-is-audiotrack') ? ['AudioTrack'] : [];
  return [engine.get(id, 'has_midi_input') === true ? 'MidiTrack' : 'AudioTrack'];
}
