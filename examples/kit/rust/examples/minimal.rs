//! Ten operations on a small Set in memory, with the kit: copy it, and put your Set in the place of `Minimal`.
//!
//! `livebridge verify -- cargo run -q -p livebridge-kit --example minimal`

use std::collections::BTreeMap;

use livebridge_kit::{
    Judged, Key, Operations, Thing, empty_slot, missing, overview, serve, session_clip, taken_by_host, track_info,
    with_solo, write_track,
};
use livebridge_port::{
    BridgeError, ClipId, ClipInfo, Mutation, Note, SlotId, SongOverview, TrackId, TrackInfo, TrackKind,
};
use livebridge_wire::ServeError;

/// Tracks and slots stay where they are, so that their places are their keys; clips are numbered from 100.
#[derive(Clone)]
pub(crate) struct Minimal {
    tempo: f64,
    tracks: Vec<TrackInfo>,
    clips: BTreeMap<SlotId, (Key, ClipInfo, Vec<Note>)>,
    made: Key,
}

pub(crate) fn minimal() -> Minimal {
    let keys = track_info(TrackId(0), TrackKind::Midi, "Keys", 2);
    let voice = track_info(TrackId(1), TrackKind::Audio, "Voice", 2);
    Minimal { tempo: 120.0, tracks: vec![keys, voice], clips: BTreeMap::new(), made: 0 }
}

/// The key of a slot, and the slot.
fn slots() -> impl Iterator<Item = (Key, SlotId)> {
    (0..4).map(|at| (10 + at, SlotId { track: TrackId(at / 2), slot: at % 2 }))
}

impl Operations for Minimal {
    const NAME: &'static str = "minimal-kit";
    const OFFERS: &'static str = "getSongOverview listTracks findTrack listClips getNotes setTempo setTrackProps \
                                  setNotes createMidiClip deleteClip";

    fn things(&self) -> Vec<Thing> {
        let track = |(at, track): (u32, &TrackInfo)| Thing::new(TrackId(at), at, track.kind);
        let slot = |(key, slot): (Key, SlotId)| Thing::new(slot, key, self.tracks[slot.track.0 as usize].kind);
        let clips = self.clips.iter().map(|(at, clip)| Thing::new(ClipId::Session(*at), clip.0, TrackKind::Midi));
        (0..).zip(&self.tracks).map(track).chain(slots().map(slot)).chain(clips).collect()
    }

    fn overview(&self) -> SongOverview {
        overview(self.tempo, 2, &self.tracks)
    }

    fn tracks(&self) -> Vec<TrackInfo> {
        with_solo(&self.tracks)
    }

    fn clips(&self, track: Key) -> Judged<Vec<ClipInfo>> {
        let slots = slots().map(|(_, slot)| slot).filter(|slot| slot.track.0 == track);
        let told = |slot| self.clips.get(&slot).map_or_else(|| empty_slot(slot), |clip| clip.1.clone());
        Ok(slots.map(told).collect())
    }

    fn notes(&self, clip: Key) -> Judged<Vec<Note>> {
        Ok(self.clips.values().find(|(key, ..)| *key == clip).map(|(_, _, notes)| notes.clone()).unwrap_or_default())
    }

    fn change(&mut self, mutation: &Mutation, subject: Key) -> Judged<Option<Key>> {
        match (mutation, self.clips.values_mut().find(|(key, ..)| *key == subject)) {
            (Mutation::SetTempo { bpm }, _) => self.tempo = taken_by_host("tempo", *bpm, 20.0..=999.0)?,
            (Mutation::SetTrackProps { props, .. }, _) => write_track(&mut self.tracks[subject as usize], props),
            (Mutation::SetNotes { notes, .. }, Some((_, _, there))) => *there = notes.to_vec(),
            (Mutation::DeleteClip { .. }, _) => self.clips.retain(|_, (key, ..)| *key != subject),
            (Mutation::CreateMidiClip { length_beats, .. }, _) => {
                let free = slots().find(|(key, slot)| *key == subject && !self.clips.contains_key(slot));
                let (_, slot) = free.ok_or_else(|| BridgeError::sdk_rejected("the slot holds a clip already"))?;
                self.made += 1;
                self.clips.insert(slot, (99 + self.made, session_clip(slot, *length_beats), Vec::new()));
                return Ok(Some(99 + self.made));
            }
            (other, _) => return missing(other.operation()),
        }
        Ok(Some(subject))
    }
}

fn main() -> Result<(), ServeError> {
    serve(minimal())
}
