"""The five pure transforms in plain Python: an executable reading of the specification, made to be read.

Every function says the rule it follows and where that rule comes from ("transforms 2" is section 2 of the transforms
specification, "port 2" of the port contract). Where those are silent, README.md lists what was decided. Arithmetic is
IEEE binary64 in the order written, with no fused multiply-add.
"""

import math
import re
from decimal import Context, Decimal, localcontext
from itertools import count

from arguments import Fault, need
from port import fits_index, parse_path

DEFAULT_PALETTE = [0, 255, 16711680, 65280, 16776960, 16777215, 8421504]
FLOOR_DB = -120.0
BEAT_TOLERANCE = 1e-6
MAX_REPETITIONS = 100_000


# Numbers.


def round_half_up(x):
    """The nearest whole number, a tie going up. Unlike floor(x + 0.5) it is right for 0.49999999999999994 too."""
    below = math.floor(x)
    return below + 1 if x - below >= 0.5 else below


def clamp(x, low, high):
    """x, or the bound it lies beyond."""
    return min(max(x, low), high)


def until(start, duration, end):
    """A duration that ends at end at the latest, in floating point too: start + duration is never above it."""
    if start + duration <= end:
        return duration
    held = end - start
    while held > 0 and start + held > end:
        held = math.nextafter(held, 0.0)
    return held


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
        if opts["doTiming"]:
            changed["startTime"] = max(changed["startTime"], 0.0)
        if opts["living"]:
            changed["probability"] = 1 - rng.next() * strength * 0.3
            changed["velocityDeviation"] = rng.next() * strength * 16
        return changed

    varied = map_notes(notes, vary) if strength > 0 else notes
    if strength > 0 and (opts["doTiming"] or opts["doDuration"] or swing > 0):
        varied = keep_apart(notes, varied)
    return {"notes": varied, "drawsConsumed": rng.consumed}


def are_apart(earlier, later):
    """Whether two notes of one pitch lie one after the other: at most 1e-6 beats of the first reach into the second."""
    starts = earlier["startTime"], later["startTime"]
    return starts[0] < starts[1] and starts[0] + earlier["duration"] - BEAT_TOLERANCE <= starts[1]


def keep_apart(notes, varied):
    """Notes of one pitch that did not overlap do not afterwards: Live would cut or drop them.

    A pitch of which no two notes overlap afterwards is left as it is. Else a start comes at most 3/8 of the way early to that of the nearest note that is apart before it, and at most half of
    the way late to the next one; a note ends where the first of those that are apart after it begins now.
    """
    pitch = lambda note: clamp(round_half_up(note["pitch"]), 0, 127)
    voices = {}
    for i, note in enumerate(notes):
        voices.setdefault(pitch(note), []).append(i)
    held = [dict(note) for note in varied]
    for voice in voices.values():
        times = sorted((varied[i]["startTime"], varied[i]["startTime"] + varied[i]["duration"]) for i in voice)
        if all(end <= start for (_, end), (start, _) in zip(times, times[1:])):
            continue
        before = {i: [j for j in voice if are_apart(notes[j], notes[i])] for i in voice}
        after = {i: [j for j in voice if are_apart(notes[i], notes[j])] for i in voice}
        for i in voice:
            start = notes[i]["startTime"]
            if before[i]:
                last = max(notes[j]["startTime"] for j in before[i])
                held[i]["startTime"] = max(held[i]["startTime"], start - (start - last) * 0.375)
            if after[i]:
                first = min(notes[j]["startTime"] for j in after[i])
                held[i]["startTime"] = min(held[i]["startTime"], start + (first - start) * 0.5)
        for i in voice:
            end = min((held[j]["startTime"] for j in after[i]), default=math.inf)
            if end > held[i]["startTime"]:
                held[i]["duration"] = until(held[i]["startTime"], held[i]["duration"], end)
    return held


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


def repetitions(source_length, duration):
    """Where a source begins again and again inside a placement, each time with the beginning that follows.

    A rest shorter than 1e-6 beats is no repetition.
    """
    wanted = duration / source_length
    need(wanted <= MAX_REPETITIONS, f"more than {MAX_REPETITIONS} repetitions")
    starts = ((k * source_length, (k + 1) * source_length) for k in range(math.ceil(wanted) + 1))
    return [pair for pair in starts if pair[0] < duration - BEAT_TOLERANCE]


def fill_midi(notes, source_start, source_length, duration, fill):
    """Transforms 4: notes repeat every source length; one that crosses the end is cut there. Times from the placement.

    What repeats is what sounds in the Session: notes that begin inside the source, cut where the source ends.
    """
    if not fill:
        return {"notes": notes}

    # Starts and ends move by one addition each, so that what met or lay apart in the source does in every repetition.
    source = []
    for note in notes:
        start, end = note["startTime"] - source_start, note["startTime"] + note["duration"] - source_start
        if 0 <= start < source_length:
            source.append((note, start, min(end, source_length)))
    filled = []
    for offset, next_offset in repetitions(source_length, duration):
        for note, start, end in source:
            start, end = offset + start, min(offset + end, next_offset, duration)
            if start < duration - BEAT_TOLERANCE:
                filled.append({**note, "startTime": start, "duration": until(start, note["duration"], end)})
    return {"notes": filled}


def fill_audio(source_length, duration, fill):
    """Transforms 4: the file is placed again and again, the last piece shortened; unfilled it is one whole piece."""
    if not fill:
        return {"pieces": [{"startTime": 0.0, "duration": duration}]}
    starts = repetitions(source_length, duration)
    pieces = [(start, until(start, source_length, min(following, duration))) for start, following in starts]
    return {"pieces": [{"startTime": start, "duration": length} for start, length in pieces]}


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
