"""`c_instance`: the object by which Live's side of a control surface is reached.

What has an effect in the Set goes to the engine through the Song; MIDI, the
session highlight and messages have no place there and are kept for tests.
"""

from . import runtime

# Messages kept; older ones are dropped, as a status bar does.
KEEP = 1000


class CInstance:
    """One control surface as Live sees it."""

    def __init__(self, host, handle=1):
        self._host = host
        self._handle = handle
        self.messages = []
        self.sent_midi = []
        self.forwarded = []
        self.highlight = None
        self.midi_map_requested = False
        self.full_velocity = None
        self.note_repeat = None
        self.playhead = None
        self.velocity_levels = None
        self.note_layout = None

    def song(self):
        """The open Set."""
        return runtime.session().root("live_set")

    def application(self):
        """The Application."""
        return runtime.session().root("live_app")

    def handle(self):
        """A number that names this control surface."""
        return self._handle

    def instance_identifier(self):
        """The place of this control surface among the chosen ones."""
        return 0

    def log_message(self, *parts):
        """Writes a line to Live's log."""
        self._host.log(" ".join(str(part) for part in parts))

    def show_message(self, text, *_):
        """Shows a text in Live's status bar."""
        self._keep(self.messages, str(text))
        self._host.log(f"(message) {text}")

    def send_midi(self, data):
        """Sends MIDI to the controller; there is none, so the bytes are kept."""
        self._keep(self.sent_midi, tuple(int(byte) for byte in data))
        return True

    def request_rebuild_midi_map(self):
        """Asks Live to call `build_midi_map` soon; it is done at the next tick."""
        self.midi_map_requested = True

    def set_session_highlight(self, track, scene, width, height, include_returns=False):
        """Moves the coloured ring in the Session View."""
        self.highlight = (track, scene, width, height, bool(include_returns))

    def set_feedback_channels(self, channels):
        """Channels for feedback of played notes: without a controller, nothing."""

    def set_feedback_velocity(self, velocity):
        """Velocity of feedback: without a controller, nothing."""

    def set_pad_translation(self, translations):
        """Pads to notes: without a controller, nothing."""

    def set_note_translation(self, *_):
        """Notes to notes: without a controller, nothing."""

    def set_cc_translation(self, *_):
        """Controllers to controllers: without a controller, nothing."""

    def set_controlled_track(self, track):
        """The track that played notes go to: without a controller, nothing."""

    def release_controlled_track(self):
        """Takes that track back."""

    def toggle_lock(self):
        """Locks to a device: without a controller, nothing."""

    def preferences(self, _name):
        """What a control surface stored earlier: nothing, each run is the first."""
        return b""

    @staticmethod
    def _keep(kept, item):
        kept.append(item)
        del kept[:-KEEP]
