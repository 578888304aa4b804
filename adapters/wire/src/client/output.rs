//! What is sent: calls that are ready together go out in one write, and a write that would wait lets answers in.

use std::io::{self, Write};
use std::sync::MutexGuard;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use livebridge_port::Fault;

use super::{Delivered, Shared};
use crate::log::locked;

/// From how many bytes on calls are written although nobody waits for one of them yet.
const LARGE: usize = 16 * 1024;

/// How long is waited for the reason when a target takes no input any more.
const PATIENCE: Duration = Duration::from_secs(2);

/// The writing end, and what is not written yet.
pub(super) struct Output {
    /// None once the client is gone.
    writer: Option<Box<dyn Write + Send>>,
    /// Whole lines, of which the first bytes may be written.
    buffer: Vec<u8>,
    /// How many of them are.
    start: usize,
    /// The id of the last call. Calls are written in the order of their ids.
    last_id: u64,
}

impl Output {
    pub(super) const fn new(writer: Box<dyn Write + Send>) -> Self {
        Self { writer: Some(writer), buffer: Vec::new(), start: 0, last_id: 0 }
    }

    /// The id of the next call.
    pub(super) const fn next_id(&mut self) -> u64 {
        self.last_id += 1;
        self.last_id
    }

    /// Adds the line of a call; nothing of it when it cannot be made.
    pub(super) fn append(
        &mut self,
        id: u64,
        append: impl FnOnce(u64, &mut Vec<u8>) -> serde_json::Result<()>,
    ) -> serde_json::Result<()> {
        let begins = self.buffer.len();
        let made = append(id, &mut self.buffer);
        match made {
            Ok(()) => self.buffer.push(b'\n'),
            Err(_) => self.buffer.truncate(begins),
        }
        made
    }

    pub(super) const fn is_large(&self) -> bool {
        self.buffer.len() - self.start >= LARGE
    }

    /// Nothing is sent any more.
    pub(super) fn close(&mut self) {
        self.writer = None;
        self.clear();
    }

    /// Forgets what is not written.
    fn clear(&mut self) {
        self.buffer.clear();
        self.buffer.shrink_to(4 * LARGE);
        self.start = 0;
    }

    /// Writes as much as is taken now.
    fn write(&mut self) -> io::Result<()> {
        let Some(writer) = &mut self.writer else { return Err(io::ErrorKind::NotConnected.into()) };
        while self.start < self.buffer.len() {
            match writer.write(&self.buffer[self.start..]) {
                Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => self.start += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
        writer.flush()?;
        self.clear();
        Ok(())
    }
}

impl Shared {
    /// The last call that was written as a whole.
    pub(super) fn written(&self) -> u64 {
        self.written.load(Ordering::Acquire)
    }

    /// Writes what is not written yet, until the deadline at most.
    pub(super) fn flush(&self, deadline: Instant) {
        if self.written() < self.made.load(Ordering::Acquire) {
            self.write_out(&mut locked(&self.output), deadline);
        }
    }

    /// Writes what is there, until the deadline at most. While the target takes nothing, what it sends is read: it may
    /// be waiting for just that.
    pub(super) fn write_out(&self, output: &mut MutexGuard<'_, Output>, deadline: Instant) {
        if output.buffer.is_empty() {
            self.written.store(output.last_id, Ordering::Release);
            return;
        }
        let mut has_read = false;
        loop {
            if self.polled.is_none() {
                self.writing.store(true, Ordering::Release);
                if Instant::now() >= deadline {
                    // The watchdog may have looked before.
                    self.changed.notify_all();
                }
            }
            let written = output.write();
            self.writing.store(false, Ordering::Release);
            match written {
                Ok(()) => {
                    self.written.store(output.last_id, Ordering::Release);
                    break;
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    // Whoever gives up sees to it that the connection ends.
                    if self.lock().broken.is_some() || Instant::now() >= deadline {
                        break;
                    }
                    has_read |= self.wait_to_write(deadline);
                }
                Err(error) => {
                    self.writing_failed(output, &error);
                    break;
                }
            }
        }
        if has_read {
            self.hand_on();
        }
    }

    /// Waits until the output takes more, and reads meanwhile, unless somebody else does. Says whether it has read.
    fn wait_to_write(&self, deadline: Instant) -> bool {
        let Some(polled) = &self.polled else { return false };
        // Never waited for: whoever has it reads, and may itself wait for the output in the next moment.
        let input = self.try_input();
        // What fails here fails again, with a better reason, where it is read or written.
        let _ = polled.wait_to_write(input.is_some(), Some(deadline));
        if let Some(mut input) = input {
            self.read_what_is_there(&mut input);
            return true;
        }
        false
    }

    /// A write failed: mostly the target has just ended, and whoever reads is about to learn how.
    fn writing_failed(&self, output: &mut MutexGuard<'_, Output>, error: &io::Error) {
        let until = Instant::now() + PATIENCE;
        while self.lock().broken.is_none() && Instant::now() < until {
            if let Some(mut input) = self.try_input() {
                self.read_until(&mut input, Some(until));
                self.take_lines(&mut input);
            } else {
                const NAP: Duration = Duration::from_millis(50);
                drop(self.changed.wait_timeout_while(self.lock(), NAP, |state| state.broken.is_none()));
            }
        }
        self.hand_on();
        output.clear();
        let unwritten: Vec<u64> = {
            let (state, written) = (self.lock(), self.written());
            state.pending.range(written + 1..).map(|(id, _)| *id).collect()
        };
        for id in unwritten {
            self.deliver(id, Delivered::Fault(Fault::Connection(format!("the target takes no input: {error}"))));
        }
    }
}
