#!/usr/bin/env python3
"""A complete bridge in standard Python: everything that the LiveBridge contract knows, on a Set in memory.

    livebridge verify -- python3 examples/python/complete.py

This file only starts it; `livebridge_example` beside it is the bridge, and says where to begin reading.
"""

import signal
import sys

from livebridge_example.bridge import Bridge
from livebridge_example.protocol import serve


def main() -> None:
    # So that the directory of the renders is removed then, too.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    bridge = Bridge()
    try:
        serve(bridge)
    except (KeyboardInterrupt, BrokenPipeError):
        pass  # The client has gone away: nothing is left to do.
    finally:
        bridge.renderer.close()


if __name__ == "__main__":
    main()
