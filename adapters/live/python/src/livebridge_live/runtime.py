"""The one Live of this process: the session that proxies ask, and Live's classes by name.

A hosted script reaches Live through module-level names, so there is one
session a process; tests put another in its place.
"""

_session = None
_classes = {}
_enums = []


def session():
    """The session in use; raises when no engine is connected."""
    if _session is None:
        raise RuntimeError("no simulated Live is connected to this process")
    return _session


def use(new):
    """Makes `new` (or None) the session that every proxy asks."""
    global _session
    _session = new


def rule(name, default=True):
    """Whether a rule is on: what the engine's greeting says of it, `default` where it says nothing."""
    return default if _session is None else _session.rules.get(name, default) is not False


def fill(classes, enums):
    """Registers Live's classes by their name in the table, and the enumerations."""
    _classes.clear()
    _classes.update(classes)
    _enums[:] = enums


def live_class(name):
    """Live's class of that name in the table, or None."""
    return _classes.get(name)


def enums():
    """All enumeration classes."""
    return list(_enums)
