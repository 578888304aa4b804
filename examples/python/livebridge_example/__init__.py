"""A Set in memory behind the LiveBridge wire protocol, in standard Python, on the kit for bridge authors.

One design decision carries it: a Set that was committed never changes again. The kit makes a full copy before each
change, which either replaces the Set or is thrown away. So a failed call leaves no trace, and undo is a list of older
Sets.

From the inside to the outside:

- `livebridge_kit`, in `examples/kit/python`: what every bridge needs; ids, arguments, transactions, the protocol;
- `song`: the Set;
- `snapshot`, `fixtures`: the Set as JSON, and the Sets that every target knows by name;
- `reads`: what stands where, and what the reads say of it;
- `mutations`: what each changes;
- `render`: WAV files;
- `transforms`: what needs no Set;
- `bridge`: all of it together, and what is declared;
- `variants`: the same bridge with other choices that the contract leaves open.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "kit" / "python"))
