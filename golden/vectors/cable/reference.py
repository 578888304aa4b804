#!/usr/bin/env python3
"""The reference of the patch-cable codec of our Max device: makes cable.json beside this file.

    python3 reference.py            write it again
    python3 reference.py --check    exit 1 when it differs from what would be written

A text crosses the cable as one message: NAME ID COUNT:UNITS:SUM 'chunk.. TERMINATOR 'warning.. . Lengths are UTF-16
units, as Max counts them; SUM is FNV-1a over them without its highest bit. No pair of surrogates is cut in two. Long
texts stand here as [piece, times]; of long messages the lengths of the symbols, with their quote.
"""

import json
import sys
from pathlib import Path

CHUNK = 30_000
END, OTHER_END = "$$___LIVEBRIDGE_END___$$", "$$___MAX_ERRORS___$$"
FILE = Path(__file__).with_name("cable.json")


def units(text):
    data = text.encode("utf-16-le")
    return [data[at] | data[at + 1] << 8 for at in range(0, len(data), 2)]


def fnv(text):
    value = 0x811C9DC5
    for unit in units(text):
        value = (value ^ unit) * 0x01000193 % 2**32
    return value >> 1


def chunks(text):
    all_units, at, parts = units(text), 0, []
    while at < len(all_units):
        end = min(len(all_units), at + CHUNK)
        if end < len(all_units) and 0xD800 <= all_units[end - 1] <= 0xDBFF:
            end -= 1
        parts.append(b"".join(unit.to_bytes(2, "little") for unit in all_units[at:end]).decode("utf-16-le"))
        at = end
    return parts or [""]


def encode(text, warnings=()):
    parts = chunks(text)
    return [f"{len(parts)}:{len(units(text))}:{fnv(text)}", *("'" + part for part in parts), END, *("'" + warning for warning in warnings)]


def encoding(name, *pieces, warnings=()):
    text = "".join(piece * times for piece, times in pieces)
    message = encode(text, warnings)
    case = {"name": name, "pieces": [list(piece) for piece in pieces], "warnings": list(warnings)}
    return {**case, "header": message[0], "symbols": [len(units(symbol)) for symbol in message[1:]]}


def decoding(name, atoms, text=None, warnings=()):
    case = {"name": name, "atoms": atoms}
    return {**case, "error": True} if text is None else {**case, "text": text, "warnings": list(warnings)}


def cases():
    encoded = [
        encoding("empty"),
        encoding("short", ("{\"what\":\"greeting\"}", 1)),
        encoding("digits-alone", ("12", 1)),
        encoding("line-breaks-and-semicolons", ("a\n;,\"\\ b", 1)),
        encoding("one-unit-below-a-chunk", ("a", CHUNK - 1)),
        encoding("a-chunk", ("a", CHUNK)),
        encoding("one-unit-more", ("a", CHUNK + 1)),
        encoding("a-pair-on-the-edge", ("a", CHUNK - 1), ("\U0001F3B5", 1), ("b", 3)),
        encoding("nothing-but-pairs", ("\U0001F3B5", CHUNK)),
        encoding("three-bytes-are-one-unit", ("\u20ac", CHUNK)),
        encoding("a-hundred-chunks-and-one-unit", ("a", CHUNK * 100 + 1)),
        encoding("with-warnings", ("{}", 1), warnings=("first", "007")),
    ]
    good = encode("{\"a\":1}")
    long = encode("{\"a\":[1,2,3]}")
    two = ["2:6:" + str(fnv("abcdef")), "'abc", "'def", END]
    decoded = [
        decoding("as-it-was-sent", good, "{\"a\":1}"),
        decoding("with-warnings", [*good, "'first", "'007"], "{\"a\":1}", ["first", "007"]),
        decoding("two-chunks", two, "abcdef"),
        decoding("chunks-exchanged", [two[0], two[2], two[1], two[3]]),
        decoding("a-chunk-lost", [two[0], two[1], two[3]]),
        decoding("a-chunk-twice", [two[0], two[1], two[1], two[2], two[3]]),
        decoding("a-chunk-twice-in-the-place-of-another", [two[0], two[1], two[1], two[3]]),
        decoding("a-symbol-cut", [long[0], long[1][:6], long[2]]),
        decoding("a-symbol-changed", [long[0], long[1].replace("2", "7"), long[2]]),
        decoding("the-quote-lost", [good[0], good[1][1:], good[2]]),
        decoding("the-end-lost", good[:-1]),
        decoding("the-beginning-lost", good[1:]),
        decoding("nothing", []),
        decoding("the-end-alone", [END]),
        decoding("a-header-of-another", ["1:7:1", *good[1:]]),
        decoding("the-other-scheme", ["{\"content\":", "[]}", OTHER_END, "a warning"], "{\"content\":[]}", ["a warning"]),
        decoding("the-other-scheme-with-a-number", [12, OTHER_END], "12"),
    ]
    return {"encode": encoded, "decode": decoded}


def main():
    text = json.dumps(cases(), ensure_ascii=True, indent=1) + "\n"
    if sys.argv[1:] == ["--check"]:
        if FILE.read_text(encoding="utf-8") != text:
            print(f"{FILE.name} is not what reference.py says")
            return 1
        return 0
    FILE.write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
