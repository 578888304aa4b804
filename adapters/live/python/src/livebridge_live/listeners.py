"""Listeners: which script callbacks wait for which change.

The engine is asked to observe when the first callback for an object and name
comes, and told to stop when the last goes. What changed comes with a tick.
"""

from .errors import LinkError


class Listeners:
    """Callbacks by object and name, in the order they were added."""

    def __init__(self, link, report):
        self._link = link
        self._report = report
        self._callbacks = {}

    def add(self, owner, name, callback):
        """Adds a callback; a second time the same one is refused, as in Live."""
        key = (owner._number, name)
        known = self._callbacks.get(key, [])
        if callback in known:
            raise RuntimeError("Observer already connected")
        if not known:
            self._link.request("observe", obj=owner._number, name=name)
        self._callbacks[key] = known + [callback]

    def remove(self, owner, name, callback):
        """Removes a callback; one that is not there is refused, as in Live."""
        key = (owner._number, name)
        known = self._callbacks.get(key, [])
        if callback not in known:
            raise RuntimeError("Observer not connected")
        left = [other for other in known if other != callback]
        if left:
            self._callbacks[key] = left
            return
        del self._callbacks[key]
        self._link.request("unobserve", obj=owner._number, name=name)

    def has(self, owner, name, callback):
        """Whether this callback waits for changes of `name`."""
        return callback in self._callbacks.get((owner._number, name), [])

    def notify(self, number, name, arguments=()):
        """Calls everyone who waits; what a callback raises is reported, not raised."""
        for callback in list(self._callbacks.get((number, name), [])):
            # An earlier callback may have taken a later one away.
            if callback not in self._callbacks.get((number, name), []):
                continue
            try:
                callback(*arguments)
            except LinkError:
                raise
            except Exception as error:
                self._report(f"listener of {name}", error)

    def count(self):
        """How many callbacks wait."""
        return sum(len(known) for known in self._callbacks.values())
