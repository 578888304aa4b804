"""Four of the pure transforms, which know nothing of a Set: Scale Lock, transposition, the grid, and Humanize.

What they must compute, to the last bit, stands in `golden/vectors`; which of them to offer is everybody's own choice.
"""

import math
import re
from typing import Any, Callable, Dict, List

from livebridge_kit import (
    Json,
    Maybe,
    Number,
    bad_input,
    clamped,
    flag,
    half_up,
    list_of,
    number,
    one_of,
    record,
    text,
    whole,
)


NOTE = record(
    {
        **{key: number() for key in ("pitch", "startTime", "duration")},
        **{key: Maybe(number()) for key in ("velocity", "probability", "velocityDeviation", "releaseVelocity")},
        **{key: Maybe(flag) for key in ("muted", "selected")},
    }
)


def any_note(value: Any, name: str) -> Json:
    """A note as it was given. Its ranges are not judged here: writing it back does that."""
    NOTE(value, name)
    return value


def takes(**shape: Any) -> Callable[[Callable[..., Json]], Callable[[Json], Json]]:
    """Judges the arguments of a transform before it runs."""
    read = record(shape)

    def judged(transform: Callable[..., Json]) -> Callable[[Json], Json]:
        return lambda params: transform(**read(params, "params"))

    return judged


NOTES = list_of(any_note)
SCALE = record({"root": whole(0, 11), "intervals": list_of(whole())})
OPTIONS = record(
    {
        "strength": number(),
        "swing": Maybe(number()),
        **{key: flag for key in ("doTiming", "doVelocity", "doDuration", "living")},
    }
)
GRID = record({"beatsPerCell": number(above=0)})


def draw_of_one(value: Any, name: str) -> Number:
    if not 0 <= number()(value, name) < 1:
        raise bad_input("`draws` must be at least 0 and below 1")
    return value


@takes(notes=NOTES, scale=SCALE, mode=one_of("nearest", "up", "down"))
def snap_to_scale(notes: List[Json], scale: Json, mode: str) -> Json:
    """Moves each pitch to the nearest member of the scale; `movedCount` 0 means that there is nothing to write."""
    ways = {"nearest": (1, -1), "up": (1,), "down": (-1,)}[mode]
    members = {(scale["root"] + interval) % 12 for interval in scale["intervals"]}
    if not members:
        return {"notes": notes, "movedCount": 0}

    def snapped(pitch: Number) -> Number:
        outward = (half_up(pitch) + way * distance for distance in range(12) for way in ways)
        return clamped(next(candidate for candidate in outward if candidate % 12 in members), 0, 127)

    moved = [{**note, "pitch": snapped(note["pitch"])} for note in notes]
    return {"notes": moved, "movedCount": sum(old["pitch"] != new["pitch"] for old, new in zip(notes, moved))}


@takes(notes=NOTES, semitones=number())
def transpose(notes: List[Json], semitones: Number) -> Json:
    shift = math.trunc(semitones)
    return {"notes": [{**note, "pitch": clamped(note["pitch"] + shift, 0, 127)} for note in notes]}


@takes(label=text, triplet=flag)
def beats_per_cell(label: str, triplet: bool) -> Json:
    """The beats of a grid label `1/N`; any other label is one beat."""
    parts = re.fullmatch("1/([1-9][0-9]{0,9})", label)
    if not parts or int(parts[1]) >= 2**32:
        return {"beatsPerCell": 1}
    return {"beatsPerCell": 4 / int(parts[1]) * (2 / 3 if triplet else 1)}


@takes(notes=NOTES, opts=OPTIONS, grid=GRID, draws=list_of(draw_of_one))
def humanize(notes: List[Json], opts: Json, grid: Json, draws: List[Number]) -> Json:
    """Varies notes by draws in [0, 1), which are taken note by note, and only for what is switched on."""
    strength, swing = min(opts["strength"], 1), clamped(opts.get("swing", 0), 0, 1)
    timing, velocity, duration, living = (opts[key] for key in ("doTiming", "doVelocity", "doDuration", "living"))
    cell = grid["beatsPerCell"]
    if strength <= 0:
        return {"notes": notes, "drawsConsumed": 0}
    consumed = 0

    def draw() -> float:
        nonlocal consumed
        if consumed == len(draws):
            raise bad_input(f"`draws` is too short: {consumed} are not enough")
        consumed += 1
        return draws[consumed - 1]

    def offset() -> float:
        return 2 * draw() - 1

    def varied(note: Json) -> Json:
        new = dict(note)
        if timing:
            new["startTime"] += offset() * cell * strength
        if velocity:
            new["velocity"] = clamped(note.get("velocity", 100) + offset() * strength * 64, 1, 127)
        if duration:
            longer = note["duration"] * (1 + offset() * strength * 0.5)
            new["duration"] = longer if longer > 0 else note["duration"]
        # The cell is that of the original start, wherever the note went.
        if half_up(note["startTime"] / cell) % 2 == 1:
            new["startTime"] += swing * cell * 0.5
        if timing:
            new["startTime"] = max(new["startTime"], 0)
        if living:
            new["probability"] = 1 - draw() * strength * 0.3
            new["velocityDeviation"] = draw() * strength * 16
        return new

    new = [varied(note) for note in notes]
    if timing or duration or swing > 0:
        keep_apart(notes, new)
    return {"notes": new, "drawsConsumed": consumed}


def keep_apart(notes: List[Json], varied: List[Json]) -> None:
    """Takes back what makes notes of one pitch overlap that did not before, as a host would cut or drop them."""
    voices: Dict[Number, List[int]] = {}
    for i, note in enumerate(notes):
        voices.setdefault(clamped(half_up(note["pitch"]), 0, 127), []).append(i)
    for voice in voices.values():
        times = sorted((varied[i]["startTime"], varied[i]["startTime"] + varied[i]["duration"]) for i in voice)
        if any(end > start for (_, end), (start, _) in zip(times, times[1:])):
            hold(voice, notes, varied)


def hold(voice: List[int], notes: List[Json], varied: List[Json]) -> None:
    """Brings the notes of one pitch, given by their indices, within their bounds."""

    def apart(i: int, j: int) -> bool:
        start, end = notes[i]["startTime"], notes[i]["startTime"] + notes[i]["duration"]
        return start < notes[j]["startTime"] and end - 1e-6 <= notes[j]["startTime"]

    after = {i: [j for j in voice if apart(i, j)] for i in voice}
    for i in voice:
        start, before = notes[i]["startTime"], [notes[j]["startTime"] for j in voice if apart(j, i)]
        if before:
            varied[i]["startTime"] = max(varied[i]["startTime"], start - (start - max(before)) * 0.375)
        if after[i]:
            first = min(notes[j]["startTime"] for j in after[i])
            varied[i]["startTime"] = min(varied[i]["startTime"], start + (first - start) * 0.5)
    for i in voice:
        start, end = varied[i]["startTime"], min((varied[j]["startTime"] for j in after[i]), default=math.inf)
        if start < end < start + varied[i]["duration"]:
            varied[i]["duration"] = end - start
            # The difference may have been rounded up.
            while start + varied[i]["duration"] > end:
                varied[i]["duration"] = math.nextafter(varied[i]["duration"], 0)


TRANSFORMS: Dict[str, Callable[[Json], Any]] = {
    "transform/snapToScale": snap_to_scale,
    "transform/transpose": transpose,
    "transform/beatsPerCell": beats_per_cell,
    "transform/humanize": humanize,
}
