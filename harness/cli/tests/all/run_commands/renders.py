"""A bridge with one audio track, which renders to the file that its command line names."""

import json
import sys

FADER = {"id": "track:0/mixer/volume", "name": "Volume", "min": 0, "max": 1, "isQuantized": False,
         "defaultValue": 0.85, "value": 0.85}
TRACK = {"id": "track:0", "kind": "audio", "name": "Take", "mute": False, "solo": False, "mutedViaSolo": False,
         "arm": False, "clipSlotCount": 0, "arrangementClipCount": 0, "deviceCount": 0,
         "mixer": {"volume": 0.85, "panning": 0, "sendCount": 0}}
ANSWERS = {
    "initialize": {
        "protocolVersion": 1,
        "implementation": {"name": "renders.py", "version": "1.0.0", "language": "Python"},
        "capabilities": {"render": True, "files": "shared"},
        "operations": ["listTracks", "listClips", "getTrackMixer", "renderTrack"],
    },
    "listTracks": [TRACK],
    "listClips": [],
    "getTrackMixer": {"volume": FADER},
    "renderTrack": {"path": sys.argv[1], "track": "Take"},
    "shutdown": None,
}

for line in sys.stdin:
    request = json.loads(line)
    print(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": ANSWERS[request["method"]]}), flush=True)
    if request["method"] == "shutdown":
        break
