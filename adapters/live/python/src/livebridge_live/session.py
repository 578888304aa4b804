"""A session with the engine: greeting, reads, writes, calls, ticks.

The only place that knows the protocol's operations; proxies ask it, and it
decides nothing about Live.
"""

import sys
import threading
import traceback

from . import runtime
from .errors import LinkError
from .link import Link
from .listeners import Listeners
from .values import answered, decode, encode, shaped

PROTOCOL = 1

# A rule of this face, beside those of the engine's list; `--rule NAME=off` reaches it through the greeting.
NO_CHANGE_IN_LISTENER = "listen.no-change-in-listener"

# Functions that only tell something, by how their names begin or what stands within.
READING = ("get_", "is_", "has_", "find_", "fetch_", "str_for", "available_", "note_number", "relation", "events_in")
READING_WITHIN = ("_to_beat_time", "_to_sample_time", "value_at_time", "guess_", "display_string", "__str__")


class Session:
    """One interface of the engine, greeted as `python`."""

    def __init__(self, link, token=None, interface="python", report=None):
        self.link = link
        self.report = report or report_to_stderr
        fields = {"interface": interface, "protocol": PROTOCOL, "client": "livebridge-live (Python)"}
        if token:
            fields["token"] = token
        hello = link.request("hello", **fields)
        self.hello = hello
        if hello.get("protocol", PROTOCOL) != PROTOCOL:
            raise LinkError(f"the engine speaks protocol {hello['protocol']}, this face {PROTOCOL}")
        self.version = str(hello.get("live") or "")
        self.roots = hello.get("roots") or {}
        self.rules = hello.get("rules") or {}
        self.listeners = Listeners(link, self.report)
        self.main = threading.get_ident()
        self.off_main = 0
        self._notifying = False
        # Raises where Live is touched from another thread, instead of counting it.
        self.refuse_threads = False
        # Proxies by id, where `ids.python-proxies-ephemeral` is off.
        self.kept = {}

    def get(self, owner, name, row):
        """A property's value or a child; `row` is its row of the table."""
        self._here()
        value = self.link.request("get", obj=owner._number, name=name).get("value")
        return shaped(row, decode(value))

    def set(self, owner, name, value):
        """Writes a property."""
        self._here()
        # What is selected or shown may follow a change; the Set itself may not.
        if not owner._row_name.endswith(".View"):
            self._refuse_in_listener()
        self.link.request("set", obj=owner._number, name=name, value=encode(value))

    def call(self, owner, name, args, row):
        """Calls a function of an object, or of a module when `owner` is None."""
        self._here()
        if not name.startswith(READING) and not any(part in name for part in READING_WITHIN):
            self._refuse_in_listener()
        number = None if owner is None else owner._number
        answer = self.link.request("call", obj=number, name=name, args=encode(args))
        return answered(row, decode(answer.get("value")))

    def alive(self, number):
        """Whether the object with this id still exists."""
        return bool(self.link.request("alive", obj=number).get("value"))

    def tick(self, count=1):
        """Advances the engine's clock and calls the listeners that are due."""
        answer = self.link.request("tick", count=count)
        self._notifying = True
        try:
            for note in answer.get("notifications") or []:
                self.listeners.notify(note.get("obj"), note.get("name"))
        finally:
            self._notifying = False
        return answer

    def root(self, name):
        """A root object by its path: `live_app` or `live_set`."""
        value = decode(self.roots.get(name))
        if value is None:
            raise LinkError(f"the engine named no root {name!r}")
        return value

    def close(self):
        """Ends the session."""
        self.link.close()
        if runtime._session is self:
            runtime.use(None)

    def _refuse_in_listener(self):
        """Refuses what is done from within a listener, in Live's words; it has to be put off."""
        inside = self._notifying and threading.get_ident() == self.main
        if inside and runtime.rule(NO_CHANGE_IN_LISTENER):
            raise RuntimeError("Changes cannot be triggered by notifications. You will need to defer your response.")

    def _here(self):
        """Counts uses of Live from other threads than the one that connected.

        Live may be touched on its main thread only; scripts that do otherwise
        get away with it in most reads, so it is counted, not refused.
        """
        if threading.get_ident() != self.main and runtime.rule("time.main-thread-only"):
            self.off_main += 1
            if self.refuse_threads:
                raise RuntimeError("Live was touched from another thread than its main one")


def report_to_stderr(where, error):
    """Writes what a script's callback raised to stderr."""
    print(f"livebridge-live: {where} raised:", file=sys.stderr)
    traceback.print_exception(error, file=sys.stderr)


def connect(pipe, token=None, **options):
    """A session over a pipe, made the one of this process, with the module `Live` built."""
    from . import live_module

    session = Session(Link(pipe), token, **options)
    live_module.build(session.version)
    runtime.use(session)
    return session
