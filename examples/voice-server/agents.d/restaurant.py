#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The restaurant's book of tables: a call of a function on stdin, its answer
on stdout. It is kept in the SQLite file that RESTAURANT_DATABASE names; without
it nothing outlasts a call of a function."""

import datetime
import json
import os
import sqlite3
import sys

SEATS = 40
STAY = datetime.timedelta(hours=2)
SITTINGS = (("12:00", "14:30"), ("18:00", "23:00"))

SCHEMA = """CREATE TABLE IF NOT EXISTS tables (
  number INTEGER PRIMARY KEY AUTOINCREMENT, begin TEXT NOT NULL,
  guests INTEGER NOT NULL, name TEXT NOT NULL, phone TEXT NOT NULL)"""


def open_database():
    database = sqlite3.connect(os.environ.get("RESTAURANT_DATABASE",
                                              ":memory:"),
                               isolation_level=None)
    database.execute(SCHEMA)
    return database


def read_begin(date, time):
    try:
        begin = datetime.datetime.fromisoformat(f"{date} {time}")
    except ValueError:
        raise ValueError("This is no day and time.") from None
    if begin < datetime.datetime.now():
        raise ValueError("This lies in the past.")
    if begin.weekday() == 0:
        raise ValueError("The restaurant is closed on Mondays.")
    if not any(first <= time < last for first, last in SITTINGS):
        raise ValueError("The kitchen is closed at this time.")
    return begin


def count_free(database, begin):
    """Seats while the guests would be there."""
    taken, = database.execute(
        "SELECT coalesce(sum(guests), 0) FROM tables"
        " WHERE begin > ? AND begin < ?",
        (str(begin - STAY), str(begin + STAY))).fetchone()
    return SEATS - taken


def check_table(database, call):
    arguments = call["arguments"]
    begin = read_begin(arguments["date"], arguments["time"])
    return {"free": count_free(database, begin) >= int(arguments["guests"])}


def book_table(database, call):
    facts = call["facts"]
    missing = [name for name in ("date", "time", "party_size", "name", "phone")
               if name not in facts]
    if missing:
        raise ValueError("Note these facts first: " + ", ".join(missing))
    begin = read_begin(facts["date"], facts["time"])
    guests = int(facts["party_size"])
    database.execute("BEGIN IMMEDIATE")
    if count_free(database, begin) < guests:
        database.execute("ROLLBACK")
        raise ValueError("There is no table at this time.")
    number = database.execute(
        "INSERT INTO tables (begin, guests, name, phone) VALUES (?, ?, ?, ?)",
        (str(begin), guests, facts["name"], facts["phone"])).lastrowid
    database.execute("COMMIT")
    return {"reservation": number}


def main():
    call = json.load(sys.stdin)
    functions = {"check_table": check_table, "book_table": book_table}
    try:
        result = functions[call["tool"]](open_database(), call)
    except (ValueError, KeyError, sqlite3.Error) as error:
        print(error.args[0], file=sys.stderr)
        return 1
    json.dump(result, sys.stdout)
    return 0


if __name__ == "__main__":
    sys.exit(main())
