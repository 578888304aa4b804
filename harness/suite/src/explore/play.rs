//! A program that somebody wrote, run once under the eyes of the judge: for checks.

use std::collections::BTreeSet;

use livebridge_port::{Description, Snapshot};
use serde_json::json;

use super::agreement::Agreement;
use super::judge::{Divergence, Judge, Manner};
use super::model::Model;
use super::program::Step;
use super::subject::Subject;
use super::target_ids::TargetIds;
use super::watch::Watch;
use crate::tolerance::Tolerance;

/// What is looked at between the steps of a program, beside the Set after each undo, redo and failure.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Pace {
    /// Everything that the target shows, after each.
    Slow,
    /// The same, but nothing between changes that follow each other.
    Quick,
    /// Nothing but what the program itself reads.
    Unseen,
}

/// Runs the steps on a target that holds `set`, and compares every answer and the whole Set with the model.
pub(crate) fn play(subject: &mut dyn Subject, set: &Snapshot, steps: &[Step], pace: Pace) -> Result<(), Divergence> {
    let model = Model::default();
    let watch = match pace {
        Pace::Slow => Watch::Everything,
        Pace::Quick => Watch::BetweenRuns,
        Pace::Unseen => Watch::AtRisk,
    };
    let muted = BTreeSet::new();
    let manner = Manner { watch, tells: false, muted: &muted, has_a_past: false };
    let mut judge = Judge::begin(subject, &model, set, manner)?;
    steps.iter().try_for_each(|step| judge.step(step))?;
    judge.end()
}

/// Where a Set that a target shows is not the one that is wanted, as far as the contract fixes it; `None` when it is.
pub(crate) fn difference(target: &Description, wanted: &Snapshot, seen: &Snapshot) -> Option<String> {
    if wanted == seen {
        return None;
    }
    let tolerance = Tolerance::of(&target.capabilities);
    let mut names = TargetIds::new(target.capabilities.ids);
    let mut agreement = Agreement { tolerance, names: &mut names };
    let difference = agreement.differ(&json!(wanted), &json!(seen))?;
    Some(format!("{}: {} instead of {}", difference.path, difference.seen, difference.expected))
}
