"""Repetition merges: what looks like one gesture becomes one undo step, or one call becomes several."""

import time
from typing import Any, List, Optional

from faults import Complete, fault, named
from livebridge_kit import Json, Step


class Merging(Complete):
    """Makes one step of a call and the one before where `alike` says so."""

    before: Optional[tuple] = None
    times = 1

    def alike(self, last: tuple, now: tuple) -> bool:
        return last[0] == now[0]

    def key(self, ops: List[Any]) -> tuple:
        params = ops[0]["params"] if ops and isinstance(ops[0], dict) else {}
        params = params if isinstance(params, dict) else {}
        subject = next((params[key] for key in ("clipId", "paramId", "slotId", "trackId") if key in params), None)
        return (ops[0].get("method"), subject, params, time.monotonic(), len(ops))

    def _commit(self, ops: List[Any], is_transaction: bool) -> List[Any]:
        answers = super()._commit(ops, is_transaction)
        now = self.key(ops)
        if self.before and len(self.past) > 1 and self.wants(is_transaction) and self.alike(self.before, now):
            last = self.past.pop()
            self.past[-1].edits += last.edits
            self.committed -= 1
        self.before = now
        return answers

    def wants(self, is_transaction: bool) -> bool:
        return not is_transaction

    def call(self, method: str, params: Json) -> Any:
        if method in ("control/undo", "control/redo", "control/reset"):
            self.before = None
        return super().call(method, params)


MUTATIONS = (
    "setTempo setTrackProps setNotes createTrack createMidiClip setClipProps deleteTrack deleteClip "
    "createArrangementMidiClip createArrangementAudioClip clearClipsInRange createCuePoint setParam insertDevice"
)
for method in MUTATIONS.split():
    named(
        f"merge-{method.lower()}",
        Merging,
        alike=lambda self, last, now, method=method: last[0] == now[0] == method and last[1] == now[1],
    )


@fault
class MergeOnlyNextValue(Merging):
    """A parameter that moves by little is a knob being turned."""

    def alike(self, last: tuple, now: tuple) -> bool:
        values = last[2].get("value"), now[2].get("value")
        return last[:2] == now[:2] and None not in values and abs(values[0] - values[1]) <= 0.15


@fault
class MergeWithinTwoMilliseconds(Merging):
    def alike(self, last: tuple, now: tuple) -> bool:
        return now[3] - last[3] < 0.002 and last[:2] == now[:2]


@fault
class MergeAnythingWithinHalfAMillisecond(Merging):
    def alike(self, last: tuple, now: tuple) -> bool:
        return now[3] - last[3] < 0.0005


@fault
class MergeTheThirdOfAKind(Merging):
    """The second gesture begins a group, the third joins it."""

    run = 0

    def alike(self, last: tuple, now: tuple) -> bool:
        self.run = self.run + 1 if last[:2] == now[:2] else 0
        return self.run >= 2


@fault
class MergeEqualArguments(Merging):
    """The same call again is a retry."""

    def alike(self, last: tuple, now: tuple) -> bool:
        return last[:3] == now[:3] and last[0] not in ("setTempo", "setParam", "setNotes")


@fault
class MergeNotesAndProperties(Merging):
    """A clip is filled, then named: one thing to the user."""

    def alike(self, last: tuple, now: tuple) -> bool:
        return (last[0], now[0]) == ("setNotes", "setClipProps") and last[1] == now[1]


@fault
class MergeCreateThenFill(Merging):
    def alike(self, last: tuple, now: tuple) -> bool:
        return (last[0], now[0]) == ("createMidiClip", "setNotes")


@fault
class MergeNameOfNewTrack(Merging):
    def alike(self, last: tuple, now: tuple) -> bool:
        return (last[0], now[0]) == ("createTrack", "setTrackProps")


@fault
class MergeTransactionsOfOneShape(Merging):
    """Two transactions with the same number of operations, the first of one method."""

    def wants(self, is_transaction: bool) -> bool:
        return is_transaction

    def alike(self, last: tuple, now: tuple) -> bool:
        return last[0] == now[0] and last[4] == now[4]


@fault
class MergeCallIntoTransactionBefore(Merging):
    last_was_transaction = False

    def wants(self, is_transaction: bool) -> bool:
        now, self.last_was_transaction = self.last_was_transaction, is_transaction
        return now and not is_transaction

    def alike(self, last: tuple, now: tuple) -> bool:
        return True


@fault
class MergeAfterUndo(Complete):
    """After an undo the open step of the host is the one before."""

    undone = False

    def call(self, method: str, params: Json) -> Any:
        before = len(self.past)
        answer = super().call(method, params)
        if self.undone and len(self.past) > before >= 1 and not method.startswith("control/"):
            self.past.pop()
            self.committed -= 1
        self.undone = method == "control/undo" or (self.undone and len(self.past) == before)
        return answer


@fault
class MuteAndSoloAreOne(Merging):
    """Buttons of one strip pressed after each other."""

    def alike(self, last: tuple, now: tuple) -> bool:
        props = [set(one[2].get("props") or {}) for one in (last, now)]
        return last[0] == now[0] == "setTrackProps" and {"mute", "solo"} >= props[0] | props[1] and props[0] != props[1]


@fault
class DeclaresThatItMayMerge(Merging):
    declares = {**Complete.declares, "undoGrouping": "mayMerge"}

    def alike(self, last: tuple, now: tuple) -> bool:
        return last[:2] == now[:2]


@fault
class DeclaresTwoStepsPerCommit(Complete):
    """Begin and end of a step are both seen by the host."""

    declares = {**Complete.declares, "undoStepsPerCommit": 2}

    def _commit(self, ops: List[Any], is_transaction: bool) -> List[Any]:
        answers = super()._commit(ops, is_transaction)
        self.past.append(Step(self.save()))
        self.committed += 1
        return answers


@fault
class TransactionsOfMoreThanFourSplit(Complete):
    """The host closes a step after some operations."""

    def _commit(self, ops: List[Any], is_transaction: bool) -> List[Any]:
        answers = super()._commit(ops, is_transaction)
        if len(ops) > 4:
            self.past.append(Step(self.save()))
            self.committed += 1
        return answers


@fault
class CreateTrackTakesTwoSteps(Complete):
    """The track, then its name."""

    def _commit(self, ops: List[Any], is_transaction: bool) -> List[Any]:
        answers = super()._commit(ops, is_transaction)
        if not is_transaction and ops[0]["method"] == "createTrack":
            self.past.append(Step(self.save()))
            self.committed += 1
        return answers


@fault
class MergeOnDifferentClips(Merging):
    """Notes written to neighbours in a row."""

    def alike(self, last: tuple, now: tuple) -> bool:
        return last[0] == now[0] == "setNotes" and last[1] != now[1]


@fault
class MergeParamsOfOneDevice(Merging):
    def alike(self, last: tuple, now: tuple) -> bool:
        if not last[0] == now[0] == "setParam" or last[1] == now[1]:
            return False
        return str(last[1]).rsplit("/", 1)[0] == str(now[1]).rsplit("/", 1)[0]
