"""The bridge: all operations together, the control plane, and what is declared."""

from typing import List, Optional

from livebridge_kit import Json, Number, bad_input

from .fixtures import DEVICES, FIXTURES, seeded
from .mutations import Mutations
from .render import Renderer
from .snapshot import song_from_json, song_to_json
from .song import Song, Track
from .transforms import TRANSFORMS


class Complete(Mutations):
    name = "complete-python"
    declares = {
        "reset": "snapshots",
        "snapshot": "canonical",
        "render": True,
        "precision": "f64",
        "files": "shared",
        "devices": list(DEVICES),
    }
    more_operations = TRANSFORMS

    def __init__(self) -> None:
        super().__init__()
        self.renderer = Renderer()
        self.state = seeded()

    def render_track(self, track: Track, start_beat: Number, end_beat: Number) -> Json:
        return {"path": self.renderer.render(self.state, track, start_beat, end_beat), "track": track.name}

    # The control plane, beside what the kit brings.

    def reset(
        self, fixture: Optional[str] = None, notes: Optional[List[Json]] = None, snapshot: Optional[Json] = None
    ) -> None:
        if (fixture is None) == (snapshot is None):
            raise bad_input("a reset takes either `fixture` or `snapshot`")
        if notes is not None and fixture != "with_one_midi_clip":
            raise bad_input("`notes` are for `with_one_midi_clip` only")
        if fixture is not None and fixture not in FIXTURES:
            raise bad_input(f"there is no fixture {fixture!r}")
        if fixture is None:
            made = song_from_json(snapshot)
        else:
            made = FIXTURES[fixture]() if notes is None else FIXTURES[fixture](notes)
        self.load(made)

    def load(self, song: Song) -> None:
        self.state = song
        self.forget_history()
        self.changed()

    def snapshot(self) -> Json:
        return song_to_json(self.state)

    def settle(self) -> None:
        """Nothing is applied later here, so there is nothing to wait for."""

    def close(self) -> None:
        self.renderer.close()
