#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Check that every link of the documents within the tree leads somewhere.

    check-links.py ROOT      TAP: a subtest per document

A link is a file or folder beside the document, with an anchor as it may be: one
of the headings, in the form that Git hosts make of them. Every document in docs/
is linked from another one. Addresses on the network are not tried.
"""

import os
import pathlib
import re
import sys

FENCE = re.compile(r"^```.*?^```", re.M | re.S)
CODE = re.compile(r"`[^`\n]*`")
LINK = re.compile(r"\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#+ +(.*?) *$", re.M)
OTHER = re.compile(r"[a-z]+:")


def documents(root):
    found = [root / "README.md", root / "tests" / "README.md"]
    for folder in ("docs", "examples"):
        found += sorted((root / folder).glob("**/*.md"))
    return [path for path in found if path.exists()]


def read(path):
    return FENCE.sub("", path.read_text("utf-8"))


def anchors(path):
    """What can follow the # of a link to the document."""
    made = set()
    for heading in HEADING.findall(read(path)):
        words = re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
        name, number = words, 0
        while name in made:
            number += 1
            name = f"{words}-{number}"
        made.add(name)
    return made


def links(path):
    """(target, anchor) of the links that stay within the tree."""
    for link in LINK.findall(CODE.sub("", read(path))):
        if not OTHER.match(link):
            name, _, anchor = link.partition("#")
            yield (pathlib.Path(os.path.normpath(path.parent / name))
                   if name else path), anchor


def complaints(path):
    for target, anchor in links(path):
        if not target.exists():
            yield f"{target} is not there"
        elif anchor and anchor not in anchors(target):
            yield f"{target.name} has no heading #{anchor}"


def main(arguments):
    if len(arguments) != 1:
        sys.exit(__doc__)
    root = pathlib.Path(arguments[0]).resolve()
    paths = documents(root)
    linked = {target for path in paths for target, _ in links(path)
              if target != path}
    failed = False
    print(f"1..{len(paths)}")
    for number, path in enumerate(paths, 1):
        found = list(complaints(path))
        if path != paths[0] and not any(
                parent in linked for parent in (path, path.parent)):
            found.append("no document links to it")
        failed |= bool(found)
        print(f"{'not ok' if found else 'ok'} {number} - "
              f"{path.relative_to(root)}")
        for words in found:
            print(f"# {words}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
