//! Several clients at once, judged by what they saw: linearizability.
//!
//! A [`Plan`] says which client sends which call, and when an answer is waited for before more is sent. What came back is
//! a [`History`]; the contract holds when there is one order of its calls, each taking effect at once between its sending
//! and its answer, that explains every answer. Calls write and read a few [`registers`] of the Set (its tempo, the names
//! of two tracks, the notes of a clip), with a value of its own for each write: so nothing depends on what else a host
//! does, and an order is found by a search with a memory.
//!
//! [`clients`] runs a plan over the wire. Which properties are asked of a target is in `areas/concurrency`.

pub(crate) mod clients;
pub(crate) mod history;
pub(crate) mod plan;
pub(crate) mod registers;
mod witness;

pub(crate) use history::History;
pub(crate) use plan::Plan;
