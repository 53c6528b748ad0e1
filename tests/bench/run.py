#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Measure what sessions cost, beside the floors, in one run.

    run.py BUILD/tests/bench [--sessions 1,50,200] [--tls no|file|bundle] …

For each number of sessions: a client on raw sockets, a client on libsoup, the
same on the element's transport alone, and live pipelines with the element, each against a load server of its own in a
process of its own. Each is measured --runs times, in turns, and the run that
spent the least counts: what others do on the machine only adds. The ratio is to
the libsoup client of the same line.

--tls file: wss, trusting the server's own certificate; bundle: the same
certificate behind all authorities of the system, as a real client has them.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
CERTIFICATE = os.path.join(HERE, "..", "data", "tls", "localhost.pem")
SYSTEM = "/etc/ssl/certs/ca-certificates.crt"

COLUMNS = [             # title, width, of the client or the server, key
    ("CPU ms/s", 9, "cpu_ms_per_session_s", "%.2f"),
    ("server", 7, "server_cpu", "%.2f"),
    ("RSS kB", 7, "rss_kb_per_session", "%d"),
    ("threads", 8, "threads", "%d"),
    ("switches", 9, "switches_per_session_s", "%.1f"),
    ("up p50", 7, "up.p50", "ms"),
    ("p99", 6, "up.p99", "ms"),
    ("max", 6, "up.max", "ms"),
    ("down p50", 9, "down.p50", "ms"),
    ("p99", 6, "down.p99", "ms"),
    ("max", 6, "down.max", "ms"),
    ("cadence p99", 12, "cadence.p99", "ms"),
    ("max", 6, "cadence.max", "ms"),
    ("gaps", 5, "gaps", "%d"),
]


# A recording's answer comes in deltas of 200 ms of PCM.
ANSWER = ["--frame-bytes", "9600", "--answer", "300"]


class Server:
    """The load server in a process of its own."""

    def __init__(self, args, options):
        command = [os.path.join(args.build, "bench-server")] + options
        if args.tls != "no":
            command += ["--tls", CERTIFICATE]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True)
        self.port = self.process.stdout.readline().strip()

    def say(self, word):
        self.process.stdin.write(word + "\n")
        self.process.stdin.flush()

    def report(self):
        self.say("report")
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def make_trust(tls, folder):
    """The file with the authorities that the clients trust."""
    if tls == "no":
        return None
    path = os.path.join(folder, tls + ".pem")
    with open(path, "w", encoding="ascii", errors="ignore") as out:
        for name in [SYSTEM] * (tls == "bundle") + [CERTIFICATE]:
            with open(name, encoding="utf-8") as file:
                out.write(file.read())
    return path


def run_client(args, folder, command):
    """One measurement: the client's figures with the server's in them."""
    server = Server(args, ["--frame-bytes", str(args.frame_bytes)])
    try:
        command = command + ["--port", server.port, "--seconds",
                             str(args.seconds), "--settle", str(args.settle),
                             "--frame-bytes", str(args.frame_bytes)]
        trust = make_trust(args.tls, folder)
        if trust:
            command += ["--trust", trust]
        client = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        up = None
        figures = at_end = None
        for line in client.stdout:
            if line.strip() == "ready":
                up = server.report()
                server.say("reset")
            elif line.strip() == "measured":
                at_end = server.report()
            elif line.startswith("{"):
                figures = json.loads(line)
        client.wait()
    finally:
        server.close()
    if client.returncode != 0 or figures is None:
        raise RuntimeError("%s: status %d" % (command[0], client.returncode))
    figures["server_cpu"] = at_end["cpu_ms_per_session_s"]
    figures["up"] = at_end["up"]
    figures["server"] = at_end
    if "started" in figures and up:
        for key in ("first_accept", "first_audio", "last_first_audio"):
            figures[key] = up[key] - figures["started"]
    return figures


def clients(args, sessions):
    """Name and command line of each client that is measured."""
    floor = [os.path.join(args.build, "bench-floor"),
             "--sessions", str(sessions)]
    chunk = ["--chunk", str(args.chunk // 20)]
    yield "raw", floor + chunk
    yield "libsoup", floor + chunk + ["--soup"]
    yield "transport", floor + chunk + ["--transport"]
    for name, settings in args.element:
        command = [os.path.join(args.build, "bench-pipelines"),
                   "--sessions", str(sessions), "--source", args.source]
        if args.chunk_duration:
            command += ["--chunk-duration", str(args.chunk_duration)]
        if settings:
            command += ["--set", settings]
        yield name, command


def keeps_up(figures):
    """Did it take what was sent? A machine that is busy with others makes
    every client late, and late ones cheap."""
    expected = 50 * figures["seconds"] * figures["sessions"]
    return figures["down"]["n"] >= 0.97 * expected


def is_better(figures, best):
    if best is None or keeps_up(figures) != keeps_up(best):
        return best is None or keeps_up(figures)
    key = "cpu_ms_per_session_s"
    return figures[key] < best[key]


def look_up(figures, key):
    for part in key.split("."):
        figures = figures.get(part) if isinstance(figures, dict) else None
    return figures


def format_cell(figures, key, form):
    value = look_up(figures, key)
    if value is None:
        return "–"
    return "%.2f" % (value / 1000) if form == "ms" else form % value


def print_row(name, sessions, figures, floor):
    ratio = figures["cpu_ms_per_session_s"] / floor if floor else 0
    cells = [format_cell(figures, key, form).rjust(width)
             for _, width, key, form in COLUMNS]
    print("%5d  %-10s %6s %s%s" % (
        sessions, name, "%.2f" % ratio if floor else "", "".join(cells),
        "" if keeps_up(figures) else "  did not keep up"), flush=True)


def print_start(name, sessions, figures):
    """From the first change of state: bytes on the wire, and the way back."""
    if "first_audio" not in figures:
        return
    print("%5d  %-10s first connection %.1f ms, first audio at the service "
          "%.1f ms, of the last call %.1f ms; all stopped in %d ms" % (
              sessions, name, figures["first_accept"] / 1000,
              figures["first_audio"] / 1000,
              figures["last_first_audio"] / 1000, figures["stop_ms"]),
          flush=True)


def measure(args, folder, sessions):
    best = {}
    for _ in range(args.runs):
        for name, command in clients(args, sessions):
            if args.only and name not in args.only:
                continue
            figures = run_client(args, folder, command)
            if is_better(figures, best.get(name)):
                best[name] = figures
    floor = best.get("libsoup", {}).get("cpu_ms_per_session_s")
    for name, figures in best.items():
        print_row(name, sessions, figures, floor)
    for name, figures in best.items():
        print_start(name, sessions, figures)
    return best


def run_recording(args, trust, command):
    server = Server(args, ANSWER)
    try:
        output = subprocess.run(
            command + ["--port", server.port, "--minutes",
                       str(args.recording)]
            + (["--trust", trust] if trust else []),
            stdout=subprocess.PIPE, text=True, check=True).stdout
    finally:
        server.close()
    return json.loads(output)["cpu_ms"]


def measure_recording(args, folder):
    """Hours of PCM per minute of CPU, and the ratio to the floor."""
    trust = make_trust(args.tls, folder)
    floor = [os.path.join(args.build, "bench-floor"), "--frame-bytes", "960",
             "--chunk", "20"]
    element = [os.path.join(args.build, "bench-recording")]
    costs = {"raw": [], "element": []}
    for _ in range(args.runs):
        costs["raw"].append(run_recording(args, trust, floor))
        costs["element"].append(run_recording(args, trust, element))
    for name, cost in costs.items():
        print("recording of %d min  %-10s %6.2f  %.0f ms of CPU, %.0f hours "
              "per CPU minute" % (
                  args.recording, name, min(cost) / min(costs["raw"]),
                  min(cost), args.recording * 1000 / min(cost)), flush=True)


def check(results):
    """What must hold on any machine, however slow."""
    problems = []
    for sessions, best in results.items():
        for name, figures in best.items():
            at_end = figures["server"]
            if at_end["talking"] != sessions:
                problems.append("%s: %d of %d sessions" % (
                    name, at_end["talking"], sessions))
            if at_end["messages"] == 0:
                problems.append("%s: nothing arrived" % name)
            if figures.get("errors") or figures.get("holes"):
                problems.append("%s: %d errors, %d holes" % (
                    name, figures["errors"], figures["holes"]))
    return problems


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("build", help="folder with the programs")
    parser.add_argument("--sessions", default="1,50,200,500")
    parser.add_argument("--tls", default="bundle",
                        choices=["no", "file", "bundle"])
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=5)
    parser.add_argument("--settle", type=int, default=2000, metavar="MS")
    parser.add_argument("--source", default="own",
                        choices=["own", "fed", "test"])
    parser.add_argument("--frame-bytes", type=int, default=160)
    parser.add_argument("--chunk", type=int, default=20,
                        help="ms per message of the floors")
    parser.add_argument("--chunk-duration", type=int, default=0,
                        help="the element's property; 0 = its default")
    parser.add_argument("--element", action="append", default=[],
                        metavar="NAME:PROPERTY=VALUE,…",
                        help="the element with these settings; repeatable")
    parser.add_argument("--only", action="append",
                        help="raw, libsoup, transport or the name of an "
                        "--element")
    parser.add_argument("--recording", type=int, default=0, metavar="MIN",
                        help="also a recording, as fast as it goes")
    parser.add_argument("--json", help="file for all figures")
    args = parser.parse_args()
    args.element = [tuple((e + ":").split(":")[:2]) for e in args.element] \
        or [("element", "")]
    return args


def main():
    args = parse_arguments()
    print("%5s  %-10s %6s %s" % ("", "", "ratio", "".join(
        title.rjust(width) for title, width, _, _ in COLUMNS)), flush=True)
    results = {}
    with tempfile.TemporaryDirectory() as folder:
        for sessions in [int(n) for n in args.sessions.split(",")]:
            results[sessions] = measure(args, folder, sessions)
        if args.recording:
            measure_recording(args, folder)
    if args.json:
        with open(args.json, "w", encoding="utf-8") as file:
            json.dump(results, file, indent=1)
    problems = check(results)
    for problem in problems:
        print("FAIL: " + problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
