//! One word means one thing: no two crates, and no two modules of one, have a public type of the same name.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The floors of the workspace, each with its crates.
const FLOORS: [&str; 5] = ["core", "adapters", "harness", "golden", "benches"];

/// Every Rust file below a folder that belongs to the sources of a crate.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            // What is built, and what no crate shows others.
            let skipped = ["target", "tests", "examples", "node_modules"];
            if !skipped.iter().any(|name| path.ends_with(name)) {
                sources(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

/// The public types that a file defines, by name.
fn public_types(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let (kind, rest) = line.trim_start().strip_prefix("pub ")?.split_once(' ')?;
        let name = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next()?;
        (["struct", "enum", "trait", "type"].contains(&kind) && !name.is_empty()).then_some(name)
    })
}

#[test]
fn no_name_of_a_public_type_stands_for_two_things() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap();
    let mut files = Vec::new();
    for floor in FLOORS {
        sources(&root.join(floor), &mut files);
    }
    let mut places: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for file in &files {
        let text = fs::read_to_string(file).unwrap();
        for name in public_types(&text) {
            let place = file.strip_prefix(root).unwrap().display().to_string();
            places.entry(name.to_owned()).or_default().push(place);
        }
    }
    // So that the test sees something at all.
    assert!(places.contains_key("Snapshot") && places.contains_key("Area"), "{} names", places.len());
    let twice: Vec<String> = places
        .iter()
        .filter(|(_, places)| places.len() > 1)
        .map(|(name, places)| format!("{name}: {}", places.join(", ")))
        .collect();
    assert!(twice.is_empty(), "names of two public types, of which one needs another:\n{}", twice.join("\n"));
}
