"""Live's vectors: lists of one kind of value, copied when read.

They index, slice, iterate, compare and append like the vectors of
Boost.Python; they do not add up with `+` as lists do.
"""


class Vector:
    """A list that Live hands out."""

    __hash__ = None

    def __init__(self, items=()):
        self._items = list(items)

    def __len__(self):
        return len(self._items)

    def __iter__(self):
        return iter(list(self._items))

    def __getitem__(self, index):
        if isinstance(index, slice):
            return type(self)(self._items[index])
        return self._items[self._place(index)]

    def __setitem__(self, index, value):
        if isinstance(index, slice):
            self._items[index] = list(value)
        else:
            self._items[self._place(index)] = value

    def __delitem__(self, index):
        if isinstance(index, slice):
            del self._items[index]
        else:
            del self._items[self._place(index)]

    def __contains__(self, value):
        return any(item == value for item in self._items)

    def _place(self, index):
        """The place that an index names, negative ones from the end."""
        # Booleans are integers for Boost as well; everything else is no index.
        if not isinstance(index, int):
            raise TypeError("Invalid index type")
        place = index + len(self._items) if index < 0 else index
        if not 0 <= place < len(self._items):
            raise IndexError("Index out of range")
        return place

    def append(self, value):
        """Adds to this copy; Live's own list stays as it is."""
        self._items.append(value)

    def extend(self, values):
        """Adds all of `values` to this copy."""
        self._items.extend(values)
