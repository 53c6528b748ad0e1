#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The gst-launch lines of docs/batch.md do what they say.

Further argument: the document.
"""

import pathlib
import re
import subprocess
import sys

from harness import (Server, check, environment, equal, run_tests, sox, speak)

DOCUMENT = pathlib.Path(sys.argv[4])
LIMIT_S = 120

text = DOCUMENT.read_text("utf-8").partition("## Without the program")[2]
lines = re.findall(r"```sh\n(gst-launch.*?)```", text.partition("\n## ")[0],
                   re.DOTALL)


def length(path):
    return float(subprocess.run(["soxi", "-D", path], check=True, text=True,
                                capture_output=True).stdout)


def test_of(line):
    def test(folder):
        speak(folder / "raw.wav", "Hello, can you hear me?")
        sox(folder / "raw.wav", folder / "talk.wav", "pad", 1, 2, "repeat", 1)
        sox("-M", folder / "talk.wav", folder / "talk.wav",
            folder / "call.wav")
        with Server() as server:
            done = subprocess.run(
                ["bash", "-c", line], cwd=folder, env=environment(server),
                capture_output=True, text=True, timeout=LIMIT_S, check=False)
        equal(done.returncode, 0, done.stderr[-500:] + "status")
        check("WARNING" not in done.stderr, done.stderr[-500:])
        if "-m " in line:
            equal(len(re.findall(r"role=\(string\)user.*final=\(boolean\)true",
                                 done.stdout)) if "transcription-model" in line
                  else 2, 2, "texts of the user")
        for name in re.findall(r"filesink location=(\S+)", line):
            seconds = length(folder / name)
            check(seconds > (6 if "aligned" in name else 2),
                  f"{name} is {seconds} s long")
    words = re.findall(r"location=(\S+)|(session-type)|(live-transcribe)",
                       line)
    test.__name__ = "line " + " ".join("".join(w) for w in words)
    return test


check(len(lines) >= 6, "lines in the document")
run_tests([test_of(line) for line in lines])
