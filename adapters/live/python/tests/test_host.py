"""Hosting: scripts of every framework are imported, ticked, reported and taken away."""

import sys
import tempfile
import textwrap
import threading
import unittest
from pathlib import Path

import livebridge_live
from livebridge_live import timers
from standin import StandIn

FRAMEWORK = """
    from _Framework.ControlSurface import ControlSurface
    from _Framework.SessionComponent import SessionComponent
    import Live

    def create_instance(c_instance):
        return Script(c_instance)

    class Script(ControlSurface):
        def __init__(self, c_instance):
            ControlSurface.__init__(self, c_instance)
            self.ticks = []
            self.schedule_message(1, self.tick)
            with self.component_guard():
                self.ring = SessionComponent(2, 3)
                self.set_highlighting_session_component(self.ring)
            self.show_message("there at %s" % self.song().tempo)

        def tick(self):
            self.ticks.append(len(self.ticks))
            self.schedule_message(1, self.tick)

        def disconnect(self):
            self.gone = True
            ControlSurface.disconnect(self)
"""

VERSION_2 = """
    from ableton.v2.control_surface import ControlSurface, Component
    from ableton.v2.base import listens, liveobj_valid

    class Part(Component):
        def __init__(self):
            super().__init__(name="part")
            self.heard = []
            self._on_tempo.subject = self.song

        @listens("tempo")
        def _on_tempo(self):
            self.heard.append(self.song.tempo)

    class Script(ControlSurface):
        def __init__(self, c_instance):
            ControlSurface.__init__(self, c_instance)
            with self.component_guard():
                self.part = Part()
            self.valid = liveobj_valid(self.song)

    def create_instance(c_instance):
        return Script(c_instance)
"""

VERSION_3 = """
    from ableton.v3.control_surface import ControlSurface, ControlSurfaceSpecification, Component

    class Specification(ControlSurfaceSpecification):
        component_map = {"Part": Component}

    class Script(ControlSurface):
        def setup(self):
            self.at_setup = self.song.tempo

    def create_instance(c_instance):
        return Script(specification=Specification, c_instance=c_instance)
"""


class Hosted(unittest.TestCase):
    def setUp(self):
        self.standin = StandIn()
        self.session = livebridge_live.connect(self.standin.serve())
        self.log = []
        self.host = livebridge_live.Host(self.session, log=self.log.append)
        self.folder = tempfile.TemporaryDirectory()
        self.path = list(sys.path)

    def tearDown(self):
        self.host.unload()
        self.assertEqual(sys.path, self.path)
        self.session.close()
        self.folder.cleanup()

    def write(self, name, text):
        directory = Path(self.folder.name) / name
        directory.mkdir()
        (directory / "__init__.py").write_text(textwrap.dedent(text), "utf-8")
        return directory

    def load(self, name, text):
        return self.host.load(self.write(name, text))

    def test_a_script_of_the_older_framework(self):
        script = self.load("older-script", FRAMEWORK)
        self.assertEqual(self.host.c_instance.messages, ["there at 120.0"])
        self.host.tick(3)
        self.assertEqual(script.ticks, [0, 1, 2])
        self.assertEqual(self.host.c_instance.highlight, (0, 0, 2, 3, False))
        script.ring.set_offsets(9, 0)
        self.assertEqual(script.ring.track_offset(), 0)
        self.host.unload()
        self.assertTrue(script.gone)

    def test_a_script_of_version_2_with_slots(self):
        script = self.load("second", VERSION_2)
        self.assertTrue(script.valid)
        script.song.tempo = 90.0
        self.host.tick()
        self.assertEqual(script.part.heard, [90.0])
        self.host.unload()
        self.assertEqual(self.session.listeners.count(), 0)

    def test_a_script_of_version_3_with_a_specification(self):
        script = self.load("third", VERSION_3)
        self.assertEqual(script.at_setup, 120.0)
        self.assertEqual(list(script.component_map), ["Part"])

    def test_what_is_no_script_is_refused(self):
        with self.assertRaises(FileNotFoundError):
            self.host.load(Path(self.folder.name))
        with self.assertRaisesRegex(TypeError, "create_instance"):
            self.load("empty", "x = 1")

    def test_a_component_outside_the_guard_is_refused(self):
        script = self.load("guarded", FRAMEWORK)
        with self.assertRaisesRegex(RuntimeError, "component_guard"):
            type(script.ring)(1, 1)

    def test_what_a_script_raises_goes_to_the_log(self):
        script = self.load("raising", FRAMEWORK)

        def fail():
            raise ValueError("of the script's")

        script.schedule_message(1, fail)
        self.host.tick(2)
        self.assertEqual([where for where, _ in self.host.errors], ["a scheduled message"])
        self.assertTrue(any("of the script's" in line for line in self.log))
        self.assertEqual(len(script.ticks), 2)

    def test_messages_keep_their_ticks_and_parameters(self):
        script = self.load("scheduled", FRAMEWORK)
        heard = []
        script.schedule_message(0, lambda: heard.append("at once"))
        script.schedule_message(3, lambda: heard.append("third"))
        script.schedule_message(2, heard.append, "second")
        for _ in range(3):
            self.host.tick()
        self.assertEqual(heard, ["at once", "second", "third"])

    def test_threads_may_schedule_and_are_counted_when_they_touch_live(self):
        script = self.load("threaded", FRAMEWORK)
        heard = []

        def other():
            script.schedule_message(0, lambda: heard.append(threading.current_thread()))
            heard.append(script.song().tempo)

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        self.host.tick()
        self.assertEqual(heard, [120.0, threading.main_thread()])
        self.assertEqual(self.session.off_main, 1)
        self.session.rules["time.main-thread-only"] = False
        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        self.assertEqual(self.session.off_main, 1)

    def test_other_threads_can_be_refused(self):
        script = self.load("refused", FRAMEWORK)
        self.session.refuse_threads = True
        refused = []

        def other():
            try:
                script.song().tempo  # noqa: B018
            except RuntimeError as error:
                refused.append(str(error))

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        self.assertEqual(len(refused), 1)
        self.assertIn("another thread", refused[0])

    def test_timers_follow_the_virtual_clock(self):
        heard = []
        once = timers.Timer(lambda: heard.append("once"), 150)
        again = timers.Timer(callback=lambda: heard.append("again"), interval=100, repeat=True, start=True)
        once.start()
        self.host.tick(4)
        self.assertEqual(heard, ["again", "once", "again", "again"])
        self.assertFalse(once.running)
        again.stop()
        self.host.tick(2)
        self.assertEqual(len(heard), 4)

    def test_the_wall_clock_drives_a_run(self):
        script = self.load("running", FRAMEWORK)
        self.host.run(tick_ms=1, until=lambda: len(script.ticks) >= 20)
        self.assertEqual(script.ticks, list(range(20)))

    def test_a_run_ends_when_the_engine_goes(self):
        self.load("orphan", FRAMEWORK)
        self.session.link.close()
        self.host.run(tick_ms=5)
        self.assertTrue(any("closed" in line for line in self.log))

    def test_midi_maps_are_built_when_asked(self):
        script = self.load("mapped", FRAMEWORK)
        built = []
        script.build_midi_map = built.append
        script.request_rebuild_midi_map()
        self.host.tick(2)
        self.assertEqual(built, [1])


if __name__ == "__main__":
    unittest.main()
