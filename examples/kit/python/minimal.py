#!/usr/bin/env python3
"""Ten operations on a small Set in memory, with the kit: copy it, and put your Set in the place of `self.state`.

    livebridge verify -- python3 examples/kit/python/minimal.py
"""
from livebridge_kit import Bridge, clip_dto, empty_slot_dto, overview_dto, rejected, serve, track_dto


def new_track(name, kind):
    slots = [{"kind": kind, "clip": None} for _ in range(2)]
    return {"kind": kind, "name": name, "mute": False, "solo": False, "arm": False, "slots": slots}


class Minimal(Bridge):
    name = "minimal-kit"

    def __init__(self):
        super().__init__()
        self.state = {"tempo": 120, "tracks": [new_track("Keys", "midi"), new_track("Voice", "audio")]}

    def things(self):
        """Everything that an id can name, by its id."""
        for t, track in enumerate(self.state["tracks"]):
            yield f"track:{t}", track
            for s, slot in enumerate(track["slots"]):
                yield f"track:{t}/clipslot:{s}", slot
                if slot["clip"]:
                    yield f"track:{t}/clipslot:{s}/clip", slot["clip"]

    def find(self, id):
        return dict(self.things()).get(id)

    def id_of(self, thing):
        return next((id for id, other in self.things() if other is thing), None)

    def track_info(self, track):
        soloed = any(other["solo"] for other in self.state["tracks"])
        own = {key: track[key] for key in ("kind", "name", "mute", "solo", "arm")}
        return track_dto(self.id_of(track), clipSlotCount=2, mutedViaSolo=soloed and not track["solo"], **own)

    def clip_info(self, clip):
        return clip_dto(self.id_of(clip), clip["length"], name=clip["name"], color=clip["color"], looping=True)

    # The ten operations. Arguments were judged, and ids are objects; a mutation returns what it made or changed.

    def get_song_overview(self):
        return overview_dto(self.list_tracks(), tempo=self.state["tempo"], sceneCount=2)

    def list_tracks(self):
        return [self.track_info(track) for track in self.state["tracks"]]

    def list_clips(self, track):
        return [self.clip_info(slot["clip"]) if slot["clip"] else empty_slot_dto(self.id_of(slot))
                for slot in track["slots"]]

    def get_notes(self, clip):
        return clip["notes"]

    def set_tempo(self, bpm):
        if not 20 <= bpm <= 999:
            raise rejected(f"the host takes no tempo of {bpm}", "choose a tempo in 20..999")
        self.state["tempo"] = bpm

    def set_track_props(self, track, props):
        track.update(props)
        return track

    def set_clip_props(self, clip, props):
        clip.update(props)
        return clip

    def set_notes(self, clip, notes):
        clip["notes"] = notes
        return clip

    def create_midi_clip(self, slot, length_beats):
        if slot["clip"]:
            raise rejected("the slot holds a clip already", "choose an empty slot")
        slot["clip"] = {"kind": "midi", "name": "", "color": 0, "length": length_beats, "notes": []}
        return slot["clip"]

    def delete_clip(self, clip):
        for slot in (slot for track in self.state["tracks"] for slot in track["slots"] if slot["clip"] is clip):
            slot["clip"] = None


serve(Minimal())
