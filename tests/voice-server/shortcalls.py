#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Thousands of short calls: greeted, hung up on as the greeting begins. What the
server holds afterwards is what it held after the first ones.

    shortcalls.py openai-voice-server openai-realtime-server [CALLS]
"""

import collections
import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
sys.path.insert(0, str(pathlib.Path(__file__).parent))
from localserver import LocalServer  # noqa: E402
from subtests import run_subtests  # noqa: E402
from twilioline import Incoming, check, equal  # noqa: E402
from voiceserver import VoiceServer  # noqa: E402

PROGRAM, LOCAL = sys.argv[1:3]
CALLS = int(sys.argv[3]) if len(sys.argv) > 3 else 5000
AT_ONCE = 10
# What is loaded once, caches and arenas are there by then.
WARM = CALLS // 5
KB_PER_CALL = 1
SLACK_KB = 1024     # threads come and go, and with them their arenas
GREETING = "Good morning, this is the desk. How can I help you today?"
AGENTS = {"desk": {"instructions": "Answer.", "greeting": {"say": GREETING}}}

Held = collections.namedtuple("Held", "kilobytes threads descriptors")


def read_held(server):
    """Of the process, between two calls."""
    process = pathlib.Path("/proc") / str(server.process.pid)
    status = dict(line.split(":", 1) for line in
                  (process / "status").read_text().splitlines())
    return Held(int(status["VmRSS"].split()[0]), int(status["Threads"]),
                len(os.listdir(process / "fd")))


def call_some(server, count):
    """At once, each until its greeting begins."""
    phones = [Incoming(server) for _ in range(count)]
    for phone in phones:
        phone.wait(lambda p=phone: p.player.heard, "the greeting")
        phone.hang_up()
    for phone in phones:
        phone.wait_closed()
        phone.thread.join()
        equal(phone.problems, [], "faults of the protocol")
    server.wait_until(lambda: not server.get("/api/calls")["running"],
                      "the end of these calls")


def check_flat(folder):
    with LocalServer(LOCAL, "--port", 0,
                     script={"default": {"say": GREETING}}) as local, \
            VoiceServer(PROGRAM, agents=AGENTS, environment={
                "OPENAI_API_KEY": "none",
                "OPENAI_BASE_URL": local.base_url}) as server:
        held = []
        for done in range(0, CALLS, AT_ONCE):
            if done % max(CALLS // 10, AT_ONCE) == 0:
                held.append((done, read_held(server)))
                print(f"# after {done} calls: {held[-1][1]}", flush=True)
            call_some(server, min(AT_ONCE, CALLS - done))
        begin = next(h for done, h in held if done >= WARM)
        server.wait_until(
            lambda: read_held(server).descriptors <= begin.descriptors,
            "the last call's descriptors being closed")
        end = read_held(server)
        print(f"# after {CALLS} calls: {end}", flush=True)
        grown = end.kilobytes - begin.kilobytes
        check(grown <= (CALLS - WARM) * KB_PER_CALL + SLACK_KB,
              f"{grown} kB more after {CALLS - WARM} calls")
        check(end.threads <= begin.threads + AT_ONCE, f"{begin}, {end}")


run_subtests([check_flat], "voice-shortcalls-")
