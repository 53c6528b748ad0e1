#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Run an example against the local server and compare what it prints.

    run.py SERVER SCRIPT EXPECTED.txt COMMAND [ARGUMENT...]

The lines of EXPECTED.txt that begin with "You: " are what is said. When COMMAND
is a Python without the module gi, the exit status is 77, a skip.
"""

import difflib
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
from localserver import PATIENCE_S, LocalServer  # noqa: E402


def lacks_gi(program):
    return "python" in os.path.basename(program) and subprocess.run(
        [program, "-c", "import gi"], stderr=subprocess.DEVNULL,
        check=False).returncode != 0


def main():
    server_program, script, expected_path, *command = sys.argv[1:]
    with open(expected_path, encoding="utf-8") as file:
        expected = file.read()
    if lacks_gi(command[0]):
        print("skipped: python3-gi is not installed")
        return 77
    command += [line[len("You: "):] for line in expected.splitlines()
                if line.startswith("You: ")]
    with tempfile.TemporaryDirectory() as folder, LocalServer(
            server_program, "--speed", "0", script=script) as server:
        done = subprocess.run(command, stdout=subprocess.PIPE, check=False,
                              timeout=PATIENCE_S, env=server.environment(
                                  GST_REGISTRY=f"{folder}/registry"))
    got = done.stdout.decode("utf-8")
    if got != expected:
        sys.stdout.writelines(difflib.unified_diff(
            expected.splitlines(True), got.splitlines(True), "expected", "got"))
    if done.returncode != 0:
        print(f"the example ended with {done.returncode}")
    return int(got != expected or done.returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
