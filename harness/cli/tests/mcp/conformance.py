"""Runs every server scenario of the official suite, and compares with what is known of each.

Usage: conformance.py SUITE URL KNOWN. A line of KNOWN is `SCENARIO: REASON`, for a scenario that is not passed; the
reason is most often that it calls a fixture tool of the suite, which no server for Live has. A scenario that is known
and passes fails too, so that the list stays true; and one without any check does not count as passed.
"""

import pathlib
import json
import re
import subprocess
import sys

suite, url, known_file = sys.argv[1:]
known = {}
for line in pathlib.Path(known_file).read_text().splitlines():
    if line and not line.startswith("#"):
        name, reason = line.split(": ", 1)
        known[name] = reason

listed = subprocess.run(["node", suite, "list", "--server"], capture_output=True, text=True, timeout=120).stdout
names = re.findall(r"^\s*-\s*([a-z0-9][\w./-]+)", listed, re.M)
assert names, f"no scenarios are listed:\n{listed}"
passed, wrong = [], []
for name in names:
    ran = subprocess.run(
        ["node", suite, "server", "--url", url, "--scenario", name], capture_output=True, text=True, timeout=180
    )
    said = ran.stdout + ran.stderr
    checks = re.search(r"(\d+)/(\d+)", said)
    succeeded = ran.returncode == 0 and checks is not None and int(checks.group(2)) > 0
    if succeeded and name not in known:
        passed.append(name)
    elif succeeded:
        wrong.append(f"{name} passes, and is known not to: {known[name]}")
    elif name not in known:
        wrong.append(f"{name} does not pass:\n{said[-1500:]}")
print(f"conformance suite: {len(passed)} scenarios pass, {len(known)} are known not to")
if wrong:
    sys.exit("\n".join(wrong))
