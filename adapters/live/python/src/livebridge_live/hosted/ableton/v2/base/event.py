"""Listening in the framework's way: `@listens("tempo")` and a `subject` that may change."""

from .live_api_utils import liveobj_valid


class Slot:
    """A callback that follows one event, or a path of them, of its current subject."""

    def __init__(self, path, callback):
        self._path = path.split(".")
        self._callback = callback
        self._subject = None
        self._connected = []

    def __call__(self, *args, **kwargs):
        return self._callback(*args, **kwargs)

    @property
    def subject(self):
        """The object that is listened to."""
        return self._subject

    @subject.setter
    def subject(self, subject):
        self.disconnect()
        self._subject = subject
        self._connect()

    def _connect(self):
        """Listens to each step of the path, so that a step that changes is followed."""
        target = self._subject
        for place, name in enumerate(self._path):
            if not liveobj_valid(target):
                return
            last = place == len(self._path) - 1
            listener = self._callback if last else self._step_changed
            add = getattr(target, f"add_{name}_listener", None)
            if add is not None:
                add(listener)
                self._connected.append((target, name, listener))
            elif last:
                raise AttributeError(f"{type(target).__name__} has no listeners for {name!r}")
            if not last:
                target = getattr(target, name)

    def _step_changed(self):
        self._disconnect_all()
        self._connect()
        self._callback()

    def disconnect(self):
        """Listens to nothing."""
        self._disconnect_all()
        self._subject = None

    def _disconnect_all(self):
        for target, name, listener in self._connected:
            try:
                getattr(target, f"remove_{name}_listener")(listener)
            except RuntimeError:
                # The object is gone, and its listeners with it.
                pass
        self._connected = []


class SlotGroup:
    """One callback for the same event of several subjects; it is called with the subject's name."""

    def __init__(self, path, callback):
        self._path = path
        self._callback = callback
        self._slots = []

    def __call__(self, *args, **kwargs):
        return self._callback(*args, **kwargs)

    def replace_subjects(self, subjects, identifiers=None):
        """Listens to these subjects and no others."""
        self.disconnect()
        for subject, name in zip(subjects, identifiers or subjects):
            slot = Slot(self._path, lambda *args, _name=name: self._callback(*args, _name))
            slot.subject = subject
            self._slots.append(slot)

    def disconnect(self):
        """Listens to nothing."""
        for slot in self._slots:
            slot.disconnect()
        self._slots = []


class _Listens:
    """The descriptor behind the decorators: one slot for each instance."""

    def __init__(self, path, function, kind):
        self._path = path
        self._function = function
        self._kind = kind

    def __set_name__(self, owner, name):
        self._key = f"_slot of {name}"

    def __get__(self, instance, owner=None):
        if instance is None:
            return self
        slots = instance.__dict__
        if self._key not in slots:
            slots[self._key] = self._kind(self._path, self._function.__get__(instance, owner))
        return slots[self._key]


def listens(path, *_args, **_kwargs):
    """Makes a method a slot: set its `subject` and it is called at each change."""
    return lambda function: _Listens(path, function, Slot)


def listens_group(path, *_args, **_kwargs):
    """Makes a method a group of slots: give it its subjects with `replace_subjects`."""
    return lambda function: _Listens(path, function, SlotGroup)


class EventObject:
    """An object with slots, and with events of its own named in `__events__`."""

    __events__ = ()

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)

    def __init_subclass__(cls, **kwargs):
        super().__init_subclass__(**kwargs)
        for name in cls.__events__:
            _add_event(cls, name)

    def disconnect(self):
        """Ends every slot of this object."""
        for value in list(self.__dict__.values()):
            if isinstance(value, (Slot, SlotGroup)):
                value.disconnect()
        parent = getattr(super(), "disconnect", None)
        if parent is not None:
            parent()


def _add_event(cls, name):
    key = f"_listeners of {name}"

    def known(self):
        return self.__dict__.setdefault(key, [])

    def add(self, callback):
        known(self).append(callback)

    def remove(self, callback):
        known(self).remove(callback)

    def has(self, callback):
        return callback in known(self)

    def notify(self, *args):
        for callback in list(known(self)):
            callback(*args)

    setattr(cls, f"add_{name}_listener", add)
    setattr(cls, f"remove_{name}_listener", remove)
    setattr(cls, f"{name}_has_listener", has)
    setattr(cls, f"notify_{name}", notify)


class ObservablePropertyAlias(EventObject):
    """Offers a property of another object under a name of one's own."""

    def __init__(self, alias_host, property_host=None, property_name="", alias_name=None, getter=None):
        super().__init__()
        alias_name = alias_name or property_name
        source = getter or (lambda _self: getattr(property_host, property_name))
        setattr(type(alias_host), alias_name, property(source))
