"""The Set: plain objects, changed in place by mutations while nobody else can see them.

`eq=False` everywhere: two clips with the same content are still two clips, and objects serve as keys.
"""

from dataclasses import dataclass, field
from typing import Any, Dict, List, Optional, Tuple

from livebridge_kit import Number, note


class Note(dict):
    """The keys of the contract, absent ones left out. Never written after it was made, so that clones share it."""

    def __deepcopy__(self, memo: Dict[int, Any]) -> "Note":
        return self


@dataclass(eq=False)
class Param:
    name: str
    min: Number
    max: Number
    is_quantized: bool
    default: Number
    value: Number


@dataclass(eq=False)
class Device:
    name: Optional[str]
    parameters: List[Param]


@dataclass(eq=False)
class Clip:
    kind: str
    name: str
    color: int
    muted: bool
    duration: Number
    looping: bool
    loop_start: Number
    loop_end: Number
    end_marker: Number
    in_session: bool = True
    start_time: Number = 0
    """Place in the Arrangement; 0 in the Session."""
    start_marker: Optional[Number] = None
    """Content time at which the clip begins to play, where that is not `loop_start`."""
    file_path: Optional[str] = None
    notes: Tuple[Note, ...] = ()

    @property
    def end_time(self) -> Number:
        return self.start_time + self.duration


@dataclass(eq=False)
class Slot:
    clip: Optional[Clip] = None


def fader(value: Number = 0.85) -> Param:
    return Param("Volume", 0, 1, False, 0.85, value)


@dataclass(eq=False)
class Track:
    kind: str
    name: str
    slots: List[Slot]
    mute: bool = False
    solo: bool = False
    arm: bool = False
    volume: Param = field(default_factory=fader)
    panning: Number = 0
    send_count: int = 0
    devices: List[Device] = field(default_factory=list)
    arrangement: List[Clip] = field(default_factory=list)
    """In time order, without overlaps."""


@dataclass(eq=False)
class Scene:
    name: str
    tempo: Optional[Number] = None
    signature_numerator: int = 4
    signature_denominator: int = 4


@dataclass(eq=False)
class CuePoint:
    time: Number
    name: str


@dataclass(eq=False)
class Song:
    """A whole Set."""

    tempo: Number
    root_note: int
    scale_name: str
    scale_mode: bool
    scale_intervals: List[int]
    grid_quantization: str
    grid_is_triplet: bool
    return_track_count: int
    scenes: List[Scene]
    cue_points: List[CuePoint]
    tracks: List[Track]


def read_note(data: Any, name: str = "a note") -> Note:
    """A note as the target keeps it."""
    return Note(note(data, name))
