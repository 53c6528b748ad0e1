#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Each cause of failure ends gst-launch-1.0 by itself, soon, with a status that
is not zero, the right sentence and no broken promise of GStreamer's.

launch.py GST_LAUNCH SERVER PLUGIN [RUNS [CASE…]]"""

import math
import os
import pathlib
import struct
import subprocess
import sys
import tempfile
import wave

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
from localserver import LocalServer  # noqa: E402

GST_LAUNCH, SERVER, PLUGIN = sys.argv[1:4]
RUNS = int(sys.argv[4]) if len(sys.argv) > 4 else 1
ONLY = sys.argv[5:]
LIMIT = 20
KEY = "sk-never-to-be-shown"

FILE = "filesrc location={wav} ! wavparse ! audioconvert ! audioresample ! "
LIVE = ("audiotestsrc is-live=true ! audioconvert ! audioresample ! "
        "audio/x-raw,format=S16LE,rate=24000,channels=1 ! ")
TO_FILE = " ! level ! wavenc ! filesink location={folder}/{case}.wav"
TO_NOWHERE = " ! fakesink"
CAPTIONS = (" ! fakesink element.output_transcript ! fakesink "
            "element.input_transcript ! fakesink")

SHAPES = {
    "file": ([], FILE, TO_FILE),
    "eos": (["-e"], FILE, TO_FILE),
    "quiet": (["-q"], FILE, TO_FILE),
    "nowhere": ([], FILE, TO_NOWHERE),
    "live": ([], LIVE, TO_NOWHERE),
    "captions": ([], FILE, CAPTIONS),
    "untimed": ([], "filesrc location={wav} ! ", TO_FILE),
}

# Name: scenario of the server or None, properties, environment, what is said.
SETTINGS = {
    "no-key": (None, "api-key=\"\"", {}, "No API key"),
    "tools": (None, "tools=[{{", {}, "The property tools"),
    "session-config": (None, "session-config={{", {},
                       "The property session-config"),
    "history": (None, "history=[{{", {}, "The property history"),
    "price-table": (None, "price-table=/nonexistent/prices.json", {},
                    "The property price-table"),
    "key-file": (None, "api-key-file=/nonexistent/key", {},
                 "The property api-key-file"),
    "key-of-two-lines": (None, "api-key=\"\"",
                         {"OPENAI_API_KEY": "sk-one\nsk-two"},
                         "The API key contains a line break"),
    "cost": (None, "max-cost=0.01", {}, "price-table"),
    "call": (None, "call-id=rtc_1", {}, "live=yes"),
    "translation": (None, "session-type=translation", {}, "target-language"),
    "address": (None, "uri=foo", {}, "ws://"),
    "base-url": (None, "uri=\"\"", {"OPENAI_BASE_URL": "example.invalid/v1"},
                 "OPENAI_BASE_URL"),
    "insecure": (None, "uri=ws://example.com/v1/realtime", {},
                 "allow-insecure"),
    "proxy": (None, "proxy=foo", {}, "proxy"),
    "transcription": (None, "session-type=transcription", {},
                      "transcription-model"),
}
NETWORK = {
    "refused": (None, "uri=ws://127.0.0.1:1/v1/realtime", {}, "refused"),
    "no-host": (None, "uri=wss://nowhere.invalid/v1/realtime", {},
                "nowhere.invalid"),
    "tls-database": (None, "uri=wss://{host}/v1/realtime "
                     "tls-database=/nonexistent/ca.pem", {},
                     "(No such file or directory)"),
    "wrong-key": ("invalid-key", "", {}, "refused the API key"),
    "http-401": ("http-401", "", {}, "401"),
    "http-404": ("http-404", "", {}, "404"),
    "http-429": ("http-429", "", {}, ""),
    "http-503": ("http-503", "", {}, ""),
    "unknown-model": (None, "model=parrot", {}, "model"),
    "silent": ("silent", "", {}, "1000 ms"),
    "half-open": ("half-open", "", {}, "in time"),
    "unknown-field": (None, "session-config={{\\\"frob\\\":1}}", {}, "frob"),
    "quota": ("quota-failed", "", {}, ""),
}


def write_wav(path):
    with wave.open(str(path), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(24000)
        out.writeframes(b"".join(
            struct.pack("<h", int(12000 * math.sin(i * 0.08)))
            for i in range(24000)))


class Servers:
    """One for each scenario, as long as the test."""

    def __init__(self):
        self.running = {}

    def get(self, scenario):
        if scenario not in self.running:
            options = [] if scenario is None else ["--scenario", scenario]
            self.running[scenario] = LocalServer(SERVER, "--speed", "0",
                                                 *options)
        return self.running[scenario].uri

    def stop(self):
        for server in self.running.values():
            server.stop()


def command_of(name, case, shape, uri, folder):
    _, properties, _, _ = case
    options, before, after = SHAPES[shape]
    words = {"wav": folder / "question.wav", "folder": folder,
             "case": f"{name}-{shape}", "host": uri.split("/")[2]}
    # The last of two settings of a property counts.
    element = (f"openairealtime name=element uri={uri} api-key={KEY} "
               "connect-timeout=1000 " + properties)
    line = (before + element + after).format(**words)
    return [GST_LAUNCH, *options, *split(line)]


def split(line):
    """As a shell does, but a word keeps the quotes that gst-launch wants."""
    return line.split(" ")


def run_once(command, extra):
    env = dict(os.environ, GST_PLUGIN_PATH=str(pathlib.Path(PLUGIN).parent),
               G_DEBUG="fatal-criticals", LC_ALL="C")
    for name in ("GST_PLUGIN_LOADING_WHITELIST", "OPENAI_API_KEY",
                 "OPENAI_BASE_URL"):
        env.pop(name, None)
    env.update(extra)
    try:
        done = subprocess.run(command, env=env, capture_output=True, text=True,
                              stdin=subprocess.DEVNULL, timeout=LIMIT,
                              check=False)
    except subprocess.TimeoutExpired as expired:
        output = (expired.stdout or b"").decode() + (
            expired.stderr or b"").decode()
        return None, output
    return done.returncode, done.stdout + done.stderr


def check(name, case, shape, servers, folder):
    """The first complaint about RUNS runs, or None."""
    uri = servers.get(case[0])
    command = command_of(name, case, shape, uri, folder)
    for run in range(RUNS):
        status, output = run_once(command, case[2])
        if status is None:
            return f"run {run}: still there after {LIMIT} s\n{output}"
        if status <= 0:
            return f"run {run}: status {status}\n{output}"
        if case[3] not in output:
            return f"run {run}: does not say {case[3]!r}\n{output}"
        if KEY in output:
            return f"run {run}: tells the key\n{output}"
    return None


def combinations():
    """All cases with the usual shape, and a few with every shape."""
    for name, case in {**SETTINGS, **NETWORK}.items():
        yield name, case, "file"
    for name in ("no-key", "tools", "refused", "wrong-key", "http-401"):
        for shape in SHAPES:
            if shape not in ("file", "untimed"):
                yield name, {**SETTINGS, **NETWORK}[name], shape
    yield "no-timestamps", (None, "", {}, "wavparse"), "untimed"


def main():
    chosen = [c for c in combinations() if not ONLY or c[0] in ONLY]
    failed = 0
    print(f"1..{len(chosen)}")
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        write_wav(folder / "question.wav")
        servers = Servers()
        try:
            for number, (case, what, shape) in enumerate(chosen, 1):
                complaint = check(case, what, shape, servers, folder)
                print(f"{'not ok' if complaint else 'ok'} {number} - "
                      f"/launch/{case}/{shape}", flush=True)
                if complaint:
                    failed += 1
                    print("# " + complaint.replace("\n", "\n# "), flush=True)
        finally:
            servers.stop()
    sys.exit(1 if failed else 0)


main()
