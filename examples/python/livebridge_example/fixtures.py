"""The fixtures: small Sets that every target knows by name. And the devices that can be inserted."""

from typing import Any, List, Optional, Tuple

from livebridge_kit import Json, Number

from .song import Clip, CuePoint, Device, Param, Scene, Slot, Song, Track, fader, read_note

Scale = Tuple[str, List[int]]

MAJOR: Scale = ("Major", [0, 2, 4, 5, 7, 9, 11])
MINOR: Scale = ("Minor", [0, 2, 3, 5, 7, 8, 10])


def song(tempo: Number, scale: Scale, scenes: List[Scene], tracks: List[Track], returns: int = 0) -> Song:
    for track in tracks:
        # Every track has one slot per scene.
        track.slots += [Slot() for _ in scenes[len(track.slots) :]]
        track.send_count = returns
    return Song(tempo, 0, scale[0], True, scale[1], "1/16", False, returns, scenes, [], tracks)


def clip(name: str, length: Number, color: int, notes: Any = (), file: Optional[str] = None) -> Clip:
    """A Session clip that loops over its length: MIDI, or audio when there is a file."""
    kind = "audio" if file else "midi"
    notes = tuple(read_note(note) for note in notes)
    return Clip(kind, name, color, False, length, True, 0, length, length, file_path=file, notes=notes)


def loop(name: str, length: Number, color: int, notes: Any = (), file: Optional[str] = None) -> Slot:
    """A slot with such a clip."""
    return Slot(clip(name, length, color, notes, file))


def take(name: str, end: Number, color: int, notes: Any = (), file: Optional[str] = None) -> Clip:
    """An Arrangement clip over 0..end that does not loop."""
    made = clip(name, end, color, notes, file)
    made.looping, made.in_session = False, False
    return made


def notes_of(*rows: Tuple[Number, ...]) -> List[Json]:
    """Notes from rows of pitch, start, duration and perhaps velocity."""
    return [dict(zip(("pitch", "startTime", "duration", "velocity"), row)) for row in rows]


def continuous(name: str, low: Number, high: Number, value: Number) -> Param:
    return Param(name, low, high, False, value, value)


def stepped(name: str, low: Number, high: Number, value: Number) -> Param:
    return Param(name, low, high, True, value, value)


def seeded() -> Song:
    """A small realistic Set."""
    beat = notes_of((36, 0, 0.25, 100), (38, 1, 0.25, 90), (36, 2, 0.25, 100), (38, 3, 0.25, 90))
    drums = Track("midi", "Drums", [loop("Beat", 4, 0xFF0000, beat)])
    drums.devices = [Device("Drum Rack", [continuous("Macro 1", 0, 127, 0)])]
    bassline = notes_of((36, 0, 1, 110), (43, 2, 1, 105))
    bass = Track("midi", "Bass", [loop("Bassline", 4, 0x0000FF, bassline)], volume=fader(0.8))
    bass.arrangement = [take("Bass (arr)", 8, 0x0000FF, notes_of((36, 0, 4, 100)))]
    vocals = Track("audio", "Vocals", [], volume=fader(0.9))
    vocals.devices = [
        Device("EQ Eight", [continuous("1 Frequency A", 20, 20000, 1000)]),
        Device("Compressor", [continuous("Threshold", -60, 0, -12)]),
    ]
    vocals.arrangement = [take("Vox Take", 8, 0xFFFFFF, file="/audio/vox_take.wav")]
    return song(124, MINOR, [Scene("Verse"), Scene("Chorus")], [drums, bass, vocals], returns=2)


def with_one_midi_clip(notes: Any = ()) -> Song:
    track = Track("midi", "MIDI", [loop("Clip", 4, 0, notes)])
    return song(120, MAJOR, [Scene("Scene 1"), Scene("Scene 2")], [track])


def seeded_session() -> Song:
    """Session clips only: something to lay out in the Arrangement."""
    grey, blue = 0x808080, 0x0000FF
    keys = Track(
        "midi",
        "Keys",
        [
            loop("Intro Keys", 4, grey, notes_of((60, 0, 4))),
            loop("Verse Keys", 4, grey, notes_of((62, 0, 2))),
            loop("Chorus Keys", 4, grey, notes_of((64, 0, 1))),
        ],
    )
    drums = Track(
        "audio",
        "Drums",
        [
            Slot(),
            loop("Verse Beat", 4, blue, file="/audio/verse_beat.wav"),
            loop("Chorus Beat", 4, blue, file="/audio/chorus_beat.wav"),
        ],
    )
    return song(120, MAJOR, [Scene("Intro"), Scene("Verse"), Scene("Chorus")], [keys, drums])


def seeded_devices() -> Song:
    """Devices, scenes with a tempo and a signature of their own, solo, mute, cue points."""
    filters = [
        continuous("Frequency", 20, 20000, 1200),
        stepped("Filter Type", 0, 9, 0),
        continuous("Resonance", 0, 1.25, 0.5),
    ]
    chain = Track("midi", "Gerät", [])
    chain.devices = [
        Device("Auto Filter", filters),
        Device("Utility", [continuous("Gain", -35, 35, 0), stepped("Mute", 0, 1, 0)]),
        Device("Reverb", [continuous("Dry/Wet", 0, 1, 0.5)]),
    ]
    scenes = [Scene("A", tempo=125), Scene("B", None, 7, 8)]
    others = [Track("audio", "Solo", [], solo=True), Track("audio", "Mute", [], mute=True)]
    made = song(120, MAJOR, scenes, [chain, *others])
    made.cue_points = [CuePoint(0, "Intro"), CuePoint(32, "Drop"), CuePoint(96.5, "Outro")]
    return made


def seeded_messy_set() -> Song:
    """What wants tidying up: a colour off the palette, a loop that is overrun, default names, empty tracks."""
    overrun = clip("Loop", 4, 255, notes_of((36, 0, 1, 100)))
    overrun.end_marker = 6
    bass = Track("midi", "Bass", [loop("Bassline", 4, 12345, notes_of((36, 0, 1))), Slot(overrun)])
    bass.devices = [Device("Operator", [continuous("Volume", 0, 1, 0.7)])]
    unnamed = Track("midi", "1-MIDI", [loop("Audio 3", 4, 0xFF0000)])
    return song(128, MINOR, [Scene("Scene 1"), Scene("Scene 2")], [bass, unnamed, Track("audio", "Empty", [])])


def seeded_audio_track() -> Song:
    track = Track("audio", "Gtr", [], volume=fader(0.6))
    track.arrangement = [take("Gtr Take", 8, 0x808080, file="/audio/gtr.wav")]
    made = song(120, MAJOR, [Scene("Scene 1")], [track], returns=2)
    made.scale_mode = False
    return made


FIXTURES = {
    make.__name__: make
    for make in (seeded, with_one_midi_clip, seeded_session, seeded_devices, seeded_messy_set, seeded_audio_track)
}

DEVICES = {
    "Utility": lambda: [continuous("Gain", -35, 35, 0), stepped("Mute", 0, 1, 0)],
    "Auto Filter": lambda: [continuous("Frequency", 20, 20000, 1200), stepped("Filter Type", 0, 9, 0)],
    "Reverb": lambda: [continuous("Dry/Wet", 0, 1, 0.5)],
}
"""The devices that can be inserted, each with fresh parameters."""
