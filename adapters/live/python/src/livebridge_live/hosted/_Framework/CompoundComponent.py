"""`_Framework.CompoundComponent`: a component made of others."""

from .ControlSurfaceComponent import ControlSurfaceComponent


class CompoundComponent(ControlSurfaceComponent):
    """A component that enables and disables its parts with itself."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self._sub_components = []

    def register_component(self, component):
        """Takes a part in and gives it back."""
        self._sub_components.append(component)
        return component

    def register_components(self, *components):
        """Takes several parts in."""
        return [self.register_component(component) for component in components]

    def set_enabled(self, enable):
        super().set_enabled(enable)
        for component in self._sub_components:
            component.set_enabled(enable)
