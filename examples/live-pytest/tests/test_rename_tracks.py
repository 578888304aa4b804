"""RenameTracks on the simulated Live."""

from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[1] / "RenameTracks"


@pytest.fixture
def script(live_host):
    return live_host.load(SCRIPT)


def test_it_says_that_it_is_there(script, live_host):
    assert live_host.c_instance.messages == ["RenameTracks is there"]


def test_a_track_of_the_users_is_named_at_the_next_tick(script, live_host, live_engine, live_set):
    before = len(live_set.tracks)
    live_engine.invoke("live_set", "create_midi_track", -1)
    assert len(live_set.tracks) == before + 1
    assert live_set.tracks[before].name != "Drums"
    live_host.tick()
    assert live_set.tracks[before].name == "Drums"


def test_only_the_names_differ(script, live_host, live_engine):
    live_engine.invoke("live_set", "create_audio_track", -1)
    before = live_engine.snapshot()
    live_host.tick()
    after = live_engine.snapshot()
    before["tracks"][-1]["name"] = "Drums"
    assert after == before


def test_a_wrong_type_is_refused_as_in_live(script, live_set):
    with pytest.raises(TypeError, match="did not match C\\+\\+ signature"):
        live_set.tracks[0].name = 3


def test_the_listener_goes_with_the_script(script, live_host, live_engine, live_set):
    live_host.unload()
    live_engine.invoke("live_set", "create_midi_track", -1)
    live_host.tick()
    assert live_set.tracks[-1].name != "Drums"
    assert not live_host.errors
