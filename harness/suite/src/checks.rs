//! The checks of all areas, and what they share. Each judges one requirement, through the stage alone.
//!
//! The checks themselves stand with their requirements in [`crate::areas`].

pub(crate) mod calls_with_ids;
pub(crate) mod clip_places;
pub(crate) mod devices;
pub(crate) mod expected_set;
pub(crate) mod failing_calls;
pub(crate) mod names;
pub(crate) mod neighbours;
pub(crate) mod no_trace;
pub(crate) mod objects;
pub(crate) mod refusals;
pub(crate) mod script;
pub(crate) mod series;
pub(crate) mod unusual_set;
pub(crate) mod valid_calls;
pub(crate) mod whats_new;
pub(crate) mod written_notes;

use crate::areas::Area;
use crate::check::Check;

/// Every check, in the order in which they run and are reported.
pub fn all() -> Vec<Check> {
    Area::ALL.into_iter().flat_map(Area::checks).collect()
}
