//! What a server says beside its answers: the last lines, kept to be shown with a failure.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

/// The last lines that a child wrote to stderr, or sent as `log`.
#[derive(Debug, Default)]
pub(super) struct Log {
    lines: VecDeque<String>,
    dropped: usize,
}

impl Log {
    const LINES: usize = 200;
    const LINE_BYTES: usize = 2000;

    pub(super) fn push(&mut self, line: &str) {
        if self.lines.len() == Self::LINES {
            self.lines.pop_front();
            self.dropped += 1;
        }
        let end = line.floor_char_boundary(Self::LINE_BYTES);
        self.lines.push_back(line[..end].to_owned());
    }

    /// The lines kept, with a note of how many came before.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        if self.dropped > 0 {
            text = format!("({} lines before)\n", self.dropped);
        }
        for line in &self.lines {
            text.push_str(line);
            text.push('\n');
        }
        text
    }
}

pub(super) fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
