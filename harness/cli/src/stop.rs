//! Why a command that works on a target ended before it was done: what is said, and how the process ends.

use livebridge_port::CallError;
use livebridge_suite::target::{Instance, Target};
use livebridge_suite::verdict::ExitCode;

use super::problem::{Problem, parts, with_hint};
use super::say;
use crate::contents::ChoiceError;

/// Why a command ended before it was done.
#[derive(Debug)]
pub(super) struct Stop {
    what: String,
    hint: Option<String>,
    /// What the target wrote to stderr meanwhile.
    log: Option<String>,
    code: ExitCode,
}

impl Stop {
    /// There is no target to work on.
    pub(super) fn no_target(problem: Problem) -> Self {
        Self { code: ExitCode::NoTarget, ..problem.into() }
    }

    /// What the target does not offer, by its name.
    pub(super) fn lacks(target: &dyn Target, what: &str, who: &str) -> Self {
        let hint = "`livebridge verify` lists what a target offers".to_owned();
        Self {
            what: format!("the target `{target}` does not offer {what}, which {who} needs"),
            hint: Some(hint),
            log: None,
            code: ExitCode::Nonconformant,
        }
    }

    /// With a remark on what became of the Set, when the target refused.
    pub(super) fn with_remark(mut self, remark: &str) -> Self {
        if self.code == ExitCode::Nonconformant {
            self.what = format!("{}; {remark}", self.what);
        }
        self
    }

    /// With what the target wrote to stderr, when it did not answer properly.
    pub(super) fn with_log(mut self, target: &Instance) -> Self {
        if self.code == ExitCode::NoTarget {
            self.log = target.log();
        }
        self
    }
}

impl From<Problem> for Stop {
    fn from(Problem { what, hint }: Problem) -> Self {
        Self { what, hint: Some(hint), log: None, code: ExitCode::Usage }
    }
}

impl From<anyhow::Error> for Stop {
    fn from(error: anyhow::Error) -> Self {
        let (what, hint) = parts(&error);
        Self { what, hint, log: None, code: ExitCode::Usage }
    }
}

impl From<ChoiceError> for Stop {
    fn from(error: ChoiceError) -> Self {
        anyhow::Error::from(error).into()
    }
}

impl From<CallError> for Stop {
    fn from(error: CallError) -> Self {
        match error {
            CallError::Refused(refusal) => {
                let op = refusal.op.map_or_else(String::new, |op| format!(" (change #{op} of the transaction)"));
                let subject = refusal.subject_id.as_ref().filter(|id| !refusal.message.contains(id.as_str()));
                let subject = subject.map_or_else(String::new, |id| format!(" (`{id}`)"));
                Self {
                    what: format!("{refusal}{subject}{op}"),
                    hint: Some(refusal.hint),
                    log: None,
                    code: ExitCode::Nonconformant,
                }
            }
            CallError::Fault(fault) => {
                Self { what: fault.to_string(), hint: None, log: None, code: ExitCode::NoTarget }
            }
        }
    }
}

/// Says why a command stopped, and gives how the process ends.
pub(super) fn ended(result: Result<ExitCode, Stop>) -> ExitCode {
    result.unwrap_or_else(|Stop { what, hint, log, code }| {
        let log = log.map_or_else(String::new, |log| format!("\nit said on stderr:\n{}", log.trim_end()));
        say(&format!("error: {}{log}\n", with_hint(&what, hint.as_deref())));
        code
    })
}
