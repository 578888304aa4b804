//! `livebridge completions`: what a shell needs to complete our command line.

use clap::{Args, CommandFactory};
use clap_complete::Shell;
use livebridge_suite::verdict::ExitCode;

use super::print;

/// Print the completions for a shell
#[derive(Debug, Args)]
#[command(after_help = "Examples:
  livebridge completions bash > ~/.local/share/bash-completion/completions/livebridge
  livebridge completions zsh > ~/.zfunc/_livebridge
  livebridge completions fish > ~/.config/fish/completions/livebridge.fish")]
pub(super) struct Arguments {
    /// Which shell
    #[arg(value_enum)]
    shell: Shell,
}

pub(super) fn run(arguments: &Arguments) -> anyhow::Result<ExitCode> {
    let mut script = Vec::new();
    clap_complete::generate(arguments.shell, &mut super::Arguments::command(), "livebridge", &mut script);
    print(&String::from_utf8(script)?)?;
    Ok(ExitCode::Conformant)
}
