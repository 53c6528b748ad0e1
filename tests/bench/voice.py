#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Measure what phone calls cost openai-voice-server, beside a bare client.

    voice.py BUILD/tests/bench VOICE-SERVER LOCAL-SERVER [--calls 50] …

Three processes are measured, one after the other, --runs times in turns; the
run that spent the least counts:

  libsoup   a client on libsoup with as many sessions, which does nothing else
  load      the voice server, with the same load server as its service: audio
            goes both ways without end, as with the client
  local     the voice server with the local server: the agent says a long
            greeting, the callers say nothing

With --tls file, which is the default, both legs of a call have TLS. Callers are
bench-phones in a process of its own. A frame is missing where a caller who
waits 40 ms for it hears silence instead. --bar: fail above this ratio.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time
import urllib.parse
import xml.etree.ElementTree

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "support"))
from localserver import LocalServer  # noqa: E402
from run import CERTIFICATE, Server, make_trust, run_client  # noqa: E402
from voiceserver import VoiceServer  # noqa: E402

# Each letter is a tone, or spoken: some ten letters a second.
TALK = "This is what the agent has to say, and it goes on and on. "
LETTERS_PER_S = 10
MAX_LETTERS = 12000
TICK_S = 1 / os.sysconf("SC_CLK_TCK")


# --- the process that is measured ---

def read_cpu(pid):
    """Seconds of user and system time."""
    stat = pathlib.Path(f"/proc/{pid}/stat").read_text()
    fields = stat.rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) * TICK_S


def read_status(pid, name):
    for line in pathlib.Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(name + ":"):
            return int(line.split()[1])
    raise KeyError(name)


def announce(server):
    """A call by the webhook: a line for the phones."""
    call = "CA" + os.urandom(16).hex()
    status, _, body = server.request(
        "POST", "/twilio/voice", urllib.parse.urlencode(
            {"CallSid": call, "From": "+15550100", "To": "+15550199"}),
        {"Content-Type": "application/x-www-form-urlencoded"})
    if status != 200:
        raise RuntimeError(f"the webhook answered {status}: {body}")
    stream = xml.etree.ElementTree.fromstring(body).find("Connect/Stream")
    return f"{call} {stream.find('Parameter').get('value')}\n"


def run_phones(args, server, trust, silent):
    pid = server.process.pid
    command = [os.path.join(args.build, "bench-phones"), "--port",
               str(server.port), "--calls", str(args.calls), "--seconds",
               str(args.seconds), "--settle", str(args.settle)]
    command += ["--trust", trust] * bool(trust) + ["--silent"] * silent
    idle = read_status(pid, "VmRSS")
    with subprocess.Popen(command, stdin=subprocess.PIPE, text=True,
                          stdout=subprocess.PIPE) as phones:
        for _ in range(args.calls):
            phones.stdin.write(announce(server))
            phones.stdin.flush()
        figures = None
        for line in phones.stdout:
            if line.strip() == "ready":
                begin, cpu = time.monotonic(), read_cpu(pid)
            elif line.strip() == "measured":
                spent, now = read_cpu(pid) - cpu, time.monotonic()
                rss, threads = (read_status(pid, name)
                                for name in ("VmRSS", "Threads"))
            elif line.startswith("{"):
                figures = json.loads(line)
                break
    if figures is None:
        raise RuntimeError(f"the phones broke off:\n{server.log}")
    figures["cpu_ms_per_session_s"] = spent * 1000 / (now - begin) / args.calls
    figures["rss_kb_per_session"] = (rss - idle) / args.calls
    figures["threads"] = threads
    return figures


def run_voice(args, folder, uri, agent, silent):
    trust = make_trust(args.tls, folder)
    scheme = "http" if args.tls == "no" else "https"
    port = urllib.parse.urlsplit(uri).port
    environment = {"OPENAI_API_KEY": "none",
                   "OPENAI_BASE_URL": f"{scheme}://localhost:{port}/v1"}
    options = ["--max-calls", args.calls + 10]
    if trust:
        environment["SSL_CERT_FILE"] = trust
        options += ["--tls-cert", CERTIFICATE, "--tls-key", CERTIFICATE]
    with VoiceServer(args.voice, *options, agents={"bench": agent},
                     environment=environment, tls=bool(trust)) as server:
        return run_phones(args, server, trust, silent)


# --- what is measured ---

def run_libsoup(args, folder):
    return run_client(args, folder, [
        os.path.join(args.build, "bench-floor"), "--soup", "--sessions",
        str(args.calls)])


def run_load(args, folder):
    service = Server(args, [])
    try:
        return run_voice(args, folder, f"ws://localhost:{service.port}",
                         {"instructions": "Talk."}, False)
    finally:
        service.close()


def run_local(args, folder):
    letters = (args.seconds + args.settle / 1000 + 60) * LETTERS_PER_S
    text = (TALK * MAX_LETTERS)[:int(min(letters, MAX_LETTERS))]
    options = ["--port", "0", "--max-sessions", args.calls + 10]
    if args.tls != "no":
        options += ["--cert", CERTIFICATE, "--key", CERTIFICATE]
    with LocalServer(args.local, *options,
                     script={"default": {"say": text}}) as service:
        return run_voice(args, folder, service.uri,
                         {"instructions": "Talk.",
                          "greeting": {"say": "Talk."}}, True)


def look_for_problems(args, name, figures):
    frames = args.calls * args.seconds * 50
    if figures["ended"]:
        yield f"{name}: {figures['ended']} calls broke off"
    if figures["received"] < frames / 2:
        yield f"{name}: {figures['received']} of {frames} frames came"


def print_rows(args, best):
    floor = best["libsoup"]["cpu_ms_per_session_s"]
    print("%5s  %-8s %6s %9s %7s %8s %9s %9s %5s %8s" % (
        "calls", "", "ratio", "CPU ms/s", "RSS kB", "threads", "down p50",
        "down p99", "late", "missing"))
    for name, figures in best.items():
        down = [f"{figures['down'][part] / 1000:.2f}"
                if figures["down"].get("n") else "–" for part in ("p50", "p99")]
        print("%5d  %-8s %6.2f %9.2f %7d %8d %9s %9s %5s %8s" % (
            args.calls, name, figures["cpu_ms_per_session_s"] / floor,
            figures["cpu_ms_per_session_s"], figures["rss_kb_per_session"],
            figures["threads"], *down, figures.get("late", "–"),
            figures.get("missing", "–")), flush=True)


def parse_arguments():
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("build", help="folder with the programs")
    parser.add_argument("voice", help="openai-voice-server")
    parser.add_argument("local", help="openai-realtime-server")
    parser.add_argument("--calls", type=int, default=50)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--settle", type=int, default=4000, metavar="MS")
    parser.add_argument("--runs", type=int, default=2)
    parser.add_argument("--tls", default="file", choices=["no", "file"])
    parser.add_argument("--bar", type=float, default=0, metavar="RATIO")
    parser.add_argument("--json", help="file for all figures")
    args = parser.parse_args()
    args.frame_bytes = 160
    # The elements of the same build, unless somebody says otherwise.
    plugins = pathlib.Path(args.build).resolve().parents[1] / "plugins"
    os.environ.setdefault("GST_PLUGIN_PATH", str(plugins))
    return args


def main():
    args = parse_arguments()
    best, problems = {}, []
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("GST_REGISTRY", folder + "/registry.bin")
        for _ in range(args.runs):
            for name, run in (("libsoup", run_libsoup), ("load", run_load),
                              ("local", run_local)):
                figures = run(args, folder)
                if name != "libsoup":
                    problems += look_for_problems(args, name, figures)
                key = "cpu_ms_per_session_s"
                if name not in best or figures[key] < best[name][key]:
                    best[name] = figures
    print_rows(args, best)
    if args.json:
        pathlib.Path(args.json).write_text(json.dumps(best, indent=1))
    floor = best["libsoup"]["cpu_ms_per_session_s"]
    for name, figures in best.items():
        ratio = figures["cpu_ms_per_session_s"] / floor
        if args.bar and ratio > args.bar:
            problems.append(f"{name}: {ratio:.2f} times libsoup, not "
                            f"{args.bar:.2f} or less")
    for problem in problems:
        print("FAIL: " + problem)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
