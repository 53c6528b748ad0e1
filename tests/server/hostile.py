#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Clients that mean no good, and one that is served meanwhile.

    hostile.py SERVER
"""

import base64
import contextlib
import json
import os
import pathlib
import resource
import select
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
from localserver import LocalServer  # noqa: E402
from subtests import run_subtests  # noqa: E402
from wsclient import (MIB, WAIT, Client, connect, make_event, make_frame,  # noqa: E402
                      make_head, make_text, open_client)

SERVER = sys.argv[1]


class Server(LocalServer):
    """The program, and what it takes of the machine."""

    def __init__(self, folder, *options, descriptors=None):
        self.stderr = open(folder / "stderr", "w+b")
        super().__init__(
            SERVER, *options, stderr=self.stderr,
            preexec_fn=None if descriptors is None else lambda:
            resource.setrlimit(resource.RLIMIT_NOFILE,
                               (descriptors, descriptors)))

    def cpu(self):
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text(
            encoding="ascii").rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def memory(self):
        """The most it ever had, in MiB. What a sanitizer takes is no matter
        here."""
        if "ASAN_OPTIONS" in os.environ or "TSAN_OPTIONS" in os.environ:
            return 0
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text(
            encoding="utf-8")
        peak = [line for line in status.splitlines() if "VmHWM" in line][0]
        return int(peak.split()[1]) / 1024

    def errors(self):
        self.stderr.seek(0)
        return self.stderr.read().decode("utf-8", "replace")

    def connect(self):
        return connect(self)

    def stop(self):
        """How long it took."""
        start = time.monotonic()
        assert super().stop() == 0, self.errors()
        return time.monotonic() - start


def serve_meanwhile(server, attack, enough=None):
    """The turns of a good client while @attack runs on a thread; after three
    of them the event @enough is set."""
    failures = []

    def run():
        try:
            attack()
        except (AssertionError, OSError) as error:
            failures.append(error)

    with open_client(server) as good:
        usual = good.converse()
        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        turns = 0
        while turns < 3 or thread.is_alive():
            assert good.converse() == usual
            turns += 1
            if turns == 3 and enough is not None:
                enough.set()
        assert good.converse() == usual
    assert not failures, failures


def read_all(connection, patience=WAIT):
    """Until the server closes it."""
    connection.settimeout(patience)
    size = 0
    with contextlib.suppress(ConnectionError):
        while data := connection.recv(MIB):
            size += len(data)
    return size


# What is sent behind a refusal.

def check_wrong_key(folder):
    """Is refused as ever, and nothing behind it is carried out."""
    log = folder / "log"
    with Server(folder, "--api-key", "right", "--log", log) as server:
        with Client(server, "Authorization: Bearer wrong",
                    behind=make_text("Do it")
                    + make_event("response.create")) as bad:
            assert bad.next_event()["error"]["code"] == "invalid_api_key"
            opcode, reason = bad.next_frame()
            assert opcode == 8 and reason[:2] == b"\x0b\xb8", reason
        with Client(server, "Authorization: Bearer right") as good:
            good.skip_to("session.created")
        server.stop()
        records = [json.loads(line) for line in log.read_text().splitlines()]
        types = [r["event"]["type"] for r in records if r["session"] == 1]
        assert types[:2] == ["opened", "error"], types
        assert set(types[2:]) <= {"closed"}, types


def check_keys(folder):
    """From a file or the environment, where others do not see it."""
    key_file = folder / "key"
    key_file.write_text("from-file\n", encoding="ascii")
    os.environ["OPENAI_REALTIME_SERVER_API_KEY"] = "from-environment"
    try:
        for options, key in (
                (["--api-key-file", key_file], "from-file"),
                ([], "from-environment"),
                (["--api-key-file", key_file, "--api-key", "given"], "given")):
            with Server(folder, *options) as server:
                for tried in ("from-file", "from-environment", "given",
                              key[:-1], key + "x"):
                    with Client(server, f"Authorization: Bearer {tried}") as c:
                        expected = "session.created" if tried == key \
                            else "error"
                        assert c.next_event()["type"] == expected, tried
    finally:
        del os.environ["OPENAI_REALTIME_SERVER_API_KEY"]


def check_web_pages(folder):
    """Connect only when they were allowed to."""
    cases = [((), "https://evil.example", 403), ((), "null", 403),
             ((), "http://localhost", 403),
             (("--allow-origin", "https://good.example"),
              "https://good.example", 101),
             (("--allow-origin", "https://good.example"),
              "https://evil.example", 403),
             (("--allow-origin", "https://a.example", "--allow-origin",
               "https://b.example"), "https://b.example", 101),
             (("--allow-origin", "*"), "https://evil.example", 101)]
    for options, origin, status in cases:
        with Server(folder, *options) as server:
            with Client(server, f"Origin: {origin}") as page:
                assert page.status == status, (options, origin, page.status)
            with open_client(server):
                pass


# Connections that never become one.

def check_half_requests(folder):
    """Are ended in time, and keep no other client out."""
    with Server(folder) as server:
        first = server.connect()
        first.sendall(make_head()[:40])
        start = time.monotonic()
        others = [server.connect() for _ in range(300)]
        for other in others:
            other.sendall(b"GET /v1/rea")

        def wait():
            # The oldest goes when there are too many…
            read_all(first, 5)
            # …and the others when their time is over.
            read_all(others[-1], 15)
            assert 5 < time.monotonic() - start < 20

        serve_meanwhile(server, wait)
        for other in (first, *others):
            other.close()


def check_late_requests(folder):
    """What is complete only during the stop changes nothing."""
    for _ in range(3):
        with Server(folder) as server:
            with open_client(server), server.connect() as late:
                head = make_head()
                late.sendall(head[:-2])
                time.sleep(0.05)
                server.process.terminate()
                time.sleep(0.1)
                with contextlib.suppress(ConnectionError):
                    late.sendall(head[-2:])
                assert server.process.wait(WAIT) == 0, server.errors()


def check_large_requests(folder):
    """Head or body: more than a request can need ends it."""
    with Server(folder, "--speed", "0") as server:
        for head in (b"GET / HTTP/1.1\r\nX: ",
                     b"POST /v1/realtime HTTP/1.1\r\nHost: x\r\n"
                     b"Content-Length: 1000000000\r\n\r\n"):
            with server.connect() as bad:
                bad.sendall(head)
                with contextlib.suppress(ConnectionError):
                    for _ in range(64):
                        bad.sendall(bytes(MIB))
                read_all(bad)
        assert server.memory() < 100, server.memory()
        with open_client(server) as good:
            good.converse()


def check_other_addresses(folder):
    """What asks for no WebSocket, or for one elsewhere, gets a status."""
    plain = b"GET /v1/realtime HTTP/1.1\r\nHost: x\r\n\r\n"
    cases = [(make_head().replace(b"/v1/realtime", path), b"404")
             for path in (b"/", b"/v1/models", b"/v1/realtimes")]
    cases += [(make_head().replace(b"/v1/realtime", path), b"101")
              for path in (b"/realtime", b"/v1/realtime/translations")]
    cases += [(plain, b"426"), (plain.replace(b"GET", b"HEAD"), b"405"),
              (plain.replace(b"1.1", b"1.0"), b"505"), (b"EHLO x\r\n\r\n", b"400")]
    with Server(folder) as server:
        for head, status in cases:
            with server.connect() as client:
                client.sendall(head)
                answer = b""
                while b"\r\n\r\n" not in answer:
                    data = client.recv(MIB)
                    assert data, (head, answer)
                    answer += data
                assert answer.split()[1] == status, (head, answer)


def check_no_descriptors(folder):
    """The server waits until there are some, and tells once."""
    with Server(folder, "--speed", "0", descriptors=40) as server:
        crowd = [server.connect() for _ in range(60)]
        time.sleep(0.3)
        before = server.cpu()
        time.sleep(1.5)
        busy = (server.cpu() - before) / 1.5
        assert busy < 0.3, f"{busy:.0%} of the processor"
        assert server.errors().count("\n") < 5, server.errors()
        for connection in crowd:
            connection.close()
        with open_client(server) as good:
            good.converse()


def check_many_connections(folder):
    """Sessions that do nothing cost other clients nothing."""
    with Server(folder, "--speed", "0") as server:
        crowd = []

        def crowd_in():
            crowd.extend(open_client(server) for _ in range(200))

        serve_meanwhile(server, crowd_in)
        for client in crowd:
            client.socket.close()


def check_compression(folder):
    """Is not agreed on: some bytes would become any number."""
    with Server(folder) as server:
        with Client(server, "Sec-WebSocket-Extensions: permessage-deflate",
                    "Origin: x") as refused:
            assert refused.status == 403
        with Client(server, "Sec-WebSocket-Extensions: permessage-deflate") \
                as client:
            assert b"permessage-deflate" not in client.head, client.head
            client.skip_to("session.created")
            client.send(make_frame(bytes(100), 0xc1))
            opcode, reason = client.next_frame()
            assert opcode == 8 and reason[:2] == b"\x03\xea", (opcode, reason)


def check_floods(folder):
    """Of events, of pings, of empty fragments: each client has its turn."""
    floods = (make_event("x") * 1000, make_frame(b"", 0x89) * 1000,
              make_event("response.cancel") * 1000, make_frame(b"[") * 1000)
    with Server(folder, "--speed", "0") as server:
        for flood in floods:
            enough = threading.Event()

            def attack(flood=flood, enough=enough):
                with open_client(server) as bad:
                    bad.socket.setblocking(False)
                    rest = b""
                    while not enough.is_set():
                        can_read, can_write, _ = select.select(
                            [bad.socket], [bad.socket], [], 1)
                        if can_read:
                            assert bad.socket.recv(MIB), "closed"
                        if can_write:
                            rest = rest or flood
                            rest = rest[bad.socket.send(rest):]

            try:
                serve_meanwhile(server, attack, enough)
            finally:
                enough.set()
        assert server.memory() < 400, server.memory()


# Sessions that want too much.

def check_long_texts(folder):
    """Are answered up to a limit, and other clients do not wait for their end."""
    with Server(folder, "--speed", "0") as server:
        def attack():
            with open_client(server) as bad:
                bad.send(make_text("word " * (MIB // 5)))
                bad.send(*[make_event("response.create", response={
                    "conversation": "none"}) for _ in range(20)])
                running = [bad.skip_to("response.created")["response"]["id"]
                           for _ in range(16)]
                refused = bad.skip_to("error")["error"]["code"]
                assert refused == "rate_limit_exceeded", refused
                # What is cancelled is not spoken to its end.
                bad.send(*[make_event("response.cancel", response_id=one)
                           for one in running[1:]])
                done = {"status": "cancelled"}
                while done["status"] == "cancelled":
                    done = bad.skip_to("response.done")["response"]
                assert done["status"] == "incomplete", done
                assert done["status_details"]["reason"] == \
                    "max_output_tokens", done

        serve_meanwhile(server, attack)
        assert server.memory() < 200, server.memory()


def check_stop_while_speaking(folder):
    """A stop does not wait for what is being spoken."""
    with Server(folder) as server:
        with open_client(server) as bad:
            bad.send(make_text("word " * (MIB // 5)))
            for _ in range(16):
                bad.send(make_event("response.create", response={
                    "conversation": "none",
                    "audio": {"output": {"voice": "cedar"}}}))
            bad.skip_to("response.created")
            took = server.stop()
        assert took < 1.5, took


def check_endless_types(folder):
    """Are neither counted one by one nor printed."""
    with Server(folder, "--verbose", "--speed", "0") as server:
        printed = []
        reader = threading.Thread(
            target=lambda: printed.extend(server.process.stdout))
        reader.start()

        def attack():
            with open_client(server) as bad:
                for i in range(0, 4000, 50):
                    bad.send(*[make_event(f"\033]0;type{n}" + "x" * 10000)
                               for n in range(i, i + 50)])
                    for _ in range(50):
                        bad.skip_to("error")

        before = server.memory()
        serve_meanwhile(server, attack)
        assert server.memory() < before + 40, (before, server.memory())
        server.process.terminate()
        reader.join()
    text = "".join(printed)
    assert "\033" not in text and "(other)" in text, text[:1000]


def check_many_items(folder):
    """The oldest go; to find one does not take longer and longer."""
    with Server(folder, "--speed", "0") as server:
        def attack():
            with open_client(server) as bad:
                for i in range(0, 10100, 100):
                    bad.send(*[make_event("conversation.item.create", item={
                        "id": f"i{n}", "type": "message", "role": "user",
                        "content": []}) for n in range(i, i + 100)])
                    for _ in range(100):
                        bad.skip_to("conversation.item.done")
                for number, kind in ((0, "error"), (99, "error"),
                                     (100, "conversation.item.retrieved"),
                                     (10099, "conversation.item.retrieved")):
                    bad.send(make_event("conversation.item.retrieve",
                                        item_id=f"i{number}"))
                    assert bad.next_event()["type"] == kind, number

        serve_meanwhile(server, attack)


def check_large_items(folder):
    """So many bytes are kept of a conversation, whatever is put in."""
    with Server(folder, "--speed", "0") as server:
        def attack():
            frame = make_text("x" * 4 * MIB)
            with open_client(server) as bad:
                for _ in range(20):
                    bad.send(frame)
                    bad.skip_to("conversation.item.done")

        serve_meanwhile(server, attack)
        assert server.memory() < 250, server.memory()


def check_large_settings(folder):
    """Each text, each list and all of them have an end."""
    def update(**members):
        return make_event("session.update",
                          session={"type": "realtime", **members})

    def respond(**members):
        return make_event("response.create", response=members)

    tool = {"type": "function", "name": "f"}
    large = {"parameters": {"description": "x" * (700 * 1024)}}
    many = [{"type": "input_text", "text": ""}] * 257
    cases = [
        (update(instructions="x" * (600 * 1024)), "session.instructions"),
        (respond(instructions="x" * (600 * 1024)), "response.instructions"),
        (update(tools=[tool] * 1025), "session.tools"),
        (update(tools=[{**tool, "name": "x" * 257}]), "session.tools[0].name"),
        (update(tools=[{"type": "mcp", "server_label": "x" * 257}]),
         "session.tools[0].server_label"),
        (update(tools=[{**tool, **large}, {**tool, **large}]), "session"),
        (respond(tools=[{**tool, **large}, {**tool, **large}]), "response"),
        (respond(input=[{"type": "message"}] * 1025), "response.input"),
        (update(audio={"input": {"transcription": {"keywords": [""] * 1025}}}),
         "session.audio.input.transcription.keywords"),
        (make_event("conversation.item.create", item={
            "type": "message", "role": "user", "content": many}),
         "item.content"),
    ]
    with Server(folder, "--speed", "0") as server:
        with open_client(server) as client:
            for frame, param in cases:
                client.send(frame)
                error = client.next_event()["error"]
                assert (error["code"], error["param"]) \
                    == ("invalid_value", param), error
            # By and by it is too much, too.
            client.send(update(tools=[{**tool, **large}]))
            client.skip_to("session.updated")
            client.send(update(tracing={"x": "x" * (700 * 1024)}))
            assert client.next_event()["error"]["param"] == "session"
            client.converse()


def check_many_servers(folder):
    """So many labels of MCP servers are remembered, and no more listed."""
    with Server(folder, "--speed", "0") as server:
        with open_client(server) as client:
            client.send(make_event("session.update", session={
                "type": "realtime", "tools": [
                    {"type": "mcp", "server_label": f"s{n}"}
                    for n in range(1024)]}), make_event("session.update",
                                                        session=1))
            listed = 0
            while (event := client.next_event())["type"] != "error":
                listed += event["type"] == "mcp_list_tools.completed"
            assert listed == 1000, listed


def check_many_approvals(folder):
    """Calls that nobody decides on are forgotten, the oldest first."""
    script = folder / "script.json"
    script.write_text(json.dumps({"default": {"mcp": [
        {"server": "s", "name": "search", "output": "found"}]}}), "utf-8")
    with Server(folder, "--speed", "0", "--script", script) as server:
        with open_client(server) as client:
            ids = []
            for _ in range(258):
                client.send(make_event("response.create"))
                while (event := client.next_event())["type"] \
                        != "rate_limits.updated":
                    item = event.get("item", {})
                    if event["type"] == "conversation.item.done" \
                            and item["type"] == "mcp_approval_request":
                        ids.append(item["id"])
            for approval, kind in ((ids[1], "error"),
                                   (ids[2], "response.mcp_call.completed"),
                                   (ids[257], "response.mcp_call.completed")):
                client.send(make_event("conversation.item.create", item={
                    "type": "mcp_approval_response",
                    "approval_request_id": approval, "approve": True}))
                if kind == "error":
                    assert client.next_event()["type"] == "error"
                else:
                    client.skip_to(kind)


def check_many_updates(folder):
    """Those that a scenario holds have a limit."""
    with Server(folder, "--scenario", '{"fault":"hold-updates"}') as server:
        with open_client(server) as client:
            client.send(*[make_event("session.update",
                                     session={"type": "realtime"})
                          for _ in range(65)])
            error = client.next_event()["error"]
            assert error["code"] == "rate_limit_exceeded", error


def check_endless_fragments(folder):
    """A message has an end, in one frame or in many."""
    with Server(folder, "--speed", "0") as server:
        def attack():
            with open_client(server) as bad:
                bad.socket.settimeout(WAIT)
                sent = 0
                try:
                    bad.send(make_frame(b'{"type":"', 0x01))
                    while sent < 200 * MIB:
                        bad.send(make_frame(b"x" * MIB, 0x00))
                        sent += MIB
                except ConnectionError:
                    pass
                assert sent < 100 * MIB, "it takes without end"

        serve_meanwhile(server, attack)
        assert server.memory() < 250, server.memory()


def check_no_reading(folder):
    """Who asks and does not read is let go."""
    with Server(folder, "--speed", "0") as server:
        def attack():
            frame = make_text("x" * MIB)
            with open_client(server) as bad:
                bad.socket.settimeout(WAIT)
                with contextlib.suppress(ConnectionError):
                    for _ in range(400):
                        bad.send(frame)
                    raise AssertionError("it kept all")

        serve_meanwhile(server, attack)
        assert server.memory() < 500, server.memory()


def check_colliding_keys(folder):
    """Members whose names have one hash cost no more than others."""
    def name(number):
        bits = format(number, "015b")
        return "".join("Aa" if bit == "0" else "B@" for bit in bits)

    event = '{"type":"session.update","session":{' + ",".join(
        f'"{name(i)}":0' for i in range(32768)) + "}}"
    with Server(folder, "--speed", "0") as server:
        def attack():
            with open_client(server) as bad:
                for _ in range(3):
                    bad.send(make_frame(event.encode("ascii")))
                    bad.skip_to("error")

        serve_meanwhile(server, attack)


def check_dense_json(folder):
    """Millions of values in one message cost other clients no seconds."""
    event = '{"type":"session.update","session":{"tools":[' \
        + ",".join(["[[[[1]]]]"] * (2 * MIB)) + "]}}"
    with Server(folder, "--speed", "0") as server:
        def attack():
            with open_client(server) as bad:
                bad.send(make_frame(event.encode("ascii")))
                bad.skip_to("error")

        serve_meanwhile(server, attack)
        assert server.memory() < 500, server.memory()


# What goes into files.

def check_redaction(folder):
    """Neither audio nor images are in the log, of any session."""
    log = folder / "log"
    secret = base64.b64encode(b"picture of somebody" * 20).decode("ascii")
    with Server(folder, "--log", log, "--speed", "0") as server:
        with open_client(server) as client:
            client.send(make_event("conversation.item.create", item={
                "type": "message", "role": "user", "content": [
                    {"type": "input_image",
                     "image_url": f"data:image/png;base64,{secret}"}]}))
            client.skip_to("conversation.item.done")
        with server.connect() as translated:
            translated.sendall(make_head().replace(
                b"realtime?", b"realtime/translations?")
                + make_event("session.input_audio_buffer.append",
                             audio=base64.b64encode(
                                 bytes(range(256)) * 100).decode("ascii"))
                + make_event("session.close"))
            data = b""
            while b"session.closed" not in data:
                data += translated.recv(MIB)
        server.stop()
    text = log.read_text(encoding="utf-8")
    assert secret not in text and secret[:40] not in text
    assert "data: 380 bytes" in text, text
    deltas = [json.loads(line)["event"] for line in text.splitlines()
              if "output_audio.delta" in line]
    assert deltas and all(d["delta"].endswith(" bytes") for d in deltas), deltas


def check_full_disk(folder):
    """Costs the log and the recording, not the conversation."""
    (folder / "session-1.wav").symlink_to("/dev/full")
    with Server(folder, "--log", "/dev/full", "--record", folder,
                      "--speed", "0") as server:
        with open_client(server) as client:
            client.send(make_event(
                "input_audio_buffer.append",
                audio=base64.b64encode(bytes(48000)).decode("ascii")))
            client.converse()
            client.converse()
        errors = server.errors()
        assert errors.count("Cannot write the log") == 1, errors
        assert errors.count("recording") == 1, errors


def main():
    checks = [check_wrong_key, check_keys, check_web_pages,
              check_half_requests, check_late_requests,
              check_large_requests, check_other_addresses,
              check_no_descriptors,
              check_many_connections, check_compression, check_floods,
              check_long_texts,
              check_stop_while_speaking, check_endless_types,
              check_many_items, check_large_items, check_large_settings,
              check_many_servers, check_many_approvals, check_many_updates,
              check_endless_fragments,
              check_no_reading, check_colliding_keys, check_dense_json,
              check_redaction, check_full_disk]
    wanted = sys.argv[2:]
    checks = [c for c in checks if not wanted or c.__name__[6:] in wanted]
    run_subtests(checks, "/hostile/")


if __name__ == "__main__":
    main()
