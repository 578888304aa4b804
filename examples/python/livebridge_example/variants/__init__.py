"""The complete bridge with other choices that the contract leaves open, each a class of its own.

    livebridge verify -- python3 examples/python/complete.py --variant notes-filled-in

A bridge that chooses so is right, and the suite must say so: none of them may end NONCONFORMANT. What must be declared
of a choice is declared. A class with a sentence, or a name that is one, is a variant; the modules are `numbers`,
`notes`, `host` (what a host chooses or refuses), `objects` (ids and devices), `steps` (the history and transactions),
`offers` (less than everything) and `messages` (JSON and JSON-RPC).
"""

import re
from typing import Dict, Type

from ..bridge import Complete
from . import host, messages, notes, numbers, objects, offers, steps


def switch(name: str) -> str:
    return re.sub("(?<!^)([A-Z])", r"-\1", name).lower()


VARIANTS: Dict[str, Type[Complete]] = {
    switch(name): variant
    for module in (numbers, notes, host, objects, steps, offers, messages)
    for name, variant in vars(module).items()
    if isinstance(variant, type) and issubclass(variant, Complete) and variant.__module__ == module.__name__
    if name not in ("Kept", "Fewer")
}


def variant(name: str) -> Complete:
    if name not in VARIANTS:
        raise SystemExit(f"there is no variant {name!r}; there are:\n" + "\n".join(VARIANTS))
    return VARIANTS[name]()
