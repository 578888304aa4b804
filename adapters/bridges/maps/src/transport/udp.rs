//! JSON in UDP datagrams, plain or compressed in chunks.
//!
//! Chunks have three bytes of head (number of the message, of the chunk, how many there are); together they are one
//! zlib stream. Nobody says when one is lost: then the call times out, which is what its user sees as well.

use std::collections::BTreeMap;
use std::io::{ErrorKind, Read, Write};
use std::net::UdpSocket;
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use flate2::Compression;
use flate2::read::ZlibDecoder;
use flate2::write::ZlibEncoder;
use livebridge_port::Fault;
use serde_json::{Value, json};

use super::{BridgeCall, LONGEST, Transport, Waits, beginning, left, lost, read_json, resolve, timed_out};
use crate::filter::Filter;

/// The most bytes of a chunk that is sent: below every usual limit of a datagram.
const CHUNK: usize = 8000;

/// How messages travel, and which answers what.
pub(super) struct Way<'a> {
    pub(super) zlib_chunks: bool,
    pub(super) hello: Option<&'a Filter>,
    pub(super) matches: Option<&'a Filter>,
}

pub(super) struct Udp {
    socket: UdpSocket,
    zlib_chunks: bool,
    matches: Option<Filter>,
    sent: u8,
    /// Chunks of messages that are not whole yet, by message.
    chunks: BTreeMap<u8, BTreeMap<u8, Vec<u8>>>,
}

impl Udp {
    pub(super) fn connect(address: &str, port: Option<u16>, way: &Way<'_>, waits: Waits) -> Result<Self, Fault> {
        let socket = UdpSocket::bind(("127.0.0.1", port.unwrap_or(0))).map_err(|error| lost(&error))?;
        let peer = resolve(&named_port(address, waits)?)?;
        socket.connect(peer).map_err(|error| lost(&error))?;
        let port = socket.local_addr().map_err(|error| lost(&error))?.port();
        let matches = way.matches.cloned();
        let mut udp = Self { socket, zlib_chunks: way.zlib_chunks, matches, sent: 0, chunks: BTreeMap::new() };
        if let Some(hello) = way.hello {
            let message = hello.one(&json!({ "port": port })).map_err(|error| Fault::Protocol(error.to_string()))?;
            let call = BridgeCall { call: "the first message".to_owned(), args: Value::Null, message, silent: false };
            udp.ask(&call, waits.start)?;
        }
        Ok(udp)
    }

    fn send(&mut self, message: &Value) -> Result<(), Fault> {
        let text = message.to_string();
        if !self.zlib_chunks {
            return self.socket.send(text.as_bytes()).map(drop).map_err(|error| lost(&error));
        }
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        let compressed = encoder.write_all(text.as_bytes()).and_then(|()| encoder.finish());
        let compressed = compressed.map_err(|error| lost(&error))?;
        let chunks: Vec<&[u8]> = compressed.chunks(CHUNK).collect();
        let count = u8::try_from(chunks.len())
            .map_err(|_| Fault::Protocol("a message needs more than 255 chunks".to_owned()))?;
        self.sent = self.sent.wrapping_add(1);
        for (index, chunk) in (0..count).zip(chunks) {
            let mut datagram = vec![self.sent, index, count];
            datagram.extend_from_slice(chunk);
            self.socket.send(&datagram).map_err(|error| lost(&error))?;
        }
        Ok(())
    }

    /// The message that a datagram completes.
    fn take(&mut self, datagram: &[u8]) -> Result<Option<Value>, Fault> {
        if !self.zlib_chunks {
            return read_json(datagram).map(Some);
        }
        let [message, index, count, chunk @ ..] = datagram else {
            return Err(Fault::Garbage {
                what: "a datagram without its head".to_owned(),
                beginning: beginning(datagram),
            });
        };
        let chunks = self.chunks.entry(*message).or_default();
        chunks.insert(*index, chunk.to_vec());
        if chunks.len() < usize::from(*count) {
            return Ok(None);
        }
        let whole: Vec<u8> = self.chunks.remove(message).into_iter().flatten().flat_map(|(_, chunk)| chunk).collect();
        let mut text = Vec::new();
        let mut decoder = ZlibDecoder::new(&whole[..]).take(LONGEST as u64);
        decoder.read_to_end(&mut text).map_err(|error| Fault::Garbage {
            what: format!("a message that is not compressed by zlib ({error})"),
            beginning: beginning(&whole),
        })?;
        read_json(&text).map(Some)
    }

    fn answers(&self, request: &Value, message: &Value) -> Result<bool, Fault> {
        let Some(matches) = &self.matches else { return Ok(true) };
        let judged = matches.one(&json!({ "request": request, "message": message }));
        judged.map(|answer| answer == Value::Bool(true)).map_err(|error| Fault::Protocol(error.to_string()))
    }
}

impl Transport for Udp {
    fn ask(&mut self, call: &BridgeCall, wait: Duration) -> Result<Value, Fault> {
        self.send(&call.message)?;
        if call.silent {
            return Ok(Value::Null);
        }
        let until = Instant::now() + wait;
        let mut datagram = vec![0; 1 << 16];
        loop {
            let Some(left) = left(until) else { return Err(timed_out(call, wait, &[])) };
            self.socket.set_read_timeout(Some(left)).map_err(|error| lost(&error))?;
            match self.socket.recv(&mut datagram) {
                Ok(read) => {
                    if let Some(message) = self.take(&datagram[..read])?
                        && self.answers(&call.message, &message)?
                    {
                        return Ok(message);
                    }
                }
                Err(error) => match error.kind() {
                    ErrorKind::WouldBlock | ErrorKind::TimedOut => return Err(timed_out(call, wait, &[])),
                    ErrorKind::Interrupted => {}
                    _ => return Err(lost(&error)),
                },
            }
        }
    }
}

/// An address; `file:NAME` is the port that a file in the folder for temporary files holds, once it is there.
fn named_port(address: &str, waits: Waits) -> Result<String, Fault> {
    let Some(name) = address.strip_prefix("file:") else { return Ok(address.to_owned()) };
    let path = if Path::new(name).is_absolute() { name.into() } else { std::env::temp_dir().join(name) };
    let until = Instant::now() + waits.start;
    loop {
        if let Some(port) = std::fs::read_to_string(&path).ok().and_then(|text| text.trim().parse::<u16>().ok()) {
            return Ok(format!("127.0.0.1:{port}"));
        }
        if left(until).is_none() {
            return Err(Fault::Connection(format!("`{}` names no port: does the bridge run?", path.display())));
        }
        thread::sleep(Duration::from_millis(20));
    }
}
