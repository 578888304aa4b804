"""Four of the pure transforms, which know nothing of a Set: Scale Lock, transposition, the grid, and Humanize.

What they must compute, to the last bit, stands in `golden/vectors`; which of them to offer is everybody's own choice.
"""

import math
import re
from typing import Any, Callable, Dict, List

from .arguments import Fields, Json, Number, bad_input
from .song import clamped, half_up


def read_notes(given: Fields) -> List[Json]:
    """Notes as they were given. Their ranges are not judged here: writing them back does that."""
    notes = given.items("notes")
    for data in notes:
        note = Fields(data, "a note")
        for key in ("pitch", "startTime", "duration"):
            note.number(key)
        for key in ("velocity", "probability", "velocityDeviation", "releaseVelocity"):
            if note.has(key):
                note.number(key)
        for key in ("muted", "selected"):
            if note.has(key):
                note.flag(key)
    return notes


def snap_to_scale(given: Fields) -> Json:
    """Moves each pitch to the nearest member of the scale; `movedCount` 0 means that there is nothing to write."""
    notes = read_notes(given)
    scale = Fields(given.take("scale"), "scale")
    root, intervals = scale.whole("root", 0, 11), scale.wholes("intervals", -math.inf, math.inf)
    ways = {"nearest": (1, -1), "up": (1,), "down": (-1,)}[given.one_of("mode", "nearest", "up", "down")]
    members = {(root + interval) % 12 for interval in intervals}
    if not members:
        return {"notes": notes, "movedCount": 0}

    def snapped(pitch: Number) -> Number:
        outward = (half_up(pitch) + way * distance for distance in range(12) for way in ways)
        return clamped(next(candidate for candidate in outward if candidate % 12 in members), 0, 127)

    moved = [{**note, "pitch": snapped(note["pitch"])} for note in notes]
    return {"notes": moved, "movedCount": sum(old["pitch"] != new["pitch"] for old, new in zip(notes, moved))}


def transpose(given: Fields) -> Json:
    notes, shift = read_notes(given), math.trunc(given.number("semitones"))
    return {"notes": [{**note, "pitch": clamped(note["pitch"] + shift, 0, 127)} for note in notes]}


def beats_per_cell(given: Fields) -> Json:
    """The beats of a grid label `1/N`; any other label is one beat."""
    label, triplet = re.fullmatch("1/([1-9][0-9]{0,9})", given.text("label")), given.flag("triplet")
    if not label or int(label[1]) >= 2**32:
        return {"beatsPerCell": 1}
    return {"beatsPerCell": 4 / int(label[1]) * (2 / 3 if triplet else 1)}


def humanize(given: Fields) -> Json:
    """Varies notes by draws in [0, 1), which are taken note by note, and only for what is switched on."""
    notes, opts = read_notes(given), Fields(given.take("opts"), "opts")
    strength = min(opts.number("strength"), 1)
    swing = clamped(opts.number("swing"), 0, 1) if opts.has("swing") else 0
    timing, velocity, duration, living = map(opts.flag, ("doTiming", "doVelocity", "doDuration", "living"))
    cell = Fields(given.take("grid"), "grid").above_zero("beatsPerCell")
    draws = [Fields({"draws": draw}, "draws").number("draws") for draw in given.items("draws")]
    if not all(0 <= draw < 1 for draw in draws):
        raise bad_input("`draws` must be at least 0 and below 1")
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


TRANSFORMS: Dict[str, Callable[[Fields], Any]] = {
    "transform/snapToScale": snap_to_scale,
    "transform/transpose": transpose,
    "transform/beatsPerCell": beats_per_cell,
    "transform/humanize": humanize,
}
