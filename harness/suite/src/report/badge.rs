//! `--badge`: what shields.io reads from an address of yours (its endpoint schema), to draw a badge.

use serde::Serialize;

use super::Summary;
use crate::verdict::{Conformance, Verdict};

/// The fields of the endpoint schema that we use.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Badge {
    schema_version: u8,
    label: &'static str,
    message: String,
    color: &'static str,
    is_error: bool,
}

/// The badge of a run: its verdict, and how many requirements passed of those that were checked.
pub fn badge(summary: &Summary) -> serde_json::Result<String> {
    let passed = summary.count(Verdict::Pass);
    let left_out = summary.count(Verdict::OutOfScope) + summary.count(Verdict::NotApplicable);
    let checked = summary.requirements.len() - left_out;
    let color = match summary.verdict {
        Conformance::Conformant => "brightgreen",
        Conformance::Partial => "yellow",
        Conformance::Nonconformant => "red",
        Conformance::NotDecided | Conformance::NothingRan => "lightgrey",
    };
    let word = summary.verdict.to_string().to_lowercase();
    let badge = Badge {
        schema_version: 1,
        label: "LiveBridge",
        message: format!("{word} {passed}/{checked}"),
        color,
        is_error: !matches!(summary.verdict, Conformance::Conformant | Conformance::Partial),
    };
    Ok(serde_json::to_string_pretty(&badge)? + "\n")
}
