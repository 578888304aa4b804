//! Exit codes that need some arranging, each through the binary, and which goes first when several apply. The whole
//! order stands in a test of the verdict; 0, 1, 2, 4 and 6 are met in `cli.rs`, 3 and 130 in the modules beside this.

use std::process::Command;

use livebridge_suite::check::Check;

use super::file;
use crate::support::{LIVEBRIDGE, MINIMAL, livebridge_with, python_is_here};

/// A directory in which no WAV file can be written: the checks that need one end undecided.
fn nowhere(command: &mut Command) -> &mut Command {
    command.env("TMPDIR", "/nowhere").env("TMP", "Z:\\nowhere").env("TEMP", "Z:\\nowhere")
}

#[test]
fn exit_code_5_when_a_must_is_not_decided() {
    let ran = livebridge_with(&["verify", "--requirement", "LB-ARR-005"], nowhere);
    ran.expect(5, &["unknown: not decided", "no WAV file could be written", "\nNOT DECIDED (fake, seed 1, only 1 of "]);
}

#[test]
fn a_failure_goes_before_what_is_not_decided() {
    let checks = ["--requirement", "LB-ARR-005", "--requirement", "LB-NOTES-002"];
    let ran = livebridge_with(&[&["verify"], &checks[..], &["fake+pitch-truncated"]].concat(), nowhere);
    ran.expect(1, &["no WAV file could be written", "\nNONCONFORMANT (fake+pitch-truncated, "]);
}

#[test]
fn what_is_not_decided_goes_before_a_stale_baseline() {
    let of_pitch = |check: &Check| check.requirement == "LB-NOTES-002";
    let check = livebridge_suite::checks::all().into_iter().find(of_pitch).unwrap().name;
    let text = format!(
        "version = 1\n[offers]\noperations = []\n[offers.capabilities]\n[[known]]\nid = \"{check}\"\nreason = \"x\"\n\
         [[known.failure]]\ncheck = \"{check}\"\nexpected = \"a\"\nseen = \"b\"\n"
    );
    let path = file("undecided", "known.toml", &text);
    let both = ["--requirement", "LB-ARR-005", "--requirement", "LB-NOTES-002"];
    let ran = livebridge_with(&[&["verify", "--baseline", &path], &both[..]].concat(), nowhere);
    ran.expect(5, &["passes now", "\nNOT DECIDED (fake, "]);
    livebridge_with(&["verify", "--baseline", &path, "--requirement", "LB-NOTES-002"], nowhere)
        .expect(3, &["passes now", "\nCONFORMANT (fake, "]);
}

#[test]
fn a_lost_target_goes_before_its_failures() {
    if !python_is_here() {
        return;
    }
    let marker = file("lost", "marker", "");
    std::fs::remove_file(&marker).unwrap();
    let once = format!(
        "import os, sys\nif os.path.exists({marker:?}): sys.exit('only once')\nopen({marker:?}, 'w')\nexec(open({MINIMAL:?}).read())\n"
    );
    let script = file("lost-script", "once.py", &once);
    let ran = livebridge_with(&["verify", "--area", "notes", "--", "python3", &script], |command| command);
    ran.expect(6, &["UNTESTABLE LB-NOTES", "could not be brought back", "\nNONCONFORMANT (-- python3"]);
}

#[cfg(target_os = "linux")]
#[test]
fn output_that_cannot_be_written_is_a_wrong_configuration() {
    for arguments in [&["list"][..], &["--help"], &["explain", "LB-UNDO-001"], &["completions", "bash"]] {
        let full = std::fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let ran = LIVEBRIDGE.command().args(arguments).stdout(full).output().unwrap();
        assert_eq!(ran.status.code(), Some(2), "{ran:?}");
        let said = "error: failed to write to standard output: No space left on device (os error 28)\n\
                    hint: is there room where the output goes?\n";
        assert_eq!(String::from_utf8(ran.stderr).unwrap(), said);
    }
}

#[test]
fn nothing_ran_is_never_called_conformant_or_not() {
    // A filter by area and one by name that have nothing in common.
    let ran = livebridge_with(&["verify", "--area", "notes", "--check", "undo/"], |command| command);
    ran.expect(4, &["\nNOTHING RAN (fake, seed 1, only 0 of "]);
    assert!(!ran.stderr.contains("CONFORMANT"), "{ran}");
}
