"""Helpers of version 3: those of version 2, and tasks' few names."""

from ableton.v2.base import (
    EventObject,
    clamp,
    const,
    find_if,
    first,
    flatten,
    in_range,
    index_if,
    listens,
    listens_group,
    nop,
    second,
)

__all__ = [
    "EventObject",
    "clamp",
    "const",
    "find_if",
    "first",
    "flatten",
    "in_range",
    "index_if",
    "listens",
    "listens_group",
    "nop",
    "second",
]
