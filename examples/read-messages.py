#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Tell what `gst-launch-1.0 -m` says about a conversation, in plain words.

    gst-launch-1.0 -m ... 2>&1 | read-messages.py [--summary FILE.json]

Exit status 1 when there was an error, an answer failed, or none came.
"""

import argparse
import json
import re
import sys
import unicodedata

MESSAGE = re.compile(r'\(element\): openairealtime/([a-z-]+), (.*);$')
FIELD = re.compile(r'([\w-]+)=\((\w+)\)("(?:\\.|[^"\\])*"|[^,;]*)')
ESCAPE = re.compile(rb'\\([0-7]{3}|.)', re.DOTALL)
# Errors come on the other stream, in the middle of a line as it may be.
FAILURE = re.compile(r'(ERROR|WARNING): from element [^ ]+: (.*)$')
NUMBERS = ("int", "uint", "gint64", "guint64", "int64", "uint64")
NAMES = {"user": "You", "assistant": "Assistant"}
LATENCIES = (
    ("first-delta-latency", "first audio from the service"),
    ("first-frame-latency", "first frame out of the element"),
    ("first-sound-latency", "first sound"),
)


def unescape(text):
    """Undo what gst_structure_to_string() does to a string."""
    if not text.startswith('"'):
        return None if text == "NULL" else text

    def character(match):
        code = match.group(1)
        return bytes([int(code, 8) & 255]) if len(code) == 3 else code

    raw = ESCAPE.sub(character, text[1:-1].encode("utf-8"))
    return raw.decode("utf-8", "replace")


def printable(text):
    """What the model and the service say shall not control the terminal:
    control characters become spaces, what turns the direction goes."""
    return "".join(
        " " if unicodedata.category(c) in ("Cc", "Zl", "Zp") else
        "" if unicodedata.category(c) == "Cf" and c not in "\u200c\u200d" else c
        for c in text or "")


def read_value(kind, text):
    if kind == "boolean":
        return text.lower() == "true"
    if kind in NUMBERS:
        return int(text)
    return unescape(text)


def parse(line):
    """Name and fields of a message of the element, or (None, None)."""
    match = MESSAGE.search(line)
    if match is None:
        return None, None
    return match.group(1), {name: read_value(kind, value) for name, kind, value
                            in FIELD.findall(match.group(2))}


class Teller:
    """Prints texts as they come: pieces while one is open, others whole."""

    def __init__(self):
        self.open_item = None
        self.waiting = []
        self.transcripts = []
        self.responses = []
        self.turn_ends = []
        self.failed = False
        self.answer_failed = False

    def write(self, text):
        sys.stdout.write(text)
        sys.stdout.flush()

    def start_line(self, role):
        self.write(f"  {NAMES.get(role, role) + ':':<11}")

    def piece(self, fields):
        if self.open_item is None:
            self.open_item = fields["item-id"]
            self.start_line(fields["role"])
        if self.open_item == fields["item-id"]:
            self.write(printable(fields["text"]))

    def whole(self, fields):
        self.transcripts.append({"role": fields["role"],
                                 "text": fields["text"]})
        if self.open_item == fields["item-id"]:
            self.write("\n")
            self.close()
        elif self.open_item is None:
            self.print_whole(fields)
        else:
            self.waiting.append(fields)

    def print_whole(self, fields):
        self.start_line(fields["role"])
        self.write(printable(fields["text"]) + "\n")

    def close(self):
        self.open_item = None
        for fields in self.waiting:
            self.print_whole(fields)
        self.waiting.clear()

    def message(self, name, fields):
        if name == "transcript" and {"item-id", "role", "text",
                                     "final"} <= fields.keys():
            (self.whole if fields["final"] else self.piece)(fields)
        elif name == "response-done":
            self.response(fields)
        elif name == "speech-stopped" and "running-time" in fields:
            self.turn_ends.append(fields["running-time"])
        elif name == "error":
            self.say_apart("The service reports: "
                           f"{fields.get('message')}")

    def response(self, fields):
        self.responses.append(fields)
        status = fields.get("status")
        if status in ("failed", "incomplete"):
            cause = fields.get("message") or fields.get("code") \
                or fields.get("reason") or "no cause was given"
            how = "failed" if status == "failed" else "is incomplete"
            self.say_apart(f"The answer {how}: {cause}")
            self.answer_failed = True

    def say_apart(self, sentence):
        """On a line of its own."""
        if self.open_item is not None:
            self.write("\n")
            self.close()
        self.write(f"  {printable(sentence)}\n")

    def failure(self, kind, sentence):
        if self.failed:
            return          # what follows the first error only repeats it
        self.say_apart(f"{kind.capitalize()}: {sentence}")
        self.failed = self.failed or kind == "ERROR"

    def line(self, line):
        name, fields = parse(line)
        failure = FAILURE.search(line)
        if name is not None:
            self.message(name, fields)
        elif failure is not None:
            self.failure(*failure.groups())
        elif line.startswith("WARNING: erroneous pipeline"):
            self.failure("ERROR", line.partition(": ")[2])

    def print_latencies(self):
        for response in self.responses:
            known = [(response[name], text) for name, text in LATENCIES
                     if name in response]
            if not known:
                continue
            print("\nAfter the end of the question")
            for nanoseconds, text in known:
                print(f"  {nanoseconds / 1e6:6.0f} ms  {text}")

    def summary(self):
        return {"transcripts": self.transcripts, "turn-ends": self.turn_ends,
                "responses": self.responses}


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--summary", metavar="FILE")
    arguments = parser.parse_args()
    teller = Teller()
    for line in sys.stdin.buffer:
        teller.line(line.decode("utf-8", "replace").rstrip("\n"))
    teller.close()
    teller.print_latencies()
    if arguments.summary:
        with open(arguments.summary, "w", encoding="utf-8") as file:
            json.dump(teller.summary(), file, indent=2, ensure_ascii=False)
    if not teller.failed and not teller.responses:
        print("  No answer came. Is there speech in the recording?")
    return int(teller.failed or teller.answer_failed or not teller.responses)


if __name__ == "__main__":
    try:
        sys.exit(main())
    except KeyboardInterrupt:
        sys.exit(130)
