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

/// Copies `examples/javascript/complete.mjs` with its modules into a folder, one module edited, and gives its path.
#[track_caller]
pub fn edited_copy(folder: &Path, module: &str, edit: [&str; 2]) -> String {
    let example = workspace().join("examples/javascript");
    let modules = folder.join("livebridge-example");
    fs::create_dir_all(&modules).unwrap();
    fs::copy(example.join("complete.mjs"), folder.join("complete.mjs")).unwrap();
    for entry in fs::read_dir(example.join("livebridge-example")).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, modules.join(path.file_name().unwrap())).unwrap();
    }
    let text = fs::read_to_string(modules.join(module)).unwrap();
    fs::write(modules.join(module), edited(module, &text, edit)).unwrap();
    folder.join("complete.mjs").into_os_string().into_string().unwrap()
}

#[track_caller]
fn edited(file: &str, text: &str, [old, new]: [&str; 2]) -> String {
    assert_eq!(text.matches(old).count(), 1, "{file} has changed: `{old}` is not there once");
    text.replace(old, new)
}
