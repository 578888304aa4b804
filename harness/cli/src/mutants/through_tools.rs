//! The fakes behind our tool server: every call of a check becomes a call of a tool, by the map of it that ships.
//!
//! Undo, redo, resets and the whole Set are the port's beside the tools, which have none of them. Whatever is not killed here has
//! a reason: its fault is in a protocol that is not spoken, none of the checks that catch it is judged through tools, or
//! it has a row in [`UNSEEN`].

use std::collections::{BTreeMap, BTreeSet};
use std::num::NonZeroUsize;
use std::sync::Arc;

use anyhow::Context;
use livebridge_maps::{Map, shipped};
use livebridge_suite::check::Check;
use livebridge_suite::interrupt::Interrupt;
use livebridge_suite::mutants::hunt::{Fate, Ground, Hunt, hunt};
use livebridge_suite::mutants::{Mutant, all, by_name};
use livebridge_suite::runner::CheckResult;
use livebridge_suite::verdict::Verdict;
use serde::Serialize;

use super::behind_tools::target;

/// The map of our tool server.
const MAP: &str = "livebridge";

/// The requirement that random programs judge: they take as long as all other checks.
pub(super) const EXPLORATION: &str = "LB-EXPL-001";

/// The mutant that is in every hunt here: its fault is in an answer that a tool gives.
const CANARY: &str = "stale-id-accepted";

/// Mutants whose check is judged through tools and whose fault does not come through them, each with the reason. A row that
/// is not needed fails the hunt.
const UNSEEN: &[(&str, &str)] = &[
    ("old-notes-gone-before-the-new-are-checked", SCHEMA),
    ("name-written-before-the-colour-is-checked", SCHEMA),
    ("an-error-after-the-effect", SCHEMA),
    ("nan-accepted", NUMBERS),
    ("tempo-below-zero-refused-by-the-host", SCHEMA),
    ("swallows-rejection", SCHEMA),
    ("far-clips-accepted", SCHEMA),
    ("empty-patch-accepted", SCHEMA),
    ("negative-duration-accepted", SCHEMA),
    ("probability-unchecked", SCHEMA),
    ("velocity-deviation-unchecked", SCHEMA),
    ("far-beats-accepted", SCHEMA),
    ("clip-of-no-length", SCHEMA),
    ("colour-wraps", SCHEMA),
    ("arrangement-clip-before-zero", SCHEMA),
    ("empty-file-path-accepted", SCHEMA),
    ("cue-before-zero", SCHEMA),
    ("device-index-truncated", SCHEMA),
    ("a-failure-keeps-one-of-two", NOTHING_TO_TAKE_BACK),
    ("overview-as-at-first-after-a-failure", NOTHING_TO_TAKE_BACK),
    ("tracks-as-at-first-after-a-failure", NOTHING_TO_TAKE_BACK),
    ("clips-as-at-first-after-a-failure", NOTHING_TO_TAKE_BACK),
    ("found-tracks-as-at-first-after-a-failure", NOTHING_TO_TAKE_BACK),
    ("rollback-leaks-first-op", NOTHING_TO_TAKE_BACK),
    ("position-of-the-last-op", NOTHING_TO_TAKE_BACK),
    ("rollback-of-sixteen", NOTHING_TO_TAKE_BACK),
    ("rollback-forgets-devices", NOTHING_TO_TAKE_BACK),
    ("no-position-in-errors", NOTHING_TO_TAKE_BACK),
    ("rollback-brings-120", NOTHING_TO_TAKE_BACK),
    ("rollback-switches-off", NOTHING_TO_TAKE_BACK),
    ("rollback-brings-no-name", NOTHING_TO_TAKE_BACK),
    ("rollback-brings-no-colour", NOTHING_TO_TAKE_BACK),
    ("rollback-brings-the-default", NOTHING_TO_TAKE_BACK),
    ("rollback-brings-the-least-value", NOTHING_TO_TAKE_BACK),
    ("rollback-brings-older-notes", NOTHING_TO_TAKE_BACK),
    ("rollback-brings-plain-clips", NOTHING_TO_TAKE_BACK),
    ("rollback-brings-whole-loops", NOTHING_TO_TAKE_BACK),
    ("declared-and-not-served", NO_TOOL),
    ("answers-with-long-names", NAMES),
    ("cue-points-up-to-256", CUES),
    ("no-isolation", ONE_AT_A_TIME),
    ("lost-update", ONE_AT_A_TIME),
    ("transaction-begins-when-it-arrives", ONE_AT_A_TIME),
];

const SCHEMA: &str = "the schema of the tool refuses the value that the fault is about";

const NOTHING_TO_TAKE_BACK: &str = "the schema of live_transaction refuses what is to fail before anything is changed";

const NO_TOOL: &str = "what the bridge does not serve is no tool, and the map says what is offered";

const NUMBERS: &str = "a call of a tool is JSON, which has no such number";

const NAMES: &str = "a tool takes names of 1,000 characters at most, and the fault is in longer ones";

const CUES: &str = "no tool lists cue points";

const ONE_AT_A_TIME: &str = "a map makes one call at a time, and the fault is between two";

/// How the reasons begin for which a check may not be judged through tools, beside those of the map's `[inapplicable]`. Any
/// other one is a check that should be; one that is not needed fails a hunt of all.
const NOT_JUDGED: &[&str] =
    &["not offered: listCuePoints", "not offered: transaction: the tool shows ", "applies where transform/"];

const ON_THE_WIRE: &str = "its fault is in the wire protocol, which is not spoken here";

const IN_THE_TOOLS: &str = "its fault is in a tool server, and the area `tools` is what catches it";

const BY_EXPLORATION: &str = "random programs alone catch it, and they are left out here";

/// A hunt through tools.
#[derive(Serialize)]
pub(super) struct ThroughTools {
    /// The mutants that are killed, and those of which nothing says why they are not.
    pub(super) hunt: Hunt,
    /// The others.
    pub(super) beyond: Vec<Beyond>,
    /// Rows of [`UNSEEN`] and of [`NOT_JUDGED`] that are not needed.
    pub(super) idle_rows: Vec<&'static str>,
}

/// A mutant that is not seen through tools.
#[derive(Serialize)]
pub(super) struct Beyond {
    pub(super) name: &'static str,
    pub(super) requirement: &'static str,
    pub(super) reason: String,
}

impl Beyond {
    fn new(mutant: &Mutant, reason: impl Into<String>) -> Self {
        Self { name: mutant.name, requirement: mutant.requirement, reason: reason.into() }
    }
}

/// Hunts the mutants through tools, and finds out of those that survive why they do.
pub(super) fn hunt_through(
    map: &Arc<Map>,
    mutants: &[&'static Mutant],
    checks: &[Check],
    jobs: NonZeroUsize,
    interrupt: &Interrupt,
    tell: impl Fn() + Sync,
) -> anyhow::Result<ThroughTools> {
    let protocol = |mutant: &Mutant| match (mutant.wire, mutant.tools) {
        (Some(_), _) => Some(ON_THE_WIRE),
        (None, Some(_)) => Some(IN_THE_TOOLS),
        (None, None) => None,
    };
    let elsewhere = mutants.iter().filter_map(|mutant| Some(Beyond::new(mutant, protocol(mutant)?)));
    let mut beyond: Vec<Beyond> = elsewhere.collect();
    let here: Vec<&'static Mutant> = mutants.iter().copied().filter(|mutant| protocol(mutant).is_none()).collect();
    let of = |mutant: Option<&'static Mutant>| target(map, mutant);
    let ground = Ground { target: &of, canary: CANARY, asks_all: false };
    let mut through = hunt(&ground, &here, checks, jobs, interrupt, tell)?;
    if through.is_interrupted() {
        return Ok(ThroughTools { hunt: through, beyond, idle_rows: Vec::new() });
    }
    let fates: BTreeMap<&str, &Fate> = through.mutants.iter().map(|hunted| (hunted.name, &hunted.fate)).collect();
    let survived = |mutant: &&'static Mutant| fates.get(mutant.name) == Some(&&Fate::Survived);
    let survivors: Vec<&'static Mutant> = here.into_iter().filter(survived).collect();
    // What catches them on the port says whether it could have, through tools.
    let on_the_port = Ground { asks_all: false, ..Ground::default() };
    let on_the_port = hunt(&on_the_port, &survivors, checks, jobs, interrupt, || {})?;
    if on_the_port.is_interrupted() {
        for hunted in through.mutants.iter_mut().filter(|hunted| hunted.fate == Fate::Survived) {
            hunted.fate = Fate::Unknown;
        }
        return Ok(ThroughTools { hunt: through, beyond, idle_rows: Vec::new() });
    }
    let control = through.control.iter().flatten().map(|result| (&*result.check, result)).collect();
    let is_hunted = |name: &str| mutants.iter().any(|mutant| mutant.name == name) || by_name(name).is_none();
    let mut idle_rows: BTreeSet<&str> = UNSEEN.iter().map(|(name, _)| *name).filter(|name| is_hunted(name)).collect();
    if mutants.len() == all().count() {
        idle_rows.extend(NOT_JUDGED);
    }
    for (mutant, hunted) in survivors.iter().zip(&on_the_port.mutants) {
        let unjudged = not_judged(mutant, &hunted.fate, &control);
        let reason = match (unjudged, UNSEEN.iter().find(|row| row.0 == mutant.name)) {
            (Some(reason), _) => {
                let known = NOT_JUDGED.iter().find(|beginning| reason.starts_with(**beginning));
                if known.is_none() && reason != BY_EXPLORATION && !map.inapplicable.values().any(|why| *why == reason) {
                    continue;
                }
                idle_rows.retain(|row| Some(row) != known);
                reason
            }
            (None, Some((name, reason))) => {
                idle_rows.remove(name);
                (*reason).to_owned()
            }
            (None, None) => continue,
        };
        beyond.push(Beyond::new(mutant, reason));
    }
    through.mutants.retain(|hunted| !beyond.iter().any(|mutant| mutant.name == hunted.name));
    Ok(ThroughTools { hunt: through, beyond, idle_rows: idle_rows.into_iter().collect() })
}

/// Why no check that catches a mutant on the port is judged through tools; `None` where one is.
fn not_judged(mutant: &Mutant, on_the_port: &Fate, control: &BTreeMap<&str, &CheckResult>) -> Option<String> {
    let checks = match on_the_port {
        Fate::Killed { checks } => checks,
        Fate::Survived => return (mutant.requirement == EXPLORATION).then(|| BY_EXPLORATION.to_owned()),
        Fate::KilledForAnotherReason { .. } | Fate::HarnessError { .. } | Fate::Unknown => return None,
    };
    let of_check = |check: &String| control.get(&**check).copied();
    if checks.iter().filter_map(of_check).any(|result| result.verdict == Verdict::Pass) {
        return None;
    }
    let reason = |result: &CheckResult| result.reason.clone().unwrap_or_else(|| result.verdict.to_string());
    checks.iter().find_map(of_check).map(reason)
}

/// The map, read.
pub(super) fn map() -> anyhow::Result<Arc<Map>> {
    let known = shipped::by_name(MAP).context("there is no map of our tool server")?;
    Ok(Arc::new(known.map()?))
}
