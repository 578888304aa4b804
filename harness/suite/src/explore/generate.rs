//! Random programs: drawn step by step, while looking at the model's Set.
//!
//! Own code and not a proptest strategy: what is worth calling depends on the Set that the steps before have left, and
//! ids in a program are symbolic, so that shrinking means leaving out and simplifying steps of a program that is
//! already there ([`shrink`](super::shrink)), not drawing it again with smaller numbers.

mod values;

use livebridge_port::{Batch, CreateAudioClipArgs, IdRef, Mutation, Operation, Snapshot, StagedRef, TrackKind};

use super::allowed_refusals::answers_with_nothing;
use super::callable::Callable;
use super::program::Step;
use crate::random::Random;
use values::{Grid, Kind, Want};

/// Draws the steps of one program.
pub(super) struct Generator<'a> {
    random: Random,
    callable: &'a Callable,
    grid: Grid,
    /// The track that most calls are about.
    focus: usize,
    reads: Vec<Operation>,
    /// The mutations of this program, an operation as often as it is likely.
    mutations: Vec<Operation>,
    /// The other steps, likewise.
    others: Vec<Operation>,
    /// What comes next, the last one first.
    queue: Vec<Step>,
}

/// How likely an operation is among the mutations, or among what is neither a mutation nor a read.
const fn weight(operation: Operation) -> usize {
    match operation {
        Operation::CreateArrangementMidiClip | Operation::ClearClipsInRange => 6,
        Operation::CreateArrangementAudioClip | Operation::DeleteClip => 4,
        Operation::DeleteTrack => 2,
        Operation::Transaction => 40,
        Operation::ControlUndo | Operation::ControlRedo => 12,
        Operation::RenderTrack | Operation::ControlReset => 1,
        _ => 3,
    }
}

impl<'a> Generator<'a> {
    /// A program of this callable, less what its swarm leaves out.
    pub(super) fn new(mut random: Random, callable: &'a Callable, swarm: usize) -> Self {
        use livebridge_port::OperationKind as K;
        let grid = Grid::random(&mut random, callable.is_f32);
        let focus = random.below(3);
        let chosen = callable.swarm(&mut random, swarm);
        let of = |wanted: &dyn Fn(Operation) -> bool| -> Vec<Operation> {
            let chosen = chosen.iter().copied().filter(|operation| wanted(*operation));
            chosen.flat_map(|operation| std::iter::repeat_n(operation, weight(operation))).collect()
        };
        let is_read = |operation: Operation| operation.kind() == K::Read || operation == Operation::ListCuePoints;
        let mutations = of(&|operation| operation.kind() == K::Mutation);
        let others = of(&|operation| operation.kind() != K::Mutation && !is_read(operation));
        Self { random, callable, grid, focus, reads: of(&is_read), mutations, others, queue: Vec::new() }
    }

    /// The next step, for the Set as it is in the model, after these.
    pub(super) fn next(&mut self, set: &Snapshot, before: &[Step]) -> Step {
        if let Some(step) = self.queue.pop() {
            return step;
        }
        if self.random.chance(3) {
            self.focus = self.random.below(4);
        }
        let shares = [self.reads.len().min(1) * 28, self.mutations.len().min(1) * 36, self.others.len().min(1) * 36];
        let mut drawn = self.random.below(shares.iter().sum());
        if drawn < shares[0] {
            return self.read(set, before);
        }
        drawn -= shares[0];
        if drawn < shares[1] {
            return Step::Commit(Batch::Call(self.mutation(set, before, &[])));
        }
        self.other(set, before)
    }

    fn read(&mut self, set: &Snapshot, before: &[Step]) -> Step {
        // The same read again, now and then: it must give the same.
        if let Some(last) = before.last().filter(|last| last.is_read())
            && self.random.chance(25)
        {
            return last.clone();
        }
        match *self.random.pick(&self.reads) {
            Operation::GetSongOverview => Step::Overview,
            Operation::ListTracks => Step::Tracks,
            Operation::FindTrack => Step::Find(values::query(&mut self.random, set)),
            Operation::ListClips => Step::Clips(self.id(set, before, Kind::Track)),
            Operation::GetNotes => Step::Notes(self.id_on(set, before, Kind::Clip, TrackKind::Midi)),
            Operation::ListDeviceParams => Step::Params(self.id(set, before, Kind::Track)),
            Operation::GetTrackMixer => Step::Mixer(self.id(set, before, Kind::Track)),
            Operation::ListCuePoints => Step::CuePoints,
            _ => Step::Scenes,
        }
    }

    fn other(&mut self, set: &Snapshot, before: &[Step]) -> Step {
        match *self.random.pick(&self.others) {
            Operation::Transaction => self.transaction(set, before),
            Operation::RenderTrack => self.render(set, before),
            Operation::ControlRedo => Step::Redo,
            Operation::ControlUndoDepth => Step::Depth,
            Operation::ControlTransactionCount => Step::Count,
            Operation::ControlReset => Step::Reset((*self.random.pick(&self.callable.fixtures)).to_owned()),
            _ => {
                // There and back again, now and then.
                if self.random.chance(15) && self.others.contains(&Operation::ControlRedo) {
                    let redos = self.random.below(4);
                    self.queue.extend(std::iter::repeat_n(Step::Redo, redos));
                    self.queue.extend(std::iter::repeat_n(Step::Undo, redos));
                }
                Step::Undo
            }
        }
    }

    fn transaction(&mut self, set: &Snapshot, before: &[Step]) -> Step {
        let mut mutations = Vec::new();
        // Without any mutation left in this program, empty ones remain.
        let most = if self.mutations.is_empty() { 1 } else { 7 };
        for _ in 0..self.random.below(most) {
            let next = self.mutation(set, before, &mutations);
            mutations.push(next);
        }
        Step::Commit(Batch::Transaction(mutations))
    }

    /// A short render, or one that is refused: files are slow.
    fn render(&mut self, set: &Snapshot, before: &[Step]) -> Step {
        let id = self.id_on(set, before, Kind::Track, TrackKind::Audio);
        let start = self.grid.beat(&mut self.random);
        let end = if self.random.chance(80) { start + 0.125 } else { self.grid.beat(&mut self.random).min(start) };
        Step::Render(id, start, end)
    }

    fn id(&mut self, set: &Snapshot, before: &[Step], kind: Kind) -> IdRef {
        values::id(&mut self.random, set, before, Want { kind, on: None, focus: self.focus })
    }

    /// An id on a track of the kind that the call takes, mostly.
    fn id_on(&mut self, set: &Snapshot, before: &[Step], kind: Kind, on: TrackKind) -> IdRef {
        let on = self.random.maybe(90, |_| on);
        values::id(&mut self.random, set, before, Want { kind, on, focus: self.focus })
    }

    /// A mutation; in a transaction `ops` holds the ones before it.
    fn mutation(&mut self, set: &Snapshot, before: &[Step], ops: &[Mutation]) -> Mutation {
        let operation = *self.random.pick(&self.mutations);
        let mut mutation = self.plain_mutation(set, before, operation);
        let Some(kind) = Kind::of(&mutation) else { return mutation };
        let reference = match self.random.below(100) {
            0..30 if self.callable.references && !ops.is_empty() => self.reference(ops, kind),
            // Forward, to itself, out of range, to what answers with nothing, or outside of a transaction.
            30..32 if self.callable.references => Some(self.any_reference(ops)),
            _ => None,
        };
        if let (Some(reference), Some(id)) = (reference, mutation.subject_mut()) {
            *id = reference;
        }
        mutation
    }

    /// A reference that gives an object of this kind, if the mutation that was picked made one that has it.
    fn reference(&mut self, ops: &[Mutation], kind: Kind) -> Option<IdRef> {
        use Operation as O;
        let op = self.random.below(ops.len());
        let tails: &[&str] = match (kind, ops[op].operation()) {
            (Kind::Track, O::CreateTrack | O::SetTrackProps)
            | (
                Kind::Clip,
                O::CreateMidiClip
                | O::SetNotes
                | O::SetClipProps
                | O::CreateArrangementMidiClip
                | O::CreateArrangementAudioClip,
            )
            | (Kind::Param, O::SetParam) => &[""],
            (Kind::Slot, O::CreateTrack | O::SetTrackProps) => &["clipslot:0", "clipslot:1"],
            (Kind::Clip, O::CreateTrack | O::SetTrackProps) => &["clip:0", "clip:1", "clipslot:0/clip"],
            (Kind::Param, O::CreateTrack | O::SetTrackProps) => &["mixer/volume", "device:0/param:0"],
            (Kind::Param, O::InsertDevice) => &["param:0", "param:1"],
            _ => return None,
        };
        let tail = self.random.pick(tails).parse().ok();
        Some(StagedRef { op: u32::try_from(op).unwrap_or(u32::MAX), tail }.into())
    }

    fn any_reference(&mut self, ops: &[Mutation]) -> IdRef {
        let nothing = ops.iter().position(|mutation| answers_with_nothing(mutation.operation()));
        let op = match (self.random.below(5), nothing) {
            (0, Some(nothing)) => nothing,
            (0 | 1, _) => ops.len(),
            (2, _) => ops.len() + 1,
            (3, _) => 4_000_000_000,
            _ => return "#01".into(),
        };
        StagedRef::new(u32::try_from(op).unwrap_or(u32::MAX)).into()
    }

    fn plain_mutation(&mut self, set: &Snapshot, before: &[Step], operation: Operation) -> Mutation {
        let grid = self.grid;
        match operation {
            Operation::SetTrackProps => Mutation::SetTrackProps {
                track_id: self.id(set, before, Kind::Track),
                props: values::track_patch(&mut self.random),
            },
            Operation::SetNotes => Mutation::SetNotes {
                clip_id: self.id_on(set, before, Kind::Clip, TrackKind::Midi),
                notes: values::notes(&mut self.random, grid),
            },
            Operation::CreateTrack => {
                Mutation::CreateTrack { kind: if self.random.chance(60) { TrackKind::Midi } else { TrackKind::Audio } }
            }
            Operation::CreateMidiClip => Mutation::CreateMidiClip {
                slot_id: self.id_on(set, before, Kind::Slot, TrackKind::Midi),
                length_beats: grid.length(&mut self.random),
            },
            Operation::SetClipProps => Mutation::SetClipProps {
                clip_id: self.id(set, before, Kind::Clip),
                props: values::clip_patch(&mut self.random),
            },
            Operation::DeleteTrack => Mutation::DeleteTrack { track_id: self.id(set, before, Kind::Track) },
            Operation::DeleteClip => Mutation::DeleteClip { clip_id: self.id(set, before, Kind::Clip) },
            Operation::CreateArrangementMidiClip => Mutation::CreateArrangementMidiClip {
                track_id: self.id_on(set, before, Kind::Track, TrackKind::Midi),
                start_beat: grid.beat(&mut self.random),
                length_beats: grid.length(&mut self.random),
            },
            Operation::CreateArrangementAudioClip => Mutation::CreateArrangementAudioClip {
                track_id: self.id_on(set, before, Kind::Track, TrackKind::Audio),
                args: CreateAudioClipArgs {
                    file_path: if self.random.chance(3) { "".into() } else { "/audio/new.wav".into() },
                    start_time: grid.beat(&mut self.random),
                    duration: grid.length(&mut self.random),
                },
            },
            Operation::ClearClipsInRange => {
                let start_beat = grid.beat_near(&mut self.random, &values::edges(set));
                let end_beat = match self.random.below(10) {
                    0..3 => grid.beat_near(&mut self.random, &values::edges(set)),
                    _ => grid.kept(start_beat + grid.length(&mut self.random)),
                };
                Mutation::ClearClipsInRange { track_id: self.id(set, before, Kind::Track), start_beat, end_beat }
            }
            Operation::CreateCuePoint => {
                let others: Vec<f64> = set.cue_points.iter().flatten().map(|cue| cue.time).collect();
                Mutation::CreateCuePoint {
                    beat: grid.beat_near(&mut self.random, &others),
                    name: values::name(&mut self.random),
                }
            }
            Operation::SetParam => {
                let param_id = self.id(set, before, Kind::Param);
                let value = values::value(&mut self.random, set, &param_id, grid);
                Mutation::SetParam { param_id, value }
            }
            Operation::InsertDevice => Mutation::InsertDevice {
                track_id: self.id(set, before, Kind::Track),
                device_name: if self.callable.devices.is_empty() || self.random.chance(8) {
                    "No Such Device".into()
                } else {
                    self.random.pick(&self.callable.devices).clone()
                },
                index: *self.random.pick(&[0.0, 0.0, 1.0, 1.0, 2.0, 3.0, 977.0, -1.0, 0.5, 1.5]),
            },
            _ => Mutation::SetTempo { bpm: values::tempo(&mut self.random, set, grid) },
        }
    }
}
