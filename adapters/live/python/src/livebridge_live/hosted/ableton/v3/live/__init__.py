"""`ableton.v3.live`: whether an object of Live's is still there."""

from ableton.v2.base import liveobj_changed, liveobj_valid

__all__ = ["liveobj_changed", "liveobj_valid"]
