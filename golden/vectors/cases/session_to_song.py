"""Session-to-Song: the planner, and what fills a placement."""

import itertools

from .sets import arrangement_clip, empty_slot, scene, session_clip, track
from .shared import FULL_NOTE, file, note, slug


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
    ("midi-tenths-end-to-end", midi([note(60, 0, 0.1)], 0.1, 1)),
    ("midi-tenths-within-the-source", midi([note(60, n * 0.1, 0.1) for n in range(3)], 0.3, 3)),
    ("midi-tenths-from-a-source-start", midi([note(60, 0.1 + n * 0.1, 0.1) for n in range(3)], 0.3, 3, sourceStart=0.1)),
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
    ("audio-tenths-end-to-end", wave(0.1, 1)),
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
