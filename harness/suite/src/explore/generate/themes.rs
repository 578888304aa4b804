//! What a program is about: mixed calls mostly, and what mixed calls seldom come to.
//!
//! A theme puts steps into the queue of the generator, phrase by phrase, while looking at the Set that the model has by
//! then: the same call twice and then one undo, changes that fail at their end, a history to both of its ends, Sets in
//! which everything is called the same, and Sets that are large.

use std::collections::BTreeSet;
use std::sync::Arc;

use livebridge_port::{
    Batch, ClipPropsPatch, IdRef, Mutation, MutationKind, Note, Operation, Snapshot, TrackKind, TrackPropsPatch,
};

use super::super::program::Step;
use super::super::watch::Watch;
use super::Generator;
use crate::random::Random;

/// What a program is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::explore) enum Theme {
    /// Calls of every kind, in any order, looked at where something is at risk.
    Quick,
    /// The same, with everything looked at after every step.
    Mixed,
    /// The same call again on the same object, with equal and with other arguments, and then undone one by one.
    Repetition,
    /// Transactions that fail at their end, on objects that were changed before.
    Failures,
    /// Everything has a neighbour of the same name.
    Namesakes,
    /// More steps than a history may keep, undone to the beginning and redone to the end.
    Histories,
    /// Many tracks.
    ManyTracks,
    /// Many clips and cue points.
    ManyClips,
    /// Many notes.
    ManyNotes,
    /// Long transactions and long names.
    LongTransactions,
}

impl Theme {
    /// How closely a program is watched.
    pub(in crate::explore) const fn watch(self) -> Watch {
        match self {
            Self::Quick | Self::Histories => Watch::AtRisk,
            Self::Mixed | Self::Failures | Self::Namesakes => Watch::Everything,
            Self::Repetition | Self::ManyTracks | Self::ManyClips | Self::ManyNotes | Self::LongTransactions => {
                Watch::BetweenRuns
            }
        }
    }

    /// How many steps a program has, where mixed ones have `steps`. The large ones end with their queue.
    pub(in crate::explore) const fn steps(self, steps: usize) -> usize {
        match self {
            Self::Quick | Self::Mixed | Self::Repetition | Self::Failures | Self::Namesakes => steps,
            Self::Histories => HISTORY * 6,
            Self::ManyTracks | Self::ManyClips | Self::ManyNotes | Self::LongTransactions => 40,
        }
    }

    /// Whether its steps are all drawn at the beginning.
    pub(in crate::explore) const fn is_planned(self) -> bool {
        match self {
            Self::Quick | Self::Mixed | Self::Repetition | Self::Failures | Self::Namesakes => false,
            Self::Histories | Self::ManyTracks | Self::ManyClips | Self::ManyNotes | Self::LongTransactions => true,
        }
    }

    /// The themes of programs that are drawn at random, each as often as it is likely in ten thousand.
    const LIKELY: [(Self, usize); 10] = [
        (Self::Quick, 8570),
        (Self::Mixed, 400),
        (Self::Repetition, 500),
        (Self::Failures, 300),
        (Self::Namesakes, 200),
        (Self::Histories, 20),
        (Self::ManyTracks, 3),
        (Self::ManyClips, 3),
        (Self::ManyNotes, 2),
        (Self::LongTransactions, 2),
    ];
}

impl Theme {
    /// One of the likely themes.
    pub(in crate::explore) fn likely(random: &mut Random) -> Self {
        let mut drawn = random.below(Self::LIKELY.iter().map(|(_, likely)| likely).sum());
        for (theme, likely) in Self::LIKELY {
            match drawn.checked_sub(likely) {
                Some(rest) => drawn = rest,
                None => return theme,
            }
        }
        Self::Quick
    }
}

/// How many steps a history has, at most, beyond what every target must keep.
const HISTORY: usize = 110;

/// The name of everything.
const SAME: &str = "Same";

impl Generator<'_> {
    /// Fills the queue, where the theme has something of its own to say; after `before` steps.
    pub(super) fn phrase(&mut self, set: &Snapshot, before: &[Step]) {
        let phrase = match self.theme {
            Theme::Repetition => self.repetition(set, before),
            Theme::Failures => self.failure(set, before),
            Theme::Namesakes if before.is_empty() => self.namesakes(set),
            Theme::Quick | Theme::Mixed | Theme::Namesakes => return,
            Theme::Histories if before.is_empty() => self.history(set, before),
            Theme::ManyTracks if before.is_empty() => self.many_tracks(set),
            Theme::ManyClips if before.is_empty() => self.many_clips(set),
            Theme::ManyNotes if before.is_empty() => self.many_notes(set),
            Theme::LongTransactions if before.is_empty() => self.long_transactions(set),
            Theme::Histories | Theme::ManyTracks | Theme::ManyClips | Theme::ManyNotes | Theme::LongTransactions => {
                return;
            }
        };
        // The last one is taken first.
        self.queue.extend(phrase.into_iter().rev());
    }

    fn can(&self, operation: Operation) -> bool {
        self.callable.operations.contains(&operation)
    }

    fn undoes(&self) -> bool {
        self.can(Operation::ControlUndo)
    }

    fn redoes(&self) -> bool {
        self.can(Operation::ControlRedo)
    }

    /// So many undos and redos, as far as they are offered.
    fn there_and_back(&self, undos: usize, redos: usize) -> impl Iterator<Item = Step> + use<> {
        let undos = if self.undoes() { undos } else { 0 };
        let redos = if self.redoes() { redos } else { 0 };
        std::iter::repeat_n(Step::ControlUndo, undos).chain(std::iter::repeat_n(Step::ControlRedo, redos))
    }

    /// A call, or now and then a transaction of one: in a foreign bridge they are different code.
    fn sent(&mut self, mutation: Mutation) -> Step {
        if self.can(Operation::Transaction) && self.random.chance(25) {
            Step::Commit(Batch::Transaction(vec![mutation]))
        } else {
            Step::Commit(Batch::Call(mutation))
        }
    }

    /// A valid mutation of this kind, as far as a few draws find one.
    fn valid(&mut self, set: &Snapshot, before: &[Step], kind: MutationKind) -> Mutation {
        let mut drawn = self.plain_mutation(set, before, kind);
        for _ in 0..6 {
            let names_something = drawn
                .subject()
                .is_none_or(|id| id.as_path().is_some_and(|path| super::super::allowed_refusals::exists(set, path)));
            if names_something && drawn.validate().is_ok() {
                break;
            }
            drawn = self.plain_mutation(set, before, kind);
        }
        drawn
    }

    /// The same again: on one object, with equal and with other arguments, and on its neighbour.
    fn repetition(&mut self, set: &Snapshot, before: &[Step]) -> Vec<Step> {
        if self.mutations.is_empty() {
            return Vec::new();
        }
        // Each kind as often as the others.
        let kinds: Vec<MutationKind> = self.mutations.iter().copied().collect::<BTreeSet<_>>().into_iter().collect();
        let kind = *self.random.pick(&kinds);
        let first = self.valid(set, before, kind);
        let mut other = self.valid(set, before, kind);
        if let (Some(id), Some(same)) = (other.subject_mut(), first.subject()) {
            *id = same.clone();
        }
        let elsewhere = self.valid(set, before, kind);
        let run: Vec<Mutation> = match self.random.below(7) {
            6 => vec![first, elsewhere],
            0 => vec![first.clone(), first],
            1 => vec![first, other],
            2 => vec![first.clone(), other, first],
            3 => vec![first, other.clone(), other],
            4 => vec![first, elsewhere, other],
            _ => vec![first.clone(), other.clone(), first.clone(), other, first],
        };
        let count = run.len();
        let mut steps: Vec<Step> = run.into_iter().map(|mutation| self.sent(mutation)).collect();
        let undos = 1 + self.random.below(count);
        let redos = self.random.below(undos + 1);
        steps.extend(self.there_and_back(undos, redos));
        steps
    }

    /// Something changes, then a transaction changes it again and fails; what could be redone still can.
    fn failure(&mut self, set: &Snapshot, before: &[Step]) -> Vec<Step> {
        if self.mutations.is_empty() || !self.can(Operation::Transaction) {
            return self.repetition(set, before);
        }
        let kind = *self.random.pick(&self.mutations);
        let first = self.valid(set, before, kind);
        let mut ops = Vec::new();
        for _ in 0..=self.random.below(4) {
            let kind = if self.random.chance(40) { kind } else { *self.random.pick(&self.mutations) };
            let mut again = self.valid(set, before, kind);
            if again.kind() == first.kind()
                && self.random.chance(60)
                && let (Some(id), Some(same)) = (again.subject_mut(), first.subject())
            {
                *id = same.clone();
            }
            ops.push(again);
        }
        let bad = self.failing();
        ops.extend(bad);
        let mut steps = vec![self.sent(first)];
        match self.random.below(4) {
            0 => steps.push(Step::Commit(Batch::Transaction(ops))),
            // What was undone can be redone after the failure.
            1 => {
                steps.extend(self.there_and_back(1, 0));
                steps.push(Step::Commit(Batch::Transaction(ops)));
                steps.extend(self.there_and_back(0, 1));
            }
            2 => {
                steps.push(Step::Commit(Batch::Transaction(ops)));
                steps.extend(self.there_and_back(1, 1));
            }
            // Without its last one it mostly succeeds: then it is one step.
            _ => {
                ops.pop();
                steps.push(Step::Commit(Batch::Transaction(ops)));
                steps.extend(self.there_and_back(2, 2));
            }
        }
        steps
    }

    /// A mutation that fails on every Set.
    fn failing(&mut self) -> Option<Mutation> {
        let nowhere = || IdRef::from("track:977");
        let renamed = TrackPropsPatch { name: Some("x".into()), ..TrackPropsPatch::default() };
        let all = [
            Mutation::SetTempo { bpm: -1.0 },
            Mutation::SetTrackProps { track_id: nowhere(), props: renamed },
            Mutation::DeleteTrack { track_id: nowhere() },
            Mutation::DeleteClip { clip_id: "track:977/clip:0".into() },
            Mutation::SetParam { param_id: "track:977/mixer/volume".into(), value: 0.5 },
            Mutation::SetNotes { clip_id: "track:977/clip:0".into(), notes: Arc::new([]) },
            Mutation::ClearClipsInRange { track_id: "track:0".into(), start_beat: 4.0, end_beat: 4.0 },
            Mutation::CreateCuePoint { beat: -1.0, name: "x".into() },
        ];
        let offered: Vec<Mutation> = all.into_iter().filter(|mutation| self.can(mutation.operation())).collect();
        (!offered.is_empty()).then(|| self.random.pick(&offered).clone())
    }

    /// Makes everything that is there have the same name, and devices that are there twice.
    fn namesakes(&mut self, set: &Snapshot) -> Vec<Step> {
        let mut ops = Vec::new();
        let device = self.callable.devices.first().cloned();
        for (at, track) in set.tracks.iter().enumerate().take(5) {
            let under = |tail: String| IdRef::from(format!("track:{at}{tail}").as_str());
            let props = TrackPropsPatch { name: Some(SAME.into()), ..TrackPropsPatch::default() };
            ops.push(Mutation::SetTrackProps { track_id: under(String::new()), props });
            let props = || ClipPropsPatch { name: Some(SAME.into()), color: Some(0x12_3456) };
            let session = track.session.iter().filter_map(|clip| clip.scene).take(3);
            ops.extend(session.map(|scene| Mutation::SetClipProps {
                clip_id: under(format!("/clipslot:{scene}/clip")),
                props: props(),
            }));
            ops.extend(
                (0..track.arrangement.len().min(3))
                    .map(|clip| Mutation::SetClipProps { clip_id: under(format!("/clip:{clip}")), props: props() }),
            );
            if let Some(device_name) = device.clone().filter(|_| track.devices.is_empty() && at < 3) {
                let insert = Mutation::InsertDevice { track_id: under(String::new()), device_name, index: 0.0 };
                ops.extend([insert.clone(), insert]);
            }
        }
        ops.extend([64.0, 72.0, 80.0].map(|beat| Mutation::CreateCuePoint { beat, name: SAME.into() }));
        self.together(ops)
    }

    /// These mutations, as one transaction where there are some.
    fn together(&self, mut ops: Vec<Mutation>) -> Vec<Step> {
        ops.retain(|mutation| self.can(mutation.operation()));
        if self.can(Operation::Transaction) {
            // What a host refuses must not take the rest with it.
            let is_sure = |mutation: &Mutation| {
                !matches!(mutation.kind(), MutationKind::InsertDevice | MutationKind::CreateCuePoint)
            };
            let (sure, others): (Vec<_>, Vec<_>) = ops.into_iter().partition(is_sure);
            let others = others.into_iter().map(|mutation| Step::Commit(Batch::Call(mutation)));
            return [Step::Commit(Batch::Transaction(sure))].into_iter().chain(others).collect();
        }
        ops.into_iter().map(|mutation| Step::Commit(Batch::Call(mutation))).collect()
    }

    /// More steps than a target must keep, to the beginning and back, and a new step in between.
    fn history(&mut self, set: &Snapshot, before: &[Step]) -> Vec<Step> {
        if self.mutations.is_empty() {
            return Vec::new();
        }
        let setters: Vec<MutationKind> = self.mutations.iter().copied().filter(|kind| is_setter(*kind)).collect();
        let kinds = if setters.is_empty() { self.mutations.clone() } else { setters };
        let length = self.callable.history.min(100) + 1 + self.random.below(HISTORY - 101);
        let mut steps = Vec::new();
        for _ in 0..length {
            let kind = *self.random.pick(&kinds);
            let next = self.valid(set, before, kind);
            steps.push(Step::Commit(Batch::Call(next)));
        }
        // One more each than there can be: an end is told, and changes nothing.
        steps.extend(self.there_and_back(length + 1, length + 1));
        let back = 1 + self.random.below(length);
        steps.extend(self.there_and_back(back, 0));
        let kind = *self.random.pick(&kinds);
        let next = self.valid(set, before, kind);
        steps.push(Step::Commit(Batch::Call(next)));
        steps.extend(self.there_and_back(0, 1));
        steps.extend(self.there_and_back(3, 3));
        steps
    }

    fn many_tracks(&mut self, set: &Snapshot) -> Vec<Step> {
        const MANY: usize = 150;
        let kind = |i: usize| if i.is_multiple_of(2) { TrackKind::Midi } else { TrackKind::Audio };
        let create = (0..MANY).map(|i| Mutation::CreateTrack { kind: kind(i) }).collect();
        let mut steps = self.together(create);
        if steps.len() > 1 {
            // Without transactions that is long enough.
            steps.truncate(40);
        }
        let last = set.tracks.len() + MANY - 1;
        let named = |at: usize, name: &str| {
            let props = TrackPropsPatch { name: Some(name.into()), ..TrackPropsPatch::default() };
            Mutation::SetTrackProps { track_id: format!("track:{at}").as_str().into(), props }
        };
        let later = [
            named(last, "the last"),
            named(last - 1, "the last"),
            Mutation::DeleteTrack { track_id: format!("track:{}", last - 20).as_str().into() },
            named(128, "the one after 127"),
        ];
        steps.extend(self.offered(later));
        steps.extend(self.there_and_back(2, 1));
        steps.extend(self.there_and_back(6, 1));
        steps
    }

    fn many_clips(&mut self, set: &Snapshot) -> Vec<Step> {
        const MANY: u32 = 280;
        let Some(at) = set.tracks.iter().position(|track| track.kind == TrackKind::Midi) else { return Vec::new() };
        let track = || IdRef::from(format!("track:{at}").as_str());
        let place = |i: u32| 100.0 + 2.0 * f64::from(i);
        let clips = (0..MANY).map(|i| Mutation::CreateArrangementMidiClip {
            track_id: track(),
            start_beat: place(i),
            length_beats: 1.0,
        });
        let mut steps = self.together(clips.collect());
        let cues = (0..MANY).map(|i| Mutation::CreateCuePoint { beat: place(i), name: "cue".into() });
        if self.can(Operation::Transaction) && self.can(Operation::CreateCuePoint) {
            steps.push(Step::Commit(Batch::Transaction(cues.collect())));
        }
        steps.truncate(60);
        let clip = |i: usize| IdRef::from(format!("track:{at}/clip:{i}").as_str());
        let renamed = |i: usize| Mutation::SetClipProps {
            clip_id: clip(i),
            props: ClipPropsPatch { name: Some("far".into()), color: Some(0xFF_0000) },
        };
        let later = [
            renamed(256),
            renamed(270),
            Mutation::ClearClipsInRange { track_id: track(), start_beat: 300.5, end_beat: 500.5 },
            Mutation::DeleteClip { clip_id: clip(130) },
        ];
        steps.extend(self.offered(later));
        steps.extend(self.there_and_back(4, 4));
        steps.extend(self.there_and_back(6, 2));
        steps
    }

    fn many_notes(&mut self, set: &Snapshot) -> Vec<Step> {
        let Some(at) = set.tracks.iter().position(|track| track.kind == TrackKind::Midi) else { return Vec::new() };
        let track = set.tracks.get(at);
        let session = track.and_then(|track| track.session.first()).and_then(|clip| clip.scene);
        let clip = match session {
            Some(scene) => format!("track:{at}/clipslot:{scene}/clip"),
            None => format!("track:{at}/clip:0"),
        };
        // No two of one pitch meet.
        let note = |i: u32| Note::new(f64::from(i % 128), f64::from(i / 128) * 0.25, 0.25);
        let notes =
            |count: u32| Mutation::SetNotes { clip_id: clip.as_str().into(), notes: (0..count).map(note).collect() };
        let most = if self.random.chance(50) { 40_000 } else { 33_000 };
        let mut steps = self.offered([notes(300), notes(most), notes(257)]);
        steps.extend(self.there_and_back(2, 1));
        steps.extend(self.there_and_back(2, 0));
        steps
    }

    fn long_transactions(&mut self, set: &Snapshot) -> Vec<Step> {
        if !self.can(Operation::Transaction) || self.mutations.is_empty() {
            return Vec::new();
        }
        let setters: Vec<MutationKind> = self.mutations.iter().copied().filter(|kind| is_setter(*kind)).collect();
        let kinds = if setters.is_empty() { self.mutations.clone() } else { setters };
        let mut steps = Vec::new();
        for (length, fails) in [(300, true), (1000, false), (257, false)] {
            let mut ops: Vec<Mutation> = Vec::new();
            while ops.len() < length {
                let kind = *self.random.pick(&kinds);
                let next = self.valid(set, &[], kind);
                ops.push(next);
            }
            if fails {
                ops.extend(self.failing());
            }
            steps.push(Step::Commit(Batch::Transaction(ops)));
        }
        let long: String = "0123456789".repeat(100);
        let named = TrackPropsPatch { name: Some(long.as_str().into()), ..TrackPropsPatch::default() };
        steps.extend(self.offered([
            Mutation::SetTrackProps { track_id: "track:0".into(), props: named },
            Mutation::CreateCuePoint { beat: 2.5, name: long.as_str().into() },
        ]));
        steps.extend(self.there_and_back(4, 2));
        steps
    }

    /// Those that the target offers, as plain calls.
    fn offered<const N: usize>(&self, mutations: [Mutation; N]) -> Vec<Step> {
        let offered = mutations.into_iter().filter(|mutation| self.can(mutation.operation()));
        offered.map(|mutation| Step::Commit(Batch::Call(mutation))).collect()
    }
}

/// Whether it changes an object that is there, and can do so again and again.
const fn is_setter(kind: MutationKind) -> bool {
    match kind {
        MutationKind::SetTempo
        | MutationKind::SetTrackProps
        | MutationKind::SetNotes
        | MutationKind::SetClipProps
        | MutationKind::SetParam => true,
        MutationKind::CreateTrack
        | MutationKind::CreateMidiClip
        | MutationKind::DeleteTrack
        | MutationKind::DeleteClip
        | MutationKind::CreateArrangementMidiClip
        | MutationKind::CreateArrangementAudioClip
        | MutationKind::ClearClipsInRange
        | MutationKind::CreateCuePoint
        | MutationKind::InsertDevice => false,
    }
}
