//! Live Sets on the command line: what `docs/als.md` shows is what is said, and a Set is a target.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

#[path = "support/console.rs"]
mod console;
#[expect(dead_code, reason = "no Python is needed here")]
mod support;

use std::fs;
use std::path::{Path, PathBuf};

use livebridge_adapters::als::{ErrorCode, WarningCode};
use support::{Ran, livebridge};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("..")
}

/// Our own Sets. Paths from here on are relative to it, as in the documentation.
fn run(arguments: &[&str]) -> Ran {
    std::env::set_current_dir(root().join("adapters/tests/als/sets")).unwrap();
    livebridge(arguments)
}

#[test]
fn the_documentation_shows_what_is_said() {
    assert_eq!(console::shows("docs/als.md", "adapters/tests/als/sets"), 4);
}

#[test]
fn every_code_is_documented() {
    let text = fs::read_to_string(root().join("docs/als.md")).unwrap();
    let codes =
        ErrorCode::ALL.iter().map(|code| code.as_str()).chain(WarningCode::ALL.iter().map(|code| code.as_str()));
    for code in codes {
        assert_eq!(text.matches(&format!("| `{code}` |")).count(), 1, "{code}");
    }
}

#[test]
fn exit_codes_say_same_different_unreadable() {
    let codes = |ran: &Ran| (ran.code, ran.stdout.clone());
    assert_eq!(codes(&run(&["diff", "live12.als", "als:live12.als"])), (Some(0), "no difference\n".to_owned()));
    assert_eq!(run(&["diff", "live12.als", "live12.set.json"]).code, Some(0));
    assert_eq!(run(&["diff", "fake", "als:live12.als"]).code, Some(1));
    assert_eq!(run(&["diff", "/dev/null", "live12.als"]).code, Some(1));
    run(&["diff", "live12.als", "missing.als"]).expect(2, &["there is no file `missing.als`", "hint: "]);
    run(&["diff", "live12.als", "live"]).expect(2, &["there is no target `live`", "hint: "]);
    run(&["snapshot", "../main.rs"]).expect(2, &["failed to import `../main.rs`: E_NOT_ALS", "hint: "]);
    run(&["snapshot"]).expect(2, &["required"]);
    run(&["verify", "als:../main.rs"]).expect(2, &["E_NOT_ALS", "hint: "]);
}

#[test]
fn a_snapshot_is_the_same_from_file_text_and_target() {
    let golden = fs::read_to_string(root().join("adapters/tests/als/sets/live12.set.json")).unwrap();
    let program = env!("CARGO_BIN_EXE_livebridge");
    for arguments in [
        &["snapshot", "live12.als"][..],
        &["snapshot", "live12.set.json"],
        &["snapshot", "als:live12.als"],
        &["snapshot", "--", program, "serve", "als:live12.als"],
    ] {
        let ran = run(arguments);
        assert!(ran.code == Some(0) && ran.stdout == golden, "{arguments:?}: {ran}");
    }
}

#[test]
fn a_set_is_a_target() {
    run(&["verify", "als:live12.als", "--check", "reads/"]).expect(0, &["\nCONFORMANT (als:live12.als, seed 1"]);
}
