#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Calls as they are watched and governed over HTTP: events, commands, levels,
recordings, and clients that are slow or dead.

    events.py openai-voice-server
"""

import concurrent.futures
import http.client
import json
import pathlib
import random
import re
import socket
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
sys.path.insert(0, str(pathlib.Path(__file__).parent))
from eventsource import EventSource  # noqa: E402
from phone import silence, tone  # noqa: E402
from subtests import run_subtests  # noqa: E402
from twilioline import Incoming, check, equal, read_call  # noqa: E402
from voiceserver import VoiceServer  # noqa: E402

PROGRAM = sys.argv[1]
GREETING = "Good day, this is the desk."
ANSWER = "It is five o'clock."
LONG = ("This is a long answer that goes on and on, so that there is time to "
        "interrupt it in the middle, and more of it comes after that.")
HTML = "<script>alert(1)</script><img src=x onerror=alert(2)>"
HALF_OPEN = 200
DESK = {"desk": {
    "instructions": "Answer.", "greeting": {"say": GREETING},
    "goodbye": "Goodbye.", "voice": "marin",
    "tools": [{"name": "leave_word", "description": "Takes a message",
               "builtin": "take_message"},
              {"name": "end_call", "description": "Ends it",
               "builtin": "hang_up"}]},
    "night": {"instructions": "Answer at night."}}


def script(*turns):
    return {"turns": [{"say": GREETING}, *turns], "default": {"say": ANSWER}}


def serve(*turns, options=(), agents=None):
    return VoiceServer(PROGRAM, "--agent", "desk", *options,
                       agents=agents or DESK, script=script(*turns))


def say_something(phone, ms=900):
    phone.say(tone(ms) + silence(1200))


def watch(server, phone, **headers):
    """The events of a call."""
    return EventSource(server, f"/api/calls/{phone.id}/events", headers)


def is_turn(role, interrupted=False):
    return lambda data: (data["role"], data["interrupted"]) == (role,
                                                               interrupted)


def check_ids(events, after=0):
    """One behind the other."""
    ids = [e.id for e in events if e.id is not None]
    equal(ids, list(range(after + 1, after + 1 + len(ids))), "ids")


# --- what is told ---

def check_events_are_what_the_records_have(folder):
    with serve({"user": "What time is it?", "say": LONG},
               {"call": {"name": "leave_word", "arguments": {
                   "message": HTML}}},
               {"say": ANSWER}) as server, Incoming(server) as phone:
        with watch(server, phone) as events:
            events.wait_for("turn", is_turn("assistant"))
            say_something(phone)
            before = phone.heard_ms()
            phone.wait(lambda: phone.heard_ms() > before + 1500, "the answer")
            say_something(phone)
            events.wait_for("interrupted")
            events.wait_for("turn", is_turn("assistant"), count=2)
            phone.hang_up()
            events.wait_closed()
            check_ids(events.events)
            record = read_call(server, phone)
            compare(events, record)
            check_order(events)
            # What has been told whole is not told again.
            with watch(server, phone, **{
                    "Last-Event-ID": events.last_id}) as again:
                equal(again.status, 204, "behind the end")


def compare(events, record):
    turns = [(t["role"], t["text"], t["interrupted"], t.get("latency_ms"))
             for t in sorted(events.of("turn"), key=lambda t: t["index"])]
    kept = [(t["role"], t["text"], t["interrupted"], t.get("latency_ms"))
            for t in record["turns"]]
    equal(turns, kept, "turns")
    tools = [(t["name"], json.loads(t["arguments"]), t["error"] or "",
              t["duration_ms"]) for t in events.of("tool")
             if t["state"] == "done"]
    equal(tools, [(t["name"], t["arguments"] if isinstance(
        t["arguments"], dict) else json.loads(t["arguments"]),
        t.get("error") or "", t["duration_ms"]) for t in record["tool_calls"]],
        "tools")
    check(HTML in json.dumps(events.of("tool")), "what stood in the tool")
    facts = {f["name"]: f["value"] for f in events.of("fact")}
    for name, value in facts.items():
        equal(record["facts"][name], value, name)
    usage = {name: sum(u[name] for u in events.of("usage"))
             for name in ("input_text", "input_audio", "output_text",
                          "output_audio")}
    check(usage["output_audio"] > 0, usage)
    for name, value in usage.items():
        equal(record["usage"][name], value, name)
    states = [c["state"] for c in events.of("call")]
    equal(states, ["begun", "connected", "ended"], "states")
    equal(events.of("call")[-1]["cause"], record["cause"], "cause")
    check(events.of("call")[-1]["duration_ms"] > 3000, "duration")


def check_order(events):
    """Who speaks, when one is cut off, and what was said by then."""
    speech = [(s["role"], s["speaking"]) for s in events.of("speech")]
    for role in "user", "assistant":
        own = [on for r, on in speech if r == role]
        equal(own, [True, False] * (len(own) // 2), role)
        check(len(own) >= 4, speech)
    cut, = events.of("interrupted")
    check(0 < cut["heard_ms"] and cut["dropped_ms"] > 0, cut)
    check(LONG.startswith(cut["text"].rstrip(" .…")), cut)
    pieces = "".join(t["text"] for t in events.of("transcript")
                     if t["role"] == "assistant" and not t["final"]
                     and t["item_id"] == cut["item_id"])
    check(LONG.startswith(pieces.rstrip()), pieces)
    settings = events.of("settings")[0]
    equal((settings["agent"], settings["voice"], settings["half_duplex"]),
          ("desk", "marin", False), "settings")
    kinds = {e.kind for e in events.events}
    check("service" in kinds and "level" in kinds, kinds)


def check_the_service_is_heard_only_while_somebody_watches(folder):
    with serve() as server, Incoming(server) as phone:
        server.wait_for_line("agent: ")
        with watch(server, phone) as events:
            events.wait_for("turn")
            equal(events.of("service"), [], "of before")
            say_something(phone)
            events.wait_for("turn", is_turn("assistant"), count=2)
            told = events.of("service")
            sound = [s for s in told
                     if s["type"] == "response.output_audio.delta"]
            check(sound, [s["type"] for s in told])
            for event in sound:
                check(event["event"]["delta"]["bytes"] > 0, event)
            check(all(s["event"]["type"] == s["type"] for s in told), told)
        phone.hang_up()


def check_levels_are_as_loud_as_the_sound(folder):
    with serve({"say": LONG}) as server, Incoming(server) as phone:
        with watch(server, phone) as events:
            events.wait_for("turn", is_turn("assistant"))
            phone.say(tone(2000, amplitude=16384) + silence(1200))
            # A sine of half the range, once a window holds nothing else.
            events.wait_for("level", lambda d: d["user"] > -10)
            check(all(e.data["user"] < -8 for e in events.events
                      if e.kind == "level"), "none is louder")
            events.wait_for("speech", lambda d: (
                d["role"], d["speaking"]) == ("assistant", True), count=2)
            events.wait_for("level", lambda d: (
                d["assistant"] > -40 and d["user"] <= -60))
            check(all(e.id is None for e in events.events
                      if e.kind == "level"), "levels have no ids")
        phone.hang_up()


def check_all_calls_in_one_stream(folder):
    with serve({"say": LONG}) as server:
        with EventSource(server, "/api/calls/events") as events:
            equal(events.wait_for("calls")["calls"], [], "none")
            with Incoming(server) as phone:
                begun = events.wait_for("call")
                equal((begun["id"], begun["state"], begun["leg"]),
                      (phone.id, "begun", "twilio"), "begun")
                events.wait_for("call", lambda d: d["state"] == "connected")
                said = events.wait_for("calls", lambda d: (
                    d["calls"] and d["calls"][0]["speaking"] == "assistant"
                    and "levels" in d["calls"][0]))["calls"][0]
                equal((said["id"], said["agent"]), (phone.id, "desk"), said)
                check(GREETING.startswith(said["last_words"].strip(" .")), said)
                say_something(phone, ms=2500)
                events.wait_for("calls", lambda d: (
                    d["calls"] and d["calls"][0]["speaking"] == "user"))
                events.wait_for("calls", lambda d: (
                    d["calls"] and d["calls"][0]["latency_ms"]))
                phone.hang_up()
                events.wait_for("call", lambda d: d["state"] == "ended")
            events.wait_for("calls", lambda d: not d["calls"], count=2)


# --- where one goes on ---

def check_a_stream_goes_on_where_it_was(folder):
    """Cut off again and again, nothing is lost and nothing told twice."""
    with serve({"say": LONG}) as server, Incoming(server) as phone:
        with watch(server, phone) as whole:
            say_something(phone)
            told, last = [], 0
            while not told or told[-1].kind != "call" \
                    or told[-1].data["state"] != "ended":
                with watch(server, phone, **{"Last-Event-ID": last}) as part:
                    equal(part.retry or "2000", "2000", "retry")
                    part.wait(lambda: part.last_id is not None, "an event")
                    with part.changed:
                        told += [e for e in part.events if e.id]
                        last = part.last_id
                if any(t.kind == "turn" and is_turn("assistant")(t.data)
                       for t in told):
                    phone.hang_up()
            whole.wait_closed()
        check_ids(told)
        equal([e.whole for e in told],
              [e.whole for e in whole.events if e.id], "events")


def check_what_is_gone_is_told_as_a_gap(folder):
    """A flood of events, which somebody watches all the time."""
    with serve() as server, Incoming(server) as phone:
        with watch(server, phone) as events:
            events.wait_for("turn")
            line = http.client.HTTPConnection
            for n in range(2100):
                peer = line("127.0.0.1", server.port, timeout=60)
                peer.request("POST", f"/api/calls/{phone.id}/command",
                             json.dumps({"type": "settings",
                                         "half_duplex": n % 2 == 0}))
                equal(peer.getresponse().status, 200, n)
                peer.close()
            events.wait_for("settings", count=2101)
            check_ids(events.events)
            with watch(server, phone) as late:
                gap = late.wait_for("gap")
                first = late.events[0]
                equal(first.kind, "gap", "the first")
                late.wait(lambda: late.last_id >= events.last_id, "the newest")
                ids = [e.id for e in late.events[1:] if e.id is not None]
                equal(ids, sorted(set(ids)), "ids")
                equal(len(ids) + gap["lost"], ids[-1], "what there was")
                # Of the service's there were few: none of them made way.
                check(any(e.kind == "service" and e.id < gap["lost"]
                          for e in late.events), "service")
                check(len(ids) <= 2000 + 500, len(ids))
            with watch(server, phone, **{"Last-Event-ID": ids[-1] - 10}) as on:
                on.wait(lambda: on.events, "events")
                equal(on.events[0].id, ids[-1] - 9, "no gap")
        equal(phone.problems, [], "faults of the protocol")
        phone.hang_up()


def check_odd_places_to_go_on(folder):
    with serve() as server, Incoming(server) as phone:
        server.wait_for_line("agent: ")
        for place in ("-1", "x", "", "99999999999999999999", "0x10",
                      "1\tid: 7", "900"):
            with watch(server, phone, **{"Last-Event-ID": place}) as events:
                equal(events.status, 200, place)
                events.wait(lambda: events.events, "events")
                equal(events.events[0].id, 1, place)
        path = f"/api/calls/{phone.id}/events?after=2"
        with EventSource(server, path) as events:
            events.wait(lambda: events.events, "events")
            equal(events.events[0].id, 3, "after")
        status, _, answer = server.request("GET", "/api/calls/call_0/events")
        equal(status, 404, answer)
        status, headers, _ = server.request(
            "HEAD", f"/api/calls/{phone.id}/events")
        equal((status, headers.get_content_type()),
              (200, "text/event-stream"), "HEAD")
        phone.hang_up()


# --- commands ---

def command(server, phone, value, status=200):
    got, _, answer = server.request(
        "POST", f"/api/calls/{phone.id}/command", value)
    equal(got, status, answer)
    return answer


def check_commands(folder):
    with serve() as server, \
            Incoming(server) as phone, watch(server, phone) as events:
        events.wait_for("turn", is_turn("assistant"))
        command(server, phone, {"type": "text", "text": "Good morning."})
        events.wait_for("turn", is_turn("assistant"), count=2)
        command(server, phone, {"type": "say", "text": "Please hold."})
        events.wait_for("speech", lambda d: d["speaking"]
                        and d["role"] == "assistant", count=3)
        command(server, phone, {"type": "interrupt"})
        events.wait_for("interrupted")
        changes = {"voice": "cedar", "speed": 1.25, "eagerness": "high",
                   "turn_detection": "semantic-vad", "half_duplex": True,
                   "noise_reduction": "far-field", "push_to_talk": True}
        command(server, phone, {"type": "settings", **changes})
        events.wait_for("settings", lambda d: (
            {name: d[name] for name in changes} == changes))
        command(server, phone, {"type": "talk", "active": True})
        command(server, phone, {"type": "talk", "active": False})
        command(server, phone, {"type": "settings", "push_to_talk": False})
        error = command(server, phone, {"type": "talk", "active": True}, 409)
        check("push_to_talk" in error["error"], error)
        command(server, phone, {"type": "settings", "agent": "night"})
        events.wait_for("settings", lambda d: d["agent"] == "night")
        events.wait_for("fact", lambda d: d == {"name": "agent",
                                                "value": "night"})
        heard = phone.heard_ms()
        command(server, phone, {"type": "dtmf", "digits": "1#"})
        phone.wait(lambda: phone.heard_ms() > heard, "keys")
        command(server, phone, {"type": "hang_up"})
        ended = events.wait_for("call", lambda d: d["state"] == "ended")
        equal(ended["cause"], "api", "cause")


def check_commands_that_are_refused(folder):
    with serve() as server, Incoming(server) as phone:
        server.wait_for_line("agent: ")
        for value, status in (({}, 400), ({"type": "format"}, 400),
                              ({"type": "text"}, 400),
                              ({"type": "text", "text": "x" * 5000}, 400),
                              ({"type": "settings", "agent": "none"}, 404),
                              ({"type": "settings", "tools": []}, 400),
                              ({"type": "dtmf", "digits": "9" * 65}, 400),
                              ({"type": "text", "text": "x" * 20000}, 413)):
            answer = command(server, phone, value, status)
            check(answer["error"].endswith("."), answer)
        for body in ("[]", "{", "null", "{\"type\":" + "[" * 8000, "\xff"):
            status, _, answer = server.request(
                "POST", f"/api/calls/{phone.id}/command", body.encode("latin1"))
            equal(status, 400, answer)
        equal(server.get("/api/calls")["running"][0]["state"], "connected",
              "the call")
        phone.hang_up()
    with serve() as server:
        status, _, answer = server.request(
            "POST", "/api/calls/call_1/command", {"type": "hang_up"})
        equal(status, 404, answer)


# --- recordings ---

def check_a_recording_in_parts(folder):
    agents = {"desk": {**DESK["desk"], "recording": True}}
    recordings = folder / "recordings"
    with serve(options=("--recordings", recordings), agents=agents) as server:
        with Incoming(server) as phone:
            server.wait_for_line("agent: ")
            path = f"/api/calls/{phone.id}/recording"
            equal(server.request("GET", path)[0], 409, "while it runs")
            phone.hang_up()
        record = read_call(server, phone)
        whole = pathlib.Path(record["recording"]).read_bytes()
        check(len(whole) > 10000, len(whole))
        status, headers, got = fetch(server, path)
        equal((status, headers["Content-Type"], headers["Accept-Ranges"]),
              (200, "audio/wav", "bytes"), "whole")
        check(got == whole, "all of it")
        size = len(whole)
        for text, first, last in (("0-0", 0, 0), ("10-99", 10, 99),
                                  (f"{size - 5}-", size - 5, size - 1),
                                  ("-7", size - 7, size - 1),
                                  (f"-{size * 2}", 0, size - 1),
                                  (f"44-{size * 2}", 44, size - 1)):
            status, headers, got = fetch(server, path, f"bytes={text}")
            equal((status, headers["Content-Range"]),
                  (206, f"bytes {first}-{last}/{size}"), text)
            check(got == whole[first:last + 1], text)
        for text in (f"bytes={size}-", "bytes=-0"):
            status, headers, _ = fetch(server, path, text)
            equal((status, headers["Content-Range"]),
                  (416, f"bytes */{size}"), text)
        for text in ("bytes=5-1", "lines=1-2", "bytes=a-b", "bytes=1-2,4-5",
                     "bytes=", "bytes=-"):
            equal(fetch(server, path, text)[0], 200, text)
        tag = headers["ETag"] or fetch(server, path)[1]["ETag"]
        equal(fetch(server, path, "bytes=1-2", {"If-Range": tag})[0], 206, "tag")
        equal(fetch(server, path, "bytes=1-2", {"If-Range": '"x"'})[0], 200,
              "another tag")
        status, headers, got = fetch(server, path, method="HEAD")
        equal((status, headers["Content-Length"], got),
              (200, str(size), b""), "HEAD")
        check_no_other_file(server, folder, path, record["recording"])


def check_a_large_recording_goes_as_fast_as_it_is_read(folder):
    """Whole, in spite of a reader that pauses; and beside one that leaves."""
    agents = {"desk": {**DESK["desk"], "recording": True}}
    with serve(options=("--recordings", folder / "recordings"),
               agents=agents) as server:
        with Incoming(server) as phone:
            server.wait_for_line("agent: ")
            phone.hang_up()
        record = read_call(server, phone)
        data = random.Random(1).randbytes(20_000_000)
        pathlib.Path(record["recording"]).write_bytes(data)
        path = f"/api/calls/{phone.id}/recording"
        lines = [begin_to_read(server, path) for _ in range(33)]
        heads = [line.recv(12) for line in lines]
        equal(heads.count(b"HTTP/1.1 503"), 1, "too many")
        memory = read_memory(server)
        check(memory < 200_000, f"{memory} kB for 33 readers")
        good = lines[heads.index(b"HTTP/1.1 200")]
        for line in lines:
            if line is not good:
                line.close()
        got = b"".join(iter(lambda: good.recv(65536), b""))
        check(got.partition(b"\r\n\r\n")[2] == data, "what was read slowly")
        good.close()
        equal(fetch(server, path, "bytes=-3")[2], data[-3:], "the end of it")


def begin_to_read(server, path):
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    line.connect(("127.0.0.1", server.port))
    line.sendall(f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n".encode())
    return line


def read_memory(server):
    """Resident, in kB."""
    status = pathlib.Path(f"/proc/{server.process.pid}/status").read_text()
    return int(re.search(r"VmRSS:\s*(\d+)", status)[1])


def fetch(server, path, part=None, headers=None, method="GET"):
    connection = http.client.HTTPConnection("127.0.0.1", server.port,
                                            timeout=60)
    connection.request(method, path, headers={
        **({"Range": part} if part else {}), **(headers or {})})
    answer = connection.getresponse()
    got = answer.read()
    connection.close()
    return answer.status, answer.headers, got


def check_no_other_file(server, folder, path, recording):
    """A link that leads out of the folder, and a file that is gone."""
    secret = folder / "secret"
    secret.write_text("hidden")
    name = pathlib.Path(recording)
    name.unlink()
    status, _, got = fetch(server, path)
    equal(status, 404, got)
    name.symlink_to(secret)
    status, _, got = fetch(server, path)
    check(status == 404 and b"hidden" not in got, got)
    for odd in ("/api/calls/..%2f..%2fsecret/recording",
                "/api/calls/call_none/recording"):
        equal(fetch(server, odd)[0], 404, odd)


# --- those that watch badly ---

def check_half_open_clients_slow_no_call(folder):
    """Many that watch and read nothing, beside a call with a strict phone
    company: it has no fault, and the answer is heard whole."""
    with serve({"say": LONG}) as server, Incoming(server) as phone:
        lines = []
        paths = ["/api/calls/events", f"/api/calls/{phone.id}/events"]
        for i in range(HALF_OPEN):
            line = socket.socket()
            line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2048)
            line.connect(("127.0.0.1", server.port))
            line.sendall(f"GET {paths[i % 2]} HTTP/1.1\r\nHost: 127.0.0.1\r\n"
                         "\r\n".encode())
            lines.append(line)
        answers = [line.recv(12) for line in lines]
        equal(answers.count(b"HTTP/1.1 200"), 64, "that may watch")
        equal(answers.count(b"HTTP/1.1 503"), HALF_OPEN - 64, "too many")
        server.wait_for_line("agent: ")
        say_something(phone)
        server.wait_for_line("agent: ", 2)
        equal(phone.problems, [], "faults of the protocol")
        for line in lines:
            line.close()
        server.wait_until(lambda: can_watch(server), "room for another")
        phone.hang_up()
        phone.wait_closed()
        turns = read_call(server, phone)["turns"]
        equal([t["text"] for t in turns if t["role"] == "assistant"],
              [GREETING, LONG], "what was heard")


def can_watch(server):
    with EventSource(server, "/api/calls/events") as events:
        return events.status == 200


def check_watchers_come_and_go(folder):
    """In the midst of everything, at once."""
    with serve({"say": LONG}) as server, Incoming(server) as phone:
        server.wait_for_line("agent: ")

        def visit(n):
            for _ in range(20):
                with watch(server, phone) as events:
                    if n % 2:
                        events.wait(lambda: len(events.events) > n, "events")
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            visits = [pool.submit(visit, n) for n in range(8)]
            say_something(phone)
            for done in visits:
                done.result()
        server.wait_for_line("agent: ", 2)
        equal(phone.problems, [], "faults of the protocol")
        phone.hang_up()
        phone.wait_closed()
        server.wait_for_line("call-ended")


def check_those_who_watch_are_told_of_the_drain(folder):
    with serve() as server, Incoming(server) as phone, \
            watch(server, phone) as events:
        events.wait_for("turn")
        check(not server.get("/api/me")["draining"], "before")
        server.signal(15)
        note = events.wait_for("note", lambda d: "about to end" in
                               d["sentence"])
        equal(note["level"], "warning", note)
        check(server.get("/api/me")["draining"], "draining")
        command(server, phone, {"type": "say", "text": "Goodbye."})
        phone.hang_up()
        events.wait_for("call", lambda d: d["state"] == "ended")
        equal(server.wait(), 0, "status")


def check_the_end_of_the_server_ends_streams(folder):
    with serve() as server:
        with Incoming(server) as phone, watch(server, phone) as events:
            events.wait_for("turn")
            phone.hang_up()
            phone.wait_closed()
        with EventSource(server, "/api/calls/events") as events:
            events.wait_for("calls")
            begun = time.monotonic()
            server.signal(15)
            equal(server.wait(), 0, "status")
            events.wait_closed()
            check(time.monotonic() - begun < 30, "the end took long")


HELPERS = ("check_ids", "check_order", "check_no_other_file")
run_subtests([value for name, value in list(globals().items())
              if name.startswith("check_") and name not in HELPERS],
             "voice-events-")
