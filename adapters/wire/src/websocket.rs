//! WebSocket as two streams of lines: one message per text frame, so that everything else sees lines only.
//!
//! `tungstenite` without a runtime. It wants one object for both directions, and we read on one thread while others
//! write: so there are two, one that reads, and writes only what the protocol answers by itself (a pong, a close), and
//! one that writes. Frames of the two do not mix, because each waits in one piece for its turn.

use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use tungstenite::client::IntoClientRequest;
use tungstenite::handshake::HandshakeError;
use tungstenite::handshake::server::{ErrorResponse, Request, Response};
use tungstenite::http::header::{AUTHORIZATION, HeaderValue, ORIGIN};
use tungstenite::http::{self, StatusCode};
use tungstenite::protocol::{Role, WebSocketConfig};
use tungstenite::{Error, Message, Utf8Bytes, WebSocket};

use super::MAX_MESSAGE_BYTES;
use super::admission::{Admission, ServedClient, Token};
use super::client::Connection;
use super::endpoint::StartError;
use super::frame::FrameError;
use super::log::locked;
use super::socket::{Ends, Incoming, Socket};

/// Connects to `ws://AUTHORITY PATH`, with the token in the `Authorization` header.
pub(super) fn connect(
    authority: &str,
    path: &str,
    token: Option<&Token>,
    patience: Duration,
) -> Result<Connection, StartError> {
    let failed = |error: String| StartError::Connect { address: format!("ws://{authority}{path}"), error };
    let mut request =
        format!("ws://{authority}{path}").into_client_request().map_err(|error| failed(error.to_string()))?;
    if let Some(token) = token {
        let mut header = HeaderValue::try_from(token.header()).map_err(|error| failed(error.to_string()))?;
        header.set_sensitive(true);
        request.headers_mut().insert(AUTHORIZATION, header);
    }
    let socket = Socket::tcp(authority, patience).map_err(|error| failed(error.to_string()))?;
    let io = |error: io::Error| failed(error.to_string());
    let socket = Arc::new(socket);
    let ends = Ends::of(&socket);
    // Only the handshake is limited here; calls have limits of their own.
    ends.read_until(Some(Instant::now() + patience)).map_err(io)?;
    socket.set_write_timeout(Some(patience)).map_err(io)?;
    let frames = Frames::new(&socket, Role::Client);
    let both = Both { reader: ends.reader(), frames: frames.clone() };
    let (reader, _) =
        tungstenite::client::client_with_config(request, both, Some(config(MAX_MESSAGE_BYTES))).map_err(|error| {
            match error {
                HandshakeError::Failure(Error::Http(response)) if is_for_the_token(response.status()) => {
                    StartError::Token {
                        reason: format!("it answered the WebSocket handshake with {}", response.status()),
                    }
                }
                HandshakeError::Failure(Error::Http(response)) => {
                    failed(format!("it answered the WebSocket handshake with {}", response.status()))
                }
                HandshakeError::Failure(error) => failed(format!("the WebSocket handshake failed: {error}")),
                HandshakeError::Interrupted(_) => failed("nothing answered the WebSocket handshake in time".to_owned()),
            }
        })?;
    ends.read_until(None).map_err(io)?;
    socket.set_write_timeout(None).map_err(io)?;
    ends.connection(Texts::new(reader, None), TextWriter::new(frames)).map_err(io)
}

fn is_for_the_token(status: StatusCode) -> bool {
    status == StatusCode::UNAUTHORIZED || status == StatusCode::FORBIDDEN
}

/// Answers the handshake of a client. A wrong token is refused here, and so is a web page without one: a browser lets
/// every page connect to this machine, and says only by the `Origin` header that it is a page.
pub(super) fn accept(
    socket: &Arc<Socket>,
    admission: &Arc<Admission>,
    deadline: Instant,
) -> io::Result<ServedClient<impl Read + Send + use<>, impl Write + Send + use<>>> {
    let frames = Frames::new(socket, Role::Server);
    let both =
        Both { reader: Incoming::before(Arc::clone(socket), Arc::clone(admission), deadline), frames: frames.clone() };
    #[expect(clippy::result_large_err, reason = "the callback's type is that of tungstenite")]
    let judge = |request: &Request, response: Response| -> Result<Response, ErrorResponse> {
        if admission.is_locked() {
            let given = request.headers().get(AUTHORIZATION).map(|header| header.to_str().unwrap_or_default());
            let wrong = given.is_some_and(|header| !bearer(header).is_some_and(|token| admission.try_token(token)));
            return if wrong { Err(refusal(StatusCode::UNAUTHORIZED, "the token is wrong\n")) } else { Ok(response) };
        }
        if request.headers().contains_key(ORIGIN) {
            return Err(refusal(StatusCode::FORBIDDEN, "a web page may come in with a token only\n"));
        }
        Ok(response)
    };
    let reader = tungstenite::accept_hdr_with_config(both, judge, Some(config(admission.limit())))
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error.to_string()))?;
    Ok(ServedClient {
        reader: Texts::new(reader, Some(Arc::clone(admission))),
        writer: TextWriter::new(frames),
        admission: Arc::clone(admission),
    })
}

fn bearer(header: &str) -> Option<&str> {
    let (scheme, token) = header.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then_some(token)
}

fn refusal(status: StatusCode, reason: &str) -> ErrorResponse {
    let mut response = http::Response::new(Some(reason.to_owned()));
    *response.status_mut() = status;
    response
}

fn config(limit: usize) -> WebSocketConfig {
    WebSocketConfig::default().read_buffer_size(16 * 1024).max_message_size(Some(limit)).max_frame_size(Some(limit))
}

/// Where frames are written, each in one piece: two threads may do it.
#[derive(Debug, Clone)]
struct Frames {
    socket: Arc<Socket>,
    /// What the socket did not take yet.
    waiting: Arc<Mutex<Vec<u8>>>,
    /// Who writes: a client goes on without waiting, and a server waits until its client takes what it is sent.
    role: Role,
    /// Whether the closing was said and answered: nothing may follow it.
    closed: Arc<AtomicBool>,
}

/// How many bytes may wait when a frame comes that nobody waits for, such as a pong: whoever asks for those and reads
/// none of them is not to fill the memory.
const WAITING_BYTES: usize = 1024 * 1024;

impl Frames {
    fn new(socket: &Arc<Socket>, role: Role) -> Self {
        Self { socket: Arc::clone(socket), waiting: Arc::default(), role, closed: Arc::default() }
    }

    /// Sends what waits, as far as the socket takes it without waiting itself.
    fn send(&self, waiting: &mut Vec<u8>) -> io::Result<()> {
        let mut sent = 0;
        let outcome = loop {
            if sent == waiting.len() {
                break Ok(());
            }
            match { &*self.socket }.write(&waiting[sent..]) {
                Ok(0) => break Err(io::ErrorKind::WriteZero.into()),
                Ok(count) => sent += count,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => break Err(error),
            }
        };
        waiting.drain(..sent);
        outcome
    }
}

impl Write for Frames {
    /// Takes the whole of a frame: what cannot be sent now waits.
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let mut waiting = locked(&self.waiting);
        waiting.extend_from_slice(bytes);
        match self.send(&mut waiting) {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock && self.role == Role::Client => Ok(bytes.len()),
            sent => sent.map(|()| bytes.len()),
        }
    }

    /// Sends what waits; fails with [`io::ErrorKind::WouldBlock`] while something does.
    fn flush(&mut self) -> io::Result<()> {
        self.send(&mut locked(&self.waiting))
    }
}

impl Read for Frames {
    /// Nobody reads here: the object that writes takes no frames.
    fn read(&mut self, _buffer: &mut [u8]) -> io::Result<usize> {
        Ok(0)
    }
}

/// What the object that reads needs: also somewhere to write what the protocol answers by itself.
struct Both<R> {
    reader: R,
    frames: Frames,
}

impl<R: Read> Read for Both<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.reader.read(buffer)
    }
}

impl<R> Write for Both<R> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if locked(&self.frames.waiting).len() > WAITING_BYTES {
            return Err(io::Error::other("too many frames are asked for that nobody takes"));
        }
        self.frames.write(bytes)
    }

    /// What is left goes with what is written next: reading does not wait for it.
    fn flush(&mut self) -> io::Result<()> {
        match self.frames.flush() {
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => Ok(()),
            flushed => flushed,
        }
    }
}

/// The text frames that come in, as lines.
struct Texts<R: Read> {
    socket: WebSocket<Both<R>>,
    admission: Option<Arc<Admission>>,
    text: Utf8Bytes,
    /// How much of the text was given away; its line end comes after it.
    given: Option<usize>,
    over: bool,
}

impl<R: Read> Texts<R> {
    fn new(socket: WebSocket<Both<R>>, admission: Option<Arc<Admission>>) -> Self {
        Self { socket, admission, text: Utf8Bytes::default(), given: None, over: false }
    }

    /// Reads the next text; `false` when there is none any more.
    fn next(&mut self) -> io::Result<bool> {
        if let Some(admission) = &self.admission {
            let limit = Some(admission.limit());
            self.socket.set_config(|config| (config.max_message_size, config.max_frame_size) = (limit, limit));
        }
        loop {
            match self.socket.read() {
                Ok(Message::Text(text)) => {
                    (self.text, self.given) = (text, Some(0));
                    return Ok(true);
                }
                Ok(Message::Binary(_)) => {
                    let what = "a binary frame, and messages are text frames".to_owned();
                    return Err(io::Error::other(FrameError::NoText(what)));
                }
                Ok(Message::Close(_)) => {
                    // The answer to it is all that is left to be sent; the other side may be gone already.
                    let _ = self.socket.flush();
                    self.socket.get_ref().frames.closed.store(true, Ordering::Release);
                    return Ok(false);
                }
                Ok(_) => {}
                Err(Error::ConnectionClosed | Error::AlreadyClosed) => return Ok(false),
                Err(Error::Protocol(tungstenite::error::ProtocolError::ResetWithoutClosingHandshake)) => {
                    return Ok(false);
                }
                Err(Error::Io(error)) => return Err(error),
                Err(Error::Capacity(_)) => return Err(io::Error::other(FrameError::TooLong)),
                Err(error) => return Err(io::Error::other(FrameError::NoText(error.to_string()))),
            }
        }
    }
}

impl<R: Read> Read for Texts<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if buffer.is_empty() || self.over {
            return Ok(0);
        }
        let given = match self.given {
            Some(given) => given,
            None => match self.next() {
                Ok(true) => 0,
                // It goes on where it was when there is more.
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Err(error),
                ended => {
                    // What follows a frame that makes no sense makes none either.
                    self.over = true;
                    return ended.map(|_| 0);
                }
            },
        };
        let rest = &self.text.as_bytes()[given..];
        let count = rest.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(rest) {
            // Within a frame a newline is a blank between two tokens, or wrong: so is a carriage return.
            *to = if *from == b'\n' { b'\r' } else { *from };
        }
        self.given = Some(given + count);
        if count == rest.len() && count < buffer.len() {
            buffer[count] = b'\n';
            self.given = None;
            return Ok(count + 1);
        }
        Ok(count)
    }
}

/// Lines that go out, each as a text frame.
struct TextWriter {
    socket: WebSocket<Frames>,
    line: Vec<u8>,
}

impl TextWriter {
    fn new(frames: Frames) -> Self {
        let role = frames.role;
        Self { socket: WebSocket::from_raw_socket(frames, role, Some(config(0))), line: Vec::new() }
    }
}

impl Write for TextWriter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for piece in bytes.split_inclusive(|byte| *byte == b'\n') {
            self.line.extend_from_slice(piece);
            if self.line.pop_if(|byte| *byte == b'\n').is_some() {
                let line = String::from_utf8(std::mem::take(&mut self.line))
                    .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
                self.socket.write(Message::text(line)).map_err(io_error)?;
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.socket.flush().map_err(io_error)
    }
}

impl Drop for TextWriter {
    /// Says goodbye, but does not wait for somebody who takes no goodbye.
    fn drop(&mut self) {
        const PATIENCE: Duration = Duration::from_millis(200);
        let frames = self.socket.get_ref();
        if !frames.closed.load(Ordering::Acquire) && frames.socket.set_write_timeout(Some(PATIENCE)).is_ok() {
            let _ = self.socket.close(None);
        }
    }
}

fn io_error(error: Error) -> io::Error {
    match error {
        Error::Io(error) => error,
        error => io::Error::other(error),
    }
}
