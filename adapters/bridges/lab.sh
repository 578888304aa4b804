#!/usr/bin/env bash
# Verifies public bridges on the simulated Live, from both sides, and shows that broken variants of one are noticed.
#
#   bash adapters/bridges/lab.sh FOLDER      the folder that `adapters/live/bridges.sh install` filled; LIVEBRIDGE is
#                                            the binary, or `livebridge` on the PATH. Needs python3 >= 3.11
#
# Where a bridge is not installed, its run is skipped, loudly and with a count.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
[ $# -eq 1 ] || { sed -n '2,8p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'; exit 2; }
folder=$1
livebridge=${LIVEBRIDGE:-livebridge}
python=${PYTHON:-python3}
work=$(mktemp -d)
proxy=
trap '[ -z "$proxy" ] || kill "$proxy" 2>/dev/null || true; rm -rf "$work"' EXIT

variants=$("$python" -c "import sys; sys.path.insert(0, '$here'); import broken_proxy as p; print('\n'.join(f'{n} {r}' for n, r in p.VARIANTS.items()))")
if [ ! -d "$folder/ableton-mcp" ]; then
    echo "SKIPPED: 1 bridge in the lab and $(wc -l <<<"$variants") broken variants of it, for it is not installed in $folder"
    exit 0
fi

echo "ableton-mcp as it comes: what fails is what its baseline records"
"$livebridge" lab ableton-mcp --bridges "$folder" --area inside --baseline "$here/maps/baselines/ableton-mcp.toml" >"$work/run" 2>&1 ||
    { tail -60 "$work/run"; exit 1; }
tail -2 "$work/run"

while read -r variant requirement; do
    "$python" "$here/broken_proxy.py" "$variant" >"$work/proxy" &
    proxy=$!
    for _ in $(seq 100); do grep -q ready "$work/proxy" && break; sleep 0.1; done
    code=0
    "$livebridge" lab ableton-mcp --bridges "$folder" --through 127.0.0.1:9878 --requirement "$requirement" \
        --baseline "$here/maps/baselines/ableton-mcp.toml" >"$work/run" 2>&1 || code=$?
    kill "$proxy"
    wait "$proxy" 2>/dev/null || true
    proxy=
    if [ "$code" -ne 1 ] || ! grep -q "$requirement" "$work/run"; then
        tail -40 "$work/run"
        echo "the broken variant $variant was not noticed by $requirement (exit code $code)"
        exit 1
    fi
    echo "caught: $variant, by $requirement"
done <<<"$variants"
