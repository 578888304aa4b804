"""The bridge: the present Set, its history, and every call by its wire name."""

from typing import Any, List, Optional

from .arguments import Fields, Json, Refusal, bad_input
from .fixtures import DEVICES, FIXTURES, seeded
from .mutations import MUTATIONS, Change, read_range
from .reads import READS, View, must_be
from .render import Renderer
from .snapshot import song_from_json, song_to_json
from .song import Song
from .transforms import TRANSFORMS


class Bridge:
    def __init__(self) -> None:
        self.renderer = Renderer()
        self.transaction_count = 0
        self.load(seeded())

    def load(self, song: Song) -> None:
        self.now = View(song)
        self.past: List[View] = []
        self.future: List[View] = []

    def commit(self, change: Change) -> None:
        self.past.append(self.now)
        self.future.clear()
        self.now = View(change.song)
        self.transaction_count += 1

    def call(self, method: str, given: Fields) -> Any:
        if method in READS:
            return READS[method](self.now, given)
        if method in MUTATIONS:
            change = Change(self.now.song, is_transaction=False)
            change.run(method, given)
            self.commit(change)
            return self.answer(method, change.objects[0])
        if method in TRANSFORMS:
            return TRANSFORMS[method](given)
        if method in OTHERS:
            return OTHERS[method](self, given)
        raise Refusal("UNSUPPORTED", f"there is no method `{method}`")

    def answer(self, method: str, thing: Any) -> Optional[Json]:
        """What a mutation answers with: the committed state of its object; None when that is gone again."""
        if thing is not None and thing not in self.now.path_of:
            return None
        _, describe = MUTATIONS[method]
        return describe(self.now, thing)

    def transaction(self, given: Fields) -> Json:
        ops = given.items("ops")
        if not ops:
            return {"outcomes": [], "undoSteps": 0}
        change = Change(self.now.song, is_transaction=True)
        methods = []
        for at, item in enumerate(ops):
            try:
                op = Fields(item, "an operation")
                method = op.text("method")
                if method in READS or method in OTHERS or method in TRANSFORMS:
                    raise bad_input(f"`{method}` is no mutation, and cannot be part of a transaction")
                if method not in MUTATIONS:
                    raise Refusal("UNSUPPORTED", f"there is no method `{method}`")
                change.run(method, Fields(op.take("params"), "params"))
                methods.append(method)
            except Refusal as refusal:
                refusal.op = at
                raise
        self.commit(change)
        outcomes = [self.answer(method, thing) for method, thing in zip(methods, change.objects)]
        return {"outcomes": outcomes, "undoSteps": 1}

    def render_track(self, given: Fields) -> Json:
        start, end = read_range(given)
        track = self.now.object_of("track", given, "trackId")
        must_be("audio", track, given.text("trackId"))
        return {"path": self.renderer.render(self.now.song, track, start, end), "track": track.name}

    def reset(self, given: Fields) -> None:
        if given.has("snapshot"):
            made = song_from_json(given.take("snapshot"))
        else:
            name = given.one_of("fixture", *FIXTURES)
            notes = [given.items("notes")] if name == "with_one_midi_clip" and given.has("notes") else []
            made = FIXTURES[name](*notes)
        given.nothing_else()
        self.load(made)

    def undo(self, given: Fields) -> Json:
        return self.step(self.past, self.future)

    def redo(self, given: Fields) -> Json:
        return self.step(self.future, self.past)

    def step(self, source: List[View], target: List[View]) -> Json:
        if not source:
            return {"done": False}
        target.append(self.now)
        self.now = source.pop()
        return {"done": True}


OTHERS = {
    "renderTrack": Bridge.render_track,
    "transaction": Bridge.transaction,
    "control/reset": Bridge.reset,
    "control/snapshot": lambda bridge, given: song_to_json(bridge.now.song),
    "control/undo": Bridge.undo,
    "control/redo": Bridge.redo,
    "control/undoDepth": lambda bridge, given: {"undo": len(bridge.past), "redo": len(bridge.future)},
    "control/transactionCount": lambda bridge, given: {"count": bridge.transaction_count},
    # Nothing is applied later here, so there is nothing to wait for.
    "control/settle": lambda bridge, given: None,
}

GREETING = {
    "protocolVersion": 1,
    "implementation": {"name": "complete-python", "version": "0.1.0", "language": "Python"},
    "capabilities": {
        "ids": "positional",
        "undo": "observable",
        "undoGrouping": "perCall",
        "undoStepsPerCommit": 1,
        "transaction": "atomic",
        "stagedReferences": True,
        "reset": "snapshots",
        "snapshot": "canonical",
        "render": True,
        "concurrency": "serial",
        "precision": "f64",
        "colors": "rgb",
        "files": "shared",
        "devices": list(DEVICES),
    },
    "operations": [*READS, *MUTATIONS, *OTHERS, *TRANSFORMS],
}
