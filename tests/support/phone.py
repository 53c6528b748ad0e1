# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A phone company of one caller: the client's side of Twilio Media Streams.

It speaks as Twilio does: media from the first moment on and before anything is
answered, numbers as strings, marks that come back in the order in which they are
played, and at once when the buffer is cleared. It plays 8000 bytes a second, keeps what
a human would have heard, and notes everything that Twilio would warn of.
"""

import base64
import collections
import hashlib
import hmac
import json
import math
import os
import random
import select
import socket
import struct
import threading
import time

PATIENCE_S = 30
RATE = 8000
FRAME = 160
FRAME_S = FRAME / RATE
SILENCE = b"\xff"
STREAM_SID = "MZ0123456789abcdef0123456789abcdef"
CALL_SID = "CA0123456789abcdef0123456789abcdef"
ACCOUNT_SID = "AC0123456789abcdef0123456789abcdef"
CONTINUATION, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


# --- sound ---

def mulaw(sample):
    """A 16-bit sample in G.711 mu-law."""
    sign = 0x80 if sample < 0 else 0
    sample = min(abs(sample), 32635) + 132
    exponent = sample.bit_length() - 8
    return ~(sign | exponent << 4 | sample >> exponent + 3 & 15) & 0xff


def tone(ms, hertz=300, amplitude=12000):
    """What counts as speech to a detector of energy."""
    return bytes(mulaw(int(amplitude * math.sin(2 * math.pi * hertz * n / RATE)))
                 for n in range(ms * RATE // 1000))


def silence(ms):
    return SILENCE * (ms * RATE // 1000)


# --- HTTP ---

class Refused(Exception):
    """Of the upgrade, with its status."""

    def __init__(self, status):
        super().__init__(f"HTTP status {status}")
        self.status = status


def sign(token, url, fields=None):
    """X-Twilio-Signature."""
    data = url + "".join(name + value
                         for name, value in sorted((fields or {}).items()))
    digest = hmac.new(token.encode(), data.encode(), hashlib.sha1).digest()
    return base64.b64encode(digest).decode()


def request(port, method, path, headers=(), body=b"", host="127.0.0.1"):
    """A connection on which the request was sent and the head of the answer
    has come: (socket, status, what came behind it)."""
    peer = socket.create_connection((host, port), PATIENCE_S)
    lines = [f"{method} {path} HTTP/1.1", f"Host: {host}:{port}",
             *(f"{name}: {value}" for name, value in headers)]
    if body:
        lines += ["Content-Type: application/x-www-form-urlencoded",
                  f"Content-Length: {len(body)}"]
    peer.sendall("\r\n".join(lines + ["", ""]).encode() + body)
    received = b""
    while b"\r\n\r\n" not in received:
        some = peer.recv(4096)
        if not some:
            raise ConnectionError("no answer")
        received += some
    head, _, rest = received.partition(b"\r\n\r\n")
    return peer, int(head.split()[1]), rest


def fetch(port, path="/twiml", method="GET", signature=None, body=b""):
    """What a webhook gets: (status, text)."""
    headers = [("X-Twilio-Signature", signature)] if signature else []
    peer, status, rest = request(port, method, path, headers, body)
    while some := peer.recv(4096):
        rest += some
    peer.close()
    return status, rest.decode()


# --- what is heard ---

class Player:
    """The phone company's buffer, played at its speed."""

    def __init__(self, rate=RATE):
        self.rate = rate    # bytes a second
        self.waiting = collections.deque()  # bytes, or the name of a mark
        self.heard = bytearray()
        self.clock = 0.0    # played until then
        self.part = 0.0     # of a byte

    def advance(self, now):
        """Plays until @now: the names of the marks that were passed."""
        budget = (now - self.clock) * self.rate + self.part
        self.clock = now
        passed = []
        while self.waiting and (isinstance(self.waiting[0], str) or budget >= 1):
            piece = self.waiting.popleft()
            if isinstance(piece, str):
                passed.append(piece)
                continue
            count = min(len(piece), int(budget))
            self.heard += piece[:count]
            budget -= count
            if count < len(piece):
                self.waiting.appendleft(piece[count:])
        self.part = budget % 1 if self.waiting else 0.0
        return passed

    def due(self):
        """Seconds until the next mark comes, or None."""
        ahead = 0
        for piece in self.waiting:
            if isinstance(piece, str):
                return ahead / self.rate
            ahead += len(piece)
        return None

    def clear(self):
        """(bytes that nobody will hear, names of marks that were out)"""
        pieces, self.waiting = self.waiting, collections.deque()
        return (sum(len(p) for p in pieces if isinstance(p, bytes)),
                [p for p in pieces if isinstance(p, str)])


# --- a call ---

class Phone:
    """A call, from the upgrade on; a context. Its methods may be called from any
    thread; what it does, it does on its own."""

    def __init__(self, port, path="/media", *, signature=None, parameters=None,
                 early=3, encoding="audio/x-mulaw", rate=RATE, numbers=str,
                 members=None, marks=True, start=True, speed=1, jitter=0.01,
                 call_sid=CALL_SID, stream_sid=STREAM_SID):
        self.call_sid, self.stream_sid = call_sid, stream_sid
        self.parameters = parameters or {}
        self.encoding, self.rate = encoding, rate
        self.number = numbers           # str, as Twilio has them, or int
        self.members = members or {}    # other names of members
        self.marks = marks              # whether they come back
        self.frame_size = FRAME * rate // RATE * (2 if "16" in encoding else 1)
        self.player = Player(self.frame_size * 50 * speed)
        self.problems = []  # what Twilio would warn of
        self.messages = []  # (seconds, message)
        self.clears = []    # (bytes heard, bytes dropped) at each
        self.closed = None  # the code, 0 for none, once it is over
        self.frames = 0
        self.jitter = jitter    # seconds that a frame comes late, at most
        self.random = random.Random(1)
        self.muted = False
        self.reading = True
        self.microphone = bytearray()
        self.timestamp = 0
        self.sequence = self.chunk = 0
        self.input = b""
        self.output = bytearray()
        self.jobs = collections.deque()
        self.changed = threading.Condition()
        key = base64.b64encode(os.urandom(16)).decode()
        headers = [("Upgrade", "websocket"), ("Connection", "Upgrade"),
                   ("Sec-WebSocket-Version", "13"), ("Sec-WebSocket-Key", key),
                   ("User-Agent", "Twilio.TmeWs/1.0")]
        if signature is not None:
            headers.append(("x-twilio-signature", signature))
        self.peer, status, self.input = request(port, "GET", path, headers)
        if status != 101:
            self.peer.close()
            raise Refused(status)
        self.peer.setblocking(False)
        self.begun = self.player.clock = self.next_frame = time.monotonic()
        self.near, self.far = socket.socketpair()
        if start:
            self._start(early)
        self.thread = threading.Thread(target=self._run, daemon=True)
        self.thread.start()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self._do(self._drop)
        self.thread.join(PATIENCE_S)

    # --- what a test has the caller and the company do ---

    def say(self, sound):
        self._do(lambda: self.microphone.extend(sound))

    def press(self, digit):
        self._do(lambda: self._send("dtmf", {"track": "inbound_track",
                                             "digit": digit}))

    def mute(self, muted=True):
        """No media come, and their time goes on."""
        self._do(lambda: setattr(self, "muted", muted))

    def skip(self, ms):
        """A hole in the timestamps."""
        self._do(lambda: setattr(self, "timestamp", self.timestamp + ms))

    def read(self, reading=True):
        self._do(lambda: setattr(self, "reading", reading))

    def send_text(self, text):
        self._do(lambda: self._frame(TEXT, text.encode()))

    def hang_up(self):
        def job():
            self._send("stop", {"accountSid": ACCOUNT_SID,
                                "callSid": self.call_sid})
            self._frame(CLOSE, struct.pack(">H", 1000))
        self._do(job)

    def close(self):
        """Without "stop"."""
        self._do(lambda: self._frame(CLOSE, struct.pack(">H", 1000)))

    def vanish(self):
        """Without a close frame."""
        self._do(self._drop)

    def wait(self, condition, what="it", seconds=PATIENCE_S):
        """Until @condition, of no arguments, is true."""
        end = time.monotonic() + seconds
        with self.changed:
            while not condition():
                left = end - time.monotonic()
                if left <= 0:
                    raise TimeoutError(f"{what} did not happen")
                self.changed.wait(left)

    def wait_closed(self):
        self.wait(lambda: self.closed is not None, "the end of the connection")
        return self.closed

    # --- what a test sees ---

    def heard(self):
        """What a human would have heard by now, silence between left out."""
        with self.changed:
            return bytes(self.player.heard)

    def heard_ms(self):
        return len(self.heard()) * 1000 // RATE

    def count(self, event):
        with self.changed:
            return sum(m.get("event") == event for _, m in self.messages)

    # --- its thread ---

    def _do(self, job):
        """It has been done when this returns, or the call is over."""
        done = threading.Event()
        self.jobs.append(lambda: (job(), done.set()))
        try:
            self.far.send(b"\0")
        except OSError:
            return
        self.wait(lambda: done.is_set() or self.closed is not None)

    def _member(self, name):
        return self.members.get(name, name)

    def _send(self, event, inside):
        self.sequence += 1
        message = {"event": event,
                   self._member("sequenceNumber"): self.number(self.sequence),
                   self._member("streamSid"): self.stream_sid, event: inside}
        self._frame(TEXT, json.dumps(message).encode())

    def _start(self, early):
        self._frame(TEXT, b'{"event":"connected","protocol":"Call",'
                          b'"version":"1.0.0"}')
        self._send("start", {
            "accountSid": ACCOUNT_SID, self._member("streamSid"): self.stream_sid,
            self._member("callSid"): self.call_sid, "tracks": ["inbound"],
            self._member("mediaFormat"): {
                "encoding": self.encoding,
                self._member("sampleRate"): self.rate, "channels": 1},
            self._member("customParameters"): self.parameters})
        for _ in range(early):
            self._media()
            self.timestamp += 20

    def _media(self):
        sound = bytes(self.microphone[:self.frame_size])
        del self.microphone[:self.frame_size]
        sound += SILENCE * (self.frame_size - len(sound))
        self.chunk += 1
        self._send("media", {"track": "inbound", "chunk": self.number(self.chunk),
                             "timestamp": self.number(self.timestamp),
                             "payload": base64.b64encode(sound).decode()})

    def _frame(self, opcode, payload):
        mask = os.urandom(4)
        size = len(payload)
        head = bytes([0x80 | opcode])
        if size < 126:
            head += bytes([0x80 | size])
        elif size < 65536:
            head += bytes([0x80 | 126]) + struct.pack(">H", size)
        else:
            head += bytes([0x80 | 127]) + struct.pack(">Q", size)
        whole = int.from_bytes(payload, "big") ^ int.from_bytes(
            (mask * (size // 4 + 1))[:size], "big") if size else 0
        self.output += head + mask + whole.to_bytes(size, "big")

    def _drop(self):
        self.output.clear()
        self.closed = self.closed if self.closed is not None else 0

    def _run(self):
        try:
            while self.closed is None:
                self._step()
        finally:
            with self.changed:
                self._play(time.monotonic())
                if self.closed is None:
                    self.closed = 0
                self.changed.notify_all()
            for end in (self.peer, self.near, self.far):
                end.close()

    def _step(self):
        now = time.monotonic()
        due = self.player.due()
        wait = min(self.next_frame - now, due if due is not None else 1)
        readable, writable, _ = select.select(
            [self.near] + [self.peer] * self.reading,
            [self.peer] * bool(self.output), [], max(wait, 0))
        with self.changed:
            self._play(time.monotonic())
            if self.near in readable:
                self.near.recv(4096)
            while self.jobs:
                self.jobs.popleft()()
            if self.peer in readable:
                self._receive()
            self._speak(time.monotonic())
            if self.output and self.closed is None:
                self._flush()
            self.changed.notify_all()

    def _speak(self, now):
        """A frame each 20 ms, in a burst where this was kept from it."""
        while self.next_frame <= now and self.closed is None:
            self.frames += 1
            self.next_frame = (self.begun + self.frames * FRAME_S
                               + self.random.uniform(0, self.jitter))
            if not self.muted:
                self._media()
            self.timestamp += 20

    def _flush(self):
        try:
            del self.output[:self.peer.send(self.output)]
        except BlockingIOError:
            pass
        except OSError:
            self.closed = 0

    def _receive(self):
        try:
            some = self.peer.recv(65536)
        except BlockingIOError:
            return
        except OSError:
            some = b""
        if not some:
            self.closed = 0
            return
        self.input += some
        while self.closed is None and self._take_frame():
            pass

    def _take_frame(self):
        data = self.input
        if len(data) < 2:
            return False
        size, begin = data[1] & 127, 2
        if size >= 126:
            begin = 4 if size == 126 else 10
            if len(data) < begin:
                return False
            size = int.from_bytes(data[2:begin], "big")
        if len(data) < begin + size:
            return False
        self.input = data[begin + size:]
        self._take(data[0] & 15, data[0] & 128, data[begin:begin + size])
        return True

    def _take(self, opcode, last, payload):
        if opcode == PING:
            self._frame(PONG, payload)
        elif opcode == CLOSE:
            self._frame(CLOSE, payload[:2])
            self._flush()
            self.closed = int.from_bytes(payload[:2], "big")
        elif opcode == TEXT and last:
            self._take_message(payload)
        elif opcode != PONG:
            self.problems.append(f"31950: a frame of kind {opcode}")

    # --- messages, by the letter ---

    def _take_message(self, payload):
        try:
            message = json.loads(payload)
        except ValueError:
            self.problems.append(f"31951: no JSON: {payload[:80]}")
            return
        self.messages.append((time.monotonic() - self.begun, message))
        problem = self._check(message)
        if problem:
            self.problems.append(f"31951: {problem}: {str(message)[:120]}")
            return
        event = message["event"]
        if event == "media":
            self.player.waiting.append(base64.b64decode(
                message["media"]["payload"]))
        elif event == "mark":
            self.player.waiting.append(message["mark"]["name"])
        else:
            dropped, names = self.player.clear()
            self.clears.append((len(self.player.heard), dropped))
            self._echo(names)

    def _check(self, message):
        """None, or what is wrong with it."""
        shapes = {"media": "payload", "mark": "name", "clear": None}
        event = message.get("event")
        if event not in shapes:
            return "an unknown event"
        inside = shapes[event]
        sid = self._member("streamSid")
        if set(message) != {"event", sid} | ({event} if inside else set()):
            return "other members"
        if message[sid] != self.stream_sid:
            return "a foreign stream"
        if inside is None:
            return None
        if set(message[event]) != {inside} or not isinstance(
                message[event][inside], str):
            return "other members inside"
        if event == "mark":
            return None if message[event][inside] else "a mark without a name"
        try:
            sound = base64.b64decode(message[event][inside], validate=True)
        except ValueError:
            return "no base64"
        if not sound or len(sound) % self.frame_size:
            return f"{len(sound)} bytes are no whole frames"
        return None

    def _play(self, now):
        self._echo(self.player.advance(now))

    def _echo(self, names):
        for name in names if self.marks and self.closed is None else ():
            self._send("mark", {"name": name})
