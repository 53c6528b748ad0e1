#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Visits by WebRTC one after the other, each ended in another way: no thread, no
descriptor and no memory stays behind.

    webrtcsoak.py openai-voice-server webrtcclient

WEBRTC_VISITS: how many (10).
"""

import os
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
from subtests import run_subtests  # noqa: E402
from voiceserver import VoiceServer  # noqa: E402
from webrtcpeer import ADDRESS, WebrtcPeer  # noqa: E402

PROGRAM, CLIENT = sys.argv[1:3]
VISITS = int(os.environ.get("WEBRTC_VISITS", "10"))
WARM_UP = 10
# Of glibc's arenas and GStreamer's caches, which are warm after some visits.
MAX_GROWTH_KB = 12 * 1024


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


def wait_until_all_is_gone(server, threads):
    """Idle threads of pools stay for a while; they are none of a visit's."""
    server.wait_until(lambda: is_quiet(server), "an end of all visits")
    server.wait_until(lambda: count(server)[0] <= threads, "an end of threads")


def check_nothing_stays_behind(folder):
    with VoiceServer(PROGRAM, "--ice-address", ADDRESS) as server:
        for number in range(WARM_UP):
            visit(server, number)
        server.wait_until(lambda: is_quiet(server), "an end of all visits")
        wait_until_all_is_gone(server, 40)
        before = count(server)
        for number in range(WARM_UP, WARM_UP + VISITS):
            visit(server, number)
        wait_until_all_is_gone(server, before[0] + 2)
        after = count(server)
        print(f"# threads, descriptors, KiB: {before} after {WARM_UP} visits, "
              f"{after} after {VISITS} more", flush=True)
        assert after[1] <= before[1] + 2, f"descriptors: {before} {after}"
        assert after[2] <= before[2] + MAX_GROWTH_KB, \
            f"memory: {before} {after}"
        assert "CRITICAL" not in server.log, server.log


run_subtests([value for name, value in globals().items()
              if name.startswith("check_")], "voice-webrtc-")
