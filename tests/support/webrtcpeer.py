# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A visitor of the voice server by WebRTC: the test client, and its
signalling."""

import array
import json
import math
import subprocess
import threading
import time
import wave

PATIENCE_S = 60
ADDRESS = "127.0.0.1"


class WebrtcPeer:
    """A context. What the client tells is kept, in its order."""

    def __init__(self, program, *options):
        self.events = []
        self.changed = threading.Condition()
        self.location = None
        self.process = subprocess.Popen(
            [program, *options, "--address", ADDRESS], text=True,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.reader = threading.Thread(target=self.read, daemon=True)
        self.reader.start()

    def read(self):
        for line in self.process.stdout:
            with self.changed:
                self.events.append(json.loads(line))
                self.changed.notify_all()
        with self.changed:
            self.events.append({"event": "over"})
            self.changed.notify_all()

    def wait_for(self, name, after=0, **fields):
        """The first event of this name behind so many others."""
        return self.wait_until(
            lambda event: event["event"] == name
            and all(event.get(key) == value for key, value in fields.items()),
            f"{name} {fields}", after)

    def wait_until(self, condition, what, after=0):
        deadline = time.monotonic() + PATIENCE_S
        with self.changed:
            while True:
                for event in self.events[after:]:
                    if condition(event):
                        return event
                    if event["event"] in ("over", "failed"):
                        raise RuntimeError(f"{what}: {self.events}")
                left = deadline - time.monotonic()
                if left <= 0:
                    raise RuntimeError(f"no {what}: {self.events}")
                self.changed.wait(left)

    def wait_for_message(self, condition, what="message", after=0):
        """The first one of the data channel that fits, read."""
        event = self.wait_until(
            lambda event: event["event"] == "message"
            and condition(json.loads(event["text"])), what, after)
        return {**json.loads(event["text"]), "us": event["us"]}

    def wait_for_answer(self, ref):
        """Of the command that had this ref."""
        return self.wait_for_message(
            lambda message: message["kind"] == "answer"
            and message["data"].get("ref") == ref, f"answer {ref}")

    def messages(self):
        """All that came by the data channel."""
        with self.changed:
            return [json.loads(event["text"]) for event in self.events
                    if event["event"] == "message"]

    def count(self):
        with self.changed:
            return len(self.events)

    def do(self, what, **fields):
        self.process.stdin.write(json.dumps({"do": what, **fields}) + "\n")
        self.process.stdin.flush()

    def send(self, **command):
        self.do("send", text=json.dumps(command))

    def post_offer(self, server, query="", headers=()):
        """Status, headers and body of its answer."""
        offer = self.wait_for("offer")["sdp"]
        return server.request("POST", "/api/webrtc" + query, offer,
                              {"Content-Type": "application/sdp",
                               **dict(headers)})

    def connect(self, server, query="", headers=()):
        status, answer_headers, answer = self.post_offer(server, query, headers)
        if status != 201:
            raise RuntimeError(f"the offer was not taken: {status} {answer}")
        self.location = answer_headers["Location"]
        self.call_id = self.location.rsplit("/", 1)[1]
        self.do("answer", sdp=answer)
        self.wait_for("connected")

    def stats(self):
        """Packets, late ones, the longest pause in µs, frames heard."""
        after = self.count()
        self.do("stats")
        text = self.wait_for("stats", after)["packets_late_longest_frames"]
        return tuple(map(int, text.split()))

    def stop(self):
        if self.process.poll() is None:
            try:
                self.do("quit")
            except BrokenPipeError:
                pass
        self.process.stdin.close()
        try:
            self.process.wait(PATIENCE_S)
        finally:
            if self.process.poll() is None:
                self.process.kill()
                self.process.wait()
            self.reader.join(PATIENCE_S)
            self.process.stdout.close()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.stop()


def write_tone(path, ms, rate=48000, hertz=300, amplitude=12000):
    """What counts as speech to a detector of energy, as a WAV."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(array.array("h", (
            int(amplitude * math.sin(2 * math.pi * hertz * n / rate))
            for n in range(ms * rate // 1000))).tobytes())
    return str(path)
