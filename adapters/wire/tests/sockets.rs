//! The protocol over sockets: several clients at once, tokens, strangers and hostile bytes, over TCP, Unix sockets and
//! WebSocket.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking, its helpers too")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use livebridge_fake::FakeLiveBridge;
use livebridge_port::{LiveBridge, LiveBridgeExt};
use livebridge_wire::{
    Address, Endpoint, Listener, MAX_CONNECTIONS, MAX_STRANGER_BYTES, RemoteBridge, StartError, Timeouts, Token,
    serve_client,
};
use pollster::block_on;
use proptest::prelude::*;
use serde_json::{Value, json};

/// Listens at `address` and serves one fake to everybody; gives the address with its real port.
fn serve(address: &str, token: Option<&str>) -> Address {
    let listener = Listener::bind(&address.parse().unwrap()).unwrap();
    assert!(listener.is_local());
    let bound = listener.address().clone();
    let token: Option<Token> = token.map(|token| token.parse().unwrap());
    let fake = Arc::new(FakeLiveBridge::seeded());
    thread::spawn(move || {
        let description = fake.description();
        // A client that leaves in the middle of something ends its connection with an error, and no other one.
        let error = listener.serve(token.as_ref(), move |client| drop(serve_client(&*fake, &description, client)));
        panic!("nobody can connect any more: {error}");
    });
    bound
}

fn tcp(token: Option<&str>) -> Address {
    serve("tcp:127.0.0.1:0", token)
}

/// Every kind of address that there is here.
fn addresses(token: Option<&str>) -> Vec<Address> {
    let mut all = vec![tcp(token)];
    #[cfg(feature = "websocket")]
    all.push(serve("ws://127.0.0.1:0/live", token));
    #[cfg(unix)]
    all.push(serve(&format!("unix:{}", unix_path().display()), token));
    all
}

/// A path that nobody uses, short enough for a socket.
#[cfg(unix)]
fn unix_path() -> std::path::PathBuf {
    use std::sync::atomic::{AtomicUsize, Ordering};
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    std::env::temp_dir().join(format!("livebridge-test-{}-{number}.sock", std::process::id()))
}

fn connect(address: &Address, token: Option<&str>) -> Result<RemoteBridge, StartError> {
    let token = token.map(|token| token.parse().unwrap());
    RemoteBridge::connect(&Endpoint::Socket { address: address.clone(), token }, Timeouts::default())
}

#[test]
fn several_clients_share_a_set() {
    for address in addresses(None) {
        let clients: Vec<_> = (0..4).map(|_| connect(&address, None).unwrap()).collect();
        thread::scope(|scope| {
            for client in &clients {
                scope.spawn(|| {
                    for _ in 0..50 {
                        block_on(client.create_cue_point(client.get_song_overview().unwrap().tempo, "x")).ok();
                        block_on(client.set_tempo(99.0)).unwrap();
                    }
                });
            }
        });
        // The first tempo and the last one gave a cue point each; every other one is refused.
        let (cues, tempos) = (2, 4 * 50);
        let counts: Vec<_> = clients.iter().map(|client| client.control().transaction_count().unwrap()).collect();
        assert!(counts.iter().all(|count| (tempos + 1..=tempos + cues).contains(count)), "{address}: {counts:?}");
        for client in clients {
            assert!(client.shut_down(), "{address}");
        }
        assert!(connect(&address, None).is_ok(), "{address} goes on");
    }
}

#[test]
fn a_server_asks_for_its_token() {
    for address in addresses(Some("open sesame")) {
        assert!(connect(&address, Some("open sesame")).is_ok(), "{address}");
        for token in [None, Some("open"), Some("open sesame!"), Some("OPEN SESAME")] {
            let error = connect(&address, token).unwrap_err();
            assert!(matches!(error, StartError::Token { .. }), "{address}, {token:?}: {error}");
            assert!(error.hint().contains("token"), "{}", error.hint());
            assert!(!error.to_string().contains("sesame"), "{error}");
        }
    }
    // A token that nobody asked for does no harm.
    for address in addresses(None) {
        assert!(connect(&address, Some("open sesame")).is_ok(), "{address}");
    }
}

/// A plain connection, to say what no client of ours would.
struct Raw(BufReader<TcpStream>);

impl Raw {
    fn to(address: &Address) -> Self {
        let authority = match address {
            Address::Tcp(authority) | Address::WebSocket { authority, .. } => authority,
            Address::Unix(_) => panic!("not over Unix sockets"),
        };
        Self(BufReader::new(TcpStream::connect(authority).unwrap()))
    }

    fn say(&mut self, text: &str) -> &mut Self {
        // The other side may have hung up already: then its last words tell why.
        let _ = self.0.get_mut().write_all(text.as_bytes());
        self
    }

    /// Everything that comes until the other side hangs up.
    fn rest(&mut self) -> String {
        let mut text = String::new();
        self.0.read_to_string(&mut text).unwrap();
        text
    }

    fn line(&mut self) -> Value {
        let mut line = String::new();
        self.0.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("`{line}`: {error}"))
    }
}

fn initialize(more: &Value) -> String {
    let mut params = json!({ "protocolVersion": 1, "client": { "name": "test", "version": "0" } });
    params.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({ "jsonrpc": "2.0", "id": 1, "method": "initialize", "params": params }).to_string() + "\n"
}

const READ: &str = "{\"jsonrpc\":\"2.0\",\"id\":2,\"method\":\"listTracks\"}\n";
const RESET: &str = "{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"setTempo\",\"params\":{\"bpm\":20}}\n";

#[test]
fn a_wrong_token_is_refused_before_anything_else_is_read() {
    let address = tcp(Some("secret"));
    for first in [
        initialize(&json!({})),
        initialize(&json!({ "token": "Secret" })),
        initialize(&json!({ "token": 7 })),
        initialize(&json!({ "token": null })),
        // Not even the version is looked at.
        initialize(&json!({ "protocolVersion": "?" })),
    ] {
        let all = Raw::to(&address).say(&first).say(&initialize(&json!({ "token": "secret" }))).say(RESET).rest();
        let answer: Value = serde_json::from_str(&all).unwrap_or_else(|error| panic!("one answer: {all}: {error}"));
        assert_eq!(answer["error"]["code"], -32003, "{first} {answer}");
        assert_eq!(answer["id"], 1);
    }
    // Whoever does not begin with it is not heard either.
    let all = Raw::to(&address).say(READ).say(&initialize(&json!({ "token": "secret" }))).rest();
    assert_eq!(all.lines().count(), 1, "{all}");
    assert!(all.contains("call `initialize` first"), "{all}");
    let mut right = Raw::to(&address);
    assert_eq!(right.say(&initialize(&json!({ "token": "secret" }))).line()["result"]["protocolVersion"], 1);
    assert_eq!(right.say(READ).line()["result"].as_array().map(Vec::len), Some(3));
}

#[test]
fn a_request_hidden_in_another_protocol_is_not_heard() {
    let address = tcp(None);
    let body = initialize(&json!({})) + RESET;
    let post = format!("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n{body}", body.len());
    let all = Raw::to(&address).say(&post).rest();
    assert_eq!(all.lines().count(), 1, "{all}");
    assert!(all.contains("-32700"), "{all}");
    let tempo = connect(&address, None).unwrap().get_song_overview().unwrap().tempo;
    assert!((tempo - 124.0).abs() < 1e-12, "{tempo}");
}

#[test]
fn a_stranger_sends_short_messages_and_a_guest_long_ones() {
    let address = tcp(None);
    let long = " ".repeat(MAX_STRANGER_BYTES);
    let all = Raw::to(&address).say(&long).say(&initialize(&json!({}))).rest();
    assert!(all.contains("longer than"), "{all}");
    let mut stranger = Raw::to(&address);
    assert_eq!(stranger.say(&initialize(&json!({}))).line()["id"], 1);
    assert_eq!(stranger.say(&long).say(READ).line()["id"], 2);
}

#[test]
fn whoever_leaves_in_the_middle_of_a_message_leaves_the_others_alone() {
    let address = tcp(None);
    let stays = connect(&address, None).unwrap();
    for part in ["", "{", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"initialize\""] {
        let mut leaves = Raw::to(&address);
        leaves.say(part);
        leaves.0.get_ref().shutdown(Shutdown::Write).unwrap();
        assert_eq!(leaves.rest(), "");
    }
    let mut leaves = Raw::to(&address);
    leaves.say(&initialize(&json!({}))).say("{\"jsonrpc\":\"2.0\",\"id\":3,\"method\":\"setTempo\"");
    assert_eq!(leaves.line()["id"], 1);
    drop(leaves);
    assert_eq!(stays.list_tracks().unwrap().len(), 3);
    assert_eq!(stays.control().transaction_count(), Ok(0));
}

#[test]
fn the_number_of_connections_is_bounded_and_a_place_becomes_free_again() {
    for address in addresses(None) {
        let mut clients: Vec<_> = (0..MAX_CONNECTIONS).map(|_| connect(&address, None).unwrap()).collect();
        let error = connect(&address, None).unwrap_err().to_string();
        assert!(error.contains("SDK_REJECTED: 16 connections are open already"), "{address}: {error}");
        assert_eq!(clients[0].list_tracks().unwrap().len(), 3, "{address}");
        // A client that is dropped hangs up, and the server notices.
        clients.pop();
        let reached = std::iter::repeat_with(|| connect(&address, None)).take(5000).find(|client| {
            thread::sleep(Duration::from_millis(2));
            client.is_ok()
        });
        assert!(reached.is_some(), "{address}");
    }
}

#[test]
fn where_nobody_listens_is_said() {
    let address = {
        let listener = Listener::bind(&"tcp:127.0.0.1:0".parse().unwrap()).unwrap();
        listener.address().clone()
    };
    let error = connect(&address, None).unwrap_err();
    assert!(error.to_string().starts_with(&format!("`{address}` cannot be reached: ")), "{error}");
    assert!(error.hint().starts_with("start the target first"));
}

#[test]
fn somebody_who_accepts_and_says_nothing_is_given_up() {
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let authority = silent.local_addr().unwrap().to_string();
    let timeouts = Timeouts { start: Duration::from_millis(200), ..Timeouts::default() };
    let mut addresses = vec![Address::Tcp(authority.clone())];
    if cfg!(feature = "websocket") {
        addresses.push(Address::WebSocket { authority, path: "/".to_owned() });
    }
    for address in addresses {
        let error = RemoteBridge::connect(&Endpoint::Socket { address: address.clone(), token: None }, timeouts);
        let error = error.unwrap_err().to_string();
        assert!(error.contains("timed out") || error.contains("answered"), "{address}: {error}");
    }
}

#[cfg(unix)]
#[test]
fn the_file_of_a_unix_socket_is_ours_alone_and_goes_with_its_server() {
    use std::os::unix::fs::PermissionsExt;
    let path = unix_path();
    let address: Address = format!("unix:{}", path.display()).parse().unwrap();
    let listener = Listener::bind(&address).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(Listener::bind(&address).is_err(), "somebody listens there");
    drop(listener);
    assert!(!path.exists());
    // What a server left that was killed is no obstacle, another file is.
    drop(std::os::unix::net::UnixListener::bind(&path).unwrap());
    assert!(path.exists());
    drop(Listener::bind(&address).unwrap());
    std::fs::write(&path, "a letter").unwrap();
    assert!(Listener::bind(&address).is_err());
    assert_eq!(std::fs::read_to_string(&path).unwrap(), "a letter");
    std::fs::remove_file(&path).unwrap();
}

/// Requests, pieces of them, and bytes of every kind.
fn hostile() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        2 => proptest::collection::vec(any::<u8>(), 0..40),
        2 => Just(initialize(&json!({})).into_bytes()),
        1 => Just(READ.as_bytes().to_vec()),
        1 => Just(b"\n".to_vec()),
        1 => Just(b"GET / HTTP/1.1\r\nUpgrade: websocket\r\n\r\n".to_vec()),
        1 => Just(vec![0x81, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff]),
    ];
    proptest::collection::vec(piece, 0..6).prop_map(|pieces| pieces.concat())
}

/// Whatever comes from outside, a server answers with messages of its own, and serves the next client.
#[test]
fn hostile_bytes_end_a_connection_at_most() {
    let config = ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() };
    let address = tcp(None);
    proptest!(config, |(bytes in hostile())| {
        let mut raw = Raw::to(&address);
        let _ = raw.0.get_mut().write_all(&bytes);
        let _ = raw.0.get_mut().shutdown(Shutdown::Write);
        for line in raw.rest().lines() {
            let answer: Value = serde_json::from_str(line).unwrap();
            prop_assert_eq!(&answer["jsonrpc"], "2.0");
        }
    });
    assert_eq!(connect(&address, None).unwrap().list_tracks().unwrap().len(), 3);
}

#[cfg(feature = "websocket")]
mod websocket {
    use super::*;

    fn server() -> Address {
        serve("ws://127.0.0.1:0", None)
    }

    /// The head of a handshake, and what is answered to it up to the empty line.
    fn shaken(address: &Address, headers: &str) -> (Raw, String) {
        let mut raw = Raw::to(address);
        raw.say(&format!(
            "GET / HTTP/1.1\r\nHost: localhost\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: \
             13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{headers}\r\n"
        ));
        let mut answer = String::new();
        while !answer.ends_with("\r\n\r\n") && raw.0.read_line(&mut answer).unwrap() > 0 {}
        (raw, answer)
    }

    /// A frame of a client, with a mask of zeros.
    fn frame(first: u8, payload: &[u8]) -> Vec<u8> {
        let mut frame = vec![first];
        if let Ok(length @ 0..126) = u8::try_from(payload.len()) {
            frame.push(0x80 | length);
        } else {
            frame.push(0xfe);
            frame.extend(u16::try_from(payload.len()).unwrap().to_be_bytes());
        }
        frame.extend([0; 4]);
        frame.extend(payload);
        frame
    }

    /// The first byte and the payload of the next frame; nothing when the connection ends.
    fn next(raw: &mut Raw) -> Option<(u8, Vec<u8>)> {
        let mut head = [0; 2];
        raw.0.read_exact(&mut head).ok()?;
        let length = match head[1] {
            126 => {
                let mut length = [0; 2];
                raw.0.read_exact(&mut length).unwrap();
                usize::from(u16::from_be_bytes(length))
            }
            length => usize::from(length),
        };
        let mut payload = vec![0; length];
        raw.0.read_exact(&mut payload).unwrap();
        Some((head[0], payload))
    }

    fn send(raw: &mut Raw, frame: &[u8]) {
        raw.0.get_mut().write_all(frame).unwrap();
    }

    fn text(raw: &mut Raw) -> Value {
        let (first, payload) = next(raw).unwrap();
        assert_eq!(first, 0x81, "{}", String::from_utf8_lossy(&payload));
        assert!(!payload.contains(&b'\n'));
        serde_json::from_slice(&payload).unwrap()
    }

    fn greeted(address: &Address) -> Raw {
        let (mut raw, answer) = shaken(address, "");
        assert!(answer.starts_with("HTTP/1.1 101 "), "{answer}");
        send(&mut raw, &frame(0x81, initialize(&json!({})).as_bytes()));
        assert_eq!(text(&mut raw)["result"]["protocolVersion"], 1);
        raw
    }

    #[test]
    fn one_message_is_one_text_frame_whatever_it_looks_like() {
        let mut raw = greeted(&server());
        // Line breaks between tokens are no ends of messages here.
        send(&mut raw, &frame(0x81, b"{\n \"jsonrpc\": \"2.0\",\r\n \"id\": 2,\n \"method\": \"listTracks\"\n}\n"));
        assert_eq!(text(&mut raw)["result"].as_array().map(Vec::len), Some(3));
        // A message in pieces, with a ping between them, and the frames in pieces too.
        let (first, second) = READ.split_at(20);
        let mut bytes = frame(0x01, first.as_bytes());
        bytes.extend(frame(0x89, b"are you there"));
        bytes.extend(frame(0x80, second.as_bytes()));
        for piece in bytes.chunks(7) {
            send(&mut raw, piece);
        }
        assert_eq!(next(&mut raw), Some((0x8a, b"are you there".to_vec())));
        assert_eq!(text(&mut raw)["id"], 2);
        // Two messages are two frames, also when they are answered together.
        let mut both = frame(0x81, READ.as_bytes());
        both.extend(frame(0x81, RESET.as_bytes()));
        send(&mut raw, &both);
        assert_eq!((text(&mut raw)["id"].clone(), text(&mut raw)["id"].clone()), (json!(2), json!(3)));
        // A polite end.
        send(&mut raw, &frame(0x88, &1000_u16.to_be_bytes()));
        assert_eq!(next(&mut raw), Some((0x88, 1000_u16.to_be_bytes().to_vec())));
        assert_eq!(next(&mut raw), None);
    }

    #[test]
    fn what_is_no_text_frame_is_refused_by_name() {
        let address = server();
        let huge = {
            let mut head = vec![0x81, 0xff];
            head.extend((64_u64 * 1024 * 1024 + 1).to_be_bytes());
            head.extend([0; 4]);
            head
        };
        for (bytes, said) in [
            (frame(0x82, READ.as_bytes()), "a binary frame, and messages are text frames"),
            (frame(0x81, b"\xff"), "no message"),
            (frame(0xc1, READ.as_bytes()), "no message"),
            (huge, "a message is longer than"),
        ] {
            let mut raw = greeted(&address);
            send(&mut raw, &bytes);
            let answer = text(&mut raw);
            assert_eq!((&answer["id"], &answer["error"]["code"]), (&json!(null), &json!(-32600)));
            assert!(answer["error"]["message"].as_str().unwrap().contains(said), "{answer}");
            assert!(next(&mut raw).is_none_or(|(first, _)| first == 0x88), "nothing but a goodbye follows");
        }
        assert!(connect(&address, None).is_ok());
    }

    #[test]
    fn a_stranger_sends_short_frames() {
        let (mut raw, _) = shaken(&server(), "");
        let mut head = vec![0x81, 0xff];
        head.extend((MAX_STRANGER_BYTES as u64 + 1).to_be_bytes());
        head.extend([0; 4]);
        send(&mut raw, &head);
        assert!(text(&mut raw)["error"]["message"].as_str().unwrap().contains("a message is longer than"));
    }

    #[test]
    fn the_handshake_is_judged() {
        let (open, locked) = (server(), serve("ws://127.0.0.1:0", Some("secret")));
        for (address, headers, status) in [
            (&open, "", "101"),
            (&open, "Authorization: Bearer whatever\r\n", "101"),
            (&open, "Origin: http://evil.example\r\n", "403"),
            (&locked, "", "101"),
            (&locked, "Authorization: Bearer secret\r\n", "101"),
            (&locked, "authorization: bearer secret\r\n", "101"),
            (&locked, "Authorization: Bearer secret\r\nOrigin: null\r\n", "101"),
            // A page can set no header; it shows the token later.
            (&locked, "Origin: http://editor.example\r\n", "101"),
            (&locked, "Authorization: Bearer Secret\r\n", "401"),
            (&locked, "Authorization: Bearer\r\n", "401"),
            (&locked, "Authorization: Basic secret\r\n", "401"),
            (&locked, "Authorization: secret\r\n", "401"),
        ] {
            let (_, answer) = shaken(address, headers);
            assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{headers}: {answer}");
        }
        // Without the header the token comes with `initialize`; with it, once is enough.
        for (headers, params, code) in [
            ("", json!({ "token": "secret" }), json!(null)),
            ("Authorization: Bearer secret\r\n", json!({}), json!(null)),
            ("", json!({}), json!(-32003)),
            ("Origin: http://editor.example\r\n", json!({ "token": "Secret" }), json!(-32003)),
        ] {
            let (mut raw, _) = shaken(&locked, headers);
            send(&mut raw, &frame(0x81, initialize(&params).as_bytes()));
            assert_eq!(text(&mut raw)["error"]["code"], code, "{headers} {params}");
        }
    }

    /// A server of frames that answers the handshake, sends `bytes`, and waits until the client is gone.
    fn answers_with(bytes: Vec<u8>) -> Address {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let authority = listener.local_addr().unwrap().to_string();
        thread::spawn(move || {
            let mut socket = tungstenite::accept(listener.accept().unwrap().0).unwrap();
            socket.read().unwrap();
            let stream = socket.get_mut();
            stream.write_all(&bytes).unwrap();
            while stream.read(&mut [0; 1024]).is_ok_and(|count| count > 0) {}
        });
        Address::WebSocket { authority, path: "/".to_owned() }
    }

    #[test]
    fn what_a_server_sends_is_told_apart() {
        let huge = [&[0x81, 127][..], &(64_u64 * 1024 * 1024 + 1).to_be_bytes()].concat();
        for (bytes, said) in [
            (vec![0x82, 2, b'{', b'}'], "garbage: what came over the WebSocket is no message: a binary frame"),
            (huge, "garbage: a message is longer than 67108864 bytes"),
            (b"\x81\x05hello".to_vec(), "garbage: a line that is not JSON"),
            (vec![0x81, 2, b'{', b'}'], "an answer needs \"jsonrpc\": \"2.0\""),
            (vec![0x88, 0], "closed its output"),
            (vec![0xff, 0], "garbage: what came over the WebSocket is no message"),
        ] {
            let error = connect(&answers_with(bytes), None).unwrap_err().to_string();
            assert!(error.contains(said), "{said}: {error}");
        }
    }

    #[test]
    fn what_answers_no_handshake_is_said() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let authority = listener.local_addr().unwrap().to_string();
        thread::spawn(move || {
            for answer in ["HTTP/1.1 404 Not Found\r\n\r\n", "HTTP/1.1 401 Unauthorized\r\n\r\n", "hello\n"] {
                let (mut stream, _) = listener.accept().unwrap();
                let _ = stream.read(&mut [0; 4096]).unwrap();
                stream.write_all(answer.as_bytes()).unwrap();
            }
        });
        let address = Address::WebSocket { authority, path: "/".to_owned() };
        for said in [
            "answered the WebSocket handshake with 404 Not Found",
            "it refused the token: it answered the WebSocket handshake with 401",
            "the WebSocket handshake failed",
        ] {
            let error = connect(&address, Some("secret")).unwrap_err().to_string();
            assert!(error.contains(said), "{said}: {error}");
        }
    }

    #[test]
    fn hostile_frames_end_a_connection_at_most() {
        let config = ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() };
        let address = server();
        proptest!(config, |(bytes in hostile(), shake in any::<bool>())| {
            let mut raw = if shake { shaken(&address, "").0 } else { Raw::to(&address) };
            let _ = raw.0.get_mut().write_all(&bytes);
            let _ = raw.0.get_mut().shutdown(Shutdown::Write);
            while raw.0.read(&mut [0; 1024]).is_ok_and(|count| count > 0) {}
        });
        assert_eq!(connect(&address, None).unwrap().list_tracks().unwrap().len(), 3);
    }
}
