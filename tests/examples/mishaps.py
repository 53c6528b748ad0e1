#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What an example does when answers fail, and when it is interrupted.

    mishaps.py SERVER COMMAND [ARGUMENT...]
"""

import contextlib
import os
import pathlib
import signal
import struct
import subprocess
import sys

from run import PATIENCE_S, LocalServer, lacks_gi
from subtests import run_subtests

SERVER, *COMMAND = sys.argv[1:]
NAME = pathlib.Path(COMMAND[-1]).stem

# What a terminal would obey: a title, a colour, C1, another direction.
CONTROLS = "\033]0;title\007\033[31m\u009b32m\u202e"


def local_server(script, *options):
    return LocalServer(SERVER, "--speed", "0", *options, script=script)


def converse(script, *lines):
    with local_server(script) as server:
        done = subprocess.run([*COMMAND, *lines], capture_output=True,
                              check=False, env=server.environment(),
                              timeout=PATIENCE_S)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def user_lines(out):
    return [line for line in out.splitlines() if line.startswith("You: ")]


def assert_harmless(text):
    for character in text.replace("\n", ""):
        assert character.isprintable(), repr(text)


def check_failed_answers(folder):
    """Each cause is told, the next line is said, and the status tells."""
    status, out, err = converse({"turns": [
        {"status": "failed", "error": {
            "type": "server_error", "code": "server_error",
            "message": f"No {CONTROLS}luck today."}},
        {"say": "Half of", "status": "incomplete"},
        {"say": f"All {CONTROLS}is well."},
    ]}, "One", "Two", "Three")
    assert status == 1, (status, out, err)
    assert "The answer failed: No " in err and "luck today." in err, err
    assert "The answer is incomplete: content_filter" in err, err
    assert user_lines(out) == ["You: One", "You: Two", "You: Three"], out
    assert out.rstrip().endswith("is well."), out
    assert_harmless(out)
    assert_harmless(err)


def check_wordless_answers(_folder):
    """An answer without a word is over all the same."""
    status, out, err = converse({"turns": [
        {"say": ""}, {"say": "Now I speak."}]}, "One", "Two")
    assert status == 0, (status, out, err)
    assert user_lines(out) == ["You: One", "You: Two"], out
    assert "Now I speak." in out, out


def check_last_failed_answer(_folder):
    """Nothing is left to be said after it."""
    status, out, err = converse({"default": {"status": "failed"}}, "One")
    assert status == 1 and "The answer failed" in err, (status, out, err)


def check_refused_session(_folder):
    with local_server({}, "--api-key", "other") as server:
        done = subprocess.run([*COMMAND, "One"], capture_output=True,
                              check=False, env=server.environment(),
                              timeout=PATIENCE_S)
    assert done.returncode == 1 and done.stderr, done


def interrupt(command, server, until, times):
    """Its output, once it has ended; the status is checked."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True,
                          env=server.environment()) as program:
        out = ""
        while until not in out:
            line = program.stdout.readline()
            assert line, out
            out += line
        for _ in range(times):
            program.send_signal(signal.SIGINT)
        out += program.communicate(timeout=PATIENCE_S)[0]
        assert program.returncode == 0, (program.returncode, out)
    return out


def check_interrupted(_folder):
    """The answer that is awaited still comes; no further line is said."""
    with local_server({"default": {"say": "Here I am."}},
                      "--latency", "700") as server:
        out = interrupt([*COMMAND, "One", "Two"], server, "You: One", 1)
    assert "Here I am." in out and "Two" not in out, out


def check_interrupted_twice(_folder):
    """Then it ends at once."""
    with local_server({"default": {"say": "Here I am."}},
                      "--latency", "30000") as server:
        with subprocess.Popen([*COMMAND, "One"], stdout=subprocess.PIPE,
                              text=True, env=server.environment()) as program:
            assert program.stdout.readline() == "You: One\n"
            program.send_signal(signal.SIGINT)
            with contextlib.suppress(subprocess.TimeoutExpired):
                program.wait(0.5)
            program.send_signal(signal.SIGINT)
            program.wait(10)


def check_interrupted_recording(folder):
    """What was recorded so far can be played."""
    wav = folder / "out.wav"
    with local_server({}) as server:
        with subprocess.Popen(
                [*COMMAND, "--source", "audiotestsrc is-live=true wave=silence "
                 "! audio/x-raw,rate=24000,channels=1", "--sink",
                 f"wavenc ! filesink location={wav} buffer-mode=unbuffered"],
                env=server.environment()) as program:
            while not wav.exists() or wav.stat().st_size < 20000:
                assert program.poll() is None
                with contextlib.suppress(subprocess.TimeoutExpired):
                    program.wait(0.05)
            program.send_signal(signal.SIGINT)
            assert program.wait(PATIENCE_S) == 0
    data = wav.read_bytes()
    assert struct.unpack("<I", data[4:8])[0] == len(data) - 8, data[:64]


def check_guarded_replacement(_folder):
    """What takes the place of advice is said, even if it sounds like it."""
    advice = "I recommend that you talk to a lawyer."
    with local_server({"default": {"say": advice}}, "--speed", "4") as server:
        done = subprocess.run([*COMMAND, "What now?"], capture_output=True,
                              text=True, check=False, timeout=PATIENCE_S,
                              env=server.environment())
    assert done.returncode == 0, done
    assert done.stdout.splitlines() == [
        "You: What now?", "[guard] advice, replaced", f"Office: {advice}"], \
        done.stdout


def check_no_typelib(folder):
    """What is missing is said, and what to do; not by a traceback. Where the
    library is installed nothing is missing."""
    done = subprocess.run([*COMMAND, "One"], capture_output=True, text=True,
                          check=False, timeout=PATIENCE_S,
                          env=dict(os.environ, GI_TYPELIB_PATH=str(folder),
                                   OPENAI_API_KEY=""))
    assert done.returncode == 1 and "Traceback" not in done.stderr, done
    assert "meson devenv" in done.stderr or "key" in done.stderr, done


def find_checks():
    checks = [check_failed_answers, check_wordless_answers,
              check_last_failed_answer, check_refused_session,
              check_interrupted, check_interrupted_twice]
    checks.append(check_no_typelib
                  if "python" in os.path.basename(COMMAND[0])
                  else check_interrupted_recording)
    if NAME == "intake":
        checks.append(check_guarded_replacement)
    return checks


def main():
    if lacks_gi(COMMAND[0]):
        print("1..0 # SKIP python3-gi is not installed")
        return
    run_subtests(find_checks(), f"/{NAME}/")


if __name__ == "__main__":
    main()
