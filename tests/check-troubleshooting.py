#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compare the messages of docs/troubleshooting.md with those of the sources.

    check-troubleshooting.py ROOT          TAP: a subtest per source file
    check-troubleshooting.py --list ROOT   the messages of the sources

A message is a text in the sources with a sentence in it. The document has its
first sentence, with … for what is filled in, as code in the first column of a
table that is headed Message. A text that begins with what to do is the end of
another one. Every message must be there, and nothing else.
"""

import pathlib
import re
import sys

# Told to the model.
TO_MODEL = {
    "The arguments are not a JSON object",
    "The argument … has a value that does not fit",
    "The call of the function … that did not answer in time has now given "
    "this result: …",
    "The connection was interrupted and is restored",
    "The conversation ends now",
    "The function did not answer in time",
    "The function ended without an answer",
    "The function gave no usable answer",
    "The result of the function is not there yet",
    "There is no function of this name",
    "There is no such function any more",
    "Speak first",
    "Too many calls are open",
    "Your last answer was cut off: go on where its text ends",
}

# Told to who runs a server, or to its client.
OF_SERVERS = {
    "gst/openairealtime/transport/acceptor.c",
    "gst/openairealtime/transport/identity.c",
    "gst/openairealtime/transport/upgraderequest.c",
    "plugins/twilio/routes.c",
}

INCLUDE = re.compile(r"^[ \t]*#\s*include.*$|\\\n", re.M)
TOKEN = re.compile(r"/\*.*?\*/|\"((?:[^\"\\\n]|\\.)*)\"|'(?:[^'\\]|\\.)+'"
                   r"|(G_G\w+_FORMAT)|\w+|\S", re.S)
VALUE = re.compile(r"%[-.\d]*(?:l*[a-zA-Z]|@)")
MESSAGE = re.compile(r" .*\.(\s|$)|^[A-Z]\S*( \S+){3,}: %s", re.S)
END = re.compile(r"\.(?:\s|$)|(?<=: …) (?=[A-Z])")
STEP = ("Check ", "Send ", "Set ")
ROW = re.compile(r"^\| `([^`]+)` \|", re.M)


def texts(source):
    """The literals of a C file; adjacent ones are one, as for the compiler."""
    current = None
    for token in TOKEN.finditer(INCLUDE.sub("", source)):
        literal, length = token.groups()
        if token.group().startswith("/*"):
            continue
        if literal is not None:
            current = (current or "") + re.sub(r"\\(.)", r"\1", literal)
        elif length is not None and current is not None:
            current += "@"
        else:
            if current is not None:
                yield current
            current = None


def first_sentence(text):
    """What is looked for in the document; None when it is no message."""
    if not MESSAGE.search(text) or text.startswith(STEP):
        return None
    shown = re.sub(r"…(\s*…)+", "…", VALUE.sub("…", text))
    sentence = END.split(shown)[0].strip()
    return sentence if sentence != "…" else None


def read_sources(root):
    """Messages by file."""
    found = {}
    for folder in ("gst/openairealtime", "plugins/openairealtime", "plugins/twilio"):
        for path in sorted((root / folder).glob("**/*.c")):
            messages = {first_sentence(text)
                        for text in texts(path.read_text("utf-8"))} - {None}
            if messages:
                found[str(path.relative_to(root))] = messages
    return found


def read_document(root):
    text = (root / "docs" / "troubleshooting.md").read_text("utf-8")
    rows = []
    for table in re.findall(r"^\| Message \|.*?(?:\n(?!\|)|\Z)", text,
                            re.M | re.S):
        rows += ROW.findall(table)
    return rows


def compare(sources, written):
    """(name of a subtest, complaints)"""
    told = set()
    for name, messages in sources.items():
        if name not in OF_SERVERS:
            told |= messages
            yield name, [f"not in the document: {message}" for message
                         in sorted(messages - TO_MODEL - set(written))]
    yield "rows", ([f"in no source: {row}" for row in written
                    if row not in told - TO_MODEL]
                   + [f"twice: {row}" for row in sorted(set(written))
                      if written.count(row) > 1])
    yield "exceptions", [f"has no message, or is none: {name}" for name
                         in sorted((OF_SERVERS - set(sources))
                                   | (TO_MODEL - told))]


def main(arguments):
    lists = arguments[:1] == ["--list"]
    if len(arguments) != (2 if lists else 1):
        sys.exit(__doc__)
    root = pathlib.Path(arguments[-1])
    sources = read_sources(root)
    if lists:
        for name, messages in sources.items():
            for message in sorted(messages):
                print(f"{name}: {message}")
        return 0
    results = list(compare(sources, read_document(root)))
    print(f"1..{len(results)}")
    for number, (name, complaints) in enumerate(results, 1):
        print(f"{'not ok' if complaints else 'ok'} {number} - {name}")
        for words in complaints:
            print(f"# {words}")
    return int(any(complaints for _, complaints in results))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
