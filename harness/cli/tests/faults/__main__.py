"""Bridges of careless authors: the complete example in Python with one fault each.

    python3 harness/cli/tests/faults NAME      a bridge with that fault, on stdin and stdout
    python3 harness/cli/tests/faults           the names of all

They were written without looking at the mutants of the suite, as an estimate of what it does not see.
"""

import sys

from faults import FAULTS, KINDS

import damage  # noqa: F401
import declared  # noqa: F401
import histories  # noqa: F401
import numbers_on_the_wire  # noqa: F401
import protocol  # noqa: F401
import repetition  # noqa: F401
import sizes  # noqa: F401
import staged  # noqa: F401
import texts  # noqa: F401
import together  # noqa: F401
import twice  # noqa: F401
import views  # noqa: F401

if len(sys.argv) < 2:
    for kind, names in sorted(KINDS.items()):
        for name in names:
            print(kind, name)
else:
    bridge = FAULTS[sys.argv[1]]()
    getattr(bridge, "serve", together.serve)(bridge) if hasattr(bridge, "serve") else protocol.serve(bridge)
