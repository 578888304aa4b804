"""A Remote Script that names new tracks: the first `Drums`, then `Bass`, then `Keys`."""

from _Framework.ControlSurface import ControlSurface

NAMES = ["Drums", "Bass", "Keys"]


def create_instance(c_instance):
    return RenameTracks(c_instance)


class RenameTracks(ControlSurface):
    def __init__(self, c_instance):
        ControlSurface.__init__(self, c_instance)
        self._known = list(self.song().tracks)
        self._left = list(NAMES)
        self.song().add_tracks_listener(self._tracks_changed)
        self.show_message("RenameTracks is there")

    def _tracks_changed(self):
        # Live refuses changes from within a listener: they are put off to the next tick.
        self.schedule_message(1, self._name_new_tracks)

    def _name_new_tracks(self):
        tracks = list(self.song().tracks)
        for track in tracks:
            if track not in self._known and self._left:
                track.name = self._left.pop(0)
        self._known = tracks

    def disconnect(self):
        self.song().remove_tracks_listener(self._tracks_changed)
        ControlSurface.disconnect(self)
