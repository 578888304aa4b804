"""What a call from Python costs, beside a bare echo over the same kind of socket.

Usage: LIVEBRIDGE_LIVE_COMMAND="livebridge live serve" PYTHONPATH=src python tools/bench.py
"""

import socket
import subprocess
import sys
import time

import livebridge_live
from livebridge_live.server import Server

COUNT = 20_000

ECHO = """
import socket, sys
s = socket.create_connection(("127.0.0.1", int(sys.argv[1])))
s.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
while data := s.recv(65536):
    s.sendall(data)
"""


def timed(act, count=COUNT):
    """Microseconds of one `act`, the best of three runs."""
    best = float("inf")
    for _ in range(3):
        start = time.perf_counter()
        for _ in range(count):
            act()
        best = min(best, (time.perf_counter() - start) / count * 1e6)
    return best


def echo():
    """Microseconds of a line there and back, without anything around it."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        child = subprocess.Popen([sys.executable, "-c", ECHO, str(server.getsockname()[1])])
        connection, _ = server.accept()
        with connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            line = b'{"n":1,"op":"get","obj":2,"name":"tempo"}\n'

            def there_and_back():
                connection.sendall(line)
                connection.recv(65536)

            best = timed(there_and_back)
        child.wait()
    return best


def main():
    bare = echo()
    print(f"bare echo            {bare:7.1f} us")
    engine = Server()
    session = livebridge_live.connect(*engine.pipe())
    song = session.root("live_set")
    track = song.tracks[0]
    for name, act in (
        ("song.tempo", lambda: song.tempo),
        ("track.name", lambda: track.name),
        ("song.tracks", lambda: song.tracks),
        ("song.tempo = x", lambda: setattr(song, "tempo", 121.0)),
        ("track.devices", lambda: track.devices),
    ):
        cost = timed(act)
        print(f"{name:20} {cost:7.1f} us  {cost / bare:4.1f} x")
    session.close()
    engine.stop()


if __name__ == "__main__":
    main()
