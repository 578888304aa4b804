//! From the bytes of a file to the bytes of its XML: recognises the container, inflates in a window, keeps the limits.
//!
//! What is wrong is kept here in full; the `io::Error` that goes through the XML parser only says that there is something.

use std::io::{self, BufRead, ErrorKind, Read};

use flate2::{Decompress, FlushDecompress, Status};

use super::error::{ErrorCode, ImportError};
use super::limits::Limits;

/// How many bytes of the file are read at once.
const INPUT: usize = 64 << 10;
/// How many bytes of XML are inflated at once: what stays in the cache of a core.
const WINDOW: usize = 128 << 10;

/// The XML of a file, in a window.
pub(super) struct Source<R> {
    file: Input<R>,
    /// Absent for a file that is not compressed.
    inflater: Option<Decompress>,
    window: Vec<u8>,
    at: usize,
    end: usize,
    /// Bytes of XML so far, the window included.
    produced: u64,
    /// Where the tag began that is being read, in bytes of XML.
    mark: u64,
    limits: Limits,
    finished: bool,
    problem: Option<ImportError>,
    /// Whether blank bytes followed the compressed data.
    pub(super) trailing: bool,
}

/// The bytes of the file.
struct Input<R> {
    reader: R,
    buffer: Vec<u8>,
    at: usize,
    end: usize,
    /// Bytes that were taken.
    taken: u64,
}

impl<R: Read> Input<R> {
    /// What is there; at least `wanted` bytes unless the file ends before.
    fn peek(&mut self, wanted: usize) -> io::Result<&[u8]> {
        if self.end - self.at < wanted {
            self.buffer.copy_within(self.at..self.end, 0);
            (self.at, self.end) = (0, self.end - self.at);
            while self.end < wanted {
                match self.reader.read(&mut self.buffer[self.end..]) {
                    Ok(0) => break,
                    Ok(n) => self.end += n,
                    Err(error) if error.kind() == ErrorKind::Interrupted => {}
                    Err(error) => return Err(error),
                }
            }
        }
        Ok(&self.buffer[self.at..self.end])
    }

    fn take(&mut self, n: usize) {
        self.at += n;
        self.taken += n as u64;
    }
}

impl<R: Read> Source<R> {
    /// Looks at the first bytes; refuses what cannot be a Set.
    pub(super) fn open(reader: R, limits: Limits) -> Result<Self, ImportError> {
        let mut file = Input { reader, buffer: vec![0; INPUT], at: 0, end: 0, taken: 0 };
        let inflater = match container(file.peek(256).map_err(|error| io_error(&error))?)? {
            Container::Gzip => Some(Decompress::new_gzip(15)),
            Container::Plain => None,
        };
        Ok(Self {
            file,
            inflater,
            window: vec![0; WINDOW],
            at: 0,
            end: 0,
            produced: 0,
            mark: 0,
            limits,
            finished: false,
            problem: None,
            trailing: false,
        })
    }

    /// Whether the file is not compressed.
    pub(super) fn is_plain(&self) -> bool {
        self.inflater.is_none()
    }

    /// Bytes of XML so far, the window included.
    pub(super) fn produced(&self) -> u64 {
        self.produced
    }

    /// A tag begins here.
    pub(super) fn mark(&mut self) {
        self.mark = self.produced - (self.end - self.at) as u64;
    }

    /// What was wrong, when a read failed.
    pub(super) fn take_problem(&mut self) -> Option<ImportError> {
        self.problem.take()
    }

    /// Reads on to the end for what is wrong with the container: damaged data are the cause of the XML's problems.
    pub(super) fn find_damage(&mut self) -> Option<ImportError> {
        while !self.is_plain() && !self.finished {
            self.at = self.end;
            self.mark();
            if self.fill_buf().is_err() {
                return self.take_problem();
            }
        }
        None
    }

    fn refill(&mut self) -> Result<(), ImportError> {
        (self.at, self.end) = (0, 0);
        while self.end == 0 && !self.finished {
            if self.inflater.is_some() { self.inflate()? } else { self.copy()? }
        }
        self.produced += self.end as u64;
        let limits = &self.limits;
        if self.produced > limits.xml {
            return Err(ImportError::new(ErrorCode::TooLarge, format!("more than {} bytes of XML", limits.xml)));
        }
        let compressed = !self.is_plain() && self.produced > Limits::RATIO_FROM;
        if compressed && self.produced / limits.ratio.max(1) > self.file.taken {
            let message = format!("more than {} bytes of XML per compressed byte", limits.ratio);
            return Err(ImportError::new(ErrorCode::Ratio, message));
        }
        if self.produced - self.mark > limits.tag + WINDOW as u64 {
            return Err(ImportError::new(ErrorCode::AttrLen, format!("a tag of more than {} bytes", limits.tag)));
        }
        if let Some(at) = memchr::memchr(0, &self.window[..self.end]) {
            let offset = self.produced - (self.end - at) as u64;
            let utf16 = offset < 4;
            let (code, message) = if utf16 {
                (ErrorCode::Encoding, "UTF-16, where Live writes UTF-8")
            } else {
                (ErrorCode::Xml, "a NUL byte, which XML cannot hold")
            };
            return Err(ImportError { offset: Some(offset), ..ImportError::new(code, message) });
        }
        Ok(())
    }

    fn copy(&mut self) -> Result<(), ImportError> {
        let bytes = self.file.peek(1).map_err(|error| io_error(&error))?;
        let n = bytes.len();
        self.window[..n].copy_from_slice(bytes);
        self.file.take(n);
        self.end = n;
        self.finished = n == 0;
        Ok(())
    }

    fn inflate(&mut self) -> Result<(), ImportError> {
        let Some(inflater) = &mut self.inflater else { return Ok(()) };
        let input = self.file.peek(1).map_err(|error| io_error(&error))?;
        let (was_in, was_out) = (inflater.total_in(), inflater.total_out());
        let ended = input.is_empty();
        let status = inflater.decompress(input, &mut self.window, FlushDecompress::None);
        // Both are at most the length of a buffer.
        let taken = usize::try_from(inflater.total_in() - was_in).unwrap_or_default();
        self.end = usize::try_from(inflater.total_out() - was_out).unwrap_or_default();
        self.file.take(taken);
        match status {
            Ok(Status::StreamEnd) => self.next_member(),
            Ok(Status::Ok | Status::BufError) if ended && self.end == 0 => {
                Err(ImportError::new(ErrorCode::GzipTruncated, "the compressed data end too early"))
            }
            Ok(Status::Ok | Status::BufError) => Ok(()),
            Err(error) => Err(match error.message() {
                Some(text) if text.contains("data check") => {
                    ImportError::new(ErrorCode::GzipCrc, "the checksum of the compressed data is wrong")
                }
                Some(text) if text.contains("length check") => {
                    ImportError::new(ErrorCode::GzipLength, "the compressed data have another length than they say")
                }
                text => {
                    let why = text.map(|text| format!(": {text}")).unwrap_or_default();
                    ImportError::new(ErrorCode::GzipCorrupt, format!("the compressed data are damaged{why}"))
                }
            }),
        }
    }

    /// After the end of one compressed member: another one, or blank bytes and the end of the file.
    fn next_member(&mut self) -> Result<(), ImportError> {
        if self.file.peek(2).map_err(|error| io_error(&error))?.starts_with(&GZIP) {
            self.inflater = Some(Decompress::new_gzip(15));
            return Ok(());
        }
        self.finished = true;
        loop {
            let rest = self.file.peek(1).map_err(|error| io_error(&error))?;
            if rest.is_empty() {
                return Ok(());
            }
            if !rest.iter().all(|&byte| byte == 0 || byte.is_ascii_whitespace()) {
                return Err(ImportError::new(ErrorCode::GzipCorrupt, "something else follows the compressed data"));
            }
            self.trailing = true;
            let n = rest.len();
            self.file.take(n);
        }
    }
}

impl<R: Read> Read for Source<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let n = self.fill_buf()?.read(out)?;
        self.consume(n);
        Ok(n)
    }
}

impl<R: Read> BufRead for Source<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.at == self.end
            && let Err(problem) = self.refill()
        {
            let message = problem.to_string();
            self.problem = Some(problem);
            return Err(io::Error::other(message));
        }
        Ok(&self.window[self.at..self.end])
    }

    fn consume(&mut self, n: usize) {
        self.at += n;
    }
}

const GZIP: [u8; 2] = [0x1f, 0x8b];

enum Container {
    Gzip,
    Plain,
}

/// What the first bytes of a file say.
fn container(start: &[u8]) -> Result<Container, ImportError> {
    let text = start.strip_prefix(b"\xef\xbb\xbf").unwrap_or(start).trim_ascii_start();
    if start.is_empty() {
        Err(ImportError::new(ErrorCode::Empty, "the file is empty"))
    } else if start.starts_with(&GZIP) {
        Ok(Container::Gzip)
    } else if start.starts_with(b"PK") {
        Err(ImportError::new(ErrorCode::Zip, "a zip file or Live Pack, not a Set"))
    } else if start.starts_with(b"version https://git-lfs") {
        let text = String::from_utf8_lossy(start);
        let oid = text.lines().find_map(|line| line.strip_prefix("oid ")).unwrap_or("unknown");
        Err(ImportError::new(ErrorCode::LfsPointer, format!("a pointer of git LFS to {oid}, not the file itself")))
    } else if [&b"\xff\xfe"[..], b"\xfe\xff"].iter().any(|bom| start.starts_with(bom)) {
        Err(ImportError::new(ErrorCode::Encoding, "UTF-16, where Live writes UTF-8"))
    } else if text.starts_with(b"<") {
        Ok(Container::Plain)
    } else {
        let first: Vec<_> = start.iter().take(8).map(|byte| format!("{byte:02x}")).collect();
        Err(ImportError::new(ErrorCode::NotAls, format!("neither gzip nor XML: it begins with {}", first.join(" "))))
    }
}

fn io_error(error: &io::Error) -> ImportError {
    ImportError::new(ErrorCode::Io, error.to_string())
}
