#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Check events, one JSON object per line, against a JSON Schema.

    validate-events.py [--complete] SCHEMA EVENTS.jsonl
    validate-events.py [--complete] SCHEMA --run PROGRAM [ARGUMENT...]

With --complete every event type and every member that the schema knows must
occur in one of the events, in the place where the schema has it; a program's
lines that are no objects do not count then.

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


class Surface:
    """The members of a schema, each with the definition that it is in."""

    def __init__(self, schema, validator):
        self.schema = schema
        self.validator = validator
        self.events = {row["if"]["properties"]["type"]["const"]: row["then"]
                       for row in schema["allOf"]}
        self.wanted, self.seen = set(), set()
        for part in self.events.values():
            self.collect(part, "")

    def follow(self, part, where):
        """What a reference refers to, and its name."""
        while "$ref" in part:
            where = part["$ref"].rsplit("/", 1)[1]
            part = self.schema["definitions"][where]
        return part, where

    @staticmethod
    def branches(part):
        """Parts that count, with the condition that they count under."""
        for word in ("allOf", "anyOf", "oneOf"):
            for number, branch in enumerate(part.get(word, ())):
                if "then" in branch:
                    yield number, branch["then"], branch["if"]
                else:
                    yield number, branch, branch

    def collect(self, part, where, done=None):
        done = set() if done is None else done
        part, where = self.follow(part, where)
        if (where, id(part)) in done:
            return
        done.add((where, id(part)))
        for number, branch, _ in self.branches(part):
            self.collect(branch, f"{where}/{number}", done)
        for name, inner in part.get("properties", {}).items():
            self.wanted.add(f"{where}.{name}")
            self.collect(inner, f"{where}.{name}", done)
        if isinstance(part.get("items"), dict):
            self.collect(part["items"], where + "[]", done)

    def is_valid(self, part, value):
        return self.validator.evolve(schema=part).is_valid(value)

    def visit(self, part, where, value):
        part, where = self.follow(part, where)
        for number, branch, condition in self.branches(part):
            if self.is_valid({**condition,
                              "definitions": self.schema["definitions"]},
                             value):
                self.visit(branch, f"{where}/{number}", value)
        if isinstance(value, dict):
            for name, inner in part.get("properties", {}).items():
                if name in value:
                    self.seen.add(f"{where}.{name}")
                    self.visit(inner, f"{where}.{name}", value[name])
        if isinstance(value, list) and isinstance(part.get("items"), dict):
            for entry in value:
                self.visit(part["items"], where + "[]", entry)

    def visit_event(self, event):
        if event.get("type") in self.events:
            self.visit(self.events[event["type"]], "", event)

    def missing(self):
        return sorted(self.wanted - self.seen)


def main(arguments):
    complete = arguments[:1] == ["--complete"]
    arguments = arguments[complete:]
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        import jsonschema
    except ImportError:
        skip("no Python module jsonschema")

    schema = load_schema(arguments[0])
    validator = jsonschema.Draft7Validator(schema)
    surface = Surface(schema, validator) if complete else None
    lines = [line for line in read_lines(arguments[1:]).splitlines()
             if line.startswith("{" if complete else "") and line]
    failed = 0
    for number, line in enumerate(lines, 1):
        found = complaints(validator, line)
        failed += bool(found)
        for sentence in found:
            print(f"event {number}: {sentence}\n  {line[:400]}")
        if complete and not found:
            surface.visit_event(json.loads(line))
    missing = surface.missing() if complete else []
    for member in missing:
        print(f"nothing makes {member}")
    print(f"{len(lines)} events, {failed} not valid, {len(missing)} members "
          "missing")
    return 1 if failed or missing or not lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
