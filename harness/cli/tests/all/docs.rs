//! The documents say what is true: numbers of the README, and links between the pages.

use std::fs;
use std::path::PathBuf;

use livebridge_suite::{mutants, registry};

use crate::support::workspace;

#[test]
fn the_readme_counts_right() {
    let readme = fs::read_to_string(workspace().join("README.md")).unwrap();
    let (requirements, mutants) = (registry::all().count(), mutants::all().count());
    for claim in [
        format!("# all {requirements}, one line each"),
        format!("{requirements} requirements: "),
        format!("{mutants} mutants are copies of the fake"),
    ] {
        assert!(readme.contains(&claim), "the README does not say `{claim}`");
    }
}

#[test]
fn every_link_leads_somewhere() {
    let mut pages: Vec<PathBuf> = vec![workspace().join("README.md"), workspace().join("golden/vectors/README.md")];
    pages.extend(fs::read_dir(workspace().join("docs")).unwrap().map(|entry| entry.unwrap().path()));
    for page in pages.iter().filter(|page| page.extension().is_some_and(|ending| ending == "md")) {
        let text = fs::read_to_string(page).unwrap();
        for target in text.split("](").skip(1).filter_map(|rest| rest.split(')').next()) {
            let path = target.split('#').next().unwrap_or_default();
            if path.is_empty() || path.contains("://") {
                continue;
            }
            let there = page.parent().unwrap().join(path).exists();
            assert!(there, "{} links to `{target}`, which is not there", page.display());
        }
    }
}
