//! Faults of the protocol: lines changed on their way in or out of a served fake.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// What happens to lines on their way.
#[derive(Debug, Clone, Copy)]
pub struct WireHooks {
    /// A request, before the fake reads it: the line without its line break, a carriage return before that included.
    pub request: fn(&str) -> String,
    /// An answer, before the harness reads it; empty for none.
    pub answer: fn(&str) -> String,
    /// Whether a request waits for those that arrive right behind it.
    pub gathers: fn(&str) -> bool,
    /// What becomes of requests that were gathered; the client may have gone meanwhile.
    pub gathered: fn(Vec<String>, bool) -> Vec<String>,
}

impl WireHooks {
    /// Everything passes as it is.
    pub(super) const PLAIN: Self =
        Self { request: str::to_owned, answer: str::to_owned, gathers: |_| false, gathered: |lines, _| lines };
}

/// How long a request waits for those behind it.
const GATHERING: Duration = Duration::from_millis(3);

/// A reader that changes each line.
pub struct ChangedRequests {
    lines: Receiver<String>,
    wire: WireHooks,
    ready: Vec<u8>,
}

impl ChangedRequests {
    /// What `wire` makes of the lines of `reader`.
    pub fn new(reader: impl Read + Send + 'static, wire: WireHooks) -> Self {
        let (sender, lines) = mpsc::channel();
        thread::spawn(move || {
            let mut reader = BufReader::new(reader);
            let mut line = Vec::new();
            // What has no end is no message: the client has gone.
            while reader.read_until(b'\n', &mut line).is_ok() && line.pop() == Some(b'\n') {
                if sender.send(String::from_utf8_lossy(&line).into_owned()).is_err() {
                    return;
                }
                line.clear();
            }
        });
        Self { lines, wire, ready: Vec::new() }
    }

    fn next(&mut self) {
        let Ok(line) = self.lines.recv() else { return };
        let mut lines = vec![line];
        if (self.wire.gathers)(&lines[0]) {
            let ended = loop {
                match self.lines.recv_timeout(GATHERING) {
                    Ok(line) => lines.push(line),
                    Err(RecvTimeoutError::Timeout) => break false,
                    Err(RecvTimeoutError::Disconnected) => break true,
                }
            };
            lines = (self.wire.gathered)(lines, ended);
        }
        for line in lines {
            self.ready.extend_from_slice((self.wire.request)(&line).as_bytes());
            self.ready.push(b'\n');
        }
    }
}

impl Read for ChangedRequests {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ready.is_empty() {
            self.next();
        }
        let count = buffer.len().min(self.ready.len());
        buffer[..count].copy_from_slice(&self.ready[..count]);
        self.ready.drain(..count);
        Ok(count)
    }
}

/// A writer that changes each line.
pub struct ChangedAnswers<W> {
    writer: W,
    wire: WireHooks,
    unfinished: Vec<u8>,
}

impl<W: Write> ChangedAnswers<W> {
    /// Lines go to `writer` as `wire` makes them.
    pub const fn new(writer: W, wire: WireHooks) -> Self {
        Self { writer, wire, unfinished: Vec::new() }
    }
}

impl<W: Write> Write for ChangedAnswers<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.unfinished.extend_from_slice(bytes);
        while let Some(end) = self.unfinished.iter().position(|byte| *byte == b'\n') {
            let line: Vec<u8> = self.unfinished.drain(..=end).collect();
            let changed = (self.wire.answer)(&String::from_utf8_lossy(&line[..end]));
            if !changed.is_empty() {
                self.writer.write_all(changed.as_bytes())?;
                self.writer.write_all(b"\n")?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}
