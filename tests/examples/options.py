#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The options of a program, told alike: options.py PROGRAM [COMMAND]
[MAN [COMPLETION]]

COMMAND is a word of the program's that has options of its own. --help is the table of options itself; the man page and the completion name
all of it, and nothing else.
"""
import os
import pathlib
import re
import subprocess
import sys

PROGRAM = sys.argv[1]
FILES = [argument for argument in sys.argv[2:] if os.path.exists(argument)]
COMMAND = sys.argv[2:len(sys.argv) - len(FILES)]
NAME = " ".join([os.path.basename(PROGRAM), *COMMAND])


def run(*arguments):
    return subprocess.run([PROGRAM, *COMMAND, *arguments], capture_output=True,
                          text=True, timeout=30, check=False)


def find_options(text):
    return {option for option in re.findall(r"--[a-z][a-z-]*", text)
            if not option.startswith("--help")}


shown = run("--help")
assert shown.returncode == 0 and shown.stderr == "", shown
options = find_options(shown.stdout.split("Application Options:")[1]
                       .split("\n\n")[0])
assert "--version" in options, shown.stdout
assert find_options(shown.stdout) == options, "examples name what there is"

version = run("--version")
assert version.returncode == 0, version
assert re.fullmatch(rf"{NAME} \d+\.\d+\.\d+\n", version.stdout), version

wrong = run("--no-such-option")
assert wrong.returncode != 0 and wrong.stdout == "", wrong
assert wrong.stderr.startswith(f"{NAME}: "), wrong
assert "--no-such-option" in wrong.stderr, wrong

for path in FILES:
    text = pathlib.Path(path).read_text("utf-8").replace("\\-", "-")
    if path.endswith(".1"):
        text = text.split(".SH OPTIONS")[1].split("\n.SH ")[0]
    assert find_options(text) == options, (path, find_options(text) ^ options)
