//! The token of a server at an address: a flag, or better the environment.

use anyhow::Context;
use clap::Args;
use livebridge_adapters::wire::Token;

use crate::target::TargetSpec;

/// What a server at an address wants to be shown.
#[derive(Debug, Args)]
pub(super) struct TokenArgument {
    /// The token of a server at an address. Other users of a machine can read its command lines, so better set the
    /// environment variable
    // It is parsed later: an error of the command line would show it.
    #[arg(long, value_name = "TOKEN", env = "LIVEBRIDGE_TOKEN", hide_env_values = true)]
    token: Option<String>,
}

impl TokenArgument {
    /// The token, when there is one.
    pub(super) fn get(&self) -> anyhow::Result<Option<Token>> {
        self.token.as_deref().map(str::parse).transpose().context("--token")
    }

    /// The target with the token.
    pub(super) fn shown_to(&self, spec: TargetSpec) -> anyhow::Result<TargetSpec> {
        Ok(spec.with_token(self.get()?))
    }
}
