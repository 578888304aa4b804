//! A call that was sent, and waiting for its answer: as a future, on whatever thread and executor.

use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use livebridge_port::{CallError, Fault};
use serde::de::DeserializeSeed;

use super::answer::read;
use super::{Delivered, Name, Reply, Shared};
use crate::block_on::{block_on, offer};
use crate::strict;

/// A call whose answer is looked for when somebody waits for the first time that late has this much time: until then
/// nobody may have read what came.
const GRACE: Duration = Duration::from_secs(1);

/// A call that was sent.
pub(crate) struct Sent {
    shared: Arc<Shared>,
    id: u64,
    operation: Name,
    timeout: Duration,
    deadline: Instant,
    /// Whether somebody waited already.
    awaited: bool,
    /// Whether it is not in the table any more.
    over: bool,
}

/// What an answer is read as: where it lies, or as it was delivered.
enum Taken<T> {
    InPlace(T),
    Delivered(Reply),
}

impl Sent {
    pub(super) const fn new(
        shared: Arc<Shared>,
        id: u64,
        operation: Name,
        timeout: Duration,
        deadline: Instant,
    ) -> Self {
        Self { shared, id, operation, timeout, deadline, awaited: false, over: false }
    }

    /// Waits for the answer on this thread.
    pub(crate) fn wait(self) -> Result<Reply, CallError> {
        block_on(self.reply())
    }

    /// Awaits the answer as it comes.
    pub(crate) async fn reply(self) -> Result<Reply, CallError> {
        Ok(match self.taken(|_| None::<Reply>).await? {
            Taken::InPlace(reply) | Taken::Delivered(reply) => reply,
        })
    }

    /// Awaits the answer and reads its result with `seed`; a fault that names the field when it does not fit. `place` is
    /// where it stands, for people.
    pub(crate) async fn read<T, S>(self, place: &str, seed: S) -> Result<T, CallError>
    where
        S: Copy + for<'de> DeserializeSeed<'de, Value = T>,
    {
        match self.read_if_it_fits(seed).await? {
            Ok(value) => Ok(value),
            Err(reply) => read(place, reply, seed),
        }
    }

    /// Awaits the answer and reads its result with `seed`. Gives it as it came when that cannot be done at once: not
    /// only when it does not fit.
    pub(crate) async fn read_if_it_fits<T, S>(self, seed: S) -> Result<Result<T, Reply>, CallError>
    where
        S: Copy + for<'de> DeserializeSeed<'de, Value = T>,
    {
        Ok(match self.taken(|result| strict::whole_text(result, seed)).await? {
            Taken::InPlace(value) => Ok(value),
            Taken::Delivered(reply) => Err(reply),
        })
    }

    /// Awaits the answer; `read` may read its result where it lies, and gives `None` when that does not fit.
    async fn taken<T>(mut self, mut read: impl FnMut(&str) -> Option<T>) -> Result<Taken<T>, Fault> {
        std::future::poll_fn(|cx| self.poll(cx, &mut read)).await
    }

    fn poll<T>(&mut self, cx: &Context<'_>, read: &mut impl FnMut(&str) -> Option<T>) -> Poll<Result<Taken<T>, Fault>> {
        if let Some(delivered) = self.delivered() {
            return Poll::Ready(delivered.map(Taken::Delivered));
        }
        let input = self.shared.try_input();
        if let Some(value) = input.and_then(|mut input| self.shared.take_lines_up_to(&mut input, self.id, read)) {
            self.over = true;
            return Poll::Ready(Ok(Taken::InPlace(value)));
        }
        if let Some(delivered) = self.delivered() {
            return Poll::Ready(delivered.map(Taken::Delivered));
        }
        self.shared.flush(self.deadline);
        let now = Instant::now();
        if !self.awaited {
            self.awaited = true;
            self.deadline = self.deadline.max(now + GRACE.min(self.timeout));
        }
        if now >= self.deadline
            && let Some(fault) = self.give_up()
        {
            return Poll::Ready(Err(fault));
        }
        if !self.is_waited_for(cx)
            && let Some(delivered) = self.delivered()
        {
            return Poll::Ready(delivered.map(Taken::Delivered));
        }
        offer(cx.waker(), &self.shared, self.deadline);
        Poll::Pending
    }

    /// The answer, when it has been delivered.
    fn delivered(&mut self) -> Option<Result<Reply, Fault>> {
        let mut state = self.shared.lock();
        let delivered = state.pending.get_mut(&self.id)?.delivered.take()?;
        state.pending.remove(&self.id);
        self.over = true;
        Some(match delivered {
            Delivered::Reply(reply) => Ok(reply),
            Delivered::Fault(fault) => Err(fault),
            Delivered::TimedOut => {
                state.given_up.insert(self.id);
                Err(self.timed_out(state.unfinished.clone()))
            }
        })
    }

    /// Lets `cx` be woken for the answer; `false` when it has been delivered.
    fn is_waited_for(&self, cx: &Context<'_>) -> bool {
        let mut state = self.shared.lock();
        let Some(pending) = state.pending.get_mut(&self.id).filter(|pending| pending.delivered.is_none()) else {
            return false;
        };
        pending.deadline = self.deadline;
        match &mut pending.waker {
            Some(waker) => waker.clone_from(cx.waker()),
            none => *none = Some(cx.waker().clone()),
        }
        true
    }

    /// Gives up: the fault that says so. Nothing while it is being found out how the stream ended.
    fn give_up(&mut self) -> Option<Fault> {
        let mut state = self.shared.lock();
        if state.ending || state.pending.get(&self.id).is_none_or(|pending| pending.delivered.is_some()) {
            return None;
        }
        state.pending.remove(&self.id);
        state.given_up.insert(self.id);
        let waiting = state.unfinished.clone();
        drop(state);
        self.over = true;
        if self.id > self.shared.written() {
            (self.shared.abort)();
        }
        Some(self.timed_out(waiting))
    }

    fn timed_out(&self, waiting: Option<String>) -> Fault {
        Fault::TimedOut { operation: self.operation.to_string(), after: self.timeout, waiting }
    }
}

impl Drop for Sent {
    /// The call is made although nobody waits for its answer.
    fn drop(&mut self) {
        if self.over {
            return;
        }
        self.shared.flush(self.deadline);
        let mut state = self.shared.lock();
        if state.pending.remove(&self.id).is_some_and(|pending| pending.delivered.is_none()) {
            state.given_up.insert(self.id);
        }
    }
}
