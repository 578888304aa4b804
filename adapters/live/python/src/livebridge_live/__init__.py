"""Runs Ableton Live Remote Scripts on a simulated Live, and gives Python tests a hold on it.

`Host` hosts a script, `Session` speaks to the engine, `connect` opens a session
and builds the module `Live` in memory for its version of Live; the frameworks
that a script imports stand under `hosted` and are on the path while it is hosted.
"""

from .errors import LinkError, NotSimulated
from .host import Host
from .link import Link, Pipe, dial, from_environment
from .session import Session, connect

__version__ = "1.0.0"

__all__ = [
    "Host",
    "Link",
    "LinkError",
    "NotSimulated",
    "Pipe",
    "Session",
    "connect",
    "dial",
    "from_environment",
]
