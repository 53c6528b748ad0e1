#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A phone call to each of the agents that ship, by its script: greeted,
answered, functions called, said goodbye to.

    agentcalls.py openai-voice-server openai-realtime-server
"""

import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
sys.path.insert(0, str(pathlib.Path(__file__).parent))
from phone import silence, tone  # noqa: E402
from subtests import run_subtests  # noqa: E402
from twilioline import Incoming, check, equal, read_call  # noqa: E402
from voiceserver import VoiceServer  # noqa: E402

PROGRAM = sys.argv[1]
SOURCE = pathlib.Path(__file__).parents[2] / "examples" / "voice-server"
QUIET_S = 1.5
LONGEST_S = 150


def converse(server, phone):
    """Says something whenever the agent has been quiet for a while, until the
    call is over."""
    end = time.monotonic() + LONGEST_S
    heard, changed = 0, time.monotonic()
    while phone.closed is None:
        if time.monotonic() > end:
            raise TimeoutError("the agent never said goodbye")
        time.sleep(0.05)
        if (now := len(phone.heard())) != heard:
            heard, changed = now, time.monotonic()
        elif heard and time.monotonic() > changed + QUIET_S:
            phone.say(tone(700) + silence(1000))
            changed = time.monotonic() + 2
    server.wait_for_line("call-ended")


def call(agent, *functions, interruptions=0):
    with VoiceServer(PROGRAM, "--agent", agent, "--log-private",
                     agents=SOURCE / "agents.d") as server:
        with Incoming(server) as phone:
            converse(server, phone)
            equal(phone.problems, [], "faults of the protocol")
            equal(len(phone.player.waiting), 0, "what was not heard")
            equal(len(phone.clears), interruptions, "interruptions")
        record = read_call(server, phone)
    equal(record["cause"], "agent-hung-up", "cause")
    equal(record["turns"][0]["role"], "assistant", "who speaks first")
    called = [tool["name"] for tool in record["tool_calls"]]
    for name in functions:
        equal(called.count(name), 1, f"{name} in {called}")
    for turn in record["turns"]:
        check(turn["role"] == "user" or turn["text"], turn)


def check_hotel(folder):
    call("hotel", "check_availability", "book_room", "end_call")


def check_restaurant(folder):
    call("restaurant", "end_call")


def check_menu(folder):
    call("menu", "end_call")


def check_intake(folder):
    """A guard rail stops what the agent begins to say."""
    call("intake", "end_call", interruptions=1)


run_subtests([check_hotel, check_restaurant, check_menu, check_intake],
             "voice-agent-")
