//! The documents say what is true: numbers of the README, links between the pages, and the formats of reports. And the
//! libraries say nothing of the command line.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use std::fs;
use std::path::{Path, PathBuf};

use livebridge_suite::report::ReportFormat;
use livebridge_suite::{mutants, registry};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn the_readme_counts_right() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
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
    let mut pages: Vec<PathBuf> = vec![root().join("README.md"), root().join("golden/vectors/README.md")];
    pages.extend(fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path()));
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

#[test]
fn every_format_of_a_report_stands_in_its_page() {
    let page = fs::read_to_string(root().join("docs/reports.md")).unwrap();
    for format in ReportFormat::ALL {
        assert!(page.to_lowercase().contains(format.name()), "docs/reports.md does not name `{}`", format.name());
    }
}

/// The sources of a folder, those of programs and tests left out.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if path.is_dir() && !["bin", "examples", "tests", "target", "python", "javascript"].contains(&&*name) {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") && name != "tests.rs" {
            found.push(path);
        }
    }
}

/// The string literals of a source, without those of comments and of its tests.
fn literals(source: &str) -> Vec<String> {
    let code = source.split("#[cfg(test)]\nmod tests {").next().unwrap();
    let code: String = code.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
    let (mut found, mut inside, mut escaped) = (Vec::new(), None::<String>, false);
    let mut previous = ' ';
    for c in code.chars() {
        match &mut inside {
            None if c == '"' && previous != '\'' => inside = Some(String::new()),
            None => {}
            Some(text) if escaped || c != '"' => {
                escaped = c == '\\' && !escaped;
                text.push(c);
            }
            Some(_) => found.extend(inside.take()),
        }
        previous = c;
    }
    found
}

#[test]
fn libraries_name_no_flag_and_no_command_and_put_no_hint_into_a_message() {
    const COMMANDS: [&str; 21] = [
        "verify",
        "smoke",
        "explore",
        "replay",
        "analyze",
        "mutants",
        "baseline",
        "report",
        "list",
        "explain",
        "serve",
        "run",
        "golden",
        "snapshot",
        "diff",
        "picture",
        "lint",
        "measure",
        "bench",
        "schemas",
        "completions",
    ];
    let is_flag = |word: &str| word.starts_with("--") && word[2..].starts_with(|c: char| c.is_ascii_lowercase());
    let mut files = Vec::new();
    for folder in ["core", "adapters", "harness/text", "harness/suite", "harness/sets"] {
        sources(&root().join(folder), &mut files);
    }
    assert!(files.len() > 100);
    let mut wrong = Vec::new();
    for file in files {
        for text in literals(&fs::read_to_string(&file).unwrap()) {
            let mut words = text.split([' ', '`', '(', ')', '\n', ',', ':']);
            let names_a_command = COMMANDS.iter().any(|command| text.contains(&format!("livebridge {command}")));
            if names_a_command || text.contains("\\nhint: ") || words.any(is_flag) {
                wrong.push(format!("{}: {text:?}", file.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
