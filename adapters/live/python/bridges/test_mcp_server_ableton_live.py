"""mcp-server-ableton-live 1.8.1: its Remote Script's commands over TCP, and its MCP server in front of it."""

import json
import sys

from .clients import McpClient, TcpClient
from .support import COMMON_AREAS, TRACK, BridgeTest, environment, note, sound


class McpServerAbletonLive(BridgeTest):
    """What is common to the script alone and the server in front of it."""

    bridge = "mcp-server-ableton-live"
    directory = "AbletonMCP"
    port_variable = "ABLETON_MCP_PORT"


class Script(McpServerAbletonLive):
    used = set()
    areas = {
        **COMMON_AREAS,
        "edit_notes": TRACK + r"session\[\d+\]\.notes",
        "quantize_clip": TRACK + r"session\[\d+\]\.notes",
        "clip_op": TRACK + "session",
        "set_clip_loop": TRACK + r"session\[\d+\]\.(loop|start|end|duration)",
        "duplicate_clip_to": r"\.tracks\[<dst_track>\]\.session",
        "set_clip_audio": TRACK + r"session\[\d+\]\.",
        "delete_arrangement_clip": TRACK + "arrangement",
        "duplicate_scene": r"\.(scenes|tracks\[\d+\]\.session)",
        "capture_and_insert_scene": r"\.(scenes|tracks\[\d+\]\.session)",
        "set_time_signature": r"\.scenes\[\d+\]\.signature",
        "set_song_scale": r"\.(rootNote|scaleName|scaleIntervals)",
        "create_locator": r"\.cuePoints",
        "set_device_enabled": TRACK + r"devices\[<device_index>\]\.parameters\[0\]\.value",
        "delete_device": TRACK + "devices",
        "batch": r"\.",
    }

    @classmethod
    def connect(cls):
        cls.client = TcpClient(cls.port)
        cls.closing.append(cls.client.close)

    def ask(self, kind, **params):
        self.used.add(kind)
        return self.watched(kind, params, lambda: self.client.ask(kind, **params))

    def refused(self, kind, **params):
        self.used.add(kind)
        return self.watched(kind, params, lambda: self.client.refused(kind, **params), refused=True)

    def change(self, expect, kind, **params):
        """Sends a command and compares the Set: `expect` changes a copy of it, None changes nothing."""
        self.used.add(kind)
        return self.changes(lambda: self.client.ask(kind, **params), expect)

    def of_track(self, index, **fields):
        return lambda live: live["tracks"][index].update(fields)

    def of_clip(self, index, **fields):
        return lambda live: live["tracks"][index]["session"][0].update(fields)

    def with_clip(self):
        track = self.new_track()
        self.engine.invoke(f"live_set tracks {track} clip_slots 0", "create_clip", 4.0)
        return track

    def with_device(self, name):
        track = self.new_track()
        self.engine.invoke(f"live_set tracks {track}", "insert_device", name)
        return track

    def test_reading_changes_nothing(self):
        track = self.with_clip()
        for kind, params in (
            ("get_session_info", {}),
            ("get_track_info", {"track_index": track}),
            ("get_return_tracks", {}),
            ("get_arrangement_clips", {"track_index": track}),
            ("get_clip_notes", {"track_index": track, "clip_index": 0}),
            ("get_clip_info", {"track_index": track, "clip_index": 0}),
            ("get_grooves", {}),
            ("get_browser_tree", {}),
            ("get_browser_items_at_path", {"path": "instruments"}),
            ("search_browser", {"query": "oper"}),
            ("get_track_meters", {"track_index": track}),
            ("get_master_meters", {}),
            ("get_locators", {}),
            ("get_track_routing", {"track_index": track}),
            ("get_session_snapshot", {}),
            ("get_group_info", {"track_index": track}),
            ("get_scale_info", {}),
        ):
            with self.subTest(kind):
                self.assertTrue(self.change(None, kind, **params))

    def test_what_is_read_is_what_the_set_holds(self):
        live = self.engine.snapshot()
        info = self.ask("get_session_info")
        self.assertEqual(info["track_count"], len(live["tracks"]))
        self.assertEqual(info["scene_names"], [scene["name"] for scene in live["scenes"]])
        self.assertEqual((info["tempo"], info["root_note"]), (live["tempo"], live["rootNote"]))
        whole = self.ask("get_session_snapshot")
        self.assertEqual([t["name"] for t in whole["tracks"]], [t["name"] for t in live["tracks"]])
        self.assertEqual([t["type"] for t in whole["tracks"]], [t["kind"] for t in live["tracks"]])

    def test_tracks(self):
        before = self.engine.snapshot()
        count = len(before["tracks"])
        self.assertEqual(self.ask("create_midi_track", index=-1)["index"], count)
        self.assertEqual(self.ask("create_audio_track", index=-1)["index"], count + 1)
        self.engine.ticks(3)
        kinds = [track["kind"] for track in self.engine.snapshot()["tracks"][count:]]
        self.assertEqual(kinds, ["midi", "audio"])
        self.change(self.of_track(count, name="Bass"), "set_track_name", track_index=count, name="Bass")
        self.change(self.of_track(count, mute=True), "set_track_mute", track_index=count, mute=True)
        self.change(self.of_track(count, solo=True), "set_track_solo", track_index=count, solo=True)
        self.change(self.of_track(count, solo=False), "set_track_solo", track_index=count, solo=False)
        self.change(self.of_track(count, panning=-0.5), "set_track_pan", track_index=count, pan=-0.5)
        self.change(
            lambda live: live["tracks"][count]["volume"].update(value=0.5),
            "set_track_volume",
            track_index=count,
            volume=0.5,
        )
        arm = not self.engine.snapshot()["tracks"][count]["arm"]
        self.change(self.of_track(count, arm=arm), "set_track_arm", track_index=count, arm=arm)
        self.ask("set_track_color", track_index=count, color_index=14)
        self.assertEqual(self.engine.get(f"live_set tracks {count}", "color_index"), 14)
        self.refused("set_track_color", track_index=count, color_index=70)
        self.assertEqual(self.ask("set_track_monitoring", track_index=count, state=0)["monitoring"], 0)
        self.refused("set_track_monitoring", track_index=count, state=7)
        self.assertEqual(self.ask("set_crossfade_assign", track_index=count, assign=0)["crossfade_assign"], 0)
        self.ask("duplicate_track", track_index=count)
        self.engine.ticks(3)
        after = self.engine.snapshot()["tracks"]
        self.assertEqual((len(after), after[count + 1]["name"], after[count + 1]["panning"]), (count + 3, "Bass", -0.5))
        for _ in range(3):
            self.ask("delete_track", track_index=count)
        self.engine.ticks(3)
        names = [track["name"] for track in self.engine.snapshot()["tracks"]]
        self.assertEqual(names, [track["name"] for track in before["tracks"]])
        self.assertIn("out of range", self.refused("delete_track", track_index=99))
        self.assertIn("not a group", self.refused("set_fold_state", track_index=0))

    def test_sends_returns_and_the_main_track(self):
        track = self.new_track()
        before = self.engine.snapshot()["returnTrackCount"]
        self.ask("create_return_track")
        self.engine.ticks(2)
        after = self.engine.snapshot()
        self.assertEqual(after["returnTrackCount"], before + 1)
        self.assertEqual(after["tracks"][track]["sendCount"], before + 1)
        self.assertAlmostEqual(self.ask("set_send", track_index=track, send_index=0, value=0.25)["value"], 0.25)
        self.assertEqual(self.engine.get(f"live_set tracks {track} mixer_device sends 0", "value"), 0.25)
        self.ask("set_master_volume", volume=0.7)
        self.assertAlmostEqual(self.engine.get("live_set master_track mixer_device volume", "value"), 0.7, 6)
        self.ask("set_crossfader", value=-1.0)
        self.assertEqual(self.engine.get("live_set master_track mixer_device crossfader", "value"), -1.0)
        self.ask("delete_return_track", return_index=before)
        self.engine.ticks(2)
        self.assertEqual(self.engine.snapshot()["returnTrackCount"], before)

    def test_clips_and_notes(self):
        track = self.new_track()
        place = {"track_index": track, "clip_index": 0}
        self.change(
            lambda live: live["tracks"][track]["session"].append(self.midi_clip(live, 0, 4.0)),
            "create_clip",
            **place,
            length=4.0,
        )
        self.change(self.of_clip(track, name="Riff"), "set_clip_name", **place, name="Riff")
        self.ask("set_clip_color", **place, color_index=3)
        self.assertEqual(self.engine.get(f"live_set tracks {track} clip_slots 0 clip", "color_index"), 3)
        notes = [
            {"pitch": 60, "start_time": 0.1, "duration": 0.5, "velocity": 100},
            {"pitch": 64, "start_time": 1.0, "duration": 0.5, "velocity": 90, "probability": 0.5},
        ]
        first, second = note(60, 0.1, 0.5), note(64, 1, 0.5, velocity=90, probability=0.5)
        self.change(self.of_clip(track, notes=[first, second]), "add_notes_to_clip", **place, notes=notes)
        # This bridge's command replaces: the same notes again change nothing.
        self.change(None, "add_notes_to_clip", **place, notes=notes)
        self.change(
            self.of_clip(track, notes=[first, note(67, 2, 1)]),
            "edit_notes",
            **place,
            remove=[{"pitch": 64, "start_time": 1.0}],
            add=[{"pitch": 67, "start_time": 2.0, "duration": 1.0, "velocity": 100}],
        )
        self.change(
            lambda live: live["tracks"][track]["session"][0]["notes"][0].update(startTime=0),
            "quantize_clip",
            **place,
            grid="sixteenth",
            amount=1.0,
        )
        self.ask("set_clip_signature", **place, numerator=3, denominator=4)
        self.assertEqual(self.engine.get(f"live_set tracks {track} clip_slots 0 clip", "signature_numerator"), 3)
        self.ask("clip_op", **place, op="duplicate_loop")
        self.engine.ticks(2)
        clip = self.engine.snapshot()["tracks"][track]["session"][0]
        self.assertEqual((clip["loopEnd"], len(clip["notes"])), (8, 4))
        self.ask("set_clip_loop", **place, start=1.0, end=3.0)
        clip = self.engine.snapshot()["tracks"][track]["session"][0]
        self.assertEqual((clip["loopStart"], clip["loopEnd"]), (1, 3))
        self.assertIn("groove", self.ask("set_clip_groove", **place, groove_index=None))
        self.ask("duplicate_clip_to", src_track=track, src_scene=0, dst_track=track, dst_scene=1)
        self.assertEqual(len(self.engine.snapshot()["tracks"][track]["session"]), 2)
        self.change(lambda live: live["tracks"][track]["session"].pop(0), "delete_clip", **place)
        self.assertIn("No clip", self.refused("delete_clip", **place))

    def test_audio_clips(self):
        track = self.new_track("audio")
        place = {"track_index": track, "clip_index": 0}
        path = sound(self.home.name)
        self.assertTrue(self.ask("create_audio_clip", **place, path=str(path))["is_audio_clip"])
        self.assertEqual(self.engine.snapshot()["tracks"][track]["session"][0]["filePath"], str(path))
        answer = self.ask("set_clip_audio", **place, gain=0.4, pitch_coarse=-3, pitch_fine=10, warping=True)
        self.assertEqual((answer["pitch_coarse"], answer["warping"]), (-3, True))
        self.assertIn(
            "not an audio track",
            self.refused("create_audio_clip", track_index=self.new_track(), clip_index=0, path=str(path)),
        )

    def test_the_arrangement(self):
        track = self.with_clip()
        for place in (8.0, 16.0):
            self.ask("duplicate_session_clip_to_arrangement", track_index=track, clip_index=0, destination_time=place)
        listed = self.ask("get_arrangement_clips", track_index=track)
        self.assertEqual([(c["start_time"], c["end_time"]) for c in listed["clips"]], [(8.0, 12.0), (16.0, 20.0)])
        self.change(
            lambda live: live["tracks"][track]["arrangement"].pop(0),
            "delete_arrangement_clip",
            track_index=track,
            arrangement_clip_index=0,
        )
        self.change(None, "switch_to_arrangement_view")
        self.change(None, "back_to_arranger")
        lanes = self.ask("create_take_lane", track_index=track)["take_lane_count"]
        self.assertEqual(lanes, 1)

    def test_scenes(self):
        count = len(self.engine.snapshot()["scenes"])
        self.assertEqual(self.ask("create_scene", index=-1)["scene_count"], count + 1)
        self.change(
            lambda live: live["scenes"][count].update(name="Chorus"),
            "set_scene_name",
            scene_index=count,
            name="Chorus",
        )
        self.ask("duplicate_scene", scene_index=count)
        self.engine.ticks(2)
        names = [scene["name"] for scene in self.engine.snapshot()["scenes"]]
        self.assertEqual(names[count:], ["Chorus", "Chorus"])
        self.change(None, "fire_scene", scene_index=count)
        self.assertEqual(self.ask("capture_and_insert_scene")["scene_count"], count + 3)
        for _ in range(3):
            self.ask("delete_scene", scene_index=len(self.engine.snapshot()["scenes"]) - 1)
            self.engine.ticks(2)
        self.assertEqual(len(self.engine.snapshot()["scenes"]), count)

    def test_song_properties(self):
        self.change(lambda live: live.update(tempo=101.0), "set_tempo", tempo=101.0)
        self.change(lambda live: live.update(tempo=120.0), "set_tempo", tempo=120.0)
        self.assertIn("signature", self.refused("set_tempo", tempo="x"))
        self.ask("set_time_signature", numerator=7, denominator=8)
        self.assertEqual(self.engine.get("live_set", "signature_numerator"), 7)
        self.ask("set_time_signature", numerator=4, denominator=4)
        loop = self.ask("set_loop", start=4.0, length=8.0, enabled=True)
        self.assertEqual((loop["loop_start"], loop["loop_length"]), (4.0, 8.0))
        self.engine.ticks(2)
        self.assertIs(self.engine.get("live_set", "loop"), True)

        def scale(live):
            live.update(rootNote=2, scaleName="Dorian", scaleIntervals=[0, 2, 3, 5, 7, 9, 10])

        self.change(scale, "set_song_scale", root_note=2, scale_name="Dorian")
        self.assertIs(self.ask("set_metronome", enabled=True)["metronome"], True)
        self.assertEqual(self.ask("set_clip_trigger_quantization", value=0)["clip_trigger_quantization"], 0)
        self.assertAlmostEqual(self.ask("set_groove_amount", amount=0.5)["groove_amount"], 0.5)
        self.assertAlmostEqual(self.ask("set_swing_amount", amount=0.25)["swing_amount"], 0.25)
        self.ask("set_ableton_link", enabled=False)
        self.ask("set_arrangement_overdub", enabled=True)
        self.ask("set_session_automation_record", enabled=True)
        self.change(None, "re_enable_automation")
        self.assertFalse(self.ask("try_save_project")["available"])

    def test_transport_and_launch(self):
        track = self.with_clip()
        place = {"track_index": track, "clip_index": 0}
        self.change(None, "fire_clip", **place)
        self.assertTrue(self.engine.get("live_set", "is_playing"))
        for kind, params in (
            ("stop_clip", place), ("stop_all_clips", {}), ("stop_playback", {}), ("continue_playing", {}),
            ("stop_playback", {}), ("start_playback", {}), ("jump_by", {"beats": 1.0}), ("stop_playback", {}),
            ("tap_tempo", {}),
        ):  # fmt: skip
            with self.subTest(kind):
                self.change(None, kind, **params)
        self.assertFalse(self.engine.get("live_set", "is_playing"))

    def test_locators_are_made_where_the_playhead_has_come(self):
        self.ask("stop_playback")
        self.engine.ticks(3)
        self.ask("set_current_song_time", time=8.0)
        self.engine.ticks(3)
        self.ask("create_locator", name="Verse")
        self.engine.ticks(3)
        cues = self.engine.snapshot()["cuePoints"]
        self.assertEqual([cue["time"] for cue in cues], [8.0])
        self.ask("set_current_song_time", time=8.0)
        self.engine.ticks(3)
        self.assertEqual(self.ask("create_locator", name="Verse")["name"], "Verse")
        self.assertEqual(self.ask("get_locators")["locators"], [{"index": 0, "name": "Verse", "time": 8.0}])
        self.change(None, "jump_to_locator", locator_index=0)
        self.change(None, "jump_to_cue", direction=-1)

    def test_devices(self):
        track = self.new_track()
        uris = {m["name"]: m["uri"] for m in self.ask("search_browser", query="e", max_results=200)["matches"]}
        self.ask("load_browser_item", track_index=track, item_uri=uris["Operator"])
        self.ask("load_browser_item", track_index=track, item_uri=uris["Reverb"])
        names = [device["name"] for device in self.engine.snapshot()["tracks"][track]["devices"]]
        self.assertEqual(names, ["Operator", "Reverb"])
        place = {"track_index": track, "device_index": 1}
        listed = self.ask("get_device_parameters", **place)["parameters"]
        self.assertEqual(listed[0]["name"], "Device On")

        def parameter(index, value):
            return lambda live: live["tracks"][track]["devices"][1]["parameters"][index].update(value=value)

        self.change(parameter(0, 0), "set_device_enabled", **place, enabled=False)
        self.change(parameter(0, 1), "set_device_parameter", **place, parameter="Device On", value=1.0)
        self.ask("load_device_to_return", return_index=0, item_uri=uris["Delay"])
        self.ask("load_device_to_master", item_uri=uris["Limiter"])
        self.assertTrue(self.ask("get_return_device_parameters", return_index=0, device_index=0)["parameters"])
        last = len(self.engine.get("live_set master_track", "devices")) - 1
        self.assertEqual(self.ask("get_master_device_parameters", device_index=last)["device"], "Limiter")
        self.ask("set_return_device_parameter", return_index=0, device_index=0, parameter=0, value=0.0)
        self.ask("set_master_device_parameter", device_index=last, parameter=0, value=0.0)
        self.assertEqual(self.engine.get(f"live_set master_track devices {last} parameters 0", "value"), 0.0)
        self.change(lambda live: live["tracks"][track]["devices"].pop(1), "delete_device", **place)
        self.ask("preview_browser_item", item_uri=uris["Operator"])
        self.ask("stop_browser_preview")

    def test_racks(self):
        track = self.with_device("Drum Rack")
        place = {"track_index": track, "device_index": 0}
        self.assertEqual(self.ask("get_rack_chains", **place)["chains"], [])
        self.assertEqual(self.ask("get_drum_pads", **place)["pads"], [])
        self.ask("rack_variation", **place, action="store")
        self.assertEqual(self.ask("rack_variation", **place, action="recall", index=0)["variation_count"], 1)

    def test_routing(self):
        track = self.new_track("audio")
        routing = self.ask("get_track_routing", track_index=track)
        self.assertTrue(routing["available_output_routing_types"])
        names = [choice["display_name"] for choice in routing["available_output_routing_types"]]
        other = next(n for n in names if n != routing["output_routing_type"]["display_name"])
        self.ask("set_track_routing", track_index=track, field="output_routing_type", display_name=other)
        again = self.ask("get_track_routing", track_index=track)
        self.assertEqual(again["output_routing_type"]["display_name"], other)

    def test_a_batch_is_one_step_of_the_history(self):
        track = self.with_clip()
        before = self.engine.snapshot()
        done = self.ask(
            "batch",
            commands=[
                {"type": "set_clip_name", "params": {"track_index": track, "clip_index": 0, "name": "One"}},
                {"type": "set_tempo", "params": {"tempo": 90.0}},
                {"type": "create_clip", "params": {"track_index": track, "clip_index": 1, "length": 2.0}},
            ],
        )
        self.assertEqual(done["executed"], 3)
        after = self.engine.snapshot()
        self.assertNotEqual(after, before)
        self.ask("undo")
        self.engine.ticks(3)
        self.assertEqual(self.engine.snapshot(), before)
        self.ask("redo")
        self.engine.ticks(3)
        self.assertEqual(self.engine.snapshot(), after)
        self.ask("undo")

    def test_automation(self):
        track = self.with_clip()
        self.engine.invoke(f"live_set tracks {track}", "insert_device", "Operator")
        place = {"track_index": track, "clip_index": 0, "device_index": 0, "parameter": 0}
        self.ask("write_automation", **place, points=[{"time": 0.0, "value": 0.0}, {"time": 2.0, "value": 1.0}])
        self.ask("clear_automation", **place)

    def test_recording_flags(self):
        self.ask("set_record_mode", enabled=True)
        self.engine.ticks(3)
        self.ask("set_record_mode", enabled=False)
        self.ask("set_session_record", enabled=False)
        self.ask("trigger_session_record", record_length=4.0)
        self.engine.ticks(3)
        self.ask("stop_playback")
        self.engine.ticks(3)

    def test_an_unknown_command_is_refused(self):
        self.assertIn("Unknown command", self.client.refused("nonsense"))

    @classmethod
    def tearDownClass(cls):
        super().tearDownClass()
        if cls.used:
            print(f"\nmcp-server-ableton-live: {len(cls.used)} different commands sent", file=sys.stderr)
            assert len(cls.used) >= 40


class Server(McpServerAbletonLive):
    """The MCP server in front of the script, with a client of the protocol's own."""

    @classmethod
    def connect(cls):
        code = "from ableton_live_mcp.server import main; import sys; sys.argv = sys.argv[:1]; main()"
        env = environment(
            cls.home.name, PYTHONPATH=cls.folder / "site", ABLETON_HOST="127.0.0.1", ABLETON_PORT=cls.port
        )
        cls.client = McpClient([sys.executable, "-c", code], env)
        cls.closing.append(cls.client.end)

    def call(self, tool, **arguments):
        text, error = self.client.call(tool, **arguments)
        self.assertFalse(error, text)
        return text

    def test_a_track_and_a_clip_through_mcp_and_one_undo(self):
        tools = self.client.tools()
        self.assertGreater(len(tools), 60)
        track = len(self.engine.snapshot()["tracks"])
        self.call("create_midi_track", index=-1)
        self.engine.ticks(3)
        before = self.engine.snapshot()
        self.assertEqual(len(before["tracks"]), track + 1)
        commands = [
            {"type": "create_clip", "params": {"track_index": track, "clip_index": 0, "length": 4.0}},
            {"type": "set_clip_name", "params": {"track_index": track, "clip_index": 0, "name": "Hook"}},
        ]
        self.call("batch_commands", commands=commands)
        self.assertEqual(self.engine.snapshot()["tracks"][track]["session"][0]["name"], "Hook")
        info = json.loads(self.call("get_session_info"))
        self.assertEqual(info["track_count"], track + 1)
        self.call("undo")
        self.engine.ticks(3)
        self.assertEqual(self.engine.snapshot(), before)

    def test_an_error_of_lives_reaches_the_client(self):
        text, _error = self.client.call("get_track_info", track_index=99)
        self.assertIn("out of range", text)
