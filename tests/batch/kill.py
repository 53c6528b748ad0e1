#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Killed at any moment and started again until it is done: each recording is
done exactly once, and whatever has its name is whole.

The moments are events that the program tells, chosen by a seeded generator
(ORB_SEED): so many of them after its start.
"""

import json
import os
import pathlib
import random
import shutil
import signal
import subprocess
import tempfile

import recordings
import subtitles
from harness import (Server, check, equal, run, run_tests, start, summary)

COUNT = 24
KILLS = 10
SEED = int(os.environ.get("ORB_SEED", "7"))

base = pathlib.Path(tempfile.mkdtemp(prefix="orb-kill-"))
good, bad = recordings.make(base / "in", COUNT, seed=3)


def whole(path):
    """A name exists only when its content is whole."""
    if path.suffix == ".vtt":
        subtitles.read_vtt(path.read_bytes())
    elif path.suffix == ".srt":
        subtitles.read_srt(path.read_bytes())
    elif path.suffix == ".jsonl":
        for line in path.read_text("utf-8").splitlines():
            json.loads(line)
    elif path.suffix == ".json":
        json.loads(path.read_text("utf-8"))
    elif path.suffix == ".flac":
        # Tells of a cut or a wrong checksum.
        done = subprocess.run(["sox", path, "-n", "stat"], check=False,
                              capture_output=True, text=True)
        check(done.returncode == 0 and "WARN" not in done.stderr,
              f"{path} is not whole: {done.stderr}")


def check_all(folder):
    for path in folder.rglob("*"):
        if ".openai-realtime-batch" not in path.parts and path.is_file():
            whole(path)


def journal(folder):
    """The lines that have an end; a kill may have cut the last."""
    path = folder / ".openai-realtime-batch" / "journal.jsonl"
    if not path.exists():
        return []
    text = path.read_bytes()
    return [json.loads(line) for line in
            text[:text.rfind(b"\n") + 1].splitlines()]


def run_until_killed(server, folder, wanted):
    """Kills it after so many events; its events until then, and its status."""
    # Its stderr is not read here: a full pipe would stop it.
    process = start(server, "answer", base / "in", "-o", folder, "--jobs", 4,
                    "--audio", "flac", "--json", stderr=subprocess.DEVNULL)
    events = []
    for line in process.stdout:
        try:
            events.append(json.loads(line))
        except json.JSONDecodeError:
            break               # the kill fell into it
        if len(events) == wanted:
            process.send_signal(signal.SIGKILL)
    process.stdout.close()
    return events, process.wait()


def check_results(folder, done_lines):
    result = summary(folder)
    equal(result["total"]["done"], len(good), "done")
    equal(result["total"]["failed"], len(bad), "failed")
    names = [r["name"] for r in result["recordings"]]
    equal(len(set(names)), len(names), "names")
    equal(sorted(done_lines), sorted(set(done_lines)), "done lines, once each")
    equal(len(done_lines), len(good), "done lines")
    for recording in result["recordings"]:
        for name in recording["files"]:
            check((folder / name).stat().st_size > 0 or not
                  recording["turns"], f"{name} is empty")
    expected = {name for r in result["recordings"] for name in r["files"]}
    there = {str(p.relative_to(folder)) for p in folder.rglob("*")
             if p.is_file() and ".openai-realtime-batch" not in p.parts}
    equal(there - expected, {"summary.json", "summary.csv", "report.html"},
          "files beyond the results")
    equal(expected - there, set(), "results that are not there")


def killed_at_random_moments(folder):
    chance = random.Random(SEED)
    kills = 0
    with Server() as server:
        while True:
            # The first events are starts; later ones are finished recordings.
            wanted = chance.randint(1, 12) if kills < KILLS else 0
            _, status = run_until_killed(server, folder, wanted)
            check_all(folder)
            if status != -signal.SIGKILL:
                break
            kills += 1
            check(kills < 200, "it never comes to an end")
        print(f"# seed {SEED}, {kills} kills")
        check(kills >= 3, "it was too quick to be killed")
    equal(status, 1, "status")
    done = [line["key"] for line in journal(folder) if line["event"] == "done"]
    check_results(folder, done)


def killed_between_journal_and_names(folder):
    """The narrowest gap: staged, but without its names."""
    with Server("--log", str(folder / "log")) as server:
        run(server, "transcribe", good[0], "-o", folder / "out", "-w", "vtt",
            status=0)
        lines = journal(folder / "out")
        equal([line["event"] for line in lines], ["begun", "staged", "done"],
              "lines")
        lines = lines[1:]
        own = folder / "out" / ".openai-realtime-batch"
        (own / "journal.jsonl").write_text(json.dumps(lines[0]) + "\n")
        os.rename(folder / "out" / lines[0]["files"][0]["to"],
                  own / "work" / lines[0]["files"][0]["from"])
        sessions = (folder / "log").read_text().count('"session.created"')
        done = run(server, "transcribe", good[0], "-o", folder / "out", "-w",
                   "vtt", status=0)
        check("1 of 1 recording was done before." in done.stdout, "finished")
        equal((folder / "log").read_text().count('"session.created"'),
              sessions, "sessions: nothing is paid twice")
    whole(folder / "out" / lines[0]["files"][0]["to"])


def interrupted_by_the_keyboard(folder):
    with Server() as server:
        process = start(server, "transcribe", base / "in", "-o", folder,
                        "--json", "-j", 1)
        for line in process.stdout:
            if json.loads(line)["event"] == "done":
                process.send_signal(signal.SIGINT)
                break
        process.communicate(timeout=60)
        equal(process.returncode, 130, "status")
        check(summary(folder)["total"]["done"] >= 1, "a summary, all the same")
        equal(list((folder / ".openai-realtime-batch" / "work").iterdir()), [],
              "left in work")
        run(server, "transcribe", base / "in", "-o", folder, status=1)
    equal(summary(folder)["total"]["done"], len(good), "done")


try:
    run_tests([killed_at_random_moments, killed_between_journal_and_names,
               interrupted_by_the_keyboard])
finally:
    shutil.rmtree(base)
