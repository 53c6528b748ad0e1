#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Visits by WebRTC one after the other, each ended in another way: no thread, no
descriptor and no memory stays behind.

    webrtcsoak.py openai-voice-server webrtcclient

WEBRTC_VISITS: how many (10).
"""

import math
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
from subtests import run_subtests  # noqa: E402
from voiceserver import VoiceServer  # noqa: E402
from webrtcpeer import ADDRESS, WebrtcPeer  # noqa: E402

PROGRAM, CLIENT = sys.argv[1:3]
VISITS = int(os.environ.get("WEBRTC_VISITS", "10"))
WARM_UP = 10
# The program's own, and those that its libraries keep.
IDLE_THREADS = 12
MAX_GROWTH_KB = 4 * 1024
SETTLE_S = 150


def by_request(server, peer):
    server.request("DELETE", peer.location)


def by_the_page(server, peer):
    peer.wait_for("open")
    peer.send(type="hang_up")
    peer.wait_for_message(lambda message: message["kind"] == "call"
                          and message["data"]["state"] == "ended")


def by_death(server, peer):
    peer.do("die")


def by_leaving(server, peer):
    peer.do("quit")


ENDS = [by_request, by_the_page, by_death, by_leaving]


def count(server):
    """Threads, descriptors and resident memory in KiB."""
    folder = pathlib.Path(f"/proc/{server.process.pid}")
    status = dict(line.split(":", 1) for line in
                  (folder / "status").read_text().splitlines())
    return (int(status["Threads"]), len(list((folder / "fd").iterdir())),
            int(status["VmRSS"].split()[0]))


def is_quiet(server):
    return not server.get("/api/calls")["running"]


def visit(server, number):
    codec = "opus" if number % 2 else "pcmu"
    options = ["--no-ears"] + (["--no-microphone"] if number % 5 == 4 else [])
    with WebrtcPeer(CLIENT, codec, *options) as peer:
        peer.connect(server)
        server.wait_for_line("media: ", number + 1)
        ENDS[number % len(ENDS)](server, peer)


def settle(server, descriptors=math.inf, memory=math.inf):
    """What there is when no visit is left: idle threads of pools stay for a
    while, events of a call for a minute."""
    limits = (IDLE_THREADS, descriptors, memory)
    deadline = time.monotonic() + SETTLE_S
    while time.monotonic() < deadline:
        now = count(server)
        if is_quiet(server) and all(a <= b for a, b in zip(now, limits)):
            return now
        time.sleep(0.2)
    raise RuntimeError(f"threads, descriptors, KiB: {count(server)}, and not "
                       f"{limits}\n{server.log}")


def check_nothing_stays_behind(folder):
    # One arena: what glibc keeps of many is not ours to measure.
    with VoiceServer(PROGRAM, "--ice-address", ADDRESS,
                     environment={"MALLOC_ARENA_MAX": "1"}) as server:
        for number in range(WARM_UP):
            visit(server, number)
        before = settle(server)
        for number in range(WARM_UP, WARM_UP + VISITS):
            visit(server, number)
        after = settle(server, before[1] + 2, before[2] + MAX_GROWTH_KB)
        print(f"# threads, descriptors, KiB: {before} after {WARM_UP} visits, "
              f"{after} after {VISITS} more", flush=True)
        assert "CRITICAL" not in server.log, server.log


run_subtests([value for name, value in globals().items()
              if name.startswith("check_")], "voice-webrtc-")
