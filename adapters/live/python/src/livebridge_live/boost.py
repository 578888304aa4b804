"""What scripts see of Boost.Python, through which Live exposes its objects.

`ArgumentError`, enumerations that are integers with names, and the words of a
refused call. Nothing here knows Live's classes.
"""


class ArgumentError(TypeError):
    """A call whose arguments do not fit the signature on Live's side."""


ArgumentError.__module__ = "Boost.Python"
ArgumentError.__qualname__ = "ArgumentError"


def mismatch(owner, name, given, wanted):
    """The error of arguments that fit no signature.

    `owner` and `name` are the strings "None" for a property's setter. `given`
    are the Python values, the object first; `wanted` names the C++ types.
    """
    given = ", ".join(type(value).__name__ for value in given)
    wanted = ", ".join(wanted)
    return ArgumentError(
        f"Python argument types in\n    {owner}.{name}({given})\ndid not match C++ signature:\n    {name}({wanted})"
    )


class Enum(int):
    """An enumeration's value: an integer that knows its name.

    `values` maps integers and `names` maps names to the members, as in
    Boost.Python. An integer without a name is accepted, as there.
    """

    values = {}
    names = {}

    def __new__(cls, value=0):
        known = cls.values.get(int(value))
        return known if known is not None else super().__new__(cls, value)

    @property
    def name(self):
        """The member's name, or None for an integer that has none."""
        for name, member in type(self).names.items():
            if int(member) == int(self):
                return name
        return None

    def __str__(self):
        return self.name or str(int(self))

    def __repr__(self):
        cls = type(self)
        path = f"{cls.__module__}.{cls.__qualname__}"
        return f"{path}.{self.name}" if self.name else f"{path}({int(self)})"


Enum.__module__ = "Boost.Python"
Enum.__qualname__ = "enum"


def make_enum(module, qualname, values):
    """A new enumeration class with the given names and integers."""
    cls = type(qualname.rsplit(".", 1)[-1], (Enum,), {"values": {}, "names": {}})
    cls.__module__ = module
    cls.__qualname__ = qualname
    for name, number in values.items():
        member = int.__new__(cls, number)
        cls.values.setdefault(number, member)
        cls.names[name] = cls.values[number]
        # A member called like a method of int (there is none today) would hide it.
        setattr(cls, name, cls.values[number])
    return cls
