#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What becomes of the messages of gst-launch-1.0: messages.py PROGRAM"""

import subprocess
import sys

PROGRAM = sys.argv[1]


def tell(*messages):
    text = "".join(
        f'Got message #1 from element "m" (element): openairealtime/{m};\n'
        for m in messages)
    done = subprocess.run([sys.executable, PROGRAM], input=text, text=True,
                          capture_output=True, check=False, timeout=30)
    assert not done.stderr, done
    return done.returncode, done.stdout


def check_conversation():
    status, out = tell(
        'transcript, role=(string)user, item-id=(string)a, '
        'text=(string)"Hello\\,\\ you", final=(boolean)true',
        'transcript, role=(string)assistant, item-id=(string)b, '
        'text=(string)Good, final=(boolean)false',
        'transcript, role=(string)assistant, item-id=(string)b, '
        'text=(string)Good, final=(boolean)true',
        'response-done, status=(string)completed')
    assert status == 0, (status, out)
    assert out == "  You:       Hello, you\n  Assistant: Good\n", repr(out)


def check_controls():
    """Nothing that is said controls the terminal."""
    bad = r'"\033]0\;x\007\302\23331m\342\200\256end"'
    status, out = tell(
        f"transcript, role=(string)assistant, item-id=(string)b, "
        f"text=(string){bad}, final=(boolean)true",
        f"error, message=(string){bad}",
        "response-done, status=(string)completed")
    assert status == 0 and out.count("end") == 2, out
    assert all(c.isprintable() for c in out.replace("\n", "")), repr(out)


def check_failed_answer():
    status, out = tell("response-done, status=(string)failed, "
                       'message=(string)"No\\ luck."')
    assert status == 1 and "The answer failed: No luck." in out, (status, out)


def check_nothing():
    status, out = tell()
    assert status == 1 and "No answer came" in out, (status, out)


check_conversation()
check_controls()
check_failed_answer()
check_nothing()
