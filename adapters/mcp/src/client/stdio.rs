//! A server that is a program of ours: a message to a line, read and written by a thread each, so that neither a slow
//! reader nor a silent writer holds a call beyond its time-out.

use std::io::Write;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError, Sender};
use std::thread;
use std::time::{Duration, Instant};

use livebridge_port::Fault;
use livebridge_wire::{ChildProgram, Command, FrameError, Lines};
use serde_json::{Value, json};

use super::{Asked, Carrier, MAX_ANSWER, McpError, message};
use crate::protocol::code;

/// What the reading thread found.
enum Read {
    Line(Vec<u8>),
    /// There is nothing more to come: why, and the beginning of an unfinished line.
    End(Option<String>),
    Wrong(FrameError),
}

/// The program, and the threads at its streams.
pub(super) struct Child {
    program: ChildProgram,
    /// Taken away when the input of the program is to be closed.
    lines_out: Option<Sender<String>>,
    lines_in: Receiver<Read>,
    broken: Option<Fault>,
}

impl Child {
    pub(super) fn start(command: &Command) -> Result<Self, McpError> {
        let (program, mut stdin, stdout) =
            ChildProgram::start(command).map_err(|error| McpError::Start(format!("`{command}`: {error}")))?;
        let (lines_out, to_write) = mpsc::channel::<String>();
        thread::spawn(move || {
            for mut line in to_write {
                line.push('\n');
                // Who does not read has ended, which the reading thread sees.
                if stdin.write_all(line.as_bytes()).and_then(|()| stdin.flush()).is_err() {
                    return;
                }
            }
        });
        let (found, lines_in) = mpsc::channel();
        thread::spawn(move || {
            let mut lines = Lines::with_limit(stdout, MAX_ANSWER);
            loop {
                let read = match lines.next_line(|_| {}) {
                    Ok(Some(line)) => Read::Line(line.to_vec()),
                    Ok(None) => {
                        let rest = lines.unfinished();
                        Read::End((!rest.is_empty()).then(|| message::beginning(rest)))
                    }
                    Err(error) => Read::Wrong(error),
                };
                let is_last = !matches!(read, Read::Line(_));
                if found.send(read).is_err() || is_last {
                    return;
                }
            }
        });
        Ok(Self { program, lines_out: Some(lines_out), lines_in, broken: None })
    }

    /// From now on every call ends like this.
    fn breaks(&mut self, fault: Fault) -> McpError {
        self.broken.get_or_insert(fault).clone().into()
    }

    fn send(&mut self, line: String) -> Result<(), McpError> {
        if let Some(fault) = &self.broken {
            return Err(fault.clone().into());
        }
        let sent = self.lines_out.as_ref().is_some_and(|out| out.send(line).is_ok());
        if sent {
            return Ok(());
        }
        let fault = self.program.how_it_ended(None);
        Err(self.breaks(fault))
    }

    /// Answers what the server asks of its client, so that it does not wait: nothing is offered to it.
    fn answer(&mut self, asked: &Value) -> Result<(), McpError> {
        let id = &asked["id"];
        let answer = if asked["method"] == "ping" {
            json!({ "jsonrpc": "2.0", "id": id, "result": {} })
        } else {
            let error = json!({ "code": code::METHOD_NOT_FOUND, "message": "this client offers nothing" });
            json!({ "jsonrpc": "2.0", "id": id, "error": error })
        };
        self.send(answer.to_string())
    }
}

impl Carrier for Child {
    fn exchange(&mut self, asked: &Asked<'_>) -> Result<Value, McpError> {
        self.send(asked.text.clone())?;
        loop {
            let left = asked.deadline.saturating_duration_since(Instant::now());
            let line = match self.lines_in.recv_timeout(left) {
                Ok(Read::Line(line)) => line,
                Ok(Read::End(waiting)) => {
                    let fault = self.program.how_it_ended(waiting);
                    return Err(self.breaks(fault));
                }
                Ok(Read::Wrong(error)) => {
                    let fault = Fault::Garbage { what: error.to_string(), beginning: String::new() };
                    return Err(self.breaks(fault));
                }
                Err(RecvTimeoutError::Timeout) => return Err(asked.timed_out().into()),
                Err(RecvTimeoutError::Disconnected) => {
                    let fault = self.program.how_it_ended(None);
                    return Err(self.breaks(fault));
                }
            };
            if line.trim_ascii().is_empty() {
                continue;
            }
            let message = message::read(&line)?;
            if message::is_answer_to(&message, asked.id) {
                return Ok(message);
            }
            // What it tells, and late answers to what nobody waits for any more, are passed over.
            if message.get("method").is_some() && message.get("id").is_some() {
                self.answer(&message)?;
            }
        }
    }

    fn tell(&mut self, text: &str, _: Instant) -> Result<(), McpError> {
        self.send(text.to_owned())
    }

    fn log(&self) -> String {
        self.program.log()
    }

    fn broken(&self) -> Option<Fault> {
        self.broken.clone()
    }

    /// Closes its input and waits for it to end; it is killed when it is dropped.
    fn end(&mut self, patience: Duration) -> bool {
        self.lines_out = None;
        self.program.ends_well(patience)
    }
}
