"""A component of version 2: `song` and `application` are properties here."""

import Live
from livebridge_live.surface import BaseComponent

from ..base.event import EventObject


class Component(EventObject, BaseComponent):
    """A part of a control surface, made inside its guard."""

    def __init__(self, name="", parent=None, layer=None, is_enabled=True, **_):
        super().__init__(name=name, is_enabled=is_enabled)
        self.parent = parent
        self.layer = layer

    @property
    def song(self):
        """The open Set."""
        return self._surface._c_instance.song()

    @property
    def application(self):
        """The Application."""
        return Live.Application.get_application()
