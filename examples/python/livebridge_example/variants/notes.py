"""What becomes of notes."""

from bisect import bisect_left
from typing import Dict, List

from livebridge_kit import Json, Number

from ..bridge import Complete
from ..song import Clip, Note, Song
from .numbers import clips_of

DEFAULTS = {
    "velocity": 100,
    "muted": False,
    "probability": 1,
    "velocityDeviation": 0,
    "releaseVelocity": 64,
    "selected": False,
}


class Kept(Complete):
    """The bridge that keeps its notes in another form; it is none of the variants itself."""

    def kept(self, notes: List[Note]) -> List[Note]:
        return notes

    def set_notes(self, clip: Clip, notes: List[Json]) -> Clip:
        clip.notes = tuple(self.kept(list(map(Note, notes))))
        return clip

    def load(self, song: Song) -> None:
        for clip in clips_of(song):
            clip.notes = tuple(self.kept(list(clip.notes)))
        super().load(song)


class NotesFilledIn(Kept):
    """Optional fields are always told."""

    def kept(self, notes: List[Note]) -> List[Note]:
        return [Note({**DEFAULTS, **note}) for note in notes]


class NotesLeftOut(Kept):
    """Optional fields that have their default are never told."""

    def kept(self, notes: List[Note]) -> List[Note]:
        return [Note({k: v for k, v in note.items() if k not in DEFAULTS or v != DEFAULTS[k]}) for note in notes]


class NotesInTimeOrder(Kept):
    def kept(self, notes: List[Note]) -> List[Note]:
        return sorted(notes, key=lambda note: (note["startTime"], note["pitch"]))


class NotesByPitch(Kept):
    def kept(self, notes: List[Note]) -> List[Note]:
        return sorted(notes, key=lambda note: (-note["pitch"], -note["startTime"]))


class NotesKeysInAnotherOrder(Kept):
    def kept(self, notes: List[Note]) -> List[Note]:
        return [Note(sorted(note.items(), reverse=True)) for note in reversed(notes)]


class NotesAsInLive(Kept):
    """Notes of one pitch never overlap."""

    declares = {**Complete.declares, "notes": "live"}

    def kept(self, notes: List[Note]) -> List[Note]:
        lanes: Dict[Number, List[Note]] = {}
        for new in notes:
            write(lanes.setdefault(new["pitch"], []), new)
        return [note for lane in lanes.values() for note in lane]


def write(lane: List[Note], new: Note) -> None:
    """Writes a note among others of its pitch, which are in time order and do not overlap."""
    start, end = new["startTime"], new["startTime"] + new["duration"]
    starts = [note["startTime"] for note in lane] if len(lane) < 2 or start <= lane[-1]["startTime"] else None
    at = bisect_left(starts, start) if starts is not None else len(lane)
    # It covers the onsets of those, which go.
    gone = at
    while gone < len(lane) and (lane[gone]["startTime"] == start or lane[gone]["startTime"] < end):
        gone += 1
    lane[at:gone] = [new]
    if at > 0 and lane[at - 1]["startTime"] + lane[at - 1]["duration"] > start:
        lane[at - 1] = Note({**lane[at - 1], "duration": start - lane[at - 1]["startTime"]})


class NotesAsInLiveFilledInByPitch(NotesAsInLive):
    """As a Remote Script has them: sorted, with all of their fields."""

    def kept(self, notes: List[Note]) -> List[Note]:
        alike = super().kept([Note({**DEFAULTS, **note}) for note in notes])
        return sorted(alike, key=lambda note: (note["pitch"], note["startTime"]))
