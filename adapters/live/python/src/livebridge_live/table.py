"""The table of Live's object model as Python sees it, read once from `data/table.json`."""

import json
from functools import lru_cache
from pathlib import Path

FILE = Path(__file__).parent / "data" / "table.json"


@lru_cache(maxsize=1)
def table():
    """The whole table: `classes`, `enums`, `module_functions`."""
    return json.loads(FILE.read_text("utf-8"))


def version_key(text):
    """A Live version as a comparable tuple; `12.4.15b5` counts as `12.4.15`."""
    parts = []
    for part in str(text).split(".")[:3]:
        digits = ""
        for char in part:
            if not char.isdigit():
                break
            digits += char
        parts.append(int(digits or 0))
    return tuple(parts + [0] * (3 - len(parts)))


def since(row, version):
    """Whether a member is there in the given Live version (None: in the newest)."""
    first = row.get("python_first_seen")
    return not first or not version or version_key(first) <= version_key(version)


def observed(row):
    """Names for which a class has `add_..._listener`: its own, not the inherited ones."""
    names = list(row.get("events", []))
    for kind in ("properties", "children", "functions"):
        names += [n for n, member in row.get(kind, {}).items() if member.get("observe")]
    return sorted(set(names))


def inheritance(name):
    """A class and the classes above it that the table has, nearest first."""
    classes = table()["classes"]
    out = []
    while name in classes and name not in out:
        out.append(name)
        name = classes[name].get("inherits")
    return out


def member(class_name, kind, name):
    """The row of a member, looked for in the class and those above it, or None."""
    for cls in inheritance(class_name):
        row = table()["classes"][cls].get(kind, {}).get(name)
        if row is not None:
            return row
    return None
