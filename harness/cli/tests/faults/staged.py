"""Staged references, outcomes, and the position of what failed."""

import copy
from typing import Any, Dict, List

import livebridge_kit as kit
from faults import Complete, fault
from livebridge_kit import Json, Refusal


@fault
class ReferenceToWhatWasCutIsItsNeighbour(Complete):
    """What an operation made is kept as a path."""

    def _run_staged(self, op: Any, batch: Any) -> str:
        method = super()._run_staged(op, batch)
        made = batch.objects[-1]
        batch.paths = getattr(batch, "paths", []) + [self.id_of(made[1]) if made else None]
        self.paths = batch.paths
        return method

    def below(self, kind: str, made: str, thing: Any, rest: str, given: str) -> Any:
        path = self.paths[int(given[1:].split("/")[0])] + rest
        self.check_syntax(path)
        self.check_kind(kind, path, given)
        return self.find(path)


@fault
class BadReferenceHasNoSubject(Complete):
    def below(self, kind: str, made: str, thing: Any, rest: str, given: str) -> Any:
        try:
            found = super().below(kind, made, thing, rest, given)
        except Refusal as refusal:
            refusal.subject = None
            raise
        if found is None:
            raise Refusal("STALE_REFERENCE", "that is gone")
        return found


@fault
class BadReferenceNamesThePath(Complete):
    def below(self, kind: str, made: str, thing: Any, rest: str, given: str) -> Any:
        path = (self.id_of(thing) or kit.GONE[made]) + rest
        found = super().below(kind, made, thing, rest, path)
        if found is None:
            raise Refusal("STALE_REFERENCE", f"there is no `{path}`", path)
        return found


@fault
class GoneReferenceIsBadInput(Complete):
    def below(self, kind: str, made: str, thing: Any, rest: str, given: str) -> Any:
        found = super().below(kind, made, thing, rest, given)
        if found is None:
            raise kit.bad_input(f"`{given}` is gone", given)
        return found


@fault
class ReferenceBelowIsOfTheFirstDevice(Complete):
    """`#2/param:0` looks at the track."""

    def below(self, kind: str, made: str, thing: Any, rest: str, given: str) -> Any:
        if made == "device" and rest:
            for track in self.state.tracks:
                if thing in track.devices:
                    thing = track.devices[0]
        return super().below(kind, made, thing, rest, given)


@fault
class ReferenceBelowIgnoresTheIndex(Complete):
    def below(self, kind: str, made: str, thing: Any, rest: str, given: str) -> Any:
        if rest.startswith("/param:") and len(thing.parameters):
            rest = "/param:0"
        return super().below(kind, made, thing, rest, given)


@fault
class ReferencesWithLeadingZeros(Complete):
    def _run(self, method: str, params: Any, batch: Any) -> Any:
        if isinstance(params, dict):
            params = {k: f"#{v[2:]}" if isinstance(v, str) and v.startswith("#0") and len(v) > 2 and v[2].isdigit()
                      else v for k, v in params.items()}
        return super()._run(method, params, batch)


@fault
class ReferenceToItselfIsTheOneBefore(Complete):
    def _run(self, method: str, params: Any, batch: Any) -> Any:
        if isinstance(params, dict) and batch.objects:
            me = f"#{len(batch.objects)}"
            params = {k: f"#{len(batch.objects) - 1}" if v == me else v for k, v in params.items()}
        return super()._run(method, params, batch)


@fault
class ReferenceToADeleteIsIgnored(Complete):
    """A reference to an operation without an object is stale in the place of bad input."""

    def _check_syntax(self, written: str, batch: Any) -> None:
        try:
            super()._check_syntax(written, batch)
        except Refusal as refusal:
            if "without an object" in refusal.message:
                raise Refusal("STALE_REFERENCE", refusal.message, written) from refusal
            raise


@fault
class SetNotesHasNoObject(Complete):
    def _run_staged(self, op: Any, batch: Any) -> str:
        method = super()._run_staged(op, batch)
        if method == "setNotes":
            batch.notes = True
        return method

    def below(self, kind: str, made: str, thing: Any, rest: str, given: str) -> Any:
        if made == "clip" and thing.notes and kind == "clip" and not rest:
            raise kit.bad_input(f"`{given}` refers to an operation without an object", given)
        return super().below(kind, made, thing, rest, given)


@fault
class UndoStepsIsTheNumberOfOperations(Complete):
    def transaction(self, ops: List[Any]) -> Json:
        answer = super().transaction(ops)
        return {**answer, "undoSteps": len(ops)}


@fault
class UndoStepsOfAnEmptyTransactionIsOne(Complete):
    def transaction(self, ops: List[Any]) -> Json:
        return {**super().transaction(ops), "undoSteps": 1}


class AtOnce(Complete):
    """Answers are made as operations run, not after the commit."""

    def which(self, method: str) -> bool:
        return True

    def _run_staged(self, op: Any, batch: Any) -> str:
        method = super()._run_staged(op, batch)
        made = batch.objects[-1]
        self.early: Dict[int, Any] = getattr(self, "early", {}) if len(batch.objects) > 1 else {}
        if batch.is_transaction and self.which(method):
            self.early[len(batch.objects) - 1] = copy.deepcopy(self._answer(method, made))
        return method

    def transaction(self, ops: List[Any]) -> Json:
        self.early = {}
        answer = super().transaction(ops)
        answer["outcomes"] = [self.early.get(at, one) for at, one in enumerate(answer["outcomes"])]
        return answer


@fault
class OutcomesAreMadeAtOnce(AtOnce):
    pass


@fault
class OverviewIsMadeAtOnce(AtOnce):
    def which(self, method: str) -> bool:
        return method == "setTempo"


@fault
class TracksAreDescribedAtOnce(AtOnce):
    def which(self, method: str) -> bool:
        return method in ("createTrack", "setTrackProps")


@fault
class NotesAreCountedAtOnce(AtOnce):
    def which(self, method: str) -> bool:
        return method == "setNotes"


@fault
class ParamsAreDescribedAtOnce(AtOnce):
    def which(self, method: str) -> bool:
        return method == "setParam"


@fault
class OutcomeOfWhatIsGone(AtOnce):
    """The clip that was deleted later is answered with what it was."""

    def transaction(self, ops: List[Any]) -> Json:
        self.early = {}
        answer = Complete.transaction(self, ops)
        outcomes = answer["outcomes"]
        answer["outcomes"] = [self.early.get(at) if one is None else one for at, one in enumerate(outcomes)]
        return answer


@fault
class OutcomesWithoutNothings(Complete):
    """What answers nothing is left out."""

    def transaction(self, ops: List[Any]) -> Json:
        answer = super().transaction(ops)
        return {**answer, "outcomes": [one for one in answer["outcomes"] if one is not None]}


@fault
class IdsAreThoseOfTheMoment(Complete):
    """Each operation looks its ids up when it runs."""

    def _first(self, ops: List[Any]) -> Dict[str, Any]:
        return {}


@fault
class TrackIdsAreThoseOfTheMoment(Complete):
    def _first(self, ops: List[Any]) -> Dict[str, Any]:
        return {id: thing for id, thing in super()._first(ops).items() if "/" in id}


@fault
class ClipIdsAreThoseOfTheMoment(Complete):
    def _first(self, ops: List[Any]) -> Dict[str, Any]:
        return {id: thing for id, thing in super()._first(ops).items() if "/clip:" not in id}


@fault
class DeviceIdsAreThoseOfTheMoment(Complete):
    def _first(self, ops: List[Any]) -> Dict[str, Any]:
        return {id: thing for id, thing in super()._first(ops).items() if "/device:" not in id}


@fault
class MadeInTheSameTransactionHasAnId(Complete):
    """An id that named nothing at the beginning is looked up again."""

    def _first(self, ops: List[Any]) -> Dict[str, Any]:
        return {id: thing for id, thing in super()._first(ops).items() if thing is not None}


@fault
class DeletedInTheSameTransactionStays(Complete):
    """What was deleted before is written, and lost."""

    def _object(self, wanted: Any, written: str, batch: Any) -> Any:
        thing = batch.first.get(written)
        if thing is not None and self.id_of(thing) is None and wanted.kind == "clip":
            return thing
        return super()._object(wanted, written, batch)


class Position(Complete):
    def moved(self, op: int, ops: List[Any]) -> Any:
        return op

    def transaction(self, ops: List[Any]) -> Json:
        try:
            return super().transaction(ops)
        except Refusal as refusal:
            refusal.op = self.moved(refusal.op or 0, ops)
            raise


@fault
class PositionFromOne(Position):
    def moved(self, op: int, ops: List[Any]) -> Any:
        return op + 1


@fault
class PositionIsAlwaysTheFirst(Position):
    def moved(self, op: int, ops: List[Any]) -> Any:
        return 0


@fault
class PositionIsTheLast(Position):
    def moved(self, op: int, ops: List[Any]) -> Any:
        return len(ops) - 1


@fault
class PositionIsMissing(Position):
    def moved(self, op: int, ops: List[Any]) -> Any:
        return None


@fault
class PositionIsAByte(Position):
    def moved(self, op: int, ops: List[Any]) -> Any:
        return op % 128


@fault
class LastErrorIsTold(Complete):
    """Operations are tried to the end, and the last error wins."""

    def transaction(self, ops: List[Any]) -> Json:
        try:
            return super().transaction(ops)
        except Refusal as refusal:
            for at in range(len(ops) - 1, refusal.op or 0, -1):
                try:
                    self._commit([*ops[: refusal.op], ops[at]], True)
                    self.undo()
                    self.future.pop()
                    self.committed -= 1
                except Refusal as later:
                    if later.op == refusal.op:
                        later.op = at
                        raise later from None
            raise


@fault
class TransactionOfOneIsACall(Complete):
    """Of one operation, the position is not told."""

    def transaction(self, ops: List[Any]) -> Json:
        try:
            return super().transaction(ops)
        except Refusal as refusal:
            refusal.op = None if len(ops) == 1 else refusal.op
            raise


@fault
class ReadsAreTakenInATransaction(Complete):
    def _run_staged(self, op: Any, batch: Any) -> str:
        if isinstance(op, dict) and op.get("method") == "getNotes":
            batch.objects.append(None)
            return "deleteClip"
        return super()._run_staged(op, batch)


@fault
class UnknownOperationIsBadInput(Complete):
    def _run_staged(self, op: Any, batch: Any) -> str:
        if isinstance(op, dict) and isinstance(op.get("method"), str) and op["method"] not in kit.OPERATIONS:
            raise kit.bad_input("there is no such operation")
        return super()._run_staged(op, batch)


@fault
class CallsWithReferences(Complete):
    """Outside of a transaction `#0` is the last object."""

    last: Any = None

    def _commit(self, ops: List[Any], is_transaction: bool) -> List[Any]:
        answers = super()._commit(ops, is_transaction)
        self.last = answers[0].get("id") if answers and isinstance(answers[0], dict) else None
        return answers

    def _run(self, method: str, params: Any, batch: Any) -> Any:
        if isinstance(params, dict) and not batch.is_transaction and self.last:
            params = {key: self.last if value == "#0" else value for key, value in params.items()}
        return super()._run(method, params, batch)


@fault
class FailingTransactionCounts(Complete):
    def transaction(self, ops: List[Any]) -> Json:
        try:
            return super().transaction(ops)
        except Refusal:
            self.committed += 1
            raise


@fault
class CountsOperations(Complete):
    """`transactionCount` counts mutations."""

    def transaction(self, ops: List[Any]) -> Json:
        answer = super().transaction(ops)
        self.committed += max(len(ops) - 1, 0)
        return answer
