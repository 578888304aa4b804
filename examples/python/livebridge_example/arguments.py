"""Refusals, and the arguments of calls, which are checked one by one as they are taken."""

import math
import re
from typing import Any, Dict, List, Optional, Set, Union

Number = Union[int, float]
Json = Dict[str, Any]

MAX_BEAT = 1_576_800
"""The last beat that an argument can name."""

HINTS = {
    "STALE_REFERENCE": "list again and use a fresh id",
    "WRONG_TYPE": "take an id from the matching list or read",
    "BAD_INPUT": "fix the argument",
    "SDK_REJECTED": "ask for what the host allows",
    "UNSUPPORTED": "avoid it: this is a documented gap",
}


class Refusal(Exception):
    """A failed call: a code of the contract, and what a caller needs to recover."""

    def __init__(self, code: str, message: str, subject: Optional[str] = None, hint: Optional[str] = None):
        super().__init__(message)
        self.code = code
        self.message = message
        self.subject = subject
        self.hint = hint or HINTS[code]
        self.op: Optional[int] = None


def bad_input(message: str, subject: Optional[str] = None) -> Refusal:
    return Refusal("BAD_INPUT", message, subject)


class Fields:
    """A JSON object whose values are checked as they are taken. `what` names it in messages."""

    def __init__(self, data: Any, what: str):
        if not isinstance(data, dict):
            raise bad_input(f"{what} must be an object")
        self.data = data
        self.what = what
        self.taken: Set[str] = set()

    def has(self, key: str) -> bool:
        """Whether an optional key is there. A `null` is there, and is refused when its value is taken."""
        return key in self.data

    def take(self, key: str) -> Any:
        self.taken.add(key)
        if key not in self.data:
            raise bad_input(f"{self.what} needs `{key}`")
        return self.data[key]

    def number(self, key: str, low: float = -math.inf, high: float = math.inf) -> Number:
        value = self.take(key)
        # In Python True is an int; in JSON it is no number.
        if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
            raise bad_input(f"`{key}` must be a finite number")
        if not low <= value <= high:
            raise bad_input(f"`{key}` must be in {low}..{high}, not {value}")
        return value

    def above_zero(self, key: str, high: float = math.inf) -> Number:
        value = self.number(key, high=high)
        if value <= 0:
            raise bad_input(f"`{key}` must be above 0, not {value}")
        return value

    def beat(self, key: str, low: float = 0) -> Number:
        return self.number(key, low, MAX_BEAT)

    def whole(self, key: str, low: int, high: float = math.inf) -> int:
        value = self.number(key, low, high)
        if value != math.floor(value):
            raise bad_input(f"`{key}` must be a whole number, not {value}")
        return int(value)

    def wholes(self, key: str, low: int, high: float) -> List[int]:
        return [Fields({key: item}, self.what).whole(key, low, high) for item in self.items(key)]

    def text(self, key: str) -> str:
        value = self.take(key)
        if not isinstance(value, str):
            raise bad_input(f"`{key}` must be a string")
        if re.search("[\ud800-\udfff]", value):
            raise bad_input(f"`{key}` holds half of a surrogate pair, which is no character")
        return value

    def flag(self, key: str) -> bool:
        value = self.take(key)
        if not isinstance(value, bool):
            raise bad_input(f"`{key}` must be true or false")
        return value

    def items(self, key: str) -> List[Any]:
        value = self.take(key)
        if not isinstance(value, list):
            raise bad_input(f"`{key}` must be a list")
        return value

    def one_of(self, key: str, *allowed: str) -> str:
        value = self.text(key)
        if value not in allowed:
            raise bad_input(f"`{key}` must be one of {', '.join(allowed)}, not {value!r}")
        return value

    def nothing_else(self) -> None:
        """Refuses keys that nobody took: in patches and snapshots a misspelt key must not pass in silence."""
        unknown = sorted(set(self.data) - self.taken)
        if unknown:
            raise bad_input(f"{self.what} has no `{unknown[0]}`")
