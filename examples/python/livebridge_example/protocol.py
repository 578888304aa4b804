"""The protocol: one JSON-RPC message per line. Nothing here knows what a Set is."""

import json
import re
import sys
import traceback
from typing import Any, Optional

from .arguments import Fields, Json, Number, Refusal
from .bridge import GREETING, Bridge
from .snapshot import without_none

MAX_MESSAGE_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 128

PARSE_ERROR = -32700
INVALID_REQUEST = -32600
INVALID_PARAMS = -32602
INTERNAL_ERROR = -32603
BRIDGE_ERROR = -32000
UNSUPPORTED_VERSION = -32001
NOT_NOW = -32002


class ProtocolError(Exception):
    """An error of JSON-RPC itself, not of the contract."""

    def __init__(self, code: int, message: str, data: Optional[Json] = None):
        super().__init__(message)
        self.error = without_none({"code": code, "message": message, "data": data})


def parse(line: bytes) -> Any:
    if len(line) > MAX_MESSAGE_BYTES:
        raise ProtocolError(INVALID_REQUEST, f"a message may have at most {MAX_MESSAGE_BYTES} bytes")
    if depth(line) > MAX_DEPTH:
        raise ProtocolError(INVALID_REQUEST, f"JSON may be at most {MAX_DEPTH} levels deep")
    try:
        return json.loads(line.decode("utf-8"), parse_int=whole_number, parse_constant=no_number)
    except ValueError as error:
        raise ProtocolError(PARSE_ERROR, f"the message is not JSON: {error}") from error


def whole_number(digits: str) -> Number:
    """Whole numbers beyond what a 64-bit float holds exactly are read as such a float, as anywhere else."""
    return int(digits) if len(digits) <= 15 else float(digits)


def no_number(text: str) -> None:
    """Python's parser takes NaN and Infinity, which JSON does not have."""
    raise ValueError(f"{text} is no JSON")


def depth(line: bytes) -> int:
    """The deepest nesting, with brackets in strings left out. Looked at closely only where it may be too deep."""
    if line.count(b"[") + line.count(b"{") <= MAX_DEPTH:
        return 0
    outside = re.sub(rb'"(?:[^"\\]|\\.)*"', b"", line)
    now = deepest = 0
    for bracket in re.findall(rb"[][{}]", outside):
        now += 1 if bracket in b"[{" else -1
        deepest = max(deepest, now)
    return deepest


class Server:
    """Answers the messages of one client."""

    def __init__(self, bridge: Bridge):
        self.bridge = bridge
        self.greeted = False
        self.ended = False

    def answer(self, line: bytes) -> Optional[Json]:
        """The answer to a message; None to a notification, which is ignored."""
        request_id = None
        try:
            request = parse(line)
            if not isinstance(request, dict):
                raise ProtocolError(INVALID_REQUEST, "a request is an object")
            if "id" not in request:
                if not isinstance(request.get("method"), str):
                    raise ProtocolError(INVALID_REQUEST, "a request needs an `id` and a `method`")
                return None
            if isinstance(request["id"], bool) or not isinstance(request["id"], (str, int, float)):
                raise ProtocolError(INVALID_REQUEST, "an `id` is a string or a number")
            request_id = request["id"]
            if request.get("jsonrpc") != "2.0" or not isinstance(request.get("method"), str):
                raise ProtocolError(INVALID_REQUEST, 'a request needs "jsonrpc": "2.0" and a `method`')
            result = self.call(request["method"], request.get("params", {}))
            return {"jsonrpc": "2.0", "id": request_id, "result": result}
        except ProtocolError as problem:
            error = problem.error
        except Refusal as refusal:
            data = {"code": refusal.code, "hint": refusal.hint, "subjectId": refusal.subject, "op": refusal.op}
            error = {"code": BRIDGE_ERROR, "message": refusal.message, "data": without_none(data)}
        except Exception as bug:  # A bug of ours must be seen, and must not end the connection.
            traceback.print_exc(file=sys.stderr)
            error = {"code": INTERNAL_ERROR, "message": f"internal error: {bug!r}"}
        return {"jsonrpc": "2.0", "id": request_id, "error": error}

    def call(self, method: str, params: Any) -> Any:
        if method == "initialize":
            return self.initialize(params)
        if not self.greeted:
            raise ProtocolError(NOT_NOW, "call `initialize` first")
        if method == "shutdown":
            self.ended = True
            return None
        return self.bridge.call(method, Fields(params, "params"))

    def initialize(self, params: Any) -> Json:
        if self.greeted:
            raise ProtocolError(NOT_NOW, "`initialize` was called before")
        version = params.get("protocolVersion") if isinstance(params, dict) else None
        if isinstance(version, bool) or not isinstance(version, (int, float)):
            raise ProtocolError(INVALID_PARAMS, "`initialize` needs a number as `protocolVersion`")
        if version != 1:
            raise ProtocolError(UNSUPPORTED_VERSION, "this protocol version is not spoken here", {"supported": [1]})
        self.greeted = True
        return GREETING


def read_line() -> Optional[bytes]:
    """The next line without its end; None when the input ends. Of a line that is too long only a part is kept."""
    longest = MAX_MESSAGE_BYTES + len(b"\r\n")
    line = sys.stdin.buffer.readline(longest)
    rest = line
    while rest and not rest.endswith(b"\n"):
        rest = sys.stdin.buffer.readline(longest)
    if not rest:
        return None
    line = line[:-1] if line.endswith(b"\n") else line
    return line[:-1] if line.endswith(b"\r") else line


def write_line(answer: Json) -> None:
    line = json.dumps(answer, separators=(",", ":")).encode("utf-8")
    if len(line) > MAX_MESSAGE_BYTES:
        data = {"code": "SDK_REJECTED", "hint": "ask for less at once"}
        error = {"code": BRIDGE_ERROR, "message": "the answer would be longer than a message may be", "data": data}
        line = json.dumps({"jsonrpc": "2.0", "id": answer["id"], "error": error}).encode("utf-8")
    sys.stdout.buffer.write(line + b"\n")
    # The client waits for this line: without a flush it may stay in a buffer for ever.
    sys.stdout.buffer.flush()


def serve(bridge: Bridge) -> None:
    """Answers on stdout what arrives on stdin, until the client asks for the end or goes away."""
    server = Server(bridge)
    while not server.ended:
        line = read_line()
        if line is None:
            return
        answer = server.answer(line)
        if answer is not None:
            write_line(answer)
