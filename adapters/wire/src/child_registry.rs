//! The children that run, so that all of them can be ended when this process is told to end.
//!
//! A child has a process group of its own: the signal that ends us does not reach it.

use std::io;
use std::process::Child;
use std::sync::{Arc, Mutex, Weak};

use super::child::kill;
use super::log::locked;

static CHILDREN: Mutex<Children> = Mutex::new(Children { closed: false, children: Vec::new() });

struct Children {
    closed: bool,
    children: Vec<Weak<Mutex<Child>>>,
}

/// Takes note of a child that was just started. Once [`end_children`] was called it is ended instead.
pub(super) fn register(child: &Arc<Mutex<Child>>) -> io::Result<()> {
    let mut running = locked(&CHILDREN);
    if running.closed {
        kill(&mut locked(child));
        return Err(io::Error::other("this process is ending, and starts no others"));
    }
    running.children.retain(|child| child.strong_count() > 0);
    running.children.push(Arc::downgrade(child));
    Ok(())
}

/// Ends every child that this process runs, with all that they started, and lets no other start.
///
/// For a process that was told to end: calls that wait for an answer return with a fault, and what was found until
/// then can be reported.
pub fn end_children() {
    let mut running = locked(&CHILDREN);
    running.closed = true;
    for child in running.children.drain(..).filter_map(|child| child.upgrade()) {
        kill(&mut locked(&child));
    }
}
