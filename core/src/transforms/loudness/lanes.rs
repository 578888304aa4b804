//! Vectors of eight f64 lanes and of native f32 width, and the choice of the code path at run time.
//!
//! Kernels are written once against [`Lanes`]. No path contracts a multiplication and an addition into one rounding,
//! and every path adds in the same order, so that all paths give the same bits. The intrinsics come through `pulp`,
//! whose tokens prove that the CPU has them: there is no unsafe code here.

use std::fmt;

#[cfg(target_arch = "x86_64")]
use pulp::x86::{V1, V3, V4};
#[cfg(target_arch = "x86_64")]
use pulp::{NullaryFnOnce, f32x4, f32x8, f32x16, f64x2, f64x4, f64x8};

/// The code paths of the loudness kernels. All give the same bits; they differ in speed only.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum CpuPath {
    /// Plain Rust, for any CPU.
    Portable,
    /// SSE2, which every x86-64 CPU has.
    Sse2,
    /// AVX2 (x86-64-v3).
    Avx2,
    /// AVX-512 (x86-64-v4).
    Avx512,
}

impl CpuPath {
    /// The fastest path this CPU can run. [`measure_r128`](super::measure_r128) takes it unless told otherwise.
    pub fn detect() -> Self {
        Self::available()
            .into_iter()
            .last()
            .unwrap_or(Self::Portable)
    }

    /// All paths this CPU can run, slowest first. [`CpuPath::Portable`] is always among them.
    pub fn available() -> Vec<Self> {
        [Self::Portable, Self::Sse2, Self::Avx2, Self::Avx512]
            .into_iter()
            .filter(|path| path.is_available())
            .collect()
    }

    /// Whether this CPU can run the path.
    pub fn is_available(self) -> bool {
        #[cfg(target_arch = "x86_64")]
        {
            match self {
                Self::Portable => true,
                Self::Sse2 => V1::try_new().is_some(),
                Self::Avx2 => V3::try_new().is_some(),
                Self::Avx512 => V4::try_new().is_some(),
            }
        }
        #[cfg(not(target_arch = "x86_64"))]
        {
            self == Self::Portable
        }
    }
}

impl fmt::Display for CpuPath {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Portable => "portable",
            Self::Sse2 => "SSE2",
            Self::Avx2 => "AVX2",
            Self::Avx512 => "AVX-512",
        })
    }
}

/// The number of f64 lanes of [`Lanes::D`], on every path.
pub(super) const LANES: usize = 8;

/// The arithmetic of one code path. Everything is elementwise, so that the width cannot reach a result.
pub(super) trait Lanes: Copy {
    /// Eight f64.
    type D: Copy;
    /// `WIDTH` f32, the width that suits the path.
    type S: Copy;
    /// How many f32 one `S` holds; at most 16.
    const WIDTH: usize;
    /// How many channels the loudness filter runs side by side, 1 or 2: with few registers 1, to hide latency 2.
    const CHANNELS: usize;

    fn splat(self, x: f64) -> Self::D;
    fn add(self, a: Self::D, b: Self::D) -> Self::D;
    fn sub(self, a: Self::D, b: Self::D) -> Self::D;
    fn mul(self, a: Self::D, b: Self::D) -> Self::D;
    fn widen(self, x: &[f32; LANES]) -> Self::D;
    fn load(self, x: &[f64; LANES]) -> Self::D;
    fn store(self, x: Self::D) -> [f64; LANES];

    fn splat_s(self, x: f32) -> Self::S;
    fn add_s(self, a: Self::S, b: Self::S) -> Self::S;
    fn sub_s(self, a: Self::S, b: Self::S) -> Self::S;
    fn mul_s(self, a: Self::S, b: Self::S) -> Self::S;
    fn abs_s(self, a: Self::S) -> Self::S;
    /// The larger of each pair; `b` where `a` is NaN.
    fn max_s(self, a: Self::S, b: Self::S) -> Self::S;
    /// The first `WIDTH` values of `x`; `x` must be that long.
    fn load_s(self, x: &[f32]) -> Self::S;
    /// The largest element, which must not be NaN.
    fn largest_s(self, a: Self::S) -> f32;

    /// Eight rows of eight samples to eight columns.
    fn transpose(self, rows: [&[f32; 8]; 8]) -> [[f32; 8]; 8];
}

/// A piece of work that can run on any path. `run` must be `#[inline(always)]`, or the path's instructions are not used.
pub(super) trait Job {
    /// What it gives.
    type Out;
    /// Does it.
    fn run<L: Lanes>(self, lanes: L) -> Self::Out;
}

/// Runs `job` on `path`, or on the portable path where this CPU lacks it; the bits are the same.
pub(super) fn dispatch<J: Job>(path: CpuPath, job: J) -> J::Out {
    #[cfg(target_arch = "x86_64")]
    match path {
        CpuPath::Portable => {}
        CpuPath::Sse2 => {
            if let Some(simd) = V1::try_new() {
                return simd.vectorize(On(simd, job));
            }
        }
        CpuPath::Avx2 => {
            if let Some(simd) = V3::try_new() {
                return simd.vectorize(On(simd, job));
            }
        }
        CpuPath::Avx512 => {
            if let Some(simd) = V4::try_new() {
                return simd.vectorize(On(simd, job));
            }
        }
    }
    #[cfg(not(target_arch = "x86_64"))]
    let _ = path;
    job.run(Plain)
}

#[cfg(target_arch = "x86_64")]
struct On<L, J>(L, J);

#[cfg(target_arch = "x86_64")]
impl<L: Lanes, J: Job> NullaryFnOnce for On<L, J> {
    type Output = J::Out;

    #[inline(always)]
    fn call(self) -> J::Out {
        self.1.run(self.0)
    }
}

/// The portable path: arrays that the compiler may vectorise as it can.
#[derive(Clone, Copy)]
struct Plain;

#[inline(always)]
fn zip<T: Copy, const N: usize>(a: [T; N], b: [T; N], f: impl Fn(T, T) -> T) -> [T; N] {
    std::array::from_fn(|i| f(a[i], b[i]))
}

impl Lanes for Plain {
    type D = [f64; 8];
    type S = [f32; 8];
    const WIDTH: usize = 8;
    const CHANNELS: usize = 1;

    #[inline(always)]
    fn splat(self, x: f64) -> Self::D {
        [x; 8]
    }
    #[inline(always)]
    fn add(self, a: Self::D, b: Self::D) -> Self::D {
        zip(a, b, |a, b| a + b)
    }
    #[inline(always)]
    fn sub(self, a: Self::D, b: Self::D) -> Self::D {
        zip(a, b, |a, b| a - b)
    }
    #[inline(always)]
    fn mul(self, a: Self::D, b: Self::D) -> Self::D {
        zip(a, b, |a, b| a * b)
    }
    #[inline(always)]
    fn widen(self, x: &[f32; 8]) -> Self::D {
        x.map(f64::from)
    }
    #[inline(always)]
    fn load(self, x: &[f64; 8]) -> Self::D {
        *x
    }
    #[inline(always)]
    fn store(self, x: Self::D) -> [f64; 8] {
        x
    }
    #[inline(always)]
    fn splat_s(self, x: f32) -> Self::S {
        [x; 8]
    }
    #[inline(always)]
    fn add_s(self, a: Self::S, b: Self::S) -> Self::S {
        zip(a, b, |a, b| a + b)
    }
    #[inline(always)]
    fn sub_s(self, a: Self::S, b: Self::S) -> Self::S {
        zip(a, b, |a, b| a - b)
    }
    #[inline(always)]
    fn mul_s(self, a: Self::S, b: Self::S) -> Self::S {
        zip(a, b, |a, b| a * b)
    }
    #[inline(always)]
    fn abs_s(self, a: Self::S) -> Self::S {
        a.map(f32::abs)
    }
    #[inline(always)]
    fn max_s(self, a: Self::S, b: Self::S) -> Self::S {
        zip(a, b, |a, b| if a > b { a } else { b })
    }
    #[inline(always)]
    fn load_s(self, x: &[f32]) -> Self::S {
        first(x)
    }
    #[inline(always)]
    fn largest_s(self, a: Self::S) -> f32 {
        largest(&a)
    }
    #[inline(always)]
    fn transpose(self, rows: [&[f32; 8]; 8]) -> [[f32; 8]; 8] {
        std::array::from_fn(|t| std::array::from_fn(|lane| rows[lane][t]))
    }
}

/// The first `N` values of `x` as an array.
#[inline(always)]
pub(super) fn first<T: Copy, const N: usize>(x: &[T]) -> [T; N] {
    let x = &x[..N];
    std::array::from_fn(|i| x[i])
}

#[inline(always)]
fn largest(x: &[f32]) -> f32 {
    x.iter().fold(0.0, |m, &x| if x > m { x } else { m })
}

/// The parts of [`Lanes`] that read the same on every x86-64 path, given the names of pulp's methods.
#[cfg(target_arch = "x86_64")]
macro_rules! x86_lanes {
    ($n:literal, $d:ident, $add:ident, $sub:ident, $mul:ident, $splat:ident;
     $width:literal, $s:ident, $add_s:ident, $sub_s:ident, $mul_s:ident, $splat_s:ident, $abs_s:ident, $max_s:ident) => {
        #[inline(always)]
        fn splat(self, x: f64) -> Self::D {
            [self.$splat(x); $n]
        }
        #[inline(always)]
        fn add(self, a: Self::D, b: Self::D) -> Self::D {
            zip(a, b, |a, b| self.$add(a, b))
        }
        #[inline(always)]
        fn sub(self, a: Self::D, b: Self::D) -> Self::D {
            zip(a, b, |a, b| self.$sub(a, b))
        }
        #[inline(always)]
        fn mul(self, a: Self::D, b: Self::D) -> Self::D {
            zip(a, b, |a, b| self.$mul(a, b))
        }
        #[inline(always)]
        fn load(self, x: &[f64; 8]) -> Self::D {
            pulp::cast(*x)
        }
        #[inline(always)]
        fn store(self, x: Self::D) -> [f64; 8] {
            pulp::cast(x)
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
            pulp::cast(first::<f32, $width>(x))
        }
        #[inline(always)]
        fn largest_s(self, a: Self::S) -> f32 {
            largest(&pulp::cast::<$s, [f32; $width]>(a))
        }
    };
}

#[cfg(target_arch = "x86_64")]
impl Lanes for V1 {
    type D = [f64x2; 4];
    type S = f32x4;
    const WIDTH: usize = 4;
    const CHANNELS: usize = 1;

    x86_lanes!(4, f64x2, add_f64x2, sub_f64x2, mul_f64x2, splat_f64x2;
               4, f32x4, add_f32x4, sub_f32x4, mul_f32x4, splat_f32x4, abs_f32x4, max_f32x4);

    #[inline(always)]
    fn widen(self, x: &[f32; 8]) -> Self::D {
        std::array::from_fn(|i| f64x2(f64::from(x[2 * i]), f64::from(x[2 * i + 1])))
    }

    #[inline(always)]
    fn transpose(self, rows: [&[f32; 8]; 8]) -> [[f32; 8]; 8] {
        let mut out = [[0.0; 8]; 8];
        for (r, c) in [(0, 0), (0, 4), (4, 0), (4, 4)] {
            let quad = |i: usize| pulp::cast::<[f32; 4], f32x4>(first(&rows[r + i][c..]));
            let sse = self.sse;
            let (a, b, c0, d) = (quad(0), quad(1), quad(2), quad(3));
            let (a, b, c1, d) = (pulp::cast(a), pulp::cast(b), pulp::cast(c0), pulp::cast(d));
            let (ab_lo, ab_hi) = (sse._mm_unpacklo_ps(a, b), sse._mm_unpackhi_ps(a, b));
            let (cd_lo, cd_hi) = (sse._mm_unpacklo_ps(c1, d), sse._mm_unpackhi_ps(c1, d));
            let columns = [
                sse._mm_movelh_ps(ab_lo, cd_lo),
                sse._mm_movehl_ps(cd_lo, ab_lo),
                sse._mm_movelh_ps(ab_hi, cd_hi),
                sse._mm_movehl_ps(cd_hi, ab_hi),
            ];
            for (t, column) in columns.into_iter().enumerate() {
                out[c + t][r..r + 4].copy_from_slice(&pulp::cast::<_, [f32; 4]>(column));
            }
        }
        out
    }
}

/// The 8 x 8 transposition with AVX, which the AVX-512 path shares.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
fn transpose_avx(simd: V3, rows: [&[f32; 8]; 8]) -> [[f32; 8]; 8] {
    let avx = simd.avx;
    let r = rows.map(|row| pulp::cast::<[f32; 8], std::arch::x86_64::__m256>(*row));
    let lo = [0, 2, 4, 6].map(|i| avx._mm256_unpacklo_ps(r[i], r[i + 1]));
    let hi = [0, 2, 4, 6].map(|i| avx._mm256_unpackhi_ps(r[i], r[i + 1]));
    // Of rows 0-3 (first) and 4-7 (second): columns 0|4, 1|5, 2|6, 3|7, one in each 128-bit half.
    let quads = [0, 2].map(|i| {
        [
            avx._mm256_shuffle_ps::<0x44>(lo[i], lo[i + 1]),
            avx._mm256_shuffle_ps::<0xee>(lo[i], lo[i + 1]),
            avx._mm256_shuffle_ps::<0x44>(hi[i], hi[i + 1]),
            avx._mm256_shuffle_ps::<0xee>(hi[i], hi[i + 1]),
        ]
    });
    std::array::from_fn(|t| {
        let (top, bottom) = (quads[0][t % 4], quads[1][t % 4]);
        pulp::cast(if t < 4 {
            avx._mm256_permute2f128_ps::<0x20>(top, bottom)
        } else {
            avx._mm256_permute2f128_ps::<0x31>(top, bottom)
        })
    })
}

#[cfg(target_arch = "x86_64")]
impl Lanes for V3 {
    type D = [f64x4; 2];
    type S = f32x8;
    const WIDTH: usize = 8;
    const CHANNELS: usize = 1;

    x86_lanes!(2, f64x4, add_f64x4, sub_f64x4, mul_f64x4, splat_f64x4;
               8, f32x8, add_f32x8, sub_f32x8, mul_f32x8, splat_f32x8, abs_f32x8, max_f32x8);

    #[inline(always)]
    fn widen(self, x: &[f32; 8]) -> Self::D {
        let halves: [f32x4; 2] = pulp::cast(*x);
        halves.map(|half| self.convert_f32x4_to_f64x4(half))
    }

    #[inline(always)]
    fn transpose(self, rows: [&[f32; 8]; 8]) -> [[f32; 8]; 8] {
        transpose_avx(self, rows)
    }
}

#[cfg(target_arch = "x86_64")]
impl Lanes for V4 {
    type D = [f64x8; 1];
    type S = f32x16;
    const WIDTH: usize = 16;
    const CHANNELS: usize = 2;

    x86_lanes!(1, f64x8, add_f64x8, sub_f64x8, mul_f64x8, splat_f64x8;
               16, f32x16, add_f32x16, sub_f32x16, mul_f32x16, splat_f32x16, abs_f32x16, max_f32x16);

    #[inline(always)]
    fn widen(self, x: &[f32; 8]) -> Self::D {
        [self.convert_f32x8_to_f64x8(pulp::cast(*x))]
    }

    #[inline(always)]
    fn transpose(self, rows: [&[f32; 8]; 8]) -> [[f32; 8]; 8] {
        transpose_avx(*self, rows)
    }
}
