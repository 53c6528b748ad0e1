#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Check events, one JSON object per line, against a JSON Schema.

    validate-events.py SCHEMA EVENTS.jsonl
    validate-events.py SCHEMA --run PROGRAM [ARGUMENT...]

SCHEMA is a path or a name in the folder OPENAIREALTIME_SCHEMA_DIR, by default
../shared/reference/schema beside the source tree. Without the schema or the
Python module jsonschema the check is skipped (exit status 77).
"""

import json
import os
import pathlib
import subprocess
import sys

SKIPPED = 77
SOURCE_ROOT = pathlib.Path(__file__).resolve().parent.parent
DEFAULT_DIR = SOURCE_ROOT.parent / "shared" / "reference" / "schema"


def skip(reason):
    print(f"skipped: {reason}", file=sys.stderr)
    sys.exit(SKIPPED)


def load_schema(name):
    folder = pathlib.Path(
        os.environ.get("OPENAIREALTIME_SCHEMA_DIR") or DEFAULT_DIR)
    for path in (pathlib.Path(name), folder / name):
        if path.is_file():
            return json.loads(path.read_text(encoding="utf-8"))
    return skip(f"no schema {name} in {folder}")


def read_lines(arguments):
    if arguments[0] != "--run":
        return pathlib.Path(arguments[0]).read_text(encoding="utf-8")
    done = subprocess.run(arguments[1:], check=True, stdout=subprocess.PIPE)
    return done.stdout.decode("utf-8")


def complaints(validator, line):
    """Sentences about one event; none when it is valid."""
    try:
        event = json.loads(line)
    except ValueError as error:
        return [f"not JSON: {error}"]
    return [f"{'/'.join(map(str, error.absolute_path))}: {error.message}"
            for error in validator.iter_errors(event)]


def main(arguments):
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        import jsonschema
    except ImportError:
        skip("no Python module jsonschema")

    validator = jsonschema.Draft7Validator(load_schema(arguments[0]))
    lines = [line for line in read_lines(arguments[1:]).splitlines() if line]
    failed = 0
    for number, line in enumerate(lines, 1):
        found = complaints(validator, line)
        failed += bool(found)
        for sentence in found:
            print(f"event {number}: {sentence}\n  {line[:400]}")
    print(f"{len(lines)} events, {failed} not valid")
    return 1 if failed or not lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
