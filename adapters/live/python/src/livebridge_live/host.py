"""Hosts one Remote Script: imports it, creates its instance, ticks it, takes it away.

A tick is what Live does about ten times a second: changes become due,
listeners are called, the script's `update_display` runs. Everything of the
script's that Live calls is called on the thread that made the host.
"""

import importlib
import logging
import sys
import time
import traceback
from pathlib import Path

from . import timers
from .c_instance import CInstance
from .errors import LinkError

# Live's time between two ticks.
TICK_MS = 100.0

# What a hosted script imports from Live stands in this folder, and only it.
HOSTED = Path(__file__).parent / "hosted"


class LogHandler(logging.Handler):
    """Python's `logging` ends in Live's log, as Live arranges it for its scripts."""

    def __init__(self, host):
        super().__init__(logging.INFO)
        self._host = host

    def emit(self, record):
        self._host.log(self.format(record))


class Host:
    """A Remote Script and the session that it runs on."""

    def __init__(self, session, log=None):
        self.session = session
        self.session.report = self.report
        self.session.listeners._report = self.report
        self.session.report_line = self.log
        # One write a line: threads of the script log, too.
        self._write = log or (lambda line: sys.stderr.write(f"{line}\n"))
        self.c_instance = CInstance(self)
        self.script = None
        self._handler = LogHandler(self)
        self.errors = []
        self.ticks = 0
        self._clock = 0.0
        self._paths = []

    def load(self, directory):
        """Imports the script in `directory` and creates its instance.

        Like in Live the folder is a package whose name is the folder's, and
        `create_instance(c_instance)` gives the control surface.
        """
        directory = Path(directory).resolve()
        if not (directory / "__init__.py").is_file():
            raise FileNotFoundError(f"{directory} is no Remote Script: it has no __init__.py")
        logging.getLogger().addHandler(self._handler)
        self._add_path(str(HOSTED))
        self._add_path(str(directory.parent))
        module = importlib.import_module(directory.name)
        create = getattr(module, "create_instance", None)
        if not callable(create):
            raise TypeError(f"{directory} is no Remote Script: it has no create_instance")
        self.script = create(self.c_instance)
        self._offer("build_midi_map", 1)
        return self.script

    def tick(self, count=1):
        """Runs ticks of virtual time, with the timers that are due before each."""
        for _ in range(count):
            self._clock += TICK_MS
            timers.run_due(self._clock, self.report)
            self._one()

    def _one(self):
        self.ticks += 1
        self.session.tick()
        if self.c_instance.midi_map_requested:
            self.c_instance.midi_map_requested = False
            self._offer("build_midi_map", 1)
        self._offer("update_display")

    def run(self, tick_ms=TICK_MS, until=None):
        """Ticks at the pace of the wall clock until `until()` is true or the engine is gone.

        `tick_ms` is the real time of a tick; timers of the script keep their
        proportion to it. Ends in an orderly way when the engine goes.
        """
        start = time.monotonic()
        due = start + tick_ms / 1000
        scale = TICK_MS / tick_ms
        base = self._clock
        try:
            while until is None or not until():
                now = time.monotonic()
                self._clock = base + (now - start) * 1000 * scale
                timers.run_due(self._clock, self.report)
                if now >= due:
                    self._one()
                    # A late tick is not made up for: Live skips, too.
                    due = max(due + tick_ms / 1000, time.monotonic())
                time.sleep(max(0.0, min(due, self._next(start, base, scale)) - time.monotonic()))
        except LinkError as error:
            self.log(str(error))

    def _next(self, start, base, scale):
        """The wall time of the next timer, far off when there is none."""
        due = timers.next_due()
        if due is None:
            # A timer started by a listener is seen within a millisecond.
            return time.monotonic() + (0.001 if timers._running else 3600)
        return start + (due - base) / 1000 / scale

    def unload(self):
        """Takes the script away as Live does when it quits."""
        script, self.script = self.script, None
        try:
            if script is not None and callable(getattr(script, "disconnect", None)):
                script.disconnect()
        except Exception as error:
            self.report("disconnect", error)
        timers.stop_all()
        logging.getLogger().removeHandler(self._handler)
        for path in self._paths:
            if path in sys.path:
                sys.path.remove(path)
        self._paths = []

    def send_midi(self, data):
        """MIDI from the controller that is not there, for a test."""
        self._offer("receive_midi", tuple(data))

    def _offer(self, name, *args):
        """Calls a method of the script's that it may not have."""
        method = getattr(self.script, name, None)
        if not callable(method):
            return
        try:
            method(*args)
        except LinkError:
            raise
        except Exception as error:
            self.report(name, error)

    def _add_path(self, path):
        if path not in sys.path:
            sys.path.insert(0, path)
            self._paths.append(path)

    def log(self, line):
        """A line of Live's log."""
        self._write(line)

    def report(self, where, error):
        """An exception of the script's: Live writes it to its log and goes on."""
        text = "".join(traceback.format_exception(error))
        self.errors.append((where, error))
        self.log(f"RemoteScriptError: {where}\n{text}".rstrip())
