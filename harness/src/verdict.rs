//! What a run says: a verdict per requirement, one for the whole, and the exit code. One function computes each.

use std::fmt;

use serde::Serialize;

use crate::requirement::Level;

/// The verdict on one requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Verdict {
    /// It does not apply to this target: listed, without effect.
    OutOfScope,
    /// An optional ability is not offered: listed, makes the run partial.
    NotApplicable,
    /// Its checks saw what the contract says.
    Pass,
    /// A SHOULD that is not met.
    Warn,
    /// A budget ran out before it was decided.
    Unknown,
    /// A MUST that is not met.
    Fail,
    /// Something that the target declares did not work, so that it could not be checked: counts as failed.
    Untestable,
    /// Our own fault.
    HarnessError,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Pass => "PASS",
            Self::OutOfScope => "OUT_OF_SCOPE",
            Self::NotApplicable => "NOT_APPLICABLE",
            Self::Warn => "WARN",
            Self::Unknown => "UNKNOWN",
            Self::Fail => "FAIL",
            Self::Untestable => "UNTESTABLE",
            Self::HarnessError => "HARNESS_ERROR",
        })
    }
}

impl Verdict {
    /// The verdict of a requirement from those of its checks: the worst one of those that ran. Without any check
    /// nothing is known.
    pub fn of_checks(checks: impl IntoIterator<Item = Self>) -> Self {
        checks.into_iter().max().unwrap_or(Self::Unknown)
    }

    /// The verdict for a rule that was seen broken.
    pub const fn broken(level: Level) -> Self {
        match level {
            Level::Must => Self::Fail,
            Level::Should => Self::Warn,
        }
    }
}

/// The verdict on a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "UPPERCASE")]
pub enum Conformance {
    /// Every MUST in scope passed, none was left out.
    Conformant,
    /// Every MUST that could be checked passed, some could not because something is not offered.
    Partial,
    /// A MUST failed or could not be decided, or nothing ran.
    Nonconformant,
}

impl fmt::Display for Conformance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Conformant => "CONFORMANT",
            Self::Partial => "PARTIAL",
            Self::Nonconformant => "NONCONFORMANT",
        })
    }
}

/// How the process ends. Of several that apply the first in the order of `precedence` is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitCode {
    /// Conformant as asked.
    Conformant,
    /// A MUST failed or was untestable.
    Nonconformant,
    /// Wrong usage or configuration.
    Usage,
    /// Nothing ran.
    NothingRan,
    /// Something was not decided within its budget.
    Inconclusive,
    /// The target could not be started, greeted or reset.
    NoTarget,
    /// A mutant was not found.
    MutantSurvived,
    /// A benchmark is slower than what it was compared with.
    Regressed,
    /// Our own bug.
    HarnessBug,
}

impl ExitCode {
    /// The number.
    pub const fn code(self) -> u8 {
        match self {
            Self::Conformant => 0,
            Self::Nonconformant => 1,
            Self::Usage => 2,
            Self::NothingRan => 4,
            Self::Inconclusive => 5,
            Self::NoTarget => 6,
            Self::MutantSurvived => 8,
            Self::Regressed => 9,
            Self::HarnessBug => 70,
        }
    }
}

/// A requirement's level and verdict: all that the verdict of a run depends on.
pub type Scored = (Level, Verdict);

/// The verdict of a run. `target_lost` says that the target could not be brought back in the middle.
pub fn judge(requirements: &[Scored], target_lost: bool) -> (Conformance, ExitCode) {
    let any = |wanted: Verdict| requirements.iter().any(|(_, verdict)| *verdict == wanted);
    let must = |wanted: Verdict| requirements.contains(&(Level::Must, wanted));
    let ran = requirements
        .iter()
        .any(|(_, verdict)| !matches!(verdict, Verdict::OutOfScope | Verdict::NotApplicable | Verdict::Unknown));
    // Untestable counts as failed at either level: something that the target declares does not work.
    let failed = any(Verdict::Fail) || any(Verdict::Untestable);
    let conformance = if failed || any(Verdict::HarnessError) || must(Verdict::Unknown) || !ran || target_lost {
        Conformance::Nonconformant
    } else if must(Verdict::NotApplicable) {
        Conformance::Partial
    } else {
        Conformance::Conformant
    };
    let exit = if any(Verdict::HarnessError) {
        ExitCode::HarnessBug
    } else if target_lost {
        ExitCode::NoTarget
    } else if failed {
        ExitCode::Nonconformant
    } else if must(Verdict::Unknown) {
        ExitCode::Inconclusive
    } else if !ran {
        ExitCode::NothingRan
    } else {
        ExitCode::Conformant
    };
    (conformance, exit)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn must(verdict: Verdict) -> Scored {
        (Level::Must, verdict)
    }

    const fn should(verdict: Verdict) -> Scored {
        (Level::Should, verdict)
    }

    #[test]
    fn the_truth_table() {
        use Conformance as C;
        use ExitCode as E;
        use Verdict as V;
        let table: &[(&[Scored], bool, C, E)] = &[
            (&[must(V::Pass)], false, C::Conformant, E::Conformant),
            (&[must(V::Pass), should(V::Warn)], false, C::Conformant, E::Conformant),
            (&[must(V::Pass), must(V::OutOfScope)], false, C::Conformant, E::Conformant),
            (&[must(V::Pass), should(V::NotApplicable)], false, C::Conformant, E::Conformant),
            (&[must(V::Pass), must(V::NotApplicable)], false, C::Partial, E::Conformant),
            (&[must(V::Pass), must(V::Fail)], false, C::Nonconformant, E::Nonconformant),
            (&[must(V::Pass), must(V::Untestable)], false, C::Nonconformant, E::Nonconformant),
            (&[must(V::Pass), should(V::Untestable)], false, C::Nonconformant, E::Nonconformant),
            (&[must(V::NotApplicable), must(V::Fail)], false, C::Nonconformant, E::Nonconformant),
            (&[must(V::Pass), must(V::Unknown)], false, C::Nonconformant, E::Inconclusive),
            (&[must(V::Pass), should(V::Unknown)], false, C::Conformant, E::Conformant),
            (&[must(V::Fail), must(V::Unknown)], false, C::Nonconformant, E::Nonconformant),
            (&[must(V::Fail), must(V::HarnessError)], true, C::Nonconformant, E::HarnessBug),
            (&[must(V::Fail)], true, C::Nonconformant, E::NoTarget),
            (&[must(V::Pass)], true, C::Nonconformant, E::NoTarget),
            (&[must(V::NotApplicable), must(V::OutOfScope)], false, C::Nonconformant, E::NothingRan),
            (&[], false, C::Nonconformant, E::NothingRan),
        ];
        for (requirements, lost, conformance, exit) in table {
            assert_eq!(judge(requirements, *lost), (*conformance, *exit), "{requirements:?}, lost: {lost}");
        }
    }

    #[test]
    fn a_requirement_is_as_good_as_its_worst_check() {
        use Verdict as V;
        assert_eq!(V::of_checks([V::Pass, V::Fail, V::Pass]), V::Fail);
        assert_eq!(V::of_checks([V::Pass, V::NotApplicable]), V::Pass);
        assert_eq!(V::of_checks([V::OutOfScope, V::NotApplicable]), V::NotApplicable);
        assert_eq!(V::of_checks([V::Fail, V::HarnessError, V::Untestable]), V::HarnessError);
        assert_eq!(V::of_checks([]), V::Unknown);
    }
}
