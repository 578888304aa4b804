"""`Live.Base.Timer`: calls back after some milliseconds, on the main thread, between ticks."""

_running = []


class Timer:
    """A timer of Live's: started, stopped and restarted by the script."""

    def __init__(self, callback, interval, repeat=False, start=False):
        if not callable(callback):
            raise TypeError("a timer's callback must be callable")
        self._callback = callback
        self._interval = max(1, int(interval))
        self._repeat = bool(repeat)
        self._due = None
        if start:
            self.start()

    @property
    def running(self):
        """Whether the timer will call back."""
        return self in _running

    def start(self):
        """Starts to count; a running timer goes on."""
        if not self.running:
            self._due = None
            _running.append(self)

    def stop(self):
        """Calls back no more."""
        if self.running:
            _running.remove(self)

    def restart(self):
        """Counts from the beginning."""
        self.stop()
        self.start()


Timer.__module__ = "Live.Base"


def run_due(now, report):
    """Calls the timers that are due at `now` (milliseconds) and returns how many were called.

    A timer counts from the first time that it is seen here. One that repeats
    is called once, however late, and counts from `now` again.
    """
    called = 0
    for timer in _running:
        if timer._due is None:
            timer._due = now + timer._interval
    for timer in sorted(_running, key=lambda timer: timer._due):
        # One that was called before may have stopped or restarted this one.
        if timer.running and timer._due is not None and now >= timer._due:
            if timer._repeat:
                timer._due = now + timer._interval
            else:
                timer.stop()
            called += 1
            try:
                timer._callback()
            except Exception as error:
                report("a timer's callback", error)
    return called


def next_due():
    """When the next timer is due, in milliseconds, or None."""
    known = [timer._due for timer in _running if timer._due is not None]
    return min(known) if known else None


def stop_all():
    """Forgets every timer, when a script is taken away."""
    _running.clear()
