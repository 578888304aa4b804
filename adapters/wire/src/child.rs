//! A child process as a target: started without a shell, its streams piped, its end told apart.

use std::borrow::Cow;
use std::fmt;
use std::io::{self, BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, ExitStatus, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use livebridge_port::Fault;

use super::child_registry;
use super::client::Connection;
use super::log::{Log, locked};

/// How to start a child: an argument vector, never a shell line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Command {
    /// The program, looked up in `PATH`.
    pub program: PathBuf,
    /// Its arguments.
    pub args: Vec<String>,
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.program.display())?;
        self.args.iter().try_for_each(|arg| write!(f, " {}", quoted(arg)))
    }
}

/// An argument as it is typed in a shell: in single quotes where it has anything that a shell would take for its own.
pub fn quoted(arg: &str) -> Cow<'_, str> {
    let plain = !arg.is_empty() && arg.chars().all(|c| c.is_alphanumeric() || "-_=+./:,@%".contains(c));
    if plain { arg.into() } else { format!("'{}'", arg.replace('\'', r"'\''")).into() }
}

/// A running child. Ended with all its own children when dropped.
#[derive(Debug)]
pub(super) struct Process {
    child: Arc<Mutex<Child>>,
}

impl Process {
    /// Starts the child; the error is that of the system, such as "not found".
    pub(super) fn start(command: &Command) -> io::Result<(Self, Connection)> {
        let (ChildProgram { process, log }, stdin, stdout) = ChildProgram::start(command)?;
        let (for_end, for_abort) = (Arc::clone(&process.child), Arc::clone(&process.child));
        let connection = Connection {
            ended: Box::new(move |waiting| how_it_ended(&for_end, waiting)),
            log,
            ..Connection::over_pipes(stdout, stdin, move || kill(&mut locked(&for_abort)))?
        };
        Ok((process, connection))
    }

    /// Waits for the child to end by itself; `None` when it does not within the time.
    pub(super) fn wait(&self, patience: Duration) -> Option<ExitStatus> {
        wait(&self.child, patience)
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        kill(&mut locked(&self.child));
    }
}

/// A program that runs with its streams piped, for an adapter that speaks another protocol with it. Ended with all that
/// it started when dropped.
#[derive(Debug)]
pub struct ChildProgram {
    process: Process,
    log: Arc<Mutex<Log>>,
}

impl ChildProgram {
    /// Starts it, and gives its input and its output; the error is that of the system, such as "not found". What it
    /// writes to stderr is read and [kept](Self::log).
    pub fn start(command: &Command) -> io::Result<(Self, ChildStdin, ChildStdout)> {
        let mut builder = std::process::Command::new(&command.program);
        builder.args(&command.args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(&mut builder, 0);
        let mut child = builder.spawn()?;
        let missing = || io::Error::other("a stream of the child is missing");
        let stdin = child.stdin.take().ok_or_else(missing)?;
        let stdout = child.stdout.take().ok_or_else(missing)?;
        let stderr = child.stderr.take().ok_or_else(missing)?;
        let child = Arc::new(Mutex::new(child));
        child_registry::register(&child)?;
        let log = Arc::<Mutex<Log>>::default();
        let for_stderr = Arc::clone(&log);
        thread::spawn(move || keep_lines(stderr, &for_stderr));
        Ok((Self { process: Process { child }, log }, stdin, stdout))
    }

    /// The last lines that it wrote to stderr.
    pub fn log(&self) -> String {
        locked(&self.log).text()
    }

    /// Its output has ended: how it ended itself. `waiting` is the beginning of an unfinished line, where there is one.
    pub fn how_it_ended(&self, waiting: Option<String>) -> Fault {
        how_it_ended(&self.process.child, waiting)
    }

    /// Waits for it to end by itself, as it should when its input is closed; `false` when it does not in time, or does
    /// with another code than 0.
    pub fn ends_well(&self, patience: Duration) -> bool {
        self.process.wait(patience).is_some_and(|status| status.success())
    }
}

/// Ends the child and what it started, and waits for it, so that no zombie stays.
pub(super) fn kill(child: &mut Child) {
    // The group is ended also when the child itself has ended: what it started may live on in it.
    #[cfg(unix)]
    if let Some(pid) = i32::try_from(child.id()).ok().and_then(rustix::process::Pid::from_raw) {
        // When nothing is left of the group there is nothing to do.
        let _ = rustix::process::kill_process_group(pid, rustix::process::Signal::KILL);
    }
    if matches!(child.try_wait(), Ok(None)) {
        let _ = child.kill();
        let _ = child.wait();
    }
}

fn wait(child: &Mutex<Child>, patience: Duration) -> Option<ExitStatus> {
    let deadline = Instant::now() + patience;
    let mut nap = Duration::from_millis(1);
    loop {
        if let Ok(Some(status)) = locked(child).try_wait() {
            return Some(status);
        }
        if Instant::now() >= deadline {
            return None;
        }
        thread::sleep(nap);
        nap = (nap * 2).min(Duration::from_millis(50));
    }
}

/// Its output has ended: has the child ended too, and how?
fn how_it_ended(child: &Mutex<Child>, waiting: Option<String>) -> Fault {
    let Some(status) = wait(child, Duration::from_secs(1)) else { return Fault::Closed { waiting } };
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return Fault::Killed { signal, waiting };
    }
    Fault::Exited { code: status.code().unwrap_or(-1), waiting }
}

fn keep_lines(stderr: impl io::Read, log: &Mutex<Log>) {
    let mut stderr = BufReader::new(stderr);
    let mut line = Vec::new();
    loop {
        line.clear();
        // A line without end is cut, not collected without bound.
        match io::Read::take(&mut stderr, 64 * 1024).read_until(b'\n', &mut line) {
            Ok(0) | Err(_) => return,
            Ok(_) => locked(log).push(String::from_utf8_lossy(&line).trim_end()),
        }
    }
}
