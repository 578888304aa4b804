//! Random programs: drawn step by step, while looking at the model's Set.
//!
//! Own code and not a proptest strategy: what is worth calling depends on the Set that the steps before have left, and
//! ids in a program are symbolic, so that shrinking means leaving out and simplifying steps of a program that is
//! already there ([`shrink`](super::shrink)), not drawing it again with smaller numbers.

pub(super) mod themes;
mod values;

use livebridge_port::{
    Batch, ByKind, ControlKind, CreateAudioClipArgs, IdRef, Mutation, MutationKind, Operation, OutcomeKind, ReadKind,
    Snapshot, StagedRef, SubjectKind, TrackKind,
};

use super::callable::Callable;
use super::program::{self, Step, is_read, is_read_operation};
use crate::random::Random;
use themes::Theme;
use values::{Grid, Want};

/// Draws the steps of one program.
pub(super) struct Generator<'a> {
    random: Random,
    theme: Theme,
    callable: &'a Callable,
    grid: Grid,
    /// The track that most calls are about.
    focus: usize,
    /// The reads of this program, an operation as often as it is likely.
    reads: Vec<Operation>,
    /// The mutations, likewise.
    mutations: Vec<MutationKind>,
    /// The other steps, likewise.
    others: Vec<Operation>,
    /// What comes next, the last one first.
    queue: Vec<Step>,
}

/// How likely an operation is among the reads, the mutations, or what is neither.
const fn weight(operation: Operation) -> usize {
    use {ControlKind as C, MutationKind as M};
    match operation.by_kind() {
        ByKind::Transaction => 40,
        ByKind::Control(C::ControlUndo | C::ControlRedo) => 12,
        ByKind::Mutation(M::CreateArrangementMidiClip | M::ClearClipsInRange) => 6,
        ByKind::Mutation(M::CreateArrangementAudioClip | M::DeleteClip) => 4,
        ByKind::Read(_)
        | ByKind::Mutation(
            M::SetTempo
            | M::SetTrackProps
            | M::SetNotes
            | M::CreateTrack
            | M::CreateMidiClip
            | M::SetClipProps
            | M::CreateCuePoint
            | M::SetParam
            | M::InsertDevice,
        )
        | ByKind::Control(C::ListCuePoints | C::ControlUndoDepth | C::ControlTransactionCount) => 3,
        ByKind::Mutation(M::DeleteTrack) => 2,
        ByKind::Render | ByKind::Control(C::ControlReset) => 1,
        // No program calls these.
        ByKind::Control(C::ControlSnapshot | C::ControlSettle) | ByKind::Transform(_) => 0,
    }
}

impl<'a> Generator<'a> {
    /// A program of this callable about this theme, less what its swarm leaves out.
    pub(super) fn new(mut random: Random, callable: &'a Callable, swarm: usize, theme: Theme) -> Self {
        let grid = Grid::random(&mut random, callable.is_f32);
        let focus = random.below(3);
        let chosen = callable.swarm(&mut random, swarm);
        let likely = || chosen.iter().flat_map(|operation| std::iter::repeat_n(*operation, weight(*operation)));
        let reads = likely().filter(|operation| is_read_operation(*operation)).collect();
        let mutations = likely().filter_map(Operation::mutation).collect();
        let is_other = |operation: &Operation| operation.mutation().is_none() && !is_read_operation(*operation);
        let others = likely().filter(is_other).collect();
        Self { random, theme, callable, grid, focus, reads, mutations, others, queue: Vec::new() }
    }

    /// The next step, for the Set as it is in the model, after these; `None` when the program is at its end.
    pub(super) fn next(&mut self, set: &Snapshot, before: &[Step]) -> Option<Step> {
        if self.queue.is_empty() {
            self.phrase(set, before);
        }
        if let Some(step) = self.queue.pop() {
            return Some(step);
        }
        (!self.theme.is_planned()).then(|| self.any(set, before))
    }

    /// Any step, in the place of what a theme has to say.
    fn any(&mut self, set: &Snapshot, before: &[Step]) -> Step {
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
        if let Some(last) = before.last().filter(|last| is_read(last))
            && self.random.chance(25)
        {
            return last.clone();
        }
        let drawn = *self.random.pick(&self.reads);
        self.step_of(drawn, set, before)
    }

    fn other(&mut self, set: &Snapshot, before: &[Step]) -> Step {
        let drawn = *self.random.pick(&self.others);
        self.step_of(drawn, set, before)
    }

    /// A call of an operation.
    fn step_of(&mut self, operation: Operation, set: &Snapshot, before: &[Step]) -> Step {
        use {ControlKind as C, ReadKind as R};
        match operation.by_kind() {
            ByKind::Read(R::GetSongOverview) => Step::GetSongOverview,
            ByKind::Read(R::ListTracks) => Step::ListTracks,
            ByKind::Read(R::FindTrack) => program::find(values::query(&mut self.random, set)),
            ByKind::Read(R::ListClips) => program::clips(self.id(set, before, SubjectKind::Track)),
            ByKind::Read(R::GetNotes) => program::notes(self.id_on(set, before, SubjectKind::Clip, TrackKind::Midi)),
            ByKind::Read(R::ListScenes) => Step::ListScenes,
            ByKind::Read(R::ListDeviceParams) => program::device_params(self.id(set, before, SubjectKind::Track)),
            ByKind::Read(R::GetTrackMixer) => program::mixer(self.id(set, before, SubjectKind::Track)),
            ByKind::Mutation(mutation) => Step::Commit(Batch::Call(self.plain_mutation(set, before, mutation))),
            ByKind::Render => self.render(set, before),
            ByKind::Transaction => self.transaction(set, before),
            ByKind::Control(C::ListCuePoints) => Step::ListCuePoints,
            ByKind::Control(C::ControlReset) => program::reset(self.random.pick::<&str>(&self.callable.fixtures)),
            ByKind::Control(C::ControlUndo) => self.undo(),
            ByKind::Control(C::ControlRedo) => Step::ControlRedo,
            ByKind::Control(C::ControlUndoDepth) => Step::ControlUndoDepth,
            ByKind::Control(C::ControlTransactionCount) => Step::ControlTransactionCount,
            // No program calls these: they are not callable.
            ByKind::Control(C::ControlSnapshot | C::ControlSettle) | ByKind::Transform(_) => Step::ControlSettle,
        }
    }

    /// An undo; there and back again, now and then.
    fn undo(&mut self) -> Step {
        if self.random.chance(15) && self.others.contains(&Operation::ControlRedo) {
            let redos = self.random.below(4);
            self.queue.extend(std::iter::repeat_n(Step::ControlRedo, redos));
            self.queue.extend(std::iter::repeat_n(Step::ControlUndo, redos));
        }
        Step::ControlUndo
    }

    fn transaction(&mut self, set: &Snapshot, before: &[Step]) -> Step {
        let mut mutations = Vec::new();
        // Without any mutation left in this program, empty ones remain.
        let most = if self.mutations.is_empty() { 1 } else { 7 };
        for _ in 0..self.random.below(most) {
            let next = self.mutation(set, before, &mutations);
            // Where tracks may come anywhere, nobody can tell the order in which they came and went.
            let of_tracks = |kind| matches!(kind, MutationKind::CreateTrack | MutationKind::DeleteTrack);
            let meets = |other: &Mutation| of_tracks(other.kind()) && other.kind() != next.kind();
            if !(self.callable.tracks_anywhere && of_tracks(next.kind()) && mutations.iter().any(meets)) {
                mutations.push(next);
            }
        }
        Step::Commit(Batch::Transaction(mutations))
    }

    /// A short render, or one that is refused: files are slow.
    fn render(&mut self, set: &Snapshot, before: &[Step]) -> Step {
        let id = self.id_on(set, before, SubjectKind::Track, TrackKind::Audio);
        let start = self.grid.beat(&mut self.random);
        let end = if self.random.chance(80) { start + 0.125 } else { self.grid.beat(&mut self.random).min(start) };
        program::render(id, start, end)
    }

    fn id(&mut self, set: &Snapshot, before: &[Step], kind: SubjectKind) -> IdRef {
        values::id(&mut self.random, set, before, Want { kind, on: None, focus: self.focus })
    }

    /// An id on a track of the kind that the call takes, mostly.
    fn id_on(&mut self, set: &Snapshot, before: &[Step], kind: SubjectKind, on: TrackKind) -> IdRef {
        let on = self.random.maybe(90, |_| on);
        values::id(&mut self.random, set, before, Want { kind, on, focus: self.focus })
    }

    /// A mutation; in a transaction `ops` holds the ones before it.
    fn mutation(&mut self, set: &Snapshot, before: &[Step], ops: &[Mutation]) -> Mutation {
        let drawn = *self.random.pick(&self.mutations);
        let mut mutation = self.plain_mutation(set, before, drawn);
        let Some(kind) = drawn.subject() else { return mutation };
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
    fn reference(&mut self, ops: &[Mutation], kind: SubjectKind) -> Option<IdRef> {
        use {OutcomeKind as O, SubjectKind as S};
        let op = self.random.below(ops.len());
        let tails: &[&str] = match (kind, ops[op].kind().outcome()) {
            (S::Track, O::Track) | (S::Clip, O::Clip | O::Notes) | (S::Param, O::Param) => &[""],
            (S::Slot, O::Track) => &["clipslot:0", "clipslot:1"],
            (S::Clip, O::Track) => &["clip:0", "clip:1", "clipslot:0/clip"],
            (S::Param, O::Track) => &["mixer/volume", "device:0/param:0"],
            (S::Param, O::Device) => &["param:0", "param:1"],
            (_, O::Overview | O::CuePoint | O::Nothing)
            | (S::Track | S::Slot, O::Clip | O::Notes | O::Param | O::Device)
            | (S::Clip, O::Param | O::Device)
            | (S::Param, O::Clip | O::Notes) => return None,
        };
        let tail = self.random.pick(tails).parse().ok();
        Some(StagedRef { op: u32::try_from(op).unwrap_or(u32::MAX), tail }.into())
    }

    fn any_reference(&mut self, ops: &[Mutation]) -> IdRef {
        let nothing = ops.iter().position(|mutation| !mutation.kind().outcome().has_id());
        let op = match (self.random.below(5), nothing) {
            (0, Some(nothing)) => nothing,
            (0 | 1, _) => ops.len(),
            (2, _) => ops.len() + 1,
            (3, _) => 4_000_000_000,
            _ => return "#01".into(),
        };
        StagedRef::new(u32::try_from(op).unwrap_or(u32::MAX)).into()
    }

    fn plain_mutation(&mut self, set: &Snapshot, before: &[Step], drawn: MutationKind) -> Mutation {
        let grid = self.grid;
        match drawn {
            MutationKind::SetTrackProps => Mutation::SetTrackProps {
                track_id: self.id(set, before, SubjectKind::Track),
                props: values::track_patch(&mut self.random),
            },
            MutationKind::SetNotes => Mutation::SetNotes {
                clip_id: self.id_on(set, before, SubjectKind::Clip, TrackKind::Midi),
                notes: values::notes(&mut self.random, grid, self.callable.notes),
            },
            MutationKind::CreateTrack => {
                Mutation::CreateTrack { kind: if self.random.chance(60) { TrackKind::Midi } else { TrackKind::Audio } }
            }
            MutationKind::CreateMidiClip => Mutation::CreateMidiClip {
                slot_id: self.id_on(set, before, SubjectKind::Slot, TrackKind::Midi),
                length_beats: grid.length(&mut self.random),
            },
            MutationKind::SetClipProps => Mutation::SetClipProps {
                clip_id: self.id(set, before, SubjectKind::Clip),
                props: values::clip_patch(&mut self.random),
            },
            MutationKind::DeleteTrack => Mutation::DeleteTrack { track_id: self.id(set, before, SubjectKind::Track) },
            MutationKind::DeleteClip => Mutation::DeleteClip { clip_id: self.id(set, before, SubjectKind::Clip) },
            MutationKind::CreateArrangementMidiClip => Mutation::CreateArrangementMidiClip {
                track_id: self.id_on(set, before, SubjectKind::Track, TrackKind::Midi),
                start_beat: grid.beat(&mut self.random),
                length_beats: grid.length(&mut self.random),
            },
            MutationKind::CreateArrangementAudioClip => Mutation::CreateArrangementAudioClip {
                track_id: self.id_on(set, before, SubjectKind::Track, TrackKind::Audio),
                args: CreateAudioClipArgs {
                    file_path: if self.random.chance(3) { "".into() } else { "/audio/new.wav".into() },
                    start_time: grid.beat(&mut self.random),
                    duration: grid.length(&mut self.random),
                },
            },
            MutationKind::ClearClipsInRange => {
                let start_beat = grid.beat_near(&mut self.random, &values::edges(set));
                let end_beat = match self.random.below(10) {
                    0..3 => grid.beat_near(&mut self.random, &values::edges(set)),
                    _ => grid.kept(start_beat + grid.length(&mut self.random)),
                };
                Mutation::ClearClipsInRange { track_id: self.id(set, before, SubjectKind::Track), start_beat, end_beat }
            }
            MutationKind::CreateCuePoint => {
                let others: Vec<f64> = set.cue_points.iter().flatten().map(|cue| cue.time).collect();
                Mutation::CreateCuePoint {
                    beat: grid.beat_near(&mut self.random, &others),
                    name: values::name(&mut self.random),
                }
            }
            MutationKind::SetParam => {
                let param_id = self.id(set, before, SubjectKind::Param);
                let value = values::value(&mut self.random, set, &param_id, grid);
                Mutation::SetParam { param_id, value }
            }
            MutationKind::InsertDevice => Mutation::InsertDevice {
                track_id: self.id(set, before, SubjectKind::Track),
                device_name: if self.callable.devices.is_empty() || self.random.chance(8) {
                    "No Such Device".into()
                } else {
                    self.random.pick(&self.callable.devices).clone()
                },
                index: *self.random.pick(&[0.0, 0.0, 1.0, 1.0, 2.0, 3.0, 977.0, -1.0, 0.5, 1.5]),
            },
            MutationKind::SetTempo => Mutation::SetTempo { bpm: values::tempo(&mut self.random, set, grid) },
        }
    }
}
