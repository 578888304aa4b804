//! A tool server over standard streams: a message to a line, each answered before the next is read.

use std::io::{self, ErrorKind, Read, Write};

use livebridge_wire::{FrameError, Lines};

use crate::protocol::{RpcError, code};
use crate::server::{Answered, ToolServer};

/// The longest message that a server takes, in bytes.
pub const MAX_MESSAGE: usize = 8 * 1024 * 1024;

/// Serves until the input ends, or nobody reads the answers any more.
///
/// What is no message is answered with an error, and the next line is served.
pub fn serve_lines(server: &ToolServer, reader: impl Read, mut writer: impl Write) -> io::Result<()> {
    let mut lines = Lines::with_limit(reader, MAX_MESSAGE);
    loop {
        let answered = match lines.next_line(|_| {}) {
            Ok(None) => return Ok(()),
            Ok(Some(line)) if line.trim_ascii().is_empty() => continue,
            Ok(Some(line)) => match std::str::from_utf8(line) {
                Ok(text) => server.answer(text),
                Err(error) => no_message(code::PARSE, &format!("not UTF-8 at byte {}", error.valid_up_to())),
            },
            Err(FrameError::TooLong) => {
                no_message(code::INVALID_REQUEST, &format!("a message is longer than {MAX_MESSAGE} bytes"))
            }
            Err(FrameError::Io(error)) => return Err(error),
            Err(other) => no_message(code::PARSE, &other.to_string()),
        };
        if let Some(mut line) = answered.message {
            line.push('\n');
            match writer.write_all(line.as_bytes()).and_then(|()| writer.flush()) {
                Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
                written => written?,
            }
        }
    }
}

fn no_message(code: i64, what: &str) -> Answered {
    Answered::error(None, 400, &RpcError::new(code, what))
}
