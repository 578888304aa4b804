//! The judge: runs steps on a target and on the model side by side, and says where they part.
//!
//! Every answer and every error is compared (`answers`). How often the whole Set is looked at, and through what, is
//! said by `Watch`. What a target shows is compared with the model as far as the contract fixes it (`agreement`,
//! `allowed_refusals`), and with what the target itself showed at the same place of its history exactly.

mod answers;
mod colors;
mod history;
mod ids;
mod sets;
mod undo;

use std::collections::BTreeSet;
use std::sync::Arc;

use livebridge_port::capabilities::{SideEffect, SnapshotCapability, TransactionCapability};
use livebridge_port::params::RenderParams;
use livebridge_port::{Batch, Description, ErrorCode, IdRef, Mutation, MutationKind, Operation, Response, Snapshot};

use super::agreement::short;
use super::allowed_refusals;
use super::answer::{Rendered, StepAnswer};
use super::model::{Beside, Model};
use super::program::{self, Step, is_read, params};
use super::subject::{Look, Subject};
use super::target_ids::TargetIds;
use super::watch::Watch;
use crate::tolerance::Tolerance;
use answers::said;
use history::History;
use sets::Shown;

/// Where target and model part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Divergence {
    /// Position of the step in its program; that of the last one when the Set at the end is not right.
    pub step: usize,
    /// What parts them, without what differs from program to program: findings with the same cause are one.
    pub cause: String,
    /// What the contract says.
    pub expected: String,
    /// What the target did.
    pub seen: String,
    /// The calls so far and their answers, where they are kept.
    pub calls: Vec<(String, String)>,
}

/// How a program is judged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner<'a> {
    /// How closely the target is watched.
    pub(super) watch: Watch,
    /// Whether the calls are kept for the words of a divergence.
    pub(super) tells: bool,
    /// What shows another Set from the beginning, as was told: it is not compared again.
    pub(super) muted: &'a BTreeSet<Operation>,
    /// Whether the target may have a history from before the program.
    pub(super) has_a_past: bool,
}

/// What became of a change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Became {
    Done,
    Refused,
    Undone,
    Redone,
}

/// Runs the steps of one program.
pub struct Judge<'a> {
    subject: &'a mut dyn Subject,
    model: &'a Model,
    description: Description,
    tolerance: Tolerance,
    manner: Manner<'a>,
    names: TargetIds,
    /// For each step so far, the id that it was answered with: the target's and the model's.
    answered: Vec<Option<(IdRef, IdRef)>>,
    /// Reads since the last change, with the target's answers: the same read gives the same again.
    reads: Vec<(Step, StepAnswer)>,
    /// What can be undone and redone.
    history: History,
    /// What the target looked like at each place of its history, where only itself tells that exactly and it was looked
    /// at there.
    shown: Vec<Option<Shown>>,
    /// Whether the Set was changed since it was last surveyed.
    unseen: bool,
    /// What was called last that changed the Set, and what became of it, for the cause of what shows later.
    last_change: Option<(Operation, Became)>,
    /// Whether the target did what the model cannot follow: the rest of the program shows nothing.
    is_blind: bool,
    /// What the target had counted before the first step, less what the model had.
    counted: Option<(u64, u64)>,
    calls: Vec<(String, String)>,
}

type Judged<T = ()> = Result<T, Divergence>;

impl<'a> Judge<'a> {
    /// Begins with a target that holds `set`.
    pub(super) fn begin(
        subject: &'a mut dyn Subject,
        model: &'a Model,
        set: &Snapshot,
        manner: Manner<'a>,
    ) -> Judged<Self> {
        let description = subject.description().clone();
        let least = usize::try_from(description.capabilities.undo_history.get()).unwrap_or(usize::MAX);
        let mut judge = Self {
            tolerance: Tolerance::of(&description.capabilities),
            names: TargetIds::new(description.capabilities.ids),
            description,
            subject,
            model,
            manner,
            answered: Vec::new(),
            reads: Vec::new(),
            history: History::new(least, manner.has_a_past),
            shown: Vec::new(),
            unseen: false,
            last_change: None,
            is_blind: false,
            counted: None,
            calls: Vec::new(),
        };
        model.knows(&judge.description.capabilities);
        if let Err(error) = model.load(set) {
            return Err(judge.parted("loading", "a Set that can be", format!("one that contradicts itself: {error}")));
        }
        judge.adopt_colors()?;
        if judge.description.offers(Operation::ControlTransactionCount) {
            let seen = judge.subject.ask(&Step::ControlTransactionCount);
            if let StepAnswer::Fault(fault) = seen {
                // Whatever is asked next would get the blame.
                let expected = format!("{} is answered", Operation::ControlTransactionCount);
                return Err(judge.parted("no answer", expected, fault));
            }
            judge.counted = seen.count().zip(model.ask(&Step::ControlTransactionCount).count());
        }
        if manner.watch.surveys() {
            let view = judge.survey()?;
            judge.shown.push(Some(view));
        } else if manner.tells || !judge.is_exact() {
            let view = judge.look()?;
            judge.shown.push(Some(view));
        }
        Ok(judge)
    }

    /// Whether comparing with the model says everything: then the target need not be compared with itself.
    fn is_exact(&self) -> bool {
        self.looks() == SnapshotCapability::Canonical && self.tolerance.is_exact()
    }

    fn looks(&self) -> SnapshotCapability {
        let offered = self.description.offers(Operation::ControlSnapshot);
        if offered { self.description.capabilities.snapshot } else { SnapshotCapability::None }
    }

    /// A divergence at the present step. `about` says what parts them there.
    fn parted(&self, about: &str, expected: impl Into<String>, seen: impl Into<String>) -> Divergence {
        let cause = match self.last_change {
            Some((operation, Became::Done)) => format!("{operation}: {about}"),
            Some((operation, Became::Refused)) => format!("{operation}, refused: {about}"),
            Some((operation, Became::Undone)) => format!("{operation}, undone: {about}"),
            Some((operation, Became::Redone)) => format!("{operation}, redone: {about}"),
            None => about.to_owned(),
        };
        Divergence {
            step: self.answered.len().saturating_sub(1),
            cause,
            expected: expected.into(),
            seen: seen.into(),
            calls: self.calls.clone(),
        }
    }

    /// Runs one step of the program.
    pub fn step(&mut self, step: &Step) -> Judged {
        if self.is_blind {
            return Ok(());
        }
        let changes = matches!(step, Step::Commit(_));
        if self.manner.watch == Watch::BetweenRuns && self.unseen && !changes {
            self.survey_here()?;
        }
        self.answered.push(None);
        let (asked, meant) = self.translate(step)?;
        let answer = self.subject.ask(&asked);
        if self.manner.tells {
            self.tell(&asked, &answer);
        }
        self.blame(step, &answer);
        if let StepAnswer::Fault(fault) = &answer {
            return Err(self.parted("no answer", format!("{} is answered", step.operation()), fault.clone()));
        }
        if let StepAnswer::Refused(error) = &answer {
            self.refusal_is_whole(&asked, error)?;
        }
        let look = match &meant {
            Step::Commit(batch) => self.committed(&asked, batch, &answer)?,
            Step::RenderTrack(of) => {
                self.rendered(&asked, of, &answer)?;
                false
            }
            Step::ControlUndo | Step::ControlRedo => self.stepped(&meant, &answer)?,
            Step::ControlTransactionCount => {
                self.counts(&answer)?;
                false
            }
            Step::ControlUndoDepth => {
                self.depths(&answer)?;
                false
            }
            Step::ControlReset(_) => {
                self.compare(&asked, &meant, &self.model.ask(&meant), &answer)?;
                self.changed();
                self.names.forget();
                self.history.clear();
                self.shown.clear();
                self.adopt_colors()?;
                if !self.is_exact() && !self.manner.watch.surveys() {
                    let view = self.look()?;
                    self.shown.push(Some(view));
                }
                false
            }
            Step::GetSongOverview
            | Step::ListTracks
            | Step::FindTrack(_)
            | Step::ListClips(_)
            | Step::GetNotes(_)
            | Step::ListScenes
            | Step::ListDeviceParams(_)
            | Step::GetTrackMixer(_)
            | Step::ListCuePoints
            | Step::ControlSnapshot
            | Step::ControlSettle
            | Step::SnapToScale(_)
            | Step::Transpose(_)
            | Step::BeatsPerCell(_)
            | Step::Humanize(_)
            | Step::AnalyzeLoudness(_)
            | Step::SuggestTrimDb(_)
            | Step::DbToParamValue(_)
            | Step::ParamValueToDb(_)
            | Step::PlanArrangement(_)
            | Step::Fill(_)
            | Step::DetectIssues(_)
            | Step::PlanFixes(_) => {
                if self.manner.muted.contains(&meant.operation()) {
                    return Ok(());
                }
                self.compare(&asked, &meant, &self.model.ask(&meant), &answer)?;
                if is_read(&meant) {
                    self.reads_the_same(asked, answer)?;
                }
                false
            }
        };
        if self.is_blind {
            return Ok(());
        }
        self.unseen = true;
        match self.manner.watch {
            Watch::AtRisk if self.is_exact() && (look || self.manner.tells) => self.look().map(drop),
            // A read shows itself, and what it may have changed shows later.
            Watch::Everything if !is_read(&meant) => self.survey_here(),
            Watch::BetweenRuns if !changes && !is_read(&meant) => self.survey_here(),
            Watch::AtRisk | Watch::Everything | Watch::BetweenRuns => Ok(()),
        }
    }

    /// Ends the program: the Set is as the model has it.
    pub fn end(mut self) -> Judged {
        match self.manner.watch {
            _ if self.is_blind => Ok(()),
            Watch::AtRisk if self.manner.tells && self.is_exact() => Ok(()),
            Watch::AtRisk => self.look().map(drop),
            Watch::Everything | Watch::BetweenRuns if self.unseen => self.survey_here(),
            Watch::Everything | Watch::BetweenRuns => Ok(()),
        }
    }

    /// Keeps which call changed the Set last: what shows later is mostly its fault.
    fn blame(&mut self, step: &Step, answer: &StepAnswer) {
        let became = |became| self.last_change.map(|(operation, _)| (operation, became));
        self.last_change = match step {
            Step::ControlUndo => became(Became::Undone).or(Some((Operation::ControlUndo, Became::Done))),
            Step::ControlRedo => became(Became::Redone).or(Some((Operation::ControlRedo, Became::Done))),
            step if is_read(step) => return,
            step => {
                let operation = match step {
                    Step::Commit(Batch::Transaction(mutations)) if mutations.len() == 1 => mutations[0].operation(),
                    step => step.operation(),
                };
                let refused = matches!(answer, StepAnswer::Refused(_));
                Some((operation, if refused { Became::Refused } else { Became::Done }))
            }
        };
    }

    /// Keeps a call for the words of a divergence.
    fn tell(&mut self, asked: &Step, answer: &StepAnswer) {
        let given = short(&params(asked));
        let call = if given == "{}" { asked.operation().to_string() } else { format!("{} {given}", asked.operation()) };
        let answer = match answer {
            StepAnswer::Refused(error) => {
                let op = error.op.map_or_else(String::new, |op| format!(" (op {op})"));
                format!("{}{op}: {}", error.code, error.message)
            }
            StepAnswer::Fault(fault) => fault.clone(),
            answer => short(&answer.result()),
        };
        self.calls.push((call, answer));
    }

    /// A mutation or a transaction; gives whether the Set wants a look.
    fn committed(&mut self, asked: &Step, batch: &Batch, answer: &StepAnswer) -> Judged<bool> {
        let StepAnswer::Committed(outcomes, undo_steps) = answer else {
            // What fails changes nothing: the model is not even asked to do it.
            self.refused(asked, batch, answer)?;
            if batch.is_transaction() && !self.is_atomic() {
                // What stays of it is the host's to say, and nobody knows in how many steps.
                self.is_blind = true;
            }
            return Ok(batch.is_transaction());
        };
        let beside = self.beside(batch)?;
        let (expected, idle) = self.model.commit(batch, outcomes, &self.description.capabilities, beside.as_ref());
        if let StepAnswer::Refused(error) = &expected
            && error.op.is_some_and(|op| self.is_unknowable(batch, op))
        {
            // The device is gone again, and with it what would have shown its parameters.
            self.is_blind = true;
            return Ok(false);
        }
        if !batch.mutations().is_empty() {
            self.changed();
            self.names.follow(batch);
            self.history.push(idle);
            self.shown.truncate(self.history.done());
        }
        self.compare(asked, &Step::Commit(batch.clone()), &expected, answer)?;
        if let (Some(steps), StepAnswer::Committed(..)) = (*undo_steps, &expected)
            && self.description.capabilities.one_call_is_one_step()
        {
            let most = u32::from(!batch.mutations().is_empty());
            if steps > most || (steps < most && !idle) {
                return Err(self.parted("undoSteps", format!("undoSteps {most}"), format!("undoSteps {steps}")));
            }
        }
        let step = Step::Commit(batch.clone());
        if let (Some(target), Some(model), Some(last)) =
            (answer.object(&step), expected.object(&step), self.answered.last_mut())
        {
            *last = Some((target.clone(), model.clone()));
        }
        if !self.is_exact() && !self.manner.watch.surveys() && !batch.mutations().is_empty() {
            let view = self.look()?;
            self.keep(view);
        }
        Ok(false)
    }

    /// Whether a transaction that fails leaves nothing behind.
    fn is_atomic(&self) -> bool {
        self.description.capabilities.transaction == TransactionCapability::Atomic
    }

    /// What the host declares to change by itself, as it shows it after a batch that may have made it do so.
    fn beside(&mut self, batch: &Batch) -> Judged<Option<Arc<Beside>>> {
        let capabilities = &self.description.capabilities;
        let concerned = |mutation: &Mutation| {
            matches!(
                mutation.kind(),
                MutationKind::CreateTrack | MutationKind::DeleteTrack | MutationKind::InsertDevice
            )
        };
        if capabilities.side_effects.is_empty() || !batch.mutations().iter().any(concerned) {
            return Ok(None);
        }
        let shows_devices = capabilities.has_side_effect(SideEffect::NewTrackDevices);
        let answer = self.subject.ask(&Step::ListTracks);
        let StepAnswer::Given(Response::ListTracks(tracks)) = answer else {
            return Err(self.parted("listTracks", "the list of tracks", said(&answer)));
        };
        let set = if shows_devices && self.looks() == SnapshotCapability::Canonical {
            match self.subject.look(&self.model.snapshot()) {
                Look::Set(set) => Some(set),
                Look::Own(_) | Look::None(_) => None,
            }
        } else {
            None
        };
        let mut params = Vec::new();
        if shows_devices && set.is_none() && self.description.offers(Operation::ListDeviceParams) {
            for track in &tracks {
                match self.subject.ask(&program::device_params(track.id.clone())) {
                    StepAnswer::Given(Response::ListDeviceParams(list)) => params.push(list),
                    answer => return Err(self.parted("listDeviceParams", "the parameters", said(&answer))),
                }
            }
        }
        Ok(Some(Arc::new(Beside { tracks, set, params })))
    }

    fn is_unknowable(&self, batch: &Batch, op: usize) -> bool {
        allowed_refusals::is_unknowable(batch, op, &self.description.capabilities)
    }

    /// A batch that the target refused.
    fn refused(&mut self, asked: &Step, batch: &Batch, answer: &StepAnswer) -> Judged {
        let judged = self.refused_as_known(asked, batch, answer);
        let (Err(_), StepAnswer::Refused(error)) = (&judged, answer) else { return judged };
        // Only then is it asked whether a sound file that ends early explains it.
        let Some(known) = allowed_refusals::without(batch, allowed_refusals::is_behind_a_file) else { return judged };
        let is_there = error.op.is_some_and(|op| allowed_refusals::is_behind_a_file(batch, op));
        if is_there && error.code == ErrorCode::StaleReference {
            return Ok(());
        }
        self.refused_as_known(asked, &known, answer)
    }

    /// The same, whatever the parameters of devices are that come and go with the batch.
    fn refused_as_known(&mut self, asked: &Step, batch: &Batch, answer: &StepAnswer) -> Judged {
        let known = allowed_refusals::without(batch, |batch, op| self.is_unknowable(batch, op));
        if let (Some(_), StepAnswer::Refused(error)) = (&known, answer)
            && error.op.is_some_and(|op| self.is_unknowable(batch, op))
            && matches!(error.code, ErrorCode::BadInput | ErrorCode::StaleReference)
        {
            return Ok(());
        }
        let step = Step::Commit(known.unwrap_or_else(|| batch.clone()));
        self.compare(asked, &step, &self.model.ask(&step), answer)
    }

    fn changed(&mut self) {
        self.reads.clear();
    }

    fn rendered(&mut self, asked: &Step, of: &RenderParams, answer: &StepAnswer) -> Judged {
        match (self.model.render(of), answer) {
            (Ok((name, seconds)), StepAnswer::Rendered(Rendered { track: seen, length })) => {
                if name != *seen {
                    return Err(self.parted("track", format!("a render of `{name}`"), format!("of `{seen}`")));
                }
                let Some(length) = length else { return Ok(()) };
                let frames = seconds * f64::from(length.sample_rate);
                if (f64::from(length.frames) - frames).abs() <= 1.0 {
                    return Ok(());
                }
                let expected = format!("a file of {frames:.1} frames, within one");
                Err(self.parted("length", expected, format!("one of {} frames", length.frames)))
            }
            // A host may refuse a long render; none of a program is long.
            (Ok(_), _) => Err(self.parted("refused", "the track is rendered", said(answer))),
            (Err(error), _) => self.compare(asked, &Step::RenderTrack(of.clone()), &StepAnswer::Refused(error), answer),
        }
    }
}
