# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Functions as subtests, in TAP."""

import pathlib
import sys
import tempfile
import time
import traceback


def name_of(test):
    return test.__name__.removeprefix("check_").replace("_", "-")


def run_subtests(tests, prefix=""):
    """Each is a function of a temporary folder; what it returns is why it
    was skipped. Ends the program."""
    failed = 0
    print(f"1..{len(tests)}", flush=True)
    for number, test in enumerate(tests, 1):
        start = time.monotonic()
        words = "ok"
        skipped = None
        try:
            with tempfile.TemporaryDirectory() as folder:
                skipped = test(pathlib.Path(folder))
        except Exception:
            failed += 1
            words = "not ok"
            print("# " + traceback.format_exc().replace("\n", "\n# "))
        print(f"{words} {number} {prefix}{name_of(test)}"
              + (f" # SKIP {skipped}" if skipped else ""))
        print(f"# {time.monotonic() - start:.1f} s", flush=True)
    sys.exit(1 if failed else 0)
