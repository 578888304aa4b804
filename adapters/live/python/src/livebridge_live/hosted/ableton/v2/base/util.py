"""Functions on values and lists."""

from itertools import chain


def nop(*_args, **_kwargs):
    """Does nothing."""


def const(value):
    """A function that answers `value` whatever it is asked."""
    return lambda *_args, **_kwargs: value


def clamp(value, minimum, maximum):
    """`value`, or the nearer end where it lies outside."""
    return max(minimum, min(value, maximum))


def find_if(predicate, sequence):
    """The first element for which `predicate` holds, or None."""
    return next((item for item in sequence if predicate(item)), None)


def index_if(predicate, sequence):
    """The place of the first such element; the length where there is none."""
    length = 0
    for place, item in enumerate(sequence):
        if predicate(item):
            return place
        length = place + 1
    return length


def first(sequence):
    """The first element."""
    return sequence[0]


def second(sequence):
    """The second element."""
    return sequence[1]


def flatten(sequence):
    """The elements of the elements."""
    return chain.from_iterable(sequence)


def in_range(value, start, end):
    """Whether `value` lies in [start, end)."""
    return start <= value < end
