//! Where callers cannot read: a thread that does, and one that sees to the time-outs.
//!
//! Needed by executors that are not ours, for callers that wait for several connections at once, and for streams that
//! cannot be waited for until a deadline. They are started when they are first needed, and end with the stream.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::task::Waker;
use std::thread;
use std::time::{Duration, Instant};

use super::{Delivered, Shared};
use crate::log::locked;

impl Shared {
    /// Lets threads read and watch from now on. Whoever reads in this moment is the last one to do so.
    pub(crate) fn start_threads(self: &Arc<Self>) {
        if self.threaded.swap(true, Ordering::AcqRel) {
            return;
        }
        let (for_reader, for_watchdog) = (Arc::clone(self), Arc::clone(self));
        thread::spawn(move || for_reader.read_answers());
        thread::spawn(move || for_watchdog.watch());
    }

    /// Reads answers until the stream ends or stops making sense.
    fn read_answers(&self) {
        let mut input = locked(&self.input);
        loop {
            self.take_lines(&mut input);
            if self.lock().broken.is_some() {
                return;
            }
            self.read_until(&mut input, None);
        }
    }

    /// Wakes callers whose time is over, and ends a connection that takes no input in time.
    fn watch(&self) {
        loop {
            let mut state = self.lock();
            // How a stream ended is found out in bounded time, and then every call hears of it.
            if state.closed || state.ending || state.broken.is_some() {
                return;
            }
            let (now, written) = (Instant::now(), self.written());
            let (mut wakers, mut is_stuck, mut next) = (Vec::new(), false, None);
            for (id, pending) in &mut state.pending {
                if pending.deadline > now {
                    next = Some(next.map_or(pending.deadline, |next: Instant| next.min(pending.deadline)));
                } else if pending.delivered.is_none() {
                    if *id > written && self.writing.load(Ordering::Acquire) {
                        is_stuck = true;
                        pending.delivered = Some(Delivered::TimedOut);
                    }
                    wakers.extend(pending.waker.take());
                }
            }
            if is_stuck || !wakers.is_empty() {
                drop(state);
                wakers.into_iter().for_each(Waker::wake);
                if is_stuck {
                    (self.abort)();
                }
                continue;
            }
            // Without a deadline there is nothing to do until a call comes.
            let nap = next.map_or(Duration::from_hours(1), |deadline| deadline.saturating_duration_since(now));
            state.watched_until = Some(now + nap);
            drop(self.changed.wait_timeout(state, nap));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Client, Connection};
    use super::*;

    #[test]
    fn a_call_with_an_earlier_deadline_wakes_the_watchdog() {
        const LATE: Duration = Duration::from_mins(1);
        let (answers, _silent) = std::io::pipe().unwrap();
        let client = Client::new(Connection::over(answers, std::io::sink(), || {}));
        let long = client.send("first", (), LATE);
        while client.shared.lock().watched_until.is_none_or(|until| until > Instant::now() + LATE) {
            thread::yield_now();
        }
        let began = Instant::now();
        let short = client.send("second", (), Duration::from_millis(20));
        // An executor that is not ours sleeps until it is woken.
        let fault = pollster::block_on(short.reply()).unwrap_err();
        assert!(fault.to_string().contains("second"));
        assert!(began.elapsed() < LATE / 2);
        assert_eq!(client.shared.lock().pending.len(), 1);
        drop((client, long));
    }
}
