"""`_Framework.EncoderElement`: a knob of a controller that is not there."""

from .InputControlElement import InputControlElement


class EncoderElement(InputControlElement):
    """A knob or fader with the way in which it sends its values."""

    def __init__(self, msg_type, channel, identifier, map_mode, **kwargs):
        super().__init__(msg_type, channel, identifier, **kwargs)
        self._map_mode = map_mode

    def message_map_mode(self):
        """One of `Live.MidiMap.MapMode`."""
        return self._map_mode
