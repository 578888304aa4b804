//! Calls that must fail whatever the Set holds.

use livebridge_port::Mutation;

use crate::stage::Stage;

/// Calls that must fail whatever the Set holds.
pub(crate) fn failing(stage: &Stage) -> Vec<Mutation> {
    use Mutation as M;
    let calls = vec![
        M::SetTempo { bpm: -1.0 },
        M::SetNotes { clip_id: "track:977/clip:0".into(), notes: [].into() },
        M::DeleteTrack { track_id: "track:977".into() },
        M::DeleteClip { clip_id: "track:977/clip:0".into() },
        M::CreateMidiClip { slot_id: "track:977/clipslot:0".into(), length_beats: 4.0 },
        M::CreateArrangementMidiClip { track_id: "track:977".into(), start_beat: 0.0, length_beats: 4.0 },
        M::ClearClipsInRange { track_id: "track:977".into(), start_beat: 0.0, end_beat: 4.0 },
        M::CreateCuePoint { beat: -1.0, name: "no".into() },
        M::SetParam { param_id: "track:977/mixer/volume".into(), value: 0.5 },
        M::InsertDevice { track_id: "track:977".into(), device_name: "Utility".into(), index: 0.0 },
    ];
    calls.into_iter().filter(|call| stage.offers(call.operation())).collect()
}
