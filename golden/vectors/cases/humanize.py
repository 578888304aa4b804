"""The grid and Humanize."""

import itertools

from .shared import FULL_NOTE, file, note, slug

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
    ("negative-start-stays-when-timing-is-off", vary([note(60, -0.5)], 1, [0.5], **V)),
    ("negative-start-stays-when-durations-vary", vary([note(60, -0.5, 0.25)], 1, [0.75], **D)),
    ("negative-start-clamps-with-timing", vary([note(60, -0.5)], 1, [0.5], **T)),
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
    ("swing-negative-start-comes-late-and-no-more", vary([note(60, -0.25), note(60, -0.75)], 1, [], swing=1)),
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
# Notes of one pitch that lie apart stay apart; HATS are eight that lie end to end.
HATS = [note(42, n * 0.25, 0.25) for n in range(8)]
humanize += [
    ("apart-a-late-neighbour-cuts-nothing", vary(HATS[:2], 1, [0.5, 0.75], **T)),
    ("apart-an-early-neighbour-cuts", vary(HATS[:2], 1, [0.5, 0.4], **T)),
    ("apart-a-long-note-ends-at-the-next", vary(HATS[:2], 1, [0.75, 0.5], **D)),
    ("apart-changed-places-without-an-overlap", vary([note(42, 0, 0.1), note(42, 0.25, 0.1)], 1, [0.99, 0.01], **T)),
    ("apart-notes-do-not-change-places-to-overlap", vary(HATS[:2], 1, [0.99, 0.01], **T)),
    ("apart-notes-keep-to-their-sides", vary(HATS[:2], 1, [0.9, 0.1], 0.125, **T)),
    ("apart-notes-do-not-meet-before-0", vary([note(42, -0.5, 0.25), note(42, -0.25, 0.25)], 1, [0.5, 0.5], **T)),
    ("apart-full-swing-is-kept", vary(HATS, 1, [], swing=1)),
    ("apart-everything-on-dense-notes", vary(HATS, 1, SPREAD * 2, **ALL, swing=0.5)),
    ("apart-other-pitches-do-not-count", vary([note(42, 0, 0.25), note(44, 0.25, 0.25)], 1, [0.99, 0.01], **T)),
    ("apart-pitches-as-they-are-written", vary([note(41.5, 0, 0.25), note(42.25, 0.25, 0.25)], 1, [0.75, 0.5], **D)),
    ("apart-pitches-held-in-the-range", vary([note(127, 0, 0.25), note(130, 0.25, 0.25)], 1, [0.75, 0.5], **D)),
    ("apart-what-overlapped-may-do-so", vary([note(42, 0, 1), note(42, 0.5, 1)], 1, [0.9, 0.1], **T)),
    ("apart-what-started-together-may-do-so", vary([note(42, 1, 1), note(42, 1, 2)], 1, [0.9, 0.1], **T)),
    ("apart-beyond-one-that-overlapped", vary([note(42, 0, 2), note(42, 1, 0.5), note(42, 2, 1)], 1, [0.9, 0.5, 0.5], **D)),
    ("apart-in-any-order", vary([HATS[1], HATS[0]], 1, [0.1, 0.9], 0.125, **T)),
    ("apart-ends-that-pass-by-a-rounding", vary([note(42, 0.1, 0.2), note(42, 0.3, 0.1)], 1, [0.5, 0.5], **D)),
    ("apart-velocities-alone-cut-nothing", vary([note(42, 0.1, 0.2), note(42, 0.3, 0.1)], 1, [0.5, 0.5], **V)),
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
