"""Snapshots: the whole Set as JSON, with positions instead of ids. `*_to_json` and `*_from_json` mirror each other."""

from typing import Any, Optional

from livebridge_kit import Json, Maybe, Reader, bad_input, flag, kind, list_of, number, one_of, record, text, whole

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


def closed(shape: Json) -> Reader:
    """An object with these keys and no others: a misspelt key must not pass in silence."""
    return record(shape, others=False)


PARAM = closed(
    {
        "name": text,
        "min": number(),
        "max": number(),
        "isQuantized": flag,
        "defaultValue": number(),
        "value": number(),
    }
)
CLIP = {
    "kind": kind,
    "name": text,
    "color": whole(0, 0xFFFFFF),
    "muted": flag,
    "duration": number(above=0),
    "looping": flag,
    "loopStart": number(),
    "loopEnd": number(),
    "endMarker": number(),
    "startMarker": Maybe(number()),
    "filePath": Maybe(text),
    "notes": Maybe(list_of(read_note)),
}
SCENE = {"name": text, "tempo": Maybe(number()), "signatureNumerator": whole(1), "signatureDenominator": whole(1)}
SET = closed(
    {
        "format": one_of(SNAPSHOT_FORMAT),
        "tempo": number(20, 999),
        "rootNote": whole(0, 11),
        "scaleName": text,
        "scaleMode": flag,
        "scaleIntervals": list_of(whole(0, 11)),
        "gridQuantization": text,
        "gridIsTriplet": flag,
        "returnTrackCount": whole(0),
        "scenes": list_of(closed(SCENE)),
        "cuePoints": Maybe(list_of(closed({"time": number(0), "name": text}))),
        "tracks": list_of(
            closed(
                {
                    "kind": kind,
                    "name": text,
                    "mute": flag,
                    "solo": flag,
                    "arm": flag,
                    "volume": PARAM,
                    "panning": number(),
                    "sendCount": whole(0),
                    "devices": list_of(closed({"name": Maybe(text), "parameters": list_of(PARAM)})),
                    "session": list_of(closed({"scene": whole(0), **CLIP})),
                    "arrangement": list_of(closed({"startTime": number(0), **CLIP})),
                }
            )
        ),
    }
)


def param_from_json(data: Json) -> Param:
    # The keys stand in the order of the fields.
    return Param(*(data[key] for key in ("name", "min", "max", "isQuantized", "defaultValue", "value")))


def clip_from_json(data: Json, track_kind: str) -> Clip:
    content = "notes" if data["kind"] == "midi" else "filePath"
    if data["kind"] != track_kind or content not in data or ("notes" in data and "filePath" in data):
        raise bad_input(f"the clip `{data['name']}` does not fit its track")
    return Clip(
        data["kind"],
        data["name"],
        data["color"],
        data["muted"],
        data["duration"],
        data["looping"],
        data["loopStart"],
        data["loopEnd"],
        data["endMarker"],
        in_session="scene" in data,
        start_time=data.get("startTime", 0),
        start_marker=data.get("startMarker"),
        file_path=data.get("filePath"),
        notes=tuple(data.get("notes", ())),
    )


def track_from_json(data: Json, scene_count: int) -> Track:
    devices = [Device(one.get("name"), list(map(param_from_json, one["parameters"]))) for one in data["devices"]]
    slots = [Slot() for _ in range(scene_count)]
    track = Track(data["kind"], data["name"], slots, data["mute"], data["solo"], data["arm"])
    track.volume, track.panning, track.send_count = param_from_json(data["volume"]), data["panning"], data["sendCount"]
    track.devices = devices
    for one in data["session"]:
        if one["scene"] >= scene_count or slots[one["scene"]].clip:
            raise bad_input("a Session clip is in a scene that is not there, or where another one is")
        slots[one["scene"]].clip = clip_from_json(one, track.kind)
    for one in data["arrangement"]:
        # Sums of beats are rounded: clips that touch may seem to overlap by a hair.
        if track.arrangement and one["startTime"] < track.arrangement[-1].end_time - 1e-6:
            raise bad_input("Arrangement clips must be in time order and must not overlap")
        track.arrangement.append(clip_from_json(one, track.kind))
    return track


def song_from_json(data: Any) -> Song:
    given = SET(data, "snapshot")
    scenes = [
        Scene(scene["name"], scene.get("tempo"), scene["signatureNumerator"], scene["signatureDenominator"])
        for scene in given["scenes"]
    ]
    # A source that cannot list its cue points leaves the key out.
    cue_points = [CuePoint(cue["time"], cue["name"]) for cue in given.get("cuePoints", [])]
    return Song(
        given["tempo"],
        given["rootNote"],
        given["scaleName"],
        given["scaleMode"],
        given["scaleIntervals"],
        given["gridQuantization"],
        given["gridIsTriplet"],
        given["returnTrackCount"],
        scenes,
        sorted(cue_points, key=lambda cue: cue.time),
        [track_from_json(track, len(scenes)) for track in given["tracks"]],
    )
