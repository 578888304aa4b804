//! Runs the built `livebridge` binary and keeps what it said; says loudly what cannot run where an interpreter is missing.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, its helpers too")]

use std::collections::BTreeMap;
use std::fmt;
use std::io::{Read, Write};
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// No run of these tests may take longer: a hang is a failure, not a wait.
const PATIENCE: Duration = Duration::from_mins(2);

/// What a run said, and how it ended. Prints as one text, for snapshots.
pub(crate) struct Ran {
    pub(crate) code: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl fmt::Display for Ran {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let code = self.code.map_or_else(|| "none".to_owned(), |code| code.to_string());
        write!(f, "exit code: {code}\n--- stdout\n{}--- stderr\n{}", self.stdout, self.stderr)
    }
}

impl Ran {
    /// Fails, with everything that was said, unless the run ended with this code and stderr holds every text.
    #[track_caller]
    pub(crate) fn expect(&self, code: i32, texts: &[&str]) {
        assert_eq!(self.code, Some(code), "{self}");
        for text in texts {
            assert!(self.stderr.contains(text), "`{text}` is missing\n{self}");
        }
        assert!(!self.stderr.contains("panicked"), "{self}");
    }
}

/// Runs `livebridge` with these arguments.
pub(crate) fn livebridge(arguments: &[&str]) -> Ran {
    livebridge_with(arguments, |command| command)
}

/// The same in other surroundings: another directory, another variable.
pub(crate) fn livebridge_with(arguments: &[&str], prepare: impl FnOnce(&mut Command) -> &mut Command) -> Ran {
    let mut command = Command::new(env!("CARGO_BIN_EXE_livebridge"));
    run(prepare(command.args(arguments).env_remove("LIVEBRIDGE_TOKEN")))
}

/// Runs a command to its end.
pub(crate) fn run(command: &mut Command) -> Ran {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    finish(child, command)
}

/// Waits for the end of a command that was started with its output piped.
pub(crate) fn finish(mut child: Child, command: &Command) -> Ran {
    let (stdout, stderr) = (collect(child.stdout.take().unwrap()), collect(child.stderr.take().unwrap()));
    let deadline = Instant::now() + PATIENCE;
    let status = loop {
        if let Some(status) = child.try_wait().unwrap() {
            break status;
        }
        if Instant::now() > deadline {
            child.kill().unwrap();
            panic!("`{command:?}` hangs; it said:\n{}", stderr.join().unwrap());
        }
        thread::sleep(Duration::from_millis(5));
    };
    Ran { code: status.code(), stdout: stdout.join().unwrap(), stderr: stderr.join().unwrap() }
}

fn collect(mut stream: impl Read + Send + 'static) -> thread::JoinHandle<String> {
    thread::spawn(move || {
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).unwrap();
        String::from_utf8(bytes).unwrap()
    })
}

/// Whether there is a Python to run examples with.
pub(crate) fn python_is_here() -> bool {
    is_here("python3")
}

/// Whether this interpreter is installed. If not, says so past the capture of the test runner, with a count.
pub(crate) fn is_here(interpreter: &str) -> bool {
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
