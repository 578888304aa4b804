"""A component of version 3."""

from ableton.v2.control_surface.component import Component as ComponentBase


class Component(ComponentBase):
    """A part of a control surface, made inside its guard."""
