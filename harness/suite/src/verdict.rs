//! What a run says: a verdict per requirement, one for the whole, and the exit code. One function computes each.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::requirement::Level;

/// The verdict on one requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
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
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum Conformance {
    /// Every scored MUST in scope passed, none was left out.
    Conformant,
    /// Every scored MUST that could be checked passed, some could not because something is not offered.
    Partial,
    /// A requirement failed or was untestable.
    Nonconformant,
    /// Nothing failed, but a MUST was not decided, the run did not reach its end, or we made a mistake.
    NotDecided,
    /// No check ran.
    NothingRan,
}

impl fmt::Display for Conformance {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Conformant => "CONFORMANT",
            Self::Partial => "PARTIAL",
            Self::Nonconformant => "NONCONFORMANT",
            Self::NotDecided => "NOT DECIDED",
            Self::NothingRan => "NOTHING RAN",
        })
    }
}

/// How the process ends. Of several that apply, [`ExitCode::first_of`] takes one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitCode {
    /// Conformant as asked.
    Conformant,
    /// A requirement failed, regressed or was untestable.
    Nonconformant,
    /// Wrong usage or configuration.
    Usage,
    /// A baseline records failures that are none any more.
    BaselineStale,
    /// Nothing ran.
    NothingRan,
    /// Something was not decided within its budget.
    Inconclusive,
    /// The target could not be started, greeted or reset.
    NoTarget,
    /// A golden file differs.
    GoldenDiffers,
    /// A mutant survived.
    MutantSurvived,
    /// A benchmark is slower than what it was compared with.
    Regressed,
    /// Our own bug.
    HarnessBug,
    /// Interrupted; what was found until then is reported.
    Interrupted,
}

impl ExitCode {
    /// Every code that says that something is wrong, the first that applies first.
    pub const PRECEDENCE: [Self; 11] = [
        Self::Usage,
        Self::Interrupted,
        Self::HarnessBug,
        Self::NoTarget,
        Self::Nonconformant,
        Self::MutantSurvived,
        Self::GoldenDiffers,
        Self::Regressed,
        Self::Inconclusive,
        Self::BaselineStale,
        Self::NothingRan,
    ];

    /// The number.
    pub const fn code(self) -> u8 {
        match self {
            Self::Conformant => 0,
            Self::Nonconformant => 1,
            Self::Usage => 2,
            Self::BaselineStale => 3,
            Self::NothingRan => 4,
            Self::Inconclusive => 5,
            Self::NoTarget => 6,
            Self::GoldenDiffers => 7,
            Self::MutantSurvived => 8,
            Self::Regressed => 9,
            Self::HarnessBug => 70,
            Self::Interrupted => 130,
        }
    }

    /// The code of a process to which all of these apply; [`ExitCode::Conformant`] when none is wrong.
    pub fn first_of(applying: &[Self]) -> Self {
        Self::PRECEDENCE.into_iter().find(|code| applying.contains(code)).unwrap_or(Self::Conformant)
    }
}

/// What the verdict of a run takes from one scored requirement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scored {
    /// How binding it is.
    pub level: Level,
    /// The verdict on it.
    pub verdict: Verdict,
    /// The same without the failures that a baseline accepts: only the exit code goes by it.
    pub unexcused: Verdict,
}

/// What the verdict of a run takes from the run as a whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent facts, each of which may hold beside the others")]
pub struct Circumstances {
    /// The target could not be brought back in the middle.
    pub target_lost: bool,
    /// The run was interrupted.
    pub interrupted: bool,
    /// The target does not offer what its profile needs, whether or not some check would have called it.
    pub lacking: bool,
    /// The target is worse than its baseline says: another failure than the recorded one, or less on offer.
    pub regressed: bool,
    /// The baseline records failures that are none any more.
    pub baseline_stale: bool,
}

/// The verdict of a run, and how the process ends.
pub fn judge(requirements: &[Scored], run: Circumstances) -> (Conformance, ExitCode) {
    let any = |wanted: Verdict| requirements.iter().any(|scored| scored.verdict == wanted);
    let must =
        |wanted: Verdict| requirements.iter().any(|scored| scored.level == Level::Must && scored.verdict == wanted);
    let ran = requirements
        .iter()
        .any(|scored| !matches!(scored.verdict, Verdict::OutOfScope | Verdict::NotApplicable | Verdict::Unknown));
    // Untestable counts as failed at either level: something that the target declares does not work.
    let failed = |verdict| matches!(verdict, Verdict::Fail | Verdict::Untestable);
    let cut_short = run.target_lost || run.interrupted;
    let broken = run.lacking || run.regressed;
    let conformance = if requirements.iter().any(|scored| failed(scored.verdict)) || broken {
        Conformance::Nonconformant
    } else if any(Verdict::HarnessError) || must(Verdict::Unknown) || cut_short {
        Conformance::NotDecided
    } else if !ran {
        Conformance::NothingRan
    } else if must(Verdict::NotApplicable) {
        Conformance::Partial
    } else {
        Conformance::Conformant
    };
    let applying: Vec<ExitCode> = [
        (run.interrupted, ExitCode::Interrupted),
        (any(Verdict::HarnessError), ExitCode::HarnessBug),
        (run.target_lost, ExitCode::NoTarget),
        (requirements.iter().any(|scored| failed(scored.unexcused)) || broken, ExitCode::Nonconformant),
        (must(Verdict::Unknown), ExitCode::Inconclusive),
        (run.baseline_stale, ExitCode::BaselineStale),
        (!ran, ExitCode::NothingRan),
    ]
    .into_iter()
    .filter_map(|(applies, code)| applies.then_some(code))
    .collect();
    (conformance, ExitCode::first_of(&applying))
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn must(verdict: Verdict) -> Scored {
        Scored { level: Level::Must, verdict, unexcused: verdict }
    }

    const fn should(verdict: Verdict) -> Scored {
        Scored { level: Level::Should, verdict, unexcused: verdict }
    }

    /// A failure that the baseline accepts.
    const ACCEPTED: Scored = Scored { unexcused: Verdict::Pass, ..must(Verdict::Fail) };

    /// Reports, baselines and scripts look for these words.
    #[test]
    fn the_words_of_verdicts() {
        use {Conformance as C, Verdict as V};
        let words = [V::Pass, V::Warn, V::Fail, V::Untestable, V::NotApplicable].map(|verdict| verdict.to_string());
        assert_eq!(words, ["PASS", "WARN", "FAIL", "UNTESTABLE", "NOT_APPLICABLE"]);
        assert_eq!(format!("{:>6}|", V::Fail), "  FAIL|");
        let words = [C::Conformant, C::Partial, C::Nonconformant, C::NotDecided].map(|word| word.to_string());
        assert_eq!(words, ["CONFORMANT", "PARTIAL", "NONCONFORMANT", "NOT DECIDED"]);
    }

    #[test]
    fn the_truth_table() {
        use {Conformance as C, ExitCode as E, Verdict as V};
        let table: &[(&[Scored], C, E)] = &[
            (&[must(V::Pass)], C::Conformant, E::Conformant),
            (&[must(V::Pass), should(V::Warn)], C::Conformant, E::Conformant),
            (&[must(V::Pass), must(V::OutOfScope)], C::Conformant, E::Conformant),
            (&[must(V::Pass), should(V::NotApplicable)], C::Conformant, E::Conformant),
            (&[must(V::Pass), must(V::NotApplicable)], C::Partial, E::Conformant),
            (&[should(V::Warn), must(V::NotApplicable)], C::Partial, E::Conformant),
            (&[must(V::Pass), must(V::Fail)], C::Nonconformant, E::Nonconformant),
            (&[must(V::Pass), should(V::Fail)], C::Nonconformant, E::Nonconformant),
            (&[must(V::Pass), must(V::Untestable)], C::Nonconformant, E::Nonconformant),
            (&[must(V::Pass), should(V::Untestable)], C::Nonconformant, E::Nonconformant),
            (&[must(V::NotApplicable), must(V::Fail)], C::Nonconformant, E::Nonconformant),
            (&[must(V::Pass), must(V::Unknown)], C::NotDecided, E::Inconclusive),
            (&[must(V::Pass), should(V::Unknown)], C::Conformant, E::Conformant),
            (&[must(V::Fail), must(V::Unknown)], C::Nonconformant, E::Nonconformant),
            (&[must(V::Pass), must(V::HarnessError)], C::NotDecided, E::HarnessBug),
            (&[must(V::Fail), must(V::HarnessError)], C::Nonconformant, E::HarnessBug),
            (&[must(V::Unknown)], C::NotDecided, E::Inconclusive),
            (&[should(V::Unknown)], C::NothingRan, E::NothingRan),
            (&[must(V::NotApplicable), must(V::OutOfScope)], C::NothingRan, E::NothingRan),
            (&[], C::NothingRan, E::NothingRan),
            (&[must(V::Pass), ACCEPTED], C::Nonconformant, E::Conformant),
            (&[must(V::Fail), ACCEPTED], C::Nonconformant, E::Nonconformant),
            (&[must(V::Unknown), ACCEPTED], C::Nonconformant, E::Inconclusive),
        ];
        for (requirements, conformance, exit) in table {
            let judged = judge(requirements, Circumstances::default());
            assert_eq!(judged, (*conformance, *exit), "{requirements:?}");
        }
    }

    #[test]
    fn circumstances() {
        use {Conformance as C, ExitCode as E};
        const NONE: Circumstances = Circumstances {
            target_lost: false,
            interrupted: false,
            lacking: false,
            regressed: false,
            baseline_stale: false,
        };
        let (passed, failed, undecided) = (&[must(Verdict::Pass)][..], &[must(Verdict::Fail)][..], &[][..]);
        let lost = Circumstances { target_lost: true, ..NONE };
        let interrupted = Circumstances { interrupted: true, ..NONE };
        let lacking = Circumstances { lacking: true, ..NONE };
        let regressed = Circumstances { regressed: true, ..NONE };
        let stale = Circumstances { baseline_stale: true, ..NONE };
        let table = [
            (passed, lost, C::NotDecided, E::NoTarget),
            (failed, lost, C::Nonconformant, E::NoTarget),
            (passed, interrupted, C::NotDecided, E::Interrupted),
            (failed, interrupted, C::Nonconformant, E::Interrupted),
            (undecided, interrupted, C::NotDecided, E::Interrupted),
            (passed, lacking, C::Nonconformant, E::Nonconformant),
            (undecided, lacking, C::Nonconformant, E::Nonconformant),
            (passed, regressed, C::Nonconformant, E::Nonconformant),
            (passed, stale, C::Conformant, E::BaselineStale),
            (undecided, stale, C::NothingRan, E::BaselineStale),
            (failed, stale, C::Nonconformant, E::Nonconformant),
        ];
        for (requirements, circumstances, conformance, exit) in table {
            let judged = judge(requirements, circumstances);
            assert_eq!(judged, (conformance, exit), "{requirements:?}, {circumstances:?}");
        }
    }

    /// The order of the specification: 2 and 130 end a run, then 70, 6, 1, 8, 7, 9, 5, 3, 4.
    #[test]
    fn of_several_codes_the_first_applies() {
        let order = ExitCode::PRECEDENCE.map(ExitCode::code);
        assert_eq!(order, [2, 130, 70, 6, 1, 8, 7, 9, 5, 3, 4]);
        for (at, code) in ExitCode::PRECEDENCE.iter().enumerate() {
            // Whatever applies beside it, and in whatever order it is said.
            let mut applying = ExitCode::PRECEDENCE[at..].to_vec();
            assert_eq!(ExitCode::first_of(&applying), *code);
            applying.reverse();
            applying.push(ExitCode::Conformant);
            assert_eq!(ExitCode::first_of(&applying), *code);
        }
        assert_eq!(ExitCode::first_of(&[]).code(), 0);
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
