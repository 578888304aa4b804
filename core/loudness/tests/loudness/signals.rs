//! Synthesis of test signals in f64, rounded to f32 at the end.

use std::f64::consts::TAU;

/// A level in dBFS as a linear peak.
pub(crate) fn db(level: f64) -> f64 {
    10f64.powf(level / 20.0)
}

/// Seconds to frames.
pub(crate) fn frames(seconds: f64, rate: u32) -> usize {
    (seconds * f64::from(rate)).round() as usize
}

/// One piece of a tone: seconds, and the peak level in dBFS; `NEG_INFINITY` is silence.
pub(crate) type Piece = (f64, f64);

/// A tone of `hz` that changes its level from piece to piece, continuous in phase, with 10 ms fades at both ends.
pub(crate) fn tone(rate: u32, hz: f64, pieces: &[Piece]) -> Vec<f32> {
    let mut level = Vec::new();
    for &(seconds, dbfs) in pieces {
        level.resize(level.len() + frames(seconds, rate), db(dbfs));
    }
    let step = hz / f64::from(rate);
    let mut samples: Vec<f64> =
        (0u32..).zip(&level).map(|(i, a)| a * (TAU * (f64::from(i) * step).fract()).sin()).collect();
    fade(&mut samples, frames(0.01, rate));
    samples.into_iter().map(|x| x as f32).collect()
}

/// Linear fades over `len` frames at both ends.
pub(crate) fn fade(samples: &mut [f64], len: usize) {
    let n = samples.len();
    let len = len.min(n / 2);
    for i in 0..len {
        let gain = i as f64 / len as f64;
        samples[i] *= gain;
        samples[n - 1 - i] *= gain;
    }
}

/// A sequence of random numbers that never changes (`SplitMix64`), in -1..1.
pub(crate) struct Noise(pub(crate) u64);

impl Noise {
    pub(crate) fn next_bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    pub(crate) fn next(&mut self) -> f64 {
        (self.next_bits() >> 11) as f64 / (1u64 << 52) as f64 - 1.0
    }
}

/// White noise in -peak..peak.
pub(crate) fn noise(seed: u64, len: usize, peak: f64) -> Vec<f32> {
    let mut noise = Noise(seed);
    (0..len).map(|_| (peak * noise.next()) as f32).collect()
}

/// Something like music: chords of decaying partials that change every half second, a pulse on every beat, and
/// passages that are 25 dB apart.
pub(crate) fn music(seed: u64, rate: u32, seconds: f64) -> Vec<f32> {
    let mut random = Noise(seed);
    let rate_f = f64::from(rate);
    let beat = frames(0.5, rate);
    let len = frames(seconds, rate);
    let mut out = Vec::with_capacity(len);
    while out.len() < len {
        let passage = (out.len() / (beat * 16)) % 3;
        let loud = db([-8.0, -33.0, -16.0][passage]);
        let roots: Vec<f64> = (0..3).map(|_| 110.0 * 2f64.powf((random.next() * 12.0).round() / 12.0)).collect();
        for i in 0..beat.min(len - out.len()) {
            let t = i as f64 / rate_f;
            let chord: f64 = roots
                .iter()
                .flat_map(|hz| (1..5).map(move |h| (hz * f64::from(h), f64::from(h))))
                .map(|(hz, h)| (TAU * (hz * t)).sin() / h * (-t * (1.0 + h)).exp())
                .sum();
            let pulse = random.next() * (-t * 60.0).exp();
            out.push((loud * (0.2 * chord + 0.5 * pulse)) as f32);
        }
    }
    out
}
