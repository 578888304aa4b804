"""Histories that end too early, or lie about their end."""

from typing import Any, List

from faults import Complete, fault, named
from livebridge_kit import Json


class Short(Complete):
    most = 10

    def _commit(self, ops: List[Any], is_transaction: bool) -> List[Any]:
        answers = super()._commit(ops, is_transaction)
        del self.past[: -self.most]
        return answers


for most in (2, 3, 5, 8, 10, 16, 20, 32, 50, 64, 99):
    named(f"history-of-{most}", Short, most=most)


@fault
class DeclaresTwentyHasTen(Short):
    declares = {**Complete.declares, "undoHistory": 20}


@fault
class DeclaresTwentySaysDoneForEver(Short):
    """The end is not told."""

    most = 20
    declares = {**Complete.declares, "undoHistory": 20}

    def undo(self) -> Json:
        super().undo()
        return {"done": True}


@fault
class EndOfHistoryLoadsTheFirstSet(Short):
    """One more undo goes to how it was at the reset."""

    most = 20
    declares = {**Complete.declares, "undoHistory": 20}
    first: Any = None

    def load(self, song: Any) -> None:
        super().load(song)
        self.first = song

    def undo(self) -> Json:
        done = super().undo()
        if not done["done"] and self.first is not None:
            self.state = self.first
            self.changed()
        return done


@fault
class EndOfHistoryForgetsRedo(Complete):
    """An undo with nothing there empties what could be redone."""

    def undo(self) -> Json:
        done = super().undo()
        if not done["done"]:
            self.future.clear()
        return done


@fault
class RedoWithNothingForgetsUndo(Complete):
    def redo(self) -> Json:
        done = super().redo()
        if not done["done"]:
            self.past.clear()
        return done


class ShortRedo(Complete):
    most = 2

    def undo(self) -> Json:
        done = super().undo()
        del self.future[: -self.most]
        return done


for most in (1, 2, 3, 8, 20, 50):
    named(f"redo-of-{most}", ShortRedo, most=most)


@fault
class StepLostInTheMiddle(Complete):
    """Every seventeenth step joins the one before, when the journal is written to disk."""

    def _commit(self, ops: List[Any], is_transaction: bool) -> List[Any]:
        answers = super()._commit(ops, is_transaction)
        if len(self.past) == 17:
            del self.past[16]
        return answers


@fault
class UndoSkipsEveryFourth(Complete):
    """A counter of undos in a row that is off by one."""

    row = 0

    def call(self, method: str, params: Json) -> Any:
        self.row = self.row + 1 if method == "control/undo" else 0
        if self.row == 4:
            super().call(method, params)
        return super().call(method, params)


@fault
class RedoSkipsTheSecond(Complete):
    row = 0

    def call(self, method: str, params: Json) -> Any:
        self.row = self.row + 1 if method == "control/redo" else 0 if method == "control/undo" else self.row
        if self.row == 2 and len(self.future) > 1 and method == "control/redo":
            super().call(method, params)
        return super().call(method, params)


@fault
class RedoSurvivesANewChange(Complete):
    def _commit(self, ops: List[Any], is_transaction: bool) -> List[Any]:
        future = list(self.future)
        answers = super()._commit(ops, is_transaction)
        self.future = future
        return answers


@fault
class RedoSurvivesATransaction(Complete):
    def _commit(self, ops: List[Any], is_transaction: bool) -> List[Any]:
        future = list(self.future) if is_transaction else []
        answers = super()._commit(ops, is_transaction)
        self.future = future
        return answers


@fault
class FailedTransactionForgetsRedo(Complete):
    def _commit(self, ops: List[Any], is_transaction: bool) -> List[Any]:
        if is_transaction:
            self.future.clear()
        return super()._commit(ops, is_transaction)


@fault
class FailedCallForgetsRedo(Complete):
    def _commit(self, ops: List[Any], is_transaction: bool) -> List[Any]:
        if not is_transaction:
            self.future.clear()
        return super()._commit(ops, is_transaction)


@fault
class RefusedByHostForgetsRedo(Complete):
    """Only what reaches the host."""

    def _take_back(self, step: Any) -> None:
        super()._take_back(step)
        if self._step is step and self.reached:
            self.future.clear()

    reached = False

    def _run(self, method: str, params: Any, batch: Any) -> Any:
        self.reached = method in ("createMidiClip", "createCuePoint", "insertDevice")
        return super()._run(method, params, batch)


@fault
class ReadForgetsRedo(Complete):
    """Selecting a track to read its mixer is a change to the host."""

    def get_track_mixer(self, track: Any) -> Json:
        self.future.clear()
        return super().get_track_mixer(track)


@fault
class RenderIsAStep(Complete):
    def render_track(self, track: Any, start_beat: float, end_beat: float) -> Json:
        from livebridge_kit import Step

        answer = super().render_track(track, start_beat, end_beat)
        self.past.append(Step(self.save()))
        self.committed += 1
        return answer


@fault
class RenderForgetsRedo(Complete):
    def render_track(self, track: Any, start_beat: float, end_beat: float) -> Json:
        self.future.clear()
        return super().render_track(track, start_beat, end_beat)


@fault
class EmptyTransactionIsAStep(Complete):
    def transaction(self, ops: List[Any]) -> Json:
        return {"outcomes": self._commit(ops, True), "undoSteps": 1}


@fault
class EmptyTransactionForgetsRedo(Complete):
    def transaction(self, ops: List[Any]) -> Json:
        if not ops:
            self.future.clear()
        return super().transaction(ops)


@fault
class UndoAlsoTakesTheTransactionBefore(Complete):
    """A call right behind a transaction is undone with it."""

    def undo(self) -> Json:
        both = len(self.past) > 1 and getattr(self.past[-2], "is_transaction", False)
        done = super().undo()
        if both:
            super().undo()
        return done

    def _commit(self, ops: List[Any], is_transaction: bool) -> List[Any]:
        answers = super()._commit(ops, is_transaction)
        self.past[-1].is_transaction = is_transaction  # type: ignore[attr-defined]
        return answers
