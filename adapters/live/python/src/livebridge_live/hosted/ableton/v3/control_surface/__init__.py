"""`ableton.v3.control_surface`: surface, component and specification of version 3."""

from .component import Component
from .control_surface import ControlSurface, ControlSurfaceSpecification

__all__ = ["Component", "ControlSurface", "ControlSurfaceSpecification"]
