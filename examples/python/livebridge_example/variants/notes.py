"""What becomes of notes."""

from typing import Callable, List

from livebridge_kit import Json

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
        there: List[Note] = []
        for new in notes:
            there = [other for old in there for other in beside(old, new)] + [new]
        return there


def beside(old: Note, new: Note) -> List[Note]:
    """What is left of a note when another one is written."""
    start, end, at = old["startTime"], old["startTime"] + old["duration"], new["startTime"]
    if old["pitch"] != new["pitch"]:
        return [old]
    if start == at or at < start < at + new["duration"]:
        return []
    return [Note({**old, "duration": at - start})] if start < at < end else [old]


class NotesAsInLiveFilledInByPitch(NotesAsInLive):
    """As a Remote Script has them: sorted, with all of their fields."""

    def kept(self, notes: List[Note]) -> List[Note]:
        alike = super().kept([Note({**DEFAULTS, **note}) for note in notes])
        return sorted(alike, key=lambda note: (note["pitch"], note["startTime"]))
