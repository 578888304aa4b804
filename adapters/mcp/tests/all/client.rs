//! The client, on servers that do what they should, and on others.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use livebridge_mcp::{ClientOptions, McpClient, McpError, Object, Revision};
use livebridge_port::Fault;
use livebridge_wire::Command;
use serde_json::{Value, json};

use super::served;

#[expect(clippy::needless_pass_by_value, reason = "it is made where it is given")]
fn object(value: Value) -> Object {
    value.as_object().unwrap().clone()
}

fn of_the_fake(revision: Option<Revision>) -> McpClient {
    let (_, server) = served();
    let options = ClientOptions { revision, ..ClientOptions::default() };
    McpClient::in_process(move |message| server.answer(message).message, options).unwrap()
}

#[test]
fn everything_is_reached_in_both_revisions() {
    for revision in Revision::ALL {
        let client = of_the_fake(Some(revision));
        assert_eq!((client.identity().name.as_str(), client.identity().revision), ("livebridge", revision));
        assert!(client.identity().instructions.contains("live_get_song_overview"));
        assert_eq!(client.list_tools().unwrap().len(), 23);
        assert_eq!(client.list_resources().unwrap().len(), 1);
        assert_eq!(client.list_resource_templates().unwrap().len(), 2);
        assert!(client.read_resource("ableton://song").unwrap()[0].text.contains("tempo"));
        let done = client.call_tool("live_set_tempo", object(json!({ "bpm": 98 }))).unwrap();
        assert_eq!((done.is_error, done.structured), (false, Some(json!({ "tempo": 98 }))));
        let failed = client.call_tool("live_set_tempo", object(json!({ "bpm": 1 }))).unwrap();
        assert!(failed.is_error && failed.text().contains("Recovery"));
        assert_eq!(client.get_prompt("batch_rename", object(json!({ "rule": "x" }))).unwrap().len(), 1);
        let unknown = client.call_tool("no_such_tool", Object::new());
        assert!(matches!(unknown, Err(McpError::Rpc(error)) if error.code == -32602));
        assert!(client.shut_down(Duration::from_secs(1)));
    }
    assert_eq!(of_the_fake(None).identity().revision, Revision::R20251125);
}

/// What a program of a shell does as a server.
#[cfg(unix)]
fn of_shell(script: &str, options: ClientOptions) -> Result<McpClient, McpError> {
    let args = vec!["-c".to_owned(), script.to_owned()];
    McpClient::start(&Command { program: "/bin/sh".into(), args }, options)
}

#[cfg(unix)]
const GREETING: &str = r#"read l; printf '%s\n' '{"jsonrpc":"2.0","method":"notifications/message","params":{}}' '{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25","capabilities":{},"serverInfo":{"name":"sh","version":"1"}}}'; read l;"#;

#[cfg(unix)]
#[test]
fn a_program_that_does_not_answer_properly_is_at_fault() {
    let options = ClientOptions::default();
    let quick = ClientOptions { call: Duration::from_millis(200), ..options };
    let ask = |then: &str, options| {
        of_shell(&format!("{GREETING} read l; {then}"), options).unwrap().request("tools/list", Object::new())
    };
    assert!(matches!(ask("echo 'Debug: hello'", options), Err(McpError::Fault(Fault::Garbage { .. }))));
    assert!(matches!(ask("exit 3", options), Err(McpError::Fault(Fault::Exited { code: 3, .. }))));
    assert!(matches!(ask("kill -9 $$", options), Err(McpError::Fault(Fault::Killed { signal: 9, .. }))));
    assert!(matches!(ask("sleep 30", quick), Err(McpError::Fault(Fault::TimedOut { .. }))));
    let shape = ask(r#"echo '{"jsonrpc":"2.0","id":2,"result":7}'"#, options);
    assert!(matches!(shape, Err(McpError::Shape { .. })), "{shape:?}");
    let refused = ask(r#"echo '{"jsonrpc":"2.0","id":2,"error":{"code":-5,"message":"no"}}'"#, options);
    assert!(matches!(refused, Err(McpError::Rpc(error)) if error.code == -5));
    // What it says unasked, what it asks, and a late answer are passed over.
    let through = ask(
        r#"printf '%s\n' '{"jsonrpc":"2.0","id":1,"result":{}}' '{"jsonrpc":"2.0","id":"s","method":"roots/list"}'; read l; case "$l" in *-32601*) echo '{"jsonrpc":"2.0","id":2,"result":{"tools":[]}}';; esac"#,
        options,
    );
    assert_eq!(through.unwrap(), json!({ "tools": [] }));
    assert!(matches!(of_shell("echo", options), Err(McpError::Fault(_))));
    let nothing = McpClient::start(&Command { program: "/no/such/program".into(), args: vec![] }, options);
    assert!(matches!(nothing, Err(McpError::Start(_))));
}

/// A server that gives one answer to each connection, in turn.
fn answering(answers: Vec<String>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/mcp", listener.local_addr().unwrap());
    thread::spawn(move || {
        for answer in answers {
            let (mut stream, _) = listener.accept().unwrap();
            let mut reader = BufReader::new(stream.try_clone().unwrap());
            let mut length = 0;
            loop {
                let mut line = String::new();
                reader.read_line(&mut line).unwrap();
                if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                if line.trim().is_empty() {
                    break;
                }
            }
            reader.read_exact(&mut vec![0; length]).unwrap();
            let _ = stream.write_all(answer.as_bytes());
        }
    });
    url
}

fn of_json(headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n{headers}Content-Length: {}\r\n\r\n{body}",
        body.len()
    )
}

#[test]
fn a_server_may_answer_in_a_stream_of_events() {
    let greeting = r#"{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25","capabilities":{}}}"#;
    let events = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n";
    let frames = concat!(
        ": a remark\n\nevent: message\ndata: {\"jsonrpc\":\"2.0\",\"method\":\"notifications/progress\",\"params\":{}}\n\n",
        "event: message\r\ndata: {\"jsonrpc\":\"2.0\",\"id\":2,\r\ndata: \"result\":{\"tools\":[]}}\r\n\r\n"
    );
    let url = answering(vec![
        of_json("Mcp-Session-Id: s1\r\n", greeting),
        "HTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n".to_owned(),
        format!("{events}{:x}\r\n{frames}\r\n0\r\n\r\n", frames.len()),
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\ndata: {\"jsonrpc\":\"2.0\",\"id\":99,\"result\":{}}\n\n".to_owned(),
        "HTTP/1.1 404 Not Found\r\nContent-Length: 4\r\n\r\nnope".to_owned(),
        of_json("", "no JSON"),
    ]);
    let client = McpClient::connect(&url, None, ClientOptions::default()).unwrap();
    assert_eq!(client.list_tools().unwrap(), []);
    assert!(matches!(client.list_tools(), Err(McpError::Fault(Fault::Closed { .. }))));
    assert!(matches!(client.list_tools(), Err(McpError::Http { status: 404, said }) if said == "nope"));
    assert!(matches!(client.list_tools(), Err(McpError::Fault(Fault::Garbage { .. }))));
}

#[test]
fn an_address_must_be_one() {
    for wrong in ["", "https://localhost/mcp", "localhost:1", "http://", "http://a@b/", "http://a b/"] {
        let connected = McpClient::connect(wrong, None, ClientOptions::default());
        assert!(matches!(connected, Err(McpError::Start(_))), "{wrong}");
    }
    // A port that was free a moment ago.
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let nobody = McpClient::connect(&format!("http://127.0.0.1:{port}/"), None, ClientOptions::default());
    assert!(matches!(nobody, Err(McpError::Fault(Fault::Connection(_)))));
}
