//! Who reads the answers, and what happens with a line.
//!
//! Whoever has the lock of [`Input`] reads. Answers are handed out under that lock only, so a caller that has it, and
//! finds its own answer neither delivered nor among the lines that are here, can wait for the stream and miss nothing.

use std::io::{self, Read};
use std::sync::atomic::Ordering;
use std::sync::{Arc, MutexGuard, TryLockError};
use std::task::Wake;
use std::time::Instant;

use super::answer::{garbage, take_line};
use super::{Ended, Shared};
use crate::block_on::Parker;
use crate::frame::{FrameError, Lines, beginning};
use crate::layout;

/// The reading end.
pub(super) struct Input {
    lines: Lines<Box<dyn Read + Send>>,
    /// How the stream ended, when it has. Lines that came before count.
    end: Option<Result<(), FrameError>>,
    ended: Box<Ended>,
    /// Whether the others were told of an unfinished line.
    told: bool,
}

impl Input {
    pub(super) fn new(reader: Box<dyn Read + Send>, ended: Box<Ended>) -> Self {
        Self { lines: Lines::new(reader), end: None, ended, told: false }
    }
}

impl Shared {
    /// Whether a thread reads, and callers only wait.
    pub(super) fn is_threaded(&self) -> bool {
        self.threaded.load(Ordering::Acquire)
    }

    /// The input, when nobody reads it and no thread is there to do so.
    pub(super) fn try_input(&self) -> Option<MutexGuard<'_, Input>> {
        if self.is_threaded() {
            return None;
        }
        match self.input.try_lock() {
            Ok(input) => Some(input),
            Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
            Err(TryLockError::WouldBlock) => None,
        }
    }

    /// Waits for the future of a thread: reads until something comes that may concern it. While somebody else reads
    /// this thread sleeps, until it is woken for its answer or to be the next that reads. Says whether it is for this
    /// thread to [`hand_on`](Self::hand_on) the reading when it leaves.
    pub(crate) fn drive(&self, parker: &Arc<Parker>, deadline: Instant) -> bool {
        let reads = || {
            let Some(mut input) = self.try_input() else { return false };
            // Somebody may have read since this thread last looked.
            if !parker.is_woken() && !input.lines.has_line() {
                self.read_until(&mut input, Some(deadline));
            }
            true
        };
        if reads() {
            return true;
        }
        self.lock().followers.push_back(Arc::clone(parker));
        // Whoever had the lock may have left before it could see this thread among those that wait.
        let has_read = reads();
        if !has_read {
            parker.park(Some(deadline));
            // Nobody is given up while it is being found out how the stream ended, which takes a bounded time.
            let is_ending = self.lock().ending;
            if is_ending {
                parker.park(None);
            }
        }
        let mut state = self.lock();
        let before = state.followers.len();
        state.followers.retain(|follower| !Arc::ptr_eq(follower, parker));
        has_read || state.followers.len() == before
    }

    /// Wakes one of those that wait to be the next that reads, for this thread does so no longer.
    pub(crate) fn hand_on(&self) {
        let next = self.lock().followers.pop_front();
        if let Some(parker) = next {
            parker.wake();
        }
    }

    /// Reads once, and waits for it until the deadline at most. What was read is looked at by
    /// [`take_lines`](Self::take_lines). Says whether something came.
    pub(super) fn read_until(&self, input: &mut Input, deadline: Option<Instant>) -> bool {
        if input.end.is_some() {
            return false;
        }
        let unfinished = input.lines.unfinished();
        if !unfinished.is_empty() && !input.lines.has_line() {
            input.told = true;
            self.lock().unfinished = Some(beginning(input.lines.unfinished()));
        }
        if let Some(polled) = &self.polled {
            polled.read_until(deadline);
        }
        match input.lines.fill() {
            Ok(0) => input.end = Some(Ok(())),
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return false,
            Err(error) => input.end = Some(Err(error.into())),
        }
        true
    }

    /// Reads once, without waiting; says whether there was something. It is told at once to those
    /// that wait, and when it is the end.
    pub(super) fn read_what_is_there(&self, input: &mut Input) -> bool {
        let is_something = self.read_until(input, Some(Instant::now()));
        let is_waited_for = !self.lock().followers.is_empty();
        if input.end.is_some() || is_waited_for {
            self.take_lines(input);
        }
        is_something
    }

    /// Finds out whether the stream has ended while nobody read it.
    pub(super) fn look_for_the_end(&self) {
        /// Somebody who sends without end is still there.
        const MOST: usize = 64;
        let Some(mut input) = self.try_input() else { return };
        for _ in 0..MOST {
            if self.lock().broken.is_some() || !self.read_what_is_there(&mut input) {
                return;
            }
        }
    }

    /// Hands out the lines that are here.
    pub(super) fn take_lines(&self, input: &mut Input) {
        while self.take_a_line(input).is_some() {}
    }

    /// Hands out the lines that are here, up to the answer of the call `id`. When that is a result in the usual layout,
    /// `read` may read it where it lies.
    pub(super) fn take_lines_up_to<T>(
        &self,
        input: &mut Input,
        id: u64,
        mut read: impl FnMut(&str) -> Option<T>,
    ) -> Option<T> {
        loop {
            let line = input.lines.peek_line();
            let ours = line.and_then(layout::answer).filter(|answer| answer.id == id);
            if let Some(value) = ours.and_then(|answer| read(answer.result)) {
                // It was looked at already.
                let _ = input.lines.line_here();
                self.begun(input);
                self.lock().pending.remove(&id);
                return Some(value);
            }
            if self.take_a_line(input)? == id {
                return None;
            }
        }
    }

    /// Hands out the next line, when it is here as a whole; gives the id of the call that it answers, or 0.
    fn take_a_line(&self, input: &mut Input) -> Option<u64> {
        let taken = match input.lines.line_here() {
            Ok(Some(line)) => take_line(self, line),
            Ok(None) => {
                let end = input.end.take()?;
                self.lock().ending = true;
                let rest = input.lines.unfinished();
                let rest = (end.is_ok() && !rest.is_empty()).then(|| beginning(rest));
                Err(match end {
                    Ok(()) | Err(FrameError::Io(_)) => (input.ended)(rest),
                    Err(error) => garbage(error.to_string(), input.lines.unfinished()),
                })
            }
            Err(error) => Err(garbage(error.to_string(), input.lines.unfinished())),
        };
        self.begun(input);
        match taken {
            Ok(id) => Some(id),
            Err(fault) => {
                // Nothing after it makes sense.
                input.end = None;
                self.break_off(&fault);
                None
            }
        }
    }

    /// A line that had begun is here.
    fn begun(&self, input: &mut Input) {
        if std::mem::take(&mut input.told) {
            self.lock().unfinished = None;
        }
    }
}
