"""The table and what is built from it: every class, member, enumeration is there."""

import json
import sys
import unittest
from pathlib import Path

from livebridge_live import live_module, runtime, table
from livebridge_live.boost import Enum

ROOT = Path(__file__).resolve().parents[1]
LOM = ROOT.parents[2] / "golden" / "live" / "lom.json"


class Built(unittest.TestCase):
    def setUp(self):
        self.live = live_module.build("12.4.15")

    def at(self, path):
        value = sys.modules["Live"]
        for part in path.split(".")[1:]:
            value = getattr(value, part)
        return value

    def test_every_class_stands_at_its_path(self):
        for name, row in table.table()["classes"].items():
            self.assertIs(self.at(row["python"]), runtime.live_class(name), name)

    def test_every_enumeration_has_its_members(self):
        for row in table.table()["enums"].values():
            enum = self.at(row["python"])
            for name, number in row["values"].items():
                self.assertEqual(int(getattr(enum, name)), number)
                self.assertEqual(str(enum(number)), str(enum.values[number]))
                self.assertIsInstance(enum(number), Enum)

    def test_every_member_is_an_attribute(self):
        for name, row in table.table()["classes"].items():
            if row["kind"] not in ("lom", "base"):
                continue
            cls = runtime.live_class(name)
            for kind in ("properties", "children", "functions"):
                for member in row.get(kind, {}):
                    self.assertTrue(hasattr(cls, member), f"{name}.{member}")
            for member in table.observed(row):
                for method in (f"add_{member}_listener", f"remove_{member}_listener"):
                    self.assertTrue(callable(getattr(cls, method)), method)

    def test_module_functions_and_submodules_import(self):
        import Live
        import Live.Song

        self.assertTrue(callable(Live.Application.get_application))
        self.assertTrue(callable(Live.Conversions.is_convertible_to_midi))
        self.assertIs(Live.Song.Song, runtime.live_class("Song"))

    def test_an_older_live_lacks_what_came_later(self):
        newest = runtime.live_class("Track")
        self.assertTrue(hasattr(newest, "insert_device"))
        live_module.build("11.3.0")
        older = runtime.live_class("Track")
        self.assertFalse(hasattr(older, "insert_device"))
        self.assertTrue(hasattr(older, "name"))

    def test_versions_compare_by_number(self):
        self.assertLess(table.version_key("9.7"), table.version_key("12.4.15b5"))
        self.assertEqual(table.version_key("12.4.15b5"), (12, 4, 15))
        self.assertEqual(table.version_key("junk"), (0, 0, 0))


@unittest.skipUnless(LOM.is_file(), "golden/live/lom.json is not in this checkout")
class Fresh(unittest.TestCase):
    def test_the_table_is_what_the_tool_derives(self):
        sys.path.insert(0, str(ROOT / "tools"))
        try:
            import make_table
        finally:
            sys.path.pop(0)
        wanted = make_table.text(make_table.derive(json.loads(LOM.read_text("utf-8"))))
        self.assertEqual(table.FILE.read_text("utf-8"), wanted)


if __name__ == "__main__":
    unittest.main()
