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
import subprocess
import sys
import tempfile
import time

PATIENCE_S = 60


def wait_for_port(server, path):
    """The port, once the server has written it."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end and server.poll() is None:
        if os.path.exists(path):
            with open(path, encoding="ascii") as file:
                text = file.read()
            if text.endswith("\n"):
                return int(text)
        time.sleep(0.01)
    sys.exit("the local server did not start")


def run(command, port, folder):
    environment = dict(os.environ, OPENAI_API_KEY="none",
                       OPENAI_BASE_URL=f"http://127.0.0.1:{port}/v1",
                       GST_REGISTRY=os.path.join(folder, "registry"))
    return subprocess.run(command, stdout=subprocess.PIPE, check=False,
                          env=environment, timeout=PATIENCE_S)


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
    with tempfile.TemporaryDirectory() as folder:
        port_file = os.path.join(folder, "port")
        with subprocess.Popen([server_program, "--script", script,
                               "--speed", "0", "--port-file", port_file],
                              stdout=subprocess.DEVNULL) as server:
            try:
                done = run(command, wait_for_port(server, port_file), folder)
            finally:
                server.terminate()
    got = done.stdout.decode("utf-8")
    if got != expected:
        sys.stdout.writelines(difflib.unified_diff(
            expected.splitlines(True), got.splitlines(True), "expected", "got"))
    if done.returncode != 0:
        print(f"the example ended with {done.returncode}")
    return int(got != expected or done.returncode != 0)


if __name__ == "__main__":
    sys.exit(main())
