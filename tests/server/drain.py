#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The end of the local server, and how many it serves: drain.py SERVER"""

import json
import pathlib
import signal
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
from localserver import LocalServer  # noqa: E402
from subtests import run_subtests  # noqa: E402
from wsclient import WAIT, Client, open_client  # noqa: E402

SERVER = sys.argv[1]


def signal_end(server):
    """Until it has been understood."""
    server.process.send_signal(signal.SIGTERM)
    line = server.process.stdout.readline()
    assert line.startswith("Ending: "), line
    return line


def expect_refusal(server, words):
    with Client(server) as late:
        assert late.status == 503, late.head
        while b"}}" not in late.buffer:
            late.read_more(WAIT)
        message = json.loads(late.buffer)["error"]["message"]
        assert words in message, message


def expect_close(client):
    opcode, reason = client.next_frame()
    while opcode == 1:
        opcode, reason = client.next_frame()
    assert opcode == 8 and reason[:2] == b"\x03\xe9", (opcode, reason)


def check_sessions_go_on(folder):
    """Whoever is there goes on, nobody else comes, and then it ends."""
    with LocalServer(SERVER, "--speed", "0", "--drain-timeout", "600") as server:
        with open_client(server) as first, open_client(server) as second:
            usual = first.converse()
            line = signal_end(server)
            assert "2 sessions have up to 600 s more" in line, line
            expect_refusal(server, "takes no new sessions")
            assert first.converse() == usual
            second.socket.close()
            assert first.converse() == usual
        assert server.process.wait(WAIT) == 0


def check_time_is_over(folder):
    """Sessions that do not end are ended, with a close that says why."""
    with LocalServer(SERVER, "--drain-timeout", "1") as server:
        with open_client(server) as client:
            assert "1 session has up to 1 s more" in signal_end(server)
            expect_close(client)
        assert server.process.wait(WAIT) == 0


def check_second_signal(folder):
    """Ends it now."""
    with LocalServer(SERVER, "--drain-timeout", "600") as server:
        with open_client(server) as client:
            signal_end(server)
            server.process.send_signal(signal.SIGTERM)
            expect_close(client)
        assert server.process.wait(WAIT) == 0


def check_nobody_there(folder):
    """Then there is nothing to wait for."""
    for options in (("--drain-timeout", "600"), ()):
        with LocalServer(SERVER, *options) as server:
            server.process.send_signal(signal.SIGTERM)
            assert server.process.wait(WAIT) == 0


def check_without_draining(folder):
    """By default a signal ends it now, whoever is there."""
    with LocalServer(SERVER) as server:
        with open_client(server) as client:
            server.process.send_signal(signal.SIGTERM)
            expect_close(client)
        assert server.process.wait(WAIT) == 0


def check_max_sessions(folder):
    """Others are refused until one has ended."""
    with LocalServer(SERVER, "--speed", "0", "--max-sessions", "2") as server:
        with open_client(server) as first:
            with open_client(server):
                expect_refusal(server, "too many sessions")
                first.converse()
            while True:
                with Client(server) as third:
                    if third.status == 101:
                        third.skip_to("session.created")
                        break


if __name__ == "__main__":
    run_subtests([check_sessions_go_on, check_time_is_over,
                  check_second_signal, check_nobody_there,
                  check_without_draining, check_max_sessions], "/drain/")
