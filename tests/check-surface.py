#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Check that the events of a program are valid and leave no field out.

    check-surface.py SCHEMA PROGRAM [ARGUMENT...]

The program prints client events, one JSON object per line. Every event type and
every member that the JSON Schema knows must occur in one of them, in the place
where the schema has it. Without the schema, or the Python module jsonschema,
the check is skipped (exit status 77); see validate-events.py.
"""

import importlib.util
import json
import pathlib
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent


def load_neighbour():
    spec = importlib.util.spec_from_file_location(
        "validate_events", HERE / "validate-events.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


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

    def missing(self):
        return sorted(self.wanted - self.seen)


def main(arguments):
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    neighbour = load_neighbour()
    try:
        import jsonschema
    except ImportError:
        neighbour.skip("no Python module jsonschema")
    schema = neighbour.load_schema(arguments[0])
    validator = jsonschema.Draft7Validator(schema)
    surface = Surface(schema, validator)
    done = subprocess.run(arguments[1:], check=True, stdout=subprocess.PIPE)
    failed = 0
    for line in done.stdout.decode("utf-8").splitlines():
        if not line.startswith("{"):
            continue
        sentences = neighbour.complaints(validator, line)
        for sentence in sentences:
            print(f"not valid: {sentence}\n  {line[:300]}")
        failed += bool(sentences)
        event = json.loads(line)
        if event.get("type") in surface.events:
            surface.visit(surface.events[event["type"]], "", event)
    for member in surface.missing():
        print(f"nothing makes {member}")
    print(f"{len(surface.wanted)} members, {len(surface.missing())} missing, "
          f"{failed} events not valid")
    return 1 if failed or surface.missing() else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
