//! Interleaved bytes to planar f32. Full scale is 1.0: an integer of `n` bits is divided by 2^(n-1).

#![expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "32-bit integers and f64 are rounded to the nearest f32"
)]

use super::header::{SampleFormat, WavSpec};

/// Decodes `frames` interleaved frames from the start of `bytes` into as many values of each plane, from `at` on.
pub(super) fn decode(
    spec: &WavSpec,
    bytes: &[u8],
    planes: &mut [Vec<f32>],
    at: usize,
    frames: usize,
) {
    match (spec.format, spec.bits) {
        (SampleFormat::Integer, 8) => deinterleave(bytes, planes, at, frames, |[x]: [u8; 1]| {
            (f32::from(x) - 128.0) * (1.0 / 128.0)
        }),
        (SampleFormat::Integer, 16) => {
            deinterleave(bytes, planes, at, frames, |x| {
                f32::from(i16::from_le_bytes(x)) * (1.0 / 32_768.0)
            });
        }
        (SampleFormat::Integer, 24) => deinterleave_24(bytes, planes, at, frames),
        (SampleFormat::Integer, 32) => deinterleave(bytes, planes, at, frames, |x| {
            integer(i32::from_le_bytes(x))
        }),
        (SampleFormat::Float, 32) => deinterleave(bytes, planes, at, frames, f32::from_le_bytes),
        (SampleFormat::Float, 64) => {
            deinterleave(bytes, planes, at, frames, |x| f64::from_le_bytes(x) as f32)
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
            let outs = left[at..at + frames]
                .iter_mut()
                .zip(&mut right[at..at + frames]);
            for ((l, r), [x, y]) in outs.zip(samples.as_chunks::<2>().0) {
                *l = value(*x);
                *r = value(*y);
            }
        }
        planes => {
            let channels = planes.len();
            for (channel, plane) in planes.iter_mut().enumerate() {
                for (out, frame) in plane[at..at + frames]
                    .iter_mut()
                    .zip(samples.chunks_exact(channels))
                {
                    *out = value(frame[channel]);
                }
            }
        }
    }
}

/// 24 bits: samples are loaded as words of four bytes, four of them from twelve bytes, and the neighbour's byte shifted
/// or masked away.
fn deinterleave_24(bytes: &[u8], planes: &mut [Vec<f32>], at: usize, frames: usize) {
    let plain = |[a, b, c]: [u8; 3]| integer(i32::from_le_bytes([0, a, b, c]));
    let four = |x: &[u8; 12]| {
        let [a, b, c, d, e, f, g, h, i, j, k, l] = *x;
        [
            integer(i32::from_le_bytes([a, b, c, d]) << 8),
            integer(i32::from_le_bytes([d, e, f, g]) << 8),
            integer(i32::from_le_bytes([g, h, i, j]) << 8),
            integer(i32::from_le_bytes([i, j, k, l]) & !0xff),
        ]
    };
    let quads = bytes.as_chunks::<12>().0;
    match planes {
        [mono] => {
            let mono = &mut mono[at..at + frames];
            for (out, quad) in mono.as_chunks_mut::<4>().0.iter_mut().zip(quads) {
                *out = four(quad);
            }
            let done = frames / 4 * 4;
            for (out, x) in mono[done..].iter_mut().zip(&bytes.as_chunks().0[done..]) {
                *out = plain(*x);
            }
        }
        [left, right] => {
            let (left, right) = (&mut left[at..at + frames], &mut right[at..at + frames]);
            let outs = left
                .as_chunks_mut::<2>()
                .0
                .iter_mut()
                .zip(right.as_chunks_mut::<2>().0);
            for ((l, r), quad) in outs.zip(quads) {
                let [a, b, c, d] = four(quad);
                *l = [a, c];
                *r = [b, d];
            }
            if let ([.., l], [.., r], true) = (left, right, frames % 2 == 1) {
                let last = bytes.as_chunks().0;
                *l = plain(last[2 * frames - 2]);
                *r = plain(last[2 * frames - 1]);
            }
        }
        planes => deinterleave(bytes, planes, at, frames, plain),
    }
}
