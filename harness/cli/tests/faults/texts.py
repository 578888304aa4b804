"""Text: names that come back as others, and nobody says so."""

import html
import re
import unicodedata
from typing import Any, Callable, List

from faults import Complete, fault, named
from livebridge_kit import Json, bad_input


class Mangled(Complete):
    """Writes another name than the one that was given, in the answer and everywhere."""

    where = ("track", "clip", "cue")

    def mangle(self, name: str) -> str:
        return name

    def props(self, kind: str, props: Json) -> Json:
        return {**props, "name": self.mangle(props["name"])} if "name" in props and kind in self.where else props

    def set_track_props(self, track: Any, props: Json) -> Any:
        return super().set_track_props(track, self.props("track", props))

    def set_clip_props(self, clip: Any, props: Json) -> Any:
        return super().set_clip_props(clip, self.props("clip", props))

    def create_cue_point(self, beat: float, name: str) -> Any:
        return super().create_cue_point(beat, self.mangle(name) if "cue" in self.where else name)


WAYS: List[tuple] = [
    ("trims", str.strip),
    ("trims-the-end", str.rstrip),
    ("collapses-blanks", lambda name: re.sub(" +", " ", name)),
    ("escapes-html", lambda name: html.escape(name, quote=False)),
    ("unescapes-html", html.unescape),
    ("composes", lambda name: unicodedata.normalize("NFC", name)),
    ("decomposes", lambda name: unicodedata.normalize("NFD", name)),
    ("drops-astral", lambda name: "".join(c for c in name if ord(c) < 0x10000)),
    ("is-latin", lambda name: name.encode("latin-1", "replace").decode("latin-1")),
    ("drops-zero-width", lambda name: re.sub("[\u200b-\u200f\ufeff]", "", name)),
    ("drops-quotes", lambda name: name.replace('"', "'")),
    ("turns-slashes", lambda name: name.replace("\\", "/")),
    ("drops-percent", lambda name: name.replace("%20", " ")),
    ("capitalises", lambda name: name[:1].upper() + name[1:]),
    ("drops-a-hash", lambda name: name.lstrip("#")),
    ("numbers-lose-zeros", lambda name: str(int(name)) if name.isdecimal() and name.isascii() else name),
    ("none-is-empty", lambda name: "" if name in ("null", "None", "undefined") else name),
    ("replaces-soft-hyphens", lambda name: name.replace("\u00ad", "").replace("\u00a0", " ")),
]
for way, mangle in WAYS:
    named(f"name-{way}", Mangled, mangle=lambda self, name, mangle=mangle: mangle(name))
for kind in ("track", "clip", "cue"):
    named(f"{kind}-name-trims", Mangled, mangle=lambda self, name: name.strip(), where=(kind,))
    named(f"{kind}-name-escapes-html", Mangled, mangle=lambda self, name: html.escape(name), where=(kind,))


class AnswersAsGiven(Complete):
    """The host replaces, and the answer repeats what was asked for."""

    def replace(self, name: str) -> str:
        return re.sub("[\x00-\x1f]", " ", name)

    def call(self, method: str, params: Json) -> Any:
        answer = super().call(method, params)
        props = params.get("props") if isinstance(params, dict) else None
        if method in ("setTrackProps", "setClipProps") and "name" in props:
            return {**answer, "name": props["name"]}
        return {**answer, "name": params["name"]} if method == "createCuePoint" else answer

    def set_track_props(self, track: Any, props: Json) -> Any:
        return super().set_track_props(track, {**props, **self.cleaned(props)})

    def set_clip_props(self, clip: Any, props: Json) -> Any:
        return super().set_clip_props(clip, {**props, **self.cleaned(props)})

    def create_cue_point(self, beat: float, name: str) -> Any:
        return super().create_cue_point(beat, self.replace(name))

    def cleaned(self, props: Json) -> Json:
        return {"name": self.replace(props["name"])} if "name" in props else {}


@fault
class ControlCharactersReplacedAndAnsweredAsGiven(AnswersAsGiven):
    pass


@fault
class NulCutsAndAnswersAsGiven(AnswersAsGiven):
    def replace(self, name: str) -> str:
        return name.split("\0")[0]


@fault
class LineBreaksCutAndAnswersAsGiven(AnswersAsGiven):
    def replace(self, name: str) -> str:
        return (name.splitlines() or [""])[0]


@fault
class EmptySessionNameIsDefault(Complete):
    def set_clip_props(self, clip: Any, props: Json) -> Any:
        if props.get("name") == "" and clip.in_session:
            props = {**props, "name": "Clip"}
        return super().set_clip_props(clip, props)


@fault
class EmptyArrangementNameIsDefault(Complete):
    def set_clip_props(self, clip: Any, props: Json) -> Any:
        if props.get("name") == "" and not clip.in_session:
            props = {**props, "name": "MIDI Clip"}
        return super().set_clip_props(clip, props)


@fault
class EmptyNameIsNoKey(Complete):
    """`if props.name`."""

    def set_clip_props(self, clip: Any, props: Json) -> Any:
        return super().set_clip_props(clip, {key: value for key, value in props.items() if value != ""})


@fault
class EmptyTrackNameIsRefused(Complete):
    def set_track_props(self, track: Any, props: Json) -> Any:
        if props.get("name") == "":
            raise bad_input("a track has a name")
        return super().set_track_props(track, props)


@fault
class EmptyCueNameIsLocator(Complete):
    def create_cue_point(self, beat: float, name: str) -> Any:
        return super().create_cue_point(beat, name or "Locator")


@fault
class ColorZeroIsNoKey(Complete):
    """`if props.color`."""

    def set_clip_props(self, clip: Any, props: Json) -> Any:
        return super().set_clip_props(clip, {key: value for key, value in props.items() if value != 0})


@fault
class FalseIsNoKey(Complete):
    def set_track_props(self, track: Any, props: Json) -> Any:
        return super().set_track_props(track, {key: value for key, value in props.items() if value is not False})


@fault
class QueryIsAPattern(Complete):
    def find_track(self, query: str) -> List[Json]:
        every = super().find_track("")
        try:
            return [track for track in every if re.search(query, track["name"], re.IGNORECASE)]
        except re.error:
            return []


@fault
class QueryIsTrimmed(Complete):
    def find_track(self, query: str) -> List[Json]:
        return super().find_track(query.strip())


@fault
class QueryFindsBeginnings(Complete):
    def find_track(self, query: str) -> List[Json]:
        return [track for track in super().find_track("") if track["name"].lower().startswith(query.lower())]


@fault
class QueryFindsWords(Complete):
    def find_track(self, query: str) -> List[Json]:
        every = super().find_track("")
        return [track for track in every if all(word in track["name"].lower() for word in query.lower().split(" "))]


@fault
class QueryIsAscii(Complete):
    """Case of ASCII letters only."""

    def find_track(self, query: str) -> List[Json]:
        def lower(text: str) -> str:
            return "".join(c.lower() if c.isascii() else c for c in text)

        return [track for track in super().find_track("") if lower(query) in lower(track["name"])]


@fault
class DeviceNamesInAnyCase(Complete):
    """`utility` is taken for `Utility`, which a host that compares exactly would refuse; so an unknown one is too."""

    def insert_device(self, track: Any, device_name: str, index: int) -> Any:
        known = next((name for name in self.devices if name.lower() == device_name.lower()), "Utility")
        return super().insert_device(track, known, index)


Mangle = Callable[[str], str]
