//! The file with what reports have confirmed in a running Live, for the commands that tell it.

use std::path::PathBuf;

use clap::Args;
use livebridge_e2e::provenance::Provenance;
use livebridge_text::phrasing::shown;

use super::problem::Problem;

/// Which file it is.
#[derive(Debug, Args)]
pub(super) struct ProvenanceArguments {
    /// What `livebridge e2e apply` has written, in the place of what was built in
    #[arg(long, value_name = "FILE")]
    provenance: Option<PathBuf>,
}

impl ProvenanceArguments {
    /// What it says.
    pub(super) fn read(&self) -> anyhow::Result<Provenance> {
        let Some(file) = &self.provenance else { return Ok(Provenance::shipped().clone()) };
        Provenance::read(file).map_err(|error| {
            Problem::new(format!("`{}`: {error}", shown(file)), "give what `livebridge e2e apply` wrote").into()
        })
    }
}
