//! Every call that takes an id, in the order of the contract.

use livebridge_port::{
    BridgeError, ByKind, CallError, ClipPropsPatch, CreateAudioClipArgs, ErrorCode, IdRef, Mutation, MutationKind,
    Note, Operation, ReadKind, TrackKind, TrackPropsPatch,
};

use super::objects::Kind;
use crate::check::{Checked, refused, require};
use crate::stage::{Stage, Via};

/// How a call is made with an id, everything else in it being in order.
#[derive(Clone, Copy)]
enum Call {
    Read(fn(&Stage, &IdRef) -> Result<(), CallError>),
    Write(MutationKind),
}

/// A call that takes an id.
#[derive(Clone, Copy)]
pub(crate) struct CallWithId {
    pub(crate) operation: Operation,
    /// What its id names.
    pub(crate) wants: Kind,
    call: Call,
}

/// Every call that takes an id, in the order of the contract.
pub(crate) fn all() -> impl Iterator<Item = CallWithId> {
    Operation::PORT.iter().copied().filter_map(with_id)
}

fn with_id(operation: Operation) -> Option<CallWithId> {
    use ReadKind as R;
    let read = |wants, call: fn(&Stage, &IdRef) -> Result<(), CallError>| (wants, Call::Read(call));
    let (wants, call) = match operation.by_kind() {
        ByKind::Read(R::ListClips) => read(Kind::Track, |stage, id| stage.clips(id).map(drop)),
        ByKind::Read(R::GetNotes) => read(Kind::Clip, |stage, id| stage.notes(id).map(drop)),
        ByKind::Read(R::ListDeviceParams) => read(Kind::Track, |stage, id| stage.device_params(id).map(drop)),
        ByKind::Read(R::GetTrackMixer) => read(Kind::Track, |stage, id| stage.mixer(id).map(drop)),
        ByKind::Render => read(Kind::Track, |stage, id| stage.render(id, 0.0, 1.0).map(drop)),
        ByKind::Mutation(mutation) => (mutation.subject()?.into(), Call::Write(mutation)),
        ByKind::Read(R::GetSongOverview | R::ListTracks | R::FindTrack | R::ListScenes)
        | ByKind::Transaction
        | ByKind::Control(_)
        | ByKind::Transform(_) => return None,
    };
    Some(CallWithId { operation, wants, call })
}

/// A mutation with this id, where it takes one, and everything else in order.
pub(crate) fn mutation_with(mutation: MutationKind, id: IdRef) -> Mutation {
    match mutation {
        MutationKind::SetTempo => Mutation::SetTempo { bpm: 98.0 },
        MutationKind::SetTrackProps => Mutation::SetTrackProps {
            track_id: id,
            props: TrackPropsPatch { name: Some("No".into()), ..TrackPropsPatch::default() },
        },
        MutationKind::SetNotes => Mutation::SetNotes { clip_id: id, notes: [Note::new(60.0, 0.0, 1.0)].into() },
        MutationKind::CreateTrack => Mutation::CreateTrack { kind: TrackKind::Midi },
        MutationKind::CreateMidiClip => Mutation::CreateMidiClip { slot_id: id, length_beats: 4.0 },
        MutationKind::SetClipProps => {
            Mutation::SetClipProps { clip_id: id, props: ClipPropsPatch { name: Some("No".into()), color: None } }
        }
        MutationKind::DeleteTrack => Mutation::DeleteTrack { track_id: id },
        MutationKind::DeleteClip => Mutation::DeleteClip { clip_id: id },
        MutationKind::CreateArrangementMidiClip => {
            Mutation::CreateArrangementMidiClip { track_id: id, start_beat: 0.0, length_beats: 4.0 }
        }
        MutationKind::CreateArrangementAudioClip => Mutation::CreateArrangementAudioClip {
            track_id: id,
            args: CreateAudioClipArgs { file_path: "/audio/any.wav".into(), start_time: 0.0, duration: 1.0 },
        },
        MutationKind::ClearClipsInRange => Mutation::ClearClipsInRange { track_id: id, start_beat: 0.0, end_beat: 4.0 },
        MutationKind::CreateCuePoint => Mutation::CreateCuePoint { beat: 2000.0, name: "No".into() },
        MutationKind::SetParam => Mutation::SetParam { param_id: id, value: 0.5 },
        MutationKind::InsertDevice => {
            Mutation::InsertDevice { track_id: id, device_name: "Utility".into(), index: 0.0 }
        }
    }
}

/// What is looked at in a refusal beside its code.
pub(crate) type Look = fn(&BridgeError, &IdRef) -> Checked;

pub(crate) fn refuse(stage: &Stage, call: CallWithId, id: &IdRef, code: ErrorCode, what: &str, look: Look) -> Checked {
    let what = format!("{} of `{id}`, {what},", call.operation);
    match call.call {
        Call::Read(read) => look(&refused(read(stage, id), &[code], what)?, id),
        Call::Write(mutation) => {
            for via in stage.ways() {
                let error = refused(stage.send(via, mutation_with(mutation, id.clone())), &[code], &what)?;
                look(&error, id)?;
                let op = (via == Via::Transaction).then_some(0);
                let wanted = || op.map_or_else(|| format!("{what} has no `op`"), |op| format!("{what} has `op` {op}"));
                require(error.op == op, wanted, || format!("it is {error}"))?;
            }
            Ok(())
        }
    }
}
