//! Path ids as text, without the heap and without the machinery of `write!`.
//!
//! Ids are much of what a message on the wire is made of, and `write!` took three times as long for one.

use super::path::{PathId, Segment};

/// Segments as text.
pub(super) struct PathText {
    bytes: [u8; Self::LONGEST],
    len: usize,
}

impl PathText {
    /// Four segments with the longest word, a colon, ten digits, and the slashes between them.
    const LONGEST: usize = PathId::MAX_SEGMENTS * ("returntrack:".len() + 10) + PathId::MAX_SEGMENTS - 1;

    /// At most [`PathId::MAX_SEGMENTS`] of them.
    pub(super) fn of(segments: impl IntoIterator<Item = Segment>) -> Self {
        let mut text = Self { bytes: [0; Self::LONGEST], len: 0 };
        for segment in segments {
            if text.len > 0 {
                text.push(b"/");
            }
            text.push(segment.kind().word().as_bytes());
            if let Some(index) = segment.index() {
                text.push(b":");
                text.push_decimal(index);
            }
        }
        text
    }

    fn push(&mut self, part: &[u8]) {
        self.bytes[self.len..][..part.len()].copy_from_slice(part);
        self.len += part.len();
    }

    fn push_decimal(&mut self, mut number: u32) {
        let (mut digits, mut first) = ([0; 10], 10);
        loop {
            first -= 1;
            digits[first] = b'0' + (number % 10) as u8;
            number /= 10;
            if number == 0 {
                return self.push(&digits[first..]);
            }
        }
    }

    pub(super) fn as_str(&self) -> &str {
        // Words and digits are ASCII.
        std::str::from_utf8(&self.bytes[..self.len]).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_path_has_room() {
        let longest = ["returntrack:4294967295"; PathId::MAX_SEGMENTS].join("/");
        assert_eq!(longest.len(), PathText::LONGEST);
        assert_eq!(longest.parse::<PathId>().unwrap().to_string(), longest);
    }
}
