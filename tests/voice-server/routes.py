#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What strangers send to the voice server's addresses: an error in JSON, in
time, and nothing else.

    routes.py openai-voice-server
"""

import json
import pathlib
import random
import socket
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
from subtests import run_subtests
from voiceserver import PATIENCE_S, VoiceServer

PROGRAM = sys.argv[1]
ROUTES = [("POST", "/twilio/voice"), ("POST", "/twilio/voice/call_1"),
          ("POST", "/twilio/status"), ("POST", "/twilio/status/call_1"),
          ("POST", "/twilio/ended"), ("GET", "/twilio/media"),
          ("GET", "/ws/media"), ("GET", "/api/calls"), ("POST", "/api/calls"),
          ("GET", "/api/calls/call_1"), ("DELETE", "/api/calls/call_1"),
          ("POST", "/api/calls/call_1/transfer"),
          ("POST", "/api/calls/call_1/say"),
          ("POST", "/api/calls/call_1/context"),
          ("POST", "/api/calls/call_1/dtmf"),
          ("GET", "/api/calls/call_1/events"),
          ("POST", "/api/calls/call_1/command"),
          ("GET", "/api/calls/call_1/recording"), ("GET", "/api/agents"),
          ("GET", "/metrics"), ("GET", "/streams"), ("GET", "/realtime/sessions")]
API_TOKEN = "0123456789abcdef0123456789abcdef"
BODIES = [b"", b"{", b"[]", b"null", b"{}" * 2, b"{\"to\":5}", b"{\"to\":\"x\"}",
          b"[" * 60000, b"{\"a\":" * 10000, b"\xff\xfe", b"\0" * 100, b"a" * 70000,
          b"CallSid=" + b"%" * 100, b"a=1&" * 15000, b"CallSid=CA/../1&From=1"]
random.seed(20261129)


def equal(got, wanted, what):
    assert got == wanted, f"{what}: {got!r}, not {wanted!r}"


def send(server, data, shut=True):
    """All that comes back until the server hangs up."""
    with socket.create_connection(("127.0.0.1", server.port),
                                  timeout=PATIENCE_S) as line:
        try:
            line.sendall(data)
            if shut:
                line.shutdown(socket.SHUT_WR)
        except OSError:
            pass  # it has hung up already
        answer = b""
        try:
            while data := line.recv(65536):
                answer += data
        except ConnectionResetError:
            pass
        return answer


def read_answer(answer):
    """Status and body of one whole answer, or nothing for nothing."""
    if not answer:
        return None, None
    head, _, body = answer.partition(b"\r\n\r\n")
    lines = head.split(b"\r\n")
    version, status = lines[0].split(b" ")[:2]
    assert version in (b"HTTP/1.1", b"HTTP/1.0"), answer
    fields = dict(line.lower().split(b": ", 1) for line in lines[1:])
    equal(fields[b"content-type"], b"application/json", answer)
    length = int(fields[b"content-length"])
    return int(status), json.loads(body[:length])


def check_error(answer, status=None):
    got, value = read_answer(answer)
    if status is not None:
        equal(got, status, answer)
    assert got is None or got >= 400, answer
    if value is not None:
        equal(list(value), ["error"], answer)
        assert value["error"].endswith("."), answer


def check_that_it_still_answers(server):
    status, _, value = server.request("GET", "/health")
    equal((status, value), (200, {"status": "ok"}), "health")


def check_known_addresses(folder):
    with VoiceServer(PROGRAM) as server:
        check_that_it_still_answers(server)
        status, headers, value = server.request("GET", "/ready")
        equal((status, value["ready"]), (200, True), "ready")
        equal(headers["Cache-Control"], "no-store", "caching")
        equal(server.request("HEAD", "/health")[0], 200, "HEAD")


def check_unknown_addresses_and_methods(folder):
    with VoiceServer(PROGRAM) as server:
        for path in ("/nothing", "/static/no.js", "/health/", "/health/more",
                     "/%68ealthy", "/health%00", "/health/../nothing"):
            equal(server.request("GET", path)[0], 404, path)
        status, headers, value = server.request("DELETE", "/health")
        equal((status, headers["Allow"]), (405, "GET"), "method")
        assert "method" in value["error"], value


def check_broken_requests(folder):
    with VoiceServer(PROGRAM) as server:
        for data in (b"\0" * 64, b"GET\r\n\r\n", b"GET /health\r\n\r\n",
                     b"GET /health HTTP/9.9\r\n\r\n",
                     b"GET /health HTTP/1.1\r\nno colon\r\n\r\n",
                     b"GET http://[ HTTP/1.1\r\nHost: a\r\n\r\n",
                     b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
                     b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                     b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n",
                     b"GET /health HTTP/1.1\r\nHost: a\r\n"
                     b"Transfer-Encoding: nonsense\r\n\r\n"):
            check_error(send(server, data))
            check_that_it_still_answers(server)


def check_large_requests(folder):
    with VoiceServer(PROGRAM) as server:
        endless = b"GET /health HTTP/1.1\r\nX: " + b"a" * 2000000
        check_error(send(server, endless), 431)
        many = b"".join(b"X-%d: 1\r\n" % i for i in range(500))
        check_error(send(server, b"GET /health HTTP/1.1\r\nHost: a\r\n" + many
                         + b"\r\n"), 431)
        check_error(send(server, b"GET /health HTTP/1.1\r\nHost: a\r\n"
                         b"Content-Length: 5000000\r\n\r\n" + b"a" * 5000000),
                    413)
        chunks = b"10000\r\n" + b"a" * 65536 + b"\r\n"
        check_error(send(server, b"GET /health HTTP/1.1\r\nHost: a\r\n"
                         b"Transfer-Encoding: chunked\r\n\r\n" + chunks * 50
                         + b"0\r\n\r\n"), 413)
        check_that_it_still_answers(server)


def check_random_requests(folder):
    words = [b"GET", b"POST", b" ", b"/health", b"/ready", b"?", b"=", b"%",
             b" HTTP/1.1", b"\r\n", b"\n", b"Host: a\r\n", b"\r\n\r\n", b":",
             b"Content-Length: ", b"-1", b"0", b"5", b"chunked", b"{", b"\"",
             b"Expect: 100-continue\r\n", b"Connection: Upgrade\r\n",
             b"Upgrade: websocket\r\n", b"Sec-WebSocket-Key: a\r\n"]
    with VoiceServer(PROGRAM) as server:
        for _ in range(300):
            data = b"".join(random.choice(words) if random.random() < 0.9
                            else random.randbytes(4)
                            for _ in range(random.randrange(1, 25)))
            answer = send(server, data)
            while answer:
                head, _, body = answer.partition(b"\r\n\r\n")
                assert b"application/json" in head or b"100" in head[:14], head
                json.JSONDecoder().raw_decode(body.decode()) if body else None
                _, found, answer = body.partition(b"HTTP/1.1 ")
                answer = found + answer
        check_that_it_still_answers(server)


def check_every_route_with_hostile_bodies(folder):
    environment = {"OPENAI_VOICE_SERVER_API_TOKEN": API_TOKEN,
                   "TWILIO_AUTH_TOKEN": API_TOKEN}
    with VoiceServer(PROGRAM, "--public-url", "https://example.com",
                     environment=environment) as server:
        for method, path in ROUTES:
            for body in BODIES:
                status, headers, value = server.request(
                    method, path, body, {"Authorization": f"Bearer {API_TOKEN}"})
                if status < 400:
                    equal(method, "GET", f"{path} with {body[:20]}")
                    continue
                equal(headers.get_content_type(), "application/json", path)
                equal(list(value), ["error"], path)
        check_that_it_still_answers(server)


def check_that_not_all_are_told_where_the_records_are(folder):
    with VoiceServer(PROGRAM, "--database",
                     "postgresql://who@127.0.0.1:1/where") as server:
        line = server.wait_for_line("records")
        assert "127.0.0.1:1" in line, line
        status, _, value = server.request("GET", "/ready")
        equal((status, value["records"]["writing"]), (200, False), "ready")
        equal(set(value["records"]), {"writing", "backlog", "dropped"}, "told")


def check_queries_that_are_no_text(folder):
    with VoiceServer(PROGRAM) as server:
        status, _, value = server.request(
            "POST", "/twilio/voice?agent=%ff", b"CallSid=CA1&From=1&To=2")
        equal((status, list(value)), (404, ["error"]), value)
        # The records are opened while the server already answers, which waits.
        status, _, value = server.request("GET", "/api/calls?text=%ff%fe&%ff=1")
        equal((status, value), (200, {"running": [], "calls": []}), value)
        check_that_it_still_answers(server)


def public_server_needs_a_token(protected, environment, *options):
    """A proxy need not say for whom it asks."""
    with VoiceServer(PROGRAM, *options, environment=environment,
                     token=None) as server:
        line = server.wait_for_line("no-api-token")
        assert "OPENAI_VOICE_SERVER_API_TOKEN" in line, line
        for method, path in protected:
            status, _, value = server.request(method, path)
            equal((status, list(value)), (403, ["error"]), path)
            assert "token" in value["error"], value
        check_that_it_still_answers(server)
        equal(server.request("GET", "/ready")[0], 200, "ready")


def check_who_may_use_the_api(folder):
    protected = [route for route in ROUTES if "/twilio" not in route[1]
                 and "/ws/" not in route[1]]
    environment = {"OPENAI_VOICE_SERVER_API_TOKEN": API_TOKEN}
    with VoiceServer(PROGRAM, "--allow-origin", "https://a.example",
                     environment=environment) as server:
        for method, path in protected:
            for headers in ({}, {"Authorization": "Bearer x"},
                            {"Authorization": API_TOKEN},
                            {"Authorization": f"Bearer {API_TOKEN}x"},
                            {"Authorization": "Basic " + API_TOKEN}):
                status, _, value = server.request(method, path, headers=headers)
                # Who has shown many wrong ones waits.
                guesses = headers.get("Authorization", "").startswith("Bearer")
                equal((status == 401 or guesses and status == 429,
                       list(value)), (True, ["error"]), (path, status))
        equal(status, 401, "what is no token is no wrong one")
        good = {"Authorization": f"Bearer {API_TOKEN}"}
        for origin, wanted in (("https://a.example", 200),
                               ("https://b.example", 403), ("null", 403)):
            equal(server.request("GET", "/api/agents",
                                 headers={**good, "Origin": origin})[0],
                  wanted, origin)
    with VoiceServer(PROGRAM) as server:
        for host, wanted in (("localhost", 200), ("127.0.0.1:80", 200),
                             ("evil.example", 403)):
            equal(server.request("GET", "/api/agents",
                                 headers={"Host": host})[0], wanted, host)
        # What a tunnel lets in comes from this machine.
        for headers in ({"Host": "agent.example.com"},
                        {"X-Forwarded-For": "192.0.2.1"},
                        {"Forwarded": "for=192.0.2.1"}, {"Via": "1.1 proxy"}):
            for method, path in protected:
                status, _, value = server.request(method, path, headers=headers)
                equal((status, list(value)), (403, ["error"]), headers)
        assert "no-api-token" not in server.log, server.log
    public_server_needs_a_token(
        protected, {}, "--public-url", "https://agent.example.com")
    public_server_needs_a_token(
        protected, {"OPENAI_WEBHOOK_SECRET": "whsec_AAAAAAAA"})


def check_a_connection_has_one_answer(folder):
    """What else is asked for on it is not taken, and does not cost the
    answer."""
    with VoiceServer(PROGRAM) as server:
        one = b"GET /health HTTP/1.1\r\nHost: a\r\n\r\n"
        post = (b"POST /twilio/status HTTP/1.1\r\nHost: a\r\n"
                b"Content-Length: 3\r\n\r\na=1")
        for requests in (one, one * 2, one * 2000, post + one, one + one[:9],
                         b"GET /nowhere HTTP/1.1\r\nHost: a\r\n\r\n" + one):
            answer = send(server, requests, shut=False)
            equal(answer.count(b"HTTP/1.1 "), 1, answer)
            assert b"\r\nConnection: close\r\n" in answer, answer
        for wait in (0.01, 0.3):
            with socket.create_connection(("127.0.0.1", server.port),
                                          timeout=PATIENCE_S) as line:
                line.sendall(one)
                time.sleep(wait)  # the second one comes behind the answer
                line.sendall(one)
                answer = b"".join(iter(lambda: line.recv(65536), b""))
                equal(answer.count(b"HTTP/1.1 200"), 1, answer)
        body = (b"POST /twilio/status HTTP/1.1\r\nHost: a\r\nExpect: "
                b"100-continue\r\nContent-Length: 3\r\n\r\n")
        with socket.create_connection(("127.0.0.1", server.port),
                                      timeout=PATIENCE_S) as line:
            line.sendall(body)
            first = line.recv(65536)
            assert first.startswith(b"HTTP/1.1 100 "), first
            assert b"Connection: close" not in first, first
            line.sendall(b"a=1")
            answer = b"".join(iter(lambda: line.recv(65536), b""))
            assert answer.startswith(b"HTTP/1.1 204 "), answer
        check_that_it_still_answers(server)


def check_a_log_that_nobody_reads_stops_nobody(folder):
    """More than a pipe holds; later it is all there."""
    with VoiceServer(PROGRAM, "--max-calls", "1") as server:
        server.may_read.clear()
        for n in range(1501):
            status, _, value = server.request("POST", "/twilio/voice",
                                              f"CallSid=CA{n}&From=1&To=2")
            equal((status, "Reject" in value), (200, n > 0), value)
        check_that_it_still_answers(server)
        server.may_read.set()
        server.wait_for_line("call-refused", 1500)
        assert "log-lost" not in server.log, server.log[-500:]
        server.may_read.clear()
    equal(server.process.returncode, 0, "exit status")


def check_slow_clients_do_not_matter(folder):
    """Four times as many as it keeps."""
    with VoiceServer(PROGRAM) as server:
        slow = []
        try:
            for i in range(2000):
                line = socket.create_connection(("127.0.0.1", server.port),
                                                timeout=PATIENCE_S)
                slow.append(line)
                try:
                    line.sendall((b"", b"G", b"GET /health HTTP/1.1\r\nX")[i % 3])
                except OSError:
                    pass  # it had to go
                if i % 100 == 0:
                    check_that_it_still_answers(server)
            check_that_it_still_answers(server)
        finally:
            for line in slow:
                line.close()


def check_a_slow_request_is_told_so(folder):
    with VoiceServer(PROGRAM) as server:
        check_error(send(server, b"GET /health HTTP/1.1\r\nHost", shut=False),
                    408)


run_subtests([value for name, value in globals().items()
              if name.startswith("check_")
              and name not in ("check_error", "check_that_it_still_answers")],
             "voice-routes-")
