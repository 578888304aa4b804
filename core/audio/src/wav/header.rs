//! The chunks up to the first sample: what the file says of itself.

use std::fmt;
use std::io::Read;

use super::error::{WavError, WavNote, WavProblem};
use super::source::Source;

/// How samples are stored. Both kinds become f32 with full scale at 1.0.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SampleFormat {
    /// Integers; unsigned at 8 bits, signed above.
    Integer,
    /// IEEE floats.
    Float,
}

impl fmt::Display for SampleFormat {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Integer => "integer",
            Self::Float => "float",
        })
    }
}

/// What a file holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WavSpec {
    /// The number of channels, at least 1.
    pub channels: u16,
    /// Hertz, at least 1.
    pub sample_rate: u32,
    /// Integer or float.
    pub format: SampleFormat,
    /// The size of one stored sample in bits: 8, 16, 24, 32 or 64.
    pub bits: u16,
    /// The bits that carry signal, where the file says that they are fewer. Samples are left-justified, so this scales
    /// nothing.
    pub valid_bits: Option<u16>,
    /// The speaker mask, where an extensible file has one.
    pub channel_mask: Option<u32>,
    /// The number of frames the file declares. `None` for a recording that was never finished, or a stream: it ends
    /// where the bytes end. So it is where a size of about 2 or 4 GiB stands, which streams write that do not know it.
    pub frames: Option<u64>,
}

impl WavSpec {
    /// The size of one frame in bytes.
    pub(super) fn frame_bytes(&self) -> usize {
        usize::from(self.channels) * usize::from(self.bits / 8)
    }
}

/// More chunks before the data than any sound file has.
const MOST_CHUNKS: usize = 10_000;
/// Entries of the RF64 size table that are kept.
const MOST_SIZES: u32 = 1_000;

const PCM: u16 = 1;
const FLOAT: u16 = 3;
const EXTENSIBLE: u16 = 0xfffe;
/// The last 14 bytes of the sub-format of registered tags.
const SUB_FORMAT_TAIL: [u8; 14] = [0, 0, 0, 0, 0x10, 0, 0x80, 0, 0, 0xaa, 0, 0x38, 0x9b, 0x71];

/// A 32-bit size that means "see the ds64 chunk" or "not known yet".
const UNKNOWN: u32 = u32::MAX;

/// Sizes from here on may mean "not known": programs that write into a pipe declare 0x7ffff000, 0x7fffffff,
/// 0x80000000, or 0xffffffff less their header. They are believed only as far as there are bytes.
const NEARLY_UNKNOWN: u64 = 0x7ff0_0000;

/// What is read before the first sample.
pub(super) struct Header {
    pub(super) spec: WavSpec,
    /// The most bytes of samples there may be, where the file says any number.
    pub(super) most: Option<u64>,
    pub(super) notes: Vec<WavNote>,
}

/// The 64-bit sizes of RF64 and BW64.
#[derive(Default)]
struct Sizes {
    riff: u64,
    data: u64,
    others: Vec<([u8; 4], u64)>,
}

/// Reads up to the first byte of the samples.
pub(super) fn read<R: Read>(source: &mut Source<R>) -> Result<Header, WavError> {
    let [id, size, kind] = split(source.array::<12>("RIFF header")?);
    let wide = match &id {
        b"RIFF" => false,
        b"RF64" | b"BW64" => true,
        _ => return Err(source.fail_at(0, WavProblem::NotRiff { found: id })),
    };
    if &kind != b"WAVE" {
        return Err(source.fail_at(8, WavProblem::NotWave { found: kind }));
    }
    let mut riff_size = u64::from(u32::from_le_bytes(size));
    let mut sizes = None;
    let mut spec = None;
    let mut notes = Vec::new();
    for _ in 0..MOST_CHUNKS {
        let at = source.offset;
        let Some(header) = source.array_or_end::<8>("chunk header")? else {
            return Err(source.fail(WavProblem::NoData));
        };
        let [id, size] = split(header);
        let size32 = u32::from_le_bytes(size);
        let mut size = u64::from(size32);
        match &id {
            b"ds64" if wide && sizes.is_none() => {
                let found = read_sizes(source, size)?;
                riff_size = found.riff;
                sizes = Some(found);
            }
            b"fmt " if spec.is_none() => spec = Some(read_format(source, size, &mut notes)?),
            b"data" => {
                let mut spec = spec.ok_or_else(|| source.fail_at(at, WavProblem::NoFormat))?;
                let most = declared_size(size32, sizes.as_ref(), riff_size, source.offset);
                let declared = most.filter(|size| sizes.is_some() || *size < NEARLY_UNKNOWN);
                let frame = spec.frame_bytes() as u64;
                spec.frames = declared.map(|size| size / frame);
                if let Some(bytes) = declared.map(|size| size % frame).filter(|bytes| *bytes > 0) {
                    notes.push(WavNote::PartialFrame { bytes });
                }
                return Ok(Header { spec, most, notes });
            }
            _ => {
                if let Some(sizes) = sizes.as_ref().filter(|_| size32 == UNKNOWN) {
                    size = sizes.others.iter().find(|(other, _)| *other == id).map_or(size, |(_, size)| *size);
                }
                source.skip(size)?;
            }
        }
        // Chunks begin at even bytes. Some programs forget that; no name of a chunk begins with the 0 that fills up.
        if size % 2 == 1 {
            source.skip_padding()?;
        }
    }
    Err(source.fail(WavProblem::TooManyChunks { limit: MOST_CHUNKS }))
}

/// The size of the data chunk whose first sample is at `start`, `None` where it is not known.
///
/// A recording that was never finished has 0 or 0xffffffff here. A size of 0 is believed when the RIFF size reaches
/// beyond the chunk's header: then both were written after the samples, of which there are none.
fn declared_size(size: u32, sizes: Option<&Sizes>, riff_size: u64, start: u64) -> Option<u64> {
    let size = match (size, sizes) {
        (UNKNOWN, Some(sizes)) => sizes.data,
        (UNKNOWN, None) => return None,
        (size, _) => u64::from(size),
    };
    let unfinished = riff_size.saturating_add(8) <= start || riff_size >= NEARLY_UNKNOWN;
    (size != u64::MAX && !(size == 0 && unfinished)).then_some(size)
}

/// The `ds64` chunk of RF64 and BW64 (EBU Tech 3306, ITU-R BS.2088).
fn read_sizes<R: Read>(source: &mut Source<R>, size: u64) -> Result<Sizes, WavError> {
    const NEEDED: u64 = 28;
    if size < NEEDED {
        let problem = WavProblem::ChunkTooShort { chunk: "ds64", size, needed: NEEDED };
        return Err(source.fail_at(source.offset - 8, problem));
    }
    let part = "ds64 chunk";
    let mut sizes = Sizes {
        riff: u64::from_le_bytes(source.array(part)?),
        data: u64::from_le_bytes(source.array(part)?),
        others: Vec::new(),
    };
    // The count of samples is not needed: the data size says the same.
    source.array::<8>(part)?;
    let entries = u32::from_le_bytes(source.array(part)?);
    let room = u32::try_from((size - NEEDED) / 12).unwrap_or(u32::MAX);
    let entries = entries.min(room).min(MOST_SIZES);
    for _ in 0..entries {
        let id = source.array(part)?;
        sizes.others.push((id, u64::from_le_bytes(source.array(part)?)));
    }
    source.skip(size - NEEDED - 12 * u64::from(entries))?;
    Ok(sizes)
}

/// The `fmt ` chunk.
fn read_format<R: Read>(source: &mut Source<R>, size: u64, notes: &mut Vec<WavNote>) -> Result<WavSpec, WavError> {
    const PLAIN: u64 = 16;
    const EXTENDED: u64 = 40;
    let at = source.offset - 8;
    let too_short = |needed| WavProblem::ChunkTooShort { chunk: "fmt", size, needed };
    if size < PLAIN {
        return Err(source.fail_at(at, too_short(PLAIN)));
    }
    let part = "fmt chunk";
    let [t0, t1, c0, c1, r0, r1, r2, r3, _, _, _, _, a0, a1, b0, b1] = source.array::<16>(part)?;
    let mut tag = u16::from_le_bytes([t0, t1]);
    let channels = u16::from_le_bytes([c0, c1]);
    let sample_rate = u32::from_le_bytes([r0, r1, r2, r3]);
    let frame = u16::from_le_bytes([a0, a1]);
    let bits = u16::from_le_bytes([b0, b1]);
    let (mut valid_bits, mut channel_mask) = (None, None);
    let mut read = PLAIN;
    if tag == EXTENSIBLE {
        if size < EXTENDED {
            return Err(source.fail_at(at, too_short(EXTENDED)));
        }
        let [_, _, v0, v1, m0, m1, m2, m3] = source.array::<8>(part)?;
        valid_bits = Some(u16::from_le_bytes([v0, v1]));
        channel_mask = Some(u32::from_le_bytes([m0, m1, m2, m3]));
        tag = u16::from_le_bytes(source.array(part)?);
        if source.array::<14>(part)? != SUB_FORMAT_TAIL {
            return Err(source.fail_at(at, WavProblem::SubFormat));
        }
        read = EXTENDED;
    }
    source.skip(size - read)?;
    let format = match tag {
        PCM => SampleFormat::Integer,
        FLOAT => SampleFormat::Float,
        _ => return Err(source.fail_at(at, WavProblem::Codec { tag })),
    };
    if channels == 0 {
        return Err(source.fail_at(at, WavProblem::NoChannels));
    }
    if sample_rate == 0 {
        return Err(source.fail_at(at, WavProblem::NoSampleRate));
    }
    // Integers of other widths stand left-justified in whole bytes.
    let stored =
        if format == SampleFormat::Integer && (1..=32).contains(&bits) { bits.next_multiple_of(8) } else { bits };
    if !matches!((format, stored), (SampleFormat::Integer, 8 | 16 | 24 | 32) | (SampleFormat::Float, 32 | 64)) {
        return Err(source.fail_at(at, WavProblem::Bits { format, bits }));
    }
    if stored != bits {
        valid_bits = valid_bits.or(Some(bits));
    }
    let spec = WavSpec { channels, sample_rate, format, bits: stored, valid_bits, channel_mask, frames: None };
    let expected = spec.frame_bytes() as u64;
    // A frame of more than 65535 bytes does not fit the field; its lower half must still be right.
    if u64::from(frame) == expected & 0xffff {
        Ok(spec)
    } else if u64::from(frame) == (expected * 8) & 0xffff {
        notes.push(WavNote::FrameSizeInBits { found: frame });
        Ok(spec)
    } else {
        Err(source.fail_at(at, WavProblem::FrameSize { found: frame, expected }))
    }
}

/// Four-byte pieces.
fn split<const N: usize, const M: usize>(bytes: [u8; N]) -> [[u8; 4]; M] {
    let mut out = [[0; 4]; M];
    for (out, piece) in out.iter_mut().zip(bytes.as_chunks().0) {
        *out = *piece;
    }
    out
}
