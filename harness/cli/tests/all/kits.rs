//! The kits for bridge authors: the page shows what is said, the examples on them are right and short, their defaults are
//! ours, and nothing that arrives ends them.

use std::io::{BufRead, BufReader, Write as _};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use livebridge_port::Capabilities;
use livebridge_testkit::Dice;
use serde_json::{Value, json};

use crate::support::{LIVEBRIDGE, is_here, livebridge_with, workspace};

const PYTHON: [&str; 2] = ["python3", "examples/kit/python/minimal.py"];
const JAVASCRIPT: [&str; 2] = ["node", "examples/kit/javascript/minimal.mjs"];
const RUST: &str = "examples/kit/rust/examples/minimal.rs";

#[test]
fn the_page_shows_what_is_said() {
    if is_here(PYTHON[0]) && is_here(JAVASCRIPT[0]) {
        assert_eq!(LIVEBRIDGE.shows("docs/kits.md", "."), 2);
    }
}

/// Only some areas: without a reset the program is started for each check. `.ci/run` asks for everything.
fn is_right([interpreter, example]: [&str; 2]) {
    if !is_here(interpreter) {
        return;
    }
    let areas = ["--check", "ids/", "--check", "notes/", "--check", "transactions/", "--check", "wire/"];
    let arguments = [&["verify"][..], &areas, &["--", interpreter, example]].concat();
    let ran = livebridge_with(&arguments, |command| command.current_dir(workspace()));
    ran.expect(0, &[" passed"]);
    for found in ["FAIL ", "WARN ", "UNTESTABLE ", "UNKNOWN "] {
        assert!(!ran.stderr.lines().any(|line| line.starts_with(found)), "there is a {found}\n{ran}");
    }
}

#[test]
fn ten_operations_in_python_are_right() {
    is_right(PYTHON);
}

#[test]
fn ten_operations_in_javascript_are_right() {
    is_right(JAVASCRIPT);
}

/// What an author writes beside the imports and the comments.
#[test]
fn ten_operations_take_fewer_than_sixty_lines() {
    for example in [PYTHON[1], JAVASCRIPT[1], RUST] {
        let text = std::fs::read_to_string(workspace().join(example)).unwrap();
        let mut goes_on = false;
        let own = text.lines().map(str::trim).filter(|line| {
            let begins = ["use ", "import ", "from "].iter().any(|word| line.starts_with(word));
            let is_import = goes_on || begins;
            goes_on = is_import && line.ends_with(['{', ',']) || goes_on && !line.ends_with(';');
            let is_comment = ["//", "#", "\"\"\"", "livebridge "].iter().any(|mark| line.starts_with(mark));
            !line.is_empty() && !is_import && !is_comment
        });
        let own = own.count();
        assert!((20..60).contains(&own), "{example} has {own} lines of its author's own");
    }
}

/// The greeting of the page, and the defaults of both kits, are what is meant where nothing is declared.
#[test]
fn the_defaults_are_ours() {
    let ours = serde_json::to_value(Capabilities::default()).unwrap();
    let page = std::fs::read_to_string(workspace().join("docs/kits.md")).unwrap();
    let greeting = page.split("```json\n").nth(1).and_then(|rest| rest.split("```").next()).unwrap();
    let greeting: Value = serde_json::from_str(greeting).unwrap();
    assert_eq!(greeting["capabilities"], ours);
    for name in ours.as_object().unwrap().keys() {
        assert!(page.contains(&format!("\n| `{name}` |")), "the table of the page does not explain `{name}`");
    }
    let python = "import json, livebridge_kit; print(json.dumps(livebridge_kit.CAPABILITIES))";
    let javascript = "import { CAPABILITIES } from './livebridge-kit.mjs'; console.log(JSON.stringify(CAPABILITIES))";
    for (interpreter, folder, script) in [
        ("python3", "examples/kit/python", vec!["-c", python]),
        ("node", "examples/kit/javascript", vec!["--input-type=module", "-e", javascript]),
    ] {
        if is_here(interpreter) {
            let said = Command::new(interpreter).args(script).current_dir(workspace().join(folder)).output().unwrap();
            assert_eq!(serde_json::from_slice::<Value>(&said.stdout).unwrap(), ours, "of {interpreter}");
        }
    }
}

/// A kit at the other end of two pipes, greeted.
struct Kit {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Kit {
    fn start([interpreter, example]: [&str; 2]) -> Self {
        let mut command = Command::new(interpreter);
        command.arg(example).current_dir(workspace()).stderr(Stdio::null());
        let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        let (input, output) = (child.stdin.take(), BufReader::new(child.stdout.take().unwrap()));
        let mut kit = Self { child, input, output };
        let greeting =
            kit.ask(&json!({ "protocolVersion": 1, "client": { "name": "t", "version": "1" } }), "initialize");
        assert_eq!(greeting["result"]["protocolVersion"], 1);
        kit
    }

    fn send(&mut self, bytes: &[u8]) {
        self.input.as_mut().unwrap().write_all(bytes).unwrap();
    }

    fn receive(&mut self) -> Value {
        let mut line = String::new();
        self.output.read_line(&mut line).unwrap();
        serde_json::from_str(&line).unwrap_or_else(|error| panic!("`{line}` is no JSON: {error}"))
    }

    fn ask(&mut self, params: &Value, method: &str) -> Value {
        let request = json!({ "jsonrpc": "2.0", "id": "last", "method": method, "params": params });
        self.send(format!("{request}\n").as_bytes());
        self.receive()
    }

    /// Whether it still works, with nothing in between that was not read.
    #[track_caller]
    fn is_well(&mut self) {
        let answer = self.ask(&json!({}), "getSongOverview");
        assert_eq!((&answer["id"], &answer["result"]["tempo"]), (&json!("last"), &json!(120)), "{answer}");
    }

    /// Asks it to end, or goes away, and gives its exit code.
    fn end(mut self, ask: bool) -> Option<i32> {
        if ask {
            assert_eq!(self.ask(&json!({}), "shutdown")["result"], Value::Null);
        }
        self.input = None;
        self.child.wait().unwrap().code()
    }
}

/// A line, and the code of the error that answers it with the id null; 0 where nothing is answered.
const LINES: [(&[u8], i64); 20] = [
    (b"", 0),
    (b"  \t", 0),
    (b"\r", 0),
    (b"{ this is no JSON", -32700),
    (b"[1, 2", -32700),
    (b"NaN", -32700),
    (b"{\"jsonrpc\":\"2.0\",\"id\":NaN,\"method\":\"listTracks\"}", -32700),
    (b"\xff\xfe", -32700),
    (b"\xef\xbb\xbf{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"listTracks\"}", -32700),
    (b"42", -32600),
    (b"null", -32600),
    (b"[]", -32600),
    (b"[{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"listTracks\"}]", -32600),
    (b"{\"jsonrpc\":\"2.0\",\"id\":null,\"method\":\"listTracks\"}", -32600),
    (b"{\"jsonrpc\":\"2.0\",\"id\":true,\"method\":\"listTracks\"}", -32600),
    (b"{\"jsonrpc\":\"2.0\",\"id\":{},\"method\":\"listTracks\"}", -32600),
    (b"{\"jsonrpc\":\"2.0\",\"id\":1e999,\"method\":\"listTracks\"}", -32600),
    (b"{\"id\":1,\"method\":\"listTracks\"}", -32600),
    (b"{\"jsonrpc\":\"2.0\",\"id\":1}", -32600),
    (b"{\"jsonrpc\":\"2.0\",\"method\":\"setTempo\",\"params\":{\"bpm\":99}}", 0),
];

fn survives(target: [&str; 2]) {
    if !is_here(target[0]) {
        return;
    }
    let mut kit = Kit::start(target);
    for (line, code) in LINES {
        for end in [&b"\n"[..], b"\r\n"] {
            kit.send(line);
            kit.send(end);
            if code != 0 {
                let answer = kit.receive();
                let shown = String::from_utf8_lossy(line);
                assert_eq!(
                    (&answer["id"], &answer["error"]["code"]),
                    (&Value::Null, &json!(code)),
                    "`{shown}`: {answer}"
                );
            }
            kit.is_well();
        }
    }
    let deep = "[".repeat(129) + &"]".repeat(129);
    kit.send(
        format!("{{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"setNotes\",\"params\":{{\"x\":{deep}}}}}\n").as_bytes(),
    );
    assert_eq!(kit.receive()["id"], Value::Null);
    kit.send(&b"x".repeat(64 * 1024 * 1024 + 2));
    kit.send(b"\n");
    assert_eq!(kit.receive()["id"], Value::Null);
    kit.is_well();
    assert_eq!(kit.end(true), Some(0));
    // Half a line at the end is none.
    let mut kit = Kit::start(target);
    kit.send(b"{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"setTempo\"");
    assert_eq!(kit.end(false), Some(0));
}

#[test]
fn nothing_that_arrives_ends_the_kit_in_python() {
    survives(PYTHON);
}

#[test]
fn nothing_that_arrives_ends_the_kit_in_javascript() {
    survives(JAVASCRIPT);
}

/// A value of JSON, mostly none that fits.
fn any_value(dice: &mut Dice, depth: usize) -> Value {
    match dice.below(if depth > 2 { 9 } else { 11 }) {
        0 => Value::Null,
        1 => json!(dice.below(2) == 0),
        2 => json!(-1),
        3 => json!(0.5),
        4 => json!(1e300),
        5 => json!("track:0/clipslot:0"),
        6 => json!("track:0"),
        7 => json!("#0"),
        8 => json!("\u{0}\u{1f3b5}"),
        9 => (0..dice.below(3)).map(|_| any_value(dice, depth + 1)).collect(),
        _ => {
            const KEYS: [&str; 8] = ["trackId", "slotId", "clipId", "bpm", "notes", "props", "pitch", "method"];
            (0..dice.below(4)).map(|_| (KEYS[dice.below(8)].to_owned(), any_value(dice, depth + 1))).collect()
        }
    }
}

const METHODS: [&str; 8] =
    ["listClips", "getNotes", "setTempo", "setTrackProps", "setNotes", "createMidiClip", "transaction", "findTrack"];

/// Arguments of all shapes: each call is answered once, with a refusal or a result and never with an error of its own.
fn answers_everything(target: [&str; 2]) {
    if !is_here(target[0]) {
        return;
    }
    let mut kit = Kit::start(target);
    let mut dice = Dice::new(15);
    for _ in 0..400 {
        let mut params = any_value(&mut dice, 0);
        let method = METHODS[dice.below(8)];
        if method == "transaction" {
            let op = |dice: &mut Dice| json!({ "method": METHODS[dice.below(7)], "params": any_value(dice, 1) });
            params = json!({ "ops": (0..dice.below(4)).map(|_| op(&mut dice)).collect::<Vec<_>>() });
        }
        let answer = kit.ask(&params, method);
        let code = answer["error"]["code"].as_i64();
        assert!(answer.get("result").is_some() || matches!(code, Some(-32000 | -32602)), "{method} {params}: {answer}");
        if code == Some(-32000) {
            assert!(answer["error"]["data"]["hint"].as_str().is_some_and(|hint| !hint.is_empty()), "{answer}");
        }
    }
    assert_eq!(kit.end(true), Some(0));
}

#[test]
fn arguments_of_all_shapes_are_answered_in_python() {
    answers_everything(PYTHON);
}

#[test]
fn arguments_of_all_shapes_are_answered_in_javascript() {
    answers_everything(JAVASCRIPT);
}
