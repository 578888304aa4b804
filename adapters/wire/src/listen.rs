//! A server at an address: it listens, and serves several connections at once, each on a thread of its own.
//!
//! Strangers cost little: a bounded number of connections, a bounded time until `initialize`, short messages before
//! it, and a bounded wait for a client that does not read its answers.

use std::io::{self, Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener};
#[cfg(unix)]
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::address::Address;
use super::admission::{Admission, ServedClient, Token};
use super::socket::{Incoming, Outgoing, Socket};

/// How many connections are served at once. As many again are told that there are too many; more are hung up on.
pub const MAX_CONNECTIONS: usize = 16;

/// How long a connection has for its `initialize`.
const UNTIL_GREETED: Duration = Duration::from_secs(10);

/// How long a client may leave an answer unread when no more of it can be sent.
const UNTIL_READ: Duration = Duration::from_secs(30);

/// A client from outside.
pub type RemoteClient = ServedClient<Box<dyn Read + Send>, Box<dyn Write + Send>>;

/// A socket that waits for connections.
#[derive(Debug)]
pub struct Listener {
    kind: Kind,
    address: Address,
}

#[derive(Debug)]
enum Kind {
    Tcp(TcpListener),
    #[cfg(unix)]
    Unix(UnixListener),
    #[cfg(feature = "websocket")]
    WebSocket(TcpListener),
}

/// Removes the file of a Unix socket, to which nobody can connect any more.
impl Drop for Listener {
    fn drop(&mut self) {
        if let Address::Unix(path) = &self.address {
            let _ = std::fs::remove_file(path);
        }
    }
}

impl Listener {
    /// Listens at an address. Port 0 takes a free one: [`address`](Self::address) says which.
    pub fn bind(address: &Address) -> io::Result<Self> {
        match address {
            Address::Tcp(authority) => {
                let listener = TcpListener::bind(authority)?;
                let address = Address::Tcp(listener.local_addr()?.to_string());
                Ok(Self { kind: Kind::Tcp(listener), address })
            }
            Address::Unix(path) => bind_unix(path),
            Address::WebSocket { authority, path } => bind_web_socket(authority, path),
        }
    }

    /// Where it listens, as a client reaches it.
    pub const fn address(&self) -> &Address {
        &self.address
    }

    /// Whether only this machine can connect.
    pub fn is_local(&self) -> bool {
        match &self.address {
            Address::Unix(_) => true,
            Address::Tcp(authority) | Address::WebSocket { authority, .. } => {
                authority.parse().is_ok_and(|address: SocketAddr| match address.ip() {
                    IpAddr::V4(ip) => ip.is_loopback(),
                    IpAddr::V6(ip) => ip.is_loopback() || ip.to_ipv4_mapped().is_some_and(|ip| ip.is_loopback()),
                })
            }
        }
    }

    /// Serves everybody who connects with `session`, which answers one client until it goes. Returns only when nobody
    /// can connect any more, with the reason.
    pub fn serve(&self, token: Option<&Token>, session: impl Fn(RemoteClient) + Send + Sync + 'static) -> io::Error {
        const PATIENCE: u32 = 100;
        let session: Arc<dyn Fn(RemoteClient) + Send + Sync> = Arc::new(session);
        let connections = Arc::new(AtomicUsize::new(0));
        let mut failures = 0;
        loop {
            match self.accept() {
                Ok(socket) => {
                    failures = 0;
                    let place = Place::take(&connections);
                    if place.before < 2 * MAX_CONNECTIONS {
                        let admission = Arc::new(Admission::public(token.cloned(), place.before >= MAX_CONNECTIONS));
                        let (session, speaks) = (Arc::clone(&session), self.speaks());
                        thread::spawn(move || {
                            let _place = place;
                            let socket = Arc::new(socket);
                            // Somebody who leaves during the handshake leaves nothing to be done.
                            if let Ok(client) = speaks(&socket, &admission) {
                                session(client);
                            }
                            socket.linger();
                        });
                    }
                }
                // A client that is gone again, or too many open files: both pass.
                Err(error) if failures == PATIENCE => return error,
                Err(_) => {
                    failures += 1;
                    thread::sleep(Duration::from_millis(20));
                }
            }
        }
    }

    fn accept(&self) -> io::Result<Socket> {
        match &self.kind {
            Kind::Tcp(listener) => Socket::of_tcp(listener.accept()?.0),
            #[cfg(unix)]
            Kind::Unix(listener) => Ok(Socket::Unix(listener.accept()?.0)),
            #[cfg(feature = "websocket")]
            Kind::WebSocket(listener) => Socket::of_tcp(listener.accept()?.0),
        }
    }

    /// How a connection becomes two streams of lines.
    fn speaks(&self) -> Speaks {
        match &self.kind {
            #[cfg(feature = "websocket")]
            Kind::WebSocket(_) => texts,
            _ => lines,
        }
    }
}

type Speaks = fn(&Arc<Socket>, &Arc<Admission>) -> io::Result<RemoteClient>;

fn lines(socket: &Arc<Socket>, admission: &Arc<Admission>) -> io::Result<RemoteClient> {
    socket.set_write_timeout(Some(UNTIL_READ))?;
    let reader = Incoming::before(Arc::clone(socket), Arc::clone(admission), Instant::now() + UNTIL_GREETED);
    Ok(ServedClient {
        reader: Box::new(reader),
        writer: Box::new(Outgoing(Arc::clone(socket))),
        admission: Arc::clone(admission),
    })
}

#[cfg(feature = "websocket")]
fn texts(socket: &Arc<Socket>, admission: &Arc<Admission>) -> io::Result<RemoteClient> {
    socket.set_write_timeout(Some(UNTIL_READ))?;
    let ServedClient { reader, writer, admission } =
        super::websocket::accept(socket, admission, Instant::now() + UNTIL_GREETED)?;
    Ok(ServedClient { reader: Box::new(reader), writer: Box::new(writer), admission })
}

/// One of the connections that are open.
struct Place {
    connections: Arc<AtomicUsize>,
    /// How many there were before.
    before: usize,
}

impl Place {
    fn take(connections: &Arc<AtomicUsize>) -> Self {
        let before = connections.fetch_add(1, Ordering::AcqRel);
        Self { connections: Arc::clone(connections), before }
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.connections.fetch_sub(1, Ordering::AcqRel);
    }
}

#[cfg(feature = "websocket")]
fn bind_web_socket(authority: &str, path: &str) -> io::Result<Listener> {
    let listener = TcpListener::bind(authority)?;
    let address = Address::WebSocket { authority: listener.local_addr()?.to_string(), path: path.to_owned() };
    Ok(Listener { kind: Kind::WebSocket(listener), address })
}

#[cfg(not(feature = "websocket"))]
fn bind_web_socket(_authority: &str, _path: &str) -> io::Result<Listener> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "this program is built without the feature `websocket`"))
}

/// Only who may write the file may connect; a file that a dead server left is replaced.
#[cfg(unix)]
fn bind_unix(path: &Path) -> io::Result<Listener> {
    use std::os::unix::fs::{FileTypeExt, PermissionsExt};

    let is_left_over = std::fs::symlink_metadata(path).is_ok_and(|file| file.file_type().is_socket())
        && UnixStream::connect(path).is_err_and(|error| error.kind() == io::ErrorKind::ConnectionRefused);
    if is_left_over {
        std::fs::remove_file(path)?;
    }
    let listener = UnixListener::bind(path)?;
    let listener = Listener { kind: Kind::Unix(listener), address: Address::Unix(path.to_owned()) };
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o600))?;
    Ok(listener)
}

#[cfg(not(unix))]
fn bind_unix(_path: &Path) -> io::Result<Listener> {
    Err(io::Error::new(io::ErrorKind::Unsupported, "this system has no Unix sockets"))
}
