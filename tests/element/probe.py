#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The probe against the local server: probe.py PROBE SERVER PLUGIN"""

import json
import os
import pathlib
import subprocess
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
from localserver import LocalServer  # noqa: E402

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


def check_spaced_json():
    """A service that writes JSON as Python does, and has news of its own
    between question and answer. Without the module websockets it is not
    tried."""
    try:
        import asyncio
        import websockets
    except ImportError:
        return

    async def serve(client, *_):
        async def tell(kind, **members):
            await client.send(json.dumps({"type": kind, **members}))

        async def refuse(code, event_id):
            await tell("error", event_id="e", error={
                "type": "invalid_request_error", "code": code, "param": None,
                "message": "No.", "event_id": event_id})

        session = {"id": "s", "type": "realtime"}
        await tell("session.created", event_id="e", session=session)
        while True:
            try:
                event = json.loads(await client.recv())
            except websockets.ConnectionClosed:
                return
            if event["type"] != "session.update":
                continue
            if not event.get("event_id", "").startswith("probe_"):
                await tell("session.updated", event_id="e", session=session)
                continue
            await refuse("not_about_this", "another")
            await refuse("no_such_thing", event["event_id"])

    async def run():
        async with websockets.serve(serve, "127.0.0.1", 0) as server:
            port = server.sockets[0].getsockname()[1]
            return await asyncio.to_thread(
                probe, f"uri=ws://127.0.0.1:{port}/v1/realtime")

    done = asyncio.run(run())
    answers = [line[44:].strip() for line in done.stdout.splitlines()[3:]]
    assert answers and set(answers) == {"no_such_thing"}, done


def check_help():
    done = probe("--help")
    assert done.returncode == 0 and "PROPERTY=VALUE" in done.stdout, done
    assert probe("--version").stdout.startswith("openairealtime-probe "), done


def check_mistakes():
    done = probe("nonsense=1")
    assert done.returncode == 1 and "nonsense" in done.stderr, done
    done = probe("uri=ws://127.0.0.1:1/v1/realtime", "max-reconnects=0")
    assert done.returncode == 1 and done.stderr, done
    assert KEY not in done.stdout + done.stderr, done


def main():
    with LocalServer(SERVER, "--scenario", SCENARIO) as server:
        check_report(server.uri)
    check_spaced_json()
    check_help()
    check_mistakes()


main()
