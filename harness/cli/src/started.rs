//! A target of a command that works on one: its flags, how it is started, and what is said when the command cannot go
//! on.

use std::path::Path;

use anyhow::anyhow;
use clap::Args;
use livebridge_port::{CallError, Operation, Reset, fixtures};
use livebridge_suite::target::{Target, TargetSpec};
use livebridge_suite::verdict::ExitCode;

use super::target::{Patience, spec};
use super::{say, set};
use crate::contents::ChoiceError;

/// The target of a command that works on its Set.
#[derive(Debug, Args)]
pub(super) struct TargetWithSet {
    /// `fake`, `fake+MUTANT` for one with a documented fault, `als:FILE` for one with a Live Set, or an address:
    /// `tcp:HOST:PORT`, `unix:PATH`, `ws://HOST:PORT/PATH`
    target: Option<String>,
    /// Load this Set into the target first: a `.als` file, a snapshot, or a fixture such as `seeded`
    #[arg(long, value_name = "SET")]
    reset: Option<String>,
    #[command(flatten)]
    patience: Patience,
    /// The program that is the target, with its arguments
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
}

/// Why a command ended before it was done: what is said, and how the process ends.
#[derive(Debug)]
pub(super) struct Stop {
    text: String,
    code: ExitCode,
}

impl Stop {
    /// What the target does not offer, by its name.
    fn lacks(spec: &TargetSpec, what: &str, who: &str) -> Self {
        let text = format!(
            "the target `{spec}` does not offer {what}, which {who} needs\n\
             hint: `livebridge verify` lists what a target offers"
        );
        Self { text, code: ExitCode::Nonconformant }
    }

    /// With a remark on what became of the Set, when the target refused.
    pub(super) fn with_remark(mut self, remark: &str) -> Self {
        if self.code == ExitCode::Nonconformant
            && let Some((what, hint)) = self.text.split_once('\n')
        {
            self.text = format!("{what}; {remark}\n{hint}");
        }
        self
    }

    /// With what the target wrote to stderr, when it did not answer properly.
    pub(super) fn with_log(mut self, target: &Target) -> Self {
        if self.code == ExitCode::NoTarget
            && let Some(log) = target.log()
        {
            self.text.extend(["\nit said on stderr:\n", log.trim_end()]);
        }
        self
    }
}

impl From<anyhow::Error> for Stop {
    fn from(error: anyhow::Error) -> Self {
        Self { text: format!("{error:#}"), code: ExitCode::Usage }
    }
}

impl From<ChoiceError> for Stop {
    fn from(error: ChoiceError) -> Self {
        anyhow!(error).into()
    }
}

impl From<CallError> for Stop {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Refused(refusal) => {
                let op = refusal.op.map_or_else(String::new, |op| format!(" (change #{op} of the transaction)"));
                let subject = refusal.subject_id.as_ref().filter(|id| !refusal.message.contains(id.as_str()));
                let subject = subject.map_or_else(String::new, |id| format!(" (`{id}`)"));
                let text = format!("{refusal}{subject}{op}\nhint: {}", refusal.hint);
                Self { text, code: ExitCode::Nonconformant }
            }
            CallError::Fault(fault) => Self { text: fault.to_string(), code: ExitCode::NoTarget },
        }
    }
}

/// Says why a command stopped, and gives how the process ends.
pub(super) fn ended(result: Result<ExitCode, Stop>) -> ExitCode {
    result.unwrap_or_else(|stop| {
        say(&format!("error: {}\n", stop.text));
        stop.code
    })
}

impl TargetWithSet {
    /// The target that is meant; the fake when none is named.
    pub(super) fn spec(&self) -> anyhow::Result<TargetSpec> {
        spec(self.target.as_deref(), &self.command)
    }

    /// The files that are read: of the target, and of the Set that is loaded into it.
    pub(super) fn files<'a>(&'a self, spec: &'a TargetSpec) -> Vec<&'a Path> {
        spec.files().into_iter().chain(self.reset.as_deref().map(set::file_of)).collect()
    }

    /// Starts the target, loads a Set into it where one is given, does the work, and ends the target.
    pub(super) fn with_target<T>(&self, work: impl FnOnce(&TargetSpec, &Target) -> Result<T, Stop>) -> Result<T, Stop> {
        let spec = self.spec()?;
        let reset = self.reset.as_deref().map(reset_to).transpose()?;
        let target = start(&spec, &self.patience)?;
        let load = || match &reset {
            Some(reset) => {
                require(&spec, &target.missing(&[Operation::ControlReset]), "--reset")?;
                target.bridge.control().reset(reset).map_err(Stop::from)
            }
            None => Ok(()),
        };
        let done = load().and_then(|()| work(&spec, &target)).map_err(|stop| stop.with_log(&target));
        target.shut_down();
        done
    }
}

/// Starts a target.
pub(super) fn start(spec: &TargetSpec, patience: &Patience) -> Result<Target, Stop> {
    spec.start(patience.timeouts()).map_err(|error| Stop {
        text: format!("the target `{spec}` could not be started or greeted: {error}\nhint: {}", error.hint()),
        code: ExitCode::NoTarget,
    })
}

/// A fixture by its name, or the Set of a file.
fn reset_to(text: &str) -> anyhow::Result<Reset> {
    if fixtures::by_name(text).is_some() {
        return Ok(Reset::Fixture { fixture: text.to_owned(), notes: None });
    }
    set::load(text)
        .map(|(set, _)| Reset::Snapshot(Box::new(set.without_extra())))
        .map_err(|error| error.context(format!("--reset (fixtures are {})", fixtures::NAMES.join(", "))))
}

/// Stops unless nothing is missing; `who` needs it.
pub(super) fn require(spec: &TargetSpec, missing: &[&str], who: &str) -> Result<(), Stop> {
    if missing.is_empty() { Ok(()) } else { Err(Stop::lacks(spec, &missing.join(", "), who)) }
}
