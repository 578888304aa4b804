//! The server over HTTP: who is served, what is too much, and what clients do that go away. All of it at once, by many,
//! is in `http/crowd`.

mod crowd;

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use livebridge_fake::FakeLiveBridge;
use livebridge_mcp::{BridgeFile, ClientOptions, HttpLimits, HttpServer, McpClient, McpError, Revision};
use livebridge_wire::Token;
use serde_json::json;

use super::{served, tool_count};

const TOKEN: &str = "a-token-of-the-tests";

/// A server that listens, for as long as the tests run.
pub(super) fn listening() -> (u16, Token) {
    listening_with(HttpLimits::default())
}

fn listening_with(limits: HttpLimits) -> (u16, Token) {
    let (_, port, token) = listening_before(limits);
    (port, token)
}

/// The same, with the fake that is behind it.
fn listening_before(limits: HttpLimits) -> (Arc<FakeLiveBridge>, u16, Token) {
    let token: Token = TOKEN.parse().unwrap();
    let (fake, server) = served();
    let server = HttpServer::bind(server, token.clone(), 0..=0).unwrap().with_limits(limits);
    let port = server.port().unwrap();
    thread::spawn(move || server.serve());
    (fake, port, token)
}

/// Sends bytes as they are, and gives the status and everything else that comes back.
fn send(port: u16, request: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    // A server that has seen enough may close before all is sent.
    let _ = stream.write_all(request.as_bytes());
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let answer = String::from_utf8_lossy(&answer).into_owned();
    (answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default(), answer)
}

/// A request that is right but for what a test changes.
fn request(method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> String {
    let mut all: Vec<(&str, String)> = vec![
        ("Host", "localhost".to_owned()),
        ("Authorization", format!("Bearer {TOKEN}")),
        ("Content-Type", "application/json".to_owned()),
        ("Accept", "application/json, text/event-stream".to_owned()),
        ("Content-Length", body.len().to_string()),
        ("Connection", "close".to_owned()),
    ];
    for (name, value) in headers {
        all.retain(|(other, _)| other != name);
        if !value.is_empty() {
            all.push((name, (*value).to_owned()));
        }
    }
    let headers: String = all.iter().flat_map(|(name, value)| [name, ": ", value.as_str(), "\r\n"]).collect();
    format!("{method} {path} HTTP/1.1\r\n{headers}\r\n{body}")
}

const PING: &str = r#"{"jsonrpc":"2.0","id":1,"method":"ping"}"#;

#[test]
fn only_those_with_the_token_on_this_machine_are_served() {
    let (port, _) = listening();
    let status = |headers: &[(&str, &str)]| send(port, &request("POST", "/mcp", headers, PING)).0;
    assert_eq!(status(&[]), 200);
    assert_eq!(status(&[("Origin", "http://localhost:3000")]), 200);
    assert_eq!(status(&[("Authorization", "")]), 401);
    assert_eq!(status(&[("Authorization", "Bearer wrong")]), 401);
    assert_eq!(status(&[("Origin", "https://evil.example")]), 403);
    assert_eq!(status(&[("Host", "evil.example")]), 403);
    assert_eq!(status(&[("Host", "")]), 403);
    let (_, refused) = send(port, &request("POST", "/mcp", &[("Authorization", "Bearer wrong")], PING));
    assert!(refused.contains("WWW-Authenticate: Bearer") && !refused.contains(TOKEN));
}

#[test]
fn what_is_no_request_is_turned_away() {
    let (port, _) = listening();
    let of = |text: String| send(port, &text).0;
    assert_eq!(of(request("GET", "/mcp", &[], "")), 405);
    assert_eq!(of(request("DELETE", "/mcp", &[], "")), 405);
    assert_eq!(of(request("POST", "/other", &[], PING)), 404);
    assert_eq!(of(request("POST", "/mcp", &[("Content-Type", "text/plain")], PING)), 415);
    assert_eq!(of(request("POST", "/mcp", &[("Accept", "text/html")], PING)), 406);
    assert_eq!(of(request("POST", "/mcp", &[("Content-Length", "")], "")), 411);
    assert_eq!(of(request("POST", "/mcp", &[("Content-Length", "999999999")], "")), 413);
    assert_eq!(of(request("POST", "/mcp", &[("Content-Length", "-1")], PING)), 400);
    assert_eq!(of(request("POST", "/mcp", &[("Transfer-Encoding", "chunked")], PING)), 400);
    assert_eq!(of(request("POST", "/mcp", &[], "{ no JSON")), 400);
    assert_eq!(of(request("POST", "/mcp", &[("X-Long", &"x".repeat(20_000))], PING)), 400);
    assert_eq!(of("GET / HTTP/9.9\r\n\r\n".to_owned()), 400);
    assert_eq!(of(request("POST", "/mcp", &[("MCP-Protocol-Version", "1999-01-01")], PING)), 400);
    assert_eq!(of(request("POST", "/mcp", &[], r#"{"jsonrpc":"2.0","method":"notifications/initialized"}"#)), 202);
}

#[test]
fn chunks_and_a_client_that_waits_for_leave_to_send_are_served() {
    let (port, _) = listening();
    let chunks = format!("{:x}\r\n{}\r\n{:x}\r\n{}\r\n0\r\n\r\n", 10, &PING[..10], PING.len() - 10, &PING[10..]);
    let headers = [("Content-Length", ""), ("Transfer-Encoding", "chunked")];
    assert_eq!(send(port, &request("POST", "/mcp", &headers, &chunks)).0, 200);
    let (status, answer) = send(port, &request("POST", "/mcp", &[("Expect", "100-continue")], PING));
    assert!(status == 100 && answer.contains("HTTP/1.1 200 OK"), "{answer}");
}

/// Headers that say something else than the message would lead astray what looks at them only.
#[test]
fn headers_say_what_the_message_says() {
    let (port, _) = listening();
    let meta = json!({
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientCapabilities": {},
    });
    let params = json!({ "name": "live_get_song_overview", "arguments": {}, "_meta": meta });
    let body = json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/call", "params": params }).to_string();
    let right =
        [("MCP-Protocol-Version", "2026-07-28"), ("Mcp-Method", "tools/call"), ("Mcp-Name", "live_get_song_overview")];
    let with = |at: usize, value: &'static str| {
        let mut headers = right;
        headers[at].1 = value;
        send(port, &request("POST", "/mcp", &headers, &body))
    };
    assert_eq!(with(0, "2026-07-28").0, 200);
    assert_eq!(with(2, "=?base64?bGl2ZV9nZXRfc29uZ19vdmVydmlldw==?=").0, 200);
    for (at, wrong) in
        [(0, ""), (0, "2025-11-25"), (1, ""), (1, "tools/list"), (2, ""), (2, "live_set_tempo"), (2, "=?base64?!?=")]
    {
        let (status, answer) = with(at, wrong);
        assert!(status == 400 && answer.contains("-32020"), "{}: {wrong}: {answer}", right[at].0);
    }
}

/// 64 that go away at once, in the middle of everything: those who stay are served, and nothing is lost.
#[test]
fn clients_that_vanish_harm_nobody() {
    let (port, token) = listening();
    let whole = request("POST", "/mcp", &[], PING);
    let vanishing: Vec<_> = (0..64_usize)
        .map(|i| {
            let beginning = whole.as_bytes()[..whole.len() * i / 64].to_vec();
            thread::spawn(move || {
                let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
                let _ = stream.write_all(&beginning);
            })
        })
        .collect();
    let staying: Vec<_> = (0..8)
        .map(|_| {
            let token = token.clone();
            thread::spawn(move || {
                let url = format!("http://127.0.0.1:{port}/mcp");
                let client = McpClient::connect(&url, Some(token), ClientOptions::default()).unwrap();
                for _ in 0..4 {
                    let tools = client.list_tools().unwrap();
                    assert_eq!(tools.len(), tool_count());
                }
            })
        })
        .collect();
    for client in vanishing.into_iter().chain(staying) {
        client.join().unwrap();
    }
}

/// Asks again and again and takes `per_look` bytes of what comes, none at all, until the server has had enough; gives
/// how many answers were asked for, and how many bytes came of them.
fn ask_and_hardly_read(port: u16, per_look: usize) -> (usize, usize) {
    let list = r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#;
    let whole = request("POST", "/mcp", &[("Connection", "keep-alive")], list);
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_write_timeout(Some(Duration::from_millis(20))).unwrap();
    let (mut asked, mut got) = (0, 0);
    let mut few = [0; 16];
    loop {
        match stream.write(whole.as_bytes()) {
            Ok(sent) if sent == whole.len() => asked += 1,
            // A part of a request would be no request; here nobody minds what becomes of it.
            Ok(_) => {}
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(_) => return (asked, got),
        }
        if per_look > 0 {
            match stream.read(&mut few[..per_look]) {
                Ok(0) | Err(_) => return (asked, got),
                Ok(read) => got += read,
            }
        }
    }
}

/// Who asks and does not read is left by the server, however slowly it takes what comes; and until then nobody else
/// waits for it.
#[test]
fn clients_that_do_not_read_are_left_and_harm_nobody() {
    let mut limits = HttpLimits::default();
    limits.departure = Duration::from_millis(300);
    let (port, token) = listening_with(limits);
    let greedy: Vec<_> =
        [0, 1, 16].map(|per_look| thread::spawn(move || ask_and_hardly_read(port, per_look))).into_iter().collect();
    let url = format!("http://127.0.0.1:{port}/mcp");
    let client = McpClient::connect(&url, Some(token), ClientOptions::default()).unwrap();
    for _ in 0..8 {
        assert_eq!(client.list_tools().unwrap().len(), tool_count());
    }
    // Without the limit this never ends.
    for asked in greedy {
        let (asked, got) = asked.join().unwrap();
        assert!(asked > 1 && got < asked * 1000, "{asked} answers, of which {got} bytes came");
    }
    assert_eq!(client.list_tools().unwrap().len(), tool_count());
}

#[test]
fn a_bridge_file_leads_to_the_server_and_goes_with_it() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("deep").join("bridge.json");
    let (port, token) = listening();
    let file = BridgeFile::write(&path, port, &token).unwrap();
    #[cfg(unix)]
    {
        let mode = std::os::unix::fs::PermissionsExt::mode(&std::fs::metadata(&path).unwrap().permissions());
        assert_eq!(mode & 0o777, 0o600);
    }
    let found = BridgeFile::read(&path).unwrap();
    for revision in Revision::ALL {
        let options = ClientOptions { revision: Some(revision), ..ClientOptions::default() };
        let client = McpClient::connect(&found.url, Some(found.token.clone()), options).unwrap();
        assert_eq!(client.list_prompts().unwrap().len(), 3);
    }
    let wrong = McpClient::connect(&found.url, Some("wrong".parse().unwrap()), ClientOptions::default());
    assert!(matches!(wrong, Err(McpError::Http { status: 401, .. })));
    // Another server has taken its place: that one's file stays.
    std::fs::write(&path, "{}").unwrap();
    drop(file);
    assert!(path.exists() && BridgeFile::read(&path).is_err());
    drop(BridgeFile::write(&path, port, &token).unwrap());
    assert!(!path.exists());
    let (first, second) = (BridgeFile::random_token().unwrap(), BridgeFile::random_token().unwrap());
    assert!(first != second);
}
