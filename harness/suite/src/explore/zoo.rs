//! Every mutant explored: after how many programs it is found, and how small the program becomes.

use std::fmt::Write as _;

use super::{ExploreError, Options, explore};
use crate::mutants::Mutant;
use crate::target::TargetSpec;

/// What exploring a mutant has shown.
#[derive(Debug)]
pub struct Hunt {
    /// The mutant.
    pub mutant: &'static Mutant,
    /// The number of the program that found it and the operations of the shrunk one; `None` when it was not found, or
    /// not looked for because no program can find it.
    pub found: Option<(u64, usize)>,
}

/// Explores one mutant, unless no program can find it; gives `None` when it was interrupted.
pub fn hunt(mutant: &'static Mutant, options: &Options) -> Result<Option<Hunt>, ExploreError> {
    if mutant.not_explorable.is_some() {
        return Ok(Some(Hunt { mutant, found: None }));
    }
    let options = Options { spec: TargetSpec::Mutant(mutant), findings: 1, ..options.clone() };
    let explored = explore(&options, None, |_| {})?;
    let found = explored.findings.first().map(|finding| (finding.number, finding.program.size()));
    Ok((!explored.interrupted).then_some(Hunt { mutant, found }))
}

/// Whether every mutant was found that a program can find.
pub fn all_found(hunts: &[Hunt]) -> bool {
    hunts.iter().all(|hunt| hunt.found.is_some() || hunt.mutant.not_explorable.is_some())
}

/// The hunts as a table in Markdown, with a summary above it.
pub fn table(hunts: &[Hunt]) -> String {
    let explorable: Vec<_> = hunts.iter().filter(|hunt| hunt.mutant.not_explorable.is_none()).collect();
    let found: Vec<(u64, usize)> = explorable.iter().filter_map(|hunt| hunt.found).collect();
    let small = found.iter().filter(|(_, size)| *size <= 5).count();
    let mut text = format!(
        "{} of {} explorable mutants found, {small} of them with 5 operations or fewer; {} are not explorable.\n\n",
        found.len(),
        explorable.len(),
        hunts.len() - explorable.len()
    );
    text.push_str("| mutant | found after programs | shrunk to operations |\n|---|---:|---:|\n");
    for Hunt { mutant, found } in hunts {
        let _ = match (found, mutant.not_explorable) {
            (Some((programs, size)), _) => writeln!(text, "| `{}` | {programs} | {size} |", mutant.name),
            (None, Some(reason)) => writeln!(text, "| `{}` | not explorable: {reason} | |", mutant.name),
            (None, None) => writeln!(text, "| `{}` | **not found** | |", mutant.name),
        };
    }
    text
}
