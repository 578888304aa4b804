//! Builds WAV files byte by byte, right ones and wrong ones.

use livebridge_audio::wav::{WavError, WavReader};

/// A chunk with its size and padding.
pub(crate) fn chunk(id: &[u8; 4], body: &[u8]) -> Vec<u8> {
    let size = u32::try_from(body.len()).unwrap();
    let mut out = [&id[..], &size.to_le_bytes(), body].concat();
    if out.len() % 2 == 1 {
        out.push(0);
    }
    out
}

/// The 16 bytes of a plain `fmt ` chunk.
pub(crate) fn format(tag: u16, channels: u16, rate: u32, bits: u16) -> Vec<u8> {
    let frame = channels.wrapping_mul(bits / 8);
    let mut out = Vec::new();
    out.extend(tag.to_le_bytes());
    out.extend(channels.to_le_bytes());
    out.extend(rate.to_le_bytes());
    out.extend(rate.wrapping_mul(u32::from(frame)).to_le_bytes());
    out.extend(frame.to_le_bytes());
    out.extend(bits.to_le_bytes());
    out
}

/// The 40 bytes of an extensible `fmt ` chunk.
pub(crate) fn extensible(tag: u16, channels: u16, rate: u32, bits: u16, valid: u16, mask: u32) -> Vec<u8> {
    let mut out = format(0xfffe, channels, rate, bits);
    out.extend(22_u16.to_le_bytes());
    out.extend(valid.to_le_bytes());
    out.extend(mask.to_le_bytes());
    out.extend(tag.to_le_bytes());
    out.extend([0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71]);
    out
}

/// A RIFF file of chunks.
pub(crate) fn riff(chunks: &[Vec<u8>]) -> Vec<u8> {
    let body = chunks.concat();
    let size = u32::try_from(body.len() + 4).unwrap();
    [b"RIFF", &size.to_le_bytes()[..], b"WAVE", &body].concat()
}

/// A plain file.
pub(crate) fn file(format: &[u8], data: &[u8]) -> Vec<u8> {
    riff(&[chunk(b"fmt ", format), chunk(b"data", data)])
}

/// Everything in a file.
pub(crate) fn read(bytes: &[u8]) -> Result<Vec<Vec<f32>>, WavError> {
    WavReader::new(bytes, "test.wav")?.read_all(u64::MAX)
}

/// The error a file gives, as text.
pub(crate) fn error(bytes: &[u8]) -> String {
    read(bytes).unwrap_err().to_string()
}

/// A reader that hands out few bytes at a time, and is interrupted now and then.
pub(crate) struct Trickle<'a> {
    pub bytes: &'a [u8],
    pub step: usize,
    pub calls: usize,
}

impl std::io::Read for Trickle<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        self.calls += 1;
        if self.calls.is_multiple_of(5) {
            return Err(std::io::ErrorKind::Interrupted.into());
        }
        let n = self.step.min(buffer.len()).min(self.bytes.len());
        let (head, rest) = self.bytes.split_at(n);
        buffer[..n].copy_from_slice(head);
        self.bytes = rest;
        Ok(n)
    }
}
