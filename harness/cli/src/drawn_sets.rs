//! Sets in the page of a report, drawn as `livebridge picture` draws them.

use livebridge_diff::DiffExt;
use livebridge_port::Snapshot;
use livebridge_sets::picture::{Picture, embedded_style};
use livebridge_suite::report::Pictures;

/// The renderer of `livebridge_sets`, for pages of the suite.
pub(super) struct DrawnSets;

impl Pictures for DrawnSets {
    fn style(&self) -> String {
        embedded_style("picture")
    }

    fn set(&self, name: &str, set: &Snapshot) -> String {
        views(&Picture::of(name, set))
    }

    fn difference(&self, name: &str, old: &Snapshot, new: &Snapshot) -> String {
        views(&Picture::of_difference(name, old, new, &old.diff(new)))
    }
}

/// The Session above the Arrangement.
fn views(picture: &Picture<'_>) -> String {
    let parts = picture.embedded();
    parts.session + parts.arrangement.as_deref().unwrap_or_default()
}
