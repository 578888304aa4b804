// The fixtures: small Sets that every target knows by name, written as snapshots; and the devices that can be inserted.

import { FORMAT } from './snapshot.mjs';

const MAJOR = { scaleName: 'Major', scaleIntervals: [0, 2, 4, 5, 7, 9, 11] };
const MINOR = { scaleName: 'Minor', scaleIntervals: [0, 2, 3, 5, 7, 8, 10] };

/** Notes from rows of pitch, start, duration and perhaps velocity. @param {...number[]} rows */
const notes = (...rows) =>
  rows.map(([pitch, startTime, duration, velocity]) =>
    velocity === undefined ? { pitch, startTime, duration } : { pitch, startTime, duration, velocity },
  );

/** @param {string} name @param {number} min @param {number} max @param {number} value */
const continuous = (name, min, max, value) => ({ name, min, max, isQuantized: false, defaultValue: value, value });

/** @param {string} name @param {number} min @param {number} max @param {number} value */
const stepped = (name, min, max, value) => ({ ...continuous(name, min, max, value), isQuantized: true });

/** @typedef {object[] | string} Material notes make a clip a MIDI clip, the path of a file an audio clip */

/**
 * The content of a clip that loops over its whole length.
 * @param {string} name @param {number} duration @param {number} color @param {Material} of
 */
export const content = (name, duration, color, of) => ({
  ...(typeof of === 'string' ? { kind: 'audio', filePath: of } : { kind: 'midi', notes: of }),
  name,
  color,
  muted: false,
  duration,
  looping: true,
  loopStart: 0,
  loopEnd: duration,
  endMarker: duration,
});

/**
 * A Session clip of four beats, which loops.
 * @param {number} scene @param {string} name @param {number} color @param {Material} of
 */
const loop = (scene, name, color, of) => ({ scene, ...content(name, 4, color, of) });

/**
 * An Arrangement clip over 0..8, which does not loop.
 * @param {string} name @param {number} color @param {Material} of
 */
const take = (name, color, of) => ({
  startTime: 0,
  ...content(name, 8, color, of),
  looping: false,
});

/**
 * A track with its fader at unity gain, unless something else is said of it.
 * @param {string} kind @param {string} name @param {object} [more]
 */
export const track = (kind, name, more = {}, volume = 0.85) => ({
  kind,
  name,
  mute: false,
  solo: false,
  arm: false,
  volume: { ...continuous('Volume', 0, 1, 0.85), value: volume },
  panning: 0,
  sendCount: 0,
  devices: [],
  session: [],
  arrangement: [],
  ...more,
});

/** @param {string} name */
const scene = (name, more = {}) => ({ name, signatureNumerator: 4, signatureDenominator: 4, ...more });

/**
 * A Set of these scenes and tracks.
 * @param {number} tempo @param {object} scale @param {object[]} scenes @param {object[]} tracks
 */
const song = (tempo, scale, scenes, tracks, more = {}) => ({
  format: FORMAT,
  tempo,
  rootNote: 0,
  ...scale,
  scaleMode: true,
  gridQuantization: '1/16',
  gridIsTriplet: false,
  returnTrackCount: 0,
  scenes,
  cuePoints: [],
  tracks,
  ...more,
});

const [RED, BLUE, GREY, WHITE] = [0xff0000, 0x0000ff, 0x808080, 0xffffff];

/** @type {Record<string, (notes?: object[]) => any>} */
export const FIXTURES = {
  /** A small realistic Set. */
  seeded: () =>
    song(
      124,
      MINOR,
      [scene('Verse'), scene('Chorus')],
      [
        track('midi', 'Drums', {
          sendCount: 2,
          devices: [{ name: 'Drum Rack', parameters: [continuous('Macro 1', 0, 127, 0)] }],
          session: [
            loop(0, 'Beat', RED, notes([36, 0, 0.25, 100], [38, 1, 0.25, 90], [36, 2, 0.25, 100], [38, 3, 0.25, 90])),
          ],
        }),
        track(
          'midi',
          'Bass',
          {
            sendCount: 2,
            session: [loop(0, 'Bassline', BLUE, notes([36, 0, 1, 110], [43, 2, 1, 105]))],
            arrangement: [take('Bass (arr)', BLUE, notes([36, 0, 4, 100]))],
          },
          0.8,
        ),
        track(
          'audio',
          'Vocals',
          {
            sendCount: 2,
            devices: [
              { name: 'EQ Eight', parameters: [continuous('1 Frequency A', 20, 20000, 1000)] },
              { name: 'Compressor', parameters: [continuous('Threshold', -60, 0, -12)] },
            ],
            arrangement: [take('Vox Take', WHITE, '/audio/vox_take.wav')],
          },
          0.9,
        ),
      ],
      { returnTrackCount: 2 },
    ),

  with_one_midi_clip: (notes = []) =>
    song(
      120,
      MAJOR,
      [scene('Scene 1'), scene('Scene 2')],
      [track('midi', 'MIDI', { session: [loop(0, 'Clip', 0, notes)] })],
    ),

  /** Session clips only: something to lay out in the Arrangement. */
  seeded_session: () =>
    song(
      120,
      MAJOR,
      [scene('Intro'), scene('Verse'), scene('Chorus')],
      [
        track('midi', 'Keys', {
          session: [
            loop(0, 'Intro Keys', GREY, notes([60, 0, 4])),
            loop(1, 'Verse Keys', GREY, notes([62, 0, 2])),
            loop(2, 'Chorus Keys', GREY, notes([64, 0, 1])),
          ],
        }),
        track('audio', 'Drums', {
          session: [
            loop(1, 'Verse Beat', BLUE, '/audio/verse_beat.wav'),
            loop(2, 'Chorus Beat', BLUE, '/audio/chorus_beat.wav'),
          ],
        }),
      ],
    ),

  /** Devices, scenes with a tempo and a signature of their own, solo, mute, cue points. */
  seeded_devices: () =>
    song(
      120,
      MAJOR,
      [scene('A', { tempo: 125 }), scene('B', { signatureNumerator: 7, signatureDenominator: 8 })],
      [
        track('midi', 'Gerät', {
          devices: [
            {
              name: 'Auto Filter',
              parameters: [
                continuous('Frequency', 20, 20000, 1200),
                stepped('Filter Type', 0, 9, 0),
                continuous('Resonance', 0, 1.25, 0.5),
              ],
            },
            { name: 'Utility', parameters: [continuous('Gain', -35, 35, 0), stepped('Mute', 0, 1, 0)] },
            { name: 'Reverb', parameters: [continuous('Dry/Wet', 0, 1, 0.5)] },
          ],
        }),
        track('audio', 'Solo', { solo: true }),
        track('audio', 'Mute', { mute: true }),
      ],
      {
        cuePoints: [
          { time: 0, name: 'Intro' },
          { time: 32, name: 'Drop' },
          { time: 96.5, name: 'Outro' },
        ],
      },
    ),

  /** What wants tidying up: a colour off the palette, a loop that is overrun, default names, empty tracks. */
  seeded_messy_set: () =>
    song(
      128,
      MINOR,
      [scene('Scene 1'), scene('Scene 2')],
      [
        track('midi', 'Bass', {
          devices: [{ name: 'Operator', parameters: [continuous('Volume', 0, 1, 0.7)] }],
          session: [
            loop(0, 'Bassline', 12345, notes([36, 0, 1])),
            { ...loop(1, 'Loop', 255, notes([36, 0, 1, 100])), endMarker: 6 },
          ],
        }),
        track('midi', '1-MIDI', { session: [loop(0, 'Audio 3', RED, [])] }),
        track('audio', 'Empty'),
      ],
    ),

  seeded_audio_track: () =>
    song(
      120,
      MAJOR,
      [scene('Scene 1')],
      [track('audio', 'Gtr', { sendCount: 2, arrangement: [take('Gtr Take', GREY, '/audio/gtr.wav')] }, 0.6)],
      {
        scaleMode: false,
        returnTrackCount: 2,
      },
    ),
};

/** The devices that can be inserted, with their parameters. */
export const DEVICES = new Map([
  ['Utility', [continuous('Gain', -35, 35, 0), stepped('Mute', 0, 1, 0)]],
  ['Compressor', [continuous('Threshold', -60, 0, -12), continuous('Ratio', 1, 20, 4)]],
  ['Reverb', [continuous('Dry/Wet', 0, 1, 0.5)]],
]);
