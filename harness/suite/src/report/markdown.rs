//! `--markdown`: for a comment or a page of a CI system. Text of a target stands in code, where nothing in it is markup.

use std::fmt::Write as _;

use livebridge_text::markdown::{code, escaped, fence};

use super::summary::{AreaResult, NOT_CHECKED, Summary};
use super::text;
use crate::requirement::Level;
use crate::runner::CheckResult;
use crate::verdict::Conformance;

/// The report of a run.
pub fn markdown(summary: &Summary) -> String {
    let mut out = String::new();
    let mark = match summary.verdict {
        Conformance::Conformant => "✅",
        Conformance::Partial => "🟡",
        Conformance::Nonconformant => "❌",
        Conformance::NotDecided | Conformance::NothingRan => "⚪",
    };
    let _ = writeln!(out, "## {mark} livebridge: {}\n", summary.verdict);
    let _ = writeln!(out, "{}\n", code(&text::implementation(&summary.run.description, summary.run.transport)));
    let _ = writeln!(out, "{}\n", code(&summary.conclusion()));
    let _ = writeln!(out, "{}", summary.tally());
    let remarks = summary.remarks();
    if !remarks.is_empty() {
        out.push('\n');
    }
    for remark in remarks {
        let _ = writeln!(out, "- {}", code(&remark));
    }
    let _ = writeln!(out, "\n| area | MUST | SHOULD |\n|---|---:|---:|");
    for AreaResult { area, must, should } in &summary.areas {
        let _ = writeln!(out, "| {} | {must} | {should} |", area.name());
    }
    let found: Vec<&CheckResult> = summary.findings().collect();
    if !found.is_empty() {
        let _ = writeln!(out, "\n### Findings\n");
    }
    for result in found {
        finding(&mut out, summary, result);
    }
    not_checked(&mut out, summary);
    operations(&mut out, summary);
    let _ = writeln!(out, "\nSuite {}, seed {}.", summary.suite, summary.run.seed);
    out
}

fn finding(out: &mut String, summary: &Summary, result: &CheckResult) {
    let Some(found) = &result.finding else { return };
    let _ = writeln!(
        out,
        "<details><summary><b>{}</b> {} <code>{}</code></summary>\n",
        result.verdict,
        result.requirement,
        escaped(&result.check)
    );
    if let Some(requirement) = summary.requirement(result.requirement) {
        let _ = writeln!(out, "{} {} ({})\n", requirement.level, requirement.text, requirement.place);
    }
    let told = text::finding(result, found);
    // The first lines say what stands above.
    let told = told.find("  expected  ").map_or(told.as_str(), |start| &told[start..]);
    let fence = fence(told);
    let _ = writeln!(out, "{fence}text\n{}\n{fence}\n\n</details>\n", told.trim_end());
}

fn not_checked(out: &mut String, summary: &Summary) {
    for (verdict, title) in NOT_CHECKED {
        let reasons = summary.by_reason(verdict);
        if reasons.is_empty() {
            continue;
        }
        let count = summary.count(verdict);
        let _ = writeln!(out, "\n<details><summary>{count} {title}</summary>\n");
        for (reason, requirements) in reasons {
            let _ = writeln!(out, "- {}", code(reason));
            for requirement in requirements {
                let level = if requirement.level == Level::Should { " (SHOULD)" } else { "" };
                let _ = writeln!(out, "  - {}{level} {}", requirement.id, requirement.text);
            }
        }
        let _ = writeln!(out, "\n</details>");
    }
}

fn operations(out: &mut String, summary: &Summary) {
    let offered = summary.operations.iter().filter(|offer| offer.offered).count();
    let _ = writeln!(out, "\n<details><summary>{offered}/24 operations offered</summary>\n");
    let _ = writeln!(out, "| operation | offered |\n|---|---|");
    for offer in &summary.operations {
        let _ = writeln!(out, "| `{}` | {} |", offer.operation, if offer.offered { "yes" } else { "no" });
    }
    let _ = writeln!(out, "\n</details>");
}
