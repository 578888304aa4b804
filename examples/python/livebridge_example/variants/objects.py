"""Objects with other ids, and devices with other parameters."""

import re
from typing import Any, Dict, Optional

from livebridge_kit import Number, Refusal, bad_input

from ..bridge import Complete
from ..fixtures import continuous, stepped
from ..mutations import SLIVER
from ..reads import paths_of
from ..song import Clip, CuePoint, Device, Param, Scene, Slot, Song, Track

LETTERS = {Track: "t", Slot: "s", Clip: "c", Device: "d", Param: "p", CuePoint: "q", Scene: "n"}
KIND_OF = {"t": "track", "s": "slot", "c": "clip", "d": "device", "p": "param", "q": "cue", "n": "scene"}
ID = re.compile("[tscdpqn][1-9][0-9]{0,14}")


class OpaqueIds(Complete):
    """A letter for the kind and a number that is never used again."""

    declares = {**Complete.declares, "ids": "opaque"}
    issued = 0
    _by_id: Optional[Dict[str, Any]] = None
    limit: Optional[int] = None
    """While a step runs: ids above this number name nothing that a caller can know."""

    def serial(self, thing: Any) -> str:
        if not hasattr(thing, "serial"):
            self.issued += 1
            thing.serial = f"{LETTERS[type(thing)]}{self.issued}"
        return thing.serial

    def changed(self) -> None:
        super().changed()
        self._by_id = None

    def load(self, song: Song) -> None:
        super().load(song)
        self.ids()

    def ids(self) -> Dict[str, Any]:
        if self._by_id is None:
            self._by_id = {self.serial(thing): thing for thing in paths_of(self.state).values()}
        return self._by_id

    def begin(self) -> None:
        self.ids()
        super().begin()

    def find(self, id: str) -> Any:
        return self.ids().get(id)

    def id_of(self, thing: Any) -> Optional[str]:
        id = self.serial(thing)
        return id if self.ids().get(id) is thing else None

    def check_syntax(self, written: str) -> None:
        if not ID.fullmatch(written):
            raise bad_input(f"`{written}` is no id", written)

    def check_kind(self, kind: str, written: str, given: str) -> None:
        if KIND_OF[written[0]] != kind:
            raise Refusal("WRONG_TYPE", f"`{given}` is no {kind}", given)

    def below(self, kind: str, made: str, thing: Any, rest: str, given: str) -> Any:
        """References are written with paths, whatever ids look like."""
        by_path = paths_of(self.state)
        path_of = {there: path for path, there in by_path.items()}
        gone = {"track": "track:4294967295", "device": "track:4294967295/device:0", "cue": "cuepoint:4294967295"}
        path = path_of.get(thing, gone.get(made, "track:4294967295/clip:0" if made == "clip" else "track:9/mixer/volume"))
        Complete.check_syntax(self, path + rest)
        Complete.check_kind(self, kind, path + rest, given)
        return by_path.get(path + rest)

    def clip_info(self, clip: Clip) -> Dict[str, Any]:
        # The slot of a clip has an id of its own.
        info = super().clip_info(clip)
        if clip.in_session:
            slots = (slot for track in self.state.tracks for slot in track.slots)
            info["slotId"] = self.id_of(next(slot for slot in slots if slot.clip is clip))
        return info

    def list_scenes(self) -> Any:
        scenes = zip(super().list_scenes(), self.state.scenes)
        return [{**info, "id": self.serial(scene)} for info, scene in scenes]

    def clear_clips_in_range(self, track: Track, start_beat: Number, end_beat: Number) -> None:
        super().clear_clips_in_range(track, start_beat, end_beat)
        self.pieces_are_new(track)

    def create_arrangement_midi_clip(self, track: Track, start_beat: Number, length_beats: Number) -> Clip:
        clip = super().create_arrangement_midi_clip(track, start_beat, length_beats)
        self.pieces_are_new(track)
        return clip

    def create_arrangement_audio_clip(self, track: Track, args: Dict[str, Any]) -> Clip:
        clip = super().create_arrangement_audio_clip(track, args)
        self.pieces_are_new(track)
        return clip

    def pieces_are_new(self, track: Track) -> None:
        """The right piece of a clip was copied with the id of the left one."""
        seen = set()
        for clip in track.arrangement:
            if getattr(clip, "serial", None) in seen:
                del clip.serial
            seen.add(self.serial(clip))


class ClipsThatLoseTheirFrontAreNew(OpaqueIds):
    """As in Live: what is left of a clip whose beginning was cleared is another clip."""

    def clear_clips_in_range(self, track: Track, start_beat: Number, end_beat: Number) -> None:
        self.forget_what_is_cut(track, start_beat, end_beat)
        super().clear_clips_in_range(track, start_beat, end_beat)

    def create_arrangement_midi_clip(self, track: Track, start_beat: Number, length_beats: Number) -> Clip:
        self.forget_what_is_cut(track, start_beat, start_beat + length_beats)
        return super().create_arrangement_midi_clip(track, start_beat, length_beats)

    def create_arrangement_audio_clip(self, track: Track, args: Dict[str, Any]) -> Clip:
        self.forget_what_is_cut(track, args["startTime"], args["startTime"] + args["duration"])
        return super().create_arrangement_audio_clip(track, args)

    def forget_what_is_cut(self, track: Track, start: Number, end: Number) -> None:
        for clip in track.arrangement:
            if start - clip.start_time <= SLIVER and clip.start_time < end < clip.end_time:
                del clip.serial


class DevicesOfItsOwn(Complete):
    """Other names, more parameters, and steps whose default is not their least."""

    devices = {
        "Gerät Eins": lambda: [stepped("Device On", 0, 1, 1), continuous("Drive", -24, 24, 6)],
        "Filter (mono)": lambda: [
            stepped("Device On", 0, 1, 1),
            stepped("Slope", -2, 5, 3),
            continuous("Freq", 0, 1, 0.731),
            continuous("Freq", 0, 1, 0.25),
        ],
        "Empty": lambda: [],
    }
    declares = {**Complete.declares, "devices": list(devices)}


class DevicesThatAreNotNamed(Complete):
    """What can be inserted is not declared; the host knows the same names as others."""

    declares = {key: value for key, value in Complete.declares.items() if key != "devices"}
