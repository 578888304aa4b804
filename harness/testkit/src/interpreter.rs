//! Which interpreters there are; says loudly what cannot be run where one is missing.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

/// Whether there is a Python to run examples with.
pub fn python_is_here() -> bool {
    is_here("python3")
}

/// Whether this interpreter is installed. If not, says so past the capture of the test runner, with a count.
pub fn is_here(interpreter: &str) -> bool {
    static FOUND: Mutex<BTreeMap<String, bool>> = Mutex::new(BTreeMap::new());
    static SKIPPED: AtomicUsize = AtomicUsize::new(0);
    let look =
        || Command::new(interpreter).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok();
    let here = *FOUND.lock().unwrap().entry(interpreter.to_owned()).or_insert_with(look);
    if !here {
        let skipped = SKIPPED.fetch_add(1, Ordering::Relaxed) + 1;
        let name = thread::current().name().unwrap_or("?").to_owned();
        let _ = writeln!(std::io::stderr(), "SKIPPED {name}: there is no {interpreter} ({skipped} skipped so far)");
    }
    here
}
