"""Sizes: what fits into a byte, a short or a buffer."""

from typing import Any, List

from faults import Complete, fault, named
from livebridge_kit import Json, bad_input, rejected


@fault
class TracksBeyond127AreTheFirst(Complete):
    """Indices are MIDI bytes."""

    def find(self, id: str) -> Any:
        if id.startswith("track:"):
            index, slash, rest = id[len("track:"):].partition("/")
            if index.isdigit() and int(index) < len(self.state.tracks):
                id = f"track:{int(index) % 128}{slash}{rest}"
        return super().find(id)


class FewTracks(Complete):
    most = 64

    def create_track(self, kind: str) -> Any:
        if len(self.state.tracks) >= self.most:
            raise rejected("there are too many tracks")
        return super().create_track(kind)


for most in (16, 64, 127):
    named(f"at-most-{most}-tracks", FewTracks, most=most)


class ListsSome(Complete):
    most = 100

    def list_tracks(self) -> List[Json]:
        return super().list_tracks()[: self.most]


for most in (32, 100):
    named(f"lists-{most}-tracks", ListsSome, most=most)


class FewNotes(Complete):
    most = 1000

    def set_notes(self, clip: Any, notes: List[Json]) -> Any:
        return super().set_notes(clip, notes[: self.most])


for most in (127, 256, 512, 1000, 1024, 4096, 10000, 32767):
    named(f"keeps-{most}-notes", FewNotes, most=most)


class ReadsFewNotes(Complete):
    most = 1000

    def get_notes(self, clip: Any) -> List[Any]:
        return super().get_notes(clip)[: self.most]


for most in (500, 2048, 20000):
    named(f"reads-{most}-notes", ReadsFewNotes, most=most)


class CountsModulo(Complete):
    modulo = 256

    def notes_info(self, clip: Any) -> Json:
        info = super().notes_info(clip)
        return {**info, "count": info["count"] % self.modulo}


for modulo in (128, 256, 32768, 65536):
    named(f"counts-notes-modulo-{modulo}", CountsModulo, modulo=modulo)


class FewOperations(Complete):
    most = 256

    def transaction(self, ops: List[Any]) -> Json:
        if len(ops) > self.most:
            raise bad_input(f"at most {self.most} operations at once")
        return super().transaction(ops)


for most in (8, 32, 100, 256, 500):
    named(f"refuses-more-than-{most}-operations", FewOperations, most=most)


class DropsOperations(Complete):
    most = 256

    def transaction(self, ops: List[Any]) -> Json:
        answer = super().transaction(ops[: self.most])
        return {**answer, "outcomes": answer["outcomes"] + [None] * (len(ops) - self.most)}


for most in (16, 64, 256, 999):
    named(f"drops-operations-after-{most}", DropsOperations, most=most)


@fault
class LongTransactionsAreTwoSteps(Complete):
    def transaction(self, ops: List[Any]) -> Json:
        if len(ops) <= 128:
            return super().transaction(ops)
        first = self._commit(ops[:128], True)
        return {"outcomes": first + self._commit(ops[128:], True), "undoSteps": 1}


@fault
class RollbackOfLastHundredOnly(Complete):
    """A ring buffer of inverse operations."""

    def transaction(self, ops: List[Any]) -> Json:
        if len(ops) <= 100:
            return super().transaction(ops)
        from livebridge_kit import Refusal

        try:
            return super().transaction(ops)
        except Refusal as refusal:
            if (refusal.op or 0) > 100:
                self._commit(ops[: refusal.op - 100], True)
                self.past.pop()
                self.committed -= 1
            raise


class CutNames(Complete):
    most = 255

    def set_track_props(self, track: Any, props: Json) -> Any:
        return super().set_track_props(track, self.cut(props))

    def set_clip_props(self, clip: Any, props: Json) -> Any:
        return super().set_clip_props(clip, self.cut(props))

    def create_cue_point(self, beat: float, name: str) -> Any:
        return super().create_cue_point(beat, name[: self.most])

    def cut(self, props: Json) -> Json:
        return {**props, "name": props["name"][: self.most]} if "name" in props else props


for most in (31, 63, 127, 255, 256, 512, 999):
    named(f"names-of-{most}", CutNames, most=most)


@fault
class ClipNamesOf255Only(CutNames):
    def set_track_props(self, track: Any, props: Json) -> Any:
        return Complete.set_track_props(self, track, props)

    def create_cue_point(self, beat: float, name: str) -> Any:
        return Complete.create_cue_point(self, beat, name)


@fault
class CueNamesOf63Only(CutNames):
    most = 63

    def set_track_props(self, track: Any, props: Json) -> Any:
        return Complete.set_track_props(self, track, props)

    def set_clip_props(self, clip: Any, props: Json) -> Any:
        return Complete.set_clip_props(self, clip, props)


@fault
class QueriesOf64(Complete):
    def find_track(self, query: str) -> List[Json]:
        return super().find_track(query[:64])


@fault
class SixteenDevices(Complete):
    def insert_device(self, track: Any, device_name: str, index: int) -> Any:
        if len(track.devices) >= 16:
            raise rejected("the chain is full")
        return super().insert_device(track, device_name, index)


@fault
class DevicesBeyondEightHaveNoParams(Complete):
    def list_device_params(self, track: Any) -> List[Json]:
        return [self.param_info(param) for device in track.devices[:8] for param in device.parameters]


@fault
class HundredCues(Complete):
    def list_cue_points(self) -> List[Json]:
        return super().list_cue_points()[:100]


@fault
class ThirtyTwoCues(Complete):
    def create_cue_point(self, beat: float, name: str) -> Any:
        if len(self.state.cue_points) >= 32:
            raise rejected("there are too many cue points")
        return super().create_cue_point(beat, name)


@fault
class ArrangementOf255Clips(Complete):
    def list_clips(self, track: Any) -> List[Json]:
        return super().list_clips(track)[:255]


@fault
class ArrangementCountIsAByte(Complete):
    def track_info(self, track: Any) -> Json:
        info = super().track_info(track)
        return {**info, "arrangementClipCount": info["arrangementClipCount"] % 256}


@fault
class BeatsBeyond65536InSinglePrecision(Complete):
    def create_arrangement_midi_clip(self, track: Any, start_beat: float, length_beats: float) -> Any:
        return super().create_arrangement_midi_clip(
            track, start_beat if start_beat < 65536 else round(start_beat * 16) / 16, length_beats
        )


@fault
class SlowWithManyNotes(Complete):
    """Compares each note with each: 5,000 notes take seconds."""

    def set_notes(self, clip: Any, notes: List[Json]) -> Any:
        if len(notes) > 5000:
            raise rejected("that takes too long")
        return super().set_notes(clip, notes)


@fault
class ColorsOf16Bits(Complete):
    def set_clip_props(self, clip: Any, props: Json) -> Any:
        if "color" in props:
            props = {**props, "color": props["color"] & 0xF8FCF8}
        return super().set_clip_props(clip, props)


@fault
class DeviceIndexIsAByte(Complete):
    def insert_device(self, track: Any, device_name: str, index: int) -> Any:
        return super().insert_device(track, device_name, index % 256)
