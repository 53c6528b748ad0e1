# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A WebSocket client of the local server that may send any bytes."""

import json
import select
import socket

WAIT = 30
# How long a good client may wait for an event beside a bad one. Alone on a
# machine it is a part of a second.
PATIENCE = 8.0
MIB = 1024 * 1024


def connect(server):
    return socket.create_connection(("127.0.0.1", server.port), WAIT)


def make_head(*headers):
    return "\r\n".join([
        "GET /v1/realtime?model=gpt-realtime-2.1 HTTP/1.1",
        "Host: localhost", "Upgrade: websocket", "Connection: Upgrade",
        "Sec-WebSocket-Version: 13",
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        *headers, "", ""]).encode("ascii")


def make_frame(payload, first=0x81):
    """Masked with zeros."""
    size = len(payload)
    if size < 126:
        length = bytes([0x80 | size])
    elif size < 65536:
        length = bytes([0xfe]) + size.to_bytes(2, "big")
    else:
        length = bytes([0xff]) + size.to_bytes(8, "big")
    return bytes([first]) + length + bytes(4) + payload


def make_event(kind, **members):
    return make_frame(json.dumps({"type": kind, **members}).encode("utf-8"))


def make_text(text):
    return make_event("conversation.item.create", item={
        "type": "message", "role": "user",
        "content": [{"type": "input_text", "text": text}]})


class Client:
    def __init__(self, server, *headers, behind=b""):
        self.socket = connect(server)
        self.socket.sendall(make_head(*headers) + behind)
        self.buffer = b""
        while b"\r\n\r\n" not in self.buffer:
            self.read_more(WAIT)
        head, self.buffer = self.buffer.split(b"\r\n\r\n", 1)
        self.head = head
        self.status = int(head.split()[1])

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def read_more(self, patience):
        assert select.select([self.socket], [], [], patience)[0], \
            "nothing came"
        data = self.socket.recv(MIB)
        assert data, "the server has closed the connection"
        self.buffer += data

    def take(self, size, patience):
        while len(self.buffer) < size:
            self.read_more(patience)
        data, self.buffer = self.buffer[:size], self.buffer[size:]
        return data

    def next_frame(self, patience=WAIT):
        first, size = self.take(2, patience)
        if size == 126:
            size = int.from_bytes(self.take(2, patience), "big")
        elif size == 127:
            size = int.from_bytes(self.take(8, patience), "big")
        return first & 15, self.take(size, patience)

    def next_event(self, patience=WAIT):
        while True:
            opcode, payload = self.next_frame(patience)
            if opcode == 1:
                return json.loads(payload)

    def skip_to(self, kind, patience=WAIT):
        while True:
            event = self.next_event(patience)
            if event["type"] == kind:
                return event

    def send(self, *frames):
        self.socket.sendall(b"".join(frames))

    def converse(self):
        """A turn in words; the number of events that came."""
        self.send(make_text("Hello"), make_event("response.create"))
        count, kind = 0, ""
        while kind != "rate_limits.updated":
            kind = self.next_event(PATIENCE)["type"]
            count += 1
        return count


def open_client(server):
    client = Client(server)
    client.skip_to("session.created")
    return client
