#!/usr/bin/env bash
# Verifies public bridges on the simulated Live, from both sides, and shows that broken variants of one are noticed.
#
#   bash adapters/bridges/lab.sh FOLDER      the folder that `adapters/live/bridges.sh install` filled; LIVEBRIDGE is
#                                            the binary, or `livebridge` on the PATH. Needs python3 >= 3.11
#
# Where a bridge is not installed, its run is skipped, loudly and with a count. Of each bridge the areas are run in which
# something was found: what fails is what its baseline records, each with its reason (docs/findings.md).
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[ $# -eq 1 ] || { sed -n '2,8p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'; exit 2; }
folder=$1
livebridge=${LIVEBRIDGE:-livebridge}
python=${PYTHON:-python3}
work=$(mktemp -d)
proxy=
trap '[ -z "$proxy" ] || kill "$proxy" 2>/dev/null || true; rm -rf "$work"' EXIT

bridges=(ableton-mcp mcp-server-ableton-live ableton-js)
areas=(--area inside --area notes --area undo)

lab() { # BRIDGE ARGUMENTS: a call that waits for an answer in vain does not wait long
    "$livebridge" lab "$1" --bridges "$folder" --tick 1 --timeout 8 --baseline "$here/maps/baselines/$1.toml" \
        "${@:2}" >"$work/run" 2>&1
}

skipped=0
for bridge in "${bridges[@]}"; do
    if [ ! -d "$folder/$bridge" ]; then
        echo "SKIPPED: $bridge is not installed in $folder"
        skipped=$((skipped + 1))
        continue
    fi
    lab "$bridge" "${areas[@]}" || { tail -60 "$work/run"; exit 1; }
    echo "$bridge as it comes: what fails is what its baseline records"
    tail -2 "$work/run"
done

variants=$("$python" -c "import sys; sys.path.insert(0, '$here'); import broken_proxy as p; print('\n'.join(f'{n} {r}' for n, r in p.VARIANTS.items()))")
if [ ! -d "$folder/ableton-mcp" ]; then
    echo "SKIPPED: $skipped of ${#bridges[@]} bridges, and $(wc -l <<<"$variants") broken variants of ableton-mcp"
    exit 0
fi

while read -r variant requirement; do
    "$python" "$here/broken_proxy.py" "$variant" >"$work/proxy" &
    proxy=$!
    for _ in $(seq 100); do grep -q ready "$work/proxy" && break; sleep 0.1; done
    code=0
    lab ableton-mcp --through 127.0.0.1:9878 --requirement "$requirement" || code=$?
    kill "$proxy"
    wait "$proxy" 2>/dev/null || true
    proxy=
    # A failure that the baseline records is told as known: what counts is one that it does not.
    if [ "$code" -ne 1 ] || ! grep -A1 "^FAIL $requirement" "$work/run" | grep -q '^  MUST'; then
        tail -40 "$work/run"
        echo "the broken variant $variant was not noticed by $requirement (exit code $code)"
        exit 1
    fi
    echo "caught: $variant, by $requirement"
done <<<"$variants"
[ "$skipped" -eq 0 ] || echo "SKIPPED: $skipped of ${#bridges[@]} bridges"
