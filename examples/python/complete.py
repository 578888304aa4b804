#!/usr/bin/env python3
"""A complete bridge in standard Python: everything that the LiveBridge contract knows, on a Set in memory.

    livebridge verify -- python3 examples/python/complete.py

This file only starts it; `livebridge_example` beside it is the bridge, and says where to begin reading. With
`--variant NAME` it makes another of the choices that the contract leaves open: see `livebridge_example/variants`.
"""

import sys

from livebridge_example.bridge import Complete
from livebridge_kit import serve

if __name__ == "__main__":
    if sys.argv[1:2] == ["--variant"]:
        from livebridge_example.variants import variant

        serve(variant(sys.argv[2] if len(sys.argv) > 2 else ""))
    else:
        serve(Complete())
