"""Everything about a LiveBridge bridge in Python but the operations: copy this file, and write a method for each.

A bridge is a class derived from `Bridge`. A method that bears the name of an operation in snake_case offers it, with
arguments that were judged already, and ids that are objects: `set_notes(self, clip, notes)`. A mutation changes the
Set and returns the object that it made or changed. What a bridge says of an object stands in `track_info`, `clip_info`
and so on. Standard library only, Python 3.9 or later. `docs/kits.md` leads from nothing to the first verdict.
"""

import copy
import functools
import json
import math
import os
import re
import signal
import sys
import traceback
from typing import Any, Callable, Dict, List, NamedTuple, Optional, Union

Json = Dict[str, Any]
Number = Union[int, float]

# ---- Refusals ----

HINTS = {
    "STALE_REFERENCE": "list again and use a fresh id",
    "WRONG_TYPE": "take an id from the matching list or read",
    "BAD_INPUT": "fix the argument",
    "SDK_REJECTED": "ask for what the host allows",
    "UNSUPPORTED": "avoid it: this is a documented gap",
}


class Refusal(Exception):
    """A failed call: a code of the contract, and what a caller needs to recover."""

    def __init__(self, code: str, message: str, subject: Optional[str] = None, hint: Optional[str] = None):
        super().__init__(message)
        self.code, self.message, self.subject, self.hint = code, message, subject, hint or HINTS[code]
        self.op: Optional[int] = None
        """The position in a transaction of what failed."""


def bad_input(message: str, subject: Optional[str] = None) -> Refusal:
    return Refusal("BAD_INPUT", message, subject)


def rejected(message: str, hint: Optional[str] = None) -> Refusal:
    """What the host does not do, though nothing is wrong with what was asked."""
    return Refusal("SDK_REJECTED", message, hint=hint)


# ---- Arguments. A reader judges a value, and gives it back in the form in which it is kept. ----

Reader = Callable[[Any, str], Any]
MAX_BEAT = 1_576_800


class Maybe:
    """A key that may be missing. Where it is there its value must fit, and `null` does not."""

    def __init__(self, reader: Reader):
        self.reader = reader


def number(low: Number = -math.inf, high: Number = math.inf, above: Number = -math.inf) -> Reader:
    def read(value: Any, name: str) -> Number:
        # In Python True is an int; in JSON it is no number. And 1e999 is read as infinity.
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise bad_input(f"`{name}` must be a finite number")
        if not (low <= value <= high and value > above):
            least = f"above {above}" if above > -math.inf else f"at least {low}"
            raise bad_input(f"`{name}` must be {least} and at most {high}, not {value}")
        return value

    return read


def whole(low: Number = -math.inf, high: Number = math.inf) -> Reader:
    def read(value: Any, name: str) -> int:
        if number(low, high)(value, name) != math.floor(value):
            raise bad_input(f"`{name}` must be a whole number, not {value}")
        return int(value)

    return read


def text(value: Any, name: str) -> str:
    if not isinstance(value, str):
        raise bad_input(f"`{name}` must be a string")
    if re.search("[\ud800-\udfff]", value):
        raise bad_input(f"`{name}` holds half of a surrogate pair, which is no character")
    return value


def not_empty(value: Any, name: str) -> str:
    if text(value, name) == "":
        raise bad_input(f"`{name}` must not be empty")
    return value


def flag(value: Any, name: str) -> bool:
    if not isinstance(value, bool):
        raise bad_input(f"`{name}` must be true or false")
    return value


def one_of(*allowed: str) -> Reader:
    def read(value: Any, name: str) -> str:
        if text(value, name) not in allowed:
            raise bad_input(f"`{name}` must be one of {', '.join(allowed)}, not {value!r}")
        return value

    return read


def anything(value: Any, name: str) -> Any:
    return value


def list_of(item: Reader) -> Reader:
    def read(value: Any, name: str) -> List[Any]:
        if not isinstance(value, list):
            raise bad_input(f"`{name}` must be a list")
        return [item(one, f"{name}[{at}]") for at, one in enumerate(value)]

    return read


def record(shape: Dict[str, Union[Reader, Maybe]], others: bool = True, least: int = 0) -> Reader:
    """An object with these keys. Others are ignored, or refused with `others=False`: so it is in patches."""

    def read(value: Any, name: str) -> Json:
        if not isinstance(value, dict):
            raise bad_input(f"`{name}` must be an object")
        unknown = sorted(value.keys() - shape.keys())
        if unknown and not others:
            raise bad_input(f"`{name}` has no `{unknown[0]}`")
        found: Json = {}
        for key, reader in shape.items():
            if key in value:
                found[key] = (reader.reader if isinstance(reader, Maybe) else reader)(value[key], key)
            elif not isinstance(reader, Maybe):
                raise bad_input(f"`{name}` needs `{key}`")
        if len(found) < least:
            raise bad_input(f"`{name}` must not be empty")
        return found

    return read


def patch(**shape: Reader) -> Reader:
    """Some of these keys, at least one, and no others."""
    return record({key: Maybe(reader) for key, reader in shape.items()}, others=False, least=1)


def half_up(value: Number) -> int:
    """The nearest whole number, a tie upwards."""
    below = math.floor(value)
    # Not floor(value + 0.5): that sum is rounded, and lifts 0.49999999999999994 to 1.
    return below + 1 if value - below >= 0.5 else below


def clamped(value: Number, low: Number, high: Number) -> Number:
    return max(low, min(high, value))


def pitch(value: Any, name: str) -> Number:
    return clamped(half_up(number()(value, name)), 0, 127)


def velocity(value: Any, name: str) -> Number:
    return clamped(number()(value, name), 0, 127)


beat, length, kind = number(0, MAX_BEAT), number(above=0, high=MAX_BEAT), one_of("midi", "audio")

note = record(
    {
        "pitch": pitch,
        "startTime": number(high=MAX_BEAT),
        "duration": beat,
        "velocity": Maybe(velocity),
        "muted": Maybe(flag),
        "probability": Maybe(number(0, 1)),
        "velocityDeviation": Maybe(number(-127, 127)),
        "releaseVelocity": Maybe(velocity),
        "selected": Maybe(flag),
    }
)
"""A note as it is kept: absent keys stay absent."""


class Id(NamedTuple):
    """An argument that names an object of a kind, on a MIDI or an audio track where that matters."""

    kind: str
    media: Optional[str] = None


# ---- Ids as paths ----

INDEX = "(?:0|[1-9][0-9]{0,9})"
SEGMENT = f"(?:(?:track|returntrack|clipslot|scene|cuepoint|device|param|takelane|clip):{INDEX}|clip|mixer|volume)"
PATH = re.compile(f"{SEGMENT}(?:/{SEGMENT}){{0,3}}")
KINDS = {
    "track": re.compile(f"track:{INDEX}"),
    "slot": re.compile(f"track:{INDEX}/clipslot:{INDEX}"),
    "clip": re.compile(f"track:{INDEX}/(?:clipslot:{INDEX}/clip|clip:{INDEX})"),
    "param": re.compile(f"track:{INDEX}/(?:device:{INDEX}/param:{INDEX}|mixer/volume)"),
}
REFERENCE = re.compile(f"#({INDEX})((?:/{SEGMENT}){{0,3}})")
GONE = {
    "track": "track:4294967295",
    "clip": "track:4294967295/clip:0",
    "device": "track:4294967295/device:0",
    "param": "track:4294967295/mixer/volume",
    "cue": "cuepoint:4294967295",
}
"""What was deleted still has a kind, and a wrong kind is told before a stale reference."""


def is_path(written: str) -> bool:
    return PATH.fullmatch(written) is not None and all(int(index) < 2**32 for index in re.findall("[0-9]+", written))


# ---- The operations: what each takes and how it is answered. ----


class Operation(NamedTuple):
    takes: Dict[str, Any]
    """Readers and `Id`s by the names of the arguments on the wire."""
    makes: Optional[str] = None
    """The kind of object that a mutation returns, None for none."""
    answers: Optional[str] = None
    """The method that says what a mutation is answered with, given that object."""
    is_mutation: bool = False
    range: bool = False
    """Whether `endBeat` must be above `startBeat`."""


def mutation(takes: Dict[str, Any], makes: Optional[str], answers: Optional[str], range: bool = False) -> Operation:
    return Operation(takes, makes, answers, True, range)


RANGE = {"startBeat": beat, "endBeat": beat}
ON_TRACK, ON_CLIP = {"trackId": Id("track")}, {"clipId": Id("clip")}
OPERATIONS: Dict[str, Operation] = {
    "getSongOverview": Operation({}),
    "listTracks": Operation({}),
    "findTrack": Operation({"query": text}),
    "listClips": Operation(ON_TRACK),
    "getNotes": Operation({"clipId": Id("clip", "midi")}),
    "listScenes": Operation({}),
    "listDeviceParams": Operation(ON_TRACK),
    "getTrackMixer": Operation(ON_TRACK),
    "listCuePoints": Operation({}),
    "setTempo": mutation({"bpm": number(above=0)}, None, "get_song_overview"),
    "setTrackProps": mutation(
        {**ON_TRACK, "props": patch(name=text, mute=flag, solo=flag, arm=flag)}, "track", "track_info"
    ),
    "setNotes": mutation({"clipId": Id("clip", "midi"), "notes": list_of(note)}, "clip", "notes_info"),
    "createTrack": mutation({"kind": kind}, "track", "track_info"),
    "createMidiClip": mutation({"slotId": Id("slot", "midi"), "lengthBeats": length}, "clip", "clip_info"),
    "setClipProps": mutation({**ON_CLIP, "props": patch(name=text, color=whole(0, 0xFFFFFF))}, "clip", "clip_info"),
    "deleteTrack": mutation(ON_TRACK, None, None),
    "deleteClip": mutation(ON_CLIP, None, None),
    "createArrangementMidiClip": mutation(
        {"trackId": Id("track", "midi"), "startBeat": beat, "lengthBeats": length}, "clip", "clip_info"
    ),
    "createArrangementAudioClip": mutation(
        {
            "trackId": Id("track", "audio"),
            "args": record({"filePath": not_empty, "startTime": beat, "duration": length}),
        },
        "clip",
        "clip_info",
    ),
    "clearClipsInRange": mutation({**ON_TRACK, **RANGE}, None, None, range=True),
    "createCuePoint": mutation({"beat": beat, "name": text}, "cue", "cue_info"),
    "setParam": mutation({"paramId": Id("param"), "value": number()}, "param", "param_info"),
    "insertDevice": mutation({**ON_TRACK, "deviceName": text, "index": whole(0)}, "device", "device_info"),
    "renderTrack": Operation({"trackId": Id("track", "audio"), **RANGE}, range=True),
    # The operations of a transaction are judged one after the other, not all at once.
    "transaction": Operation({"ops": list_of(anything)}),
    "control/reset": Operation(
        {"fixture": Maybe(text), "notes": Maybe(list_of(note)), "snapshot": Maybe(anything)}
    ),
    "control/snapshot": Operation({}),
    "control/undo": Operation({}),
    "control/redo": Operation({}),
    "control/undoDepth": Operation({}),
    "control/transactionCount": Operation({}),
    "control/settle": Operation({}),
}

CAPABILITIES: Json = {
    "ids": "positional",
    "undo": "none",
    "undoHistory": 100,
    "undoGrouping": "perCall",
    "undoStepsPerCommit": 1,
    "transaction": "none",
    "stagedReferences": False,
    "reset": "none",
    "snapshot": "none",
    "render": False,
    "concurrency": "serial",
    "precision": "f32",
    "notes": "asWritten",
    "colors": "rgb",
    "sideEffects": [],
    "files": "remote",
    "devices": [],
    "domain": {},
}
"""What is meant where a bridge declares nothing."""

IN_PYTHON = {"trackId": "track", "slotId": "slot", "clipId": "clip", "paramId": "param"}
"""Arguments that arrive as objects lose their `Id`; the others only become snake_case."""


@functools.cache
def snake(name: str) -> str:
    return re.sub("([A-Z])", lambda found: "_" + found[1].lower(), name.removeprefix("control/"))


# ---- Answers, with what is the same for most in them. ----


def overview_dto(tracks: List[Json], **more: Any) -> Json:
    """A `SongOverview`, given the answer of `listTracks`."""
    short = [{"id": track["id"], "name": track["name"], "type": track["kind"]} for track in tracks]
    scale = {"rootNote": 0, "scaleName": "Major", "scaleMode": False, "scaleIntervals": [0, 2, 4, 5, 7, 9, 11]}
    grid = {"gridQuantization": "1/16", "gridIsTriplet": False}
    counts = {"trackCount": len(short), "returnTrackCount": 0, "sceneCount": 0, "cuePointCount": 0}
    return {"tempo": 120, **scale, **grid, **counts, "tracks": short, **more}


def track_dto(id: str, kind: str, name: str, **more: Any) -> Json:
    flags = dict.fromkeys(("mute", "solo", "mutedViaSolo", "arm"), False)
    counts = dict.fromkeys(("clipSlotCount", "arrangementClipCount", "deviceCount"), 0)
    mixer = {"volume": 0.85, "panning": 0, "sendCount": 0}
    return {"id": id, "kind": kind, "name": name, **flags, **counts, "mixer": mixer, **more}


def clip_dto(id: str, duration: Number, kind: str = "midi", start: Number = 0, **more: Any) -> Json:
    """A `ClipInfo`: where the clip is can be told from a path, `slotId` too."""
    session = {"location": "session", "slotId": id.removesuffix("/clip")}
    content = {"looping": False, "loopStart": 0, "loopEnd": duration, "endMarker": duration}
    return {
        "id": id,
        "isMidi": kind == "midi",
        "kind": kind,
        **(session if "/clipslot:" in id else {"location": "arrangement"}),
        "name": "",
        "startTime": start,
        "endTime": start + duration,
        "duration": duration,
        **content,
        "color": 0,
        "muted": False,
        **more,
    }


def empty_slot_dto(id: str) -> Json:
    return clip_dto(id, 0, kind="empty", slotId=id, location="session")


def param_dto(id: str, name: str, value: Number, low: Number = 0, high: Number = 1, **more: Any) -> Json:
    ends = {"min": low, "max": high, "isQuantized": False, "defaultValue": value, "value": value}
    return {"id": id, "name": name, **ends, **more}


# ---- The bridge ----


class Step:
    """A call or a transaction: what was before, what came after, and the edits that an author told."""

    def __init__(self, before: Any):
        self.before, self.after = before, None
        self.edits: List[Any] = []


class Batch:
    """The mutations of one step while they run."""

    def __init__(self, is_transaction: bool):
        self.is_transaction = is_transaction
        self.first: Dict[str, Any] = {}
        """What the ids named when the step began, whatever the mutations before did."""
        self.objects: List[Any] = []
        """What each mutation so far made or changed, and of which kind it is."""


class Bridge:
    """Derive from it, and write the operations that you offer. This class brings transactions, undo and redo.

    They need a way back. Keep the whole Set in `self.state`, of which a copy is made before each change; or override
    `save`, `begin` and `restore`; or make each change through `self.change(do, undo)`.
    """

    name, version, language = "my-bridge", "0.1.0", "Python"
    declares: Json = {}
    """The capabilities that differ from `CAPABILITIES`."""
    has_history = True
    """Whether there is a way back: without one no undo, no redo and no transaction is offered."""
    history_limit: Optional[int] = None
    """How many steps can be undone, where there is an end: declared as `undoHistory`."""
    more_operations: Dict[str, Callable[[Json], Any]] = {}
    """Operations beside the port, such as `transform/transpose`."""

    state: Any = None

    def __init__(self) -> None:
        self.forget_history()
        self.committed = 0
        self._step: Optional[Step] = None

    # What an author fills in, beside the operations.

    def find(self, id: str) -> Any:
        """The object that an id names now, or None."""
        raise NotImplementedError("find(id)")

    def id_of(self, thing: Any) -> Optional[str]:
        """The id of an object now; None when it is not in the Set any more."""
        raise NotImplementedError("id_of(thing)")

    def media_of(self, thing: Any) -> str:
        """`midi` or `audio`, for a track, a slot and a clip."""
        return thing["kind"] if isinstance(thing, dict) else thing.kind

    def changed(self) -> None:
        """Called whenever the Set may be another one: forget what was computed from it."""

    def save(self) -> Any:
        """What `restore` takes, to come back to the present Set. It must not change with the Set."""
        return self.state

    def begin(self) -> None:
        """Called before a change, after `save`: from here on the Set may be written."""
        self.state = copy.deepcopy(self.state)

    def restore(self, saved: Any) -> None:
        self.state = saved

    def is_step(self, step: Step) -> bool:
        """Whether what was done counts as a step of the history."""
        return True

    def check_syntax(self, written: str) -> None:
        """Refuses what is no id at all. Override this, `check_kind` and `below` where ids are no paths."""
        if not is_path(written):
            raise bad_input(f"`{written}` is no id", written)

    def check_kind(self, kind: str, written: str, given: str) -> None:
        """Refuses an id of another kind."""
        if not KINDS[kind].fullmatch(written):
            raise Refusal("WRONG_TYPE", f"`{given}` is no {kind}", given)

    def below(self, kind: str, made: str, thing: Any, rest: str, given: str) -> Any:
        """The object that `#2` + `rest` names, where `thing` of the kind `made` is what operation 2 made."""
        path = (self.id_of(thing) or GONE[made]) + rest
        self.check_syntax(path)
        self.check_kind(kind, path, given)
        return self.find(path)

    def close(self) -> None:
        """Called at the end."""

    # What an author calls.

    def change(self, do: Callable[[], Any], undo: Callable[[], Any]) -> None:
        """Makes a change of which the way back is known."""
        do()
        if self._step:
            self._step.edits.append((do, undo))

    def forget_history(self) -> None:
        """After a reset."""
        self.past: List[Step] = []
        self.future: List[Step] = []

    # The operations that need nothing but the others.

    def find_track(self, query: str) -> List[Json]:
        return [
            {"id": track["id"], "name": track["name"], "type": track["kind"]}
            for track in self.list_tracks()  # type: ignore[attr-defined]
            if query.lower() in track["name"].lower()
        ]

    def notes_info(self, clip: Any) -> Json:
        """What `setNotes` is answered with."""
        info = self.clip_info(clip)  # type: ignore[attr-defined]
        return {"id": info["id"], "name": info["name"], "count": len(self.get_notes(clip))}  # type: ignore[attr-defined]

    def transaction(self, ops: List[Any]) -> Json:
        if len(ops) > MAX_OPERATIONS:
            raise ProtocolError(INVALID_PARAMS, f"a transaction has at most {MAX_OPERATIONS} operations")
        return {"outcomes": self._commit(ops, True), "undoSteps": 1} if ops else {"outcomes": [], "undoSteps": 0}

    def undo(self) -> Json:
        if not self.past:
            return {"done": False}
        step = self.past.pop()
        step.after = self.save()
        self._take_back(step)
        self.future.append(step)
        return {"done": True}

    def redo(self) -> Json:
        if not self.future:
            return {"done": False}
        step = self.future.pop()
        for do, _ in step.edits:
            do()
        self.restore(step.after)
        self.changed()
        self.past.append(step)
        return {"done": True}

    def undo_depth(self) -> Json:
        return {"undo": len(self.past), "redo": len(self.future)}

    def transaction_count(self) -> Json:
        return {"count": self.committed}

    # How a call finds its operation.

    def operations(self) -> List[str]:
        """The names of what is offered: a method of that name is there."""
        brought = {"transaction", "undo", "redo", "undo_depth", "transaction_count"}
        hidden = set() if self.has_history else brought
        hidden |= set() if hasattr(self, "list_tracks") else {"find_track"}
        known = [name for name in OPERATIONS if hasattr(self, snake(name)) and snake(name) not in hidden]
        return known + list(self.more_operations)

    @functools.cached_property
    def _offered(self) -> frozenset:
        return frozenset(self.operations())

    def capabilities(self) -> Json:
        history = {"undo": "observable", "transaction": "atomic", "stagedReferences": True}
        limit = {"undoHistory": self.history_limit} if self.history_limit else {}
        return {**CAPABILITIES, **(history if self.has_history else {}), **limit, **self.declares}

    def greeting(self) -> Json:
        who = {"name": self.name, "version": self.version, "language": self.language}
        operations = self.operations()
        return {"protocolVersion": 1, "implementation": who, "capabilities": self.capabilities(), "operations": operations}

    def call(self, method: str, params: Json) -> Any:
        if method in self.more_operations:
            return self.more_operations[method](params)
        if method not in self._offered:
            raise Refusal("UNSUPPORTED", f"there is no method `{method}`")
        if OPERATIONS[method].is_mutation:
            return self._commit([{"method": method, "params": params}], False)[0]
        return self._run(method, params, Batch(False))

    def _run(self, method: str, params: Any, batch: Batch) -> Any:
        """Judges the arguments, what needs no Set first, and runs the operation."""
        takes, _, _, _, is_range = OPERATIONS[method]
        given = record({key: text if isinstance(one, Id) else one for key, one in takes.items()})(params, "params")
        if is_range and given["endBeat"] <= given["startBeat"]:
            raise bad_input(f"`endBeat` must be above `startBeat`, not {given['endBeat']} after {given['startBeat']}")
        wanted = {key: one for key, one in takes.items() if isinstance(one, Id)}
        for key in wanted:
            self._check_syntax(given[key], batch)
        for key, one in wanted.items():
            given[key] = self._object(one, given[key], batch)
        arguments = {IN_PYTHON.get(key, snake(key)): value for key, value in given.items()}
        return getattr(self, snake(method))(**arguments)

    def _check_syntax(self, written: str, batch: Batch) -> None:
        if not written.startswith("#"):
            return self.check_syntax(written)
        match = REFERENCE.fullmatch(written)
        if not match or not batch.is_transaction or int(match[1]) >= len(batch.objects):
            raise bad_input(f"`{written}` refers to no earlier operation of this transaction", written)
        if batch.objects[int(match[1])] is None:
            raise bad_input(f"`{written}` refers to an operation without an object", written)

    def _object(self, wanted: Id, written: str, batch: Batch) -> Any:
        match = REFERENCE.fullmatch(written)
        if match:
            made, thing = batch.objects[int(match[1])]
            thing = self.below(wanted.kind, made, thing, match[2], written)
        else:
            self.check_kind(wanted.kind, written, written)
            thing = batch.first[written] if written in batch.first else self.find(written)
            # Only a later operation of a transaction can meet a Set that is not as it was.
            thing = None if batch.objects and thing is not None and self.id_of(thing) is None else thing
        if thing is None:
            raise Refusal("STALE_REFERENCE", f"there is no {wanted.kind} `{written}`", written)
        if wanted.media and self.media_of(thing) != wanted.media:
            raise Refusal("WRONG_TYPE", f"`{written}` is not {wanted.media}", written)
        return thing

    def _commit(self, ops: List[Any], is_transaction: bool) -> List[Any]:
        """Runs mutations as one step: all of them or none. Gives what each is answered with."""
        batch, methods = Batch(is_transaction), []
        step = self._step = Step(self.save())
        try:
            self.begin()
            self.changed()
            batch.first = self._first(ops)
            for op in ops:
                methods.append(self._run_staged(op, batch))
        except BaseException as error:
            # Whatever went wrong, a bug too: nothing of the step stays.
            self._take_back(step)
            if is_transaction and isinstance(error, Refusal):
                error.op = len(methods)
            raise
        finally:
            self._step = None
        if self.is_step(step):
            self.past.append(step)
            del self.past[: -self.history_limit if self.history_limit else 0]
            self.future.clear()
            self.committed += 1
        return [self._answer(method, thing) for method, thing in zip(methods, batch.objects)]

    def _run_staged(self, op: Any, batch: Batch) -> str:
        operation = record({"method": text, "params": Maybe(anything)})(op, "an operation")
        method = operation["method"]
        if method in OPERATIONS and not OPERATIONS[method].is_mutation or method in self.more_operations:
            raise bad_input(f"`{method}` is no mutation, and cannot be part of a transaction")
        if method not in self._offered:
            raise Refusal("UNSUPPORTED", f"there is no method `{method}`")
        thing = self._run(method, operation.get("params", {}), batch)
        made = OPERATIONS[method].makes
        batch.objects.append((made, thing) if made else None)
        self.changed()
        return method

    def _first(self, ops: List[Any]) -> Dict[str, Any]:
        """What the ids in these operations name now. What is wrong with them is told in its turn."""
        first = {}
        for op in ops if len(ops) > 1 else []:
            params = op.get("params") if isinstance(op, dict) else None
            for key in IN_PYTHON.keys() & (params.keys() if isinstance(params, dict) else set()):
                written = params[key]
                if isinstance(written, str) and not written.startswith("#"):
                    first[written] = self.find(written)
        return first

    def _answer(self, method: str, made: Any) -> Any:
        """What a mutation is answered with: the committed state of its object; None when that is gone again."""
        answers = OPERATIONS[method].answers
        if answers is None or made and self.id_of(made[1]) is None:
            return None
        return getattr(self, answers)(made[1]) if made else getattr(self, answers)()

    def _take_back(self, step: Step) -> None:
        for _, undo in reversed(step.edits):
            undo()
        self.restore(step.before)
        self.changed()


# ---- The protocol: one JSON-RPC message per line on stdin and stdout. ----

MAX_MESSAGE_BYTES = 64 * 1024 * 1024
MAX_DEPTH = 128
MAX_OPERATIONS = 100_000

PARSE_ERROR, INVALID_REQUEST, INVALID_PARAMS, INTERNAL_ERROR = -32700, -32600, -32602, -32603
BRIDGE_ERROR, UNSUPPORTED_VERSION, NOT_NOW = -32000, -32001, -32002


class ProtocolError(Exception):
    """An error of JSON-RPC itself, not of the contract."""

    def __init__(self, code: int, message: str, data: Optional[Json] = None):
        super().__init__(message)
        self.error = {"code": code, "message": message, **({"data": data} if data else {})}


def parse(line: bytes) -> Any:
    if len(line) > MAX_MESSAGE_BYTES:
        raise ProtocolError(INVALID_REQUEST, f"a message may have at most {MAX_MESSAGE_BYTES} bytes")
    if depth(line) > MAX_DEPTH:
        raise ProtocolError(INVALID_REQUEST, f"JSON may be at most {MAX_DEPTH} levels deep")
    try:
        return json.loads(line.decode("utf-8"), parse_int=whole_number, parse_constant=no_number)
    except ValueError as error:
        raise ProtocolError(PARSE_ERROR, f"the message is not JSON: {error}") from error


def whole_number(digits: str) -> Number:
    """Whole numbers beyond what a 64-bit float holds exactly are read as such a float, as anywhere else."""
    return int(digits) if len(digits) <= 15 else float(digits)


def no_number(constant: str) -> None:
    """Python's parser takes NaN and Infinity, which JSON does not have."""
    raise ValueError(f"{constant} is no JSON")


def depth(line: bytes) -> int:
    """The deepest nesting, with brackets in strings left out. Looked at closely only where it may be too deep."""
    if line.count(b"[") + line.count(b"{") <= MAX_DEPTH:
        return 0
    now = deepest = 0
    for bracket in re.findall(rb"[][{}]", re.sub(rb'"(?:[^"\\]|\\.)*"', b"", line)):
        now += 1 if bracket in b"[{" else -1
        deepest = max(deepest, now)
    return deepest


class Server:
    """Answers the messages of one client."""

    def __init__(self, bridge: Bridge):
        self.bridge, self.greeted, self.ended = bridge, False, False

    def answer(self, line: bytes) -> Optional[Json]:
        """The answer to a message; None to a notification, which is ignored."""
        request_id = None
        try:
            request = parse(line)
            if not isinstance(request, dict):
                raise ProtocolError(INVALID_REQUEST, "a request is an object")
            if "id" in request:
                request_id = self.id_of(request["id"])
            if request.get("jsonrpc") != "2.0" or not isinstance(request.get("method"), str):
                request_id = None
                raise ProtocolError(INVALID_REQUEST, 'a request needs "jsonrpc": "2.0" and a `method`')
            if "id" not in request:
                return None
            result = self.call(request["method"], request.get("params", {}))
            return {"jsonrpc": "2.0", "id": request_id, "result": result}
        except ProtocolError as problem:
            error = problem.error
        except Refusal as refusal:
            data = {"code": refusal.code, "hint": refusal.hint, "subjectId": refusal.subject, "op": refusal.op}
            data = {key: value for key, value in data.items() if value is not None}
            error = {"code": BRIDGE_ERROR, "message": refusal.message, "data": data}
        except Exception as bug:  # A bug must be seen, and must not end the connection.
            traceback.print_exc(file=sys.stderr)
            error = {"code": INTERNAL_ERROR, "message": f"internal error: {bug!r}"}
        return {"jsonrpc": "2.0", "id": request_id, "error": error}

    def id_of(self, given: Any) -> Any:
        is_number = isinstance(given, (int, float)) and not isinstance(given, bool) and math.isfinite(given)
        if not is_number and not isinstance(given, str):
            raise ProtocolError(INVALID_REQUEST, "an `id` is a string or a number")
        return given

    def call(self, method: str, params: Any) -> Any:
        if not isinstance(params, dict):
            raise ProtocolError(INVALID_PARAMS, "`params` are an object, or left out")
        if method == "initialize":
            return self.initialize(params)
        if not self.greeted:
            raise ProtocolError(NOT_NOW, "call `initialize` first")
        if method == "shutdown":
            self.ended = True
            return None
        return self.bridge.call(method, params)

    def initialize(self, params: Json) -> Json:
        if self.greeted:
            raise ProtocolError(NOT_NOW, "`initialize` was called before")
        version = params.get("protocolVersion")
        if isinstance(version, bool) or not isinstance(version, (int, float)):
            raise ProtocolError(INVALID_PARAMS, "`initialize` needs a number as `protocolVersion`")
        if version != 1:
            raise ProtocolError(UNSUPPORTED_VERSION, "this protocol version is not spoken here", {"supported": [1]})
        self.greeted = True
        return self.bridge.greeting()


def read_line() -> Optional[bytes]:
    """The next line without its end; None when the input ends. Of a line that is too long only a part is kept."""
    longest = MAX_MESSAGE_BYTES + len(b"\r\n")
    line = rest = sys.stdin.buffer.readline(longest)
    while rest and not rest.endswith(b"\n"):
        rest = sys.stdin.buffer.readline(longest)
    return line.rstrip(b"\n").removesuffix(b"\r") if rest else None


def write_line(message: Json) -> None:
    try:
        line = json.dumps(message, separators=(",", ":"), allow_nan=False).encode()
    except ValueError as error:  # What is not finite cannot be said in JSON.
        problem = {"code": INTERNAL_ERROR, "message": f"internal error: the answer is no JSON: {error}"}
        line = json.dumps({"jsonrpc": "2.0", "id": message["id"], "error": problem}).encode()
    if len(line) > MAX_MESSAGE_BYTES:
        data = {"code": "SDK_REJECTED", "hint": "ask for less at once"}
        problem = {"code": BRIDGE_ERROR, "message": "the answer would be longer than a message may be", "data": data}
        line = json.dumps({"jsonrpc": "2.0", "id": message["id"], "error": problem}).encode()
    sys.stdout.buffer.write(line + b"\n")
    # The client waits for this line: without a flush it may stay in a buffer for ever.
    sys.stdout.buffer.flush()


def serve(bridge: Bridge) -> None:
    """Answers on stdout what arrives on stdin, until the client asks for the end or goes away."""
    # So that `close` is called then, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    server = Server(bridge)
    try:
        while not server.ended:
            line = read_line()
            if line is None:
                break
            answer = server.answer(line) if line.strip() else None
            if answer is not None:
                write_line(answer)
    except (KeyboardInterrupt, BrokenPipeError):
        # The client has gone away, and nothing is left to do. Python would try once more to write what is left.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    finally:
        bridge.close()
