//! One valid call of each mutation: what checks of all mutations go through.

use livebridge_port::{ClipPropsPatch, CreateAudioClipArgs, Mutation, Note, Operation, TrackKind, TrackPropsPatch};

use crate::check::Checked;
use crate::stage::Stage;

/// A valid call of one mutation, on a fresh Set.
pub(crate) struct ValidCall {
    pub(crate) operation: Operation,
    /// Sets the stage and gives the call.
    pub(crate) prepare: fn(&mut Stage) -> Checked<Mutation>,
}

/// One call for each mutation, in the order of the contract.
pub(crate) const ALL: &[ValidCall] = &[
    ValidCall {
        operation: Operation::SetTempo,
        prepare: |stage| {
            stage.fresh("seeded")?;
            Ok(Mutation::SetTempo { bpm: 97.5 })
        },
    },
    ValidCall {
        operation: Operation::SetTrackProps,
        prepare: |stage| {
            let track = stage.track(TrackKind::Midi)?;
            let props =
                TrackPropsPatch { name: Some("Renamed".into()), mute: Some(!track.mute), ..TrackPropsPatch::default() };
            Ok(Mutation::SetTrackProps { track_id: track.id, props })
        },
    },
    ValidCall {
        operation: Operation::SetNotes,
        prepare: |stage| {
            // What the undo must bring back is more than pitches and times.
            let full = Note::new(60.0, 0.0, 1.0).with_muted(true).with_probability(0.5).with_release_velocity(12.5);
            let clip_id = stage.midi_clip(&[full.with_selected(true), Note::new(60.0, 2.0, 1.0)])?;
            let notes = [Note::new(62.0, 1.0, 0.5).with_velocity(80.0), Note::new(65.0, 2.0, 0.25)];
            Ok(Mutation::SetNotes { clip_id, notes: notes.into() })
        },
    },
    ValidCall {
        operation: Operation::CreateTrack,
        prepare: |stage| {
            stage.fresh("seeded")?;
            Ok(Mutation::CreateTrack { kind: TrackKind::Audio })
        },
    },
    ValidCall {
        operation: Operation::CreateMidiClip,
        prepare: |stage| {
            let slot_id = stage.empty_slot_on(TrackKind::Midi)?;
            Ok(Mutation::CreateMidiClip { slot_id, length_beats: 6.0 })
        },
    },
    ValidCall {
        operation: Operation::SetClipProps,
        prepare: |stage| {
            let clip_id = stage.midi_clip(&[Note::new(60.0, 0.0, 1.0)])?;
            let props = ClipPropsPatch { name: Some("Renamed".into()), color: Some(0x00_FF00) };
            Ok(Mutation::SetClipProps { clip_id, props })
        },
    },
    ValidCall {
        operation: Operation::DeleteTrack,
        prepare: |stage| {
            let tracks = stage.several_tracks(3)?;
            Ok(Mutation::DeleteTrack { track_id: tracks[0].id.clone() })
        },
    },
    ValidCall {
        operation: Operation::DeleteClip,
        prepare: |stage| {
            stage.fresh("seeded")?;
            let clip_id = stage.any_midi_clip()?;
            Ok(Mutation::DeleteClip { clip_id })
        },
    },
    ValidCall {
        operation: Operation::CreateArrangementMidiClip,
        prepare: |stage| {
            let region = stage.free_region(TrackKind::Midi)?;
            Ok(Mutation::CreateArrangementMidiClip {
                track_id: region.track,
                start_beat: region.base,
                length_beats: 6.0,
            })
        },
    },
    ValidCall {
        operation: Operation::CreateArrangementAudioClip,
        prepare: |stage| {
            let file_path = stage.audio_file()?;
            let region = stage.free_region(TrackKind::Audio)?;
            let args = CreateAudioClipArgs { file_path, start_time: region.base, duration: 1.0 };
            Ok(Mutation::CreateArrangementAudioClip { track_id: region.track, args })
        },
    },
    ValidCall {
        operation: Operation::ClearClipsInRange,
        prepare: |stage| {
            let region = stage.free_region(TrackKind::Midi)?;
            if stage.offers(Operation::CreateArrangementMidiClip) {
                stage.place(&region, 0.0, 8.0)?;
                stage.trace().clear();
            }
            // The end of the clip: what a clip becomes that spans the range is a SHOULD.
            let start_beat = region.base + 6.0;
            Ok(Mutation::ClearClipsInRange { track_id: region.track, start_beat, end_beat: start_beat + 2.0 })
        },
    },
    ValidCall {
        operation: Operation::CreateCuePoint,
        prepare: |stage| {
            stage.fresh("seeded")?;
            Ok(Mutation::CreateCuePoint { beat: stage.free_cue_beat(), name: "Cue".into() })
        },
    },
    ValidCall {
        operation: Operation::SetParam,
        prepare: |stage| {
            let (_, param) = stage.device_param(false)?;
            Ok(Mutation::SetParam { param_id: param.id, value: f64::midpoint(param.min, param.max) })
        },
    },
    ValidCall {
        operation: Operation::InsertDevice,
        prepare: |stage| {
            let device_name = stage.device_name()?;
            let track = stage.track(TrackKind::Audio)?;
            Ok(Mutation::InsertDevice { track_id: track.id, device_name, index: 0.0 })
        },
    },
];

/// A change on another object than `call` touches: tells "no step" from "one step" when the call is undone.
pub(crate) fn sentinel(stage: &mut Stage, call: &Mutation) -> Checked<Mutation> {
    if matches!(call, Mutation::SetTempo { .. }) {
        let clip_id = stage.any_midi_clip()?;
        stage.trace().clear();
        return Ok(Mutation::SetNotes { clip_id, notes: [Note::new(72.0, 0.5, 0.5)].into() });
    }
    Ok(Mutation::SetTempo { bpm: 131.0 })
}
