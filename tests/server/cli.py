#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The command line of the local server: cli.py PROGRAM DEMO_SCRIPT"""

import pathlib
import signal
import subprocess
import sys
import tempfile

PROGRAM, SCRIPT = sys.argv[1:]


def run(*arguments):
    return subprocess.run([PROGRAM, *arguments], capture_output=True,
                          text=True, timeout=30, check=False)


def check_help():
    done = run("--help")
    assert done.returncode == 0 and "Examples:" in done.stdout, done


def check_list_of_scenarios():
    done = run("--list-scenarios")
    assert done.returncode == 0 and "reset-mid-delta" in done.stdout, done


def check_mistakes():
    for arguments in (["--nonsense"], ["--port", "70000"],
                      ["--scenario", "nonsense"], ["--script", "/nowhere"],
                      ["--host", "nowhere"]):
        done = run(*arguments)
        assert done.returncode == 1, (arguments, done)
        assert done.stderr.startswith("openai-realtime-server: "), done


def check_start_and_end():
    with tempfile.TemporaryDirectory() as folder:
        port_file = pathlib.Path(folder) / "port"
        command = [PROGRAM, "--script", SCRIPT, "--port-file", str(port_file)]
        with subprocess.Popen(command, stdout=subprocess.PIPE,
                              text=True) as server:
            line = server.stdout.readline().strip()
            port = port_file.read_text(encoding="ascii").strip()
            assert line == \
                f"Listening on ws://127.0.0.1:{port}/v1/realtime", line
            server.send_signal(signal.SIGTERM)
            assert server.wait(30) == 0


check_help()
check_list_of_scenarios()
check_mistakes()
check_start_and_end()
