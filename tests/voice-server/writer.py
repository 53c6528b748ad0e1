# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The program that tells records, and what is in a file of SQLite."""

import json
import os
import signal
import sqlite3
import subprocess
import tempfile
import time

PATIENCE_S = 60


def check(good, words):
    if not good:
        raise AssertionError(words)


def equal(got, wanted, what):
    check(got == wanted, f"{what}: {got!r} instead of {wanted!r}")


def wait_for(condition, what):
    """What it answers, once that is true."""
    deadline = time.monotonic() + PATIENCE_S
    while True:
        answer = condition()
        if answer:
            return answer
        check(time.monotonic() < deadline, f"never: {what}")
        time.sleep(0.01)


class Writer:
    """A context; closed in order at its end unless it was killed."""

    def __init__(self, program, url, folder, **environment):
        # Without a name: it must not be on the small disk of a test.
        self.log_file = tempfile.TemporaryFile("w+", encoding="utf-8")
        self.process = subprocess.Popen(
            [program, url, folder], text=True, stdin=subprocess.PIPE,
            stdout=subprocess.PIPE, stderr=self.log_file,
            env={**os.environ, "LC_ALL": "C.UTF-8", **environment})
        self.opened = self.process.stdout.readline() == "open\n"

    def ask(self, *words):
        self.send(*words)
        return self.process.stdout.readline().rstrip("\n")

    def send(self, *words):
        self.process.stdin.write(" ".join(map(str, words)) + "\n")
        self.process.stdin.flush()

    def do(self, *words):
        equal(self.ask(*words), "ok", " ".join(map(str, words)))

    def json(self, *words):
        return json.loads(self.ask(*words))

    def log(self):
        size = os.fstat(self.log_file.fileno()).st_size
        return os.pread(self.log_file.fileno(), size, 0).decode()

    def kill(self):
        self.process.send_signal(signal.SIGKILL)
        rest = self.process.stdout.read()
        self.end()
        return rest

    def close(self):
        self.process.stdin.close()
        rest = self.process.stdout.read()
        status = self.end()
        return status, rest

    def end(self):
        status = self.process.wait(PATIENCE_S)
        self.process.stdout.close()
        if not self.process.stdin.closed:
            self.process.stdin.close()
        return status

    def __enter__(self):
        check(self.opened, f"it did not start: {self.log()}")
        return self

    def __exit__(self, *error):
        if self.process.poll() is None and error[0] is None:
            equal(self.close(), (0, "closed\n"), "the end")
        elif self.process.poll() is None:
            self.kill()


def read_sqlite(path, sql, *values):
    database = sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)
    try:
        return database.execute(sql, values).fetchall()
    finally:
        database.close()


def tell_a_call(writer):
    """All kinds of records, and what is told of them."""
    writer.do("begin", "one")
    writer.do("turns", "one", 0, 3)
    writer.do("tool", "one")
    writer.do("fact", "one", "guests", "2")
    writer.do("fact", "one", "guests", "3")
    writer.do("usage", "one", 0.25)
    writer.do("usage", "one", 0.5)
    writer.do("end", "one", "caller-hung-up")
    writer.do("begin", "two")
    writer.do("written")
    equal(writer.json("health"),
          {"writing": True, "backlog": 0, "dropped": 0}, "health")
    call = writer.json("call", "one")
    equal(writer.json("call", "none"), None, "a call that is not there")
    calls = writer.json("calls")
    equal([c["id"] for c in calls], ["two", "one"], "calls")
    equal(calls[1]["turns"], 3, "turns")
    equal(calls[1]["cost"], 0.75, "cost")
    equal(calls[0]["ended"], None, "end of a call that runs")
    equal(call["started"], "1970-01-01T00:00:00.001Z", "start")
    equal((call["cause"], call["sentence"], call["recording"]),
          ("caller-hung-up", "It is over.", "/tmp/a.wav"), "end")
    equal((call["leg"], call["direction"], call["agent"], call["from"],
           call["to"], call["external_id"]),
          ("twilio", "in", "hotel", "+15550001", "+15550002", "CA1"), "call")
    equal(call["facts"], {"guests": "3"}, "facts")
    equal(call["usage"], {"input_text": 20, "input_audio": 40,
                          "cached_text": 6, "cached_audio": 8,
                          "output_text": 10, "output_audio": 12,
                          "cost": 0.75, "currency": "USD"}, "usage")
    equal(call["turns"][1], {"index": 1, "role": "assistant",
                             "text": "Turn 1 of the Call",
                             "started": "1970-01-01T00:00:01.000Z",
                             "ended": "1970-01-01T00:00:01.500Z",
                             "interrupted": False, "latency_ms": 420}, "turn")
    equal(call["tool_calls"], [{"name": "book", "arguments": '{"nights":2}',
                                "result": '{"ok":true}', "error": None,
                                "started": "1970-01-01T00:00:02.000Z",
                                "duration_ms": 30}], "tools")
