//! The x86-64 paths of [`Lanes`]: SSE2, AVX2 and AVX-512 through the tokens of `pulp`.

use std::arch::x86_64::{__m128, __m256, _MM_HINT_T0};

use pulp::x86::{V1, V3, V4};
use pulp::{cast, f32x4, f32x8, f32x16, f64x2, f64x4, f64x8};

use super::lanes::{Lanes, first, largest};

/// What reads the same on every path, given the indexes of the vectors that make up eight f64, the number of f32 in
/// one vector, and the names of pulp's methods.
macro_rules! lanes {
    ([$($i:literal)*], $add:ident, $sub:ident, $mul:ident, $splat:ident;
     $width:literal, $add_s:ident, $sub_s:ident, $mul_s:ident, $splat_s:ident, $abs_s:ident, $max_s:ident) => {
        const WIDTH: usize = $width;
        const PAIRS_TOGETHER: bool = true;

        #[inline(always)]
        fn splat(self, x: f64) -> Self::D {
            [self.$splat(x); [$($i),*].len()]
        }
        #[inline(always)]
        fn add(self, a: Self::D, b: Self::D) -> Self::D {
            [$(self.$add(a[$i], b[$i])),*]
        }
        #[inline(always)]
        fn sub(self, a: Self::D, b: Self::D) -> Self::D {
            [$(self.$sub(a[$i], b[$i])),*]
        }
        #[inline(always)]
        fn mul(self, a: Self::D, b: Self::D) -> Self::D {
            [$(self.$mul(a[$i], b[$i])),*]
        }
        #[inline(always)]
        fn load(self, x: &[f64; 8]) -> Self::D {
            cast(*x)
        }
        #[inline(always)]
        fn store(self, x: Self::D) -> [f64; 8] {
            cast(x)
        }
        #[inline(always)]
        fn splat_s(self, x: f32) -> Self::S {
            self.$splat_s(x)
        }
        #[inline(always)]
        fn add_s(self, a: Self::S, b: Self::S) -> Self::S {
            self.$add_s(a, b)
        }
        #[inline(always)]
        fn sub_s(self, a: Self::S, b: Self::S) -> Self::S {
            self.$sub_s(a, b)
        }
        #[inline(always)]
        fn mul_s(self, a: Self::S, b: Self::S) -> Self::S {
            self.$mul_s(a, b)
        }
        #[inline(always)]
        fn abs_s(self, a: Self::S) -> Self::S {
            self.$abs_s(a)
        }
        #[inline(always)]
        fn max_s(self, a: Self::S, b: Self::S) -> Self::S {
            self.$max_s(a, b)
        }
        #[inline(always)]
        fn load_s(self, x: &[f32]) -> Self::S {
            cast(first::<$width>(x))
        }
        #[inline(always)]
        fn largest_s(self, a: Self::S) -> f32 {
            let x: [f32; $width] = cast(a);
            largest(&x)
        }
        #[inline(always)]
        fn prefetch(self, x: &[f32; 8], ahead: usize) {
            self.sse._mm_prefetch::<_MM_HINT_T0>(x.as_ptr().wrapping_add(ahead).cast());
        }
    };
}

impl Lanes for V1 {
    type D = [f64x2; 4];
    type S = f32x4;
    const CHANNELS: usize = 1;
    const SIDE_BY_SIDE: bool = false;

    lanes!([0 1 2 3], add_f64x2, sub_f64x2, mul_f64x2, splat_f64x2;
           4, add_f32x4, sub_f32x4, mul_f32x4, splat_f32x4, abs_f32x4, max_f32x4);

    #[inline(always)]
    fn widen(self, x: &[f32; 8]) -> Self::D {
        let [a, b]: [f32x4; 2] = cast(*x);
        let high = self.sse._mm_movehl_ps(cast(a), cast(a));
        let high_b = self.sse._mm_movehl_ps(cast(b), cast(b));
        [
            self.convert_f32x4_to_f64x2(a),
            self.convert_f32x4_to_f64x2(cast(high)),
            self.convert_f32x4_to_f64x2(b),
            self.convert_f32x4_to_f64x2(cast(high_b)),
        ]
    }

    #[inline(always)]
    fn transpose(self, rows: [&[f32; 8]; 8]) -> [[f32; 8]; 8] {
        let mut out = [[0.0; 8]; 8];
        for (r, c) in [(0, 0), (0, 4), (4, 0), (4, 4)] {
            let mut quad: [__m128; 4] = [cast([0.0_f32; 4]); 4];
            for i in 0..4 {
                quad[i] = cast(first::<4>(&rows[r + i][c..]));
            }
            let [a, b, d, e] = quad;
            let sse = self.sse;
            let (ab_low, ab_high) = (sse._mm_unpacklo_ps(a, b), sse._mm_unpackhi_ps(a, b));
            let (de_low, de_high) = (sse._mm_unpacklo_ps(d, e), sse._mm_unpackhi_ps(d, e));
            let columns = [
                sse._mm_movelh_ps(ab_low, de_low),
                sse._mm_movehl_ps(de_low, ab_low),
                sse._mm_movelh_ps(ab_high, de_high),
                sse._mm_movehl_ps(de_high, ab_high),
            ];
            for i in 0..4 {
                let column: [f32; 4] = cast(columns[i]);
                out[c + i][r..r + 4].copy_from_slice(&column);
            }
        }
        out
    }
}

/// The 8 x 8 transposition with AVX, which the AVX-512 path shares.
#[inline(always)]
fn transpose_avx(simd: V3, rows: [&[f32; 8]; 8]) -> [[f32; 8]; 8] {
    let avx = simd.avx;
    let mut r: [__m256; 8] = [cast([0.0_f32; 8]); 8];
    for i in 0..8 {
        r[i] = cast(*rows[i]);
    }
    // Columns 0|4, 1|5, 2|6 and 3|7 of the upper four rows, then of the lower four, one in each 128-bit half.
    let mut quads = r;
    for h in [0, 4] {
        let (low, high) = (avx._mm256_unpacklo_ps(r[h], r[h + 1]), avx._mm256_unpackhi_ps(r[h], r[h + 1]));
        let (low_b, high_b) = (avx._mm256_unpacklo_ps(r[h + 2], r[h + 3]), avx._mm256_unpackhi_ps(r[h + 2], r[h + 3]));
        quads[h] = avx._mm256_shuffle_ps::<0x44>(low, low_b);
        quads[h + 1] = avx._mm256_shuffle_ps::<0xee>(low, low_b);
        quads[h + 2] = avx._mm256_shuffle_ps::<0x44>(high, high_b);
        quads[h + 3] = avx._mm256_shuffle_ps::<0xee>(high, high_b);
    }
    let mut out = [[0.0; 8]; 8];
    for t in 0..4 {
        out[t] = cast(avx._mm256_permute2f128_ps::<0x20>(quads[t], quads[t + 4]));
        out[t + 4] = cast(avx._mm256_permute2f128_ps::<0x31>(quads[t], quads[t + 4]));
    }
    out
}

impl Lanes for V3 {
    type D = [f64x4; 2];
    type S = f32x8;
    const CHANNELS: usize = 1;
    const SIDE_BY_SIDE: bool = true;

    lanes!([0 1], add_f64x4, sub_f64x4, mul_f64x4, splat_f64x4;
           8, add_f32x8, sub_f32x8, mul_f32x8, splat_f32x8, abs_f32x8, max_f32x8);

    #[inline(always)]
    fn widen(self, x: &[f32; 8]) -> Self::D {
        let [a, b]: [f32x4; 2] = cast(*x);
        [self.convert_f32x4_to_f64x4(a), self.convert_f32x4_to_f64x4(b)]
    }

    #[inline(always)]
    fn transpose(self, rows: [&[f32; 8]; 8]) -> [[f32; 8]; 8] {
        transpose_avx(self, rows)
    }
}

impl Lanes for V4 {
    type D = [f64x8; 1];
    type S = f32x16;
    const CHANNELS: usize = 2;
    const SIDE_BY_SIDE: bool = true;

    lanes!([0], add_f64x8, sub_f64x8, mul_f64x8, splat_f64x8;
           16, add_f32x16, sub_f32x16, mul_f32x16, splat_f32x16, abs_f32x16, max_f32x16);

    #[inline(always)]
    fn widen(self, x: &[f32; 8]) -> Self::D {
        [self.convert_f32x8_to_f64x8(cast(*x))]
    }

    #[inline(always)]
    fn transpose(self, rows: [&[f32; 8]; 8]) -> [[f32; 8]; 8] {
        transpose_avx(*self, rows)
    }
}
