//! Every call that takes an id, in the order of the contract.

use livebridge_port::{
    BridgeError, CallError, ClipPropsPatch, CreateAudioClipArgs, ErrorCode, IdRef, Mutation, Note, Operation,
    TrackPropsPatch,
};

use super::objects::Kind;
use crate::check::{Checked, refused, require};
use crate::stage::{Stage, Via};

/// How a call is made with an id, everything else in it being in order.
enum Call {
    Read(fn(&Stage, &IdRef) -> Result<(), CallError>),
    Write(fn(IdRef) -> Mutation),
}

/// A call that takes an id.
pub(crate) struct CallWithId {
    pub(crate) operation: Operation,
    /// What its id names.
    pub(crate) wants: Kind,
    call: Call,
}

const fn read(operation: Operation, wants: Kind, call: fn(&Stage, &IdRef) -> Result<(), CallError>) -> CallWithId {
    CallWithId { operation, wants, call: Call::Read(call) }
}

const fn write(operation: Operation, wants: Kind, call: fn(IdRef) -> Mutation) -> CallWithId {
    CallWithId { operation, wants, call: Call::Write(call) }
}

/// Every call that takes an id, in the order of the contract.
pub(crate) const ALL: &[CallWithId] = &[
    read(Operation::ListClips, Kind::Track, |stage, id| stage.clips(id).map(drop)),
    read(Operation::GetNotes, Kind::Clip, |stage, id| stage.notes(id).map(drop)),
    read(Operation::ListDeviceParams, Kind::Track, |stage, id| stage.device_params(id).map(drop)),
    read(Operation::GetTrackMixer, Kind::Track, |stage, id| stage.mixer(id).map(drop)),
    write(Operation::SetTrackProps, Kind::Track, |track_id| Mutation::SetTrackProps {
        track_id,
        props: TrackPropsPatch { name: Some("No".into()), ..TrackPropsPatch::default() },
    }),
    write(Operation::SetNotes, Kind::Clip, |clip_id| Mutation::SetNotes {
        clip_id,
        notes: [Note::new(60.0, 0.0, 1.0)].into(),
    }),
    write(Operation::CreateMidiClip, Kind::Slot, |slot_id| Mutation::CreateMidiClip { slot_id, length_beats: 4.0 }),
    write(Operation::SetClipProps, Kind::Clip, |clip_id| Mutation::SetClipProps {
        clip_id,
        props: ClipPropsPatch { name: Some("No".into()), color: None },
    }),
    write(Operation::DeleteTrack, Kind::Track, |track_id| Mutation::DeleteTrack { track_id }),
    write(Operation::DeleteClip, Kind::Clip, |clip_id| Mutation::DeleteClip { clip_id }),
    write(Operation::CreateArrangementMidiClip, Kind::Track, |track_id| Mutation::CreateArrangementMidiClip {
        track_id,
        start_beat: 0.0,
        length_beats: 4.0,
    }),
    write(Operation::CreateArrangementAudioClip, Kind::Track, |track_id| Mutation::CreateArrangementAudioClip {
        track_id,
        args: CreateAudioClipArgs { file_path: "/audio/any.wav".into(), start_time: 0.0, duration: 1.0 },
    }),
    write(Operation::ClearClipsInRange, Kind::Track, |track_id| Mutation::ClearClipsInRange {
        track_id,
        start_beat: 0.0,
        end_beat: 4.0,
    }),
    write(Operation::SetParam, Kind::Param, |param_id| Mutation::SetParam { param_id, value: 0.5 }),
    write(Operation::InsertDevice, Kind::Track, |track_id| Mutation::InsertDevice {
        track_id,
        device_name: "Utility".into(),
        index: 0.0,
    }),
    read(Operation::RenderTrack, Kind::Track, |stage, id| stage.render(id, 0.0, 1.0).map(drop)),
];

/// What is looked at in a refusal beside its code.
pub(crate) type Look = fn(&BridgeError, &IdRef) -> Checked;

pub(crate) fn refuse(stage: &Stage, call: &CallWithId, id: &IdRef, code: ErrorCode, what: &str, look: Look) -> Checked {
    let what = format!("{} of `{id}`, {what},", call.operation);
    match &call.call {
        Call::Read(read) => look(&refused(read(stage, id), &[code], what)?, id),
        Call::Write(mutation) => {
            for via in stage.ways() {
                let error = refused(stage.send(via, mutation(id.clone())), &[code], &what)?;
                look(&error, id)?;
                let op = (via == Via::Transaction).then_some(0);
                let wanted = || op.map_or_else(|| format!("{what} has no `op`"), |op| format!("{what} has `op` {op}"));
                require(error.op == op, wanted, || format!("it is {error}"))?;
            }
            Ok(())
        }
    }
}
