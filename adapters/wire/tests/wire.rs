//! The server side of the protocol, fed with bytes: what it answers to good messages, bad ones and arbitrary ones.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking, its helpers too")]

use std::io::{self, Read, Write};
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use livebridge_fake::{Deviation, FakeLiveBridge};
use livebridge_port::{LiveBridge, Mutation};
use livebridge_wire::{MAX_DEPTH, MAX_MESSAGE_BYTES, MAX_OPERATIONS, serve};
use proptest::prelude::*;
use serde_json::{Value, json};

/// What a fresh fake answers to these bytes, up to their end.
fn answers_to_bytes(bytes: &[u8]) -> Vec<Value> {
    answers_of(&FakeLiveBridge::seeded(), bytes)
}

fn answers_of(fake: &FakeLiveBridge, bytes: &[u8]) -> Vec<Value> {
    let mut written = Vec::new();
    serve(fake, &fake.description(), bytes, &mut written).unwrap();
    let text = String::from_utf8(written).unwrap();
    assert!(text.is_empty() || text.ends_with('\n'));
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn request(id: u64, method: &str, params: &Value) -> String {
    json!({ "jsonrpc": "2.0", "id": id, "method": method, "params": params }).to_string()
}

fn greeting() -> String {
    request(1, "initialize", &json!({ "protocolVersion": 1, "client": { "name": "test", "version": "0" } }))
}

/// The answers to these lines, after a greeting.
fn answers(lines: &[&str]) -> Vec<Value> {
    let text = format!("{}\n{}\n", greeting(), lines.join("\n"));
    let mut answers = answers_to_bytes(text.as_bytes());
    assert_eq!(answers.remove(0)["result"]["protocolVersion"], 1);
    answers
}

/// The only answer to one line, after a greeting.
fn answer(line: &str) -> Value {
    let [answer] = <[Value; 1]>::try_from(answers(&[line])).unwrap();
    answer
}

/// Id and code of an answer that is an error with a message.
fn error(answer: &Value) -> (Value, i64) {
    assert_eq!(answer["jsonrpc"], "2.0");
    assert!(answer.get("result").is_none() && !answer["error"]["message"].as_str().unwrap().is_empty(), "{answer}");
    (answer["id"].clone(), answer["error"]["code"].as_i64().unwrap())
}

/// A good request, to see that the connection survived what came before.
const OVERVIEW: &str = r#"{"jsonrpc":"2.0","id":"last","method":"getSongOverview"}"#;

#[test]
fn what_is_unreadable_is_answered_with_the_id_null() {
    for (line, code) in [
        ("nonsense", -32700),
        ("{\"id\":3,\"method\":", -32700),
        ("[]", -32600),
        ("3", -32600),
        ("{}", -32600),
        (r#"{"jsonrpc":"2.0","id":3,"method":7}"#, -32600),
        (r#"{"jsonrpc":2.0,"id":3,"method":"listTracks"}"#, -32600),
        (r#"[3,"getSongOverview"]"#, -32600),
        (r#"{"jsonrpc":"2.0","id":null,"method":"listTracks"}"#, -32600),
        (r#"{"jsonrpc":"2.0","id":{},"method":"listTracks"}"#, -32600),
        (r#"{"jsonrpc":"2.0","id":[3],"method":"listTracks"}"#, -32600),
        (r#"{"jsonrpc":"2.0","id":true,"method":"listTracks"}"#, -32600),
        (r#"{"method":"listTracks"}"#, -32600),
    ] {
        let answers = answers(&[line, OVERVIEW]);
        assert_eq!(error(&answers[0]), (Value::Null, code), "{line}");
        assert_eq!(answers[1]["result"]["tempo"], 124, "the connection survives {line}");
    }
    let mut bytes = greeting().into_bytes();
    bytes.extend_from_slice(b"\n{\"id\":2,\"method\":\"\xff\"}\n");
    bytes.extend_from_slice(OVERVIEW.as_bytes());
    bytes.push(b'\n');
    let answers = answers_to_bytes(&bytes);
    assert_eq!(error(&answers[1]), (Value::Null, -32700));
    assert_eq!(answers[2]["id"], "last");
}

#[test]
fn a_request_that_does_not_say_which_json_rpc_it_is_is_refused() {
    for version in ["", r#""jsonrpc":"1.0","#, r#""jsonrpc":"2","#] {
        let line = format!(r#"{{{version}"id":"a","method":"listTracks"}}"#);
        assert_eq!(error(&answer(&line)), (Value::Null, -32600), "{line}");
    }
    // A fraction or a sign do no harm to an id.
    for id in ["-3", "2.5", "\"\"", "18446744073709551615"] {
        let answer = answer(&format!(r#"{{"jsonrpc":"2.0","id":{id},"method":"listTracks"}}"#));
        assert_eq!(answer["id"].to_string(), id);
        assert!(answer["result"].is_array());
    }
}

#[test]
fn parameters_are_an_object_also_where_none_are_taken() {
    for method in ["getSongOverview", "control/undo", "setTempo", "transaction", "shutdown"] {
        for params in ["null", "[]", "3", "\"\"", "false"] {
            let line = format!(r#"{{"jsonrpc":"2.0","id":2,"method":"{method}","params": {params}}}"#);
            let answers = answers(&[&line, OVERVIEW]);
            assert_eq!(error(&answers[0]), (json!(2), -32602), "{line}");
            assert_eq!(answers[1]["id"], "last");
        }
    }
    let answer = answer(r#"{"jsonrpc":"2.0","id":2,"method":"getSongOverview","params": {"comment":1}}"#);
    assert_eq!(answer["result"]["tempo"], 124);
}

#[test]
fn a_whole_number_may_have_a_fraction_that_is_zero() {
    let color = |color: &str| {
        answer(&format!(
            r#"{{"jsonrpc":"2.0","id":2,"method":"setClipProps","params":{{"clipId":"track:0/clipslot:0/clip","props":{{"color":{color}}}}}}}"#
        ))
    };
    assert_eq!(color("255.0")["result"]["color"], 255);
    assert_eq!(error(&color("255.5")), (json!(2), -32602));
    let message = color("255.5")["error"]["message"].to_string();
    assert!(message.contains("params.props.color: invalid value: floating point `255.5`"), "{message}");
    assert!(!message.contains("column"), "{message}");
}

#[test]
fn a_transaction_has_a_bounded_number_of_operations() {
    let ops = |count: usize| {
        let op = json!({ "method": "setTempo", "params": { "bpm": 1 } });
        request(2, "transaction", &json!({ "ops": vec![op; count] }))
    };
    let answers = answers(&[&ops(MAX_OPERATIONS), &ops(MAX_OPERATIONS + 1), OVERVIEW]);
    // The host refuses the tempo: the operations were looked at.
    assert_eq!(error(&answers[0]), (json!(2), -32000));
    assert_eq!(answers[0]["error"]["data"]["op"], 0);
    assert_eq!(error(&answers[1]), (json!(2), -32602));
    assert!(answers[1]["error"]["message"].as_str().unwrap().contains("ops: there are more than 100000 items"));
    assert_eq!(answers[2]["id"], "last");
}

#[test]
fn what_is_too_long_is_refused_and_the_connection_survives() {
    let padded = |length: usize| {
        let line = request(2, "findTrack", &json!({ "query": "" }));
        let padding = " ".repeat(length - line.len());
        line + &padding
    };
    let answers = answers(&[&padded(MAX_MESSAGE_BYTES), &padded(MAX_MESSAGE_BYTES + 1), OVERVIEW]);
    assert_eq!(answers[0]["result"].as_array().map(Vec::len), Some(3));
    assert_eq!(error(&answers[1]), (Value::Null, -32600));
    assert!(answers[1]["error"]["message"].as_str().unwrap().contains("longer than 67108864 bytes"));
    assert_eq!(answers[2]["id"], "last");
}

#[test]
fn what_is_too_deep_is_refused_and_the_connection_survives() {
    // The request itself is two levels: its object, and that of the parameters.
    let nested = |levels: usize| {
        let inner = format!("{}{}", "[".repeat(levels - 2), "]".repeat(levels - 2));
        format!(r#"{{"jsonrpc":"2.0","id":2,"method":"findTrack","params":{{"query":"","ignored":{inner}}}}}"#)
    };
    let answers = answers(&[&nested(MAX_DEPTH), &nested(MAX_DEPTH + 1), OVERVIEW]);
    assert_eq!(answers[0]["result"].as_array().map(Vec::len), Some(3), "{}", answers[0]);
    assert_eq!(error(&answers[1]), (Value::Null, -32600));
    assert!(answers[1]["error"]["message"].as_str().unwrap().contains("deeper than 128 levels"));
    assert_eq!(answers[2]["id"], "last");
}

#[test]
fn a_carriage_return_an_empty_line_and_a_missing_end_do_no_harm() {
    let text = format!("{}\r\n\r\n\n  \n{OVERVIEW}\r\n{{\"half\":", greeting());
    let answers = answers_to_bytes(text.as_bytes());
    assert_eq!(answers.len(), 2);
    assert_eq!(answers[1]["id"], "last");
}

/// A client that sends the next part when all that came before is answered.
struct Patient<'a> {
    /// What is sent, and how many answers must be there before it is.
    parts: &'a [(&'a str, usize)],
    answers: &'a Mutex<Vec<u8>>,
}

impl Read for Patient<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Some(((part, answered), rest)) = self.parts.split_first() else { return Ok(0) };
        let answers = self.answers.lock().unwrap();
        let seen = str::from_utf8(&answers).unwrap().matches('\n').count();
        assert_eq!(seen, *answered, "before {part}");
        self.parts = rest;
        let mut sent = part.as_bytes();
        sent.read(buffer)
    }
}

/// What such a client sees.
struct Seen<'a>(&'a Mutex<Vec<u8>>);

impl Write for Seen<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap().write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn no_answer_waits_for_another_request() {
    let fake = FakeLiveBridge::seeded();
    let (greeting, notification) = (greeting(), r#"{"jsonrpc":"2.0","method":"log","params":{}}"#);
    let parts = [
        (&*format!("{greeting}\n\n"), 0),
        (&*format!("{OVERVIEW}\n{notification}\n"), 1),
        (&*format!("{OVERVIEW}\n{OVERVIEW}\n{}", &OVERVIEW[..9]), 2),
        (&*format!("{}\nnonsense\n", &OVERVIEW[9..]), 4),
        ("", 6),
    ];
    let answers = Mutex::default();
    serve(&fake, &fake.description(), Patient { parts: &parts, answers: &answers }, Seen(&answers)).unwrap();
}

/// A fake that takes its time for each mutation.
#[derive(Debug)]
struct Slow;

impl Deviation for Slow {
    fn received(&self, _: &mut Mutation) {
        thread::sleep(Duration::from_millis(2));
    }
}

/// A stream that counts how often it is written to.
struct Writes(usize);

impl Write for Writes {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += 1;
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[test]
fn answers_of_slow_calls_are_not_kept_until_all_have_run() {
    let calls: Vec<String> = (2..7).map(|id| request(id, "setTempo", &json!({ "bpm": 98 }))).collect();
    let text = format!("{}\n{}\n", greeting(), calls.join("\n"));
    let fake = FakeLiveBridge::deviating(Slow);
    let mut writes = Writes(0);
    serve(&fake, &fake.description(), text.as_bytes(), &mut writes).unwrap();
    assert_eq!(writes.0, 5, "the first is written with the greeting, the others by themselves");
}

#[test]
fn notifications_are_not_answered() {
    assert_eq!(answers(&[r#"{"jsonrpc":"2.0","method":"getSongOverview"}"#, OVERVIEW]).len(), 1);
}

#[test]
fn a_method_that_is_not_there_is_no_method() {
    for method in ["", "getsongoverview", "rollback", "control/explode", "#0"] {
        assert_eq!(error(&answer(&request(2, method, &json!({})))), (json!(2), -32601), "{method}");
    }
}

#[test]
fn initialize_comes_first_and_once() {
    for odd in [json!(2), json!(0), json!(1.5), json!(-1), json!(1e300)] {
        let line = request(7, "initialize", &json!({ "protocolVersion": odd }));
        let answers = answers_to_bytes(format!("{line}\n").as_bytes());
        assert_eq!(error(&answers[0]), (json!(7), -32001), "{odd} is a version, and not ours");
        assert_eq!(answers[0]["error"]["data"], json!({ "supported": [1] }));
    }
    for odd in [json!("1"), json!(null), json!([1]), json!({}), json!(true)] {
        let line = request(7, "initialize", &json!({ "protocolVersion": odd }));
        let answers = answers_to_bytes(format!("{line}\n{}\n", request(8, "initialize", &json!({}))).as_bytes());
        assert_eq!(error(&answers[0]), (json!(7), -32602), "{odd} is no version");
        assert_eq!(error(&answers[1]), (json!(8), -32602), "none is no version");
        assert!(answers[1]["error"]["message"].as_str().unwrap().contains("missing field `protocolVersion`"));
    }
    let float = greeting().replace("\"protocolVersion\":1", "\"protocolVersion\":1.0");
    assert_eq!(answers_to_bytes(format!("{float}\n").as_bytes())[0]["result"]["protocolVersion"], 1);
    let version = |version: Value| request(7, "initialize", &json!({ "protocolVersion": version, "client": {} }));
    let lines = [
        request(5, "getSongOverview", &json!({})),
        request(6, "shutdown", &json!({})),
        version(json!(2)),
        version(json!("1")),
        greeting(),
        greeting(),
        OVERVIEW.to_owned(),
        String::new(),
    ];
    let answers = answers_to_bytes(lines.join("\n").as_bytes());
    let id = |index: usize| error(&answers[index]).0;
    assert_eq!((id(0), id(1)), (json!(5), json!(6)));
    assert_eq!(error(&answers[2]), (json!(7), -32001));
    assert_eq!(answers[2]["error"]["data"], json!({ "supported": [1] }));
    assert_eq!(id(3), 7);
    assert_eq!(answers[4]["result"]["protocolVersion"], 1, "a greeting that failed can be tried again");
    assert_eq!(id(5), 1);
    assert_eq!(answers[6]["result"]["tempo"], 124);
}

#[test]
fn nothing_is_answered_after_shutdown() {
    let answers = answers(&[&request(2, "shutdown", &json!({})), OVERVIEW]);
    assert_eq!(answers, [json!({ "jsonrpc": "2.0", "id": 2, "result": null })]);
}

#[test]
fn wrong_parameters_name_the_field() {
    for (method, params, field) in [
        ("setTempo", json!({}), "bpm"),
        ("setTempo", json!({ "bpm": null }), "bpm"),
        ("setTempo", json!({ "bpm": "98" }), "bpm"),
        ("listClips", json!({ "trackId": 3 }), "trackId"),
        ("setNotes", json!({ "clipId": "track:0/clip:0", "notes": [{ "pitch": 60, "startTime": 0 }] }), "notes[0]"),
        ("setTrackProps", json!({ "trackId": "track:0", "props": { "colour": 3 } }), "colour"),
        ("createTrack", json!({ "kind": "group" }), "kind"),
        ("transaction", json!({ "ops": 3 }), "ops"),
        ("setTempo", json!([98]), "object"),
        ("setNotes", json!({ "clipId": "track:0/clip:0", "notes": [[60, 0, 1]] }), "notes[0]"),
        ("setTrackProps", json!({ "trackId": "track:0", "props": ["x"] }), "props"),
        ("listClips", json!(["track:0"]), "object"),
    ] {
        let answer = answer(&request(2, method, &params));
        assert_eq!(error(&answer), (json!(2), -32602), "{method} {params}: {answer}");
        assert!(answer["error"]["message"].as_str().unwrap().contains(field), "{method} {params}: {answer}");
    }
}

/// What is no operation at all is refused before anything of its batch is tried; other faults are judged in order.
#[test]
fn faults_of_a_batch_are_judged_in_order() {
    let good = json!({ "method": "setTempo", "params": { "bpm": 98 } });
    let stale = json!({ "method": "deleteTrack", "params": { "trackId": "track:9" } });
    for (bad, code, is_malformed) in [
        (json!(3), "BAD_INPUT", true),
        (json!({}), "BAD_INPUT", true),
        (json!({ "method": 3 }), "BAD_INPUT", true),
        (json!({ "method": "setTempo" }), "BAD_INPUT", true),
        (json!({ "method": "setTempo", "params": [98] }), "BAD_INPUT", true),
        (json!(["setTempo", { "bpm": 98 }]), "BAD_INPUT", true),
        (json!({ "method": "setTempo", "params": { "bpm": "98" } }), "BAD_INPUT", true),
        (json!({ "method": "getNotes", "params": { "clipId": "track:0/clip:0" } }), "BAD_INPUT", true),
        (json!({ "method": "transaction", "params": { "ops": [] } }), "BAD_INPUT", true),
        (json!({ "method": "setTheTempo", "params": {} }), "UNSUPPORTED", true),
        (json!({ "method": "setNotes", "params": { "clipId": "#01", "notes": [] } }), "BAD_INPUT", false),
        (json!({ "method": "setNotes", "params": { "clipId": "#0", "notes": [] } }), "BAD_INPUT", false),
        (json!({ "method": "setNotes", "params": { "clipId": "#9", "notes": [] } }), "BAD_INPUT", false),
    ] {
        let fault_of = |ops: &[&Value]| {
            let fake = FakeLiveBridge::seeded();
            let before = fake.control().snapshot().unwrap();
            let text = format!("{}\n{}\n", greeting(), request(2, "transaction", &json!({ "ops": ops })));
            let answer = answers_of(&fake, text.as_bytes()).pop().unwrap();
            assert_eq!(fake.control().snapshot().unwrap(), before, "{answer}");
            assert_eq!(fake.control().transaction_count().unwrap(), 0, "{answer}");
            assert_eq!(error(&answer), (json!(2), -32000), "{answer}");
            assert!(!answer["error"]["data"]["hint"].as_str().unwrap().is_empty());
            (answer["error"]["data"]["op"].clone(), answer["error"]["data"]["code"].clone())
        };
        assert_eq!(fault_of(&[&bad]), (json!(0), json!(code)), "{bad}");
        assert_eq!(fault_of(&[&good, &bad, &stale]), (json!(1), json!(code)), "{bad}");
        // What is no operation can be said before the bridge is asked for anything.
        let first = if is_malformed { (json!(2), json!(code)) } else { (json!(1), json!("STALE_REFERENCE")) };
        assert_eq!(fault_of(&[&good, &stale, &bad]), first, "the first counts: {bad}");
    }
}

/// A line that is nearly a request: pieces of the protocol in any order.
fn nearly_a_request() -> impl Strategy<Value = Vec<u8>> {
    #[rustfmt::skip]
    const PIECES: &[&str] = &[
        "{", "}", "[", "]", ":", ",", "\"", "\\", "null", "1", "-1e999", "\"id\"", "\"method\"", "\"params\"",
        "\"ops\"", "\"setTempo\"", "\"bpm\"", "\"transaction\"", "\"#0\"", "\"control/reset\"", "\u{0}", "\u{feff}", "ä",
    ];
    proptest::collection::vec(proptest::sample::select(PIECES), 0..24).prop_map(|pieces| pieces.concat().into_bytes())
}

/// A proper request with one byte changed.
fn damaged_request() -> impl Strategy<Value = Vec<u8>> {
    any::<(u8, prop::sample::Index)>().prop_map(|(byte, at)| {
        let mut line = request(2, "setTempo", &json!({ "bpm": 98 })).into_bytes();
        let at = at.index(line.len());
        line[at] = byte;
        line
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever comes, nothing panics, each answer is one message of JSON-RPC, and the next request is answered.
    #[test]
    fn arbitrary_bytes_leave_the_server_able_to_answer(
        lines in proptest::collection::vec(
            prop_oneof![proptest::collection::vec(any::<u8>(), 0..60), nearly_a_request(), damaged_request()],
            0..6,
        ),
        greeted in any::<bool>(),
    ) {
        let mut bytes = if greeted { greeting().into_bytes() } else { Vec::new() };
        bytes.push(b'\n');
        for line in lines {
            bytes.extend_from_slice(&line);
            bytes.push(b'\n');
        }
        bytes.extend_from_slice(OVERVIEW.as_bytes());
        bytes.push(b'\n');
        let answers = answers_to_bytes(&bytes);
        for answer in &answers {
            prop_assert_eq!(&answer["jsonrpc"], "2.0");
            prop_assert!(answer.get("result").is_some() != answer.get("error").is_some(), "{}", answer);
        }
        let last = answers.last().unwrap();
        prop_assert_eq!(&last["id"], "last");
        prop_assert_eq!(last.get("result").is_some(), greeted);
    }
}
