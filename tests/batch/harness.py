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
import tempfile
import traceback

PROGRAM, SERVER, PLUGINS = (str(pathlib.Path(argument).resolve())
                            for argument in sys.argv[1:4])
LIMIT_S = 240


class Server:
    """The local server, answering in a burst, as a context."""

    def __init__(self, *arguments):
        self.arguments = arguments

    def __enter__(self):
        self.process = subprocess.Popen(
            [SERVER, "--speed", "0", *self.arguments],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        line = self.process.stdout.readline()
        if not line.startswith("Listening on "):
            raise RuntimeError(f"The server did not start: {line}")
        port = line.rsplit(":", 1)[1].split("/")[0]
        self.uri = f"http://127.0.0.1:{port}/v1"
        return self

    def __exit__(self, *error):
        self.process.kill()
        self.process.wait()
        self.process.stdout.close()


def environment(server, **more):
    base = {name: value for name, value in os.environ.items()
            if not name.startswith("OPENAI_REALTIME_BATCH_")}
    return {**base, "GST_PLUGIN_PATH": PLUGINS, "OPENAI_API_KEY": "test",
            "OPENAI_BASE_URL": server.uri if server else "",
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


def script(folder, value):
    path = pathlib.Path(folder) / "script.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    return path


def equal(got, expected, what=""):
    if got != expected:
        raise AssertionError(f"{what} is {repr(got)[:400]}, not "
                             f"{repr(expected)[:400]}")


def check(truth, what):
    if not truth:
        raise AssertionError(what)


def run_tests(tests):
    """Each is a function of a temporary folder; what it returns is why it
    was skipped. Prints TAP."""
    failed = 0
    print(f"1..{len(tests)}", flush=True)
    for number, test in enumerate(tests, 1):
        name = test.__name__.replace("_", "-")
        try:
            with tempfile.TemporaryDirectory(prefix="orb-") as folder:
                skipped = test(pathlib.Path(folder))
            print(f"ok {number} {name}"
                  + (f" # SKIP {skipped}" if skipped else ""), flush=True)
        except Exception:
            failed += 1
            for line in traceback.format_exc().splitlines():
                print(f"# {line}")
            print(f"not ok {number} {name}", flush=True)
    sys.exit(1 if failed else 0)
