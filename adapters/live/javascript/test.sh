#!/bin/sh
# Every test of the Max face and of its two examples. With LIVEBRIDGE_LIVE_COMMAND
# (e.g. "livebridge live serve") they run on the engine; without it those that
# need one are skipped, and say so.
set -eu
cd "$(dirname "$0")"
node --test test/*.test.mjs
if [ -n "${LIVEBRIDGE_LIVE_COMMAND:-}" ]; then
  for example in ../../../examples/max-device ../../../examples/live-node-test; do
    # The only dependency is this folder: nothing is fetched.
    (cd "$example" && npm install --no-audit --no-fund --offline --silent && npm test)
  done
else
  echo "SKIPPED: 2 examples, no engine (LIVEBRIDGE_LIVE_COMMAND is not set)"
fi
