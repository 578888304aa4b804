//! Interleaved bytes to planar f32. Full scale is 1.0: an integer of `n` bits is divided by 2^(n-1).

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "32-bit integers and f64 are rounded to the nearest f32"
)]

use super::header::{SampleFormat, WavSpec};

/// Decodes `frames` interleaved frames from the start of `bytes` into as many values of each plane, from `at` on.
pub(super) fn decode(spec: &WavSpec, bytes: &[u8], planes: &mut [Vec<f32>], at: usize, frames: usize) {
    match (spec.format, spec.bits) {
        (SampleFormat::Integer, 8) => {
            deinterleave(bytes, planes, at, frames, |[x]: [u8; 1]| (f32::from(x) - 128.0) * (1.0 / 128.0));
        }
        (SampleFormat::Integer, 16) => {
            deinterleave(bytes, planes, at, frames, |x| f32::from(i16::from_le_bytes(x)) * (1.0 / 32_768.0));
        }
        (SampleFormat::Integer, 24) => deinterleave_24(bytes, planes, at, frames),
        (SampleFormat::Integer, 32) => deinterleave(bytes, planes, at, frames, |x| integer(i32::from_le_bytes(x))),
        (SampleFormat::Float, 32) => deinterleave(bytes, planes, at, frames, f32::from_le_bytes),
        (SampleFormat::Float, 64) => {
            deinterleave(bytes, planes, at, frames, |x| f64::from_le_bytes(x) as f32);
        }
        // The header has refused everything else.
        _ => {}
    }
}

/// A left-justified 32-bit integer.
#[inline]
fn integer(x: i32) -> f32 {
    x as f32 * (1.0 / 2_147_483_648.0)
}

/// Sorts samples of `B` bytes by channel. One and two channels, nearly all files, have loops of their own.
#[inline]
fn deinterleave<const B: usize>(
    bytes: &[u8],
    planes: &mut [Vec<f32>],
    at: usize,
    frames: usize,
    value: impl Fn([u8; B]) -> f32 + Copy,
) {
    let samples = bytes.as_chunks::<B>().0;
    match planes {
        [mono] => {
            for (out, x) in mono[at..at + frames].iter_mut().zip(samples) {
                *out = value(*x);
            }
        }
        [left, right] => {
            let outs = left[at..at + frames].iter_mut().zip(&mut right[at..at + frames]);
            for ((l, r), [x, y]) in outs.zip(samples.as_chunks::<2>().0) {
                *l = value(*x);
                *r = value(*y);
            }
        }
        planes => {
            let channels = planes.len();
            for (channel, plane) in planes.iter_mut().enumerate() {
                for (out, frame) in plane[at..at + frames].iter_mut().zip(samples.chunks_exact(channels)) {
                    *out = value(frame[channel]);
                }
            }
        }
    }
}

/// Frames that are widened at once: few enough to stay in the nearest cache.
const WIDENED: usize = 1_024;

/// 24 bits, in two steps that CPUs do well: two words of eight bytes hold four samples, from which each is shifted, and
/// its neighbour's byte masked away; then whole vectors of samples become floats.
fn deinterleave_24(bytes: &[u8], planes: &mut [Vec<f32>], at: usize, frames: usize) {
    let plain = |[a, b, c]: [u8; 3]| i32::from_le_bytes([0, a, b, c]);
    let four = |x: &[u8; 12]| {
        let low = u64::from_le_bytes(x.first_chunk().copied().unwrap_or_default());
        let high = u64::from_le_bytes(x.last_chunk().copied().unwrap_or_default());
        [(low << 8) as i32, (low >> 16) as i32 & !0xff, (high >> 8) as i32 & !0xff, (high >> 32) as i32 & !0xff]
    };
    match planes {
        [mono] => {
            let mut words = [0; WIDENED];
            let outs = mono[at..at + frames].chunks_mut(WIDENED);
            for (out, bytes) in outs.zip(bytes.chunks(3 * WIDENED)) {
                let words = &mut words[..out.len()];
                let (quads, rest) = words.as_chunks_mut::<4>();
                for (words, quad) in quads.iter_mut().zip(bytes.as_chunks().0) {
                    *words = four(quad);
                }
                for (word, x) in rest.iter_mut().zip(&bytes.as_chunks().0[4 * quads.len()..]) {
                    *word = plain(*x);
                }
                floats(words, out);
            }
        }
        [left, right] => {
            let mut words = [[0; WIDENED]; 2];
            let outs = left[at..at + frames].chunks_mut(WIDENED).zip(right[at..at + frames].chunks_mut(WIDENED));
            for ((left, right), bytes) in outs.zip(bytes.chunks(6 * WIDENED)) {
                let len = left.len();
                let [first, second] = &mut words;
                let pairs = first[..len].as_chunks_mut::<2>().0.iter_mut().zip(second[..len].as_chunks_mut::<2>().0);
                for ((l, r), quad) in pairs.zip(bytes.as_chunks().0) {
                    let [a, b, c, d] = four(quad);
                    *l = [a, c];
                    *r = [b, d];
                }
                if len % 2 == 1 {
                    let samples = bytes.as_chunks().0;
                    first[len - 1] = plain(samples[2 * len - 2]);
                    second[len - 1] = plain(samples[2 * len - 1]);
                }
                floats(&first[..len], left);
                floats(&second[..len], right);
            }
        }
        planes => deinterleave(bytes, planes, at, frames, |x| integer(plain(x))),
    }
}

/// Left-justified integers to floats.
fn floats(words: &[i32], out: &mut [f32]) {
    for (out, word) in out.iter_mut().zip(words) {
        *out = integer(*word);
    }
}
