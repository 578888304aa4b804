"""Arguments of Live's functions: their number, names and kinds, as Boost checks them.

Ranges, states and everything else that Live refuses is the engine's to decide.
"""

from . import runtime
from .boost import mismatch
from .structs import CPP, fit

# What Boost calls a class of Live's in its messages.
HANDLE = "TPyHandle<A{}>"


def words_of(kind):
    """The name of a C++ type for a type of the table."""
    kind = {"str": "string"}.get(kind, kind)
    if kind in CPP:
        return CPP[kind]
    if kind.startswith(("list", "tuple", "callback")):
        return "boost::python::api::object"
    return HANDLE.format(kind)


def bind(owner, name, row, args, kwargs):
    """The arguments in order, each as the engine takes it.

    Left out at the end: what the caller left out. Raises ArgumentError where
    number, name or kind do not fit.
    """
    rows = row["args"]
    error = mismatch(
        type(owner).__name__,
        name,
        [owner, *args, *kwargs.values()],
        [HANDLE.format(type(owner).__name__)] + [words_of(r["type"]) for r in rows],
    )
    if len(args) > len(rows):
        raise error
    given = dict(zip((r["name"] for r in rows), args))
    for key, value in kwargs.items():
        if key in given or all(r["name"] != key for r in rows):
            raise error
        given[key] = value
    out = []
    for index, arg in enumerate(rows):
        if arg["name"] not in given:
            if "default" not in arg:
                raise error
            if any(later["name"] in given for later in rows[index:]):
                out.append(default(arg))
            continue
        fitted = accept(arg, given[arg["name"]])
        if fitted is None:
            raise error
        out.append(fitted[0])
    return out


def default(arg):
    """The value of an argument left out before one that is given."""
    value = arg["default"]
    if isinstance(value, str) and "." in value and arg["type"] == "int":
        # Written "Enum.member" in the table.
        enum, member = value.rsplit(".", 1)
        for cls in runtime.enums():
            if cls.__name__ == enum and member in cls.names:
                return int(cls.names[member])
    return value


def accept(arg, value):
    """(value,) where it fits the argument's type, else None."""
    kind = arg["type"]
    if value is None and "default" in arg and arg["default"] is None:
        return (None,)
    if not runtime.rule("py.strict-types"):
        return (value,)
    if kind in CPP:
        return fit(kind, value)
    if kind == "callback":
        return (value,) if callable(value) else None
    if kind.startswith("list<"):
        return accept_list(kind[5:-1], value)
    wanted = [runtime.live_class(part) for part in kind.split("|")]
    wanted = tuple(cls for cls in wanted if cls)
    return (value,) if not wanted or isinstance(value, wanted) else None


def accept_list(element, value):
    """(list,) where each element fits; a MidiNote list must be Live's own vector."""
    if element == "MidiNote" and runtime.rule("notes.modify-needs-vector"):
        vector = runtime.live_class("MidiNoteVector")
        return (list(value),) if isinstance(value, vector) else None
    if isinstance(value, (str, bytes)):
        return None
    try:
        items = list(value)
    except TypeError:
        return None
    if element.startswith("tuple<"):
        kinds = element[6:-1].split(",")
        out = [row_of(kinds, item) for item in items]
    elif element in CPP:
        out = [fit(element, item) for item in items]
    else:
        cls = runtime.live_class(element)
        if element == "MidiNoteSpecification" and not runtime.rule("notes.python-spec-objects"):
            cls = None
        out = [(item,) if cls is None or isinstance(item, cls) else None for item in items]
    return ([item[0] for item in out],) if all(item is not None for item in out) else None


def row_of(kinds, item):
    """(list,) where a tuple of an old note function fits, else None."""
    try:
        values = list(item)
    except TypeError:
        return None
    if len(values) != len(kinds):
        return None
    fitted = [fit(kind.strip(), value) for kind, value in zip(kinds, values)]
    return ([f[0] for f in fitted],) if all(f is not None for f in fitted) else None
