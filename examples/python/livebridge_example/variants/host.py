"""What a host chooses, or refuses, by itself."""

import os
import re
from typing import List, Optional

from livebridge_kit import Json, Number, bad_input, rejected

from ..bridge import Complete
from ..fixtures import continuous, stepped
from ..song import Clip, Device, Param, Slot, Song, Track

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]")


class ControlCharactersReplaced(Complete):
    """In names, by blanks."""

    def _run(self, method: str, params: Json, batch: object) -> object:
        return super()._run(method, self.cleaned(params), batch)  # type: ignore[arg-type]

    def cleaned(self, params: Json) -> Json:
        if not isinstance(params, dict):
            return params
        cleaned = dict(params)
        if isinstance(params.get("props"), dict):
            cleaned["props"] = self.cleaned(params["props"])
        if isinstance(params.get("name"), str):
            cleaned["name"] = self.clean(params["name"])
        return cleaned

    def clean(self, name: str) -> str:
        return CONTROL.sub(" ", name)


class ControlCharactersRefused(ControlCharactersReplaced):
    def clean(self, name: str) -> str:
        if CONTROL.search(name):
            raise bad_input("a name has no control characters")
        return name


class NamesOfUpToAThousand(ControlCharactersReplaced):
    """Longer names are refused."""

    def clean(self, name: str) -> str:
        if len(name) > 1000:
            raise rejected("the name is too long", "use at most 1,000 characters")
        return name


class LastTrackKept(Complete):
    def delete_track(self, track: Track) -> None:
        if len(self.state.tracks) == 1:
            raise rejected("a Set has at least one track", "make another one first")
        super().delete_track(track)


class ClipsNamedByTheHost(Complete):
    """A new clip has the name of its track and a number."""

    def created(self, clip: Clip) -> Clip:
        track = next(
            track
            for track in self.state.tracks
            if clip in track.arrangement or any(slot.clip is clip for slot in track.slots)
        )
        self.dress(clip, track)
        return clip

    def dress(self, clip: Clip, track: Track) -> None:
        clip.name = f"{track.name} {len(track.arrangement) + 1}"

    def create_midi_clip(self, slot: Slot, length_beats: Number) -> Clip:
        return self.created(super().create_midi_clip(slot, length_beats))

    def create_arrangement_midi_clip(self, track: Track, start_beat: Number, length_beats: Number) -> Clip:
        return self.created(super().create_arrangement_midi_clip(track, start_beat, length_beats))

    def create_arrangement_audio_clip(self, track: Track, args: Json) -> Clip:
        return self.created(super().create_arrangement_audio_clip(track, args))


class ClipsWithoutNames(ClipsNamedByTheHost):
    def dress(self, clip: Clip, track: Track) -> None:
        clip.name = ""


class ClipsColoredByTheHost(ClipsNamedByTheHost):
    """A clip has the colour of its track; there is no such thing as none."""

    def dress(self, clip: Clip, track: Track) -> None:
        clip.color = 0x3DC300 + 0x1111 * (len(track.name) % 7)


class ClipsLoopByTheHost(ClipsNamedByTheHost):
    """What loops is the other way round than in most of the bridges."""

    def dress(self, clip: Clip, track: Track) -> None:
        clip.looping = not clip.in_session


class ClipsByTheHost(ClipsNamedByTheHost):
    """All of it at once, as in Live."""

    def dress(self, clip: Clip, track: Track) -> None:
        clip.name, clip.color, clip.looping = "" if clip.kind == "midi" else "vox take", 0xFF94A6, not clip.in_session


class PaletteColors(Complete):
    declares = {**Complete.declares, "colors": "palette"}

    PALETTE = [(r << 16) | (g << 8) | b for r in (0, 96, 192, 255) for g in (0, 96, 192, 255) for b in (0, 128, 255)]

    def set_clip_props(self, clip: Clip, props: Json) -> Clip:
        if "color" in props:
            props = {**props, "color": min(self.PALETTE, key=lambda one: distance(one, props["color"]))}
        return super().set_clip_props(clip, props)


def distance(one: int, other: int) -> int:
    return sum((((one >> shift) & 255) - ((other >> shift) & 255)) ** 2 for shift in (0, 8, 16))


class AudioMustExist(Complete):
    """A path is opened at once."""

    def create_arrangement_audio_clip(self, track: Track, args: Json) -> Clip:
        if not os.path.isfile(args["filePath"]):
            raise rejected(f"there is no file {args['filePath']!r}", "name a file that is there")
        return super().create_arrangement_audio_clip(track, args)


class AudioAsLongAsItsFile(Complete):
    """A clip is not longer than its file, which has 2 beats here."""

    def create_arrangement_audio_clip(self, track: Track, args: Json) -> Clip:
        return super().create_arrangement_audio_clip(track, {**args, "duration": min(args["duration"], 2)})


class LongRendersRefused(Complete):
    def render_track(self, track: Track, start_beat: Number, end_beat: Number) -> Json:
        if (end_beat - start_beat) * 60 / self.state.tempo > 3:
            raise rejected("the render would be too long", "render at most 3 s")
        return super().render_track(track, start_beat, end_beat)


class VolumeNamedOtherwise(Complete):
    def param_info(self, param: Param) -> Json:
        info = super().param_info(param)
        return {**info, "name": "Track Volume"} if info["id"].endswith("/mixer/volume") else info

    def load(self, song: Song) -> None:
        for track in song.tracks:
            track.volume.name = "Track Volume"
        super().load(song)

    def create_track(self, kind: str) -> Track:
        track = super().create_track(kind)
        track.volume.name = "Track Volume"
        return track


class TracksNamedByTheHost(Complete):
    """By a number that was not used before; the name stays."""

    def create_track(self, kind: str) -> Track:
        track = super().create_track(kind)
        track.name = f"{len(self.state.tracks)}-{track.name}"
        return track


class TracksWithoutSends(Complete):
    """The sends of a new track come with its first routing."""

    def create_track(self, kind: str) -> Track:
        track = super().create_track(kind)
        track.send_count = 0
        return track


class TrackPlaceFirst(Complete):
    """A new track comes before all others."""

    declares = {**Complete.declares, "sideEffects": ["trackPlace"]}

    def place_of(self, track: Track) -> int:
        return 0

    def create_track(self, kind: str) -> Track:
        track = super().create_track(kind)
        self.state.tracks.remove(track)
        self.state.tracks.insert(self.place_of(track), track)
        return track


class TrackPlaceBehindTheFirst(TrackPlaceFirst):
    """As in Live, where the first one is selected."""

    def place_of(self, track: Track) -> int:
        return min(1, len(self.state.tracks))


class NewTracksHaveDevices(Complete):
    declares = {**Complete.declares, "sideEffects": ["newTrackDevices"]}

    def create_track(self, kind: str) -> Track:
        track = super().create_track(kind)
        track.devices.append(Device("Channel EQ", [stepped("Device On", 0, 1, 1), continuous("Gain", -15, 15, 0)]))
        return track


INSTRUMENTS, NOTE_EFFECTS = ("Operator",), ("Arpeggiator",)


class ChainRules(Complete):
    """A chain has note effects, then an instrument, then effects of sound; plug-ins are not inserted."""

    devices = {
        **Complete.devices,
        "Operator": lambda: [stepped("Device On", 0, 1, 1), continuous("Volume", 0, 1, 0.7)],
        "Arpeggiator": lambda: [stepped("Device On", 0, 1, 1), stepped("Style", 0, 17, 4)],
    }
    declares = {**Complete.declares, "devices": list(devices)}

    def insert_device(self, track: Track, device_name: str, index: int) -> Device:
        before = [self.role(device.name) for device in track.devices[:index]]
        after = [self.role(device.name) for device in track.devices[index:]]
        role = self.role(device_name)
        if track.kind == "audio" and role < 2 or role == 1 and 1 in before + after:
            raise rejected(f"no {device_name} fits into this chain", "insert an effect")
        if any(other > role for other in before) or any(other < role for other in after):
            raise rejected(f"{device_name} does not fit there", "insert it at another index")
        return super().insert_device(track, device_name, index)

    def role(self, name: Optional[str]) -> int:
        return 0 if name in NOTE_EFFECTS else 1 if name in INSTRUMENTS else 2


class NewTracksAreArmed(ChainRules):
    """A new MIDI track, and one that gets an instrument, is armed; the others are not any more."""

    declares = {**ChainRules.declares, "sideEffects": ["arm"]}

    def arm(self, track: Track) -> None:
        for other in self.state.tracks:
            other.arm = other is track

    def create_track(self, kind: str) -> Track:
        track = super().create_track(kind)
        if kind == "midi":
            self.arm(track)
        return track

    def insert_device(self, track: Track, device_name: str, index: int) -> Device:
        device = super().insert_device(track, device_name, index)
        if device_name in INSTRUMENTS:
            self.arm(track)
        return device


class DefaultNamesFollow(ChainRules):
    """A track that nobody named is called by its number, or by its first instrument."""

    declares = {**ChainRules.declares, "sideEffects": ["defaultNames"]}

    def create_track(self, kind: str) -> Track:
        track = super().create_track(kind)
        track.is_unnamed = True  # type: ignore[attr-defined]
        return track

    def set_track_props(self, track: Track, props: Json) -> Track:
        if "name" in props:
            track.is_unnamed = False  # type: ignore[attr-defined]
        return super().set_track_props(track, props)

    def changed(self) -> None:
        super().changed()
        for at, track in enumerate(self.state.tracks if self._step else []):
            if getattr(track, "is_unnamed", False):
                instruments = [device.name for device in track.devices if device.name in INSTRUMENTS]
                number = f"{at + 1}-{'MIDI' if track.kind == 'midi' else 'Audio'}"
                track.name = instruments[0] if instruments else number


class AllSideEffects(DefaultNamesFollow, NewTracksAreArmed, NewTracksHaveDevices, TrackPlaceBehindTheFirst):
    """As in Live, all at once."""

    declares = {
        **ChainRules.declares,
        "sideEffects": ["arm", "defaultNames", "newTrackDevices", "trackPlace"],
    }


class SeenAfterSettle(Complete):
    """What was changed is seen by reads once `control/settle` was called, or anything else is changed."""

    shown: Optional[Song] = None

    READS = {"getSongOverview", "listTracks", "findTrack", "listClips", "getNotes", "listScenes", "listDeviceParams"}
    READS |= {"getTrackMixer", "listCuePoints", "control/snapshot"}

    def call(self, method: str, params: Json) -> object:
        if method not in self.READS or self.shown is None:
            before = self.state
            answer = super().call(method, params)
            self.shown = before if self.state is not before and not method.startswith("control/") else None
            return answer
        now, self.state = self.state, self.shown
        self.changed()
        try:
            return super().call(method, params)
        finally:
            self.state = now
            self.changed()


class RendersInStereo(Complete):
    """44.1 kHz is as good as 48."""

    def __init__(self) -> None:
        super().__init__()
        self.renderer.sample_rate, self.renderer.channels = 44_100, 2
