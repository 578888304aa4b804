"""The list of faults, and the complete example that they are put into."""

import sys
from pathlib import Path
from typing import Callable, Dict, List, Type

sys.path.insert(0, str(Path(__file__).resolve().parents[4] / "examples" / "python"))

import livebridge_example  # noqa: E402, F401  (finds the kit)
from livebridge_example.bridge import Complete  # noqa: E402

FAULTS: Dict[str, Type[Complete]] = {}
KINDS: Dict[str, List[str]] = {}


def fault(cls: Type[Complete]) -> Type[Complete]:
    """A class whose docstring says why somebody would write it so."""
    name = "".join(f"-{c.lower()}" if c.isupper() else c for c in cls.__name__).lstrip("-")
    assert name not in FAULTS, name
    FAULTS[name] = cls
    KINDS.setdefault(cls.__module__, []).append(name)
    return cls


def named(name: str, base: Type[Complete], **more: object) -> None:
    """A fault of a family: the class `base` with other attributes."""
    made = type(name.title().replace("-", ""), (base,), more)
    made.__module__ = sys._getframe(1).f_globals["__name__"]
    FAULTS[name] = made
    KINDS.setdefault(made.__module__, []).append(name)
