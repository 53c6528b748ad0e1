#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What visits by WebRTC cost, and how soon an interruption is heard.

    webrtc.py openai-voice-server webrtcclient [--opus N] [--pcmu N]
              [--seconds S] [--interruptions N]

Visitors speak and hear silence and greetings for so long, all at once: packets
that came more than 40 ms behind the one before are late. Of an interruption:
from the message that tells of it to the last frame that the client heard.
"""

import argparse
import os
import pathlib
import statistics
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
from voiceserver import VoiceServer  # noqa: E402
from webrtcpeer import ADDRESS, WebrtcPeer, write_tone  # noqa: E402

LONG = " ".join(["This is a long answer that goes on and on."] * 12)
DESK = {"desk": {"instructions": "Answer.", "greeting": {"say": LONG}}}
SCRIPT = {"turns": [], "default": {"say": LONG}}


def read_arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument("server")
    parser.add_argument("client")
    parser.add_argument("--opus", type=int, default=20)
    parser.add_argument("--pcmu", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=20)
    parser.add_argument("--interruptions", type=int, default=5)
    return parser.parse_args()


def serve(arguments, *options):
    return VoiceServer(arguments.server, "--ice-address", ADDRESS,
                       "--max-calls", 200, *options, agents=DESK, script=SCRIPT)


def cpu_seconds(pid):
    fields = pathlib.Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure_load(arguments, codec, count):
    with serve(arguments, "--webrtc-codec", codec) as server:
        peers = []
        try:
            for _ in range(count):
                peer = WebrtcPeer(arguments.client, codec, "--no-ears")
                peers.append(peer)
                peer.connect(server)
            for peer in peers:
                peer.stats()  # begins to count anew
            before = cpu_seconds(server.process.pid)
            begin = time.monotonic()
            time.sleep(arguments.seconds)
            took = time.monotonic() - begin
            cpu = cpu_seconds(server.process.pid) - before
            stats = [peer.stats() for peer in peers]
        finally:
            for peer in peers:
                peer.stop()
        packets = sum(s[0] for s in stats)
        late = sum(s[1] for s in stats)
        print(f"{codec}: {count} visitors, {packets / took / count:.1f} packets "
              f"a second each, {late} of {packets} late, longest pause "
              f"{max(s[2] for s in stats) / 1000:.0f} ms; the server took "
              f"{100 * cpu / took:.0f} % of a core, "
              f"{100 * cpu / took / count:.1f} % a visitor", flush=True)


def sound_end(peer, after):
    return peer.wait_for("sound", after, on="no")["us"]


def interrupt_by_voice(peer, file):
    after = peer.count()
    peer.do("play", file=file)
    told = peer.wait_for_message(
        lambda m: m["kind"] == "speech" and m["data"]["role"] == "user"
        and m["data"]["speaking"], "speech of the user", after)["us"]
    return (sound_end(peer, after) - told) / 1000


def interrupt_by_command(peer, number):
    after = peer.count()
    ref = f"ref{number}"
    sent = time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000
    peer.send(type="interrupt", ref=ref)
    return (sound_end(peer, after) - sent) / 1000


def measure_interruptions(arguments):
    with tempfile.TemporaryDirectory() as folder, serve(arguments) as server:
        file = write_tone(pathlib.Path(folder) / "words.wav", 700)
        with WebrtcPeer(arguments.client, "opus") as peer:
            peer.connect(server)
            peer.wait_for("open")
            by_voice, by_command = [], []
            for number in range(arguments.interruptions):
                for how, into in ((interrupt_by_voice, by_voice),
                                  (interrupt_by_command, by_command)):
                    after = peer.count()
                    if how is interrupt_by_voice and number == 0:
                        after = 0
                    else:
                        peer.send(type="text", text="Go on.")
                    peer.wait_for("sound", after, on="yes")
                    time.sleep(1)
                    into.append(how(peer, file if how is interrupt_by_voice
                                    else number))
                    # What was said by voice is answered, too.
                    peer.send(type="interrupt")
                    time.sleep(2)
        for name, values in (("voice", by_voice), ("command", by_command)):
            print(f"interruption by {name}: silence {min(values):.0f} to "
                  f"{max(values):.0f} ms, median {statistics.median(values):.0f} "
                  "ms, behind it", flush=True)


def main():
    arguments = read_arguments()
    if arguments.interruptions:
        measure_interruptions(arguments)
    for codec in ("opus", "pcmu"):
        if getattr(arguments, codec):
            measure_load(arguments, codec, getattr(arguments, codec))


main()
