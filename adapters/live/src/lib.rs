//! The simulated Live: an engine with the state, the history, the ticks and the refusals of a Live, behind which code
//! of bridges runs unchanged, without Live.
//!
//! It encodes what is publicly known, no more: every behaviour is a rule with a name ([`rules`]), can be switched, and
//! what it does is never proof about Live. [`Engine`] is used in process; faces in other languages speak the protocol
//! of `docs/live-protocol.md` to it, which [`serve`] answers.

pub(crate) mod als;
mod applies;
mod clock;
mod convert;
mod elsewhere;
mod engine;
pub mod faces;
mod history;
mod load;
#[expect(
    clippy::needless_pass_by_value,
    clippy::unnecessary_wraps,
    reason = "each reader, writer and function has the signature that the table asks of all"
)]
mod members;
mod operations;
mod path;
pub mod protocol;
mod refusal;
mod requests;
pub mod rules;
mod save;
pub mod score;
pub mod script;
mod sdk;
pub mod serve;
mod session;
mod table;
mod user;
mod value;
mod watch;

pub use engine::{Engine, Interface};
pub use refusal::{Kind, Refusal, Res};
pub use save::Recorded;
pub use session::{Answer, Faults, Session};
pub use table::{Class, Member, Sort, Table};
pub use value::{Held, Id, Record, Value};
pub use watch::Notification;

/// The example of the README, run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
