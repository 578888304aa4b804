"""Runs every server scenario of the official suite in both revisions, and compares with what is known of each.

Usage: conformance.py SUITE URL KNOWN [SCENARIO...], all scenarios where none is named. A line of KNOWN is `SCENARIO REVISION: REASON` for a scenario that is not passed;
the reason is most often that it calls a fixture tool of the suite, which no server for Live has. A scenario that is
known and passes fails too, so that the list stays true; and one without any check does not count as passed.
"""

import concurrent.futures
import pathlib
import re
import subprocess
import sys

# All of these call fixture tools: whatever passes of them without those passes on an error, and does not count.
NOT_COUNTED = "input-required-result-"
REVISIONS = ("2025-11-25", "2026-07-28")

suite, url, known_file, *only = sys.argv[1:]
known = {}
for line in pathlib.Path(known_file).read_text().splitlines():
    if line and not line.startswith("#"):
        name, reason = line.split(": ", 1)
        known[name] = reason


def node(*words):
    ran = subprocess.run(["node", suite, *words], capture_output=True, text=True, timeout=180, check=False)
    return ran.returncode, ran.stdout + ran.stderr


_, listed = node("list", "--server")
runs = []
for scenario, versions in re.findall(r"^\s*- (\S+) \[(.*)\]", listed, re.M):
    runs += [(scenario, revision) for revision in REVISIONS if revision in versions.split(",")]
assert runs, f"no scenarios are listed:\n{listed}"
runs = [run for run in runs if not run[0].startswith(NOT_COUNTED) and (not only or run[0] in only)]


def judged(run):
    scenario, revision = run
    code, said = node("server", "--url", url, "--scenario", scenario, "--spec-version", revision)
    counted = re.search(r"Passed: (\d+)/(\d+)", said)
    return code == 0 and counted is not None and int(counted.group(1)) > 0, said


passed, wrong = [], []
with concurrent.futures.ThreadPoolExecutor(4) as pool:
    for (scenario, revision), (succeeded, said) in zip(runs, pool.map(judged, runs)):
        name = f"{scenario} {revision}"
        if succeeded and name not in known:
            passed.append(name)
        elif succeeded:
            wrong.append(f"{name} passes, and is known not to: {known[name]}")
        elif name not in known:
            wrong.append(f"{name} does not pass:\n{said[-3000:]}")
print(f"conformance suite: {len(passed)} of {len(runs)} scenarios pass, {len(known)} are known not to")
if wrong:
    sys.exit("\n".join(wrong))
