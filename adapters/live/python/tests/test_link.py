"""The link to the engine: whatever the other side does ends in an answer or a clear error."""

import json
import os
import random
import socket
import threading
import unittest

from livebridge_live.errors import DeadObject, LinkError, NotSimulated
from livebridge_live.link import Link, Pipe, dial, from_environment


class Peer:
    """The engine's end of a link, answering with given bytes; then it may hang up.

    A link waits long for it: on a busy machine this thread runs when it runs,
    and an answer that is late is no answer that is missing.
    """

    def __init__(self, reply, timeout=60, limit=4096, hangs_up=False):
        near, self.far = socket.socketpair()
        self.link = Link(Pipe(near.fileno(), near.fileno(), near), timeout=timeout, limit=limit)
        self.reply = reply
        self.hangs_up = hangs_up
        threading.Thread(target=self.run, daemon=True).start()

    def run(self):
        with self.far:
            stream = self.far.makefile("rb")
            for line in stream:
                data = self.reply(json.loads(line))
                if data is None:
                    return
                try:
                    self.far.sendall(data)
                except OSError:
                    return
                if self.hangs_up:
                    return


def value(request):
    return json.dumps({"n": request["n"], "value": request["op"]}).encode() + b"\n"


class Answers(unittest.TestCase):
    def test_an_answer_in_pieces_is_put_together(self):
        near, far = socket.socketpair()
        link = Link(Pipe(near.fileno(), near.fileno(), near), timeout=60)

        def slowly():
            far.recv(4096)
            for byte in b'{"n":0,"value":"\xc3\xa4"}\n':
                far.sendall(bytes([byte]))

        threading.Thread(target=slowly, daemon=True).start()
        self.assertEqual(link.request("alive")["value"], "\u00e4")
        far.close()
        link.close()

    def test_errors_become_the_exceptions_of_live(self):
        kinds = {
            "RuntimeError": RuntimeError,
            "ArgumentError": TypeError,
            "IndexError": IndexError,
            "DeadObject": DeadObject,
            "NotSimulated": NotSimulated,
            "of tomorrow": RuntimeError,
        }
        for kind, exception in kinds.items():
            error = {"kind": kind, "message": "no", "class": "Song", "member": "loop"}
            peer = Peer(lambda r, e=error: json.dumps({"n": r["n"], "error": e}).encode() + b"\n")
            with self.assertRaises(exception):
                peer.link.request("alive")
            with self.assertRaises(exception):
                peer.link.request("alive")
            self.assertIsNone(peer.link.broken)
            peer.link.close()

    def test_threads_get_each_their_own_answer(self):
        peer = Peer(value)
        wrong = []

        def ask(name):
            for _ in range(200):
                if peer.link.request(name)["value"] != name:
                    wrong.append(name)

        threads = [threading.Thread(target=ask, args=(f"op{i}",)) for i in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(wrong, [])
        peer.link.close()


class Damage(unittest.TestCase):
    def broken(self, reply, words, **options):
        peer = Peer(reply, **options)
        with self.assertRaises(LinkError) as first:
            peer.link.request("alive")
        self.assertIn(words, str(first.exception))
        # A broken link stays broken, with its reason and without asking again.
        asked = peer.link.requests
        with self.assertRaises(LinkError) as second:
            peer.link.request("alive")
        self.assertEqual(str(first.exception), str(second.exception))
        self.assertEqual(peer.link.requests, asked)

    def test_each_kind_of_damage_is_named(self):
        self.broken(lambda _r: b"what?\n", "no JSON")
        self.broken(lambda _r: b"[" * 3000 + b"\n", "no JSON")
        self.broken(lambda _r: b"[1]\n", "no object")
        self.broken(lambda _r: b'{"n":7}\n', "7")
        self.broken(lambda _r: b'{"n":0,"error":3}\n', "no object")
        self.broken(lambda _r: b"\xff\xfe\n", "no JSON")
        self.broken(lambda _r: b"x" * 9000, "longer than 4096")
        self.broken(lambda _r: b"", "no answer to alive within", timeout=0.05)
        self.broken(lambda _r: None, "closed")
        self.broken(lambda r: value(r)[:-4], "no answer", timeout=0.05)
        self.broken(lambda r: value(r)[:-4], "closed", hangs_up=True)

    def test_random_damage_never_hangs(self):
        draw = random.Random(16)
        endings = {"answered": 0, "refused": 0, "broken": 0}
        for _ in range(400):
            good = bytearray(value({"n": 0, "op": "alive"}))
            for _ in range(draw.randrange(4)):
                place = draw.randrange(len(good))
                act = draw.randrange(4)
                if act == 0:
                    good[place] = draw.randrange(256)
                elif act == 1:
                    del good[place:]
                    good += b"\n" if draw.random() < 0.5 else b""
                elif act == 2:
                    good[place:place] = bytes(draw.randrange(256) for _ in range(draw.randrange(1, 9)))
                else:
                    good += good[place:]
                if not good:
                    good = bytearray(b"\n")
            peer = Peer(lambda _r, data=bytes(good): data, hangs_up=True)
            try:
                peer.link.request("alive")
                endings["answered"] += 1
            except LinkError:
                endings["broken"] += 1
            except Exception:
                endings["refused"] += 1
            peer.link.close()
        self.assertGreater(endings["broken"], 50)
        self.assertGreater(endings["answered"], 20)


class Addresses(unittest.TestCase):
    def test_wrong_ones_are_refused_in_words(self):
        for address in ("", "tcp:", "tcp:127.0.0.1", "tcp:127.0.0.1:x", "udp:127.0.0.1:1", "tcp:127.0.0.1:99999"):
            with self.assertRaises(LinkError):
                dial(address)
        with self.assertRaises(LinkError) as refused:
            dial("tcp:example.org:80")
        self.assertIn("this machine", str(refused.exception))

    def test_the_environment_names_the_engine(self):
        with self.assertRaises(LinkError) as missing:
            from_environment({})
        self.assertIn("livebridge live", str(missing.exception))
        with self.assertRaises(LinkError):
            from_environment({"LIVEBRIDGE_LIVE_FDS": "3"})
        reading, writing = os.pipe()
        pipe, token = from_environment({"LIVEBRIDGE_LIVE_FDS": f"{reading},{writing}"})
        self.assertIsNone(token)
        pipe.send(b"x")
        self.assertEqual(pipe.receive(1), b"x")
        pipe.close()


if __name__ == "__main__":
    unittest.main()
