"""Two views of one Set: reads and snapshot are each right alone, and disagree."""

import copy
import json
from typing import Any, Dict, Optional

from faults import Complete, fault
from livebridge_kit import Json, Refusal

READS = (
    "getSongOverview listTracks findTrack listClips getNotes listScenes listDeviceParams getTrackMixer listCuePoints"
).split()


class Cached(Complete):
    """Keeps answers of some reads until `drops` says that a call makes them stale."""

    reads = READS

    def __init__(self) -> None:
        super().__init__()
        self.cache: Dict[str, Any] = {}

    def drops(self, method: str, failed: bool) -> bool:
        return True

    def drop(self) -> None:
        self.cache.clear()

    def call(self, method: str, params: Json) -> Any:
        key = method + json.dumps(params, sort_keys=True)
        if method in self.reads:
            if key not in self.cache:
                self.cache[key] = copy.deepcopy(super().call(method, params))
            return self.cache[key]
        failed = True
        try:
            answer = super().call(method, params)
            failed = False
            return answer
        finally:
            if method not in READS + ["control/snapshot", "control/settle", "control/undoDepth", "renderTrack"]:
                if self.drops(method, failed) or method == "control/reset":
                    self.drop()


@fault
class StaleAfterSecondUndo(Cached):
    """The listener hears only the first of two."""

    undos = 0

    def drops(self, method: str, failed: bool) -> bool:
        self.undos = self.undos + 1 if method == "control/undo" else 0
        return self.undos != 2


@fault
class StaleAfterRedo(Cached):
    def drops(self, method: str, failed: bool) -> bool:
        return method != "control/redo"


@fault
class StaleAfterSecondRedo(Cached):
    redos = 0

    def drops(self, method: str, failed: bool) -> bool:
        self.redos = self.redos + 1 if method == "control/redo" else 0
        return self.redos != 2


@fault
class NotesStaleAfterUndo(Cached):
    reads = ["getNotes"]

    def drops(self, method: str, failed: bool) -> bool:
        return method != "control/undo"


@fault
class FindTrackStaleAfterUndo(Cached):
    reads = ["findTrack"]

    def drops(self, method: str, failed: bool) -> bool:
        return method != "control/undo"


@fault
class FindTrackStaleAfterRename(Cached):
    reads = ["findTrack"]

    def drops(self, method: str, failed: bool) -> bool:
        return method != "setTrackProps"


@fault
class FindTrackStaleAfterTransaction(Cached):
    reads = ["findTrack"]

    def drops(self, method: str, failed: bool) -> bool:
        return method != "transaction"


@fault
class MixerStaleAfterUndo(Cached):
    reads = ["getTrackMixer"]

    def drops(self, method: str, failed: bool) -> bool:
        return method != "control/undo"


@fault
class ParamsStaleAfterRedo(Cached):
    reads = ["listDeviceParams"]

    def drops(self, method: str, failed: bool) -> bool:
        return method != "control/redo"


@fault
class OverviewStaleAfterUndo(Cached):
    reads = ["getSongOverview"]

    def drops(self, method: str, failed: bool) -> bool:
        return method != "control/undo"


@fault
class OverviewStaleAfterCuePoint(Cached):
    reads = ["getSongOverview"]

    def drops(self, method: str, failed: bool) -> bool:
        return method != "createCuePoint"


@fault
class CuesStaleAfterUndo(Cached):
    reads = ["listCuePoints"]

    def drops(self, method: str, failed: bool) -> bool:
        return method != "control/undo"


@fault
class ClipsStaleAfterClear(Cached):
    """Only of the track, and only Session clips are heard of."""

    reads = ["listClips"]

    def drops(self, method: str, failed: bool) -> bool:
        return method != "clearClipsInRange"


@fault
class ClipsStaleAfterNotes(Cached):
    """Which has no effect, for a clip does not show its notes; but its name does after setClipProps in a transaction."""

    reads = ["listClips"]

    def drops(self, method: str, failed: bool) -> bool:
        return method != "transaction"


@fault
class TracksStaleAfterDeviceInserted(Cached):
    """`deviceCount` comes from the cache."""

    reads = ["listTracks"]

    def drops(self, method: str, failed: bool) -> bool:
        return method != "insertDevice"


@fault
class TracksStaleAfterArrangementClip(Cached):
    reads = ["listTracks"]

    def drops(self, method: str, failed: bool) -> bool:
        return method not in ("createArrangementMidiClip", "createArrangementAudioClip", "clearClipsInRange")


@fault
class TracksStaleAfterFader(Cached):
    """`mixer.volume` of `listTracks` is older than `getTrackMixer`."""

    reads = ["listTracks"]

    def drops(self, method: str, failed: bool) -> bool:
        return method != "setParam"


@fault
class NotesStaleAfterTrackDeleted(Cached):
    """A cache by id, and ids are places."""

    reads = ["getNotes"]

    def drops(self, method: str, failed: bool) -> bool:
        return method != "deleteTrack"


@fault
class NotesStaleAfterArrangementShift(Cached):
    """A cache by id: `track:0/clip:1` is another clip once one was put before it."""

    reads = ["getNotes"]

    def drops(self, method: str, failed: bool) -> bool:
        return method != "createArrangementMidiClip"


@fault
class SnapshotStaleAfterRedo(Complete):
    kept: Optional[Json] = None

    def call(self, method: str, params: Json) -> Any:
        if method == "control/redo":
            self.kept = self.snapshot()
            return super().call(method, params)
        if method == "control/snapshot" and self.kept is not None:
            return self.kept
        if method not in READS:
            self.kept = None
        return super().call(method, params)


@fault
class SnapshotStaleAfterFailedCall(Complete):
    """The snapshot is made before each call, and kept when the call fails."""

    kept: Optional[Json] = None
    older: Optional[Json] = None

    def call(self, method: str, params: Json) -> Any:
        if method == "control/snapshot":
            return self.kept or super().call(method, params)
        if method in READS:
            return super().call(method, params)
        try:
            before = self.snapshot()
            answer = super().call(method, params)
            self.kept, self.older = None, before
            return answer
        except Refusal:
            self.kept = self.older
            raise


@fault
class DirtyReadsAfterFailedTransaction(Complete):
    """What a failed transaction wrote stays in the cache of reads, until the next change."""

    dirty: Any = None

    def _take_back(self, step: Any) -> None:
        self.dirty = self.state if self._step is step and self._step is not None else None
        super()._take_back(step)

    def call(self, method: str, params: Json) -> Any:
        if method in ("getNotes", "listClips", "getTrackMixer") and self.dirty is not None:
            now, self.state = self.state, self.dirty
            self.changed()
            try:
                return super().call(method, params)
            finally:
                self.state = now
                self.changed()
        if method not in READS and method != "control/snapshot":
            self.dirty = None
        return super().call(method, params)


@fault
class CountsOfTheLastReset(Complete):
    """`cuePointCount` is counted when a Set is loaded, and when a cue point is made; not when one goes."""

    count = 0

    def call(self, method: str, params: Json) -> Any:
        answer = super().call(method, params)
        if method == "control/reset":
            self.count = len(self.state.cue_points)
        if method == "createCuePoint":
            self.count += 1
        return answer

    def get_song_overview(self) -> Json:
        return {**super().get_song_overview(), "cuePointCount": self.count}


@fault
class SnapshotWithoutMutedNotes(Complete):
    """Notes that are muted are not heard, and so not written."""

    def snapshot(self) -> Json:
        whole = super().snapshot()
        for track in whole["tracks"]:
            for clip in track["session"] + track["arrangement"]:
                if "notes" in clip:
                    clip["notes"] = [note for note in clip["notes"] if not note.get("muted")]
        return whole


@fault
class SnapshotWithOldFader(Complete):
    """The snapshot has the volume of before the last undo."""

    def undo(self) -> Json:
        self.old = {t: track.volume.value for t, track in enumerate(self.state.tracks)}
        return super().undo()

    def snapshot(self) -> Json:
        whole = super().snapshot()
        for t, value in getattr(self, "old", {}).items():
            if t < len(whole["tracks"]):
                whole["tracks"][t]["volume"]["value"] = value
        return whole

    def _commit(self, ops: Any, is_transaction: bool) -> Any:
        self.old = {}
        return super()._commit(ops, is_transaction)

    def reset(self, *args: Any, **more: Any) -> None:
        self.old = {}
        super().reset(*args, **more)


@fault
class TrackNamesInOverviewAtLoad(Complete):
    """The overview lists names as they were when the track was made."""

    def get_song_overview(self) -> Json:
        whole = super().get_song_overview()
        for track, info in zip(self.state.tracks, whole["tracks"]):
            info["name"] = track.__dict__.setdefault("first_name", track.name)
        return whole

    def create_track(self, kind: str) -> Any:
        track = super().create_track(kind)
        track.first_name = track.name
        return track


@fault
class SoloSeenLate(Complete):
    """`mutedViaSolo` follows only when the solo button is pressed, not when it is taken back."""

    def undo(self) -> Json:
        kept = {t: self.track_info(track)["mutedViaSolo"] for t, track in enumerate(self.state.tracks)}
        answer = super().undo()
        self.kept = kept
        return answer

    def _commit(self, ops: Any, is_transaction: bool) -> Any:
        self.kept: Dict[int, bool] = {}
        return super()._commit(ops, is_transaction)

    def reset(self, *args: Any, **more: Any) -> None:
        self.kept = {}
        super().reset(*args, **more)

    def list_tracks(self) -> Any:
        tracks = super().list_tracks()
        for t, info in enumerate(tracks):
            info["mutedViaSolo"] = getattr(self, "kept", {}).get(t, info["mutedViaSolo"])
        return tracks
