//! Baselines: what is known to fail in one implementation, with reasons, so that only what is new fails a build.
//!
//! A baseline is a TOML file. It lists requirements or checks that fail, each with a reason and with the signatures of
//! its failures, and pins what the target offered. What is listed still runs: failing as recorded is accepted, passing
//! makes the baseline stale, and failing for another reason or offering less is a failure. That something could not be
//! set up is never accepted.

mod file;
mod offers;
mod signature;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::checks;
use crate::runner::{CheckResult, Run};
use crate::verdict::Verdict;
pub use file::{Baseline, BaselineError, Known, RecordedFailure};
pub use offers::Offers;
pub use signature::FailureSignature;

/// What a baseline makes of a run, beyond the failures that it accepts (see [`CheckResult::accepted`]).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// The file.
    pub file: String,
    /// Entries that fail no more, or of which nothing was seen: one sentence each.
    pub stale: Vec<String>,
    /// What became worse: a failure for another reason than the recorded one, or less on offer. One sentence each.
    pub regressed: Vec<String>,
}

/// An entry to be added to a baseline.
#[derive(Debug, Clone)]
pub struct Addition {
    /// A requirement or a check.
    pub id: String,
    /// Why it is known to fail.
    pub reason: String,
    /// Where more is said.
    pub link: Option<String>,
}

impl Addition {
    /// Fails when there is no requirement and no check of this id.
    pub fn check(&self) -> Result<(), BaselineError> {
        Known::adding(self).map(drop)
    }
}

/// A failure that a baseline can accept: a broken requirement, not something that could not be set up.
fn failure(result: &CheckResult) -> Option<FailureSignature> {
    let broken = matches!(result.verdict, Verdict::Fail | Verdict::Warn);
    result.finding.as_ref().filter(|_| broken).map(FailureSignature::of)
}

impl Baseline {
    /// Why the failure of a check is accepted; `None` when it is not, or when the check did not fail.
    pub fn accepts(&self, result: &CheckResult) -> Option<String> {
        let signature = failure(result)?;
        let mut known = self.known.iter().filter(|known| known.covers(result));
        let known = known.find(|known| known.recorded(&result.check).is_some_and(|was| was.signature() == signature));
        known.map(|known| known.reason.clone())
    }

    /// Marks what is accepted in the results of a run, and adds the comparison to it.
    pub fn apply(&self, run: &mut Run) {
        for result in &mut run.checks {
            result.accepted = self.accepts(result);
        }
        run.baseline = Some(self.compare(run));
    }

    /// Everything that is not as the baseline says.
    pub fn compare(&self, run: &Run) -> Comparison {
        let mut comparison = Comparison { file: self.path.display().to_string(), ..Comparison::default() };
        comparison.regressed.extend(self.no_longer_offered(run));
        for known in &self.known {
            let id = known.id.get_ref();
            for was in &known.failures {
                let result = run.checks.iter().find(|result| result.check == was.check);
                let Some(result) = result else {
                    // It may only be left out of this run.
                    if !checks::all().iter().any(|check| check.name == was.check) {
                        comparison.stale.push(format!("{id}: there is no check {} any more", was.check));
                    }
                    continue;
                };
                match (result.verdict, failure(result)) {
                    (Verdict::Pass, _) => comparison.stale.push(format!("{id}: {} passes now", was.check)),
                    (Verdict::NotApplicable | Verdict::OutOfScope, _) => {
                        let reason = result.reason.as_deref().unwrap_or("no reason was given");
                        comparison.stale.push(format!("{id}: {} was not run: {reason}", was.check));
                    }
                    (_, Some(now)) if now != was.signature() => comparison.regressed.push(format!(
                        "{id}: {} fails for another reason than the recorded one: expected `{}`, seen `{}`",
                        was.check, was.expected, was.seen
                    )),
                    _ => {}
                }
            }
        }
        comparison
    }

    /// What is pinned and not offered in a run, one sentence each.
    fn no_longer_offered(&self, run: &Run) -> Vec<String> {
        let fewer = self.offers.as_ref().map_or_else(Vec::new, |offers| offers.fewer(&run.description));
        fewer.into_iter().map(|what| format!("no longer offered: {what}")).collect()
    }

    /// The baseline that a run gives: the entries of this one with what fails of them now, and one more. Says what
    /// changed, one sentence each.
    pub fn updated(&self, run: &Run, addition: Option<&Addition>) -> Result<(Self, Vec<String>), BaselineError> {
        let mut notes = self.no_longer_offered(run);
        let offers = Some(Offers::of(&run.description));
        let mut updated = Self { path: self.path.clone(), offers, known: Vec::new() };
        let is_added = |known: &Known| addition.is_some_and(|addition| &addition.id == known.id.get_ref());
        let listed = self.known.iter().find(|known| is_added(known));
        for known in self.known.iter().filter(|known| !is_added(known)) {
            let failures = known.failing(run);
            if failures.is_empty() && run.checks.iter().any(|result| known.covers(result)) {
                notes.push(format!("{}: fails no more, and is taken out", known.id.get_ref()));
                continue;
            }
            if failures != known.failures {
                notes.push(format!("{}: what is recorded of it has changed", known.id.get_ref()));
            }
            updated.known.push(Known { failures, ..known.clone() });
        }
        if let Some(addition) = addition {
            let mut known = Known::adding(addition)?;
            let failures = known.failing(run);
            if failures.is_empty() {
                let covered: Vec<_> = run.checks.iter().filter(|result| known.covers(result)).collect();
                let setup = covered.iter().any(|result| result.verdict == Verdict::Untestable);
                return Err(BaselineError::DoesNotFail { id: known.id.into_inner(), setup });
            }
            notes.push(format!("{}: {}", known.id.get_ref(), if listed.is_some() { "changed" } else { "added" }));
            // What nobody gave anew stays.
            known.link = known.link.or_else(|| listed?.link.clone());
            updated.known.push(Known { failures, ..known });
        }
        updated.known.sort_by(|a, b| a.id.get_ref().cmp(b.id.get_ref()));
        Ok((updated, notes))
    }
}

impl Known {
    /// Whether the entry is about a check: by its name or by its requirement.
    fn covers(&self, result: &CheckResult) -> bool {
        self.id.get_ref() == &result.check || self.id.get_ref() == result.requirement
    }

    /// What is recorded of a check.
    fn recorded(&self, check: &str) -> Option<&RecordedFailure> {
        self.failures.iter().find(|failure| failure.check == check)
    }

    /// What fails of it in a run.
    fn failing(&self, run: &Run) -> Vec<RecordedFailure> {
        let covered = run.checks.iter().filter(|result| self.covers(result));
        covered
            .filter_map(|result| {
                let FailureSignature { expected, seen } = failure(result)?;
                Some(RecordedFailure { check: result.check.clone(), expected, seen })
            })
            .collect()
    }
}
