#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A disk that is full, and folders of results that another user prepared.

Further argument: the module that makes a disk fail, if it can be loaded.
"""

import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from harness import (Server, check, equal, run, run_tests, sox, speak,
                     summary)
from smalldisk import SmallDisk

base = pathlib.Path(tempfile.mkdtemp(prefix="orb-disk-"))
speak(base / "raw.wav", "Hello there.")
sox(base / "raw.wav", base / "one.wav", "pad", 0.2, 1)
for copy in ("two", "three"):
    shutil.copy(base / "one.wav", base / f"{copy}.wav")
ALL = [base / f"{name}.wav" for name in ("one", "two", "three")]


def a_full_disk_is_told_and_overcome(folder):
    with SmallDisk(folder / "disk", "160k") as disk, Server() as server:
        if disk is None:
            return "no file system may be mounted here"
        ballast = disk / "ballast"
        ballast.write_bytes(bytes(60 * 1024))
        done = run(server, "answer", *ALL, "-o", disk, "-j", 1, status=5)
        check("No space left" in done.stderr, done.stderr)
        check("give the same command again" in done.stderr, done.stderr)
        check("lets nothing through" not in done.stderr, done.stderr)
        ballast.unlink()
        subprocess.run(["mount", "-o", "remount,size=8m", str(disk)],
                       check=True)
        run(server, "answer", *ALL, "-o", disk, "-j", 1, status=0)
        equal(summary(disk)["total"]["done"], 3, "done")
        text = (disk / ".openai-realtime-batch/journal.jsonl").read_text()
        for line in text.splitlines():
            json.loads(line)
    return None


def a_journal_that_cannot_be_read_stops_the_run(folder):
    journal = folder / "out/.openai-realtime-batch/journal.jsonl"
    with Server() as server:
        run(server, "transcribe", ALL[0], "-o", folder / "out", status=0)
        kept = folder / "kept"
        journal.rename(kept)
        journal.symlink_to(kept)
        before = kept.read_bytes()
        done = run(server, "transcribe", ALL[0], "-o", folder / "out",
                   status=2)
        check("journal.jsonl" in done.stderr, done.stderr)
        equal(kept.read_bytes(), before, "the journal")


def failing(calls, after=0):
    return {"LD_PRELOAD": os.path.abspath(sys.argv[4]), "IOFAIL": calls,
            "IOFAIL_AFTER": str(after)}


def a_journal_that_fails_to_be_read_is_kept(folder):
    if len(sys.argv) < 5:
        return "nothing may be preloaded here"
    journal = folder / "out/.openai-realtime-batch/journal.jsonl"
    with Server() as server:
        run(server, "transcribe", ALL[0], "-o", folder / "out", status=0)
        before = journal.read_bytes()
        done = run(server, "transcribe", ALL[0], "-o", folder / "out",
                   status=2, env=failing("read"))
        check("Input/output error" in done.stderr
              and "--output" in done.stderr, done.stderr)
        equal(journal.read_bytes(), before, "the journal")
    return None


def half_a_line_takes_no_other_with_it(folder):
    if len(sys.argv) < 5:
        return "nothing may be preloaded here"
    with Server() as server:
        for calls, lost in (("write", 0), ("write truncate", 1)):
            out = folder / calls.replace(" ", "-")
            # What began is noted; the first result is not, its failure is.
            done = run(server, "transcribe", ALL[0], "-o", out, status=5,
                       env=failing(calls, after=1))
            check("No space left" in done.stderr, done.stderr)
            done = run(server, "transcribe", ALL[0], "-o", out, status=0)
            equal("1 line of the journal cannot be read" in done.stderr,
                  lost == 1, done.stderr)
            done = run(server, "transcribe", ALL[0], "-o", out, status=0)
            check("1 of 1 recording was done before." in done.stdout,
                  done.stdout)
    return None


def nothing_of_others_is_replaced(folder):
    out = folder / "out"
    out.mkdir()
    (out / "summary.csv").write_text("mine")
    with Server() as server:
        done = run(server, "transcribe", ALL[0], "-o", out, status=2)
    check("summary.csv" in done.stderr and "--output" in done.stderr,
          done.stderr)
    equal((out / "summary.csv").read_text(), "mine", "the table")


def a_prepared_folder_moves_no_file(folder):
    own = folder / "out/.openai-realtime-batch"
    (own / "work").mkdir(parents=True)
    (folder / "victim").write_text("mine")
    (own / "work/p").write_text("theirs")
    lines = [{"event": "staged", "key": "k", "files": [
        {"from": "p", "to": "../victim"}], "result": {"input": "x"}},
        {"event": "staged", "key": "l", "files": [
            {"from": "../../../victim", "to": "stolen"}],
         "result": {"input": "x"}}]
    (own / "journal.jsonl").write_text(
        "".join(json.dumps(line) + "\n" for line in lines))
    for more in (["-n"], []):
        with Server() as server:
            run(server, "transcribe", ALL[0], "-o", folder / "out", *more,
                status=0)
        equal((folder / "victim").read_text(), "mine", "the victim")
        check(not (folder / "out/stolen").exists(), "nothing is stolen")


def a_dry_run_writes_nothing(folder):
    def snapshot():
        return {str(path): path.stat().st_mtime_ns
                for path in (folder / "out").rglob("*")}
    with Server() as server:
        run(server, "transcribe", ALL[0], "-o", folder / "out", status=0)
        own = folder / "out/.openai-realtime-batch"
        (own / "work/left").write_text("of a process that was killed")
        with open(own / "journal.jsonl", "a", encoding="utf-8") as file:
            file.write('{"half')
        before = snapshot()
        done = run(server, "transcribe", *ALL, "-o", folder / "out", "-n",
                   status=0)
        equal(snapshot(), before, "the folder")
        check("1 done before" in done.stdout, done.stdout)


def one_impossible_name_costs_only_itself(folder):
    (folder / "in/sub").mkdir(parents=True)
    shutil.copy(ALL[0], folder / "in/a.wav")
    shutil.copy(ALL[0], folder / "in/sub/b.wav")
    (folder / "out").mkdir()
    (folder / "out/sub").write_text("in the way")
    with Server("--log", str(folder / "log")) as server:
        done = run(server, "transcribe", folder / "in", "-o", folder / "out",
                   "-j", 1, status=1)
    check("sub/b.wav: Cannot make sub/b.jsonl" in done.stderr, done.stderr)
    equal([r["status"] for r in summary(folder / "out")["recordings"]],
          ["done", "failed"], "status")
    equal((folder / "log").read_text().count('"session.created"'), 1,
          "sessions: it was not paid")


def results_beside_the_recordings(folder):
    for name in ("a", "b"):
        shutil.copy(ALL[0], folder / f"{name}.wav")
    (folder / "a.txt").write_text("my own words")
    with Server("--log", str(folder / "log.jsonl")) as server:
        run(server, "answer", folder, "-o", folder, status=0)
        equal(sorted(r["name"] for r in summary(folder)["recordings"]),
              ["a.wav", "b"], "names: mine are kept")
        equal((folder / "a.txt").read_text(), "my own words", "mine")
        check((folder / "b.answer.wav").exists(), "answers")
        for more in ([folder], [*folder.glob("*.wav")]):
            done = run(server, "answer", *more, "-o", folder, status=0)
            check("2 of 2 recordings were done before." in done.stdout,
                  done.stdout)
            check("4 results of earlier runs left out." in done.stdout,
                  done.stdout)


def long_names_are_shortened(folder):
    (folder / "in").mkdir()
    for name in ("a" * 251, "a" * 250 + "b", "\u00e4" * 125, "b"):
        shutil.copy(ALL[0], folder / "in" / f"{name}.wav")
    with Server() as server:
        run(server, "answer", folder / "in", "-o", folder / "out", status=0)
        equal(len(list((folder / "out").glob("*.conversation.wav"))), 4,
              "results")
        done = run(server, "answer", folder / "in", "-o", folder / "out",
                   status=0)
    check("4 of 4 recordings were done before." in done.stdout, done.stdout)


try:
    run_tests([a_full_disk_is_told_and_overcome,
               a_journal_that_cannot_be_read_stops_the_run,
               a_journal_that_fails_to_be_read_is_kept,
               half_a_line_takes_no_other_with_it,
               nothing_of_others_is_replaced, a_prepared_folder_moves_no_file,
               a_dry_run_writes_nothing,
               one_impossible_name_costs_only_itself,
               results_beside_the_recordings, long_names_are_shortened])
finally:
    shutil.rmtree(base)
