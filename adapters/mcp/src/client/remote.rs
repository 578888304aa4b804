//! A server that listens somewhere, over streamable HTTP: a request to a connection, so that none is ever sent twice.

use std::io::{self, BufRead, ErrorKind, Read, Write};
use std::net::{TcpStream, ToSocketAddrs};
use std::time::{Duration, Instant};

use livebridge_port::Fault;
use livebridge_wire::Token;
use serde_json::Value;

use super::{Asked, Carrier, MAX_ANSWER, McpError, message};
use crate::http::framing::{Body, DeadlineStream, Framing, MAX_HEADERS, Reader, invalid, read_body, read_head};
use crate::server::Headers;

/// The address of a server, and what it gave to be shown again.
pub(super) struct Remote {
    host: String,
    address: String,
    path: String,
    token: Option<Token>,
    session: Option<String>,
}

/// An answer whose body is not read yet.
struct Answer {
    status: u16,
    framing: Framing,
    content_type: String,
    session: Option<String>,
}

impl Remote {
    pub(super) fn new(url: &str, token: Option<Token>) -> Result<Self, McpError> {
        let wrong = |why: &str| McpError::Start(format!("`{url}`: {why}, as in http://127.0.0.1:8420/mcp"));
        let rest = url.strip_prefix("http://").ok_or_else(|| wrong("an address begins with http://"))?;
        let (host, path) = match rest.find('/') {
            Some(slash) => rest.split_at(slash),
            None => (rest, "/"),
        };
        let is_plain = |text: &str| text.bytes().all(|byte| (b'!'..=b'~').contains(&byte));
        if host.is_empty() || host.contains('@') || !is_plain(host) || !is_plain(path) {
            return Err(wrong("an address has a host and a path"));
        }
        let has_port = host.rsplit_once(':').is_some_and(|(_, port)| port.parse::<u16>().is_ok());
        let address = if has_port { host.to_owned() } else { format!("{host}:80") };
        Ok(Self { host: host.to_owned(), address, path: path.to_owned(), token, session: None })
    }

    fn connect(&self, deadline: Instant) -> Result<TcpStream, Fault> {
        let failed = |why: String| Fault::Connection(format!("{}: {why}", self.address));
        let mut last = "no address".to_owned();
        for address in self.address.to_socket_addrs().map_err(|error| failed(error.to_string()))? {
            let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
            match TcpStream::connect_timeout(&address, left) {
                Ok(stream) => return Ok(stream),
                Err(error) => last = error.to_string(),
            }
        }
        Err(failed(last))
    }

    /// Sends a request, and reads the head of the answer.
    fn send(&self, method: &str, body: &str, headers: &Headers, deadline: Instant) -> Result<(Answer, Reader), Fault> {
        let mut stream = self.connect(deadline)?;
        let mut text = format!(
            "{method} {} HTTP/1.1\r\nHost: {}\r\nConnection: close\r\nContent-Type: application/json\r\n\
             Accept: application/json, text/event-stream\r\nContent-Length: {}\r\n",
            self.path,
            self.host,
            body.len()
        );
        let mut field = |name: &str, value: &str| text.extend([name, ": ", value, "\r\n"]);
        if let Some(token) = &self.token {
            field("Authorization", &token.header());
        }
        if let Some(session) = &self.session {
            field("Mcp-Session-Id", session);
        }
        if let Some(version) = &headers.version {
            field("MCP-Protocol-Version", version);
        }
        if let Some(method) = &headers.method {
            field("Mcp-Method", &encoded(method));
        }
        if let Some(Ok(name)) = &headers.name {
            field("Mcp-Name", &encoded(name));
        }
        text += "\r\n";
        text += body;
        let lost = |error: io::Error| Fault::Connection(format!("{}: {error}", self.address));
        stream.set_nodelay(true).map_err(lost)?;
        stream.set_write_timeout(Some(left_until(deadline))).map_err(lost)?;
        stream.write_all(text.as_bytes()).map_err(lost)?;
        let mut reader = Reader::new(DeadlineStream::new(stream, deadline));
        let answer = loop {
            let answer = read_answer(&mut reader).map_err(|error| broken(&error))?;
            // What comes before the answer proper says only that it will come.
            if !(100..200).contains(&answer.status) {
                break answer;
            }
        };
        Ok((answer, reader))
    }
}

/// How long there is, as a socket takes it: never nothing.
fn left_until(deadline: Instant) -> Duration {
    deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1))
}

/// An error of reading, told apart.
fn broken(error: &io::Error) -> Fault {
    match error.kind() {
        ErrorKind::InvalidData => Fault::Garbage { what: error.to_string(), beginning: String::new() },
        ErrorKind::UnexpectedEof => Fault::Closed { waiting: None },
        _ => Fault::Connection(error.to_string()),
    }
}

fn read_answer(reader: &mut impl BufRead) -> io::Result<Answer> {
    let head = read_head(reader)?;
    if head.is_empty() {
        return Err(ErrorKind::UnexpectedEof.into());
    }
    let mut fields = [httparse::EMPTY_HEADER; MAX_HEADERS];
    let mut answer = httparse::Response::new(&mut fields);
    match answer.parse(&head) {
        Ok(httparse::Status::Complete(_)) => {}
        Ok(httparse::Status::Partial) => return Err(ErrorKind::UnexpectedEof.into()),
        Err(error) => return Err(invalid(&format!("no HTTP answer: {error}"))),
    }
    let status = answer.code.unwrap_or_default();
    let value = |name: &str| {
        let field = answer.headers.iter().find(|header| header.name.eq_ignore_ascii_case(name));
        field.map(|header| String::from_utf8_lossy(header.value).trim().to_owned())
    };
    let framing = match status {
        100..200 | 204 | 304 => Framing::Length(0),
        _ => Framing::of(answer.headers)?.unwrap_or(Framing::ToEnd),
    };
    let session = value("mcp-session-id").filter(|id| id.bytes().all(|byte| (b'!'..=b'~').contains(&byte)));
    Ok(Answer { status, framing, content_type: value("content-type").unwrap_or_default(), session })
}

/// A value that a header can hold: itself, or in base64 between marks.
fn encoded(value: &str) -> String {
    let is_plain = value.bytes().all(|byte| (b' '..=b'~').contains(&byte)) && value.trim() == value;
    if is_plain && !value.starts_with("=?base64?") {
        return value.to_owned();
    }
    format!("=?base64?{}?=", data_encoding::BASE64.encode(value.as_bytes()))
}

/// The answer to a request in a stream of events.
fn in_events(reader: &mut Reader, framing: Framing, asked: &Asked<'_>) -> Result<Value, McpError> {
    let lost = |error: io::Error| if error.kind() == ErrorKind::TimedOut { asked.timed_out() } else { broken(&error) };
    let mut events = io::BufReader::new(Body::new(reader, framing).take(MAX_ANSWER as u64));
    let (mut line, mut data) = (Vec::new(), Vec::new());
    loop {
        line.clear();
        let read = events.read_until(b'\n', &mut line).map_err(lost)?;
        let text = line.trim_ascii_end();
        if let Some(part) = text.strip_prefix(b"data:") {
            if !data.is_empty() {
                data.push(b'\n');
            }
            data.extend_from_slice(part.strip_prefix(b" ").unwrap_or(part));
        } else if text.is_empty() && !data.is_empty() {
            let message = message::read(&data)?;
            if message::is_answer_to(&message, asked.id) {
                return Ok(message);
            }
            data.clear();
        }
        if read == 0 {
            return Err(Fault::Closed { waiting: None }.into());
        }
    }
}

impl Carrier for Remote {
    fn exchange(&mut self, asked: &Asked<'_>) -> Result<Value, McpError> {
        let (answer, mut reader) = self.send("POST", &asked.text, &asked.headers, asked.deadline)?;
        if let Some(session) = &answer.session {
            self.session = Some(session.clone());
        }
        let Answer { status, framing, content_type, .. } = answer;
        if status == 200 && content_type.starts_with("text/event-stream") {
            return in_events(&mut reader, framing, asked);
        }
        let late =
            |error: io::Error| if error.kind() == ErrorKind::TimedOut { asked.timed_out() } else { broken(&error) };
        let body = read_body(&mut reader, framing, MAX_ANSWER).map_err(late)?;
        let body = body.ok_or_else(|| Fault::Garbage { what: "too long".to_owned(), beginning: String::new() })?;
        match message::read(&body) {
            Ok(message)
                if status == 200 || message::is_answer_to(&message, asked.id) && status != 401 && status != 403 =>
            {
                Ok(message)
            }
            Err(error) if status == 200 => Err(error),
            Ok(_) | Err(_) => Err(McpError::Http { status, said: message::beginning(&body) }),
        }
    }

    fn tell(&mut self, text: &str, deadline: Instant) -> Result<(), McpError> {
        let version = Some(crate::protocol::Revision::R20251125.name().to_owned());
        let (answer, _) = self.send("POST", text, &Headers { version, ..Headers::default() }, deadline)?;
        match answer.status {
            200..300 => Ok(()),
            status => Err(McpError::Http { status, said: "a notification was not taken".to_owned() }),
        }
    }

    /// Ends the session, where the server gave one; it need not understand that.
    fn end(&mut self, patience: Duration) -> bool {
        if self.session.is_some() {
            let _ = self.send("DELETE", "", &Headers::default(), Instant::now() + patience);
        }
        true
    }
}
