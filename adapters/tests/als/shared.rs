//! Where the collection of real Sets lies, and a loud word where it does not.

use std::path::{Path, PathBuf};

/// A file or folder of the collection, which lies beside the workspace; nothing, said aloud, where it is absent.
pub(crate) fn collection(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/als-corpus").join(name);
    if path.exists() {
        return Some(path);
    }
    eprintln!("SKIPPED: 0 files read, there is no ../shared/als-corpus/{name} beside the workspace");
    None
}

/// The files of a folder that are Sets by their name, in order.
pub(crate) fn sets_in(folder: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.retain(|path| path.extension().is_some_and(|extension| extension == "als"));
    files.sort();
    files
}

/// Last part of a path.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}
