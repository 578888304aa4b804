"""Wider damage: a change that hits more than its object."""

import copy
from typing import Any, List

from faults import Complete, fault
from livebridge_example import mutations
from livebridge_example.song import Clip, Device, Note, Slot, Track
from livebridge_kit import Json
from twice import clips


@fault
class ClearTakesSessionClips(Complete):
    """Session clips that are as long as to reach the range."""

    def clear_clips_in_range(self, track: Track, start_beat: float, end_beat: float) -> None:
        super().clear_clips_in_range(track, start_beat, end_beat)
        if start_beat == 0:
            for slot in track.slots:
                slot.clip = None


@fault
class ClearTakesTheSameRangeOfNamesakes(Complete):
    def clear_clips_in_range(self, track: Track, start_beat: float, end_beat: float) -> None:
        for other in self.state.tracks:
            if other.name == track.name:
                mutations.clear(other, start_beat, end_beat)


@fault
class ClearTakesCuePoints(Complete):
    def clear_clips_in_range(self, track: Track, start_beat: float, end_beat: float) -> None:
        super().clear_clips_in_range(track, start_beat, end_beat)
        cues = self.state.cue_points
        self.state.cue_points = [cue for cue in cues if not start_beat < cue.time < end_beat]


@fault
class ClearTakesTouchingClips(Complete):
    def clear_clips_in_range(self, track: Track, start_beat: float, end_beat: float) -> None:
        super().clear_clips_in_range(track, start_beat, end_beat)
        track.arrangement = [clip for clip in track.arrangement if clip.start_time != end_beat or clip.loop_start > 0]


@fault
class ClearLeavesShortPieces(Complete):
    """Pieces shorter than a 64th are dropped."""

    def clear_clips_in_range(self, track: Track, start_beat: float, end_beat: float) -> None:
        super().clear_clips_in_range(track, start_beat, end_beat)
        track.arrangement = [clip for clip in track.arrangement if clip.duration >= 0.0625]


@fault
class RightPieceIsEmpty(Complete):
    def clear_clips_in_range(self, track: Track, start_beat: float, end_beat: float) -> None:
        before = {id(clip) for clip in track.arrangement}
        super().clear_clips_in_range(track, start_beat, end_beat)
        for clip in track.arrangement:
            if id(clip) not in before:
                clip.notes = ()


@fault
class RightPieceUnderAClipIsEmpty(Complete):
    """Only where a new clip was put into the middle of another one."""

    def create_arrangement_midi_clip(self, track: Track, start_beat: float, length_beats: float) -> Clip:
        before = {id(clip) for clip in track.arrangement}
        made = super().create_arrangement_midi_clip(track, start_beat, length_beats)
        for clip in track.arrangement:
            if id(clip) not in before and clip is not made:
                clip.notes = ()
        return made


@fault
class RightPieceLosesColor(Complete):
    def clear_clips_in_range(self, track: Track, start_beat: float, end_beat: float) -> None:
        before = {id(clip) for clip in track.arrangement}
        super().clear_clips_in_range(track, start_beat, end_beat)
        for clip in track.arrangement:
            if id(clip) not in before:
                clip.color = 0


@fault
class RightPieceSharesNotes(Complete):
    """Both pieces are one content: writing one writes the other."""

    def clear_clips_in_range(self, track: Track, start_beat: float, end_beat: float) -> None:
        before = {id(clip) for clip in track.arrangement}
        super().clear_clips_in_range(track, start_beat, end_beat)
        for left, right in zip(track.arrangement, track.arrangement[1:]):
            if id(right) not in before:
                left.shared = right.shared = getattr(left, "shared", object())

    def set_notes(self, clip: Clip, notes: List[Json]) -> Clip:
        super().set_notes(clip, notes)
        mine = getattr(clip, "shared", None)
        for other in clips(self.state):
            if mine is not None and getattr(other, "shared", None) is mine:
                other.notes = clip.notes
        return clip

    def begin(self) -> None:
        super().begin()  # deepcopy keeps what is shared within one Set


@fault
class RightPieceIsMuted(Complete):
    def clear_clips_in_range(self, track: Track, start_beat: float, end_beat: float) -> None:
        before = {id(clip) for clip in track.arrangement}
        super().clear_clips_in_range(track, start_beat, end_beat)
        for clip in track.arrangement:
            if id(clip) not in before:
                clip.muted = not clip.muted


@fault
class PiecesLoseNotesOutside(Complete):
    """Notes that a piece does not show are cut away."""

    def clear_clips_in_range(self, track: Track, start_beat: float, end_beat: float) -> None:
        lengths = {id(clip): clip.duration for clip in track.arrangement}
        super().clear_clips_in_range(track, start_beat, end_beat)
        for clip in track.arrangement:
            if lengths.get(id(clip)) != clip.duration and not clip.looping:
                inside = (note for note in clip.notes if clip.loop_start <= note["startTime"] < clip.loop_end)
                clip.notes = tuple(inside)


@fault
class PlacedClipFlattensLoopsOfNeighbours(Complete):
    def create_arrangement_midi_clip(self, track: Track, start_beat: float, length_beats: float) -> Clip:
        made = super().create_arrangement_midi_clip(track, start_beat, length_beats)
        for clip in track.arrangement:
            if clip is not made:
                clip.looping = False
        return made


@fault
class PlacedAudioResetsStartMarkers(Complete):
    def create_arrangement_audio_clip(self, track: Track, args: Json) -> Clip:
        made = super().create_arrangement_audio_clip(track, args)
        for clip in track.arrangement:
            clip.start_marker = None
        return made


@fault
class InsertResetsChain(Complete):
    def insert_device(self, track: Track, device_name: str, index: int) -> Device:
        for device in track.devices:
            for param in device.parameters:
                param.value = param.default
        return super().insert_device(track, device_name, index)


@fault
class InsertResetsWhatComesAfter(Complete):
    def insert_device(self, track: Track, device_name: str, index: int) -> Device:
        for device in track.devices[index:]:
            for param in device.parameters:
                param.value = param.default
        return super().insert_device(track, device_name, index)


@fault
class InsertResetsFader(Complete):
    def insert_device(self, track: Track, device_name: str, index: int) -> Device:
        track.volume.value = track.volume.default
        return super().insert_device(track, device_name, index)


@fault
class SecondOfAKindSharesValues(Complete):
    """Devices of one name are one preset."""

    def set_param(self, param: Any, value: float) -> Any:
        made = super().set_param(param, value)
        for track in self.state.tracks:
            mine = [device for device in track.devices if any(one is param for one in device.parameters)]
            for device in track.devices:
                if mine and device.name == mine[0].name and len(device.parameters) == len(mine[0].parameters):
                    at = next(i for i, one in enumerate(mine[0].parameters) if one is param)
                    device.parameters[at].value = param.value
        return made


@fault
class ParamsOfOneNameMoveTogether(Complete):
    def set_param(self, param: Any, value: float) -> Any:
        made = super().set_param(param, value)
        for track in self.state.tracks:
            chain = [one for device in track.devices for one in device.parameters]
            if any(one is param for one in chain):
                for one in chain:
                    if one.name == param.name and one.min == param.min:
                        one.value = param.value
        return made


@fault
class FaderOfNamesakesToo(Complete):
    def set_param(self, param: Any, value: float) -> Any:
        made = super().set_param(param, value)
        mine = [track for track in self.state.tracks if track.volume is param]
        for track in self.state.tracks:
            if mine and track.name == mine[0].name:
                track.volume.value = param.value
        return made


@fault
class RenameHitsNamesakes(Complete):
    def set_track_props(self, track: Track, props: Json) -> Track:
        if "name" in props:
            for other in [one for one in self.state.tracks if one.name == track.name]:
                other.name = props["name"]
        return super().set_track_props(track, props)


@fault
class MuteHitsFirstOfThatName(Complete):
    """Tracks are looked up by name."""

    def set_track_props(self, track: Track, props: Json) -> Track:
        first = next(one for one in self.state.tracks if one.name == track.name)
        if "mute" in props and first is not track:
            first.mute = props["mute"]
        return super().set_track_props(track, props)


@fault
class DeleteHitsFirstOfThatName(Complete):
    def delete_track(self, track: Track) -> None:
        super().delete_track(next(one for one in self.state.tracks if one.name == track.name))


@fault
class ClipColorHitsNamesakes(Complete):
    def set_clip_props(self, clip: Clip, props: Json) -> Clip:
        if "color" in props:
            for other in clips(self.state):
                if other.name == clip.name and other.kind == clip.kind:
                    other.color = props["color"]
        return super().set_clip_props(clip, props)


@fault
class NotesHitNamesakesOfTheTrack(Complete):
    def set_notes(self, clip: Clip, notes: List[Json]) -> Clip:
        super().set_notes(clip, notes)
        for track in self.state.tracks:
            mine = [slot.clip for slot in track.slots if slot.clip] + track.arrangement
            if any(one is clip for one in mine):
                for other in mine:
                    if other.name == clip.name:
                        other.notes = clip.notes
        return clip


@fault
class DeleteClipTakesNamesakes(Complete):
    def delete_clip(self, clip: Clip) -> None:
        for track in self.state.tracks:
            if clip in track.arrangement:
                track.arrangement = [one for one in track.arrangement if one.name != clip.name]
        super().delete_clip(clip)


@fault
class DeleteClipClosesTheGap(Complete):
    def delete_clip(self, clip: Clip) -> None:
        for track in self.state.tracks:
            if clip in track.arrangement:
                for other in track.arrangement:
                    if other.start_time == clip.end_time:
                        other.start_time = clip.start_time
        super().delete_clip(clip)


@fault
class DeleteTrackTakesSoloAway(Complete):
    def delete_track(self, track: Track) -> None:
        super().delete_track(track)
        if track.solo:
            for other in self.state.tracks:
                other.solo = False


@fault
class CreateTrackDisarms(Complete):
    def create_track(self, kind: str) -> Track:
        for track in self.state.tracks:
            track.arm = False
        return super().create_track(kind)


@fault
class CreateTrackIsArmed(Complete):
    """As in Live, and not declared."""

    def create_track(self, kind: str) -> Track:
        track = super().create_track(kind)
        track.arm = kind == "midi"
        return track


@fault
class CreateTrackUnmutes(Complete):
    def create_track(self, kind: str) -> Track:
        for track in self.state.tracks:
            track.mute = False
        return super().create_track(kind)


@fault
class TempoMovesCues(Complete):
    def set_tempo(self, bpm: float) -> None:
        for cue in self.state.cue_points:
            cue.time = cue.time * bpm / self.state.tempo
        super().set_tempo(bpm)


@fault
class TempoHitsScenes(Complete):
    def set_tempo(self, bpm: float) -> None:
        super().set_tempo(bpm)
        for scene in self.state.scenes:
            if scene.tempo is not None:
                scene.tempo = bpm


@fault
class TempoStretchesAudio(Complete):
    """Unwarped clips keep their seconds."""

    def set_tempo(self, bpm: float) -> None:
        for track in self.state.tracks:
            for clip in track.arrangement if track.kind == "audio" else []:
                clip.duration *= bpm / self.state.tempo
        super().set_tempo(bpm)


@fault
class CueRenamesNamesake(Complete):
    """Names of cue points are unique to the host."""

    def create_cue_point(self, beat: float, name: str) -> Any:
        for cue in self.state.cue_points:
            if cue.name == name and name:
                cue.name = f"{name} (1)"
        return super().create_cue_point(beat, name)


@fault
class CueTakesTheOneBefore(Complete):
    """A cue within a beat is replaced."""

    def create_cue_point(self, beat: float, name: str) -> Any:
        near = [cue for cue in self.state.cue_points if 1e-6 < abs(cue.time - beat) < 0.25]
        self.state.cue_points = [cue for cue in self.state.cue_points if cue not in near]
        return super().create_cue_point(beat, name)


@fault
class SoloIsExclusive(Complete):
    def set_track_props(self, track: Track, props: Json) -> Track:
        if props.get("solo"):
            for other in self.state.tracks:
                other.solo = False
        return super().set_track_props(track, props)


@fault
class ArmIsExclusive(Complete):
    def set_track_props(self, track: Track, props: Json) -> Track:
        if props.get("arm"):
            for other in self.state.tracks:
                other.arm = False
        return super().set_track_props(track, props)


@fault
class MuteMutesClips(Complete):
    def set_track_props(self, track: Track, props: Json) -> Track:
        if "mute" in props:
            for slot in track.slots:
                if slot.clip:
                    slot.clip.muted = props["mute"]
        return super().set_track_props(track, props)


@fault
class NotesLengthenClip(Complete):
    """A clip is made to hold its last note."""

    def set_notes(self, clip: Clip, notes: List[Json]) -> Clip:
        super().set_notes(clip, notes)
        end = max((note["startTime"] + note["duration"] for note in notes), default=0)
        if end > clip.loop_end and clip.in_session:
            clip.loop_end = clip.end_marker = end
        return clip


@fault
class NotesUnmuteClip(Complete):
    def set_notes(self, clip: Clip, notes: List[Json]) -> Clip:
        clip.muted = False
        return super().set_notes(clip, notes)


@fault
class NotesBeforeTheStartAreDropped(Complete):
    def set_notes(self, clip: Clip, notes: List[Json]) -> Clip:
        return super().set_notes(clip, [note for note in notes if note["startTime"] >= 0])


@fault
class NotesAreAdded(Complete):
    """Where the clip is in the Arrangement, notes are added instead of replaced."""

    def set_notes(self, clip: Clip, notes: List[Json]) -> Clip:
        kept = [] if clip.in_session else [dict(note) for note in clip.notes]
        return super().set_notes(clip, kept + notes)


@fault
class EqualNotesAreOne(Complete):
    def set_notes(self, clip: Clip, notes: List[Json]) -> Clip:
        alone: List[Json] = []
        for note in notes:
            if note not in alone:
                alone.append(note)
        return super().set_notes(clip, alone)


@fault
class NewClipStopsNeighbourScene(Complete):
    """A clip in a scene renames the scene after it."""

    def create_midi_clip(self, slot: Slot, length_beats: float) -> Clip:
        clip = super().create_midi_clip(slot, length_beats)
        for track in self.state.tracks:
            if slot in track.slots:
                at = track.slots.index(slot)
                if not self.state.scenes[at].name:
                    self.state.scenes[at].name = clip.name
        return clip


@fault
class SessionClipTakesLoopOfItsNeighbour(Complete):
    def create_midi_clip(self, slot: Slot, length_beats: float) -> Clip:
        clip = super().create_midi_clip(slot, length_beats)
        for track in self.state.tracks:
            if slot in track.slots:
                for other in track.slots:
                    if other.clip and other.clip.loop_end > length_beats:
                        other.clip.loop_end = length_beats
        return clip


@fault
class LoopingPieceLosesPhase(Complete):
    """The right piece of a looping clip begins at the start of its loop."""

    def clear_clips_in_range(self, track: Track, start_beat: float, end_beat: float) -> None:
        super().clear_clips_in_range(track, start_beat, end_beat)
        for clip in track.arrangement:
            if clip.looping and clip.start_time == end_beat:
                clip.start_marker = None


@fault
class LoopingPieceIsUnrolled(Complete):
    def clear_clips_in_range(self, track: Track, start_beat: float, end_beat: float) -> None:
        lengths = {id(clip): clip.duration for clip in track.arrangement}
        super().clear_clips_in_range(track, start_beat, end_beat)
        for clip in track.arrangement:
            if clip.looping and lengths.get(id(clip)) != clip.duration:
                clip.looping = False


@fault
class DeletedTrackLeavesItsCues(Complete):
    """The host closes the gap at the end of the Arrangement: cue points behind the last clip go."""

    def delete_track(self, track: Track) -> None:
        super().delete_track(track)
        end = max((clip.end_time for other in self.state.tracks for clip in other.arrangement), default=0)
        if end and track.arrangement:
            self.state.cue_points = [cue for cue in self.state.cue_points if cue.time <= end]


@fault
class PanningFollowsFader(Complete):
    def set_param(self, param: Any, value: float) -> Any:
        for track in self.state.tracks:
            if track.volume is param and value == 0:
                track.panning = 0
        return super().set_param(param, value)


@fault
class CopiesOfOneClipAreOne(Complete):
    """Clips with equal notes are kept once, and written together."""

    def set_notes(self, clip: Clip, notes: List[Json]) -> Clip:
        old = clip.notes
        super().set_notes(clip, notes)
        for other in clips(self.state):
            if old and other.notes == old and other is not clip:
                other.notes = tuple(map(Note, copy.copy(notes)))
        return clip
