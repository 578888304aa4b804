//! Random programs: a seed gives a program, drawn step by step while looking at the oracle's Set.

use livebridge_port::{
    Batch, CreateAudioClipArgs, IdRef, Mutation, Note, Operation, OperationKind, Reset, StagedRef, TrackKind, fixtures,
};

use crate::apply::Kind;
use crate::pieces::{self, Grid, Want};
use crate::program::Step;
use crate::random::Random;
use crate::set::{SetState, index};
use crate::sets;

/// Draws the steps of one program.
pub(crate) struct Generator {
    random: Random,
    grid: Grid,
    /// The track that most calls are about.
    focus: usize,
    /// The mutations that this program makes, an operation as often as it is likely.
    mutations: Vec<Operation>,
    /// What comes next, the last one first.
    queue: Vec<Step>,
}

impl Generator {
    pub(crate) fn new(seed: u64) -> Self {
        let mut random = Random::new(seed);
        let grid = Grid::random(&mut random);
        let focus = random.below(4);
        // Each program leaves out some operations, so that the others meet more often.
        let mut mutations: Vec<Operation> = Vec::new();
        for operation in Operation::PORT.iter().copied().filter(|operation| operation.kind() == OperationKind::Mutation)
        {
            let weight = match operation {
                Operation::CreateArrangementMidiClip | Operation::ClearClipsInRange => 6,
                Operation::CreateArrangementAudioClip | Operation::DeleteClip => 4,
                Operation::DeleteTrack => 2,
                _ => 3,
            };
            if random.chance(75) {
                mutations.extend(std::iter::repeat_n(operation, weight));
            }
        }
        if mutations.is_empty() {
            mutations.push(Operation::SetTempo);
        }
        Self { random, grid, focus, mutations, queue: Vec::new() }
    }

    /// How many steps can be undone in this program; `None` is the fake's default.
    pub(crate) fn history_limit(&mut self) -> Option<usize> {
        self.random.maybe(15, |random| random.below(5))
    }

    /// Where the program starts.
    pub(crate) fn first(&mut self) -> Step {
        Step::Reset(self.reset(0))
    }

    /// The next step, for the Set as it is now.
    pub(crate) fn next(&mut self, set: &SetState) -> Step {
        if let Some(step) = self.queue.pop() {
            return step;
        }
        if self.random.chance(2) {
            self.focus = self.random.below(4);
        }
        match self.random.below(1000) {
            0..250 => self.read(set),
            250..810 => self.commit(set),
            810..880 => Step::Undo,
            880..890 => self.back_and_forth(),
            890..970 => Step::Redo,
            970..980 => Step::Reload,
            980..985 => Step::Reset(self.reset(50)),
            _ => self.render(set),
        }
    }

    /// A call or a transaction.
    pub(crate) fn commit(&mut self, set: &SetState) -> Step {
        if self.random.chance(60) {
            return Step::Commit(Batch::Call(self.mutation(set, &[])));
        }
        let mut mutations = Vec::new();
        for _ in 0..self.random.below(9) {
            let next = self.mutation(set, &mutations);
            mutations.push(next);
        }
        Step::Commit(Batch::Transaction(mutations))
    }

    /// Several undos in a row, then several redos.
    fn back_and_forth(&mut self) -> Step {
        let redos = self.random.below(6);
        self.queue.extend(std::iter::repeat_n(Step::Redo, redos));
        self.queue.extend(std::iter::repeat_n(Step::Undo, redos + self.random.below(2)));
        Step::Undo
    }

    fn read(&mut self, set: &SetState) -> Step {
        match self.random.below(9) {
            0 => Step::Overview,
            1 => Step::Tracks,
            2 => Step::Find(pieces::query(&mut self.random, set)),
            3 => Step::Clips(self.id(set, Kind::Track)),
            4 => Step::Notes(self.id(set, Kind::Clip)),
            5 => Step::Scenes,
            6 => Step::Params(self.id(set, Kind::Track)),
            7 => Step::Mixer(self.id(set, Kind::Track)),
            _ => Step::CuePoints,
        }
    }

    fn id(&mut self, set: &SetState, kind: Kind) -> IdRef {
        pieces::id(&mut self.random, set, Want { kind, on: None, focus: self.focus })
    }

    /// An id on a track of the kind that the call takes.
    fn id_on(&mut self, set: &SetState, kind: Kind, on: TrackKind) -> IdRef {
        pieces::id(&mut self.random, set, Want { kind, on: Some(on), focus: self.focus })
    }

    /// A render that is refused: badly asked for, or more than 600 s at any tempo.
    fn render(&mut self, set: &SetState) -> Step {
        let id = self.id(set, Kind::Track);
        let start = self.grid.beat(&mut self.random);
        let end = if self.random.chance(50) { 100_000.0 } else { start.min(self.grid.beat(&mut self.random)) };
        Step::Render(id, start, end)
    }

    fn reset(&mut self, bad: usize) -> Reset {
        let random = &mut self.random;
        if random.chance(bad) {
            return match random.below(3) {
                0 => Reset::Fixture { fixture: "Seeded".to_owned(), notes: None },
                1 => Reset::Fixture { fixture: "seeded".to_owned(), notes: Some(Vec::new()) },
                _ => Reset::Snapshot(Box::new(sets::contradiction(random, self.grid))),
            };
        }
        if random.chance(50) {
            return Reset::Snapshot(Box::new(sets::snapshot(random, self.grid)));
        }
        let fixture = (*random.pick(&fixtures::NAMES)).to_owned();
        let takes_notes = fixture == "with_one_midi_clip";
        let notes = takes_notes.then(|| (0..random.below(3)).map(|_| Note::new(60.0, 0.0, 1.0)).collect());
        Reset::Fixture { fixture, notes }
    }

    /// A mutation; in a transaction `before` holds the ones before it.
    fn mutation(&mut self, set: &SetState, before: &[Mutation]) -> Mutation {
        let operation = *self.random.pick(&self.mutations);
        let mut mutation = self.plain_mutation(set, operation);
        if before.is_empty() {
            return mutation;
        }
        if let Some(kind) = Kind::of(&mutation) {
            let reference = match self.random.below(100) {
                0..35 => self.reference(before, kind),
                35..38 => Some(pieces::any_reference(&mut self.random, before.len())),
                _ => None,
            };
            if let (Some(reference), Some(id)) = (reference, mutation.subject_mut()) {
                *id = reference;
            }
        }
        mutation
    }

    /// A reference that gives an object of this kind, if an earlier mutation made one that has it.
    fn reference(&mut self, before: &[Mutation], kind: Kind) -> Option<IdRef> {
        let op = self.random.below(before.len());
        let tails: &[Option<&str>] = match (kind, &before[op]) {
            (Kind::Track, Mutation::CreateTrack { .. } | Mutation::SetTrackProps { .. })
            | (
                Kind::Clip,
                Mutation::CreateMidiClip { .. }
                | Mutation::SetNotes { .. }
                | Mutation::SetClipProps { .. }
                | Mutation::CreateArrangementMidiClip { .. }
                | Mutation::CreateArrangementAudioClip { .. },
            )
            | (Kind::Param, Mutation::SetParam { .. }) => &[None],
            (Kind::Slot, Mutation::CreateTrack { .. } | Mutation::SetTrackProps { .. }) => {
                &[Some("clipslot:0"), Some("clipslot:1")]
            }
            (Kind::Clip, Mutation::CreateTrack { .. } | Mutation::SetTrackProps { .. }) => {
                &[Some("clip:0"), Some("clip:1"), Some("clipslot:0/clip")]
            }
            (Kind::Param, Mutation::CreateTrack { .. } | Mutation::SetTrackProps { .. }) => {
                &[Some("mixer/volume"), Some("device:0/param:0")]
            }
            (Kind::Param, Mutation::InsertDevice { .. }) => &[Some("param:0"), Some("param:1")],
            _ => return None,
        };
        let tail = self.random.pick(tails).and_then(|tail| tail.parse().ok());
        Some(StagedRef { op: index(op), tail }.into())
    }

    fn plain_mutation(&mut self, set: &SetState, operation: Operation) -> Mutation {
        let grid = self.grid;
        match operation {
            Operation::SetTrackProps => Mutation::SetTrackProps {
                track_id: self.id(set, Kind::Track),
                props: pieces::track_patch(&mut self.random),
            },
            Operation::SetNotes => Mutation::SetNotes {
                clip_id: self.id_on(set, Kind::Clip, TrackKind::Midi),
                notes: pieces::notes(&mut self.random, grid),
            },
            Operation::CreateTrack => {
                let kind = if self.random.chance(60) { TrackKind::Midi } else { TrackKind::Audio };
                Mutation::CreateTrack { kind }
            }
            Operation::CreateMidiClip => Mutation::CreateMidiClip {
                slot_id: self.id_on(set, Kind::Slot, TrackKind::Midi),
                length_beats: grid.length(&mut self.random),
            },
            Operation::SetClipProps => Mutation::SetClipProps {
                clip_id: self.id(set, Kind::Clip),
                props: pieces::clip_patch(&mut self.random),
            },
            Operation::DeleteTrack => Mutation::DeleteTrack { track_id: self.id(set, Kind::Track) },
            Operation::DeleteClip => Mutation::DeleteClip { clip_id: self.id(set, Kind::Clip) },
            Operation::CreateArrangementMidiClip => Mutation::CreateArrangementMidiClip {
                track_id: self.id_on(set, Kind::Track, TrackKind::Midi),
                start_beat: self.beat_near(&edges(set)),
                length_beats: grid.length(&mut self.random),
            },
            Operation::CreateArrangementAudioClip => Mutation::CreateArrangementAudioClip {
                track_id: self.id_on(set, Kind::Track, TrackKind::Audio),
                args: CreateAudioClipArgs {
                    file_path: if self.random.chance(3) { "".into() } else { "/audio/new.wav".into() },
                    start_time: grid.beat(&mut self.random),
                    duration: grid.length(&mut self.random),
                },
            },
            Operation::ClearClipsInRange => {
                let track_id = self.id(set, Kind::Track);
                let start_beat = self.beat_near(&edges(set));
                let end_beat = match self.random.below(10) {
                    0..3 => self.beat_near(&edges(set)),
                    _ => start_beat + grid.length(&mut self.random),
                };
                Mutation::ClearClipsInRange { track_id, start_beat, end_beat }
            }
            Operation::CreateCuePoint => {
                let beat =
                    self.beat_near(&set.cue_points.iter().map(|cue_point| cue_point.body.time).collect::<Vec<_>>());
                Mutation::CreateCuePoint { beat, name: pieces::name(&mut self.random) }
            }
            Operation::SetParam => {
                let param_id = self.id(set, Kind::Param);
                let value = self.value(set, &param_id);
                Mutation::SetParam { param_id, value }
            }
            Operation::InsertDevice => self.insert_device(set),
            _ => Mutation::SetTempo { bpm: self.tempo() },
        }
    }

    /// A beat, now and then one of `others` or one that is almost the same.
    fn beat_near(&mut self, others: &[f64]) -> f64 {
        if others.is_empty() || self.random.chance(80) {
            return self.grid.beat(&mut self.random);
        }
        let off = *self.random.pick(&[0.0, 0.0, 1e-6, -1e-6, 5e-7, -5e-7, 1.1e-6, -1.1e-6, 1e-12, -1e-12]);
        self.random.pick(others) + off
    }

    fn tempo(&mut self) -> f64 {
        match self.random.below(10) {
            0 => self.grid.beat(&mut self.random),
            1 => *self.random.pick(&[20.0, 999.0, 19.999_999, 999.000_001, 0.0, -120.0, f64::NAN, 1e300]),
            _ => f64::from(self.random.small(1000)) / 2.0 + 20.0,
        }
    }

    /// A value for a parameter: in its range as a rule, between two steps now and then.
    fn value(&mut self, set: &SetState, id: &IdRef) -> f64 {
        match self.random.below(20) {
            0 => *self.random.pick(&[-60.0, 1000.0, 20_000.0, 20_000.1, 127.0, 9.000_001, -1e-9]),
            1 => *self.random.pick(&[f64::NAN, f64::INFINITY, f64::MIN, -0.0, 1e-300]),
            _ => {
                let of_id = |(param_id, _): &(IdRef, _)| param_id == id;
                let (min, max) = set.param_ranges().find(of_id).map_or((0.0, 1.0), |(_, range)| range);
                let step = f64::from(self.random.small(9)) / 8.0;
                let near = min + ((max - min) * step).floor() + *self.random.pick(&[0.0, 0.0, 0.25, 0.5, 0.75]);
                *self.random.pick(&[near, near, min, max, f64::midpoint(min, max)])
            }
        }
    }

    fn insert_device(&mut self, set: &SetState) -> Mutation {
        const DEVICES: [&str; 7] =
            ["Utility", "Reverb", "Auto Filter", "EQ Eight", "auto filter", "No Such Device", ""];
        const INDEXES: [f64; 8] = [-0.0, 1.5, -1.0, f64::NAN, f64::INFINITY, 1e300, 4_294_967_296.0, 1e-9];
        let known = if self.random.chance(90) { 4 } else { DEVICES.len() };
        Mutation::InsertDevice {
            track_id: self.id(set, Kind::Track),
            device_name: DEVICES[self.random.below(known)].into(),
            index: if self.random.chance(8) { *self.random.pick(&INDEXES) } else { f64::from(self.random.small(5)) },
        }
    }
}

/// Where clips begin and end.
fn edges(set: &SetState) -> Vec<f64> {
    set.clips().flat_map(|clip| [clip.start(), clip.end()]).collect()
}
