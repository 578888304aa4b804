//! Reports: what they say, that they are the same bytes for the same run, and that nothing that was seen is lost.

mod compared;
mod formats;
mod kept;
mod merged;
mod pictures;
mod schemas;
mod session;

use crate::support::{Folder, Ran, livebridge};

/// Runs `livebridge verify` on a target with every report, each in a file that begins with `name`.
fn verify(folder: &Folder, name: &str, target: &[&str]) -> Ran {
    let mut arguments: Vec<String> = vec!["verify".to_owned()];
    for (flag, ending) in FORMATS {
        arguments.extend([format!("--{flag}"), folder.argument(&format!("{name}.{ending}"))]);
    }
    arguments.extend(target.iter().map(|&argument| argument.to_owned()));
    livebridge(&arguments.iter().map(String::as_str).collect::<Vec<_>>())
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
