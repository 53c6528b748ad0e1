#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""200 recordings and one of three hours: memory is flat over count and length,
and the work is done much faster than real time.

The figures are printed as comments.
"""

import json
import os
import pathlib
import random
import resource
import shutil
import signal
import tempfile
import time

import recordings
from harness import (Server, check, equal, run_tests, sox, speak, start,
                     summary)

COUNT = 200
MINUTES = 180
KILLS = 10
# What the same work may take more, for a longer or for more recordings.
GROWTH_KIB = 24 * 1024
# An answer waits at every pause whether the service takes it for an end; so one
# recording by itself is slower there, however fast the machine is.
LEAST_SPEED = {"transcribe": 100, "answer": 50}

base = pathlib.Path(tempfile.mkdtemp(prefix="orb-soak-"))


def peak_kib(process):
    with open(f"/proc/{process.pid}/status", encoding="ascii") as file:
        for line in file:
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    return 0


def measure(server, work, inputs, out, *arguments):
    """Runs to the end: s, peak KiB, status, and s of the processor's time."""
    before = time.monotonic()
    process = start(server, work, *inputs, "-o", out, "--json", *arguments)
    peak = 0
    for line in process.stdout:
        event = json.loads(line)["event"]
        # At "total" the process still has all its memory.
        if event in ("done", "failed", "total"):
            peak = max(peak, peak_kib(process))
    process.stdout.close()
    process.stderr.close()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    status = process.wait()
    now = resource.getrusage(resource.RUSAGE_CHILDREN)
    return (time.monotonic() - before, peak, status,
            now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime)


def make_long(minutes):
    """A question a minute, two sentences long, and a pause."""
    minute = base / "minute.wav"
    if not minute.exists():
        raw = base / "raw.wav"
        speak(raw, "Can you tell me when the next train to London leaves, and "
              "from which platform? I would like to be there before noon. "
              "Is there one that does not stop everywhere on the way? "
              "And may I take my bicycle with me, or is that not allowed?")
        sox(raw, "-r", 16000, minute, "pad", 0, 60, "trim", 0, 60)
    target = base / f"{minutes}-minutes.wav"
    sox(minute, target, "repeat", minutes - 1)
    return target


def tell(name, seconds, elapsed, peak, cpu):
    print(f"# {name}: {seconds:.0f} s of audio in {elapsed:.1f} s, "
          f"{seconds / elapsed:.0f} times real time, {cpu:.1f} s of processor "
          f"time, peak {peak} KiB", flush=True)


def memory_is_flat_over_length(folder):
    short, long = make_long(10), make_long(MINUTES)
    with Server() as server:
        for work in ("transcribe", "answer"):
            peaks = []
            for path, minutes in ((short, 10), (long, MINUTES)):
                elapsed, peak, status, cpu = measure(
                    server, work, [path], folder / f"{work}-{minutes}",
                    "--audio", "flac")
                equal(status, 0, "status")
                tell(f"{work}, {minutes} minutes", minutes * 60, elapsed, peak,
                     cpu)
                peaks.append(peak)
                turns = summary(folder / f"{work}-{minutes}")["total"]["turns"]
                check(turns >= minutes, f"{turns} turns")
            check(peaks[1] - peaks[0] < GROWTH_KIB,
                  f"{work}: peak grew from {peaks[0]} to {peaks[1]} KiB")
            check(minutes * 60 / elapsed >= LEAST_SPEED[work], "too slow")


def all_of_them_and_flat_over_count(folder):
    good, bad = recordings.make(base / "many", COUNT)
    few = folder / "few"
    few.mkdir()
    for path in good[:COUNT // 4]:
        shutil.copy2(path, few)
    with Server() as server:
        _, first, _, _ = measure(server, "answer", [few], folder / "a", "-j", 4)
        elapsed, peak, status, cpu = measure(
            server, "answer", [base / "many"], folder / "b", "-j", 4)
    equal(status, 1, "status")
    total = summary(folder / "b")["total"]
    equal((total["done"], total["failed"]), (len(good), len(bad)), "results")
    tell(f"{COUNT} recordings, 4 at a time", total["duration"], elapsed, peak,
         cpu)
    print(f"# {COUNT // 4} recordings: peak {first} KiB", flush=True)
    check(peak - first < GROWTH_KIB, f"peak grew from {first} to {peak} KiB")


def killed_among_all_of_them(folder):
    good, bad = recordings.make(base / "kill", COUNT, seed=2)
    chance = random.Random(int(os.environ.get("ORB_SEED", "5")))
    kills = 0
    with Server() as server:
        while True:
            process = start(server, "transcribe", base / "kill", "-o", folder,
                            "-j", 4, "--json")
            wanted = chance.randint(5, 60) if kills < KILLS else -1
            for number, _ in enumerate(process.stdout):
                if number == wanted:
                    process.send_signal(signal.SIGKILL)
                    break
            process.communicate()
            if process.returncode != -signal.SIGKILL:
                break
            kills += 1
    print(f"# {kills} kills")
    total = summary(folder)["total"]
    equal((total["done"], total["failed"]), (len(good), len(bad)), "results")
    lines = (folder / ".openai-realtime-batch/journal.jsonl").read_text("utf-8")
    done = [json.loads(line)["key"] for line in lines.splitlines()
            if json.loads(line)["event"] == "done"]
    equal(len(done), len(good), "done, once each")
    equal(len(set(done)), len(good), "done, each")


try:
    run_tests([memory_is_flat_over_length, all_of_them_and_flat_over_count,
               killed_among_all_of_them])
finally:
    shutil.rmtree(base)
