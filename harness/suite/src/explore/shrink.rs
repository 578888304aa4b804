//! A smaller program that still parts target and model.
//!
//! First steps are left out, whole runs of them before single ones; then mutations of transactions; then values become
//! simpler. A candidate is taken when it still parts the two, in whichever way; it counts as tried whether it is taken
//! or not, and their number is bounded. The order is fixed, so the same program always shrinks to the same one.

use std::sync::Arc;

use livebridge_port::params::{QueryParams, RenderParams};
use livebridge_port::{Batch, ClipPropsPatch, IdRef, Mutation, Note, StagedRef, TrackPropsPatch};

use super::allowed_refusals::{SIMPLEST_NOTE, simplest};
use super::program::{self, Program, Step};
use super::start::Start;

/// How much is tried at most, where a small candidate costs 1.
pub(super) const ENOUGH: usize = 3000;

/// How many mutations a transaction has whose values are not made simpler.
const LONG: usize = 60;

/// How much it costs to try a candidate.
fn cost(program: &Program) -> usize {
    const OPERATIONS: usize = 20;
    const NOTES: usize = 500;
    let notes = |mutation: &Mutation| if let Mutation::SetNotes { notes, .. } = mutation { notes.len() } else { 0 };
    let of_a_step = |step: &Step| match step {
        Step::Commit(batch) => batch.mutations().iter().map(notes).sum::<usize>(),
        _ => 0,
    };
    1 + program.size() / OPERATIONS + program.steps.iter().map(of_a_step).sum::<usize>() / NOTES
}

/// Shrinks a program that `parts` target and model: it gives the divergence, if there is one, with the position of its
/// step. Gives `None` when the program itself does not part them.
pub(super) fn shrink<D>(
    program: Program,
    enough: usize,
    mut parts: impl FnMut(&Program) -> Option<D>,
    step_of: impl Fn(&D) -> usize,
) -> Option<(Program, D)> {
    let divergence = parts(&program)?;
    let mut best = Shrinking { program, divergence, left: enough, parts: &mut parts, step_of: &step_of };
    best.cut_off();
    loop {
        let before = best.program.clone();
        best.without_runs();
        best.without_mutations();
        best.with_simpler_steps();
        best.with_simpler_start();
        if best.program == before || best.left == 0 {
            return Some((best.program, best.divergence));
        }
    }
}

struct Shrinking<'a, D> {
    program: Program,
    divergence: D,
    left: usize,
    parts: &'a mut dyn FnMut(&Program) -> Option<D>,
    step_of: &'a dyn Fn(&D) -> usize,
}

impl<D> Shrinking<'_, D> {
    /// Nothing after the step that parts them is needed.
    fn cut_off(&mut self) {
        let last = (self.step_of)(&self.divergence);
        self.program.steps.truncate(last + 1);
    }

    /// Takes a candidate if it parts them too.
    fn take(&mut self, candidate: Program) -> bool {
        if self.left == 0 || candidate == self.program {
            return false;
        }
        self.left = self.left.saturating_sub(cost(&candidate));
        let Some(divergence) = (self.parts)(&candidate) else { return false };
        (self.program, self.divergence) = (candidate, divergence);
        self.cut_off();
        true
    }

    fn without_runs(&mut self) {
        let mut length = self.program.steps.len().div_ceil(2);
        while length > 0 && self.left > 0 {
            let mut end = self.program.steps.len();
            while end > 0 {
                let start = end.saturating_sub(length);
                if let Some(candidate) = without(&self.program, start, end) {
                    self.take(candidate);
                }
                end = start.min(self.program.steps.len());
            }
            length /= 2;
        }
    }

    fn without_mutations(&mut self) {
        for step in (0..self.program.steps.len()).rev() {
            self.without_runs_of_mutations(step);
            let mut op = 0;
            while self.left > 0
                && let Some(Step::Commit(Batch::Transaction(mutations))) = self.program.steps.get(step)
                && let Some(from_the_end) = mutations.len().checked_sub(op + 1)
            {
                let smaller = without_ops(mutations, from_the_end, from_the_end + 1);
                let taken = smaller.is_some_and(|smaller| {
                    let mut candidate = self.program.clone();
                    candidate.steps[step] = Step::Commit(Batch::Transaction(smaller));
                    self.take(candidate)
                });
                op += usize::from(!taken);
            }
            let alone = match self.program.steps.get(step) {
                Some(Step::Commit(Batch::Transaction(mutations))) if mutations.len() == 1 => mutations[0].clone(),
                _ => continue,
            };
            let mut candidate = self.program.clone();
            candidate.steps[step] = Step::Commit(Batch::Call(alone));
            self.take(candidate);
        }
    }

    /// Runs of the mutations of a long transaction.
    fn without_runs_of_mutations(&mut self, step: usize) {
        const FEW: usize = 8;
        let count = |program: &Program| match program.steps.get(step) {
            Some(Step::Commit(Batch::Transaction(mutations))) => mutations.len(),
            _ => 0,
        };
        let mut length = count(&self.program).div_ceil(2);
        while length * 2 > FEW && self.left > 0 {
            let mut end = count(&self.program);
            while end > 0 {
                let start = end.saturating_sub(length);
                if let Some(Step::Commit(Batch::Transaction(mutations))) = self.program.steps.get(step)
                    && let Some(left) = without_ops(mutations, start, end)
                {
                    let mut candidate = self.program.clone();
                    candidate.steps[step] = Step::Commit(Batch::Transaction(left));
                    self.take(candidate);
                }
                end = start.min(count(&self.program));
            }
            length /= 2;
        }
    }

    fn with_simpler_steps(&mut self) {
        for at in (0..self.program.steps.len()).rev() {
            let mut tried = 0;
            while self.left > 0
                && let Some(simpler) = self.program.steps.get(at).and_then(|step| simpler(step).into_iter().nth(tried))
            {
                let mut candidate = self.program.clone();
                candidate.steps[at] = simpler;
                if !self.take(candidate) {
                    tried += 1;
                }
            }
        }
    }

    fn with_simpler_start(&mut self) {
        if self.program.start == Start::AsStarted {
            return;
        }
        for simpler in ["with_one_midi_clip", "seeded"].map(|name| Start::Fixture(name.to_owned())) {
            if simpler == self.program.start || self.take(Program { start: simpler, ..self.program.clone() }) {
                return;
            }
        }
    }
}

/// The program without the steps `start..end`; `None` when a step that stays uses the answer of one that goes.
fn without(program: &Program, start: usize, end: usize) -> Option<Program> {
    let mut steps = program.steps.clone();
    steps.drain(start..end);
    for id in steps.iter_mut().flat_map(Step::ids_mut) {
        let IdRef::Opaque(text) = id else { continue };
        let Some(step) = text.strip_prefix('@').and_then(|step| step.parse::<usize>().ok()) else { continue };
        if (start..end).contains(&step) {
            return None;
        }
        if step >= end {
            *id = format!("@{}", step - (end - start)).as_str().into();
        }
    }
    Some(Program { start: program.start.clone(), steps, ..*program })
}

/// A transaction without the mutations `start..end`; `None` when another refers to one of them.
fn without_ops(mutations: &[Mutation], start: usize, end: usize) -> Option<Vec<Mutation>> {
    let mut left = mutations.to_vec();
    left.drain(start..end);
    for id in left.iter_mut().filter_map(Mutation::subject_mut) {
        let IdRef::Staged(staged) = *id else { continue };
        let op = usize::try_from(staged.op).ok()?;
        if (start..end).contains(&op) {
            return None;
        }
        if op >= end && op < mutations.len() {
            let gone = u32::try_from(end - start).ok()?;
            *id = StagedRef { op: staged.op - gone, tail: staged.tail }.into();
        }
    }
    Some(left)
}

/// Simpler forms of a step, the simplest first. Each is smaller by some measure, so that this comes to an end.
fn simpler(step: &Step) -> Vec<Step> {
    match step {
        Step::FindTrack(QueryParams { query }) if !query.is_empty() => vec![program::find(String::new())],
        Step::RenderTrack(RenderParams { track_id, start_beat, end_beat }) => {
            let numbers = simpler_numbers(&[*start_beat, *end_beat], &[0.0, 0.125]);
            numbers.into_iter().map(|numbers| program::render(track_id.clone(), numbers[0], numbers[1])).collect()
        }
        Step::Commit(Batch::Call(mutation)) => {
            simpler_mutations(mutation).into_iter().map(|mutation| Step::Commit(Batch::Call(mutation))).collect()
        }
        // Of a long one each would be a copy of all.
        Step::Commit(Batch::Transaction(mutations)) if mutations.len() > LONG => Vec::new(),
        Step::Commit(Batch::Transaction(mutations)) => (0..mutations.len())
            .flat_map(|op| {
                simpler_mutations(&mutations[op]).into_iter().map(move |simpler| {
                    let mut mutations = mutations.clone();
                    mutations[op] = simpler;
                    Step::Commit(Batch::Transaction(mutations))
                })
            })
            .collect(),
        _ => Vec::new(),
    }
}

/// Each number alone at its simplest value, or rounded.
fn simpler_numbers(numbers: &[f64], simplest: &[f64]) -> Vec<Vec<f64>> {
    let mut all = Vec::new();
    for (i, (number, simple)) in numbers.iter().zip(simplest).enumerate() {
        for simpler in [*simple, number.round(), number.trunc()] {
            // From a fraction to a whole number, from any to the simplest: never back.
            let is_simpler = number.total_cmp(simple).is_ne()
                && (simpler.total_cmp(simple).is_eq() || (number.fract() != 0.0 && simpler.fract() == 0.0));
            if is_simpler {
                let mut changed = numbers.to_vec();
                changed[i] = simpler;
                all.push(changed);
            }
        }
    }
    all
}

fn simpler_mutations(mutation: &Mutation) -> Vec<Mutation> {
    let simple = simplest(mutation);
    if simple == *mutation {
        return Vec::new();
    }
    let mut all = vec![simple.clone()];
    all.extend(with_less(mutation));
    all.extend(with_simpler_numbers(mutation, simple));
    all.retain(|changed| changed != mutation);
    all
}

/// The mutation with fewer notes, properties or letters.
fn with_less(mutation: &Mutation) -> Vec<Mutation> {
    match mutation {
        Mutation::SetNotes { clip_id, notes } => {
            let halves = notes.chunks(notes.len().div_ceil(2).max(1)).filter(|half| half.len() < notes.len());
            let mut less: Vec<Arc<[Note]>> = halves.map(Arc::from).collect();
            if let [note] = notes[..] {
                let plain = Note::new(note.pitch, note.start_time, note.duration);
                less.extend([SIMPLEST_NOTE, plain].map(|note| Arc::from([note])));
            }
            less.into_iter().map(|notes| Mutation::SetNotes { clip_id: clip_id.clone(), notes }).collect()
        }
        Mutation::SetTrackProps { track_id, props } => {
            let full = || props.clone();
            let patches = [
                TrackPropsPatch { name: None, ..full() },
                TrackPropsPatch { mute: None, ..full() },
                TrackPropsPatch { solo: None, ..full() },
                TrackPropsPatch { arm: None, ..full() },
            ];
            patches.map(|props| Mutation::SetTrackProps { track_id: track_id.clone(), props }).into()
        }
        Mutation::SetClipProps { clip_id, props } => {
            let patches = [
                ClipPropsPatch { name: None, color: props.color },
                ClipPropsPatch { name: props.name.clone(), color: None },
            ];
            patches.map(|props| Mutation::SetClipProps { clip_id: clip_id.clone(), props }).into()
        }
        Mutation::CreateCuePoint { beat, .. } => vec![Mutation::CreateCuePoint { beat: *beat, name: "".into() }],
        Mutation::SetTempo { .. }
        | Mutation::CreateTrack { .. }
        | Mutation::CreateMidiClip { .. }
        | Mutation::DeleteTrack { .. }
        | Mutation::DeleteClip { .. }
        | Mutation::CreateArrangementMidiClip { .. }
        | Mutation::CreateArrangementAudioClip { .. }
        | Mutation::ClearClipsInRange { .. }
        | Mutation::SetParam { .. }
        | Mutation::InsertDevice { .. } => Vec::new(),
    }
}

/// The mutation with one of its numbers simpler.
fn with_simpler_numbers(mutation: &Mutation, mut simplest: Mutation) -> Vec<Mutation> {
    let numbers = |mutation: &mut Mutation| -> Vec<f64> { mutation.numbers_mut().into_iter().map(|n| *n).collect() };
    let (now, simplest) = (numbers(&mut mutation.clone()), numbers(&mut simplest));
    let with = |simpler: Vec<f64>| {
        let mut changed = mutation.clone();
        for (number, simpler) in changed.numbers_mut().into_iter().zip(simpler) {
            *number = simpler;
        }
        changed
    };
    simpler_numbers(&now, &simplest).into_iter().map(with).collect()
}
