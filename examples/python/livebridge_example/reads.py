"""Ids, and what the reads say of a Set."""

import re
from typing import Any, Dict, List, Union

from .arguments import Fields, Json, Refusal, bad_input
from .snapshot import param_to_json, scene_to_json, without_none
from .song import Clip, CuePoint, Device, Note, Param, Slot, Song, Track

INDEX = "(?:0|[1-9][0-9]*)"
SEGMENT = f"(?:(?:track|returntrack|clipslot|scene|cuepoint|device|param|takelane|clip):{INDEX}|clip|mixer|volume)"
PATH = re.compile(f"{SEGMENT}(?:/{SEGMENT}){{0,3}}")
KINDS = {
    "track": re.compile(f"track:{INDEX}"),
    "slot": re.compile(f"track:{INDEX}/clipslot:{INDEX}"),
    "clip": re.compile(f"track:{INDEX}/(?:clipslot:{INDEX}/clip|clip:{INDEX})"),
    "param": re.compile(f"track:{INDEX}/(?:device:{INDEX}/param:{INDEX}|mixer/volume)"),
}
"""The kinds of object that a call can take, by the shape of their ids."""


def is_path(text: str) -> bool:
    # Ten digits hold every index; longer ones are not even converted.
    in_range = all(len(index) <= 10 and int(index) < 2**32 for index in re.findall("[0-9]+", text))
    return in_range and PATH.fullmatch(text) is not None


class View:
    """A Set with the ids of everything in it, and what the reads say of it."""

    def __init__(self, song: Song):
        self.song = song
        self.by_path: Dict[str, Any] = {}
        for t, track in enumerate(song.tracks):
            at = f"track:{t}"
            self.by_path[at] = track
            self.by_path[f"{at}/mixer/volume"] = track.volume
            for s, slot in enumerate(track.slots):
                self.by_path[f"{at}/clipslot:{s}"] = slot
                if slot.clip:
                    self.by_path[f"{at}/clipslot:{s}/clip"] = slot.clip
            for c, clip in enumerate(track.arrangement):
                self.by_path[f"{at}/clip:{c}"] = clip
            for d, device in enumerate(track.devices):
                self.by_path[f"{at}/device:{d}"] = device
                for p, param in enumerate(device.parameters):
                    self.by_path[f"{at}/device:{d}/param:{p}"] = param
        for c, cue in enumerate(song.cue_points):
            self.by_path[f"cuepoint:{c}"] = cue
        self.path_of = {thing: path for path, thing in self.by_path.items()}

    def find(self, kind: str, path: str, given: str) -> Any:
        """The object that a path names. `given` is what the caller wrote, a path or a reference."""
        if not is_path(path):
            raise bad_input(f"`{given}` is no id", given)
        if not KINDS[kind].fullmatch(path):
            raise Refusal("WRONG_TYPE", f"`{given}` is no {kind}", given)
        if path not in self.by_path:
            raise Refusal("STALE_REFERENCE", f"there is no {kind} `{given}`", given)
        return self.by_path[path]

    # What the reads and the mutations answer with, object by object.

    def overview(self) -> Json:
        song = self.song
        return {
            "tempo": song.tempo,
            "rootNote": song.root_note,
            "scaleName": song.scale_name,
            "scaleMode": song.scale_mode,
            "scaleIntervals": song.scale_intervals,
            "gridQuantization": song.grid_quantization,
            "gridIsTriplet": song.grid_is_triplet,
            "trackCount": len(song.tracks),
            "returnTrackCount": song.return_track_count,
            "sceneCount": len(song.scenes),
            "cuePointCount": len(song.cue_points),
            "tracks": [self.track_in_short(track) for track in song.tracks],
        }

    def track_in_short(self, track: Track) -> Json:
        return {"id": self.path_of[track], "name": track.name, "type": track.kind}

    def track(self, track: Track) -> Json:
        solo_elsewhere = any(other.solo for other in self.song.tracks if other is not track)
        return {
            "id": self.path_of[track],
            "kind": track.kind,
            "name": track.name,
            "mute": track.mute,
            "solo": track.solo,
            "mutedViaSolo": solo_elsewhere and not track.solo,
            "arm": track.arm,
            "clipSlotCount": len(track.slots),
            "arrangementClipCount": len(track.arrangement),
            "deviceCount": len(track.devices),
            "mixer": {"volume": track.volume.value, "panning": track.panning, "sendCount": track.send_count},
        }

    def clip(self, clip: Clip) -> Json:
        path = self.path_of[clip]
        data = {
            "id": path,
            "isMidi": clip.kind == "midi",
            "kind": clip.kind,
            "location": "session" if clip.in_session else "arrangement",
            "slotId": path[: -len("/clip")] if clip.in_session else None,
            "name": clip.name,
            "startTime": clip.start_time,
            "endTime": clip.end_time,
            "duration": clip.duration,
            "looping": clip.looping,
            "loopStart": clip.loop_start,
            "loopEnd": clip.loop_end,
            "endMarker": clip.end_marker,
            "color": clip.color,
            "muted": clip.muted,
            "filePath": clip.file_path,
        }
        return without_none(data)

    def empty_slot(self, slot: Slot) -> Json:
        path = self.path_of[slot]
        flags = dict.fromkeys(("isMidi", "looping", "muted"), False)
        zeros = dict.fromkeys(("startTime", "endTime", "duration", "loopStart", "loopEnd", "endMarker", "color"), 0)
        return {"id": path, "kind": "empty", "location": "session", "slotId": path, "name": "", **flags, **zeros}

    def notes_result(self, clip: Clip) -> Json:
        return {"id": self.path_of[clip], "name": clip.name, "count": len(clip.notes)}

    def param(self, param: Param) -> Json:
        return {"id": self.path_of[param], **param_to_json(param)}

    def device(self, device: Device) -> Json:
        parameters = [self.param(param) for param in device.parameters]
        return {"id": self.path_of[device], "name": device.name, "parameters": parameters}

    def cue_point(self, cue: CuePoint) -> Json:
        return {"id": self.path_of[cue], "time": cue.time, "name": cue.name}

    # The reads by their wire names.

    def object_of(self, kind: str, given: Fields, key: str) -> Any:
        written = given.text(key)
        return self.find(kind, written, written)

    def list_tracks(self, given: Fields) -> List[Json]:
        return [self.track(track) for track in self.song.tracks]

    def find_track(self, given: Fields) -> List[Json]:
        query = given.text("query").lower()
        return [self.track_in_short(track) for track in self.song.tracks if query in track.name.lower()]

    def list_clips(self, given: Fields) -> List[Json]:
        track = self.object_of("track", given, "trackId")
        session = [self.clip(slot.clip) if slot.clip else self.empty_slot(slot) for slot in track.slots]
        return session + [self.clip(clip) for clip in track.arrangement]

    def get_notes(self, given: Fields) -> List[Note]:
        clip = self.object_of("clip", given, "clipId")
        must_be("midi", clip, given.text("clipId"))
        return list(clip.notes)

    def list_scenes(self, given: Fields) -> List[Json]:
        # The one place of the contract where an absent value is null and not a missing key.
        return [
            {"tempo": scene.tempo, **scene_to_json(scene), "id": f"scene:{at}"}
            for at, scene in enumerate(self.song.scenes)
        ]

    def list_device_params(self, given: Fields) -> List[Json]:
        track = self.object_of("track", given, "trackId")
        return [self.param(param) for device in track.devices for param in device.parameters]

    def get_track_mixer(self, given: Fields) -> Json:
        return {"volume": self.param(self.object_of("track", given, "trackId").volume)}

    def list_cue_points(self, given: Fields) -> List[Json]:
        return [self.cue_point(cue) for cue in self.song.cue_points]


def must_be(kind: str, thing: Union[Track, Clip], given: str) -> None:
    if thing.kind != kind:
        raise Refusal("WRONG_TYPE", f"`{given}` is {thing.kind}, not {kind}", given)


READS = {
    "getSongOverview": lambda view, given: view.overview(),
    "listTracks": View.list_tracks,
    "findTrack": View.find_track,
    "listClips": View.list_clips,
    "getNotes": View.get_notes,
    "listScenes": View.list_scenes,
    "listDeviceParams": View.list_device_params,
    "getTrackMixer": View.get_track_mixer,
    "listCuePoints": View.list_cue_points,
}
