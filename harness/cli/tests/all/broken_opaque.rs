//! The complete example in JavaScript, whose ids are opaque, broken on purpose: what no mutant of the fake can show,
//! because the fake's ids are positional.
//!
//! Each case edits the text of a module. An edit that does not apply fails the test: then the example has changed, and
//! the case must follow it.

use std::path::Path;

use livebridge_testkit::edited_copy;

use crate::support::{Ran, is_here, livebridge};

/// Verifies the example with one text of a module replaced.
fn verify(name: &str, module: &str, edit: [&str; 2], check: &str) -> Ran {
    let copy = edited_copy(&Path::new(env!("CARGO_TARGET_TMPDIR")).join(name), module, edit);
    livebridge(&["verify", "--check", check, "--", "node", &copy])
}

const DELETE_TRACK: &str = "this.edit.remove(this.set.tracks, track);";

#[test]
fn ids_that_are_given_anew_after_a_delete() {
    if !is_here("node") {
        return;
    }
    let check = "tracks/ids-keep-naming-their-object";
    verify("unbroken-opaque", "mutations.mjs", [DELETE_TRACK, DELETE_TRACK], check).expect(0, &["1 passed"]);
    let anew = format!(
        "{DELETE_TRACK}\n    for (const later of this.set.tracks) {{\n      this.set.living.delete(later.id);\n      \
         later.id = newId('t');\n      this.set.living.set(later.id, later);\n    }}"
    );
    verify("ids-anew", "mutations.mjs", [DELETE_TRACK, &anew], check).expect(
        1,
        &["FAIL LB-MUT-010  tracks/ids-keep-naming-their-object\n", "still names `", "seen      it names nothing\n"],
    );
}
