#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The records of calls in PostgreSQL: stopped, started, frozen, refusing.

Arguments: the program that tells records. Skipped without Debian's postgresql.
"""

import functools
import os
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))

from postgres import PASSWORD, Postgres, find_programs
from subtests import run_subtests
from writer import Writer, check, equal, tell_a_call, wait_for

SEED = int(os.environ.get("OVS_SEED", "11"))
KILLS = 5
# From one test to the next the server goes on.
server = None

Start = functools.partial(Writer, sys.argv[1])


def in_a_database(test):
    """An empty one. A test does not say twice what is missing here."""
    @functools.wraps(test)
    def run(folder):
        if server is None:
            return "there is no PostgreSQL server: install postgresql"
        server.clear()
        return test(folder)
    return run


def count_turns(call):
    return int(server.sql("SELECT COUNT(*) FROM turns WHERE call_id ="
                          f" '{call}'")[0][0])


def count_journal(folder):
    text = (folder / "state" / "journal.jsonl").read_text("utf-8")
    return text.count('"call_id":"one"')


@in_a_database
def a_call_is_kept_whole(folder):
    with Start(server.url(), folder / "state") as writer:
        tell_a_call(writer)


@in_a_database
def killed_at_random_moments(folder):
    chance = random.Random(SEED)
    for number in range(KILLS):
        call = f"call-{number}"
        writer = Start(server.url(), folder / "state")
        writer.do("begin", call)
        writer.send("stream", call)
        told = []
        for _ in range(chance.randint(1, 300)):
            told.append(writer.process.stdout.readline())
        told += writer.kill().splitlines()
        times = [int(line.split()[2]) for line in told
                 if line.count(" ") == 2]
        with Start(server.url(), folder / "state") as writer:
            writer.do("written")
            kept = count_turns(call)
        old = [at for at in times if at < times[-1] - 1000000]
        check(kept >= len(old), f"{len(old)} turns were old, {kept} are there")
        equal(server.sql(f"SELECT cause FROM calls WHERE id = '{call}'"),
              [["broken-off"]], "the end")
        equal(server.sql("SELECT COUNT(DISTINCT position), MAX(position) + 1"
                         f" FROM turns WHERE call_id = '{call}'"),
              [[str(kept), str(kept)]], "turns, once each")
    print(f"# seed {SEED}, {KILLS} kills")


@in_a_database
def stopped_and_started_in_the_middle(folder):
    """The server is back only when all has been told: whoever waited for it
    would never come to the end."""
    with Start(server.url(), folder / "state") as writer:
        writer.do("begin", "one")
        writer.do("turns", "one", 0, 10)
        writer.do("written")
        server.stop()
        try:
            writer.do("turns", "one", 10, 5000)
            problem = wait_for(
                lambda: writer.json("health").get("last_error"), "the problem")
            check("Check that it runs, and its address." in problem, problem)
            check(f"127.0.0.1:{server.port}" in problem, problem)
            wait_for(lambda: count_journal(folder) >= 5000, "the journal")
        finally:
            server.start()
        writer.do("written")
        equal(count_turns("one"), 5010, "turns")
        check("last_error" not in writer.json("health"), "a problem remains")
    check("The database takes records again." in writer.log(), writer.log())


@in_a_database
def restarted_while_nobody_speaks(folder):
    """A connection that has gone stale is no problem."""
    with Start(server.url(), folder / "state") as writer:
        writer.do("begin", "one")
        writer.do("written")
        equal(len(writer.json("calls")), 1, "calls")
        server.stop()
        server.start()
        equal(len(writer.json("calls")), 1, "calls")
        writer.do("turns", "one", 0, 10)
        writer.do("written")
        equal(count_turns("one"), 10, "turns")
    equal(writer.log(), "", "log")


@in_a_database
def away_at_the_start(folder):
    server.stop()
    try:
        with Start(server.url(), folder / "state") as writer:
            writer.do("begin", "one")
            wait_for(lambda: writer.json("health").get("last_error"),
                     "the problem")
            check("cannot be used" in writer.ask("calls"), "calls")
    finally:
        server.start()
    with Start(server.url(), folder / "state") as writer:
        writer.do("written")
        equal(server.sql("SELECT id, cause FROM calls"),
              [["one", "broken-off"]], "calls")


@in_a_database
def frozen_in_the_middle(folder):
    """It takes connections, and answers nothing."""
    with Start(server.url(), folder / "state") as writer:
        writer.do("begin", "one")
        writer.do("written")
        server.freeze()
        try:
            writer.do("turns", "one", 0, 1000)
            problem = wait_for(
                lambda: writer.json("health").get("last_error"), "the problem")
            check("does not answer" in problem, problem)
            check("does not answer" in writer.ask("calls"), "calls")
            # The end does not wait for it.
            equal(writer.close(), (0, "closed\n"), "the end")
        finally:
            server.freeze(False)
    with Start(server.url(), folder / "state") as writer:
        writer.do("written")
        equal(count_turns("one"), 1000, "turns")


@in_a_database
def a_wrong_password(folder):
    """It is told without the password, and tried until it is right."""
    with Start(server.url("another"), folder / "state") as writer:
        writer.do("begin", "one")
        problem = wait_for(
            lambda: writer.json("health").get("last_error"), "the problem")
        check("Check the user and the password" in problem, problem)
        check("another" not in writer.log() + problem, problem)
        server.set_password("another")
        try:
            writer.do("written")
        finally:
            server.set_password(PASSWORD)


@in_a_database
def some_begin_at_once(folder):
    """All of them would make the tables."""
    for turn in range(5):
        server.clear()
        writers = [Start(server.url(), folder / f"{turn}-{number}")
                   for number in range(4)]
        for number, writer in enumerate(writers):
            writer.do("begin", number)
        for writer in writers:
            writer.do("written")
            equal(writer.log(), "", "log")
            equal(writer.close(), (0, "closed\n"), "the end")
        equal(server.sql("SELECT id FROM calls ORDER BY id"),
              [["0"], ["1"], ["2"], ["3"]], "calls")


@in_a_database
def versions_of_the_schema(folder):
    with Start(server.url(), folder / "state") as writer:
        writer.do("begin", "old")
        writer.do("written")
    indexes = server.sql("SELECT indexname FROM pg_indexes WHERE schemaname ="
                         " 'public' AND indexname NOT LIKE '%_pkey' ORDER BY 1")
    check(len(indexes) >= 5, f"indexes: {indexes}")
    for name, in indexes:
        server.sql(f"DROP INDEX {name}")
    server.sql("DELETE FROM openai_voice_schema WHERE version > 1")
    with Start(server.url(), folder / "state") as writer:
        writer.do("begin", "new")
        writer.do("written")
        equal(sorted(c["id"] for c in writer.json("calls")), ["new", "old"],
              "calls")
    equal(server.sql("SELECT indexname FROM pg_indexes WHERE schemaname ="
                     " 'public' AND indexname NOT LIKE '%_pkey' ORDER BY 1"),
          indexes, "indexes")
    server.sql("INSERT INTO openai_voice_schema VALUES (99)")
    with Start(server.url(), folder / "state") as writer:
        problem = wait_for(
            lambda: writer.json("health").get("last_error"), "the problem")
        check("records of version 99" in problem, problem)


@in_a_database
def a_record_that_is_refused_holds_back_none(folder):
    with Start(server.url(), folder / "state") as writer:
        writer.do("written")
        server.sql("ALTER TABLE turns ADD CHECK (position % 7 <> 3)")
        writer.do("begin", "one")
        writer.do("turns", "one", 0, 50)
        writer.do("written")
        equal(count_turns("one"), 43, "turns")
        equal(writer.json("health")["dropped"], 7, "dropped")
    check("does not take a record" in writer.log(), writer.log())


TESTS = [
    a_call_is_kept_whole,
    killed_at_random_moments,
    stopped_and_started_in_the_middle,
    restarted_while_nobody_speaks,
    away_at_the_start,
    frozen_in_the_middle,
    a_wrong_password,
    some_begin_at_once,
    versions_of_the_schema,
    a_record_that_is_refused_holds_back_none,
]

if find_programs() is None:
    run_subtests(TESTS)
with Postgres() as server:
    run_subtests(TESTS)
