"""What the control surfaces of all of Live's frameworks share.

Scheduled messages, the guard in which components are made, logging, and the
calls that Live makes. The frameworks' own names stand under `hosted/`.
"""

import logging
import threading
from contextlib import contextmanager

from . import runtime

logger = logging.getLogger("livebridge_live")

# Surfaces whose guard is open, the innermost last; a component belongs to that one.
_guarded = []


def current_surface():
    """The surface whose guard is open, or None."""
    return _guarded[-1] if _guarded else None


class Schedule:
    """Callbacks for later ticks. Adding is safe from any thread, as scripts rely on it."""

    def __init__(self):
        self._lock = threading.Lock()
        self._waiting = []

    def add(self, ticks, callback, parameter):
        """Calls back at the `ticks`-th tick from now, at the next one for less than one."""
        with self._lock:
            self._waiting.append([max(1, int(ticks)), callback, parameter])

    def tick(self, report):
        """Calls what is due; what a callback adds waits for a later tick."""
        with self._lock:
            for entry in self._waiting:
                entry[0] -= 1
            due = [entry for entry in self._waiting if entry[0] <= 0]
            self._waiting = [entry for entry in self._waiting if entry[0] > 0]
        for _, callback, parameter in due:
            try:
                # A parameter that is empty or zero counts as none, as in the framework.
                if parameter:
                    callback(parameter)
                else:
                    callback()
            except Exception as error:
                report("a scheduled message", error)

    def clear(self):
        """Forgets everything."""
        with self._lock:
            self._waiting.clear()


class Surface:
    """The base of every control surface."""

    def __init__(self, c_instance=None):
        if c_instance is None:
            raise TypeError("a control surface is made with the c_instance that Live gives")
        self._c_instance = c_instance
        self._schedule = Schedule()
        self._components = []
        self._controls = []
        self._highlighted = None
        self._enabled = True

    @contextmanager
    def component_guard(self):
        """Components that are made inside belong to this surface."""
        _guarded.append(self)
        try:
            yield
        finally:
            _guarded.remove(self)

    def schedule_message(self, delay_in_ticks, callback, parameter=None):
        """Calls `callback` at a later tick, on the main thread."""
        if not callable(callback):
            raise TypeError("a scheduled callback must be callable")
        self._schedule.add(delay_in_ticks, callback, parameter)

    def update_display(self):
        """Called by Live at each tick."""
        with self.component_guard():
            self._schedule.tick(self._report)

    def _report(self, where, error):
        runtime.session().report(where, error)

    def log_message(self, *parts):
        """Writes a line to Live's log."""
        text = " ".join(str(part) for part in parts)
        self._c_instance.log_message(f"({type(self).__name__}) {text}")

    def show_message(self, message, *_args):
        """Shows a text in Live's status bar."""
        self._c_instance.show_message(message)

    def instance_identifier(self):
        """The place of this surface among the chosen ones."""
        return self._c_instance.instance_identifier()

    def request_rebuild_midi_map(self):
        """Asks Live to call `build_midi_map` soon."""
        self._c_instance.request_rebuild_midi_map()

    def build_midi_map(self, midi_map_handle):
        """Called by Live when the MIDI map is made anew."""

    def receive_midi(self, midi_bytes):
        """Called by Live with MIDI that was forwarded to the script."""

    def refresh_state(self):
        """Called by Live when the controller should show everything anew."""

    def port_settings_changed(self):
        """Called by Live when the MIDI ports change."""

    def connect_script_instances(self, instantiated_scripts):
        """Called by Live with all control surfaces, once they are there."""

    def suggest_input_port(self):
        """The MIDI input that the script would like."""
        return ""

    def suggest_output_port(self):
        """The MIDI output that the script would like."""
        return ""

    def suggest_map_mode(self, cc_no, channel):
        """The way in which a controller is mapped; -1 leaves it to Live."""
        return -1

    def can_lock_to_devices(self):
        """Whether the script can be locked to a device."""
        return False

    def supports_pad_translation(self):
        """Whether the controller's pads can be translated."""
        return False

    def set_pad_translations(self, pad_translations):
        """Translates pads to notes."""
        self._c_instance.set_pad_translation(pad_translations)

    def set_feedback_channels(self, channels):
        """Channels on which played notes come back."""
        self._c_instance.set_feedback_channels(channels)

    def set_enabled(self, enable):
        """Enables or disables all components."""
        self._enabled = bool(enable)
        for component in list(self._components):
            component.set_enabled(enable)

    def _send_midi(self, midi_bytes, *_args, **_options):
        return self._c_instance.send_midi(midi_bytes)

    def _register(self, component):
        self._components.append(component)

    def set_highlighting_session_component(self, session):
        """Shows the ring of this session, and follows it."""
        self._highlighted = session
        if session is not None:
            session.set_highlighting_callback(self._c_instance.set_session_highlight)

    def highlighting_session_component(self):
        """The session whose ring is shown."""
        return self._highlighted

    def disconnect(self):
        """Called by Live when the script is taken away."""
        self._schedule.clear()
        for component in reversed(self._components):
            component.disconnect()
        self._components.clear()
        self._highlighted = None


class BaseComponent:
    """The base of the frameworks' components: a part of a surface, made in its guard."""

    def __init__(self, name="", is_enabled=True):
        surface = current_surface()
        if surface is None:
            raise RuntimeError(f"{type(self).__name__} must be made inside `with self.component_guard():`")
        self._surface = surface
        self.name = name
        self._is_enabled = bool(is_enabled)
        surface._register(self)

    def is_enabled(self, explicit=False):
        """Whether the component acts."""
        return self._is_enabled

    def set_enabled(self, enable):
        """Enables or disables the component, and lets it update."""
        if bool(enable) != self._is_enabled:
            self._is_enabled = bool(enable)
            self.update()

    def update(self):
        """Called when something the component shows has changed."""

    def disconnect(self):
        """Called when the surface is taken away."""
