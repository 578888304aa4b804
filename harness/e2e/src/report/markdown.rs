//! The report as a page. What a bridge or a person has said stands in code, where nothing in it is markup.

use std::fmt::Write as _;

use livebridge_text::markdown::{cell, code, escaped};

use super::{ChecklistReport, ReportedStep};
use crate::checklist::Subject;
use crate::progress::{AnsweredBy, RunHeader, StepVerdict};

/// The page.
pub(super) fn page(report: &ChecklistReport) -> String {
    let mut out = String::new();
    // Writing to a String cannot fail.
    let _ = write(&mut out, report);
    out
}

fn write(out: &mut String, report: &ChecklistReport) -> std::fmt::Result {
    let RunHeader { livebridge, checklist, target, implementation, through, simulated, .. } = &report.run;
    writeln!(out, "# E2E checklist: {}\n", escaped(&report.whence()))?;
    if *simulated {
        writeln!(
            out,
            "**Simulated.** Nothing here was seen in a real Live, and `livebridge e2e apply` takes none of it.\n"
        )?;
    }
    writeln!(out, "| | |\n|---|---|")?;
    writeln!(out, "| target | {} |", cell(target))?;
    writeln!(out, "| it says it is | {} |", cell(implementation))?;
    writeln!(out, "| way in | {through} |")?;
    writeln!(out, "| livebridge, checklist | {livebridge}, {checklist} |")?;
    if let Some(date) = &report.times.date {
        writeln!(out, "| date | {} |", cell(date))?;
    }
    let seconds: f64 = report.times.seconds.values().sum();
    if seconds > 0.0 {
        writeln!(out, "| time | {:.0} minutes |", (seconds / 60.0).ceil())?;
    }
    writeln!(out, "| complete | {} |\n", if report.complete { "yes" } else { "no: it can be gone on with" })?;
    if let Some(left) = &report.left_behind {
        writeln!(out, "Left in the Set: {}\n", code(left))?;
    }
    let verdicts = [
        StepVerdict::AsExpected,
        StepVerdict::Otherwise,
        StepVerdict::Noted,
        StepVerdict::Skipped,
        StepVerdict::NotSeen,
    ];
    let counts = verdicts.map(|verdict| format!("{} {}", report.count(verdict), verdict.words()));
    writeln!(out, "{} steps: {}.\n", report.steps.len(), counts.join(", "))?;
    for verdict in [StepVerdict::Otherwise, StepVerdict::Noted, StepVerdict::AsExpected] {
        section(out, report, verdict)?;
    }
    quiet(out, report)?;
    rows(out, report)
}

/// The steps that ended so, each with its evidence.
fn section(out: &mut String, report: &ChecklistReport, verdict: StepVerdict) -> std::fmt::Result {
    let steps: Vec<_> = report.steps.iter().filter(|step| step.ended.verdict == verdict).collect();
    if steps.is_empty() {
        return Ok(());
    }
    let title = match verdict {
        StepVerdict::AsExpected => "As expected",
        StepVerdict::Otherwise => "Otherwise than expected",
        StepVerdict::Noted => "Noted: for somebody to read",
        StepVerdict::Skipped | StepVerdict::NotSeen => "Not answered",
    };
    writeln!(out, "## {title}\n")?;
    steps.into_iter().try_for_each(|step| one(out, step))
}

fn one(out: &mut String, step: &ReportedStep) -> std::fmt::Result {
    let ended = &step.ended;
    writeln!(out, "### {}\n", ended.id)?;
    writeln!(out, "{}\n", escaped(&step.title))?;
    let by = match ended.by {
        AnsweredBy::Machine => "seen by the machine",
        AnsweredBy::Person => "answered by a person",
        AnsweredBy::Both => "done by a person, seen by the machine",
        AnsweredBy::Nobody => "not answered",
    };
    match &ended.answer {
        Some(answer) if *answer == step.expected => writeln!(out, "- **{}**, {by}", escaped(answer))?,
        Some(answer) => writeln!(out, "- **{}** ({} was expected), {by}", escaped(answer), escaped(&step.expected))?,
        None => writeln!(out, "- {by}; {} was expected", escaped(&step.expected))?,
    }
    if let Some(note) = &ended.note {
        writeln!(out, "- note: {}", code(note))?;
    }
    if let Some(reason) = &ended.reason {
        writeln!(out, "- {}", code(reason))?;
    }
    for line in &ended.evidence {
        writeln!(out, "- {}", code(line))?;
    }
    for said in &step.says {
        let what = match &said.about {
            Subject::Rule(_) => "the rule",
            Subject::Requirement(_) => "the requirement",
            Subject::Row(_) => "the row",
        };
        let holds = if said.holds { "holds" } else { "does not hold" };
        writeln!(out, "- {what} {} {holds}", code(said.about.name()))?;
    }
    writeln!(out)
}

/// The steps without an answer, a line each.
fn quiet(out: &mut String, report: &ChecklistReport) -> std::fmt::Result {
    let without = |step: &&ReportedStep| matches!(step.ended.verdict, StepVerdict::Skipped | StepVerdict::NotSeen);
    let steps: Vec<_> = report.steps.iter().filter(without).collect();
    if steps.is_empty() {
        return Ok(());
    }
    writeln!(out, "## Not answered\n\n| step | | why |\n|---|---|---|")?;
    for step in steps {
        let why = step.ended.reason.as_deref().unwrap_or_default();
        writeln!(out, "| {} | {} | {} |", step.ended.id, step.ended.verdict.words(), cell(why))?;
    }
    writeln!(out)
}

fn rows(out: &mut String, report: &ChecklistReport) -> std::fmt::Result {
    writeln!(out, "## What was open\n\n| | question | answer |\n|---|---|---|")?;
    for row in &report.rows {
        let answers: Vec<_> =
            row.answers.iter().map(|(step, answer)| format!("{}: {}", step, escaped(answer))).collect();
        let answers = if answers.is_empty() { "open".to_owned() } else { answers.join("; ") };
        writeln!(out, "| {} | {} | {answers} |", row.id, escaped(&row.text).replace('|', r"\|"))?;
    }
    Ok(())
}
