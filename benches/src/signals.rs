//! The signals of the contests: the same every time.

/// Random numbers that never change (`SplitMix64`), in -1..1.
pub struct Noise(pub u64);

impl Noise {
    /// The next number.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    pub fn next_value(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 52) as f64 - 1.0
    }
}

/// White noise at -12 dBFS peak: nothing to skip, every block as loud as the last.
#[expect(clippy::cast_possible_truncation, reason = "samples are f32")]
pub fn noise(seed: u64, frames: usize) -> Vec<f32> {
    let mut noise = Noise(seed);
    (0..frames).map(|_| (0.25 * noise.next_value()) as f32).collect()
}

/// A steady sine at -6 dBFS and 48 kHz: every block reaches the peak, so that nothing of the true peak can be left out.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "samples are f32, positions small")]
pub fn sine(frames: usize, hz: f64) -> Vec<f32> {
    let turn = |i: usize| (i as f64 * (hz / 48_000.0)).fract();
    (0..frames).map(|i| (0.5 * (std::f64::consts::TAU * turn(i)).sin()) as f32).collect()
}

/// Something like music: decaying chords and pulses on every half second, in passages 25 dB apart.
#[expect(clippy::cast_possible_truncation, clippy::cast_precision_loss, reason = "samples are f32, positions small")]
pub fn music(seed: u64, rate: u32, frames: usize) -> Vec<f32> {
    let mut random = Noise(seed);
    let beat = rate as usize / 2;
    let mut out = Vec::with_capacity(frames);
    while out.len() < frames {
        let loud = [0.4, 0.022, 0.16][(out.len() / (beat * 16)) % 3];
        let roots: Vec<f64> = (0..3).map(|_| 110.0 * 2_f64.powf((random.next_value() * 12.0).round() / 12.0)).collect();
        // Each partial is a rotating, decaying pair, which is cheap to make.
        let mut partials: Vec<[f64; 5]> = Vec::new();
        for root in &roots {
            for harmonic in 1..5_u32 {
                let h = f64::from(harmonic);
                let (s, c) = (std::f64::consts::TAU * root * h / f64::from(rate)).sin_cos();
                partials.push([s, c, 0.0, 0.2 / h, (-(1.0 + h) / f64::from(rate)).exp()]);
            }
        }
        for i in 0..beat.min(frames - out.len()) {
            let mut sum = 0.0;
            for [s, c, x, y, decay] in &mut partials {
                (*x, *y) = ((*x * *c + *y * *s) * *decay, (*y * *c - *x * *s) * *decay);
                sum += *x;
            }
            let pulse = random.next_value() * (-(i as f64) * 60.0 / f64::from(rate)).exp();
            out.push((loud * (sum + 0.5 * pulse)) as f32);
        }
    }
    out
}
