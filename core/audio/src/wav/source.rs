//! Bytes with a name and a position, so that every error can say where.

use std::io::{self, ErrorKind, Read};

use super::error::{WavError, WavProblem};

/// A reader that counts.
#[derive(Debug)]
pub(super) struct Source<R> {
    reader: R,
    name: String,
    pub(super) offset: u64,
    /// A byte that was read and belongs to what comes next.
    pushed_back: Option<u8>,
}

impl<R: Read> Source<R> {
    pub(super) fn new(reader: R, name: String) -> Self {
        Self { reader, name, offset: 0, pushed_back: None }
    }

    /// An error at the current position.
    pub(super) fn fail(&self, problem: impl Into<WavProblem>) -> WavError {
        self.fail_at(self.offset, problem)
    }

    pub(super) fn fail_at(&self, offset: u64, problem: impl Into<WavProblem>) -> WavError {
        WavError { file: self.name.clone(), offset: Some(offset), problem: problem.into() }
    }

    /// Reads until `buffer` is full or the file ends; gives the number of bytes.
    pub(super) fn fill(&mut self, buffer: &mut [u8]) -> Result<usize, WavError> {
        let mut filled = 0;
        if let (Some(first), Some(byte)) = (buffer.first_mut(), self.pushed_back) {
            *first = byte;
            self.pushed_back = None;
            filled = 1;
            self.offset += 1;
        }
        while filled < buffer.len() {
            match self.reader.read(&mut buffer[filled..]) {
                Ok(0) => break,
                // A reader that claims more than it was given is broken; what it says is not believed.
                Ok(n) => {
                    let n = n.min(buffer.len() - filled);
                    filled += n;
                    self.offset += n as u64;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                // What cannot be read at all, such as a folder, has no place at which.
                Err(error) if self.offset == 0 => {
                    return Err(WavError { file: self.name.clone(), offset: None, problem: error.into() });
                }
                Err(error) => return Err(self.fail(error)),
            }
        }
        Ok(filled)
    }

    /// Exactly `N` bytes of a header, or `None` where the file ends before the first of them.
    pub(super) fn array_or_end<const N: usize>(&mut self, part: &'static str) -> Result<Option<[u8; N]>, WavError> {
        let mut bytes = [0; N];
        match self.fill(&mut bytes)? {
            0 => Ok(None),
            n if n == N => Ok(Some(bytes)),
            _ => Err(self.fail(WavProblem::HeaderEnds { part })),
        }
    }

    /// Exactly `N` bytes of a header.
    pub(super) fn array<const N: usize>(&mut self, part: &'static str) -> Result<[u8; N], WavError> {
        self.array_or_end(part)?.ok_or_else(|| self.fail(WavProblem::HeaderEnds { part }))
    }

    /// Passes over the byte that fills a chunk up to an even number, where it is there: it is 0.
    pub(super) fn skip_padding(&mut self) -> Result<(), WavError> {
        let mut byte = [0];
        if self.fill(&mut byte)? == 1 && byte != [0] {
            self.pushed_back = Some(byte[0]);
            self.offset -= 1;
        }
        Ok(())
    }

    /// Passes over `count` bytes, or what is left of the file.
    pub(super) fn skip(&mut self, count: u64) -> Result<(), WavError> {
        let count = if count > 0 && self.pushed_back.take().is_some() {
            self.offset += 1;
            count - 1
        } else {
            count
        };
        match io::copy(&mut (&mut self.reader).take(count), &mut io::sink()) {
            Ok(skipped) => {
                self.offset += skipped;
                Ok(())
            }
            Err(error) => Err(self.fail(error)),
        }
    }
}
