//! Who is served: the path, the host and the origin of a request, and the token, before anything else is looked at.

use httparse::Header;
use livebridge_wire::Token;

/// What is served, and nothing else is.
pub(super) const PATH: &str = "/mcp";

/// Why a request is turned away: the status, and what to say.
pub(super) type TurnedAway = (u16, &'static str);

/// Whether a request may come in.
pub(super) fn admit(path: &str, headers: &[Header<'_>], token: &Token) -> Result<(), TurnedAway> {
    if path.split('?').next() != Some(PATH) {
        return Err((404, "the endpoint is /mcp"));
    }
    // A page of the web that has its name resolved to this machine comes with its own name.
    match values(headers, "host").as_slice() {
        [host] if is_here(host) => {}
        _ => return Err((403, "the Host must be this machine: localhost, 127.0.0.1 or [::1]")),
    }
    match values(headers, "origin").as_slice() {
        [] => {}
        [origin] if is_origin_here(origin) => {}
        _ => return Err((403, "the Origin must be this machine")),
    }
    match values(headers, "authorization").as_slice() {
        [value] if token.is_in_header(value) => Ok(()),
        _ => Err((401, "the token of bridge.json belongs into `Authorization: Bearer TOKEN`")),
    }
}

/// The values of a header field; what is not UTF-8 is no value that anything here has.
pub(super) fn values<'a>(headers: &[Header<'a>], name: &str) -> Vec<&'a str> {
    let of_name = headers.iter().filter(|header| header.name.eq_ignore_ascii_case(name));
    of_name.map(|header| std::str::from_utf8(header.value).unwrap_or("\u{fffd}").trim()).collect()
}

/// Whether `HOST` or `HOST:PORT` is this machine.
fn is_here(host: &str) -> bool {
    let (name, port) = match host.rsplit_once(':') {
        Some((name, port)) if !port.ends_with(']') => (name, Some(port)),
        _ => (host, None),
    };
    let is_port = port.is_none_or(|port| !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()));
    is_port && ["localhost", "127.0.0.1", "[::1]"].iter().any(|here| name.eq_ignore_ascii_case(here))
}

/// Whether a page of this machine asks, or one that has no origin, such as that of a desktop program.
fn is_origin_here(origin: &str) -> bool {
    let host = origin.strip_prefix("http://").or_else(|| origin.strip_prefix("https://"));
    origin == "null" || host.is_some_and(is_here)
}

/// What stands in a header that may hold any text: itself, or in base64 between marks.
pub(super) fn decoded(value: &str) -> Result<String, ()> {
    let Some(encoded) = value.strip_prefix("=?base64?").and_then(|rest| rest.strip_suffix("?=")) else {
        return Ok(value.to_owned());
    };
    let bytes = data_encoding::BASE64.decode(encoded.as_bytes()).map_err(drop)?;
    String::from_utf8(bytes).map_err(drop)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn admitted(path: &str, headers: &[(&str, &str)]) -> u16 {
        let headers: Vec<Header<'_>> =
            headers.iter().map(|(name, value)| Header { name, value: value.as_bytes() }).collect();
        admit(path, &headers, &"secret".parse().unwrap()).map_or_else(|(status, _)| status, |()| 200)
    }

    #[test]
    fn only_this_machine_with_the_token_comes_in() {
        let token = ("Authorization", "Bearer secret");
        for host in ["localhost", "LOCALHOST:1", "127.0.0.1:8420", "[::1]", "[::1]:8420"] {
            assert_eq!(admitted("/mcp", &[("Host", host), token]), 200, "{host}");
        }
        for host in
            ["", "evil.example", "localhost.evil.example", "127.0.0.1.evil.example:80", "localhost:", "[::1", "::1"]
        {
            assert_eq!(admitted("/mcp", &[("host", host), token]), 403, "{host}");
        }
        for (origin, status) in [
            ("null", 200),
            ("http://localhost:5173", 200),
            ("https://127.0.0.1", 200),
            ("http://evil.example", 403),
            ("http://localhost@evil.example", 403),
            ("http://localhost.evil.example", 403),
            ("file://localhost", 403),
            ("", 403),
        ] {
            assert_eq!(admitted("/mcp", &[("host", "localhost"), ("Origin", origin), token]), status, "{origin}");
        }
        let twice = [("host", "localhost"), ("host", "localhost"), token];
        assert_eq!(admitted("/mcp", &twice), 403);
        for wrong in ["Bearer wrong", "Bearer ", "Bearer secrets", "bearer", "secret", "Basic secret"] {
            assert_eq!(admitted("/mcp", &[("host", "localhost"), ("authorization", wrong)]), 401, "{wrong}");
        }
        assert_eq!(admitted("/mcp", &[("host", "localhost")]), 401);
        assert_eq!(admitted("/", &[("host", "localhost"), token]), 404);
        assert_eq!(admitted("/mcp?session=1", &[("host", "localhost"), token]), 200);
    }

    #[test]
    fn a_name_may_be_encoded() {
        assert_eq!(decoded("live_set_tempo").as_deref(), Ok("live_set_tempo"));
        assert_eq!(decoded("=?base64?w7xi?=").as_deref(), Ok("üb"));
        assert!(decoded("=?base64?!?=").is_err());
    }
}
