//! TCP and Unix sockets as the streams that the rest reads and writes.
//!
//! A socket is shared: one thread reads it, others write it, and whoever ends the connection shuts it down.

use std::io::{self, Read, Write};
use std::net::{Shutdown, TcpStream, ToSocketAddrs};
#[cfg(unix)]
use std::os::fd::{AsFd, BorrowedFd};
#[cfg(unix)]
use std::os::unix::net::UnixStream;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use super::admission::Admission;
use super::client::Connection;
#[cfg(unix)]
use super::stream::{Descriptor, Polled};

/// A connected socket.
#[derive(Debug)]
pub(super) enum Socket {
    Tcp(TcpStream),
    #[cfg(unix)]
    Unix(UnixStream),
}

/// What every kind of socket does in the same way.
macro_rules! each {
    ($socket:expr, $stream:ident => $does:expr) => {
        match $socket {
            Socket::Tcp($stream) => $does,
            #[cfg(unix)]
            Socket::Unix($stream) => $does,
        }
    };
}

impl Socket {
    /// Connects to a host and port: to each address of the host in turn.
    pub(super) fn tcp(authority: &str, patience: Duration) -> io::Result<Self> {
        let mut last = io::Error::new(io::ErrorKind::NotFound, "the host has no address");
        for address in authority.to_socket_addrs()? {
            match TcpStream::connect_timeout(&address, patience) {
                Ok(stream) => return Self::of_tcp(stream),
                Err(error) => last = error,
            }
        }
        Err(last)
    }

    /// Calls are short and wait for their answers: they are not to be collected into larger packets.
    pub(super) fn of_tcp(stream: TcpStream) -> io::Result<Self> {
        stream.set_nodelay(true)?;
        Ok(Self::Tcp(stream))
    }

    /// Connects to a Unix socket.
    #[cfg(unix)]
    pub(super) fn unix(path: &Path) -> io::Result<Self> {
        UnixStream::connect(path).map(Self::Unix)
    }

    /// There are none here.
    #[cfg(not(unix))]
    pub(super) fn unix(_path: &Path) -> io::Result<Self> {
        Err(io::Error::new(io::ErrorKind::Unsupported, "this system has no Unix sockets: use tcp:HOST:PORT"))
    }

    /// Lets reads and writes fail that would wait.
    #[cfg(unix)]
    fn do_not_block(&self) -> io::Result<()> {
        each!(self, stream => stream.set_nonblocking(true))
    }

    /// Limits how long a read may wait.
    pub(super) fn set_read_timeout(&self, patience: Option<Duration>) -> io::Result<()> {
        each!(self, stream => stream.set_read_timeout(patience))
    }

    /// Limits how long a write may wait.
    pub(super) fn set_write_timeout(&self, patience: Option<Duration>) -> io::Result<()> {
        each!(self, stream => stream.set_write_timeout(patience))
    }

    /// Ends one direction or both, also for a thread that waits in a read or a write.
    pub(super) fn shut_down(&self, how: Shutdown) {
        // Whatever was closed before needs no closing.
        let _ = each!(self, stream => stream.shutdown(how));
    }

    /// Says goodbye from the server's side: the last answer arrives although the client may still be sending. A socket
    /// that is closed with something unread in it takes back what it sent.
    pub(super) fn linger(&self) {
        const MOST: usize = 1024 * 1024;
        let deadline = Instant::now() + Duration::from_millis(500);
        self.shut_down(Shutdown::Write);
        let (mut buffer, mut dropped) = ([0; 8192], 0);
        while dropped < MOST {
            let left = deadline.saturating_duration_since(Instant::now());
            if left.is_zero() || self.set_read_timeout(Some(left)).is_err() {
                return;
            }
            match { self }.read(&mut buffer) {
                Ok(0) | Err(_) => return,
                Ok(count) => dropped += count,
            }
        }
    }
}

#[cfg(unix)]
impl AsFd for Socket {
    fn as_fd(&self) -> BorrowedFd<'_> {
        each!(self, stream => stream.as_fd())
    }
}

impl Read for &Socket {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        each!(*self, stream => { stream }.read(buffer))
    }
}

impl Write for &Socket {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        each!(*self, stream => { stream }.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        each!(*self, stream => { stream }.flush())
    }
}

/// The reading end of a shared socket. Of a client that is not admitted yet it has until the deadline.
#[derive(Debug)]
pub(super) struct Incoming {
    socket: Arc<Socket>,
    admission: Option<(Arc<Admission>, Instant)>,
}

impl Incoming {
    pub(super) const fn new(socket: Arc<Socket>) -> Self {
        Self { socket, admission: None }
    }

    pub(super) const fn before(socket: Arc<Socket>, admission: Arc<Admission>, deadline: Instant) -> Self {
        Self { socket, admission: Some((admission, deadline)) }
    }
}

#[cfg(unix)]
impl AsFd for Incoming {
    fn as_fd(&self) -> BorrowedFd<'_> {
        self.socket.as_fd()
    }
}

impl Read for Incoming {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some((admission, deadline)) = &self.admission {
            if admission.is_greeted() {
                self.socket.set_read_timeout(None)?;
                self.admission = None;
            } else {
                let left = deadline.saturating_duration_since(Instant::now());
                if left.is_zero() {
                    return Err(io::Error::new(io::ErrorKind::TimedOut, "nobody said `initialize` in time"));
                }
                self.socket.set_read_timeout(Some(left))?;
            }
        }
        { &*self.socket }.read(buffer)
    }
}

/// The writing end of a shared socket.
#[derive(Debug)]
pub(super) struct Outgoing(pub(super) Arc<Socket>);

impl Write for Outgoing {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        { &*self.0 }.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        { &*self.0 }.flush()
    }
}

/// The two ends of a socket of ours, which a client reads and writes.
pub(super) struct Ends {
    socket: Arc<Socket>,
    #[cfg(unix)]
    polled: Polled,
}

impl Ends {
    pub(super) fn of(socket: &Arc<Socket>) -> Self {
        Self {
            socket: Arc::clone(socket),
            #[cfg(unix)]
            polled: {
                let socket: Arc<Descriptor> = Arc::clone(socket) as _;
                Polled::new(&socket, &socket)
            },
        }
    }

    /// What is read, until the deadline of whoever reads.
    pub(super) fn reader(&self) -> impl Read + Send + use<> {
        let incoming = Incoming::new(Arc::clone(&self.socket));
        #[cfg(unix)]
        return self.polled.limited(incoming);
        #[cfg(not(unix))]
        return incoming;
    }

    /// Until when the next reads may wait.
    #[cfg(feature = "websocket")]
    pub(super) fn read_until(&self, deadline: Option<Instant>) -> io::Result<()> {
        #[cfg(unix)]
        self.polled.read_until(deadline);
        self.socket.set_read_timeout(deadline.map(|deadline| deadline.saturating_duration_since(Instant::now())))
    }

    /// A connection whose streams are on top of these ends. The socket is shut down as soon as nobody writes any more.
    pub(super) fn connection(
        self,
        reader: impl Read + Send + 'static,
        writer: impl Write + Send + 'static,
    ) -> io::Result<Connection> {
        let for_abort = Arc::clone(&self.socket);
        let abort = move || for_abort.shut_down(Shutdown::Both);
        let for_leave = Arc::clone(&self.socket);
        let leave = move || for_leave.shut_down(Shutdown::Write);
        let writer = UntilDropped { writer, socket: Arc::clone(&self.socket) };
        let connection = Connection { leave: Some(Box::new(leave)), ..Connection::over(reader, writer, abort) };
        #[cfg(unix)]
        {
            self.socket.do_not_block()?;
            Ok(Connection { polled: Some(self.polled), ..connection })
        }
        #[cfg(not(unix))]
        Ok(connection)
    }
}

/// The client reads for as long as the socket is open, so it is not enough to drop the writer.
struct UntilDropped<W> {
    writer: W,
    socket: Arc<Socket>,
}

impl<W: Write> Write for UntilDropped<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.writer.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.writer.flush()
    }
}

impl<W> Drop for UntilDropped<W> {
    fn drop(&mut self) {
        self.socket.shut_down(Shutdown::Both);
    }
}
