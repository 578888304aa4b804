"""Scale Lock and transpose."""

import itertools

from .shared import FULL_NOTE, file, note, slug

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
