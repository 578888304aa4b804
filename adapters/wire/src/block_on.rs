//! Waiting for a future on this thread, which meanwhile reads the connection that the future waits for.
//!
//! Any executor may await the calls of a [`RemoteBridge`](super::RemoteBridge). But where nobody else reads, a thread
//! that only sleeps has to be woken by one that reads, and that is most of what a call costs. [`block_on`] tells a call
//! that its thread is free to do it.

use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Instant;

use super::client::Shared;

/// Waits for `future` on this thread.
///
/// For futures of the port, alone or joined: while one waits for a target behind the wire this thread reads what the
/// target sends. Something else that the future waits for beside it, a timer of another thread perhaps, is seen only
/// when something comes from the target or the time-out of the call is over.
///
/// ```
/// assert_eq!(livebridge_wire::block_on(async { 1 + 1 }), 2);
/// ```
pub fn block_on<F: Future>(future: F) -> F::Output {
    let parker = Parker::of_this_thread();
    let waker = Waker::from(Arc::clone(&parker));
    let mut future = pin!(future);
    let scope = Scope::enter(&waker);
    let mut driven = Driven(None);
    loop {
        parker.woken.store(false, Ordering::Relaxed);
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            drop(driven);
            drop(scope);
            parker.give_back();
            return output;
        }
        match Scope::taken() {
            Some((connection, deadline)) => driven.drive(connection, &parker, deadline),
            None => parker.park(None),
        }
    }
}

/// Offers that the thread which polls a future drives `connection` until its answer has come. Where nobody takes it up,
/// because the thread is not in [`block_on`] or waits for several connections at once, threads of the connection do it.
pub(super) fn offer(waker: &Waker, connection: &Arc<Shared>, deadline: Instant) {
    let left_to_threads = CURRENT.with_borrow_mut(|current| {
        // Whoever polls with another waker sleeps in a way of its own.
        let Some(current) = current.as_mut().filter(|current| current.waker.data() == waker.data()) else {
            return [Some(Arc::clone(connection)), None];
        };
        match &mut current.offer {
            Offer::One(other, first) if Arc::ptr_eq(other, connection) => *first = deadline.min(*first),
            Offer::None => current.offer = Offer::One(Arc::clone(connection), deadline),
            Offer::Several => return [Some(Arc::clone(connection)), None],
            Offer::One(other, _) => {
                let both = [Some(Arc::clone(connection)), Some(Arc::clone(other))];
                current.offer = Offer::Several;
                return both;
            }
        }
        [None, None]
    });
    left_to_threads.into_iter().flatten().for_each(|connection| connection.start_threads());
}

thread_local! {
    static CURRENT: RefCell<Option<Current>> = const { RefCell::new(None) };
    /// The parker of this thread while no [`block_on`] has it.
    static PARKER: Cell<Option<Arc<Parker>>> = const { Cell::new(None) };
}

/// What the innermost [`block_on`] of this thread does.
struct Current {
    waker: Waker,
    offer: Offer,
}

/// What a poll offered.
enum Offer {
    None,
    /// A connection to drive, and until when.
    One(Arc<Shared>, Instant),
    /// More than one: a thread can read from one only.
    Several,
}

/// That this thread is in [`block_on`].
struct Scope {
    before: Option<Current>,
}

impl Scope {
    fn enter(waker: &Waker) -> Self {
        Self { before: CURRENT.replace(Some(Current { waker: waker.clone(), offer: Offer::None })) }
    }

    /// What the last poll offered.
    fn taken() -> Option<(Arc<Shared>, Instant)> {
        CURRENT.with_borrow_mut(|current| match std::mem::replace(&mut current.as_mut()?.offer, Offer::None) {
            Offer::One(connection, deadline) => Some((connection, deadline)),
            Offer::None | Offer::Several => None,
        })
    }
}

impl Drop for Scope {
    fn drop(&mut self) {
        CURRENT.replace(self.before.take());
    }
}

/// The connection that this thread reads: when it leaves, somebody else has to.
struct Driven(Option<Arc<Shared>>);

impl Driven {
    fn drive(&mut self, connection: Arc<Shared>, parker: &Arc<Parker>, deadline: Instant) {
        if self.0.as_ref().is_some_and(|other| !Arc::ptr_eq(other, &connection)) {
            self.hand_on();
        }
        let reads = connection.drive(parker, deadline);
        self.0 = reads.then_some(connection);
    }

    fn hand_on(&mut self) {
        if let Some(connection) = self.0.take() {
            connection.hand_on();
        }
    }
}

impl Drop for Driven {
    fn drop(&mut self) {
        self.hand_on();
    }
}

/// A thread that waits, and how it is woken.
#[derive(Debug)]
pub(super) struct Parker {
    thread: Thread,
    woken: AtomicBool,
}

impl Parker {
    fn of_this_thread() -> Arc<Self> {
        // One that somebody still holds may be woken for what is over: that is a look in vain, and no harm.
        PARKER.take().unwrap_or_else(|| Arc::new(Self { thread: thread::current(), woken: AtomicBool::new(false) }))
    }

    fn give_back(self: Arc<Self>) {
        PARKER.set(Some(self));
    }

    /// Whether there is something new for the future of this thread.
    pub(super) fn is_woken(&self) -> bool {
        self.woken.load(Ordering::Acquire)
    }

    /// Sleeps until somebody wakes this thread, or until the deadline.
    pub(super) fn park(&self, deadline: Option<Instant>) {
        while !self.is_woken() {
            match deadline.map(|deadline| deadline.saturating_duration_since(Instant::now())) {
                None => thread::park(),
                Some(left) if left.is_zero() => return,
                Some(left) => thread::park_timeout(left),
            }
        }
    }
}

impl Wake for Parker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.woken.store(true, Ordering::Release);
        self.thread.unpark();
    }
}
