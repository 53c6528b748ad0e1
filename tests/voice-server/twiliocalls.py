#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Calls by Twilio from end to end: a phone company of ours calls the voice
server, whose agents are answered by the local server from a script.

    twiliocalls.py openai-voice-server
"""

import json
import os
import pathlib
import re
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
import xml.etree.ElementTree

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
sys.path.insert(0, str(pathlib.Path(__file__).parent))
from phone import Phone, Refused, sign, silence, tone  # noqa: E402
from subtests import run_subtests  # noqa: E402
from twilioline import (FROM, Incoming, TlsPath, TwilioRest,  # noqa: E402
                        check, end_of, equal, make_certificate, post_form,
                        read_call, turns_of)
from voiceserver import VoiceServer  # noqa: E402

PROGRAM = sys.argv[1]
TOKEN = "0123456789abcdef0123456789abcdef"
PUBLIC = "https://agent.example.com"
SIGNED = {"TWILIO_AUTH_TOKEN": TOKEN}
ACCOUNT = {**SIGNED, "TWILIO_ACCOUNT_SID": "AC0123456789abcdef0123456789abcdef",
           "TWILIO_PHONE_NUMBER": "+15550199"}

GREETING = "Good day, this is the desk."
ANSWER = "It is five o'clock."
LONG = ("This is a long answer that goes on and on, so that there is time to "
        "interrupt it in the middle, and more of it comes after that.")
GOODBYE = "Thank you for your call, goodbye."
DESK = {"desk": {
    "instructions": "Answer.", "greeting": {"say": GREETING},
    "goodbye": GOODBYE,
    "tools": [{"name": "end_call", "description": "Ends it",
               "builtin": "hang_up"},
              {"name": "pass_on", "description": "Passes it on",
               "builtin": "transfer",
               "numbers": {"desk": "+1 555 0111"}}]}}


def script(*turns):
    return {"turns": [{"say": GREETING}, *turns], "default": {"say": ANSWER}}


def say_something(phone, ms=900):
    phone.say(tone(ms) + silence(1200))


def wait_for_answer(phone, server, words, count=1):
    """Until the agent's words have been heard to their end."""
    server.wait_for_line(words, count)


def check_a_call_from_end_to_end(folder):
    with VoiceServer(PROGRAM, "--log-private", agents=DESK,
                     script=script({"user": "What time is it?",
                                    "say": ANSWER})) as server:
        with Incoming(server) as phone:
            server.wait_for_line("agent: " + GREETING)
            greeting_ms = phone.heard_ms()
            check(greeting_ms > 1000, f"{greeting_ms} ms of greeting")
            say_something(phone)
            server.wait_for_line("agent: " + ANSWER)
            listed = server.get("/api/calls")["running"]
            equal([(c["state"], c["agent"], c["from"]) for c in listed],
                  [("connected", "desk", FROM)], "running")
            equal(len(server.get("/streams")["streams"]), 1, "streams")
            session, = server.get("/realtime/sessions")["sessions"]
            equal(session["state"], "connected", "session")
            phone.hang_up()
            phone.wait_closed()
            server.wait_for_line("call-ended")
            equal(phone.problems, [], "faults of the protocol")
        equal(end_of(server, phone)["cause"], "caller-hung-up", "cause")
        turns = turns_of(server, phone)
        equal([(t["role"], t["text"]) for t in turns],
              [("assistant", GREETING), ("user", "What time is it?"),
               ("assistant", ANSWER)], "turns")
        check(turns[2]["latency_ms"] > 0, "latency")
        metrics = server.get("/metrics")
        for line in ('calls_active{leg="twilio"} 0',
                     'calls_total{leg="twilio",direction="in"} 1',
                     'calls_ended_total{leg="twilio",cause="caller-hung-up"} 1',
                     "first_sound_seconds_count 1"):
            check(f"openai_voice_{line}\n" in metrics, f"{line} in {metrics}")
        check(FROM in server.log, "a number that was asked for in the log")


def check_an_interruption(folder):
    with VoiceServer(PROGRAM, "--log-private", agents=DESK,
                     script=script({"say": LONG}, {"say": ANSWER})) as server:
        with Incoming(server) as phone:
            server.wait_for_line("agent: " + GREETING)
            say_something(phone)
            before = phone.heard_ms()
            phone.wait(lambda: phone.heard_ms() > before + 1500, "the answer")
            phone.say(tone(1000) + silence(1200))
            phone.wait(lambda: phone.clears, "a clear")
            server.wait_for_line("interrupted: ")
            server.wait_for_line("agent: " + ANSWER)
            equal(phone.problems, [], "faults of the protocol")
            phone.hang_up()
            phone.wait_closed()
            server.wait_for_line("call-ended")
        turns = turns_of(server, phone)
        cut = [t for t in turns if t["interrupted"]]
        equal(len(cut), 1, "interrupted turns")
        equal([t["role"] for t in turns],
              ["assistant", "user", "assistant", "user", "assistant"],
              "turns by their begins")
        check(cut[0]["latency_ms"] > 0, "latency of an answer that was cut")
        check(LONG.startswith(cut[0]["text"].rstrip(" .…"))
              and len(cut[0]["text"]) < len(LONG), cut[0]["text"])
        check("openai_voice_interruptions_total 1\n" in server.get("/metrics"),
              "interruptions")


def check_a_goodbye_is_heard_to_its_end(folder):
    with VoiceServer(PROGRAM, "--log-private", agents=DESK, script=script(
            {"call": {"name": "end_call", "arguments": {}}},
            {"say": GOODBYE})) as server:
        with Incoming(server) as phone:
            server.wait_for_line("agent: " + GREETING)
            say_something(phone)
            equal(phone.wait_closed(), 1000, "closed with")
            server.wait_for_line("call-ended")
            equal(phone.player.waiting, type(phone.player.waiting)(), "unheard")
            equal(phone.problems, [], "faults of the protocol")
            status, answer = post_form(server, "/twilio/ended",
                                       {"CallSid": phone.call_sid})
            equal(status, 200, "ended")
            check(answer.find("Hangup") is not None, "Hangup")
        equal(end_of(server, phone)["cause"], "agent-hung-up", "cause")
        record = read_call(server, phone)
        equal([t["name"] for t in record["tool_calls"]], ["end_call"], "tools")
        check(GOODBYE in [t["text"] for t in record["turns"]], record["turns"])


def check_a_transfer_by_the_way_back(folder):
    with VoiceServer(PROGRAM, agents=DESK, script=script(
            {"call": {"name": "pass_on", "arguments": {"to": "desk"}}})) as server:
        with Incoming(server) as phone:
            server.wait_for_line("agent: ")
            say_something(phone)
            equal(phone.wait_closed(), 1000, "closed with")
            server.wait_for_line("call-ended")
            _, answer = post_form(server, "/twilio/ended",
                                  {"CallSid": phone.call_sid})
            equal(answer.findtext("Dial/Number"), "+15550111", "number")
            _, answer = post_form(server, "/twilio/ended",
                                  {"CallSid": phone.call_sid})
            check(answer.find("Hangup") is not None, "once only")
        equal(end_of(server, phone)["cause"], "transferred", "cause")


def check_a_transfer_by_rest(folder):
    with TwilioRest() as rest, VoiceServer(
            PROGRAM, "--public-url", PUBLIC, "--twilio-api", rest.url,
            agents=DESK, script=script(), environment=ACCOUNT) as server:
        with Incoming(server, token=TOKEN, public=PUBLIC) as phone:
            server.wait_for_line("agent: ")
            path = f"/api/calls/{phone.id}/transfer"
            rest.answer(404, {"code": 20404, "message": "not found"})
            status, _, value = server.request("POST", path,
                                              {"number": "+15550111"})
            equal(status, 502, value)
            equal(server.request("POST", path, {"number": "5 5"})[0], 400, "bad")
            rest.answer(200, {"sid": phone.call_sid})
            status, _, value = server.request("POST", path,
                                              {"number": "+15550111"})
            equal((status, value), (200, {"done": True}), "transfer")
            way, form = rest.requests[-1]
            check(way.endswith(f"/Calls/{phone.call_sid}.json"), way)
            answer = xml.etree.ElementTree.fromstring(form["Twiml"])
            equal(answer.findtext("Dial/Number"), "+15550111", "number")
            phone.wait_closed()
            server.wait_for_line("call-ended")
        equal(end_of(server, phone)["cause"], "transferred", "cause")
        check(not any("Status" in form for _, form in rest.requests),
              "the call that was passed on is not ended")


def check_a_transfer_whose_answer_comes_last(folder):
    with TwilioRest() as rest, VoiceServer(
            PROGRAM, "--public-url", PUBLIC, "--twilio-api", rest.url,
            agents=DESK, script=script(), environment=ACCOUNT) as server:
        for n, (status, cause) in enumerate(((200, "transferred"),
                                             (404, "caller-hung-up")), 1):
            rest.may_answer.clear()
            rest.answer(status, {"sid": "CA1", "code": 20404})
            with Incoming(server, token=TOKEN, public=PUBLIC) as phone:
                server.wait_for_line("agent: ", n)
                moving = threading.Thread(target=server.request, args=(
                    "POST", f"/api/calls/{phone.id}/transfer",
                    {"number": "+15550111"}))
                moving.start()
                server.wait_until(lambda: len(rest.requests) == n, "request")
                phone.hang_up()
                phone.wait_closed()
                rest.may_answer.set()
                moving.join()
                server.wait_for_line("call-ended", n)
            equal(end_of(server, phone)["cause"], cause, "cause")


def check_a_transfer_that_is_not_answered(folder):
    with TwilioRest() as rest, VoiceServer(
            PROGRAM, "--public-url", PUBLIC, "--twilio-api", rest.url,
            agents=DESK, script=script(), environment=ACCOUNT) as server:
        rest.may_answer.clear()
        with Incoming(server, token=TOKEN, public=PUBLIC) as phone:
            server.wait_for_line("agent: ")
            moving = threading.Thread(target=server.request, args=(
                "POST", f"/api/calls/{phone.id}/transfer",
                {"number": "+15550111"}))
            moving.start()
            server.wait_until(lambda: rest.requests, "the request")
            phone.hang_up()
            phone.wait_closed()
            server.wait_for_line("call-ended")
            rest.may_answer.set()
            moving.join()
        equal(end_of(server, phone)["cause"], "caller-hung-up", "cause")


def check_keys_both_ways(folder):
    with VoiceServer(PROGRAM, agents=DESK, script=script()) as server:
        with Incoming(server) as phone:
            server.wait_for_line("agent: ")
            for digit in "12#":
                phone.press(digit)
            server.wait_for_line("agent: ", 2)
            before = len(phone.heard())
            path = f"/api/calls/{phone.id}/dtmf"
            equal(server.request("POST", path, {"digits": "12x"})[0], 400, "bad")
            equal(server.request("POST", path, {"digits": "12#"})[0], 200, "dtmf")
            phone.wait(lambda: len(phone.heard()) > before + 4000, "tones")
            sound = set(phone.heard()[before:])
            check(len(sound) > 20, "tones have a form")
            equal(server.request("POST", path, {"digits": "w" * 60})[0], 200,
                  "pauses")
            equal(server.request("POST", path, {"digits": "w" * 60})[0], 409,
                  "too many wait")
            phone.hang_up()
            phone.wait_closed()
            server.wait_for_line("call-ended")
        check("[keys: 12#]" in [t["text"] for t in turns_of(server, phone)],
              "keys in the record")


def check_what_the_api_does_to_a_call(folder):
    with VoiceServer(PROGRAM, "--log-private", agents=DESK,
                     script=script({"say": ANSWER})) as server:
        with Incoming(server) as phone:
            server.wait_for_line("agent: " + GREETING)
            path = f"/api/calls/{phone.id}"
            equal(server.request("POST", path + "/say", {"text": "Wait."})[0],
                  200, "say")
            server.wait_for_line("agent: ", 2)
            equal(server.request("POST", path + "/context",
                                 {"guest": {"name": "Anna"}})[0], 200, "context")
            equal(server.request("POST", path + "/say", {"text": 5})[0], 400,
                  "no text")
            equal(server.request("DELETE", path)[0], 200, "end")
            phone.wait_closed()
            server.wait_for_line("call-ended")
            equal(server.request("DELETE", path)[0], 404, "again")
        equal(end_of(server, phone)["cause"], "api", "cause")
        equal(server.request("GET", "/api/calls/call_none")[0], 404, "unknown")


def check_signatures(folder):
    with VoiceServer(PROGRAM, "--public-url", PUBLIC, agents=DESK,
                     script=script(), environment=SIGNED) as server:
        fields = {"CallSid": "CA1", "From": FROM, "To": "+15550199"}
        for signature in (None, "", "AAAA", sign(TOKEN, PUBLIC, fields),
                          sign("wrong", PUBLIC + "/twilio/voice", fields)):
            for path in ("/twilio/voice", "/twilio/status", "/twilio/ended"):
                status, value = post_form(server, path, fields, signature)
                equal(status, 403, value)
        for signature in (None, "AAAA", sign(TOKEN, PUBLIC + "/twilio/media"),
                          sign(TOKEN, PUBLIC.replace("https", "wss") + "/ws")):
            for path in ("/twilio/media", "/ws/media"):
                try:
                    Phone(server.port, path, signature=signature)
                except Refused as refused:
                    equal(refused.status, 403, path)
                else:
                    raise AssertionError("let in")
        with Incoming(server, token=TOKEN, public=PUBLIC,
                      path="/ws/media") as phone:
            server.wait_for_line("agent: ")
            phone.hang_up()
            phone.wait_closed()
        equal(server.log.count("wrong-signature"), 1, "lines about strangers")
        check(TOKEN not in server.log, "no secret in the log")
        check(FROM not in server.log and GREETING not in server.log,
              "no number and no text in the log")


def check_tokens(folder):
    with VoiceServer(PROGRAM, agents=DESK, script=script()) as server:
        calls = [Incoming(server, connect=False) for _ in range(2)]
        first, second = calls
        for parameters, sid in (({}, first.call_sid),
                                ({"token": "0" * 48}, first.call_sid),
                                ({"token": second.token}, first.call_sid)):
            with Phone(server.port, "/twilio/media", call_sid=sid,
                       parameters=parameters) as phone:
                phone.wait_closed()
        with Phone(server.port, "/twilio/media", call_sid=first.call_sid,
                   parameters={"token": first.token}) as phone:
            server.wait_for_line("agent: ")
            with Phone(server.port, "/twilio/media", call_sid=first.call_sid,
                       parameters={"token": first.token}) as again:
                again.wait_closed()
            # The phone company may ask again for the TwiML of a call.
            other = Incoming(server, call_sid=first.call_sid, connect=False)
            with Phone(server.port, "/twilio/media", call_sid=first.call_sid,
                       parameters={"token": other.token}) as again:
                again.wait_closed()
            check(phone.closed is None, "the call goes on")
            phone.hang_up()
            phone.wait_closed()


def check_no_more_calls_than_allowed(folder):
    with VoiceServer(PROGRAM, "--max-calls", 1, agents=DESK,
                     script=script()) as server:
        with Incoming(server) as phone:
            server.wait_for_line("agent: ")
            status, answer = post_form(server, "/twilio/voice",
                                       {"CallSid": "CA2", "From": FROM})
            equal(status, 200, "answer")
            equal(answer.find("Reject").get("reason"), "busy", "rejected")
            status, _, value = server.request("GET", "/ready")
            equal((status, value["calls"]), (503, 1), "ready")
            phone.hang_up()
            phone.wait_closed()
            server.wait_for_line("call-ended")
        # The call is over before its media have been taken down.
        server.wait_until(lambda: server.request("GET", "/ready")[0] == 200,
                          "room for another call")


def check_the_drain(folder):
    server = VoiceServer(PROGRAM, agents=DESK, script=script({"say": ANSWER}))
    with server, Incoming(server) as phone:
        server.wait_for_line("agent: ")
        server.signal(signal.SIGTERM)
        server.wait_for_line("drain")
        status, _, value = server.request("GET", "/ready")
        equal((status, value["draining"]), (503, True), "ready")
        _, answer = post_form(server, "/twilio/voice",
                              {"CallSid": "CA2", "From": FROM})
        check(answer.find("Reject") is not None, "rejected")
        say_something(phone)
        server.wait_for_line("agent: ", 2)
        phone.hang_up()
        phone.wait_closed()
        equal(server.wait(), 0, "exit status")


def check_the_end_of_the_drain(folder):
    """The agent says goodbye; who does not go is let go."""
    server = VoiceServer(PROGRAM, "--drain-timeout", 1, "--log-private",
                         agents=DESK, script=script({"say": GOODBYE}))
    with server, Incoming(server) as phone:
        server.wait_for_line("agent: " + GREETING)
        server.signal(signal.SIGTERM)
        phone.wait_closed()
        status, answer = post_form(server, "/twilio/ended",
                                   {"CallSid": phone.call_sid})
        equal((status, answer.find("Hangup") is not None), (200, True), "ended")
        equal(server.wait(), 0, "exit status")
        check("(drained)" in server.log, server.log)


def check_the_drain_tells_where_the_last_call_goes(folder):
    server = VoiceServer(PROGRAM, agents=DESK, script=script(
        {"call": {"name": "pass_on", "arguments": {"to": "desk"}}}))
    with server, Incoming(server) as phone:
        server.wait_for_line("agent: ")
        server.signal(signal.SIGTERM)
        server.wait_for_line("drain")
        say_something(phone)
        equal(phone.wait_closed(), 1000, "closed with")
        server.wait_for_line("The last call is over.")
        _, answer = post_form(server, "/twilio/ended",
                              {"CallSid": phone.call_sid})
        equal(answer.findtext("Dial/Number"), "+15550111", "number")
        equal(server.wait(), 0, "exit status")


def check_a_second_signal_ends_now(folder):
    server = VoiceServer(PROGRAM, agents=DESK, script=script())
    with server, Incoming(server) as phone:
        server.wait_for_line("agent: ")
        server.signal(signal.SIGTERM)
        server.wait_for_line("drain")
        server.signal(signal.SIGTERM)
        equal(server.wait(), 0, "exit status")
        phone.wait_closed()


def check_a_reload(folder):
    agents = {"desk": dict(DESK["desk"])}
    with VoiceServer(PROGRAM, agents=agents, script=script()) as server:
        server.write_agents({"night": {"instructions": "Answer."}})
        equal(server.get("/api/agents"), {"agents": ["desk"]}, "before")
        server.signal(signal.SIGHUP)
        server.wait_for_line("reloaded")
        equal(server.get("/api/agents"), {"agents": ["desk", "night"]}, "after")
        (server.path / "agents" / "night.json").write_text("{")
        server.signal(signal.SIGHUP)
        line = server.wait_for_line("reload-failed")
        check("night.json" in line, line)
        equal(server.get("/api/agents"), {"agents": ["desk", "night"]}, "kept")
        status, answer = post_form(server, "/twilio/voice?agent=night",
                                   {"CallSid": "CA2", "From": FROM})
        equal((status, answer.tag), (200, "Response"), "the new one answers")
        status, answer = post_form(server, "/twilio/voice?agent=nobody",
                                   {"CallSid": "CA3", "From": FROM})
        equal(status, 404, "an unknown one")
        # The sole agent answers, by whatever name.
        for name in ("desk", "night"):
            (server.path / "agents" / f"{name}.json").unlink()
        server.write_agents({"day": {"instructions": "Answer."}})
        server.signal(signal.SIGHUP)
        server.wait_for_line("reloaded", 2)
        status, answer = post_form(server, "/twilio/voice",
                                   {"CallSid": "CA4", "From": FROM})
        equal((status, answer.tag), (200, "Response"), "the sole one answers")


def check_the_newest_reload_is_the_last(folder):
    with VoiceServer(PROGRAM, "--agent", "desk", agents=DESK,
                     script=script()) as server:
        for n in range(20):
            names = [f"old{n}", f"new{n}"]
            for name in names:
                server.write_agents({name: {"instructions": "Answer."}})
                server.signal(signal.SIGHUP)
            server.wait_until(lambda: set(names) <= set(
                server.get("/api/agents")["agents"]), f"reload {n}")
        server.wait_for_line("reloaded", 20)
        equal(len(server.get("/api/agents")["agents"]), 41, "agents")


def check_the_certificate_is_read_again(folder):
    """For who comes after that; one that is no use changes nothing."""
    with VoiceServer(PROGRAM, *make_certificate(folder), agents=DESK, tls=True,
                     script=script()) as server:
        def shown():
            return ssl.get_server_certificate(("127.0.0.1", server.port))
        certificate, key = folder / "cert.pem", folder / "key.pem"
        first, first_key = certificate.read_text(), key.read_text()
        equal(shown(), first, "the first one")
        make_certificate(folder)
        second = certificate.read_text()
        equal(shown(), first, "before the signal")
        server.signal(signal.SIGHUP)
        server.wait_for_line("have the certificate as it is now")
        equal(shown(), second, "the second one")
        for number, (name, text) in enumerate((
                (certificate, "no certificate"), (certificate, first),
                (key, first_key[:100]), (key, "")), 1):
            certificate.write_text(second)
            name.write_text(text)
            server.signal(signal.SIGHUP)
            line = server.wait_for_line("The certificate stays as it was.",
                                        number)
            check("cert.pem" in line and "key.pem" in line, line)
            equal(shown(), second, "it stays")
        equal(server.request("GET", "/health")[0], 200, "health")


def check_a_certificate_of_another_key(folder):
    options = make_certificate(folder)
    certificate = (folder / "cert.pem").read_text()
    make_certificate(folder)
    (folder / "cert.pem").write_text(certificate)
    done = subprocess.run([PROGRAM, "--check", *options], text=True,
                          capture_output=True, check=False)
    equal(done.returncode, 1, "exit status")
    check("is not that of the certificate" in done.stderr, done.stderr)


def check_a_killed_server_leaves_records(folder):
    recorded = {"desk": {**DESK["desk"], "recording": True}}
    options = ("--database", f"sqlite:{folder / 'calls.db'}", "--recordings",
               folder / "recordings", "--state", folder / "state")
    with VoiceServer(PROGRAM, *options, agents=recorded,
                     script=script()) as server, Incoming(server) as phone:
        server.wait_for_line("agent: ")
        time.sleep(1.2)  # what is older than a second is kept
        server.process.kill()
        server.wait()
    with VoiceServer(PROGRAM, *options, agents=recorded,
                     script=script()) as server:
        # The first question waits until it is written.
        record = server.get(f"/api/calls/{phone.id}")["record"]
        equal(record["cause"], "broken-off", "cause")
        equal([turn["text"] for turn in record["turns"]], [GREETING], "turns")
    wave = folder / "recordings" / f"{phone.id}.wav"
    data = wave.read_bytes()
    size = int.from_bytes(data[40:44], "little")
    check(data[:4] == b"RIFF" and 30000 < size <= len(data) - 44,
          f"{size} of {len(data)} bytes in {wave}")


def check_a_recording_that_cannot_be_made(folder):
    """The call goes on, and its record names no file."""
    recorded = {"desk": {**DESK["desk"], "recording": True}}
    (folder / "file").touch()
    for place, made in ((folder / "file", False), (folder / "new", True)):
        with VoiceServer(PROGRAM, "--recordings", place, agents=recorded,
                         script=script()) as server:
            with Incoming(server) as phone:
                server.wait_for_line("agent: ")
                if not made:
                    line = server.wait_for_line("recording-ended")
                    check("cannot be made" in line, line)
                phone.hang_up()
                phone.wait_closed()
            wanted = str(place / f"{phone.id}.wav") if made else None
            equal(end_of(server, phone)["recording"] or None, wanted, "path")
        check(not made or pathlib.Path(wanted).exists(), "file")


def check_outgoing_calls(folder):
    with TwilioRest() as rest, VoiceServer(
            PROGRAM, "--public-url", PUBLIC, "--twilio-api", rest.url,
            "--calls-per-second", 100, agents=DESK, script=script(),
            environment=ACCOUNT) as server:
        status, _, call = server.request("POST", "/api/calls", {
            "to": "+15550123", "parameters": {"guest": "Anna"},
            "on_machine": "continue"})
        equal((status, call["state"], call["direction"]),
              (201, "dialing", "out"), call)
        way, form = rest.requests[0]
        check(way.endswith("/Calls.json"), way)
        equal((form["To"], form["From"], form["AsyncAmd"]),
              ("+15550123", "+15550199", "true"), "form")
        equal(form["Url"], f"{PUBLIC}/twilio/voice/{call['id']}", "TwiML")
        with Incoming(server, token=TOKEN, public=PUBLIC,
                      voice=f"/twilio/voice/{call['id']}",
                      call_sid=call["external_id"]) as phone:
            equal(phone.id, call["id"], "one call")
            server.wait_for_line("agent: ")
            phone.status(f"/twilio/status/{call['id']}", CallStatus="in-progress",
                         AnsweredBy="machine_start")
            server.wait_for_line("answered_by")
            phone.hang_up()
            phone.wait_closed()
            server.wait_for_line("call-ended")
        record = read_call(server, phone)
        equal(record["facts"]["answered_by"], "machine_start", "verdict")
        equal(record["direction"], "out", "direction")


def check_what_is_told_before_the_media_is_kept(folder):
    """Who answered, and what the API says; the agent has it from the start."""
    agents = {"desk": {
        "instructions": "Answer.",
        "greeting": {"say": "{{guest.name}}, {{answered_by}}"},
        "tools": [{"name": "look", "description": "Tells what is known",
                   "command": {"argv": ["cat"]}}]}}
    with TwilioRest() as rest, VoiceServer(
            PROGRAM, "--public-url", PUBLIC, "--twilio-api", rest.url,
            agents=agents, script=script({"call": {"name": "look"}}),
            environment=ACCOUNT) as server:
        _, _, call = server.request("POST", "/api/calls", {
            "to": "+15550123", "on_machine": "continue"})
        path = f"/twilio/status/{call['id']}"
        for verdict in ("", "x" * 65, "machine_start"):
            form = {"CallSid": call["external_id"], "CallStatus": "in-progress",
                    "AnsweredBy": verdict}
            equal(post_form(server, path, form,
                            sign(TOKEN, PUBLIC + path, form))[0], 204, verdict)
        path = f"/api/calls/{call['id']}/say"
        equal(server.request("POST", path, {"text": "Hello."})[0], 409, "say")
        path = f"/api/calls/{call['id']}/context"
        equal(server.request("POST", path, {"call": 1})[0], 400, "reserved")
        for guest in ({"name": "Anna", "room": 7}, {"room": 8}):
            equal(server.request("POST", path, {"guest": guest})[0], 200, guest)
        with Incoming(server, token=TOKEN, public=PUBLIC,
                      voice=f"/twilio/voice/{call['id']}",
                      call_sid=call["external_id"]) as phone:
            server.wait_for_line("agent: ")
            say_something(phone)
            server.wait_for_line("look took")
            phone.hang_up()
            phone.wait_closed()
        record = read_call(server, phone)
        known = json.loads(record["tool_calls"][0]["result"])["context"]
        equal((known["answered_by"], known["guest"]),
              ("machine_start", {"name": "Anna", "room": 8}), "context")
        equal(record["facts"]["answered_by"], "machine_start", "fact")


def check_outgoing_calls_that_are_not_understood(folder):
    with TwilioRest() as rest, VoiceServer(
            PROGRAM, "--public-url", PUBLIC, "--twilio-api", rest.url,
            "--calls-per-second", 100, agents=DESK, script=script(),
            environment=ACCOUNT) as server:
        for member, wrong in (("agnet", "desk"), ("agent", 5), ("agent", ""),
                              ("agent", None), ("from", 5), ("to", [1]),
                              ("parameters", "x"), ("parameters", []),
                              ("ring_seconds", 4), ("ring_seconds", 601),
                              ("ring_seconds", 5.5), ("ring_seconds", "60"),
                              ("on_machine", "wait"), ("on_machine", True)):
            status, _, value = server.request(
                "POST", "/api/calls", {"to": "+15550123", member: wrong})
            equal(status, 400, (member, wrong, value))
            check(member in value["error"], value)
        for body in ("", "[]", "5", "{"):
            equal(server.request("POST", "/api/calls", body)[0], 400, body)
        equal((rest.requests, server.get("/api/calls")["running"]), ([], []),
              "nobody was called")
        for ring, told in (({"ring_seconds": 5}, "5"),
                           ({"ring_seconds": 600}, "600"), ({}, "60")):
            status, _, value = server.request(
                "POST", "/api/calls", {"to": "+15550123", **ring})
            equal(status, 201, value)
            equal(rest.requests[-1][1]["Timeout"], told, "ring")


def check_outgoing_calls_that_nobody_answers(folder):
    with TwilioRest() as rest, VoiceServer(
            PROGRAM, "--public-url", PUBLIC, "--twilio-api", rest.url,
            "--calls-per-second", 100, agents=DESK, script=script(),
            environment=ACCOUNT) as server:
        for n, (status, cause) in enumerate((("busy", "busy"),
                                             ("no-answer", "no-answer"),
                                             ("failed", "not-made")), 1):
            _, _, call = server.request("POST", "/api/calls", {"to": "+15550123"})
            path = f"/twilio/status/{call['id']}"
            form = {"CallSid": call["external_id"], "CallStatus": status}
            equal(post_form(server, path, form,
                            sign(TOKEN, PUBLIC + path, form))[0], 204, status)
            check(f"({cause})" in server.wait_for_line("call-ended", n), cause)
        _, _, call = server.request("POST", "/api/calls", {"to": "+15550123"})
        rest.answer(404, {"code": 20404, "message": "gone"})
        equal(server.request("DELETE", f"/api/calls/{call['id']}")[0], 200, "end")
        server.wait_until(lambda: rest.requests[-1][1].get("Status"), "hang-up")
        equal(rest.requests[-1][1], {"Status": "completed"}, "hang-up")
        rest.answer(400, {"code": 21211, "message": "Invalid 'To' number"})
        status, _, value = server.request("POST", "/api/calls",
                                          {"to": "+15550123"})
        equal(status, 502, value)
        check("21211" in value["error"], value)


def check_an_outgoing_call_that_is_answered_early(folder):
    """Before the REST API has told which call it is."""
    with TwilioRest() as rest, VoiceServer(
            PROGRAM, "--public-url", PUBLIC, "--twilio-api", rest.url,
            agents=DESK, script=script(), environment=ACCOUNT) as server:
        rest.may_answer.clear()
        making = threading.Thread(target=server.request, args=(
            "POST", "/api/calls", {"to": "+15550123"}))
        making.start()
        server.wait_until(lambda: rest.requests, "the request")
        call, = server.get("/api/calls")["running"]
        with Incoming(server, token=TOKEN, public=PUBLIC,
                      voice=f"/twilio/voice/{call['id']}") as phone:
            server.wait_for_line("agent: ")
            call, = server.get("/api/calls")["running"]
            equal(call["external_id"], phone.call_sid, "known")
            server.request("DELETE", f"/api/calls/{call['id']}")
            server.wait_until(lambda: len(rest.requests) > 1, "the hang-up")
            way, form = rest.requests[1]
            check(way.endswith(f"/Calls/{phone.call_sid}.json"), way)
            equal(form, {"Status": "completed"}, "hang-up")
            rest.may_answer.set()
            making.join()
            phone.wait_closed()


def make_calls(server, count):
    """The first is made at once; the others wait. Status and answer of each."""
    answers = [None] * count

    def make(n):
        try:
            answers[n] = server.request("POST", "/api/calls",
                                        {"to": "+15550123"})
        except ConnectionError:
            pass  # the server has ended

    def is_there(n):
        return len(server.get("/api/calls")["running"]) > n

    threads = [threading.Thread(target=make, args=(n,)) for n in range(count)]
    for n, thread in enumerate(threads):
        thread.start()
        server.wait_until(lambda: is_there(n), "a call")
    threads[0].join()
    return answers, threads


def check_a_call_that_waits_can_be_given_up(folder):
    with TwilioRest() as rest, VoiceServer(
            PROGRAM, "--public-url", PUBLIC, "--twilio-api", rest.url,
            "--calls-per-second", 0.001, agents=DESK, script=script(),
            environment=ACCOUNT) as server:
        answers, threads = make_calls(server, 2)
        made = answers[0][2]["id"]
        waits, = (call["id"] for call in server.get("/api/calls")["running"]
                  if call["id"] != made)
        equal(server.request("DELETE", f"/api/calls/{waits}")[0], 200, "end")
        threads[1].join()
        status, _, value = answers[1]
        equal((status, value), (410, {"error": "The call was given up."}),
              "answer")
        equal(len(rest.requests), 1, "nobody was called")


def check_the_end_tells_the_far_ends(folder):
    """What was made is ended; what waits is not made."""
    with TwilioRest() as rest:
        server = VoiceServer(PROGRAM, "--public-url", PUBLIC, "--twilio-api",
                             rest.url, "--calls-per-second", 0.001,
                             agents=DESK, script=script(), environment=ACCOUNT)
        with server:
            answers, threads = make_calls(server, 3)
            made = answers[0][2]["external_id"]
            server.signal(signal.SIGTERM)
            server.wait_for_line("drain")
            server.signal(signal.SIGTERM)
            equal(server.wait(), 0, "exit status")
            for thread in threads:
                thread.join()
        equal(len(rest.requests), 2, rest.requests)
        way, form = rest.requests[1]
        check(way.endswith(f"/Calls/{made}.json"), way)
        equal(form, {"Status": "completed"}, "hang-up")


def check_outgoing_calls_need_an_account(folder):
    with VoiceServer(PROGRAM, agents=DESK, script=script()) as server:
        for body, status in (({"to": "+15550123", "from": "+15550199"}, 409),
                             ({"to": "nobody"}, 400), ({}, 400),
                             ({"to": "+15550123"}, 400)):
            got, _, value = server.request("POST", "/api/calls", body)
            equal(got, status, value)


def check_a_service_that_is_down(folder):
    """Nobody listens at the address: the caller is not left alone."""
    with VoiceServer(PROGRAM, agents={"desk": {
            **DESK["desk"], "service_down": {"transfer_to": "+15550111"}}},
            environment={"OPENAI_BASE_URL": "http://127.0.0.1:9/v1",
                         "OPENAI_API_KEY": "sk-none"}) as server:
        with Incoming(server) as phone:
            server.wait_for_line("service-failed")
            phone.wait_closed()
            server.wait_for_line("call-ended")
            _, answer = post_form(server, "/twilio/ended",
                                  {"CallSid": phone.call_sid})
            equal(answer.findtext("Dial/Number"), "+15550111", "number")
        equal(end_of(server, phone)["cause"], "service-failed", "cause")


def kill_the_local_server(server):
    """A child of the server's."""
    pid = server.process.pid
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text()
    child, = map(int, children.split())
    os.kill(child, signal.SIGKILL)


def check_a_local_server_that_died_is_started_again(folder):
    """The call that it answers goes on, and the next ones are answered."""
    with VoiceServer(PROGRAM, agents=DESK, script=script()) as server:
        with Incoming(server) as phone:
            server.wait_for_line("agent: ")
            kill_the_local_server(server)
            line = server.wait_for_line("local-service-ended")
            check("signal 9" in line and "0.25 s" in line, line)
            server.wait_for_line("server answers again")
            say_something(phone)
            server.wait_for_line("agent: ", 2)
            phone.hang_up()
            phone.wait_closed()
        kill_the_local_server(server)
        line = server.wait_for_line("local-service-ended", 2)
        check("0.50 s" in line, line)
        server.wait_for_line("server answers again", 2)
        with Incoming(server) as phone:
            server.wait_for_line("agent: ", 3)
            phone.hang_up()
            phone.wait_closed()
        server.wait_for_line("call-ended", 2)
        check("service-failed" not in server.log, server.log)


def check_a_call_over_tls(folder):
    options = make_certificate(folder)
    with VoiceServer(PROGRAM, *options, "--log-private", tls=True, agents=DESK,
                     script=script({"say": ANSWER})) as server, \
            TlsPath(server.port) as path:
        # Half-open ones: a handshake that never comes, and one that stops.
        lines = [socket.create_connection(("127.0.0.1", server.port))
                 for _ in range(100)]
        for line in lines[:50]:
            line.sendall(b"\x16\x03\x01\x02\x00\x01")
        with Incoming(server, port=path.port) as phone:
            server.wait_for_line("agent: " + GREETING)
            say_something(phone)
            server.wait_for_line("agent: " + ANSWER)
            phone.hang_up()
            phone.wait_closed()
            server.wait_for_line("call-ended")
            equal(phone.problems, [], "faults of the protocol")
        for line in lines:
            line.close()


run_subtests([value for name, value in globals().items()
              if name.startswith("check_")], "voice-twilio-")
