#!/usr/bin/env python3
"""The five pure transforms in plain Python, and the maker of the vectors beside this file.

It is an executable reading of the specification, made to be read: every function says the rule it follows and
where that rule comes from ("transforms 2" is section 2 of the transforms specification, "port 2" of the port
contract, "wire" the wire protocol). Where those are silent, README.md lists what was decided. Arithmetic is IEEE
binary64 in the order written, with no fused multiply-add. Needs Python 3.9 and nothing else.

    python3 reference.py              write every vector file again
    python3 reference.py --check      exit 1 when a committed file differs from what would be written
    python3 reference.py --eval       answer NDJSON requests {"transform": NAME, "input": {..}} from stdin
    python3 reference.py --self-test  check this script against the numbers in the specification
"""

import json
import math
import re
import sys
from decimal import Context, Decimal, localcontext
from itertools import count
from pathlib import Path

from arguments import (
    Fault, color, draw, flag, get, list_of, need, notes_list, number, one_of, palette_list, positive, record,
    sample, text, whole,
)  # fmt: skip

DEFAULT_PALETTE = [0, 255, 16711680, 65280, 16776960, 16777215, 8421504]
FLOOR_DB = -120.0
MAX_INDEX = 4294967295
BEAT_TOLERANCE = 1e-6
MAX_REPETITIONS = 100_000


# Numbers.


def round_half_up(x):
    """The nearest whole number, a tie going up. Unlike floor(x + 0.5) it is right for 0.49999999999999994 too."""
    below = math.floor(x)
    return below + 1 if x - below >= 0.5 else below


def fits_index(digits):
    """Whether decimal digits are at most 4294967295 (port 2); the length is looked at first, so that none is too long."""
    return len(digits) <= 10 and int(digits) <= MAX_INDEX


def clamp(x, low, high):
    """x, or the bound it lies beyond."""
    return min(max(x, low), high)


# log10 and powers go through 40-digit decimals, so that the committed numbers are correctly rounded and do not
# depend on anybody's C library. Users of the vectors need no more than their own language's functions.


def log10(x):
    """The common logarithm, correctly rounded."""
    with localcontext(Context(prec=40)):
        return float(Decimal(x).log10())


def power(base, numerator, denominator):
    """base ** (numerator / denominator), correctly rounded."""
    with localcontext(Context(prec=40)):
        return float(Decimal(base) ** (Decimal(numerator) / Decimal(denominator)))


# 1. Scale Lock, and transpose (transforms 1 and 2).


def map_notes(notes, change):
    """Copies of the notes in their order, each with the fields that change(note) returns; the input stays as it is."""
    return [{**note, **change(note)} for note in notes]


def snap_to_scale(notes, root, intervals, mode):
    """Transforms 1: search outward a semitone at a time, at most 11; nearest looks up before it looks down.

    A pitch is rounded half up before the search and clamped to 0..127 after it. movedCount compares with the pitch
    that came in, so that 0 means exactly "nothing to write".
    """
    members = {(root + interval) % 12 for interval in intervals}
    if not members:
        return {"notes": notes, "movedCount": 0}
    directions = {"up": [1], "down": [-1], "nearest": [1, -1]}[mode]

    def snap(note):
        start = round_half_up(note["pitch"])
        outward = (start + way * distance for distance in range(12) for way in directions)
        return {"pitch": clamp(next(p for p in outward if p % 12 in members), 0, 127)}

    snapped = map_notes(notes, snap)
    moved = sum(old["pitch"] != new["pitch"] for old, new in zip(notes, snapped))
    return {"notes": snapped, "movedCount": moved}


def transpose(notes, semitones):
    """Transforms 2: semitones are truncated toward zero, the resulting pitch is clamped to 0..127."""
    shift = math.trunc(semitones)
    return {"notes": map_notes(notes, lambda note: {"pitch": clamp(note["pitch"] + shift, 0, 127)})}


# 2. Humanize (transforms 2).


def beats_per_cell(label, triplet):
    """Transforms 2: (4 / denominator) * (2/3 if triplet) for a label 1/N; any other label is 1 beat."""
    match = re.fullmatch(r"1/([1-9][0-9]*)", label)
    if not match or not fits_index(match[1]):
        return 1.0
    return (4 / int(match[1])) * (2 / 3 if triplet else 1)


class Draws:
    """The injected rng: hands out the given draws one by one and counts them."""

    def __init__(self, draws):
        self.draws = draws
        self.consumed = 0

    def next(self):
        """The next draw r in [0, 1)."""
        need(self.consumed < len(self.draws), "the list of draws is too short")
        self.consumed += 1
        return self.draws[self.consumed - 1]

    def next_offset(self):
        """The next draw as f = 2r - 1, in [-1, 1)."""
        return 2 * self.next() - 1


def humanize(notes, opts, cell, draws):
    """Transforms 2, in its draw order: timing, velocity, duration, probability, velocity deviation, note by note."""
    strength = min(opts["strength"], 1.0)
    swing = clamp(opts["swing"], 0.0, 1.0)
    rng = Draws(draws)

    def vary(note):
        changed = {"startTime": note["startTime"]}
        if opts["doTiming"]:
            changed["startTime"] += rng.next_offset() * cell * strength
        if opts["doVelocity"]:
            velocity = note.get("velocity", 100.0) + rng.next_offset() * strength * 64
            changed["velocity"] = clamp(velocity, 1.0, 127.0)
        if opts["doDuration"]:
            duration = note["duration"] * (1 + rng.next_offset() * strength * 0.5)
            changed["duration"] = duration if duration > 0 else note["duration"]
        if round_half_up(note["startTime"] / cell) % 2 == 1:
            changed["startTime"] += swing * cell * 0.5
        changed["startTime"] = max(changed["startTime"], 0.0)
        if opts["living"]:
            changed["probability"] = 1 - rng.next() * strength * 0.3
            changed["velocityDeviation"] = rng.next() * strength * 16
        return changed

    return {"notes": map_notes(notes, vary) if strength > 0 else notes, "drawsConsumed": rng.consumed}


# 3. Gain Stage Doctor (transforms 3).


def level_db(amplitude):
    """An amplitude in dBFS, floored at -120 dB."""
    return max(20 * log10(amplitude), FLOOR_DB) if amplitude > 0 else FLOOR_DB


def analyze_loudness(channels):
    """Transforms 3: peak, rms and crest over all samples of all channels pooled."""
    samples = [x for channel in channels for x in channel]
    peak = max(map(abs, samples), default=0.0)
    rms = math.sqrt(math.fsum(x * x for x in samples) / len(samples)) if samples else 0.0
    peak_db, rms_db = level_db(peak), level_db(rms)
    return {"peakDb": peak_db, "rmsDb": rms_db, "crest": peak_db - rms_db}


def suggest_trim_db(level, target):
    """Transforms 3: the gain that brings a level to its target."""
    return target - level


# Where the branches of the Live curve meet, to the last digit of binary64. The specification prints both to nine
# or ten digits; those leave a step of up to 8e-11 dB at each seam (README.md, "Decisions").
UPPER_SEAM, UPPER_SEAM_DB = 0.4007362569699542, -17.97054972120183
LOWER_SEAM, LOWER_SEAM_DB = 0.0492425980091658, -57.313725383557724


def live_curve_db(value):
    """Transforms 3, FaderCurve::Live, from value to dB."""
    if value >= UPPER_SEAM:
        return 40 * value - 34
    if value >= LOWER_SEAM:
        t = 399.751894 * value - 201.871345
        return -(t * t + 12630.61132) / 799.503788
    return 118.426374 * power(value, 5567, 7504) - 70


def live_curve_value(db):
    """Transforms 3, FaderCurve::Live, from dB to value."""
    if db >= UPPER_SEAM_DB:
        return (db + 34) / 40
    if db >= LOWER_SEAM_DB:
        return -(math.sqrt(-799.503788 * db - 12630.61132) - 201.871345) / 399.751894
    return power((db + 70) / 118.426374, 7504, 5567) if db > -70 else 0.0


def is_live_fader(param):
    """Transforms 3: 0..1 with default 0.85, which a host that keeps 32-bit floats reports as 0.8500000238418579."""
    close = abs(param["defaultValue"] - 0.85) <= 0.85 * 2**-22
    return param["min"] == 0 and param["max"] == 1 and close


def hold_unity(result, offset, unity):
    """Keep a result on its own side of unity: at unity when the offset is 0, never below it above, nor above it below."""
    if offset >= 0:
        result = max(result, unity)
    if offset <= 0:
        result = min(result, unity)
    return result


def db_to_param_value(db, param, curve):
    """Transforms 3: 0 dB is exactly the default; monotonic; clamped to min..max."""
    low, high, unity = param["min"], param["max"], param["defaultValue"]
    if curve == "live" and is_live_fader(param):
        value = hold_unity(live_curve_value(db), db, unity)
    else:
        value = unity + db * (unity - low) / 70
    return clamp(value, low, high)


def param_value_to_db(value, param, curve):
    """The inverse of db_to_param_value. The value is clamped first; a linear fader that cannot move answers 0 dB."""
    low, high, unity = param["min"], param["max"], param["defaultValue"]
    value = clamp(value, low, high)
    if curve == "live" and is_live_fader(param):
        return hold_unity(live_curve_db(value), value - unity, 0.0)
    return (value - unity) * 70 / (unity - low) if unity > low else 0.0


# 4. Session-to-Song (transforms 4).


def beats_per_bar(numerator, denominator):
    """Transforms 4: numerator * 4 / denominator."""
    return numerator * 4 / denominator


def scene_beats_per_bar(scene, default):
    """Transforms 4: the scene's own signature counts when it reports one (unset is -1 in Live) that is not 4/4."""
    signature = (scene["signatureNumerator"], scene["signatureDenominator"])
    return beats_per_bar(*signature) if min(signature) > 0 and signature != (4, 4) else default


def plan_arrangement(scenes, tracks, section_map, time_sig):
    """Transforms 4: sections one after the other from beat 0, a cue point each, a placement per clip of the scene."""
    default = beats_per_bar(*time_sig)
    placements, cue_points, start = [], [], 0.0
    for section in section_map:
        index = section["sceneIndex"]
        exists = 0 <= index < len(scenes)
        duration = section["bars"] * (scene_beats_per_bar(scenes[index], default) if exists else default)
        need(math.isfinite(start + duration), "the sections are too long")
        cue_points.append({"time": start, "name": section["name"]})
        for track_index, slots in enumerate(tracks if exists else []):
            if index < len(slots) and slots[index]["kind"] != "empty":
                clip = slots[index]
                placements.append(
                    {
                        "trackIndex": track_index,
                        "startTime": start,
                        "duration": duration,
                        "sourceClipId": clip["id"],
                        "name": clip["name"],
                        "color": section.get("color", clip["color"]),
                    }
                )
        start += duration
    return {"placements": placements, "cuePoints": cue_points}


def repetition_starts(source_length, duration):
    """Where a source begins again and again inside a placement; a rest shorter than 1e-6 beats is no repetition."""
    repetitions = duration / source_length
    need(repetitions <= MAX_REPETITIONS, f"more than {MAX_REPETITIONS} repetitions")
    starts = (k * source_length for k in range(math.ceil(repetitions) + 1))
    return [start for start in starts if start < duration - BEAT_TOLERANCE]


def fill_midi(notes, source_start, source_length, duration, fill):
    """Transforms 4: notes repeat every source length; one that crosses the end is cut there. Times from the placement.

    What repeats is what sounds in the Session: notes that begin inside the source, cut where the source ends.
    """
    if not fill:
        return {"notes": notes}

    def cut(note, start, end):
        return {**note, "startTime": start, "duration": min(note["duration"], end - start)}

    moved = [(note, note["startTime"] - source_start) for note in notes]
    source = [cut(note, start, source_length) for note, start in moved if 0 <= start < source_length]
    filled = [
        cut(note, offset + note["startTime"], duration)
        for offset in repetition_starts(source_length, duration)
        for note in source
        if offset + note["startTime"] < duration - BEAT_TOLERANCE
    ]
    return {"notes": filled}


def fill_audio(source_length, duration, fill):
    """Transforms 4: the file is placed again and again, the last piece shortened; unfilled it is one whole piece."""
    if not fill:
        return {"pieces": [{"startTime": 0.0, "duration": duration}]}
    starts = repetition_starts(source_length, duration)
    return {"pieces": [{"startTime": start, "duration": min(source_length, duration - start)} for start in starts]}


# 5. Set Janitor (transforms 5).

PLACEHOLDER = re.compile(r"([0-9]+-)?(MIDI|Audio)( [0-9]+)?")
# The Unicode property White_Space, spelled out because languages trim differently.
WHITE_SPACE = (
    "\t\n\v\f\r \x85\xa0\u1680\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f\u3000"
)
DELETE_ISSUE = re.compile(r"emptyTrack:.+@[0-9a-f]{4}", re.DOTALL)


def is_placeholder(name):
    """Transforms 5: a name that Live or a user's template gave, and nobody chose."""
    return PLACEHOLDER.fullmatch(name.strip(WHITE_SPACE)) is not None


def fnv1a_32(data):
    """The 32-bit FNV-1a hash of some bytes."""
    value = 0x811C9DC5
    for byte in data:
        value = (value ^ byte) * 0x01000193 % 2**32
    return value


def delete_fingerprint(track, track_count):
    """Four hex digits that fit a track as it stands in a Set of so many tracks (README.md, "The delete fingerprint").

    The number of tracks is added last: two tracks alike can never have the same fingerprint before and after one of
    them is deleted.
    """
    value = fnv1a_32(f"{track['kind']}\n{track['name']}".encode("utf-8"))
    return f"{((value >> 16 ^ value & 0xFFFF) + track_count) % 0x10000:04x}"


def own_index(target_id, position):
    """Transforms 5: the index written in a positional id (the slot's for a Session clip), else the place in its list."""
    try:
        kind, segments = parse_path(target_id)
    except Fault:
        return position
    indices = [segment["index"] for segment in segments if "index" in segment]
    return indices[-1] if kind in ("track", "clip") else position


def issue(kind, target, target_id, index, fingerprint=""):
    """One finding: kind, what it is about, and an id under which a user can choose it (transforms 5)."""
    issue_id = f"{kind}:{target_id}{fingerprint}"
    return {"id": issue_id, "kind": kind, "target": target, "targetId": target_id, "index": index}


def detect_issues(tracks, palette):
    """Transforms 5: tracks in order; per track emptyTrack, placeholderName, then its clips in list order."""
    issues = []
    for position, track in enumerate(tracks):
        index = own_index(track["id"], position)
        if track["deviceCount"] == 0 and all(clip["kind"] == "empty" for clip in track["clips"]):
            fingerprint = "@" + delete_fingerprint(track, len(tracks))
            issues.append(issue("emptyTrack", "track", track["id"], index, fingerprint))
        if is_placeholder(track["name"]):
            issues.append(issue("placeholderName", "track", track["id"], index))
        places = {"session": count(), "arrangement": count()}
        for clip in track["clips"]:
            place = next(places[clip["location"]])
            if clip["kind"] != "empty":
                issues += clip_issues(clip, own_index(clip["id"], place), palette)
    return {"issues": issues}


def clip_issues(clip, index, palette):
    """Transforms 5, one clip: placeholderName, offPaletteColor, loopOverrun. An empty palette judges no colour."""
    found = {
        "placeholderName": is_placeholder(clip["name"]),
        "offPaletteColor": bool(palette) and clip["color"] not in palette,
        "loopOverrun": clip["looping"] and clip["endMarker"] > clip["loopEnd"],
    }
    return [issue(kind, "clip", clip["id"], index) for kind, applies in found.items() if applies]


def plan_fixes(issues, chosen, palette):
    """Transforms 5: the mutations, in issue order, for the chosen ids only, in the form of a transaction's ops.

    A chosen delete that is not among the issues is stale; any other unknown id is ignored. A track that is deleted
    is not renamed as well: the transaction would fail on it.
    """
    known = {issue["id"] for issue in issues}
    for issue_id in chosen:
        if DELETE_ISSUE.fullmatch(issue_id) and issue_id not in known:
            raise Fault("STALE_REFERENCE", "the track is no longer the one that was chosen", issue_id)
    wanted = [issue for issue in issues if issue["id"] in chosen]
    deleted = {issue["targetId"] for issue in wanted if issue["kind"] == "emptyTrack"}
    fixes = []
    for issue in wanted:
        kind, target, target_id = issue["kind"], issue["target"], issue["targetId"]
        if kind == "emptyTrack":
            fixes.append(fix(issue, "deleteTrack", {"trackId": target_id}))
        elif kind == "placeholderName" and target == "clip":
            props = {"name": f"Clip {issue['index'] + 1}"}
            fixes.append(fix(issue, "setClipProps", {"clipId": target_id, "props": props}))
        elif kind == "placeholderName" and target_id not in deleted:
            props = {"name": f"Track {issue['index'] + 1}"}
            fixes.append(fix(issue, "setTrackProps", {"trackId": target_id, "props": props}))
        elif kind == "offPaletteColor":
            props = {"color": next((entry for entry in palette if entry != 0), 0)}
            fixes.append(fix(issue, "setClipProps", {"clipId": target_id, "props": props}))
    return {"fixes": fixes}


def fix(issue, method, params):
    """One mutation and the issue that it answers."""
    return {"issueId": issue["id"], "method": method, "params": params}


# Path ids and errors (port 2 and 3, wire).

INDEXED = {"track", "returntrack", "clipslot", "scene", "cuepoint", "device", "param", "takelane", "clip"}
BARE = {"clip", "mixer", "volume"}
PRODUCTIONS = {
    "track:": "track",
    "track:/clipslot:": "slot",
    "track:/clipslot:/clip": "clip",
    "track:/clip:": "clip",
    "track:/device:": "device",
    "track:/device:/param:": "param",
    "track:/mixer/volume": "param",
    "scene:": "scene",
    "cuepoint:": "cue",
    "returntrack:": "return",
}


def parse_segment(written):
    """Port 2, `segment`: a name with an index, or one of three names without."""
    name, colon, index = written.partition(":")
    need(name in INDEXED | BARE, f"unknown segment {written!r}")
    if not colon:
        need(name in BARE, f"{name} needs an index")
        return {"name": name}
    need(name in INDEXED, f"{name} takes no index")
    need(re.fullmatch("0|[1-9][0-9]*", index), f"{index!r} is no index")
    need(fits_index(index), f"{index} is too large for an index")
    return {"name": name, "index": int(index)}


def parse_path(path):
    """Port 2: the segments of a path and the kind of object that its production names ("other" when it has none)."""
    written = path.split("/")
    need(len(written) <= 4, "more than four segments")
    segments = [parse_segment(part) for part in written]
    shape = "/".join(s["name"] + (":" if "index" in s else "") for s in segments)
    return PRODUCTIONS.get(shape, "other"), segments


def parse_path_id(path, want):
    """Port 2: no path is BAD_INPUT; a path of another kind than the call takes is WRONG_TYPE."""
    kind, segments = parse_path(path)
    if want not in (None, kind):
        raise Fault("WRONG_TYPE", f"a {want} id is wanted", path)
    return {"kind": kind, "segments": segments}


CODES = ("STALE_REFERENCE", "WRONG_TYPE", "BAD_INPUT", "SDK_REJECTED", "UNSUPPORTED")


def classify_error(request_id, error):
    """Wire, "Errors": what a JSON-RPC error says to the caller.

    The outcome is `bridgeError` with its code, `protocol` (an unreadable message or an unknown version), or `fault`:
    an error that a conforming implementation does not send.
    """
    code = error.get("code")
    if code == -32000:
        return bridge_error(error.get("data"))
    if code == -32601:
        return {"outcome": "bridgeError", "code": "UNSUPPORTED"}
    if code == -32602:
        return {"outcome": "bridgeError", "code": "BAD_INPUT"}
    unreadable = code in (-32700, -32600) and request_id is None
    return {"outcome": "protocol" if unreadable or code == -32001 else "fault"}


def bridge_error(data):
    """Wire, "Errors": the data of a -32000, which is { code, hint, subjectId?, op? }."""
    try:
        code = get(data, "code", one_of(*CODES))
        get(data, "hint", text)
        optional = {"subjectId": get(data, "subjectId", text, None), "op": get(data, "op", whole(0, MAX_INDEX), None)}
    except Fault:
        return {"outcome": "fault"}
    return {"outcome": "bridgeError", "code": code, **{k: v for k, v in optional.items() if v is not None}}


# The wire shapes: input object to arguments.


def read_snap_to_scale(i):
    scale = get(i, "scale", record)
    return snap_to_scale(
        get(i, "notes", notes_list),
        get(scale, "root", whole(0, 11)),
        get(scale, "intervals", list_of(whole())),
        get(i, "mode", one_of("nearest", "up", "down")),
    )


def read_transpose(i):
    return transpose(get(i, "notes", notes_list), get(i, "semitones", number))


def read_beats_per_cell(i):
    return {"beatsPerCell": beats_per_cell(get(i, "label", text), get(i, "triplet", flag))}


def read_humanize(i):
    opts = get(i, "opts", record)
    read = {key: get(opts, key, flag) for key in ("doTiming", "doVelocity", "doDuration", "living")}
    read.update(strength=get(opts, "strength", number), swing=get(opts, "swing", number, 0.0))
    cell = get(get(i, "grid", record), "beatsPerCell", positive)
    return humanize(get(i, "notes", notes_list), read, cell, get(i, "draws", list_of(draw)))


def read_analyze_loudness(i):
    return analyze_loudness(get(i, "channels", list_of(list_of(sample))))


def read_suggest_trim_db(i):
    return {"trimDb": suggest_trim_db(get(i, "levelDb", number), get(i, "targetDb", number))}


def read_fader(i):
    fields = get(i, "param", record)
    param = {key: get(fields, key, number) for key in ("min", "max", "defaultValue")}
    need(param["min"] <= param["defaultValue"] <= param["max"], "defaultValue must lie within min..max")
    return param, get(i, "curve", one_of("live", "linear"), "live")


def read_db_to_param_value(i):
    return {"value": db_to_param_value(get(i, "db", number), *read_fader(i))}


def read_param_value_to_db(i):
    return {"db": param_value_to_db(get(i, "value", number), *read_fader(i))}


def read_scene(value, name):
    return {key: get(value, key, whole()) for key in ("signatureNumerator", "signatureDenominator")}


def read_session_slots(value, name):
    fields = {"id": text, "name": text, "kind": one_of("midi", "audio", "empty"), "color": color}
    clips = get(value, "clips", list_of(record))
    slots = [clip for clip in clips if get(clip, "location", one_of("session", "arrangement")) == "session"]
    return [{key: get(slot, key, kind) for key, kind in fields.items()} for slot in slots]


def read_section(value, name):
    section = {"name": get(value, "name", text), "sceneIndex": get(value, "sceneIndex", whole())}
    section["bars"] = get(value, "bars", positive)
    if "color" in value:
        section["color"] = get(value, "color", color)
    return section


def read_plan_arrangement(i):
    session, signature = get(i, "session", record), get(i, "timeSig", record)
    return plan_arrangement(
        get(session, "scenes", list_of(read_scene)),
        get(session, "tracks", list_of(read_session_slots)),
        get(i, "sectionMap", list_of(read_section)),
        [get(signature, key, whole(1)) for key in ("numerator", "denominator")],
    )


def read_fill(i):
    kind, fill = get(i, "kind", one_of("midi", "audio")), get(i, "fill", flag)
    length, duration = get(i, "sourceLength", positive), get(i, "duration", positive)
    if kind == "audio":
        return fill_audio(length, duration, fill)
    return fill_midi(get(i, "notes", notes_list), get(i, "sourceStart", number, 0.0), length, duration, fill)


def read_janitor_clip(value, name):
    fields = {"id": text, "name": text, "kind": one_of("midi", "audio", "empty"), "color": color, "looping": flag}
    fields.update(location=one_of("session", "arrangement"), loopEnd=number, endMarker=number)
    return {key: get(value, key, kind) for key, kind in fields.items()}


def read_janitor_track(value, name):
    fields = {"id": text, "name": text, "kind": one_of("midi", "audio"), "deviceCount": whole(0)}
    fields["clips"] = list_of(read_janitor_clip)
    return {key: get(value, key, kind) for key, kind in fields.items()}


def read_detect_issues(i):
    tracks = get(get(i, "set", record), "tracks", list_of(read_janitor_track))
    return detect_issues(tracks, get(i, "palette", palette_list, DEFAULT_PALETTE))


def read_issue(value, name):
    fields = {"id": text, "targetId": text, "target": one_of("track", "clip"), "index": whole(0, MAX_INDEX)}
    fields["kind"] = one_of("emptyTrack", "placeholderName", "offPaletteColor", "loopOverrun")
    return {key: get(value, key, kind) for key, kind in fields.items()}


def read_plan_fixes(i):
    return plan_fixes(
        get(i, "issues", list_of(read_issue)),
        get(i, "chosen", list_of(text)),
        get(i, "palette", palette_list, DEFAULT_PALETTE),
    )


def read_parse_path_id(i):
    return parse_path_id(get(i, "id", text), get(i, "want", text, None))


def read_classify_error(i):
    return classify_error(i.get("id"), get(i, "error", record))


TRANSFORMS = {
    "snapToScale": read_snap_to_scale,
    "transpose": read_transpose,
    "beatsPerCell": read_beats_per_cell,
    "humanize": read_humanize,
    "analyzeLoudness": read_analyze_loudness,
    "suggestTrimDb": read_suggest_trim_db,
    "dbToParamValue": read_db_to_param_value,
    "paramValueToDb": read_param_value_to_db,
    "planArrangement": read_plan_arrangement,
    "fill": read_fill,
    "detectIssues": read_detect_issues,
    "planFixes": read_plan_fixes,
    "parsePathId": read_parse_path_id,
    "classifyError": read_classify_error,
}


# Evaluation, files, command line.


def parse_json(line):
    """JSON in which every number is binary64, as it is for most languages; NaN and Infinity are no JSON."""

    def refuse(constant):
        raise ValueError(f"{constant} is no JSON")

    return json.loads(line, parse_int=float, parse_constant=refuse)


def plain(value):
    """The value with whole numbers written as such (4, not 4.0; never -0), for one spelling in every language."""
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items()}
    if isinstance(value, list):
        return [plain(member) for member in value]
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        return int(value)
    return value


def to_json(value):
    """One line of ASCII JSON with shortest round-trip numbers."""
    return json.dumps(plain(value), allow_nan=False)


def evaluate(name, given):
    """The answer to one request: {"output": ..} or {"error": ..}."""
    try:
        if name not in TRANSFORMS:
            raise Fault("UNSUPPORTED", f"unknown transform {name!r}")
        need(isinstance(given, dict), "input must be an object")
        return {"output": TRANSFORMS[name](given)}
    except Fault as fault:
        return {"error": fault.error}


def evaluate_line(line):
    """The answer to one NDJSON request."""
    try:
        request = parse_json(line)
        need(isinstance(request, dict), "a request must be an object")
    except (ValueError, Fault) as problem:
        return {"error": {"code": "BAD_INPUT", "message": str(problem)}}
    return evaluate(request.get("transform"), request.get("input"))


def render(file):
    """The text of one vector file: its head, then one case per line."""
    head = {key: value for key, value in file.items() if key != "cases"}
    lines = [f"  {to_json(key)}: {to_json(value)}," for key, value in head.items()]
    cases = []
    for name, given in file["cases"]:
        answer = evaluate(file["transform"], parse_json(json.dumps(given)))
        cases.append(f"    {to_json({'name': name, 'input': given, **answer})}")
    return "\n".join(["{", *lines, '  "cases": [', ",\n".join(cases), "  ]", "}", ""])


def vector_files():
    """Every vector file as (path, text)."""
    import cases

    return [(Path(__file__).with_name(name), render(file)) for name, file in cases.FILES.items()]


def check():
    """Exit status 1, with the names, when a committed file is not what would be written."""
    stale = [path.name for path, wanted in vector_files() if not path.exists() or path.read_text() != wanted]
    for name in stale:
        print(f"{name} differs: run reference.py and look at the diff", file=sys.stderr)
    return 1 if stale else 0


def self_test():
    """Hold the script against every number that the specification gives."""
    measured = {
        -60: 0.0346236, -51: 0.0852360, -42: 0.1428816, -36: 0.1870370, -30: 0.2384389, -24: 0.3024142,
        -18: 0.4, -12: 0.55, -6: 0.7, 0: 0.85, 3: 0.9249424, 6: 1.0,
    }  # fmt: skip
    for db, value in measured.items():
        tolerance = 0.02 if db >= -57 else 0.3
        assert abs(live_curve_db(value) - db) <= tolerance, (db, value, live_curve_db(value))
    fader = {"min": 0.0, "max": 1.0, "defaultValue": 0.85}
    host_fader = {**fader, "defaultValue": 0.8500000238418579}
    other = {"min": -35.0, "max": 35.0, "defaultValue": 0.0}
    steps = [-75 + i * 85 / 100_000 for i in range(100_001)]
    near = [seam + sign * 10.0**-e for seam in (UPPER_SEAM_DB, LOWER_SEAM_DB) for sign in (-1, 1) for e in range(2, 12)]
    steps = sorted(steps + near + [UPPER_SEAM_DB, LOWER_SEAM_DB, 0.0, -70.0, 6.0])
    for param, curve in ((fader, "live"), (host_fader, "live"), (fader, "linear"), (other, "live")):
        values = [db_to_param_value(db, param, curve) for db in steps]
        assert values == sorted(values) and min(values) >= param["min"] and max(values) <= param["max"]
        assert db_to_param_value(0.0, param, curve) == param["defaultValue"]
        assert param_value_to_db(param["defaultValue"], param, curve) == 0
    for db in steps:
        if -70 <= db <= 6:
            value = db_to_param_value(db, fader, "live")
            assert abs(param_value_to_db(value, fader, "live") - db) <= 1e-12, db
    values = [seam + sign * 10.0**-e for seam in (UPPER_SEAM, LOWER_SEAM) for sign in (-1, 1) for e in range(2, 13)]
    strict = [live_curve_db(value) for value in sorted(values + [i / 20_000 for i in range(20_001)])]
    assert all(a < b for a, b in zip(strict, strict[1:]))
    assert live_curve_db(0.0) == -70 and live_curve_value(-70.0) == 0 and live_curve_value(-1000.0) == 0
    # Printed to fewer digits, the seams are the specification's thresholds.
    assert (round(UPPER_SEAM, 9), round(UPPER_SEAM_DB, 8)) == (0.400736257, -17.97054972)
    assert (round(LOWER_SEAM, 10), round(LOWER_SEAM_DB, 8)) == (0.0492425980, -57.31372538)
    assert round_half_up(0.49999999999999994) == 0 and round_half_up(-0.5) == 0 and round_half_up(0.5) == 1
    assert analyze_loudness([]) == {"peakDb": -120, "rmsDb": -120, "crest": 0}
    assert beats_per_cell("1/16", False) == 0.25 and beats_per_cell("None", True) == 1
    assert fnv1a_32(b"") == 0x811C9DC5 and fnv1a_32(b"a") == 0xE40C292C and fnv1a_32(b"foobar") == 0xBF9CF968
    import cases

    for name, file in cases.FILES.items():
        names = [case[0] for case in file["cases"]]
        assert len(set(names)) == len(names), f"{name}: a name is used twice"
        assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", n) for n in names), f"{name}: a name is not kebab-case"
    print("self-test passed")
    return 0


def main(arguments):
    """Do what the one flag says, or write the files."""
    if arguments == ["--check"]:
        return check()
    if arguments == ["--self-test"]:
        return self_test()
    if arguments == ["--eval"]:
        for line in sys.stdin:
            print(to_json(evaluate_line(line)), flush=True)
        return 0
    if arguments:
        print(__doc__, file=sys.stderr)
        return 2
    for path, content in vector_files():
        path.write_bytes(content.encode("ascii"))
        print(f"{path.name}: {content.count(chr(10) + '    {')} cases")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
