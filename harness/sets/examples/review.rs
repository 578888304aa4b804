//! What a review of a Set needs, without any bridge: what has changed, in words, and what is untidy.
//!
//! Run: `cargo run -p livebridge-sets --example review -- old.als new.als`; without files, two small Sets of our own.

#![expect(clippy::print_stdout, reason = "an example shows what it does")]

use std::error::Error;
use std::path::PathBuf;

use livebridge_als::import_file;
use livebridge_diff::{ChangeClass, DiffExt};
use livebridge_sets::lint::config::Config;
use livebridge_sets::lint::lint;
use livebridge_sets::picture::Picture;

fn main() -> Result<(), Box<dyn Error>> {
    let own = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../adapters/als/tests/als/sets");
    let mut given = std::env::args_os().skip(1).map(PathBuf::from);
    let old = import_file(&given.next().unwrap_or_else(|| own.join("live12.als")))?;
    let new_file = given.next().unwrap_or_else(|| own.join("live12-later.als"));
    let new = import_file(&new_file)?;

    let (before, after) = (old.to_snapshot(), new.to_snapshot());
    let diff = before.diff(&after);
    println!("{diff}\n");
    println!("of these, {} in the mixer", diff.by_class().get(&ChangeClass::Mixer).copied().unwrap_or_default());

    for finding in lint(&new, "new.als", None, &Config::default()) {
        println!("{} {}: {}", finding.severity, finding.rule.id, finding.message);
    }

    let page = Picture::of_difference("what changed", &before, &after, &diff).html();
    println!("a picture of both: {} bytes of HTML", page.len());
    Ok(())
}
