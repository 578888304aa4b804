"""A bridge as many are written: JSON commands over a socket. Usage: bridge.py json|lines|length DROP_AT [TRACK...]

It prints its port. At the request with the number DROP_AT, counted from 1, it closes the connection after the command.
"""
import json, socketserver, struct, sys

framing, drop_at = sys.argv[1], int(sys.argv[2])
song = {"tempo": 120.0, "tracks": [{"title": name, "midi": True, "muted": False} for name in sys.argv[3:]]}
requests = 0


def run(cmd, at=None, **args):
    tracks = song["tracks"]
    if cmd == "song":
        return song
    if cmd == "tempo":
        song["tempo"] = args["value"]
    elif cmd == "add":
        tracks.append({"title": args["title"], "midi": args["midi"], "muted": False})
        return {"at": len(tracks) - 1}
    elif at not in range(len(tracks)):
        raise LookupError("no track %s" % at)
    elif cmd == "remove":
        del tracks[at]
    else:
        tracks[at].update(args)
    return {}


def take(buffer):
    """The first message of a buffer and what is behind it; None while it is not whole."""
    if framing == "length":
        end = 4 + struct.unpack(">I", buffer[:4])[0] if len(buffer) >= 4 else 5
        return (json.loads(buffer[4:end]), buffer[end:]) if len(buffer) >= end else (None, buffer)
    if framing == "lines":
        line, found, rest = buffer.partition(b"\n")
        return (json.loads(line), rest) if found else (None, buffer)
    try:
        text = buffer.decode()
        message, end = json.JSONDecoder().raw_decode(text)
        return message, text[end:].encode()
    except ValueError:
        return None, buffer


class Client(socketserver.BaseRequestHandler):
    def handle(self):
        global requests
        buffer = b""
        while part := self.request.recv(4096):
            message, buffer = take(buffer + part)
            if message is None:
                continue
            requests += 1
            try:
                answer = {"ok": run(message["cmd"], **message["with"])}
            except (LookupError, TypeError) as error:
                answer = {"failed": str(error)}
            if requests == drop_at:
                return
            text = json.dumps(answer).encode()
            framed = {"json": text, "lines": text + b"\n", "length": struct.pack(">I", len(text)) + text}
            self.request.sendall(framed[framing])


with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Client) as server:
    print(server.server_address[1], flush=True)
    server.serve_forever()
