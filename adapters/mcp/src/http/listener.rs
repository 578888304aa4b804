//! Connections: one thread each, with limits on their number, on what they send and on how long it takes them.

use std::io::{self, ErrorKind, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use httparse::Header;
use livebridge_wire::Token;

use super::framing::{DeadlineStream, Framing, MAX_HEADERS, Reader, read_body, read_head};
use super::guard::{self, admit, values};
use crate::lines::MAX_MESSAGE;
use crate::protocol::{RpcError, code};
use crate::server::{Answered, Headers, ToolServer};

/// Where a server listens: at the first of these ports that is free.
pub const PORTS: RangeInclusive<u16> = 8420..=8429;

/// The most connections at once: each has a thread.
const MAX_CONNECTIONS: usize = 128;

/// How long a connection may say nothing.
const IDLE: Duration = Duration::from_mins(1);

/// How long a request may take to arrive, once it has begun.
const ARRIVAL: Duration = Duration::from_secs(15);

/// How long an answer may wait to be taken.
const DEPARTURE: Duration = Duration::from_secs(15);

/// A tool server that listens on this machine.
pub struct HttpServer {
    listener: TcpListener,
    server: Arc<ToolServer>,
    token: Token,
}

impl HttpServer {
    /// Listens at the first free port of a range, on the loopback interface and no other.
    pub fn bind(server: ToolServer, token: Token, mut ports: RangeInclusive<u16>) -> io::Result<Self> {
        let mut last = io::Error::from(ErrorKind::AddrInUse);
        let bound = ports.find_map(|port| match TcpListener::bind((Ipv4Addr::LOCALHOST, port)) {
            Ok(listener) => Some(listener),
            Err(error) => {
                last = error;
                None
            }
        });
        let Some(listener) = bound else { return Err(last) };
        Ok(Self { listener, server: Arc::new(server), token })
    }

    /// The port that was free.
    pub fn port(&self) -> io::Result<u16> {
        Ok(self.listener.local_addr()?.port())
    }

    /// Serves everybody who connects. Returns only when nobody can any more.
    pub fn serve(self) -> io::Error {
        let connected = Arc::new(AtomicUsize::new(0));
        loop {
            let stream = match self.listener.accept() {
                Ok((stream, _)) => stream,
                // Somebody who is gone already; or there is no room for more just now, which passes.
                Err(error) if is_passing(&error) => {
                    thread::sleep(Duration::from_millis(10));
                    continue;
                }
                Err(error) => return error,
            };
            let counted = Counted::new(&connected);
            let is_full = counted.before >= MAX_CONNECTIONS;
            let (server, token) = (Arc::clone(&self.server), self.token.clone());
            // Without a thread the connection is closed, which its client sees.
            let _ = thread::Builder::new().name("mcp".to_owned()).spawn(move || {
                let _counted = counted;
                // What goes wrong with one client is its own affair.
                let _ = Connection::new(stream).and_then(|mut connection| {
                    if is_full {
                        connection.say(503, "too many connections", "")
                    } else {
                        connection.serve(&server, &token)
                    }
                });
            });
        }
    }
}

fn is_passing(error: &io::Error) -> bool {
    // EMFILE and ENFILE have no kind of their own that is stable.
    matches!(error.kind(), ErrorKind::ConnectionAborted | ErrorKind::ConnectionReset | ErrorKind::Interrupted)
        || matches!(error.raw_os_error(), Some(23 | 24))
}

/// One of the connections, as long as it lasts.
struct Counted {
    all: Arc<AtomicUsize>,
    before: usize,
}

impl Counted {
    fn new(all: &Arc<AtomicUsize>) -> Self {
        Self { before: all.fetch_add(1, Ordering::AcqRel), all: Arc::clone(all) }
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.all.fetch_sub(1, Ordering::AcqRel);
    }
}

struct Connection {
    reader: Reader,
    writer: TcpStream,
}

/// A request that came in whole, or what to answer to one that did not.
enum Arrived {
    Message { text: Vec<u8>, headers: Headers },
    Refused { status: u16, what: &'static str, header: &'static str },
}

impl Connection {
    fn new(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        stream.set_write_timeout(Some(DEPARTURE))?;
        let writer = stream.try_clone()?;
        Ok(Self { reader: Reader::new(DeadlineStream::new(stream, Instant::now() + ARRIVAL)), writer })
    }

    /// Answers requests until the client goes, is silent for too long, or is turned away.
    fn serve(&mut self, server: &ToolServer, token: &Token) -> io::Result<()> {
        loop {
            self.reader.get_mut().set_deadline(Instant::now() + IDLE);
            if io::BufRead::fill_buf(&mut self.reader)?.is_empty() {
                return Ok(());
            }
            self.reader.get_mut().set_deadline(Instant::now() + ARRIVAL);
            let (arrived, goes_on) = match self.arrive(token) {
                Ok(arrived) => arrived,
                Err(error) => return self.lament(&error),
            };
            match arrived {
                Arrived::Refused { status, what, header } => {
                    self.say(status, what, header)?;
                    return Ok(());
                }
                Arrived::Message { text, headers } => {
                    let answered = match std::str::from_utf8(&text) {
                        Ok(text) => server.answer_with(text, Some(&headers)),
                        Err(_) => Answered::error(None, 400, &RpcError::new(code::PARSE, "not UTF-8")),
                    };
                    self.answer(answered.status, answered.message.as_deref(), goes_on)?;
                }
            }
            if !goes_on {
                return Ok(());
            }
        }
    }

    /// Takes a request in; with it, whether the connection goes on after it.
    fn arrive(&mut self, token: &Token) -> io::Result<(Arrived, bool)> {
        let refused = |status, what, header| Ok((Arrived::Refused { status, what, header }, false));
        let head = read_head(&mut self.reader)?;
        let mut fields = [httparse::EMPTY_HEADER; MAX_HEADERS];
        let mut request = httparse::Request::new(&mut fields);
        match request.parse(&head) {
            Ok(httparse::Status::Complete(_)) => {}
            Ok(httparse::Status::Partial) => return refused(400, "the request is not whole", ""),
            Err(httparse::Error::TooManyHeaders) => return refused(431, "too many header fields", ""),
            Err(_) => return refused(400, "this is no HTTP request", ""),
        }
        let headers: &[Header<'_>] = request.headers;
        if let Err((status, what)) = admit(request.path.unwrap_or_default(), headers, token) {
            let header = if status == 401 { "WWW-Authenticate: Bearer\r\n" } else { "" };
            return refused(status, what, header);
        }
        if request.method != Some("POST") {
            return refused(405, "messages are sent with POST", "Allow: POST\r\n");
        }
        if !values(headers, "content-type").first().is_some_and(|value| is_type(value, "application/json")) {
            return refused(415, "the Content-Type must be application/json", "");
        }
        let accepts = values(headers, "accept");
        let takes = |value: &&str| value.split(',').any(|one| is_type(one, "application/json") || is_type(one, "*/*"));
        if !accepts.is_empty() && !accepts.iter().any(takes) {
            return refused(406, "the answer is application/json, which Accept does not have", "");
        }
        let Some(framing) = Framing::of(headers)? else { return refused(411, "the body has no length", "") };
        if values(headers, "expect").iter().any(|value| value.eq_ignore_ascii_case("100-continue")) {
            self.writer.write_all(b"HTTP/1.1 100 Continue\r\n\r\n")?;
        }
        let first = |name: &str| values(headers, name).first().copied();
        let of_message = Headers {
            version: first("mcp-protocol-version").map(str::to_owned),
            method: first("mcp-method").map(str::to_owned),
            name: first("mcp-name").map(guard::decoded),
        };
        let closes = values(headers, "connection").iter().any(|value| value.eq_ignore_ascii_case("close"));
        let goes_on = request.version == Some(1) && !closes;
        match read_body(&mut self.reader, framing, MAX_MESSAGE)? {
            Some(text) => Ok((Arrived::Message { text, headers: of_message }, goes_on)),
            None => refused(413, "a message is longer than 8 MiB", ""),
        }
    }

    /// What can be said of a request that never came whole.
    fn lament(&mut self, error: &io::Error) -> io::Result<()> {
        match error.kind() {
            ErrorKind::TimedOut => self.say(408, "the request did not arrive in time", ""),
            ErrorKind::InvalidData => self.say(400, &error.to_string(), ""),
            _ => Ok(()),
        }
    }

    /// Turns a request away, and ends the connection. The body of the answer is an error of the protocol without id.
    fn say(&mut self, status: u16, what: &str, header: &str) -> io::Result<()> {
        let error = Answered::error(None, status, &RpcError::new(code::INVALID_REQUEST, what));
        let body = error.message.unwrap_or_default();
        self.write(status, Some(&body), header, false)?;
        // What was sent and not read would take the answer with it: it is read, a little and not for long.
        self.writer.shutdown(std::net::Shutdown::Write)?;
        self.reader.get_mut().set_deadline(Instant::now() + Duration::from_secs(1));
        io::copy(&mut io::Read::take(&mut self.reader, 1 << 20), &mut io::sink()).map(drop)
    }

    fn answer(&mut self, status: u16, body: Option<&str>, goes_on: bool) -> io::Result<()> {
        self.write(status, body, "", goes_on)
    }

    fn write(&mut self, status: u16, body: Option<&str>, header: &str, goes_on: bool) -> io::Result<()> {
        let reason = reason(status);
        let connection = if goes_on { "keep-alive" } else { "close" };
        let mut text = format!("HTTP/1.1 {status} {reason}\r\nConnection: {connection}\r\n{header}");
        if body.is_some() {
            text += "Content-Type: application/json\r\n";
        }
        let body = body.unwrap_or_default();
        text.extend(["Content-Length: ", &body.len().to_string(), "\r\n\r\n"]);
        text += body;
        self.writer.write_all(text.as_bytes())?;
        self.writer.flush()
    }
}

/// Whether a media type is this one, whatever its parameters.
fn is_type(value: &str, wanted: &str) -> bool {
    value.split(';').next().is_some_and(|name| name.trim().eq_ignore_ascii_case(wanted))
}

const fn reason(status: u16) -> &'static str {
    match status {
        200 => "OK",
        202 => "Accepted",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "Not Found",
        405 => "Method Not Allowed",
        406 => "Not Acceptable",
        408 => "Request Timeout",
        411 => "Length Required",
        413 => "Content Too Large",
        415 => "Unsupported Media Type",
        431 => "Request Header Fields Too Large",
        503 => "Service Unavailable",
        _ => "Bad Request",
    }
}
