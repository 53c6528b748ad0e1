#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Who may visit by WebRTC, and with what: sessions for pages, offers that are
none, messages that are none.

    webrtcsessions.py openai-voice-server webrtcclient
"""

import http.server
import json
import pathlib
import random
import socket
import sys
import threading

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
from subtests import run_subtests  # noqa: E402
from voiceserver import VoiceServer  # noqa: E402
from webrtcpeer import ADDRESS, WebrtcPeer  # noqa: E402

PROGRAM, CLIENT = sys.argv[1:3]
DATA = pathlib.Path(__file__).parent.parent / "data" / "fuzz" / "offer"
TOKEN = "0123456789abcdef0123456789abcdef"
BEARER = {"Authorization": "Bearer " + TOKEN}
PAGE = "https://page.example.com"
DESK = {"desk": {"instructions": "Answer.", "voice": "marin"},
        "other": {"instructions": "Answer, too."}}
random.seed(20261129)


def equal(got, wanted, what):
    assert got == wanted, f"{what}: {got!r}, not {wanted!r}"


def check(value, what):
    assert value, what


def serve(*options, token=True, environment=(), **more):
    return VoiceServer(
        PROGRAM, "--log-private", "--ice-address", ADDRESS, "--agent", "desk",
        "--allow-origin", PAGE, *options, agents=DESK,
        environment={**dict(environment),
                     **({"OPENAI_VOICE_SERVER_API_TOKEN": TOKEN}
                        if token else {})}, **more)


def offer_of(name):
    return (DATA / name).read_bytes()


def post(server, body, query="", **headers):
    return server.request("POST", "/api/webrtc" + query, body,
                          {"Content-Type": "application/sdp", **headers})


def make_session(server, status=201, **body):
    got, _, value = server.request("POST", "/api/session", body, BEARER)
    equal(got, status, value)
    return value


def running(server):
    return server.request("GET", "/api/calls", None, BEARER)[2]["running"]


def check_a_session_of_its_own(folder):
    with serve() as server:
        session = make_session(
            server, name="tour", instructions="Show the house.",
            voice="cedar", metadata={"visitor": "4711"},
            tools=[{"name": "bye", "description": "Ends it",
                    "builtin": "hang_up"}])
        check(session["id"].startswith("sess_") and len(session["id"]) == 37,
              session)
        check(session["url"].endswith("/api/webrtc?session=" + session["id"]),
              session)
        query = "?session=" + session["id"]
        # An offer that is none leaves it as it is.
        equal(post(server, "{}", query)[0], 400, "no offer")
        with WebrtcPeer(CLIENT, "opus") as peer:
            peer.connect(server, query, {"Origin": PAGE})
            peer.wait_for("open")
            call, = running(server)
            equal((call["agent"], call["leg"]), ("tour", "webrtc"), "call")
            settings = peer.wait_for_message(
                lambda m: m["kind"] == "settings")["data"]
            equal((settings["agent"], settings["voice"]), ("tour", "cedar"),
                  "settings")
            peer.send(type="settings", agent="other", ref="agent")
            data = peer.wait_for_answer("agent")["data"]
            check(not data["ok"] and "session" in data["error"], data)
            peer.send(type="text", text="Hello?", ref="text")
            peer.wait_for_answer("text")
            peer.wait_for_message(lambda m: m["kind"] == "turn"
                                  and m["data"]["role"] == "assistant")
            kinds = {message["kind"] for message in peer.messages()}
            check(not kinds & {"service", "usage", "tool", "fact"}, kinds)
            equal(post(server, peer.wait_for("offer")["sdp"], query)[0], 403,
                  "a second visit")
            # Who has no token ends his own visit.
            equal(server.request("DELETE", peer.location)[0], 200, "the end")


def check_sessions_that_cannot_be(folder):
    with serve() as server:
        equal(server.request("POST", "/api/session", {})[0], 401, "no token")
        for body, status, words in (
                ({"agent": "nobody"}, 404, "agent"),
                ({"more": 1}, 400, "more"),
                ({"voice": 5}, 400, "voice"),
                ({"mode": "sideways"}, 400, "mode"),
                ({"name": "a b"}, 400, "name"),
                ({"metadata": []}, 400, "metadata"),
                ({"metadata": {"a": "x" * 17000}}, 400, "16 KiB"),
                ({"tools": "all"}, 400, "tools"),
                ({"tools": [{"name": "a", "description": "b",
                             "command": {"argv": ["id"]}}]}, 400, "program"),
                ({"mode": "direct"}, 409, "OPENAI_API_KEY")):
            got, _, value = server.request("POST", "/api/session", body, BEARER)
            equal((got, list(value)), (status, ["error"]), body)
            check(words in value["error"], value)
        equal(post(server, offer_of("chromium"), "?session=sess_0")[0], 403,
              "a session that is none")


class Service(http.server.BaseHTTPRequestHandler):
    """Mints client secrets."""
    asked = []
    status, answer = 200, {}

    def do_POST(self):
        length = int(self.headers["Content-Length"])
        self.asked.append((self.path, self.headers["Authorization"],
                           json.loads(self.rfile.read(length))))
        body = json.dumps(self.answer).encode()
        self.send_response(self.status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *words):
        pass


def check_a_secret_for_a_page_that_asks_the_service(folder):
    service = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    threading.Thread(target=service.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{service.server_port}/v1"
    Service.answer = {"value": "ek_1", "expires_at": 1764422400,
                      "session": {"type": "realtime", "id": "sess_1"}}
    with serve(environment={"OPENAI_API_KEY": "sk-none",
                            "OPENAI_BASE_URL": base}) as server:
        value = make_session(server, mode="direct", instructions="Be {{call.who}}.",
                             metadata={"who": "kind"}, voice="cedar")
        equal(value, {"value": "ek_1", "expires_at": 1764422400,
                      "session": Service.answer["session"],
                      "url": base + "/realtime/calls"}, "answer")
        path, key, body = Service.asked[0]
        equal((path, key), ("/v1/realtime/client_secrets", "Bearer sk-none"),
              "asked")
        equal((body["session"]["instructions"],
               body["session"]["audio"]["output"]["voice"]),
              ("Be kind.", "cedar"), "session")
        Service.status, Service.answer = 401, {"error": {"message": "Bad key"}}
        value = make_session(server, 502, mode="direct")
        check("Bad key" in value["error"] and "sk-none" not in str(value), value)
        Service.status, Service.answer = 200, {}
        check("client secret" in make_session(server, 502, mode="direct")
              ["error"], "an answer without one")
    service.shutdown()
    service.server_close()


def check_who_may_visit(folder):
    with serve() as server:
        offer = offer_of("chromium")
        equal(post(server, offer)[0], 401, "no token")
        equal(post(server, offer, **BEARER, Origin="https://evil.example")[0],
              403, "a foreign page")
        status, headers, _ = post(server, offer, **BEARER, Origin=PAGE)
        equal((status, headers["Access-Control-Allow-Origin"]), (201, PAGE),
              "a page that may")
        location = headers["Location"]
        check("Location" in headers["Access-Control-Expose-Headers"], "exposed")
        equal(server.request("DELETE", location)[0], 401, "an end by nobody")
        status, headers, value = server.request("PATCH", location, "a", BEARER)
        equal((status, headers["Allow"]), (405, "DELETE"), value)
        equal(server.request("DELETE", location, None, BEARER)[0], 200, "end")


def check_offers_that_are_none(folder):
    with serve(token=False) as server:
        good = offer_of("chromium")
        for body, status in ((b"", 400), (b"{}", 400), (b"v=0\r\n", 422),
                             (b"\0" * 100, 400), (b"v=0\xff", 400),
                             (b"v=0\r\n" + b"a" * 70000, 413),
                             (b"v=0\r\n" + b"m=audio 9 X 0\r\n" * 3000, 422),
                             (good.replace(b"actpass", b"passed"), 400),
                             (good.replace(b"sha-256", b"sha-1"), 400),
                             (good.replace(b"m=application", b"m=video"), 422),
                             (good.replace(b"sendrecv", b"sendonly"), 422)):
            got, _, value = post(server, body)
            equal((got, list(value)), (status, ["error"]), body[:40])
        equal(server.request("POST", "/api/webrtc", good,
                             {"Content-Type": "text/plain"})[0], 415, "type")
        for _ in range(300):
            body = bytearray(good)
            for _ in range(random.randrange(1, 8)):
                at = random.randrange(len(body))
                body[at:at + random.randrange(3)] = random.randbytes(
                    random.randrange(3))
            post(server, bytes(body))
            for call in running(server):
                server.request("DELETE", "/api/webrtc/" + call["id"])
        server.wait_until(lambda: not running(server), "an end of all visits")
        check("CRITICAL" not in server.log, server.log)
        equal(server.request("GET", "/health")[0], 200, "health")


def check_visitors_are_bounded(folder):
    with serve("--max-visitors", 2, token=False) as server:
        for _ in range(2):
            equal(post(server, offer_of("chromium"))[0], 201, "a visitor")
        status, headers, value = post(server, offer_of("chromium"))
        equal((status, headers["Retry-After"]), (503, "30"), "one more")
        check("--max-visitors" in value["error"], value)


def check_messages_that_are_none(folder):
    with serve(token=False) as server:
        with WebrtcPeer(CLIENT, "opus") as peer:
            peer.connect(server)
            peer.wait_for("open")
            for text in ("{", "[]", "null", "5", "\"a\"", "{}",
                         "{\"type\":null}", "[" * 8000, "{\"a\":" * 2000,
                         "x" * 16384, "é" * 8000, "{\"type\":\"text\"}"):
                after = peer.count()
                peer.do("send", text=text)
                data = peer.wait_for_message(
                    lambda m: m["kind"] == "answer", "answer", after)["data"]
                check(not data["ok"] and data["error"].endswith("."), data)
            for count in (1, 1000, 30000):
                after = peer.count()
                peer.do("send-bytes", count=count)
                data = peer.wait_for_message(
                    lambda m: m["kind"] == "answer", "answer", after)["data"]
                check("16384" in data["error"], data)
            after = peer.count()
            peer.do("send", text="x" * 60000)
            peer.wait_for_message(lambda m: m["kind"] == "answer", "answer",
                                  after)
            equal(len(running(server)), 1, "it goes on")
            check("CRITICAL" not in server.log, server.log)


def check_a_flood_of_commands(folder):
    with serve(token=False) as server:
        with WebrtcPeer(CLIENT, "opus") as peer:
            peer.connect(server)
            peer.wait_for("open")
            for _ in range(200):
                peer.send(type="talk", active=True)
            peer.wait_for_message(
                lambda m: m["kind"] == "answer"
                and "Too many" in m["data"].get("error", ""))
            server.request("DELETE", peer.location)
            server.wait_for_line("call-ended")
            check("CRITICAL" not in server.log, server.log)


def check_what_is_no_text_is_counted_too(folder):
    with serve(token=False) as server:
        with WebrtcPeer(CLIENT, "opus") as peer:
            peer.connect(server)
            peer.wait_for("open")
            for _ in range(200):
                peer.do("send-bytes", count=1)
            check("(refused)" in server.wait_for_line("call-ended"),
                  server.log)


def check_guests_ask_slowly(folder):
    with serve() as server:
        query = "?" + make_session(server)["url"].partition("?")[2]
        with WebrtcPeer(CLIENT, "opus") as peer:
            peer.connect(server, query)
            peer.wait_for("open")
            for n in range(12):
                peer.send(type="dtmf", digits="1", ref=n)
            peer.wait_for_message(
                lambda m: m["kind"] == "answer"
                and "one a second" in m["data"].get("error", ""))
            equal(len(running(server)), 1, "it goes on")


def check_ports_that_are_taken_are_told(folder):
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        with serve("--ice-ports", f"{port}-{port}", token=False) as server:
            check("few-ports" in server.log, server.log)
            status, headers, value = post(server, offer_of("chromium"))
            equal((status, headers["Retry-After"]), (503, None), value)
            check("--ice-ports" in value["error"], value)
            server.wait_until(lambda: not running(server), "its end")


def check_a_second_channel_ends_the_visit(folder):
    with serve(token=False) as server:
        with WebrtcPeer(CLIENT, "opus") as peer:
            peer.connect(server)
            peer.wait_for("open")
            peer.do("open", label="more")
            check("more than one" in server.wait_for_line("call-ended"),
                  server.log)


def check_somebody_else_with_the_offer_is_sent_away(folder):
    with serve(token=False) as server:
        with WebrtcPeer(CLIENT, "opus") as peer:
            offer = peer.wait_for("offer")["sdp"]
            lines = [line[:-2] + ("00" if line[-2:] != "00" else "11")
                     if line.startswith("a=fingerprint") else line
                     for line in offer.splitlines()]
            status, _, answer = post(server, "\r\n".join(lines) + "\r\n")
            equal(status, 201, answer)
            peer.do("answer", sdp=answer)
            check("certificate" in server.wait_for_line("call-ended"),
                  server.log)


run_subtests([value for name, value in globals().items()
              if name.startswith("check_")], "voice-webrtc-")
