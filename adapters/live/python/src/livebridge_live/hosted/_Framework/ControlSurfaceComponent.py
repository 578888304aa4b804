"""`_Framework.ControlSurfaceComponent`: the base of the older framework's components."""

import Live
from livebridge_live.surface import BaseComponent


class ControlSurfaceComponent(BaseComponent):
    """A part of a control surface; `song` and `application` are functions here."""

    def __init__(self, name="", register_component=None, song=None, layer=None, is_enabled=True, **_):
        super().__init__(name=name, is_enabled=is_enabled)
        self._song_given = song
        self.layer = layer

    def song(self):
        """The open Set."""
        return self._song_given or self._surface._c_instance.song()

    def application(self):
        """The Application."""
        return Live.Application.get_application()

    def on_enabled_changed(self):
        """Called when the component is enabled or disabled."""
        self.update()

    def on_selected_track_changed(self):
        """Called when another track is selected."""

    def on_selected_scene_changed(self):
        """Called when another scene is selected."""

    def on_track_list_changed(self):
        """Called when tracks come or go."""

    def on_scene_list_changed(self):
        """Called when scenes come or go."""
