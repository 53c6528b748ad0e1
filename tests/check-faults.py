#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compare the tables of docs/reliability.md with the fault matrix's own.

    check-faults.py MATRIX RELIABILITY.md              TAP: a subtest per table

MATRIX --table prints them as they must be.
"""

import subprocess
import sys


def split_tables(text):
    """Lists of lines, by the first heading."""
    tables, current = {}, None
    for line in text.splitlines():
        if not line.startswith("|"):
            current = None
        elif current is None:
            current = tables.setdefault(line.split("|")[1].strip(), [line])
        else:
            current.append(line)
    return tables


def compare(expected, written):
    complaints = [f"missing: {line}" for line in expected
                  if line not in written]
    complaints += [f"not in the matrix: {line}" for line in written
                   if line not in expected]
    if not complaints and expected != written:
        complaints.append("the order differs")
    return complaints


def main(matrix, document):
    done = subprocess.run([matrix, "--table"], check=True,
                          stdout=subprocess.PIPE)
    tables = split_tables(done.stdout.decode("utf-8"))
    with open(document, encoding="utf-8") as file:
        written = split_tables(file.read())
    bad = False
    print(f"1..{len(tables)}")
    for number, (name, lines) in enumerate(tables.items(), 1):
        complaints = compare(lines, written.get(name, []))
        bad = bad or bool(complaints)
        print(f"{'not ok' if complaints else 'ok'} {number} - {name}")
        for words in complaints:
            print(f"# {words}")
    return 1 if bad or not tables else 0


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    sys.exit(main(*sys.argv[1:]))
