"""Bridges that offer less than everything, and say so."""

from typing import Any, List

from ..bridge import Complete


class Fewer(Complete):
    """The bridge with some operations left out; it is none of the variants itself."""

    without: List[str] = []

    def operations(self) -> List[str]:
        return [name for name in super().operations() if name not in self.without]


class NoTransactions(Fewer):
    declares = {**Complete.declares, "transaction": "none", "stagedReferences": False}
    without = ["transaction"]


class NoUndo(Fewer):
    declares = {**Complete.declares, "undo": "none"}
    without = ["control/undo", "control/redo", "control/undoDepth", "control/transactionCount"]


class UndoIsCounted(Fewer):
    declares = {**Complete.declares, "undo": "count"}
    without = ["control/undo", "control/redo", "control/undoDepth"]


class NoDepth(Fewer):
    without = ["control/undoDepth", "control/transactionCount", "control/settle"]


class NoRender(Fewer):
    declares = {**Complete.declares, "render": False}
    without = ["renderTrack"]


class NoReset(Fewer):
    declares = {**Complete.declares, "reset": "none"}
    without = ["control/reset"]


class FixturesOnly(Complete):
    declares = {**Complete.declares, "reset": "fixtures"}


class NoSnapshot(Fewer):
    declares = {**Complete.declares, "snapshot": "none"}
    without = ["control/snapshot"]


class OpaqueSnapshot(Complete):
    """A form of its own."""

    declares = {**Complete.declares, "snapshot": "opaque"}

    def snapshot(self) -> Any:
        whole = super().snapshot()
        return {"set": [sorted(whole.items()), len(whole["tracks"])]}


class NoCuePointsListed(Fewer):
    without = ["listCuePoints"]


class FilesElsewhere(Fewer):
    """The harness does not see the files of the bridge."""

    declares = {**Complete.declares, "files": "remote"}


class NothingButNotes(Fewer):
    """The least that is of use, with an undo."""

    declares = {"precision": "f64", "transaction": "none", "stagedReferences": False}

    def operations(self) -> List[str]:
        offered = ["getSongOverview", "listTracks", "listClips", "getNotes", "setNotes", "createMidiClip", "control/undo", "control/redo"]
        return [name for name in Complete.operations(self) if name in offered]


class WritesOnly(Fewer):
    """Reads are scarce."""

    without = ["findTrack", "listScenes", "listDeviceParams", "getTrackMixer", "getSongOverview"]
