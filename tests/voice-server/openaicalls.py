#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Calls that came to OpenAI by SIP: webhooks, acceptance, the way to the call,
its end.

    openaicalls.py openai-voice-server openai-realtime-server
"""

import base64
import hashlib
import hmac
import json
import pathlib
import re
import signal
import socket
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
sys.path.insert(0, str(pathlib.Path(__file__).parent))
from localserver import LocalServer  # noqa: E402
from subtests import run_subtests  # noqa: E402
from twilioline import check, equal  # noqa: E402
from voiceserver import VoiceServer  # noqa: E402

PROGRAM, SERVER = sys.argv[1:3]
SECRET = "whsec_" + base64.b64encode(b"0123456789abcdef").decode()
GREETING = "Good day, this is the desk."
GOODBYE = "Thank you for your call, and goodbye until the next time."
DESK = {"desk": {"instructions": "Answer.", "greeting": {"say": GREETING}}}


class OpenAI:
    """The service: calls are accepted here, and joined at the local server
    after some refusals."""

    def __init__(self, port, refusals=0, accept=200):
        self.port, self.refusals, self.accept = port, refusals, accept
        self.refer = 200
        self.may_answer = threading.Event()
        self.may_answer.set()
        self.requests = []  # (path, body)
        self.joined = []    # connections to the local server
        self.told = b""     # by it
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self.listener.getsockname()[1]}/v1"
        threading.Thread(target=self.serve, daemon=True).start()

    def serve(self):
        while True:
            try:
                near = self.listener.accept()[0]
            except OSError:
                return
            threading.Thread(target=self.answer, args=(near,),
                             daemon=True).start()

    def answer(self, near):
        data = b""
        while b"\r\n\r\n" not in data:
            data += near.recv(65536)
        head, _, body = data.partition(b"\r\n\r\n")
        method, path = head.decode().split(" ")[:2]
        if method == "GET" and self.refusals:
            self.refusals -= 1
            self.finish(near, 404)
        elif method == "GET":
            self.join(near, data)
        else:
            length = next(int(line.split(b":")[1]) for line in head.split(b"\r\n")
                          if line.lower().startswith(b"content-length"))
            while len(body) < length:
                body += near.recv(65536)
            self.requests.append((path, json.loads(body)))
            self.may_answer.wait()
            self.finish(near, self.accept if "accept" in path else
                        self.refer if "refer" in path else 200)

    @staticmethod
    def finish(near, status):
        near.sendall(f"HTTP/1.1 {status} X\r\nContent-Length: 2\r\n"
                     "Connection: close\r\n\r\n{}".encode())
        near.close()

    def tell(self, kind, response_id):
        """An event of the call's own: between two of the local server's."""
        text = json.dumps({"type": "output_audio_buffer." + kind, "event_id":
                           "event_x", "response_id": response_id,
                           "padding": "x" * 100}).encode()
        self.joined[-1].sendall(b"\x81\x7e" + len(text).to_bytes(2, "big")
                                + text)

    def response_ids(self):
        """Of those that are done, in order."""
        return [found.decode() for found in re.findall(
            rb'"type":"response\.done".{1,200}?"id":"(resp_\w+)"', self.told)]

    def join(self, near, data):
        far = socket.create_connection(("127.0.0.1", self.port))
        far.sendall(data)
        self.joined.append(near)
        for source, target in ((near, far), (far, near)):
            threading.Thread(target=self.carry, args=(source, target),
                             daemon=True).start()

    def carry(self, source, target):
        try:
            while data := source.recv(65536):
                if target in self.joined:
                    self.told += data
                target.sendall(data)
        except OSError:
            pass
        for end in (source, target):
            try:
                end.shutdown(socket.SHUT_RDWR)
            except OSError:
                pass

    def actions(self):
        return [path.rsplit("/", 1)[1] for path, _ in self.requests]

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.may_answer.set()
        self.listener.close()


def sign(body, name, seconds):
    key = base64.b64decode(SECRET.removeprefix("whsec_"))
    data = f"{name}.{seconds}.".encode() + body
    return "v1," + base64.b64encode(
        hmac.new(key, data, hashlib.sha256).digest()).decode()


def tell(server, call_id, name="wh_1", seconds=None, signature=None,
         kind="realtime.call.incoming"):
    body = json.dumps({"type": kind, "data": {
        "call_id": call_id, "sip_headers": [
            {"name": "From", "value": "<sip:+15550100@sip.example.com>"},
            {"name": "To", "value": "sip:proj_1@sip.api.openai.com"}]}}).encode()
    seconds = str(int(time.time()) if seconds is None else seconds)
    headers = {"webhook-id": name, "webhook-timestamp": seconds,
               "webhook-signature": signature or sign(body, name, seconds),
               "Content-Type": "application/json"}
    return server.request("POST", "/webhooks/openai", body, headers)


def environment(openai):
    return {"OPENAI_BASE_URL": openai.url, "OPENAI_API_KEY": "sk-test-test-test",
            "OPENAI_WEBHOOK_SECRET": SECRET}


def check_a_call_is_accepted_and_joined(folder):
    with LocalServer(SERVER, script={"turns": [{"say": GREETING}]}) as local, \
            OpenAI(local.port, refusals=2) as openai, \
            VoiceServer(PROGRAM, agents=DESK,
                        environment=environment(openai)) as server:
        equal(tell(server, "rtc_1")[0], 200, "webhook")
        server.wait_until(lambda: openai.joined, "the way to the call")
        equal(openai.actions(), ["accept"], "asked for")
        path, session = openai.requests[0]
        equal(path, "/v1/realtime/calls/rtc_1/accept", "path")
        equal(session["type"], "realtime", "kind of session")
        equal(session["audio"]["input"]["format"], {"type": "audio/pcmu"},
              "format")
        check("Answer." in session["instructions"], session)
        running, = server.get("/api/calls")["running"]
        equal((running["leg"], running["from"], running["external_id"]),
              ("openai-sip", "+15550100", "rtc_1"), "call")
        equal(tell(server, "rtc_1")[0], 200, "told of again")
        equal(tell(server, "rtc_1", name="wh_2")[0], 200, "and again")
        equal(openai.actions(), ["accept"], "accepted once")
        equal(server.request("DELETE", f"/api/calls/{running['id']}")[0], 200,
              "end")
        server.wait_until(lambda: "hangup" in openai.actions(), "hang-up")


def read_call(server, call_id):
    """Its record, when its end has been written."""
    found = {}

    def has_ended():
        found.update(server.get(f"/api/calls/{call_id}").get("record") or {})
        return found.get("ended")
    server.wait_until(has_ended, "the end in the record")
    return found


def say(server, path, words):
    equal(server.request("POST", path + "/say", {"text": words})[0], 200, words)


def check_what_is_kept_of_a_call(folder):
    """Turns, whether the service tells of its sound or not; functions, tokens,
    the end."""
    agents = {"desk": {**DESK["desk"], "tools": [
        {"name": "look", "description": "Looks",
         "command": {"argv": ["echo", "42"]}}]}}
    script = {"turns": [{"say": GREETING}, {"call": {"name": "look"}},
                        {"say": "It is 42."}, {"say": "Still 42."},
                        {"say": "And so on."}]}
    with LocalServer(SERVER, script=script) as local, \
            OpenAI(local.port) as openai, \
            VoiceServer(PROGRAM, agents=agents,
                        environment=environment(openai)) as server:
        tell(server, "rtc_1")
        server.wait_for_line("agent: ")
        running, = server.get("/api/calls")["running"]
        path = f"/api/calls/{running['id']}"
        say(server, path, "Look.")
        server.wait_for_line("agent: ", 2)
        # From here on, answers are over when their sound is.
        server.wait_until(lambda: len(openai.response_ids()) == 3, "responses")
        openai.tell("started", "resp_of_nobody")
        say(server, path, "Again.")
        server.wait_until(lambda: len(openai.response_ids()) == 4, "the fourth")
        equal(server.log.count("agent: "), 2, "answers that are over")
        openai.tell("cleared", openai.response_ids()[-1])
        server.wait_for_line("interrupted: ")
        say(server, path, "And?")
        server.wait_until(lambda: len(openai.response_ids()) == 5, "the fifth")
        openai.joined[0].shutdown(socket.SHUT_RDWR)
        line = server.wait_for_line("call-ended")
        check("(caller-hung-up)" in line, line)
        record = read_call(server, running["id"])
        equal([(turn["role"], turn["text"], turn["interrupted"])
               for turn in record["turns"]],
              [("assistant", GREETING, False), ("assistant", "It is 42.", False),
               ("assistant", "Still 42.", True),
               ("assistant", "And so on.", False)], "turns")
        equal([turn["index"] for turn in record["turns"]], [0, 1, 2, 3], "order")
        equal([(tool["name"], tool["error"] or None)
               for tool in record["tool_calls"]], [("look", None)], "functions")
        check("42" in record["tool_calls"][0]["result"], record["tool_calls"])
        usage = record["usage"]
        check(usage["input_text"] > 0 and usage["output_text"] > 0, usage)
        equal((record["leg"], record["from"], record["external_id"],
               record["cause"], record["recording"] or None),
              ("openai-sip", "+15550100", "rtc_1", "caller-hung-up", None),
              "call")


def check_a_transfer_waits_for_the_service_s_sound(folder):
    """Not for as long as words may take that nobody tells the end of."""
    agents = {"desk": {**DESK["desk"], "tools": [
        {"name": "pass_on", "description": "Passes it on", "builtin":
         "transfer", "numbers": {"office": "+1 555 0111"}}]}}
    script = {"turns": [{"say": GREETING}, {"call": {
        "name": "pass_on", "arguments": {"to": "office"}}},
        {"say": "I put you through."}]}
    with LocalServer(SERVER, script=script) as local, \
            OpenAI(local.port) as openai, \
            VoiceServer(PROGRAM, agents=agents,
                        environment=environment(openai)) as server:
        tell(server, "rtc_1")
        server.wait_for_line("agent: ")
        running, = server.get("/api/calls")["running"]
        say(server, f"/api/calls/{running['id']}", "Put me through.")
        server.wait_for_line("agent: ", 2)
        server.wait_until(lambda: len(openai.response_ids()) == 3, "responses")
        check("refer" not in openai.actions(), "the words sound still")
        begun = time.monotonic()
        openai.tell("stopped", openai.response_ids()[-1])
        server.wait_until(lambda: "refer" in openai.actions(), "the referral")
        print(f"# passed on after {time.monotonic() - begun:.3f} s")
        check("took too long" not in server.log, server.log)


def check_a_goodbye_sounds_to_its_end(folder):
    """The service plays it when all of it has been told."""
    agents = {"desk": {**DESK["desk"], "goodbye": GOODBYE, "tools": [
        {"name": "end_call", "description": "Ends it", "builtin": "hang_up"}]}}
    script = {"turns": [{"say": GREETING}, {"call": {"name": "end_call"}},
                        {"say": GOODBYE}]}
    with LocalServer(SERVER, "--speed", "0", script=script) as local, \
            OpenAI(local.port) as openai, \
            VoiceServer(PROGRAM, agents=agents,
                        environment=environment(openai)) as server:
        tell(server, "rtc_1")
        server.wait_for_line("agent: ")
        running, = server.get("/api/calls")["running"]
        say(server, f"/api/calls/{running['id']}", "Good-bye.")
        server.wait_until(lambda: len(openai.response_ids()) == 3, "responses")
        complete = time.monotonic()
        server.wait_until(lambda: "hangup" in openai.actions(), "hang-up")
        ended = time.monotonic() - complete
        line = server.wait_for_line("call-ended")
        check("(agent-hung-up)" in line, line)
        spoken = read_call(server, running["id"])["usage"]["output_audio"] / 20
        print(f"# ended {ended:.2f} s behind the last words' text; all of them"
              f" take {spoken:.2f} s")
        check(ended > 1, "it was cut")


def state_of(server):
    """Of the way to the only call; nothing without one."""
    sessions = server.get("/realtime/sessions")["sessions"]
    return sessions[0]["state"] if sessions else None


def ask_for_a_transfer(server):
    """The call's path; the answer to be waited for, in a thread."""
    running, = server.get("/api/calls")["running"]
    path = f"/api/calls/{running['id']}"
    answers = []
    asking = threading.Thread(target=lambda: answers.append(server.request(
        "POST", path + "/transfer", {"number": "+1 555 0111"})))
    asking.start()
    return path, asking, answers


def check_a_call_that_ends_while_it_is_passed_on(folder):
    """Whether it was, nobody knows."""
    with LocalServer(SERVER, script={"turns": [{"say": GREETING}]}) as local, \
            OpenAI(local.port) as openai, \
            VoiceServer(PROGRAM, agents=DESK,
                        environment=environment(openai)) as server:
        for number, answered in enumerate((True, False), 1):
            tell(server, f"rtc_{number}", name=f"wh_{number}")
            server.wait_until(lambda: len(openai.joined) == number, "the way")
            if not answered:
                openai.may_answer.clear()
            path, asking, answers = ask_for_a_transfer(server)
            server.wait_until(lambda: openai.actions().count("refer") == number,
                              "the referral")
            equal(server.request("DELETE", path)[0], 200, "end")
            asking.join()
            status, _, value = answers[0]
            equal(status, 410, value)
            check("before it was known" in value["error"], value)
            line = server.wait_for_line("call-ended", number)
            check("(api)" in line, line)
        openai.may_answer.set()


def check_the_answer_to_a_referral_tells_which_end_it_is(folder):
    """The way to the call may close before that comes."""
    with LocalServer(SERVER, script={"turns": [{"say": GREETING}]}) as local, \
            OpenAI(local.port) as openai, \
            VoiceServer(PROGRAM, agents=DESK,
                        environment=environment(openai)) as server:
        for number, (refer, status, cause) in enumerate((
                (200, 200, "transferred"), (404, 404, "caller-hung-up")), 1):
            tell(server, f"rtc_{number}", name=f"wh_{number}")
            server.wait_until(lambda: state_of(server) == "connected", "the way")
            openai.may_answer.clear()
            openai.refer = refer
            _, asking, answers = ask_for_a_transfer(server)
            server.wait_until(lambda: openai.actions().count("refer") == number,
                              "the referral")
            openai.joined[-1].shutdown(socket.SHUT_RDWR)
            server.wait_until(lambda: state_of(server) != "connected", "its end")
            openai.may_answer.set()
            asking.join()
            equal(answers[0][0], status, answers)
            line = server.wait_for_line("call-ended", number)
            check(f"({cause})" in line, line)
        check("hangup" not in openai.actions(), openai.actions())


def check_a_transfer_is_the_end_of_the_call(folder):
    with LocalServer(SERVER, script={"turns": [{"say": GREETING}]}) as local, \
            OpenAI(local.port) as openai, \
            VoiceServer(PROGRAM, agents=DESK,
                        environment=environment(openai)) as server:
        tell(server, "rtc_1")
        server.wait_until(lambda: state_of(server) == "connected", "the way")
        running, = server.get("/api/calls")["running"]
        answers = []
        asking = threading.Thread(target=lambda: answers.append(server.request(
            "POST", f"/api/calls/{running['id']}/transfer",
            {"number": "+1 555 0111"})))
        asking.start()
        server.wait_until(lambda: "refer" in openai.actions(), "the referral")
        equal(openai.requests[-1][1], {"target_uri": "tel:+15550111"}, "target")
        openai.joined[0].shutdown(socket.SHUT_RDWR)
        asking.join()
        equal(answers[0][0], 200, answers)
        line = server.wait_for_line("call-ended")
        check("(transferred)" in line, line)
        check("hangup" not in openai.actions(), openai.actions())


def check_the_longest_duration(folder):
    agents = {"desk": {**DESK["desk"], "limits": {"max_duration": 1}}}
    with LocalServer(SERVER, script={"turns": [{"say": GREETING}]}) as local, \
            OpenAI(local.port, refusals=1) as openai, \
            VoiceServer(PROGRAM, agents=agents,
                        environment=environment(openai)) as server:
        tell(server, "rtc_1")
        line = server.wait_for_line("call-ended")
        check("(limit)" in line, line)
        server.wait_until(lambda: "hangup" in openai.actions(), "hang-up")


def check_the_end_of_the_server(folder):
    with LocalServer(SERVER, script={"turns": [{"say": GREETING}]}) as local, \
            OpenAI(local.port) as openai:
        server = VoiceServer(PROGRAM, agents=DESK,
                             environment=environment(openai))
        with server:
            tell(server, "rtc_1")
            server.wait_until(lambda: openai.joined, "the way to the call")
            server.signal(signal.SIGTERM)
            server.wait_for_line("drain")
            server.signal(signal.SIGTERM)
            equal(server.wait(), 0, "exit status")
        equal(openai.actions(), ["accept", "hangup"], "asked for")


def check_a_caller_that_is_gone(folder):
    with LocalServer(SERVER) as local, \
            OpenAI(local.port, accept=404) as openai, \
            VoiceServer(PROGRAM, agents=DESK,
                        environment=environment(openai)) as server:
        tell(server, "rtc_1")
        line = server.wait_for_line("call-ended")
        check("(caller-hung-up)" in line, line)
        equal(openai.actions(), ["accept"], "nothing else is asked for")


def check_what_is_refused(folder):
    with LocalServer(SERVER) as local, OpenAI(local.port) as openai, \
            VoiceServer(PROGRAM, agents=DESK,
                        environment=environment(openai)) as server:
        for more in ({"signature": "v1,AAAA"}, {"seconds": 0},
                     {"seconds": "x"}, {"seconds": int(time.time()) + 1000}):
            status, _, value = tell(server, "rtc_1", **more)
            equal((status, list(value)), (400, ["error"]), more)
        equal(tell(server, "rtc_1", kind="response.completed")[0], 200, "kind")
        equal(tell(server, "../../x", name="wh_5")[0], 200, "id")
        equal(openai.requests, [], "asked for")
        check(SECRET not in server.log and "sk-test" not in server.log, "log")
    with VoiceServer(PROGRAM, agents=DESK) as server:
        equal(tell(server, "rtc_1")[0], 409, "without a secret")


run_subtests([value for name, value in globals().items()
              if name.startswith("check_")], "voice-openai-")
