"""The control surface of version 2: `song` and `application` are properties here."""

import Live
from livebridge_live.surface import Surface


class SimpleControlSurface(Surface):
    """A surface without components of its own."""

    def __init__(self, c_instance=None, publish_self=True, *_args, **_kwargs):
        super().__init__(c_instance)

    @property
    def song(self):
        """The open Set."""
        return self._c_instance.song()

    @property
    def application(self):
        """The Application."""
        return Live.Application.get_application()

    @property
    def components(self):
        """The components that belong to this surface."""
        return tuple(self._components)

    @property
    def root_components(self):
        """The components that stand in no other."""
        return tuple(self._components)


class ControlSurface(SimpleControlSurface):
    """The base class of a Remote Script."""
