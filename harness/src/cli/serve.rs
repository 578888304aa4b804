//! `livebridge serve`: a fake behind the wire protocol, on standard input and output.

use clap::Args;
use livebridge_adapters::wire::serve;
use livebridge_core::FakeLiveBridge;

use crate::mutants;
use crate::target::TargetSpec;
use crate::verdict::ExitCode;

/// Serve the fake over the wire protocol, on stdin and stdout
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge verify -- livebridge serve fake      the fake over the wire
  livebridge serve fake+stale-id-accepted         a broken fake, for testing a test suite
  livebridge serve als:song.als                   a Live Set from its file, to try tools on; the file stays as it is")]
pub(super) struct Arguments {
    /// `fake`, `fake+MUTANT` or `als:FILE`
    target: String,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let spec: TargetSpec = arguments.target.parse()?;
    let (reader, writer) = (std::io::stdin().lock(), std::io::stdout().lock());
    match spec {
        TargetSpec::Mutant(mutant) => mutants::serve(mutant, reader, writer)?,
        TargetSpec::File(file) => {
            let fake = file.fake()?;
            serve(&fake, &fake.description(), reader, writer)?;
        }
        TargetSpec::Fake | TargetSpec::Child(_) | TargetSpec::InProcess(_) => {
            let fake = FakeLiveBridge::seeded();
            serve(&fake, &fake.description(), reader, writer)?;
        }
    }
    Ok(ExitCode::Conformant)
}
