//! Several parts of a run as one: `--shard 1/4` on four machines is the whole suite, and nothing may be missing, be
//! there twice, or be of another run.

use std::collections::BTreeMap;

use thiserror::Error;

use super::Summary;
use crate::baseline::Comparison;
use crate::checks;
use crate::runner::{CheckResult, Run};

/// Parts that do not make up a run. Each is named as it was given.
#[derive(Debug, PartialEq, Eq, Error)]
pub enum MergeError {
    /// There is nothing to merge.
    #[error("no parts were given")]
    Nothing,
    /// A part is of something else.
    #[error("`{part}` is foreign: its {what} is {other}, that of `{first}` is {one}")]
    Foreign {
        /// The part.
        part: String,
        /// The part that it was compared with.
        first: String,
        /// What differs.
        what: &'static str,
        /// As the part has it.
        other: String,
        /// As the first part has it.
        one: String,
    },
    /// A run that is not in parts.
    #[error("`{part}` is no part of a run: it is a whole one")]
    Whole {
        /// Its name.
        part: String,
    },
    /// Two parts hold the same.
    #[error("`{part}` overlaps `{first}`: both hold {what}")]
    Overlap {
        /// The later part.
        part: String,
        /// The earlier part.
        first: String,
        /// What is there twice.
        what: String,
    },
    /// Parts that were not given.
    #[error("missing: {0}")]
    Missing(String),
}

impl MergeError {
    /// What to do about it.
    pub const fn hint(&self) -> &'static str {
        match self {
            Self::Nothing => "give the summaries of all parts of a run",
            Self::Foreign { .. } => "merge the parts of one run",
            Self::Whole { .. } => "give the parts of one run",
            Self::Overlap { .. } => "give each part once",
            Self::Missing(_) => "give all parts of the run",
        }
    }
}

/// The whole run that these parts, each with its name, make up. A single run that was not cut into parts is itself.
pub fn merge(parts: &[(String, Summary)]) -> Result<Run, MergeError> {
    let [(first_name, first), rest @ ..] = parts else { return Err(MergeError::Nothing) };
    if rest.is_empty() && first.run.shard.is_none() {
        return Ok(first.run.clone());
    }
    for (name, part) in rest {
        same(first_name, first, name, part)?;
    }
    complete(parts)?;
    let results = results(parts)?;
    let planned: usize = parts.iter().map(|(_, part)| part.run.planned).sum();
    if planned != first.run.chosen {
        let chosen = first.run.chosen;
        return Err(MergeError::Missing(format!("the parts hold {planned} of the {chosen} checks that were chosen")));
    }
    let mut run = Run { shard: None, planned, checks: results, ..first.run.without_checks() };
    let joined = |said: fn(&Run) -> Option<&str>| {
        let all: Vec<&str> = parts.iter().filter_map(|(_, part)| said(&part.run)).collect();
        (!all.is_empty()).then(|| all.join("; "))
    };
    run.lost = joined(|run| run.lost.as_deref());
    run.left_behind = joined(|run| run.left_behind.as_deref());
    run.interrupted = parts.iter().any(|(_, part)| part.run.interrupted);
    run.failed_fast = parts.iter().any(|(_, part)| part.run.failed_fast);
    run.baseline = baseline(parts);
    Ok(run)
}

/// Whether two parts are of one run.
fn same(first_name: &str, first: &Summary, name: &str, part: &Summary) -> Result<(), MergeError> {
    let (one, other) = (&first.run, &part.run);
    let file = |run: &Run| run.baseline.as_ref().map_or_else(|| "none".to_owned(), |baseline| baseline.file.clone());
    let set = |run: &Run| run.reset_from.clone().unwrap_or_else(|| "fixtures".to_owned());
    let profile = |run: &Run| run.profile.map_or("none", |profile| profile.name());
    let explored = |run: &Run| run.unexplored.as_deref().map_or("asked for", |_| "left out").to_owned();
    let compared = [
        ("version of the suite", first.suite.clone(), part.suite.clone()),
        ("target", one.target.clone(), other.target.clone()),
        ("seed", one.seed.to_string(), other.seed.to_string()),
        ("Set", set(one), set(other)),
        ("transport", one.transport.to_string(), other.transport.to_string()),
        ("profile", profile(one).to_owned(), profile(other).to_owned()),
        ("set of requirements", one.edition.to_string(), other.edition.to_string()),
        ("exploration", explored(one), explored(other)),
        ("baseline", file(one), file(other)),
        ("number of chosen checks", one.chosen.to_string(), other.chosen.to_string()),
    ];
    // What a target says of itself is too long to show.
    let described = one.description != other.description;
    let described = described.then(|| ("description of itself", "another".to_owned(), "one".to_owned()));
    match compared.into_iter().find(|(_, one, other)| one != other).or(described) {
        None => Ok(()),
        Some((what, one, other)) => {
            Err(MergeError::Foreign { part: name.to_owned(), first: first_name.to_owned(), what, other, one })
        }
    }
}

/// Whether every shard is there, and once.
fn complete(parts: &[(String, Summary)]) -> Result<(), MergeError> {
    let mut held: BTreeMap<u64, &str> = BTreeMap::new();
    let mut count = None;
    for (name, part) in parts {
        let Some(shard) = part.run.shard else { return Err(MergeError::Whole { part: name.clone() }) };
        let (first, of) = *count.get_or_insert((name, shard.count()));
        if of != shard.count() {
            return Err(MergeError::Foreign {
                part: name.clone(),
                first: first.clone(),
                what: "number of shards",
                other: shard.count().to_string(),
                one: of.to_string(),
            });
        }
        if let Some(first) = held.insert(shard.index(), name) {
            let what = format!("shard {shard}");
            return Err(MergeError::Overlap { part: name.clone(), first: first.to_owned(), what });
        }
    }
    let of = count.map_or(0, |(_, of)| of);
    let missing: Vec<String> =
        (1..=of).filter(|index| !held.contains_key(index)).map(|index| format!("{index}/{of}")).collect();
    if missing.is_empty() { Ok(()) } else { Err(MergeError::Missing(format!("shard {}", missing.join(", ")))) }
}

/// The checks of all parts, in the order of the suite.
fn results(parts: &[(String, Summary)]) -> Result<Vec<CheckResult>, MergeError> {
    let mut held: BTreeMap<&str, (&str, &CheckResult)> = BTreeMap::new();
    for (name, part) in parts {
        for result in &part.run.checks {
            if let Some((first, _)) = held.insert(&result.check, (name, result)) {
                let what = format!("the check `{}`", result.check);
                return Err(MergeError::Overlap { part: name.clone(), first: first.to_owned(), what });
            }
        }
    }
    let suite = checks::all();
    let in_order = suite.iter().filter_map(|check| held.remove(check.name.as_str()));
    let mut results: Vec<CheckResult> = in_order.map(|(_, result)| result.clone()).collect();
    // What this build of the suite does not have stands at the end.
    results.extend(held.into_values().map(|(_, result)| result.clone()));
    Ok(results)
}

fn baseline(parts: &[(String, Summary)]) -> Option<Comparison> {
    let mut compared = parts.iter().filter_map(|(_, part)| part.run.baseline.clone());
    let mut merged = compared.next()?;
    for part in compared {
        merged.stale.extend(part.stale);
        merged.regressed.extend(part.regressed);
    }
    for list in [&mut merged.stale, &mut merged.regressed] {
        list.sort();
        list.dedup();
    }
    Some(merged)
}
