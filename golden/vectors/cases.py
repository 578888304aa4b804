"""The inputs of the vectors, written by hand or enumerated; `reference.py` computes the answers.

FILES maps a file name to its head (transform, about, tolerance) and its cases, each a pair (name, input).
Edges come first: a port of the core that passes the first cases of a file has understood its rules.
"""

import itertools
import struct

FILES = {}


def file(name, transform, about, cases, tolerance=0, **head):
    """Register one vector file."""
    FILES[name] = {"transform": transform, "about": about, "tolerance": tolerance, **head, "cases": cases}


def slug(value):
    """A number or mode as part of a kebab-case name: -1.5 -> minus-1-5."""
    return str(value).lower().replace("-", "minus-").replace("+", "plus-").replace(".", "-").strip("-")


def note(pitch=60, start=0, duration=1, **more):
    """A Note DTO; fields that are not given stay absent."""
    return {"pitch": pitch, "startTime": start, "duration": duration, **more}


FULL_NOTE = note(
    61, 1.5, 0.75, velocity=87.5, muted=True, probability=0.25, velocityDeviation=-12, releaseVelocity=33, selected=True
)

# Scale Lock.

MAJOR = [0, 2, 4, 5, 7, 9, 11]
MINOR = [0, 2, 3, 5, 7, 8, 10]
PENTATONIC = [0, 2, 4, 7, 9]
MODES = ("nearest", "up", "down")


def snap(pitches, root, intervals, mode):
    notes = [p if isinstance(p, dict) else note(p) for p in pitches]
    return {"notes": notes, "scale": {"root": root, "intervals": intervals}, "mode": mode}


scale_lock = [
    ("nearest-tie-goes-up", snap([61, 63, 66, 68, 70], 0, MAJOR, "nearest")),
    ("nearest-closer-above", snap([62, 63], 0, [0, 4], "nearest")),
    ("nearest-closer-below", snap([61], 0, [0, 4], "nearest")),
    ("nearest-tritone-tie-goes-up", snap([66], 0, [0], "nearest")),
    ("nearest-seven-below-five-above", snap([67], 0, [0], "nearest")),
    ("in-scale-unchanged", snap([60, 62, 64, 65, 67, 69, 71, 72], 0, MAJOR, "nearest")),
    ("empty-clip", snap([], 0, MAJOR, "nearest")),
    ("empty-intervals-move-nothing", snap([60, 61.5, FULL_NOTE], 3, [], "up")),
    ("empty-intervals-do-not-even-clamp", snap([130, -4], 0, [], "nearest")),
    ("everything-but-the-pitch-is-kept", snap([FULL_NOTE], 0, MAJOR, "up")),
    ("absent-fields-stay-absent", snap([note(61)], 0, MAJOR, "down")),
    ("eleven-up", snap([61], 0, [0], "up")),
    ("eleven-down", snap([71], 0, [0], "down")),
    ("up-past-127-clamps-and-does-not-turn", snap([126], 0, [0], "up")),
    ("up-at-127-stays-and-is-not-moved", snap([127], 0, [0], "up")),
    ("nearest-at-127-stays-above", snap([127], 0, [0], "nearest")),
    ("nearest-at-127-closer-below", snap([127], 6, [0], "nearest")),
    ("down-past-0-clamps-and-does-not-turn", snap([1], 2, [0], "down")),
    ("down-at-0-stays-and-is-not-moved", snap([0], 2, [0], "down")),
    ("nearest-at-0-below-clamps", snap([0], 11, [0], "nearest")),
    ("nearest-at-0-tie-goes-up", snap([0], 6, [0], "nearest")),
    ("up-at-0", snap([0], 1, [0], "up")),
    ("down-at-127", snap([127], 6, [0], "down")),
    ("fraction-rounds-half-up", snap([60.5, 59.5, 61.49, 61.5], 0, MAJOR, "nearest")),
    ("fraction-rounded-into-scale-counts-as-moved", snap([60.4], 0, MAJOR, "nearest")),
    ("fraction-just-below-half", snap([0.49999999999999994], 0, [0, 1], "nearest")),
    ("fraction-minus-half-rounds-to-0", snap([-0.5], 0, [0, 11], "down")),
    ("fraction-rounds-before-the-search", snap([61.5], 0, [0, 1], "down")),
    ("whole-written-as-fraction-is-not-moved", snap([64.0], 0, MAJOR, "up")),
    ("above-range-in-scale-clamps", snap([132], 0, [0], "nearest")),
    ("above-range-down-comes-back", snap([131], 0, [0], "down")),
    ("below-range-up-comes-back", snap([-3], 0, [0], "up")),
    ("below-range-down-clamps", snap([-3], 0, [0], "down")),
    ("127-5-rounds-to-128", snap([127.5], 0, list(range(12)), "nearest")),
    ("root-wraps", snap([60, 61, 62, 63, 64, 65, 66, 67, 68, 69, 70, 71], 11, MAJOR, "up")),
    ("intervals-beyond-an-octave", snap([61, 63], 0, [12, 14, 28], "down")),
    ("negative-intervals", snap([60, 61, 62], 0, [-1, -12], "up")),
    ("intervals-unsorted-and-doubled", snap([61, 66], 0, [7, 0, 4, 7, 12], "nearest")),
    ("chromatic-moves-nothing", snap(list(range(60, 72)), 5, list(range(12)), "down")),
    ("order-and-doubles-are-kept", snap([61, 60, 61, 60], 0, MAJOR, "up")),
    ("seeded-bass-in-minor", snap([note(36, 0, 1, velocity=110), note(43, 2, 1, velocity=105)], 0, MINOR, "nearest")),
    ("velocity-zero-kept", snap([note(61, velocity=0)], 0, MAJOR, "up")),
    ("negative-start-kept", snap([note(61, -2.5)], 0, MAJOR, "up")),
    ("root-12-refused", snap([60], 12, MAJOR, "up")),
    ("root-minus-1-refused", snap([60], -1, MAJOR, "up")),
    ("root-fraction-refused", snap([60], 0.5, MAJOR, "up")),
    ("interval-fraction-refused", snap([60], 0, [0, 1.5], "up")),
    ("mode-unknown-refused", snap([60], 0, MAJOR, "sideways")),
    ("mode-capitalised-refused", snap([60], 0, MAJOR, "Nearest")),
    ("mode-missing-refused", {"notes": [], "scale": {"root": 0, "intervals": MAJOR}}),
    ("pitch-missing-refused", snap([{"startTime": 0, "duration": 1}], 0, MAJOR, "up")),
    ("pitch-null-refused", snap([note(None)], 0, MAJOR, "up")),
    ("velocity-null-refused", snap([note(velocity=None)], 0, MAJOR, "up")),
    ("pitch-string-refused", snap([note("60")], 0, MAJOR, "up")),
    ("pitch-boolean-refused", snap([note(True)], 0, MAJOR, "up")),
    ("notes-no-list-refused", {"notes": {}, "scale": {"root": 0, "intervals": MAJOR}, "mode": "up"}),
]
for root, mode in itertools.product(range(12), MODES):
    scale_lock.append((f"octave-in-minor-root-{root}-{mode}", snap(list(range(54, 67)), root, MINOR, mode)))
for mode in MODES:
    scale_lock.append((f"bottom-pentatonic-{mode}", snap(list(range(13)), 1, PENTATONIC, mode)))
    scale_lock.append((f"top-pentatonic-{mode}", snap(list(range(115, 128)), 9, PENTATONIC, mode)))
for root, mode in itertools.product((0, 5, 11), MODES):
    scale_lock.append((f"single-member-root-{root}-{mode}", snap(list(range(24)), root, [0], mode)))

file(
    "scale-lock.json",
    "snapToScale",
    "Scale Lock (transforms 1): snap each pitch to the scale; movedCount counts pitches that differ from what came in.",
    scale_lock,
)

# Transpose.


def shifted(semitones, *pitches):
    return {"notes": [p if isinstance(p, dict) else note(p) for p in pitches], "semitones": semitones}


transpose = [
    ("up-an-octave", shifted(12, 60, 64, 67)),
    ("down-an-octave", shifted(-12, 60, 64, 67)),
    ("by-zero-is-a-copy", shifted(0, 60, FULL_NOTE)),
    ("truncates-toward-zero-up", shifted(1.9, 60)),
    ("truncates-toward-zero-down", shifted(-1.9, 60)),
    ("truncates-below-one-to-nothing", shifted(0.999, 60)),
    ("truncates-minus-below-one-to-nothing", shifted(-0.999, 60)),
    ("clamps-at-127", shifted(12, 115, 116, 120, 127)),
    ("clamps-at-0", shifted(-12, 13, 12, 11, 0)),
    ("far-up", shifted(1000000, 0, 127)),
    ("far-down", shifted(-1000000, 0, 127)),
    ("very-far-up", shifted(1e300, 60)),
    ("fraction-of-a-pitch-is-kept", shifted(1, 60.25)),
    ("fraction-clamps-at-127", shifted(1, 126.5)),
    ("zero-still-clamps", shifted(0, 130, -2)),
    ("everything-but-the-pitch-is-kept", shifted(-5, FULL_NOTE)),
    ("no-notes", shifted(3)),
    ("order-is-kept", shifted(1, 72, 48, 60, 48)),
    ("semitones-null-refused", shifted(None, 60)),
    ("semitones-string-refused", shifted("1", 60)),
    ("semitones-missing-refused", {"notes": []}),
]
for semitones in (-127, -24, -7, -1, 1, 7, 24, 127):
    transpose.append((f"whole-range-by-{slug(semitones)}", shifted(semitones, *range(0, 128, 9))))

file(
    "transpose.json",
    "transpose",
    "transpose (transforms 2): semitones truncated toward zero, pitch clamped to 0..127, nothing else touched.",
    transpose,
)

# Grid.

grid = []
for label in ("1/1", "1/2", "1/4", "1/8", "1/16", "1/32", "1/64", "1/128", "1/3", "1/5", "1/6", "1/7", "1/12", "1/24"):
    for triplet in (False, True):
        name = "fraction-" + label.replace("/", "-") + ("-triplet" if triplet else "")
        grid.append((name, {"label": label, "triplet": triplet}))
UNKNOWN_LABELS = {
    "none": "None", "one-bar": "1 Bar", "two-bars": "2 Bars", "eight-bars": "8 Bars", "empty": "", "no-slash": "16",
    "zero": "1/0", "leading-zero": "1/08", "negative": "1/-4", "plus": "1/+4", "fraction": "1/4.0", "two-fourths": "2/4",
    "leading-space": " 1/4", "trailing-space": "1/4 ", "inner-space": "1 / 4", "triplet-letter": "1/8T", "slash-end": "1/",
    "newline-end": "1/4\n", "arabic-digit": "1/\u0664", "fullwidth-digit": "1/\uff14", "lower-case-none": "none",
    "eleven-quarters": "11/4", "too-large": "1/4294967296", "far-too-large": "1/99999999999999999999",
}  # fmt: skip
for name, label in UNKNOWN_LABELS.items():
    grid.append((f"unknown-{name}", {"label": label, "triplet": False}))
grid += [
    ("unknown-none-ignores-triplet", {"label": "None", "triplet": True}),
    ("unknown-bar-ignores-triplet", {"label": "1 Bar", "triplet": True}),
    ("largest-denominator", {"label": "1/4294967295", "triplet": False}),
    ("label-null-refused", {"label": None, "triplet": False}),
    ("label-number-refused", {"label": 16, "triplet": False}),
    ("triplet-missing-refused", {"label": "1/16"}),
    ("triplet-number-refused", {"label": "1/16", "triplet": 0}),
]

file(
    "grid.json",
    "beatsPerCell",
    "Grid labels (transforms 2): gridQuantization and gridIsTriplet of the SongOverview to beats per cell.",
    grid,
)

# Humanize.

OFF = {"doTiming": False, "doVelocity": False, "doDuration": False, "living": False}
ALMOST_ONE = 0.9999999999999999


def vary(notes, strength, draws, cell=0.25, **opts):
    return {
        "notes": notes,
        "opts": {"strength": strength, **OFF, **opts},
        "grid": {"beatsPerCell": cell},
        "draws": draws,
    }


T, V, D, L = {"doTiming": True}, {"doVelocity": True}, {"doDuration": True}, {"living": True}
ALL = {**T, **V, **D, **L}
BEAT = [note(36, 0, 0.25, velocity=100), note(38, 1, 0.25, velocity=90), note(36, 2, 0.25), note(38, 3, 0.25, velocity=90)]
SPREAD = [0.1, 0.9, 0.3, 0.7, 0.25, 0.5, 0.75, 0.0, 0.6, 0.4, 0.2, 0.8, 0.15, 0.85, 0.35, 0.65, 0.45, 0.55, 0.05, 0.95]

humanize = [
    ("strength-0-is-a-copy-without-draws", vary([FULL_NOTE, note()], 0, [0.9, 0.9], **ALL)),
    ("strength-negative-is-a-copy-without-draws", vary([FULL_NOTE], -1, [], **ALL)),
    ("strength-0-does-not-even-swing", vary([note(60, 0.25)], 0, [], swing=1)),
    ("strength-0-keeps-a-negative-start", vary([note(60, -1)], 0, [], **ALL)),
    ("strength-above-1-counts-as-1", vary([note(60, 1, velocity=64)], 2, [0.75, 0.75, 0.75, 0.5, 0.5], **ALL)),
    ("nothing-switched-on-draws-nothing", vary([FULL_NOTE, note()], 1, [0.5])),
    ("no-notes-no-draws", vary([], 1, [0.5], **ALL)),
    ("draw-order-per-note", vary([note(60, 1, 1, velocity=64)], 1, [0.75, 0.625, 0.875, 0.5, 0.25], **ALL)),
    ("draw-order-over-two-notes", vary([note(60, 1), note(62, 2)], 0.5, SPREAD, **ALL)),
    ("draw-order-skips-what-is-off", vary([note(60, 1), note(62, 2)], 1, SPREAD, **V, **L)),
    ("draws-left-over-are-not-consumed", vary([note(60, 1)], 1, [0.75, 0.1, 0.1], **T)),
    ("timing-middle-draw-moves-nothing", vary([note(60, 1)], 1, [0.5], **T)),
    ("timing-lowest-draw-is-one-cell-early", vary([note(60, 1)], 1, [0], **T)),
    ("timing-highest-draw-is-almost-one-cell-late", vary([note(60, 1)], 1, [ALMOST_ONE], **T)),
    ("timing-scales-with-strength", vary([note(60, 1)], 0.25, [0.75], **T)),
    ("timing-scales-with-the-cell", vary([note(60, 1)], 1, [0.75], 1, **T)),
    ("timing-triplet-cell", vary([note(60, 1)], 0.7, [0.3], 0.16666666666666666, **T)),
    ("timing-clamps-start-at-0", vary([note(60, 0.1)], 1, [0], **T)),
    ("timing-keeps-the-rest", vary([FULL_NOTE], 1, [0.9], **T)),
    ("negative-start-clamps-although-timing-is-off", vary([note(60, -0.5)], 1, [0.5], **V)),
    ("velocity-absent-counts-as-100", vary([note()], 0.25, [0.75], **V)),
    ("velocity-absent-stays-absent-when-off", vary([note()], 1, [0.75], **T)),
    ("velocity-0-is-not-100", vary([note(velocity=0)], 1, [0.75], **V)),
    ("velocity-0-clamps-to-1", vary([note(velocity=0)], 1, [0.5], **V)),
    ("velocity-clamps-to-1", vary([note(velocity=10)], 1, [0], **V)),
    ("velocity-clamps-to-127", vary([note(velocity=120)], 1, [0.9], **V)),
    ("velocity-is-not-rounded", vary([note(velocity=64)], 0.3, [0.7], **V)),
    ("velocity-lowest-draw", vary([note(velocity=100)], 1, [0], **V)),
    ("duration-lowest-draw-halves", vary([note(60, 0, 2)], 1, [0], **D)),
    ("duration-highest-draw", vary([note(60, 0, 2)], 1, [ALMOST_ONE], **D)),
    ("duration-middle-draw", vary([note(60, 0, 2)], 1, [0.5], **D)),
    ("duration-0-stays", vary([note(60, 0, 0)], 1, [0.9], **D)),
    ("duration-negative-keeps-the-original", vary([note(60, 0, -1)], 1, [0.9], **D)),
    ("duration-tiny", vary([note(60, 0, 5e-324)], 1, [0], **D)),
    ("duration-strength-above-1-cannot-go-below-half", vary([note(60, 0, 2)], 3, [0], **D)),
    ("living-replaces-what-was-there", vary([FULL_NOTE], 1, [0.5, 0.25], **L)),
    ("living-zero-draws", vary([note()], 1, [0, 0], **L)),
    ("living-highest-draws", vary([note()], 1, [ALMOST_ONE, ALMOST_ONE], **L)),
    ("living-scales-with-strength", vary([note()], 0.5, [0.5, 0.5], **L)),
    ("swing-moves-odd-cells-only", vary([note(60, n * 0.25) for n in range(8)], 1, [], swing=0.5)),
    ("swing-needs-no-draw", vary([note(60, 0.25)], 0.1, [], swing=1)),
    ("swing-does-not-scale-with-strength", vary([note(60, 0.25)], 0.01, [], swing=1)),
    ("swing-0-moves-nothing", vary([note(60, 0.25)], 1, [], swing=0)),
    ("swing-above-1-counts-as-1", vary([note(60, 0.25)], 1, [], swing=2)),
    ("swing-below-0-counts-as-0", vary([note(60, 0.25)], 1, [], swing=-1)),
    ("swing-index-rounds-half-up", vary([note(60, 0.125), note(60, 0.375), note(60, 0.124), note(60, 0.376)], 1, [], swing=1)),
    ("swing-is-judged-on-the-original-start", vary([note(60, 0.25), note(60, 0.5)], 1, [0.99, 0.01], **T, swing=1)),
    ("swing-just-below-half-a-cell", vary([note(60, 0.49999999999999994)], 1, [], 1, swing=1)),
    ("swing-negative-odd-cell", vary([note(60, -0.13)], 1, [0.99], **T, swing=1)),
    ("swing-negative-start-clamps", vary([note(60, -0.25), note(60, -0.75)], 1, [], swing=1)),
    ("swing-with-whole-beat-cells", vary([note(60, n) for n in range(5)], 1, [], 1, swing=0.3)),
    ("swing-with-triplet-cells", vary([note(60, n / 6) for n in range(7)], 1, [], 0.16666666666666666, swing=0.6)),
    ("swing-far-out", vary([note(60, 1576799.75)], 1, [], swing=1)),
    ("everything-on-the-beat-fixture", vary(BEAT, 0.4, SPREAD, **ALL, swing=0.2)),
    ("order-and-doubles-are-kept", vary([note(64, 2), note(60, 0), note(60, 0)], 1, [0.6, 0.5, 0.4], **T)),
    ("draws-too-few-refused", vary([note(), note()], 1, [0.5], **T)),
    ("draws-none-refused", vary([note()], 1, [], **T)),
    ("draw-1-refused", vary([note()], 1, [1], **T)),
    ("draw-negative-refused", vary([note()], 1, [-0.1], **T)),
    ("cell-0-refused", vary([note()], 1, [0.5], 0, **T)),
    ("cell-negative-refused", vary([note()], 1, [0.5], -0.25, **T)),
    ("strength-null-refused", vary([note()], None, [0.5], **T)),
    ("swing-null-refused", vary([note()], 1, [], swing=None)),
    ("switch-number-refused", vary([note()], 1, [0.5], doTiming=1)),
    ("switch-missing-refused", {"notes": [], "opts": {"strength": 1}, "grid": {"beatsPerCell": 1}, "draws": []}),
    ("start-missing-refused", vary([{"pitch": 60, "duration": 1}], 1, [0.5], **T)),
]
SWITCHES = ("doTiming", "doVelocity", "doDuration", "living")
for chosen in itertools.product((False, True), repeat=4):
    on = dict(zip(SWITCHES, chosen))
    name = "-".join(key.removeprefix("do").lower() for key in SWITCHES if on[key])
    humanize.append((f"switches-{name or 'none'}", vary(BEAT, 0.75, SPREAD, **on)))
    humanize.append((f"switches-swing-{name or 'none'}", vary(BEAT[:2] + [note(40, 0.25)], 0.35, SPREAD, **on, swing=0.55)))
for strength in (0.001, 0.1, 0.3, 0.5, 0.9, 1):
    humanize.append((f"strength-{slug(strength)}", vary(BEAT, strength, SPREAD, **ALL, swing=0.15)))
for cell in (0.03125, 0.08333333333333333, 0.125, 0.3333333333333333, 0.5, 1, 2.6666666666666665, 4):
    humanize.append((f"cell-{slug(cell)}", vary([note(60, n * 1.7) for n in range(4)], 0.6, SPREAD, cell, **T, swing=0.5)))

file(
    "humanize.json",
    "humanize",
    "Humanize (transforms 2): the random source is the list of draws; drawsConsumed says how many were taken.",
    humanize,
)

# Loudness.


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

# Sets, for the planner and the janitor.


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


# Session-to-Song.


def section(name, scene_index, bars, **more):
    return {"name": name, "sceneIndex": scene_index, "bars": bars, **more}


def plan(session, sections, numerator=4, denominator=4):
    return {"session": session, "sectionMap": sections, "timeSig": {"numerator": numerator, "denominator": denominator}}


SONG = {
    "scenes": [scene(0, "Intro"), scene(1, "Verse"), scene(2, "Chorus")],
    "tracks": [
        track(0, "Keys", [session_clip(0, n, f"{name} Keys", 8421504) for n, name in enumerate(("Intro", "Verse", "Chorus"))]),
        track(
            1,
            "Drums",
            [empty_slot(1, 0)] + [session_clip(1, n, f"{name} Beat", 255, "audio") for n, name in ((1, "Verse"), (2, "Chorus"))],
            "audio",
        ),
    ],
}


def one_scene(numerator=4, denominator=4, clip=None):
    """A Session of one scene and one track with one clip."""
    return {"scenes": [scene(0, "A", numerator, denominator)], "tracks": [track(0, "Keys", [clip or session_clip(0, 0, "A", 255)])]}


ODD_METRE = {
    "scenes": [scene(0, "A"), scene(1, "B", 7, 8), scene(2, "C", 3, 4), scene(3, "D", -1, -1)],
    "tracks": [track(0, "Keys", [session_clip(0, n, f"Clip {name}", 255) for n, name in enumerate("abcd")])],
}
SHORT_TRACK = {"scenes": [scene(0), scene(1)], "tracks": [track(0, "Short", [session_clip(0, 0, "Only")]), track(1, "None")]}
WITH_ARRANGEMENT = {
    "scenes": [scene(0)],
    "tracks": [track(0, "Keys", [empty_slot(0, 0), arrangement_clip(0, 0, "Not in the Session", 255)])],
}
OPAQUE = {
    "scenes": [{**scene(0), "id": "s-1"}, {**scene(1), "id": "s-2"}],
    "tracks": [
        track(0, "Keys", [{**empty_slot(0, 0), "id": "x9", "slotId": "x9"}, {**session_clip(0, 1, "Riff", 7), "id": "c-77", "slotId": "x10"}], id="t-5"),
    ],
}

plans = [
    ("empty-map-plans-nothing", plan(SONG, [])),
    ("one-section", plan(SONG, [section("Intro", 0, 4)])),
    ("intro-verse-chorus", plan(SONG, [section("Intro", 0, 4), section("Verse", 1, 8), section("Chorus", 2, 8)])),
    ("sections-in-any-order-and-twice", plan(SONG, [section("Chorus", 2, 2), section("Intro", 0, 1), section("Chorus", 2, 2)])),
    ("placements-in-track-order", plan(SONG, [section("V", 1, 1)])),
    ("missing-scene-still-advances", plan(SONG, [section("Gap", 9, 2), section("Intro", 0, 1)])),
    ("scene-just-past-the-end-is-missing", plan(SONG, [section("Gap", 3, 2), section("Intro", 0, 1)])),
    ("scene-minus-1-is-missing", plan(SONG, [section("Gap", -1, 2), section("Intro", 0, 1)])),
    ("missing-scene-at-the-end-has-its-cue", plan(SONG, [section("Intro", 0, 1), section("Silence", 7, 4)])),
    ("missing-scene-uses-the-given-signature", plan(SONG, [section("Gap", 9, 2), section("Intro", 0, 1)], 3, 4)),
    ("section-colour-wins", plan(SONG, [section("Verse", 1, 1, color=65280)])),
    ("section-colour-0-wins-too", plan(SONG, [section("Verse", 1, 1, color=0)])),
    ("section-colour-largest", plan(SONG, [section("Verse", 1, 1, color=16777215)])),
    ("clip-colour-0-is-kept", plan(one_scene(clip=session_clip(0, 0, "Plain", 0)), [section("A", 0, 1)])),
    ("clip-without-a-name", plan(one_scene(clip=session_clip(0, 0, "", 5)), [section("A", 0, 1)])),
    ("section-name-empty", plan(SONG, [section("", 0, 1)])),
    ("section-names-twice", plan(SONG, [section("A", 0, 1), section("A", 0, 1)])),
    ("section-name-unicode", plan(SONG, [section("R\u00e9frain \U0001f3b9", 2, 1)])),
    ("bars-fraction", plan(SONG, [section("Pickup", 0, 0.25), section("Verse", 1, 1.5)])),
    ("bars-tenth-sums-as-binary64", plan(SONG, [section(f"S{n}", 0, 0.1) for n in range(4)])),
    ("bars-tiny", plan(SONG, [section("A", 0, 1e-9), section("B", 0, 1)])),
    ("signature-3-4", plan(SONG, [section("A", 0, 2), section("B", 1, 2)], 3, 4)),
    ("signature-6-8", plan(SONG, [section("A", 0, 2), section("B", 1, 2)], 6, 8)),
    ("signature-7-16", plan(SONG, [section("A", 0, 2), section("B", 1, 2)], 7, 16)),
    ("signature-5-3-is-no-power-of-two", plan(SONG, [section("A", 0, 3), section("B", 1, 1)], 5, 3)),
    ("scene-signature-wins", plan(ODD_METRE, [section(n, i, 2) for i, n in enumerate("ABCD")])),
    ("scene-4-4-does-not-override", plan(ODD_METRE, [section("A", 0, 2)], 3, 4)),
    ("scene-signature-unset-does-not-override", plan(ODD_METRE, [section("D", 3, 2)], 5, 4)),
    ("scene-7-8-overrides-3-4", plan(ODD_METRE, [section("B", 1, 2)], 3, 4)),
    ("scene-8-8-is-not-4-4-but-as-long", plan(one_scene(8, 8), [section("A", 0, 2)], 3, 4)),
    ("scene-signature-0-is-unset", plan(one_scene(0, 0), [section("A", 0, 2)], 3, 4)),
    ("scene-signature-half-unset-is-unset", plan(one_scene(7, -1), [section("A", 0, 2)], 3, 4)),
    ("empty-slot-places-nothing", plan(SONG, [section("Intro", 0, 1)])),
    ("no-tracks-still-cues", plan({"scenes": [scene(0)], "tracks": []}, [section("A", 0, 2), section("B", 0, 2)])),
    ("no-scenes-still-cues", plan({"scenes": [], "tracks": []}, [section("A", 0, 2)])),
    ("track-with-fewer-slots", plan(SHORT_TRACK, [section("A", 0, 1), section("B", 1, 1)])),
    ("arrangement-clips-are-no-sources", plan(WITH_ARRANGEMENT, [section("A", 0, 1)])),
    ("opaque-ids-go-by-place", plan(OPAQUE, [section("A", 0, 1), section("B", 1, 1)])),
    ("far-beyond-the-longest-beat-is-not-judged-here", plan(one_scene(), [section("A", 0, 1000000)])),
    ("bars-0-refused", plan(SONG, [section("A", 0, 0)])),
    ("bars-negative-refused", plan(SONG, [section("A", 0, -4)])),
    ("bars-0-in-a-missing-scene-refused", plan(SONG, [section("A", 0, 4), section("Gap", 9, 0)])),
    ("bars-null-refused", plan(SONG, [section("A", 0, None)])),
    ("bars-string-refused", plan(SONG, [section("A", 0, "4")])),
    ("bars-overflow-refused", plan(SONG, [section("A", 0, 1.7e308)])),
    ("colour-negative-refused", plan(SONG, [section("A", 0, 1, color=-1)])),
    ("colour-too-large-refused", plan(SONG, [section("A", 0, 1, color=16777216)])),
    ("colour-fraction-refused", plan(SONG, [section("A", 0, 1, color=1.5)])),
    ("colour-null-refused", plan(SONG, [section("A", 0, 1, color=None)])),
    ("scene-fraction-refused", plan(SONG, [section("A", 0.5, 1)])),
    ("name-missing-refused", plan(SONG, [{"sceneIndex": 0, "bars": 1}])),
    ("numerator-0-refused", plan(SONG, [section("A", 0, 1)], 0, 4)),
    ("denominator-0-refused", plan(SONG, [section("A", 0, 1)], 4, 0)),
    ("denominator-negative-refused", plan(SONG, [section("A", 0, 1)], 4, -4)),
    ("numerator-fraction-refused", plan(SONG, [section("A", 0, 1)], 3.5, 4)),
    ("signature-judged-even-for-an-empty-map", plan(SONG, [], 4, 0)),
]
for numerator, denominator, bars in itertools.product((2, 3, 5, 6, 7, 12), (2, 4, 8), (1, 2.5)):
    name = f"metre-{numerator}-{denominator}-bars-{slug(bars)}"
    plans.append((name, plan(one_scene(), [section("A", 0, bars), section("B", 0, 1)], numerator, denominator)))
for numerator, denominator in ((3, 4), (6, 8), (7, 8), (5, 4), (9, 8), (15, 16), (2, 2), (1, 4)):
    name = f"scene-metre-{numerator}-{denominator}"
    plans.append((name, plan(one_scene(numerator, denominator), [section("A", 0, 3), section("Gap", 5, 1), section("A", 0, 1)])))

file(
    "plan-arrangement.json",
    "planArrangement",
    "Session-to-Song (transforms 4): sections laid out from beat 0, with a cue point each and a placement per clip.",
    plans,
)

# Fill.


def midi(notes, length, duration, fill=True, **more):
    return {"kind": "midi", "notes": notes, "sourceLength": length, "duration": duration, "fill": fill, **more}


def wave(length, duration, fill=True):
    return {"kind": "audio", "sourceLength": length, "duration": duration, "fill": fill}


RIFF = [note(60, 0, 1, velocity=100), note(64, 1.5, 0.5), note(67, 3, 1, muted=True)]

fills = [
    ("midi-exact-length-is-once", midi(RIFF, 4, 4)),
    ("midi-twice", midi(RIFF, 4, 8)),
    ("midi-one-and-a-half-times", midi(RIFF, 4, 6)),
    ("midi-note-crossing-the-end-is-cut", midi([note(60, 0, 4)], 4, 6)),
    ("midi-note-at-the-end-is-left-out", midi([note(60, 2, 1)], 4, 6)),
    ("midi-section-shorter-than-source", midi(RIFF, 4, 2)),
    ("midi-section-shorter-cuts-a-long-note", midi([note(60, 0, 4)], 4, 1)),
    ("midi-note-crossing-the-source-end-is-cut-there", midi([note(60, 3, 2)], 4, 8)),
    ("midi-drone-over-two-sources-is-cut", midi([note(60, 0, 9)], 4, 8)),
    ("midi-note-beyond-the-source-does-not-sound", midi([note(60, 4, 1), note(62, 5, 1)], 4, 8)),
    ("midi-note-before-the-source-does-not-sound", midi([note(60, -1, 2), note(62, 0, 1)], 4, 8)),
    ("midi-source-start-shifts", midi([note(60, 3, 1), note(62, 4, 1), note(64, 7, 1), note(65, 8, 1)], 4, 8, sourceStart=4)),
    ("midi-source-start-negative", midi([note(60, -2, 1), note(62, 1, 2)], 4, 8, sourceStart=-2)),
    ("midi-source-start-0-is-the-default", midi(RIFF, 4, 8, sourceStart=0)),
    ("midi-order-is-repetition-by-repetition", midi([note(64, 2), note(60, 0)], 4, 8)),
    ("midi-all-fields-repeat", midi([FULL_NOTE], 4, 8)),
    ("midi-zero-duration-note-repeats", midi([note(60, 1, 0)], 4, 8)),
    ("midi-no-notes", midi([], 4, 16)),
    ("midi-third-beats-cover-a-beat", midi([note(60, 0, 0.3333333333333333)], 0.3333333333333333, 1)),
    ("midi-rounding-leaves-no-sliver", midi([note(60, 0, 0.7)], 0.7, 4.9)),
    ("midi-tenths-leave-no-sliver", midi([note(60, 0, 0.1)], 0.1, 0.3)),
    ("midi-tenths-of-a-long-section", midi([note(60, 0, 0.05)], 0.1, 1.2)),
    ("midi-less-than-a-millionth-left-is-nothing", midi([note(60, 0, 1)], 4, 8.0000005)),
    ("midi-a-little-more-left-is-a-repetition", midi([note(60, 0, 1)], 4, 8.00001)),
    ("midi-late-note-within-a-millionth-of-the-end", midi([note(60, 1.9999995, 1)], 4, 6)),
    ("midi-seven-eighths-source", midi([note(60, 0, 0.5), note(62, 3, 0.5)], 3.5, 16)),
    ("midi-unfilled-is-a-copy", midi(RIFF, 4, 16, False)),
    ("midi-unfilled-shorter-is-a-copy-too", midi(RIFF, 4, 1, False)),
    ("midi-unfilled-keeps-hidden-notes", midi([note(60, -1, 1), note(62, 9, 9)], 4, 8, False, sourceStart=2)),
    ("audio-exact-length-is-one-piece", wave(4, 4)),
    ("audio-twice", wave(4, 8)),
    ("audio-last-piece-is-shortened", wave(4, 10)),
    ("audio-section-shorter-than-source", wave(4, 1.5)),
    ("audio-rounding-leaves-no-sliver", wave(0.7, 4.9)),
    ("audio-tenths-leave-no-sliver", wave(0.1, 0.3)),
    ("audio-thirds", wave(0.3333333333333333, 1)),
    ("audio-less-than-a-millionth-left-is-nothing", wave(4, 8.0000005)),
    ("audio-a-little-more-left-is-a-piece", wave(4, 8.00001)),
    ("audio-long-source", wave(63.9, 128)),
    ("audio-unfilled-is-one-piece-over-the-section", wave(4, 16, False)),
    ("audio-unfilled-shorter", wave(4, 1, False)),
    ("audio-tiny-section-places-nothing", wave(4, 0.0000005)),
    ("source-length-0-refused", midi(RIFF, 0, 4)),
    ("source-length-negative-refused", wave(-4, 4)),
    ("duration-0-refused", wave(4, 0)),
    ("duration-negative-refused", midi(RIFF, 4, -1)),
    ("too-many-repetitions-refused", wave(1e-6, 1)),
    ("too-many-repetitions-unfilled-is-fine", wave(1e-6, 1, False)),
    ("kind-empty-refused", {**wave(4, 4), "kind": "empty"}),
    ("kind-unknown-refused", {**wave(4, 4), "kind": "video"}),
    ("notes-missing-refused", {**wave(4, 4), "kind": "midi"}),
    ("fill-missing-refused", {"kind": "audio", "sourceLength": 4, "duration": 4}),
    ("source-start-null-refused", midi(RIFF, 4, 8, sourceStart=None)),
]
for length, duration in itertools.product((1, 1.5, 3, 4, 7), (2, 4, 7.25, 12)):
    fills.append((f"midi-{slug(length)}-in-{slug(duration)}", midi([note(60, 0, 0.75), note(62, 0.5, 2)], length, duration)))
    fills.append((f"audio-{slug(length)}-in-{slug(duration)}", wave(length, duration)))

file(
    "fill.json",
    "fill",
    "Filling a placement (transforms 4): what repeats, from the start of the placement, and where it is cut.",
    fills,
)

# Set Janitor: detect.


def set_of(*tracks, **palette):
    return {"set": {"tracks": list(tracks)}, **palette}


def named(name):
    """A Set of one track with a device, so that nothing but its name can be found."""
    return set_of(track(0, name, devices=1))


def with_clip(clip, **palette):
    return set_of(track(0, "Keys", [clip]), **palette)


MESSY = set_of(
    track(
        0,
        "Bass",
        [session_clip(0, 0, "Bassline", 12345), session_clip(0, 1, "Loop", 255, endMarker=6)],
        devices=1,
    ),
    track(1, "1-MIDI", [session_clip(1, 0, "Audio 3", 16711680), empty_slot(1, 1)]),
    track(2, "Empty", [empty_slot(2, 0), empty_slot(2, 1)], "audio"),
)
PLACEHOLDERS = {
    "midi": "MIDI", "audio": "Audio", "numbered": "1-MIDI", "numbered-audio": "12-Audio", "counted": "MIDI 2",
    "counted-audio": "Audio 13", "both": "3-Audio 4", "leading-zero": "01-MIDI 007", "spaces-around": "  MIDI 1 ",
    "tab-and-newline-around": "\tAudio\n", "no-break-space-around": "\u00a0MIDI\u00a0", "next-line-around": "\u0085MIDI",
    "ideographic-space-around": "\u3000Audio 1", "many-digits": "MIDI 123456789012345678901234567890",
}  # fmt: skip
CHOSEN_NAMES = {
    "empty": "", "only-spaces": "   ", "lower-case": "midi", "upper-case": "AUDIO", "fake-clip-name": "MIDI Clip",
    "audio-clip": "Audio Clip", "two-spaces": "MIDI  1", "no-space": "MIDI1", "letters-after": "MIDI 1a", "dash-only": "-MIDI",
    "letter-prefix": "a-MIDI", "underscore": "1_MIDI", "space-before-dash": "1 -MIDI", "space-after-dash": "1- MIDI",
    "minus-count": "MIDI -1", "both-words": "MIDI Audio", "proposed-track": "Track 1", "proposed-clip": "Clip 1",
    "arabic-digit": "MIDI \u0661", "fullwidth-digit": "\uff11-MIDI", "newline-inside": "MIDI\n1", "second-line": "MIDI\nBass",
    "no-break-space-inside": "MIDI\u00a01", "zero-width-space-around": "\u200bMIDI", "byte-order-mark-around": "\ufeffMIDI",
    "unit-separator-around": "\u001fMIDI", "number-only": "1", "trailing-dash": "MIDI-1", "plural": "MIDIs", "accent": "Audi\u00f3",
}  # fmt: skip

detect = [
    ("empty-set", set_of()),
    ("messy-set-fixture", MESSY),
    ("clean-track", set_of(track(0, "Keys", [session_clip(0, 0, "Riff", 255)], devices=1))),
    ("empty-track", set_of(track(0, "Pad"))),
    ("empty-track-with-empty-slots", set_of(track(0, "Pad", [empty_slot(0, 0), empty_slot(0, 1)]))),
    ("empty-track-audio", set_of(track(0, "Pad", kind="audio"))),
    ("empty-track-and-placeholder-in-this-order", set_of(track(0, "MIDI"))),
    ("device-alone-keeps-a-track", set_of(track(0, "Pad", devices=1))),
    ("session-clip-alone-keeps-a-track", set_of(track(0, "Pad", [empty_slot(0, 0), session_clip(0, 1, "Riff")]))),
    ("arrangement-clip-alone-keeps-a-track", set_of(track(0, "Pad", [arrangement_clip(0, 0, "Take")]))),
    ("muted-armed-soloed-track-is-empty-all-the-same", set_of(track(0, "Pad", mute=True, solo=True, arm=True))),
    ("two-tracks-alike-have-the-same-fingerprint", set_of(track(0, "Audio", kind="audio"), track(1, "Audio", kind="audio"))),
    ("one-of-two-alike-left-has-another-fingerprint", set_of(track(0, "Audio", kind="audio"))),
    ("fingerprint-knows-the-kind", set_of(track(0, "Pad", kind="audio"), track(1, "Pad", kind="midi"))),
    ("fingerprint-knows-the-exact-name", set_of(track(0, "Pad"), track(1, " Pad"), track(2, "pad"))),
    ("fingerprint-of-an-empty-name", set_of(track(0, ""))),
    ("fingerprint-is-over-utf-8", set_of(track(0, "Ger\u00e4t \U0001f3b9"))),
    ("fingerprint-ignores-mixer-and-flags", set_of(track(0, "Pad", mute=True, mixer={"volume": 0.2, "panning": 1, "sendCount": 2}))),
    ("order-of-all-kinds", set_of(
        track(0, "MIDI", [session_clip(0, 0, "MIDI 1", 12345, endMarker=8), arrangement_clip(0, 0, "Audio", 99)]),
        track(1, "Audio 2"),
    )),
    ("clips-in-list-order", set_of(
        track(0, "Keys", [session_clip(0, 0, "MIDI", 1), empty_slot(0, 1), session_clip(0, 2, "Audio", 2), arrangement_clip(0, 0, "MIDI", 3), arrangement_clip(0, 1, "Audio", 4, start=8)]),
    )),
    ("empty-slot-is-no-clip", set_of(track(0, "Keys", [empty_slot(0, 0)], devices=1), palette=[255])),
    ("colour-0-is-in-the-default-palette", with_clip(session_clip(0, 0, "Riff", 0))),
    ("colour-0-can-be-off-palette", with_clip(session_clip(0, 0, "Riff", 0), palette=[255])),
    ("colour-one-off", with_clip(session_clip(0, 0, "Riff", 254))),
    ("palette-given-replaces-the-default", with_clip(session_clip(0, 0, "Riff", 255), palette=[1, 2, 3])),
    ("palette-given-holds-the-colour", with_clip(session_clip(0, 0, "Riff", 2), palette=[1, 2, 3])),
    ("palette-empty-judges-nothing", with_clip(session_clip(0, 0, "Riff", 12345), palette=[])),
    ("palette-only-0", with_clip(session_clip(0, 0, "Riff", 12345), palette=[0])),
    ("audio-clip-off-palette", with_clip(session_clip(0, 0, "Take", 12345, "audio"))),
    ("loop-overrun", with_clip(session_clip(0, 0, "Riff", endMarker=4.5))),
    ("loop-overrun-by-a-hair", with_clip(session_clip(0, 0, "Riff", endMarker=4.000000001))),
    ("loop-end-equal-is-fine", with_clip(session_clip(0, 0, "Riff", endMarker=4))),
    ("loop-end-marker-before-is-fine", with_clip(session_clip(0, 0, "Riff", endMarker=2))),
    ("not-looping-cannot-overrun", with_clip(session_clip(0, 0, "Riff", endMarker=9, looping=False))),
    ("arrangement-loop-overrun", with_clip(arrangement_clip(0, 0, "Riff", looping=True, endMarker=9))),
    ("muted-clip-counts-too", with_clip(session_clip(0, 0, "MIDI", muted=True))),
    ("all-three-on-one-clip-in-order", with_clip(session_clip(0, 3, "3-MIDI 1", 7, endMarker=5))),
    ("index-is-the-slot-of-a-session-clip", with_clip(session_clip(0, 5, "MIDI"))),
    ("index-is-the-place-of-an-arrangement-clip", with_clip(arrangement_clip(0, 4, "MIDI"))),
    ("index-of-a-track-comes-from-its-id", set_of(track(7, "MIDI", devices=1))),
    ("opaque-ids-use-the-place-in-the-list", set_of(
        track(0, "Keys", devices=1, id="a1"),
        track(1, "MIDI", [{**empty_slot(1, 0), "id": "s0"}, {**session_clip(1, 1, "MIDI"), "id": "c8"}, {**arrangement_clip(1, 0, "Riff"), "id": "c3"}, {**arrangement_clip(1, 1, "Audio"), "id": "c9"}], id="b7"),
    )),
    ("opaque-empty-track-with-an-at-sign", set_of(track(0, "Pad", id="x@y"))),
    ("name-null-refused", set_of(track(0, None))),
    ("kind-unknown-refused", set_of(track(0, "Pad", kind="group"))),
    ("clips-missing-refused", set_of({key: value for key, value in track(0, "Pad").items() if key != "clips"})),
    ("palette-null-refused", set_of(palette=None)),
    ("palette-too-large-refused", set_of(palette=[16777216])),
    ("palette-negative-refused", set_of(palette=[-1])),
    ("palette-fraction-refused", set_of(palette=[0.5])),
    ("set-missing-refused", {}),
]
for name, given in PLACEHOLDERS.items():
    detect.append((f"placeholder-track-{name}", named(given)))
    detect.append((f"placeholder-clip-{name}", with_clip(session_clip(0, 1, given))))
for name, given in CHOSEN_NAMES.items():
    detect.append((f"no-placeholder-{name}", named(given)))
for entry in (0, 255, 16711680, 65280, 16776960, 16777215, 8421504):
    detect.append((f"default-palette-holds-{entry}", with_clip(session_clip(0, 0, "Riff", entry))))

file(
    "janitor-detect.json",
    "detectIssues",
    "Set Janitor (transforms 5): what is found in a Set, in order, each with the id under which it can be chosen.",
    detect,
)

# Set Janitor: fix.


def found(kind, target_id, index, target="clip", fingerprint=""):
    return {"id": f"{kind}:{target_id}{fingerprint}", "kind": kind, "target": target, "targetId": target_id, "index": index}


EMPTY_1 = found("emptyTrack", "track:1", 1, "track", "@9f3c")
EMPTY_2 = found("emptyTrack", "track:2", 2, "track", "@00ff")
NAME_T0 = found("placeholderName", "track:0", 0, "track")
NAME_T1 = found("placeholderName", "track:1", 1, "track")
NAME_C = found("placeholderName", "track:0/clipslot:3/clip", 3)
NAME_A = found("placeholderName", "track:0/clip:2", 2)
COLOR_C = found("offPaletteColor", "track:0/clipslot:3/clip", 3)
LOOP_C = found("loopOverrun", "track:0/clipslot:3/clip", 3)
EVERY = [NAME_T0, NAME_C, COLOR_C, LOOP_C, NAME_A, EMPTY_1, NAME_T1, EMPTY_2]


def fixing(issues, chosen, **palette):
    ids = [choice["id"] if isinstance(choice, dict) else choice for choice in chosen]
    return {"issues": issues, "chosen": ids, **palette}


fixes = [
    ("nothing-chosen", fixing(EVERY, [])),
    ("no-issues", fixing([], [])),
    ("all-chosen", fixing(EVERY, EVERY)),
    ("all-chosen-backwards-is-in-issue-order", fixing(EVERY, EVERY[::-1])),
    ("rename-track", fixing(EVERY, [NAME_T0])),
    ("rename-session-clip-by-its-slot", fixing(EVERY, [NAME_C])),
    ("rename-arrangement-clip-by-its-place", fixing(EVERY, [NAME_A])),
    ("recolour", fixing(EVERY, [COLOR_C])),
    ("loop-overrun-fixes-nothing", fixing(EVERY, [LOOP_C])),
    ("delete-track", fixing(EVERY, [EMPTY_1])),
    ("delete-two-tracks", fixing(EVERY, [EMPTY_2, EMPTY_1])),
    ("delete-and-rename-of-one-track-only-deletes", fixing(EVERY, [EMPTY_1, NAME_T1])),
    ("rename-of-an-empty-track-alone", fixing(EVERY, [NAME_T1])),
    ("delete-one-and-rename-another", fixing(EVERY, [EMPTY_1, NAME_T0])),
    ("chosen-twice-is-once", fixing(EVERY, [NAME_T0, NAME_T0, EMPTY_1, EMPTY_1])),
    ("unknown-choice-is-ignored", fixing(EVERY, ["placeholderName:track:9", NAME_T0])),
    ("unknown-words-are-ignored", fixing(EVERY, ["", "all", "track:1", "emptyTrack", "emptyTrack:"])),
    ("second-rename-run-does-nothing", fixing([COLOR_C], [NAME_T0, NAME_C])),
    ("delete-without-fingerprint-is-unknown", fixing(EVERY, ["emptyTrack:track:1"])),
    ("delete-with-short-fingerprint-is-unknown", fixing(EVERY, ["emptyTrack:track:1@9f3"])),
    ("delete-with-long-fingerprint-is-unknown", fixing(EVERY, ["emptyTrack:track:1@9f3c0"])),
    ("delete-with-capital-fingerprint-is-unknown", fixing(EVERY, ["emptyTrack:track:1@9F3C"])),
    ("delete-with-other-fingerprint-is-stale", fixing(EVERY, ["emptyTrack:track:1@9f3d"])),
    ("delete-run-twice-is-stale", fixing([NAME_T0], [EMPTY_1])),
    ("delete-of-a-track-that-is-no-longer-empty-is-stale", fixing([NAME_T1], [EMPTY_1])),
    ("delete-of-a-track-never-seen-is-stale", fixing([], ["emptyTrack:track:99@0000"])),
    ("one-stale-delete-refuses-all", fixing(EVERY, [NAME_T0, EMPTY_1, "emptyTrack:track:2@0100"])),
    ("first-stale-in-chosen-order-is-named", fixing([], ["emptyTrack:track:2@0002", "emptyTrack:track:1@0001"])),
    ("stale-with-an-opaque-id", fixing([], ["emptyTrack:x@y@0a0b"])),
    ("opaque-delete", fixing([found("emptyTrack", "x@y", 4, "track", "@0a0b")], ["emptyTrack:x@y@0a0b"])),
    ("opaque-rename-by-index", fixing([found("placeholderName", "b7", 1, "track"), found("placeholderName", "c9", 1)], ["placeholderName:b7", "placeholderName:c9"])),
    ("palette-first-that-is-not-0", fixing(EVERY, [COLOR_C], palette=[0, 0, 42, 255])),
    ("palette-first-entry", fixing(EVERY, [COLOR_C], palette=[16777215, 255])),
    ("palette-only-0", fixing(EVERY, [COLOR_C], palette=[0])),
    ("palette-empty", fixing(EVERY, [COLOR_C], palette=[])),
    ("clip-of-a-deleted-track-index-is-its-own", fixing([EMPTY_1, found("placeholderName", "track:2/clipslot:0/clip", 0)], [EMPTY_1, "placeholderName:track:2/clipslot:0/clip"])),
    ("issues-in-another-order-rule", fixing([EMPTY_2, NAME_T0, COLOR_C], [COLOR_C, NAME_T0, EMPTY_2])),
    ("rename-before-delete-in-issue-order-still-only-deletes", fixing([NAME_T1, EMPTY_1], [NAME_T1, EMPTY_1])),
    ("largest-index", fixing([found("placeholderName", "track:4294967295", 4294967295, "track")], ["placeholderName:track:4294967295"])),
    ("chosen-no-list-refused", {"issues": [], "chosen": "all"}),
    ("chosen-number-refused", fixing([], [1])),
    ("palette-null-refused", fixing([], [], palette=None)),
    ("issue-kind-unknown-refused", fixing([found("tooLoud", "track:0", 0, "track")], [])),
    ("issue-index-negative-refused", fixing([found("placeholderName", "track:0", -1, "track")], [])),
    ("issues-missing-refused", {"chosen": []}),
]
for size in (1, 2, 3):
    for picked in itertools.combinations((NAME_T0, COLOR_C, LOOP_C, EMPTY_1, NAME_T1), size):
        initials = "-".join(f"{choice['kind']}-{choice['target']}-{choice['index']}".lower() for choice in picked)
        fixes.append((f"chosen-{initials}", fixing(EVERY, picked)))

file(
    "janitor-fix.json",
    "planFixes",
    "Set Janitor (transforms 5): the mutations for the chosen issues, in the form of a transaction's ops.",
    fixes,
)

# Path ids.

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
