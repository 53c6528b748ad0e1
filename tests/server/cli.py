#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The command line of the local server: cli.py PROGRAM DEMO_SCRIPT"""

import os
import pathlib
import signal
import socket
import subprocess
import sys
import tempfile

PROGRAM, SCRIPT = sys.argv[1:3]


def run(*arguments, env=None):
    return subprocess.run([PROGRAM, *arguments], capture_output=True,
                          text=True, timeout=30, check=False, env=env)


def check_help():
    done = run("--help")
    assert done.returncode == 0 and "Examples:" in done.stdout, done


def check_list_of_scenarios():
    done = run("--list-scenarios")
    assert done.returncode == 0 and "reset-mid-delta" in done.stdout, done


def check_version():
    done = run("--version")
    assert done.returncode == 0, done
    assert done.stdout.startswith("openai-realtime-server "), done


def check_mistakes():
    """Each is named, and most say what to do."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        for arguments, words in (
                (["--nonsense"], "nonsense"), (["extra"], "--help"),
                (["--port", "70000"], "port is a number from 0 to 65535"),
                (["--speed", "-1"], "speed is a number from 0 to 1000"),
                (["--scenario", "nonsense"], ""),
                (["--script", "/nowhere"], "script"),
                (["--host", "nowhere"], "localhost"),
                (["--port", port], "another port"),
                (["--key", "/nowhere"], "--cert"),
                (["--record", "/nowhere"], "folder"),
                (["--cert", "/nowhere"], "certificate"),
                (["--api-key-file", "/dev/null"], "one line")):
            done = run(*arguments)
            assert done.returncode == 1, (arguments, done)
            assert done.stderr.startswith("openai-realtime-server: "), done
            assert words in done.stderr, done


def check_open_door():
    """A server that asks for no key says so."""
    for arguments, warned in ((["--host", "0.0.0.0"], True),
                              (["--host", "0.0.0.0", "--api-key", "k"], False),
                              (["--host", "localhost"], False)):
        with subprocess.Popen([PROGRAM, *arguments], text=True,
                              stdout=subprocess.PIPE,
                              stderr=subprocess.PIPE) as server:
            assert server.stdout.readline().startswith("Listening on ws://")
            server.send_signal(signal.SIGTERM)
            assert ("may use this server" in server.stderr.read()) == warned
            assert server.wait(30) == 0


def check_sources():
    """The command line counts more than the environment, and that more than
    the configuration."""
    with tempfile.TemporaryDirectory() as folder:
        config = pathlib.Path(folder) / "server.conf"
        config.write_text("[server]\nport=70000\nspeed=-1\n", "utf-8")
        environment = {**os.environ, "OPENAI_REALTIME_SERVER_PORT": "70001"}
        for arguments, env, words in (
                (["--config", config], None, "70000"),
                (["--config", config, "--port", "1"], None, "70000"),
                ([], environment, "PORT: port is a number"),
                (["--config", "/nowhere"], None, "/nowhere")):
            done = run(*arguments, env=env)
            assert done.returncode == 1 and words in done.stderr, done
        config.write_text("[server]\nprot=1\n", "utf-8")
        done = run("--config", config)
        assert done.returncode == 1 and "prot" in done.stderr, done
        config.write_text("[server]\nlist-scenarios=yes\nport=1\n", "utf-8")
        done = run(env={**os.environ,
                        "OPENAI_REALTIME_SERVER_CONFIG": str(config)})
        assert done.returncode == 0 and "reset-mid-delta" in done.stdout, done


def check_start_and_end():
    with tempfile.TemporaryDirectory() as folder:
        port_file = pathlib.Path(folder) / "port"
        command = [PROGRAM, "--script", SCRIPT, "--port-file", str(port_file)]
        with subprocess.Popen(command, stdout=subprocess.PIPE,
                              text=True) as server:
            line = server.stdout.readline().strip()
            port = port_file.read_text(encoding="ascii").strip()
            assert line == \
                f"Listening on ws://127.0.0.1:{port}/v1/realtime", line
            server.send_signal(signal.SIGTERM)
            assert server.wait(30) == 0


check_help()
check_list_of_scenarios()
check_version()
check_mistakes()
check_open_door()
check_sources()
check_start_and_end()
