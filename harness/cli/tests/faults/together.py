"""Together: calls that do not wait for the answer of the one before."""

import json
import os
import select
from typing import Any, List, Optional

import livebridge_kit as kit
from faults import Complete, fault


class Lines:
    """Lines of stdin, and whether another one is there already."""

    def __init__(self) -> None:
        self.buffer = b""

    def next(self, wait: bool) -> Optional[bytes]:
        while b"\n" not in self.buffer:
            if not wait and not select.select([0], [], [], 0.002)[0]:
                return None
            piece = os.read(0, 1 << 16)
            if not piece:
                return None
            self.buffer += piece
        line, self.buffer = self.buffer.split(b"\n", 1)
        return line.rstrip(b"\r")


class Pipelined(Complete):
    """A bridge that takes what has arrived in one go."""

    def serve(self, _: Any) -> None:
        server, lines = kit.Server(self), Lines()
        while not server.ended:
            line = lines.next(True)
            if line is None:
                break
            burst = [line]
            while b"shutdown" not in burst[-1] and b"initialize" not in burst[-1] and len(burst) < 64:
                more = lines.next(False)
                if more is None:
                    break
                burst.append(more)
            for answer in self.answers(server, burst):
                if answer is not None:
                    kit.write_line(answer)
        self.close()

    def answers(self, server: kit.Server, burst: List[bytes]) -> List[Any]:
        return [server.answer(line) for line in burst if line.strip()]


def serve(bridge: Pipelined) -> None:
    bridge.serve(bridge)


def method_of(line: bytes) -> str:
    try:
        return str(json.loads(line).get("method"))
    except (ValueError, AttributeError):
        return ""


READS = ("get", "list", "find")


@fault
class LostBehindAFailedTransaction(Pipelined):
    """The roll-back restores the Set as it was when the transaction ended, with what came meanwhile."""

    def answers(self, server: kit.Server, burst: List[bytes]) -> List[Any]:
        found: List[Any] = []
        failed = None
        for line in burst:
            before = self.state, list(self.past), self.committed
            answer = server.answer(line) if line.strip() else None
            found.append(answer)
            if failed is not None and answer and "result" in answer and not method_of(line).startswith(READS):
                self.state, self.past, self.committed = before
                self.changed()
            failed = True if method_of(line) == "transaction" and answer and "error" in answer else None
        return found


@fault
class SecondTransactionRefused(Pipelined):
    def answers(self, server: kit.Server, burst: List[bytes]) -> List[Any]:
        found: List[Any] = []
        busy = False
        for line in burst:
            if busy and method_of(line) == "transaction":
                data = {"code": "SDK_REJECTED", "hint": "wait for the other transaction"}
                error = {"code": -32000, "message": "a transaction runs", "data": data}
                found.append({"jsonrpc": "2.0", "id": json.loads(line).get("id"), "error": error})
                continue
            found.append(server.answer(line) if line.strip() else None)
            busy = method_of(line) == "transaction"
        return found


@fault
class ReadsOvertake(Pipelined):
    """Reads need not wait for the main thread of the host."""

    def answers(self, server: kit.Server, burst: List[bytes]) -> List[Any]:
        ordered = sorted(burst, key=lambda line: not method_of(line).startswith(READS))
        return super().answers(server, ordered)


@fault
class SnapshotOvertakes(Pipelined):
    def answers(self, server: kit.Server, burst: List[bytes]) -> List[Any]:
        return super().answers(server, sorted(burst, key=lambda line: method_of(line) != "control/snapshot"))


@fault
class LastIsFirst(Pipelined):
    """A stack in the place of a queue: of a burst, what came last is done first."""

    def answers(self, server: kit.Server, burst: List[bytes]) -> List[Any]:
        return super().answers(server, burst[::-1])


@fault
class EqualMethodsCoalesce(Pipelined):
    """Of equal setters in one burst only the last reaches the host; all are answered."""

    def answers(self, server: kit.Server, burst: List[bytes]) -> List[Any]:
        found: List[Any] = []
        for at, line in enumerate(burst):
            later = burst[at + 1 :]
            if method_of(line) == "setParam" and any(method_of(one) == "setParam" for one in later):
                before = self.state, list(self.past), self.committed
                found.append(server.answer(line))
                self.state, self.past, self.committed = before
                self.changed()
            else:
                found.append(server.answer(line) if line.strip() else None)
        return found


@fault
class BurstIsOneStep(Pipelined):
    """What arrives in one tick is one step of the host."""

    def answers(self, server: kit.Server, burst: List[bytes]) -> List[Any]:
        depth = len(self.past)
        found = super().answers(server, burst)
        if len(burst) > 1 and len(self.past) > depth + 1:
            self.committed -= len(self.past) - depth - 1
            del self.past[depth + 1 :]
        return found


@fault
class SecondUndoOfABurstIsLost(Pipelined):
    def answers(self, server: kit.Server, burst: List[bytes]) -> List[Any]:
        found: List[Any] = []
        undone = False
        for line in burst:
            if undone and method_of(line) == "control/undo":
                found.append({"jsonrpc": "2.0", "id": json.loads(line).get("id"), "result": {"done": True}})
                continue
            found.append(server.answer(line) if line.strip() else None)
            undone = method_of(line) == "control/undo"
        return found


@fault
class AnswersOfABurstSwapped(Pipelined):
    """Results are matched by order of arrival of two workers."""

    def answers(self, server: kit.Server, burst: List[bytes]) -> List[Any]:
        found = super().answers(server, burst)
        if len(found) > 2 and all(one and "result" in one for one in found[:2]):
            found[0]["result"], found[1]["result"] = found[1]["result"], found[0]["result"]
        return found


@fault
class QueueOfSixteen(Pipelined):
    """What is more is dropped without an answer."""

    def answers(self, server: kit.Server, burst: List[bytes]) -> List[Any]:
        return super().answers(server, burst[:16])


@fault
class ErrorsOfABurstAreOne(Pipelined):
    """After a refusal the rest of a burst is refused with the same."""

    def answers(self, server: kit.Server, burst: List[bytes]) -> List[Any]:
        found: List[Any] = []
        error = None
        for line in burst:
            if error is not None:
                found.append({"jsonrpc": "2.0", "id": json.loads(line).get("id"), "error": error})
                continue
            found.append(server.answer(line) if line.strip() else None)
            error = (found[-1] or {}).get("error")
        return found


@fault
class MutationBehindUndoIsLost(Pipelined):
    def answers(self, server: kit.Server, burst: List[bytes]) -> List[Any]:
        found: List[Any] = []
        undone = False
        for line in burst:
            before = self.state, list(self.past), list(self.future), self.committed
            found.append(server.answer(line) if line.strip() else None)
            if undone and method_of(line) in kit.OPERATIONS and kit.OPERATIONS[method_of(line)].is_mutation:
                self.state, self.past, self.future, self.committed = before
                self.changed()
            undone = method_of(line) == "control/undo"
        return found


@fault
class TransactionSeenHalf(Pipelined):
    """A read behind a transaction is answered from its middle."""

    declares = {**Complete.declares, "concurrency": "queued"}

    def answers(self, server: kit.Server, burst: List[bytes]) -> List[Any]:
        found: List[Any] = []
        before = None
        for line in burst:
            state = self.state
            if before is not None and method_of(line).startswith(READS):
                self.state = before
                self.changed()
                found.append(server.answer(line))
                self.state = state
                self.changed()
                continue
            found.append(server.answer(line) if line.strip() else None)
            before = state if method_of(line) == "transaction" else None
        return found
