//! Every mutant explored: after how many programs it is found, and how small the program becomes.

use std::fmt::Write as _;
use std::sync::Arc;

use super::{ExploreError, ExploreOptions, explore};
use crate::mutants::Mutant;
use crate::target::MutantTarget;

/// What exploring a mutant has shown.
#[derive(Debug)]
pub struct MutantSearch {
    /// The mutant.
    pub mutant: &'static Mutant,
    /// The number of the program that found it and the operations of the shrunk one; `None` when it was not found, or
    /// not looked for because no program can find it.
    pub found: Option<(u64, usize)>,
}

/// Explores one mutant, unless no program can find it; gives `None` when it was interrupted.
pub fn search(mutant: &'static Mutant, options: &ExploreOptions) -> Result<Option<MutantSearch>, ExploreError> {
    if mutant.not_explorable.is_some() {
        return Ok(Some(MutantSearch { mutant, found: None }));
    }
    let options = ExploreOptions { target: Arc::new(MutantTarget(mutant)), findings: 1, ..options.clone() };
    let explored = explore(&options, None, |_| {})?;
    let found = explored.findings.first().map(|finding| (finding.number, finding.program.size()));
    Ok((!explored.interrupted).then_some(MutantSearch { mutant, found }))
}

/// Whether every mutant was found that a program can find.
pub fn all_found(searches: &[MutantSearch]) -> bool {
    searches.iter().all(|search| search.found.is_some() || search.mutant.not_explorable.is_some())
}

/// The searches as a table in Markdown, with a summary above it.
pub fn table(searches: &[MutantSearch]) -> String {
    let explorable: Vec<_> = searches.iter().filter(|search| search.mutant.not_explorable.is_none()).collect();
    let found: Vec<(u64, usize)> = explorable.iter().filter_map(|search| search.found).collect();
    let small = found.iter().filter(|(_, size)| *size <= 5).count();
    let mut text = format!(
        "{} of {} explorable mutants found, {small} of them with 5 operations or fewer; {} are not explorable.\n\n",
        found.len(),
        explorable.len(),
        searches.len() - explorable.len()
    );
    text.push_str("| mutant | found after programs | shrunk to operations |\n|---|---:|---:|\n");
    for MutantSearch { mutant, found } in searches {
        let _ = match (found, mutant.not_explorable) {
            (Some((programs, size)), _) => writeln!(text, "| `{}` | {programs} | {size} |", mutant.name),
            (None, Some(reason)) => writeln!(text, "| `{}` | not explorable: {reason} | |", mutant.name),
            (None, None) => writeln!(text, "| `{}` | **not found** | |", mutant.name),
        };
    }
    text
}
