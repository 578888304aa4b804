"""ableton-mcp 1.4.5: every command of its Remote Script over TCP, and its MCP server in front of it."""

import json
import socket
import sys

from .clients import McpClient, TcpClient
from .support import COMMON_AREAS, TRACK, BridgeTest, environment, note, sound

# The bridge's port is written into it.
PORT = 9877

# All commands that the script's dispatcher names.
COMMANDS = {
    "get_script_info", "get_session_info", "get_track_info", "create_midi_track", "create_audio_track",
    "set_track_name", "create_clip", "create_audio_clip", "add_notes_to_clip", "set_clip_name",
    "set_arrangement_clip_name", "delete_clip", "clear_notes_from_clip", "set_tempo", "fire_clip", "stop_clip",
    "start_playback", "stop_playback", "load_browser_item", "load_instrument_or_effect",
    "switch_to_arrangement_view", "set_current_song_time", "duplicate_session_clip_to_arrangement",
    "map_rack_magnitude", "inspect_rack", "create_locator", "get_browser_item", "get_browser_categories",
    "get_browser_items", "get_browser_tree", "get_browser_items_at_path", "get_arrangement_clips",
    "get_clip_notes", "get_device_parameters", "get_session_snapshot", "drain_passive_events",
    "set_device_parameter",
}  # fmt: skip


class AbletonMcp(BridgeTest):
    """What is common to the script alone and the server in front of it."""

    bridge = "ableton-mcp"
    directory = "AbletonMCP"

    @classmethod
    def setUpClass(cls):
        # Another script on the port would be tested in place of this one.
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", PORT))
            except OSError as error:
                raise AssertionError(f"port {PORT}, which ableton-mcp wants, is taken: {error}") from error
        super().setUpClass()


class Script(AbletonMcp):
    used = set()
    areas = {
        **COMMON_AREAS,
        "clear_notes_from_clip": TRACK + r"session\[\d+\]\.notes",
        "set_arrangement_clip_name": TRACK + r"arrangement\[<clip_index>\]\.name",
        "load_instrument_or_effect": COMMON_AREAS["load_browser_item"],
        "create_locator": r"\.cuePoints",
    }

    @classmethod
    def connect(cls):
        cls.client = TcpClient(PORT)
        cls.closing.append(cls.client.close)

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        missing = COMMANDS - cls.used
        assert not cls.used or not missing, f"commands never sent: {sorted(missing)}"

    def ask(self, kind, **params):
        self.used.add(kind)
        return self.watched(kind, params, lambda: self.client.ask(kind, **params))

    def refused(self, kind, **params):
        self.used.add(kind)
        # What this one says that it did not do it has done: see the test of locators.
        refused = kind != "create_locator"
        return self.watched(kind, params, lambda: self.client.refused(kind, **params), refused)

    def clip(self, length=4.0):
        """A clip in the first slot of a new MIDI track, made by the user; the track's index."""
        track = self.new_track()
        self.engine.invoke(f"live_set tracks {track} clip_slots 0", "create_clip", length)
        return track

    def test_reading_changes_nothing(self):
        track = self.clip()

        def read():
            info = self.ask("get_script_info")
            self.assertEqual(info["name"], "AbletonMCP")
            session = self.ask("get_session_info")
            self.assertEqual(session["track_count"], len(self.engine.snapshot()["tracks"]))
            self.assertEqual((session["tempo"], session["is_playing"]), (120.0, False))
            info = self.ask("get_track_info", track_index=track)
            self.assertEqual(info["name"], self.engine.get(f"live_set tracks {track}", "name"))
            self.assertTrue(info["clip_slots"][0]["has_clip"])
            self.assertFalse(info["clip_slots"][1]["has_clip"])
            whole = self.ask("get_session_snapshot", include_notes=True, include_params=True)
            self.assertEqual(len(whole["tracks"]), track + 1)
            self.assertEqual(len(whole["return_tracks"]), self.engine.snapshot()["returnTrackCount"])
            self.assertEqual(self.ask("get_clip_notes", track_index=track, clip_index=0)["notes"], [])
            self.assertEqual(self.ask("get_arrangement_clips", track_index=track)["clips"], [])

        self.changes(read)

    def test_the_browser_is_listed(self):
        def read():
            tree = self.ask("get_browser_tree", category_type="instruments")
            names = [child["name"] for child in tree["categories"][0]["children"]]
            self.assertIn("Operator", names)
            items = self.ask("get_browser_items_at_path", path="audio_effects")
            by_name = {item["name"]: item for item in items["items"]}
            self.assertTrue(by_name["Compressor"]["is_loadable"])
            found = self.ask("get_browser_item", uri=by_name["Compressor"]["uri"])
            self.assertEqual(found["item"]["name"], "Compressor")

        self.changes(read)

    def test_two_commands_of_the_dispatcher_have_no_function_behind_them(self):
        for kind in ("get_browser_categories", "get_browser_items"):
            self.assertIn("has no attribute", self.refused(kind))

    def test_tracks_are_made_named_and_undone(self):
        before = self.engine.snapshot()
        answer = self.ask("create_midi_track", index=-1)
        self.engine.ticks(3)
        after = self.engine.snapshot()
        self.assertEqual(answer["index"], len(before["tracks"]))
        self.assertEqual(len(after["tracks"]), len(before["tracks"]) + 1)
        self.assertEqual((after["tracks"][-1]["kind"], after["tracks"][-1]["name"]), ("midi", answer["name"]))
        self.assertEqual(self.ask("create_audio_track", index=-1)["index"], len(after["tracks"]))
        self.assertEqual(self.engine.snapshot()["tracks"][-1]["kind"], "audio")

        index = answer["index"]
        self.changes(
            lambda: self.ask("set_track_name", track_index=index, name="Drüms"),
            lambda live: live["tracks"][index].update(name="Drüms"),
        )
        while len(self.engine.snapshot()["tracks"]) > len(before["tracks"]):
            self.assertTrue(self.engine.undo())
        self.assertEqual(self.engine.snapshot(), before)
        self.assertIn("out of range", self.refused("set_track_name", track_index=999, name="x"))

    def test_the_tempo_is_set(self):
        self.changes(lambda: self.ask("set_tempo", tempo=123.0), lambda live: live.update(tempo=123.0))
        self.refused("set_tempo", tempo=5000.0)
        self.refused("set_tempo", tempo="fast")
        self.changes(lambda: self.ask("set_tempo", tempo=120.0), lambda live: live.update(tempo=120.0))

    def test_clips_and_notes(self):
        track = self.new_track()

        def made(live):
            live["tracks"][track]["session"].append(self.midi_clip(live, scene=0, duration=4.0))

        self.assertEqual(
            self.changes(lambda: self.ask("create_clip", track_index=track, clip_index=0, length=4.0), made),
            {"name": "", "length": 4.0},
        )
        self.assertIn("already has a clip", self.refused("create_clip", track_index=track, clip_index=0))
        self.changes(
            lambda: self.ask("set_clip_name", track_index=track, clip_index=0, name="Riff"),
            lambda live: live["tracks"][track]["session"][0].update(name="Riff"),
        )
        notes = [
            {"pitch": 60, "start_time": 0.0, "duration": 0.5, "velocity": 100, "mute": False},
            {"pitch": 64, "start_time": 1.0, "duration": 0.5, "velocity": 90, "mute": True},
        ]
        written = [note(60, 0, 0.5), note(64, 1, 0.5, velocity=90, muted=True)]
        self.changes(
            lambda: self.ask("add_notes_to_clip", track_index=track, clip_index=0, notes=notes),
            lambda live: live["tracks"][track]["session"][0].update(notes=written),
        )
        read = self.ask("get_clip_notes", track_index=track, clip_index=0)["notes"]
        self.assertEqual([(n["pitch"], n["velocity"], n["mute"]) for n in read], [(60, 100.0, False), (64, 90.0, True)])
        self.changes(
            lambda: self.assertEqual(
                self.ask("clear_notes_from_clip", track_index=track, clip_index=0)["cleared_count"], 2
            ),
            lambda live: live["tracks"][track]["session"][0].update(notes=[]),
        )
        self.changes(
            lambda: self.ask("delete_clip", track_index=track, clip_index=0),
            lambda live: live["tracks"][track]["session"].clear(),
        )
        self.changes(lambda: self.assertFalse(self.ask("delete_clip", track_index=track, clip_index=0)["deleted"]))

    def test_notes_of_a_wrong_type_are_refused(self):
        track = self.clip()
        self.changes(
            lambda: self.assertIn(
                "did not match C++ signature",
                self.refused("add_notes_to_clip", track_index=track, clip_index=0, notes=[{"pitch": 60.5}]),
            )
        )

    def test_an_audio_clip_is_imported(self):
        track = self.new_track("audio")
        path = sound(self.home.name)
        answer = self.ask("create_audio_clip", track_index=track, clip_index=0, path=str(path))
        self.assertTrue(answer["is_audio_clip"])
        clip = self.engine.snapshot()["tracks"][track]["session"][0]
        self.assertEqual((clip["kind"], clip["filePath"]), ("audio", str(path)))
        midi = self.new_track()
        self.refused("create_audio_clip", track_index=midi, clip_index=0, path=str(path))

    def test_the_arrangement_takes_copies(self):
        track = self.clip()
        self.assertEqual(self.ask("switch_to_arrangement_view"), {"view": "Arranger"})
        for place in (8.0, 16.0):
            self.ask("duplicate_session_clip_to_arrangement", track_index=track, clip_index=0, destination_time=place)
        clips = self.engine.snapshot()["tracks"][track]["arrangement"]
        self.assertEqual([(c["startTime"], c["duration"]) for c in clips], [(8.0, 4.0), (16.0, 4.0)])
        listed = self.ask("get_arrangement_clips", track_index=track)["clips"]
        self.assertEqual([(c["start_time"], c["end_time"]) for c in listed], [(8.0, 12.0), (16.0, 20.0)])
        self.changes(
            lambda: self.ask("set_arrangement_clip_name", track_index=track, clip_index=1, name="B"),
            lambda live: live["tracks"][track]["arrangement"][1].update(name="B"),
        )

    def test_launch_and_transport_come_with_later_ticks(self):
        track = self.clip()
        self.changes(lambda: self.assertTrue(self.ask("fire_clip", track_index=track, clip_index=0)["fired"]))
        self.assertTrue(self.engine.get("live_set", "is_playing"))
        self.ask("stop_clip", track_index=track, clip_index=0)
        self.ask("stop_playback")
        self.engine.ticks(3)
        self.assertFalse(self.engine.get("live_set", "is_playing"))
        # Live starts at a later tick: the bridge answers what was before, to a client that asks for playback.
        self.assertFalse(self.ask("start_playback")["playing"])
        self.engine.ticks(3)
        self.assertTrue(self.engine.get("live_set", "is_playing"))
        self.assertTrue(self.ask("stop_playback")["playing"])
        self.engine.ticks(3)
        self.ask("set_current_song_time", time=4.0)
        self.engine.ticks(3)
        self.assertEqual(self.engine.get("live_set", "current_song_time"), 4.0)

    def test_a_locator_lands_where_the_playhead_was(self):
        # Live moves the playhead at a later tick, so the bridge toggles at the old place, finds no cue
        # point at the new one and reports a failure: the Set has a locator that nobody asked for.
        self.engine.edit("live_set", "current_song_time", 0.0)
        self.engine.ticks(3)
        self.assertIn("Failed to create cue", self.refused("create_locator", name="Verse", time=8.0))
        self.engine.ticks(3)
        self.assertEqual([cue["time"] for cue in self.engine.snapshot()["cuePoints"]], [0.0])
        # Where one is, it is only named.
        self.changes(
            lambda: self.ask("create_locator", name="Start", time=0.0),
            lambda live: live["cuePoints"][0].update(name="Start"),
        )

    def test_devices_are_loaded_read_and_set(self):
        track = self.new_track()
        instruments = self.ask("get_browser_items_at_path", path="instruments")["items"]
        uris = {item["name"]: item["uri"] for item in instruments}
        loaded = self.ask("load_browser_item", track_index=track, item_uri=uris["Operator"])
        self.assertEqual(loaded["item_name"], "Operator")
        effects = self.ask("get_browser_items_at_path", path="audio_effects")["items"]
        uris = {item["name"]: item["uri"] for item in effects}
        self.ask("load_instrument_or_effect", track_index=track, uri=uris["Compressor"])
        names = [device["name"] for device in self.engine.snapshot()["tracks"][track]["devices"]]
        self.assertEqual(names, ["Operator", "Compressor"])
        self.refused("load_browser_item", track_index=track, item_uri="query:nothing")

        parameters = self.ask("get_device_parameters", track_index=track, device_index=0)
        first = parameters["device"]["parameters"][0]
        self.assertEqual((first["name"], first["value"]), ("Device On", 1.0))

        def off(live):
            live["tracks"][track]["devices"][0]["parameters"][0].update(value=0.0)

        self.changes(
            lambda: self.ask("set_device_parameter", track_index=track, device_index=0, parameter_index=0, value=0.0),
            off,
        )
        self.refused("set_device_parameter", track_index=track, device_index=0, parameter_index=0, value=7.0)

    def test_racks(self):
        track = self.new_track()
        self.engine.invoke(f"live_set tracks {track}", "insert_device", "Instrument Rack")
        self.changes(lambda: self.ask("inspect_rack", track_index=track, device_index=0))
        # Live has no `macro_map`: the bridge says so instead of mapping.
        self.assertIn("macro_map", self.refused("map_rack_magnitude", track_index=track, device_index=0))

    def test_edits_of_the_users_are_drained(self):
        self.ask("drain_passive_events")
        self.engine.edit("live_set", "tempo", 131.0)
        self.engine.ticks(3)
        events = self.ask("drain_passive_events")["events"]
        self.assertIn(
            ("tempo_changed", 131.0),
            [
                (event.get("type") or event.get("event_type"), (event.get("detail") or {}).get("tempo"))
                for event in events
            ],
        )
        self.engine.edit("live_set", "tempo", 120.0)


class Server(AbletonMcp):
    """The MCP server in front of the script, with a client of the protocol's own."""

    @classmethod
    def connect(cls):
        site = cls.folder / "site"
        code = "from MCP_Server.server import main; main()"
        cls.client = McpClient(
            [sys.executable, "-c", code], environment(cls.home.name, PYTHONPATH=site, ABLETON_HOST="127.0.0.1")
        )
        cls.closing.append(cls.client.end)

    def call(self, tool, **arguments):
        text, error = self.client.call(tool, **arguments)
        self.assertFalse(error, text)
        self.assertNotIn("Error", text[:40])
        return text

    def test_a_track_is_made_through_mcp_and_undone(self):
        self.assertIn("create_midi_track", self.client.tools())
        before = self.engine.snapshot()
        self.call("create_midi_track", index=-1)
        self.engine.ticks(3)
        track = len(before["tracks"])
        self.assertEqual(len(self.engine.snapshot()["tracks"]), track + 1)
        self.call("set_track_name", track_index=track, name="Lead")
        self.assertEqual(self.engine.get(f"live_set tracks {track}", "name"), "Lead")
        self.call("create_clip", track_index=track, clip_index=0, length=2.0)
        notes = [{"pitch": 60, "start_time": 0.0, "duration": 1.0, "velocity": 80, "mute": False}]
        self.call("add_notes_to_clip", track_index=track, clip_index=0, notes=notes)
        clip = self.engine.snapshot()["tracks"][track]["session"][0]
        self.assertEqual((clip["duration"], clip["notes"][0]["velocity"]), (2.0, 80.0))
        self.call("set_tempo", tempo=99.0)
        self.assertEqual(self.engine.get("live_set", "tempo"), 99.0)
        info = json.loads(self.call("get_session_info"))
        self.assertEqual(info["tempo"], 99.0)
        while self.engine.snapshot() != before:
            self.assertTrue(self.engine.undo(), "undone to the beginning")

    def test_an_error_of_the_script_reaches_the_client(self):
        text, _error = self.client.call("get_track_info", track_index=99)
        self.assertIn("out of range", text)
