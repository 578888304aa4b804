//! The client against servers that no fake would be: each line of theirs is written out, in pipes of this process.

use std::cell::Cell;
use std::io::{PipeReader, PipeWriter, Write, pipe};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use livebridge_port::{BridgeError, CallError, ErrorCode, Fault};
use livebridge_vectors::Vectors;
use serde_json::{Value, json};

use super::block_on::block_on;
use super::client::{Client, Connection, Sent, typed};
use super::frame::Lines;
use super::log::{Log, locked};
use super::message::Meaning;
use super::{MAX_DEPTH, MAX_MESSAGE_BYTES};

const PATIENCE: Duration = Duration::from_secs(20);

thread_local! {
    /// Whether clients of this thread leave reading to a thread, as where a stream cannot be waited for.
    static WITH_THREADS: Cell<bool> = const { Cell::new(false) };
}

/// The same holds where callers do not read themselves.
#[test]
fn a_thread_that_reads_changes_nothing() {
    WITH_THREADS.set(true);
    notifications_are_kept_or_ignored_and_line_ends_may_be_those_of_windows();
    answers_may_come_in_any_order_and_in_pieces();
    a_late_answer_to_a_call_that_was_given_up_is_no_fault();
    every_call_that_waits_hears_of_the_end_and_so_does_every_later_one();
    what_is_no_answer_is_said_to_be_that();
    an_id_may_be_written_with_a_fraction_that_is_zero();
    how_a_stream_ended_is_told_also_when_finding_out_takes_longer_than_a_call_waits();
    a_line_without_end_is_told_before_the_time_is_over();
    a_write_that_is_stuck_ends_with_the_connection();
    an_array_is_no_dto();
    errors_that_count_as_refusals_need_no_data();
    an_answer_that_is_too_deep_or_too_long_is_refused_by_name();
    a_server_that_takes_no_input_is_given_up_in_time();
    callers_share_a_connection_whoever_reads();
    more_than_the_pipes_hold_is_sent_before_an_answer_is_looked_at();
}

/// The other side of a client.
struct Server {
    requests: Lines<PipeReader>,
    answers: PipeWriter,
}

impl Server {
    /// The id of the next request.
    fn take(&mut self) -> u64 {
        let line = self.requests.next_line(|_| {}).unwrap().unwrap();
        serde_json::from_slice::<Value>(line).unwrap()["id"].as_u64().unwrap()
    }

    fn say(&mut self, text: &str) {
        self.answers.write_all(text.as_bytes()).unwrap();
    }

    fn answer(&mut self, id: u64, result: &Value) {
        self.say(&format!("{}\n", json!({ "jsonrpc": "2.0", "id": id, "result": result })));
    }
}

/// A client whose server runs `serves` on a thread of its own; and what the client logs.
fn client(serves: impl FnOnce(Server) + Send + 'static) -> (Client, Arc<Mutex<Log>>) {
    client_that_ends(serves, |waiting| Fault::Closed { waiting }, || {})
}

fn client_that_ends(
    serves: impl FnOnce(Server) + Send + 'static,
    ended: impl Fn(Option<String>) -> Fault + Send + 'static,
    abort: impl Fn() + Send + Sync + 'static,
) -> (Client, Arc<Mutex<Log>>) {
    let (requests, writer) = pipe().unwrap();
    let (reader, answers) = pipe().unwrap();
    let connection = if WITH_THREADS.get() {
        Connection::over(reader, writer, abort)
    } else {
        Connection::over_pipes(reader, writer, abort).unwrap()
    };
    let connection = Connection { ended: Box::new(ended), ..connection };
    let log = Arc::clone(&connection.log);
    thread::spawn(move || serves(Server { requests: Lines::new(requests), answers }));
    (Client::new(connection), log)
}

fn send(client: &Client) -> Sent {
    client.send("getSongOverview", json!({}), PATIENCE)
}

fn result(sent: Sent) -> Result<Value, CallError> {
    typed("getSongOverview", sent.wait()?)
}

fn fault(sent: Sent) -> Fault {
    match result(sent) {
        Err(CallError::Fault(fault)) => fault,
        other => panic!("no fault: {other:?}"),
    }
}

#[test]
fn notifications_are_kept_or_ignored_and_line_ends_may_be_those_of_windows() {
    let (client, log) = client(|mut server| {
        let id = server.take();
        server.say("{\"jsonrpc\":\"2.0\",\"method\":\"log\",\"params\":{\"level\":\"info\",\"message\":\"hello\"}}\n");
        server.say("{\"jsonrpc\":\"2.0\",\"method\":\"weather\",\"params\":[\"rain\"]}\r\n");
        server.say("{\"method\":\"log\"}\n");
        server.say(&format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"result\":7,\"extra\":null}}\r\n"));
    });
    assert_eq!(result(send(&client)), Ok(json!(7)));
    assert_eq!(locked(&log).text(), "log: {\"level\":\"info\",\"message\":\"hello\"}\nlog: \n");
}

#[test]
fn answers_may_come_in_any_order_and_in_pieces() {
    let (client, _) = client(|mut server| {
        let ids = [server.take(), server.take(), server.take()];
        for id in ids.into_iter().rev() {
            for piece in format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"result\":{id}}}\n").split_inclusive([':', ',']) {
                server.say(piece);
            }
        }
    });
    let sent = [send(&client), send(&client), send(&client)];
    assert_eq!(sent.map(result), [Ok(json!(1)), Ok(json!(2)), Ok(json!(3))]);
}

#[test]
fn a_late_answer_to_a_call_that_was_given_up_is_no_fault() {
    let (client, _) = client(|mut server| {
        let (slow, quick) = (server.take(), server.take());
        server.answer(slow, &json!("late"));
        server.answer(quick, &json!("in time"));
        // The connection stays until the client ends it.
        let _ = server.requests.next_line(|_| {});
    });
    let began = Instant::now();
    let slow = fault(client.send("listTracks", json!({}), Duration::from_millis(50)));
    assert!(matches!(slow, Fault::TimedOut { waiting: None, .. }), "{slow}");
    assert!(began.elapsed() < PATIENCE, "it took {:?}", began.elapsed());
    assert_eq!(result(send(&client)), Ok(json!("in time")));
    assert_eq!(client.broken(), None);
}

#[test]
fn every_call_that_waits_hears_of_the_end_and_so_does_every_later_one() {
    let (client, _) = client(|mut server| {
        server.take();
        server.take();
        server.say("{\"jsonrpc\"");
    });
    let waiting = [send(&client), send(&client)];
    let expected = Fault::Closed { waiting: Some("{\"jsonrpc\"".to_owned()) };
    for sent in waiting {
        assert_eq!(fault(sent), expected);
    }
    assert_eq!(fault(send(&client)), expected);
    assert_eq!(client.broken(), Some(expected));
}

#[test]
fn what_is_no_answer_is_said_to_be_that() {
    for (line, said) in [
        ("Listening on port 3000", "a line that is not JSON"),
        ("", "a line that is not JSON"),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,", "a line that is not JSON (EOF while parsing a value at column 24)"),
        ("[1]", "no JSON-RPC message (invalid type: an array, expected an object): `[1]`"),
        ("[\"2.0\", 1, null, null, 7, null]", "no JSON-RPC message"),
        ("7", "no JSON-RPC message (invalid type: integer `7`, expected an object): `7`"),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1} {}", "a line that is not JSON"),
        ("{\"id\":1,\"result\":1}", "an answer needs \"jsonrpc\": \"2.0\""),
        ("{\"jsonrpc\":\"1.0\",\"id\":1,\"result\":1}", "an answer needs \"jsonrpc\": \"2.0\""),
        ("{\"jsonrpc\":\"2.0\",\"id\":1}", "an answer needs either `result` or `error`"),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1,\"error\":{\"code\":1}}", "either `result` or `error`"),
        ("{\"jsonrpc\":\"2.0\",\"id\":\"1\",\"result\":1}", "which no call waits for"),
        ("{\"jsonrpc\":\"2.0\",\"id\":99,\"result\":1}", "an answer with the id 99, which no call waits for"),
        ("{\"jsonrpc\":\"2.0\",\"result\":1}", "which no call waits for"),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32603,\"message\":\"oops\"}}", "-32603 (oops)"),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32000,\"message\":\"no\"}}", "needs `data`"),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":\"no\"}",
            "broke the protocol: a line that is no JSON-RPC message (field `error`: invalid type: string \"no\", expected \
             an object)",
        ),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":\"BAD_INPUT\"}}",
            "(field `error.code`: invalid type: string",
        ),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"code\":-32000.5}}", "expected a whole number)"),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"error\":{\"message\":\"no\"}}", "(field `error`: missing field `code`)"),
        (
            "{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1,\"error\":null}",
            "(field `error`: invalid type: null, expected an",
        ),
        ("{\"jsonrpc\":2.0,\"id\":1,\"result\":1}", "(field `jsonrpc`: invalid type: floating point `2.0`, expected a"),
        ("{\"jsonrpc\":\"2.0\",\"id\":1,\"result\":1,\"id\":1}", "(duplicate field `id`)"),
    ] {
        let (client, _) = client(move |mut server| {
            server.take();
            server.say(&format!("{line}\n"));
            // The client ends the connection, this side does not.
            let _ = server.requests.next_line(|_| {});
        });
        let fault = fault(send(&client)).to_string();
        assert!(fault.contains(said), "`{line}` is said to be: {fault}");
    }
}

#[test]
fn an_id_may_be_written_with_a_fraction_that_is_zero() {
    let (client, _) = client(|mut server| {
        let id = server.take();
        server.say(&format!("{{\"jsonrpc\":\"2.0\",\"id\":{id}.0,\"result\":7}}\n"));
    });
    assert_eq!(result(send(&client)), Ok(json!(7)));
}

#[test]
fn how_a_stream_ended_is_told_also_when_finding_out_takes_longer_than_a_call_waits() {
    let found_out = |waiting| {
        thread::sleep(Duration::from_millis(2500));
        Fault::Exited { code: 7, waiting }
    };
    let serves = |mut server: Server| {
        server.take();
    };
    let (client, _) = client_that_ends(serves, found_out, || {});
    let sent = client.send("listTracks", json!({}), Duration::from_secs(2));
    assert_eq!(fault(sent), Fault::Exited { code: 7, waiting: None });
}

#[test]
fn a_line_without_end_is_told_before_the_time_is_over() {
    let (client, _) = client(|mut server| {
        server.take();
        // It sends on for as long as anybody listens.
        while server.answers.write_all(&vec![b'['; 1 << 20]).is_ok() {}
    });
    let long = fault(client.send("listTracks", json!({}), PATIENCE)).to_string();
    assert!(long.contains("garbage: a message is longer than 67108864 bytes"), "{long}");
    assert!(long.contains("the line begins with `[[[["), "{long}");
}

#[test]
fn a_write_that_is_stuck_ends_with_the_connection() {
    let kept = Arc::new(Mutex::new(None));
    let (for_server, for_abort) = (Arc::clone(&kept), Arc::clone(&kept));
    // It closes its output, keeps its input open, and reads nothing of it.
    let serves = move |server: Server| *for_server.lock().unwrap() = Some(server.requests);
    let abort = move || drop(for_abort.lock().unwrap().take());
    let found_out = |waiting| {
        thread::sleep(Duration::from_millis(100));
        Fault::Closed { waiting }
    };
    let (client, _) = client_that_ends(serves, found_out, abort);
    let huge = "x".repeat(4 * 1024 * 1024);
    assert_eq!(fault(client.send("findTrack", json!({ "query": huge }), PATIENCE)), Fault::Closed { waiting: None });
    assert!(kept.lock().unwrap().is_none());
}

#[test]
fn an_array_is_no_dto() {
    let (client, _) = client(|mut server| {
        let id = server.take();
        server.answer(id, &json!([["track:0", "Keys", "midi"]]));
    });
    let reply = send(&client).wait().unwrap();
    let error = typed::<Vec<livebridge_port::TrackMatch>>("findTrack", reply).unwrap_err().to_string();
    assert!(error.contains("field `[0]`: invalid type: an array, expected an object"), "{error}");
}

#[test]
fn errors_that_count_as_refusals_need_no_data() {
    for (code, refusal) in
        [(-32601, ErrorCode::Unsupported), (-32602, ErrorCode::BadInput), (-32700, ErrorCode::BadInput)]
    {
        let (client, _) = client(move |mut server| {
            server.take();
            // What could not be read has no id.
            let id = if code == -32700 { "null" } else { "1" };
            server.say(&format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"error\":{{\"code\":{code}}}}}\n"));
        });
        let error = result(send(&client)).unwrap_err();
        assert_eq!(error.code(), Some(refusal));
        assert!(!error.refusal().unwrap().hint.is_empty());
    }
}

/// What an answer means to the caller, in the words of `golden/vectors/errors.json`.
fn classified(sent: Sent) -> Value {
    let refused = match sent.wait() {
        Ok(Err(error)) => error.meaning(),
        Ok(Ok(result)) => panic!("it is no error: {result}"),
        Err(fault) => Meaning::Fault(fault.to_string()),
    };
    match refused {
        Meaning::Refusal(BridgeError { code, subject_id, op, .. }) => {
            let mut outcome = json!({ "outcome": "bridgeError", "code": code });
            for (key, value) in [("subjectId", subject_id.map(Value::from)), ("op", op.map(Value::from))] {
                if let Some(value) = value {
                    outcome[key] = value;
                }
            }
            outcome
        }
        Meaning::Protocol(_) => json!({ "outcome": "protocol" }),
        Meaning::Fault(_) => json!({ "outcome": "fault" }),
    }
}

#[test]
fn errors_mean_what_the_vectors_say() {
    let vectors = Vectors::of("classifyError").unwrap();
    assert!(vectors.cases.len() >= 44);
    for case in &vectors.cases {
        let mut answer = case.input.clone();
        let (client, _) = client(move |mut server| {
            let id = server.take();
            // The cases have ids of their own: a number stands for that of the call.
            if answer["id"].is_number() {
                answer["id"] = json!(id);
            }
            answer["jsonrpc"] = json!("2.0");
            server.say(&format!("{answer}\n"));
            let _ = server.requests.next_line(|_| {});
        });
        let seen = classified(send(&client));
        assert_eq!(case.mismatch(&Ok(seen), vectors.tolerance), None, "{} {}", vectors.file, case.name);
    }
}

#[test]
fn an_answer_that_is_too_deep_or_too_long_is_refused_by_name() {
    // The answer itself is one level.
    let nested = |levels: usize| format!("{}{}", "[".repeat(levels - 1), "]".repeat(levels - 1));
    let (deepest, too_deep) = (nested(MAX_DEPTH), nested(MAX_DEPTH + 1));
    let (client_of_deep, _) = client(move |mut server| {
        for text in [deepest, too_deep] {
            let id = server.take();
            server.say(&format!("{{\"jsonrpc\":\"2.0\",\"id\":{id},\"result\":{text}}}\n"));
        }
    });
    // Deserialising has a limit of its own, so the deepest one is taken as it came.
    assert!(send(&client_of_deep).wait().unwrap().is_ok());
    let deep = fault(send(&client_of_deep)).to_string();
    assert!(deep.contains("nested deeper than 128 levels"), "{deep}");

    let (client_of_long, _) = client(move |mut server| {
        for length in [MAX_MESSAGE_BYTES, MAX_MESSAGE_BYTES + 1] {
            let head = format!("{{\"jsonrpc\":\"2.0\",\"id\":{},\"result\":1}}", server.take());
            server.say(&format!("{head}{}\n", " ".repeat(length - head.len())));
        }
    });
    assert_eq!(result(send(&client_of_long)), Ok(json!(1)));
    let long = fault(send(&client_of_long)).to_string();
    assert!(long.contains("a message is longer than 67108864 bytes"), "{long}");
}

#[test]
fn a_server_that_takes_no_input_is_given_up_in_time() {
    // It goes away later, as a child does when it is ended.
    let (client, _) = client(|server| {
        thread::sleep(Duration::from_millis(600));
        drop(server);
    });
    // More than a pipe holds: writing it waits.
    let began = Instant::now();
    let huge = "x".repeat(4 * 1024 * 1024);
    let fault = fault(client.send("findTrack", json!({ "query": huge }), Duration::from_millis(100)));
    assert!(matches!(fault, Fault::TimedOut { .. }), "{fault}");
    assert!(began.elapsed() < PATIENCE, "it took {:?}", began.elapsed());
}

/// A server that answers each call with its id, the latest of those that are here first.
fn answers_backwards(mut server: Server) {
    loop {
        let mut ids = Vec::new();
        loop {
            let Ok(Some(line)) = server.requests.next_line(|_| {}) else { return };
            ids.push(serde_json::from_slice::<Value>(line).unwrap()["id"].as_u64().unwrap());
            if !server.requests.has_line() {
                break;
            }
        }
        for id in ids.into_iter().rev() {
            server.answer(id, &json!(id));
        }
    }
}

#[test]
fn callers_share_a_connection_whoever_reads() {
    let (client, _) = client(answers_backwards);
    thread::scope(|scope| {
        for caller in 0..8 {
            let client = &client;
            scope.spawn(move || {
                for round in 0..200 {
                    let [first, second] = [send(client), send(client)];
                    // Some wait with an executor that is not ours, which at some time starts the threads.
                    let first = match (caller, round) {
                        (7, 100..) => pollster::block_on(first.reply()).unwrap().unwrap().get().parse::<u64>().unwrap(),
                        _ => result(first).unwrap().as_u64().unwrap(),
                    };
                    let second = result(second).unwrap().as_u64().unwrap();
                    assert!(first < second);
                }
            });
        }
    });
    assert_eq!(client.broken(), None);
}

#[test]
fn more_than_the_pipes_hold_is_sent_before_an_answer_is_looked_at() {
    let (client, _) = client(answers_backwards);
    let sent: Vec<Sent> = (0..20_000).map(|_| send(&client)).collect();
    for (index, sent) in sent.into_iter().enumerate() {
        assert_eq!(result(sent), Ok(json!(index + 1)));
    }
}

#[test]
fn a_call_that_nobody_waits_for_is_made() {
    let (told, seen) = std::sync::mpsc::channel();
    let (client, _) = client(move |mut server| {
        for _ in 0..3 {
            let id = server.take();
            told.send(id).unwrap();
        }
        let _ = server.requests.next_line(|_| {});
    });
    let kept = [send(&client), send(&client)];
    assert_eq!(seen.recv_timeout(PATIENCE), Ok(1), "the first is sent at once");
    drop(send(&client));
    assert_eq!([seen.recv_timeout(PATIENCE), seen.recv_timeout(PATIENCE)], [Ok(2), Ok(3)]);
    drop(kept);
}

#[test]
fn several_connections_are_waited_for_at_once() {
    use std::future::poll_fn;
    use std::pin::pin;
    use std::task::Poll;

    let (quick, _) = client(answers_backwards);
    let (go, gone) = std::sync::mpsc::channel();
    let (slow, _) = client(move |mut server| {
        let id = server.take();
        gone.recv().unwrap();
        server.answer(id, &json!("slow"));
        let _ = server.requests.next_line(|_| {});
    });
    let (mut slow, mut quick) = (pin!(send(&slow).reply()), pin!(send(&quick).reply()));
    let first = block_on(poll_fn(|cx| match (slow.as_mut().poll(cx), quick.as_mut().poll(cx)) {
        (Poll::Pending, Poll::Pending) => Poll::Pending,
        (Poll::Ready(reply), _) | (_, Poll::Ready(reply)) => Poll::Ready(reply),
    }));
    assert_eq!(first.unwrap().unwrap().get(), "1");
    go.send(()).unwrap();
    assert_eq!(block_on(slow).unwrap().unwrap().get(), "\"slow\"");
}

#[test]
fn the_end_is_seen_although_nobody_waits() {
    let (client, _) = client(drop);
    let ended = std::iter::repeat_with(|| client.broken()).take(5000).find(|fault| {
        thread::sleep(Duration::from_millis(2));
        fault.is_some()
    });
    assert_eq!(ended, Some(Some(Fault::Closed { waiting: None })));
}
