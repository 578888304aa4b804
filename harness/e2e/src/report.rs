//! The report of a run: as data, for `apply` and other programs, and as a page for people.

mod markdown;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::checklist::{Checklist, Subject, WayIn};
use crate::progress::{EndedStep, Progress, RunHeader, StepVerdict};

/// The form of the file.
pub const FORMAT: &str = "livebridge-e2e/1";

/// A report. Everything but `times` is the same for two runs that got the same answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ChecklistReport {
    /// The form of the file.
    pub format: String,
    /// What the run was of.
    pub run: RunHeader,
    /// Whether every step has ended.
    pub complete: bool,
    /// What could not be taken back of what the run made, in words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub left_behind: Option<String>,
    /// The steps that have ended.
    pub steps: Vec<ReportedStep>,
    /// What was open, and which steps have answered it.
    pub rows: Vec<ReportedRow>,
    /// When it was, and how long it took.
    pub times: ReportTimes,
}

/// A step, with what it says.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReportedStep {
    /// What it is about.
    pub title: String,
    /// The answer that was expected.
    pub expected: String,
    /// How it ended.
    pub ended: EndedStep,
    /// What follows.
    pub says: Vec<Said>,
}

/// What an answer says of a subject.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Said {
    /// What it is about.
    pub about: Subject,
    /// Whether it holds.
    pub holds: bool,
}

/// A row, and how it is answered.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReportedRow {
    /// Its id.
    pub id: String,
    /// What was open.
    pub text: String,
    /// The answers, by the step that gave them; none where it stays open.
    pub answers: BTreeMap<String, String>,
}

/// When a run was, as far as it is told.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReportTimes {
    /// The day, in the words of whoever ran it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<String>,
    /// How long each step took, in seconds; of a real Live only.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub seconds: BTreeMap<String, f64>,
}

impl ChecklistReport {
    /// The report of what has been answered.
    pub fn of(checklist: &Checklist, progress: &Progress, date: Option<String>, left_behind: Option<String>) -> Self {
        let Progress { header, ended, seconds, .. } = progress;
        let chosen = checklist.chosen(header.thorough, &header.only);
        let step = |ended: &EndedStep| {
            let step = checklist.step(&ended.id)?;
            let says = ended.answer.iter().flat_map(|answer| step.says(header.through, answer));
            Some(ReportedStep {
                title: step.title.clone(),
                expected: step.expected(header.through).to_owned(),
                ended: ended.clone(),
                says: says.map(|(about, holds)| Said { about, holds }).collect(),
            })
        };
        Self {
            format: FORMAT.to_owned(),
            run: header.clone(),
            complete: chosen.iter().all(|step| progress.has(&step.id)),
            left_behind,
            steps: ended.iter().filter_map(step).collect(),
            rows: rows(checklist, ended),
            times: ReportTimes { date, seconds: seconds.clone() },
        }
    }

    /// As JSON.
    pub fn to_json(&self) -> Result<String, serde_json::Error> {
        Ok(serde_json::to_string_pretty(self)? + "\n")
    }

    /// As a page.
    pub fn to_markdown(&self) -> String {
        markdown::page(self)
    }

    /// How many steps ended so.
    pub fn count(&self, verdict: StepVerdict) -> usize {
        self.steps.iter().filter(|step| step.ended.verdict == verdict).count()
    }

    /// Where the answers come from, in words: never those of a real Live for what is none.
    pub fn whence(&self) -> String {
        match (&self.run.live, self.run.simulated) {
            (Some(live), false) => format!("Live {live}"),
            (_, true) if self.run.through == WayIn::Fake => {
                "the fake (simulated: this says nothing about Live)".to_owned()
            }
            (_, true) => "the simulated Live (this says nothing about a real one)".to_owned(),
            (None, false) => "something of which nobody has said which Live it is".to_owned(),
        }
    }
}

fn rows(checklist: &Checklist, ended: &[EndedStep]) -> Vec<ReportedRow> {
    let of_row = |id: &str| {
        let answered = ended.iter().filter(|ended| {
            ended.verdict.is_decided()
                && checklist.step(&ended.id).is_some_and(|step| step.rows.iter().any(|row| row == id))
        });
        answered.filter_map(|ended| Some((ended.id.clone(), ended.answer.clone()?))).collect()
    };
    let row = |row: &crate::checklist::OpenRow| ReportedRow {
        id: row.id.clone(),
        text: row.text.clone(),
        answers: of_row(&row.id),
    };
    checklist.rows.iter().map(row).collect()
}
