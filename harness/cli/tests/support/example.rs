//! The minimal example with something changed in it.

use std::path::Path;

pub(crate) const EXAMPLE: &str = include_str!("../../../../examples/python/minimal.py");

/// Writes the example with `edit` applied and gives its path. An edit that does not apply fails the test.
pub(crate) fn edited(name: &str, [old, new]: [&str; 2]) -> String {
    assert_eq!(EXAMPLE.matches(old).count(), 1, "minimal.py has changed: `{old}` is not there once");
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{name}.py"));
    std::fs::write(&path, EXAMPLE.replace(old, new)).unwrap();
    path.into_os_string().into_string().unwrap()
}
