//! JSON over a TCP connection: messages that end where the JSON ends, at the end of a line, or by a length before them.

use std::io::{ErrorKind, Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use livebridge_port::Fault;
use serde_json::Value;

use super::{BridgeCall, LONGEST, Transport, Waits, beginning, left, lost, read_json, resolve, timed_out};
use crate::map::Framing;

pub(super) struct Tcp {
    stream: TcpStream,
    framing: Framing,
    /// What came and is not read yet.
    buffer: Vec<u8>,
}

impl Tcp {
    pub(super) fn connect(address: &str, framing: Framing, waits: Waits) -> Result<Self, Fault> {
        let stream = TcpStream::connect_timeout(&resolve(address)?, waits.start)
            .map_err(|error| Fault::Connection(format!("{address}: {error}")))?;
        stream.set_nodelay(true).map_err(|error| lost(&error))?;
        Ok(Self { stream, framing, buffer: Vec::new() })
    }

    /// The first message of the buffer, taken out of it; `None` while it is not whole.
    fn message(&mut self) -> Result<Option<Value>, Fault> {
        match self.framing {
            Framing::Json => {
                // Only what ends like a value is tried: a long answer is not read again for each of its parts.
                if !matches!(self.buffer.trim_ascii_end().last(), Some(b'}' | b']' | b'"' | b'0'..=b'9' | b'e' | b'l'))
                {
                    return Ok(None);
                }
                match serde_json::from_slice(&self.buffer) {
                    Ok(message) => {
                        self.buffer.clear();
                        Ok(Some(message))
                    }
                    Err(error) if error.is_eof() => Ok(None),
                    Err(error) => Err(Fault::Garbage { what: error.to_string(), beginning: beginning(&self.buffer) }),
                }
            }
            Framing::Lines => {
                let Some(end) = self.buffer.iter().position(|byte| *byte == b'\n') else { return Ok(None) };
                let line: Vec<u8> = self.buffer.drain(..=end).collect();
                if line.trim_ascii().is_empty() { self.message() } else { read_json(&line).map(Some) }
            }
            Framing::Length => {
                let Some(head) = self.buffer.first_chunk::<4>() else { return Ok(None) };
                let length = u32::from_be_bytes(*head) as usize;
                if length > LONGEST {
                    let what = format!("a message of {length} bytes");
                    return Err(Fault::Garbage { what, beginning: beginning(&self.buffer) });
                }
                if self.buffer.len() < 4 + length {
                    return Ok(None);
                }
                let message = read_json(&self.buffer[4..4 + length])?;
                self.buffer.drain(..4 + length);
                Ok(Some(message))
            }
        }
    }

    fn send(&mut self, message: &Value) -> Result<(), Fault> {
        let mut bytes = Vec::new();
        let text = message.to_string();
        match self.framing {
            Framing::Json => bytes.extend(text.as_bytes()),
            Framing::Lines => {
                bytes.extend(text.as_bytes());
                bytes.push(b'\n');
            }
            Framing::Length => {
                let length = u32::try_from(text.len())
                    .map_err(|_| Fault::Protocol("a message is longer than its length can say".to_owned()))?;
                bytes.extend(length.to_be_bytes());
                bytes.extend(text.as_bytes());
            }
        }
        self.stream.write_all(&bytes).map_err(|error| lost(&error))
    }
}

impl Transport for Tcp {
    fn ask(&mut self, call: &BridgeCall, wait: Duration) -> Result<Value, Fault> {
        if !self.buffer.is_empty() {
            let what = "more came than the call before asked for".to_owned();
            return Err(Fault::Garbage { what, beginning: beginning(&self.buffer) });
        }
        self.stream.set_write_timeout(Some(wait)).map_err(|error| lost(&error))?;
        self.send(&call.message)?;
        if call.silent {
            return Ok(Value::Null);
        }
        let until = Instant::now() + wait;
        let mut part = vec![0; 1 << 16];
        loop {
            if let Some(message) = self.message()? {
                return Ok(message);
            }
            if self.buffer.len() > LONGEST {
                let what = format!("a message longer than {LONGEST} bytes");
                return Err(Fault::Garbage { what, beginning: beginning(&self.buffer) });
            }
            let Some(left) = left(until) else { return Err(timed_out(call, wait, &self.buffer)) };
            self.stream.set_read_timeout(Some(left)).map_err(|error| lost(&error))?;
            match self.stream.read(&mut part) {
                Ok(0) => {
                    let waiting = (!self.buffer.is_empty()).then(|| beginning(&self.buffer));
                    return Err(Fault::Closed { waiting });
                }
                Ok(read) => self.buffer.extend_from_slice(&part[..read]),
                Err(error) => match error.kind() {
                    ErrorKind::WouldBlock | ErrorKind::TimedOut => return Err(timed_out(call, wait, &self.buffer)),
                    ErrorKind::Interrupted => {}
                    _ => return Err(lost(&error)),
                },
            }
        }
    }
}
