#!/usr/bin/env bash
# Installs four public bridges, pinned, and drives each through its own client on the simulated Live.
#
#   bash adapters/live/bridges.sh install FOLDER    from PyPI and npm, by their ordinary clients
#   bash adapters/live/bridges.sh test FOLDER       needs python3 >= 3.11, node >= 20 and an engine:
#                                                   LIVEBRIDGE_LIVE_COMMAND, or `livebridge` on the PATH
#   bash adapters/live/bridges.sh all FOLDER        both; where the registries cannot be reached the
#                                                   tests are skipped, loudly and with a count
#
# Nothing of the bridges is kept in this repository. Their scripts are run as they come.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
python=${PYTHON:-python3}

usage() { sed -n '2,11p' "${BASH_SOURCE[0]}" | sed 's/^# \{0,1\}//'; exit 2; }

pip_bridge() { # FOLDER NAME VERSION [BOUND_OF_A_DEPENDENCY...]
    local target="$1/$2"
    if [ "$(cat "$target/version" 2>/dev/null || true)" = "${*:3}" ]; then return; fi
    rm -rf "$target"
    "$python" -m pip install --quiet --disable-pip-version-check --no-warn-conflicts --root-user-action=ignore \
        --target "$target/site" "$2==$3" "${@:4}"
    echo "${*:3}" > "$target/version.part"
}

done_with() { mv "$1/version.part" "$1/version" 2>/dev/null || true; }

# A Remote Script is a folder named as its installer names it, with the bridge's file as __init__.py.
script() { # TARGET NAME FILE
    mkdir -p "$1/$2"
    cp "$3" "$1/$2/__init__.py"
}

install() {
    local folder=$1
    mkdir -p "$folder"
    folder=$(cd "$folder" && pwd)

    pip_bridge "$folder" ableton-mcp 1.4.5
    script "$folder/ableton-mcp" AbletonMCP \
        "$folder/ableton-mcp/site/MCP_Server/bundled_ableton_remote_script/AbletonMCP_init.py"
    done_with "$folder/ableton-mcp"

    # Its tool server does not start with the newest SDK, which it does not exclude (docs/findings.md).
    pip_bridge "$folder" ableton-ai 1.3.0 'mcp<2'
    script "$folder/ableton-ai" AbletonAI "$folder/ableton-ai/site/ableton_ai/_remote_script/__init__.py"
    done_with "$folder/ableton-ai"

    pip_bridge "$folder" mcp-server-ableton-live 1.8.1
    script "$folder/mcp-server-ableton-live" AbletonMCP \
        "$folder/mcp-server-ableton-live/site/ableton_live_mcp/remote_script/__init__.py"
    done_with "$folder/mcp-server-ableton-live"

    local js="$folder/ableton-js"
    if [ "$(cat "$js/version" 2>/dev/null || true)" != 4.1.0 ]; then
        rm -rf "$js"
        mkdir -p "$js"
        echo '{"name":"bridges","private":true}' > "$js/package.json"
        (cd "$js" && npm install --silent --no-audit --no-fund --ignore-scripts ableton-js@4.1.0)
        cp -r "$js/node_modules/ableton-js/midi-script" "$js/AbletonJS"
        echo 4.1.0 > "$js/version"
    fi
    echo "bridges: ableton-mcp 1.4.5, ableton-ai 1.3.0, mcp-server-ableton-live 1.8.1, ableton-js 4.1.0 in $folder"
}

run_tests() {
    local folder
    folder=$(cd "$1" && pwd)
    cd "$here/python"
    LIVEBRIDGE_BRIDGES_INSTALLED=$folder PYTHONPATH=src PYTHONDONTWRITEBYTECODE=1 \
        "$python" -m unittest discover --verbose --start-directory bridges --top-level-directory .
}

[ $# -eq 2 ] || usage
case $1 in
    install) install "$2" ;;
    test) run_tests "$2" ;;
    all)
        # A process of its own: inside a condition the shell would not stop at the first error.
        if ! bash "${BASH_SOURCE[0]}" install "$2"; then
            count=$(grep -ch '    def test_' "$here"/python/bridges/test_*.py | awk '{ n += $1 } END { print n }')
            echo "SKIPPED: $count tests of four bridges, for a registry could not be reached"
            exit 0
        fi
        run_tests "$2"
        ;;
    *) usage ;;
esac
