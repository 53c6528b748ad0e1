#!/usr/bin/python3
# openairealtime - a realtime speech model in a media pipeline
#
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What one live call waits for: connecting, the answer, silence after an
interruption.

Speaks with espeak-ng to the local server, on the real clock, into a sink that
synchronizes, and prints the medians and maxima of the element's own figures as
a table. The server answers at once and takes turns by energy: what is measured
is the element, not a service.
"""

import argparse
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile

import gi

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
from localserver import LocalServer  # noqa: E402

gi.require_version("Gst", "1.0")
from gi.repository import GLib, Gst  # noqa: E402

FIGURES = [
    ("connect-duration", "READY to PAUSED, until the session is up"),
    ("last-first-delta-latency", "end of the user's speech, until the first "
     "audio arrives (the detector's 500 ms included)"),
    ("last-first-frame-latency", "the same, until its first frame leaves"),
    ("last-first-sound-latency", "the same, until its first sample sounds"),
    ("last-interrupt-latency", "the interruption is known, until the first "
     "frame without the old speech leaves"),
]


def make_speech(folder):
    path = os.path.join(folder, "question.wav")
    raw = os.path.join(folder, "raw.wav")
    subprocess.run(["espeak-ng", "-w", raw, "Can you hear me well?"],
                   check=True)
    subprocess.run(["sox", raw, "-r", "24000", "-c", "1", "-b", "16", path,
                    "pad", "0.2", "4"], check=True)
    return path


def call(uri, speech, interrupt):
    """One call of one question; returns its stats."""
    pipeline = Gst.parse_launch(
        f"filesrc location={speech} ! wavparse ! identity sync=true ! "
        f"openairealtime name=element uri={uri} api-key=none live=yes ! "
        "fakesink sync=true")
    element = pipeline.get_by_name("element")
    loop = GLib.MainLoop()
    result = {}

    def finish():
        stats = element.get_property("stats")
        for name, _ in FIGURES:
            known, value = stats.get_uint64(name)
            if known and value != Gst.CLOCK_TIME_NONE:
                result[name] = value / Gst.MSECOND
        loop.quit()
        return False

    def on_message(bus, message):
        if message.type == Gst.MessageType.ERROR:
            sys.exit(message.parse_error()[0].message)
        structure = message.get_structure()
        name = structure.get_name() if structure else ""
        if name == "openairealtime/response-done" and interrupt:
            # In the middle of the answer, which is all there by now.
            GLib.timeout_add(600, lambda: element.emit("interrupt") and False)
        elif name == "openairealtime/interrupted":
            GLib.timeout_add(100, finish)
        elif name == "openairealtime/playback-done" and not interrupt:
            finish()

    bus = pipeline.get_bus()
    bus.add_signal_watch()
    bus.connect("message", on_message)
    pipeline.set_state(Gst.State.PLAYING)
    loop.run()
    pipeline.set_state(Gst.State.NULL)
    bus.remove_signal_watch()
    return result


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("build", help="the build directory")
    parser.add_argument("--calls", type=int, default=10)
    options = parser.parse_args()
    os.environ["GST_PLUGIN_PATH"] = os.path.join(
        options.build, "plugins/openairealtime")
    Gst.init(None)
    with tempfile.TemporaryDirectory() as folder:
        speech = make_speech(folder)
        program = os.path.join(
            options.build, "examples/local-server/openai-realtime-server")
        with LocalServer(program, "--speed", "4") as server:
            all_stats = [call(server.uri, speech, i % 2 == 1)
                         for i in range(options.calls)]
    print("| from … to | median ms | most ms |")
    print("|---|---|---|")
    for name, words in FIGURES:
        values = [s[name] for s in all_stats if name in s]
        if values:
            print(f"| {words} | {statistics.median(values):.1f} "
                  f"| {max(values):.1f} |")


if __name__ == "__main__":
    main()
