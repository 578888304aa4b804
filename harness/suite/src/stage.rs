//! The stage: what gets a check the objects that it needs, and what it calls the target through.
//!
//! A check never loads a fixture by itself. The stage supplies what is asked for in the best [`Way`] the target
//! offers: a reset, a new start, or objects made through the port; what it cannot supply makes the check not
//! applicable, with the missing thing named. Every call goes through here, so that a failure can show them ([`Trace`]).

mod calls;
mod faults;
mod guard;
mod objects;
mod own_tracks;
mod subject;
mod time_outs;
mod tools;
mod view;
mod watch;

use std::cell::{Cell, RefCell};
use std::path::PathBuf;
use std::sync::Arc;

use livebridge_port::capabilities::{ResetCapability, TransactionCapability};
use livebridge_port::{CallError, Capabilities, Description, Fault, Note, Operation, Reset, Snapshot};
use livebridge_wire::{StartError, Timeouts};
use thiserror::Error;

use crate::check::{Checked, Stop};
use crate::inside::Inside;
use crate::profile::Profile;
use crate::settling::{Settles, Settling, Waits};
use crate::target::{Instance, Target};
use crate::tolerance::Tolerance;
use crate::trace::Trace;
pub use objects::Region;
use own_tracks::OwnTracks;
use time_outs::TimeOuts;
pub use view::View;
pub use watch::SetsAround;
use watch::Watch;

/// What checks run on. One per run; the target in it comes and goes.
pub struct Stage {
    target: Arc<dyn Target>,
    timeouts: Timeouts,
    instance: Instance,
    /// What programs see of the target, where a profile narrows it.
    narrowed: Option<Arc<Description>>,
    trace: Trace,
    time_outs: TimeOuts,
    settling: Settling,
    /// Whether a fault or an unclear end calls for a new start before the next check.
    spoiled: bool,
    /// Whether something was sent since the Set was last as it should be that may have changed it.
    touched: Cell<bool>,
    /// How many times something was sent that may have changed the Set.
    sent: Cell<u64>,
    /// What the stage made, where it has to make things through the port.
    own: Option<OwnTracks>,
    /// Where it is noted what was found in a Set of somebody, as long as that is not given back.
    journal: Option<PathBuf>,
    /// What is to be said of the present check although it passed.
    note: RefCell<Option<String>>,
    /// Whether the Set is looked at around each change.
    watched: RefCell<Watch>,
    /// The beat of the next cue point of a check: no call takes one away, so each is another where it must be.
    next_cue: Cell<f64>,
    seed: u64,
    /// The Set that the target is reset to, when it is not a fixture.
    reset_from: Option<Arc<ResetFrom>>,
    /// A WAV file for checks that need one, in a directory that is removed with the stage.
    audio_file: Option<(tempfile::TempDir, std::path::PathBuf)>,
}

/// How a fresh Set is got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The target loads a fixture.
    Reset,
    /// The target is started anew.
    Restart,
    /// The stage makes tracks of its own through the port, and takes them away again.
    Build,
}

/// A Set that a run stands on in the place of the fixtures.
#[derive(Debug)]
pub struct ResetFrom {
    /// How it was named.
    pub name: String,
    /// What is in it.
    pub set: Snapshot,
}

/// The target cannot be brought to the Set that a run is to stand on.
#[derive(Debug, Error)]
#[error("checks cannot begin with `{set}`: the target does not offer control/reset with capability reset: snapshots")]
pub struct NoReset {
    /// How the Set was named.
    pub set: String,
}

/// How a mutation travels: both are tested, because in a foreign bridge they are different code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Via {
    /// As a plain call.
    Call,
    /// As a transaction of one.
    Transaction,
}

impl Stage {
    /// Starts the target.
    pub fn open(target: Arc<dyn Target>, timeouts: Timeouts, seed: u64) -> Result<Self, StartError> {
        let instance = target.start(timeouts)?;
        let settling = Settling::new(Waits::at_first(&*target));
        Ok(Self {
            target,
            timeouts,
            instance,
            narrowed: None,
            trace: Trace::default(),
            time_outs: TimeOuts::default(),
            settling,
            spoiled: false,
            touched: Cell::new(false),
            sent: Cell::new(0),
            own: None,
            journal: None,
            note: RefCell::default(),
            watched: RefCell::default(),
            next_cue: Cell::new(FIRST_CUE),
            seed,
            reset_from: None,
            audio_file: None,
        })
    }

    /// The same on this Set in the place of the fixtures. Ends the target when it cannot be brought there.
    pub fn on(self, reset_from: Arc<ResetFrom>) -> Result<Self, NoReset> {
        let resets =
            if self.offers(Operation::ControlReset) { self.capabilities().reset } else { ResetCapability::None };
        if resets < ResetCapability::Snapshots {
            self.close();
            return Err(NoReset { set: reset_from.name.clone() });
        }
        Ok(Self { reset_from: Some(reset_from), ..self })
    }

    /// The same for a run that asks for a profile.
    #[must_use]
    pub fn asked_for(self, profile: Profile) -> Self {
        let narrowed = Some(Arc::new(profile.narrows(self.description())));
        Self { narrowed, ..self }
    }

    /// What programs see of the target.
    fn judged(&self) -> &Description {
        self.narrowed.as_ref().unwrap_or(&self.instance.description)
    }

    /// Whether programs may have an operation.
    pub(crate) fn is_judged(&self, operation: Operation) -> bool {
        self.judged().offers(operation)
    }

    /// What the target said of itself.
    pub fn description(&self) -> &Description {
        &self.instance.description
    }

    /// What the target can do.
    pub fn capabilities(&self) -> &Capabilities {
        &self.instance.description.capabilities
    }

    /// Whether the target offers an operation.
    pub fn offers(&self, operation: Operation) -> bool {
        self.instance.description.offers(operation)
    }

    /// The target as it runs: for checks that need more than one thread or the bare connection.
    pub fn instance(&self) -> &Instance {
        self.touch();
        &self.instance
    }

    /// The target, for somebody who calls it without the stage and [gives it back](Self::take_back).
    pub(crate) fn lend(&self) -> (Arc<dyn Target>, Timeouts, Instance) {
        self.touch();
        let mut instance = self.instance.clone();
        instance.description = self.narrowed.clone().unwrap_or(instance.description);
        (Arc::clone(&self.target), self.timeouts, instance)
    }

    /// Takes an instance of the target that somebody else used, and whether it is sound.
    pub(crate) fn take_back(&mut self, (mut instance, is_sound): (Instance, bool)) {
        self.touch();
        instance.description = Arc::clone(&self.instance.description);
        self.instance = instance;
        self.spoiled |= !is_sound;
    }

    /// Keeps what is to be said of the present check although it passed.
    pub(crate) fn note(&self, note: String) {
        self.note.replace(Some(note));
    }

    /// What was to be said of the check that has just ended.
    pub(crate) fn take_note(&self) -> Option<String> {
        self.note.take()
    }

    /// Whether another connection is another instance of the target, which may be ended.
    pub fn starts_another(&self) -> bool {
        self.target.restartable()
    }

    /// The calls since the stage was set.
    pub const fn trace(&self) -> &Trace {
        &self.trace
    }

    /// The seed of the run.
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// What the target wrote to stderr.
    pub fn log(&self) -> Option<String> {
        self.instance.log()
    }

    /// Says that the target is in an unclear state, or that the check ended the connection on purpose: the target is
    /// started anew before the next check.
    pub const fn spoil(&mut self) {
        self.spoiled = true;
    }

    /// Makes the target ready for the next check; the error says why it could not be brought back.
    pub fn recover(&mut self) -> Result<(), StartError> {
        if self.is_lost() {
            self.restart()?;
        }
        self.trace.clear();
        Ok(())
    }

    /// What happened to the connection, when it broke although every call so far was answered.
    pub fn broken(&self) -> Option<Fault> {
        self.instance.broken().filter(|_| !self.spoiled)
    }

    /// How the check that has just ended is to end, when it was denied a call: one that hung too often before, or one
    /// that the target does not offer.
    pub fn take_denied(&self) -> Option<Stop> {
        self.time_outs.take_denied()
    }

    /// Why a call of the check that has just ended was refused by us, and never reached the target.
    pub fn take_not_offered(&self) -> Option<String> {
        self.instance.take_not_offered()
    }

    /// The host behind the target.
    pub fn inside(&self) -> Checked<Arc<dyn Inside>> {
        self.instance.inside().cloned().ok_or_else(|| Stop::Missing("look into the host".to_owned()))
    }

    fn restart(&mut self) -> Result<(), StartError> {
        // Should it not start, it is tried once more before the next check, and then given up.
        self.spoiled = true;
        self.instance = self.target.start(self.timeouts)?;
        self.spoiled = false;
        self.time_outs.started_anew();
        // Another connection to somebody's Set finds it as the last one left it.
        self.touched.set(self.way() == Way::Build);
        Ok(())
    }

    /// Says that something was sent that may have changed the Set.
    fn touch(&self) {
        self.touched.set(true);
        self.sent.set(self.sent.get() + 1);
    }

    /// Gives the Set back as it was found, where it is not ours, and ends the target politely. What could not be taken
    /// back, in words.
    pub fn close(mut self) -> Option<String> {
        if self.holds_somebodys_set() && self.is_lost() {
            // Should it fail, that is told below.
            let _ = self.restart();
        }
        let left = self.take_away_own_tracks();
        self.instance.shut_down();
        left
    }

    /// Whether something of the run is in a Set that is not ours.
    pub(crate) const fn holds_somebodys_set(&self) -> bool {
        self.own.is_some()
    }

    /// The way in which this target gives a fresh Set.
    pub fn way(&self) -> Way {
        if self.capabilities().reset >= ResetCapability::Fixtures && self.offers(Operation::ControlReset) {
            Way::Reset
        } else if self.target.restartable() {
            Way::Restart
        } else {
            Way::Build
        }
    }

    /// The ways in which a mutation can be sent here.
    pub fn ways(&self) -> Vec<Via> {
        let transactions =
            self.offers(Operation::Transaction) && self.capabilities().transaction != TransactionCapability::None;
        if transactions { vec![Via::Call, Via::Transaction] } else { vec![Via::Call] }
    }

    /// A Set in a known state: `fixture` where the target can be reset, else a new start.
    pub fn fresh(&mut self, fixture: &str) -> Checked {
        self.fresh_with(fixture, None)
    }

    /// Whether the run stands on a Set of somebody, in the place of the fixtures.
    pub const fn stands_on_another_set(&self) -> bool {
        self.reset_from.is_some()
    }

    /// Exactly this fixture, for what is known of it; missing where the run stands on another Set.
    pub fn fixture(&mut self, name: &str) -> Checked {
        match &self.reset_from {
            Some(from) => self.missing(&format!("fixture `{name}`: the run stands on `{}`", from.name), &[]),
            None => self.fresh(name),
        }
    }

    fn fresh_with(&mut self, fixture: &str, notes: Option<&[Note]>) -> Checked {
        // In the middle of a check too: a reset would only wait for the call that hangs.
        if self.time_outs.hangs() {
            self.start_anew()?;
        }
        match self.way() {
            Way::Reset => {
                let reset = match &self.reset_from {
                    Some(from) => Reset::Snapshot(Box::new(from.set.clone())),
                    None => Reset::Fixture { fixture: fixture.to_owned(), notes: notes.map(<[Note]>::to_vec) },
                };
                self.ready("control/reset", |stage| {
                    let reset = || stage.instance.bridge.control().reset(&reset);
                    stage.settled(stage.time_outs.call(Operation::ControlReset, reset))
                })?;
            }
            Way::Restart if self.touched.get() => self.start_anew()?,
            Way::Restart => {}
            Way::Build => self.stand_on_own_tracks()?,
        }
        self.trace.clear();
        Ok(())
    }

    /// A reset that a check begins with: should it fail, that is no verdict on what the check is about.
    pub(crate) fn reset_to(&mut self, to: &Reset) -> Checked {
        if self.time_outs.hangs() {
            self.start_anew()?;
        }
        self.touch();
        self.ready("control/reset", |stage| {
            stage.settled(stage.time_outs.call(Operation::ControlReset, || stage.instance.bridge.control().reset(to)))
        })
    }

    fn start_anew(&mut self) -> Checked {
        self.restart().map_err(|error| Stop::Untestable(format!("the target could not be started anew: {error}")))
    }

    /// Does something that the stage needs: a failure is no verdict on the requirement, but on the target's word.
    fn ready<T>(&mut self, what: &str, act: impl FnOnce(&mut Self) -> Result<T, CallError>) -> Checked<T> {
        act(self).map_err(|error| match error {
            CallError::Refused(refusal) => Stop::Untestable(format!("{what} is offered and was refused: {refusal}")),
            CallError::Fault(fault) => {
                self.spoil();
                Stop::Untestable(format!("{what} is offered and failed: {fault}"))
            }
        })
    }

    /// A beat at which no cue point is: the fresh Set has none so late, and where one that a check made stays, the next
    /// check gets a later one.
    pub fn free_cue_beat(&self) -> f64 {
        if self.way() != Way::Build {
            return CUE_IN_A_FRESH_SET;
        }
        let beat = self.next_cue.get();
        self.next_cue.set(beat + CUE_DISTANCE);
        beat
    }

    /// How many of so many steps can be undone, at least, as the target declares it: what lies further back is not to be
    /// asked for.
    pub fn undoable(&self, steps: usize) -> usize {
        let declared = self.capabilities().undo_history.get();
        steps.min(usize::try_from(declared).unwrap_or(usize::MAX))
    }

    /// Whether the target says that it takes this value, where the contract would allow it.
    pub fn is_in_domain(&self, operation: Operation, argument: &str, value: f64) -> bool {
        let arguments = self.capabilities().domain.get(operation.name());
        let Some(range) = arguments.and_then(|arguments| arguments.get(argument)) else { return true };
        range.min.is_none_or(|min| value >= min) && range.max.is_none_or(|max| value <= max)
    }

    /// What the target lacks for a need that the stage cannot supply.
    pub fn missing<T>(&self, what: &str, operations: &[Operation]) -> Checked<T> {
        let lacking: Vec<&str> =
            operations.iter().filter(|operation| !self.offers(**operation)).map(|operation| operation.name()).collect();
        let lacking =
            if lacking.is_empty() { String::new() } else { format!(" (not offered: {})", lacking.join(", ")) };
        Err(Stop::Missing(format!("{what}{lacking}")))
    }

    /// What counts as the same value here.
    pub fn tolerance(&self) -> Tolerance {
        Tolerance::of(self.capabilities())
    }

    /// Whether a beat that was written and read back is the same.
    pub fn same_beats(&self, written: f64, read: f64) -> bool {
        self.tolerance().same_beats(written, read)
    }

    /// Whether a number that was written and read back is the same.
    pub fn same_number(&self, written: f64, read: f64) -> bool {
        self.tolerance().same_number(written, read)
    }

    /// Whether the value of a parameter of a device or a mixer that was written and read back is the same.
    pub fn same_param(&self, written: f64, read: f64) -> bool {
        self.tolerance().same_param(written, read)
    }

    /// Whether two lists hold the same notes in any order, absent fields at their defaults.
    pub fn same_notes(&self, written: &[Note], read: &[Note]) -> bool {
        self.tolerance().same_notes(written, read)
    }
}

impl Settles for Stage {
    fn settling(&self) -> &Settling {
        &self.settling
    }

    fn is_lost(&self) -> bool {
        self.spoiled || self.time_outs.hangs() || self.instance.broken().is_some()
    }
}

/// Where checks put their cue points in a fresh Set, which has none so early: a host may refuse one behind its last clip.
const CUE_IN_A_FRESH_SET: f64 = 0.5;

/// Where checks put them in somebody's Set: far behind those that a Set mostly has.
const FIRST_CUE: f64 = 1033.5;

/// How many beats a check may use for its cue points.
const CUE_DISTANCE: f64 = 32.0;
