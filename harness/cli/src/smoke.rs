//! `livebridge smoke`: is the plumbing of a target right?

use anyhow::bail;
use clap::Args;
use livebridge_suite::smoke::{self, Likely, SmokeStep};
use livebridge_suite::verdict::ExitCode;
use livebridge_text::phrasing::plain;

use super::problem::{Problem, start_hint};
use super::say;
use super::schemes::{self, Kind};
use super::target::named;

/// See within ten seconds whether a target speaks the protocol at all
///
/// It is started and greeted, one read and one unknown method are called, then two calls at once, and it is asked to
/// end. The Set is not changed. What does not work is told with its likely cause. Exit codes: 0 all of it works, 1 a call
/// does not, 2 wrong usage, 6 the target could not be started or greeted.
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge smoke -- python3 my_bridge.py        your own, over its stdin and stdout
  livebridge smoke tcp:127.0.0.1:7400             one that listens at an address already")]
pub(super) struct Arguments {
    #[arg(required_unless_present = "command", help = schemes::help(|kind| match kind {
        Kind::Fake | Kind::LiveSet | Kind::Map | Kind::Tools => false,
        Kind::Address => true,
    }))]
    target: Option<String>,
    /// The program that is the target, with its arguments
    #[arg(last = true, value_name = "COMMAND", conflicts_with = "target")]
    command: Vec<String>,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let target = named(arguments.target.as_deref(), &arguments.command)?;
    if target.endpoint().is_none() {
        bail!(Problem::new(
            format!("smoke looks at the wire, and there is none to `{target}`"),
            format!("put one before it: `livebridge smoke -- livebridge serve {target}`")
        ));
    }
    say(&format!("smoke test of `{target}`\n"));
    let ended = smoke::run(&*target, |step, ended| match ended {
        Ok(seen) => say(&format!("  ok    {step:<9} {}\n", plain(seen))),
        Err(broken) => {
            let lines = |text: &str| text.lines().map(plain).collect::<Vec<_>>().join("\n                  ");
            let likely = match &broken.likely {
                Likely::Hint(hint) => hint,
                Likely::Start(error) => start_hint(error),
            };
            say(&format!("  FAIL  {step:<9} {}\n        likely    {likely}\n", lines(&broken.seen)));
            if let Some(log) = &broken.log {
                say(&format!("        stderr    {}\n", lines(log.trim_end())));
            }
        }
    });
    Ok(match ended {
        Ok(()) => {
            say(&format!("the plumbing is right; `livebridge verify {target}` looks at the rest\n"));
            ExitCode::Conformant
        }
        Err(SmokeStep::Start | SmokeStep::Greet) => ExitCode::NoTarget,
        Err(_) => ExitCode::Nonconformant,
    })
}
