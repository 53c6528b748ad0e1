# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A voice server whose agent answers from a script, and visits of it."""

import math
import sys

from voiceserver import VoiceServer

PROGRAM = sys.argv[1]
LONG = ("Yes, there is a double room, and it has a view of the lake, and "
        "breakfast is from seven to half past ten, and the pool is open until "
        "ten in the evening, and parking is twelve euros a night, and dogs are "
        "welcome, and there is a garden with old trees, and a small library.")
SHORT = "I see, thank you."
AGENT = {"desk": {"instructions": "Answer."}}
# The page leaves the sound of the file as it is.
PAGE = "/?processing=off"


def serve(*options, turns=(), agents=None, **more):
    script = {"turns": list(turns), "default": {"say": SHORT}}
    return VoiceServer(PROGRAM, "--ice-address", "127.0.0.1", *options,
                       agents=agents or AGENT, script=script, **more)


def base_of(server):
    return f"http://localhost:{server.port}"


def connect(browser):
    browser.click("connect")
    browser.wait("return page.visit?.isOpen && page.callId !== null")


def visit(browser):
    browser.open(PAGE)
    browser.wait_for_state("idle")
    connect(browser)


def record_of(server, call):
    server.wait_until(lambda: server.get(f"/api/calls/{call}")
                      .get("record", {}).get("ended"), "the record")
    return server.get(f"/api/calls/{call}")["record"]


def decibels(value):
    return 20 * math.log10(value) if value > 0 else -math.inf
