"""Exceptions: of the connection to the engine, and those that Live raises in scripts."""

from .boost import ArgumentError


class LinkError(RuntimeError):
    """The connection to the engine is gone or speaks nonsense: nothing more can be asked."""


class NotSimulated(RuntimeError):
    """The engine knows the member and has no behaviour for it; it invents no value."""

    def __init__(self, message, owner=None, member=None):
        super().__init__(message)
        self.owner = owner
        self.member = member


class DeadObject(RuntimeError):
    """The object that a proxy stood for no longer exists."""


class Crash(RuntimeError):
    """A real Live would have crashed here; the engine refuses instead."""


class Fault(RuntimeError):
    """A failure that the test asked the engine for."""


class LimitationError(RuntimeError):
    """What Live raises past a limit of its edition."""


LimitationError.__module__ = "Base"

# Kinds of the protocol; `ProtocolError` is absent, for it is a mistake of this package.
KINDS = {
    "ArgumentError": ArgumentError,
    "AttributeError": AttributeError,
    "Crash": Crash,
    "DeadObject": DeadObject,
    "Fault": Fault,
    "IndexError": IndexError,
    "KeyError": KeyError,
    "LimitationError": LimitationError,
    "NotImplementedError": NotImplementedError,
    "OverflowError": OverflowError,
    "RuntimeError": RuntimeError,
    "TypeError": TypeError,
    "ValueError": ValueError,
}


def raised(error):
    """The exception for an `error` object of the protocol.

    An unknown kind is a RuntimeError that keeps the kind in its text, so that
    nothing is swallowed.
    """
    kind = error.get("kind")
    message = error.get("message")
    text = message if isinstance(message, str) else f"{kind or 'error'} without a message"
    if kind == "NotSimulated":
        return NotSimulated(text, error.get("class"), error.get("member"))
    exception = KINDS.get(kind)
    return exception(text) if exception else RuntimeError(f"{kind}: {text}")
