//! `livebridge mcp` as its clients start it, and `verify` on tool servers.

use std::io::Write;
use std::process::Stdio;

use livebridge_testkit::{Folder, finish};
use serde_json::{Value, json};

use crate::support::LIVEBRIDGE;

/// Runs the server with these arguments on these messages: its answers.
fn serve(arguments: &[&str], messages: &[Value]) -> Vec<Value> {
    let mut command = LIVEBRIDGE.command();
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    let mut stdin = child.stdin.take().unwrap();
    for message in messages {
        writeln!(stdin, "{message}").unwrap();
    }
    drop(stdin);
    let ran = finish(child, &command);
    ran.expect(0, &[]);
    ran.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn call(id: u32, tool: &str, arguments: &Value) -> Value {
    json!({ "jsonrpc": "2.0", "id": id, "method": "tools/call", "params": { "name": tool, "arguments": arguments } })
}

#[test]
fn the_server_ends_with_its_input() {
    let answers = serve(
        &["mcp"],
        &[
            json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" }),
            call(2, "live_set_tempo", &json!({ "bpm": 98 })),
        ],
    );
    assert_eq!(answers[0]["result"]["tools"].as_array().unwrap().len(), 12);
    assert_eq!(answers[1]["result"]["structuredContent"], json!({ "tempo": 98 }));
    let all = serve(&["mcp", "--tools", "all"], &[json!({ "jsonrpc": "2.0", "id": 1, "method": "tools/list" })]);
    assert_eq!(all[0]["result"]["tools"].as_array().unwrap().len(), 24);
}

/// A program behind the wire is served like everything else.
#[test]
fn a_program_is_served() {
    let server = LIVEBRIDGE.0;
    let answers = serve(&["mcp", "--", server, "serve", "fake"], &[call(1, "live_get_song_overview", &json!({}))]);
    assert!(answers[0]["result"]["structuredContent"]["trackCount"].is_u64(), "{}", answers[0]);
}

#[test]
fn the_companion_reads_files() {
    let folder = Folder::new();
    let snapshot = LIVEBRIDGE.run(&["snapshot", "fake"]).stdout;
    let old = folder.write("old.json", &snapshot);
    let new = folder.write("new.json", snapshot.replacen("\"tempo\":", "\"tempo\":1", 1));
    let transpose = json!({ "notes": [{ "pitch": 60, "startTime": 0, "duration": 1 }], "semitones": 12 });
    let answers = serve(
        &["mcp", "--companion"],
        &[
            call(1, "diff_sets", &json!({ "old": old, "new": new })),
            call(2, "changed_since_golden", &json!({ "golden": old, "set": old })),
            call(3, "lint_set", &json!({ "set": old })),
            call(4, "picture_set", &json!({ "set": old })),
            call(5, "run_transform", &json!({ "transform": "transpose", "input": transpose })),
            call(6, "measure_loudness", &json!({ "files": ["/no/such/file.wav"] })),
            call(7, "lint_set", &json!({ "set": "fake" })),
        ],
    );
    let data = |at: usize| &answers[at]["result"]["structuredContent"];
    assert_eq!((&data(0)["same"], &data(0)["count"]), (&json!(false), &json!(1)), "{}", answers[0]);
    assert_eq!(data(1)["same"], true);
    assert!(data(2)["count"].is_u64(), "{}", answers[2]);
    assert_eq!(answers[3]["result"]["content"][2]["mimeType"], "image/svg+xml");
    assert!(data(4)["result"].to_string().contains("72"), "{}", answers[4]);
    for refused in [5, 6] {
        assert_eq!(data(refused)["code"], "BAD_INPUT", "{}", answers[refused]);
    }
}

#[test]
fn a_client_is_told_how_to_start_it() {
    for (client, key) in [
        ("claude-desktop", "/mcpServers/livebridge"),
        ("claude-code", "/mcpServers/livebridge"),
        ("cursor", "/mcpServers/livebridge"),
        ("vscode", "/servers/livebridge"),
        ("generic", ""),
    ] {
        let ran = LIVEBRIDGE.run(&["mcp", "als:song.als", "--tools", "all", "--print-config", client]);
        ran.expect(0, &[]);
        let config: Value = serde_json::from_str(&ran.stdout).unwrap();
        let server = config.pointer(key).unwrap();
        assert_eq!(server["args"], json!(["mcp", "als:song.als", "--tools", "all"]), "{client}");
        assert!(server["command"].as_str().unwrap().contains("livebridge"));
    }
}

#[test]
fn tool_servers_are_judged() {
    let ours = LIVEBRIDGE.run(&["verify", "mcp:fake", "--check", "tools/"]);
    ours.expect(0, &[]);
    assert!(ours.stdout.contains("14 passed"), "{ours}");
    let server = LIVEBRIDGE.0;
    let outside = LIVEBRIDGE.run(&["verify", "tools:", "--check", "tools/", "--", server, "mcp"]);
    outside.expect(0, &[]);
    let none = LIVEBRIDGE.run(&["verify", "tools:", "--check", "tools/", "--", server, "serve", "fake"]);
    assert_eq!(none.code, Some(6), "{none}");
    for wrong in
        [&["verify", "tools:"][..], &["verify", "mcp:"], &["verify", "mcp:tools:x"], &["mcp", "--companion", "fake"]]
    {
        assert_eq!(LIVEBRIDGE.run(wrong).code, Some(2), "{wrong:?}");
    }
}
