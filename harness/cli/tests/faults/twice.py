"""Values changed twice: undo and roll-back know the default, the first value or less of an object than there was."""

import copy
from typing import Any, Dict, List

from faults import Complete, fault
from livebridge_example.song import Clip, Note, Song


def clips(song: Song) -> List[Clip]:
    return [
        clip
        for track in song.tracks
        for clip in [*(slot.clip for slot in track.slots if slot.clip), *track.arrangement]
    ]


class UndoSpoils(Complete):
    """Undo brings the Set back, but for something."""

    def undo(self) -> Dict[str, Any]:
        now = self.state
        done = super().undo()
        if done["done"]:
            self.state = copy.deepcopy(self.state)
            self.spoil(now, self.state)
            self.changed()
        return done

    def spoil(self, undone: Song, back: Song) -> None:
        """`undone` is what was there before the undo."""


def pairs(one: Song, other: Song) -> Any:
    return zip(one.tracks, other.tracks) if len(one.tracks) == len(other.tracks) else []


def params(track: Any) -> Any:
    return [track.volume, *(param for device in track.devices for param in device.parameters)]


@fault
class UndoOfParamGivesDefault(UndoSpoils):
    def spoil(self, undone: Song, back: Song) -> None:
        for one, other in pairs(undone, back):
            for new, old in zip(params(one), params(other)):
                if new.value != old.value:
                    old.value = old.default


@fault
class UndoOfSteppedParamGivesMinimum(UndoSpoils):
    def spoil(self, undone: Song, back: Song) -> None:
        for one, other in pairs(undone, back):
            for new, old in zip(params(one), params(other)):
                if new.value != old.value and old.is_quantized:
                    old.value = old.min


@fault
class UndoOfFaderGivesUnity(UndoSpoils):
    def spoil(self, undone: Song, back: Song) -> None:
        for one, other in pairs(undone, back):
            if one.volume.value != other.volume.value:
                other.volume.value = 0.85


class FirstValues(UndoSpoils):
    first: Any = None

    def load(self, song: Song) -> None:
        super().load(song)
        self.first = copy.deepcopy(song)


@fault
class UndoOfTempoGivesThatOfTheReset(FirstValues):
    def spoil(self, undone: Song, back: Song) -> None:
        if undone.tempo != back.tempo:
            back.tempo = self.first.tempo


@fault
class UndoOfNotesGivesThoseOfTheReset(FirstValues):
    def spoil(self, undone: Song, back: Song) -> None:
        alike = [clips(undone), clips(back), clips(self.first)]
        if len({len(one) for one in alike}) == 1:
            for new, old, first in zip(*alike):
                if new.notes != old.notes and old.notes:
                    old.notes = first.notes


@fault
class UndoOfNameGivesThatOfTheReset(FirstValues):
    def spoil(self, undone: Song, back: Song) -> None:
        if len(self.first.tracks) == len(back.tracks):
            for one, other, first in zip(undone.tracks, back.tracks, self.first.tracks):
                if one.name != other.name:
                    other.name = first.name


@fault
class UndoOfColorGivesThatOfTheReset(FirstValues):
    def spoil(self, undone: Song, back: Song) -> None:
        alike = [clips(undone), clips(back), clips(self.first)]
        if len({len(one) for one in alike}) == 1:
            for new, old, first in zip(*alike):
                if new.color != old.color:
                    old.color = first.color


@fault
class UndoOfSecondNotesEmpties(UndoSpoils):
    def spoil(self, undone: Song, back: Song) -> None:
        for new, old in zip(clips(undone), clips(back)):
            if new.notes and len(new.notes) < len(old.notes) and new.name == old.name:
                old.notes = ()


@fault
class UndoOfNotesLosesProbability(UndoSpoils):
    """The fields that came with Live 11."""

    def spoil(self, undone: Song, back: Song) -> None:
        for new, old in zip(clips(undone), clips(back)):
            if new.notes != old.notes:
                new_fields = ("probability", "velocityDeviation", "releaseVelocity")
                old.notes = tuple(Note({k: v for k, v in n.items() if k not in new_fields}) for n in old.notes)


@fault
class UndoOfNotesLosesSelection(UndoSpoils):
    def spoil(self, undone: Song, back: Song) -> None:
        for new, old in zip(clips(undone), clips(back)):
            if new.notes != old.notes:
                old.notes = tuple(Note({k: v for k, v in n.items() if k != "selected"}) for n in old.notes)


@fault
class UndoOfNotesRoundsVelocities(UndoSpoils):
    def spoil(self, undone: Song, back: Song) -> None:
        for new, old in zip(clips(undone), clips(back)):
            if new.notes != old.notes:
                old.notes = tuple(
                    Note({k: round(v) if k == "velocity" else v for k, v in n.items()}) for n in old.notes
                )


@fault
class UndoOfTrackPropsForgetsArm(UndoSpoils):
    """Arm is not in the record that undo keeps."""

    def spoil(self, undone: Song, back: Song) -> None:
        for one, other in pairs(undone, back):
            if (one.name, one.mute, one.solo) != (other.name, other.mute, other.solo):
                other.arm = one.arm


@fault
class UndoOfTrackPropsKeepsSolo(UndoSpoils):
    def spoil(self, undone: Song, back: Song) -> None:
        for one, other in pairs(undone, back):
            if one.name != other.name:
                other.solo = one.solo


@fault
class UndoOfTwoPropsTakesOne(UndoSpoils):
    """Name and colour were two calls to the host."""

    def spoil(self, undone: Song, back: Song) -> None:
        for new, old in zip(clips(undone), clips(back)):
            if new.name != old.name and new.color != old.color:
                old.color = new.color


class UndoOfDelete(UndoSpoils):
    def spoil(self, undone: Song, back: Song) -> None:
        if len(undone.tracks) < len(back.tracks):
            names = [track.name for track in undone.tracks]
            for at, track in enumerate(back.tracks):
                if at >= len(names) or names[at] != track.name:
                    self.spoil_track(track)
                    return
        elif len(clips(undone)) < len(clips(back)):
            kept = [(clip.name, clip.start_time, clip.duration) for clip in clips(undone)]
            for clip in clips(back):
                if (clip.name, clip.start_time, clip.duration) not in kept:
                    self.spoil_clip(clip)

    def spoil_track(self, track: Any) -> None:
        pass

    def spoil_clip(self, clip: Clip) -> None:
        pass


@fault
class DeletedTrackComesBackWithDefaultParams(UndoOfDelete):
    def spoil_track(self, track: Any) -> None:
        for param in params(track)[1:]:
            param.value = param.default


@fault
class DeletedTrackComesBackAtUnity(UndoOfDelete):
    def spoil_track(self, track: Any) -> None:
        track.volume.value = 0.85


@fault
class DeletedTrackComesBackUnmuted(UndoOfDelete):
    def spoil_track(self, track: Any) -> None:
        track.mute = False


@fault
class DeletedTrackComesBackUnarmed(UndoOfDelete):
    def spoil_track(self, track: Any) -> None:
        track.arm = False


@fault
class DeletedTrackComesBackWithoutArrangement(UndoOfDelete):
    def spoil_track(self, track: Any) -> None:
        track.arrangement = track.arrangement[:1]


@fault
class DeletedTrackComesBackCentred(UndoOfDelete):
    def spoil_track(self, track: Any) -> None:
        track.panning = 0


@fault
class DeletedTrackComesBackLast(UndoSpoils):
    def spoil(self, undone: Song, back: Song) -> None:
        if len(undone.tracks) == len(back.tracks) - 1:
            names = [track.name for track in undone.tracks]
            for at, track in enumerate(back.tracks):
                if at >= len(names) or names[at] != track.name:
                    back.tracks.append(back.tracks.pop(at))
                    return


@fault
class DeletedClipComesBackUncolored(UndoOfDelete):
    def spoil_clip(self, clip: Clip) -> None:
        clip.color = 0


@fault
class DeletedClipComesBackUnmuted(UndoOfDelete):
    def spoil_clip(self, clip: Clip) -> None:
        clip.muted = False


@fault
class DeletedClipComesBackWithPlainNotes(UndoOfDelete):
    def spoil_clip(self, clip: Clip) -> None:
        plain = ("pitch", "startTime", "duration", "velocity", "muted")
        clip.notes = tuple(Note({k: v for k, v in n.items() if k in plain}) for n in clip.notes)


@fault
class DeletedClipComesBackLooping(UndoOfDelete):
    def spoil_clip(self, clip: Clip) -> None:
        clip.looping = clip.in_session


@fault
class DeletedClipComesBackWithWholeLoop(UndoOfDelete):
    def spoil_clip(self, clip: Clip) -> None:
        clip.loop_start, clip.loop_end = 0, clip.duration


@fault
class UndoOfClearForgetsEndMarkers(UndoSpoils):
    def spoil(self, undone: Song, back: Song) -> None:
        for one, other in pairs(undone, back):
            if len(one.arrangement) != len(other.arrangement):
                for clip in other.arrangement:
                    clip.end_marker = clip.loop_end


@fault
class UndoOfInsertTakesTheLast(UndoSpoils):
    def spoil(self, undone: Song, back: Song) -> None:
        for one, other in pairs(undone, back):
            if len(one.devices) == len(other.devices) + 1:
                other.devices[:] = copy.deepcopy(one.devices[:-1])


class RedoSpoils(Complete):
    def redo(self) -> Dict[str, Any]:
        was = self.state
        done = super().redo()
        if done["done"]:
            self.state = copy.deepcopy(self.state)
            self.spoil(was, self.state)
            self.changed()
        return done

    def spoil(self, was: Song, now: Song) -> None:
        pass


@fault
class RedoOfNotesIsPlain(RedoSpoils):
    def spoil(self, was: Song, now: Song) -> None:
        for old, new in zip(clips(was), clips(now)):
            if old.notes != new.notes:
                plain = ("pitch", "startTime", "duration", "velocity")
                new.notes = tuple(Note({k: v for k, v in n.items() if k in plain}) for n in new.notes)


@fault
class RedoOfDeviceHasDefaults(RedoSpoils):
    """Redo inserts it anew."""

    def spoil(self, was: Song, now: Song) -> None:
        for one, other in pairs(was, now):
            if len(one.devices) < len(other.devices):
                for param in params(other)[1:]:
                    param.value = param.default


@fault
class RedoOfTrackHasNoName(RedoSpoils):
    def spoil(self, was: Song, now: Song) -> None:
        if len(was.tracks) < len(now.tracks):
            now.tracks[-1].name = "MIDI" if now.tracks[-1].kind == "midi" else "Audio"


@fault
class RedoOfParamRounds(RedoSpoils):
    def spoil(self, was: Song, now: Song) -> None:
        for one, other in pairs(was, now):
            for old, new in zip(params(one), params(other)):
                if old.value != new.value:
                    new.value = round(new.value, 3)


class RollbackForgets(Complete):
    """Takes back, but not everything."""

    def _take_back(self, step: Any) -> None:
        failed = self.state
        rolling = self._step is step and self._step is not None
        super()._take_back(step)
        if rolling and getattr(self, "in_transaction", False) and failed is not self.state:
            self.state = copy.deepcopy(self.state)
            self.keep(failed, self.state)
            self.changed()

    def _commit(self, ops: List[Any], is_transaction: bool) -> List[Any]:
        self.in_transaction = is_transaction
        return super()._commit(ops, is_transaction)

    def keep(self, failed: Song, back: Song) -> None:
        pass


@fault
class RollbackKeepsParams(RollbackForgets):
    def keep(self, failed: Song, back: Song) -> None:
        for one, other in pairs(failed, back):
            for new, old in zip(params(one)[1:], params(other)[1:]):
                old.value = new.value


@fault
class RollbackResetsParams(RollbackForgets):
    def keep(self, failed: Song, back: Song) -> None:
        for one, other in pairs(failed, back):
            for new, old in zip(params(one), params(other)):
                if old.value != new.value:
                    old.value = old.default


@fault
class RollbackKeepsTempo(RollbackForgets):
    def keep(self, failed: Song, back: Song) -> None:
        back.tempo = failed.tempo


@fault
class RollbackKeepsCues(RollbackForgets):
    def keep(self, failed: Song, back: Song) -> None:
        back.cue_points = copy.deepcopy(failed.cue_points)


@fault
class RollbackKeepsColors(RollbackForgets):
    def keep(self, failed: Song, back: Song) -> None:
        if len(clips(failed)) == len(clips(back)):
            for new, old in zip(clips(failed), clips(back)):
                old.color = new.color


@fault
class RollbackMakesPlainNotes(RollbackForgets):
    def keep(self, failed: Song, back: Song) -> None:
        if len(clips(failed)) == len(clips(back)):
            for new, old in zip(clips(failed), clips(back)):
                if new.notes != old.notes:
                    plain = ("pitch", "startTime", "duration", "velocity", "muted")
                    old.notes = tuple(Note({k: v for k, v in n.items() if k in plain}) for n in old.notes)


@fault
class RollbackKeepsMute(RollbackForgets):
    def keep(self, failed: Song, back: Song) -> None:
        for one, other in pairs(failed, back):
            other.mute = one.mute


@fault
class RollbackOfDeleteUnmutes(RollbackForgets):
    def keep(self, failed: Song, back: Song) -> None:
        if len(failed.tracks) < len(back.tracks):
            for track in back.tracks:
                track.mute = False


@fault
class RollbackOfClearJoinsNothing(RollbackForgets):
    """The pieces are joined again, with the content of the left one."""

    def keep(self, failed: Song, back: Song) -> None:
        for one, other in pairs(failed, back):
            if len(one.arrangement) > len(other.arrangement):
                for clip in other.arrangement:
                    clip.end_marker = clip.loop_end = clip.loop_start + clip.duration
                    clip.loop_start = 0
