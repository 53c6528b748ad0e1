# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the tests of openai-realtime-batch share: the local server, runs of the
program, recordings, and subtests in TAP.

A test's arguments are PROGRAM SERVER PLUGIN_FOLDER.
"""

import json
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
from localserver import LocalServer  # noqa: E402
from subtests import run_subtests as run_tests  # noqa: E402, F401

PROGRAM, SERVER, PLUGINS = (str(pathlib.Path(argument).resolve())
                            for argument in sys.argv[1:4])
LIMIT_S = 240


class Server(LocalServer):
    """The local server, answering in a burst."""

    def __init__(self, *arguments, script=None):
        super().__init__(SERVER, "--speed", "0", *arguments, script=script,
                         stderr=subprocess.DEVNULL)


def environment(server, **more):
    base = {name: value for name, value in os.environ.items()
            if not name.startswith("OPENAI_REALTIME_BATCH_")}
    return {**base, "GST_PLUGIN_PATH": PLUGINS, "OPENAI_API_KEY": "test",
            "OPENAI_BASE_URL": server.base_url if server else "",
            "no_proxy": "127.0.0.1", "XDG_CONFIG_HOME": "/nonexistent",
            "LC_ALL": "C.UTF-8", **more}


def start(server, *arguments, env=None, **more):
    return subprocess.Popen(
        [PROGRAM, *map(str, arguments)], env=environment(server, **(env or {})),
        stdin=more.pop("stdin", subprocess.DEVNULL), stdout=subprocess.PIPE,
        stderr=more.pop("stderr", subprocess.PIPE), text=True, **more)


def run(server, *arguments, status=None, text=None, env=None):
    """Runs the program to its end: its output, errors and status."""
    done = subprocess.run(
        [PROGRAM, *map(str, arguments)], env=environment(server, **(env or {})),
        input=text if text is not None else "", capture_output=True,
        text=True, timeout=LIMIT_S, check=False)
    if status is not None and done.returncode != status:
        raise AssertionError(f"status {done.returncode}, not {status}: "
                             f"{done.stdout[-800:]}{done.stderr[-800:]}")
    return done


def summary(folder):
    with open(pathlib.Path(folder) / "summary.json", encoding="utf-8") as file:
        return json.load(file)


def items(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def sox(*arguments):
    # -D: no dither, so that copies are equal.
    subprocess.run(["sox", "-D", *map(str, arguments)], check=True,
                   stderr=subprocess.DEVNULL)


def speak(path, text, voice="en-us", speed=160):
    subprocess.run(["espeak-ng", "-v", voice, "-s", str(speed), "-w",
                    str(path), text], check=True)


def equal(got, expected, what=""):
    if got != expected:
        raise AssertionError(f"{what} is {repr(got)[:400]}, not "
                             f"{repr(expected)[:400]}")


def check(truth, what):
    if not truth:
        raise AssertionError(what)
