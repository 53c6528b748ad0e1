#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Many calls in one process, one of them in trouble: the others go on.

    trouble.py BUILD/tests/bench [--sessions N] [--seconds N]

The trouble is a signal handler that does not return, a downstream that does not
take a frame, or a connection that is cut; with a thread per call and with one
for all. What counts is frames: every other call must have as many as the clock
says (less the second that a busy machine may be behind), without a hole in the
timestamps. Prints TAP.
"""

import argparse
import json
import os
import subprocess
import sys

FRAMES_PER_SECOND = 50
BEHIND = 50

CASES = [(trouble, pacing)
         for pacing in ("own", "shared")
         for trouble in ("none", "handler", "downstream", "connection")]


def run(args, trouble, pacing):
    server = subprocess.Popen([os.path.join(args.build, "bench-server")],
                              stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                              text=True)
    port = server.stdout.readline().strip()
    command = [os.path.join(args.build, "bench-pipelines"), "--port", port,
               "--sessions", str(args.sessions), "--seconds",
               str(args.seconds), "--settle", "500", "--trouble",
               trouble]
    command += ["--set", "shared-pacing=true,io-delay=10"
                if pacing == "shared" else "shared-pacing-from=0"]
    client = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    figures = {}
    for line in client.stdout:
        if line.strip() == "ready" and trouble == "connection":
            server.stdin.write("cut\n")
            server.stdin.flush()
        elif line.startswith("{"):
            figures = json.loads(line)
    client.wait()
    server.stdin.close()
    server.wait()
    return figures


def find_problem(args, trouble, figures):
    due = FRAMES_PER_SECOND * args.seconds
    if not figures:
        return "the client failed"
    if figures["frames_least"] < due - BEHIND:
        return "a call had %d frames of %d" % (figures["frames_least"], due)
    if figures["holes"]:
        return "%d holes" % figures["holes"]
    if trouble == "downstream" and figures["frames_first_call"] > 1:
        return "the first call was not blocked"
    if trouble != "connection" and figures["errors"]:
        return "%d errors" % figures["errors"]
    return None


def main():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("build", help="folder with the programs")
    parser.add_argument("--sessions", type=int, default=100)
    parser.add_argument("--seconds", type=int, default=4)
    args = parser.parse_args()
    failed = 0
    print("1..%d" % len(CASES))
    for number, (trouble, pacing) in enumerate(CASES, 1):
        figures = run(args, trouble, pacing)
        problem = find_problem(args, trouble, figures)
        if figures:
            print("# cadence p50 %.2f ms, p99 %.2f ms; stopped in %d ms" % (
                figures["cadence"]["p50"] / 1000,
                figures["cadence"]["p99"] / 1000, figures["stop_ms"]))
        print("%s %d - %s, %s thread%s" % (
            "not ok" if problem else "ok", number, trouble, pacing,
            " # " + problem if problem else ""), flush=True)
        failed += problem is not None
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
