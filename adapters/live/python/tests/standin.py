"""A stand-in for the engine, for tests of the face alone: a few objects, no rules.

It speaks the protocol over a pair of sockets in a thread. What it answers says
nothing about Live; tests of behaviour run on the engine itself.
"""

import json
import socket
import threading

from livebridge_live.link import Pipe

DEFAULTS = {
    "Song": {
        "tempo": 120.0,
        "metronome": False,
        "signature_numerator": 4,
        "root_note": 0,
        "clip_trigger_quantization": 4,
        "is_playing": False,
        "scale_intervals": [0, 2, 4],
        "scale_name": "Major",
    },
    "Track": {
        "name": "",
        "mute": False,
        "color": 0,
        "current_monitoring_state": 1,
        "is_foldable": False,
        "clip_slots": [],
        "has_midi_input": True,
    },
    "Application": {},
    "ClipSlot": {"has_clip": False, "clip": None},
    "Clip": {"name": "", "length": 4.0},
    "Scene": {"name": ""},
}


class StandIn:
    """A tiny Set and the thread that serves it."""

    def __init__(self):
        self.objects = {}
        self.observed = {}
        self.changed = []
        self.ticks = 0
        self.log = []
        self.app = self.make("Application")
        self.song = self.make("Song", tracks=[], visible_tracks=[], scenes=[])
        self.set_child(self.song, "scenes", [self.make("Scene")])
        self.add_track()

    def make(self, cls, **values):
        number = len(self.objects) + 1
        self.objects[number] = {"class": cls, "values": {**DEFAULTS.get(cls, {}), **values}}
        return number

    def set_child(self, number, name, children):
        self.objects[number]["values"][name] = [self.ref(child) for child in children]

    def ref(self, number):
        return {"$": number, "class": self.objects[number]["class"]}

    def add_track(self):
        slot = self.make("ClipSlot")
        track = self.make("Track", name=f"{len(self.objects)}-MIDI")
        self.set_child(track, "clip_slots", [slot])
        values = self.objects[self.song]["values"]
        values["tracks"] = values["tracks"] + [self.ref(track)]
        values["visible_tracks"] = values["tracks"]
        self.mark(self.song, "tracks")
        return self.ref(track)

    def mark(self, number, name):
        if self.observed.get((number, name)):
            if (number, name) not in self.changed:
                self.changed.append((number, name))

    def answer(self, request):
        op = request["op"]
        self.log.append(request)
        handler = getattr(self, f"op_{op}", None)
        if handler is None:
            return fail("ProtocolError", f"no such operation {op}")
        if op not in ("hello", "tick", "note") and request.get("obj") is not None:
            if request["obj"] not in self.objects and op != "alive":
                return fail("DeadObject", "the object is gone")
        return handler(request)

    def op_hello(self, request):
        return {
            "live": "12.4.15",
            "protocol": 1,
            "rules": {},
            "time": {"tick": 0, "ms": 0},
            "roots": {"live_app": self.ref(self.app), "live_set": self.ref(self.song)},
        }

    def op_get(self, request):
        entry = self.objects[request["obj"]]
        if request["name"] in entry["values"]:
            return {"value": entry["values"][request["name"]]}
        if request["name"] == "fold_state":
            return fail("RuntimeError", "Track is not foldable")
        return {
            "error": {
                "kind": "NotSimulated",
                "message": f"{entry['class']}.{request['name']}",
                "class": entry["class"],
                "member": request["name"],
            }
        }

    def op_set(self, request):
        values = self.objects[request["obj"]]["values"]
        old, new = values.get(request["name"]), request["value"]
        if isinstance(old, bool):
            good = isinstance(new, int)
        elif isinstance(old, int):
            good = isinstance(new, int)
        elif isinstance(old, float):
            good = isinstance(new, (int, float))
        else:
            good = type(new) is type(old)
        if not good:
            return fail("ArgumentError", "a wrong type")
        values[request["name"]] = type(old)(new)
        self.mark(request["obj"], request["name"])
        return {"value": None}

    def op_call(self, request):
        name, args = request["name"], request["args"]
        if name == "create_midi_track":
            return {"value": self.add_track()}
        if name == "delete_track":
            values = self.objects[self.song]["values"]
            gone = values["tracks"].pop(args[0])
            del self.objects[gone["$"]]
            return {"value": None}
        if name == "create_clip":
            clip = self.make("Clip", length=args[0], notes=[])
            self.objects[request["obj"]]["values"].update(has_clip=True, clip=self.ref(clip))
            return {"value": self.ref(clip)}
        if name == "add_new_notes":
            notes = self.objects[request["obj"]]["values"]["notes"]
            start = len(notes)
            notes += [{**note, "struct": "MidiNote", "note_id": start + i + 1} for i, note in enumerate(args[0])]
            return {"value": list(range(start + 1, len(notes) + 1))}
        if name == "get_all_notes_extended":
            return {"value": self.objects[request["obj"]]["values"]["notes"]}
        if name == "apply_note_modifications":
            self.objects[request["obj"]]["values"]["notes"] = args[0]
            return {"value": None}
        if name == "get_notes":
            notes = self.objects[request["obj"]]["values"]["notes"]
            return {"value": [[n["pitch"], n["start_time"], n["duration"], n["velocity"], n["mute"]] for n in notes]}
        if name in ("set_notes", "start_playing", "create_scene"):
            return {"value": None}
        if name == "undo":
            return {"value": "Undo Custom Action"}
        return fail("RuntimeError", f"cannot {name}")

    def op_alive(self, request):
        return {"value": request["obj"] in self.objects}

    def op_observe(self, request):
        key = (request["obj"], request["name"])
        self.observed[key] = self.observed.get(key, 0) + 1
        return {"value": None}

    def op_unobserve(self, request):
        self.observed[(request["obj"], request["name"])] -= 1
        return {"value": None}

    def op_tick(self, request):
        self.ticks += request.get("count", 1)
        notes = [{"obj": obj, "name": name} for obj, name in self.changed]
        self.changed = []
        return {"notifications": notes, "time": {"tick": self.ticks, "ms": self.ticks * 100}}

    def op_note(self, request):
        return {"value": None}

    def serve(self):
        """Starts the thread and gives the pipe to it."""
        near, far = socket.socketpair()
        threading.Thread(target=self.loop, args=(far,), daemon=True).start()
        return Pipe(near.fileno(), near.fileno(), near)

    def loop(self, far):
        with far, far.makefile("rwb") as stream:
            for line in stream:
                request = json.loads(line)
                answer = {"n": request["n"], **self.answer(request)}
                try:
                    stream.write(json.dumps(answer).encode() + b"\n")
                    stream.flush()
                except OSError:
                    return


def fail(kind, message):
    return {"error": {"kind": kind, "message": message}}
