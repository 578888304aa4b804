"""A Set in memory behind the LiveBridge wire protocol, in standard Python.

One design decision carries it: a Set that was committed never changes again. A mutation works on a full clone,
which either replaces the Set or is thrown away. So a failed call leaves no trace, and undo is a list of older Sets.

From the inside to the outside:

- `arguments`: refusals, and how arguments are checked;
- `song`: the Set;
- `snapshot`, `fixtures`: the Set as JSON, and the Sets that every target knows by name;
- `reads`: ids, and what the reads say;
- `mutations`: calls and transactions on a clone, staged references;
- `render`: WAV files;
- `transforms`: what needs no Set;
- `bridge`: the present Set, its history, every call by name;
- `protocol`: JSON-RPC over stdin and stdout.
"""
