//! What checks ask the stage for. Each is found by reads where the fresh Set has it, else made through the port.

use livebridge_core::{ClipInfo, ClipKind, IdRef, Mutation, Note, Operation, Outcome, TrackInfo, TrackKind};

use super::Stage;
use crate::check::{Checked, Stop};

impl Stage {
    /// A fresh Set with a MIDI clip that holds exactly these notes; gives its id.
    pub fn midi_clip(&mut self, notes: &[Note]) -> Checked<IdRef> {
        self.fresh_with("with_one_midi_clip", Some(notes))?;
        let clip = self.any_midi_clip()?;
        if self.offers(Operation::GetNotes) && self.offers(Operation::SetNotes) {
            let there = self.ready("getNotes", |stage| stage.notes(&clip))?;
            if !self.same_notes(notes, &there) {
                let mutation = Mutation::SetNotes { clip_id: clip.clone(), notes: notes.into() };
                self.ready("setNotes", |stage| stage.call(mutation))?;
            }
        }
        self.trace.clear();
        Ok(clip)
    }

    /// The first MIDI clip of the Set, or one made in the first empty slot of a MIDI track.
    pub fn any_midi_clip(&mut self) -> Checked<IdRef> {
        let needed = [Operation::ListTracks, Operation::ListClips];
        if needed.iter().any(|operation| !self.offers(*operation)) {
            return self.missing("a MIDI clip", &needed);
        }
        let mut empty = None;
        for track in self.tracks_of(TrackKind::Midi)? {
            let clips = self.ready("listClips", |stage| stage.clips(&track.id))?;
            if let Some(clip) = clips.iter().find(|clip| clip.is_midi) {
                return Ok(clip.id.clone());
            }
            empty = empty.or_else(|| clips.into_iter().find(|clip| clip.kind == ClipKind::Empty));
        }
        match empty.and_then(|slot| slot.slot_id) {
            Some(slot_id) if self.offers(Operation::CreateMidiClip) => {
                let mutation = Mutation::CreateMidiClip { slot_id, length_beats: 4.0 };
                match self.ready("createMidiClip", |stage| stage.call(mutation))? {
                    Some(Outcome::Clip(clip)) => Ok(clip.id),
                    _ => Err(Stop::Untestable("createMidiClip answered with no clip".to_owned())),
                }
            }
            _ => self.missing("a MIDI clip", &[Operation::CreateMidiClip]),
        }
    }

    /// The tracks of one kind.
    fn tracks_of(&mut self, kind: TrackKind) -> Checked<Vec<TrackInfo>> {
        let tracks = self.ready("listTracks", |stage| stage.tracks())?;
        Ok(tracks.into_iter().filter(|track| track.kind == kind).collect())
    }

    /// An audio clip of a fresh Set.
    pub fn audio_clip(&mut self) -> Checked<IdRef> {
        self.fresh("seeded")?;
        self.find_clip("an audio clip", |clip| clip.kind == ClipKind::Audio).map(|clip| clip.id)
    }

    /// An empty Session slot on a MIDI track of a fresh Set.
    pub fn empty_slot(&mut self) -> Checked<ClipInfo> {
        self.fresh("seeded")?;
        for track in self.tracks_of(TrackKind::Midi)? {
            let clips = self.ready("listClips", |stage| stage.clips(&track.id))?;
            if let Some(slot) = clips.into_iter().find(|clip| clip.kind == ClipKind::Empty) {
                self.trace.clear();
                return Ok(slot);
            }
        }
        self.missing("an empty slot on a MIDI track", &[])
    }

    fn find_clip(&mut self, what: &str, wanted: impl Fn(&ClipInfo) -> bool) -> Checked<ClipInfo> {
        for track in self.ready("listTracks", |stage| stage.tracks())? {
            let clips = self.ready("listClips", |stage| stage.clips(&track.id))?;
            if let Some(clip) = clips.into_iter().find(&wanted) {
                self.trace.clear();
                return Ok(clip);
            }
        }
        self.missing(what, &[])
    }
}
