#!/usr/bin/env python3
"""A complete bridge in standard Python: everything that the LiveBridge contract knows, on a Set in memory.

    livebridge verify -- python3 examples/python/complete.py

This file only starts it; `livebridge_example` beside it is the bridge, and says where to begin reading.
"""

from livebridge_example.bridge import Complete
from livebridge_kit import serve

if __name__ == "__main__":
    serve(Complete())
