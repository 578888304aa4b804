"""Numbers on the wire: those that are none, those that are too many, and those that lose something."""

import math
import struct
from typing import Any, Callable, List

import livebridge_kit as kit
from faults import Complete, fault, named
from livebridge_kit import Json


class Loose(Complete):
    """Changes arguments before they are judged."""

    def _run(self, method: str, params: Any, batch: Any) -> Any:
        return super()._run(method, self.loose(method, params) if isinstance(params, dict) else params, batch)

    def loose(self, method: str, params: Json) -> Json:
        return params


def finite(value: Any, instead: float) -> Any:
    return instead if isinstance(value, float) and math.isinf(value) else value


class InfinityIsTaken(Loose):
    """`1e999` reads as infinity, and infinity is clamped."""

    key = "lengthBeats"

    def loose(self, method: str, params: Json) -> Json:
        return {**params, self.key: finite(params[self.key], 1024.0)} if self.key in params else params


for key in ("lengthBeats", "endBeat", "startBeat", "value", "bpm", "beat", "index"):
    named(f"infinity-as-{key.lower()}", InfinityIsTaken, key=key)


@fault
class InfinityInANote(Loose):
    def loose(self, method: str, params: Json) -> Json:
        if method != "setNotes" or not isinstance(params.get("notes"), list):
            return params
        notes = [{k: finite(v, 4.0) for k, v in n.items()} if isinstance(n, dict) else n for n in params["notes"]]
        return {**params, "notes": notes}


@fault
class InfinityOfADuration(Loose):
    def loose(self, method: str, params: Json) -> Json:
        args = params.get("args")
        return {**params, "args": {k: finite(v, 8.0) for k, v in args.items()}} if isinstance(args, dict) else params


@fault
class InfinityEndsTheProgram(Complete):
    """The judge of numbers throws something else."""

    def _run(self, method: str, params: Any, batch: Any) -> Any:
        if isinstance(params, dict) and any(isinstance(v, float) and math.isinf(v) for v in params.values()):
            raise SystemExit(1)
        return super()._run(method, params, batch)


class Rounded(Complete):
    """Keeps less of a number than was declared."""

    def keep(self, value: float) -> float:
        return round(value, 6)

    def set_tempo(self, bpm: float) -> None:
        super().set_tempo(self.keep(bpm))

    def create_cue_point(self, beat: float, name: str) -> Any:
        return super().create_cue_point(self.keep(beat), name)

    def set_notes(self, clip: Any, notes: List[Json]) -> Any:
        return super().set_notes(
            clip, [{**n, "startTime": self.keep(n["startTime"]), "duration": self.keep(n["duration"])} for n in notes]
        )


WAYS: List[tuple] = [
    ("six-decimals", lambda value: round(value, 6)),
    ("four-decimals", lambda value: round(value, 4)),
    ("fifteen-digits", lambda value: float(f"{value:.15g}")),
    ("single-precision", lambda value: struct.unpack("f", struct.pack("f", value))[0]),
    ("ticks-of-960", lambda value: round(value * 960) / 960),
]
for way, keep in WAYS:
    named(f"keeps-{way}", Rounded, keep=lambda self, value, keep=keep: keep(value))


@fault
class TempoOfTwoDecimals(Complete):
    def set_tempo(self, bpm: float) -> None:
        super().set_tempo(round(bpm, 2))


@fault
class TinyDurationsAreZero(Complete):
    def set_notes(self, clip: Any, notes: List[Json]) -> Any:
        return super().set_notes(clip, [{**n, "duration": n["duration"] if n["duration"] > 1e-6 else 0} for n in notes])


@fault
class ZeroDurationsAreRefused(Complete):
    def set_notes(self, clip: Any, notes: List[Json]) -> Any:
        if any(n["duration"] == 0 for n in notes):
            raise kit.bad_input("a note has a duration")
        return super().set_notes(clip, notes)


@fault
class ZeroDurationsAreDropped(Complete):
    def set_notes(self, clip: Any, notes: List[Json]) -> Any:
        return super().set_notes(clip, [n for n in notes if n["duration"] > 0])


@fault
class WholeVelocities(Complete):
    def set_notes(self, clip: Any, notes: List[Json]) -> Any:
        return super().set_notes(clip, [{**n, "velocity": round(n["velocity"])} if "velocity" in n else n for n in notes])


@fault
class VelocityZeroIsOne(Complete):
    def set_notes(self, clip: Any, notes: List[Json]) -> Any:
        return super().set_notes(clip, [{**n, "velocity": max(1, n["velocity"])} if "velocity" in n else n for n in notes])


@fault
class ReleaseVelocityIsRefusedAbove127(Loose):
    def loose(self, method: str, params: Json) -> Json:
        for note in params.get("notes") or [] if method == "setNotes" else []:
            value = note.get("releaseVelocity") if isinstance(note, dict) else None
            if isinstance(value, (int, float)) and value > 127:
                raise kit.bad_input("`releaseVelocity` must be at most 127")
        return params


@fault
class ProbabilityIsClamped(Loose):
    def loose(self, method: str, params: Json) -> Json:
        if method != "setNotes" or not isinstance(params.get("notes"), list):
            return params
        return {**params, "notes": [self.clamp(note) for note in params["notes"]]}

    def clamp(self, note: Any) -> Any:
        value = note.get("probability") if isinstance(note, dict) else None
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            return note
        return {**note, "probability": min(1, max(0, value))}


@fault
class PitchHalfToEven(Loose):
    def loose(self, method: str, params: Json) -> Json:
        if method != "setNotes" or not isinstance(params.get("notes"), list):
            return params
        return {
            **params,
            "notes": [
                {**n, "pitch": round(n["pitch"])}
                if isinstance(n, dict) and isinstance(n.get("pitch"), float) and math.isfinite(n["pitch"])
                else n
                for n in params["notes"]
            ],
        }


@fault
class PitchTruncated(PitchHalfToEven):
    def loose(self, method: str, params: Json) -> Json:
        if method != "setNotes" or not isinstance(params.get("notes"), list):
            return params
        return {
            **params,
            "notes": [
                {**n, "pitch": math.floor(n["pitch"])}
                if isinstance(n, dict) and isinstance(n.get("pitch"), float) and math.isfinite(n["pitch"])
                else n
                for n in params["notes"]
            ],
        }


@fault
class WholeNumbersMustBeWritten(Loose):
    """`2.0` is no index."""

    def loose(self, method: str, params: Json) -> Json:
        if isinstance(params.get("index"), float):
            raise kit.bad_input("`index` must be a whole number")
        return params


@fault
class FractionOfAnIndexIsDropped(Loose):
    def loose(self, method: str, params: Json) -> Json:
        index = params.get("index")
        return {**params, "index": int(index)} if isinstance(index, float) and math.isfinite(index) else params


@fault
class NegativeIndexCountsFromTheEnd(Loose):
    def loose(self, method: str, params: Json) -> Json:
        index = params.get("index")
        if method == "insertDevice" and isinstance(index, int) and not isinstance(index, bool) and index < 0:
            return {**params, "index": 0}
        return params


@fault
class TrueIsOne(Loose):
    def loose(self, method: str, params: Json) -> Json:
        return {key: float(value) if isinstance(value, bool) else value for key, value in params.items()}


@fault
class NumbersAsText(Loose):
    def loose(self, method: str, params: Json) -> Json:
        keys = ("bpm", "value", "beat", "startBeat", "endBeat", "lengthBeats", "index")
        return {key: self.number(value) if key in keys else value for key, value in params.items()}

    def number(self, value: Any) -> Any:
        try:
            return float(value) if isinstance(value, str) else value
        except ValueError:
            return value


@fault
class OneIsTrue(Loose):
    def loose(self, method: str, params: Json) -> Json:
        props = params.get("props")
        if method != "setTrackProps" or not isinstance(props, dict):
            return params
        return {**params, "props": {k: bool(v) if v in (0, 1) and k != "name" else v for k, v in props.items()}}


@fault
class NullIsAbsent(Loose):
    def loose(self, method: str, params: Json) -> Json:
        def strip(value: Any) -> Any:
            if isinstance(value, dict):
                return {key: strip(one) for key, one in value.items() if one is not None}
            return [strip(one) for one in value] if isinstance(value, list) else value

        return strip(params)


@fault
class UnknownKeysOfAPatchAreIgnored(Loose):
    def loose(self, method: str, params: Json) -> Json:
        props = params.get("props")
        known = {"setTrackProps": ("name", "mute", "solo", "arm"), "setClipProps": ("name", "color")}.get(method, ())
        if not isinstance(props, dict) or not any(key in known for key in props):
            return params
        return {**params, "props": {key: value for key, value in props.items() if key in known}}


@fault
class UnknownArgumentsAreRefused(Loose):
    def loose(self, method: str, params: Json) -> Json:
        unknown = params.keys() - kit.OPERATIONS[method].takes.keys()
        if unknown:
            raise kit.bad_input(f"`{unknown.pop()}` is unknown")
        return params


@fault
class UnknownKeysOfNotesAreRefused(Loose):
    def loose(self, method: str, params: Json) -> Json:
        known = "pitch startTime duration velocity muted probability velocityDeviation releaseVelocity selected".split()
        for note in params.get("notes") or [] if method == "setNotes" else []:
            if isinstance(note, dict) and any(key not in known for key in note):
                raise kit.bad_input("a note has no such key")
        return params


@fault
class EmptyPatchIsDone(Loose):
    def loose(self, method: str, params: Json) -> Json:
        if method == "setTrackProps" and params.get("props") == {}:
            track = self.find(str(params.get("trackId")))
            return {**params, "props": {"name": track.name}} if track else params
        return params


@fault
class ColorIsMasked(Loose):
    def loose(self, method: str, params: Json) -> Json:
        props = params.get("props")
        if method == "setClipProps" and isinstance(props, dict) and isinstance(props.get("color"), int):
            return {**params, "props": {**props, "color": int(props["color"]) & 0xFFFFFF}}
        return params


@fault
class ParamIsClamped(Complete):
    def set_param(self, param: Any, value: float) -> Any:
        return super().set_param(param, min(param.max, max(param.min, value)))


@fault
class ParamTruncatedToItsStep(Complete):
    def set_param(self, param: Any, value: float) -> Any:
        if param.is_quantized and param.min <= value <= param.max:
            value = param.min + math.floor(value - param.min)
        return super().set_param(param, value)


@fault
class ParamMaximumIsExcluded(Complete):
    def set_param(self, param: Any, value: float) -> Any:
        if value == param.max and not param.is_quantized:
            raise kit.bad_input("`value` must be below the maximum")
        return super().set_param(param, value)


class LastBeat(Complete):
    """`MAX_BEAT` is forgotten in one place."""

    method, key = "createCuePoint", "beat"

    def _run(self, method: str, params: Any, batch: Any) -> Any:
        value = params.get(self.key) if isinstance(params, dict) else None
        if method == self.method and isinstance(value, (int, float)) and 1_576_800 < value < 1e300:
            params = {**params, self.key: 1_576_800}
        return super()._run(method, params, batch)


for method, key in [
    ("createCuePoint", "beat"),
    ("createMidiClip", "lengthBeats"),
    ("createArrangementMidiClip", "startBeat"),
    ("clearClipsInRange", "endBeat"),
    ("renderTrack", "endBeat"),
]:
    named(f"no-last-beat-of-{method.lower()}-{key.lower()}", LastBeat, method=method, key=key)


@fault
class NegativeBeatsAreZero(Loose):
    def loose(self, method: str, params: Json) -> Json:
        value = params.get("startBeat")
        return {**params, "startBeat": 0} if isinstance(value, float) and value < 0 else params


@fault
class MinusZeroIsRefused(Loose):
    def loose(self, method: str, params: Json) -> Json:
        for key in ("startBeat", "beat", "value"):
            value = params.get(key)
            if isinstance(value, float) and value == 0 and math.copysign(1, value) < 0:
                raise kit.bad_input(f"`{key}` must not be negative")
        return params


Way = Callable[[float], float]
