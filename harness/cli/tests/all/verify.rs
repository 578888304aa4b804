//! `livebridge verify` and `livebridge baseline` as their users meet them: profiles, filters, the configuration file,
//! baselines, parts of a run, and its interruption.

mod baselines;
mod codes;
mod config;
mod filters;
#[cfg(unix)]
mod interruption;
mod parts;
mod profiles;
mod sets;

use std::path::{Path, PathBuf};

/// An empty directory for a test of this name.
fn directory(name: &str) -> PathBuf {
    let directory = Path::new(env!("CARGO_TARGET_TMPDIR")).join("verify").join(name);
    let _ = std::fs::remove_dir_all(&directory);
    std::fs::create_dir_all(&directory).unwrap();
    directory
}

/// A file with this text in a directory of its own.
fn file(folder: &str, name: &str, text: &str) -> String {
    let path = directory(folder).join(name);
    std::fs::write(&path, text).unwrap();
    path.into_os_string().into_string().unwrap()
}
