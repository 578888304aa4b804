//! The complete example in JavaScript, whose ids are opaque, broken on purpose: what no mutant of the fake can show,
//! because the fake's ids are positional.
//!
//! Each case edits the text of a module. An edit that does not apply fails the test: then the example has changed, and
//! the case must follow it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

#[expect(dead_code, reason = "no Python is needed here")]
mod support;

use std::fs;
use std::path::{Path, PathBuf};

use support::{Ran, is_here, livebridge};

/// Verifies the example with one text of a module replaced.
fn verify(name: &str, module: &str, [old, new]: [&str; 2], check: &str) -> Ran {
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/javascript");
    let copy = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let modules = copy.join("livebridge-example");
    fs::create_dir_all(&modules).unwrap();
    fs::copy(example.join("complete.mjs"), copy.join("complete.mjs")).unwrap();
    for entry in fs::read_dir(example.join("livebridge-example")).unwrap() {
        let path: PathBuf = entry.unwrap().path();
        fs::copy(&path, modules.join(path.file_name().unwrap())).unwrap();
    }
    let text = fs::read_to_string(modules.join(module)).unwrap();
    assert_eq!(text.matches(old).count(), 1, "{module} has changed: `{old}` is not there once");
    fs::write(modules.join(module), text.replace(old, new)).unwrap();
    livebridge(&["verify", "--check", check, "--", "node", copy.join("complete.mjs").to_str().unwrap()])
}

const DELETE_TRACK: &str = "edit.remove(edit.set.tracks, finder.find('track', trackId));";

#[test]
fn ids_that_are_given_anew_after_a_delete() {
    if !is_here("node") {
        return;
    }
    let check = "tracks/ids-keep-naming-their-object";
    verify("unbroken-opaque", "mutations.mjs", [DELETE_TRACK, DELETE_TRACK], check).expect(0, &["1 passed"]);
    let anew = format!(
        "{DELETE_TRACK}\n      for (const later of edit.set.tracks) {{\n        edit.set.living.delete(later.id);\n        \
         later.id = newId('t');\n        edit.set.living.set(later.id, later);\n      }}"
    );
    verify("ids-anew", "mutations.mjs", [DELETE_TRACK, &anew], check).expect(
        1,
        &["FAIL LB-MUT-010  tracks/ids-keep-naming-their-object\n", "still names `", "seen      it names nothing\n"],
    );
}
