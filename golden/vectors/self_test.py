"""Holds the transforms against every number that the specification gives, and the cases against their own rules."""

import re

from cases import FILES
from transforms import (
    LOWER_SEAM, LOWER_SEAM_DB, UPPER_SEAM, UPPER_SEAM_DB, analyze_loudness, beats_per_cell, db_to_param_value, fnv1a_32,
    live_curve_db, live_curve_value, param_value_to_db, round_half_up,
)  # fmt: skip


def self_test():
    """Exit status 0; an assertion fails where a number is another."""
    measured = {
        -60: 0.0346236, -51: 0.0852360, -42: 0.1428816, -36: 0.1870370, -30: 0.2384389, -24: 0.3024142,
        -18: 0.4, -12: 0.55, -6: 0.7, 0: 0.85, 3: 0.9249424, 6: 1.0,
    }  # fmt: skip
    for db, value in measured.items():
        tolerance = 0.02 if db >= -57 else 0.3
        assert abs(live_curve_db(value) - db) <= tolerance, (db, value, live_curve_db(value))
    fader = {"min": 0.0, "max": 1.0, "defaultValue": 0.85}
    host_fader = {**fader, "defaultValue": 0.8500000238418579}
    other = {"min": -35.0, "max": 35.0, "defaultValue": 0.0}
    steps = [-75 + i * 85 / 100_000 for i in range(100_001)]
    near = [seam + sign * 10.0**-e for seam in (UPPER_SEAM_DB, LOWER_SEAM_DB) for sign in (-1, 1) for e in range(2, 12)]
    steps = sorted(steps + near + [UPPER_SEAM_DB, LOWER_SEAM_DB, 0.0, -70.0, 6.0])
    for param, curve in ((fader, "live"), (host_fader, "live"), (fader, "linear"), (other, "live")):
        values = [db_to_param_value(db, param, curve) for db in steps]
        assert values == sorted(values) and min(values) >= param["min"] and max(values) <= param["max"]
        assert db_to_param_value(0.0, param, curve) == param["defaultValue"]
        assert param_value_to_db(param["defaultValue"], param, curve) == 0
    for db in steps:
        if -70 <= db <= 6:
            value = db_to_param_value(db, fader, "live")
            assert abs(param_value_to_db(value, fader, "live") - db) <= 1e-12, db
    values = [seam + sign * 10.0**-e for seam in (UPPER_SEAM, LOWER_SEAM) for sign in (-1, 1) for e in range(2, 13)]
    strict = [live_curve_db(value) for value in sorted(values + [i / 20_000 for i in range(20_001)])]
    assert all(a < b for a, b in zip(strict, strict[1:]))
    assert live_curve_db(0.0) == -70 and live_curve_value(-70.0) == 0 and live_curve_value(-1000.0) == 0
    # Printed to fewer digits, the seams are the specification's thresholds.
    assert (round(UPPER_SEAM, 9), round(UPPER_SEAM_DB, 8)) == (0.400736257, -17.97054972)
    assert (round(LOWER_SEAM, 10), round(LOWER_SEAM_DB, 8)) == (0.0492425980, -57.31372538)
    assert round_half_up(0.49999999999999994) == 0 and round_half_up(-0.5) == 0 and round_half_up(0.5) == 1
    assert analyze_loudness([]) == {"peakDb": -120, "rmsDb": -120, "crest": 0}
    assert beats_per_cell("1/16", False) == 0.25 and beats_per_cell("None", True) == 1
    assert fnv1a_32(b"") == 0x811C9DC5 and fnv1a_32(b"a") == 0xE40C292C and fnv1a_32(b"foobar") == 0xBF9CF968
    for name, file in FILES.items():
        names = [case[0] for case in file["cases"]]
        assert len(set(names)) == len(names), f"{name}: a name is used twice"
        assert all(re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", n) for n in names), f"{name}: a name is not kebab-case"
    print("self-test passed")
    return 0
