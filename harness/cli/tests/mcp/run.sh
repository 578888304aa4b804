#!/usr/bin/env bash
# The tool server with what others wrote for the protocol: clients of three SDKs build a small song, the Inspector lists
# and calls from its command line, and the official conformance suite judges it in both revisions.
#
# Usage: run.sh LIVEBRIDGE [FOLDER_FOR_PACKAGES]. All of it comes from the registries of npm and PyPI by their ordinary
# clients; where those cannot be reached it is skipped, with a count.
set -euo pipefail
livebridge=$(realpath "$1")
packages=${2:-target/mcp-packages}
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$packages"
packages=$(realpath "$packages")
work=$(mktemp -d)
started=()
finish() {
  for process in "${started[@]}"; do kill "$process" 2>/dev/null || true; done
  wait 2>/dev/null || true
  rm -rf "$work"
}
trap finish EXIT

skipped=0
skip() { # HOW_MANY WHY
  skipped=$((skipped + $1))
  echo "SKIPPED: $1 runs, for $2"
}
install() { # FOLDER PACKAGES...
  local folder=$1
  shift
  [ -d "$packages/$folder/node_modules" ] ||
    npm install --silent --no-audit --no-fund --prefix "$packages/$folder" "$@" >"$work/npm" 2>&1 ||
    { rm -rf "${packages:?}/$folder"; return 1; }
}
lines() { # a file of lines that must be there before SECONDS are over
  for _ in $(seq 100); do [ -s "$1" ] && return; sleep 0.1; done
  echo "nothing was written into $1"
  return 1
}

# What `--print-config` tells a client to start, a word a line.
configs=(claude-desktop claude-code cursor vscode generic)
configured() { # CLIENT
  "$livebridge" mcp --print-config "$1" | python3 -c '
import json, sys
config = json.load(sys.stdin)
servers = config.get("mcpServers") or config.get("servers") or {"livebridge": config}
print(servers["livebridge"]["command"], *servers["livebridge"]["args"], sep="\n")'
}
as_configured() { # WORDS...: a client of the song, with what each configuration starts
  local config words
  for config in "${configs[@]}"; do
    mapfile -t words < <(configured "$config")
    echo "as $config is told to start it:"
    "$@" "${words[@]}"
  done
}

# A server that listens, for those who come over HTTP.
"$livebridge" mcp --http --bridge-file "$work/bridge.json" 2>"$work/server" &
started+=($!)
lines "$work/bridge.json"
read -r url token < <(sed -n 's/.*"\(url\|token\)": "\(.*\)".*/\2/p' "$work/bridge.json" | sort -r | awk '/^http/ { u = $0; next } { t = $0 } END { print u, t }')

if ! command -v npm >/dev/null || ! command -v node >/dev/null; then
  skip 13 "there is no node or npm"
else
  if install clients @modelcontextprotocol/sdk@1.32.2 @modelcontextprotocol/client@2.4.0; then
    # Modules are looked for beside the program that asks for them.
    cp "$here"/*.mjs "$here/song.json" "$packages/clients/"
    node "$packages/clients/sdk1.mjs" "$livebridge" mcp
    echo "and on the simulated Live:"
    node "$packages/clients/sdk1.mjs" "$livebridge" mcp -- "$livebridge" live extension --stdio
    MCP_TOKEN=$token node "$packages/clients/sdk1.mjs" "$url"
    for mode in legacy auto; do
      MCP_MODE=$mode node "$packages/clients/sdk2.mjs" "$livebridge" mcp
      MCP_MODE=$mode MCP_TOKEN=$token node "$packages/clients/sdk2.mjs" "$url"
    done
    as_configured node "$packages/clients/sdk1.mjs"
    # How fast is told and not judged: a machine with other work is slow.
    node "$packages/clients/rate.mjs" "$livebridge" 500 3
  else
    skip 13 "the TypeScript SDKs could not be installed"
  fi
fi

if python3 -m venv "$packages/venv" 2>/dev/null && "$packages/venv/bin/pip" install --quiet --disable-pip-version-check mcp==2.3.0 2>/dev/null; then
  "$packages/venv/bin/python" "$here/sdk.py" "$livebridge" mcp
  as_configured "$packages/venv/bin/python" "$here/sdk.py"
else
  skip 6 "the Python SDK could not be installed"
fi

# The suite and the Inspector want a newer Node than many systems have; npm has one as a package.
if command -v npm >/dev/null && install node node@22 && [ -x "$packages/node/node_modules/node/bin/node" ]; then
  export PATH="$packages/node/node_modules/node/bin:$PATH"
  node "$here/proxy.mjs" "$work/bridge.json" >"$work/proxy" &
  started+=($!)
  lines "$work/proxy"
  read -r open <"$work/proxy"
  for version in 0.1.16 0.2.0-alpha.12; do
    if ! install "conformance-$version" "@modelcontextprotocol/conformance@$version"; then
      skip 1 "the conformance suite $version could not be installed"
      continue
    fi
    suite="$packages/conformance-$version/node_modules/@modelcontextprotocol/conformance/dist/index.js"
    (cd "$work" && python3 "$here/conformance.py" "$suite" "$open" "$here/conformance-$version.txt")
  done
  if install inspector @modelcontextprotocol/inspector@2.12.0; then
    inspector="$packages/inspector/node_modules/@modelcontextprotocol/inspector/clients/launcher/build/index.js"
    node "$inspector" --cli "$livebridge" mcp --method tools/list | grep -q '"live_get_song_overview"'
    node "$inspector" --cli "$livebridge" mcp --method tools/call --tool-name live_set_tempo --tool-arg bpm=96 | grep -q 'Tempo is 96'
    echo "Inspector: lists and calls"
  else
    skip 2 "the Inspector could not be installed"
  fi
else
  skip 4 "Node 22 could not be installed"
fi
echo "the tool server with the clients and the suite of others: done, $skipped skipped"
