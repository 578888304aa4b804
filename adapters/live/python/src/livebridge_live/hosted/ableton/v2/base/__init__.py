"""Small helpers of the framework that bridges import: validity, listeners, lists."""

from .event import EventObject, ObservablePropertyAlias, listens, listens_group
from .live_api_utils import liveobj_changed, liveobj_valid
from .util import clamp, const, find_if, first, flatten, in_range, index_if, nop, second

__all__ = [
    "EventObject",
    "ObservablePropertyAlias",
    "clamp",
    "const",
    "find_if",
    "first",
    "flatten",
    "in_range",
    "index_if",
    "listens",
    "listens_group",
    "liveobj_changed",
    "liveobj_valid",
    "nop",
    "second",
]
