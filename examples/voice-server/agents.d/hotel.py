#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The hotel's desk: rooms, bookings and payment links.

    hotel.py                a call of a function on stdin, its answer on stdout
    hotel.py serve PORT     the payment service, on this machine

Bookings are kept in the SQLite file that HOTEL_DATABASE names; without it
nothing outlasts a call of a function.
"""

import datetime
import http.server
import json
import os
import sqlite3
import sys

ROOMS = {"single": (4, 90), "double": (6, 120), "suite": (1, 240)}
MAX_BODY = 64 * 1024

SCHEMA = """CREATE TABLE IF NOT EXISTS bookings (
  number INTEGER PRIMARY KEY AUTOINCREMENT, room TEXT NOT NULL,
  check_in TEXT NOT NULL, check_out TEXT NOT NULL, guest TEXT NOT NULL)"""


def open_database():
    database = sqlite3.connect(os.environ.get("HOTEL_DATABASE", ":memory:"),
                               isolation_level=None)
    database.execute(SCHEMA)
    return database


def read_stay(arguments):
    """The first and the last day, which must make sense."""
    try:
        check_in = datetime.date.fromisoformat(str(arguments["check_in"]))
    except (KeyError, ValueError):
        raise ValueError("check_in must be a day, as YYYY-MM-DD.") from None
    if check_in < datetime.date.today():
        raise ValueError("check_in lies in the past.")
    return check_in, check_in + datetime.timedelta(int(arguments["nights"]))


def count_free(database, room, check_in, check_out):
    """By the day that has the most bookings."""
    count, _ = ROOMS[room]
    free = count
    day = check_in
    while day < check_out:
        taken, = database.execute(
            "SELECT count(*) FROM bookings WHERE room = ? AND check_in <= ?"
            " AND check_out > ?", (room, str(day), str(day))).fetchone()
        free = min(free, count - taken)
        day += datetime.timedelta(1)
    return free


def check_availability(database, call):
    arguments = call["arguments"]
    check_in, check_out = read_stay(arguments)
    rooms = [room for room in ROOMS
             if arguments.get("room") in (None, room)
             and count_free(database, room, check_in, check_out) > 0]
    return {"rooms": [{"room": room, "price": ROOMS[room][1]
                       * int(arguments["nights"])} for room in rooms],
            "currency": "EUR"}


def book_room(database, call):
    arguments = call["arguments"]
    check_in, check_out = read_stay(arguments)
    room = arguments["room"]
    database.execute("BEGIN IMMEDIATE")
    if count_free(database, room, check_in, check_out) < 1:
        database.execute("ROLLBACK")
        raise ValueError("There is no such room left on these days.")
    booking = database.execute(
        "INSERT INTO bookings (room, check_in, check_out, guest)"
        " VALUES (?, ?, ?, ?)",
        (room, str(check_in), str(check_out), arguments["guest"])).lastrowid
    database.execute("COMMIT")
    return {"booking": 1000 + booking, "check_out": str(check_out)}


def answer_call():
    call = json.load(sys.stdin)
    functions = {"check_availability": check_availability,
                 "book_room": book_room}
    try:
        result = functions[call["tool"]](open_database(), call)
    except (ValueError, KeyError, sqlite3.Error) as error:
        print(error.args[0], file=sys.stderr)
        return 1
    json.dump(result, sys.stdout)
    return 0


class Payments(http.server.BaseHTTPRequestHandler):
    """POST /payments with {"booking": 1001} answers with a link."""

    def do_POST(self):
        length = int(self.headers.get("Content-Length", 0))
        try:
            booking = int(json.loads(
                self.rfile.read(min(length, MAX_BODY)))["booking"])
        except (ValueError, KeyError, TypeError):
            self.send_error(400, "a booking's number is missing")
            return
        body = json.dumps({"url": f"https://pay.example/{booking}",
                           "valid_minutes": 30}).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args):
        pass


def serve(port):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", port), Payments)
    print(f"Listening on {server.server_port}", flush=True)
    server.serve_forever()


if __name__ == "__main__":
    if sys.argv[1:2] == ["serve"]:
        serve(int(sys.argv[2]))
    sys.exit(answer_call())
