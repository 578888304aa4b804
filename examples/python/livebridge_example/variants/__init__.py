"""The complete bridge with other choices that the contract leaves open, each a class of its own.

    livebridge verify -- python3 examples/python/complete.py --variant notes-filled-in

A bridge that chooses so is right, and the suite must say so: none of them may end NONCONFORMANT. What must be declared
of a choice is declared. The modules: `numbers`, `notes`, `host` (what a host chooses or refuses), `objects` (ids,
devices, clips and tracks that it makes its own way), `steps` (the history and transactions), `offers` (less than
everything), `messages` (JSON and JSON-RPC).
"""

from typing import List, Type

from ..bridge import Complete
from . import host, messages, notes, numbers, objects, offers, steps

VARIANTS = {
    variant.__name__: variant
    for module in (numbers, notes, host, objects, steps, offers, messages)
    for variant in vars(module).values()
    if isinstance(variant, type) and issubclass(variant, Complete) and variant.__module__ == module.__name__
}
VARIANTS = {snake.strip("-"): VARIANTS[name] for name in VARIANTS for snake in ["".join(
    f"-{c.lower()}" if c.isupper() else c for c in name)]}
