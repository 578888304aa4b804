//! Where a server is: `tcp:HOST:PORT`, `unix:PATH` or `ws://HOST:PORT/PATH`.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use thiserror::Error;

/// The address of a server that is reached by a connection.
///
/// ```
/// use livebridge_wire::Address;
///
/// let address: Address = "tcp:127.0.0.1:7400".parse()?;
/// assert_eq!(address.to_string(), "tcp:127.0.0.1:7400");
/// assert!("tcp:7400".parse::<Address>().is_err());
/// # Ok::<(), livebridge_wire::AddressError>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Address {
    /// A host by name or number, and a port.
    Tcp(String),
    /// The path of a Unix socket.
    Unix(PathBuf),
    /// A WebSocket without TLS.
    WebSocket {
        /// A host by name or number, and a port.
        authority: String,
        /// The path, which begins with `/`, and a query.
        path: String,
    },
}

/// A text that is no address.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum AddressError {
    /// It begins like none.
    #[error("`{0}` is no address")]
    Unknown(String),
    /// The host or the port is missing.
    #[error("`{0}` needs a host and a port from 0 to 65535")]
    NoPort(String),
    /// `wss:`.
    #[error("`{0}`: TLS is not spoken here")]
    Tls(String),
    /// `unix:` alone.
    #[error("`{0}` needs a path")]
    NoPath(String),
    /// Blanks or control characters, which no request of HTTP can hold.
    #[error("`{0}` holds a character that no address can hold")]
    Character(String),
}

impl AddressError {
    /// What to do about it, where the message does not say that.
    pub const fn hint(&self) -> Option<&'static str> {
        match self {
            Self::Unknown(_) => Some("use tcp:HOST:PORT, unix:PATH or ws://HOST:PORT/PATH"),
            Self::NoPort(_) => Some("write it like `127.0.0.1:7400` or `[::1]:7400`"),
            Self::Tls(_) => Some("use ws:// on this machine, or through a tunnel such as `ssh -L`"),
            Self::NoPath(_) | Self::Character(_) => None,
        }
    }
}

impl Address {
    /// Whether a text begins as an address does, right or wrong.
    pub fn is_meant(text: &str) -> bool {
        ["tcp:", "unix:", "ws:", "wss:"].iter().any(|scheme| text.starts_with(scheme))
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        if let Some(authority) = text.strip_prefix("tcp:") {
            return Ok(Self::Tcp(host_and_port(authority, None)?));
        }
        if let Some(path) = text.strip_prefix("unix:") {
            return if path.is_empty() {
                Err(AddressError::NoPath(text.to_owned()))
            } else {
                Ok(Self::Unix(path.into()))
            };
        }
        if let Some(rest) = text.strip_prefix("ws://") {
            if !rest.bytes().all(|byte| byte.is_ascii_graphic()) {
                return Err(AddressError::Character(text.to_owned()));
            }
            let end = rest.find(['/', '?']).unwrap_or(rest.len());
            let (authority, path) = rest.split_at(end);
            let path = if path.starts_with('/') { path.to_owned() } else { format!("/{path}") };
            return Ok(Self::WebSocket { authority: host_and_port(authority, Some(80))?, path });
        }
        Err(if text.starts_with("wss:") { AddressError::Tls } else { AddressError::Unknown }(text.to_owned()))
    }
}

/// Checks `HOST:PORT`, where an IPv6 host stands in brackets.
fn host_and_port(text: &str, default: Option<u16>) -> Result<String, AddressError> {
    let wrong = || AddressError::NoPort(text.to_owned());
    let bracketed = text.strip_prefix('[').map(|rest| rest.split_once(']').ok_or_else(wrong)).transpose()?;
    let (host, port) = match bracketed {
        Some((host, rest)) => (format!("[{host}]"), rest.strip_prefix(':')),
        None => match text.split_once(':') {
            Some((host, port)) => (host.to_owned(), Some(port)),
            None => (text.to_owned(), None),
        },
    };
    let inside = host.trim_start_matches('[').trim_end_matches(']');
    let named = |c: char| c.is_ascii_alphanumeric() || ".-_:%".contains(c);
    let port = match port {
        Some(port) if port.bytes().all(|byte| byte.is_ascii_digit()) => port.parse().map_err(|_| wrong())?,
        Some(_) => return Err(wrong()),
        None => default.ok_or_else(wrong)?,
    };
    if inside.is_empty() || !inside.chars().all(named) || (bracketed.is_none() && inside.contains(':')) {
        return Err(wrong());
    }
    Ok(format!("{host}:{port}"))
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tcp(authority) => write!(f, "tcp:{authority}"),
            Self::Unix(path) => write!(f, "unix:{}", path.display()),
            Self::WebSocket { authority, path } => write!(f, "ws://{authority}{path}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_read_and_shown() {
        for (text, shown) in [
            ("tcp:localhost:1", "tcp:localhost:1"),
            ("tcp:[::1]:65535", "tcp:[::1]:65535"),
            ("unix:/tmp/live.sock", "unix:/tmp/live.sock"),
            ("unix:live.sock", "unix:live.sock"),
            ("ws://127.0.0.1:7400", "ws://127.0.0.1:7400/"),
            ("ws://live.local/bridge?set=1", "ws://live.local:80/bridge?set=1"),
            ("ws://[::1]:7400?x", "ws://[::1]:7400/?x"),
        ] {
            assert_eq!(text.parse::<Address>().unwrap().to_string(), shown, "{text}");
        }
    }

    #[test]
    fn what_is_no_address_says_why() {
        for (text, why) in [
            ("", "is no address"),
            ("http://127.0.0.1:1", "is no address"),
            ("tcp:", "needs a host and a port"),
            ("tcp:7400", "needs a host and a port"),
            ("tcp::7400", "needs a host and a port"),
            ("tcp:localhost:65536", "needs a host and a port"),
            ("tcp:localhost:+1", "needs a host and a port"),
            ("tcp:::1:80", "needs a host and a port"),
            ("tcp:[::1:80", "needs a host and a port"),
            ("tcp:host/path:80", "needs a host and a port"),
            ("ws://user:secret@host:80/", "needs a host and a port"),
            ("ws://host:80/a b", "holds a character"),
            ("ws://host:80/\r\nX-Evil: 1", "holds a character"),
            ("wss://host:443/", "TLS is not spoken here"),
            ("unix:", "needs a path"),
        ] {
            let error = text.parse::<Address>().unwrap_err().to_string();
            assert!(error.contains(why), "{text}: {error}");
        }
    }
}
