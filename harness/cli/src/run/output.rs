//! What `livebridge run` prints: tables and words for people, JSON for programs.

use std::fmt::Write as _;

use livebridge_diff::{Change, SetDiff};
use livebridge_port::{Mutation, json};
use livebridge_text::phrasing::count;
use serde::Serialize;
use serde_json::Value;

use super::Prepared;
use crate::contents::Contents;
use crate::table::table;
use crate::terminal::Paint;

/// A run that came to its end.
pub(super) struct Done {
    pub(super) handler: &'static str,
    pub(super) target: String,
    pub(super) dry_run: bool,
    pub(super) prepared: Prepared,
    /// By the target's own count, where it has one.
    pub(super) undo_steps: Option<u64>,
    /// What differs in the Set, where that was asked for.
    pub(super) diff: Option<SetDiff>,
}

/// The JSON form.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Document<'a> {
    format: &'static str,
    handler: &'static str,
    target: &'a str,
    dry_run: bool,
    report: &'a Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    plan: Option<&'a [Mutation]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    undo_steps: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    changes: Option<&'a [Change]>,
}

impl Done {
    /// One line of JSON.
    pub(super) fn json(&self) -> anyhow::Result<String> {
        let document = Document {
            format: "livebridge.run/1",
            handler: self.handler,
            target: &self.target,
            dry_run: self.dry_run,
            report: &self.prepared.report,
            plan: self.prepared.mutations.as_deref().filter(|_| self.dry_run),
            undo_steps: self.undo_steps,
            changes: self.diff.as_ref().map(|diff| diff.changes.as_slice()),
        };
        Ok(json::to_string(&document)? + "\n")
    }

    /// A table, what it comes to, and what became of it.
    pub(super) fn text(&self, contents: &Contents) -> String {
        let mut out = String::new();
        if self.prepared.rows.len() > 1 {
            out += &table(&self.prepared.rows);
        }
        out += &self.prepared.summary;
        out.push('\n');
        match self.prepared.mutations.as_deref() {
            None => {}
            Some([]) => out += "nothing to do: the Set is as it was, and there is no new undo step\n",
            Some(mutations) if self.dry_run => {
                out += "dry run, nothing is changed; as one undo step it would be\n";
                for (op, mutation) in mutations.iter().enumerate() {
                    let _ = writeln!(out, "  #{op} {}", words(mutation, contents));
                }
            }
            Some(mutations) => {
                let _ = write!(out, "done: {}", count(mutations.len(), "change"));
                let _ = match self.undo_steps {
                    Some(1) => writeln!(out, " in 1 undo step, by the target's own count"),
                    Some(steps) => writeln!(out, " in {steps} undo steps, by the target's own count"),
                    None => writeln!(out, " in one transaction; the target does not count its undo steps"),
                };
            }
        }
        if let Some(diff) = &self.diff {
            let _ = writeln!(out, "{}", Paint::stdout().diff(diff));
        }
        out
    }
}

/// A mutation in one line: its name, what it is done to, and its other arguments. Notes are counted.
fn words(mutation: &Mutation, contents: &Contents) -> String {
    let mut text = mutation.operation().name().to_owned();
    if let Some(subject) = mutation.subject() {
        let _ = write!(text, " {}", contents.name_of(subject));
    }
    if let Mutation::SetNotes { notes, .. } = mutation {
        let _ = write!(text, ", {}", count(notes.len(), "note"));
        return text;
    }
    let Ok(op) = serde_json::to_value(mutation) else { return text };
    let subject = mutation.subject().map(ToString::to_string);
    for (key, value) in op["params"].as_object().into_iter().flatten() {
        if value.as_str().is_none() || value.as_str() != subject.as_deref() {
            let _ = write!(text, ", {key} {}", json::to_string(value).unwrap_or_default());
        }
    }
    text
}
