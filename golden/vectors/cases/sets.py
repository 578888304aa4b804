"""Sets for the planner and the janitor to look at, as the port reads them."""


def session_clip(track, slot, name="", color=0, kind="midi", length=4, **more):
    """The ClipInfo of an occupied Session slot."""
    slot_id = f"track:{track}/clipslot:{slot}"
    return {**clip_info(f"{slot_id}/clip", kind, "session", name, color, length, True), "slotId": slot_id, **more}


def empty_slot(track, slot):
    """The ClipInfo of an empty Session slot (port 1)."""
    slot_id = f"track:{track}/clipslot:{slot}"
    return {**clip_info(slot_id, "empty", "session", "", 0, 0, False), "slotId": slot_id}


def arrangement_clip(track, place, name="", color=0, kind="midi", start=0, length=4, **more):
    """The ClipInfo of an Arrangement clip."""
    info = clip_info(f"track:{track}/clip:{place}", kind, "arrangement", name, color, length, False)
    return {**info, "startTime": start, "endTime": start + length, **more}


def clip_info(clip_id, kind, location, name, color, length, looping):
    info = {"id": clip_id, "isMidi": kind == "midi", "kind": kind, "location": location, "name": name, "startTime": 0}
    info.update(endTime=length, duration=length, looping=looping, loopStart=0, loopEnd=length, endMarker=length)
    info.update(color=color, muted=False)
    if kind == "audio":
        info["filePath"] = "/audio/take.wav"
    return info


def track(index, name, clips=(), kind="midi", devices=0, **more):
    """A TrackInfo with the list that listClips answers for it."""
    slots = sum(clip["location"] == "session" for clip in clips)
    info = {"id": f"track:{index}", "kind": kind, "name": name, "mute": False, "solo": False, "mutedViaSolo": False}
    info.update(arm=False, clipSlotCount=slots, arrangementClipCount=len(clips) - slots, deviceCount=devices)
    info.update(mixer={"volume": 0.85, "panning": 0, "sendCount": 0}, clips=list(clips))
    return {**info, **more}


def scene(index, name="", numerator=4, denominator=4):
    info = {"id": f"scene:{index}", "name": name, "tempo": None}
    return {**info, "signatureNumerator": numerator, "signatureDenominator": denominator}
