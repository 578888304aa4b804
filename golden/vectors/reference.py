#!/usr/bin/env python3
"""The reference: answers requests for the transforms, and makes the vectors beside this file.

What the transforms compute is in transforms.py, path ids and errors in port.py, which input is refused in
arguments.py, the cases in cases/. Needs Python 3.9 and nothing else.

    python3 reference.py              write every vector file again
    python3 reference.py --check      exit 1 when a committed file differs from what would be written
    python3 reference.py --eval       answer NDJSON requests {"transform": NAME, "input": {..}} from stdin
    python3 reference.py --self-test  check this script against the numbers in the specification
"""

import json
import sys
from pathlib import Path

from arguments import (
    Fault, color, draw, flag, get, list_of, need, notes_list, number, one_of, palette_list, positive, record, sample, text,
    whole,
)  # fmt: skip
from cases import FILES
from port import MAX_INDEX, classify_error, parse_path_id
from self_test import self_test
from transforms import (
    DEFAULT_PALETTE, analyze_loudness, beats_per_cell, db_to_param_value, detect_issues, fill_audio, fill_midi, humanize,
    param_value_to_db, plan_arrangement, plan_fixes, snap_to_scale, suggest_trim_db, transpose,
)  # fmt: skip

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
    return [(Path(__file__).with_name(name), render(file)) for name, file in FILES.items()]


def check():
    """Exit status 1, with the names, when a committed file is not what would be written."""
    stale = [path.name for path, wanted in vector_files() if not path.exists() or path.read_text() != wanted]
    for name in stale:
        print(f"{name} differs: run reference.py and look at the diff", file=sys.stderr)
    return 1 if stale else 0


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
