"""Mutations: what each changes. The kit has judged the arguments, and gives objects for ids.

Each judges what a host would refuse before it writes, and returns the object that it made or changed.
"""

import copy
import math
from typing import List

from livebridge_kit import Json, Number, bad_input, rejected

from .fixtures import DEVICES
from .reads import Reads
from .song import Clip, CuePoint, Device, Note, Param, Slot, Track

SLIVER = 1e-6
"""A piece of a clip that is no longer than this, in beats, is nothing."""


class Mutations(Reads):
    devices = DEVICES
    """What can be inserted: fresh parameters by the name of a device."""

    def set_tempo(self, bpm: Number) -> None:
        if not 20 <= bpm <= 999:
            raise rejected(f"the host takes no tempo of {bpm}", "choose a tempo in 20..999")
        self.state.tempo = bpm

    def set_track_props(self, track: Track, props: Json) -> Track:
        vars(track).update(props)
        return track

    def set_notes(self, clip: Clip, notes: List[Json]) -> Clip:
        clip.notes = tuple(map(Note, notes))
        return clip

    def create_track(self, kind: str) -> Track:
        slots = [Slot() for _ in self.state.scenes]
        name = "MIDI" if kind == "midi" else "Audio"
        track = Track(kind, name, slots, send_count=self.state.return_track_count)
        self.state.tracks.append(track)
        return track

    def create_midi_clip(self, slot: Slot, length_beats: Number) -> Clip:
        if slot.clip:
            raise rejected("the slot holds a clip already", "choose an empty slot")
        slot.clip = Clip("midi", "MIDI Clip", 0, False, length_beats, True, 0, length_beats, length_beats)
        return slot.clip

    def set_clip_props(self, clip: Clip, props: Json) -> Clip:
        vars(clip).update(props)
        return clip

    def delete_track(self, track: Track) -> None:
        self.state.tracks.remove(track)

    def delete_clip(self, clip: Clip) -> None:
        for track in self.state.tracks:
            track.arrangement = [other for other in track.arrangement if other is not clip]
            for slot in track.slots:
                if slot.clip is clip:
                    slot.clip = None

    def create_arrangement_midi_clip(self, track: Track, start_beat: Number, length_beats: Number) -> Clip:
        clip = Clip("midi", "MIDI Clip", 0, False, length_beats, False, 0, length_beats, length_beats)
        return place(track, start_beat, clip)

    def create_arrangement_audio_clip(self, track: Track, args: Json) -> Clip:
        end, path = args["duration"], args["filePath"]
        clip = Clip("audio", "Audio Clip", 0, False, end, False, 0, end, end, file_path=path)
        return place(track, args["startTime"], clip)

    def clear_clips_in_range(self, track: Track, start_beat: Number, end_beat: Number) -> None:
        clear(track, start_beat, end_beat)

    def create_cue_point(self, beat: Number, name: str) -> CuePoint:
        if any(abs(other.time - beat) <= 1e-6 for other in self.state.cue_points):
            raise rejected(f"there is a cue point at {beat} already", "choose another beat")
        cue = CuePoint(beat, name)
        self.state.cue_points.append(cue)
        self.state.cue_points.sort(key=lambda cue: cue.time)
        return cue

    def set_param(self, param: Param, value: Number) -> Param:
        if not param.min <= value <= param.max:
            raise bad_input(f"`value` must be in {param.min}..{param.max}, not {value}", self.id_of(param))
        if param.is_quantized:
            # The nearest step of 1 from the minimum; there may be no whole step at the maximum.
            steps = min(math.floor(value - param.min + 0.5), math.floor(param.max - param.min))
            value = param.min + steps
        param.value = value
        return param

    def insert_device(self, track: Track, device_name: str, index: int) -> Device:
        if device_name not in self.devices:
            raise rejected(f"there is no device named {device_name!r}", f"insert one of {', '.join(self.devices)}")
        device = Device(device_name, self.devices[device_name]())
        track.devices.insert(min(index, len(track.devices)), device)
        return device


def clear(track: Track, start: Number, end: Number) -> None:
    """Clears a range of the Arrangement. What lies outside stays: clips are cut, and one that spans it is split.

    A clip stays itself in its first remaining piece; a piece after that is a new clip.
    """
    left: List[Clip] = []
    for clip in track.arrangement:
        clip_end = clip.end_time
        if clip_end <= start or clip.start_time >= end:
            left.append(clip)
            continue
        stays_before, stays_after = start - clip.start_time > SLIVER, clip_end - end > SLIVER
        after = copy.copy(clip) if stays_before else clip
        if stays_before:
            cut_end(clip, start)
            left.append(clip)
        if stays_after:
            cut_beginning(after, end)
            left.append(after)
    track.arrangement = left


def cut_end(clip: Clip, at: Number) -> None:
    """Shortens a clip to end at a beat. Without a loop its content ends there too."""
    removed = clip.end_time - at
    clip.duration = at - clip.start_time
    if not clip.looping:
        clip.loop_end -= removed
        clip.end_marker -= removed


def cut_beginning(clip: Clip, at: Number) -> None:
    """Shortens a clip to begin at a beat. Without a loop its content begins later; a loop keeps its phase."""
    removed = at - clip.start_time
    clip.duration = clip.end_time - at
    clip.start_time = at
    if not clip.looping:
        clip.loop_start += removed
        if clip.start_marker is not None:
            clip.start_marker += removed
        return
    begin = clip.loop_start if clip.start_marker is None else clip.start_marker
    begin += removed
    length = clip.loop_end - clip.loop_start
    if begin >= clip.loop_end and length > 0:
        begin = clip.loop_start + math.fmod(begin - clip.loop_start, length)
    clip.start_marker = None if begin == clip.loop_start else begin


def place(track: Track, start: Number, clip: Clip) -> Clip:
    """Puts a clip into the Arrangement, in the place of what is there."""
    clip.in_session, clip.start_time = False, start
    clear(track, clip.start_time, clip.end_time)
    track.arrangement.append(clip)
    track.arrangement.sort(key=lambda clip: clip.start_time)
    return clip
