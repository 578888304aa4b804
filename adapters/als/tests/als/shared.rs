//! Where the collection of real Sets lies, with a loud word where it does not; and a guard against what never ends.

use std::path::{Path, PathBuf};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// A file or folder of the collection, which lies beside the workspace; nothing, said aloud, where it is absent.
pub(crate) fn collection(name: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/als-corpus").join(name);
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

/// Does something on a thread of its own, and gives up on it after a minute. Gives how long it took, too.
pub(crate) fn in_time<T: Send + 'static>(what: &str, work: impl FnOnce() -> T + Send + 'static) -> (T, Duration) {
    let (done, result) = mpsc::channel();
    let started = Instant::now();
    let thread = std::thread::spawn(move || {
        // Nobody waits any longer when the minute is over.
        let _ = done.send(work());
    });
    match result.recv_timeout(Duration::from_mins(1)) {
        Ok(result) => (result, started.elapsed()),
        Err(mpsc::RecvTimeoutError::Timeout) => panic!("{what} hangs"),
        Err(mpsc::RecvTimeoutError::Disconnected) => match thread.join() {
            Err(panic) => std::panic::resume_unwind(panic),
            Ok(()) => unreachable!("it has sent what it made"),
        },
    }
}

/// Last part of a path.
pub(crate) fn name_of(path: &Path) -> String {
    path.file_name().unwrap().to_string_lossy().into_owned()
}
