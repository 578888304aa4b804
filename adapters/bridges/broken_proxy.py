"""A proxy in front of ableton-mcp's socket that breaks it in one way: what the area `inside` must notice.

python3 broken_proxy.py VARIANT [LISTEN [BRIDGE]]: ports, 9878 and 9877 by default. One connection after the other.
"""

import json
import socket
import sys

VARIANTS = {
    "drops-a-write": "LB-INSIDE-002",
    "success-without-effect": "LB-INSIDE-002",
    "swaps-indices-after-a-delete": "LB-INSIDE-007",
    "times-out-after-applying": "LB-INSIDE-003",
    "loses-notes-above-one-datagram": "LB-INSIDE-002",
}
DATAGRAM = 8192


def message(stream):
    """The next JSON message of a stream; None at its end."""
    data = b""
    while True:
        part = stream.recv(65536)
        if not part:
            return None
        data += part
        try:
            return json.loads(data)
        except ValueError:
            continue


class Bridge:
    """The bridge behind the proxy, and what the variant remembers of it."""

    def __init__(self, variant, port):
        self.variant = variant
        self.stream = socket.create_connection(("127.0.0.1", port))
        self.most_tracks = 0
        self.deleted = False

    def ask(self, request):
        self.stream.sendall(json.dumps(request).encode())
        return message(self.stream)

    def answer(self, request):
        kind, params = request["type"], request.get("params", {})
        success = {"status": "success"}
        if self.variant == "drops-a-write" and kind == "add_notes_to_clip":
            return {**success, "result": {"note_count": len(params["notes"])}}
        if self.variant == "success-without-effect" and kind == "set_tempo":
            return {**success, "result": {"tempo": params["tempo"]}}
        if self.variant == "times-out-after-applying" and kind == "set_tempo":
            self.ask(request)
            return {"status": "error", "message": "Timeout waiting for operation to complete"}
        if self.variant == "loses-notes-above-one-datagram" and kind == "add_notes_to_clip":
            notes, size = [], 0
            for note in params["notes"]:
                size += len(json.dumps(note))
                if size > DATAGRAM:
                    break
                notes.append(note)
            self.ask({"type": kind, "params": {**params, "notes": notes}})
            return {**success, "result": {"note_count": len(params["notes"])}}
        if self.variant == "swaps-indices-after-a-delete" and kind == "set_track_name" and self.deleted:
            index = params["track_index"]
            request = {"type": kind, "params": {**params, "track_index": 1 - index if index < 2 else index}}
        answer = self.ask(request)
        if kind == "get_session_snapshot" and answer:
            tracks = len(answer["result"]["tracks"])
            self.deleted = self.deleted or tracks < self.most_tracks
            self.most_tracks = max(self.most_tracks, tracks)
        return answer


def main():
    variant = sys.argv[1]
    if variant not in VARIANTS:
        sys.exit(f"there is no variant {variant}: " + ", ".join(VARIANTS))
    listen, port = (int(argument) for argument in (sys.argv[2:] + ["9878", "9877"][len(sys.argv) - 2 :]))
    server = socket.create_server(("127.0.0.1", listen))
    print("ready", flush=True)
    while True:
        client, _ = server.accept()
        try:
            bridge = Bridge(variant, port)
            while (request := message(client)) is not None:
                client.sendall(json.dumps(bridge.answer(request)).encode())
            bridge.stream.close()
        except OSError:
            pass
        client.close()


if __name__ == "__main__":
    main()
