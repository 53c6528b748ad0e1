#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The probe against the local server: probe.py PROBE SERVER PLUGIN"""

import os
import pathlib
import signal
import subprocess
import sys
import tempfile

PROBE, SERVER, PLUGIN = sys.argv[1:]
KEY = "sk-never-to-be-shown"
SCENARIO = '{"fault":"unknown-fields","fields":["truncation","reasoning"]}'


def probe(*arguments):
    env = dict(os.environ, GST_PLUGIN_PATH=str(pathlib.Path(PLUGIN).parent))
    env.pop("GST_PLUGIN_LOADING_WHITELIST", None)
    return subprocess.run([PROBE, *arguments, f"api-key={KEY}"], env=env,
                          capture_output=True, text=True, timeout=50,
                          check=False)


def check_report(uri):
    done = probe(f"uri={uri}")
    report = {line[:44].strip(): line[44:].strip()
              for line in done.stdout.splitlines()}
    assert done.returncode == 0, done
    assert report["truncation"] == "unknown_parameter", done.stdout
    assert report["reasoning"] == "unknown_parameter", done.stdout
    assert report["audio.output.speed"] == "accepted", done.stdout
    assert report["audio.input.noise_reduction"] == "accepted", done.stdout
    assert "no answer" not in done.stdout, done.stdout
    assert KEY not in done.stdout + done.stderr, done


def check_mistakes():
    done = probe("nonsense=1")
    assert done.returncode == 1 and "nonsense" in done.stderr, done
    done = probe("uri=ws://127.0.0.1:1/v1/realtime", "max-reconnects=0")
    assert done.returncode == 1 and done.stderr, done
    assert KEY not in done.stdout + done.stderr, done


def main():
    with tempfile.TemporaryDirectory() as folder:
        port_file = pathlib.Path(folder) / "port"
        command = [SERVER, "--scenario", SCENARIO, "--port-file",
                   str(port_file)]
        with subprocess.Popen(command, stdout=subprocess.PIPE,
                              text=True) as server:
            uri = server.stdout.readline().split()[-1]
            try:
                check_report(uri)
            finally:
                server.send_signal(signal.SIGTERM)
    check_mistakes()


main()
