"""Values between Python and the protocol: objects, structs, enumerations, vectors.

The table says what a member's value becomes in Python (an enumeration's
member, a vector, a tuple); the JSON says what it is.
"""

import math

from . import runtime
from .boost import ArgumentError, Enum
from .objects import LomObject
from .structs import Struct
from .vectors import Vector

# Deeper values than this are refused: nothing of Live's nests so far.
DEPTH = 32

# The vector class for the elements of a list.
VECTORS = {
    "BrowserItem": "BrowserItemVector",
    "EnvelopeEvent": "EnvelopeEventVector",
    "MidiNote": "MidiNoteVector",
    "RoutingChannel": "RoutingChannelVector",
    "RoutingType": "RoutingTypeVector",
    "WarpMarker": "WarpMarkerVector",
    "ControlDescription": "ControlDescriptionVector",
    "int": "IntVector",
    "float": "FloatVector",
    "string": "StringVector",
}


def encode(value, depth=0):
    """A Python value as JSON data of the protocol; ArgumentError where it has none."""
    if depth > DEPTH:
        raise ArgumentError("a value nested too deeply for Live")
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, Enum) or isinstance(value, int):
        return int(value)
    if isinstance(value, float):
        # JSON has no number for these.
        return float(value) if math.isfinite(value) else {"float": repr(float(value))}
    if isinstance(value, LomObject):
        return {"$": value._number, "class": value._row_name}
    if isinstance(value, Struct):
        fields = {k: encode(v, depth + 1) for k, v in value.fields().items()}
        return {"struct": value._name, **fields}
    if isinstance(value, dict):
        if not all(isinstance(key, str) for key in value):
            raise ArgumentError("a dictionary with a key that is no string")
        return {key: encode(item, depth + 1) for key, item in value.items()}
    if isinstance(value, (list, tuple, Vector)):
        return [encode(item, depth + 1) for item in value]
    raise ArgumentError(f"no C++ type for {type(value).__name__}")


def decode(value, depth=0):
    """JSON data of the protocol as Python: proxies, structs, lists, plain values."""
    if not isinstance(value, (list, dict)):
        return value
    if depth > DEPTH:
        raise ValueError("a value nested too deeply")
    if isinstance(value, list):
        return [decode(item, depth + 1) for item in value]
    if "$" in value:
        return proxy(value)
    if "struct" in value:
        return struct(value, depth)
    if set(value) == {"float"}:
        return float(value["float"])
    return {key: decode(item, depth + 1) for key, item in value.items()}


def proxy(value):
    """The proxy of an object, None for id 0."""
    number = value["$"]
    if not isinstance(number, int) or isinstance(number, bool):
        raise ValueError(f"an object's id is no integer: {number!r}")
    if number == 0:
        return None
    cls = runtime.live_class(value.get("class")) or runtime.live_class("LomObject")
    if runtime.rule("ids.python-proxies-ephemeral"):
        return cls.proxy(number)
    return runtime.session().kept.setdefault(number, cls.proxy(number))


def struct(value, depth):
    """A struct of a known class; of an unknown one the plain dictionary."""
    cls = runtime.live_class(value["struct"])
    raw = {key: item for key, item in value.items() if key != "struct"}
    decoded = {key: decode(item, depth + 1) for key, item in raw.items()}
    if cls is None or not issubclass(cls, Struct):
        return decoded
    for name, row in cls._fields.items():
        if row.get("enum") and isinstance(decoded.get(name), int):
            decoded[name] = enum(row, decoded[name])
        elif row.get("type") == "float" and type(decoded.get(name)) is int:
            decoded[name] = float(decoded[name])
    return cls.received(decoded, raw)


def enum(row, value):
    """A member of the row's enumeration where Python shows one, else the integer."""
    cls = runtime.live_class(row.get("enum") or row.get("returns_enum"))
    return cls(value) if cls else value


def shaped(row, value):
    """A decoded value in the form that Python shows for a property or child of the table."""
    kind = row.get("type", "")
    if row.get("list"):
        return vector("Vector", value)
    if isinstance(value, list):
        if row.get("python_type", "").startswith("tuple"):
            return deep_tuple(value)
        if row.get("python_type", "").startswith("list"):
            return value
        return vector(VECTORS.get(kind.removeprefix("list<").removesuffix(">"), "Vector"), value)
    # `python_type` is "int" where the enumeration is only a label.
    if row.get("enum") and type(value) is int and row.get("python_type") not in (None, "int"):
        return enum(row, value)
    if kind == "float" and type(value) is int:
        return float(value)
    return value


def answered(row, value):
    """A decoded answer of a function in the form that Python shows."""
    kind = row.get("returns", "none")
    if isinstance(value, list):
        element = kind.removeprefix("list<").removesuffix(">")
        if element.startswith("tuple<"):
            return deep_tuple(value)
        return vector(VECTORS.get(element, "Vector"), value)
    if row.get("returns_enum") and type(value) is int:
        return enum(row, value)
    if kind == "float" and type(value) is int:
        return float(value)
    return value


def vector(name, items):
    """A vector of Live's class `name`."""
    cls = runtime.live_class(name) or Vector
    return cls(items if isinstance(items, list) else [])


def deep_tuple(value):
    """Lists within lists as tuples."""
    return tuple(deep_tuple(item) for item in value) if isinstance(value, list) else value
