"""What is declared and is not so, and other things that nobody would expect."""

import math
from typing import Any, Dict, List

import livebridge_kit as kit
from faults import Complete, fault
from livebridge_example.song import Note
from livebridge_kit import Json, rejected
from livebridge_example.variants.notes import NotesAsInLive


def declared(**more: Any) -> Dict[str, Any]:
    return {**Complete.declares, **more}


@fault
class DomainRefusesNearlyEverything(Complete):
    declares = declared(domain={"setTempo": {"bpm": {"min": 120, "max": 120.5}}})

    def set_tempo(self, bpm: float) -> None:
        if not 120 <= bpm <= 120.5:
            raise rejected("the host takes no such tempo")
        super().set_tempo(bpm)


@fault
class DomainIsNarrowerThanDeclared(Complete):
    declares = declared(domain={"setTempo": {"bpm": {"min": 60, "max": 200}}})

    def set_tempo(self, bpm: float) -> None:
        if not 60 <= bpm <= 160:
            raise rejected("the host takes no such tempo")
        super().set_tempo(bpm)


@fault
class DomainOfParamsRefusesAll(Complete):
    declares = declared(domain={"setParam": {"value": {"min": 0, "max": 0}}})

    def set_param(self, param: Any, value: float) -> Any:
        if value != 0:
            raise rejected("the host takes no such value")
        return super().set_param(param, value)


@fault
class TempoIsNarrowAndNotDeclared(Complete):
    def set_tempo(self, bpm: float) -> None:
        if bpm > 500:
            raise rejected("the host takes no such tempo")
        super().set_tempo(bpm)


@fault
class CountGrowsWithEveryRead(Complete):
    declares = declared(undo="count")

    def transaction_count(self) -> Json:
        self.committed += 1
        return super().transaction_count()

    def operations(self) -> List[str]:
        return [name for name in super().operations() if name not in ("control/undo", "control/redo")]


@fault
class CountNeverGrows(Complete):
    declares = declared(undo="count")

    def transaction_count(self) -> Json:
        return {"count": 0}

    def operations(self) -> List[str]:
        return [name for name in super().operations() if name not in ("control/undo", "control/redo")]


@fault
class CountIsTheDepth(Complete):
    def transaction_count(self) -> Json:
        return {"count": len(self.past)}


@fault
class CountBeginsAnewAtReset(Complete):
    def load(self, song: Any) -> None:
        super().load(song)
        self.committed = 0


@fault
class DepthIsThatOfUndoOnly(Complete):
    def undo_depth(self) -> Json:
        return {"undo": len(self.past), "redo": 0}


@fault
class DepthCountsFailedCalls(Complete):
    failed = 0

    def _commit(self, ops: List[Any], is_transaction: bool) -> List[Any]:
        try:
            return super()._commit(ops, is_transaction)
        except kit.Refusal:
            self.failed += 1
            raise

    def undo_depth(self) -> Json:
        return {"undo": len(self.past) + self.failed, "redo": len(self.future)}

    def load(self, song: Any) -> None:
        super().load(song)
        self.failed = 0


@fault
class DepthIsAtMostTen(Complete):
    def undo_depth(self) -> Json:
        return {"undo": min(10, len(self.past)), "redo": len(self.future)}


@fault
class UndoIsAlwaysDone(Complete):
    def undo(self) -> Json:
        super().undo()
        return {"done": True}


@fault
class RedoIsAlwaysDone(Complete):
    def redo(self) -> Json:
        super().redo()
        return {"done": True}


@fault
class UndoSaysNothing(Complete):
    def undo(self) -> Json:
        return {"done": super().undo()["done"] and bool(self.past)}


@fault
class AtomicIsGrouped(Complete):
    def _commit(self, ops: List[Any], is_transaction: bool) -> List[Any]:
        try:
            return super()._commit(ops, is_transaction)
        except kit.Refusal as refusal:
            if refusal.op:
                super()._commit(ops[: refusal.op], is_transaction)
            raise


@fault
class AtomicOnlyForTwo(Complete):
    """Takes back one operation."""

    def _commit(self, ops: List[Any], is_transaction: bool) -> List[Any]:
        try:
            return super()._commit(ops, is_transaction)
        except kit.Refusal as refusal:
            if (refusal.op or 0) > 2:
                super()._commit(ops[: refusal.op - 2], is_transaction)
                self.past.pop()
                self.committed -= 1
            raise


@fault
class StagedReferencesAreDeclared(Complete):
    def _check_syntax(self, written: str, batch: Any) -> None:
        self.check_syntax(written)


@fault
class ExactIsSingle(Complete):
    def set_param(self, param: Any, value: float) -> Any:
        made = super().set_param(param, value)
        import struct

        param.value = struct.unpack("f", struct.pack("f", param.value))[0]
        return made


@fault
class SixDigitsAreFour(Complete):
    declares = declared(precision="d6")

    def set_param(self, param: Any, value: float) -> Any:
        made = super().set_param(param, value)
        param.value = min(max(float(f"{param.value:.4g}"), param.min), param.max)
        return made


@fault
class LiveNotesUndeclared(NotesAsInLive):
    declares = Complete.declares


@fault
class LiveNotesDeclaredOnly(Complete):
    declares = declared(notes="live")


@fault
class LiveNotesKeepTheFirst(NotesAsInLive):
    """Of equal starts the one written first stays."""

    def kept(self, notes: List[Note]) -> List[Note]:
        alone: Dict[Any, Note] = {}
        for note in notes:
            alone.setdefault((note["pitch"], note["startTime"]), note)
        return super().kept(list(alone.values()))


@fault
class LiveNotesOfAllPitches(NotesAsInLive):
    """Notes are cut whatever their pitch."""

    def kept(self, notes: List[Note]) -> List[Note]:
        starts = sorted({note["startTime"] for note in notes})
        cut = []
        for note in super().kept(notes):
            later = [start for start in starts if start > note["startTime"]]
            end = min([note["startTime"] + note["duration"], *later[:1]])
            cut.append(Note({**note, "duration": end - note["startTime"]}))
        return cut


@fault
class PaletteUndeclared(Complete):
    def set_clip_props(self, clip: Any, props: Json) -> Any:
        if "color" in props:
            props = {**props, "color": (props["color"] // 0x333333) * 0x333333}
        return super().set_clip_props(clip, props)


@fault
class PaletteOfOneColor(Complete):
    declares = declared(colors="palette")

    def set_clip_props(self, clip: Any, props: Json) -> Any:
        return super().set_clip_props(clip, {**props, "color": 0xFF0000} if "color" in props else props)


@fault
class DevicesDeclaredAreNotThere(Complete):
    declares = declared(devices=["Utility", "Vocoder"])


@fault
class DeviceIsAnotherOne(Complete):
    def insert_device(self, track: Any, device_name: str, index: int) -> Any:
        device = super().insert_device(track, device_name, index)
        if device_name == "Reverb":
            device.parameters = self.devices["Utility"]()
        return device


@fault
class DeviceGoesLast(Complete):
    def insert_device(self, track: Any, device_name: str, index: int) -> Any:
        return super().insert_device(track, device_name, len(track.devices))


@fault
class DevicePastTheEndGoesFirst(Complete):
    def insert_device(self, track: Any, device_name: str, index: int) -> Any:
        return super().insert_device(track, device_name, 0 if index > len(track.devices) else index)


@fault
class ResetKeepsHistory(Complete):
    def forget_history(self) -> None:
        self.past = getattr(self, "past", [])
        self.future = getattr(self, "future", [])


@fault
class ResetKeepsRedo(Complete):
    def forget_history(self) -> None:
        self.past, self.future = [], getattr(self, "future", [])


@fault
class ResetKeepsCues(Complete):
    def load(self, song: Any) -> None:
        if self.state is not None and not song.cue_points:
            song.cue_points = self.state.cue_points
        super().load(song)


@fault
class ResetIgnoresNotes(Complete):
    def reset(self, fixture: Any = None, notes: Any = None, snapshot: Any = None) -> None:
        super().reset(fixture, None, snapshot)


@fault
class ResetForgetsNoteFields(Complete):
    def load(self, song: Any) -> None:
        for track in song.tracks:
            for clip in [slot.clip for slot in track.slots if slot.clip] + track.arrangement:
                clip.notes = tuple(Note({k: v for k, v in n.items() if k != "probability"}) for n in clip.notes)
        super().load(song)


@fault
class ResetForgetsStartMarkers(Complete):
    def load(self, song: Any) -> None:
        for track in song.tracks:
            for clip in [slot.clip for slot in track.slots if slot.clip] + track.arrangement:
                clip.start_marker = None
        super().load(song)


@fault
class ResetForgetsPanning(Complete):
    def load(self, song: Any) -> None:
        for track in song.tracks:
            track.panning = 0
        super().load(song)


@fault
class SettleChanges(Complete):
    """A tick of the host tidies up: what could be redone goes."""

    def settle(self) -> None:
        self.future.clear()


@fault
class SettleIsAStep(Complete):
    def settle(self) -> None:
        self.past.append(kit.Step(self.save()))


@fault
class SnapshotChanges(Complete):
    """To look at the Set is to select its first track: armed."""

    def snapshot(self) -> Json:
        whole = super().snapshot()
        self.future.clear()
        return whole


@fault
class SideEffectsDeclaredAndMore(Complete):
    """Declares that a new track is armed, and mutes the others too."""

    declares = declared(sideEffects=["arm"])

    def create_track(self, kind: str) -> Any:
        for track in self.state.tracks:
            track.arm, track.mute = False, True
        made = super().create_track(kind)
        made.arm = kind == "midi"
        return made


@fault
class RenderIsOneBeatShort(Complete):
    def render_track(self, track: Any, start_beat: float, end_beat: float) -> Json:
        return super().render_track(track, start_beat, max(start_beat + 0.1, end_beat - 1))


@fault
class RenderAt120(Complete):
    """Whatever the tempo is."""

    def render_track(self, track: Any, start_beat: float, end_beat: float) -> Json:
        tempo, self.state.tempo = self.state.tempo, 120
        try:
            return super().render_track(track, start_beat, end_beat)
        finally:
            self.state.tempo = tempo


@fault
class RenderOverwrites(Complete):
    def render_track(self, track: Any, start_beat: float, end_beat: float) -> Json:
        self.renderer.count = 0
        return super().render_track(track, start_beat, end_beat)


@fault
class RenderNamesAnId(Complete):
    def render_track(self, track: Any, start_beat: float, end_beat: float) -> Json:
        return {**super().render_track(track, start_beat, end_beat), "track": self.id_of(track)}


@fault
class RenderIsNoFile(Complete):
    def render_track(self, track: Any, start_beat: float, end_beat: float) -> Json:
        answer = super().render_track(track, start_beat, end_beat)
        open(answer["path"], "wb").close()
        return answer


@fault
class SortedByName(Complete):
    def list_tracks(self) -> List[Json]:
        return sorted(super().list_tracks(), key=lambda track: track["name"])


@fault
class EmptySlotsAreMissing(Complete):
    def list_clips(self, track: Any) -> List[Json]:
        return [clip for clip in super().list_clips(track) if clip["kind"] != "empty"]


@fault
class ArrangementFirst(Complete):
    def list_clips(self, track: Any) -> List[Json]:
        return sorted(super().list_clips(track), key=lambda clip: clip["location"])


@fault
class CuesInOrderOfCreation(Complete):
    """As Live lists them."""

    def create_cue_point(self, beat: float, name: str) -> Any:
        cue = super().create_cue_point(beat, name)
        self.state.cue_points.remove(cue)
        self.state.cue_points.append(cue)
        return cue


@fault
class CuesOnOneBeat(Complete):
    def create_cue_point(self, beat: float, name: str) -> Any:
        self.state.cue_points = [cue for cue in self.state.cue_points if abs(cue.time - beat) > 1e-6]
        return super().create_cue_point(beat, name)


@fault
class SceneTempoIsMinusOne(Complete):
    def list_scenes(self) -> List[Json]:
        return [{**scene, "tempo": -1 if scene["tempo"] is None else scene["tempo"]} for scene in super().list_scenes()]


@fault
class EndTimeIsDuration(Complete):
    def clip_info(self, clip: Any) -> Json:
        info = super().clip_info(clip)
        return {**info, "endTime": clip.duration} if clip.start_time >= 1 else info


@fault
class LoopInArrangementTime(Complete):
    def clip_info(self, clip: Any) -> Json:
        info = super().clip_info(clip)
        if clip.in_session or clip.looping:
            return info
        at = clip.start_time
        return {**info, "loopStart": at, "loopEnd": at + clip.duration, "endMarker": at + clip.duration}


@fault
class SendsOfTheFirstTrack(Complete):
    def track_info(self, track: Any) -> Json:
        info = super().track_info(track)
        first = self.state.tracks[0]
        return {**info, "mixer": {**info["mixer"], "panning": first.panning}}


@fault
class VolumeInDecibels(Complete):
    def track_info(self, track: Any) -> Json:
        info = super().track_info(track)
        value = 20 * math.log10(max(track.volume.value, 1e-3) / 0.85)
        return {**info, "mixer": {**info["mixer"], "volume": value}}


@fault
class MutedViaSoloWithMute(Complete):
    def track_info(self, track: Any) -> Json:
        info = super().track_info(track)
        return {**info, "mutedViaSolo": info["mutedViaSolo"] and not track.mute}


@fault
class OccupiedSlotIsReplaced(Complete):
    def create_midi_clip(self, slot: Any, length_beats: float) -> Any:
        slot.clip = None
        return super().create_midi_clip(slot, length_beats)


@fault
class FailedCallWrites(Complete):
    """The clip that stood there is gone when a slot is occupied: refused, and done."""

    def _commit(self, ops: List[Any], is_transaction: bool) -> List[Any]:
        try:
            return super()._commit(ops, is_transaction)
        except kit.Refusal as refusal:
            if refusal.code == "SDK_REJECTED" and not is_transaction and ops[0]["method"] == "createMidiClip":
                slot = self.find(ops[0]["params"]["slotId"])
                if slot and slot.clip:
                    slot.clip.notes = ()
            raise


@fault
class ReadChanges(Complete):
    """Device parameters are clamped to what the display shows when they are listed."""

    def list_device_params(self, track: Any) -> List[Json]:
        for device in track.devices:
            for param in device.parameters:
                param.value = round(param.value, 2)
        self.changed()
        return super().list_device_params(track)


@fault
class QueuedButNot(Complete):
    """Declares a queue; on stdin there is one thread, and nothing to see."""

    declares = declared(concurrency="queued")

    def transaction(self, ops: List[Any]) -> Json:
        if len(ops) > 3 and self.past:
            self.past.pop()
        return super().transaction(ops)
