#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compare docs/agents.md with the members that agent files may have.

    check-agents.py PROGRAM DOCUMENT FOLDER

PROGRAM --members prints a line a member: its place, its value, its default;
PROGRAM --check FILE reads one as the server does. FOLDER has the agents that
ship.
"""

import functools
import json
import pathlib
import re
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent / "support"))
from subtests import run_subtests  # noqa: E402

PROGRAM, DOCUMENT, FOLDER = sys.argv[1], *map(pathlib.Path, sys.argv[2:4])
HEAD = "| Member | Value | Default | Meaning |"


@functools.lru_cache
def members():
    """Place -> value and default, of the program."""
    output = subprocess.run([PROGRAM, "--members"], stdout=subprocess.PIPE,
                            check=True, text=True).stdout
    rows = [line.split("\t") for line in output.splitlines()]
    # An object that is filled in is no default that anybody sees.
    return {place: (value, "" if default == "{}" else default)
            for place, value, default in rows}


@functools.lru_cache
def documented():
    """The same, of the document; and the meaning."""
    found = {}
    for table in DOCUMENT.read_text("utf-8").split(HEAD)[1:]:
        for row in table.split("\n\n")[0].splitlines()[2:]:
            place, value, default, meaning = (
                cell.strip() for cell in row.strip("|").split("|"))
            found[place.strip("`")] = (value, default.strip("`"), meaning)
    return found


def check_every_member_is_documented(_):
    assert not members().keys() - documented().keys(), \
        members().keys() - documented().keys()


def check_every_documented_member_exists(_):
    assert not documented().keys() - members().keys(), \
        documented().keys() - members().keys()


def check_values_and_defaults(_):
    for place, (value, default) in members().items():
        assert documented()[place][:2] == (value, default), \
            (place, value, default, documented()[place])


def check_every_member_has_a_meaning(_):
    for place, (_value, _default, meaning) in documented().items():
        assert meaning, place


def check_builtins(_):
    names = re.findall(r'"(\w+)"', members()["tools[].builtin"][0])
    table = DOCUMENT.read_text("utf-8").split("### Builtins")[1]
    rows = re.findall(r"^\| `(\w+)` \|", table.split("###")[0], re.M)
    assert [row for row in rows if row != "builtin"] == names, (rows, names)


def check_types_of_facts(_):
    names = re.findall(r'"(\w+)"', members()["facts.*.type"][0])
    table = DOCUMENT.read_text("utf-8").split("\n| `type` |")[1]
    rows = "\n".join(line.split("|")[1]
                     for line in table.split("\n\n")[0].splitlines()[2:])
    assert re.findall(r"`(\w+)`", rows) == names, (rows, names)


def read_agent(path):
    run = subprocess.run([PROGRAM, "--check", path], stderr=subprocess.PIPE,
                         check=False, text=True)
    assert run.returncode == 0, run.stderr


def check_examples(folder):
    blocks = re.findall(r"^```json\n(.*?)^```", DOCUMENT.read_text("utf-8"),
                        re.M | re.S)
    agents = [block for block in blocks if '"instructions"' in block]
    assert agents
    for block in blocks:
        json.loads(block)
    for number, block in enumerate(agents):
        path = folder / f"{number}.json"
        path.write_text(block, "utf-8")
        read_agent(path)


def check_agents_that_ship(_):
    text = DOCUMENT.read_text("utf-8").split("## Agents that ship")[1]
    names = {path.stem for path in FOLDER.glob("*.json")}
    for path in FOLDER.glob("*.json"):
        read_agent(path)
    assert names and names == set(
        re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| (`.*?) \|", text,
                                                   re.M)))), names


run_subtests([
    check_every_member_is_documented,
    check_every_documented_member_exists,
    check_values_and_defaults,
    check_every_member_has_a_meaning,
    check_builtins,
    check_types_of_facts,
    check_examples,
    check_agents_that_ship,
])
