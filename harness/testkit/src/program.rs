//! Runs programs to their end and keeps what they said.

use std::fmt;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

/// No run of a test may take longer: a hang is a failure, not a wait.
const LONGEST_RUN: Duration = Duration::from_mins(2);

/// What a run said, and how it ended. Prints as one text, for snapshots.
#[derive(Debug)]
pub struct Ran {
    /// The exit code; `None` when a signal ended it.
    pub code: Option<i32>,
    /// All of stdout.
    pub stdout: String,
    /// All of stderr.
    pub stderr: String,
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
    pub fn expect(&self, code: i32, texts: &[&str]) {
        assert_eq!(self.code, Some(code), "{self}");
        for text in texts {
            assert!(self.stderr.contains(text), "`{text}` is missing\n{self}");
        }
        assert!(!self.stderr.contains("panicked"), "{self}");
    }
}

/// The binary under test, by its path.
#[derive(Debug, Clone, Copy)]
pub struct Binary(pub &'static str);

impl Binary {
    /// Runs it with these arguments.
    pub fn run(self, arguments: &[&str]) -> Ran {
        self.run_with(arguments, |command| command)
    }

    /// The same in other surroundings: another directory, another variable.
    pub fn run_with(self, arguments: &[&str], prepare: impl FnOnce(&mut Command) -> &mut Command) -> Ran {
        run(prepare(self.command().args(arguments)))
    }

    /// A command that begins with it. The token of whoever runs the tests is none of theirs.
    pub fn command(self) -> Command {
        let mut command = Command::new(self.0);
        command.env_remove("LIVEBRIDGE_TOKEN");
        command
    }
}

/// Runs a command to its end.
pub fn run(command: &mut Command) -> Ran {
    let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    finish(child, command)
}

/// Waits for the end of a command that was started with its output piped.
pub fn finish(mut child: Child, command: &Command) -> Ran {
    let (stdout, stderr) = (collect(child.stdout.take().unwrap()), collect(child.stderr.take().unwrap()));
    let deadline = Instant::now() + LONGEST_RUN;
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
