//! Bytes to lines: framing with limits, and what is checked of a line before it is parsed.

use std::io::{self, Read};

use thiserror::Error;

use super::{MAX_DEPTH, MAX_MESSAGE_BYTES};

/// Why bytes are no line of the protocol.
#[derive(Debug, Error)]
pub enum FrameError {
    /// More bytes without a newline than a message may have.
    #[error("a message is longer than {MAX_MESSAGE_BYTES} bytes")]
    TooLong,
    /// Bytes that are no UTF-8.
    #[error("a message is not UTF-8: the byte at {0} begins no character")]
    NotUtf8(usize),
    /// Too many nested arrays and objects.
    #[error("a message is nested deeper than {MAX_DEPTH} levels")]
    TooDeep,
    /// A WebSocket carried something else than text.
    #[error("what came over the WebSocket is no message: {0}")]
    NoText(String),
    /// The stream failed.
    #[error(transparent)]
    Io(io::Error),
}

impl From<io::Error> for FrameError {
    /// A stream that is framed by itself says through its errors what it has found.
    fn from(error: io::Error) -> Self {
        error.downcast().unwrap_or_else(Self::Io)
    }
}

/// Splits a stream into lines.
///
/// ```
/// use livebridge_wire::Lines;
///
/// let mut lines = Lines::new("one\r\ntwo\nhalf a li".as_bytes());
/// assert_eq!(lines.next_line(|_| {}).unwrap(), Some(&b"one"[..]));
/// assert_eq!(lines.next_line(|_| {}).unwrap(), Some(&b"two"[..]));
/// assert_eq!(lines.next_line(|_| {}).unwrap(), None);
/// assert_eq!(lines.unfinished(), b"half a li");
/// ```
#[derive(Debug)]
pub struct Lines<R> {
    stream: R,
    buffer: Vec<u8>,
    /// Bytes of the buffer that were already searched for a newline.
    searched: usize,
    /// Where the next line begins in the buffer.
    start: usize,
    limit: usize,
    /// Whether the rest of a line that is too long comes next.
    skipping: bool,
    /// Where the stream is read into.
    chunk: Box<[u8]>,
}

/// How much is read at a time.
const CHUNK_BYTES: usize = 64 * 1024;

impl<R: Read> Lines<R> {
    /// Lines of at most [`MAX_MESSAGE_BYTES`].
    pub fn new(stream: R) -> Self {
        Self::with_limit(stream, MAX_MESSAGE_BYTES)
    }

    /// Lines of at most `limit` bytes.
    pub fn with_limit(stream: R, limit: usize) -> Self {
        Self {
            stream,
            buffer: Vec::new(),
            searched: 0,
            start: 0,
            limit,
            skipping: false,
            chunk: vec![0; CHUNK_BYTES].into_boxed_slice(),
        }
    }

    /// Takes lines of at most `limit` bytes from now on.
    pub(super) const fn set_limit(&mut self, limit: usize) {
        self.limit = limit;
    }

    /// The next line without its end (`\n` or `\r\n`); `None` when the stream ends.
    ///
    /// `waiting` is shown the beginning of an unfinished line each time when more of it is waited for. A
    /// line is [`FrameError::TooLong`] as soon as it is, and its rest is skipped when the next one is asked for.
    pub fn next_line(&mut self, mut waiting: impl FnMut(&[u8])) -> Result<Option<&[u8]>, FrameError> {
        if std::mem::take(&mut self.skipping) {
            self.skip_line()?;
        }
        while !self.has_line() {
            if self.unfinished().len() > self.limit {
                self.skipping = true;
                return Err(FrameError::TooLong);
            }
            if !self.unfinished().is_empty() {
                waiting(self.unfinished());
            }
            if self.fill()? == 0 {
                return Ok(None);
            }
        }
        self.line_here()
    }

    /// The next line, when the whole of it is here already; `None` when there is more to be read first. A line that is
    /// too long ends what can be read.
    pub(super) fn line_here(&mut self) -> Result<Option<&[u8]>, FrameError> {
        let Some(end) = self.find_newline() else {
            return if self.unfinished().len() > self.limit { Err(FrameError::TooLong) } else { Ok(None) };
        };
        let line = &self.buffer[self.start..end];
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        self.start = end + 1;
        self.searched = self.start;
        if line.len() > self.limit { Err(FrameError::TooLong) } else { Ok(Some(line)) }
    }

    /// The line that [`line_here`](Self::line_here) would take, when it is none that is too long.
    pub(super) fn peek_line(&mut self) -> Option<&[u8]> {
        let end = self.find_newline()?;
        let line = &self.buffer[self.start..end];
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        (line.len() <= self.limit).then_some(line)
    }

    /// Whether a whole line is here already, without waiting.
    pub fn has_line(&mut self) -> bool {
        self.find_newline().is_some()
    }

    /// What came after the last newline.
    pub fn unfinished(&self) -> &[u8] {
        &self.buffer[self.start..]
    }

    fn find_newline(&mut self) -> Option<usize> {
        let found = memchr::memchr(b'\n', &self.buffer[self.searched..]);
        let end = found.map(|at| self.searched + at);
        self.searched = end.unwrap_or(self.buffer.len());
        end
    }

    /// Moves what is left to the front, when that is less than what was taken.
    fn compact(&mut self) {
        if self.start > self.buffer.len() / 2 {
            self.buffer.drain(..self.start);
            self.searched -= self.start;
            self.start = 0;
        }
    }

    /// Reads once what there is, and waits for it; 0 at the end of the stream.
    pub(super) fn fill(&mut self) -> io::Result<usize> {
        self.compact();
        loop {
            match self.stream.read(&mut self.chunk) {
                Ok(count) => {
                    self.buffer.extend_from_slice(&self.chunk[..count]);
                    return Ok(count);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Reads and drops everything up to the next newline.
    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            self.buffer.clear();
            (self.searched, self.start) = (0, 0);
            if self.fill()? == 0 {
                return Ok(());
            }
            if let Some(end) = self.find_newline() {
                self.start = end + 1;
                self.searched = self.start;
                return Ok(());
            }
        }
    }
}

/// The text of a line, when it is UTF-8 and not nested too deep.
pub(super) fn text(line: &[u8]) -> Result<&str, FrameError> {
    let text = std::str::from_utf8(line).map_err(|error| FrameError::NotUtf8(error.valid_up_to()))?;
    // Brackets are counted much faster than they are matched, and a short message has too few of them.
    if opened(line) > MAX_DEPTH && depth(line) > MAX_DEPTH { Err(FrameError::TooDeep) } else { Ok(text) }
}

/// How many arrays and objects begin, with brackets in strings counted too. A byte is a counter that the compiler
/// makes vectors of, for as many bytes as it can count.
pub(super) fn opened(line: &[u8]) -> usize {
    let count = |bytes: &[u8]| bytes.iter().map(|byte| u8::from(matches!(byte, b'[' | b'{'))).sum::<u8>();
    line.chunks(usize::from(u8::MAX)).map(|bytes| usize::from(count(bytes))).sum()
}

/// The deepest nesting of arrays and objects, with brackets in strings left out.
fn depth(line: &[u8]) -> usize {
    let (mut depth, mut deepest, mut in_string, mut escaped) = (0_usize, 0, false, false);
    for byte in line {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if in_string => escaped = true,
            b'"' => in_string = !in_string,
            b'[' | b'{' if !in_string => {
                depth += 1;
                deepest = deepest.max(depth);
            }
            b']' | b'}' if !in_string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    deepest
}

/// The beginning of some bytes, for a message to a person.
pub(super) fn beginning(bytes: &[u8]) -> String {
    const SHOWN: usize = 120;
    let text = String::from_utf8_lossy(&bytes[..bytes.len().min(SHOWN)]);
    let mut shown: String = text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect();
    if bytes.len() > SHOWN {
        shown.push_str("...");
    }
    shown
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// A stream that gives a few bytes at a time.
    struct Slow<'a>(&'a [u8], usize);

    impl Read for Slow<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(self.0.len()).min(buffer.len());
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0 = &self.0[count..];
            Ok(count)
        }
    }

    proptest! {
        #[test]
        fn arbitrary_bytes_split_like_the_whole_text(
            bytes in proptest::collection::vec(prop_oneof![3 => any::<u8>(), 1 => Just(b'\n'), 1 => Just(b'\r')], 0..200),
            step in 1_usize..9,
        ) {
            let mut lines = Lines::new(Slow(&bytes, step));
            let mut seen = Vec::new();
            while let Some(line) = lines.next_line(|_| {}).unwrap() {
                seen.push(line.to_vec());
            }
            let mut parts: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
            prop_assert_eq!(lines.unfinished(), parts.pop().unwrap());
            let expected: Vec<Vec<u8>> =
                parts.iter().map(|part| part.strip_suffix(b"\r").unwrap_or(part).to_vec()).collect();
            prop_assert_eq!(seen, expected);
        }

        #[test]
        fn a_line_that_is_too_long_is_refused_and_skipped(long in 11_usize..90, step in 1_usize..9) {
            let mut bytes = vec![b'x'; long];
            bytes.extend_from_slice(b"\nnext\n");
            let mut lines = Lines::with_limit(Slow(&bytes, step), 10);
            let refused = matches!(lines.next_line(|_| {}), Err(FrameError::TooLong));
            prop_assert!(refused);
            prop_assert!(!lines.has_line() || long < 11 + step, "the rest is not taken for a line");
            prop_assert_eq!(lines.next_line(|_| {}).unwrap(), Some(&b"next"[..]));
        }
    }

    /// Somebody who sends without end, and ends the test when more is taken than is needed.
    struct Endless(usize);

    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            assert!(self.0 < 200_000, "it is still read after {} bytes", self.0);
            self.0 += buffer.len();
            buffer.fill(b'x');
            Ok(buffer.len())
        }
    }

    #[test]
    fn a_line_without_end_is_refused_before_its_end() {
        let mut lines = Lines::with_limit(Endless(0), 100_000);
        assert!(matches!(lines.next_line(|_| {}), Err(FrameError::TooLong)));
        assert!(lines.unfinished().starts_with(b"xxx"), "its beginning can be shown");
    }

    #[test]
    fn depth_counts_brackets_outside_of_strings() {
        assert_eq!(depth(br#"{"a":["[[[[\"[["]}"#), 2);
        for count in [0, 1, 255, 256, 1000] {
            assert_eq!(opened(&b"[{".repeat(count)), 2 * count);
        }
        assert!(text(&[b'['; MAX_DEPTH]).is_ok());
        assert!(matches!(text(&[b'['; MAX_DEPTH + 1]), Err(FrameError::TooDeep)));
        assert!(matches!(text(b"ab\xff"), Err(FrameError::NotUtf8(2))));
    }
}
