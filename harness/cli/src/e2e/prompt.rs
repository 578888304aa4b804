//! A person at a terminal: one question at a time, with the keys to press.

use std::io;
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use livebridge_e2e::answers::{Asker, Reply};
use livebridge_e2e::checklist::{ChecklistStep, Question};
use livebridge_suite::interrupt::Interrupt;
use livebridge_text::phrasing::visible;

use crate::say;

/// Reads answers from standard input, on a thread of its own: a signal must end the run while nobody types.
#[derive(Debug)]
pub(super) struct Prompt {
    lines: Option<Receiver<String>>,
    interrupt: Interrupt,
}

impl Prompt {
    pub(super) const fn new(interrupt: Interrupt) -> Self {
        Self { lines: None, interrupt }
    }

    /// The next line; nothing at the end of the input, or when the run is to end.
    fn line(&mut self) -> Option<String> {
        let lines = self.lines.get_or_insert_with(|| {
            let (sender, lines) = mpsc::channel();
            thread::spawn(move || {
                for line in io::stdin().lines().map_while(Result::ok) {
                    if sender.send(line).is_err() {
                        return;
                    }
                }
            });
            lines
        });
        loop {
            match lines.recv_timeout(Duration::from_millis(50)) {
                Ok(line) => return Some(line),
                Err(RecvTimeoutError::Timeout) if !self.interrupt.is_raised() => {}
                Err(RecvTimeoutError::Timeout | RecvTimeoutError::Disconnected) => return None,
            }
        }
    }
}

impl Asker for Prompt {
    fn ask(&mut self, step: &ChecklistStep, question: &Question, keys: &str) -> Reply {
        say(&format!("\n{}\n  {}\n  {}\n", step.title, visible(keys), question.question));
        loop {
            say("  yes, no, skip, note ..., or later: ");
            let Some(line) = self.line() else {
                // Nobody has ended the line of the prompt.
                say("\n");
                return Reply::Later;
            };
            if let Some(reply) = Reply::read(&line) {
                return reply;
            }
            say(
                "  that is none of them: `yes`, `no`, `skip`, `note` and your words, or `later`; words may follow a yes or no\n",
            );
        }
    }
}
