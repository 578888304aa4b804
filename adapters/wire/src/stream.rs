//! Streams that can be waited for until a deadline: what lets a caller read its own answer, and still give up in time.
//!
//! On Unix every stream of ours is a file descriptor, and `poll` waits for it. Elsewhere there is nothing like it for
//! pipes, so nothing here can be made, and the client reads on a thread of its own.

#[cfg(not(unix))]
use std::time::Instant;

#[cfg(unix)]
pub(super) use unix::{Descriptor, Polled, pipe_to_read, pipe_to_write};

#[cfg(unix)]
mod unix {
    use std::fs::File;
    use std::io::{self, Read};
    use std::os::fd::{AsFd, OwnedFd};
    use std::sync::{Arc, Mutex, Weak};
    use std::time::Instant;

    use rustix::event::{PollFd, PollFlags, Timespec, poll};
    use rustix::io::{Errno, ioctl_fionbio};

    use super::super::log::locked;

    /// A descriptor that others read or write.
    pub(in super::super) type Descriptor = dyn AsFd + Send + Sync;

    /// Until when a read may wait: said by whoever reads, heard at the bottom of the streams that are read.
    #[derive(Debug, Clone, Default)]
    pub(in super::super) struct Patience(Arc<Mutex<Option<Instant>>>);

    /// A stream whose reads wait until a deadline at most: then they fail with [`io::ErrorKind::WouldBlock`].
    pub(in super::super) struct Limited<R> {
        stream: R,
        patience: Patience,
    }

    impl<R: Read + AsFd> Read for Limited<R> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let deadline = *locked(&self.patience.0);
            if wait(&mut [PollFd::new(&self.stream, PollFlags::IN)], deadline)? {
                self.stream.read(buffer)
            } else {
                Err(io::ErrorKind::WouldBlock.into())
            }
        }
    }

    /// What a client needs to wait for both directions of a connection. It does not keep them open.
    pub(in super::super) struct Polled {
        input: Weak<Descriptor>,
        output: Weak<Descriptor>,
        patience: Patience,
    }

    impl Polled {
        /// The two ends of a connection: one is read by what [`limited`](Self::limited) gives, the other one does not
        /// block.
        pub(in super::super) fn new(input: &Arc<Descriptor>, output: &Arc<Descriptor>) -> Self {
            Self { input: Arc::downgrade(input), output: Arc::downgrade(output), patience: Patience::default() }
        }

        /// A stream whose reads obey [`read_until`](Self::read_until).
        pub(in super::super) fn limited<R: Read + AsFd>(&self, stream: R) -> Limited<R> {
            Limited { stream, patience: self.patience.clone() }
        }

        /// Says until when the next reads may wait; without a deadline, until something comes.
        pub(in super::super) fn read_until(&self, deadline: Option<Instant>) {
            *locked(&self.patience.0) = deadline;
        }

        /// Waits until the output takes more, or with `or_read` until there is something to be read; in any case until
        /// the deadline only.
        pub(in super::super) fn wait_to_write(&self, or_read: bool, deadline: Option<Instant>) -> io::Result<()> {
            let gone = || io::Error::from(io::ErrorKind::NotConnected);
            let output = self.output.upgrade().ok_or_else(gone)?;
            let input = self.input.upgrade().ok_or_else(gone)?;
            let mut both = [PollFd::new(&output, PollFlags::OUT), PollFd::new(&input, PollFlags::IN)];
            let count = if or_read { 2 } else { 1 };
            wait(&mut both[..count], deadline).map(drop)
        }
    }

    /// Waits for what is asked; `false` when nothing of it came in time.
    fn wait(asked: &mut [PollFd<'_>], deadline: Option<Instant>) -> io::Result<bool> {
        loop {
            let left = deadline.map(|deadline| deadline.saturating_duration_since(Instant::now()));
            // A time that the system cannot express is no limit.
            let left = left.and_then(|left| Timespec::try_from(left).ok());
            match poll(asked, left.as_ref()) {
                Ok(count) => return Ok(count > 0),
                Err(Errno::INTR) => {}
                Err(error) => return Err(error.into()),
            }
        }
    }

    /// The reading end of a pipe.
    pub(in super::super) fn pipe_to_read(end: impl Into<OwnedFd>) -> Arc<File> {
        Arc::new(File::from(end.into()))
    }

    /// The writing end of a pipe. It does not block: that is a matter of this end alone, not of whoever reads.
    pub(in super::super) fn pipe_to_write(end: impl Into<OwnedFd>) -> io::Result<Arc<File>> {
        let end = end.into();
        ioctl_fionbio(&end, true)?;
        Ok(Arc::new(File::from(end)))
    }
}

/// There is none here.
#[cfg(not(unix))]
pub(super) enum Polled {}

#[cfg(not(unix))]
impl Polled {
    pub(super) fn read_until(&self, _deadline: Option<Instant>) {
        match *self {}
    }

    pub(super) fn wait_to_write(&self, _or_read: bool, _deadline: Option<Instant>) -> std::io::Result<()> {
        match *self {}
    }
}
