//! The property that carries the headline: whatever is called, one call is one undo.
//!
//! Random calls and transactions, drawn with proptest from the seed of the run and shrunk when one breaks it. What
//! is drawn are small whole numbers; [`Context::mutation`] makes a mutation of them with the objects that the fresh
//! Set has, so that a smaller draw is a simpler call.

use livebridge_port::capabilities::TransactionCapability;
use livebridge_port::{
    Batch, CallError, ClipInfo, ClipKind, ClipPropsPatch, DeviceParamInfo, IdRef, Mutation, MutationKind, Name, Note,
    Operation, TrackInfo, TrackKind, TrackPropsPatch,
};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, RngSeed, TestCaseError, TestError, TestRunner};

use crate::check::{Check, Checked, Stop};
use crate::stage::Stage;

pub(super) fn checks() -> Vec<Check> {
    vec![Check::new("undo/one_call_is_one_undo", "LB-UNDO-001", one_call_is_one_undo).calling(&[
        Operation::SetTempo,
        Operation::ListTracks,
        Operation::ListClips,
    ])]
}

/// How many programs are drawn.
const CASES: u32 = 256;

/// Small numbers that one mutation is made of.
type Draw = (u8, u8, u8, u8);

/// A call of one mutation, or a transaction of several.
#[derive(Debug, Clone)]
struct Drawn {
    transaction: bool,
    mutations: Vec<Draw>,
}

fn drawn() -> impl Strategy<Value = Drawn> {
    let draw = || (any::<u8>(), any::<u8>(), any::<u8>(), any::<u8>());
    prop_oneof![
        draw().prop_map(|draw| Drawn { transaction: false, mutations: vec![draw] }),
        vec(draw(), 1..6).prop_map(|mutations| Drawn { transaction: true, mutations }),
    ]
}

fn one_call_is_one_undo(stage: &mut Stage) -> Checked {
    let config = Config {
        cases: CASES,
        rng_seed: RngSeed::Fixed(stage.seed()),
        failure_persistence: None,
        max_shrink_iters: 400,
        ..Config::default()
    };
    let stop = std::cell::OnceCell::new();
    let ended = {
        let stage = std::cell::RefCell::new(&mut *stage);
        TestRunner::new(config).run(&drawn(), |drawn| match holds(&mut stage.borrow_mut(), &drawn) {
            Ok(()) => Ok(()),
            Err(Stop::Broken { seen, .. }) => Err(TestCaseError::fail(seen)),
            // Nothing to shrink: whatever stopped it would stop every other draw too.
            Err(other) => {
                let _ = stop.set(other);
                Ok(())
            }
        })
    };
    if let Some(stop) = stop.into_inner() {
        return Err(stop);
    }
    match ended {
        Ok(()) => Ok(()),
        // The smallest draw that breaks it, once more: for the trace, and for what was expected and seen.
        Err(TestError::Fail(_, smallest)) => holds(stage, &smallest),
        Err(TestError::Abort(reason)) => Err(Stop::Undecided(reason.to_string())),
    }
}

/// S0; a sentinel change of the tempo gives S1; the call gives S2. One undo gives S1, the next S0; two redos give S1
/// and S2; a new change leaves nothing to redo. A call that is refused leaves S1 and adds no step.
fn holds(stage: &mut Stage, drawn: &Drawn) -> Checked {
    stage.fresh("seeded")?;
    let context = Context::read(stage)?;
    let Some(batch) = context.batch(stage, drawn) else { return Ok(()) };
    stage.trace().clear();
    let at_first = stage.view()?;
    stage.call(Mutation::SetTempo { bpm: 131.0 })?;
    let before = stage.view()?;
    let succeeded = match stage.commit(&batch) {
        Ok(_) => true,
        Err(CallError::Refused(_)) => false,
        Err(CallError::Fault(fault)) => return Err(Stop::Fault(fault)),
    };
    let after = stage.view()?;
    if !succeeded && batch.is_transaction() && stage.capabilities().transaction != TransactionCapability::Atomic {
        // What is left of it is another requirement.
        return Ok(());
    }
    if succeeded && before.difference(&after).is_none() {
        // Whether what changes nothing is a step is a SHOULD, and has a check of its own.
        return Ok(());
    }
    let mut steps = vec![(true, &at_first, "an undo takes back the change before the call")];
    if succeeded && stage.undoable(2) < 2 {
        steps = vec![
            (true, &before, "one undo takes back the call and no more"),
            (false, &after, "a redo gives the Set after the call"),
        ];
    } else if succeeded {
        steps.insert(0, (true, &before, "one undo takes back the call and no more"));
        steps.push((false, &before, "a redo gives the Set before the call"));
        steps.push((false, &after, "another redo gives the Set after the call"));
    } else if let Some(difference) = before.difference(&after) {
        return Err(Stop::broken("a refused call changes nothing", difference));
    }
    for (undo, wanted, expected) in steps {
        let done = if undo { stage.undo()? } else { stage.redo()? };
        let now = stage.view()?;
        if !done {
            return Err(Stop::broken(expected, "there was nothing to undo or redo"));
        }
        if let Some(difference) = wanted.difference(&now) {
            return Err(Stop::broken(expected, difference));
        }
    }
    stage.call(Mutation::SetTempo { bpm: 89.0 })?;
    if stage.redo()? { Err(Stop::broken("a new change leaves nothing to redo", "a step was redone")) } else { Ok(()) }
}

/// The objects of the fresh Set.
struct Context {
    tracks: Vec<TrackInfo>,
    clips: Vec<ClipInfo>,
    params: Vec<DeviceParamInfo>,
    devices: Vec<Name>,
}

impl Context {
    fn read(stage: &mut Stage) -> Checked<Self> {
        let tracks = stage.own_tracks()?;
        let clips = stage.all_clips(None)?;
        let mut params = Vec::new();
        if stage.offers(Operation::ListDeviceParams) {
            for track in &tracks {
                params.extend(stage.device_params(&track.id)?);
            }
        }
        let devices = stage.capabilities().devices.iter().map(|name| name.as_str().into()).collect();
        Ok(Self { tracks, clips, params, devices })
    }

    /// What was drawn, without what the target does not offer; `None` when nothing is left.
    fn batch(&self, stage: &Stage, drawn: &Drawn) -> Option<Batch> {
        let mut mutations: Vec<Mutation> = drawn
            .mutations
            .iter()
            .filter_map(|draw| self.mutation(*draw))
            .filter(|mutation| stage.offers(mutation.operation()))
            .collect();
        if drawn.transaction && stage.ways().len() > 1 && !mutations.is_empty() {
            return Some(Batch::Transaction(mutations));
        }
        mutations.truncate(1);
        mutations.pop().map(Batch::Call)
    }

    fn track(&self, draw: u8) -> Option<IdRef> {
        self.tracks.get(usize::from(draw) % self.tracks.len().max(1)).map(|track| track.id.clone())
    }

    fn clip(&self, draw: u8, wanted: impl Fn(&ClipInfo) -> bool) -> Option<IdRef> {
        let clips: Vec<_> = self.clips.iter().filter(|clip| wanted(clip)).collect();
        clips.get(usize::from(draw) % clips.len().max(1)).map(|clip| clip.id.clone())
    }

    /// The mutation that a draw stands for.
    fn mutation(&self, (kind, a, b, c): Draw) -> Option<Mutation> {
        let drawn: Vec<Make> = MutationKind::ALL.iter().flat_map(|kind| makers(*kind)).copied().collect();
        let make = drawn[usize::from(kind) % drawn.len()];
        make(self, a, b, c)
    }
}

/// Makes a mutation of three small numbers, where the Set has what it takes.
type Make = fn(&Context, u8, u8, u8) -> Option<Mutation>;

/// How a mutation is made, as often as it is drawn.
fn makers(kind: MutationKind) -> &'static [Make] {
    match kind {
        // The tempo is the sentinel's, and an audio clip needs a file.
        MutationKind::SetTempo | MutationKind::CreateArrangementAudioClip => &[],
        MutationKind::SetTrackProps => &[track_props],
        MutationKind::SetNotes => &[notes],
        MutationKind::CreateTrack => &[|_, a, _, _| {
            Some(Mutation::CreateTrack { kind: if a % 2 == 0 { TrackKind::Midi } else { TrackKind::Audio } })
        }],
        MutationKind::CreateMidiClip => &[|context, a, b, _| {
            let slot_id = context.clip(a, |clip| clip.kind == ClipKind::Empty)?;
            Some(Mutation::CreateMidiClip { slot_id, length_beats: quarter(b) + 0.25 })
        }],
        MutationKind::SetClipProps => &[|context, a, b, c| {
            let props = ClipPropsPatch { name: Some(name(b)), color: (c % 2 == 0).then_some(i64::from(c) << 8) };
            Some(Mutation::SetClipProps { clip_id: context.clip(a, is_filled)?, props })
        }],
        MutationKind::DeleteTrack => &[|context, a, _, _| Some(Mutation::DeleteTrack { track_id: context.track(a)? })],
        MutationKind::DeleteClip => {
            &[|context, a, _, _| Some(Mutation::DeleteClip { clip_id: context.clip(a, is_filled)? })]
        }
        MutationKind::CreateArrangementMidiClip => &[arrangement_clip, arrangement_clip],
        MutationKind::ClearClipsInRange => &[|context, a, b, c| {
            let start_beat = quarter(b % 40);
            let end_beat = start_beat + quarter(c % 16) + 0.25;
            Some(Mutation::ClearClipsInRange { track_id: context.track(a)?, start_beat, end_beat })
        }],
        MutationKind::CreateCuePoint => {
            &[|_, a, b, _| Some(Mutation::CreateCuePoint { beat: quarter(a), name: name(b) })]
        }
        MutationKind::SetParam => &[|context, a, b, _| {
            let param = context.params.get(usize::from(a) % context.params.len().max(1))?;
            let value = param.min + (param.max - param.min) * f64::from(b) / 255.0;
            Some(Mutation::SetParam { param_id: param.id.clone(), value })
        }],
        MutationKind::InsertDevice => &[|context, a, b, c| {
            let device_name = context.devices.get(usize::from(b) % context.devices.len().max(1))?.clone();
            Some(Mutation::InsertDevice { track_id: context.track(a)?, device_name, index: f64::from(c % 4) })
        }],
    }
}

fn quarter(draw: u8) -> f64 {
    f64::from(draw) / 4.0
}

fn name(draw: u8) -> Name {
    format!("Ñame {draw}").into()
}

fn is_filled(clip: &ClipInfo) -> bool {
    clip.kind != ClipKind::Empty
}

fn track_props(context: &Context, a: u8, b: u8, c: u8) -> Option<Mutation> {
    let props = TrackPropsPatch {
        name: Some(name(b)),
        mute: (!c.is_multiple_of(3)).then_some(c.is_multiple_of(2)),
        solo: (!c.is_multiple_of(5)).then_some(c % 4 < 2),
        arm: (!c.is_multiple_of(7)).then_some(c % 8 < 4),
    };
    Some(Mutation::SetTrackProps { track_id: context.track(a)?, props })
}

fn notes(context: &Context, a: u8, b: u8, c: u8) -> Option<Mutation> {
    let note = |i| Note::new(f64::from(b % 128), quarter(i), quarter(c)).with_velocity(f64::from(c));
    let notes = (0..b % 5).map(note).collect();
    Some(Mutation::SetNotes { clip_id: context.clip(a, |clip| clip.is_midi)?, notes })
}

fn arrangement_clip(context: &Context, a: u8, b: u8, c: u8) -> Option<Mutation> {
    let (start_beat, length_beats) = (quarter(b % 48), quarter(c % 32) + 0.25);
    Some(Mutation::CreateArrangementMidiClip { track_id: context.track(a)?, start_beat, length_beats })
}
