#!/bin/sh
# Every test of what runs inside Live. With LIVEBRIDGE_LIVE_COMMAND (e.g.
# "livebridge live serve") they run on the engine; without it those that need
# one are skipped, and say so.
set -eu
cd "$(dirname "$0")"
node --test test/*.test.mjs
