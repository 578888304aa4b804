//! Open Sound Control over UDP: one call at a time, for messages have no numbers. An answer is the message with the
//! address of the call whose first arguments are those of the call; it comes to a fixed port.

use std::io::ErrorKind;
use std::net::UdpSocket;
use std::time::{Duration, Instant};

use livebridge_port::Fault;
use serde_json::{Value, json};

use super::{BridgeCall, Transport, beginning, left, lost, resolve, timed_out};

pub(super) struct Osc {
    socket: UdpSocket,
}

impl Osc {
    pub(super) fn connect(address: &str, answer_port: u16) -> Result<Self, Fault> {
        let bound = UdpSocket::bind(("127.0.0.1", answer_port));
        let socket = bound.map_err(|error| Fault::Connection(format!("port {answer_port} for answers: {error}")))?;
        socket.connect(resolve(address)?).map_err(|error| lost(&error))?;
        Ok(Self { socket })
    }
}

/// How long nothing comes when nothing is to come any more: some of Live's ticks.
const QUIET: Duration = Duration::from_millis(300);

impl Osc {
    /// Passes over what comes until nothing has come for a while: answers that nobody waits for any more would be taken
    /// for those of the next call.
    fn drain(&self, quiet: Duration) -> Result<(), Fault> {
        const MOST: usize = 10_000;
        let mut datagram = vec![0; 1 << 16];
        self.socket.set_read_timeout(Some(quiet)).map_err(|error| lost(&error))?;
        for _ in 0..MOST {
            match self.socket.recv(&mut datagram) {
                Ok(_) => {}
                Err(error) => match error.kind() {
                    ErrorKind::WouldBlock | ErrorKind::TimedOut => return Ok(()),
                    ErrorKind::Interrupted => {}
                    _ => return Err(lost(&error)),
                },
            }
        }
        Ok(())
    }
}

impl Transport for Osc {
    fn ask(&mut self, call: &BridgeCall, wait: Duration) -> Result<Value, Fault> {
        let nothing = Vec::new();
        let args = call.args.as_array().unwrap_or(&nothing);
        self.drain(Duration::from_millis(1))?;
        self.socket.send(&encode(&call.call, args)).map_err(|error| lost(&error))?;
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
                    let (address, values) = decode(&datagram[..read]).ok_or_else(|| Fault::Garbage {
                        what: "a datagram that is no OSC message".to_owned(),
                        beginning: beginning(&datagram[..read]),
                    })?;
                    let echoes = args.iter().zip(&values).all(|(sent, seen)| same(sent, seen));
                    let is_error = address.ends_with("/error");
                    if is_error {
                        // It may be about a setter before this call: then the answer of this one is still to come.
                        self.drain(QUIET)?;
                    }
                    if is_error || (address == call.call && echoes) {
                        return Ok(json!({ "address": address, "args": values }));
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

/// Numbers that went through 32 bits are the same.
fn same(sent: &Value, seen: &Value) -> bool {
    match (sent.as_f64(), seen.as_f64()) {
        #[expect(clippy::cast_possible_truncation, reason = "it is what the wire does to it")]
        (Some(sent), Some(seen)) => (sent as f32).to_bits() == (seen as f32).to_bits(),
        _ => sent == seen,
    }
}

fn padded(bytes: &mut Vec<u8>, text: &str) {
    bytes.extend(text.bytes().filter(|byte| *byte != 0));
    bytes.push(0);
    while !bytes.len().is_multiple_of(4) {
        bytes.push(0);
    }
}

/// Whole numbers are `i`, others `f`, texts `s`, and booleans `T` and `F`; anything else has no place in a message and
/// is left out.
fn encode(address: &str, args: &[Value]) -> Vec<u8> {
    let (mut types, mut values) = (",".to_owned(), Vec::new());
    for arg in args {
        match arg {
            Value::Bool(value) => types.push(if *value { 'T' } else { 'F' }),
            Value::String(text) => {
                types.push('s');
                padded(&mut values, text);
            }
            Value::Number(number) => {
                if let Some(whole) = number.as_i64().and_then(|whole| i32::try_from(whole).ok()) {
                    types.push('i');
                    values.extend(whole.to_be_bytes());
                } else {
                    types.push('f');
                    #[expect(clippy::cast_possible_truncation, reason = "OSC's numbers have 32 bits")]
                    values.extend((number.as_f64().unwrap_or_default() as f32).to_be_bytes());
                }
            }
            Value::Null | Value::Array(_) | Value::Object(_) => {}
        }
    }
    let mut bytes = Vec::new();
    padded(&mut bytes, address);
    padded(&mut bytes, &types);
    bytes.extend(values);
    bytes
}

fn decode(bytes: &[u8]) -> Option<(String, Vec<Value>)> {
    let mut rest = bytes;
    let address = text(&mut rest)?;
    let types = text(&mut rest)?;
    let mut args = Vec::new();
    for kind in types.strip_prefix(',')?.chars() {
        args.push(match kind {
            'i' => json!(i32::from_be_bytes(take(&mut rest)?)),
            'h' => json!(i64::from_be_bytes(take(&mut rest)?)),
            'f' => json!(f32::from_be_bytes(take(&mut rest)?)),
            'd' => json!(f64::from_be_bytes(take(&mut rest)?)),
            's' | 'S' => Value::String(text(&mut rest)?),
            'T' => Value::Bool(true),
            'F' => Value::Bool(false),
            'N' | 'I' => Value::Null,
            _ => return None,
        });
    }
    address.starts_with('/').then_some((address, args))
}

fn take<const N: usize>(rest: &mut &[u8]) -> Option<[u8; N]> {
    let (taken, left) = rest.split_first_chunk::<N>()?;
    *rest = left;
    Some(*taken)
}

fn text(rest: &mut &[u8]) -> Option<String> {
    let end = rest.iter().position(|byte| *byte == 0)?;
    let text = String::from_utf8_lossy(&rest[..end]).into_owned();
    *rest = rest.get((end + 4) / 4 * 4..)?;
    Some(text)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn messages_are_laid_out_as_the_specification_shows() {
        let bytes = encode("/live/song/set/tempo", &[json!(98)]);
        assert_eq!(bytes, b"/live/song/set/tempo\0\0\0\0,i\0\0\0\0\0\x62");
        let args = vec![json!(1), json!("Bass"), json!(0.5), json!(true)];
        assert_eq!(decode(&encode("/a", &args)), Some(("/a".to_owned(), args)));
    }

    proptest! {
        #[test]
        fn whatever_comes_is_a_message_or_none(bytes in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = decode(&bytes);
        }
    }
}
