"""Starts an engine as a child process, for tests: its address, its Set, its end."""

import json
import os
import shlex
import subprocess
import threading

from .errors import LinkError
from .link import Link, dial
from .session import Session

# The command that serves an engine when `LIVEBRIDGE_LIVE_COMMAND` does not name one.
COMMAND = "livebridge live serve"

# Lines that an engine may print before it has named its address.
FIRST_LINES = 100

# Seconds in which an engine names its address.
PATIENCE = 60


class Server:
    """An engine and a connection to it that edits as a user does."""

    def __init__(self, *options, command=None, env=None):
        command = command or os.environ.get("LIVEBRIDGE_LIVE_COMMAND") or COMMAND
        words = shlex.split(command) if isinstance(command, str) else list(command)
        try:
            self._process = subprocess.Popen([*words, *options], stdin=subprocess.PIPE, stdout=subprocess.PIPE, env=env)
        except OSError as error:
            raise LinkError(f"no engine can be started with {words[0]!r}: {error}") from error
        self.variables = {}
        try:
            self._read_address(words)
        except LinkError:
            self._end()
            raise
        threading.Thread(target=self._process.stdout.read, daemon=True).start()
        self.session = Session(*self.link(), interface="user")

    def _read_address(self, words):
        # An engine that says nothing is ended, which ends the waiting below.
        watch = threading.Timer(PATIENCE, self._process.kill)
        watch.start()
        try:
            self._read_lines(words)
        finally:
            watch.cancel()

    def _read_lines(self, words):
        for _ in range(FIRST_LINES):
            line = self._process.stdout.readline().decode("utf-8", "replace").strip()
            name, _, value = line.partition("=")
            if name in ("LIVEBRIDGE_LIVE", "LIVEBRIDGE_LIVE_TOKEN"):
                self.variables[name] = value
            if len(self.variables) == 2:
                return
            if not line:
                break
        raise LinkError(f"{' '.join(words)} did not name its address")

    def pipe(self):
        """A new connection and the token that opens it."""
        return dial(self.variables["LIVEBRIDGE_LIVE"]), self.variables["LIVEBRIDGE_LIVE_TOKEN"]

    def link(self):
        """A new connection for requests, and the token."""
        pipe, token = self.pipe()
        return Link(pipe), token

    def ask(self, op, **fields):
        """The value of one request of the protocol."""
        return self.session.link.request(op, **fields).get("value")

    def snapshot(self):
        """The Set as data, in the project's canonical form."""
        return json.loads(self.ask("snapshot")["text"])

    def get(self, path, name):
        """A property by a path such as `live_set tracks 0`."""
        found = self.ask("resolve", path=path)
        if found is None:
            raise LookupError(f"nothing at {path!r}")
        return self.ask("get", obj=found["$"], name=name)

    def edit(self, path, name, value):
        """An edit of the user's: sets a property."""
        return self.ask("user", edit={"do": "set", "path": path, "name": name, "value": value})

    def invoke(self, path, name, *args):
        """An edit of the user's: calls a function."""
        return self.ask("user", edit={"do": "call", "path": path, "name": name, "args": list(args)})

    def undo(self):
        """Takes back one step, as a user does; whether there was one."""
        return bool(self.session.link.request("undo").get("done"))

    def redo(self):
        """Does one step again, as a user does; whether there was one."""
        return bool(self.session.link.request("redo").get("done"))

    def stop(self):
        """Ends the engine."""
        self.session.link.close()
        self._end()

    def _end(self):
        self._process.stdin.close()
        self._process.terminate()
        try:
            self._process.wait(5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
