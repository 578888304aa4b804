"""Set Janitor: what it finds, and what it fixes."""

import itertools

from .sets import arrangement_clip, empty_slot, session_clip, track
from .shared import file


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
    ("delete-without-a-target-is-unknown", fixing(EVERY, ["emptyTrack:@9f3c"])),
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
