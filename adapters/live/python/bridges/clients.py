"""Clients in a few lines: JSON over TCP as two families of bridges speak it, and MCP over stdio."""

import json
import socket

from .support import PATIENCE, Child


class TcpClient:
    """Sends `{"type", "params"}`, takes `{"status", "result"}`; no delimiter, the JSON's end is the end."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)

    def send(self, kind, **params):
        """The whole answer."""
        self.socket.sendall(json.dumps({"type": kind, "params": params}).encode())
        data = b""
        while True:
            part = self.socket.recv(65536)
            if not part:
                raise AssertionError(f"{kind}: the script closed the connection after {data[:200]!r}")
            data += part
            try:
                return json.loads(data)
            except ValueError:
                continue

    def ask(self, kind, **params):
        """The result; fails where the script reports an error."""
        answer = self.send(kind, **params)
        if answer.get("status") != "success":
            raise AssertionError(f"{kind} {params}: {answer}")
        return answer["result"]

    def refused(self, kind, **params):
        """The message of an error; fails where the script reports success."""
        answer = self.send(kind, **params)
        if answer.get("status") != "error":
            raise AssertionError(f"{kind} {params} was not refused: {answer}")
        return answer["message"]

    def close(self):
        """Ends the connection."""
        self.socket.close()


class McpClient:
    """A client of an MCP server over stdio: initialize, list tools, call them."""

    def __init__(self, command, env):
        self.child = Child(command, env)
        self.number = 0
        self.server = self.request(
            "initialize",
            protocolVersion="2024-11-05",
            capabilities={},
            clientInfo={"name": "livebridge-test", "version": "1"},
        )
        self.notify("notifications/initialized")

    def notify(self, method, **params):
        """A message without an answer."""
        self.child.write(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}))

    def request(self, method, **params):
        """The result of a request; other messages in between are passed over."""
        self.number += 1
        message = {"jsonrpc": "2.0", "id": self.number, "method": method, "params": params}
        self.child.write(json.dumps(message))
        while True:
            answer = json.loads(self.child.line())
            if answer.get("id") != self.number:
                continue
            if "error" in answer:
                raise AssertionError(f"{method} {params}: {answer['error']}")
            return answer["result"]

    def tools(self):
        """The names of all tools."""
        return [tool["name"] for tool in self.request("tools/list")["tools"]]

    def call(self, tool, **arguments):
        """The text of a tool's answer and whether it is an error."""
        result = self.request("tools/call", name=tool, arguments=arguments)
        text = "\n".join(part.get("text", "") for part in result.get("content", []))
        return text, bool(result.get("isError"))

    def end(self):
        """Ends the server."""
        self.child.end()


class JsClient:
    """The npm client of ableton-js in a Node process, told what to do in JavaScript."""

    def __init__(self, command, env):
        self.child = Child(command, env)
        assert json.loads(self.child.line())["value"] == "ready"

    def run(self, body):
        """The value of an async function's body; fails with the message of what it throws."""
        self.child.write(json.dumps(body))
        answer = json.loads(self.child.line())
        if "error" in answer:
            raise AssertionError(answer["error"])
        return answer["value"]

    def end(self):
        """Ends the client."""
        self.child.end()
