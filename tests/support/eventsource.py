# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A reader of Server-Sent Events, as a browser is one."""

import collections
import json
import socket
import ssl
import threading
import time

PATIENCE_S = 60

Event = collections.namedtuple("Event", "id kind data whole")


class EventSource:
    """A context: what comes is kept until it is closed, by whomever.

    It does not come back by itself; last_id is where another one goes on.
    """

    def __init__(self, server, path, headers=(), tls=False):
        self.events, self.comments, self.retry = [], 0, None
        self.last_id = None
        self.closed = False
        self.changed = threading.Condition()
        self.line = socket.create_connection(("127.0.0.1", server.port),
                                             PATIENCE_S)
        if tls:
            context = ssl._create_unverified_context()
            self.line = context.wrap_socket(self.line)
        fields = {"Host": f"127.0.0.1:{server.port}",
                  "Accept": "text/event-stream", **dict(headers)}
        self.line.sendall((f"GET {path} HTTP/1.1\r\n" + "".join(
            f"{name}: {value}\r\n" for name, value in fields.items())
            + "\r\n").encode())
        self.file = self.line.makefile("rb")
        self.status = int(self.file.readline().split()[1])
        self.headers = {}
        for line in iter(self.file.readline, b"\r\n"):
            name, _, value = line.decode().partition(": ")
            self.headers[name.lower()] = value.strip()
        self.thread = threading.Thread(target=self.read, daemon=True)
        self.thread.start()

    def read(self):
        fields = collections.defaultdict(str)
        try:
            for line in self.file:
                self.take(line.decode().rstrip("\n"), fields)
        except (OSError, ValueError):
            pass
        with self.changed:
            self.closed = True
            self.changed.notify_all()

    def take(self, line, fields):
        if line.startswith(":"):
            self.comments += 1
        elif line:
            name, _, value = line.partition(": ")
            assert name in ("id", "event", "data", "retry"), line
            fields[name] += value
        elif "data" in fields:
            self.add(fields)
            fields.clear()
        elif fields:
            self.retry = fields.pop("retry")

    def add(self, fields):
        whole = json.loads(fields["data"])
        assert whole["kind"] == fields["event"], fields
        assert whole.get("id") == (int(fields["id"]) if "id" in fields
                                   else None), fields
        with self.changed:
            self.events.append(Event(whole.get("id"), whole["kind"],
                                     whole["data"], whole))
            self.last_id = whole.get("id", self.last_id)
            self.changed.notify_all()

    def of(self, kind):
        with self.changed:
            return [e.data for e in self.events if e.kind == kind]

    def wait(self, condition, what):
        """Until condition() is true; what it says then."""
        deadline = time.monotonic() + PATIENCE_S
        with self.changed:
            while True:
                found = condition()
                if found:
                    return found
                left = deadline - time.monotonic()
                if left <= 0 or self.closed:
                    kinds = collections.Counter(e.kind for e in self.events)
                    raise RuntimeError(f"{what} did not come: {dict(kinds)}, "
                                       f"{self.events[-5:]}")
                self.changed.wait(left)

    def wait_for(self, kind, condition=lambda data: True, count=1):
        """The count-th event of a kind for which it is true."""
        def find():
            found = [e.data for e in self.events
                     if e.kind == kind and condition(e.data)]
            return found[count - 1] if len(found) >= count else None
        return self.wait(find, f"{kind} no. {count}")

    def wait_closed(self):
        deadline = time.monotonic() + PATIENCE_S
        with self.changed:
            while not self.closed:
                left = deadline - time.monotonic()
                assert left > 0, "the stream did not end"
                self.changed.wait(left)

    def close(self):
        try:
            self.line.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass
        self.thread.join(PATIENCE_S)
        self.file.close()
        self.line.close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.close()
