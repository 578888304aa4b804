"""Path ids and errors."""

import itertools

from .shared import file, slug

INDEXED = ("track", "returntrack", "clipslot", "scene", "cuepoint", "device", "param", "takelane", "clip")
BARE = ("clip", "mixer", "volume")
SEGMENTS = [f"{name}:0" for name in INDEXED] + list(BARE)
PRODUCED = {
    "track": "track:3", "slot": "track:3/clipslot:1", "session-clip": "track:3/clipslot:1/clip",
    "arrangement-clip": "track:3/clip:2", "device": "track:3/device:0", "param": "track:3/device:0/param:12",
    "volume": "track:3/mixer/volume", "scene": "scene:4", "cue": "cuepoint:5", "return": "returntrack:6",
}  # fmt: skip
OTHERS = {
    "mixer": "track:0/mixer", "takelane": "takelane:0", "clip-device": "track:0/clip:0/device:1", "bare-clip": "clip",
    "bare-clip-with-index": "clip:0", "bare-slot": "clipslot:0", "bare-device": "device:0", "bare-volume": "volume",
    "return-device": "returntrack:0/device:0", "return-volume": "returntrack:0/mixer/volume", "track-clip": "track:0/clip",
    "slot-clip-index": "track:0/clipslot:0/clip:0", "device-in-device": "track:0/device:0/device:0",
    "param-of-nothing": "param:0", "volume-without-mixer": "track:0/volume", "scene-clip": "scene:0/clip",
    "four-segments": "track:0/clipslot:0/clip/volume", "two-tracks": "track:0/track:1", "takelane-clip": "track:0/takelane:0/clip:0",
    "four-params": "param:0/param:1/param:2/param:3",
}  # fmt: skip
MALFORMED = {
    "empty": "", "space": " ", "slash": "/", "colon": ":", "word": "master", "unknown-kind": "group:0", "upper-case": "Track:0",
    "all-upper-case": "TRACK:0", "index-missing": "track", "index-empty": "track:", "index-signed-plus": "track:+1",
    "index-signed-minus": "track:-1", "index-minus-zero": "track:-0", "index-leading-zero": "track:01", "index-double-zero": "track:00",
    "index-too-large": "track:4294967296", "index-far-too-large": "track:99999999999999999999", "index-fraction": "track:1.0",
    "index-exponent": "track:1e3", "index-hex": "track:0x1", "index-underscore": "track:1_0", "index-arabic": "track:\u0661",
    "index-fullwidth": "track:\uff11", "index-superscript": "track:\u00b2", "index-word": "track:one", "space-before": " track:0",
    "space-after": "track:0 ", "space-in-index": "track: 0", "space-before-colon": "track :0", "newline-after": "track:0\n",
    "nul-after": "track:0\u0000", "tab-after": "track:0\t", "slash-first": "/track:0", "slash-last": "track:0/",
    "slash-double": "track:0//clip:0", "slash-only-between": "track:0/ /clip:0", "two-indices": "track:0:1", "two-colons": "track::0",
    "mixer-with-index": "track:0/mixer:0/volume", "volume-with-index": "track:0/mixer/volume:0", "mixer-with-empty-index": "track:0/mixer:/volume",
    "clip-with-empty-index": "track:0/clip:", "five-segments": "track:0/clipslot:0/clip/device:0/param:0", "six-segments": "clip/clip/clip/clip/clip/clip",
    "bad-last-segment": "track:0/clipslot:0/clip/", "bad-middle-segment": "track:0/clipslot/clip", "backslash": "track:0\\clip:0",
    "dot-separated": "track:0.clip:0", "staged-reference": "#0", "staged-reference-below": "#2/param:0", "negative-slot": "track:0/clipslot:-1",
    "prefix-of-a-kind": "trac:0", "kind-and-more": "tracks:0", "cue-point-spelled-apart": "cue-point:0", "camel-case-slot": "track:0/clipSlot:0",
    "byte-order-mark": "\ufefftrack:0", "uri": "live://track:0", "query": "track:0?x", "percent": "track%3A0", "json": "{\"track\":0}",
}  # fmt: skip

paths = [(f"produced-{name}", {"id": path}) for name, path in PRODUCED.items()]
paths += [(f"index-{name}", {"id": f"track:{index}"}) for name, index in (("zero", 0), ("nine", 9), ("ten", 10), ("largest", 4294967295))]
paths += [(f"largest-everywhere-{name}", {"id": path}) for name, path in (
    ("param", "track:4294967295/device:4294967295/param:4294967295"),
    ("session-clip", "track:4294967295/clipslot:4294967295/clip"),
)]  # fmt: skip
paths += [(f"other-{name}", {"id": path}) for name, path in OTHERS.items()]
paths += [(f"malformed-{name}", {"id": path}) for name, path in MALFORMED.items()]
for name in INDEXED + ("mixer", "volume"):
    for label, index in (("bare", ""), ("indexed", ":7"), ("leading-zero", ":07"), ("negative", ":-7"), ("too-large", ":4294967296")):
        paths.append((f"single-{name}-{label}", {"id": name + index}))
for first, second in itertools.product(SEGMENTS, repeat=2):
    paths.append((f"pair-{first}-{second}".replace(":", "-"), {"id": f"{first}/{second}"}))
for middle, last in itertools.product(("clipslot:1", "device:1", "clip:1", "mixer", "takelane:1"), SEGMENTS):
    paths.append((f"triple-track-{middle}-{last}".replace(":", "-"), {"id": f"track:1/{middle}/{last}"}))
for want, (name, path) in itertools.product(("track", "slot", "clip", "param"), (PRODUCED | {"mixer": "track:0/mixer", "malformed": "track:01"}).items()):
    paths.append((f"wanted-{want}-given-{name}", {"id": path, "want": want}))

file(
    "path-ids.json",
    "parsePathId",
    "Path ids (port 2): kind and segments of every valid path (kind other: no production names it), and what is refused. "
    "Joining name[:index] of the segments with / gives the id back.",
    paths,
)

# Errors.

CODES = [
    {"code": "STALE_REFERENCE", "means": "an id names an object that no longer exists", "recovery": "list again and use a fresh id"},
    {"code": "WRONG_TYPE", "means": "an id names the wrong kind of object for this call", "recovery": "take an id from the matching list or read"},
    {"code": "BAD_INPUT", "means": "an argument is out of range or malformed; nothing was sent to the host", "recovery": "fix the argument"},
    {"code": "SDK_REJECTED", "means": "the host refused a well-formed change", "recovery": "ask for what the host allows"},
    {"code": "UNSUPPORTED", "means": "not available on this API version or this implementation", "recovery": "avoid it: a documented gap"},
]


def answer(number, request_id=1, **data):
    """A JSON-RPC error answer; the keywords are its data."""
    error = {"code": number, "message": "what went wrong"}
    if data:
        error["data"] = data
    return {"id": request_id, "error": error}


HINT = "what to do next"
errors = [(f"bridge-error-{slug(row['code']).replace('_', '-')}", answer(-32000, code=row["code"], hint=HINT)) for row in CODES]
errors += [
    ("bridge-error-with-subject", answer(-32000, code="STALE_REFERENCE", hint=HINT, subjectId="track:9")),
    ("bridge-error-with-empty-subject", answer(-32000, code="STALE_REFERENCE", hint=HINT, subjectId="")),
    ("bridge-error-in-op-0", answer(-32000, code="BAD_INPUT", hint=HINT, op=0)),
    ("bridge-error-in-op-7-with-subject", answer(-32000, code="WRONG_TYPE", hint=HINT, subjectId="scene:0", op=7)),
    ("bridge-error-unsupported-method-in-a-batch", answer(-32000, code="UNSUPPORTED", hint=HINT, op=2)),
    ("bridge-error-unknown-data-key-is-ignored", answer(-32000, code="BAD_INPUT", hint=HINT, detail=1)),
    ("bridge-error-empty-hint-keeps-its-code", answer(-32000, code="BAD_INPUT", hint="")),
    ("bridge-error-large-code-text-is-a-fault", answer(-32000, code="bad_input", hint=HINT)),
    ("bridge-error-unknown-code-is-a-fault", answer(-32000, code="NOT_FOUND", hint=HINT)),
    ("bridge-error-numeric-code-is-a-fault", answer(-32000, code=3, hint=HINT)),
    ("bridge-error-code-missing-is-a-fault", answer(-32000, hint=HINT)),
    ("bridge-error-hint-missing-is-a-fault", answer(-32000, code="BAD_INPUT")),
    ("bridge-error-hint-null-is-a-fault", answer(-32000, code="BAD_INPUT", hint=None)),
    ("bridge-error-subject-null-is-a-fault", answer(-32000, code="BAD_INPUT", hint=HINT, subjectId=None)),
    ("bridge-error-subject-number-is-a-fault", answer(-32000, code="BAD_INPUT", hint=HINT, subjectId=3)),
    ("bridge-error-op-null-is-a-fault", answer(-32000, code="BAD_INPUT", hint=HINT, op=None)),
    ("bridge-error-op-negative-is-a-fault", answer(-32000, code="BAD_INPUT", hint=HINT, op=-1)),
    ("bridge-error-op-fraction-is-a-fault", answer(-32000, code="BAD_INPUT", hint=HINT, op=0.5)),
    ("bridge-error-op-string-is-a-fault", answer(-32000, code="BAD_INPUT", hint=HINT, op="0")),
    ("bridge-error-data-missing-is-a-fault", answer(-32000)),
    ("bridge-error-data-string-is-a-fault", {"id": 1, "error": {"code": -32000, "message": "no", "data": "BAD_INPUT"}}),
    ("bridge-error-data-null-is-a-fault", {"id": 1, "error": {"code": -32000, "message": "no", "data": None}}),
    ("unknown-method-is-unsupported", answer(-32601)),
    ("unknown-method-ignores-data", answer(-32601, code="BAD_INPUT", hint=HINT)),
    ("invalid-params-is-bad-input", answer(-32602)),
    ("invalid-params-ignores-data", answer(-32602, code="WRONG_TYPE", hint=HINT)),
    ("parse-error-without-id-is-protocol", answer(-32700, None)),
    ("invalid-request-without-id-is-protocol", answer(-32600, None)),
    ("parse-error-with-id-is-a-fault", answer(-32700, 4)),
    ("invalid-request-with-id-is-a-fault", answer(-32600, 4)),
    ("version-refused-is-protocol", answer(-32001, 1, supported=[1])),
    ("internal-error-is-a-fault", answer(-32603)),
    ("server-error-elsewhere-is-a-fault", answer(-32002)),
    ("server-error-last-is-a-fault", answer(-32099)),
    ("application-code-is-a-fault", answer(1)),
    ("code-0-is-a-fault", answer(0)),
    ("code-as-a-string-is-a-fault", {"id": 1, "error": {"code": "-32000", "message": "no"}}),
    ("code-missing-is-a-fault", {"id": 1, "error": {"message": "no"}}),
    ("string-ids-are-ids", answer(-32700, "a")),
]  # fmt: skip

file(
    "errors.json",
    "classifyError",
    "Errors (port 3, wire): what a JSON-RPC error means to the caller: bridgeError with its code, protocol, or a fault of the implementation.",
    errors,
    codes=CODES,
)
