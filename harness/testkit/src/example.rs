//! The examples with something changed in them: bridges that are broken in one way.

use std::fs;
use std::path::Path;

use crate::workspace;

/// Writes `examples/python/minimal.py` into a folder with an edit applied, and gives its path. An edit that does not
/// apply fails the test: the example has changed, and the case must follow it.
#[track_caller]
pub fn edited_minimal(folder: &Path, name: &str, edit: [&str; 2]) -> String {
    let text = fs::read_to_string(workspace().join("examples/python/minimal.py")).unwrap();
    let path = folder.join(format!("{name}.py"));
    fs::write(&path, edited("minimal.py", &text, edit)).unwrap();
    path.into_os_string().into_string().unwrap()
}

/// Copies `examples/javascript/complete.mjs` with its modules and the kit into a folder, one module edited, and gives its
/// path.
#[track_caller]
pub fn edited_copy(folder: &Path, module: &str, edit: [&str; 2]) -> String {
    let examples = workspace().join("examples");
    for part in ["javascript", "javascript/livebridge-example", "kit/javascript"] {
        fs::create_dir_all(folder.join(part)).unwrap();
        for entry in fs::read_dir(examples.join(part)).unwrap() {
            let path = entry.unwrap().path();
            if path.is_file() {
                fs::copy(&path, folder.join(part).join(path.file_name().unwrap())).unwrap();
            }
        }
    }
    let edited_module = folder.join("javascript/livebridge-example").join(module);
    let text = fs::read_to_string(&edited_module).unwrap();
    fs::write(edited_module, edited(module, &text, edit)).unwrap();
    folder.join("javascript/complete.mjs").into_os_string().into_string().unwrap()
}

#[track_caller]
fn edited(file: &str, text: &str, [old, new]: [&str; 2]) -> String {
    assert_eq!(text.matches(old).count(), 1, "{file} has changed: `{old}` is not there once");
    text.replace(old, new)
}
