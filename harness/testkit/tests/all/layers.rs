//! The walls between the crates: what one must not reach, not even through others, and how little the port needs.
//!
//! Which crate uses which is in the table of `docs/design.md`, and held to it by the tests of the command line. Here too
//! only what a crate builds with counts: tests may go round in circles.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

/// What a crate must not reach.
const WALLS: [(&str, &[&str]); 11] = [
    // A bridge author takes the port and nothing else of ours.
    ("livebridge-port", OURS),
    ("livebridge-loudness", OURS),
    ("livebridge-audio", &["livebridge-port"]),
    // Protocols and files know what a bridge is, not how the reference does it or how one is judged.
    ("livebridge-wire", &["livebridge-fake", "livebridge-als", "livebridge-suite"]),
    ("livebridge-mcp", &["livebridge-fake", "livebridge-als", "livebridge-suite"]),
    ("livebridge-als", &["livebridge-fake", "livebridge-wire", "livebridge-suite"]),
    // A map is what a bridge's author writes: it needs the port, and a client of tool servers.
    ("livebridge-maps", &["livebridge-fake", "livebridge-als", "livebridge-suite", "livebridge-live"]),
    // The suite proves bridges, sets looks at Sets: whoever takes one does not build the other.
    ("livebridge-suite", &["livebridge-sets"]),
    // The checklist asks any target of the suite, by whatever way it is reached.
    ("livebridge-e2e", &["livebridge-maps", "livebridge-als", "livebridge-sets"]),
    // A page carries what it shows, and nothing that starts a process or opens a connection.
    ("livebridge-playground", &["livebridge-suite", "livebridge-wire"]),
    ("livebridge-sets", &["livebridge-suite", "livebridge-wire", "livebridge-fake"]),
];

/// Any crate of the workspace.
const OURS: &[&str] = &["livebridge-"];

/// Crates that may build an asynchronous runtime.
const WITH_TOKIO: [&str; 0] = [];

/// Runs cargo on the workspace, without a network.
fn cargo(arguments: &[&str]) -> String {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(arguments)
        .args(["--locked", "--offline"])
        .current_dir(livebridge_testkit::workspace())
        .output()
        .unwrap();
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "cargo {arguments:?}: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// The crates of the workspace, each with those of them that it builds with, through others too.
fn reached() -> BTreeMap<String, BTreeSet<String>> {
    let metadata: Value = serde_json::from_str(&cargo(&["metadata", "--format-version", "1", "--no-deps"])).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    let name = |value: &Value| value["name"].as_str().unwrap().to_owned();
    let ours: BTreeSet<String> = packages.iter().map(name).collect();
    let direct: BTreeMap<String, BTreeSet<String>> = packages
        .iter()
        .map(|package| {
            let dependencies = package["dependencies"].as_array().unwrap().iter();
            let built = dependencies.filter(|dependency| dependency["kind"].as_str() != Some("dev")).map(name);
            (name(package), built.filter(|dependency| ours.contains(dependency)).collect())
        })
        .collect();
    let reach = |from: &String| {
        let mut found = BTreeSet::new();
        let mut next = vec![from];
        while let Some(package) = next.pop() {
            next.extend(direct[package].iter().filter(|dependency| found.insert((*dependency).clone())));
        }
        found
    };
    direct.keys().map(|package| (package.clone(), reach(package))).collect()
}

#[test]
fn no_crate_reaches_what_it_must_not() {
    let reached = reached();
    for (package, walls) in WALLS {
        let over = reached[package].iter().find(|reached| walls.iter().any(|wall| reached.starts_with(wall)));
        assert!(over.is_none(), "{package} reaches {over:?}");
    }
    for (package, reached) in &reached {
        assert!(!reached.contains("livebridge"), "{package} reaches the command line");
    }
}

/// A bridge author who takes the port gets fewer than 16 crates, itself included.
#[test]
fn the_port_is_small() {
    let tree = cargo(&["tree", "-p", "livebridge-port", "-e", "normal", "--prefix", "none"]);
    let crates: BTreeSet<&str> = tree.lines().filter_map(|line| line.split(' ').next()).collect();
    assert!(crates.len() < 16, "{} crates: {crates:?}", crates.len());
}

#[test]
fn an_asynchronous_runtime_reaches_only_what_needs_it() {
    for package in reached().into_keys().filter(|package| !WITH_TOKIO.contains(&package.as_str())) {
        let tree = cargo(&["tree", "-p", &package, "-e", "normal", "--all-features", "--prefix", "none"]);
        let has_it = tree.lines().any(|line| line.starts_with("tokio "));
        assert!(!has_it, "{package} builds tokio");
    }
}
