"""Fixtures for pytest: an engine, a host for a Remote Script, the Set. Loaded as a plugin.

`LIVEBRIDGE_LIVE_COMMAND` names the command that serves an engine
(`livebridge live serve` where it is not set).
"""

import pytest

from . import runtime
from .host import Host
from .server import Server
from .session import connect


@pytest.fixture
def live_engine():
    """An engine of this test's own with Live's default Set; `user` edits it as a user would."""
    server = Server()
    yield server
    server.stop()


@pytest.fixture
def live_host(live_engine):
    """A host on that engine: `load(folder)` a script, `tick()` it. Time stands still in between."""
    lines = []
    session = connect(*live_engine.pipe())
    host = Host(session, log=lines.append)
    host.lines = lines
    yield host
    host.unload()
    session.close()
    runtime.use(None)


@pytest.fixture
def live_set(live_host):
    """The open Set, as `Live.Song.Song`: read in a test what the script has done to it."""
    return live_host.session.root("live_set")
