#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Visits by WebRTC from end to end: a client of ours speaks with the voice
server, whose agents are answered by the local server from a script.

    webrtccalls.py openai-voice-server webrtcclient
"""

import array
import math
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
from subtests import run_subtests  # noqa: E402
from voiceserver import VoiceServer  # noqa: E402
from webrtcpeer import ADDRESS, WebrtcPeer, write_tone  # noqa: E402

PROGRAM, CLIENT = sys.argv[1:3]
GREETING = "Good day, this is the desk."
ANSWER = "It is five o'clock."
LONG = ("This is a long answer that goes on and on, so that there is time to "
        "interrupt it in the middle, and more of it comes after that.")
GOODBYE = "Thank you for your visit, goodbye."
DESK = {"desk": {
    "instructions": "Answer.", "greeting": {"say": GREETING},
    "goodbye": GOODBYE,
    "tools": [{"name": "end_call", "description": "Ends it",
               "builtin": "hang_up"}]}}


def equal(got, wanted, what):
    assert got == wanted, f"{what}: {got!r}, not {wanted!r}"


def check(value, what):
    assert value, what


def script(*turns):
    return {"turns": [{"say": GREETING}, *turns], "default": {"say": ANSWER}}


def serve(*options, agents=None, **more):
    return VoiceServer(PROGRAM, "--log-private", "--ice-address", ADDRESS,
                       *options, agents=agents or DESK, **more)


def end_of(server, peer):
    """The record of a visit that is over."""
    server.wait_for_line("call-ended")
    server.wait_until(lambda: server.get("/api/calls/" + peer.call_id)
                      .get("record", {}).get("cause"), "the record")
    return server.get("/api/calls/" + peer.call_id)["record"]


def turns_of(record):
    return [(turn["role"], turn["text"]) for turn in record["turns"]]


def visit_in(codec, folder):
    with serve("--webrtc-codec", codec, script=script(
            {"user": "What time is it?", "say": ANSWER})) as server:
        with WebrtcPeer(CLIENT, codec) as peer:
            peer.connect(server)
            peer.wait_for("sound", on="yes")
            server.wait_for_line("agent: " + GREETING)
            peer.wait_for("sound", on="no")
            after = peer.count()
            peer.do("play", file=write_tone(
                folder / "words.wav", 900, 48000 if codec == "opus" else 8000))
            peer.wait_for("sound", after, on="yes")
            server.wait_for_line("agent: " + ANSWER)
            call, = server.get("/api/calls")["running"]
            equal((call["id"], call["leg"], call["state"], call["from"]),
                  (peer.call_id, "webrtc", "connected", "127.0.0.1"), "running")
            equal(len(server.get("/streams")["streams"]), 1, "streams")
            status, _, _ = server.request("DELETE", peer.location)
            equal(status, 200, "the end")
            equal(server.request("DELETE", peer.location)[0], 404, "again")
            record = end_of(server, peer)
        equal(record["cause"], "caller-hung-up", "cause")
        equal(turns_of(record),
              [("assistant", GREETING), ("user", "What time is it?"),
               ("assistant", ANSWER)], "turns")


def check_a_visit_in_opus(folder):
    visit_in("opus", folder)


def check_a_visit_in_pcmu(folder):
    visit_in("pcmu", folder)


def check_the_page_is_told_and_commands(folder):
    with serve(script=script({"user": "Hello?", "say": LONG},
                             {"say": ANSWER})) as server:
        with WebrtcPeer(CLIENT, "opus") as peer:
            peer.connect(server)
            peer.wait_for("open")
            peer.wait_for_message(lambda m: m["kind"] == "turn"
                                  and m["data"]["text"] == GREETING)
            ids = [message["id"] for message in peer.messages()
                   if "id" in message]
            equal(ids, list(range(1, len(ids) + 1)), "all of it, in order")
            peer.send(type="text", text="Tell me more.", ref="a")
            equal(peer.wait_for_answer("a")["data"],
                  {"ref": "a", "ok": True}, "a command")
            peer.wait_for("sound", peer.count(), on="yes")
            peer.send(type="interrupt", ref="b")
            peer.wait_for_message(lambda m: m["kind"] == "interrupted")
            for command, words in ((dict(type="say", text="No."), "operators"),
                                   (dict(type="jump"), "type"),
                                   (dict(type="text", text=5), "text"),
                                   (dict(type="text", text="a", more=1),
                                    "more")):
                peer.send(ref=words, **command)
                data = peer.wait_for_answer(words)["data"]
                check(not data["ok"] and words in data["error"], data)
            peer.send(type="dtmf", digits="12#", ref="keys")
            check(peer.wait_for_answer("keys")["data"]["ok"], "keys")
            server.wait_for_line("12#")
            peer.send(type="hang_up")
            last = peer.wait_for_message(
                lambda m: m["kind"] == "call"
                and m["data"]["state"] == "ended")
            equal(last["data"]["cause"], "caller-hung-up", "cause")
            record = end_of(server, peer)
        equal(record["cause"], "caller-hung-up", "cause")


def loudness(path, side):
    """Of the left and the right channel, where @side is heard."""
    samples = array.array("h", path.read_bytes())
    sums = [0, 0]
    for at in range(0, len(samples) - 960, 960):
        piece = [sum(abs(s) for s in samples[at + n:at + 960:2])
                 for n in range(2)]
        if piece[side] > 480 * 1000:
            sums = [a + b for a, b in zip(sums, piece)]
    return sums


def check_somebody_listens_in(folder):
    with serve(script=script({"say": LONG})) as server:
        with WebrtcPeer(CLIENT, "opus") as peer, \
                WebrtcPeer(CLIENT, "opus", "--no-microphone", "--no-channel",
                           "--stereo") as ears:
            equal(ears.post_offer(server, "?listen=call_0")[0], 404,
                  "a call that is none")
            peer.connect(server)
            peer.wait_for("sound", on="yes")
            ears.connect(server, "?listen=" + peer.call_id)
            ears.do("record", file=str(folder / "agent"))
            ears.wait_for("sound", on="yes")
            ears.wait_for("sound", on="no")
            ears.do("record", file=str(folder / "caller"))
            after = ears.count()
            peer.do("play", file=write_tone(folder / "words.wav", 900))
            ears.wait_for("sound", after, on="yes")
            peer.wait_for("spoken")
            ears.do("record", file=str(folder / "rest"))
            server.wait_for_line("agent: " + LONG)
            left, right = loudness(folder / "agent", 1)
            check(right > 10 * left, f"agent: {left} {right}")
            left, right = loudness(folder / "caller", 0)
            check(left > 10 * right, f"caller: {left} {right}")
            equal(server.request("DELETE", ears.location)[0], 200, "left")
            equal(server.request("DELETE", ears.location)[0], 404, "again")


def check_who_listens_in_goes_with_the_call(folder):
    with serve() as server:
        with WebrtcPeer(CLIENT, "pcmu") as peer, \
                WebrtcPeer(CLIENT, "opus", "--no-microphone",
                           "--no-channel") as ears:
            peer.connect(server)
            peer.wait_for("sound", on="yes")
            ears.connect(server, "?listen=" + peer.call_id)
            ears.wait_for("sound", on="yes")
            server.request("DELETE", peer.location)
            server.wait_until(lambda: server.request(
                "DELETE", ears.location)[0] == 404, "an end")


def check_a_visit_without_a_microphone(folder):
    with serve(script=script({"say": ANSWER})) as server:
        with WebrtcPeer(CLIENT, "opus", "--no-microphone") as peer:
            peer.connect(server)
            peer.wait_for("sound", on="yes")
            server.wait_for_line("agent: " + GREETING)
            peer.send(type="text", text="What time is it?")
            server.wait_for_line("agent: " + ANSWER)


def check_packets_that_are_lost(folder):
    with serve(script=script({"user": "What time is it?",
                              "say": ANSWER})) as server:
        with WebrtcPeer(CLIENT, "opus") as peer:
            peer.connect(server)
            server.wait_for_line("agent: " + GREETING)
            after = peer.count()
            peer.do("play", file=write_tone(folder / "words.wav", 5000))
            for speaking in (True, False):
                # The turn ends though nothing comes any more.
                peer.wait_for_message(
                    lambda m: m["kind"] == "speech"
                    and m["data"]["role"] == "user"
                    and m["data"]["speaking"] == speaking, "speech", after)
                peer.do("mute", on=speaking)
            server.wait_for_line("agent: " + ANSWER)
            equal(server.get("/api/calls")["running"][0]["state"], "connected",
                  "the call goes on")


def check_a_goodbye_is_heard_to_its_end(folder):
    with serve(script=script({"call": {"name": "end_call", "arguments": {}}},
                             {"say": GOODBYE})) as server:
        with WebrtcPeer(CLIENT, "opus") as peer:
            peer.connect(server)
            server.wait_for_line("agent: " + GREETING)
            peer.do("play", file=write_tone(folder / "words.wav", 900))
            server.wait_for_line("agent: " + GOODBYE)
            record = end_of(server, peer)
        equal(record["cause"], "agent-hung-up", "cause")


def check_a_peer_that_dies_without_a_word(folder):
    with serve() as server:
        with WebrtcPeer(CLIENT, "opus") as peer:
            peer.connect(server)
            server.wait_for_line("agent: ")
            peer.do("die")
            record = end_of(server, peer)
        equal(record["cause"], "connection-lost", "cause")


run_subtests([value for name, value in globals().items()
              if name.startswith("check_")], "voice-webrtc-")
