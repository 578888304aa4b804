//! A comparison in words, for a terminal: what became worse stands first, the answer last.

use std::fmt::Write as _;

use livebridge_text::phrasing::plain;

use super::{RequirementTurn, RunComparison, RunInShort, Turn};
use crate::verdict::Verdict;

/// Writing to a String cannot fail.
pub(super) fn text(comparison: &RunComparison) -> String {
    let mut out = String::new();
    for (which, run) in [("old", &comparison.old), ("new", &comparison.new)] {
        let RunInShort { name, implementation, conclusion, .. } = run;
        let _ = writeln!(out, "{which}  {}: {implementation}", plain(name));
        let _ = writeln!(out, "     {conclusion}");
    }
    for sentence in &comparison.unlike {
        let _ = writeln!(out, "note: not the same in both: {}", plain(sentence));
    }
    for turn in [Turn::Worse, Turn::Better, Turn::Otherwise] {
        let mut turned = comparison.requirements.iter().filter(|requirement| requirement.turn == turn).peekable();
        if turned.peek().is_some() {
            let _ = writeln!(out, "\n{}", title(turn));
        }
        turned.for_each(|requirement| one(&mut out, requirement));
    }
    if !comparison.seen.is_empty() {
        let _ = writeln!(out, "\nstill failing, but seen otherwise");
    }
    for seen in &comparison.seen {
        let _ = writeln!(out, "  {}  {}", seen.requirement, plain(&seen.check));
        let _ = writeln!(out, "    was  {}\n    is   {}", indented(&seen.old), indented(&seen.new));
    }
    for (what, operations) in [("newly offered", &comparison.gained), ("no longer offered", &comparison.lost)] {
        if !operations.is_empty() {
            let names: Vec<_> = operations.iter().map(|operation| operation.name()).collect();
            let _ = writeln!(out, "\n{what}: {}", names.join(", "));
        }
    }
    let _ = writeln!(out, "\n{}", comparison.conclusion());
    out
}

fn one(out: &mut String, requirement: &RequirementTurn) {
    let RequirementTurn { id, level, text, old, new, finding, .. } = requirement;
    let _ = writeln!(out, "  {id}  {} -> {}  {level} {}", verdict(*old), verdict(*new), plain(text));
    if let Some(finding) = finding {
        let _ = writeln!(out, "    {}", plain(&finding.check));
        let _ = writeln!(out, "    expected  {}", indented(&finding.expected));
        let _ = writeln!(out, "    seen      {}", indented(&finding.seen));
    }
}

/// What requirements that went this way are called together.
pub(super) const fn title(turn: Turn) -> &'static str {
    match turn {
        Turn::Worse => "worse",
        Turn::Better => "better",
        Turn::Otherwise => "otherwise",
    }
}

/// A verdict, or that there is none.
pub(super) fn verdict(verdict: Option<Verdict>) -> String {
    verdict.map_or_else(|| "not asked for".to_owned(), |verdict| verdict.to_string())
}

/// A text of a target, its further lines below the first.
fn indented(text: &str) -> String {
    text.lines().map(plain).collect::<Vec<_>>().join("\n              ")
}
