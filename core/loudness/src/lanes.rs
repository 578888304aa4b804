//! Vectors of eight f64 lanes and of native f32 width, and the choice of the code path at run time.
//!
//! Kernels are written once against [`Lanes`]. No path contracts a multiplication and an addition into one rounding,
//! and every path adds in the same order, so that all paths give the same bits. The intrinsics come through `pulp`,
//! whose tokens prove that the CPU has them: there is no unsafe code here. Closures and `array::map` are avoided in
//! kernels, because what is not inlined does not get the CPU's features.

use std::fmt;
use std::sync::atomic::{AtomicU8, Ordering};

#[cfg(target_arch = "x86_64")]
use pulp::NullaryFnOnce;
#[cfg(target_arch = "x86_64")]
use pulp::x86::{V1, V3, V4};

/// The fastest path that is allowed.
static MOST: AtomicU8 = AtomicU8::new(CpuPath::Avx512 as u8);

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
    /// The fastest path this CPU can run, and that is not [above the limit](Self::limit).
    /// [`measure_r128`](super::measure_r128) takes it unless told otherwise.
    pub fn detect() -> Self {
        let most = MOST.load(Ordering::Relaxed);
        Self::available().into_iter().rfind(|path| *path as u8 <= most).unwrap_or(Self::Portable)
    }

    /// Lets [`detect`](Self::detect) give no faster path than this from now on, in the whole process: to see what a CPU
    /// does that has no more.
    pub fn limit(self) {
        MOST.store(self as u8, Ordering::Relaxed);
    }

    /// All paths this CPU can run, slowest first. [`CpuPath::Portable`] is always among them.
    pub fn available() -> Vec<Self> {
        [Self::Portable, Self::Sse2, Self::Avx2, Self::Avx512].into_iter().filter(|path| path.is_available()).collect()
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
pub const LANES: usize = 8;

/// The arithmetic of one code path. Everything is elementwise, so that the width cannot reach a result.
#[expect(missing_docs, reason = "each is the arithmetic of its name, elementwise; `_s` on the wide single floats")]
pub trait Lanes: Copy {
    /// Eight f64.
    type D: Copy;
    /// `WIDTH` f32, the width that suits the path.
    type S: Copy;
    /// How many f32 one `S` holds; at most 16.
    const WIDTH: usize;
    /// How many channels the loudness filter runs side by side, 1 or 2: with few registers 1, to hide latency 2.
    const CHANNELS: usize;
    /// Whether both pairs of phases of the true peak are worked out together, which takes many registers.
    const PAIRS_TOGETHER: bool;
    /// Whether two vectors are interpolated side by side, so that each tap is loaded once for both.
    const SIDE_BY_SIDE: bool;

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

    /// Tells the CPU that the samples `ahead` frames after `x` will be wanted soon. May do nothing.
    fn prefetch(self, x: &[f32; 8], ahead: usize);

    /// Eight rows of eight samples to eight columns.
    fn transpose(self, rows: [&[f32; 8]; 8]) -> [[f32; 8]; 8];
}

/// A piece of work that can run on any path. `run` must be `#[inline(always)]`, or the path's instructions are not used.
pub trait Job {
    /// What it gives.
    type Out;
    /// Does it.
    fn run<L: Lanes>(self, lanes: L) -> Self::Out;
}

/// Runs `job` on `path`, or on the portable path where this CPU lacks it; the bits are the same.
pub fn dispatch<J: Job>(path: CpuPath, job: J) -> J::Out {
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
fn zip<T: Copy, const N: usize>(mut a: [T; N], b: [T; N], f: impl Fn(T, T) -> T) -> [T; N] {
    for i in 0..N {
        a[i] = f(a[i], b[i]);
    }
    a
}

impl Lanes for Plain {
    type D = [f64; 8];
    type S = [f32; 4];
    const WIDTH: usize = 4;
    const CHANNELS: usize = 1;
    const PAIRS_TOGETHER: bool = false;
    const SIDE_BY_SIDE: bool = false;

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
        [x; 4]
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
    fn prefetch(self, _: &[f32; 8], _: usize) {}
    #[inline(always)]
    fn transpose(self, rows: [&[f32; 8]; 8]) -> [[f32; 8]; 8] {
        std::array::from_fn(|t| std::array::from_fn(|lane| rows[lane][t]))
    }
}

/// The first `N` values of `x`, which has that many.
#[inline(always)]
pub(super) fn first<const N: usize>(x: &[f32]) -> [f32; N] {
    x.first_chunk().copied().unwrap_or([0.0; N])
}

/// The largest of some values that are not NaN, at least 0.
#[inline(always)]
pub(super) fn largest(x: &[f32]) -> f32 {
    let mut m = 0.0;
    for &x in x {
        m = if x > m { x } else { m };
    }
    m
}
