//! One valid call of each mutation: what checks of all mutations go through.

use livebridge_port::{
    ClipPropsPatch, CreateAudioClipArgs, Mutation, MutationKind, Note, Operation, TrackKind, TrackPropsPatch,
};

use crate::check::Checked;
use crate::stage::Stage;

/// A valid call of one mutation, on a fresh Set.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ValidCall(MutationKind);

/// One call for each mutation, in the order of the contract.
pub(crate) fn all() -> impl Iterator<Item = ValidCall> {
    MutationKind::ALL.iter().copied().map(ValidCall)
}

impl ValidCall {
    /// The operation that is called.
    pub(crate) const fn operation(self) -> Operation {
        self.0.operation()
    }

    /// Sets the stage and gives the call.
    pub(crate) fn prepare(self, stage: &mut Stage) -> Checked<Mutation> {
        Ok(match self.0 {
            MutationKind::SetTempo => {
                stage.fresh("seeded")?;
                Mutation::SetTempo { bpm: 97.5 }
            }
            MutationKind::SetTrackProps => {
                let track = stage.track(TrackKind::Midi)?;
                let props = TrackPropsPatch {
                    name: Some("Renamed".into()),
                    mute: Some(!track.mute),
                    ..TrackPropsPatch::default()
                };
                Mutation::SetTrackProps { track_id: track.id, props }
            }
            MutationKind::SetNotes => {
                // What the undo must bring back is more than pitches and times.
                let full = Note::new(60.0, 0.0, 1.0).with_muted(true).with_probability(0.5).with_release_velocity(12.5);
                let clip_id = stage.midi_clip(&[full.with_selected(true), Note::new(60.0, 2.0, 1.0)])?;
                let notes = [Note::new(62.0, 1.0, 0.5).with_velocity(80.0), Note::new(65.0, 2.0, 0.25)];
                Mutation::SetNotes { clip_id, notes: notes.into() }
            }
            MutationKind::CreateTrack => {
                stage.fresh("seeded")?;
                Mutation::CreateTrack { kind: TrackKind::Audio }
            }
            MutationKind::CreateMidiClip => {
                let slot_id = stage.empty_slot_on(TrackKind::Midi)?;
                Mutation::CreateMidiClip { slot_id, length_beats: 6.0 }
            }
            MutationKind::SetClipProps => {
                let clip_id = stage.midi_clip(&[Note::new(60.0, 0.0, 1.0)])?;
                let props = ClipPropsPatch { name: Some("Renamed".into()), color: Some(0x00_FF00) };
                Mutation::SetClipProps { clip_id, props }
            }
            MutationKind::DeleteTrack => {
                let tracks = stage.several_tracks(3)?;
                Mutation::DeleteTrack { track_id: tracks[0].id.clone() }
            }
            MutationKind::DeleteClip => {
                stage.fresh("seeded")?;
                let clip_id = stage.any_midi_clip()?;
                Mutation::DeleteClip { clip_id }
            }
            MutationKind::CreateArrangementMidiClip => {
                let region = stage.free_region(TrackKind::Midi)?;
                Mutation::CreateArrangementMidiClip {
                    track_id: region.track,
                    start_beat: region.base,
                    length_beats: 6.0,
                }
            }
            MutationKind::CreateArrangementAudioClip => {
                let file_path = stage.audio_file()?;
                let region = stage.free_region(TrackKind::Audio)?;
                let args = CreateAudioClipArgs { file_path, start_time: region.base, duration: 1.0 };
                Mutation::CreateArrangementAudioClip { track_id: region.track, args }
            }
            MutationKind::ClearClipsInRange => {
                let region = stage.free_region(TrackKind::Midi)?;
                if stage.offers(Operation::CreateArrangementMidiClip) {
                    stage.place(&region, 0.0, 8.0)?;
                    stage.trace().clear();
                }
                // The end of the clip: what a clip becomes that spans the range is a SHOULD.
                let start_beat = region.base + 6.0;
                Mutation::ClearClipsInRange { track_id: region.track, start_beat, end_beat: start_beat + 2.0 }
            }
            MutationKind::CreateCuePoint => {
                stage.fresh("seeded")?;
                Mutation::CreateCuePoint { beat: stage.free_cue_beat(), name: "Cue".into() }
            }
            MutationKind::SetParam => {
                let (_, param) = stage.device_param(false)?;
                let middle = f64::midpoint(param.min, param.max);
                // Another value than it has.
                let value = if stage.same_number(param.value, middle) { param.max } else { middle };
                Mutation::SetParam { param_id: param.id, value }
            }
            MutationKind::InsertDevice => {
                let device_name = stage.device_name()?;
                let track = stage.track(TrackKind::Audio)?;
                Mutation::InsertDevice { track_id: track.id, device_name, index: 0.0 }
            }
        })
    }
}

/// A change on another object than `call` touches: tells "no step" from "one step" when the call is undone.
pub(crate) fn sentinel(stage: &mut Stage, call: &Mutation) -> Checked<Mutation> {
    if matches!(call, Mutation::SetTempo { .. }) {
        let clip_id = stage.any_midi_clip()?;
        stage.trace().clear();
        return Ok(Mutation::SetNotes { clip_id, notes: [Note::new(72.0, 0.5, 0.5)].into() });
    }
    Ok(Mutation::SetTempo { bpm: 131.0 })
}
