//! What is told of a run. One stream of events feeds everything, and one summary holds everything.
//!
//! - [`event`]: what happens, as it happens; [`record`] makes the run again from a stream that was kept;
//! - [`summary`]: the whole run with its verdict, which each of the formats below shows;
//! - [`text`], [`markdown`], [`html`], [`junit`], [`badge`]: the formats, of which [`mod@format`] has the list;
//! - [`merge`]: several parts of a run as one; [`comparison`]: what differs between two runs;
//! - [`pictures`]: what the page takes to draw Sets, which nothing here can.
//!
//! No clock is looked at: the same run gives the same bytes.

pub mod badge;
pub mod comparison;
pub mod event;
pub mod format;
pub mod html;
pub mod junit;
pub mod markdown;
pub mod merge;
pub mod pictures;
pub mod record;
pub mod summary;
pub mod text;

pub use comparison::RunComparison;
pub use event::Event;
pub use format::ReportFormat;
pub use pictures::{NoPictures, Pictures};
pub use summary::Summary;
