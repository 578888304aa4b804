"""The history, and transactions."""

from typing import Any, List

from livebridge_kit import OPERATIONS, Batch, Json, Refusal, Step, bad_input

from ..bridge import Complete
from ..snapshot import song_to_json


class NoStepForTheSameValue(Complete):
    """What changes nothing is no step of the history."""

    def is_step(self, step: Step) -> bool:
        return song_to_json(step.before) != song_to_json(self.state)


class NoStepForTheSameProperty(Complete):
    """The same, but only where one property is written: tempo, mixer and parameters. Notes are always a step."""

    method = ""

    def call(self, method: str, params: Json) -> Any:
        self.method = method
        return super().call(method, params)

    def is_step(self, step: Step) -> bool:
        setters = ("setTempo", "setParam", "setTrackProps", "setClipProps")
        return self.method not in setters or song_to_json(step.before) != song_to_json(self.state)


class HistoryOfOneHundred(Complete):
    history_limit = 100


class HistoryOfTwenty(Complete):
    history_limit = 20


class HistoryOfOne(Complete):
    history_limit = 1


class CountsFromAThousand(Complete):
    """`transactionCount` counts what somebody else did before, too."""

    def __init__(self) -> None:
        super().__init__()
        self.committed = 1000


class NoUndoSteps(Complete):
    """Says nothing of how many steps a transaction took."""

    def transaction(self, ops: List[Any]) -> Json:
        return {"outcomes": super().transaction(ops)["outcomes"]}


class WithoutStagedReferences(Complete):
    declares = {**Complete.declares, "stagedReferences": False}

    def _check_syntax(self, written: str, batch: Batch) -> None:
        self.check_syntax(written)


class Grouped(Complete):
    """The word for a host without roll-back: what was done before a mutation failed stays, as a step."""

    declares = {**Complete.declares, "transaction": "grouped"}

    def _commit(self, ops: List[Any], is_transaction: bool) -> List[Any]:
        try:
            return super()._commit(ops, is_transaction)
        except Refusal as refusal:
            if refusal.op:
                super()._commit(ops[: refusal.op], is_transaction)
            raise


class GroupedWithoutStagedReferences(Grouped):
    declares = {**Complete.declares, "transaction": "grouped", "stagedReferences": False}

    def _check_syntax(self, written: str, batch: Batch) -> None:
        self.check_syntax(written)


class GroupedWithRollback(Complete):
    """Promises less than it does."""

    declares = {**Complete.declares, "transaction": "grouped"}


class Queued(Complete):
    declares = {**Complete.declares, "concurrency": "queued"}


class ReferencesFirst(Complete):
    """The references and the shape of all operations are judged before anything is tried."""

    def transaction(self, ops: List[Any]) -> Json:
        for at, op in enumerate(ops):
            try:
                self.judge(op, at, ops)
            except Refusal as refusal:
                refusal.op = at
                raise
        return super().transaction(ops)

    def judge(self, op: Any, at: int, ops: List[Any]) -> None:
        if not isinstance(op, dict) or not isinstance(op.get("method"), str):
            raise bad_input("an operation is an object with a `method`")
        params = op.get("params", {})
        if not isinstance(params, dict):
            raise bad_input("`params` must be an object")
        for key in ("trackId", "slotId", "clipId", "paramId"):
            written = params.get(key)
            takes = OPERATIONS[op["method"]].takes if op["method"] in OPERATIONS else {}
            if key in takes and isinstance(written, str) and written.startswith("#"):
                digits = written[1:].split("/")[0]
                if not digits.isdigit() or (digits != "0" and digits.startswith("0")) or int(digits) >= at:
                    raise bad_input(f"`{written}` refers to no earlier operation of this transaction", written)
