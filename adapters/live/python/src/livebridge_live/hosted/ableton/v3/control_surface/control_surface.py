"""The control surface of version 3: made from a specification, set up in `setup`."""

from ableton.v2.control_surface.control_surface import SimpleControlSurface


class ControlSurfaceSpecification:
    """What a script says about its surface. Only the components have a meaning without a controller."""

    elements_type = None
    control_surface_skin = None
    create_mappings_function = None
    num_tracks = 8
    num_scenes = 1
    component_map = {}


class ControlSurface(SimpleControlSurface):
    """The base class of a Remote Script."""

    def __init__(self, specification=None, *_args, c_instance=None, **_kwargs):
        super().__init__(c_instance)
        self.specification = specification or ControlSurfaceSpecification
        self.component_map = {}
        with self.component_guard():
            for name, made in (self.specification.component_map or {}).items():
                self.component_map[name] = made()
            self.setup()

    def setup(self):
        """Overridden by scripts that need more than their specification says."""
