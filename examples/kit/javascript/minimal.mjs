// Ten operations on a small Set in memory, with the kit: copy it, and put your Set in the place of `this.state`.
//
//     livebridge verify -- node examples/kit/javascript/minimal.mjs

import { Bridge, clipDto, emptySlotDto, overviewDto, rejected, serve, trackDto } from './livebridge-kit.mjs';

const newTrack = (name, kind) => ({ kind, name, mute: false, solo: false, arm: false, slots: [{ kind }, { kind }] });

class Minimal extends Bridge {
  name = 'minimal-kit';
  declares = { precision: 'f64' };
  state = { tempo: 120, tracks: [newTrack('Keys', 'midi'), newTrack('Voice', 'audio')] };

  /** Everything that an id can name, by its id. */
  things() {
    const things = this.state.tracks.flatMap((track, t) => [
      [`track:${t}`, track],
      ...track.slots.map((slot, s) => [`track:${t}/clipslot:${s}`, slot]),
      ...track.slots.map(({ clip }, s) => [`track:${t}/clipslot:${s}/clip`, clip]),
    ]);
    return things.filter(([, thing]) => thing);
  }
  find = (id) => new Map(this.things()).get(id);
  idOf = (thing) => this.things().find(([, other]) => other === thing)?.[0];

  trackInfo({ slots, ...track }) {
    const mutedViaSolo = !track.solo && this.state.tracks.some(({ solo }) => solo);
    const found = this.state.tracks.findIndex((other) => other.slots === slots);
    return trackDto({ id: `track:${found}`, ...track, mutedViaSolo, clipSlotCount: slots.length });
  }
  clipInfo = (clip) => clipDto({ ...clip, notes: undefined, id: this.idOf(clip), looping: true });

  // The ten operations. Arguments were judged, and ids are objects; a mutation returns what it made or changed.

  getSongOverview = () => overviewDto(this.listTracks(), { tempo: this.state.tempo, sceneCount: 2 });
  listTracks = () => this.state.tracks.map((track) => this.trackInfo(track));
  listClips = ({ track }) =>
    track.slots.map((slot) => (slot.clip ? this.clipInfo(slot.clip) : emptySlotDto(this.idOf(slot))));
  getNotes = ({ clip }) => clip.notes;
  setTempo({ bpm }) {
    if (bpm < 20 || bpm > 999) throw rejected(`the host takes no tempo of ${bpm}`, 'choose a tempo in 20..999');
    this.state.tempo = bpm;
  }
  setTrackProps = ({ track, props }) => Object.assign(track, props);
  setClipProps = ({ clip, props }) => Object.assign(clip, props);
  setNotes = ({ clip, notes }) => Object.assign(clip, { notes });
  createMidiClip({ slot, lengthBeats }) {
    if (slot.clip) throw rejected('the slot holds a clip already', 'choose an empty slot');
    slot.clip = { kind: 'midi', name: '', color: 0, duration: lengthBeats, notes: [] };
    return slot.clip;
  }
  deleteClip({ clip }) {
    for (const slot of this.state.tracks.flatMap(({ slots }) => slots)) if (slot.clip === clip) delete slot.clip;
  }
}

serve(new Minimal());
