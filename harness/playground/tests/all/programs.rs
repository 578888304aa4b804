//! Every operation as a program: those in Rust are compiled into this very test and run, those in other languages stand
//! whole. That these run too is seen by the tests of the command line, which have something to serve them.

use std::fs;
use std::path::Path;

use livebridge_fake::FakeLiveBridge;
use livebridge_playground::{Language, PageCall, program};
use livebridge_port::Operation;
use serde_json::{Value, json};

/// One call of each operation of the port, by which programs are made; none of them is refused.
pub(crate) fn calls() -> Vec<PageCall> {
    serde_json::from_str(include_str!("calls.json")).unwrap()
}

/// The calls that need a recording.
fn sound() -> Vec<PageCall> {
    let render = json!({ "trackId": "track:2", "startBeat": 0, "endBeat": 4.5 });
    let args = json!({ "filePath": "no such.wav", "startTime": 0, "duration": 8 });
    vec![
        PageCall { method: "renderTrack".to_owned(), params: render },
        PageCall {
            method: "createArrangementAudioClip".to_owned(),
            params: json!({ "trackId": "track:2", "args": args }),
        },
    ]
}

#[test]
fn there_is_a_call_of_every_operation() {
    let calls = calls();
    for operation in Operation::PORT {
        // What needs a file is refused in a page, and here.
        if [Operation::CreateArrangementAudioClip, Operation::RenderTrack].contains(operation) {
            assert!(sound().iter().any(|call| call.method == operation.name()));
            continue;
        }
        assert!(calls.iter().any(|call| call.method == operation.name()), "calls.json has no {operation}");
    }
}

/// The program is a module of this test: what does not compile fails before anything is run.
#[test]
fn the_program_in_rust_is_the_one_that_is_compiled_here() {
    let made = program(Language::Rust, "seeded", &calls()).unwrap();
    let made = made.replace("fn main()", "#[test]\nfn runs()");
    let of_sound = program(Language::Rust, "seeded", &sound()).unwrap().replace("fn main()", "pub(crate) fn main()");
    let made = format!("{made}\npub(crate) mod sound {{\n{of_sound}}}\n");
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/all/same_in_rust.rs");
    let head = "//! Made by the playground from `calls.json`, and held against it: a program of every operation. To make it anew:\n//! `UPDATE_GOLDEN=1 cargo test -p livebridge-playground programs`\n\n#![expect(clippy::print_stdout, reason = \"a program shows what it did\")]\n\n";
    let made = format!("{head}{made}");
    if std::env::var_os("UPDATE_GOLDEN").is_some() {
        fs::write(&path, &made).unwrap();
    }
    assert!(fs::read_to_string(&path).unwrap() == made, "same_in_rust.rs is not what the playground writes");
}

#[test]
fn what_needs_a_recording_runs_where_the_fake_renders() {
    // Whether it does is a feature, which another crate of the same build may have turned on.
    let renders = FakeLiveBridge::seeded().description().offers(Operation::RenderTrack);
    assert_eq!(super::same_in_rust::sound::main().is_ok(), renders);
}

#[test]
fn programs_quote_what_is_in_them() {
    let name = r#"a "quoted" \ name"#;
    let call = PageCall {
        method: "setTrackProps".to_owned(),
        params: json!({ "trackId": "track:0", "props": { "name": name, "mute": true } }),
    };
    let written = |language| program(language, "seeded", std::slice::from_ref(&call)).unwrap();
    let quoted = r#""a \"quoted\" \\ name""#;
    for language in [Language::Rust, Language::Python, Language::JavaScript] {
        assert!(written(language).contains(quoted), "{}", written(language));
    }
    assert!(written(Language::Python).contains("True") && written(Language::JavaScript).contains("true"));
    assert_eq!(program(Language::Rust, "seeded", &[PageCall { method: "none".to_owned(), params: Value::Null }]), None);
}
