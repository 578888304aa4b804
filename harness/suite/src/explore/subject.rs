//! What the judge asks: a live target, or (in `record`) the record of one.

use std::sync::Arc;
use std::time::Duration;

use livebridge_port::capabilities::{Files, ResetCapability, SnapshotCapability};
use livebridge_port::snapshot::CuePointSnapshot;
use livebridge_port::{CallError, Description, Fault, Operation, Reset, SetView, Snapshot, fixtures};
use livebridge_wire::{StartError, Timeouts, block_on};
use serde_json::Value;
use thiserror::Error;

use super::answer::{self, StepAnswer};
use super::partial_reads::PartialReads;
use super::program::{Program, Step};
use super::start::Start;
use crate::requirement::Transport;
use crate::settling::{Settles, Settling, Waits};
use crate::target::{Instance, Target};

/// The whole Set, as the target gives it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Look {
    /// In our canonical form.
    Set(Box<Snapshot>),
    /// In a form of its own, only to be compared with itself.
    Own(Value),
    /// It did not give one.
    None(String),
}

/// What answers to steps.
pub(crate) trait Subject {
    /// What it said of itself.
    fn description(&self) -> &Description;

    /// Asks it for one step. Every id in it is one of the target's own by now.
    fn ask(&mut self, step: &Step) -> StepAnswer;

    /// Looks at the whole Set through `control/snapshot`; `expected` is how the model has it.
    fn look(&mut self, expected: &Snapshot) -> Look;
}

/// Why a target could not be brought to where a program starts.
#[derive(Debug, Error)]
pub enum Unready {
    /// It could not be started.
    #[error(transparent)]
    Start(#[from] StartError),
    /// It did not do what it offers.
    #[error("{what} is offered and failed: {error}")]
    Failed {
        /// What was called.
        what: &'static str,
        /// What it said.
        error: String,
    },
    /// It does not offer what is needed.
    #[error("{0}")]
    Missing(String),
}

impl Unready {
    /// What the user can do about it.
    pub fn hint(&self) -> &str {
        match self {
            Self::Start(error) => error.hint(),
            Self::Failed { .. } => "run the checks on it first: they say more",
            Self::Missing(_) => "offer getSongOverview, listTracks and listClips at least, or control/reset",
        }
    }
}

/// A running target, started anew when that is needed.
pub struct RunningTarget {
    target: Arc<dyn Target>,
    timeouts: Timeouts,
    instance: Instance,
    settling: Settling,
    /// Whether it was asked for anything since its start.
    used: bool,
    /// Whether it gave no proper answer: it may hang, so nothing more is asked of this instance.
    spoiled: bool,
    /// Whether that was none within the time-out.
    hangs: bool,
    /// The Set that it started with, where that was needed.
    first: Option<Box<Snapshot>>,
}

impl RunningTarget {
    /// Starts a target.
    pub fn open(target: Arc<dyn Target>, timeouts: Timeouts) -> Result<Self, StartError> {
        let instance = target.start(timeouts)?;
        let settling = Settling::new(Waits::Always);
        Ok(Self { target, timeouts, instance, settling, used: false, spoiled: false, hangs: false, first: None })
    }

    /// A target that runs already, as somebody else holds it.
    pub(super) fn of(target: Arc<dyn Target>, timeouts: Timeouts, instance: Instance) -> Self {
        let settling = Settling::new(Waits::at_first(&*target));
        Self { target, timeouts, instance, settling, used: true, spoiled: false, hangs: false, first: None }
    }

    /// The instance that runs now, and whether it gave a proper answer to everything.
    pub(super) fn into_instance(self) -> (Instance, bool) {
        (self.instance, !self.spoiled)
    }

    /// The Sets from which programs can start here.
    pub fn starts(&self) -> Vec<Start> {
        let fixtures = || fixtures::NAMES.map(|name| Start::Fixture(name.to_owned()));
        match self.resets() {
            _ if self.target.has_own_set() => vec![Start::AsStarted],
            ResetCapability::None => vec![Start::AsStarted],
            ResetCapability::Fixtures => fixtures().to_vec(),
            ResetCapability::Snapshots => fixtures().into_iter().chain([Start::Varied, Start::Namesakes]).collect(),
        }
    }

    /// Starts the target again.
    pub fn restart(&mut self) -> Result<(), Unready> {
        self.instance = self.target.start(self.timeouts)?;
        (self.used, self.spoiled, self.hangs) = (false, false, false);
        Ok(())
    }

    /// Whether programs from this start may find a history from before.
    pub(super) fn has_a_past(&self, start: &Start) -> bool {
        *start == Start::AsStarted && !self.is_restartable()
    }

    /// Whether a new start gives a new instance, on which nothing ran.
    pub(super) fn is_restartable(&self) -> bool {
        self.target.restartable()
    }

    /// Whether it did not answer within the time-out since its start.
    pub(super) const fn hangs(&self) -> bool {
        self.hangs
    }

    /// How long the answer of a call is waited for.
    pub(super) const fn patience(&self) -> Duration {
        self.timeouts.call
    }

    /// Waits so long for the answer of a call from now on, on a new instance: one keeps what it was started with.
    pub(super) const fn wait(&mut self, patience: Duration) {
        self.timeouts.call = patience;
        self.spoiled = true;
    }

    /// Keeps that this instance gave no proper answer.
    fn spoil(&mut self, fault: &Fault) {
        self.spoiled = true;
        self.hangs |= matches!(fault, Fault::TimedOut { .. });
    }

    /// Whether a new instance costs next to nothing, so that it can be had for every program.
    pub fn is_in_process(&self) -> bool {
        self.target.transport() == Transport::InProcess && self.target.restartable()
    }

    /// Brings the target to a start, and gives the Set that it should show there.
    fn prepare(&mut self, start: &Start) -> Result<Snapshot, Unready> {
        if self.is_lost() {
            self.restart()?;
        }
        if *start == Start::AsStarted {
            return self.as_started();
        }
        let set = start.set().ok_or_else(|| Unready::Missing(format!("there is no {start}")))?;
        let (to, needed) = match start {
            Start::Fixture(name) => (Reset::Fixture { fixture: name.clone(), notes: None }, ResetCapability::Fixtures),
            _ => (Reset::Snapshot(Box::new(set.clone())), ResetCapability::Snapshots),
        };
        if self.resets() < needed {
            return Err(Unready::Missing(format!("this target has no control/reset to {start}")));
        }
        self.reset(&to)?;
        Ok(set)
    }

    /// Brings the target to where a program starts, and gives the Set that the model starts with.
    pub(super) fn start(&mut self, program: &Program) -> Result<Snapshot, Unready> {
        let set = self.prepare(&program.start)?;
        if program.adopts { self.first_look() } else { Ok(set) }
    }

    fn as_started(&mut self) -> Result<Snapshot, Unready> {
        if let Some(first) = &self.first
            && self.used
            && self.resets() == ResetCapability::Snapshots
        {
            let first = first.clone();
            self.reset(&Reset::Snapshot(first.clone()))?;
            return Ok(*first);
        }
        if self.used && self.is_restartable() {
            self.restart()?;
        }
        let set = self.first_look()?;
        self.first = Some(Box::new(set.clone()));
        Ok(set)
    }

    /// The Set of a target that nobody changed yet: its own snapshot, else what the reads show.
    fn first_look(&self) -> Result<Snapshot, Unready> {
        let bridge = &*self.instance.bridge;
        if self.looks() == SnapshotCapability::Canonical {
            return match bridge.control().snapshot() {
                Ok(SetView::Canonical(set)) => Ok(*set),
                Ok(SetView::Opaque(_)) => Err(failed("control/snapshot", &"it is not canonical, as declared")),
                Err(error) => Err(failed("control/snapshot", &error)),
            };
        }
        let mut set = block_on(Snapshot::read(&PartialReads { bridge, description: self.description() }))
            .map_err(|error| Unready::Missing(format!("the Set could not be read: {error}")))?;
        if set.cue_points.is_none() {
            // They cannot be seen, only counted: as many are put where no program makes any.
            let count = bridge.get_song_overview().map_err(|error| failed("getSongOverview", &error))?.cue_point_count;
            let far = (0..count).map(|i| {
                let beat = 1.0e9 + f64::from(u32::try_from(i).unwrap_or(u32::MAX));
                CuePointSnapshot { time: beat, name: "".into() }
            });
            set.cue_points = Some(far.collect());
        }
        Ok(set)
    }

    fn reset(&mut self, to: &Reset) -> Result<(), Unready> {
        self.used = true;
        let control = self.instance.bridge.control();
        let mut reset = control.reset(to);
        if reset.is_ok() {
            reset = self.settle_if_due();
        }
        if let Err(CallError::Fault(fault)) = &reset {
            self.spoil(fault);
        }
        reset.map_err(|error| failed("control/reset", &error))
    }

    /// Waits for the host, where that takes a call and is due.
    fn settle_if_due(&self) -> livebridge_port::Result<()> {
        let is_due = self.description().offers(Operation::ControlSettle) && self.settling.is_due();
        if is_due { self.instance.bridge.control().settle() } else { Ok(()) }
    }

    fn resets(&self) -> ResetCapability {
        let offered = self.description().offers(Operation::ControlReset);
        if offered { self.description().capabilities.reset } else { ResetCapability::None }
    }

    fn looks(&self) -> SnapshotCapability {
        let offered = self.description().offers(Operation::ControlSnapshot);
        if offered { self.description().capabilities.snapshot } else { SnapshotCapability::None }
    }

    /// What the target wrote to stderr.
    pub fn log(&self) -> Option<String> {
        self.instance.log()
    }

    /// Ends the target, politely unless it may hang.
    pub fn close(self) {
        if !self.spoiled {
            self.instance.shut_down();
        }
    }
}

fn failed(what: &'static str, error: &dyn ToString) -> Unready {
    Unready::Failed { what, error: error.to_string() }
}

impl Settles for RunningTarget {
    fn settling(&self) -> &Settling {
        &self.settling
    }

    fn is_lost(&self) -> bool {
        self.spoiled || self.instance.broken().is_some()
    }
}

impl Subject for RunningTarget {
    fn description(&self) -> &Description {
        &self.instance.description
    }

    fn ask(&mut self, step: &Step) -> StepAnswer {
        self.used = true;
        let shares_files = self.instance.description.capabilities.files == Files::Shared;
        let answer = match answer::ask_or_fault(&*self.instance.bridge, step, shares_files) {
            Ok(answer) => answer,
            Err(fault) => {
                self.spoil(&fault);
                return StepAnswer::Fault(fault.to_string());
            }
        };
        if matches!(answer, StepAnswer::Fault(_)) {
            self.spoiled = true;
            return answer;
        }
        let changes = matches!(step, Step::Commit(_) | Step::ControlUndo | Step::ControlRedo);
        // A host that does not settle gives a fault, or shows a Set that is not as it should be.
        if changes && let Err(CallError::Fault(fault)) = self.settle_if_due() {
            self.spoil(&fault);
            return StepAnswer::Fault(format!("control/settle: {fault}"));
        }
        answer
    }

    fn look(&mut self, _: &Snapshot) -> Look {
        match self.instance.bridge.control().snapshot() {
            Ok(SetView::Canonical(set)) => Look::Set(set),
            Ok(SetView::Opaque(own)) => Look::Own(own),
            Err(error) => {
                if let CallError::Fault(fault) = &error {
                    self.spoil(fault);
                }
                Look::None(error.to_string())
            }
        }
    }
}
