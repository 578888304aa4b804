// @ts-check
// The functions over handles that Live's Extension Host has, on Max's LiveAPI:
// so one adapter serves both. LiveAPI throws nothing and answers 1 whatever
// became of a write: only reading back tells, and that is done here.

/** @typedef {import('../extension/boundary.mjs').HostModule} HostModule */
/** @typedef {{ id: any }} Handle */

/** A number may come back as the nearest 32-bit float of six digits. */
const NEAR = 1e-5;
/** All notes of a clip: pitches, and times before and behind any. */
const EVERYTHING = [0, 128, -1_576_800, 2 * 1_576_800 + 1];
/** How often the playhead is looked at until it has arrived, and how many times. */
const [LOOK, LOOKS] = [20, 250];
/** So many looks are longer than Live takes to move it. */
const TICKS = 25;
/** How long a cue point may wait for its turn, in milliseconds: less than a call waits for the host. */
const TURN = 48_000;

/**
 * @param {new (path?: string) => any} LiveAPI
 * @param {(run: () => void, ms: number) => any} after
 * @returns {HostModule}
 */
export function hostOnLiveApi(LiveAPI, after) {
  // One object for everything: each that is made from a path leaves something behind in Live.
  const api = new LiveAPI('live_set');
  let known = { id: idOf(api) };
  /** The Set that is open: another one than before, where a user has opened one. @returns {Handle} */
  const song = () => {
    api.id = known.id;
    if (idOf(api) === 0) {
      api.path = 'live_set';
      known = { id: idOf(api) };
    }
    return known;
  };

  /** @param {Handle} handle */
  const at = (handle) => {
    api.id = handle.id;
    if (idOf(api) === 0) throw new Error('it is not there any more');
    return api;
  };
  /** @param {Handle} handle @param {string} name */
  const list = (handle, name) => {
    const value = at(handle).get(name);
    if (!Array.isArray(value)) throw new Error(`there is no ${name} here`);
    return value;
  };
  /** @param {Handle} handle @param {string} name */
  const one = (handle, name) => list(handle, name)[0];
  /** @param {Handle} handle @param {string} name */
  const is = (handle, name) => Number(one(handle, name)) === 1;
  /** @param {Handle} handle @param {string} name */
  const number = (handle, name) => Number(one(handle, name));
  /** A name of digits comes as a number, one of several words as several. @param {Handle} handle @param {string} name */
  const text = (handle, name) => list(handle, name).map(String).join(' ');
  /** @param {any} value @returns {Handle[]} */
  const handles = (value) => (Array.isArray(value) ? value.filter((part) => part !== 'id').map((id) => ({ id: Number(id) })).filter(({ id }) => id > 0) : []);
  /** @param {Handle} handle @param {string} name */
  const children = (handle, name) => handles(at(handle).get(name));
  /** @param {Handle} handle @param {string} name */
  const child = (handle, name) => children(handle, name)[0] ?? null;
  /** Writes, and looks whether it is there. @param {Handle} handle @param {string} name @param {any} value @param {(seen: any) => boolean} isThere */
  const set = (handle, name, value, isThere) => {
    at(handle).set(name, value);
    if (!isThere(list(handle, name))) throw new Error(`${name} was not taken`);
  };
  /** @param {Handle} handle @param {string} name @param {boolean} on */
  const setFlag = (handle, name, on) => set(handle, name, on ? 1 : 0, ([seen]) => Number(seen) === (on ? 1 : 0));
  /** Without a name Live may give one of its own. @param {Handle} handle @param {string} name @param {string} value */
  const setText = (handle, name, value) => set(handle, name, value, (seen) => value === '' || seen.map(String).join(' ') === value || isDigits(value, seen[0]));
  /** @param {Handle} handle @param {string} name @param {number} value */
  const setNumber = (handle, name, value) => set(handle, name, value, ([seen]) => Math.abs(Number(seen) - value) <= NEAR * Math.max(1, Math.abs(value)));
  /** A call that makes something. @param {Handle} handle @param {string} name @param {any[]} args @returns {Handle} */
  const make = (handle, name, ...args) => {
    const [made] = handles(at(handle).call(name, ...args));
    // A bare 1 is a refusal, and no object.
    if (!made) throw new Error('');
    return made;
  };
  /** @param {() => any} act @param {(value?: any) => void} ok @param {(error?: unknown) => void} failed */
  const done = (act, ok, failed) => {
    let value;
    try {
      value = act();
    } catch (error) {
      return failed(error);
    }
    ok(value);
  };
  /** @param {Handle} owner @param {string} name @param {Handle} gone @param {() => void} remove */
  const remove = (owner, name, gone, remove) => {
    remove();
    if (children(owner, name).some(({ id }) => id === gone.id)) throw new Error('');
  };

  /** @type {Record<string, (...args: any[]) => any>} */
  const dataModel = {
    rootGetSong: song,
    withinTransaction: (run) => run(),
    getObjectIsOfClass: (h, name) => {
      if (name === 'MidiTrack') return is(h, 'has_midi_input') && !is(h, 'is_foldable');
      if (name === 'MidiClip') return is(h, 'is_midi_clip');
      return at(h).type === name;
    },

    songGetTempo: (h) => number(h, 'tempo'),
    songSetTempo: (h, tempo) => setNumber(h, 'tempo', tempo),
    songGetTracks: (h) => children(h, 'tracks'),
    songGetReturnTracks: (h) => children(h, 'return_tracks'),
    songGetScenes: (h) => children(h, 'scenes'),
    songGetCuePoints: (h) => children(h, 'cue_points'),
    songGetRootNote: (h) => number(h, 'root_note'),
    songGetScaleName: (h) => text(h, 'scale_name'),
    songGetScaleMode: (h) => is(h, 'scale_mode'),
    songGetScaleIntervals: (h) => list(h, 'scale_intervals').map(Number),
    // Live's object model does not show the grid of the Arrangement.
    songGetGridQuantization: () => undefined,
    songGetGridIsTriplet: () => false,
    songCreateMidiTrack: (h, ok, failed) => done(() => make(h, 'create_midi_track', -1), ok, failed),
    songCreateAudioTrack: (h, ok, failed) => done(() => make(h, 'create_audio_track', -1), ok, failed),
    songDeleteTrack: (h, track, ok, failed) =>
      done(() => {
        const place = children(h, 'tracks').findIndex(({ id }) => id === track.id);
        if (place < 0) throw new Error('it is not there any more');
        remove(h, 'tracks', track, () => at(h).call('delete_track', place));
      }, ok, failed),
    songCreateCuePoint: (h, time, ok, failed) => createCue(time, ok, failed),

    trackGetName: (h) => text(h, 'name'),
    trackSetName: (h, name) => setText(h, 'name', name),
    trackGetMute: (h) => is(h, 'mute'),
    trackSetMute: (h, on) => setFlag(h, 'mute', on),
    trackGetSolo: (h) => is(h, 'solo'),
    trackSetSolo: (h, on) => setFlag(h, 'solo', on),
    trackGetMutedViaSolo: (h) => is(h, 'muted_via_solo'),
    trackGetArm: (h) => is(h, 'can_be_armed') && is(h, 'arm'),
    trackSetArm: (h, on) => setFlag(h, 'arm', on),
    trackGetGroupTrack: (h) => child(h, 'group_track'),
    trackGetClipSlots: (h) => children(h, 'clip_slots'),
    trackGetArrangementClips: (h) => children(h, 'arrangement_clips'),
    trackGetDevices: (h) => children(h, 'devices'),
    trackGetMixerDevice: (h) => child(h, 'mixer_device'),
    trackCreateMidiClip: (h, start, length, ok, failed) => done(() => make(h, 'create_midi_clip', start, length), ok, failed),
    trackInsertDevice: (h, name, index, ok, failed) => done(() => make(h, 'insert_device', name, index), ok, failed),
    trackDeleteClip: (h, clip, ok, failed) => done(() => remove(h, 'arrangement_clips', clip, () => at(h).call('delete_clip', `id ${clip.id}`)), ok, failed),

    clipslotGetClip: (h) => child(h, 'clip'),
    clipslotDeleteClip: (h, ok, failed) =>
      done(() => {
        at(h).call('delete_clip');
        if (child(h, 'clip')) throw new Error('');
      }, ok, failed),
    clipslotCreateMidiClip: (h, length, ok, failed) =>
      done(() => {
        if (child(h, 'clip')) throw new Error('the slot holds a clip');
        at(h).call('create_clip', length);
        const made = child(h, 'clip');
        if (!made) throw new Error('');
        return made;
      }, ok, failed),

    clipGetName: (h) => text(h, 'name'),
    clipSetName: (h, name) => setText(h, 'name', name),
    clipGetStartTime: (h) => number(h, 'start_time'),
    clipGetEndTime: (h) => number(h, 'end_time'),
    clipGetEndMarker: (h) => number(h, 'end_marker'),
    clipGetLooping: (h) => is(h, 'looping'),
    clipGetLoopStart: (h) => number(h, 'loop_start'),
    clipGetLoopEnd: (h) => number(h, 'loop_end'),
    clipGetColor: (h) => number(h, 'color'),
    // Live takes the nearest colour of its palette.
    clipSetColor: (h, color) => set(h, 'color', color, () => true),
    clipGetMuted: (h) => is(h, 'muted'),
    midiclipGetNotes: (h) => notesOf(at(h).call('get_all_notes_extended')),
    midiclipSetNotes: (h, notes) => {
      at(h).call('remove_notes_extended', ...EVERYTHING);
      if (notes.length > 0) at(h).call('add_new_notes', { notes: notes.map(noteIn) });
      if (notes.length > 0 && notesOf(at(h).call('get_all_notes_extended')).length === 0) throw new Error('the notes were not taken');
    },
    audioclipGetFilePath: (h) => text(h, 'file_path'),
    audioclipGetWarping: (h) => is(h, 'warping'),

    sceneGetName: (h) => text(h, 'name'),
    sceneGetTempo: (h) => number(h, 'tempo'),
    sceneGetSignatureNumerator: (h) => number(h, 'time_signature_numerator'),
    sceneGetSignatureDenominator: (h) => number(h, 'time_signature_denominator'),
    cuePointGetTime: (h) => number(h, 'time'),
    cuePointGetName: (h) => text(h, 'name'),
    cuePointSetName: (h, name) => setText(h, 'name', name),

    deviceGetName: (h) => text(h, 'name'),
    deviceGetParameters: (h) => children(h, 'parameters'),
    mixerdeviceGetVolume: (h) => child(h, 'volume'),
    mixerdeviceGetPanning: (h) => child(h, 'panning'),
    mixerdeviceGetSends: (h) => children(h, 'sends'),
    deviceParameterGetName: (h) => text(h, 'name'),
    deviceParameterGetInternalMin: (h) => number(h, 'min'),
    deviceParameterGetInternalMax: (h) => number(h, 'max'),
    deviceParameterGetIsQuantized: (h) => is(h, 'is_quantized'),
    deviceParameterGetDefaultValue: (h) => number(h, 'default_value'),
    deviceParameterGetInternalValue: (h, ok, failed) => done(() => number(h, 'value'), ok, failed),
    deviceParameterSetInternalValue: (h, value, ok, failed) => done(() => setNumber(h, 'value', value), ok, failed),
  };

  /** Cue points that wait for the playhead, the first one under way. @type {(() => void)[]} */
  const cues = [];
  /** How transport and playhead were before the first of them. @type {{ playing: boolean, place: number, start: number }} */
  let before;

  /**
   * A cue point is toggled where the playhead stands: it goes there, Live needs some ticks for it. Those that are asked for
   * together take their turns, and behind the last one everything is put back.
   * @param {number} time @param {(value?: any) => void} ok @param {(error?: unknown) => void} failed
   */
  function createCue(time, ok, failed) {
    const finish = (/** @type {() => void} */ tell) => {
      cues.shift();
      if (cues.length > 0) cues[0]();
      else putBack();
      tell();
    };
    // Nobody waits for it any more by then: it must not come when another call has begun.
    let isLate = false;
    after(() => void (isLate = true), TURN);
    cues.push(() => {
      if (isLate) return finish(() => failed(new Error('other cue points took too long')));
      try {
        toggleCue(time, (made) => finish(() => ok(made)), (error) => finish(() => failed(error)));
      } catch (error) {
        finish(() => failed(error));
      }
    });
    if (cues.length > 1) return;
    before = { playing: is(song(), 'is_playing'), place: number(song(), 'current_song_time'), start: number(song(), 'start_time') };
    if (before.playing) at(song()).call('stop_playing');
    cues[0]();
  }

  function putBack() {
    at(song()).set('current_song_time', before.place);
    at(song()).set('start_time', before.start);
    if (before.playing) at(song()).call('continue_playing');
  }

  /** @param {number} time @param {(value?: any) => void} ok @param {(error?: unknown) => void} failed */
  function toggleCue(time, ok, failed) {
    const known = new Set(children(song(), 'cue_points').map(({ id }) => id));
    const from = number(song(), 'current_song_time');
    at(song()).set('current_song_time', time);
    const look = (/** @type {number} */ left, /** @type {boolean} */ isMade) => {
      try {
        const place = number(song(), 'current_song_time');
        const isNear = Math.abs(place - time) <= NEAR * Math.max(1, time);
        // One that was near before may not have moved yet.
        if (!isMade && isNear && (place === time || place !== from || left <= LOOKS - TICKS)) {
          at(song()).call('set_or_delete_cue');
          isMade = true;
        }
        const made = isMade && children(song(), 'cue_points').find(({ id }) => !known.has(id));
        if (made) return ok(made);
        const isStuck = !isMade && place === from && left <= LOOKS - 2 * TICKS;
        if (left === 0 || isStuck) return failed(new Error(isMade ? 'no cue point was made' : 'the playhead does not go there: it may lie behind the end of the song'));
      } catch (error) {
        return failed(error);
      }
      after(() => look(left - 1, isMade), LOOK);
    };
    look(LOOKS, false);
  }

  return /** @type {any} */ ({
    dataModel,
    after,
    cancel: (/** @type {any} */ timer) => timer.cancel(),
    // Where Live lets a device do it, what follows is a step of its own.
    closeStep: () => void at(song()).call('end_undo_step'),
    stepsUnknown: true,
  });
}

/** A name of digits comes back as a number: `007` as 7. @param {string} value @param {any} seen */
const isDigits = (value, seen) => typeof seen === 'number' && Number(value) === seen;

/** @param {any} api */
const idOf = (api) => Number(String(api.id).replace(/^id /, ''));

/** Notes come as a dictionary, or as its text. @param {any} value @returns {any[]} */
function notesOf(value) {
  const given = Array.isArray(value) && value.length === 1 ? value[0] : value;
  const dictionary = typeof given === 'string' ? JSON.parse(given) : given;
  return (dictionary?.notes ?? []).map((/** @type {any} */ note) => ({
    pitch: note.pitch,
    startTime: note.start_time,
    duration: note.duration,
    velocity: note.velocity,
    muted: Number(note.mute) === 1,
    probability: note.probability,
    velocityDeviation: note.velocity_deviation,
    releaseVelocity: note.release_velocity,
    selected: false,
  }));
}

/** @param {any} note */
function noteIn(note) {
  return {
    pitch: note.pitch,
    start_time: note.startTime,
    duration: note.duration,
    velocity: note.velocity ?? 100,
    mute: note.muted ? 1 : 0,
    probability: note.probability ?? 1,
    velocity_deviation: note.velocityDeviation ?? 0,
    release_velocity: note.releaseVelocity ?? 64,
  };
}
