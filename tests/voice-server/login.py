#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Who gets what by a browser: pages, the login and its cookie, other web
pages.

    login.py openai-voice-server
"""

import concurrent.futures
import pathlib
import re
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
sys.path.insert(0, str(pathlib.Path(__file__).parent))
from eventsource import EventSource  # noqa: E402
from subtests import run_subtests  # noqa: E402
from twilioline import check, equal, make_certificate  # noqa: E402
from voiceserver import VoiceServer  # noqa: E402

PROGRAM = sys.argv[1]
TOKEN = "0123456789abcdef0123456789abcdef"
SECRET = {"OPENAI_VOICE_SERVER_API_TOKEN": TOKEN}
BEARER = {"Authorization": "Bearer " + TOKEN}
FRIEND = "https://friend.example"


def serve(*options, token=True, **more):
    return VoiceServer(PROGRAM, "--allow-origin",
                       f"https://other.example, {FRIEND}", *options,
                       environment=SECRET if token else (), **more)


def log_in(server, token=TOKEN, **headers):
    """Status, the cookie, its attributes, and the answer."""
    status, answered, answer = server.request(
        "POST", "/login", {"token": token}, headers)
    name, *attributes = (answered["Set-Cookie"] or "").split("; ")
    return status, name, attributes, answer


def ask(server, path="/api/calls", method="GET", body=None, **headers):
    headers = {name.replace("_", "-"): value
               for name, value in headers.items()}
    return server.request(method, path, body, headers)[0]


def own(server, scheme="http", host="127.0.0.1"):
    return f"{scheme}://{host}:{server.port}"


# --- pages ---

def check_pages_are_safe(folder):
    with serve() as server:
        for path, kind in (("/", "text/html"), ("/calls", "text/html"),
                           ("/login", "text/html"),
                           ("/static/page.css", "text/css"),
                           ("/static/talk.js", "text/javascript"),
                           ("/static/icon.svg", "image/svg+xml")):
            status, headers, text = server.request("GET", path)
            equal((status, headers.get_content_type()), (200, kind), path)
            policy = headers["Content-Security-Policy"]
            check("default-src 'self'" in policy and "unsafe" not in policy
                  and "frame-ancestors 'none'" in policy, policy)
            equal((headers["X-Content-Type-Options"],
                   headers["Referrer-Policy"]), ("nosniff", "no-referrer"),
                  path)
            check("microphone=(self)" in headers["Permissions-Policy"], path)
            if kind == "text/html":
                check_markup(server, text)
            check_tags(server, path, headers["ETag"])
        equal(server.request("HEAD", "/")[2], "", "HEAD")
        equal(ask(server, "/", "POST", Content_Type="text/html"), 405, "POST")


def check_markup(server, text):
    """Nothing inline, nothing from elsewhere, and all of it is there."""
    check(not re.search(r"<script(?![^>]*\bsrc=)|<style|\bon\w+=|style=",
                        text), text)
    for address in re.findall(r'(?:href|src)="([^"#]+)', text):
        check(address.startswith("/"), address)
        equal(ask(server, address.replace("&amp;", "&")), 200, address)


def check_tags(server, path, tag):
    equal(ask(server, path, If_None_Match=tag), 304, path)
    equal(ask(server, path, If_None_Match=f'"x", W/{tag}'), 304, path)
    equal(ask(server, path, If_None_Match='"x"'), 200, path)


def check_modules_are_all_there(folder):
    """What scripts import."""
    with serve() as server:
        seen, waiting = set(), {"talk.js", "calls.js", "login.js"}
        while waiting:
            name = waiting.pop()
            seen.add(name)
            status, _, text = server.request("GET", f"/static/{name}")
            equal(status, 200, name)
            waiting |= set(re.findall(r"from '\./([^']+)'", text)) - seen
        check(len(seen) > 3, seen)


# --- the cookie ---

def check_a_login_and_its_end(folder):
    with serve() as server:
        equal(ask(server), 401, "without anything")
        me = server.get("/api/me")
        equal((me["token_required"], me["logged_in"]), (True, False), me)
        check("agents" not in me and "version" not in me, me)
        status, cookie, attributes, _ = log_in(server, Origin=own(server))
        equal(status, 204, "login")
        check(re.fullmatch("ovs_session=[0-9a-f]{64}", cookie), cookie)
        equal(sorted(attributes), ["HttpOnly", "Max-Age=43200", "Path=/",
                                   "SameSite=Strict"], "attributes")
        equal(ask(server, Cookie=cookie), 200, "with the cookie")
        equal(ask(server, Cookie="a=b; " + cookie + "; c=d"), 200, "of many")
        me = server.get("/api/me", headers={"Cookie": cookie})
        check(me["logged_in"] and me["agents"] and me["version"], me)
        with EventSource(server, "/api/calls/events",
                         {"Cookie": cookie}) as events:
            equal(events.status, 200, "events")
        another = log_in(server)[1]
        check(another != cookie, another)
        status, headers, _ = server.request(
            "POST", "/logout", None, {"Cookie": cookie, "Origin": own(server)})
        equal(status, 204, "logout")
        check("Max-Age=0" in headers["Set-Cookie"], headers["Set-Cookie"])
        equal(ask(server, Cookie=cookie), 401, "after the end")
        equal(ask(server, Cookie=another), 200, "the other one")
        check(TOKEN not in server.log and another[12:] not in server.log,
              "secrets in the log")


def check_cookies_are_for_https_where_there_is_some(folder):
    with serve("--public-url", "https://agent.example.com") as server:
        check("Secure" in log_in(server)[2], "behind a proxy")
        equal(log_in(server, Origin="https://agent.example.com")[0], 204,
              "the public page")
    with serve(*make_certificate(folder), tls=True) as server:
        status, cookie, attributes, _ = log_in(server,
                                               Origin=own(server, "https"))
        check(status == 204 and "Secure" in attributes, attributes)
        equal(log_in(server, Origin=own(server))[0], 403, "plain page")
        equal(ask(server, "/api/calls/call_1", "DELETE", Cookie=cookie,
                  Origin=own(server, "https")), 404, "with the cookie")
        with EventSource(server, "/api/calls/events", {"Cookie": cookie},
                         tls=True) as events:
            events.wait_for("calls", count=2)


def check_guesses_are_few_and_slow(folder):
    with serve() as server:
        def guess(n):
            return log_in(server, f"{n:032x}")[0]
        with concurrent.futures.ThreadPoolExecutor(40) as pool:
            answers = list(pool.map(guess, range(40)))
        equal(sorted(set(answers)), [401, 429], answers)
        check(answers.count(401) <= 10, answers)
        status, headers, answer = server.request("POST", "/login",
                                                 {"token": "x"})
        equal((status, headers["Retry-After"]), (429, "60"), answer)
        equal(ask(server, Authorization="Bearer x"), 429, "by a header")
        equal(ask(server), 401, "who shows none")
        # Nobody keeps those out who have it.
        equal(log_in(server)[0], 204, "the right one")
        equal(ask(server, **BEARER), 200, "by a header")
        equal(server.log.count("wrong token"), 1, server.log)
        text = server.request("GET", "/metrics", None, BEARER)[2]
        check("openai_voice_wrong_tokens_total 42\n" in text, text)


def check_odd_logins(folder):
    with serve() as server:
        for body in (b"", b"{}", b'{"token":5}', b'{"token":[]}',
                     b'{"token":null}'):
            equal(server.request("POST", "/login", body)[0], 401, body)
        for body in (b"[]", b"{", b"\xff"):
            equal(server.request("POST", "/login", body)[0], 400, body)
        equal(server.request("POST", "/login", b"x" * 5000)[0], 413, "long")
        for cookie in ("ovs_session=", "ovs_session=" + "0" * 64,
                       "ovs_session", "x=" * 5000, "ovs_session=%00"):
            equal(ask(server, Cookie=cookie), 401, cookie[:40])
        equal(ask(server, "/logout", "POST"), 204, "who was not there")
    with serve(token=False) as server:
        status, _, answer = server.request("POST", "/login", {"token": "x"})
        equal(status, 409, answer)
        me = server.get("/api/me")
        equal((me["token_required"], me["logged_in"]), (False, True), me)


# --- other web pages ---

def check_other_pages_cannot_use_the_cookie(folder):
    with serve() as server:
        cookie = log_in(server)[1]
        call = "/api/calls/call_1/command"

        def post(**headers):
            return ask(server, call, "POST", {"type": "hang_up"},
                       Cookie=cookie, **headers)
        equal(post(Origin=own(server)), 404, "our page")
        equal(post(Sec_Fetch_Site="same-origin"), 404, "our page, so told")
        equal(post(), 403, "nobody says who asks")
        for site in ("cross-site", "same-site", "none", "x"):
            equal(post(Sec_Fetch_Site=site), 403, site)
        for origin in ("https://evil.example", "null", "", own(server) + "0",
                       f"http://127.0.0.1:{server.port}@evil.example",
                       "http://127.0.0.1", "https://friend.example.evil",
                       f"ftp://127.0.0.1:{server.port}"):
            equal(post(Origin=origin), 403, origin)
            equal(ask(server, Cookie=cookie, Origin=origin), 403, origin)
            equal(log_in(server, Origin=origin)[0], 403, origin)
            equal(ask(server, "/api/me", Origin=origin), 403, origin)
        for site in ("cross-site", "same-site"):
            equal(ask(server, Cookie=cookie, Sec_Fetch_Site=site), 403, site)
        equal(ask(server, Cookie=cookie, Sec_Fetch_Site="none"), 200, "typed")
        # Who shows the token says so by doing it.
        equal(ask(server, call, "POST", {"type": "hang_up"}, **BEARER), 404,
              "a program")


def check_pages_that_are_named_may_ask(folder):
    with serve() as server:
        status, headers, _ = server.request(
            "GET", "/api/calls", None, {**BEARER, "Origin": FRIEND})
        equal((status, headers["Access-Control-Allow-Origin"],
               headers["Vary"]), (200, FRIEND, "Origin"), "asked")
        check("Access-Control-Allow-Credentials" not in headers, "cookies")
        status, headers, _ = server.request(
            "GET", "/api/calls", None, {"Origin": FRIEND})
        equal((status, headers["Access-Control-Allow-Origin"]),
              (401, FRIEND), "so that it can read why not")
        with EventSource(server, "/api/calls/events",
                         {**BEARER, "Origin": FRIEND}) as events:
            equal(events.headers["access-control-allow-origin"], FRIEND,
                  "events")
        wanted = {"Origin": FRIEND, "Access-Control-Request-Method": "POST",
                  "Access-Control-Request-Headers": "authorization"}
        status, headers, _ = server.request(
            "OPTIONS", "/api/calls/call_1/command", None, wanted)
        equal(status, 204, "preflight")
        equal((headers["Access-Control-Allow-Origin"],
               headers["Access-Control-Allow-Methods"]), (FRIEND, "POST"),
              "preflight")
        check("Authorization" in headers["Access-Control-Allow-Headers"],
              "token")
        status, headers, _ = server.request(
            "OPTIONS", "/api/calls", None,
            {**wanted, "Origin": "https://evil.example"})
        check("Access-Control-Allow-Origin" not in headers, "others")
        equal(ask(server, "/nowhere", "OPTIONS", Origin=FRIEND,
                  Access_Control_Request_Method="GET"), 404, "nowhere")


def check_without_a_token_other_names_are_nobodys(folder):
    """A name that somebody lets point to this machine."""
    with serve(token=False) as server:
        evil = f"evil.example:{server.port}"
        equal(ask(server, Host=evil, Origin="http://" + evil), 403, "rebound")
        me = server.get("/api/me", headers={"Host": evil})
        check(not me["logged_in"] and "agents" not in me, me)
        check(me["sentence"].endswith("."), me)
        equal(ask(server, Origin=own(server)), 200, "our page")
        for site, status in (("same-origin", 200), ("none", 200),
                             ("cross-site", 403), ("same-site", 403)):
            equal(ask(server, Sec_Fetch_Site=site), status, site)
        for path in ("/", "/api/calls", "/nowhere"):
            headers = server.request("GET", path)[1]
            equal(headers["Cross-Origin-Resource-Policy"], "same-origin", path)
        equal(ask(server, Host=f"localhost:{server.port}",
                  Origin=own(server, host="localhost")), 200, "localhost")
        equal(ask(server, Origin=own(server, host="localhost")), 403,
              "another name")


HELPERS = ("check_markup", "check_tags")
run_subtests([value for name, value in list(globals().items())
              if name.startswith("check_") and name not in HELPERS],
             "voice-login-")
