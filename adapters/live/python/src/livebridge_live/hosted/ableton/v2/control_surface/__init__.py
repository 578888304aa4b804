"""`ableton.v2.control_surface`: the surface and component classes that bridges build on."""

from .component import Component
from .control_surface import ControlSurface, SimpleControlSurface

__all__ = ["Component", "ControlSurface", "SimpleControlSurface"]
