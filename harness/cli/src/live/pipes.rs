//! Inherited pipes to the engine, beside the socket: for a command that may open no socket, or should not.

use std::io::{PipeReader, PipeWriter};
use std::process::Command;

use livebridge_live::serve::Shared;

/// The ends of the command, to be closed here once it has started.
pub(super) type Ends = (PipeReader, PipeWriter);

/// Makes a pair of pipes that the command inherits, and serves it like a connection.
#[cfg(unix)]
pub(super) fn give(session: &Shared, command: &mut Command) -> anyhow::Result<Ends> {
    use std::os::fd::AsRawFd;
    use std::{io, thread};

    use anyhow::Context;
    use livebridge_live::serve;
    use rustix::io::{FdFlags, fcntl_setfd};

    let (from_command, to_engine) = io::pipe().context("failed to make a pipe")?;
    let (to_command, from_engine) = io::pipe().context("failed to make a pipe")?;
    // Whatever Rust opens is closed in a child; these two are not.
    fcntl_setfd(&to_engine, FdFlags::empty()).context("failed to pass a pipe on")?;
    fcntl_setfd(&to_command, FdFlags::empty()).context("failed to pass a pipe on")?;
    command.env("LIVEBRIDGE_LIVE_FDS", format!("{},{}", to_command.as_raw_fd(), to_engine.as_raw_fd()));
    let session = Shared::clone(session);
    // It ends when the command does; that it broke the protocol the command has been told.
    thread::spawn(move || serve::connection_of_child(&session, from_command, from_engine));
    Ok((to_command, to_engine))
}

#[cfg(not(unix))]
pub(super) fn give(_: &Shared, _: &mut Command) -> anyhow::Result<Ends> {
    anyhow::bail!("--pipes needs a system with inherited descriptors\nhint: the socket does without")
}
