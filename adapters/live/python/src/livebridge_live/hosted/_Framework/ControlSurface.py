"""`_Framework.ControlSurface`: `song` and `application` are functions here."""

import Live
from livebridge_live.surface import Surface

CS_LIST_KEY = "control_surfaces"


class ControlSurface(Surface):
    """The base class of a Remote Script."""

    def song(self):
        """The open Set."""
        return self._c_instance.song()

    def application(self):
        """The Application."""
        return Live.Application.get_application()

    @property
    def components(self):
        """The components that belong to this surface."""
        return tuple(self._components)

    @property
    def controls(self):
        """The controls that belong to this surface."""
        return list(self._controls)

    def set_device_component(self, device_component):
        """The component that Live's device lock goes to."""
        self._device_component = device_component

    def set_suppress_rebuild_requests(self, suppress):
        """Kept for scripts that still call it."""
