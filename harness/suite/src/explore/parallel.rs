//! Several instances of a target share the programs of a run: instance `k` of `n` runs every `n`-th program from `k`.
//!
//! What each program showed is taken together in the order of the programs, so that the result depends on the seed and on
//! the number of instances, and never on who is faster.

use std::collections::BTreeMap;
use std::ops::ControlFlow;
use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, mpsc};
use std::thread;

use super::{ExploreError, ExploreOptions, Explored, Extent, RunningTarget, Unready, explore_on};

/// Which programs of a run an instance of its target takes.
#[derive(Debug, Clone, Copy)]
pub(super) struct Share {
    /// The number of the first, from 0.
    pub(super) first: u64,
    /// Every how many there is another one.
    pub(super) every: u64,
}

impl Share {
    /// All of them.
    pub(super) const WHOLE: Self = Self { first: 0, every: 1 };

    pub(super) fn programs(self, cases: u64) -> impl Iterator<Item = u64> {
        (0..).map_while(move |turn: u64| turn.checked_mul(self.every)?.checked_add(self.first).filter(|at| *at < cases))
    }
}

/// What a program has added to what an instance has shown.
fn added_since(before: &Counted, now: &Explored) -> Explored {
    let again = now.again.iter().filter_map(|(cause, times)| {
        let more = times - before.again.get(cause).unwrap_or(&0);
        (more > 0).then(|| (cause.clone(), more))
    });
    Explored {
        programs: now.programs - before.programs,
        steps: now.steps - before.steps,
        findings: now.findings[before.findings..].to_vec(),
        again: again.collect(),
        muted: now.muted.clone(),
        ..Explored::default()
    }
}

/// Adds what a program has shown. Another instance may have found a cause before: then this one has seen it again.
fn add(added: Explored, sum: &mut Explored) {
    sum.programs += added.programs;
    sum.steps += added.steps;
    for (cause, times) in added.again {
        *sum.again.entry(cause).or_default() += times;
    }
    sum.muted.extend(added.muted);
    for finding in added.findings {
        let cause = &finding.divergence.cause;
        if sum.findings.iter().any(|known| known.divergence.cause == *cause) {
            *sum.again.entry(cause.clone()).or_default() += 1;
        } else {
            sum.findings.push(finding);
        }
    }
}

/// What an instance had shown so far, as far as a difference needs it.
#[derive(Debug, Default)]
struct Counted {
    programs: u64,
    steps: u64,
    findings: usize,
    again: BTreeMap<String, u64>,
}

impl Counted {
    fn of(explored: &Explored) -> Self {
        let Explored { programs, steps, findings, again, .. } = explored;
        Self { programs: *programs, steps: *steps, findings: findings.len(), again: again.clone() }
    }
}

/// Runs the programs on as many instances as there are jobs. `tell` is called as [`super::explore`] does.
pub(super) fn explore(
    options: &ExploreOptions,
    extent: Extent,
    mut tell: impl FnMut(&Explored),
) -> Result<Explored, ExploreError> {
    let every = u64::try_from(options.jobs.get()).unwrap_or(u64::MAX).min(options.cases).max(1);
    let open = |first| {
        let live = RunningTarget::open(Arc::clone(&options.target), options.timeouts).map_err(Unready::from)?;
        Ok((Share { first, every }, live))
    };
    let instances = (0..every).map(open).collect::<Result<Vec<_>, Unready>>()?;
    let is_over = AtomicBool::new(false);
    let (sum, ended) = thread::scope(|scope| {
        let (sender, results) = mpsc::channel();
        let workers: Vec<_> = instances
            .into_iter()
            .map(|(share, live)| {
                let (sender, is_over) = (sender.clone(), &is_over);
                scope.spawn(move || work(live, options, extent, share, &sender, is_over))
            })
            .collect();
        drop(sender);
        let mut sum = Explored::default();
        // What was ready before its turn waits here.
        let mut early = BTreeMap::new();
        let mut turn = 0;
        let is_enough = |sum: &Explored| sum.findings.len() >= options.findings;
        for (number, added) in results {
            early.insert(number, added);
            while let Some(added) = early.remove(&turn).filter(|_| !is_enough(&sum)) {
                add(added, &mut sum);
                turn += 1;
                tell(&sum);
            }
            if is_enough(&sum) {
                is_over.store(true, Ordering::SeqCst);
            }
        }
        // One that ended early has left gaps.
        for added in early.into_values() {
            if !is_enough(&sum) {
                add(added, &mut sum);
                tell(&sum);
            }
        }
        let ended: Vec<_> =
            workers.into_iter().map(|worker| worker.join().unwrap_or_else(|panic| resume_unwind(panic))).collect();
        (sum, ended)
    });
    conclude(options, sum, ended)
}

/// Runs the share of an instance, and says what each program has added.
fn work(
    mut live: RunningTarget,
    options: &ExploreOptions,
    extent: Extent,
    share: Share,
    sender: &mpsc::Sender<(u64, Explored)>,
    is_over: &AtomicBool,
) -> Result<Explored, ExploreError> {
    let mut before = Counted::default();
    let mut numbers = share.programs(options.cases);
    let ended = explore_on(&mut live, options, extent, share, None, |explored| {
        if let Some(number) = numbers.next() {
            // Nobody listens any more once the run is over.
            let _ = sender.send((number, added_since(&before, explored)));
        }
        before = Counted::of(explored);
        if is_over.load(Ordering::SeqCst) { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    });
    live.close();
    // Alone, an instance that is lost ends the run: the others do not go on without it.
    if ended.as_ref().map_or(true, |explored| explored.lost.is_some()) {
        is_over.store(true, Ordering::SeqCst);
    }
    ended
}

/// What the ends of all instances say of the run.
fn conclude(
    options: &ExploreOptions,
    mut sum: Explored,
    ended: Vec<Result<Explored, ExploreError>>,
) -> Result<Explored, ExploreError> {
    let is_enough = sum.findings.len() >= options.findings;
    for ended in ended {
        match ended {
            // What happened to another one after the last finding is no part of the run.
            Ok(_) | Err(_) if is_enough => {}
            Ok(explored) => {
                sum.out_of_time |= explored.out_of_time;
                sum.interrupted |= explored.interrupted;
                sum.lost = sum.lost.take().or(explored.lost);
            }
            Err(ExploreError::Unready(error)) if sum.programs > 0 => sum.lost = sum.lost.take().or(Some(error)),
            Err(error) => return Err(error),
        }
    }
    if sum.interrupted {
        // What it could not do any more is no fault of it.
        sum.lost = None;
    }
    Ok(sum)
}
