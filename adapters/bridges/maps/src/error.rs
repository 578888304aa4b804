//! What is wrong with a map or with a filter: what, where, and what to do.

use thiserror::Error;

/// A file that is no map.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{place}: {what}")]
pub struct MapError {
    /// Where in the map: `operations.setTempo.args`, or a line of the file.
    pub place: String,
    /// What is wrong there.
    pub what: String,
    /// What to do about it.
    pub hint: String,
}

impl MapError {
    pub(crate) fn new(place: impl Into<String>, what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { place: place.into(), what: what.into(), hint: hint.into() }
    }
}

/// A filter that gave nothing to go on with.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum FilterError {
    /// The map says by `cannot("why")` that the bridge has nothing for this.
    #[error("{0}")]
    Cannot(String),
    /// The map says by `refuse("why")` that what the bridge answered is a refusal.
    #[error("{0}")]
    Refused(String),
    /// It did not work out.
    #[error("the filter {place} {what}")]
    Failed {
        /// Where the filter stands in the map.
        place: String,
        /// What happened; reads after the name of the filter.
        what: String,
    },
}
