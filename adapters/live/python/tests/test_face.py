"""Objects, values, listeners: what a script sees, on the stand-in."""

import unittest

import livebridge_live
from livebridge_live import runtime
from livebridge_live.boost import ArgumentError
from livebridge_live.errors import DeadObject, NotSimulated
from livebridge_live.values import decode, encode
from standin import StandIn


class Face(unittest.TestCase):
    def setUp(self):
        self.standin = StandIn()
        self.reports = []
        self.session = livebridge_live.connect(
            self.standin.serve(), report=lambda where, error: self.reports.append((where, error))
        )
        self.song = self.session.root("live_set")
        self.track = self.song.tracks[0]
        import Live

        self.live = Live

    def tearDown(self):
        self.session.close()


class Objects(Face):
    def test_proxies_are_made_anew_and_compare_by_their_object(self):
        self.assertIsNot(self.song.tracks[0], self.song.tracks[0])
        self.assertEqual(self.song.tracks[0], self.song.tracks[0])
        self.assertEqual(len({self.song.tracks[0], self.song.tracks[0]}), 1)
        self.assertEqual(self.track._live_ptr, self.song.tracks[0]._live_ptr)
        self.assertNotEqual(self.track, self.song)
        self.assertNotEqual(self.track, "a text")
        self.assertIsInstance(self.track, self.live.Track.Track)

    def test_a_dead_proxy_equals_none_and_refuses(self):
        self.assertTrue(self.track != None)  # noqa: E711
        self.song.create_midi_track(-1)
        self.song._live_ptr
        self.session.call(self.song, "delete_track", [0], {})
        self.assertTrue(self.track == None)  # noqa: E711
        with self.assertRaises(DeadObject):
            self.track.name

    def test_nothing_can_be_made_or_set_that_live_does_not_let(self):
        for made in (self.live.Track.Track, self.live.Song.Song, self.live.Track.RoutingType):
            with self.assertRaisesRegex(RuntimeError, "cannot be instantiated"):
                made()
        with self.assertRaises(AttributeError):
            self.song.tracks = ()
        with self.assertRaises(AttributeError):
            self.song.no_such_member  # noqa: B018

    def test_a_member_that_is_not_simulated_says_so_by_name(self):
        with self.assertRaises(NotSimulated) as refused:
            self.song.loop  # noqa: B018
        self.assertEqual((refused.exception.owner, refused.exception.member), ("Song", "loop"))
        # As in Live a property that does not answer is no missing attribute.
        with self.assertRaises(RuntimeError):
            getattr(self.track, "fold_state", None)

    def test_a_wrong_type_is_refused_in_the_words_of_boost(self):
        with self.assertRaises(ArgumentError) as refused:
            self.song.signature_numerator = 3.0
        self.assertIn("None.None(Song, float)", str(refused.exception))
        self.assertEqual(type(refused.exception).__module__, "Boost.Python")
        for name, wrong in (("tempo", "fast"), ("tempo", None), ("metronome", "on")):
            with self.assertRaises(ArgumentError):
                setattr(self.song, name, wrong)
        self.song.tempo = 99
        self.assertEqual((self.song.tempo, type(self.song.tempo)), (99.0, float))
        self.song.metronome = 1
        self.assertIs(self.song.metronome, True)

    def test_functions_check_number_names_and_kinds(self):
        for args, kwargs in (((1, 2), {}), (("x",), {}), ((), {"nope": 1}), ((1,), {"index": 1}), ((1.5,), {})):
            with self.assertRaises(ArgumentError):
                self.song.create_midi_track(*args, **kwargs)
        self.assertIsInstance(self.song.create_midi_track(index=-1), self.live.Track.Track)
        self.assertIsInstance(self.song.create_midi_track(None), self.live.Track.Track)
        self.assertEqual(self.song.undo(), "Undo Custom Action")
        with self.assertRaises(ArgumentError):
            self.song.move_device(self.track, self.track, 0)

    def test_enumerations_are_numbers_with_names(self):
        self.assertEqual(self.song.clip_trigger_quantization, 4)
        self.assertEqual(str(self.song.clip_trigger_quantization), "q_bar")
        self.song.clip_trigger_quantization = self.live.Song.Quantization.q_half
        self.assertEqual(self.song.clip_trigger_quantization, self.live.Song.Quantization.q_half)
        self.assertEqual(str(self.live.Song.Quantization(77)), "77")
        # Where the table has only a number, Python shows a number.
        self.assertIs(type(self.track.current_monitoring_state), int)


class Vectors(Face):
    def test_they_index_and_do_not_add(self):
        tracks = self.song.tracks
        self.assertEqual(tracks[-1], tracks[len(tracks) - 1])
        self.assertEqual(len(tracks[:1]), 1)
        self.assertIn(self.track, tracks)
        for wrong in (9, -9):
            with self.assertRaises(IndexError):
                tracks[wrong]
        with self.assertRaises(TypeError):
            tracks + tracks
        with self.assertRaises(TypeError):
            tracks["0"]
        before = len(self.song.tracks)
        tracks.append(self.track)
        self.assertEqual(len(self.song.tracks), before)

    def test_lists_of_numbers_have_the_form_that_the_table_gives(self):
        self.assertEqual(list(self.song.scale_intervals), [0, 2, 4])


class Notes(Face):
    def setUp(self):
        super().setUp()
        self.clip = self.track.clip_slots[0].create_clip(4)
        self.specification = self.live.Clip.MidiNoteSpecification

    def test_specifications_are_strict(self):
        made = self.specification(pitch=60, start_time=0, duration=1.0)
        self.assertEqual(encode(made)["velocity"], 100.0)
        self.assertEqual(encode(self.specification(60, 0.0, 1.0))["mute"], False)
        for kwargs in (
            {"pitch": 60},
            {"pitch": 60.0, "start_time": 0, "duration": 1},
            {"pitch": 60, "start_time": "0", "duration": 1},
            {"pitch": 60, "start_time": 0, "duration": 1, "loudness": 3},
        ):
            with self.assertRaises(ArgumentError):
                self.specification(**kwargs)

    def test_only_specifications_are_added_and_only_the_vector_is_applied(self):
        note = self.specification(pitch=60, start_time=0.0, duration=1.0)
        for wrong in (({"pitch": 60},), note, "no", 3, (note, None)):
            with self.assertRaises(ArgumentError):
                self.clip.add_new_notes(wrong)
        self.assertEqual(list(self.clip.add_new_notes((note, note))), [1, 2])
        notes = self.clip.get_all_notes_extended()
        notes[0].velocity = 7
        with self.assertRaises(AttributeError):
            notes[0].note_id = 9
        with self.assertRaises(ArgumentError):
            notes[0].pitch = 60.5
        with self.assertRaises(ArgumentError):
            self.clip.apply_note_modifications(list(notes))
        self.clip.apply_note_modifications(notes)
        self.assertEqual(self.clip.get_all_notes_extended()[0].velocity, 7.0)

    def test_the_old_note_functions_speak_in_tuples(self):
        self.clip.add_new_notes((self.specification(60, 0.0, 1.0),))
        self.assertEqual(self.clip.get_notes(0.0, 0, 4.0, 128), ((60, 0.0, 1.0, 100.0, False),))
        self.clip.set_notes(((60, 0, 1, 100, False), [61, 0.5, 1, 90, 1]))
        for wrong in (((60, 0.0),), (60,), ((60.5, 0, 1, 100, False),)):
            with self.assertRaises(ArgumentError):
                self.clip.set_notes(wrong)


class Listening(Face):
    def test_callbacks_come_with_the_tick_in_order(self):
        heard = []
        self.song.add_tempo_listener(lambda: heard.append(("a", self.song.tempo)))
        self.song.add_tempo_listener(lambda: heard.append(("b", self.song.tempo)))
        self.song.tempo = 99.0
        self.assertEqual(heard, [])
        self.session.tick()
        self.assertEqual(heard, [("a", 99.0), ("b", 99.0)])
        self.session.tick()
        self.assertEqual(len(heard), 2)

    def test_twice_the_same_and_one_that_is_not_there_are_refused(self):
        def listener():
            raise ValueError("of the script's")

        self.song.add_tempo_listener(listener)
        self.assertTrue(self.song.tempo_has_listener(listener))
        with self.assertRaisesRegex(RuntimeError, "already connected"):
            self.song.add_tempo_listener(listener)
        self.song.tempo = 60.0
        self.session.tick()
        self.assertEqual(self.reports[0][0], "listener of tempo")
        self.song.remove_tempo_listener(listener)
        with self.assertRaisesRegex(RuntimeError, "Observer not connected"):
            self.song.remove_tempo_listener(listener)
        self.assertEqual(self.standin.observed[(self.song._live_ptr, "tempo")], 0)

    def test_a_bound_method_is_the_same_however_often_it_is_taken(self):
        class Script:
            def changed(self):
                pass

        script = Script()
        self.track.add_name_listener(script.changed)
        self.assertTrue(self.song.tracks[0].name_has_listener(script.changed))
        self.song.tracks[0].remove_name_listener(script.changed)
        self.assertEqual(self.session.listeners.count(), 0)

    def test_a_change_from_within_a_listener_is_refused(self):
        refused = []

        def listener():
            for change in (
                lambda: setattr(self.song, "metronome", True),
                lambda: self.song.create_scene(-1),
            ):
                try:
                    change()
                except RuntimeError as error:
                    refused.append(str(error))
            self.track.name  # noqa: B018 - reading is allowed

        self.song.add_tempo_listener(listener)
        self.song.tempo = 62.0
        self.session.tick()
        self.assertEqual(len(refused), 2)
        self.assertIn("defer your response", refused[0])
        self.song.metronome = True
        self.assertEqual(self.reports, [])
        self.session.rules["listen.no-change-in-listener"] = False
        self.song.tempo = 63.0
        self.session.tick()
        self.assertEqual(len(refused), 2)

    def test_a_listener_taken_away_by_an_earlier_one_is_not_called(self):
        heard = []

        def second():
            heard.append("second")

        def first():
            heard.append("first")
            self.song.remove_tempo_listener(second)

        self.song.add_tempo_listener(first)
        self.song.add_tempo_listener(second)
        self.song.tempo = 61.0
        self.session.tick()
        self.assertEqual(heard, ["first"])


class Values(Face):
    def test_they_come_back_as_they_went(self):
        plain = [None, True, 3, 3.5, "ä", [1, [2]], {"a": [1.5]}]
        self.assertEqual(decode(encode(plain)), plain)
        self.assertEqual(encode(float("-inf")), {"float": "-inf"})
        self.assertEqual(decode({"float": "-inf"}), float("-inf"))
        self.assertEqual(encode(self.track), {"$": self.track._live_ptr, "class": "Track"})
        self.assertIsNone(decode({"$": 0, "class": "Track"}))

    def test_a_routing_choice_is_handed_back_whole(self):
        raw = {"struct": "RoutingType", "display_name": "Ext. In", "category": 0, "identifier": 5}
        choice = decode(raw)
        self.assertIsInstance(choice, self.live.Track.RoutingType)
        self.assertEqual(str(choice.category), "external")
        self.assertEqual(encode(choice), raw)

    def test_what_has_no_form_is_refused(self):
        for wrong in (object(), {1: 2}, b"bytes", {3}):
            with self.assertRaises(ArgumentError):
                encode(wrong)
        deep = []
        for _ in range(50):
            deep = [deep]
        with self.assertRaises(ArgumentError):
            encode(deep)

    def test_without_an_engine_nothing_answers(self):
        runtime.use(None)
        with self.assertRaisesRegex(RuntimeError, "no simulated Live"):
            self.song.tempo  # noqa: B018
        runtime.use(self.session)


if __name__ == "__main__":
    unittest.main()
