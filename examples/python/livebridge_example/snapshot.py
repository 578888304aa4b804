"""Snapshots: the whole Set as JSON, with positions instead of ids. `*_to_json` and `*_from_json` mirror each other."""

from typing import Any, Optional

from .arguments import Fields, Json, bad_input
from .song import Clip, CuePoint, Device, Param, Scene, Slot, Song, Track, read_note

SNAPSHOT_FORMAT = "livebridge.set/1"


def param_to_json(param: Param) -> Json:
    return {
        "name": param.name,
        "min": param.min,
        "max": param.max,
        "isQuantized": param.is_quantized,
        "defaultValue": param.default,
        "value": param.value,
    }


def clip_to_json(clip: Clip, scene: Optional[int] = None) -> Json:
    data = {
        "scene": scene,
        "startTime": None if clip.in_session else clip.start_time,
        "kind": clip.kind,
        "name": clip.name,
        "color": clip.color,
        "muted": clip.muted,
        "duration": clip.duration,
        "looping": clip.looping,
        "loopStart": clip.loop_start,
        "loopEnd": clip.loop_end,
        "endMarker": clip.end_marker,
        "startMarker": clip.start_marker,
        "filePath": clip.file_path,
        "notes": list(clip.notes) if clip.kind == "midi" else None,
    }
    return without_none(data)


def without_none(data: Json) -> Json:
    return {key: value for key, value in data.items() if value is not None}


def device_to_json(device: Device) -> Json:
    return without_none({"name": device.name, "parameters": [param_to_json(param) for param in device.parameters]})


def track_to_json(track: Track) -> Json:
    return {
        "kind": track.kind,
        "name": track.name,
        "mute": track.mute,
        "solo": track.solo,
        "arm": track.arm,
        "volume": param_to_json(track.volume),
        "panning": track.panning,
        "sendCount": track.send_count,
        "devices": [device_to_json(device) for device in track.devices],
        "session": [clip_to_json(slot.clip, at) for at, slot in enumerate(track.slots) if slot.clip],
        "arrangement": [clip_to_json(clip) for clip in track.arrangement],
    }


def scene_to_json(scene: Scene) -> Json:
    return without_none(
        {
            "name": scene.name,
            "tempo": scene.tempo,
            "signatureNumerator": scene.signature_numerator,
            "signatureDenominator": scene.signature_denominator,
        }
    )


def song_to_json(song: Song) -> Json:
    return {
        "format": SNAPSHOT_FORMAT,
        "tempo": song.tempo,
        "rootNote": song.root_note,
        "scaleName": song.scale_name,
        "scaleMode": song.scale_mode,
        "scaleIntervals": song.scale_intervals,
        "gridQuantization": song.grid_quantization,
        "gridIsTriplet": song.grid_is_triplet,
        "returnTrackCount": song.return_track_count,
        "scenes": [scene_to_json(scene) for scene in song.scenes],
        "cuePoints": [{"time": cue.time, "name": cue.name} for cue in song.cue_points],
        "tracks": [track_to_json(track) for track in song.tracks],
    }


def param_from_json(data: Any) -> Param:
    given = Fields(data, "a parameter")
    param = Param(
        given.text("name"),
        given.number("min"),
        given.number("max"),
        given.flag("isQuantized"),
        given.number("defaultValue"),
        given.number("value"),
    )
    given.nothing_else()
    return param


def clip_from_json(given: Fields, kind: str) -> Clip:
    """A clip; the caller takes its place, `scene` or `startTime`, and looks for keys that are left."""
    clip = Clip(
        given.one_of("kind", kind),
        given.text("name"),
        given.whole("color", 0, 0xFFFFFF),
        given.flag("muted"),
        given.above_zero("duration"),
        given.flag("looping"),
        given.number("loopStart"),
        given.number("loopEnd"),
        given.number("endMarker"),
    )
    if given.has("startMarker"):
        clip.start_marker = given.number("startMarker")
    if kind == "audio":
        clip.file_path = given.text("filePath")
    else:
        clip.notes = tuple(read_note(note) for note in given.items("notes"))
    return clip


def track_from_json(data: Any, scene_count: int) -> Track:
    given = Fields(data, "a track")
    kind = given.one_of("kind", "midi", "audio")
    track = Track(
        kind,
        given.text("name"),
        [Slot() for _ in range(scene_count)],
        given.flag("mute"),
        given.flag("solo"),
        given.flag("arm"),
        param_from_json(given.take("volume")),
        given.number("panning"),
        given.whole("sendCount", 0),
    )
    for item in given.items("devices"):
        device = Fields(item, "a device")
        name = device.text("name") if device.has("name") else None
        track.devices.append(Device(name, [param_from_json(param) for param in device.items("parameters")]))
        device.nothing_else()
    for item in given.items("session"):
        fields = Fields(item, "a Session clip")
        slot = track.slots[fields.whole("scene", 0, scene_count - 1)]
        if slot.clip:
            raise bad_input("two Session clips of one track are in one scene")
        slot.clip = clip_from_json(fields, kind)
        fields.nothing_else()
    for item in given.items("arrangement"):
        fields = Fields(item, "an Arrangement clip")
        start = fields.number("startTime", low=0)
        # Sums of beats are rounded: clips that touch may seem to overlap by a hair.
        if track.arrangement and start < track.arrangement[-1].end_time - 1e-6:
            raise bad_input("Arrangement clips must be in time order and must not overlap")
        clip = clip_from_json(fields, kind)
        clip.in_session, clip.start_time = False, start
        track.arrangement.append(clip)
        fields.nothing_else()
    given.nothing_else()
    return track


def scene_from_json(data: Any) -> Scene:
    given = Fields(data, "a scene")
    tempo = given.number("tempo") if given.has("tempo") else None
    numerator, denominator = given.whole("signatureNumerator", 1), given.whole("signatureDenominator", 1)
    scene = Scene(given.text("name"), tempo, numerator, denominator)
    given.nothing_else()
    return scene


def cue_point_from_json(data: Any) -> CuePoint:
    given = Fields(data, "a cue point")
    cue = CuePoint(given.number("time", low=0), given.text("name"))
    given.nothing_else()
    return cue


def song_from_json(data: Any) -> Song:
    given = Fields(data, "a snapshot")
    given.one_of("format", SNAPSHOT_FORMAT)
    scenes = [scene_from_json(scene) for scene in given.items("scenes")]
    # A source that cannot list its cue points leaves the key out.
    cue_points = given.items("cuePoints") if given.has("cuePoints") else []
    song = Song(
        given.number("tempo", 20, 999),
        given.whole("rootNote", 0, 11),
        given.text("scaleName"),
        given.flag("scaleMode"),
        given.wholes("scaleIntervals", 0, 11),
        given.text("gridQuantization"),
        given.flag("gridIsTriplet"),
        given.whole("returnTrackCount", 0),
        scenes,
        sorted((cue_point_from_json(cue) for cue in cue_points), key=lambda cue: cue.time),
        [track_from_json(track, len(scenes)) for track in given.items("tracks")],
    )
    given.nothing_else()
    return song
