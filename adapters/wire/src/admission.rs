//! Who may come in: tokens, and what a server asks of a connection before it serves it.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::Serialize;

use super::{MAX_MESSAGE_BYTES, MAX_STRANGER_BYTES};

/// A bearer token. It is shown nowhere, and compared in constant time.
///
/// ```
/// use livebridge_wire::Token;
///
/// let token: Token = "open sesame".parse()?;
/// assert_eq!(format!("{token:?}"), "Token(..)");
/// assert!("".parse::<Token>().is_err());
/// # Ok::<(), livebridge_wire::NoToken>(())
/// ```
#[derive(Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schemas", derive(schemars::JsonSchema), schemars(description = "A bearer token."))]
#[serde(transparent)]
pub struct Token(Arc<str>);

/// A text that cannot be a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("a token is 1 to 1024 printable ASCII characters")]
pub struct NoToken;

impl std::str::FromStr for Token {
    type Err = NoToken;

    /// What fits into a header of HTTP as well.
    fn from_str(text: &str) -> Result<Self, NoToken> {
        let fits = (1..=1024).contains(&text.len()) && text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        if fits { Ok(Self(text.into())) } else { Err(NoToken) }
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(..)")
    }
}

impl Token {
    /// The token itself, for an adapter that shows it to its bridge in that bridge's own way.
    pub fn reveal(&self) -> &str {
        &self.0
    }

    /// Whether `given` is this token. How long it takes says nothing but whether the lengths agree.
    fn is(&self, given: &str) -> bool {
        constant_time_eq::constant_time_eq(self.0.as_bytes(), given.as_bytes())
    }

    /// The value of an `Authorization` header.
    pub fn header(&self) -> String {
        format!("Bearer {}", self.0)
    }

    /// Whether the value of an `Authorization` header brings this token.
    pub fn is_in_header(&self, value: &str) -> bool {
        const SCHEME: &str = "Bearer ";
        let scheme = value.get(..SCHEME.len());
        scheme.is_some_and(|scheme| scheme.eq_ignore_ascii_case(SCHEME)) && self.is(value[SCHEME.len()..].trim())
    }
}

/// What stands between a connection and the bridge until it is greeted.
#[derive(Debug)]
pub struct Admission {
    /// The token that a connection must bring.
    token: Option<Token>,
    /// Whether it was brought already, in a header.
    admitted: AtomicBool,
    /// Whether anybody may connect: then what is no message of ours ends the connection.
    pub(super) public: bool,
    /// Whether there are too many connections already.
    pub(super) full: bool,
    greeted: AtomicBool,
}

impl Admission {
    /// For a client that started this process: it has nothing to prove.
    pub(super) const fn open() -> Self {
        Self {
            token: None,
            admitted: AtomicBool::new(true),
            public: false,
            full: false,
            greeted: AtomicBool::new(false),
        }
    }

    /// For a connection from anywhere.
    pub(super) const fn public(token: Option<Token>, full: bool) -> Self {
        let admitted = AtomicBool::new(token.is_none());
        Self { token, admitted, public: true, full, greeted: AtomicBool::new(false) }
    }

    /// Whether the token is still to be shown.
    pub(super) fn is_locked(&self) -> bool {
        !self.admitted.load(Ordering::Acquire)
    }

    /// Takes what somebody brought for the token; says whether it is right.
    pub(super) fn try_token(&self, given: &str) -> bool {
        let right = self.token.as_ref().is_none_or(|token| token.is(given));
        self.admitted.fetch_or(right, Ordering::AcqRel);
        right
    }

    pub(super) fn is_greeted(&self) -> bool {
        self.greeted.load(Ordering::Acquire)
    }

    pub(super) fn greet(&self) {
        self.greeted.store(true, Ordering::Release);
    }

    /// How long a message may be now, in bytes.
    pub(super) fn limit(&self) -> usize {
        if self.public && !self.is_greeted() { MAX_STRANGER_BYTES } else { MAX_MESSAGE_BYTES }
    }
}

/// A client that is connected: its streams, and what it must bring.
#[derive(Debug)]
pub struct ServedClient<R, W> {
    /// Where its requests come from.
    pub reader: R,
    /// Where its answers go.
    pub writer: W,
    /// What it must bring.
    pub admission: Arc<Admission>,
}

impl<R, W> ServedClient<R, W> {
    /// The client that started this process, or that shares it.
    pub fn trusted(reader: R, writer: W) -> Self {
        Self { reader, writer, admission: Arc::new(Admission::open()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_itself_and_nothing_else() {
        let token: Token = "secret".parse().unwrap();
        assert!(token.is("secret"));
        for other in ["", "s", "secre", "secret ", "Secret", "secrets"] {
            assert!(!token.is(other), "{other}");
        }
        for (header, brings) in
            [("Bearer secret", true), ("bearer  secret ", true), ("Bearer", false), ("Basic secret", false)]
        {
            assert_eq!(token.is_in_header(header), brings, "{header}");
        }
        for text in ["", "a\nb", "tök", &"x".repeat(1025)] {
            assert_eq!(text.parse::<Token>(), Err(NoToken));
        }
    }
}
