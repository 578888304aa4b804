"""`_Framework.SessionComponent`: the window of tracks and scenes that a controller shows."""

from .CompoundComponent import CompoundComponent


class SessionComponent(CompoundComponent):
    """A ring of `num_tracks` by `num_scenes` slots somewhere in the Session View."""

    def __init__(self, num_tracks=0, num_scenes=0, auto_name=False, name="", enable_skinning=False, **kwargs):
        if num_tracks < 0 or num_scenes < 0:
            raise ValueError("a session's size cannot be negative")
        super().__init__(name=name, **kwargs)
        self._num_tracks = num_tracks
        self._num_scenes = num_scenes
        self._track_offset = 0
        self._scene_offset = 0
        self._show_highlight = True
        self._highlighting_callback = None

    def width(self):
        """How many tracks the ring has."""
        return self._num_tracks

    def height(self):
        """How many scenes the ring has."""
        return self._num_scenes

    def track_offset(self):
        """The first track in the ring."""
        return self._track_offset

    def scene_offset(self):
        """The first scene in the ring."""
        return self._scene_offset

    def tracks_to_use(self):
        """The tracks that the ring moves over."""
        return self.song().visible_tracks

    def set_offsets(self, track_offset, scene_offset):
        """Moves the ring; an offset past the last track or scene changes nothing there."""
        if track_offset < 0 or scene_offset < 0:
            raise ValueError("a session's offset cannot be negative")
        if track_offset < len(self.tracks_to_use()):
            self._track_offset = track_offset
        if scene_offset < len(self.song().scenes):
            self._scene_offset = scene_offset
        self._do_show_highlight()

    def set_highlighting_callback(self, callback):
        """Who is told where the ring is."""
        self._highlighting_callback = callback
        self._do_show_highlight()

    def set_show_highlight(self, show_highlight):
        """Shows or hides the ring."""
        self._show_highlight = bool(show_highlight)
        self._do_show_highlight()

    def _do_show_highlight(self):
        if self._highlighting_callback is None:
            return
        if self._show_highlight and self.is_enabled():
            place = (self._track_offset, self._scene_offset)
            self._highlighting_callback(*place, self._num_tracks, self._num_scenes, False)
        else:
            self._highlighting_callback(-1, -1, -1, -1, False)
