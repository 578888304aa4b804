"""Live's objects as scripts hold them: thin proxies of what lives in the engine.

A class is made from its row of the table: properties, functions and the three
listener methods of everything observable. Each access is one request; a proxy
keeps no state but the object's id, and is made anew at each read, as in Live.
"""

from . import runtime
from .boost import ArgumentError, mismatch
from .signature import bind, words_of
from .structs import CueTime


class LomObject:
    """The base of everything with an identity in the Live Set."""

    _row_name = "LomObject"

    def __init__(self, *_args, **_kwargs):
        raise RuntimeError("This class cannot be instantiated from Python")

    @classmethod
    def proxy(cls, number):
        """A proxy of the object with this id."""
        new = cls.__new__(cls)
        object.__setattr__(new, "_number", number)
        return new

    @property
    def _live_ptr(self):
        return self._number

    def __eq__(self, other):
        if isinstance(other, LomObject):
            return self._number == other._number
        # A proxy whose object is gone equals None: scripts test `obj != None` to see it.
        if other is None:
            return not runtime.session().alive(self._number)
        return NotImplemented

    def __hash__(self):
        return hash(self._number)

    def __repr__(self):
        cls = type(self)
        return f"<{cls.__module__.removeprefix('Live.')}.{cls.__name__} object at 0x{self._number:x}>"


def getter(name, row):
    """Reads a property or a child."""

    def get(self):
        value = runtime.session().get(self, name, row)
        if name == "time" and self._row_name == "CuePoint" and runtime.rule("cue.time-wrapper", False):
            return CueTime(value)
        return value

    return get


def setter(name, kind):
    """Writes a property or a child; a value of the wrong type is refused as Boost does."""

    def put(self, value):
        session = runtime.session()
        try:
            session.set(self, name, value)
        except ArgumentError as error:
            owner = f"T{type(self).__name__}PyHandle"
            raise mismatch("None", "None", [self, value], [owner, words_of(kind)]) from error

    return put


def method(name, row):
    """A function of Live's: checks the arguments' number and kinds, then asks the engine."""

    def call(self, *args, **kwargs):
        fitted = bind(self, name, row, args, kwargs)
        return runtime.session().call(self, name, fitted, row)

    call.__name__ = name
    return call


def listeners(name):
    """The three methods by which scripts hear of changes of `name`."""

    def add(self, callback):
        runtime.session().listeners.add(self, name, callback)

    def remove(self, callback):
        runtime.session().listeners.remove(self, name, callback)

    def has(self, callback):
        return runtime.session().listeners.has(self, name, callback)

    methods = {f"add_{name}_listener": add, f"remove_{name}_listener": remove}
    methods[f"{name}_has_listener"] = has
    for key, function in methods.items():
        function.__name__ = key
    return methods


def make_class(module, qualname, name, row, base, is_there):
    """The Python class of one class of the table.

    `is_there` tells of a member's row whether the simulated version has it: a
    script that looks with `hasattr` sees an older Live.
    """
    members = {"_row_name": name}
    observed = list(row.get("events", []))
    for kind in ("children", "properties"):
        for prop, prop_row in row.get(kind, {}).items():
            if not is_there(prop_row):
                continue
            shown = prop_row.get("class") or prop_row.get("python_type") or "object"
            put = setter(prop, shown) if prop_row.get("set") else None
            members[prop] = property(getter(prop, prop_row), put)
            if prop_row.get("observe"):
                observed.append(prop)
    for function, function_row in row.get("functions", {}).items():
        if is_there(function_row):
            members[function] = method(function, function_row)
            if function_row.get("observe"):
                observed.append(function)
    for prop in observed:
        members.update(listeners(prop))
    cls = type(qualname.rsplit(".", 1)[-1], (base,), members)
    cls.__module__ = module
    cls.__qualname__ = qualname
    return cls
