"""Levels, trim and the fader."""

import itertools
import struct

from .shared import file, slug


def f32(x):
    """The nearest 32-bit float, so that the same samples reach implementations that keep f32."""
    return struct.unpack("<f", struct.pack("<f", x))[0]


def square(level, count):
    return [f32(level) if n % 2 == 0 else -f32(level) for n in range(count)]


def ramp(count, top=1.0):
    return [f32(top * n / (count - 1)) for n in range(count)]


def triangle(count, period):
    return [f32(4 * abs(n / period % 1 - 0.5) - 1) for n in range(count)]


def audio(*channels):
    return {"channels": [list(channel) for channel in channels]}


loudness = [
    ("no-channels", audio()),
    ("one-empty-channel", audio([])),
    ("two-empty-channels", audio([], [])),
    ("silence", audio([0, 0, 0, 0])),
    ("one-silent-sample", audio([0])),
    ("negative-zero-is-silence", audio([-0.0])),
    ("full-scale-square", audio(square(1, 8))),
    ("half-scale-square", audio(square(0.5, 8))),
    ("one-full-sample", audio([1])),
    ("one-negative-sample", audio([-1])),
    ("negative-peak-counts", audio([0.25, -0.75, 0.5])),
    ("dc-counts", audio([0.5, 0.5, 0.5])),
    ("impulse-has-crest", audio([1] + [0] * 99)),
    ("above-full-scale-is-not-clipped", audio([2, -2])),
    ("channels-are-pooled-not-averaged", audio(square(1, 4), [0, 0, 0, 0])),
    ("channels-of-different-length", audio(square(0.5, 4), [1])),
    ("one-channel-empty-does-not-dilute", audio(square(0.5, 4), [])),
    ("peak-in-the-second-channel", audio([0.125, 0.125], [0.25, -0.5])),
    ("order-of-channels-does-not-matter", audio([0.25, -0.5], [0.125, 0.125])),
    ("at-the-floor", audio([f32(1e-6)])),
    ("just-above-the-floor", audio([f32(1.01e-6)])),
    ("below-the-floor", audio([f32(1e-7), -f32(1e-7)])),
    ("peak-above-rms-below-the-floor", audio([f32(2e-6)] + [0] * 15)),
    ("smallest-f32", audio([1.401298464324817e-45])),
    ("largest-f32", audio([3.4028234663852886e38, -3.4028234663852886e38])),
    ("ramp", audio(ramp(101))),
    ("ramp-both-ways", audio(ramp(33), ramp(33, -0.5))),
    ("triangle-wave", audio(triangle(64, 16))),
    ("six-channels", audio(*[square(0.5 ** n, 4) for n in range(6)])),
    ("null-sample-refused", audio([0.5, None])),
    ("string-sample-refused", audio(["0.5"])),
    ("boolean-sample-refused", audio([True])),
    ("beyond-f32-refused", audio([3.5e38])),
    ("channel-no-list-refused", {"channels": [0.5]}),
    ("channels-missing-refused", {}),
]
for db in (-96, -60, -36, -23, -20, -18, -12, -6, -3, -1, 3):
    loudness.append((f"square-at-{slug(db)}-db", audio(square(10 ** (db / 20), 6))))
for count in (2, 3, 5, 10, 48, 100):
    loudness.append((f"impulse-in-{count}", audio([0.5] + [0] * (count - 1))))
for count in (3, 7, 20, 50):
    loudness.append((f"ramp-of-{count}", audio(ramp(count, 0.8), ramp(count // 2 + 2, 0.3))))

file(
    "loudness.json",
    "analyzeLoudness",
    "Loudness (transforms 3): sample peak, rms and crest in dB, channels pooled, floored at -120. Samples are exact f32.",
    loudness,
    tolerance=1e-9,
)

# Trim and fader.

LEVELS = (-120, -60.5, -23, -18.3, -14, -6, -0.1, 0, 0.1, 3)
trim = [(f"from-{slug(a)}-to-{slug(b)}", {"levelDb": a, "targetDb": b}) for a in LEVELS for b in (-23, -18, -14.2, 0)]
trim += [
    ("level-null-refused", {"levelDb": None, "targetDb": 0}),
    ("target-missing-refused", {"levelDb": 0}),
    ("level-string-refused", {"levelDb": "-18", "targetDb": 0}),
]
file("trim.json", "suggestTrimDb", "Trim (transforms 3): target minus level.", trim)

LIVE = {"min": 0, "max": 1, "defaultValue": 0.85}
LIVE_F32 = {"min": 0, "max": 1, "defaultValue": 0.8500000238418579}
PARAMS = {
    "unity-075": {"min": 0, "max": 1, "defaultValue": 0.75},
    "gain-35": {"min": -35, "max": 35, "defaultValue": 0},
    "threshold": {"min": -60, "max": 0, "defaultValue": -12},
    "percent": {"min": 0, "max": 100, "defaultValue": 85},
    "stuck": {"min": 0, "max": 127, "defaultValue": 0},
    "top": {"min": 0, "max": 1, "defaultValue": 1},
    "point": {"min": 0.5, "max": 0.5, "defaultValue": 0.5},
}
MEASURED = (-60, -51, -42, -36, -30, -24, -18, -12, -6, 0, 3, 6)
NEAR_SEAMS = (-17.970551, -17.970548, -17.97054972, -57.313727, -57.313724)
BAD_PARAMS = {
    "min-above-max": {"min": 1, "max": 0, "defaultValue": 0.5},
    "default-below-min": {"min": 0, "max": 1, "defaultValue": -0.1},
    "default-above-max": {"min": 0, "max": 1, "defaultValue": 1.1},
    "default-null": {"min": 0, "max": 1, "defaultValue": None},
    "default-missing": {"min": 0, "max": 1},
}


def to_value(db, param=LIVE, **curve):
    return {"db": db, "param": param, **curve}


def to_db(value, param=LIVE, **curve):
    return {"value": value, "param": param, **curve}


fader = [(f"measured-{slug(db)}-db", to_value(db, curve="live")) for db in MEASURED]
fader += [
    ("curve-absent-is-live", to_value(-12)),
    ("above-the-top-clamps", to_value(6.1)),
    ("far-above-clamps", to_value(1e6)),
    ("minus-70-is-0", to_value(-70)),
    ("just-above-minus-70", to_value(-69.999)),
    ("below-minus-70-is-0", to_value(-70.001)),
    ("silence-floor-is-0", to_value(-120)),
    ("far-below-is-0", to_value(-1e6)),
    ("hardly-above-unity", to_value(1e-9)),
    ("hardly-below-unity", to_value(-1e-9)),
    ("f32-default-is-a-live-fader", to_value(-12, LIVE_F32)),
    ("f32-default-at-0-db-is-exact", to_value(0, LIVE_F32)),
    ("f32-default-hardly-above-unity-does-not-dip", to_value(1e-9, LIVE_F32)),
    ("f32-default-hardly-below-unity", to_value(-1e-9, LIVE_F32)),
    ("f32-default-minus-one-db", to_value(-1, LIVE_F32)),
    ("default-just-outside-is-linear", to_value(-12, {**LIVE, "defaultValue": 0.850001})),
    ("max-2-is-linear", to_value(-12, {**LIVE, "max": 2})),
    ("min-minus-1-is-linear", to_value(-12, {**LIVE, "min": -1})),
    ("linear-asked-for", to_value(-12, curve="linear")),
    ("linear-at-0-db", to_value(0, curve="linear")),
    ("linear-at-minus-70", to_value(-70, curve="linear")),
    ("linear-top-clamps", to_value(40, curve="linear")),
    ("curve-unknown-refused", to_value(0, curve="cubic")),
    ("curve-null-refused", to_value(0, curve=None)),
    ("db-null-refused", to_value(None)),
    ("db-string-refused", to_value("-6")),
]
fader += [(f"near-a-seam-{slug(db)}", to_value(db)) for db in NEAR_SEAMS]
fader += [(f"{name}-refused", to_value(0, param)) for name, param in BAD_PARAMS.items()]
for db in list(range(-72, 8, 2)) + [-66.6, -33.3, -17.5, -3.01, -0.5, 0.25, 1.5, 5.9]:
    fader.append((f"live-{slug(db)}-db", to_value(db)))
for (name, param), db in itertools.product(PARAMS.items(), (-100, -70, -24, -6, 0, 3, 12)):
    fader.append((f"linear-{name}-{slug(db)}-db", to_value(db, param)))

file(
    "fader.json",
    "dbToParamValue",
    "Fader (transforms 3): dB to parameter value; the Live curve for 0..1 with default 0.85, linear for anything else.",
    fader,
    tolerance=1e-12,
)

inverse = [
    ("unity-is-0-db", to_db(0.85)),
    ("top-is-6-db", to_db(1)),
    ("bottom-is-minus-70-db", to_db(0)),
    ("curve-absent-is-live", to_db(0.4)),
    ("above-max-clamps", to_db(1.5)),
    ("below-min-clamps", to_db(-0.5)),
    ("tiny-value", to_db(1e-9)),
    ("smallest-value", to_db(5e-324)),
    ("f32-default-is-0-db", to_db(0.8500000238418579, LIVE_F32)),
    ("f32-default-a-little-below", to_db(0.85, LIVE_F32)),
    ("f32-default-above", to_db(0.9, LIVE_F32)),
    ("stuck-fader-answers-0", to_db(64, PARAMS["stuck"])),
    ("linear-asked-for", to_db(0.4, curve="linear")),
    ("curve-unknown-refused", to_db(0.5, curve="Live")),
    ("value-null-refused", to_db(None)),
    ("value-missing-refused", {"param": LIVE}),
]
inverse += [(f"{name}-refused", to_db(0.5, param)) for name, param in BAD_PARAMS.items()]
MEASURED_VALUES = (
    0.0346236, 0.0852360, 0.1428816, 0.1870370, 0.2384389, 0.3024142, 0.4, 0.55, 0.7, 0.9249424,
)  # fmt: skip
inverse += [(f"measured-{slug(value)}", to_db(value)) for value in MEASURED_VALUES]
inverse += [(f"near-a-seam-{slug(value)}", to_db(value)) for value in (0.4007362, 0.400736257, 0.4007363, 0.0492425, 0.0492427)]
inverse += [(f"live-{slug(n / 40)}", to_db(n / 40)) for n in range(1, 40)]
for name, param in PARAMS.items():
    for tenth in (0, 3, 8, 10):
        value = param["min"] + (param["max"] - param["min"]) * tenth / 10
        inverse.append((f"linear-{name}-{tenth}-tenths", to_db(value, param)))

file(
    "fader-inverse.json",
    "paramValueToDb",
    "Fader (transforms 3): parameter value to dB, the inverse of dbToParamValue; the value is clamped to min..max first.",
    inverse,
    tolerance=1e-12,
)
