#!/usr/bin/env python3
"""A minimal LiveBridge target: a small Set in memory that speaks the wire protocol. Copy it, put your Set behind it.

    livebridge verify -- python3 examples/python/minimal.py

Requests come in on stdin and answers go out on stdout, one JSON object per line; print nothing else there, logs go to
stderr. It offers 7 of the 24 operations and no undo that anybody could watch, says so, and therefore ends PARTIAL.
"""
import copy, json, math, re, sys

# The Set. What a read answers is kept as it is answered; what can change stands in SET alone.

def clip(id, kind, name="", start=0, length=0, **more):
    place = {"location": "session", "slotId": id.removesuffix("/clip")} if "slot" in id else {"location": "arrangement"}
    return {"id": id, "isMidi": kind == "midi", "kind": kind, **place, "name": name, "startTime": start,
            "endTime": start + length, "duration": length, "looping": False, "loopStart": 0, "loopEnd": length,
            "endMarker": length, "color": 0, "muted": False, **more}

def track(id, kind, name, arrangement_clips):
    return {"id": id, "kind": kind, "name": name, "mute": False, "solo": False, "mutedViaSolo": False, "arm": False,
            "clipSlotCount": 2, "arrangementClipCount": arrangement_clips, "deviceCount": 0,
            "mixer": {"volume": 0.85, "panning": 0, "sendCount": 0}}

TRACKS = [track("track:0", "midi", "Keys", 0), track("track:1", "audio", "Voice", 1)]
CLIPS = [clip("track:0/clipslot:0/clip", "midi", "Riff", length=4, looping=True), clip("track:0/clipslot:1", "empty"),
         clip("track:1/clipslot:0", "empty"), clip("track:1/clipslot:1", "empty"),  # a slot per scene, filled or not
         clip("track:1/clip:0", "audio", "Take 1", start=16, length=8, filePath="/audio/take_1.wav")]
SET = {"tempo": 120, "notes": {"track:0/clipslot:0/clip": [{"pitch": 60, "startTime": 0, "duration": 1}]}}

# Errors. A refusal of the contract is -32000, with a code that programs read and a hint that says how to recover.

HINTS = {"BAD_INPUT": "fix the argument", "WRONG_TYPE": "take an id from the matching list", "UNSUPPORTED": "avoid it",
         "STALE_REFERENCE": "list again and use a fresh id", "SDK_REJECTED": "ask for a tempo from 20 to 999"}

class Refused(Exception):
    def __init__(self, code, message, subject=None, number=-32000, **data):
        data = {"code": code, "hint": HINTS[code], **data, **({"subjectId": subject} if subject is not None else {})}
        self.error = {"code": number, "message": message, "data": data}

# Ids are paths. No path at all is BAD_INPUT, a path of another kind WRONG_TYPE, one that names nothing STALE_REFERENCE.

KINDS = "track|returntrack|clipslot|scene|cuepoint|device|param|takelane|clip"
SEGMENT = f"(({KINDS}):(0|[1-9][0-9]{{0,9}})|clip|mixer|volume)"
PATH = re.compile(f"{SEGMENT}(/{SEGMENT}){{0,3}}")
TRACK_ID = re.compile("track:[0-9]+")
CLIP_ID = re.compile("track:[0-9]+/(clipslot:[0-9]+/clip|clip:[0-9]+)")

def find(objects, kind, id):
    if not kind.fullmatch(id):
        raise Refused("WRONG_TYPE", f"{id} is an id of another kind", id)
    for found in objects:
        if found["id"] == id:
            return found
    raise Refused("STALE_REFERENCE", f"nothing is at {id}", id)

# Arguments. `type(...)` and not isinstance: in Python True is an int, for the contract it is none.

def id_in(params, key):
    id = params.get(key)
    if type(id) is not str:
        raise Refused("BAD_INPUT", f"{key} must be a string")
    if not PATH.fullmatch(id) or any(int(index) > 0xFFFFFFFF for index in re.findall("[0-9]+", id)):
        raise Refused("BAD_INPUT", f"{key} is no id", id)
    return id

def number_in(params, key, low=-math.inf, high=math.inf):
    value = params.get(key)
    if type(value) not in (int, float) or not math.isfinite(value):
        raise Refused("BAD_INPUT", f"{key} must be a finite number")
    if not low <= value <= high:
        raise Refused("BAD_INPUT", f"{key} must be from {low} to {high}")
    return value

def note(given):
    if type(given) is not dict:
        raise Refused("BAD_INPUT", "a note must be an object")
    last_beat = 1576800
    kept = {"pitch": number_in(given, "pitch"), "startTime": number_in(given, "startTime", high=last_beat),
            "duration": number_in(given, "duration", 0, last_beat)}
    pitch = min(max(kept["pitch"], 0), 127)
    kept["pitch"] = math.floor(pitch) + (pitch % 1 >= 0.5)  # half up; round() would take 60.5 to 60
    # The rest is optional: a key that is absent stays absent. But null is not absent, it is a wrong type.
    for key in given.keys() & {"velocity", "releaseVelocity"}:
        kept[key] = min(max(number_in(given, key), 0), 127)
    for key, low, high in ("probability", 0, 1), ("velocityDeviation", -127, 127):
        if key in given:
            kept[key] = number_in(given, key, low, high)
    for key in given.keys() & {"muted", "selected"}:
        if type(given[key]) is not bool:
            raise Refused("BAD_INPUT", f"{key} must be true or false")
        kept[key] = given[key]
    return kept

# Reads: they change nothing.

def get_song_overview(params=None):
    tracks = [{"id": track["id"], "name": track["name"], "type": track["kind"]} for track in TRACKS]
    return {"tempo": SET["tempo"], "rootNote": 0, "scaleName": "Major", "scaleMode": False,
            "scaleIntervals": [0, 2, 4, 5, 7, 9, 11], "gridQuantization": "1/16", "gridIsTriplet": False,
            "trackCount": len(tracks), "returnTrackCount": 0, "sceneCount": 2, "cuePointCount": 0, "tracks": tracks}

def list_tracks(params):
    return TRACKS

def list_clips(params):
    track = find(TRACKS, TRACK_ID, id_in(params, "trackId"))
    return [clip for clip in CLIPS if clip["id"].startswith(track["id"] + "/")]

def midi_clip(id):
    clip = find(CLIPS, CLIP_ID, id)
    if not clip["isMidi"]:
        raise Refused("WRONG_TYPE", f"{id} is an audio clip", id)
    return clip

def get_notes(params):
    return SET["notes"][midi_clip(id_in(params, "clipId"))["id"]]

# Mutations: they check everything, then write, and give a function that describes the state when it is asked.

def set_tempo(params):
    bpm = number_in(params, "bpm")
    if bpm <= 0:
        raise Refused("BAD_INPUT", "bpm must be above 0")
    if not 20 <= bpm <= 999:
        raise Refused("SDK_REJECTED", f"the host takes no tempo of {bpm}")
    SET["tempo"] = bpm
    return get_song_overview

def set_notes(params):
    id, given = id_in(params, "clipId"), params.get("notes")
    if type(given) is not list:
        raise Refused("BAD_INPUT", "notes must be a list")
    notes = [note(one) for one in given]
    clip = midi_clip(id)
    SET["notes"][id] = notes
    return lambda: {"id": id, "name": clip["name"], "count": len(SET["notes"][id])}

# A transaction is all or nothing. Its operations run in order, and the first that fails gives the error.

def transaction(params):
    if type(params.get("ops")) is not list:
        raise Refused("BAD_INPUT", "ops must be a list")
    before, answers = copy.deepcopy(SET), []
    try:
        for op in params["ops"]:
            answers.append(staged(op))
    except Refused as refused:
        SET.update(before)
        refused.error["data"]["op"] = len(answers)
        raise
    # Only now, when all is written: each outcome describes the Set as it was committed.
    return {"outcomes": [answer() for answer in answers], "undoSteps": 1 if answers else 0}

def staged(op):
    if type(op) is not dict or type(op.get("method")) is not str or type(op.get("params", {})) is not dict:
        raise Refused("BAD_INPUT", "an operation is { method, params }")
    if op["method"] in MUTATIONS:
        return MUTATIONS[op["method"]](op.get("params", {}))
    if op["method"] in NOT_IN_A_TRANSACTION:
        raise Refused("BAD_INPUT", f"{op['method']} cannot be part of a transaction")
    raise Refused("UNSUPPORTED", f"there is no mutation {op['method']} here")

MUTATIONS = {"setTempo": set_tempo, "setNotes": set_notes}
READS = {"getSongOverview": get_song_overview, "listTracks": list_tracks, "listClips": list_clips,
         "getNotes": get_notes}
NOT_IN_A_TRANSACTION = {*READS, "findTrack", "listScenes", "listDeviceParams", "getTrackMixer", "listCuePoints",
                        "renderTrack", "transaction"}

# The protocol. Declare what is there and no more: what is declared and does not work is a failure.

HELLO = {"protocolVersion": 1, "implementation": {"name": "minimal.py", "version": "1.0.0", "language": "Python"},
         "capabilities": {"ids": "positional", "undo": "none", "transaction": "atomic", "stagedReferences": False,
                          "reset": "none", "snapshot": "none", "concurrency": "serial", "precision": "f64"},
         "operations": [*READS, *MUTATIONS, "transaction"]}

def answer(method, params, greeted):
    if (method == "initialize") == greeted:
        raise Refused("BAD_INPUT", "initialize comes first, and once", number=-32002)
    if type(params) is not dict:
        raise Refused("BAD_INPUT", "params must be an object")
    if method == "initialize":
        if number_in(params, "protocolVersion") != 1:
            raise Refused("BAD_INPUT", "another protocol version", number=-32001, supported=[1])
        return HELLO
    if method == "shutdown":
        return None
    if method == "transaction":
        return transaction(params)
    if method in MUTATIONS:
        return MUTATIONS[method](params)()
    if method in READS:
        return READS[method](params)
    raise Refused("UNSUPPORTED", f"there is no method {method} here", number=-32601)

LONGEST = 64 * 1024 * 1024

def parse(line):
    if len(line.rstrip(b"\r\n")) > LONGEST:
        while line and not line.endswith(b"\n"):
            line = sys.stdin.buffer.readline(LONGEST)
        raise ValueError("longer than 64 MiB")
    text, depth = line.decode(), 0
    for bracket in re.findall(r"[][{}]", re.sub(r'"[^"\\]*(\\.[^"\\]*)*"', "", text)):
        depth += 1 if bracket in "[{" else -1
        if depth > 128:
            raise ValueError("nested deeper than 128 levels")
    # A long integer is read as a float, as elsewhere; and int("NaN") is an error, as NaN is in JSON.
    request = json.loads(text, parse_int=lambda text: (int if len(text) < 16 else float)(text), parse_constant=int)
    if type(request) is not dict or request.get("jsonrpc") != "2.0" or type(request.get("method")) is not str:
        raise ValueError("no request")
    if type(request.get("id")) not in (str, int, float, type(None)):
        raise ValueError("an id is a string or a number")
    return request

def send(id, **what):
    print(json.dumps({"jsonrpc": "2.0", "id": id, **what}), flush=True)  # without the flush nothing would arrive

def serve():
    greeted = False
    while line := sys.stdin.buffer.readline(LONGEST + 2):
        try:
            request = parse(line)
        except ValueError as error:
            send(None, error={"code": -32700, "message": f"the message is unreadable: {error}"})
            continue
        id, method = request.get("id"), request["method"]
        if id is None:
            continue  # a notification: nobody waits for an answer
        try:
            send(id, result=answer(method, request.get("params", {}), greeted))
        except Refused as refused:
            send(id, error=refused.error)
            continue
        greeted = True
        if method == "shutdown":
            return

serve()
