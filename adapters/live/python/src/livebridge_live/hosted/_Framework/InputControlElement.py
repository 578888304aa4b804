"""`_Framework.InputControlElement`: a control of a controller that is not there."""

MIDI_NOTE_TYPE = 0
MIDI_CC_TYPE = 1
MIDI_PB_TYPE = 2
MIDI_SYSEX_TYPE = 3
MIDI_INVALID_TYPE = 4


class InputControlElement:
    """A control with its MIDI address. Nothing comes from it, for no controller is connected."""

    def __init__(self, msg_type=MIDI_INVALID_TYPE, channel=None, identifier=None, name="", **_):
        self.name = name
        self._msg_type = msg_type
        self._msg_channel = channel
        self._msg_identifier = identifier
        self._mapped_parameter = None

    def message_type(self):
        """One of the MIDI types above."""
        return self._msg_type

    def message_channel(self):
        """The MIDI channel, counted from 0."""
        return self._msg_channel

    def message_identifier(self):
        """The note or controller number."""
        return self._msg_identifier

    def mapped_parameter(self):
        """The parameter that follows this control."""
        return self._mapped_parameter

    def connect_to(self, parameter):
        """Lets a parameter follow this control."""
        self._mapped_parameter = parameter

    def release_parameter(self):
        """Lets the parameter go."""
        self._mapped_parameter = None

    def disconnect(self):
        """Called when the surface is taken away."""
        self._mapped_parameter = None
