//! A connection whose lines are seen as they are: for checks of the protocol itself, below calls and answers.

use std::fmt;
use std::io::Write;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::thread;
use std::time::Duration;

use livebridge_port::{Fault, json};

use super::Timeouts;
use super::child::Process;
use super::endpoint::{Endpoint, StartError};
use super::frame::{Lines, beginning, text};

/// A connection of one's own, on which any line can be sent and each line that comes is shown.
///
/// Of a program it starts another one; that, and the connection, end when this is dropped.
pub struct RawLines {
    writer: Option<Box<dyn Write + Send>>,
    lines: Receiver<String>,
    process: Option<Process>,
    timeouts: Timeouts,
}

impl fmt::Debug for RawLines {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RawLines").finish_non_exhaustive()
    }
}

/// How the other side ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ConnectionEnding {
    /// Its program ended with this code.
    Code(i32),
    /// Its program was ended by a signal, or by the system.
    Killed,
    /// It closed its output; there is no program to be seen.
    Closed,
    /// It did not end in time.
    StillThere,
}

impl RawLines {
    /// Starts or reaches a target, and says nothing yet.
    pub fn open(endpoint: &Endpoint, timeouts: Timeouts) -> Result<Self, StartError> {
        let (connection, process) = endpoint.connect(timeouts)?;
        let (sender, lines) = channel();
        let reader = connection.reader;
        thread::spawn(move || {
            let mut read = Lines::new(reader);
            while let Ok(Some(line)) = read.next_line(|_| {}) {
                let line = text(line).map_or_else(|_| beginning(line), str::to_owned);
                // Who dropped the other end has seen enough.
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        Ok(Self { writer: Some(connection.writer), lines, process, timeouts })
    }

    /// The line of a greeting, with the token where the target wants one.
    pub fn greeting(endpoint: &Endpoint) -> String {
        let params = json::to_string(&super::remote::initialize(super::PROTOCOL_VERSION, endpoint.token()));
        let params = params.unwrap_or_default();
        format!(r#"{{"jsonrpc":"2.0","id":"greeting","method":"initialize","params":{params}}}"#)
    }

    /// Sends a line; its end is added.
    pub fn send(&mut self, line: &str) -> Result<(), Fault> {
        let no_input = |error: &dyn fmt::Display| Fault::Connection(format!("the target takes no input: {error}"));
        let Some(writer) = &mut self.writer else { return Err(no_input(&"it was closed")) };
        let sent = writer.write_all(format!("{line}\n").as_bytes()).and_then(|()| writer.flush());
        sent.map_err(|error| no_input(&error))
    }

    /// The next line, waited for as long as for the answer of a call.
    pub fn line(&mut self) -> Result<String, Fault> {
        self.lines.recv_timeout(self.timeouts.call).map_err(|error| match error {
            RecvTimeoutError::Timeout => {
                let operation = "a raw line".to_owned();
                Fault::TimedOut { operation, after: self.timeouts.call, waiting: None }
            }
            RecvTimeoutError::Disconnected => Fault::Closed { waiting: None },
        })
    }

    /// Closes the input of the target.
    pub fn close_input(&mut self) {
        self.writer = None;
    }

    /// Waits for the target to end by itself, as long as for one that was asked to.
    pub fn ending(&mut self) -> ConnectionEnding {
        let patience: Duration = self.timeouts.shutdown;
        let Some(process) = &self.process else {
            return loop {
                match self.lines.recv_timeout(patience) {
                    Ok(_) => {}
                    Err(RecvTimeoutError::Disconnected) => break ConnectionEnding::Closed,
                    Err(RecvTimeoutError::Timeout) => break ConnectionEnding::StillThere,
                }
            };
        };
        match process.wait(patience) {
            None => ConnectionEnding::StillThere,
            Some(status) => status.code().map_or(ConnectionEnding::Killed, ConnectionEnding::Code),
        }
    }
}
