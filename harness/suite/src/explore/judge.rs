//! The judge: runs steps on a target and on the model side by side, and says where they part.
//!
//! Every answer and every error is compared. The whole Set is looked at after an undo or a redo that did something,
//! after a transaction that failed, and at the end of a program; a thorough judge looks after every step. What a
//! target shows is compared with the model as far as the contract fixes it (`agreement`, `allowed_refusals`), and with
//! what the target itself showed at the same place of its history exactly.

mod ids;
mod sets;

use livebridge_port::capabilities::{Precision, SnapshotCapability};
use livebridge_port::params::RenderParams;
use livebridge_port::{Batch, BridgeError, Description, ErrorCode, IdRef, Operation, Response, Snapshot};
use serde_json::json;

use super::agreement::{Agreement, short};
use super::allowed_refusals;
use super::answer::{Rendered, StepAnswer};
use super::model::Model;
use super::program::{Step, is_read, params, size};
use super::subject::Subject;
use super::target_ids::TargetIds;
use crate::tolerance::Tolerance;
use sets::Shown;

/// Where target and model part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Divergence {
    /// Position of the step in its program; that of the last one when the Set at the end is not right.
    pub step: usize,
    /// What the contract says.
    pub expected: String,
    /// What the target did.
    pub seen: String,
    /// The calls so far and their answers; of a thorough judge only.
    pub calls: Vec<(String, String)>,
}

/// Runs the steps of one program.
pub struct Judge<'a> {
    subject: &'a mut dyn Subject,
    model: &'a Model,
    description: Description,
    tolerance: Tolerance,
    thorough: bool,
    names: TargetIds,
    /// For each step so far, the id that it was answered with: the target's and the model's.
    answered: Vec<Option<(IdRef, IdRef)>>,
    /// Reads since the last change, with the target's answers: the same read gives the same again.
    reads: Vec<(Step, StepAnswer)>,
    /// What the target looked like at each place of its history, where only itself tells that exactly.
    history: Vec<Shown>,
    /// How many steps of it are done.
    done: usize,
    /// Whether the target did what the model cannot follow: the rest of the program shows nothing.
    is_blind: bool,
    /// What the target had counted before the first step, less what the model had.
    counted: Option<(u64, u64)>,
    calls: Vec<(String, String)>,
}

type Judged<T = ()> = Result<T, Divergence>;

impl<'a> Judge<'a> {
    /// Begins with a target that holds `set`. A `thorough` one looks at the whole Set after every step, and keeps the
    /// calls for the words of a divergence.
    pub fn begin(subject: &'a mut dyn Subject, model: &'a Model, set: &Snapshot, thorough: bool) -> Judged<Self> {
        let description = subject.description().clone();
        let mut judge = Self {
            tolerance: Tolerance::of(&description.capabilities),
            names: TargetIds::new(description.capabilities.ids),
            description,
            subject,
            model,
            thorough,
            answered: Vec::new(),
            reads: Vec::new(),
            history: Vec::new(),
            done: 0,
            is_blind: false,
            counted: None,
            calls: Vec::new(),
        };
        if let Err(error) = model.load(set) {
            return Err(judge.parted("a Set that can be", format!("one that contradicts itself: {error}")));
        }
        if judge.description.offers(Operation::ControlTransactionCount) {
            let seen = judge.subject.ask(&Step::ControlTransactionCount);
            if let StepAnswer::Fault(fault) = seen {
                // Whatever is asked next would get the blame.
                return Err(judge.parted(format!("{} is answered", Operation::ControlTransactionCount), fault));
            }
            judge.counted = seen.count().zip(model.ask(&Step::ControlTransactionCount).count());
        }
        if thorough || !judge.is_exact() {
            let view = judge.look()?;
            judge.history.push(view);
        }
        Ok(judge)
    }

    /// Whether comparing with the model says everything: then the target need not be compared with itself.
    fn is_exact(&self) -> bool {
        self.looks() == SnapshotCapability::Canonical && self.description.capabilities.precision == Precision::F64
    }

    fn looks(&self) -> SnapshotCapability {
        let offered = self.description.offers(Operation::ControlSnapshot);
        if offered { self.description.capabilities.snapshot } else { SnapshotCapability::None }
    }

    fn parted(&self, expected: impl Into<String>, seen: impl Into<String>) -> Divergence {
        Divergence {
            step: self.answered.len().saturating_sub(1),
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
        self.answered.push(None);
        let (asked, meant) = self.translate(step)?;
        let answer = self.subject.ask(&asked);
        if self.thorough {
            self.tell(&asked, &answer);
        }
        if let StepAnswer::Fault(fault) = &answer {
            return Err(self.parted(format!("{} is answered", step.operation()), fault.clone()));
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
            Step::ControlReset(_) => {
                self.compare(&asked, &meant, &self.model.ask(&meant), &answer)?;
                self.changed();
                self.names.forget();
                self.history.clear();
                self.done = 0;
                if !self.is_exact() {
                    let view = self.look()?;
                    self.history.push(view);
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
            | Step::ControlUndoDepth
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
                self.compare(&asked, &meant, &self.model.ask(&meant), &answer)?;
                if is_read(&meant) {
                    self.reads_the_same(asked, answer)?;
                }
                false
            }
        };
        if (look || self.thorough) && self.is_exact() && !self.is_blind {
            self.look()?;
        }
        Ok(())
    }

    /// Ends the program: the Set is as the model has it.
    pub fn end(mut self) -> Judged {
        if self.is_blind || (self.thorough && self.is_exact()) { Ok(()) } else { self.look().map(drop) }
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

    /// The rules that hold for every refusal.
    fn refusal_is_whole(&self, asked: &Step, error: &BridgeError) -> Judged {
        if error.hint.is_empty() {
            return Err(self.parted("every refusal has a hint", format!("{} without one", error.code)));
        }
        let named = matches!(error.code, ErrorCode::StaleReference | ErrorCode::WrongType);
        if !named {
            return Ok(());
        }
        let mut asked = asked.clone();
        let given: Vec<String> = asked.ids_mut().into_iter().map(|id| id.to_string()).collect();
        match &error.subject_id {
            Some(subject) if given.contains(subject) => Ok(()),
            Some(subject) => {
                Err(self.parted(format!("the subjectId of a {} is an id that was given", error.code), subject.clone()))
            }
            None => Err(self.parted(format!("a {} has a subjectId", error.code), "it has none")),
        }
    }

    /// A mutation or a transaction; gives whether the Set wants a look.
    fn committed(&mut self, asked: &Step, batch: &Batch, answer: &StepAnswer) -> Judged<bool> {
        let StepAnswer::Committed(outcomes) = answer else {
            // What fails changes nothing: the model is not even asked to do it.
            self.refused(asked, batch, answer)?;
            return Ok(batch.is_transaction());
        };
        let expected = self.model.commit(batch, outcomes, &self.description.capabilities);
        if let StepAnswer::Refused(error) = &expected
            && error.op.is_some_and(|op| allowed_refusals::is_unknowable(batch, op))
        {
            // The device is gone again, and with it what would have shown its parameters.
            self.is_blind = true;
            return Ok(false);
        }
        if !batch.mutations().is_empty() {
            self.changed();
            self.names.follow(batch);
            self.done += 1;
        }
        self.compare(asked, &Step::Commit(batch.clone()), &expected, answer)?;
        let step = Step::Commit(batch.clone());
        if let (Some(target), Some(model), Some(last)) =
            (answer.object(&step), expected.object(&step), self.answered.last_mut())
        {
            *last = Some((target.clone(), model.clone()));
        }
        if !self.is_exact() && !batch.mutations().is_empty() {
            let view = self.look()?;
            self.history.truncate(self.done);
            self.history.push(view);
        }
        Ok(false)
    }

    /// A batch that the target refused.
    fn refused(&mut self, asked: &Step, batch: &Batch, answer: &StepAnswer) -> Judged {
        let known = allowed_refusals::without_unknowable(batch);
        if let (Some(_), StepAnswer::Refused(error)) = (&known, answer)
            && error.op.is_some_and(|op| allowed_refusals::is_unknowable(batch, op))
            && matches!(error.code, ErrorCode::BadInput | ErrorCode::StaleReference)
        {
            return Ok(());
        }
        let step = Step::Commit(known.unwrap_or_else(|| batch.clone()));
        self.compare(asked, &step, &self.model.ask(&step), answer)
    }

    /// An undo or redo; gives whether the Set wants a look.
    fn stepped(&mut self, step: &Step, answer: &StepAnswer) -> Judged<bool> {
        let expected = self.model.ask(step);
        self.compare(step, step, &expected, answer)?;
        if !expected.is_done() {
            return Ok(false);
        }
        self.changed();
        self.names.forget();
        self.done = if matches!(step, Step::ControlUndo) { self.done.saturating_sub(1) } else { self.done + 1 };
        if self.is_exact() {
            return Ok(true);
        }
        let view = self.look()?;
        match self.history.get(self.done) {
            Some(before) if *before != view => Err(self.parted(
                format!("{} gives back exactly the Set that the target showed before", step.operation()),
                "a Set that differs, if only within the tolerance of the contract",
            )),
            _ => Ok(false),
        }
    }

    fn changed(&mut self) {
        self.reads.clear();
    }

    fn counts(&mut self, answer: &StepAnswer) -> Judged {
        let (Some(seen), Some(model), Some((at_first, model_at_first))) =
            (answer.count(), self.model.ask(&Step::ControlTransactionCount).count(), self.counted)
        else {
            return Err(self.parted("the count of transactions", format!("{answer:?}")));
        };
        let expected = at_first + (model - model_at_first);
        if seen == expected {
            return Ok(());
        }
        let committed = model - model_at_first;
        Err(self.parted(format!("{committed} more than the {at_first} at the beginning: {expected}"), seen.to_string()))
    }

    fn rendered(&mut self, asked: &Step, of: &RenderParams, answer: &StepAnswer) -> Judged {
        match (self.model.render(of), answer) {
            (Ok((name, seconds)), StepAnswer::Rendered(Rendered { track: seen, length })) => {
                if name != *seen {
                    return Err(self.parted(format!("a render of `{name}`"), format!("of `{seen}`")));
                }
                let Some(length) = length else { return Ok(()) };
                let frames = seconds * f64::from(length.sample_rate);
                if (f64::from(length.frames) - frames).abs() <= 1.0 {
                    return Ok(());
                }
                Err(self.parted(
                    format!("a file of {frames:.1} frames, within one"),
                    format!("one of {} frames", length.frames),
                ))
            }
            // A host may refuse a long render; none of a program is long.
            (Ok(_), _) => Err(self.parted("the track is rendered", said(answer))),
            (Err(error), _) => self.compare(asked, &Step::RenderTrack(of.clone()), &StepAnswer::Refused(error), answer),
        }
    }

    /// The same read twice, with nothing between, gives the same.
    fn reads_the_same(&mut self, asked: Step, answer: StepAnswer) -> Judged {
        match self.reads.iter().find(|(step, _)| *step == asked) {
            Some((_, before)) if *before != answer => {
                let before = said(before);
                Err(self.parted(format!("two reads with nothing between them are equal: {before}"), said(&answer)))
            }
            Some(_) => Ok(()),
            None => {
                self.reads.push((asked, answer));
                Ok(())
            }
        }
    }

    /// Compares the answers to one step: `asked` with the target's ids, `meant` with the model's.
    fn compare(&mut self, asked: &Step, meant: &Step, expected: &StepAnswer, seen: &StepAnswer) -> Judged {
        match (expected, seen) {
            (StepAnswer::Refused(expected), StepAnswer::Refused(seen)) => {
                self.compare_refusals(asked, meant, expected, seen)
            }
            (StepAnswer::Refused(expected), _) => {
                Err(self.parted(format!("{}: {}", expected.code, expected.message), said(seen)))
            }
            (_, StepAnswer::Refused(error)) => {
                let Step::Commit(batch) = meant else { return Err(self.parted(said(expected), said(seen))) };
                if allowed_refusals::may_refuse(&self.model.snapshot(), batch, error, &self.description.capabilities) {
                    return Ok(());
                }
                Err(self.parted(format!("{} succeeds", meant.operation()), said(seen)))
            }
            // The ids of a target with its own have to be learnt from every answer.
            _ if !self.names.are_opaque() && expected == seen => Ok(()),
            (StepAnswer::Given(Response::GetNotes(expected)), StepAnswer::Given(Response::GetNotes(seen))) => {
                if self.tolerance.same_notes(expected, seen) {
                    return Ok(());
                }
                Err(self.parted(format!("the notes {}", short(&json!(expected))), short(&json!(seen))))
            }
            _ => {
                let mut agreement = Agreement { tolerance: self.tolerance, names: &mut self.names };
                match agreement.differ(&expected.result(), &seen.result()) {
                    None => Ok(()),
                    Some(difference) if difference.path.is_empty() => {
                        Err(self.parted(difference.expected, difference.seen))
                    }
                    Some(difference) => {
                        let path = difference.path;
                        Err(self
                            .parted(format!("{path}: {}", difference.expected), format!("{path}: {}", difference.seen)))
                    }
                }
            }
        }
    }

    fn compare_refusals(&self, asked: &Step, meant: &Step, expected: &BridgeError, seen: &BridgeError) -> Judged {
        let place = |error: &BridgeError| error.op.map_or_else(String::new, |op| format!(" of op {op}"));
        let parted =
            |expected: String| Err(self.parted(expected, format!("{}{}: {}", seen.code, place(seen), seen.message)));
        if expected.op != seen.op {
            let early = matches!(meant, Step::Commit(batch)
                if seen.code == ErrorCode::BadInput && seen.op.is_some_and(|op| allowed_refusals::bad_reference(batch, op)));
            return if early { Ok(()) } else { parted(format!("{}{}", expected.code, place(expected))) };
        }
        if expected.code == seen.code {
            let mut given = asked.clone();
            let given = given.ids_mut().get(expected.op.unwrap_or_default()).map(ToString::to_string);
            let right = seen.subject_id.is_none() || size(asked) > 1 || given.is_none() || seen.subject_id == given;
            return if right { Ok(()) } else { parted(format!("the subjectId `{}`", given.unwrap_or_default())) };
        }
        let unissued = |id: &IdRef| self.is_unissued(id);
        let allowed: Vec<ErrorCode> = match meant {
            Step::Commit(batch) => {
                allowed_refusals::allowed(self.model, batch, expected, &unissued).into_iter().collect()
            }
            step => {
                let mut step = step.clone();
                let set = self.model.snapshot();
                let ids = step.ids_mut();
                let others = ids.iter().flat_map(|id| allowed_refusals::of_id(&set, id, expected.code, unissued(id)));
                others.chain([expected.code]).collect()
            }
        };
        if allowed.contains(&seen.code) {
            return Ok(());
        }
        let codes: Vec<&str> = allowed.iter().map(|code| code.name()).collect();
        parted(format!("{}{}: {}", codes.join(" or "), place(expected), expected.message))
    }
}

/// An answer in short.
fn said(answer: &StepAnswer) -> String {
    match answer {
        StepAnswer::Refused(error) => format!("{}: {}", error.code, error.message),
        StepAnswer::Fault(fault) => fault.clone(),
        StepAnswer::Committed(_) => "it succeeds".to_owned(),
        answer => short(&answer.result()),
    }
}
