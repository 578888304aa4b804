"""How exactly numbers are kept, and which of them are taken."""

import struct
from typing import Iterator, Tuple

from livebridge_kit import MAX_BEAT, Json, Number, bad_input, rejected

from ..bridge import Complete
from ..song import Clip, Note, Param, Song, Track


def f32(value: Number) -> Number:
    return struct.unpack("f", struct.pack("f", value))[0]


def six_digits(value: Number) -> Number:
    return float(f"{value:.6g}")


def params_of(song: Song) -> Iterator[Param]:
    for track in song.tracks:
        yield track.volume
        for device in track.devices:
            yield from device.parameters


def clips_of(song: Song) -> Iterator[Clip]:
    for track in song.tracks:
        yield from (slot.clip for slot in track.slots if slot.clip)
        yield from track.arrangement


def round_clip(clip: Clip) -> None:
    for key in ("start_time", "duration", "loop_start", "loop_end", "end_marker", "start_marker"):
        value = getattr(clip, key)
        setattr(clip, key, value if value is None else f32(value))
    clip.notes = tuple(
        Note({key: f32(value) if isinstance(value, float) else value for key, value in note.items()})
        for note in clip.notes
    )


class SinglePrecision(Complete):
    """Everything is kept in 32-bit floats."""

    declares = {**Complete.declares, "precision": "f32"}

    def changed(self) -> None:
        super().changed()
        if self._step:
            self.round(self.state)

    def load(self, song: Song) -> None:
        self.round(song)
        super().load(song)

    def round(self, song: Song) -> None:
        song.tempo = f32(song.tempo)
        for clip in clips_of(song):
            round_clip(clip)
        for cue in song.cue_points:
            cue.time = f32(cue.time)
        for track in song.tracks:
            track.panning = self.kept(track.panning)
        for param in params_of(song):
            # What a parameter can be is the host's, and exact.
            param.value = min(max(self.kept(param.value), param.min), param.max)

    def kept(self, value: Number) -> Number:
        return f32(value)


class SixDigits(SinglePrecision):
    """Parameters of devices and mixers keep six significant digits."""

    declares = {**Complete.declares, "precision": "d6"}

    def kept(self, value: Number) -> Number:
        return six_digits(value)


class TempoDomain(Complete):
    """The host takes tempos of 60 to 200."""

    declares = {**Complete.declares, "domain": {"setTempo": {"bpm": {"min": 60, "max": 200}}}}

    def set_tempo(self, bpm: Number) -> None:
        if not 60 <= bpm <= 200:
            raise rejected(f"the host takes no tempo of {bpm}", "choose a tempo in 60..200")
        super().set_tempo(bpm)


class BeatsDomain(Complete):
    """The host has clips of up to 1,024 beats, in the first 16,384 of its Arrangement."""

    declares = {
        **Complete.declares,
        "domain": {
            "createMidiClip": {"lengthBeats": {"max": 1024}},
            "createArrangementMidiClip": {"startBeat": {"max": 16384}, "lengthBeats": {"max": 1024}},
            "createCuePoint": {"beat": {"max": 16384}},
        },
    }

    def create_midi_clip(self, slot: object, length_beats: Number) -> Clip:
        self.at_most(1024, length_beats)
        return super().create_midi_clip(slot, length_beats)  # type: ignore[arg-type]

    def create_arrangement_midi_clip(self, track: Track, start_beat: Number, length_beats: Number) -> Clip:
        self.at_most(16384, start_beat)
        self.at_most(1024, length_beats)
        return super().create_arrangement_midi_clip(track, start_beat, length_beats)

    def create_cue_point(self, beat: Number, name: str) -> object:
        self.at_most(16384, beat)
        return super().create_cue_point(beat, name)

    def at_most(self, most: Number, value: Number) -> None:
        if value > most:
            raise bad_input(f"the host goes to {most}, not to {value}")


class TiesDown(Complete):
    """Half a step of a quantised parameter goes down."""

    def set_param(self, param: Param, value: Number) -> Param:
        if param.is_quantized and param.min <= value <= param.max and (value - param.min) % 1 == 0.5:
            value -= 0.5
        return super().set_param(param, value)


class TempoIsBadInput(Complete):
    """What the host would refuse is judged by the bridge."""

    def set_tempo(self, bpm: Number) -> None:
        if not 20 <= bpm <= 999:
            raise bad_input(f"`bpm` must be in 20..999, not {bpm}")
        super().set_tempo(bpm)


class TakenIsBadInput(Complete):
    """An occupied slot and an occupied beat are judged by the bridge."""

    def create_midi_clip(self, slot: object, length_beats: Number) -> Clip:
        if slot.clip:  # type: ignore[attr-defined]
            raise bad_input("the slot holds a clip already")
        return super().create_midi_clip(slot, length_beats)  # type: ignore[arg-type]

    def create_cue_point(self, beat: Number, name: str) -> object:
        if any(abs(other.time - beat) <= 1e-6 for other in self.state.cue_points):
            raise bad_input("there is a cue point already")
        return super().create_cue_point(beat, name)


class CuesEndWithTheSong(Complete):
    """A cue point behind the end of the song is refused."""

    def create_cue_point(self, beat: Number, name: str) -> object:
        ends = [clip.end_time for track in self.state.tracks for clip in track.arrangement]
        ends += [cue.time for cue in self.state.cue_points]
        if beat > max(ends, default=0) + 64:
            raise rejected("the song ends before", "choose a beat in the song")
        return super().create_cue_point(beat, name)


class OccupiedFirst(Complete):
    """A beat is compared with those of other cue points before its range is judged: the order of faults is a SHOULD."""

    def _run(self, method: str, params: Json, batch: object) -> object:
        at = params.get("beat") if method == "createCuePoint" and isinstance(params, dict) else None
        if isinstance(at, (int, float)) and abs(at) < MAX_BEAT and isinstance(params.get("name"), str):
            if any(abs(other.time - at) <= 1e-6 for other in self.state.cue_points):
                raise rejected("there is a cue point already", "choose another beat")
        return super()._run(method, params, batch)  # type: ignore[arg-type]


class IdsFirst(Complete):
    """Whether an object is there is judged before the values of other arguments: the order of faults is a SHOULD."""

    def _run(self, method: str, params: Json, batch: object) -> object:
        for key in ("trackId", "slotId", "clipId", "paramId"):
            written = params.get(key) if isinstance(params, dict) else None
            if isinstance(written, str) and not written.startswith("#"):
                self.check_syntax(written)
                self._object(self.wanted(method, key), written, batch)  # type: ignore[arg-type]
        return super()._run(method, params, batch)  # type: ignore[arg-type]

    def wanted(self, method: str, key: str) -> object:
        from livebridge_kit import OPERATIONS, Id

        return OPERATIONS[method].takes.get(key, Id(key.removesuffix("Id")))
