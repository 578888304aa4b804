"""Builds the module `Live` with its submodules from the table, for one version of Live."""

import sys
import types

from . import runtime, structs, table, timers, vectors
from .boost import make_enum
from .errors import LimitationError
from .objects import LomObject, make_class
from .signature import bind

# Kinds of the table that are objects with an id; BrowserItem is one to the engine.
OBJECTS = ("lom", "base")
LIKE_OBJECTS = ("BrowserItem",)
# Made by hand, not from the table.
OWN = {"LomObject": LomObject, "LimitationError": LimitationError, "Timer": timers.Timer}


def build(version=None):
    """Makes the modules anew and returns `Live`; a hosted `import Live` finds them."""
    builder = Builder(version)
    builder.enums()
    builder.classes()
    builder.functions()
    runtime.fill(builder.known, builder.made_enums)
    return builder.modules["Live"]


class Builder:
    """What is made while the modules are built."""

    def __init__(self, version):
        self.version = version
        self.modules = {}
        self.known = {}
        self.made_enums = []
        self.pending = []
        self.module("Live")

    def module(self, path):
        """The module of a dotted path, made with those above it."""
        if path not in self.modules:
            module = types.ModuleType(path)
            self.modules[path] = module
            sys.modules[path] = module
            parent, _, name = path.rpartition(".")
            if parent:
                setattr(self.module(parent), name, module)
            else:
                # A package, so that `import Live.Song` is understood.
                module.__path__ = []
        return self.modules[path]

    def place(self, path, value):
        """Puts a class at its dotted path: the first two parts are modules."""
        parts = path.split(".")
        target = self.module(".".join(parts[:2]))
        for part in parts[2:-1]:
            target = getattr(target, part)
        setattr(target, parts[-1], value)

    def names(self, path):
        """The module and the qualified name of a class."""
        parts = path.split(".")
        return ".".join(parts[:2]), ".".join(parts[2:])

    def enums(self):
        """All enumerations; they are placed when their outer classes are there."""
        for name, row in table.table()["enums"].items():
            module, qualname = self.names(row["python"])
            enum = make_enum(module, qualname, row["values"])
            self.known[name] = enum
            self.made_enums.append(enum)
            self.pending.append((row["python"], enum))

    def classes(self):
        """All classes, the outer before the inner."""
        rows = table.table()["classes"]
        for name in rows:
            self.klass(name)
        self.pending += [(rows[name]["python"], self.known[name]) for name in rows]
        for path, value in sorted(self.pending, key=lambda entry: entry[0].count(".")):
            self.place(path, value)

    def klass(self, name):
        """One class, after the one it inherits from."""
        if name in self.known:
            return self.known[name]
        row = table.table()["classes"][name]
        module, qualname = self.names(row["python"])
        if name in OWN:
            made = OWN[name]
        elif row["kind"] in OBJECTS or name in LIKE_OBJECTS:
            above = row.get("inherits")
            base = self.klass(above) if above in table.table()["classes"] else LomObject
            made = make_class(module, qualname, name, row, base, self.is_there)
        elif row["kind"] == "vector":
            base = vectors.Vector if name == "Vector" else self.klass("Vector")
            made = type(qualname, (base,), {"__module__": module})
        else:
            made = structs.make_struct(module, qualname, name, row)
        self.known[name] = made
        return made

    def is_there(self, row):
        """Whether this version of Live has a member."""
        return table.since(row, self.version)

    def functions(self):
        """Functions of modules, such as `Live.Application.get_application`."""
        for path, row in table.table()["module_functions"].items():
            module, _, name = path.rpartition(".")
            function = OWN_FUNCTIONS.get(path) or module_function(path, row)
            function.__name__ = name
            function.__module__ = module
            setattr(self.module(module), name, function)


class _Module:
    """Stands for the object in Boost's message about a module's function."""


def module_function(path, row):
    """A function that the engine is asked for by its full name."""

    def call(*args, **kwargs):
        fitted = bind(_Module(), path.rpartition(".")[2], row, args, kwargs)
        return runtime.session().call(None, path, fitted, row)

    return call


def get_application():
    """The one Application."""
    return runtime.session().root("live_app")


def log(string):
    """Writes to Live's log, which is the host's."""
    runtime.session().report_line(str(string))


OWN_FUNCTIONS = {"Live.Application.get_application": get_application, "Live.Base.log": log}
