#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The lines and programs of documents do what they say.

    documents.py SERVER ROOT BUILD DOCUMENT...

A document's programs are written down under the names in their first lines, a
Python program without one is run. Then its blocks of shell are run, in order, in
a folder with a spoken question. A pipeline that needs a device or a network is only
made. Left out is what needs a port or the build itself. A subtest per block.
"""

import os
import pathlib
import re
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
from localserver import LocalServer  # noqa: E402

SERVER, ROOT, BUILD = (pathlib.Path(word) for word in sys.argv[1:4])
VOICE_SERVER = BUILD / "examples/voice-server/openai-voice-server"
LIMIT_S = 60
PYTHON = "/usr/bin/python3"

BLOCK = re.compile(r"^```(sh|c|python)\n(.*?)^```", re.M | re.S)
NAME = re.compile(r"\A(?:/\*|#) ([\w-]+\.(?:c|py)) - ")
ELSEWHERE = re.compile(r"autoaudio|udpsrc|--port |apt-get|meson |ninja|"
                       r"quickstart|twiliostream|^export ", re.M)
# A server's settings are checked, it would not end.
SERVES = re.compile(r"^.*\bopenai-voice-server .*$", re.M)
LAUNCH = re.compile(r"gst-launch-1\.0( -\w)*")
MAKE = """import gi, sys
gi.require_version("Gst", "1.0")
from gi.repository import Gst
Gst.init(None)
Gst.parse_launchv(sys.argv[1:])
"""
# Programs that answer a function.
CALLS = re.compile(r"\bconversation(\.py)?\b")
QUESTION = "How is the weather in London and in Paris?"


def environment(folder, server):
    """As meson devenv makes it, and the local server instead of a service."""
    library = BUILD / "gst/openairealtime"
    programs = [folder / "bin", SERVER.parent, BUILD / "examples/batch",
                VOICE_SERVER.parent]
    return server.environment(
        PATH=":".join(map(str, programs)) + ":" + os.environ["PATH"],
        GST_PLUGIN_PATH=":".join(str(BUILD / "plugins" / name)
                                 for name in ("openairealtime", "twilio")),
        GST_REGISTRY=str(folder / "registry"),
        GI_TYPELIB_PATH=str(library), LD_LIBRARY_PATH=str(library),
        PKG_CONFIG_PATH=str(BUILD / "meson-uninstalled"),
        OPENAI_VOICE_SERVER_AGENTS=str(ROOT / "examples/voice-server/agents.d"),
        XDG_CONFIG_HOME="/nonexistent")


def prepare(folder):
    """Like the tree, with the question; python3 is the one that has gi."""
    for name in ("out", "bin"):
        (folder / name).mkdir()
    (folder / "examples").symlink_to(ROOT / "examples")
    (folder / "bin/python3").symlink_to(PYTHON)
    subprocess.run(["espeak-ng", "-v", "en-us", "-w", "out/question.wav",
                    QUESTION], cwd=folder, check=True)
    (folder / "talk.wav").symlink_to("out/question.wav")


def lines_of(folder, text):
    """What is to be run; programs that have names are written down."""
    for language, block in BLOCK.findall(text):
        name = NAME.match(block)
        if name is not None:
            (folder / name[1]).write_text(block, "utf-8")
        elif language == "python":
            yield f"{PYTHON} - <<'END'\n{block}END\n"
        elif language == "sh" and not ELSEWHERE.search(block):
            # A part that is not built has no line.
            if not SERVES.search(block) or VOICE_SERVER.exists():
                yield SERVES.sub(r"\g<0> --check", block)
        elif block.startswith("gst-launch-1.0"):
            yield LAUNCH.sub(f"{PYTHON} -c '{MAKE}'", block)


def complaints(folder, line, env):
    """What went wrong; a file that the line names is there and has something."""
    made = [folder / name for name
            in re.findall(r"filesink location=([\w./-]+)", line)]
    for path in made:
        path.unlink(missing_ok=True)
    done = subprocess.run(["bash", "-e", "-o", "pipefail", "-c", line],
                          cwd=folder, env=env, timeout=LIMIT_S, check=False,
                          capture_output=True, text=True)
    if done.returncode != 0 or "CRITICAL" in done.stderr:
        yield f"status {done.returncode}: {done.stderr[-600:]}"
    for path in made:
        if not path.exists() or not path.stat().st_size:
            yield f"{path.name} is not there, or empty"
    if CALLS.search(line) and not re.search(r"degrees\W+12", done.stdout):
        yield f"the function was not called: {done.stdout}"


def run_document(path):
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        prepare(folder)
        for line in lines_of(folder, path.read_text("utf-8")):
            title = " ".join(line.split())[:60].replace("#", "")
            has_tools = CALLS.search(line) or "tools.add" in line
            script = ROOT / "examples/local-server" / (
                "tools.json" if has_tools else "demo.json")
            with LocalServer(SERVER, "--speed", "0", script=script) as server:
                found = list(complaints(folder, line,
                                        environment(folder, server)))
            yield f"{path.name}: {title}", found


def main():
    if subprocess.run([PYTHON, "-c", "import gi"], check=False,
                      stderr=subprocess.DEVNULL).returncode != 0:
        print("1..0 # SKIP python3-gi is not there")
        return 0
    failed = count = 0
    for document in sys.argv[4:]:
        for name, found in run_document(pathlib.Path(document)):
            count += 1
            failed += bool(found)
            print(f"{'not ok' if found else 'ok'} {count} - {name}")
            for words in found:
                print("# " + words.replace("\n", "\n# "))
    print(f"1..{count}")
    return int(failed > 0 or count == 0)


if __name__ == "__main__":
    sys.exit(main())
