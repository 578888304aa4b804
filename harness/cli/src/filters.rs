//! The flags that choose checks.

use clap::Args;
use livebridge_port::Operation;
use livebridge_suite::areas::Area;
use livebridge_suite::requirement::{Level, Ring};
use livebridge_suite::selection::{self, Filtered, NoMatch, Selection};

/// Which checks. Of one flag any may match, and each flag that is given must.
#[derive(Debug, Args)]
#[command(next_help_heading = "Which checks (each can be given several times)")]
pub(super) struct Filters {
    /// Those whose name contains this
    #[arg(long, value_name = "PATTERN", value_parser = listed(selection::check_pattern))]
    check: Vec<String>,
    /// Those of a requirement, by its id or the beginning of it
    #[arg(long, value_name = "ID", value_parser = listed(selection::requirement_pattern))]
    requirement: Vec<String>,
    /// Those of an area, such as notes
    #[arg(long, value_name = "NAME", value_parser = listed(selection::area))]
    area: Vec<Area>,
    /// Those that need an operation, such as setNotes
    #[arg(long, value_name = "NAME", value_parser = listed(selection::operation))]
    operation: Vec<Operation>,
    /// Those of a ring: 1 without a bridge, 2 any target, 3 a real Live
    #[arg(long, value_name = "N", value_parser = selection::ring)]
    ring: Vec<Ring>,
    /// Those of a level: must or should
    #[arg(long, value_name = "LEVEL", value_parser = selection::level)]
    level: Vec<Level>,
}

/// Says of what is not there which command lists what is.
pub(super) fn listed<T>(
    parse: impl Fn(&str) -> Result<T, NoMatch> + Clone,
) -> impl Fn(&str) -> Result<T, String> + Clone {
    move |text| {
        parse(text).map_err(|error| match &error {
            NoMatch::Unknown { kind, .. } => format!("{error} (`livebridge list {}` shows them all)", plural(*kind)),
            NoMatch::Empty | NoMatch::NoRing | NoMatch::NoLevel | NoMatch::Unused(_) => error.to_string(),
        })
    }
}

/// What `livebridge list` is asked for.
const fn plural(kind: Filtered) -> &'static str {
    match kind {
        Filtered::Check => "checks",
        Filtered::Requirement => "requirements",
        Filtered::Area => "areas",
        Filtered::Operation => "operations",
    }
}

impl Filters {
    /// The same as data.
    pub(super) fn selection(&self) -> Selection {
        Selection {
            checks: self.check.clone(),
            requirements: self.requirement.clone(),
            areas: self.area.clone(),
            operations: self.operation.clone(),
            rings: self.ring.clone(),
            levels: self.level.clone(),
        }
    }
}
