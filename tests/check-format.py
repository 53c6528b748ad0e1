#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The tree is as .clang-format says.

    check-format.py ROOT [--fix]

Each version of clang-format breaks lines in a way of its own, so the tree
follows one: Debian 12's. Without it the test is skipped."""

import pathlib
import shutil
import subprocess
import sys

VERSION = 14
FOLDERS = ("gst", "plugins", "examples", "tests")


def find_program():
    for name in (f"clang-format-{VERSION}", "clang-format"):
        path = shutil.which(name)
        if path and f"version {VERSION}." in subprocess.run(
                [path, "--version"], capture_output=True, text=True,
                check=True).stdout:
            return path
    return None


def main():
    root = pathlib.Path(sys.argv[1])
    program = find_program()
    if program is None:
        print(f"1..0 # SKIP clang-format {VERSION} is not installed")
        return 0
    files = sorted(str(path) for folder in FOLDERS
                   for path in (root / folder).rglob("*.[ch]"))
    mode = ["-i"] if "--fix" in sys.argv[2:] else ["--dry-run", "-Werror"]
    run = subprocess.run([program, "--style=file", *mode, *files],
                         capture_output=True, text=True, check=False)
    wrong = sorted({line.split(":")[0] for line in run.stderr.splitlines()
                    if "error:" in line})
    print("1..1")
    for path in wrong:
        print(f"# {path}: run tests/check-format.py . --fix")
    print("not ok" if run.returncode else "ok", "1 format")
    return run.returncode


if __name__ == "__main__":
    sys.exit(main())
