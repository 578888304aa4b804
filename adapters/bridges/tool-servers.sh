#!/usr/bin/env bash
# Judges the public tool servers of PyPI from outside, without a map, each with its Remote Script on the simulated Live.
#
#   bash adapters/bridges/tool-servers.sh FOLDER [--record]   the folder that `adapters/live/bridges.sh install` filled;
#                                                             LIVEBRIDGE is the binary, or `livebridge` on the PATH.
#                                                             Needs python3 >= 3.11
#
# What each check says is recorded beside this file, in tool-servers/NAME.txt; another verdict fails, better or worse, and
# docs/findings.md says why those fail that do. Where a server is not installed, it is skipped, loudly and with a count.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
{ [ $# -eq 1 ] || [ "${2:-}" = --record ]; } || { sed -n '2,9p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'; exit 2; }
folder=$1
record=${2:-}
livebridge=${LIVEBRIDGE:-livebridge}
python=${PYTHON:-python3}
work=$(mktemp -d)
live=
trap '[ -z "$live" ] || kill "$live" 2>/dev/null || true; rm -rf "$work"' EXIT

# NAME SCRIPT MODULE: what is installed, the folder of its Remote Script, and the module that has `main`.
servers=(
    "ableton-mcp AbletonMCP MCP_Server.server"
    "mcp-server-ableton-live AbletonMCP ableton_live_mcp.server"
    "ableton-ai AbletonAI ableton_ai.server"
)

skipped=0
failed=0
for server in "${servers[@]}"; do
    read -r name script module <<<"$server"
    if [ ! -d "$folder/$name" ]; then
        echo "SKIPPED: the tool server of $name is not installed in $folder"
        skipped=$((skipped + 1))
        continue
    fi
    "$livebridge" live script --tick 1 "$folder/$name/$script" >"$work/live" 2>&1 &
    live=$!
    for _ in $(seq 300); do grep -q '^ready' "$work/live" && break; sleep 0.1; done
    grep -q '^ready' "$work/live" || { cat "$work/live"; echo "the Remote Script of $name did not start"; exit 1; }
    code=0
    PYTHONPATH="$folder/$name/site" "$livebridge" verify tools: --start-timeout 90 --check tools/ \
        --json "$work/$name.json" -- "$python" -c "from $module import main; main()" >"$work/run" 2>&1 || code=$?
    kill "$live"
    wait "$live" 2>/dev/null || true
    live=
    # 1: something failed, as is known. Others are no judgement.
    if [ "$code" -gt 1 ]; then
        tail -40 "$work/run"
        echo "$name was not judged (exit code $code)"
        exit 1
    fi
    "$python" - "$work/$name.json" >"$work/$name.txt" <<'PYTHON'
import json
import sys

for result in json.load(open(sys.argv[1]))["run"]["checks"]:
    print(result["requirement"], result["check"], result["verdict"])
PYTHON
    if [ "$record" = --record ]; then
        cp "$work/$name.txt" "$here/tool-servers/$name.txt"
    elif ! diff -u "$here/tool-servers/$name.txt" "$work/$name.txt"; then
        grep -A8 '^\(FAIL\|WARN\|UNTESTABLE\)' "$work/run" || true
        echo "$name: the verdicts are not those that are recorded"
        failed=1
    fi
    echo "$name: $(awk '{ print $3 }' "$work/$name.txt" | sort | uniq -c | awk '{ printf "%s%s %s", sep, $1, $2; sep = ", " }')"
done
[ "$skipped" -eq 0 ] || echo "SKIPPED: $skipped of ${#servers[@]} tool servers of PyPI"
exit "$failed"
