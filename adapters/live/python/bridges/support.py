"""An engine, a hosted script and the Set between two commands: what every bridge's test needs."""

import copy
import os
import queue
import re
import shlex
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
import unittest
import wave
from pathlib import Path

from livebridge_live.server import COMMAND, Server

PACKAGE = Path(__file__).resolve().parents[1] / "src"

# What the tests of a bridge wait for at most.
PATIENCE = 30.0

# The real time of one of Live's ticks: bridges wait for several in many commands.
TICK_MS = 2

# Nothing that is run here may report to anybody.
SILENCED = {
    "DISABLE_TELEMETRY": "1",
    "DO_NOT_TRACK": "1",
    "ABLETON_MCP_DISABLE_TELEMETRY": "1",
    "MCP_DISABLE_TELEMETRY": "1",
    "ABLETON_MCP_DISABLE_DATASET": "1",
    "ABLETON_MCP_TELEMETRY_CONSENT": "0",
    "ABLETON_MCP_SKIP_SCRIPT_INSTALL": "1",
}


def bridges_folder():
    """The folder with the installed bridges, or None."""
    folder = os.environ.get("LIVEBRIDGE_BRIDGES_INSTALLED")
    return Path(folder) if folder and Path(folder).is_dir() else None


def installed(bridge):
    """The folder of one bridge; skips the tests where it is not installed."""
    folder = bridges_folder()
    if folder is None or not (folder / bridge).is_dir():
        raise unittest.SkipTest(f"{bridge} is not installed (bash adapters/live/bridges.sh install FOLDER)")
    return folder / bridge


def serve_command():
    """The command that serves an engine."""
    command = os.environ.get("LIVEBRIDGE_LIVE_COMMAND")
    return shlex.split(command or COMMAND)


def environment(home, **more):
    """A small environment: no user's settings, no reports, an own temporary folder."""
    env = {"PATH": os.environ["PATH"], "HOME": str(home), "TMPDIR": str(home), "LANG": "C.UTF-8"}
    env.update({"XDG_DATA_HOME": str(home), "XDG_CONFIG_HOME": str(home), "ABLETON_MCP_STATE_DIR": str(home)})
    for name in ("SYSTEMROOT", "LD_LIBRARY_PATH"):
        if name in os.environ:
            env[name] = os.environ[name]
    return {**env, **SILENCED, **{k: str(v) for k, v in more.items()}}


def free_port():
    """A port that nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Child:
    """A process whose lines are kept, and which is ended with everything it started."""

    def __init__(self, command, env, **options):
        self.name = Path(command[0]).name
        self.process = subprocess.Popen(
            command,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            **options,
        )
        self.lines = queue.Queue()
        self.errors = []
        threading.Thread(target=self._read_out, daemon=True).start()
        threading.Thread(target=self._read_errors, daemon=True).start()

    def _read_out(self):
        for line in self.process.stdout:
            self.lines.put(line.decode("utf-8", "replace").rstrip("\n"))
        self.lines.put(None)

    def _read_errors(self):
        for line in self.process.stderr:
            self.errors.append(line.decode("utf-8", "replace").rstrip("\n"))
            del self.errors[:-2000]

    def line(self, patience=PATIENCE):
        """The next line of stdout; fails with the process's last words when none comes."""
        try:
            line = self.lines.get(timeout=patience)
        except queue.Empty:
            line = None
        if line is None:
            tail = "\n".join(self.errors[-30:])
            raise AssertionError(f"{self.name} gave no line in time or ended:\n{tail}")
        return line

    def write(self, text):
        """Writes a line to the process."""
        self.process.stdin.write(text.encode() + b"\n")
        self.process.stdin.flush()

    def end(self):
        """Ends the process and what it started; the exit code."""
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(10)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait(10)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            try:
                stream.close()
            except OSError:
                pass
        return self.process.returncode


class Engine(Server):
    """An engine of its own, and waiting for the ticks of a hosted script."""

    def __init__(self, home, *options):
        super().__init__(*options, command=serve_command(), env=environment(home))

    def ticks(self, count, patience=PATIENCE):
        """Waits until the hosted script has ticked the engine `count` times more."""
        deadline = time.monotonic() + patience
        start = self.ask("stats")["tick"]
        while self.ask("stats")["tick"] < start + count:
            if time.monotonic() > deadline:
                raise AssertionError("the hosted script does not tick")
            time.sleep(0.001)


class Script(Child):
    """A Remote Script on an engine, ticked faster than Live does."""

    def __init__(self, engine, directory, home, tick_ms=TICK_MS, **more):
        env = environment(home, PYTHONPATH=PACKAGE, PYTHONDONTWRITEBYTECODE="1", **engine.variables, **more)
        command = [sys.executable, "-m", "livebridge_live", "script", str(directory)]
        super().__init__([*command, "--tick-ms", str(tick_ms)], env)
        assert self.line().startswith("ready "), "the script was not made"

    def log(self):
        """Live's log so far."""
        return "\n".join(self.errors)


class Any:
    """Equals whatever it is compared with."""

    def __eq__(self, other):
        return True

    def __repr__(self):
        return "ANY"


ANY = Any()


def single(number):
    """The number as Live keeps a parameter's value: a 32-bit float."""
    return struct.unpack("f", struct.pack("f", number))[0]


def note(pitch, start, duration, velocity=100, muted=False, probability=1):
    """A note as the Set holds it."""
    return {
        "pitch": pitch,
        "startTime": start,
        "duration": duration,
        "velocity": velocity,
        "muted": muted,
        "probability": probability,
        "velocityDeviation": 0,
        "releaseVelocity": 64,
    }


def differences(wanted, is_there, path=""):
    """Where two Sets differ, one line each."""
    if isinstance(wanted, dict) and isinstance(is_there, dict):
        names = sorted({**wanted, **is_there})
        return [line for name in names for line in differences(wanted.get(name), is_there.get(name), f"{path}.{name}")]
    if isinstance(wanted, list) and isinstance(is_there, list) and len(wanted) == len(is_there):
        pairs = zip(wanted, is_there)
        return [line for i, pair in enumerate(pairs) for line in differences(*pair, f"{path}[{i}]")]
    return [] if wanted == is_there else [f"{path}: {wanted!r} -> {is_there!r}"[:300]]


def sound(folder, seconds=2.0, rate=44100):
    """A WAV file of silence with a click."""
    path = Path(folder) / "click.wav"
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(rate)
        out.writeframes(b"\xff\x3f" * 20 + b"\0\0" * (int(seconds * rate) - 20))
    return path


# Areas of commands that several bridges have under one name.
TRACK = r"\.tracks\[<track_index>\]\."
COMMON_AREAS = {
    "create_midi_track": r"\.tracks",
    "create_audio_track": r"\.tracks",
    "create_return_track": r"\.returnTrackCount|\.tracks\[\d+\]\.sendCount",
    "delete_return_track": r"\.returnTrackCount|\.tracks\[\d+\]\.sendCount",
    "delete_track": r"\.tracks",
    "duplicate_track": r"\.tracks",
    "set_track_name": TRACK + "name",
    "set_track_mute": TRACK + "mute",
    "set_track_solo": TRACK + "solo",
    "set_track_arm": r"\.tracks\[\d+\]\.arm",
    "set_track_volume": TRACK + r"volume\.value",
    "set_track_pan": TRACK + "panning",
    "create_clip": TRACK + "session",
    "create_audio_clip": TRACK + "session",
    "delete_clip": TRACK + "session",
    "set_clip_name": TRACK + r"session\[\d+\]\.name",
    "set_clip_color": TRACK + r"session\[\d+\]\.color",
    "add_notes_to_clip": TRACK + r"session\[\d+\]\.notes",
    "duplicate_session_clip_to_arrangement": TRACK + "arrangement",
    "load_browser_item": TRACK + "(devices|name|arm)|" + r"\.tracks\[\d+\]\.arm",
    "set_device_parameter": TRACK + r"devices\[<device_index>\]\.parameters\[\d+\]\.value",
    "create_scene": r"\.scenes",
    "delete_scene": r"\.scenes",
    "set_scene_name": r"\.scenes\[<scene_index>\]\.name",
    "set_tempo": r"\.tempo",
    "undo": r"\.",
    "redo": r"\.",
}


class BridgeTest(unittest.TestCase):
    """One engine and one hosted script for a whole class of tests, which run in order."""

    bridge = None
    directory = None
    port_variable = None

    @classmethod
    def setUpClass(cls):
        cls.folder = installed(cls.bridge)
        cls.home = tempfile.TemporaryDirectory(prefix="livebridge-")
        cls.closing = [cls.home.cleanup]
        try:
            cls.engine = Engine(cls.home.name)
            cls.closing.append(cls.engine.stop)
            more = {}
            if cls.port_variable:
                cls.port = free_port()
                more[cls.port_variable] = cls.port
            cls.script = Script(cls.engine, cls.folder / cls.directory, cls.home.name, **more)
            cls.closing.append(cls.script.end)
            cls.connect()
        except BaseException:
            cls.tearDownClass()
            raise

    @classmethod
    def connect(cls):
        """Connects the bridge's client; puts what ends it into `closing`."""

    @classmethod
    def tearDownClass(cls):
        while cls.closing:
            cls.closing.pop()()

    def new_track(self, kind="midi"):
        """A new track at the end, made by the user; its index."""
        self.engine.invoke("live_set", f"create_{kind}_track", -1)
        self.engine.ticks(2)
        return len(self.engine.snapshot()["tracks"]) - 1

    def midi_clip(self, live, scene, duration):
        """An empty MIDI clip of the Session as Live makes it; its colour is the engine's to choose."""
        return {
            "scene": scene,
            "kind": "midi",
            "name": "",
            "color": ANY,
            "muted": False,
            "duration": duration,
            "looping": True,
            "loopStart": 0,
            "loopEnd": duration,
            "endMarker": duration,
            "notes": [],
        }

    # What a command may change of the Set: a pattern for the places, `<name>` stands for the parameter. A command
    # that is not named here may change nothing.
    areas = {}

    def watched(self, kind, params, act, refused=False):
        """Runs `act` and compares the Set before and after: only the command's own area may differ."""
        before = self.engine.snapshot()
        answer = act()
        self.engine.ticks(3)
        area = None if refused else self.areas.get(kind)
        for name, value in params.items():
            area = area and area.replace(f"<{name}>", str(value))
        found = differences(before, self.engine.snapshot())
        stray = [line for line in found if area is None or not re.match(area, line)]
        self.assertFalse(stray, f"{kind} {params} changes more than it should:\n  " + "\n  ".join(stray[:20]))
        return answer

    def changes(self, act, expect=None, ticks=4):
        """Runs `act` and compares the Set before and after, exactly.

        `expect(set)` changes a copy of the Set before into what must be there
        after; without it nothing may change. Answers what `act` answered.
        """
        before = self.engine.snapshot()
        answer = act()
        self.engine.ticks(ticks)
        after = self.engine.snapshot()
        wanted = copy.deepcopy(before)
        if expect is not None:
            expect(wanted)
            self.assertNotEqual(wanted, before, "the expectation changes nothing")
        found = differences(wanted, after)
        self.assertFalse(found, "the Set is not as expected (wanted -> is):\n  " + "\n  ".join(found[:20]))
        return answer
