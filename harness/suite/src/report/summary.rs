//! The whole run as data: what every format shows, and what `--json` writes. Everything in it is computed here from
//! the run, its verdict by the one function that judges.

use std::collections::BTreeMap;

use livebridge_port::Operation;
use livebridge_port::capabilities::UndoCapability;
use livebridge_text::phrasing::visible;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::areas::Area;
use crate::registry::{self, Edition};
use crate::requirement::Level;
use crate::runner::{CheckResult, Judged, Run};
use crate::verdict::{Conformance, Verdict};

/// A run with its verdict. The order of everything is fixed, and nothing depends on time.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Summary {
    /// Name and version of this form.
    pub format: SummaryFormat,
    /// Version of the suite.
    pub suite: String,
    /// The verdict of the run.
    pub verdict: Conformance,
    /// How the process ended.
    pub exit_code: u8,
    /// How much of the suite was asked for.
    pub asked: Asked,
    /// What could not be seen of "one call is one undo"; absent when it could be observed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_call_is_one_undo: Option<String>,
    /// All 24 operations of the port.
    pub operations: Vec<Offer>,
    /// How many scored requirements have which verdict; verdicts that none has are left out.
    pub counts: BTreeMap<Verdict, usize>,
    /// What was met, area by area; areas of which nothing was asked are left out.
    pub areas: Vec<AreaResult>,
    /// The requirements that were asked for, in the order of the registry.
    pub requirements: Vec<RequirementResult>,
    /// What many checks saw alike, most often first: mostly one thing to repair.
    pub repeated: Vec<Repeated>,
    /// What was run, and every check in the order in which they ran: all the rest follows from it.
    pub run: Run,
}

/// Name and version of the form of a summary.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub enum SummaryFormat {
    /// The first version.
    #[default]
    #[serde(rename = "livebridge.summary/1")]
    V1,
}

/// How much was asked for of what is scored: a part says nothing about the rest.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Asked {
    /// Scored requirements that had a check in this run.
    pub requirements: usize,
    /// Scored requirements that there are.
    pub of: usize,
}

/// An operation of the port.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Offer {
    /// Its name on the wire.
    pub operation: Operation,
    /// Whether the target offers it.
    pub offered: bool,
}

/// An area of the contract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct AreaResult {
    /// The area.
    pub area: Area,
    /// Its MUSTs.
    pub must: Fraction,
    /// Its SHOULDs.
    pub should: Fraction,
}

/// So many passed of so many that were checked; what is out of scope, not applicable or not scored is in neither.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Fraction {
    /// How many passed.
    pub passed: usize,
    /// How many were checked.
    pub checked: usize,
}

impl std::fmt::Display for Fraction {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if self.checked == 0 { f.pad("-") } else { f.pad(&format!("{}/{}", self.passed, self.checked)) }
    }
}

/// A requirement with its verdict.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct RequirementResult {
    /// Its stable id.
    pub id: String,
    /// MUST or SHOULD.
    pub level: Level,
    /// Its area.
    pub area: Area,
    /// The requirement in one sentence.
    pub text: String,
    /// Where it stands, in words.
    pub place: String,
    /// The verdict: the worst of its checks.
    pub verdict: Verdict,
    /// Whether it counts; `false` for one that was added after the release of the set that is scored.
    pub scored: bool,
    /// What is missing or excludes it, where it was not decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// The same seen by several checks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Repeated {
    /// What was seen.
    pub seen: String,
    /// By how many checks.
    pub times: usize,
}

impl Summary {
    /// The summary of a run.
    pub fn of(run: &Run) -> Self {
        let (verdict, exit) = run.judge();
        let requirements: Vec<_> = run.requirements().iter().map(|judged| RequirementResult::of(run, judged)).collect();
        let scored = requirements.iter().filter(|requirement| requirement.scored);
        let mut counts = BTreeMap::new();
        for requirement in scored.clone() {
            *counts.entry(requirement.verdict).or_default() += 1;
        }
        Self {
            format: SummaryFormat::V1,
            suite: crate::SUITE_VERSION.to_owned(),
            verdict,
            exit_code: exit.code(),
            asked: Asked {
                requirements: scored.count(),
                of: registry::all().filter(|requirement| run.edition.scores(requirement)).count(),
            },
            one_call_is_one_undo: unobserved(run.description.capabilities.undo),
            operations: run.operations().map(|(operation, offered)| Offer { operation, offered }).collect(),
            counts,
            areas: Area::ALL.into_iter().filter_map(|area| AreaResult::of(area, &requirements)).collect(),
            requirements,
            repeated: repeated(run),
            run: run.clone(),
        }
    }

    /// How many scored requirements have a verdict.
    pub fn count(&self, verdict: Verdict) -> usize {
        self.counts.get(&verdict).copied().unwrap_or_default()
    }

    /// The requirement of this id, if it was asked for.
    pub fn requirement(&self, id: &str) -> Option<&RequirementResult> {
        self.requirements.iter().find(|requirement| requirement.id == id)
    }

    /// The checks that have a finding.
    pub fn findings(&self) -> impl Iterator<Item = &CheckResult> {
        self.run.checks.iter().filter(|result| result.finding.is_some())
    }

    /// Requirements of a verdict by their reason, in the order of the first of each: those that lack the same stand
    /// together.
    pub fn by_reason(&self, verdict: Verdict) -> Vec<(&str, Vec<&RequirementResult>)> {
        let mut reasons: Vec<(&str, Vec<&RequirementResult>)> = Vec::new();
        for requirement in self.requirements.iter().filter(|requirement| requirement.verdict == verdict) {
            let reason = requirement.reason.as_deref().unwrap_or("no reason was given");
            match reasons.iter_mut().find(|(other, _)| *other == reason) {
                Some((_, requirements)) => requirements.push(requirement),
                None => reasons.push((reason, vec![requirement])),
            }
        }
        reasons
    }

    /// The verdict with what qualifies it, in one line: what every format says, word for word.
    pub fn conclusion(&self) -> String {
        let Asked { requirements: asked, of } = self.asked;
        let run = &self.run;
        let mut qualified = vec![visible(&run.target)];
        qualified.extend(run.profile.map(|profile| format!("profile {profile}")));
        if run.edition != Edition::default() {
            qualified.push(format!("requirements {}", run.edition));
        }
        qualified.push(format!("seed {}", visible(&run.seed.to_string())));
        qualified.extend(run.shard.map(|shard| format!("shard {shard}")));
        if asked < of {
            qualified.push(format!("only {asked} of {of} requirements asked for"));
        }
        if run.interrupted || run.failed_fast {
            qualified.push("cut short".to_owned());
        }
        let recorded = if self.accepted() > 0 && self.exit_code == 0 { ", as recorded" } else { "" };
        format!("{}{recorded} ({})", self.verdict, qualified.join(", "))
    }

    /// How many failures the baseline accepts.
    fn accepted(&self) -> usize {
        self.run.checks.iter().filter(|result| result.accepted.is_some()).count()
    }

    /// How many requirements there are of each verdict, in one line.
    pub fn tally(&self) -> String {
        let parts = OUTCOMES.iter().filter_map(|(verdict, words)| {
            let count = self.count(*verdict);
            (count > 0 || *verdict == Verdict::Pass).then(|| format!("{count} {words}"))
        });
        let n = self.asked.requirements;
        let plural = if n == 1 { "" } else { "s" };
        format!("{n} requirement{plural}: {}", parts.collect::<Vec<_>>().join(", "))
    }

    /// What keeps the verdict from being the whole truth, a sentence each: what was not observed, lost or cut short,
    /// what the baseline says, and what many checks saw alike.
    pub fn remarks(&self) -> Vec<String> {
        let run = &self.run;
        let mut remarks = Vec::new();
        remarks.extend(self.one_call_is_one_undo.iter().map(|said| format!("one call is one undo: {said}")));
        remarks.extend(
            self.repeated
                .iter()
                .map(|Repeated { seen, times }| format!("{times} of {} checks saw the same: {seen}", run.checks.len())),
        );
        for later in self.requirements.iter().filter(|requirement| !requirement.scored) {
            let RequirementResult { verdict, id, text, .. } = later;
            remarks.push(format!("not scored, added after release: {verdict} {id}  {text}"));
        }
        if let (Some(profile), lacks @ [_, ..]) = (run.profile, &run.lacks()[..]) {
            let lacks = lacks.join(", ");
            remarks.push(format!("the profile {profile} needs what this target does not offer: {lacks}"));
        }
        if let Some(baseline) = &run.baseline {
            let accepted = self.accepted();
            let plural = if accepted == 1 { "failure" } else { "failures" };
            let file = visible(&baseline.file);
            remarks.push(format!("baseline {file}: {accepted} known {plural} accepted"));
            remarks.extend(baseline.regressed.iter().map(|what| format!("  worse     {what}")));
            remarks.extend(baseline.stale.iter().map(|what| format!("  stale     {what}")));
        }
        let left_out = |by: &String| format!("exploration was left out ({by}): what no check asks was not looked for");
        remarks.extend(run.unexplored.iter().map(left_out));
        for result in run.checks.iter().filter(|result| result.verdict == Verdict::Pass) {
            remarks.extend(result.reason.iter().map(|reason| format!("{}: {reason}", result.check)));
        }
        let began = |set: &String| format!("checks began with `{}` in the place of the fixtures", visible(set));
        remarks.extend(run.reset_from.iter().map(began));
        let lost = run.lost.iter();
        remarks.extend(lost.map(|lost| format!("the target could not be brought back, the rest was not run: {lost}")));
        remarks.extend(
            run.left_behind
                .iter()
                .map(|left| format!("left behind in the Set, as the target offers no way to take it back: {left}")),
        );
        remarks.extend(run.remarks.iter().map(|remark| visible(remark)));
        let (done, planned) = (run.checks.len(), run.planned);
        if run.failed_fast {
            remarks.push(format!("ended with the first failure, after {done} of {planned} checks"));
        }
        if run.interrupted {
            remarks.push(format!("interrupted after {done} of {planned} checks: the rest is not known"));
        }
        remarks
    }
}

/// Every verdict, with its word in a sentence, in the order in which they are told.
pub const OUTCOMES: [(Verdict, &str); 8] = [
    (Verdict::Pass, "passed"),
    (Verdict::Fail, "failed"),
    (Verdict::Warn, "warned"),
    (Verdict::NotApplicable, "not applicable"),
    (Verdict::OutOfScope, "out of scope"),
    (Verdict::Untestable, "untestable"),
    (Verdict::Unknown, "unknown"),
    (Verdict::HarnessError, "harness errors"),
];

/// What was not checked: the verdict, and what it means.
pub const NOT_CHECKED: [(Verdict, &str); 3] = [
    (Verdict::NotApplicable, "not applicable: this target does not offer what the check needs"),
    (Verdict::OutOfScope, "out of scope: says nothing about this kind of target"),
    (Verdict::Unknown, "unknown: not decided"),
];

impl RequirementResult {
    fn of(run: &Run, judged: &Judged) -> Self {
        let Judged { requirement, verdict, scored, .. } = *judged;
        let concerned = |result: &&CheckResult| result.requirement == requirement.id && result.verdict == verdict;
        Self {
            id: requirement.id.to_owned(),
            level: requirement.level,
            area: requirement.area,
            text: requirement.text.to_owned(),
            place: requirement.place(),
            verdict,
            scored,
            reason: run.checks.iter().find(concerned).and_then(|result| result.reason.clone()),
        }
    }
}

impl AreaResult {
    fn of(area: Area, requirements: &[RequirementResult]) -> Option<Self> {
        let (mut must, mut should) = (Fraction::default(), Fraction::default());
        let mut any = false;
        for requirement in requirements.iter().filter(|requirement| requirement.area == area) {
            any = true;
            if !requirement.scored || matches!(requirement.verdict, Verdict::OutOfScope | Verdict::NotApplicable) {
                continue;
            }
            let fraction = match requirement.level {
                Level::Must => &mut must,
                Level::Should => &mut should,
            };
            fraction.checked += 1;
            fraction.passed += usize::from(requirement.verdict == Verdict::Pass);
        }
        any.then_some(Self { area, must, should })
    }
}

/// The headline claim, when a target does not let anybody see it.
fn unobserved(undo: UndoCapability) -> Option<String> {
    let said = match undo {
        UndoCapability::Observable => return None,
        UndoCapability::Count => "only counted, not observed: this target offers no control/undo",
        UndoCapability::None => "NOT OBSERVED: this target offers neither control/undo nor a count of its steps",
    };
    Some(said.to_owned())
}

fn repeated(run: &Run) -> Vec<Repeated> {
    const OFTEN: usize = 3;
    let mut alike: BTreeMap<&str, usize> = BTreeMap::new();
    for finding in run.checks.iter().filter_map(|result| result.finding.as_ref()) {
        *alike.entry(&finding.seen).or_default() += 1;
    }
    let often = alike.into_iter().filter(|(_, times)| *times >= OFTEN);
    let mut repeated: Vec<_> = often.map(|(seen, times)| Repeated { seen: seen.to_owned(), times }).collect();
    repeated.sort_by_key(|repeated| std::cmp::Reverse(repeated.times));
    repeated
}
