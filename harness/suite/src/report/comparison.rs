//! What differs between two runs: requirements that hold no more or hold now, checks that see something else, operations
//! that came or went. As data; `text` and `page` have the words.
//!
//! Everything is taken from what stands in the summaries: they may be of two versions of the suite.

mod page;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use livebridge_port::Operation;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::Summary;
use super::summary::RequirementResult;
use crate::requirement::Level;
use crate::verdict::{Conformance, ExitCode, Verdict};

/// What differs between two runs.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RunComparison {
    /// Name and version of this form.
    pub format: ComparisonFormat,
    /// The run that was there before.
    pub old: RunInShort,
    /// The run that is compared with it.
    pub new: RunInShort,
    /// What else the two runs differ in, so that a difference may not come from the target: a sentence each.
    pub unlike: Vec<String>,
    /// How many requirements have the same verdict in both.
    pub same: usize,
    /// The requirements with another verdict: first those that became worse, then in the order of their ids.
    pub requirements: Vec<RequirementTurn>,
    /// The checks that fail in both and see something else.
    pub seen: Vec<SeenTurn>,
    /// Operations that only the new run offers.
    pub gained: Vec<Operation>,
    /// Operations that only the old run offers.
    pub lost: Vec<Operation>,
}

/// Name and version of the form of a comparison.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum ComparisonFormat {
    /// The first version.
    #[default]
    #[serde(rename = "livebridge.run-diff/1")]
    V1,
}

/// A run in short.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RunInShort {
    /// Where it was read from.
    pub name: String,
    /// Who was tested: name, version, language.
    pub implementation: String,
    /// The verdict.
    pub verdict: Conformance,
    /// The verdict with what qualifies it.
    pub conclusion: String,
    /// How many requirements there are of each verdict, in words.
    pub tally: String,
}

/// Which way something went.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub enum Turn {
    /// What held is seen broken, or is not seen any more.
    Worse,
    /// What did not hold holds now.
    Better,
    /// Neither: it was asked for in one of the two alone, or is no longer offered where it failed.
    Otherwise,
}

/// A requirement with another verdict than before.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequirementTurn {
    /// Which way it went.
    pub turn: Turn,
    /// Its stable id.
    pub id: String,
    /// MUST or SHOULD.
    pub level: Level,
    /// The requirement in one sentence.
    pub text: String,
    /// The verdict before; absent where it was not asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub old: Option<Verdict>,
    /// The verdict now; absent where it was not asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub new: Option<Verdict>,
    /// What the first check with a finding saw, now or else before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub finding: Option<Seen>,
}

/// What a check saw.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Seen {
    /// Name of the check.
    pub check: String,
    /// What should have been seen.
    pub expected: String,
    /// What was seen.
    pub seen: String,
}

/// A check that fails in both runs, and sees something else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SeenTurn {
    /// Name of the check.
    pub check: String,
    /// The requirement that it judges.
    pub requirement: String,
    /// What was seen before.
    pub old: String,
    /// What is seen now.
    pub new: String,
}

impl RunComparison {
    /// Compares two runs, each with what it is called.
    pub fn of((old_name, old): (&str, &Summary), (new_name, new): (&str, &Summary)) -> Self {
        let mut requirements: Vec<_> = both(old, new).filter_map(|pair| turn_of(pair, old, new)).collect();
        requirements.sort_by(|a, b| (a.turn, &a.id).cmp(&(b.turn, &b.id)));
        let same = both(old, new).count() - requirements.len();
        let [before, after] = [old, new].map(offered);
        Self {
            format: ComparisonFormat::V1,
            old: RunInShort::of(old_name, old),
            new: RunInShort::of(new_name, new),
            unlike: unlike(old, new),
            same,
            requirements,
            seen: seen_otherwise(old, new),
            gained: after.difference(&before).copied().collect(),
            lost: before.difference(&after).copied().collect(),
        }
    }

    /// How many requirements went this way.
    pub fn count(&self, turn: Turn) -> usize {
        self.requirements.iter().filter(|requirement| requirement.turn == turn).count()
    }

    /// Whether something is worse: a requirement, or an operation that is no longer offered.
    pub fn is_worse(&self) -> bool {
        self.count(Turn::Worse) > 0 || !self.lost.is_empty()
    }

    /// How the process ends.
    pub fn exit_code(&self) -> ExitCode {
        if self.is_worse() { ExitCode::Nonconformant } else { ExitCode::Conformant }
    }

    /// The last line in every form.
    pub fn conclusion(&self) -> String {
        let [worse, better, otherwise] = [Turn::Worse, Turn::Better, Turn::Otherwise].map(|turn| self.count(turn));
        let lost = match self.lost.len() {
            0 => String::new(),
            lost => format!("; {lost} no longer offered"),
        };
        format!("{worse} worse, {better} better, {otherwise} otherwise, {} as before{lost}", self.same)
    }

    /// For people at a terminal.
    pub fn text(&self) -> String {
        text::text(self)
    }

    /// One page in one file, as that of a run is.
    pub fn html(&self) -> String {
        page::page(self)
    }
}

impl RunInShort {
    fn of(name: &str, summary: &Summary) -> Self {
        let run = &summary.run;
        Self {
            name: name.to_owned(),
            implementation: super::text::implementation(&run.description, run.transport),
            verdict: summary.verdict,
            conclusion: summary.conclusion(),
            tally: summary.tally(),
        }
    }
}

/// A requirement as both runs have it; one of the two has it for sure.
type Pair<'a> = (Option<&'a RequirementResult>, Option<&'a RequirementResult>);

/// Every requirement that one of the runs has, by its id.
fn both<'a>(old: &'a Summary, new: &'a Summary) -> impl Iterator<Item = Pair<'a>> {
    let mut pairs: BTreeMap<&str, Pair<'a>> = BTreeMap::new();
    for requirement in &old.requirements {
        pairs.entry(&requirement.id).or_default().0 = Some(requirement);
    }
    for requirement in &new.requirements {
        pairs.entry(&requirement.id).or_default().1 = Some(requirement);
    }
    pairs.into_values()
}

fn turn_of(pair: Pair<'_>, old: &Summary, new: &Summary) -> Option<RequirementTurn> {
    let (before, after) = pair;
    let RequirementResult { id, level, text, .. } = after.or(before)?;
    let [was, is] = [before, after].map(|requirement| requirement.map(|requirement| requirement.verdict));
    let turn = turn(was, is)?;
    Some(RequirementTurn {
        turn,
        id: id.clone(),
        level: *level,
        text: text.clone(),
        old: was,
        new: is,
        finding: seen(new, id).or_else(|| seen(old, id)),
    })
}

/// Which way a verdict went; `None` where it is the same.
fn turn(old: Option<Verdict>, new: Option<Verdict>) -> Option<Turn> {
    let (Some(old), Some(new)) = (old, new) else {
        return (old != new).then_some(Turn::Otherwise);
    };
    let (was, is) = (harm(old), harm(new));
    match was.cmp(&is) {
        std::cmp::Ordering::Less => Some(Turn::Worse),
        std::cmp::Ordering::Equal => (old != new).then_some(Turn::Otherwise),
        // What is not looked at any more is not mended.
        std::cmp::Ordering::Greater if is == NOT_SEEN => Some(Turn::Otherwise),
        std::cmp::Ordering::Greater => Some(Turn::Better),
    }
}

/// How bad it is that nothing was seen.
const NOT_SEEN: u8 = 1;

/// How bad a verdict is.
const fn harm(verdict: Verdict) -> u8 {
    match verdict {
        Verdict::Pass => 0,
        Verdict::OutOfScope | Verdict::NotApplicable => NOT_SEEN,
        Verdict::Warn => 2,
        Verdict::Unknown => 3,
        Verdict::Fail | Verdict::Untestable => 4,
        Verdict::HarnessError => 5,
    }
}

/// What the first check of a requirement with a finding saw.
fn seen(summary: &Summary, requirement: &str) -> Option<Seen> {
    let mut found = summary.findings().filter(|result| result.requirement == requirement);
    let result = found.next()?;
    let finding = result.finding.as_ref()?;
    Some(Seen { check: result.check.clone(), expected: finding.expected.clone(), seen: finding.seen.clone() })
}

/// The checks that fail in both runs, and see something else.
fn seen_otherwise(old: &Summary, new: &Summary) -> Vec<SeenTurn> {
    let before: BTreeMap<&str, &str> =
        old.findings().filter_map(|result| Some((&*result.check, &*result.finding.as_ref()?.seen))).collect();
    let turns = new.findings().filter_map(|result| {
        let (was, is) = (*before.get(&*result.check)?, &result.finding.as_ref()?.seen);
        (was != is).then(|| SeenTurn {
            check: result.check.clone(),
            requirement: result.requirement.to_owned(),
            old: was.to_owned(),
            new: is.clone(),
        })
    });
    turns.collect()
}

fn offered(summary: &Summary) -> BTreeSet<Operation> {
    summary.operations.iter().filter(|offer| offer.offered).map(|offer| offer.operation).collect()
}

/// What else the runs differ in.
fn unlike(old: &Summary, new: &Summary) -> Vec<String> {
    let named = |name: Option<String>| name.unwrap_or_else(|| "none".to_owned());
    let facts = |summary: &Summary| {
        let run = &summary.run;
        [
            ("version of the suite", summary.suite.clone()),
            ("set of requirements", run.edition.to_string()),
            ("profile", named(run.profile.map(|profile| profile.to_string()))),
            ("seed", run.seed.to_string()),
            ("Set that checks begin with", run.reset_from.clone().unwrap_or_else(|| "fixtures".to_owned())),
            ("shard", named(run.shard.map(|shard| shard.to_string()))),
            ("requirements asked for", format!("{} of {}", summary.asked.requirements, summary.asked.of)),
            ("exploration", if run.unexplored.is_some() { "left out" } else { "asked for" }.to_owned()),
            ("end", if run.interrupted || run.failed_fast { "cut short" } else { "whole" }.to_owned()),
        ]
    };
    let pairs = facts(old).into_iter().zip(facts(new));
    let differing = pairs.filter(|((_, was), (_, is))| was != is);
    differing.map(|((what, was), (_, is))| format!("{what}: {was}, then {is}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn which_way_a_verdict_goes() {
        use Verdict as V;
        let way = |old, new| turn(Some(old), Some(new));
        for worse in [(V::Pass, V::Fail), (V::Pass, V::NotApplicable), (V::NotApplicable, V::Untestable)] {
            assert_eq!(way(worse.0, worse.1), Some(Turn::Worse), "{worse:?}");
        }
        for better in [(V::Fail, V::Pass), (V::NotApplicable, V::Pass), (V::Fail, V::Warn), (V::Unknown, V::Pass)] {
            assert_eq!(way(better.0, better.1), Some(Turn::Better), "{better:?}");
        }
        // A failure that nobody looks for any more is not mended, and another sort of failure is none of both.
        for neither in [(V::Fail, V::NotApplicable), (V::Fail, V::Untestable), (V::OutOfScope, V::NotApplicable)] {
            assert_eq!(way(neither.0, neither.1), Some(Turn::Otherwise), "{neither:?}");
        }
        assert_eq!(turn(None, Some(V::Fail)), Some(Turn::Otherwise));
        assert_eq!(way(V::Fail, V::Fail), None);
    }
}
