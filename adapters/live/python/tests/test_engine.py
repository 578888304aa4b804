"""The face on the engine itself: types, refusals, listeners, time, faults. Needs LIVEBRIDGE_LIVE_COMMAND."""

import os
import shlex
import signal
import subprocess
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path

import livebridge_live
from livebridge_live import runtime
from livebridge_live.errors import DeadObject, Fault, LinkError, NotSimulated
from livebridge_live.server import Server

COMMAND = os.environ.get("LIVEBRIDGE_LIVE_COMMAND")
SOURCE = Path(__file__).resolve().parents[1] / "src"


@unittest.skipUnless(COMMAND, "LIVEBRIDGE_LIVE_COMMAND names no engine")
class OnEngine(unittest.TestCase):
    options = ()

    def setUp(self):
        self.engine = Server(*self.options)
        self.addCleanup(self.engine.stop)
        self.session = livebridge_live.connect(*self.engine.pipe())
        self.addCleanup(self.session.close)
        self.song = self.session.root("live_set")
        import Live

        self.live = Live

    def clip(self, length=4.0):
        return self.song.tracks[0].clip_slots[0].create_clip(length)


class Behaviour(OnEngine):
    def test_the_default_set_is_there(self):
        application = self.live.Application.get_application()
        self.assertEqual(application.get_document(), self.song)
        self.assertGreaterEqual(application.get_major_version(), 12)
        self.assertTrue(self.song.tracks)
        self.assertEqual(self.song.tempo, 120.0)
        self.assertEqual(self.song.tracks[0].canonical_parent, self.song)

    def test_types_are_strict_both_ways(self):
        for target, name, wrong in (
            (self.song, "tempo", "120"),
            (self.song, "tempo", None),
            (self.song, "signature_numerator", 4.0),
            (self.song, "metronome", "on"),
            (self.song.tracks[0], "name", 3),
            (self.song.tracks[0], "color_index", 1.0),
        ):
            with self.subTest(name), self.assertRaisesRegex(TypeError, "did not match C\\+\\+ signature"):
                setattr(target, name, wrong)
        self.song.metronome = 1
        self.assertIs(self.song.metronome, True)
        self.song.tempo = 99
        self.assertIs(type(self.song.tempo), float)
        self.assertIs(type(self.song.signature_numerator), int)
        self.assertIs(type(self.song.scale_name), str)

    def test_every_property_answers_with_its_type_or_refuses_in_words(self):
        kinds = {"int": int, "float": float, "bool": bool, "string": str}
        clip = self.clip()
        device = self.song.tracks[0].insert_device("Operator")
        seen = refused = 0
        for owner in (
            self.song, self.song.view, self.song.tracks[0], self.song.tracks[-1], self.song.master_track,
            self.song.return_tracks[0], self.song.scenes[0], self.song.tracks[0].clip_slots[0], clip, device,
            device.parameters[1], self.song.tracks[0].mixer_device, self.live.Application.get_application(),
        ):  # fmt: skip
            for cls in type(owner).__mro__:
                row = livebridge_live.table.table()["classes"].get(getattr(cls, "_row_name", ""), {})
                for name, prop in row.get("properties", {}).items():
                    try:
                        value = getattr(owner, name)
                    except RuntimeError as error:
                        self.assertTrue(str(error), name)
                        refused += 1
                        continue
                    except AttributeError:
                        continue
                    seen += 1
                    if prop["type"] in kinds and value is not None:
                        self.assertIsInstance(value, kinds[prop["type"]], f"{type(owner).__name__}.{name}")
        self.assertGreater(seen, 200)
        self.assertLess(refused, seen)

    def test_notes_keep_what_they_are_given(self):
        clip = self.clip()
        note = self.live.Clip.MidiNoteSpecification(
            pitch=61, start_time=0.5, duration=0.25, velocity=33.0, probability=0.5, mute=True
        )
        (number,) = clip.add_new_notes((note,))
        (read,) = clip.get_all_notes_extended()
        self.assertEqual(
            (read.note_id, read.pitch, read.start_time, read.velocity, read.probability, read.mute),
            (number, 61, 0.5, 33.0, 0.5, True),
        )
        notes = clip.get_notes_by_id([number])
        notes[0].pitch = 70
        clip.apply_note_modifications(notes)
        self.assertEqual(clip.get_notes(0.0, 0, 4.0, 128), ((70, 0.5, 0.25, 33.0, True),))
        clip.remove_notes_by_id((number,))
        self.assertEqual(len(clip.get_all_notes_extended()), 0)
        audio = next(track for track in self.song.tracks if not track.has_midi_input)
        with self.assertRaises(RuntimeError):
            audio.clip_slots[0].create_clip(4.0)

    def test_routing_choices_are_set_by_what_was_read(self):
        track = next(track for track in self.song.tracks if not track.has_midi_input)
        choices = track.available_output_routing_types
        other = next(c for c in choices if c.display_name != track.output_routing_type.display_name)
        track.output_routing_type = other
        self.assertEqual(track.output_routing_type.display_name, other.display_name)
        self.assertIsInstance(other.category, self.live.Track.RoutingTypeCategory)

    def test_what_is_deleted_is_dead(self):
        track = self.song.create_midi_track(-1)
        heard = []

        def listener():
            heard.append(1)

        track.add_name_listener(listener)
        self.song.delete_track(len(self.song.tracks) - 1)
        self.assertTrue(track == None)  # noqa: E711
        with self.assertRaises(DeadObject):
            track.name  # noqa: B018
        self.session.tick()
        with self.assertRaisesRegex(RuntimeError, "Observer not connected"):
            track.remove_name_listener(listener)
        self.assertEqual(heard, [])

    def test_listeners_hear_the_user_at_the_tick(self):
        heard = []
        self.song.add_tempo_listener(lambda: heard.append(self.song.tempo))
        self.song.add_tracks_listener(lambda: heard.append(len(self.song.tracks)))
        before = len(self.song.tracks)
        self.engine.edit("live_set", "tempo", 77.0)
        self.engine.invoke("live_set", "create_audio_track", -1)
        self.assertEqual(heard, [])
        self.session.tick()
        self.assertEqual(heard, [77.0, before + 1])

    def test_steps_group_and_are_taken_back(self):
        before = self.engine.snapshot()
        self.song.begin_undo_step()
        self.clip().name = "One"
        self.song.tempo = 90.0
        self.song.end_undo_step()
        after = self.engine.snapshot()
        self.song.undo()
        self.assertEqual(self.engine.snapshot(), before)
        self.song.redo()
        self.assertEqual(self.engine.snapshot(), after)

    def test_browser_items_are_loaded(self):
        browser = self.live.Application.get_application().browser
        items = {item.name: item for item in browser.instruments.children}
        self.song.view.selected_track = self.song.tracks[1]
        browser.load_item(items["Drift"])
        self.assertEqual([device.name for device in self.song.tracks[1].devices], ["Drift"])

    def test_parameters_are_single_floats_in_their_range(self):
        volume = self.song.tracks[0].mixer_device.volume
        volume.value = 0.3
        self.assertNotEqual(volume.value, 0.3)
        self.assertAlmostEqual(volume.value, 0.3, 6)
        self.assertIn("dB", volume.str_for_value(0.85))
        with self.assertRaises((RuntimeError, ValueError)):
            volume.value = 5.0
        self.assertEqual(volume.automation_state, self.live.DeviceParameter.AutomationState.none)

    def test_data_of_a_script_comes_back(self):
        value = {"a": [1, 2.5, None, "x"]}
        self.song.set_data("key", value)
        self.assertEqual(self.song.get_data("key", None), value)
        self.assertEqual(self.song.get_data("other", 5), 5)

    def test_what_is_not_simulated_says_so_and_is_counted(self):
        counted = self.engine.ask("stats")["not_simulated"]
        names = [
            (cls, name)
            for cls in ("Song", "Track", "Application")
            for name in livebridge_live.table.table()["classes"][cls].get("functions", {})
        ]
        self.assertTrue(names)
        try:
            self.song.capture_midi()
        except NotSimulated as error:
            self.assertEqual(error.member, "capture_midi")
            self.assertGreater(len(self.engine.ask("stats")["not_simulated"]), len(counted))
        except RuntimeError:
            pass


class Older(OnEngine):
    options = ("--live", "11.3.0")

    def test_an_older_live_has_fewer_members(self):
        self.assertEqual(self.session.version[:4], "11.3")
        self.assertFalse(hasattr(self.song.tracks[0], "insert_device"))
        self.assertTrue(hasattr(self.song.tracks[0], "name"))


class Lenient(OnEngine):
    options = (
        "--rule", "py.strict-types=off", "--rule", "notes.modify-needs-vector=off",
        "--rule", "notes.python-spec-objects=off", "--rule", "ids.python-proxies-ephemeral=off",
        "--rule", "time.main-thread-only=off",
    )  # fmt: skip

    def test_rules_of_python_can_be_switched_off(self):
        self.assertIs(self.song.tracks[0], self.song.tracks[0])
        clip = self.clip()
        clip.add_new_notes(({"pitch": 60, "start_time": 0.0, "duration": 1.0},))
        notes = list(clip.get_all_notes_extended())
        notes[0].velocity = 9.0
        clip.apply_note_modifications(notes)
        self.assertEqual(clip.get_all_notes_extended()[0].velocity, 9.0)
        self.song.signature_numerator = 3.0
        self.assertEqual(self.song.signature_numerator, 3)


class Wrapped(OnEngine):
    options = ("--rule", "cue.time-wrapper=on")

    def test_the_time_of_a_cue_point_may_be_a_wrapper(self):
        self.song.set_or_delete_cue()
        self.session.tick()
        time = self.song.cue_points[0].time
        self.assertNotIsInstance(time, float)
        self.assertNotEqual(time, 0.0)
        self.assertAlmostEqual(float(time), 0.0, delta=0.01)
        with self.assertRaises(TypeError):
            _ = time + 1.0


class Strict(OnEngine):
    def test_the_time_of_a_cue_point_is_a_number(self):
        self.song.set_or_delete_cue()
        self.session.tick()
        self.assertIsInstance(self.song.cue_points[0].time, float)

    def test_the_same_rules_are_on_by_themselves(self):
        self.assertIsNot(self.song.tracks[0], self.song.tracks[0])
        clip = self.clip()
        with self.assertRaises(TypeError):
            clip.add_new_notes(({"pitch": 60, "start_time": 0.0, "duration": 1.0},))
        with self.assertRaises(TypeError):
            clip.apply_note_modifications(list(clip.get_all_notes_extended()))
        with self.assertRaises(TypeError):
            self.song.signature_numerator = 3.0


class Dropped(OnEngine):
    options = ("--drop", "30")

    def test_a_dropped_connection_ends_in_a_clear_error(self):
        with self.assertRaises(LinkError):
            for _ in range(100):
                self.song.tempo  # noqa: B018
        with self.assertRaisesRegex(LinkError, "broken"):
            self.song.tempo  # noqa: B018


class Failing(OnEngine):
    options = ("--fail-at", "20")

    def test_an_injected_fault_is_raised_once_and_nothing_is_lost(self):
        faults = 0
        for _ in range(40):
            try:
                self.song.tempo  # noqa: B018
            except Fault:
                faults += 1
        self.assertEqual(faults, 1)
        self.assertEqual(self.song.tempo, 120.0)


@unittest.skipUnless(COMMAND, "LIVEBRIDGE_LIVE_COMMAND names no engine")
class Processes(unittest.TestCase):
    """The runner as a process of its own, on a socket and on inherited pipes."""

    SCRIPT = """
        from _Framework.ControlSurface import ControlSurface

        def create_instance(c_instance):
            return Script(c_instance)

        class Script(ControlSurface):
            def __init__(self, c_instance):
                ControlSurface.__init__(self, c_instance)
                self.schedule_message(2, self.work)

            def work(self):
                self.song().tracks[0].name = "Worked"

            def disconnect(self):
                self.log_message("taken away")
                ControlSurface.disconnect(self)
    """

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.script = Path(folder.name) / "Script"
        self.script.mkdir()
        (self.script / "__init__.py").write_text(textwrap.dedent(self.SCRIPT), "utf-8")
        self.runner = [sys.executable, "-m", "livebridge_live", "script", str(self.script), "--tick-ms", "2"]

    def start(self, command, **env):
        process = subprocess.Popen(
            command,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": str(SOURCE), **env},
        )
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.kill)
        return process

    def test_a_script_is_run_and_taken_away(self):
        engine = Server()
        self.addCleanup(engine.stop)
        process = self.start(self.runner, **engine.variables)
        self.assertTrue(process.stdout.readline().startswith(b"ready "))
        while engine.ask("stats")["tick"] < 5:
            pass
        self.assertEqual(engine.get("live_set tracks 0", "name"), "Worked")
        process.send_signal(signal.SIGTERM)
        self.assertEqual(process.wait(10), 0)
        self.assertIn(b"taken away", process.stderr.read())

    def test_the_script_ends_with_its_engine(self):
        engine = Server()
        process = self.start(self.runner, **engine.variables)
        process.stdout.readline()
        engine.stop()
        self.assertEqual(process.wait(20), 0)

    def test_inherited_pipes_do_as_well(self):
        words = shlex.split(COMMAND)
        run = [*words[: words.index("serve")], "run", "--pipes", "--"] if "serve" in words else None
        if run is None:
            self.skipTest("the engine's command has no `serve` to turn into `run`")
        code = (
            "import os; os.environ.pop('LIVEBRIDGE_LIVE', None)\n"
            "if not os.environ.get('LIVEBRIDGE_LIVE_FDS'): print('no pipes'); raise SystemExit\n"
            "import livebridge_live as l\n"
            "s = l.connect(*l.from_environment())\n"
            "s.root('live_set').tempo = 91.0\n"
            "print('tempo', s.root('live_set').tempo)\n"
        )
        process = self.start([*run, sys.executable, "-c", code])
        out, err = process.communicate(timeout=60)
        if b"no pipes" in out:
            self.skipTest("this system has no inherited descriptors")
        self.assertIn(b"tempo 91.0", out, err.decode())

    def test_failures_have_their_exit_codes(self):
        process = self.start(self.runner, LIVEBRIDGE_LIVE="", LIVEBRIDGE_LIVE_FDS="")
        self.assertEqual(process.wait(20), 2)
        self.assertIn(b"no engine", process.stderr.read())
        engine = Server()
        self.addCleanup(engine.stop)
        (self.script / "__init__.py").write_text("def create_instance(c):\n    raise ValueError('of the script')\n")
        process = self.start(self.runner, **engine.variables)
        self.assertEqual(process.wait(20), 1)
        self.assertIn(b"of the script", process.stderr.read())

    def tearDown(self):
        runtime.use(None)


if __name__ == "__main__":
    unittest.main()
