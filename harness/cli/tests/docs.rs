//! The documents say what is true: numbers of the README, links between the pages, and the formats of reports. And the
//! libraries say nothing of the command line.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use livebridge_suite::registry::Edition;
use livebridge_suite::report::ReportFormat;
use livebridge_suite::{mutants, registry};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

#[test]
fn the_readme_counts_right() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let (requirements, mutants) = (registry::all().count(), mutants::all().count());
    let scored = registry::all().filter(|requirement| Edition::default().scores(requirement)).count();
    for claim in [
        format!("# all {requirements}, one line each"),
        format!("{scored} requirements: "),
        format!("{mutants} mutants are copies of the fake"),
    ] {
        assert!(readme.contains(&claim), "the README does not say `{claim}`");
    }
}

#[test]
fn every_link_leads_somewhere() {
    let mut pages: Vec<PathBuf> =
        ["README.md", "CONTRIBUTING.md", "SECURITY.md"].iter().map(|page| root().join(page)).collect();
    pages.extend(rooms().iter().map(|room| root().join(&room.folder).join("README.md")).filter(|page| page.exists()));
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

/// Paths in backticks that begin with a folder of ours. A word in capitals or a pattern stands for several.
#[test]
fn every_path_that_a_page_names_is_there() {
    let mut pages: Vec<PathBuf> = ["README.md", "CONTRIBUTING.md"].iter().map(|page| root().join(page)).collect();
    pages.extend(fs::read_dir(root().join("docs")).unwrap().map(|entry| entry.unwrap().path()));
    for page in pages.iter().filter(|page| page.extension().is_some_and(|ending| ending == "md")) {
        for path in fs::read_to_string(page).unwrap().split('`').skip(1).step_by(2) {
            let ours = ["adapters/", "benches/", "core/", "fuzz/", "golden/", "harness/"];
            let is_pattern = path.contains([' ', '*', '{', '<', ':']) || path.chars().any(char::is_uppercase);
            if !is_pattern && ours.iter().any(|folder| path.starts_with(folder)) {
                assert!(root().join(path).exists(), "{} names `{path}`, which is not there", page.display());
            }
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

/// A row of the table of rooms in `docs/design.md`.
struct Room {
    folder: String,
    package: String,
    /// The packages that it may use, by their short names; nothing where it may use any.
    uses: Option<BTreeSet<String>>,
}

fn rooms() -> Vec<Room> {
    let page = fs::read_to_string(root().join("docs/design.md")).unwrap();
    let table = page.lines().skip_while(|line| !line.starts_with("| folder |")).skip(2);
    let rows = table.take_while(|line| line.starts_with('|'));
    rows.map(|row| {
        let cells: Vec<_> = row.trim_matches('|').split('|').map(str::trim).collect();
        let [folder, package, _, uses] = cells[..] else { panic!("a row of docs/design.md has four cells: {row}") };
        let short = |name: &str| name.trim().trim_matches('`').to_owned();
        Room {
            folder: short(folder),
            package: short(package),
            uses: (uses != "any").then(|| uses.split(',').map(short).filter(|name| !name.is_empty()).collect()),
        }
    })
    .collect()
}

/// What of ours a crate depends on other than for its tests, by short names.
fn dependencies(manifest: &str) -> BTreeSet<String> {
    let mut normal = false;
    let mut found = BTreeSet::new();
    for line in manifest.lines() {
        if line.starts_with('[') {
            normal = line.trim_end_matches(']').ends_with("dependencies") && !line.contains("dev-dependencies");
        } else if let Some(name) = line.strip_prefix("livebridge-").filter(|_| normal) {
            found.insert(name.split(['.', ' ', '=']).next().unwrap().to_owned());
        }
    }
    found
}

#[test]
fn the_design_has_a_row_for_each_crate_and_no_crate_uses_another_one() {
    let rooms = rooms();
    let workspace = fs::read_to_string(root().join("Cargo.toml")).unwrap();
    let members = workspace.split("members = [").nth(1).and_then(|rest| rest.split(']').next()).unwrap();
    let mut members: Vec<_> = members.split('"').skip(1).step_by(2).collect();
    let mut folders: Vec<_> = rooms.iter().map(|room| room.folder.as_str()).collect();
    members.sort_unstable();
    folders.sort_unstable();
    assert_eq!(folders, members, "the rooms of docs/design.md and the members of the workspace");
    for room in &rooms {
        let manifest = fs::read_to_string(root().join(&room.folder).join("Cargo.toml")).unwrap();
        assert!(manifest.contains(&format!("name = \"{}\"", room.package)), "{} is not {}", room.folder, room.package);
        let used = dependencies(&manifest);
        if let Some(allowed) = &room.uses {
            let forbidden: Vec<_> = used.difference(allowed).collect();
            assert!(forbidden.is_empty(), "{} may not use {forbidden:?}: see docs/design.md", room.package);
            let idle: Vec<_> = allowed.difference(&used).collect();
            assert!(idle.is_empty(), "docs/design.md lets {} use {idle:?}, which it does not", room.package);
        }
        assert!(!used.contains("cli"), "{} knows the command line", room.package);
    }
}

#[test]
fn every_crate_that_is_published_has_a_page() {
    for room in rooms() {
        let folder = root().join(&room.folder);
        let manifest = fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        if manifest.contains("publish = false") {
            continue;
        }
        assert!(folder.join("README.md").exists(), "{} has no README.md", room.package);
        assert!(manifest.contains("readme = \"README.md\""), "{} does not name its README.md", room.package);
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
