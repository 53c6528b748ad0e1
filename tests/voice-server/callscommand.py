#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""openai-voice-server calls: lists, one call, forms, filters, what is wrong.

Arguments: openai-voice-server, the program that tells records.
"""

import csv
import io
import json
import os
import pathlib
import pty
import sqlite3
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))

from subtests import run_subtests
from writer import PATIENCE_S, Writer, check, equal

PROGRAM, WRITER = sys.argv[1:3]
HOSTILE = "=1+1\x1b[31m\u202eev\x9bil\r\nok, \"so\""
DAY_US = 86400 * 1000000


def environment(folder):
    clean = {name: value for name, value in os.environ.items()
             if not name.startswith("OPENAI_VOICE_SERVER_")
             and name != "STATE_DIRECTORY"}
    return {**clean, "LC_ALL": "C.UTF-8", "TZ": "UTC",
            "XDG_CONFIG_HOME": str(folder / "config"),
            "XDG_STATE_HOME": str(folder / "state")}


def run(folder, *arguments, status=0, **more):
    done = subprocess.run(
        [PROGRAM, "calls", *map(str, arguments)], check=False,
        capture_output=True, timeout=PATIENCE_S,
        env={**environment(folder), **more})
    errors = done.stderr.decode()
    equal(done.returncode, status, f"status of {arguments}: {errors}")
    if status == 0:
        equal(errors, "", "errors")
    else:
        check(errors.startswith("openai-voice-server calls: ")
              and errors.count("\n") == 1, errors)
        return errors
    return done.stdout.decode()


def make(folder):
    """Calls of three days: a, b and c; the last one runs. Where the server
    has them when it is told nothing."""
    home = folder / "state" / "openai-voice-server"
    with Writer(WRITER, f"sqlite:{home / 'calls.db'}",
                home / "journal") as writer:
        writer.do("written")
    now = time.time_ns() // 1000
    database = sqlite3.connect(home / "calls.db")
    rows = [("a", "twilio", "hotel", "+1", "+9", now - 2 * DAY_US, "transferred"),
            ("b", "sip", "menu", "+2", "+9", now - DAY_US // 2, "broken-off"),
            ("c", "twilio", "hotel", "+3", "+8", now, None)]
    for row in rows:
        database.execute(
            "INSERT INTO calls (id, leg, agent, from_number, to_number,"
            " started, cause, direction, ended) VALUES (?, ?, ?, ?, ?, ?, ?,"
            " 'in', ?)", (*row, row[5] + 61500000 if row[6] else None))
    for index, (call, text) in enumerate((("a", HOSTILE), ("a", "Two nights."),
                                          ("b", "A Table for 100%_ of us"))):
        database.execute(
            "INSERT INTO turns VALUES (?, ?, ?, 'user', ?, ?, ?, 0, 300)",
            (f"e{index}", call, index, text, now, now + 500000))
    database.execute("INSERT INTO facts VALUES ('a', 'name', '@x')")
    database.commit()
    database.close()
    return home / "calls.db"


def ids(text):
    return [call["id"] for call in json.loads(text)]


def filters(folder):
    make(folder)
    for options, wanted in (
            ([], "cba"), (["--agent", "hotel"], "ca"), (["--leg", "sip"], "b"),
            (["--cause", "broken-off"], "b"), (["--cause", "running"], "c"),
            (["--from", "+1"], "a"), (["--to", "+9"], "ba"),
            (["--text", "TWO nights"], "a"), (["--text", "100%_"], "b"),
            (["--text", "100__"], ""), (["--text", "no such words"], ""),
            (["--since", "1d"], "cb"), (["--until", "1d"], "a"),
            (["--since", "3d", "--until", "60m"], "ba"),
            (["--limit", "2"], "cb"), (["--since", "2026-11-29T10:15"], None),
            (["--since", "today"], None), (["--since", "2020-01-01"], "cba"),
            (["--to", "+9", "--agent", "menu"], "b")):
        got = ids(run(folder, "--format", "json", *options))
        if wanted is not None:
            equal(got, list(wanted), str(options))


def a_table(folder):
    make(folder)
    lines = run(folder).splitlines()
    equal(len(lines), 4, "lines")
    check(lines[0].split() == ["STARTED", "ID", "LEG", "WAY", "AGENT", "FROM",
                               "TO", "LENGTH", "TURNS", "COST", "CAUSE"],
          lines[0])
    check(lines[3].endswith("transferred") and "1:02" in lines[3], lines[3])
    check(lines[1].endswith("running"), lines[1])
    equal(run(folder, "--from", "nobody"), "There are no such calls.\n",
          "an empty list")


def one_call(folder):
    make(folder)
    text = run(folder, "a")
    for words in ("transferred", "0:00", "Two nights. [300 ms]", "name = @x"):
        check(words in text, text)
    check("\x1b" not in text and "\x9b" not in text and "\u202e" not in text,
          repr(text))
    call = json.loads(run(folder, "a", "--format", "json"))
    equal([turn["text"] for turn in call["turns"]], [HOSTILE, "Two nights."],
          "texts")
    check("There is no call z. List calls" in run(folder, "z", status=1), "z")


def a_spreadsheet_computes_nothing(folder):
    make(folder)
    text = run(folder, "a", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    equal([row["text"] for row in rows], ["'" + HOSTILE, "Two nights."],
          "texts")
    equal(rows[1]["latency_ms"], "300", "a number")
    calls = list(csv.DictReader(io.StringIO(run(folder, "--format", "csv"),
                                            newline="")))
    equal([row["from"] for row in calls], ["'+3", "'+2", "'+1"], "numbers")
    equal([row["cause"] for row in calls], ["", "broken-off", "transferred"],
          "causes")
    equal(calls[2]["duration_s"], "61.5", "length")


def a_terminal_is_not_commanded(folder):
    make(folder)
    for form in ("table", "json", "csv"):
        leader, follower = pty.openpty()
        process = subprocess.Popen([PROGRAM, "calls", "a", "--format", form],
                                   stdout=follower, env=environment(folder))
        os.close(follower)
        shown = b""
        try:
            while piece := os.read(leader, 4096):
                shown += piece
        except OSError:
            pass                # The other end is closed.
        equal(process.wait(PATIENCE_S), 0, "status")
        os.close(leader)
        text = shown.decode()
        check("Two nights." in text, text)
        check(all(c in "\r\n" or c.isprintable() for c in text), repr(text))
        check("\u202e" not in text, repr(text))


def where_the_server_keeps_them(folder):
    path = make(folder)
    equal(ids(run(folder, "--format", "json", "--database", f"sqlite:{path}",
                  XDG_STATE_HOME="/nonexistent")), ["c", "b", "a"], "--database")
    equal(ids(run(folder, "--format", "json", "--state", path.parent,
                  XDG_STATE_HOME="/nonexistent")), ["c", "b", "a"], "--state")
    equal(ids(run(folder, "--format", "json", XDG_STATE_HOME="/nonexistent",
                  OPENAI_VOICE_SERVER_DATABASE=f"sqlite:{path}",
                  OPENAI_VOICE_SERVER_AGENT="nobody")), ["c", "b", "a"],
          "environment")
    config = folder / "server.conf"
    config.write_text(f"[voice-server]\nport = 8080\nagent = nobody\n"
                      f"database = sqlite:{path}\n")
    equal(ids(run(folder, "--format", "json", "--config", config,
                  XDG_STATE_HOME="/nonexistent")), ["c", "b", "a"], "--config")


def what_is_wrong_is_said(folder):
    path = make(folder)
    for arguments, status, words in (
            (["--since", "soon"], 2, "since is a time, as today"),
            (["--limit", "0"], 2, "limit is a number from 1 to 100000"),
            (["--format", "xml"], 2, "table, json, csv"),
            (["a", "b"], 2, "One ID at a time"),
            (["--database", "none"], 2, "No records are kept"),
            (["--database", "calls.db"], 2, "sqlite:FILE, postgresql://"),
            (["--database", "sqlite:/nonexistent/x"], 1, "is not there"),
            (["--database", "postgresql://u:s3cret@127.0.0.1:1/x"], 1,
             "Check that it runs"),
            (["--colour"], 2, "--colour")):
        errors = run(folder, *arguments, status=status)
        check(words in errors and "s3cret" not in errors, errors)
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA user_version = 1")
    check("records of an older version. Start openai-voice-server"
          in run(folder, status=1), "an old database")
    equal(database.execute("PRAGMA user_version").fetchone(), (1,),
          "nothing is changed")
    database.close()
    done = subprocess.run(
        [PROGRAM, "calls", "--database", f"sqlite:{folder / 'no'}"],
        check=False, capture_output=True)
    equal(done.returncode, 1, "status")
    check(not (folder / "no").exists(), "nothing is made")


def a_full_disk_behind_the_output(folder):
    make(folder)
    with open("/dev/full", "wb") as full:
        done = subprocess.run([PROGRAM, "calls"], check=False, stdout=full,
                              stderr=subprocess.PIPE, env=environment(folder))
    equal(done.returncode, 1, "status")
    check(b"cannot be written: No space left" in done.stderr, done.stderr)


run_subtests([
    filters,
    a_table,
    one_call,
    a_spreadsheet_computes_nothing,
    a_terminal_is_not_commanded,
    where_the_server_keeps_them,
    what_is_wrong_is_said,
    a_full_disk_behind_the_output,
])
