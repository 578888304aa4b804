"""Mutations: how a clone of the Set is changed, and what ids and staged references mean meanwhile."""

import copy
import math
import re
from typing import Any, List, Tuple

from .arguments import MAX_BEAT, Fields, Json, Number, Refusal, bad_input
from .fixtures import DEVICES
from .reads import View, must_be
from .song import Clip, CuePoint, Device, Param, Slot, Song, Track, read_note

REFERENCE = re.compile("#(0|[1-9][0-9]{0,9})((?:/.*)?)", re.DOTALL)

SLIVER = 1e-6
"""A piece of a clip that is no longer than this, in beats, is nothing."""

NOWHERE = "track:4294967295"
GONE = {
    Track: NOWHERE,
    Clip: f"{NOWHERE}/clip:0",
    Device: f"{NOWHERE}/device:0",
    Param: f"{NOWHERE}/mixer/volume",
    CuePoint: "cuepoint:4294967295",
}
"""Paths that name nothing: what was deleted still has a kind, and a wrong kind is told before a stale reference."""


class Change:
    """A call or a transaction while it runs: a clone of the Set, and what its ids and references mean.

    Each mutation judges what needs no Set first, then its ids, then MIDI or audio, then what a host would refuse,
    and only then writes. It returns the object that it made or changed, for later references and the answer.
    """

    def __init__(self, song: Song, is_transaction: bool):
        self.song = copy.deepcopy(song)
        # Ids of the caller name objects as they are now, whatever the mutations before them did.
        self.at_first = View(self.song)
        self.now = self.at_first
        self.is_transaction = is_transaction
        self.objects: List[Any] = []
        """What each mutation so far made or changed."""

    def run(self, method: str, given: Fields) -> None:
        mutate, _ = MUTATIONS[method]
        # Only a later operation of a transaction can meet a Set that is not as it was.
        self.now = View(self.song) if self.objects else self.at_first
        self.objects.append(mutate(self, given))

    def find(self, kind: str, given: Fields, key: str) -> Any:
        """The object that the argument `key` names, by an id or by a staged reference."""
        written = given.text(key)
        if written.startswith("#"):
            return self.staged(kind, written)
        thing = self.at_first.find(kind, written, written)
        if thing not in self.now.path_of:
            raise Refusal("STALE_REFERENCE", f"`{written}` was deleted before, in this transaction", written)
        return thing

    def staged(self, kind: str, written: str) -> Any:
        """What `#2` or `#2/param:0` stands for: the present path of that object, and what lies below it."""
        match = REFERENCE.fullmatch(written)
        if not match or not self.is_transaction or int(match[1]) >= len(self.objects):
            raise bad_input(f"`{written}` refers to no earlier operation of this transaction", written)
        thing = self.objects[int(match[1])]
        if thing is None:
            raise bad_input(f"`{written}` refers to an operation without an object", written)
        path = self.now.path_of.get(thing, GONE[type(thing)])
        return self.now.find(kind, path + match[2], written)

    # The mutations by their wire names.

    def set_tempo(self, given: Fields) -> None:
        bpm = given.above_zero("bpm")
        if not 20 <= bpm <= 999:
            hint = "choose a tempo in 20..999"
            raise Refusal("SDK_REJECTED", f"the host takes no tempo of {bpm}", hint=hint)
        self.song.tempo = bpm

    def set_track_props(self, given: Fields) -> Track:
        patch = Fields(given.take("props"), "props")
        written: Json = {key: patch.flag(key) for key in ("mute", "solo", "arm") if patch.has(key)}
        if patch.has("name"):
            written["name"] = patch.text("name")
        finish_patch(patch)
        track = self.find("track", given, "trackId")
        vars(track).update(written)
        return track

    def set_notes(self, given: Fields) -> Clip:
        notes = tuple(read_note(note) for note in given.items("notes"))
        clip = self.find("clip", given, "clipId")
        must_be("midi", clip, given.text("clipId"))
        clip.notes = notes
        return clip

    def create_track(self, given: Fields) -> Track:
        kind = given.one_of("kind", "midi", "audio")
        name = "MIDI" if kind == "midi" else "Audio"
        track = Track(kind, name, [Slot() for _ in self.song.scenes], send_count=self.song.return_track_count)
        self.song.tracks.append(track)
        return track

    def create_midi_clip(self, given: Fields) -> Clip:
        length = given.above_zero("lengthBeats", MAX_BEAT)
        slot = self.find("slot", given, "slotId")
        track = next(track for track in self.song.tracks if slot in track.slots)
        must_be("midi", track, given.text("slotId"))
        if slot.clip:
            taken = "the slot holds a clip already"
            raise Refusal("SDK_REJECTED", taken, given.text("slotId"), "choose an empty slot")
        slot.clip = Clip("midi", "MIDI Clip", 0, False, length, True, 0, length, length)
        return slot.clip

    def set_clip_props(self, given: Fields) -> Clip:
        patch = Fields(given.take("props"), "props")
        written: Json = {}
        if patch.has("name"):
            written["name"] = patch.text("name")
        if patch.has("color"):
            written["color"] = patch.whole("color", 0, 0xFFFFFF)
        finish_patch(patch)
        clip = self.find("clip", given, "clipId")
        vars(clip).update(written)
        return clip

    def delete_track(self, given: Fields) -> None:
        self.song.tracks.remove(self.find("track", given, "trackId"))

    def delete_clip(self, given: Fields) -> None:
        clip = self.find("clip", given, "clipId")
        for track in self.song.tracks:
            track.arrangement = [other for other in track.arrangement if other is not clip]
            for slot in track.slots:
                if slot.clip is clip:
                    slot.clip = None

    def create_arrangement_midi_clip(self, given: Fields) -> Clip:
        start, length = given.beat("startBeat"), given.above_zero("lengthBeats", MAX_BEAT)
        track = self.find("track", given, "trackId")
        must_be("midi", track, given.text("trackId"))
        return place(track, start, Clip("midi", "MIDI Clip", 0, False, length, False, 0, length, length))

    def create_arrangement_audio_clip(self, given: Fields) -> Clip:
        args = Fields(given.take("args"), "args")
        start, length, path = args.beat("startTime"), args.above_zero("duration", MAX_BEAT), args.text("filePath")
        if not path:
            raise bad_input("`filePath` must not be empty")
        track = self.find("track", given, "trackId")
        must_be("audio", track, given.text("trackId"))
        clip = Clip("audio", "Audio Clip", 0, False, length, False, 0, length, length, file_path=path)
        return place(track, start, clip)

    def clear_clips_in_range(self, given: Fields) -> None:
        start, end = read_range(given)
        clear(self.find("track", given, "trackId"), start, end)

    def create_cue_point(self, given: Fields) -> CuePoint:
        cue = CuePoint(given.beat("beat"), given.text("name"))
        if any(abs(other.time - cue.time) <= 1e-6 for other in self.song.cue_points):
            raise Refusal("SDK_REJECTED", f"there is a cue point at {cue.time} already", hint="choose another beat")
        self.song.cue_points.append(cue)
        self.song.cue_points.sort(key=lambda cue: cue.time)
        return cue

    def set_param(self, given: Fields) -> Param:
        value = given.number("value")
        param = self.find("param", given, "paramId")
        if not param.min <= value <= param.max:
            raise bad_input(f"`value` must be in {param.min}..{param.max}, not {value}", given.text("paramId"))
        if param.is_quantized:
            # The nearest step of 1 from the minimum; there may be no whole step at the maximum.
            steps = min(math.floor(value - param.min + 0.5), math.floor(param.max - param.min))
            value = param.min + steps
        param.value = value
        return param

    def insert_device(self, given: Fields) -> Device:
        name, index = given.text("deviceName"), given.whole("index", 0)
        track = self.find("track", given, "trackId")
        if name not in DEVICES:
            known = ", ".join(DEVICES)
            raise Refusal("SDK_REJECTED", f"there is no device named {name!r}", hint=f"insert one of {known}")
        device = Device(name, DEVICES[name]())
        track.devices.insert(min(index, len(track.devices)), device)
        return device


def finish_patch(patch: Fields) -> None:
    """A patch writes the keys that are there: it must have some, and none that nobody knows."""
    patch.nothing_else()
    if not patch.data:
        raise bad_input("`props` must not be empty")


def read_range(given: Fields) -> Tuple[Number, Number]:
    start, end = given.beat("startBeat"), given.beat("endBeat")
    if end <= start:
        raise bad_input(f"`endBeat` must be above `startBeat`, not {end} after {start}")
    return start, end


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


def nothing(view: View, thing: Any) -> None:
    return None


MUTATIONS = {
    "setTempo": (Change.set_tempo, lambda view, thing: view.overview()),
    "setTrackProps": (Change.set_track_props, View.track),
    "setNotes": (Change.set_notes, View.notes_result),
    "createTrack": (Change.create_track, View.track),
    "createMidiClip": (Change.create_midi_clip, View.clip),
    "setClipProps": (Change.set_clip_props, View.clip),
    "deleteTrack": (Change.delete_track, nothing),
    "deleteClip": (Change.delete_clip, nothing),
    "createArrangementMidiClip": (Change.create_arrangement_midi_clip, View.clip),
    "createArrangementAudioClip": (Change.create_arrangement_audio_clip, View.clip),
    "clearClipsInRange": (Change.clear_clips_in_range, nothing),
    "createCuePoint": (Change.create_cue_point, View.cue_point),
    "setParam": (Change.set_param, View.param),
    "insertDevice": (Change.insert_device, View.device),
}
"""Each mutation, and how its answer is read from the Set after the commit."""
