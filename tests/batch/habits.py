#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""A person's habits: help, bars, pipes, exit codes, configuration; and what
the program does when the service has a bad day.

Further arguments: the man page, the completion, the example of prices.
"""

import csv
import http.server
import json
import os
import pathlib
import pty
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

from harness import (PROGRAM, Server, check, environment, equal, run,
                     run_tests, sox, speak, summary)

MAN, COMPLETION, PRICES = sys.argv[4:7]

base = pathlib.Path(tempfile.mkdtemp(prefix="orb-habits-"))
speak(base / "raw.wav", "Hello there.")
sox(base / "raw.wav", base / "one.wav", "pad", 0.2, 1)
for copy in ("two", "three"):
    shutil.copy(base / "one.wav", base / f"{copy}.wav")
ALL = [base / f"{name}.wav" for name in ("one", "two", "three")]


def help_tells_the_exit_codes(folder):
    check("Exit status" in run(None, "--help", status=0).stdout, "in --help")


def completion_completes(folder):
    def complete(line):
        words = line.split(" ")
        source = (f"source {COMPLETION}; COMP_WORDS=({line!r}); "
                  f"COMP_WORDS=({' '.join(repr(w) for w in words)}); "
                  f"COMP_CWORD={len(words) - 1}; "
                  "_openai_realtime_batch; printf '%s\\n' \"${COMPREPLY[@]}\"")
        return subprocess.run(["bash", "-c", source], check=True, text=True,
                              capture_output=True).stdout.split()
    check("transcribe" in complete("openai-realtime-batch trans"), "works")
    check("--dry-run" in complete("openai-realtime-batch answer --d"),
          "options")
    equal(sorted(complete("openai-realtime-batch answer --audio ")),
          ["flac", "opus", "wav"], "values")


def man_page_is_well_formed(folder):
    done = subprocess.run(["groff", "-man", "-Tutf8", "-ww", MAN], check=False,
                          capture_output=True, text=True)
    equal((done.returncode, done.stderr), (0, ""), "groff")


def mistakes_are_told(folder):
    for arguments, word in (
            ([], "--help"), (["dance", "x.wav"], "answer, transcribe"),
            (["answer"], "No recordings"), (["answer", "x", "--jobs", "0"],
                                            "jobs"),
            (["answer", "--nonsense", "x"], "nonsense"),
            (["answer", ALL[0], "-p", "/does/not/exist"], "exist")):
        done = run(None, *arguments, status=2)
        check(word in done.stderr, f"{word} in {done.stderr}")
        equal(done.stdout, "", "output")


def a_missing_file_does_not_stop_the_rest(folder):
    with Server() as server:
        done = run(server, "transcribe", base / "nowhere.wav", ALL[0],
                   base / "*.nothing", "-o", folder / "out", status=1)
    check("nowhere.wav: There is no such file." in done.stderr, "named")
    check("*.nothing: There is no such file." in done.stderr, "named")
    equal(summary(folder / "out")["total"]["done"], 1, "done")


def list_on_standard_input(folder):
    text = f"{ALL[0]}\n\n{ALL[1].as_uri()}\n"
    with Server() as server:
        run(server, "transcribe", "-", "-o", folder / "out", text=text,
            status=0)
    equal(summary(folder / "out")["total"]["done"], 2, "done")


def no_bar_in_a_pipe(folder):
    with Server() as server:
        done = run(server, "transcribe", *ALL, "-o", folder / "a", status=0)
        quiet = run(server, "transcribe", *ALL, "-o", folder / "b", "-q",
                    status=0)
    check("\r" not in done.stdout + done.stderr, "no bar")
    equal(done.stderr, "", "errors")
    equal(len(done.stdout.splitlines()), 5, "lines")
    check(f"Results: {folder / 'a'}" in done.stdout, done.stdout)
    equal((quiet.stdout, quiet.stderr), ("", ""), "quiet")


def a_bar_on_a_terminal(folder):
    leader, follower = pty.openpty()
    with Server() as server:
        process = subprocess.Popen(
            [PROGRAM, "answer", *map(str, ALL), "-o", str(folder / "out")],
            env=environment(server), stdin=subprocess.DEVNULL, stdout=follower,
            stderr=follower)
        os.close(follower)
        text = b""
        while True:
            try:
                data = os.read(leader, 4096)
            except OSError:
                break
            if not data:
                break
            text += data
        equal(process.wait(), 0, "status")
    os.close(leader)
    check(re.search(rb"\[#+\.*\] +\d+ %  \d of 3  [\d.]+x  .* left", text),
          f"a bar in {text!r}")
    # It is wiped before a line is written.
    last = text.decode().rsplit("\x1b[K", 1)[1]
    check("[#" not in last, "no rest of the bar at the end")


def json_for_programs(folder):
    with Server() as server:
        done = run(server, "transcribe", *ALL, base / "raw.txt", "--json",
                   "-o", folder / "out", status=1)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    kinds = [event["event"] for event in events]
    equal(kinds.count("start"), 3, "starts")
    equal(kinds.count("done"), 3, "done")
    equal(kinds[-1], "total", "the last")
    check("error" in kinds, "the missing file")
    check(all(0 <= e["share"] <= 1 for e in events
              if e["event"] == "progress"), "shares")


def configuration(folder):
    config = folder / "c.conf"
    config.write_text("[batch]\nwrite=vtt\njobs=3\n")
    with Server() as server:
        run(server, "transcribe", ALL[0], "-o", folder / "a", "--config",
            config, status=0)
        run(server, "transcribe", ALL[0], "-o", folder / "b", status=0,
            env={"OPENAI_REALTIME_BATCH_WRITE": "srt",
                 "OPENAI_REALTIME_BATCH_CONFIG": str(config)})
    equal([p.suffix for p in (folder / "a").glob("one*")], [".vtt"], "file")
    equal([p.suffix for p in (folder / "b").glob("one*")], [".srt"], "env")


def one_process_per_folder(folder):
    with Server("--scenario", "silent") as server:
        first = subprocess.Popen(
            [PROGRAM, "transcribe", str(ALL[0]), "-o", str(folder), "--json"],
            env=environment(server), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        first.stdout.readline()
        done = run(server, "transcribe", ALL[1], "-o", folder, status=2)
        first.kill()
        first.communicate()
    check("Another openai-realtime-batch" in done.stderr, done.stderr)


# The service's bad days.

def failures_are_tried_again(folder):
    for name, fault in (
            ("busy", {"fault": "http", "status": 503, "sessions": 2}),
            ("reset", {"fault": "reset", "after_audio_ms": 400,
                       "sessions": 1}),
            ("failed", {"fault": "failed-response", "type": "server_error",
                        "code": "server_error", "message": "Oops.",
                        "sessions": 1})):
        with Server("--scenario", json.dumps(fault)) as server:
            run(server, "answer", ALL[0], "-o", folder / name,
                "--retry-delay", 50, status=0)
        result = summary(folder / name)["recordings"][0]
        equal(result["status"], "done", name)
        equal(result["answers"], 1, name + " answers")


def failures_have_an_end(folder):
    with Server("--scenario", "stall-mid-delta") as server:
        done = run(server, "answer", ALL[0], "-o", folder / "out", "--retries",
                   1, "--retry-delay", 10, "--drain-timeout", 300, status=1)
    check("one.wav: The service did not finish its answer" in done.stderr,
          done.stderr)
    result = summary(folder / "out")["recordings"][0]
    equal((result["status"], result["attempts"]), ("failed", 2), "result")
    equal(list((folder / "out").glob("one*")), [], "half results")


def nothing_goes_on_without_a_key(folder):
    with Server("--scenario", "invalid-key") as server:
        done = run(server, "answer", *ALL, "-o", folder / "out", "-j", 1,
                   status=3)
    equal(done.stderr.count("The service refused the API key"), 1,
          "told once: " + done.stderr)


def a_terminal_obeys_no_name(folder):
    names = ("esc\x1b[31m", "csi\u009b31m", "bidi\u202egnp", "bell\x07",
             "line\u2028end", "two\nlines")
    for name in names:
        shutil.copy(ALL[0], folder / f"{name}.wav")
        (folder / f"{name}.bad.wav").write_bytes(b"nothing")
    with Server() as server:
        for more in ([], ["-n"], ["--json"]):
            done = run(server, "transcribe", folder, "-o", folder / "out",
                       *more, status=1)
            said = done.stdout + done.stderr
            check(not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\u2028]",
                                said), f"{said!r}")
            if not more:
                check("two lines.wav: done" in said, said)
    events = [json.loads(line) for line in done.stdout.splitlines()]
    check(any("\u202e" in json.dumps(event, ensure_ascii=False)
              for event in events), "programs read the names as they are")
    done = run(None, "answer", "x", "--audio", "m\u009bp3", status=2)
    check("\u009b" not in done.stderr, repr(done.stderr))


def progress_is_told_once_a_second(folder):
    with Server("--speed", "4") as server:
        done = run(server, "answer", *ALL, "--json", "-j", 1,
                   "-o", folder / "out", status=0)
    told = [(e["done"], e["elapsed"], e["share"])
            for e in map(json.loads, done.stdout.splitlines())
            if e["event"] == "progress"]
    for before, after in zip(told, told[1:]):
        check(before[0] != after[0] or after[1] - before[1] >= 1,
              f"{before} and {after}")
    check(all(share < 1 for n, _, share in told if n < 3), "done is not sent")
    equal(told[-1][2], 1, "the end")


def interrupted_in_peace(folder):
    with Server("--scenario", "silent") as server:
        process = subprocess.Popen(
            [PROGRAM, "transcribe", str(ALL[0]), "-o", str(folder / "out")],
            env=environment(server), stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        lock = folder / "out/.openai-realtime-batch/journal.jsonl"
        while not lock.exists() or not lock.stat().st_size:
            time.sleep(0.01)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=20)
    equal(process.returncode, 130, "status")
    check("The same command goes on where this one stopped." in said, said)


class Recordings:
    """A web server with one recording, which fails the first times."""

    def __init__(self, content, answers):
        self.content, self.answers, self.requests = content, answers, 0

    def __enter__(self):
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_GET(self):
                answer = (outer.answers[outer.requests]
                          if outer.requests < len(outer.answers) else 200)
                outer.requests += 1
                if answer == "close":
                    self.connection.close()
                    return
                self.send_response(answer)
                self.send_header("Content-Length", str(len(outer.content)))
                self.send_header("Content-Type", "audio/x-wav")
                self.end_headers()
                self.wfile.write(outer.content)

            do_HEAD = do_GET

            def log_message(self, *arguments):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0),
                                                      Handler)
        threading.Thread(target=self.server.serve_forever,
                         daemon=True).start()
        self.uri = f"http://127.0.0.1:{self.server.server_port}/talk.wav"
        return self

    def __exit__(self, *error):
        self.server.shutdown()
        self.server.server_close()


def a_recording_that_comes_at_the_next_try(folder):
    content = ALL[0].read_bytes()
    with Server() as server, Recordings(content, [503] * 4) as recordings:
        done = run(server, "transcribe", recordings.uri, "-o", folder / "out",
                   "--retry-delay", 50, "-r", 9, status=0)
        check("Trying again" in done.stdout, done.stdout)
        equal(summary(folder / "out")["total"]["done"], 1, "done")
    with Server() as server, Recordings(content, [404] * 99) as recordings:
        done = run(server, "transcribe", recordings.uri, "-o", folder / "b",
                   "--retry-delay", 50, status=1)
        check("Trying again" not in done.stdout, done.stdout)


def numbers_are_the_same_in_every_language(folder):
    made = subprocess.run(
        ["localedef", "-i", "de_DE", "-f", "UTF-8",
         str(folder / "de_DE.UTF-8")], check=False, capture_output=True)
    german = {"LC_ALL": "de_DE.UTF-8", "LOCPATH": str(folder)}
    number = subprocess.run(["/usr/bin/printf", "%.1f", "0,5"], check=False,
                            capture_output=True, text=True,
                            env={**os.environ, **german}).stdout
    if made.returncode not in (0, 1) or number != "0,5":
        return "no German locale can be made: is the package locales there?"
    os.environ.update(german)
    try:
        with Server() as server:
            run(server, "answer", ALL[0], "-o", folder / "out", status=0)
            done = run(server, "answer", ALL[0], "-o", folder / "out",
                       status=0, env=german)
            check("1 of 1 recording" in done.stdout, done.stdout)
            run(server, "answer", ALL[0], "-o", folder / "out", "--again",
                status=0, env=german)
    finally:
        for name in german:
            del os.environ[name]
    said = (folder / "out/one.txt").read_text()
    check(re.search(r"I heard \d+\.\d seconds", said), said)
    table = (folder / "out/summary.csv").read_text().splitlines()
    equal(len(next(csv.reader(table[1:]))), len(table[0].split(",")),
          "columns")
    check(not re.search(r"\d,\d", (folder / "out/report.html").read_text()
                        .partition("</style>")[2]), "commas in the report")
    return None


def results_of_another_service_do_not_count(folder):
    for _ in range(2):
        with Server() as server:
            done = run(server, "transcribe", ALL[0], "-o", folder / "out",
                       status=0)
            check("done before" not in done.stdout, done.stdout)
    with Server("--log", str(folder / "log")) as server:
        for base in (server.base_url, server.base_url + "/"):
            done = run(server, "transcribe", ALL[0], "-o", folder / "out",
                       env={"OPENAI_BASE_URL": base}, status=0)
        check("done before" in done.stdout, done.stdout)


def limits_are_obeyed(folder):
    fault = json.dumps({"fault": "rate-limit", "reset_ms": 700})
    with Server("--scenario", fault) as server:
        before = time.monotonic()
        run(server, "answer", *ALL, "-o", folder / "out", "-j", 1, status=0)
        elapsed = time.monotonic() - before
    check(elapsed >= 1.4, f"two waits of 0.7 s in {elapsed:.2f} s")


def example_of_prices_is_valid(folder):
    run(None, "answer", *ALL, "-n", "-o", folder / "out", "-p", PRICES,
        status=0)


try:
    run_tests([help_tells_the_exit_codes, completion_completes,
               man_page_is_well_formed, mistakes_are_told,
               a_missing_file_does_not_stop_the_rest, list_on_standard_input,
               no_bar_in_a_pipe, a_bar_on_a_terminal, json_for_programs,
               configuration, one_process_per_folder,
               failures_are_tried_again, failures_have_an_end,
               nothing_goes_on_without_a_key, limits_are_obeyed,
               a_terminal_obeys_no_name, progress_is_told_once_a_second,
               interrupted_in_peace, a_recording_that_comes_at_the_next_try,
               numbers_are_the_same_in_every_language,
               results_of_another_service_do_not_count,
               example_of_prices_is_valid])
finally:
    shutil.rmtree(base)
