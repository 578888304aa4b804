//! The clock: calls one at a time, and calls of several callers at once.

use std::sync::Barrier;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use livebridge_port::Result;

use super::BenchOptions;
use super::timed_calls::{Bridge, Work};
use crate::check::{Checked, Stop};
use crate::stage::Stage;

/// Calls before the clock starts.
const WARM_UP: u64 = 5;
/// Calls that are made however long they take.
const AT_LEAST: usize = 3;

/// What one round saw of one operation.
#[derive(Debug, Clone)]
pub(super) struct Sampled {
    /// How long each call took, one at a time.
    pub(super) calls: Vec<Duration>,
    /// The time for a call when several callers call at once: the time of all of them over their number.
    pub(super) pipelined: Option<Duration>,
}

/// Measures one operation for one round.
pub(super) fn measure(stage: &Stage, work: &Work, options: &BenchOptions) -> Checked<Sampled> {
    let bridge = &*stage.instance().bridge;
    for n in 0..WARM_UP {
        one(bridge, work, n)?;
    }
    let mut calls = Vec::new();
    let (began, most) = (Instant::now(), options.calls.get());
    while calls.len() < most && (calls.len() < AT_LEAST || began.elapsed() < options.limit) {
        calls.push(one(bridge, work, WARM_UP + calls.len() as u64)?);
    }
    let pipelined = if work.can_be_pipelined() { Some(pipelined(bridge, work, options)?) } else { None };
    Ok(Sampled { calls, pipelined })
}

/// One call with what comes before and after it; gives the time of the call alone.
fn one(bridge: &Bridge, work: &Work, n: u64) -> Result<Duration> {
    let object = work.before.as_ref().map(|before| before(bridge)).transpose()?;
    let start = Instant::now();
    let made = (work.call)(bridge, n, object.as_ref())?;
    let time = start.elapsed();
    if let (Some(after), Some(made)) = (&work.after, &made) {
        after(bridge, made)?;
    }
    Ok(time)
}

/// The time for a call of many, made by several callers that do not wait for each other.
fn pipelined(bridge: &Bridge, work: &Work, options: &BenchOptions) -> Checked<Duration> {
    let (callers, most) = (options.callers.get(), options.calls.get() as u64);
    let (next, ready) = (AtomicU64::new(0), Barrier::new(callers));
    let caller = || -> Result<(u64, Instant, Instant)> {
        ready.wait();
        let (began, mut made) = (Instant::now(), 0);
        loop {
            let n = next.fetch_add(1, Ordering::Relaxed);
            if n >= most || (made > 0 && began.elapsed() >= options.limit) {
                return Ok((made, began, Instant::now()));
            }
            (work.call)(bridge, n, None)?;
            made += 1;
        }
    };
    let ended: Vec<_> = thread::scope(|scope| {
        let callers: Vec<_> = (0..callers).map(|_| scope.spawn(caller)).collect();
        callers.into_iter().map(thread::ScopedJoinHandle::join).collect()
    });
    let (mut made, mut span) = (0, None);
    for caller in ended {
        let (calls, began, end) = caller.unwrap_or_else(|panic| std::panic::resume_unwind(panic))?;
        made += calls;
        span = Some(span.map_or((began, end), |(first, last): (Instant, Instant)| (first.min(began), last.max(end))));
    }
    let time = span.map_or(Duration::ZERO, |(first, last)| last.duration_since(first));
    let made = u32::try_from(made).map_err(|_| Stop::Undecided("too many calls to count".to_owned()))?;
    Ok(time / made.max(1))
}
