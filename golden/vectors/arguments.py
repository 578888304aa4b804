"""How the reference judges its arguments: which input is refused, and with which code (port 1, 3 and 5).

A "kind" is a function (value, name) that returns the value or refuses it; kinds are combined by `get` and `list_of`.
What the transforms compute is in reference.py.
"""

import math

MAX_COLOR = 0xFFFFFF
MAX_SAMPLE = 3.4028234663852886e38


class Fault(Exception):
    """A refused input, with the error code of port 3."""

    def __init__(self, code, message, subject_id=None):
        super().__init__(message)
        self.error = {"code": code, "message": message}
        if subject_id is not None:
            self.error["subjectId"] = subject_id


def need(condition, message):
    """Refuse the input as BAD_INPUT unless the condition holds (port 3)."""
    if not condition:
        raise Fault("BAD_INPUT", message)


REQUIRED = object()


def get(fields, key, kind, default=REQUIRED):
    """One field of an object, judged by `kind`. A missing key takes the default; null is never absence (port 1)."""
    need(isinstance(fields, dict), "an object is expected")
    if key not in fields:
        need(default is not REQUIRED, f"{key} is missing")
        return default
    return kind(fields[key], key)


def number(value, name):
    """A finite number (port 5, "Values")."""
    need(isinstance(value, float) and math.isfinite(value), f"{name} must be a finite number")
    return value


def between(low, high):
    """A finite number in low..high."""

    def kind(value, name):
        need(low <= number(value, name) <= high, f"{name} must be within {low}..{high}")
        return value

    return kind


def positive(value, name):
    """A finite number above zero."""
    need(number(value, name) > 0, f"{name} must be above 0")
    return value


def draw(value, name):
    """What a random source may yield: a number in [0, 1) (transforms 2)."""
    need(0 <= number(value, name) < 1, f"{name} must be within [0, 1)")
    return value


def sample(value, name):
    """An audio sample, which fits a 32-bit float; infinite and NaN samples are refused (transforms 3)."""
    return between(-MAX_SAMPLE, MAX_SAMPLE)(value, name)


def whole(low=-math.inf, high=math.inf):
    """A whole number in low..high."""

    def kind(value, name):
        need(between(low, high)(value, name) == math.floor(value), f"{name} must be a whole number")
        return int(value)

    return kind


def text(value, name):
    """A string."""
    need(isinstance(value, str), f"{name} must be a string")
    return value


def flag(value, name):
    """A boolean."""
    need(isinstance(value, bool), f"{name} must be true or false")
    return value


def one_of(*names):
    """One of a few fixed strings."""

    def kind(value, name):
        need(value in names, f"{name} must be one of {', '.join(names)}")
        return value

    return kind


def record(value, name):
    """An object, whose fields are judged where they are read."""
    need(isinstance(value, dict), f"{name} must be an object")
    return value


def list_of(item):
    """A list whose members are all of one kind."""

    def kind(value, name):
        need(isinstance(value, list), f"{name} must be a list")
        return [item(member, f"{name}[{i}]") for i, member in enumerate(value)]

    return kind


def note(value, name):
    """A Note of port 1. Ranges are not judged here: writing the notes back does that (port 5, setNotes)."""
    for key in ("pitch", "startTime", "duration"):
        get(value, key, number)
    for key in ("velocity", "probability", "velocityDeviation", "releaseVelocity"):
        get(value, key, number, None)
    for key in ("muted", "selected"):
        get(value, key, flag, None)
    return value


notes_list = list_of(note)
color = whole(0, MAX_COLOR)
palette_list = list_of(color)
