"""Whether an object of Live's is still there."""


def liveobj_valid(obj):
    """True for an object that exists; a proxy of a deleted one equals None."""
    return obj != None  # noqa: E711 - the comparison asks the proxy, `is` would not


def liveobj_changed(obj, other):
    """True where two references mean different objects, or one of them none that exists."""
    return obj != other or type(obj) is not type(other)
