"""The protocol: what a server of JSON-RPC gets wrong."""

import json
import os
import sys
import time
from typing import Any, Optional

import livebridge_kit as kit
from faults import Complete, fault
from livebridge_kit import Json


class Wire(Complete):
    """A bridge with a server of its own: `message` changes an answer, `request` what arrives."""

    def request(self, line: bytes) -> Optional[bytes]:
        return line

    def message(self, answer: Optional[Json], request: Any) -> Any:
        return answer

    def ended(self) -> None:
        pass


def serve(bridge: Complete) -> None:
    """As the kit does, with the faults of the bridge in it."""
    server = kit.Server(bridge)
    try:
        while not server.ended:
            line = kit.read_line()
            if line is None:
                break
            given = bridge.request(line) if isinstance(bridge, Wire) else line
            if given is None:
                continue
            answer = server.answer(given) if given.strip() else None
            if isinstance(bridge, Wire):
                try:
                    request = json.loads(line)
                except ValueError:
                    request = None
                answer = bridge.message(answer, request)
            if answer is not None:
                kit.write_line(answer)
        if isinstance(bridge, Wire):
            bridge.ended()
    finally:
        bridge.close()


@fault
class TextIdsAreNumbers(Wire):
    def message(self, answer: Optional[Json], request: Any) -> Any:
        if answer and isinstance(answer["id"], str):
            answer["id"] = int(answer["id"]) if answer["id"].isdigit() else 0
        return answer


@fault
class NumberIdsAreText(Wire):
    def message(self, answer: Optional[Json], request: Any) -> Any:
        return {**answer, "id": str(answer["id"])} if answer and isinstance(answer["id"], float) else answer


@fault
class FractionsOfIdsAreDropped(Wire):
    def message(self, answer: Optional[Json], request: Any) -> Any:
        return {**answer, "id": int(answer["id"])} if answer and isinstance(answer["id"], float) else answer


@fault
class LongTextIdsAreCut(Wire):
    def message(self, answer: Optional[Json], request: Any) -> Any:
        return {**answer, "id": answer["id"][:16]} if answer and isinstance(answer["id"], str) else answer


@fault
class NullIdIsACall(Wire):
    def request(self, line: bytes) -> Optional[bytes]:
        return line.replace(b'"id":null', b'"id":0')


@fault
class TrueIdIsACall(Wire):
    def request(self, line: bytes) -> Optional[bytes]:
        return line.replace(b'"id":true', b'"id":1').replace(b'"id": true', b'"id":1')


@fault
class ObjectIdIsACall(Wire):
    def request(self, line: bytes) -> Optional[bytes]:
        return line.replace(b'"id":{}', b'"id":1').replace(b'"id": {}', b'"id":1')


@fault
class NotificationsAreAnswered(Wire):
    def message(self, answer: Optional[Json], request: Any) -> Any:
        if answer is None and isinstance(request, dict) and "id" not in request:
            return {"jsonrpc": "2.0", "id": None, "result": None}
        return answer


@fault
class NotificationsAreCarriedOut(Wire):
    """A call without an id changes the Set."""

    def request(self, line: bytes) -> Optional[bytes]:
        try:
            request = json.loads(line)
            if isinstance(request, dict) and "id" not in request:
                self.call(request["method"], request.get("params", {}))
        except (ValueError, KeyError, kit.Refusal, kit.ProtocolError):
            pass
        return line


@fault
class NotificationsEndTheProgram(Wire):
    def request(self, line: bytes) -> Optional[bytes]:
        if b'"id"' not in line and line.strip():
            sys.exit(1)
        return line


@fault
class CarriageReturnIsGarbage(Complete):
    def serve(self, _: Any) -> None:
        server = kit.Server(self)
        while not server.ended:
            line = sys.stdin.buffer.readline()
            if not line:
                break
            if line.endswith(b"\r\n"):
                answer = {"jsonrpc": "2.0", "id": None, "error": {"code": -32700, "message": "a control character"}}
            else:
                answer = server.answer(line[:-1]) if line.strip() else None
            if answer:
                kit.write_line(answer)
        self.close()


@fault
class BlankLineEndsTheProgram(Wire):
    def request(self, line: bytes) -> Optional[bytes]:
        if not line.strip():
            sys.exit(1)
        return line


@fault
class ErrorIsNullBesideAResult(Wire):
    def message(self, answer: Optional[Json], request: Any) -> Any:
        return {**answer, "error": None} if answer and "result" in answer else answer


@fault
class ResultIsNullBesideAnError(Wire):
    def message(self, answer: Optional[Json], request: Any) -> Any:
        return {**answer, "result": None} if answer and "error" in answer else answer


@fault
class VersionOfJsonRpcIsMissing(Wire):
    def message(self, answer: Optional[Json], request: Any) -> Any:
        return {key: value for key, value in answer.items() if key != "jsonrpc"} if answer else answer


@fault
class VersionOfJsonRpcIsNotAskedFor(Wire):
    def request(self, line: bytes) -> Optional[bytes]:
        if b"jsonrpc" not in line and line.startswith(b"{"):
            return b'{"jsonrpc":"2.0",' + line[1:]
        return line


@fault
class EndsWithThree(Wire):
    def ended(self) -> None:
        self.close()
        os._exit(3)


@fault
class HangsAtTheEnd(Wire):
    def ended(self) -> None:
        time.sleep(600)


@fault
class CrashesAtTheEnd(Wire):
    def ended(self) -> None:
        raise RuntimeError("the window is closed already")


@fault
class EndsWithoutAnAnswer(Wire):
    """Shutdown is not answered."""

    def message(self, answer: Optional[Json], request: Any) -> Any:
        return None if isinstance(request, dict) and request.get("method") == "shutdown" else answer


@fault
class ShutdownIsIgnored(Complete):
    """It answers, and goes on."""

    def serve(self, _: Any) -> None:
        server = kit.Server(self)
        while True:
            line = kit.read_line()
            if line is None:
                time.sleep(600)
            answer = server.answer(line) if line and line.strip() else None
            if answer:
                kit.write_line(answer)


@fault
class GreetsTwice(Wire):
    def request(self, line: bytes) -> Optional[bytes]:
        if b'"initialize"' in line:
            self.again = True
        return line

    def message(self, answer: Optional[Json], request: Any) -> Any:
        if isinstance(request, dict) and request.get("method") == "initialize" and answer and "error" in answer:
            if answer["error"]["code"] == kit.NOT_NOW:
                return {"jsonrpc": "2.0", "id": answer["id"], "result": self.greeting()}
        return answer


@fault
class AnyProtocolVersion(Wire):
    def request(self, line: bytes) -> Optional[bytes]:
        try:
            request = json.loads(line)
            request["params"]["protocolVersion"] = 1 if request["method"] == "initialize" else 0
            return json.dumps(request).encode() if request["method"] == "initialize" else line
        except (ValueError, KeyError, TypeError):
            return line


@fault
class CallsBeforeTheGreeting(Complete):
    def serve(self, _: Any) -> None:
        server = kit.Server(self)
        server.call = lambda method, params: (  # type: ignore[method-assign]
            kit.Server.call(server, method, params)
            if method in ("initialize", "shutdown")
            else self.call(method, params)
        )
        while not server.ended:
            line = kit.read_line()
            if line is None:
                break
            answer = server.answer(line) if line.strip() else None
            if answer:
                kit.write_line(answer)
        self.close()


@fault
class ParamsAsAList(Wire):
    """What is no object is none at all."""

    def request(self, line: bytes) -> Optional[bytes]:
        try:
            request = json.loads(line)
            if isinstance(request, dict) and not isinstance(request.get("params", {}), dict):
                return json.dumps({**request, "params": {}}).encode()
        except ValueError:
            pass
        return line


@fault
class UnknownMethodIsNothing(Complete):
    def call(self, method: str, params: Json) -> Any:
        return super().call(method, params) if method in self.operations() else None


@fault
class UnknownMethodInAnyCase(Complete):
    def call(self, method: str, params: Json) -> Any:
        known = next((name for name in self.operations() if name.lower() == method.lower()), method)
        return super().call(known, params)


@fault
class UnreadableEndsTheProgram(Wire):
    def request(self, line: bytes) -> Optional[bytes]:
        json.loads(line)
        return line


@fault
class UnreadableIsNotAnswered(Wire):
    def request(self, line: bytes) -> Optional[bytes]:
        try:
            json.loads(line)
            return line
        except ValueError:
            return None


@fault
class InternalErrors(Wire):
    """A refusal is -32603 with the code in its text."""

    def message(self, answer: Optional[Json], request: Any) -> Any:
        if answer and "error" in answer and answer["error"]["code"] == kit.BRIDGE_ERROR:
            if answer["error"]["data"]["code"] == "SDK_REJECTED":
                return {**answer, "error": {"code": -32603, "message": answer["error"]["message"]}}
        return answer


@fault
class HintIsEmpty(Wire):
    def message(self, answer: Optional[Json], request: Any) -> Any:
        if answer and "error" in answer and answer["error"].get("data", {}).get("code") == "SDK_REJECTED":
            answer["error"]["data"]["hint"] = ""
        return answer


@fault
class MethodOfTheLastCall(Wire):
    """A slip that answers with an older result once in a while: after an error the last answer is sent again."""

    last: Optional[Json] = None

    def message(self, answer: Optional[Json], request: Any) -> Any:
        if answer and "error" in answer and self.last and request and request.get("method") == "getNotes":
            return {**self.last, "id": answer["id"]}
        if answer and "result" in answer and request and request.get("method") == "getNotes":
            self.last = answer
        return answer


@fault
class TextNotEscaped(Complete):
    """Answers are put together by hand: what is beyond ASCII is sent in the encoding of the machine."""

    def serve(self, _: Any) -> None:
        server = kit.Server(self)
        while not server.ended:
            line = kit.read_line()
            if line is None:
                break
            answer = server.answer(line) if line.strip() else None
            if answer:
                text = json.dumps(answer, ensure_ascii=False)
                sys.stdout.buffer.write(text.encode("latin-1", "replace") + b"\n")
                sys.stdout.buffer.flush()
        self.close()


@fault
class LinesOf64Kilobytes(Complete):
    """What is longer is cut, and then no JSON."""

    def serve(self, _: Any) -> None:
        server = kit.Server(self)
        while not server.ended:
            line = sys.stdin.buffer.readline(65536)
            if not line:
                break
            answer = server.answer(line.rstrip(b"\r\n")) if line.strip() else None
            if answer:
                kit.write_line(answer)
        self.close()
