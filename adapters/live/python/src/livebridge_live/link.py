"""The connection to the engine: one JSON object a line each way, an answer to each request.

Whatever comes that is no proper answer in proper time breaks the link with a
clear error: after it nothing hangs and nothing is guessed.
"""

import json
import os
import select
import socket
import threading
import time

from .errors import LinkError, raised

# The longest line taken from the engine, and the longest wait for an answer.
LINE_LIMIT = 160 * 1024 * 1024
TIMEOUT = 30.0


# Made once: `json.dumps` with options makes an encoder at each call.
_encode = json.JSONEncoder(separators=(",", ":"), allow_nan=False).encode
_decode = json.JSONDecoder().decode


class Pipe:
    """Bytes over a pair of inherited descriptors, or over a socket's one."""

    def __init__(self, reading, writing, owner=None):
        self._reading = reading
        self._writing = writing
        self._owner = owner
        # poll, not select: a process may hold more descriptors than select can name.
        self._poll = select.poll()
        self._poll.register(reading, select.POLLIN | select.POLLHUP)

    def send(self, data):
        """Writes everything."""
        sent = os.write(self._writing, data)
        while sent < len(data):
            sent += os.write(self._writing, memoryview(data)[sent:])

    def receive(self, seconds):
        """What has come, at least one byte; b"" at the end; None when nothing came in time."""
        if self._reading < 0:
            return b""
        if not self._poll.poll(max(0, int(seconds * 1000))):
            return None
        return os.read(self._reading, 1 << 18)

    def close(self):
        """Closes both directions; a second time does nothing."""
        owner, self._owner = self._owner, None
        if owner is not None:
            owner.close()
        elif self._reading >= 0:
            for descriptor in {self._reading, self._writing}:
                try:
                    os.close(descriptor)
                except OSError:
                    pass
        self._reading = self._writing = -1


class Link:
    """Requests to the engine, one at a time, from whatever thread."""

    def __init__(self, pipe, timeout=TIMEOUT, limit=LINE_LIMIT):
        self._pipe = pipe
        self._timeout = timeout
        self._limit = limit
        self._lock = threading.RLock()
        self._buffer = bytearray()
        self._number = 0
        self._broken = None
        self.requests = 0

    def request(self, op, **fields):
        """The engine's answer to one request, as a dictionary.

        Raises what the engine refuses as the exception that Live raises, and
        LinkError when the link breaks or is broken.
        """
        with self._lock:
            answer = self._exchange(op, fields)
        error = answer.get("error")
        if error is None:
            return answer
        if not isinstance(error, dict):
            raise self._break(f"an error that is no object: {error!r:.200}")
        raise raised(error)

    def _exchange(self, op, fields):
        if self._broken:
            raise LinkError(self._broken)
        number, self._number = self._number, self._number + 1
        if op == "get":
            # The most frequent by far; a member's name is an identifier and needs no escape.
            line = f'{{"n":{number},"op":"get","obj":{fields["obj"]:d},"name":"{fields["name"]}"}}\n'
        else:
            line = _encode({"n": number, "op": op, **fields}) + "\n"
        self.requests += 1
        try:
            self._pipe.send(line.encode())
        except OSError as error:
            raise self._break(f"the engine takes no more requests: {error}") from error
        answer = self._answer(op)
        if answer.get("n") != number or isinstance(answer.get("n"), bool):
            raise self._break(f"an answer to {answer.get('n')!r:.60} where {number} was asked ({op})")
        return answer

    def _answer(self, op):
        """The next line as an object."""
        line = self._line(op)
        try:
            answer = _decode(line.decode())
        except (ValueError, RecursionError) as error:
            raise self._break(f"a line that is no JSON ({error}): {bytes(line[:80])!r}") from error
        if not isinstance(answer, dict):
            raise self._break(f"a line that is no object: {bytes(line[:80])!r}")
        return answer

    def _line(self, op):
        """The next line, without its end."""
        deadline = time.monotonic() + self._timeout
        searched = 0
        if not self._buffer:
            # An answer mostly comes whole and alone.
            data = self._read(op, deadline)
            if data.find(b"\n") == len(data) - 1:
                return data
            self._buffer += data
        while True:
            end = self._buffer.find(b"\n", searched)
            if end >= 0:
                line = self._buffer[:end]
                del self._buffer[: end + 1]
                return line
            searched = len(self._buffer)
            if searched > self._limit:
                raise self._break(f"a line longer than {self._limit} bytes")
            self._buffer += self._read(op, deadline)

    def _read(self, op, deadline):
        """What comes next, at least one byte."""
        try:
            data = self._pipe.receive(deadline - time.monotonic())
        except OSError as error:
            raise self._break(f"the engine cannot be read: {error}") from error
        if data is None:
            raise self._break(f"no answer to {op} within {self._timeout:g} s")
        if not data:
            raise self._break("the engine has closed the connection")
        return data

    def _break(self, why):
        """Closes the link for good and gives the error to raise."""
        self._broken = f"the link to the simulated Live is broken: {why}"
        self._pipe.close()
        return LinkError(self._broken)

    @property
    def broken(self):
        """Why the link is broken, or None."""
        return self._broken

    def close(self):
        """Ends the connection; later requests raise LinkError."""
        with self._lock:
            if not self._broken:
                self._broken = "the link to the simulated Live was closed"
            self._pipe.close()


def from_environment(environ=None):
    """The pipe that the environment names, and the token that opens it.

    `LIVEBRIDGE_LIVE_FDS=in,out` are inherited descriptors; otherwise
    `LIVEBRIDGE_LIVE=tcp:127.0.0.1:PORT` with `LIVEBRIDGE_LIVE_TOKEN`.
    """
    environ = os.environ if environ is None else environ
    descriptors = environ.get("LIVEBRIDGE_LIVE_FDS")
    if descriptors:
        reading, _, writing = descriptors.partition(",")
        if not (reading.strip().isdigit() and writing.strip().isdigit()):
            raise LinkError(f"LIVEBRIDGE_LIVE_FDS is no pair of descriptors: {descriptors!r}")
        return Pipe(int(reading), int(writing)), None
    address = environ.get("LIVEBRIDGE_LIVE")
    if not address:
        raise LinkError(
            "no engine: start through `livebridge live run -- ...` or set LIVEBRIDGE_LIVE "
            "to the address that `livebridge live serve` prints"
        )
    return dial(address), environ.get("LIVEBRIDGE_LIVE_TOKEN")


def dial(address):
    """A pipe to `tcp:HOST:PORT`; only this machine's own addresses are taken."""
    scheme, _, rest = address.partition(":")
    host, _, port = rest.rpartition(":")
    if scheme != "tcp" or not port.isdigit() or not 0 < int(port) < 65536:
        raise LinkError(f"no address of an engine: {address!r} (wanted tcp:127.0.0.1:PORT)")
    if host not in ("127.0.0.1", "localhost"):
        raise LinkError(f"the engine is reached on this machine only, not on {host!r}")
    try:
        connection = socket.create_connection(("127.0.0.1", int(port)), timeout=10)
    except OSError as error:
        raise LinkError(f"no engine answers at {address}: {error}") from error
    connection.setblocking(True)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return Pipe(connection.fileno(), connection.fileno(), connection)
