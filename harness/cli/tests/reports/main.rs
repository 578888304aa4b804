//! Reports: what they say, that they are the same bytes for the same run, and that nothing that was seen is lost.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, its helpers too")]

mod formats;
mod kept;
mod merged;
mod schemas;
mod session;
#[path = "../support/mod.rs"]
mod support;

use std::fs;
use std::path::PathBuf;

use support::{Ran, livebridge};

/// A directory that goes with the test.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    /// Where a file of this name lies in it.
    fn path(&self, name: &str) -> String {
        self.0.path().join(name).to_str().unwrap().to_owned()
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<String> = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// Runs `livebridge verify` on a target with every report, each in a file that begins with `name`.
    fn verify(&self, name: &str, target: &[&str]) -> Ran {
        let mut arguments: Vec<String> = vec!["verify".to_owned()];
        for (flag, ending) in FORMATS {
            arguments.extend([format!("--{flag}"), self.path(&format!("{name}.{ending}"))]);
        }
        arguments.extend(target.iter().map(|&argument| argument.to_owned()));
        livebridge(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
    }
}

/// Every report, with the ending of its file.
const FORMATS: [(&str, &str); 6] = [
    ("json", "json"),
    ("events", "ndjson"),
    ("junit", "xml"),
    ("markdown", "md"),
    ("html", "html"),
    ("badge", "badge"),
];

/// A mutant with a finding whose calls name a file in a temporary directory.
const MUTANT: &str = "fake+no-undo-step-for-tempo";

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../..")
}
