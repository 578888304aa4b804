//! The token of a server at an address: a flag, or better the environment. It is shown to the target, or asked for by
//! `serve`, and written nowhere.

use std::sync::OnceLock;

use anyhow::Context;
use livebridge_wire::Token;

static TOKEN: OnceLock<Token> = OnceLock::new();

/// Takes the token of the command line. It is parsed only here, because an error of the command line would show it.
pub(super) fn choose(token: Option<&str>) -> anyhow::Result<()> {
    if let Some(token) = token {
        // Only the first counts: the command line is read once.
        let _ = TOKEN.set(token.parse().context("--token")?);
    }
    Ok(())
}

/// The token, when there is one.
pub(super) fn get() -> Option<Token> {
    TOKEN.get().cloned()
}
