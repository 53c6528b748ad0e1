#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The records of calls in SQLite: killed, locked, full, damaged.

Arguments: the program that tells records. The moments of kills are chosen by a
seeded generator (OVS_SEED).
"""

import functools
import json
import os
import pathlib
import random
import sqlite3
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))

from smalldisk import SmallDisk
from subtests import run_subtests
from writer import (Writer, check, equal, read_sqlite, tell_a_call,
                    wait_for)

SEED = int(os.environ.get("OVS_SEED", "11"))
KILLS = 20
SECOND_US = 1000000

Start = functools.partial(Writer, sys.argv[1])


def places(folder):
    return f"sqlite:{folder / 'calls.db'}", folder / "state"


def tables(folder):
    return folder / "calls.db"


def count_turns(folder, call):
    return read_sqlite(tables(folder), "SELECT COUNT(*) FROM turns WHERE"
                       " call_id = ?", call)[0][0]


def journal(folder):
    return (folder / "state" / "journal.jsonl").read_text("utf-8")


def count_journal(folder):
    """What the last run left may still be in it."""
    return journal(folder).count('"call_id":"one"')


def a_call_is_kept_whole(folder):
    with Start(*places(folder)) as writer:
        tell_a_call(writer)
    equal(journal(folder), "", "journal")


def files_are_for_their_owner_only(folder):
    with Start(*places(folder)) as writer:
        writer.do("begin", "one")
        writer.do("written")
        for path in [*folder.glob("calls.db*"), *(folder / "state").iterdir()]:
            equal(path.stat().st_mode & 0o077, 0, f"mode of {path.name}")


def killed_at_random_moments(folder):
    """Nothing is lost that was told a second before."""
    chance = random.Random(SEED)
    missed = 0
    for number in range(KILLS):
        call = f"call-{number}"
        writer = Start(*places(folder))
        writer.do("begin", call)
        writer.send("stream", call)
        told = []
        for _ in range(chance.randint(1, 300)):
            told.append(writer.process.stdout.readline())
        told += writer.kill().splitlines()
        turns = [list(map(int, line.split()[1:])) for line in told
                 if line.count(" ") == 2]
        with Start(*places(folder)) as writer:
            writer.do("written")
            ended = read_sqlite(
                tables(folder), "SELECT cause FROM calls WHERE id = ?", call)
            kept = count_turns(folder, call)
        equal(ended, [("broken-off",)], f"end of {call}")
        old = [index for index, at in turns if at < turns[-1][1] - SECOND_US]
        check(kept >= len(old), f"{len(old)} turns were old, {kept} are there")
        missed = max(missed, len(turns) - kept)
        indexes = [row[0] for row in read_sqlite(
            tables(folder), "SELECT position FROM turns WHERE call_id = ?"
            " ORDER BY position", call)]
        equal(indexes, list(range(kept)), "turns, once each, in order")
    print(f"# seed {SEED}, {KILLS} kills, at most the last {missed} turns"
          " were not kept")


def calls_of_others_are_not_broken_off(folder):
    """A database for several servers, each with a folder of its own."""
    url = f"sqlite:{folder / 'calls.db'}"
    with Start(url, folder / "first") as first:
        first.do("begin", "mine")
        first.do("written")
        with Start(url, folder / "second") as second:
            second.do("begin", "theirs")
            second.do("written")
            second.kill()
        with Start(url, folder / "second") as second:
            second.do("written")
            causes = dict(read_sqlite(tables(folder),
                                      "SELECT id, cause FROM calls"))
    equal(causes, {"mine": None, "theirs": "broken-off"}, "causes")


def a_locked_database_delays_nobody(folder):
    """The lock is let go only when all has been told: whoever waited for it
    would never come to the end."""
    with Start(*places(folder)) as writer:
        writer.do("written")
        other = sqlite3.connect(tables(folder), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        writer.do("begin", "one")
        writer.do("turns", "one", 0, 5000)
        problem = wait_for(
            lambda: writer.json("health").get("last_error"), "the problem")
        check("is in use by another program" in problem, problem)
        check("Records wait in " in problem, problem)
        health = writer.json("health")
        equal((health["writing"], health["backlog"], health["dropped"]),
              (False, 5001, 0), "health")
        wait_for(lambda: count_journal(folder) == 5001, "the journal")
        other.execute("COMMIT")
        other.close()
        writer.do("written")
        equal(count_turns(folder, "one"), 5000, "turns")
        wait_for(lambda: journal(folder) == "", "an empty journal")
        check("last_error" not in writer.json("health"), "a problem remains")
    equal(writer.log().count("is in use"), 1, "told once")
    check("The database takes records again." in writer.log(), writer.log())


def killed_while_the_database_is_locked(folder):
    with Start(*places(folder)) as writer:
        writer.do("begin", "zero")
        writer.do("written")
        other = sqlite3.connect(tables(folder), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        writer.do("begin", "one")
        writer.do("turns", "one", 0, 100)
        wait_for(lambda: count_journal(folder) == 101, "the journal")
        writer.kill()
        other.execute("COMMIT")
        other.close()
    with Start(*places(folder)) as writer:
        writer.do("written")
        equal(count_turns(folder, "one"), 100, "turns")
        equal(read_sqlite(tables(folder), "SELECT cause FROM calls"),
              [("broken-off",), ("broken-off",)], "causes")


def the_first_question_waits_for_what_is_left(folder):
    """Of a new database, and of what an earlier run had not written yet; one
    that cannot be written answers what it knows."""
    with Start(*places(folder)) as writer:
        equal(writer.json("calls"), [], "calls of a new database")
        writer.do("begin", "one")
        writer.do("written")
        other = sqlite3.connect(tables(folder), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        writer.do("turns", "one", 0, 5000)
        wait_for(lambda: count_journal(folder) == 5000, "the journal")
        writer.kill()
        other.execute("COMMIT")
    with Start(*places(folder)) as writer:
        call = writer.json("call", "one")
        equal((call["cause"], len(call["turns"])), ("broken-off", 5000), "call")
        writer.kill()
    other.execute("BEGIN IMMEDIATE")  # it may be read
    with Start(*places(folder)) as writer:
        equal(writer.json("call", "one")["cause"], "broken-off", "cause")
        other.execute("COMMIT")
        other.close()


def a_replay_changes_nothing(folder):
    """Killed between the commit and the emptying of the journal."""
    with Start(*places(folder)) as writer:
        other = None
        writer.do("written")
        other = sqlite3.connect(tables(folder), isolation_level=None)
        other.execute("BEGIN EXCLUSIVE")
        writer.do("begin", "one")
        writer.do("turns", "one", 0, 10)
        writer.do("tool", "one")
        writer.do("usage", "one", 1)
        writer.do("end", "one", "caller-hung-up")
        wait_for(lambda: count_journal(folder) == 14, "the journal")
        lines = journal(folder)
        other.execute("COMMIT")
        other.close()
        writer.do("written")
        before = writer.json("call", "one")
    (folder / "state" / "journal.jsonl").write_text(lines)
    with Start(*places(folder)) as writer:
        writer.do("written")
        equal(writer.json("call", "one"), before, "the call")


def bad_lines_of_a_journal_are_set_aside(folder):
    with Start(*places(folder)) as writer:
        writer.do("written")
    good = json.dumps({"kind": "turn", "entry": "x-1", "call_id": "one",
                       "index": 0, "role": "user", "text": "kept"})
    lines = ["no JSON", '{"kind":"turn","call_id":"one"}',
             '{"kind":"other","entry":"x"}', '{"kind":"turn","entry":["x"]}',
             "[" * 5000, '{"kind":"turn","entry":"x","index":"one"}']
    path = folder / "state" / "journal.jsonl"
    path.write_text("\n".join([lines[0], good, *lines[1:]]) + "\n" + good[:20])
    with Start(*places(folder)) as writer:
        writer.do("written")
        # The last one, which a kill cut off, is lost with its end.
        equal(writer.json("health")["dropped"], len(lines) + 1, "dropped")
        equal(read_sqlite(tables(folder), "SELECT text FROM turns"),
              [("kept",)], "turns")
    check(f"{len(lines) + 1} lines of {path} cannot be read" in writer.log(),
          writer.log())
    aside = (folder / "state" / "journal-refused.jsonl").read_text()
    for line in lines:
        check(line + "\n" in aside, f"{line[:40]} is not kept")


def a_record_that_is_refused_holds_back_none(folder):
    with Start(*places(folder)) as writer:
        writer.do("written")
    database = sqlite3.connect(tables(folder))
    database.execute("CREATE TRIGGER strict BEFORE INSERT ON turns WHEN"
                     " NEW.position % 7 = 3 BEGIN SELECT RAISE(ABORT, 'odd');"
                     " END")
    database.commit()
    database.close()
    with Start(*places(folder)) as writer:
        writer.do("begin", "one")
        writer.do("turns", "one", 0, 50)
        writer.do("written")
        equal(count_turns(folder, "one"), 43, "turns")
        equal(writer.json("health")["dropped"], 7, "dropped")
    aside = (folder / "state" / "journal-refused.jsonl").read_text()
    equal(len(aside.splitlines()), 7, "set aside")
    check("does not take a record" in writer.log(), writer.log())


def a_full_disk_under_the_database(folder):
    with SmallDisk(folder / "disk", "512k") as disk:
        if disk is None:
            return "no file system may be mounted here"
        with Start(f"sqlite:{disk / 'calls.db'}", folder / "state") as writer:
            writer.do("begin", "one")
            writer.do("turns", "one", 0, 20000)
            problem = wait_for(
                lambda: writer.json("health").get("last_error"), "the problem")
            check("Make room on its disk." in problem, problem)
            subprocess.run(["mount", "-o", "remount,size=64m", disk],
                           check=True)
            writer.do("written")
            equal(count_turns(disk, "one"), 20000, "turns")
    return None


def a_full_disk_under_the_journal(folder):
    with SmallDisk(folder / "disk", "64k") as disk:
        if disk is None:
            return "no file system may be mounted here"
        with Start(f"sqlite:{folder / 'calls.db'}", disk / "state") as writer:
            writer.do("written")
            other = sqlite3.connect(tables(folder), isolation_level=None)
            other.execute("BEGIN EXCLUSIVE")
            writer.do("begin", "one")
            writer.do("turns", "one", 0, 2000)
            wait_for(lambda: "No space left" in writer.log(), "the problem")
            check("Make room, or records" in writer.log(), writer.log())
            subprocess.run(["mount", "-o", "remount,size=8m", disk],
                           check=True)
            # By itself, while the database is still away.
            wait_for(lambda: count_journal(disk) == 2001, "the journal")
            other.execute("COMMIT")
            other.close()
            writer.do("written")
            equal(count_turns(folder, "one"), 2000, "turns")
        check("The journal takes records again." in writer.log(), writer.log())
    return None


def a_folder_is_for_one_process(folder):
    with Start(*places(folder)):
        second = Start(f"sqlite:{folder / 'other.db'}", folder / "state")
        check(not second.opened, "two in one folder")
        equal(second.end(), 1, "status")
        check("is in use by another openai-voice-server" in second.log(),
              second.log())


def an_old_database_is_brought_up_to_date(folder):
    with Start(*places(folder)) as writer:
        writer.do("begin", "old")
        writer.do("written")
    database = sqlite3.connect(tables(folder), isolation_level=None)
    indexes = database.execute("SELECT name FROM sqlite_master WHERE type ="
                               " 'index' AND sql IS NOT NULL").fetchall()
    check(len(indexes) >= 5, f"indexes: {indexes}")
    for name, in indexes:
        database.execute(f"DROP INDEX {name}")
    database.execute("PRAGMA user_version = 1")
    database.close()
    with Start(*places(folder)) as writer:
        writer.do("begin", "new")
        writer.do("written")
        equal(sorted(c["id"] for c in writer.json("calls")), ["new", "old"],
              "calls")
    equal(read_sqlite(tables(folder), "PRAGMA user_version"), [(2,)], "version")
    equal(sorted(read_sqlite(tables(folder), "SELECT name FROM sqlite_master"
                             " WHERE type = 'index' AND sql IS NOT NULL")),
          sorted(indexes), "indexes")


def a_newer_database_is_left_alone(folder):
    database = sqlite3.connect(tables(folder))
    database.execute("PRAGMA user_version = 99")
    database.close()
    before = tables(folder).read_bytes()
    with Start(*places(folder)) as writer:
        writer.do("begin", "one")
        problem = wait_for(
            lambda: writer.json("health").get("last_error"), "the problem")
        check("records of version 99" in problem, problem)
    equal(read_sqlite(tables(folder), "PRAGMA user_version"), [(99,)],
          "version")
    equal(len(tables(folder).read_bytes()), len(before), "size")


def what_is_no_database_is_left_alone(folder):
    tables(folder).write_text("These are my notes, and no records.\n" * 100)
    with Start(*places(folder)) as writer:
        writer.do("begin", "one")
        problem = wait_for(
            lambda: writer.json("health").get("last_error"), "the problem")
        check("Name another file with --database" in problem, problem)
        tables(folder).rename(folder / "notes")
        writer.do("written")
    check((folder / "notes").read_text().startswith("These"), "my notes")
    equal(read_sqlite(tables(folder), "SELECT id FROM calls"), [("one",)],
          "calls")


def urls_that_are_none(folder):
    for url, words in (("calls.db", "sqlite:FILE, postgresql://"),
                       ("mysql://x", "sqlite:FILE, postgresql://"),
                       ("sqlite:", "needs the path of a file"),
                       ("postgresql://u:p4ss%zz@h/d", "cannot be read")):
        writer = Start(url, folder / "state")
        check(not writer.opened, url)
        equal(writer.end(), 1, "status")
        check(words in writer.log() and "p4ss" not in writer.log(),
              writer.log())


def none_keeps_nothing(folder):
    with Start("none", folder / "state") as writer:
        writer.do("begin", "one")
        writer.do("turns", "one", 0, 3)
        equal(writer.json("health"),
              {"writing": False, "backlog": 0, "dropped": 0}, "health")
        check("--database is none" in writer.ask("calls"), "calls")
    check(not (folder / "state").exists(), "a folder")


run_subtests([
    a_call_is_kept_whole,
    files_are_for_their_owner_only,
    killed_at_random_moments,
    calls_of_others_are_not_broken_off,
    a_locked_database_delays_nobody,
    killed_while_the_database_is_locked,
    the_first_question_waits_for_what_is_left,
    a_replay_changes_nothing,
    bad_lines_of_a_journal_are_set_aside,
    a_record_that_is_refused_holds_back_none,
    a_full_disk_under_the_database,
    a_full_disk_under_the_journal,
    a_folder_is_for_one_process,
    an_old_database_is_brought_up_to_date,
    a_newer_database_is_left_alone,
    what_is_no_database_is_left_alone,
    urls_that_are_none,
    none_keeps_nothing,
])
