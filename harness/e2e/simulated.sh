#!/usr/bin/env bash
# Goes through the E2E checklist on the simulated Live, with scripted answers, over three ways in: our extension, our Max
# device, and a bridge of the registries. What it shows is the checklist, and nothing about a real Live (docs/e2e.md).
#
#   bash harness/e2e/simulated.sh FOLDER     the folder that `adapters/live/bridges.sh install` filled; LIVEBRIDGE is the
#                                            binary, or `livebridge` on the PATH. Needs node >= 20.10 and python3 >= 3.11
#
# What is missing is skipped, loudly and with a count.
set -euo pipefail

[ $# -eq 1 ] || { sed -n '2,8p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'; exit 2; }
bridges=$1
livebridge=${LIVEBRIDGE:-livebridge}
case $livebridge in */*) livebridge=$(realpath "$livebridge") ;; esac
bridges=$(realpath -m "$bridges")
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
skipped=0

skip() { echo "SKIPPED: $1"; skipped=$((skipped + 1)); }

through() { # NAME TARGET...: every step that is answered is as expected, and the report can be tried
    local name=$1
    "$livebridge" e2e --timeout 60 --state "$work/state" --answers "$root/harness/e2e/answers/simulated.toml" \
        --json "$work/$name.json" --markdown "$work/$name.md" "${@:2}" >"$work/$name" 2>&1 || { cat "$work/$name"; exit 1; }
    tail -n 1 "$work/$name"
    # It is simulated, and so it must not be applied to anything but a rehearsal.
    if "$livebridge" e2e apply "$work/$name.json" --provenance "$root/golden/live/provenance.json" 2>/dev/null; then
        echo "the report of a simulated Live was applied"
        exit 1
    fi
    "$livebridge" e2e apply "$work/$name.json" --rehearse "$work/rehearsal.json"
}

if node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 10) ? 0 : 1)' 2>/dev/null; then
    through extension -- "$livebridge" live extension --stdio
    (cd "$root" && through device -- "$livebridge" live run -- node adapters/live/inside/bin/device.mjs --stdio --fixtures golden/fixtures)
else
    skip "our extension, for there is no Node from 20.10 on"
    skip "our Max device, for there is no Node from 20.10 on"
fi
if ! python3 -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
    skip "ableton-js, for there is no Python from 3.11 on"
elif [ ! -d "$bridges/ableton-js" ]; then
    skip "ableton-js, for it is not installed in $bridges: could its registry not be reached?"
else
    through ableton-js --lab ableton-js --bridges "$bridges"
fi
[ "$skipped" -eq 0 ] || echo "SKIPPED: $skipped of 3 ways in"
