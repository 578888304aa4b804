"""ableton-js 4.1.0 through its npm client over UDP: song, tracks, clips, devices, scenes, cue points."""

import json
import shutil
import unittest
from pathlib import Path

from .clients import JsClient
from .support import BridgeTest, environment, note


class AbletonJs(BridgeTest):
    bridge = "ableton-js"
    directory = "AbletonJS"
    tick_ms = 4

    @classmethod
    def connect(cls):
        node = shutil.which("node")
        if node is None:
            raise unittest.SkipTest("node is not installed")
        drive = Path(__file__).with_name("drive_ableton_js.mjs")
        cls.client = JsClient([node, str(drive), str(cls.folder)], environment(cls.home.name))
        cls.closing.append(cls.client.end)

    def js(self, body):
        """The value of a function's body over `ableton` and `kept`."""
        return self.client.run(body)

    def track_object(self, index):
        """The expression of a track of the client's."""
        return f"(await ableton.song.get('tracks'))[{index}]"

    def round_trip(self, target, pairs, changed=None):
        """Writes and reads back each property; `changed` says what of the Set a write changes."""
        for name, value in pairs.items():
            old = self.js(f"return ({target}).get({name!r})")
            wrote = f"await ({target}).set({name!r}, {json.dumps(value)})"
            self.assertNotEqual(old, value, name)
            change = (changed or {}).get(name)
            expect = (lambda live, change=change, value=value: change(live, value)) if change else None
            self.changes(lambda wrote=wrote: self.js(wrote), expect)
            self.assertEqual(self.js(f"return ({target}).get({name!r})"), value, name)
            self.js(f"await ({target}).set({name!r}, {json.dumps(old)})")
            self.engine.ticks(3)

    def test_song(self):
        self.assertEqual(self.js("return ableton.song.get('tempo')"), 120)
        self.round_trip(
            "ableton.song",
            {
                "tempo": 98.5,
                "signature_numerator": 3,
                "signature_denominator": 8,
                "loop_start": 4,
                "loop_length": 8,
                "groove_amount": 0.5,
                "clip_trigger_quantization": "q_half",
                "midi_recording_quantization": "rec_q_eight",
                "root_note": 5,
                "current_song_time": 2,
                "metronome": True,
                "loop": True,
                "punch_in": True,
                "punch_out": True,
            },
            {
                "tempo": lambda live, value: live.update(tempo=value),
                "root_note": lambda live, value: live.update(rootNote=value),
                # Scenes without a signature of their own show the Set's.
                "signature_numerator": lambda live, v: [s.update(signatureNumerator=v) for s in live["scenes"]],
                "signature_denominator": lambda live, v: [s.update(signatureDenominator=v) for s in live["scenes"]],
            },
        )

    def test_song_reads(self):
        for name in (
            "can_redo", "can_undo", "cue_points", "exclusive_arm", "exclusive_solo", "is_playing", "last_event_time",
            "song_length", "overdub", "record_mode", "scale_name", "session_record", "session_record_status",
            "swing_amount", "return_tracks", "scenes", "tracks", "visible_tracks", "master_track", "nudge_down",
            "nudge_up", "arrangement_overdub", "back_to_arranger", "select_on_launch", "count_in_duration",
        ):  # fmt: skip
            with self.subTest(name):
                self.js(
                    f"const value = await ableton.song.get({name!r}); return value === undefined ? null : String(value)"
                )

    def test_tracks(self):
        index = len(self.engine.snapshot()["tracks"])
        made = self.js("const track = await ableton.song.createMidiTrack(-1); return track.raw.name")
        self.assertEqual(self.engine.snapshot()["tracks"][index]["name"], made)

        def of_track(**fields):
            return lambda live, value: live["tracks"][index].update({k: v(value) for k, v in fields.items()})

        self.round_trip(
            self.track_object(index),
            {"name": "Líad", "mute": True, "solo": True, "color_index": 12, "current_monitoring_state": 0},
            {
                "name": of_track(name=str),
                "mute": of_track(mute=bool),
                "solo": of_track(solo=bool),
            },
        )
        for name in (
            "can_be_armed", "clip_slots", "devices", "has_audio_input", "has_midi_input", "has_midi_output",
            "is_foldable", "is_frozen", "is_grouped", "is_visible", "muted_via_solo", "playing_slot_index",
            "fired_slot_index", "implicit_arm", "group_track", "available_input_routing_types",
            "available_output_routing_types", "arrangement_clips",
        ):  # fmt: skip
            with self.subTest(name):
                self.js(f"const value = await ({self.track_object(index)}).get({name!r}); return String(value)")
        # A MIDI track without an instrument gives no sound that could be metered.
        with self.assertRaisesRegex(AssertionError, "audio"):
            self.js(f"return ({self.track_object(index)}).get('output_meter_left')")
        self.js(f"await ableton.song.deleteTrack({index})")
        self.engine.ticks(3)
        self.assertEqual(len(self.engine.snapshot()["tracks"]), index)

    def test_mixer_and_devices(self):
        index = self.new_track()
        self.engine.invoke(f"live_set tracks {index}", "insert_device", "Compressor")
        volume = f"(await (await ({self.track_object(index)}).get('mixer_device')).get('volume'))"
        self.assertAlmostEqual(self.js(f"return {volume}.get('value')"), 0.85, 5)
        self.round_trip(
            volume, {"value": 0.5}, {"value": lambda live, v: live["tracks"][index]["volume"].update(value=v)}
        )
        device = f"(await ({self.track_object(index)}).get('devices'))[0]"
        self.assertEqual(self.js(f"return ({device}).raw.name"), "Compressor")
        self.assertEqual(self.js(f"return ({device}).get('type')"), "audio_effect")
        self.round_trip(
            device, {"name": "Glue it"}, {"name": lambda live, v: live["tracks"][index]["devices"][0].update(name=v)}
        )
        on = f"(await ({device}).get('parameters'))[0]"
        self.assertEqual(self.js(f"return ({on}).get('name')"), "Device On")
        self.round_trip(
            on,
            {"value": 0},
            {"value": lambda live, v: live["tracks"][index]["devices"][0]["parameters"][0].update(value=v)},
        )
        for name in ("min", "max", "is_quantized", "is_enabled", "automation_state", "state", "value_items"):
            with self.subTest(name):
                self.js(f"return String(await ({on}).get({name!r}))")

    def test_clips_and_notes(self):
        index = self.new_track()
        slot = f"(await ({self.track_object(index)}).get('clip_slots'))[0]"
        self.changes(
            lambda: self.js(f"await ({slot}).createClip(4)"),
            lambda live: live["tracks"][index]["session"].append(self.midi_clip(live, 0, 4.0)),
        )
        clip = f"(await ({slot}).get('clip'))"

        def of_clip(name, **derived):
            def change(live, value):
                clip = live["tracks"][index]["session"][0]
                clip.update({name: value}, **{key: of(value) for key, of in derived.items()})

            return change

        self.round_trip(
            clip,
            {"name": "Riff", "muted": True, "loop_start": 1, "loop_end": 3, "looping": False, "signature_numerator": 3},
            {
                "name": of_clip("name"),
                "muted": of_clip("muted"),
                "loop_start": of_clip("loopStart", duration=lambda v: 4 - v, startMarker=lambda _v: 0),
                "loop_end": of_clip("loopEnd", duration=lambda v: v),
                "looping": of_clip("looping"),
            },
        )
        notes = [{"pitch": 60, "time": 0, "duration": 1, "velocity": 100, "muted": False}]
        self.changes(
            lambda: self.js(f"await ({clip}).setNotes({json.dumps(notes)})"),
            lambda live: live["tracks"][index]["session"][0].update(notes=[note(60, 0, 1)]),
        )
        self.assertEqual(self.js(f"return ({clip}).getNotes(0, 0, 4, 128)"), notes)
        extended = self.js(f"return ({clip}).getNotesExtended(0, 0, 4, 128)")
        self.assertEqual((extended[0]["pitch"], extended[0]["probability"]), (60, 1))
        extended[0]["velocity"] = 12
        self.changes(
            lambda: self.js(f"await ({clip}).applyNoteModifications({json.dumps(extended)})"),
            lambda live: live["tracks"][index]["session"][0]["notes"][0].update(velocity=12.0),
        )
        self.changes(
            lambda: self.js(f"await ({clip}).removeNotesExtended(0, 0, 4, 128)"),
            lambda live: live["tracks"][index]["session"][0].update(notes=[]),
        )
        self.js(f"await ({clip}).setNotes({json.dumps(notes)})")
        self.js(f"await ({clip}).duplicateLoop()")
        self.engine.ticks(2)
        self.assertEqual(len(self.engine.snapshot()["tracks"][index]["session"][0]["notes"]), 2)
        second = f"(await ({self.track_object(index)}).get('clip_slots'))[1]"
        self.js(f"await ({slot}).duplicateClipTo({second})")
        self.assertEqual(len(self.engine.snapshot()["tracks"][index]["session"]), 2)
        self.js(f"await ({slot}).deleteClip()")
        self.engine.ticks(2)
        self.assertEqual([c["scene"] for c in self.engine.snapshot()["tracks"][index]["session"]], [1])

    def test_scenes(self):
        count = len(self.engine.snapshot()["scenes"])
        self.js("await ableton.song.createScene(-1)")
        self.engine.ticks(2)
        self.assertEqual(len(self.engine.snapshot()["scenes"]), count + 1)
        scene = f"(await ableton.song.get('scenes'))[{count}]"
        self.round_trip(
            scene,
            {"name": "Chorus", "color_index": 9},
            {"name": lambda live, value: live["scenes"][count].update(name=value)},
        )
        self.changes(
            lambda: self.js(f"await ({scene}).set('tempo', 100)"),
            lambda live: live["scenes"][count].update(tempo=100.0),
        )
        for name in ("is_empty", "is_triggered", "clip_slots"):
            self.js(f"return String(await ({scene}).get({name!r}))")
        # A scene with a tempo of its own brings it along.
        self.changes(lambda: self.js(f"await ({scene}).fire()"), lambda live: live.update(tempo=100))
        self.engine.edit("live_set", "tempo", 120.0)
        self.js("await ableton.song.stopPlaying()")
        self.engine.ticks(3)

    def test_cue_points(self):
        self.assertEqual(self.js("return (await ableton.song.get('cue_points')).length"), 0)
        self.js("await ableton.song.set('current_song_time', 8)")
        self.engine.ticks(3)
        self.js("await ableton.song.setOrDeleteCue()")
        self.engine.ticks(3)
        self.assertEqual([cue["time"] for cue in self.engine.snapshot()["cuePoints"]], [8.0])
        cue = "(await ableton.song.get('cue_points'))[0]"
        self.assertEqual(self.js(f"return ({cue}).get('time')"), 8)
        self.round_trip(cue, {"name": "Drop"}, {"name": lambda live, v: live["cuePoints"][0].update(name=v)})
        self.js(f"await ({cue}).jump()")

    def test_listeners_hear_the_user(self):
        self.js("kept.off = await ableton.song.addListener('tempo', (t) => kept.heard.push(t))")
        self.engine.edit("live_set", "tempo", 77.0)
        self.wait_for("return kept.heard", [77])
        self.js("await kept.off()")
        self.engine.edit("live_set", "tempo", 120.0)
        self.engine.ticks(10)
        self.assertEqual(self.js("return kept.heard"), [77])

    def wait_for(self, body, wanted):
        """Waits until the value of `body` is `wanted`."""
        for _ in range(200):
            found = self.js(body)
            if found == wanted:
                return
            self.engine.ticks(2)
        self.assertEqual(found, wanted)

    def test_application_view_and_session_ring(self):
        version = self.js("return ableton.application.get('version')")
        self.assertTrue(str(version).startswith("12."), version)
        index = self.new_track()
        self.js(f"await ableton.song.view.set('selected_track', ({self.track_object(index)}).raw.id)")
        self.assertEqual(
            self.js("return (await ableton.song.view.get('selected_track')).raw.name"),
            self.engine.get(f"live_set tracks {index}", "name"),
        )
        self.changes(lambda: self.js("return ableton.session.setupSessionBox(2, 3)"))
        self.changes(lambda: self.js("return ableton.session.setSessionOffset(1, 1)"))

    def test_a_wrong_value_comes_back_as_an_error(self):
        with self.assertRaisesRegex(AssertionError, "C\\+\\+ signature"):
            self.js("await ableton.song.set('tempo', 'fast')")
