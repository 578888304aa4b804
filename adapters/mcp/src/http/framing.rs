//! HTTP/1.1 as far as both ends need it: a head within limits, a body of any framing, and a deadline for all of it.

use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// The longest head, in bytes.
pub(crate) const MAX_HEAD: usize = 16 * 1024;

/// The most header fields.
pub(crate) const MAX_HEADERS: usize = 64;

/// A stream that is read until a deadline: however slowly its bytes come, all must be here by then.
pub(crate) struct DeadlineStream {
    stream: TcpStream,
    deadline: Instant,
}

impl DeadlineStream {
    pub(crate) const fn new(stream: TcpStream, deadline: Instant) -> Self {
        Self { stream, deadline }
    }

    pub(crate) fn set_deadline(&mut self, deadline: Instant) {
        self.deadline = deadline;
    }
}

impl Read for DeadlineStream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let late = || io::Error::new(ErrorKind::TimedOut, "not all of it came in time");
        loop {
            let left = self.deadline.saturating_duration_since(Instant::now());
            if left < Duration::from_millis(1) {
                return Err(late());
            }
            self.stream.set_read_timeout(Some(left))?;
            match self.stream.read(buffer) {
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => return Err(late()),
                read => return read,
            }
        }
    }
}

/// Both ends read through this.
pub(crate) type Reader = BufReader<DeadlineStream>;

/// A head as bytes, its empty line included; empty where the stream ends before one begins.
pub(crate) fn read_head(reader: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut head = Vec::new();
    loop {
        let begun = head.len();
        let room = (MAX_HEAD - begun) as u64;
        let read = reader.by_ref().take(room).read_until(b'\n', &mut head)?;
        let line = &head[begun..];
        if read == 0 || !line.ends_with(b"\n") {
            return match (head.is_empty(), head.len() < MAX_HEAD) {
                (true, _) => Ok(head),
                (false, true) => Err(ErrorKind::UnexpectedEof.into()),
                (false, false) => Err(invalid("a head is longer than 16 KiB")),
            };
        }
        if line == b"\r\n" || line == b"\n" {
            // An empty line before a request is passed over.
            if begun > 0 {
                return Ok(head);
            }
            head.clear();
        }
    }
}

pub(crate) fn invalid(what: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, what.to_owned())
}

/// How the end of a body is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Framing {
    /// It has so many bytes.
    Length(u64),
    /// It comes in chunks that say how long they are.
    Chunked,
    /// It ends with the stream: answers only.
    ToEnd,
}

impl Framing {
    /// What the header fields say; `None` where they say nothing, an error where they contradict each other.
    pub(crate) fn of(headers: &[httparse::Header<'_>]) -> io::Result<Option<Self>> {
        let mut length = None;
        let mut chunked = false;
        for header in headers {
            let value = std::str::from_utf8(header.value).map_err(|_| invalid("a header is not UTF-8"))?.trim();
            if header.name.eq_ignore_ascii_case("content-length") {
                let digits = !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit());
                let given: Option<u64> = digits.then(|| value.parse().ok()).flatten();
                let given = given.ok_or_else(|| invalid("Content-Length is no number"))?;
                if length.is_some_and(|length| length != given) {
                    return Err(invalid("Content-Length is given twice"));
                }
                length = Some(given);
            } else if header.name.eq_ignore_ascii_case("transfer-encoding") {
                if !value.eq_ignore_ascii_case("chunked") {
                    return Err(invalid("only the transfer encoding `chunked` is read"));
                }
                chunked = true;
            }
        }
        match (chunked, length) {
            (true, Some(_)) => Err(invalid("both Content-Length and Transfer-Encoding are given")),
            (true, None) => Ok(Some(Self::Chunked)),
            (false, length) => Ok(length.map(Self::Length)),
        }
    }
}

/// A body that is read to its end and no further.
pub(crate) struct Body<'a, R> {
    reader: &'a mut R,
    framing: Framing,
    /// Bytes left of the body, or of its present chunk.
    left: u64,
    ended: bool,
}

impl<'a, R: BufRead> Body<'a, R> {
    pub(crate) fn new(reader: &'a mut R, framing: Framing) -> Self {
        let (left, ended) = match framing {
            Framing::Length(length) => (length, length == 0),
            Framing::Chunked => (0, false),
            Framing::ToEnd => (u64::MAX, false),
        };
        Self { reader, framing, left, ended }
    }

    /// The line of a chunk's size, or of a trailer.
    fn line(&mut self) -> io::Result<String> {
        let mut line = Vec::new();
        self.reader.by_ref().take(1024).read_until(b'\n', &mut line)?;
        if !line.ends_with(b"\n") {
            return Err(invalid("a line between chunks has no end"));
        }
        String::from_utf8(line).map_err(|_| invalid("a line between chunks is not UTF-8"))
    }

    /// Begins the next chunk, or finds that there is none.
    fn next_chunk(&mut self) -> io::Result<()> {
        let line = self.line()?;
        let size = line.split(';').next().unwrap_or_default().trim();
        let digits = (1..=15).contains(&size.len()) && size.bytes().all(|byte| byte.is_ascii_hexdigit());
        self.left = digits
            .then(|| u64::from_str_radix(size, 16).ok())
            .flatten()
            .ok_or_else(|| invalid("a chunk has no size"))?;
        if self.left == 0 {
            // Trailers, up to an empty line.
            for _ in 0..MAX_HEADERS {
                if self.line()?.trim().is_empty() {
                    self.ended = true;
                    return Ok(());
                }
            }
            return Err(invalid("too many trailers"));
        }
        Ok(())
    }
}

impl<R: BufRead> Read for Body<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.framing == Framing::Chunked && self.left == 0 && !self.ended {
            self.next_chunk()?;
        }
        if self.ended || buffer.is_empty() {
            return Ok(0);
        }
        let room = buffer.len().min(usize::try_from(self.left).unwrap_or(usize::MAX));
        let read = self.reader.read(&mut buffer[..room])?;
        if read == 0 {
            self.ended = true;
            return if self.framing == Framing::ToEnd { Ok(0) } else { Err(ErrorKind::UnexpectedEof.into()) };
        }
        self.left -= read as u64;
        match self.framing {
            Framing::Length(_) => self.ended = self.left == 0,
            Framing::Chunked if self.left == 0 => {
                if !self.line()?.trim().is_empty() {
                    return Err(invalid("a chunk is longer than it says"));
                }
            }
            Framing::Chunked | Framing::ToEnd => {}
        }
        Ok(read)
    }
}

/// A whole body of at most `limit` bytes; `None` for a longer one.
pub(crate) fn read_body(reader: &mut impl BufRead, framing: Framing, limit: usize) -> io::Result<Option<Vec<u8>>> {
    if matches!(framing, Framing::Length(length) if length > limit as u64) {
        return Ok(None);
    }
    let mut bytes = Vec::new();
    Body::new(reader, framing).take(limit as u64 + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= limit).then_some(bytes))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Chunks of any size give what was cut into them, and what comes behind stays.
        #[test]
        fn chunks_are_put_together(parts in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 1..40), 0..8)) {
            let mut sent = Vec::new();
            for part in &parts {
                sent.extend_from_slice(format!("{:x};note\r\n", part.len()).as_bytes());
                sent.extend_from_slice(part);
                sent.extend_from_slice(b"\r\n");
            }
            sent.extend_from_slice(b"0\r\nTrailer: 1\r\n\r\nGET");
            let mut reader = &sent[..];
            let body = read_body(&mut reader, Framing::Chunked, 1000).unwrap();
            prop_assert_eq!(body, Some(parts.concat()));
            prop_assert_eq!(reader, b"GET");
        }

        /// Whatever comes ends in a body, a refusal or an error, never in a panic.
        #[test]
        fn any_bytes_are_read(bytes in proptest::collection::vec(any::<u8>(), 0..200), limit in 0_usize..100) {
            for framing in [Framing::Chunked, Framing::Length(50), Framing::ToEnd] {
                let body = read_body(&mut &bytes[..], framing, limit);
                if let Ok(Some(body)) = body {
                    prop_assert!(body.len() <= limit);
                }
            }
            let _ = read_head(&mut &bytes[..]);
        }
    }
}
