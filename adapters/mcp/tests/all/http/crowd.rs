//! 64 clients at once, of all kinds: nothing is lost of those who are served, and nothing leaks of the others.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::sync::{Arc, Barrier};
use std::thread;
use std::time::Duration;

use livebridge_mcp::{ClientOptions, HttpLimits, McpClient, Revision};
use livebridge_port::LiveBridge;
use serde_json::json;

use super::{PING, TOKEN, listening_before, request, send};

/// A call that changes the Set.
const CHANGE: &str = r#"{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"live_create_track","arguments":{"kind":"midi"}}}"#;

/// The most that is served at once.
const ROOM: usize = 128;

/// Who comes, in turns; all but the first kind would change the Set if they were let in.
#[derive(Debug, Clone, Copy)]
enum Visitor {
    Right,
    NoToken,
    WrongToken,
    ForeignOrigin,
    ForeignHost,
    Oversized,
    Slow,
    Vanishing,
}

impl Visitor {
    const ALL: [Self; 8] = [
        Self::Right,
        Self::NoToken,
        Self::WrongToken,
        Self::ForeignOrigin,
        Self::ForeignHost,
        Self::Oversized,
        Self::Slow,
        Self::Vanishing,
    ];

    /// Does what its kind does, and gives the name of the track that it has made.
    fn visit(self, port: u16, number: usize) -> Option<String> {
        let (status, answer) = match self {
            Self::Right => return Some(make_a_track(port, number)),
            Self::Vanishing => {
                // Half of them ask for something and do not wait for it, the others are gone in the middle.
                let list = request("POST", "/mcp", &[], r#"{"jsonrpc":"2.0","id":1,"method":"tools/list"}"#);
                let change = request("POST", "/mcp", &[], CHANGE);
                let sent =
                    if number.is_multiple_of(2) { list.as_bytes() } else { &change.as_bytes()[..change.len() - 1] };
                let _ = TcpStream::connect(("127.0.0.1", port)).unwrap().write_all(sent);
                return None;
            }
            Self::NoToken => send(port, &request("POST", "/mcp", &[("Authorization", "")], CHANGE)),
            Self::WrongToken => send(port, &request("POST", "/mcp", &[("Authorization", "Bearer wrong")], CHANGE)),
            Self::ForeignOrigin => send(port, &request("POST", "/mcp", &[("Origin", "https://evil.example")], CHANGE)),
            Self::ForeignHost => send(port, &request("POST", "/mcp", &[("Host", "evil.example")], CHANGE)),
            Self::Oversized => {
                let long = " ".repeat((8 << 20) + 1 - CHANGE.len()) + CHANGE;
                send(port, &request("POST", "/mcp", &[], &long))
            }
            Self::Slow => dawdle(port),
        };
        let expected = match self {
            Self::Right | Self::Vanishing => 200,
            Self::NoToken | Self::WrongToken => 401,
            Self::ForeignOrigin | Self::ForeignHost => 403,
            Self::Oversized => 413,
            Self::Slow => 408,
        };
        assert_eq!(status, expected, "{self:?}: {answer}");
        assert!(!answer.contains(TOKEN), "{self:?}: {answer}");
        None
    }
}

/// Makes a track and names it, in one of both revisions; gives the name.
fn make_a_track(port: u16, number: usize) -> String {
    let options = ClientOptions { revision: Some(Revision::ALL[number % Revision::ALL.len()]), ..Default::default() };
    let url = format!("http://127.0.0.1:{port}/mcp");
    let client = McpClient::connect(&url, Some(TOKEN.parse().unwrap()), options).unwrap();
    let call = |tool: &str, arguments: serde_json::Value| {
        let result = client.call_tool(tool, arguments.as_object().unwrap().clone()).unwrap();
        assert!(!result.is_error, "{result:?}");
        result.structured.unwrap()
    };
    let made = call("live_create_track", json!({ "kind": "midi" }));
    let name = format!("made by {number}");
    call("live_set_track_props", json!({ "trackId": made["id"], "props": { "name": name } }));
    name
}

/// Sends half of a request byte by byte, and then nothing more.
fn dawdle(port: u16) -> (u16, String) {
    let whole = request("POST", "/mcp", &[], CHANGE);
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    for byte in &whole.as_bytes()[..whole.len() / 2] {
        let _ = stream.write_all(&[*byte]);
    }
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer);
    (answer.split(' ').nth(1).and_then(|status| status.parse().ok()).unwrap_or_default(), answer)
}

/// Connects and asks for something; whether it was served. The connection stays.
fn take_a_place(port: u16) -> (TcpStream, bool) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let _ = stream.write_all(request("POST", "/mcp", &[("Connection", "keep-alive")], PING).as_bytes());
    let mut begin = [0; 12];
    let is_served = stream.read_exact(&mut begin).is_ok() && begin == *b"HTTP/1.1 200";
    (stream, is_served)
}

/// 64 of all kinds at once, three times: those with the token are served and their changes are in the Set, each as one
/// undo step; nobody else has changed anything; and in the end there is room for as many as in the beginning.
#[test]
fn of_64_clients_at_once_nothing_is_lost_and_nothing_leaks() {
    let mut limits = HttpLimits::default();
    limits.arrival = Duration::from_secs(2);
    let (fake, port, _) = listening_before(limits);
    let names = || -> Vec<String> { fake.list_tracks().unwrap().iter().map(|track| track.name.to_string()).collect() };
    let (before, steps) = (names(), fake.control().transaction_count().unwrap());
    let mut made = Vec::new();
    for round in 0..3 {
        let together = Arc::new(Barrier::new(64));
        let visit = |at: usize| {
            let together = Arc::clone(&together);
            thread::spawn(move || {
                together.wait();
                Visitor::ALL[at % Visitor::ALL.len()].visit(port, round * 64 + at)
            })
        };
        let visitors: Vec<_> = (0..64).map(visit).collect();
        made.extend(visitors.into_iter().filter_map(|visitor| visitor.join().unwrap()));
    }
    assert_eq!(made.len(), 3 * 64 / Visitor::ALL.len());
    let mut now = names().split_off(before.len());
    now.sort();
    made.sort();
    assert_eq!(now, made);
    assert_eq!(fake.control().transaction_count().unwrap(), steps + 2 * made.len() as u64);
    // The last ones may still be on their way out: who finds no room comes again.
    let mut places = Vec::new();
    for _ in 0..2000 {
        let (place, is_served) = take_a_place(port);
        if is_served {
            places.push(place);
        } else {
            thread::sleep(Duration::from_millis(10));
        }
        if places.len() == ROOM {
            break;
        }
    }
    assert_eq!(places.len(), ROOM);
    assert!(!take_a_place(port).1, "there is room for more than {ROOM}");
}
