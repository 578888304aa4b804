"""What stands where in the Set, and what the reads say of it."""

from typing import Any, Dict, List, Optional

from livebridge_kit import Bridge, Json

from .snapshot import param_to_json, scene_to_json, without_none
from .song import Clip, CuePoint, Device, Note, Param, Slot, Song, Track


def paths_of(song: Song) -> Dict[str, Any]:
    """Everything that an id can name, by its id."""
    found: Dict[str, Any] = {}
    for t, track in enumerate(song.tracks):
        at = f"track:{t}"
        found[at] = track
        found[f"{at}/mixer/volume"] = track.volume
        for s, slot in enumerate(track.slots):
            found[f"{at}/clipslot:{s}"] = slot
            if slot.clip:
                found[f"{at}/clipslot:{s}/clip"] = slot.clip
        for c, clip in enumerate(track.arrangement):
            found[f"{at}/clip:{c}"] = clip
        for d, device in enumerate(track.devices):
            found[f"{at}/device:{d}"] = device
            for p, param in enumerate(device.parameters):
                found[f"{at}/device:{d}/param:{p}"] = param
    for c, cue in enumerate(song.cue_points):
        found[f"cuepoint:{c}"] = cue
    return found


class Reads(Bridge):
    state: Song

    _by_path: Optional[Dict[str, Any]] = None
    _path_of: Dict[Any, str] = {}

    def changed(self) -> None:
        self._by_path = None

    def _index(self) -> Dict[str, Any]:
        if self._by_path is None:
            self._by_path = paths_of(self.state)
            self._path_of = {thing: path for path, thing in self._by_path.items()}
        return self._by_path

    def find(self, id: str) -> Any:
        return self._index().get(id)

    def id_of(self, thing: Any) -> Optional[str]:
        self._index()
        return self._path_of.get(thing)

    def media_of(self, thing: Any) -> str:
        if isinstance(thing, Slot):
            return next(track.kind for track in self.state.tracks if thing in track.slots)
        return thing.kind

    # What the reads and the mutations answer with, object by object.

    def get_song_overview(self) -> Json:
        song = self.state
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
        return {"id": self.id_of(track), "name": track.name, "type": track.kind}

    def track_info(self, track: Track) -> Json:
        solo_elsewhere = any(other.solo for other in self.state.tracks if other is not track)
        return {
            "id": self.id_of(track),
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

    def clip_info(self, clip: Clip) -> Json:
        path = self.id_of(clip)
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
        path = self.id_of(slot)
        flags = dict.fromkeys(("isMidi", "looping", "muted"), False)
        zeros = dict.fromkeys(("startTime", "endTime", "duration", "loopStart", "loopEnd", "endMarker", "color"), 0)
        return {"id": path, "kind": "empty", "location": "session", "slotId": path, "name": "", **flags, **zeros}

    def notes_info(self, clip: Clip) -> Json:
        return {"id": self.id_of(clip), "name": clip.name, "count": len(clip.notes)}

    def param_info(self, param: Param) -> Json:
        return {"id": self.id_of(param), **param_to_json(param)}

    def device_info(self, device: Device) -> Json:
        parameters = [self.param_info(param) for param in device.parameters]
        return {"id": self.id_of(device), "name": device.name, "parameters": parameters}

    def cue_info(self, cue: CuePoint) -> Json:
        return {"id": self.id_of(cue), "time": cue.time, "name": cue.name}

    # The reads.

    def list_tracks(self) -> List[Json]:
        return [self.track_info(track) for track in self.state.tracks]

    def list_clips(self, track: Track) -> List[Json]:
        session = [self.clip_info(slot.clip) if slot.clip else self.empty_slot(slot) for slot in track.slots]
        return session + [self.clip_info(clip) for clip in track.arrangement]

    def get_notes(self, clip: Clip) -> List[Note]:
        return list(clip.notes)

    def list_scenes(self) -> List[Json]:
        # The one place of the contract where an absent value is null and not a missing key.
        return [
            {"tempo": scene.tempo, **scene_to_json(scene), "id": f"scene:{at}"}
            for at, scene in enumerate(self.state.scenes)
        ]

    def list_device_params(self, track: Track) -> List[Json]:
        return [self.param_info(param) for device in track.devices for param in device.parameters]

    def get_track_mixer(self, track: Track) -> Json:
        return {"volume": self.param_info(track.volume)}

    def list_cue_points(self) -> List[Json]:
        return [self.cue_info(cue) for cue in self.state.cue_points]
