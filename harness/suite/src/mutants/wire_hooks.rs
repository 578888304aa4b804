//! Faults of the protocol: lines changed on their way in or out of a served fake.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::thread;
use std::time::Duration;

/// What happens to lines on their way.
#[derive(Debug, Clone, Copy)]
pub struct WireHooks {
    /// A request, before the fake reads it: the line without its line break, a carriage return before that included.
    pub request: fn(&str) -> String,
    /// An answer, before the harness reads it.
    pub answer: fn(&str) -> String,
    /// The method whose requests are served in the reverse order when they arrive together.
    pub latest_first: Option<&'static str>,
}

impl WireHooks {
    /// Everything passes as it is.
    pub(super) const PLAIN: Self = Self { request: str::to_owned, answer: str::to_owned, latest_first: None };
}

/// A reader that changes each line.
pub struct ChangedRequests<R> {
    lines: BufReader<R>,
    wire: WireHooks,
    ready: Vec<u8>,
}

impl<R: Read> ChangedRequests<R> {
    /// What `wire` makes of the lines of `reader`.
    pub fn new(reader: R, wire: WireHooks) -> Self {
        Self { lines: BufReader::new(reader), wire, ready: Vec::new() }
    }

    fn next(&mut self) -> io::Result<()> {
        let Some(line) = self.line()? else { return Ok(()) };
        let concerned = |method: &str| String::from_utf8_lossy(&line).contains(&format!("\"{method}\""));
        let latest_first = self.wire.latest_first.is_some_and(concerned);
        let mut batch = vec![line];
        if latest_first {
            // What was sent without waiting for an answer has arrived by then.
            thread::sleep(Duration::from_millis(3));
            while self.lines.buffer().contains(&b'\n')
                && let Some(line) = self.line()?
            {
                batch.push(line);
            }
            batch.reverse();
        }
        for line in batch {
            self.ready.extend_from_slice((self.wire.request)(&String::from_utf8_lossy(&line)).as_bytes());
            self.ready.push(b'\n');
        }
        Ok(())
    }

    fn line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut line = Vec::new();
        self.lines.read_until(b'\n', &mut line)?;
        // What has no end is no message: the client has gone.
        Ok(line.strip_suffix(b"\n").map(<[u8]>::to_vec))
    }
}

impl<R: Read> Read for ChangedRequests<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.ready.is_empty() {
            self.next()?;
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
            self.writer.write_all(changed.as_bytes())?;
            self.writer.write_all(b"\n")?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}
