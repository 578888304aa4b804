//! `tcp:HOST:PORT`, `unix:PATH` and `ws://HOST:PORT/PATH`: a server that is there already.

use std::sync::Arc;

use livebridge_suite::target::{AddressTarget, Scheme, SchemeError, Target};
use livebridge_wire::{Address, Token};

/// Servers at an address.
pub(super) struct Addresses;

impl Scheme for Addresses {
    fn forms(&self) -> &'static [&'static str] {
        &["tcp:HOST:PORT", "unix:PATH", "ws://HOST:PORT/PATH"]
    }

    fn help(&self) -> &'static str {
        "an address: `tcp:HOST:PORT`, `unix:PATH`, `ws://HOST:PORT/PATH`"
    }

    fn is_meant(&self, text: &str) -> bool {
        Address::is_meant(text)
    }

    fn parse(&self, text: &str, token: Option<&Token>) -> Result<Arc<dyn Target>, SchemeError> {
        let address: Address = text.parse().map_err(|error: livebridge_wire::AddressError| SchemeError {
            what: error.to_string(),
            hint: error.hint().map(str::to_owned),
        })?;
        Ok(Arc::new(AddressTarget { address, token: token.cloned() }))
    }
}
