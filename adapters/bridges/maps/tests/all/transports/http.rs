//! JSON in the bodies of HTTP requests.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use livebridge_port::{ErrorCode, Fault};

use super::{connect, fault, found, map, refusal};

/// Requests as they came, head and body.
pub(crate) type Seen = Arc<Mutex<Vec<String>>>;

/// Serves one request for each connection, with these bytes; for none of them it never answers.
pub(crate) fn serve(answer: impl Fn(&str) -> Option<Vec<u8>> + Send + 'static) -> (u16, Seen) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let seen = Seen::default();
    let kept = Arc::clone(&seen);
    thread::spawn(move || {
        // Those that wait for an answer in vain are kept open.
        let mut waiting = Vec::new();
        for mut stream in listener.incoming().flatten() {
            let request = request_of(&mut stream);
            kept.lock().unwrap().push(request.clone());
            match answer(&request) {
                Some(bytes) => drop(stream.write_all(&bytes)),
                None => waiting.push(stream),
            }
        }
    });
    (port, seen)
}

/// One request, with its body.
fn request_of(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    let mut part = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let length =
                head.lines().find_map(|line| line.to_lowercase().strip_prefix("content-length: ")?.parse().ok());
            if body.len() >= length.unwrap_or(0) {
                return text;
            }
        }
        let read = stream.read(&mut part).unwrap();
        if read == 0 {
            return text;
        }
        bytes.extend_from_slice(&part[..read]);
    }
}

pub(crate) fn answer(status: &str, body: &str) -> Vec<u8> {
    format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}", body.len()).into_bytes()
}

const SHAPES: &str = "request = '{path: \"/tools/\\(.call)\", body: .args}'
answer = '.body.result'
refusal = 'select(.status != 200) | {message: \"\\(.status): \\(.body)\", code: (if .status == 400 then \"BAD_INPUT\" else null end)}'";

fn at(port: u16) -> String {
    format!("kind = \"http\"\naddress = \"http://127.0.0.1:{port}/api/\"\n{SHAPES}")
}

const FIND: &str = "call = \"find\"\nargs = '{query}'";

#[test]
fn a_call_is_a_request_and_its_answer_is_what_came() {
    let (port, seen) = serve(|_| Some(answer("200 OK", r#"{"result": "Bass"}"#)));
    let bridge = connect(&map(&at(port), FIND), Some("s3cret")).unwrap();
    assert_eq!(found(&bridge), "Bass");
    // The next call is another request: connections that the server closes are no loss.
    assert_eq!(found(&bridge), "Bass");
    let request = seen.lock().unwrap()[0].clone();
    assert!(request.starts_with("POST /api/tools/find HTTP/1.1\r\n"), "{request}");
    let lower = request.to_lowercase();
    for header in ["authorization: bearer s3cret\r\n", "content-type: application/json\r\n"] {
        assert!(lower.contains(header), "{request}");
    }
    assert!(request.ends_with(r#"{"query":"bass"}"#), "{request}");
    assert_eq!(bridge.broken(), None);
}

#[test]
fn a_request_without_a_body_is_a_get_and_an_address_needs_no_scheme() {
    let (port, seen) = serve(|_| Some(answer("200 OK", "plain words")));
    let transport = format!(
        "kind = \"http\"\naddress = \"127.0.0.1:{port}\"\nrequest = '{{path: \"/find?q=\\(.args.query)\"}}'\nanswer = '.body'"
    );
    let bridge = connect(&map(&transport, FIND), None).unwrap();
    // What is no JSON is text.
    assert_eq!(found(&bridge), "plain words");
    let request = seen.lock().unwrap()[0].clone();
    assert!(request.starts_with("GET /find?q=bass HTTP/1.1\r\n"), "{request}");
    assert!(!request.to_lowercase().contains("authorization"), "{request}");
}

/// Some bridges answer at two ports; the token is for the one that the map names as its address.
#[test]
fn a_path_that_is_a_whole_address_goes_there_without_the_token() {
    let (elsewhere, seen) = serve(|_| Some(answer("200 OK", "1")));
    let (port, unseen) = serve(|_| None);
    let transport = format!(
        "kind = \"http\"\naddress = \"http://127.0.0.1:{port}\"\nanswer = '.body'\n\
         request = '{{path: \"http://127.0.0.1:{elsewhere}/undo\", body: {{}}}}'"
    );
    let bridge = connect(&map(&transport, FIND), Some("s3cret")).unwrap();
    assert_eq!(found(&bridge), "1");
    let request = seen.lock().unwrap()[0].clone();
    assert!(request.starts_with("POST /undo ") && !request.contains("s3cret"), "{request}");
    assert!(unseen.lock().unwrap().is_empty());
}

#[test]
fn a_status_is_what_the_map_makes_of_it_and_no_redirect_is_followed() {
    let (port, seen) = serve(|_| Some(answer("400 Bad Request", r#"{"error": "bpm"}"#)));
    let bridge = connect(&map(&at(port), FIND), None).unwrap();
    let (code, message) = refusal(&bridge);
    assert_eq!((code, message.as_str()), (ErrorCode::BadInput, r#"400: {"error":"bpm"}"#));
    assert_eq!((bridge.broken(), seen.lock().unwrap().len()), (None, 1));

    let away = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n".to_vec();
    let (port, seen) = serve(move |_| Some(away.clone()));
    let bridge = connect(&map(&at(port), FIND), None).unwrap();
    assert_eq!(refusal(&bridge).0, ErrorCode::SdkRejected);
    assert_eq!(seen.lock().unwrap().len(), 1);
}

#[test]
fn whoever_does_not_answer_properly_is_at_fault_and_not_asked_again() {
    type Judge = fn(&Fault) -> bool;
    let cut = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"result\":".to_vec();
    let endless = [b"HTTP/1.1 200 OK\r\n\r\n".to_vec(), vec![b' '; (64 << 20) + 4096]].concat();
    let wrong: [(Option<Vec<u8>>, Judge); 4] = [
        (None, |fault| matches!(fault, Fault::TimedOut { operation, .. } if operation == "find")),
        (Some(cut), |fault| matches!(fault, Fault::Connection(_))),
        (Some(b"no HTTP at all\r\n\r\n".to_vec()), |fault| matches!(fault, Fault::Connection(_))),
        // More than 64 MiB is not read: or not in time, on a slow machine.
        (Some(endless), |fault| matches!(fault, Fault::Connection(_) | Fault::TimedOut { .. })),
    ];
    for (bytes, is_expected) in wrong {
        let (port, seen) = serve(move |_| bytes.clone());
        let bridge = connect(&map(&at(port), FIND), None).unwrap();
        let first = fault(&bridge);
        assert!(is_expected(&first), "{first}");
        assert_eq!(bridge.broken(), Some(first.clone()));
        assert_eq!((fault(&bridge), seen.lock().unwrap().len()), (first, 1));
    }
    let nobody = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let bridge = connect(&map(&at(nobody), FIND), None).unwrap();
    assert!(matches!(fault(&bridge), Fault::Connection(_)));
}
