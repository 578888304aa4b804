//! Whole buffers: the segments of the plan one after the other, or shared out among threads.

use std::num::NonZeroUsize;
use std::sync::Mutex;

use super::R128Options;
use super::error::{LoudnessError, check_count, equal_lengths};
use super::lanes::CpuPath;
use super::layout::Layout;
use super::peaks::Peaks;
use super::plan::{Plan, SEGMENT_BLOCKS};
use super::report::R128Report;
use super::segment::{Source, measure, measure_end};

pub(super) fn measure_whole<C: AsRef<[f32]>>(
    channels: &[C],
    layout: &Layout,
    sample_rate: u32,
    options: R128Options,
) -> Result<R128Report, LoudnessError> {
    let plan = Plan::new(layout, sample_rate, options.true_peak)?;
    check_count(channels, plan.weights.len())?;
    let path = options.chosen_path()?;
    let frames = equal_lengths(channels)? as u64;
    let slices: Vec<&[f32]> = channels.iter().map(AsRef::as_ref).collect();
    let source = Source { channels: &slices, base: 0 };
    let blocks = plan.grid.whole_blocks(frames);
    let mut energies = vec![0.0; usize::try_from(blocks).unwrap_or(0)];

    let mut peaks = measure_end(path, &plan, source, plan.grid.start(blocks));
    measure_segments(path, &plan, source, 0, &mut energies, options.threads, &mut peaks);

    // Energies show a bad sample, except in the end after the last block and in a channel without weight.
    let end = usize::try_from(plan.grid.start(blocks)).unwrap_or(0);
    let bad = energies.iter().any(|e| !e.is_finite())
        || slices.iter().zip(&plan.weights).any(|(samples, &weight)| {
            let unseen = if weight > 0.0 { &samples[end..] } else { samples };
            !unseen.iter().all(|x| x.is_finite())
        });
    if bad && let Some(error) = LoudnessError::first_not_finite(&slices, 0) {
        return Err(error);
    }
    Ok(R128Report::new(&plan, frames, &energies, peaks, options.true_peak))
}

/// Measures the blocks `first..first + energies.len()`, segment by segment, on up to `threads` threads; `first` is the
/// beginning of a segment.
pub(super) fn measure_segments(
    path: CpuPath,
    plan: &Plan,
    source: Source<'_>,
    first: u64,
    energies: &mut [f64],
    threads: NonZeroUsize,
    peaks: &mut Peaks,
) {
    let threads = threads.get().min(energies.len().div_ceil(SEGMENT_BLOCKS as usize));
    let segments = (first..).step_by(SEGMENT_BLOCKS as usize).zip(energies.chunks_mut(SEGMENT_BLOCKS as usize));
    if threads <= 1 {
        for (first, energies) in segments {
            measure(path, plan, source, first, energies, peaks);
        }
        return;
    }
    // Which thread takes which segment does not matter: each writes its own energies, and a maximum of peaks is the
    // same in any order, and from any start.
    let queue = Mutex::new(segments);
    let next = || queue.lock().ok()?.next();
    let seen = *peaks;
    let work = || {
        let mut peaks = seen;
        while let Some((first, energies)) = next() {
            measure(path, plan, source, first, energies, &mut peaks);
        }
        peaks
    };
    std::thread::scope(|scope| {
        let helpers: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
        peaks.merge(work());
        for helper in helpers {
            match helper.join() {
                Ok(found) => peaks.merge(found),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
    });
}
