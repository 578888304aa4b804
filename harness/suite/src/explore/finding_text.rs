//! A finding in words: what was expected and seen, and the calls that show it.

use std::fmt::Write as _;

use super::judge::Divergence;
use super::{ProgramFinding, Repeats};

/// The longest list of calls that is shown; the saved program holds all.
const CALLS: usize = 40;

/// One sentence on how target and model part: what a saved program says of itself.
pub fn sentence(divergence: &Divergence) -> String {
    format!("expected {}; seen {}", divergence.expected, divergence.seen)
}

/// A finding on one line, for those beside the first.
pub fn cause(finding: &ProgramFinding) -> String {
    let ProgramFinding { divergence: Divergence { cause, expected, seen, .. }, .. } = finding;
    format!("{cause}: expected {expected}, seen {seen}")
}

/// Expected, seen, and the calls with their answers.
pub fn divergence(divergence: &Divergence) -> String {
    let mut text = format!("  expected: {}\n  seen:     {}\n", divergence.expected, divergence.seen);
    if !divergence.calls.is_empty() {
        text.push_str("  calls:\n");
    }
    let left_out = divergence.calls.len().saturating_sub(CALLS);
    if left_out > 0 {
        let _ = writeln!(text, "    ({left_out} before these)");
    }
    for (call, answer) in &divergence.calls[left_out..] {
        let _ = writeln!(text, "    {call}\n      -> {answer}");
    }
    text
}

/// The whole finding.
pub fn finding(finding: &ProgramFinding) -> String {
    let ProgramFinding { number, original, program, divergence: parted, repeats } = finding;
    let operation = program.steps.last().map_or_else(|| "the start".to_owned(), |step| step.operation().to_string());
    let mut text = format!("DIVERGES in program {number}, at {operation}\n");
    let size = program.size();
    let size = operations(size);
    let _ = match repeats {
        Repeats::Yes => {
            writeln!(text, "  program:  {size}, shrunk from {original}; it starts with {}", program.start)
        }
        Repeats::No => writeln!(
            text,
            "  program:  {size}; not shrunk: on a new target it shows nothing, so what ran before matters"
        ),
        Repeats::Unknown(why) => writeln!(text, "  program:  {size}; not shrunk: {why}"),
    };
    let _ = writeln!(text, "  cause:    {}", parted.cause);
    text.push_str(&divergence(parted));
    text
}

fn operations(count: usize) -> String {
    format!("{count} operation{}", if count == 1 { "" } else { "s" })
}
