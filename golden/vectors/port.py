"""Path ids and errors (port 2 and 3, wire): which id is one, and what an error of the wire means."""

import re

from arguments import Fault, get, need, one_of, text, whole

MAX_INDEX = 4294967295
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


def fits_index(digits):
    """Whether decimal digits are at most 4294967295 (port 2); the length is looked at first, so that none is too long."""
    return len(digits) <= 10 and int(digits) <= MAX_INDEX


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
