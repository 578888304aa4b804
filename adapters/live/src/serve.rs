//! The ways to a session: a pair of pipes to a child, and a loopback socket.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use crate::session::{Answer, Session};

/// A session that several connections share.
pub type Shared = Arc<Mutex<Session>>;

/// The longest request.
const LONGEST: u64 = 16 * 1024 * 1024;

static NEXT: AtomicU64 = AtomicU64::new(1);

/// Answers requests until the other side closes, or breaks the protocol beyond reading.
pub fn connection(session: &Shared, reading: impl Read, mut writing: impl Write) -> std::io::Result<()> {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    let done = answer_all(session, number, BufReader::new(reading), &mut writing);
    lock(session).disconnect(number);
    done
}

/// The same for a child that the engine started itself, over pipes that nobody else has: it needs no token.
pub fn connection_of_child(session: &Shared, reading: impl Read, mut writing: impl Write) -> std::io::Result<()> {
    let number = NEXT.fetch_add(1, Ordering::Relaxed);
    lock(session).trust(number);
    let done = answer_all(session, number, BufReader::new(reading), &mut writing);
    lock(session).disconnect(number);
    done
}

fn lock(session: &Shared) -> std::sync::MutexGuard<'_, Session> {
    // A panic within a request would be a bug; the others go on with what there is.
    session.lock().unwrap_or_else(PoisonError::into_inner)
}

fn answer_all(
    session: &Shared,
    number: u64,
    mut reading: impl BufRead,
    writing: &mut impl Write,
) -> std::io::Result<()> {
    let mut line = String::new();
    loop {
        line.clear();
        let read = (&mut reading).take(LONGEST).read_line(&mut line)?;
        if read == 0 {
            return Ok(());
        }
        if !line.ends_with('\n') && line.len() as u64 >= LONGEST {
            return Err(std::io::Error::new(ErrorKind::InvalidData, "a request longer than 16 MiB"));
        }
        if line.trim().is_empty() {
            continue;
        }
        let (answer, delay) = {
            let mut session = lock(session);
            (session.answer(number, &line), session.faults.delay_ms)
        };
        if delay > 0 {
            std::thread::sleep(Duration::from_millis(delay));
        }
        let Answer::Line(mut text) = answer else { return Ok(()) };
        text.push('\n');
        writing.write_all(text.as_bytes())?;
        writing.flush()?;
    }
}

/// Listens on a port of this machine, any free one for 0, and serves each connection on a thread of its own. The port.
pub fn listen(session: Shared, port: u16) -> std::io::Result<u16> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port))?;
    let port = listener.local_addr()?.port();
    std::thread::Builder::new().name("listen".to_owned()).spawn(move || {
        for stream in listener.incoming().flatten() {
            let session = Arc::clone(&session);
            let serve = move || {
                let _ = serve_stream(&session, &stream);
            };
            // Without a thread the connection is closed, which its peer sees.
            let _ = std::thread::Builder::new().name("serve".to_owned()).spawn(serve);
        }
    })?;
    Ok(port)
}

fn serve_stream(session: &Shared, stream: &TcpStream) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    connection(session, stream.try_clone()?, stream)
}
