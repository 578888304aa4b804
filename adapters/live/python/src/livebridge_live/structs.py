"""Live's plain values with fields: notes, specifications of notes, routing choices, times.

A struct that came from the engine keeps what the engine sent, so that setters
hand back exactly the choice that was read.
"""

from .boost import mismatch


class Struct:
    """A value with named fields; its class says which can be written."""

    _name = "Struct"
    _fields = {}
    _constructor = None

    def __init__(self, *args, **kwargs):
        if self._constructor is None:
            raise RuntimeError("This class cannot be instantiated from Python")
        object.__setattr__(self, "_values", construct(self, args, kwargs))
        object.__setattr__(self, "_raw", {})

    @classmethod
    def received(cls, values, raw):
        """A value that the engine sent: decoded fields, and the JSON they came from."""
        new = cls.__new__(cls)
        object.__setattr__(new, "_values", dict(values))
        object.__setattr__(new, "_raw", dict(raw))
        return new

    def fields(self):
        """The fields by name, as the engine takes them back."""
        out = dict(self._raw)
        out.update(self._values)
        return out


class CueTime:
    """The time of a cue point where it is no float: it has to be cast, and equals no number.

    One project saw such a wrapper; what else it does nobody says, so it does nothing else here.
    """

    def __init__(self, beats):
        self._beats = beats

    def __float__(self):
        return float(self._beats)

    def __repr__(self):
        return f"<CueTime {self._beats}>"


def construct(struct, args, kwargs):
    """The fields of a struct built by a script, checked against its constructor."""
    rows = struct._constructor
    name = type(struct).__name__
    wanted = ["_object*"] + [CPP.get(row["type"], row["type"]) for row in rows]
    given = [struct, *args, *kwargs.values()]
    if len(args) > len(rows):
        raise mismatch(name, "__init__", given, wanted)
    values = {row["name"]: value for row, value in zip(rows, args)}
    known = {row["name"] for row in rows}
    for key, value in kwargs.items():
        if key not in known or key in values:
            raise mismatch(name, "__init__", given, wanted)
        values[key] = value
    for row in rows:
        if row["name"] not in values:
            if "default" not in row:
                raise mismatch(name, "__init__", given, wanted)
            values[row["name"]] = row["default"]
        fitted = fit(row["type"], values[row["name"]])
        if fitted is None:
            raise mismatch(name, "__init__", given, wanted)
        values[row["name"]] = fitted[0]
    return values


# The names of C++ types in Boost's messages.
CPP = {"int": "int", "float": "double", "bool": "bool", "string": "TString", "any": "object"}


def fit(kind, value):
    """(value as Boost converts it,) where `value` fits the type `kind`, else None.

    An integer is taken for a float and for a bool, an enumeration's member for
    an integer; a float is never taken for an integer, None for nothing.
    """
    if kind == "int":
        return (int(value),) if isinstance(value, int) else None
    if kind == "float":
        return (float(value),) if isinstance(value, (int, float)) else None
    if kind == "bool":
        return (bool(value),) if isinstance(value, int) else None
    if kind == "string":
        return (str(value),) if isinstance(value, str) else None
    return (value,)


def field(name, row):
    """The property for one field of a struct class."""
    kind = row.get("type", "any")

    def get(self):
        try:
            return self._values[name]
        except KeyError:
            raise AttributeError(name) from None

    def put(self, value):
        fitted = fit(kind, value)
        if fitted is None:
            given, wanted = [self, value], [f"{type(self).__name__} {{lvalue}}", CPP.get(kind, kind)]
            raise mismatch("None", "None", given, wanted)
        self._values[name] = fitted[0]

    return property(get, put if row.get("set") else None)


def make_struct(module, qualname, name, row):
    """The class of one struct of the table."""
    members = {
        "_name": name,
        "_fields": row.get("properties", {}),
        "_constructor": row.get("constructor"),
    }
    for prop, prop_row in row.get("properties", {}).items():
        members[prop] = field(prop, prop_row)
    for constant in row.get("constants", []):
        members[constant] = constant.capitalize()
    cls = type(qualname.rsplit(".", 1)[-1], (Struct,), members)
    cls.__module__ = module
    cls.__qualname__ = qualname
    return cls
