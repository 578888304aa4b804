//! Which refusals the contract allows where the model gives one of its own. Contract, section 3.
//!
//! Bridge and host may each refuse some calls, and when several reasons apply their order is a SHOULD. Only looked at
//! when a target did not give the model's code.

use std::collections::BTreeSet;

use livebridge_port::capabilities::{IdScheme, SideEffect};
use livebridge_port::id::{PathShape as P, Segment, SegmentKind};
use livebridge_port::params::RenderParams;
use livebridge_port::{
    Batch, BridgeError, Capabilities, ClipPropsPatch, ErrorCode, IdRef, Mutation, MutationKind, Name, Note, Operation,
    PathId, Snapshot, TrackKind, TrackPropsPatch, rules,
};

use super::model::{Model, is_unusual};
use super::program::Step;

/// The same mutation of the same object with values that are good whatever the Set holds.
pub(super) fn simplest(mutation: &Mutation) -> Mutation {
    let mut simplest = mutation.clone();
    match &mut simplest {
        Mutation::SetTempo { bpm } => *bpm = 120.0,
        Mutation::SetTrackProps { props, .. } => {
            *props = TrackPropsPatch { mute: Some(true), ..TrackPropsPatch::default() };
        }
        Mutation::SetNotes { notes, .. } => *notes = [].into(),
        Mutation::CreateTrack { kind } => *kind = TrackKind::Midi,
        Mutation::CreateMidiClip { length_beats, .. } => *length_beats = 1.0,
        Mutation::SetClipProps { props, .. } => *props = ClipPropsPatch { name: Some("".into()), color: None },
        Mutation::CreateArrangementMidiClip { start_beat, length_beats, .. } => {
            (*start_beat, *length_beats) = (0.0, 1.0);
        }
        Mutation::CreateArrangementAudioClip { args, .. } => {
            (args.start_time, args.duration) = (0.0, 1.0);
            args.file_path = "/audio/a.wav".into();
        }
        Mutation::ClearClipsInRange { start_beat, end_beat, .. } => (*start_beat, *end_beat) = (0.0, 1.0),
        Mutation::CreateCuePoint { beat, name } => (*beat, *name) = (1.0, "".into()),
        Mutation::SetParam { value, .. } => *value = 0.0,
        Mutation::InsertDevice { index, .. } => *index = 0.0,
        Mutation::DeleteTrack { .. } | Mutation::DeleteClip { .. } => {}
    }
    simplest
}

/// Another note of the same fields, as simple as can be.
pub(super) const SIMPLEST_NOTE: Note = Note::new(60.0, 0.0, 1.0);

/// The codes with which a batch may be refused that the model refuses with `error`. `unissued` says of an id that the
/// target never gave it out.
pub(super) fn allowed(
    model: &Model,
    batch: &Batch,
    error: &BridgeError,
    unissued: &dyn Fn(&IdRef) -> bool,
) -> BTreeSet<ErrorCode> {
    let op = error.op.unwrap_or_default();
    let mut codes = BTreeSet::from([error.code]);
    let Some((mutation, before)) = batch.mutations().get(..=op).and_then(|ops| ops.split_last()) else { return codes };
    if error.code == ErrorCode::SdkRejected && host_or_bridge(mutation.operation()) {
        codes.insert(ErrorCode::BadInput);
    }
    // With good values the next fault comes to light: that of the id, or of the object.
    if mutation.validate().is_err() {
        let repaired: Vec<Mutation> = before.iter().cloned().chain([simplest(mutation)]).collect();
        if let Some(next) = model.refusal(&repaired).filter(|next| next.op == Some(op)) {
            codes.extend(allowed(model, &Batch::Transaction(repaired), &next, unissued));
        }
    }
    if let Mutation::CreateCuePoint { beat, .. } = mutation {
        // One that is not good may be taken too.
        let there = model.snapshot().cue_points.unwrap_or_default().into_iter().map(|cue| cue.time);
        let made = before.iter().filter_map(|mutation| match mutation {
            Mutation::CreateCuePoint { beat, .. } => Some(*beat),
            _ => None,
        });
        if there.chain(made).any(|other| (other - beat).abs() <= 2e-6) {
            codes.extend([ErrorCode::SdkRejected, ErrorCode::BadInput]);
        }
    }
    let Some(id) = mutation.subject() else { return codes };
    let set = model.snapshot();
    codes.extend(of_id(&set, id, error.code, unissued(id)));
    if let (Mutation::CreateMidiClip { .. }, ErrorCode::WrongType) = (mutation, error.code) {
        // A slot of an audio track may be occupied too.
        let clip = id.as_path().and_then(|slot| slot.child(Segment::bare(SegmentKind::SlotClip)));
        if clip.is_some_and(|clip| exists(&set, clip)) {
            codes.extend([ErrorCode::SdkRejected, ErrorCode::BadInput]);
        }
    }
    codes
}

/// The codes with which a read or a render may be refused that the model refuses with `code`.
pub(super) fn allowed_of_call(
    model: &Model,
    step: &Step,
    code: ErrorCode,
    unissued: &dyn Fn(&IdRef) -> bool,
) -> BTreeSet<ErrorCode> {
    let set = model.snapshot();
    let mut step = step.clone();
    let mut codes = BTreeSet::from([code]);
    let ids = step.ids_mut();
    codes.extend(ids.iter().flat_map(|id| of_id(&set, id, code, unissued(id))));
    // As above: with a good range the fault of the track comes to light.
    if let Step::RenderTrack(of) = &step
        && rules::range(of.start_beat, of.end_beat).is_err()
    {
        let repaired = RenderParams { start_beat: 0.0, end_beat: 1.0, ..of.clone() };
        if let Err(next) = model.render(&repaired) {
            codes.extend(allowed_of_call(model, &Step::RenderTrack(repaired), next.code, unissued));
        }
    }
    codes
}

/// The codes that are right for an id beside the model's.
pub(super) fn of_id(set: &Snapshot, id: &IdRef, code: ErrorCode, unissued: bool) -> Vec<ErrorCode> {
    if unissued {
        return vec![ErrorCode::BadInput, ErrorCode::StaleReference];
    }
    let of_nothing = id.as_path().is_some_and(|path| !exists(set, path));
    if code == ErrorCode::WrongType && of_nothing { vec![ErrorCode::StaleReference] } else { Vec::new() }
}

/// Whether bridge and host may each refuse what the model leaves to the host: tempo, occupied slot, occupied beat.
fn host_or_bridge(operation: Operation) -> bool {
    matches!(operation, Operation::SetTempo | Operation::CreateMidiClip | Operation::CreateCuePoint)
}

/// Whether a target may refuse what the model accepts, with this error: what the host chooses, and a narrower domain
/// that it declared. `set` is the Set before the batch.
pub(super) fn may_refuse(set: &Snapshot, batch: &Batch, error: &BridgeError, capabilities: &Capabilities) -> bool {
    let op = error.op.unwrap_or_default();
    let Some(mutation) = batch.mutations().get(op) else { return false };
    if error.code == ErrorCode::StaleReference && capabilities.ids == IdScheme::Opaque {
        return may_be_another_clip(batch, op);
    }
    if !matches!(error.code, ErrorCode::SdkRejected | ErrorCode::BadInput) {
        return false;
    }
    if out_of_domain(mutation, capabilities) || name(mutation).is_some_and(|name| is_unusual(name)) {
        return true;
    }
    let by_the_host = error.code == ErrorCode::SdkRejected;
    match mutation {
        Mutation::DeleteTrack { .. } => {
            let before = &batch.mutations()[..op];
            let count = |operation| before.iter().filter(|mutation| mutation.operation() == operation).count();
            by_the_host && set.tracks.len() + count(Operation::CreateTrack) <= count(Operation::DeleteTrack) + 1
        }
        // Which devices there are, and where in a chain they can stand.
        Mutation::InsertDevice { .. } => by_the_host,
        // The files of programs are made up.
        Mutation::CreateArrangementAudioClip { .. } => true,
        // Behind the end of the song; what a transaction puts there before may make it longer, or not.
        Mutation::CreateCuePoint { beat, .. } => {
            let ends = set
                .tracks
                .iter()
                .flat_map(|track| &track.arrangement)
                .map(|clip| clip.start_time.unwrap_or_default() + clip.duration);
            *beat > ends.fold(0.0, f64::max)
        }
        Mutation::SetTempo { .. }
        | Mutation::SetTrackProps { .. }
        | Mutation::SetNotes { .. }
        | Mutation::CreateTrack { .. }
        | Mutation::CreateMidiClip { .. }
        | Mutation::SetClipProps { .. }
        | Mutation::DeleteClip { .. }
        | Mutation::CreateArrangementMidiClip { .. }
        | Mutation::ClearClipsInRange { .. }
        | Mutation::SetParam { .. } => false,
    }
}

/// Whether a target may refuse a call with this error although the model refuses it for another reason: what it does not
/// take for one of its values, whatever else is wrong.
pub(super) fn may_refuse_first(
    set: &Snapshot,
    batch: &Batch,
    error: &BridgeError,
    capabilities: &Capabilities,
) -> bool {
    let of_its_values = match batch.mutations().get(error.op.unwrap_or_default()).map(Mutation::kind) {
        // That is the host's own, and the host is asked last.
        None | Some(MutationKind::DeleteTrack | MutationKind::InsertDevice) => false,
        Some(
            MutationKind::SetTempo
            | MutationKind::SetTrackProps
            | MutationKind::SetNotes
            | MutationKind::CreateTrack
            | MutationKind::CreateMidiClip
            | MutationKind::SetClipProps
            | MutationKind::DeleteClip
            | MutationKind::CreateArrangementMidiClip
            | MutationKind::CreateArrangementAudioClip
            | MutationKind::ClearClipsInRange
            | MutationKind::CreateCuePoint
            | MutationKind::SetParam,
        ) => true,
    };
    of_its_values && may_refuse(set, batch, error, capabilities)
}

/// Whether operation `op` of a batch names a clip whose beginning the batch may have cut off before: with opaque ids it is
/// another clip then.
fn may_be_another_clip(batch: &Batch, op: usize) -> bool {
    let shape = |mutation: &Mutation| mutation.subject().and_then(IdRef::as_path).map(|path| path.shape());
    let Some((mutation, before)) = batch.mutations().get(..=op).and_then(|ops| ops.split_last()) else { return false };
    let Some(P::ArrangementClip { track, .. }) = shape(mutation) else { return false };
    before.iter().any(|before| {
        let cuts = matches!(
            before.kind(),
            MutationKind::ClearClipsInRange
                | MutationKind::CreateArrangementMidiClip
                | MutationKind::CreateArrangementAudioClip
        );
        cuts && shape(before) == Some(P::Track { track })
    })
}

/// The name that a mutation writes.
fn name(mutation: &Mutation) -> Option<&Name> {
    match mutation {
        Mutation::SetTrackProps { props, .. } => props.name.as_ref(),
        Mutation::SetClipProps { props, .. } => props.name.as_ref(),
        Mutation::CreateCuePoint { name, .. } => Some(name),
        Mutation::SetTempo { .. }
        | Mutation::SetNotes { .. }
        | Mutation::CreateTrack { .. }
        | Mutation::CreateMidiClip { .. }
        | Mutation::DeleteTrack { .. }
        | Mutation::DeleteClip { .. }
        | Mutation::CreateArrangementMidiClip { .. }
        | Mutation::CreateArrangementAudioClip { .. }
        | Mutation::ClearClipsInRange { .. }
        | Mutation::SetParam { .. }
        | Mutation::InsertDevice { .. } => None,
    }
}

/// Whether operation `op` of a batch writes a parameter of a device that the batch itself inserts, or that comes with a
/// track that it makes: which parameters a device has is the host's choice, and a transaction that fails shows none.
pub(super) fn is_unknowable(batch: &Batch, op: usize, capabilities: &Capabilities) -> bool {
    let Some((Mutation::SetParam { param_id: IdRef::Staged(staged), .. }, before)) =
        batch.mutations().get(..=op).and_then(|ops| ops.split_last())
    else {
        return false;
    };
    let of_a_fader = staged.tail.and_then(|tail| tail.segments().next()).map(Segment::kind) == Some(SegmentKind::Mixer);
    let comes_with_tracks = capabilities.side_effects.contains(&SideEffect::NewTrackDevices);
    let brings_devices = |mutation: &Mutation| {
        let operation = mutation.operation();
        operation == Operation::InsertDevice || (operation == Operation::CreateTrack && comes_with_tracks)
    };
    !of_a_fader && before.iter().any(brings_devices)
}

/// Whether operation `op` of a batch names a clip of an Arrangement in which the batch put a sound file before: how far
/// the file reaches, and so what it covered, is not told where a transaction fails.
pub(super) fn is_behind_a_file(batch: &Batch, op: usize) -> bool {
    let shape = |mutation: &Mutation| mutation.subject().and_then(IdRef::as_path).map(|path| path.shape());
    let mutations = batch.mutations();
    // What a reference speaks of is what the operation speaks of to which it refers, which may refer further back.
    let mut named = op;
    while let Some(IdRef::Staged(staged)) = mutations.get(named).and_then(Mutation::subject) {
        match usize::try_from(staged.op) {
            Ok(before) if before < named => named = before,
            _ => return false,
        }
    }
    let of_track = match mutations.get(named).and_then(shape) {
        Some(P::ArrangementClip { track, .. }) => Some(P::Track { track }),
        of_track if named < op => of_track,
        _ => None,
    };
    of_track.is_some()
        && mutations[..op]
            .iter()
            .any(|before| before.kind() == MutationKind::CreateArrangementAudioClip && shape(before) == of_track)
}

/// The batch with a harmless call in the place of each such operation; `None` when there is none.
pub(super) fn without(batch: &Batch, such: impl Fn(&Batch, usize) -> bool) -> Option<Batch> {
    let mut mutations = batch.mutations().to_vec();
    let unknowable: Vec<usize> = (0..mutations.len()).filter(|op| such(batch, *op)).collect();
    for op in &unknowable {
        mutations[*op] = Mutation::SetTempo { bpm: 120.0 };
    }
    (!unknowable.is_empty()).then_some(Batch::Transaction(mutations))
}

fn out_of_domain(mutation: &Mutation, capabilities: &Capabilities) -> bool {
    let Some(ranges) = capabilities.domain.get(mutation.operation().name()) else { return false };
    let params = serde_json::json!(mutation)["params"].take();
    ranges.iter().any(|(argument, range)| {
        let value =
            params.get(argument).or_else(|| params.get("args")?.get(argument)).and_then(serde_json::Value::as_f64);
        value.is_some_and(|value| range.min.is_some_and(|min| value < min) || range.max.is_some_and(|max| value > max))
    })
}

/// Whether operation `op` of a batch holds a staged reference that is wrong whatever the Set is: a target may check
/// all references before it begins.
pub(super) fn bad_reference(batch: &Batch, op: usize) -> bool {
    let mutations = batch.mutations();
    let Some(id) = mutations.get(op).and_then(Mutation::subject) else { return false };
    match id {
        IdRef::Staged(staged) => {
            let referred = usize::try_from(staged.op).unwrap_or(usize::MAX);
            referred >= op || mutations.get(referred).is_none_or(|mutation| !mutation.kind().outcome().has_id())
        }
        IdRef::Opaque(text) => text.starts_with('#'),
        IdRef::Path(_) => false,
    }
}

/// Whether there is an object at a path.
pub(super) fn exists(set: &Snapshot, path: PathId) -> bool {
    let track = |track: u32| set.tracks.get(track as usize);
    let device = |on: u32, device: u32| track(on).and_then(|track| track.devices.get(device as usize));
    match path.shape() {
        P::Track { track: on } | P::Volume { track: on } => track(on).is_some(),
        P::Slot { track: on, slot } => track(on).is_some() && (slot as usize) < set.scenes.len(),
        P::SessionClip { track: on, slot } => {
            track(on).is_some_and(|track| track.session.iter().any(|clip| clip.scene == Some(slot as usize)))
        }
        P::ArrangementClip { track: on, clip } => {
            track(on).is_some_and(|track| (clip as usize) < track.arrangement.len())
        }
        P::Device { track: on, device: at } => device(on, at).is_some(),
        P::DeviceParam { track: on, device: at, param } => {
            device(on, at).is_some_and(|device| (param as usize) < device.parameters.len())
        }
        P::Scene { scene } => (scene as usize) < set.scenes.len(),
        P::CuePoint { cue_point } => set.cue_points.as_ref().is_some_and(|list| (cue_point as usize) < list.len()),
        P::ReturnTrack { return_track } => (return_track as usize) < set.return_track_count,
        P::Other => false,
    }
}
