#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A folder of recordings of every kind: all good ones done, each bad one named
with its cause, and every result whole and readable."""

import csv
import os
import pathlib
import re
import shutil
import subprocess
import tempfile
import urllib.parse
import xml.etree.ElementTree

import recordings
import subtitles
from harness import (Server, check, equal, items, run, run_tests, summary)

COUNT = 40
TEXTS = ("jsonl", "vtt", "srt", "txt")

base = pathlib.Path(tempfile.mkdtemp(prefix="orb-folder-"))
good, bad = recordings.make(base / "in", COUNT)


def results_of(folder):
    return {pathlib.Path(r["recording"]).name: r
            for r in summary(folder)["recordings"]}


def check_texts(folder, result):
    name = result["name"]
    cues = subtitles.read_vtt((folder / f"{name}.vtt").read_bytes())
    lines = subtitles.read_srt((folder / f"{name}.srt").read_bytes())
    equal([(round(c[0], 3), round(c[1], 3)) for c in cues],
          [(round(c[0], 3), round(c[1], 3)) for c in lines], "times of SRT")
    said = [i for i in items(folder / f"{name}.jsonl") if i["text"]]
    equal(len(cues) > 0, len(said) > 0, "cues of " + name)
    for item in said:
        check(item["start_ms"] is not None, f"{name}: an item without time")
        check(item["text"] in (folder / f"{name}.txt").read_text("utf-8"),
              "the text has it")


def soxi(option, path):
    return subprocess.run(["soxi", option, path], check=True, text=True,
                          capture_output=True).stdout.strip()


def check_audio(folder, result):
    answer = folder / f"{result['name']}.answer.wav"
    both = folder / f"{result['name']}.conversation.wav"
    equal(answer.exists(), result["answers"] > 0, f"{answer} there")
    if not result["answers"]:
        return
    equal((soxi("-c", answer), soxi("-r", answer)), ("1", "24000"), answer)
    equal((soxi("-c", both), soxi("-r", both)), ("2", "24000"), both)
    check(float(soxi("-D", both)) >= result["duration"] - 0.01,
          f"{both} is shorter than the recording")


def all_good_ones_are_done(folder):
    with Server() as server:
        done = run(server, "answer", base / "in", "-o", folder / "out",
                   "--jobs", 4, status=1)
    results = results_of(folder / "out")
    for path in good:
        result = results.get(path.name)
        check(result is not None, f"{path.name} was not found")
        equal(result["status"], "done", path.name)
        check(result["duration"] > 0.5, f"{path.name} is empty")
        check_texts(folder / "out", result)
        check_audio(folder / "out", result)
    for path in bad:
        result = results.get(path.name)
        check(result is not None, f"{path.name} was not found")
        equal(result["status"], "failed", path.name)
        check(len(result["cause"]) > 10, f"{path.name} without a cause")
        check(f"{path.name}: {result['cause']}" in done.stderr,
              f"{path.name} was not named")
    equal(len(results), len(good) + len(bad), "number of recordings")
    speech = [results[p.name] for p in good
              if p.name not in ("silence.wav", "hiss.wav")]
    check(all(r["answers"] > 0 for r in speech), "each question is answered: "
          + str([r["recording"] for r in speech if not r["answers"]]))
    check_report(folder / "out", results)


def check_findable(folder, results, html):
    """The texts stand in the report, and every file is one click away."""
    links = [urllib.parse.unquote(link)
             for link in re.findall(r'<a href="\./([^"]*)"', html)]
    wanted = [name for r in results.values() if r["status"] == "done"
              for name in r["files"]]
    equal(sorted(links), sorted(wanted), "links")
    for link in links:
        check((folder / link).is_file(), f"{link} is not there")
    for result in results.values():
        if result["status"] == "done":
            for row in items(folder / f"{result['name']}.jsonl"):
                check(f"</b> {row['text']}</span>" in html, row["text"])


def check_report(folder, results):
    with open(folder / "summary.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    equal(len(rows), len(results), "rows")
    for row in rows:
        result = results[pathlib.Path(row["recording"].lstrip("'")).name]
        equal(row["status"], result["status"], row["recording"])
        if row["status"] == "done":
            equal(float(row["duration_s"]), result["duration"], "duration")
    html = (folder / "report.html").read_text("utf-8")
    check("<script" not in html and "http://" not in html.replace(
        "http://www.w3.org", ""), "the report loads something")
    pictures = re.findall(r"<svg.*?</svg>", html, re.DOTALL)
    check(len(pictures) >= len(good), "a waveform of each")
    for picture in pictures:
        xml.etree.ElementTree.fromstring(picture)
    # Each latency stands in one bar of the distribution, once.
    bars = re.findall(r">(\d+)</text>", pictures[0])
    equal(sum(map(int, bars)), sum(
        len(result["latencies"]) for result in results.values()), "latencies")
    check_findable(folder, results, html)
    check("&lt;angle&gt;" in html and "<angle>" not in html, "escaping")
    left = list((folder / ".openai-realtime-batch" / "work").iterdir())
    equal(left, [], "left in work")


def a_second_run_does_nothing(folder):
    few = folder / "in"
    few.mkdir()
    for path in good[:4]:
        shutil.copy2(path, few)
    with Server("--log", str(folder / "log")) as server:
        run(server, "transcribe", few, "-o", folder / "out", status=0)
        before = {p: p.stat().st_mtime_ns for p in (folder / "out").iterdir()
                  if p.suffix[1:] in TEXTS}
        sessions = (folder / "log").read_text().count('"session.created"')
        done = run(server, "transcribe", few, "-o", folder / "out", status=0)
        check("4 of 4 recordings were done before." in done.stdout, "resumed")
        equal((folder / "log").read_text().count('"session.created"'),
              sessions, "sessions")
        equal({p: p.stat().st_mtime_ns for p in (folder / "out").iterdir()
               if p.suffix[1:] in TEXTS}, before, "results")
        # A changed recording is a new one; so is another digest.
        os.utime(few / good[0].name, (1, 1))
        run(server, "transcribe", few, "-o", folder / "out", status=0)
        equal((folder / "log").read_text().count('"session.created"'),
              sessions + 1, "sessions after a change")
        run(server, "transcribe", few, "-o", folder / "out", "--language",
            "en", status=0)
        equal((folder / "log").read_text().count('"session.created"'),
              sessions + 5, "sessions with another digest")


def same_names_do_not_overwrite(folder):
    for name in ("a/talk.wav", "b/talk.wav", "talk.wav"):
        path = folder / "in" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(good[0], path)
    with Server() as server:
        run(server, "transcribe", folder / "in" / "a", folder / "in" / "b",
            folder / "in" / "talk.wav", "-o", folder / "out", "-w", "vtt",
            status=0)
        run(server, "transcribe", folder / "in", "-o", folder / "tree",
            "-w", "vtt", status=0)
    equal(sorted(p.name for p in (folder / "out").glob("*.vtt")),
          ["talk-2.vtt", "talk.vtt", "talk.wav.vtt"], "names")
    equal(sorted(str(p.relative_to(folder / "tree"))
                 for p in (folder / "tree").rglob("*.vtt")),
          ["a/talk.vtt", "b/talk.vtt", "talk.vtt"], "names in folders")


try:
    run_tests([all_good_ones_are_done, a_second_run_does_nothing,
               same_names_do_not_overwrite])
finally:
    shutil.rmtree(base)
