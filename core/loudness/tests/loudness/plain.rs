//! The standards written down plainly: one sequential f64 filter, sums in order, no cleverness. The oracle.

/// What the plain meter gives.
#[derive(Debug)]
pub(crate) struct Plain {
    pub integrated: Option<f64>,
    pub range: Option<f64>,
    pub momentary_max: Option<f64>,
    pub short_term_max: Option<f64>,
    pub sample_peak: f64,
    pub true_peak: f64,
}

/// A biquad in transposed direct form II.
struct Biquad {
    b: [f64; 3],
    a: [f64; 2],
    s: [f64; 2],
}

impl Biquad {
    fn step(&mut self, x: f64) -> f64 {
        let y = self.b[0] * x + self.s[0];
        self.s[0] = self.b[1] * x - self.a[0] * y + self.s[1];
        self.s[1] = self.b[2] * x - self.a[1] * y;
        y
    }
}

fn k_weighting(rate: f64) -> [Biquad; 2] {
    let shelf = {
        let k = (std::f64::consts::PI * 1_681.974_450_955_533 / rate).tan();
        let (q, vh) = (0.707_175_236_955_419_6, 10f64.powf(3.999_843_853_973_347 / 20.0));
        let vb = vh.powf(0.499_666_774_154_541_6);
        let a0 = 1.0 + k / q + k * k;
        Biquad {
            b: [(vh + vb * k / q + k * k) / a0, 2.0 * (k * k - vh) / a0, (vh - vb * k / q + k * k) / a0],
            a: [2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0],
            s: [0.0; 2],
        }
    };
    let k = (std::f64::consts::PI * 38.135_470_876_024_44 / rate).tan();
    let q = 0.500_327_037_323_877_3;
    let a0 = 1.0 + k / q + k * k;
    let high_pass =
        Biquad { b: [1.0, -2.0, 1.0], a: [2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0], s: [0.0; 2] };
    [shelf, high_pass]
}

fn lufs(power: f64) -> f64 {
    -0.691 + 10.0 * power.log10()
}

/// Measures planar channels.
pub(crate) fn measure(channels: &[Vec<f32>], rate: u32) -> Plain {
    let weights: &[f64] = match channels.len() {
        1 => &[1.0],
        2 => &[1.0, 1.0],
        5 => &[1.0, 1.0, 1.0, 1.41, 1.41],
        6 => &[1.0, 1.0, 1.0, 0.0, 1.41, 1.41],
        n => panic!("{n} channels"),
    };
    let len = channels[0].len();
    let mut squares = vec![0.0; len];
    for (channel, weight) in channels.iter().zip(weights) {
        let [mut shelf, mut high_pass] = k_weighting(f64::from(rate));
        for (square, &x) in squares.iter_mut().zip(channel) {
            let z = high_pass.step(shelf.step(f64::from(x)));
            *square += weight * z * z;
        }
    }
    let edge = |k: usize| (k as u64 * u64::from(rate) / 100) as usize;
    let blocks = (1..=len).take_while(|&k| edge(k) <= len).count();
    let energy: Vec<f64> = (0..blocks).map(|k| squares[edge(k)..edge(k + 1)].iter().sum()).collect();
    let windows = |width: usize, step: usize| -> Vec<f64> {
        (0..(blocks + 1).saturating_sub(width))
            .step_by(step)
            .map(|k| energy[k..k + width].iter().sum::<f64>() / (edge(k + width) - edge(k)) as f64)
            .collect()
    };
    let mean = |x: &[f64]| (!x.is_empty()).then(|| x.iter().sum::<f64>() / x.len() as f64);
    let max = |x: Vec<f64>| x.into_iter().reduce(f64::max).map(|z| lufs(z).max(-120.0));

    let mut gated = windows(40, 10);
    gated.retain(|&z| lufs(z) > -70.0);
    let integrated = mean(&gated).and_then(|all| {
        gated.retain(|&z| lufs(z) > lufs(all) - 10.0);
        mean(&gated).map(lufs)
    });
    let mut short = windows(300, 10);
    short.retain(|&z| lufs(z) >= -70.0);
    let range = mean(&short).map(|all| {
        short.retain(|&z| lufs(z) >= lufs(all) - 20.0);
        percentile_range(&mut short)
    });
    Plain {
        integrated,
        range,
        momentary_max: max(windows(40, 1)),
        short_term_max: max(windows(300, 1)),
        sample_peak: channels.iter().flatten().fold(0.0, |m, x| f64::max(m, f64::from(x.abs()))),
        true_peak: channels.iter().map(|c| true_peak(c, rate)).fold(0.0, f64::max),
    }
}

/// From the 10th to the 95th percentile of mean squares, in LU.
pub(crate) fn percentile_range(powers: &mut [f64]) -> f64 {
    powers.sort_by(f64::total_cmp);
    let at = |p: f64| powers[((powers.len() - 1) as f64 * p + 0.5) as usize];
    lufs(at(0.95)) - lufs(at(0.1))
}

/// BS.1770-4 Annex 2, phase by phase, in f64.
fn true_peak(samples: &[f32], rate: u32) -> f64 {
    let phase_0 = [14.0, 90.0, -161.0, 272.0, -487.0, 1125.0, 7964.0, -838.0, 390.0, -218.0, 122.0, -68.0];
    let phase_1 = [-239.0, 240.0, -424.0, 730.0, -1364.0, 3810.0, 6388.0, -1641.0, 832.0, -477.0, 271.0, -155.0];
    let mut phases = vec![phase_0.to_vec(), phase_1.to_vec()];
    phases.extend([phase_1.into_iter().rev().collect(), phase_0.into_iter().rev().collect()]);
    let sample_peak = samples.iter().fold(0.0, |m, x| f64::max(m, f64::from(x.abs())));
    if rate >= 192_000 {
        return sample_peak;
    }
    let x = |i: usize| samples.get(i).map_or(0.0, |&x| f64::from(x));
    (0..samples.len() + 11)
        .flat_map(|n| {
            phases
                .iter()
                .map(move |h| (0..12.min(n + 1)).map(|k| h[k] / 8192.0 * x(n - k)).sum::<f64>().abs())
                .collect::<Vec<_>>()
        })
        .fold(sample_peak, f64::max)
}
