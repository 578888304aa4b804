"""Derives the table of the Python face from the table of Live's object model.

Usage: python tools/make_table.py LOM.JSON [OUT]

Only what Python code can see is kept, in a compact form: classes with their
children, properties, functions and listener-only events, enumerations and the
functions of modules. `tests/test_table.py` fails when the result is stale.
"""

import json
import sys
from pathlib import Path

OUT = Path(__file__).parent.parent / "src" / "livebridge_live" / "data" / "table.json"


def compact(entry, keys):
    """The wanted keys of an entry, without the ones that say nothing."""
    return {k: entry[k] for k in keys if entry.get(k) not in (None, False, [], {})}


def arguments(entries):
    """Arguments in order: name, type, and a default where the caller may leave it out."""
    out = []
    for arg in entries or []:
        row = {"name": arg["name"], "type": arg.get("type") or "any"}
        if arg.get("enum"):
            row["enum"] = arg["enum"]
        if arg.get("optional"):
            row["default"] = arg.get("default")
        out.append(row)
    return out


def function(entry):
    """A function: its arguments and what it answers."""
    row = {"args": arguments(entry.get("args")), "returns": entry.get("returns") or "none"}
    row.update(compact(entry, ["returns_enum", "observe", "python_first_seen"]))
    return row


def visible(entries):
    """The entries that Python has, by name."""
    return {n: e for n, e in sorted((entries or {}).items()) if e.get("python_exposed") is not False}


def klass(entry):
    """One class with the members that Python has."""
    row = compact(entry, ["kind", "python", "inherits", "element", "constants"])
    row["children"] = {
        n: compact(e, ["class", "list", "nullable", "set", "observe", "python_first_seen"])
        for n, e in visible(entry.get("children")).items()
    }
    row["properties"] = {
        n: compact(e, ["type", "python_type", "enum", "set", "observe", "python_first_seen"])
        for n, e in visible(entry.get("properties")).items()
    }
    row["functions"] = {n: function(e) for n, e in visible(entry.get("functions")).items()}
    row["events"] = sorted(visible(entry.get("events")))
    if entry.get("constructor") is not None:
        row["constructor"] = arguments(entry["constructor"])
    return {k: v for k, v in row.items() if v not in ({}, []) or k == "constructor"}


def derive(lom):
    """The whole table."""
    classes = {n: klass(c) for n, c in sorted(lom["classes"].items()) if c.get("python")}
    enums = {n: {"python": e["python"], "values": e["values"]} for n, e in sorted(lom["enums"].items())}
    functions = {n: function(f) for n, f in sorted(lom["module_functions"].items())}
    return {
        "from": lom["version"]["python_members"],
        "classes": classes,
        "enums": enums,
        "module_functions": functions,
    }


def text(table):
    """One class, enumeration or function a line, so that a diff can be read."""
    lines = ["{", f'"from": {json.dumps(table["from"])},']
    for section in ("classes", "enums", "module_functions"):
        rows = [f"{json.dumps(n)}: {json.dumps(row, sort_keys=True)}" for n, row in table[section].items()]
        close = "}," if section != "module_functions" else "}"
        lines += [f'"{section}": {{', ",\n".join(rows), close]
    return "\n".join(lines) + "\n}\n"


def main():
    lom = json.loads(Path(sys.argv[1]).read_text("utf-8"))
    out = Path(sys.argv[2]) if len(sys.argv) > 2 else OUT
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_text(text(derive(lom)), "utf-8")


if __name__ == "__main__":
    main()
