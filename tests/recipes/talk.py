#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# SPDX-License-Identifier: LGPL-2.1-or-later
"""examples/talk.c, driven like a user would: talk.py TALK SERVER PLUGIN_DIR

Speech of espeak-ng stands for the microphone, a sink that synchronizes for the
loudspeaker, a pseudo terminal for the terminal.
"""

import contextlib
import json
import os
import pathlib
import pty
import select
import signal
import subprocess
import sys
import tempfile
import termios
import time
import wave

TALK, SERVER, PLUGINS = sys.argv[1:]
WAIT = 40
SHORT = "Yes, I can hear you well."
LONG = ("Certainly. This is an answer that goes on for quite a while, so that "
        "there is enough time to interrupt it in the middle of a sentence, "
        "which is what this test is about, and so it goes on and on.")


def make_speech(path, pause):
    """A question, and silence behind it, in seconds."""
    subprocess.run(["espeak-ng", "-w", path, "Hello, can you hear me?"],
                   check=True)
    with wave.open(str(path), "rb") as file:
        parameters = file.getparams()
        frames = file.readframes(file.getnframes())
    with wave.open(str(path), "wb") as file:
        file.setparams(parameters)
        file.writeframes(frames)
        file.writeframes(bytes(2 * parameters.framerate * pause))


@contextlib.contextmanager
def local_server(folder, answer):
    script = folder / "script.json"
    script.write_text(json.dumps(
        {"default": {"user": "Hello?", "say": answer}}), encoding="utf-8")
    with subprocess.Popen([SERVER, "--script", script], text=True,
                          stdout=subprocess.PIPE) as server:
        uri = server.stdout.readline().split()[-1]
        try:
            yield uri.replace("ws:", "http:").removesuffix("/realtime")
        finally:
            server.terminate()


class Conversation:
    """A running talk, and what it has printed so far."""

    def __init__(self, url, speech, *options, terminal=False):
        source = f"filesrc location={speech} ! wavparse ! identity sync=true"
        command = [TALK, "--source", source, "--sink", "fakesink sync=true",
                   *options]
        environment = dict(os.environ, OPENAI_API_KEY="sk-test",
                           OPENAI_BASE_URL=url, GST_PLUGIN_PATH=PLUGINS,
                           LC_ALL="C.UTF-8")
        self.output = ""
        self.keys = None
        if terminal:
            self.reader, self.keys = pty.openpty()
            self.before = termios.tcgetattr(self.keys)
            streams = {"stdin": self.keys, "stdout": self.keys}
        else:
            self.reader, writer = os.pipe()
            streams = {"stdin": subprocess.DEVNULL, "stdout": writer}
        self.process = subprocess.Popen(command, env=environment, **streams)
        if not terminal:
            os.close(writer)

    def read_more(self, until):
        ready, _, _ = select.select([self.reader], [], [],
                                    max(0, until - time.monotonic()))
        assert ready, f"nothing more came:\n{self.output}"
        try:
            text = os.read(self.reader, 65536).decode("utf-8", "replace")
        except OSError:         # the terminal is gone
            text = ""
        self.output += text
        return text != ""

    def expect(self, text):
        """Wait until this is printed; forget what came before."""
        until = time.monotonic() + WAIT
        while text not in self.output:
            assert self.read_more(until), f"no '{text}' in:\n{self.output}"
        seen, _, self.output = self.output.partition(text)
        return seen

    def press(self, key):
        os.write(self.reader, key.encode("ascii"))

    def finish(self):
        """The exit status."""
        if self.keys is not None:
            # Its output must not be in its way.
            until = time.monotonic() + WAIT
            while self.process.poll() is None and time.monotonic() < until:
                if select.select([self.reader], [], [], 0.05)[0]:
                    self.read_more(until)
            assert termios.tcgetattr(self.keys) == self.before
            os.close(self.keys)
        else:
            while self.read_more(time.monotonic() + WAIT):
                pass
        os.close(self.reader)
        return self.process.wait(WAIT)


def check_plain(folder):
    """No terminal: plain lines, and the end of the source is the end."""
    make_speech(folder / "speech.wav", 1)
    with local_server(folder, SHORT) as url:
        talk = Conversation(url, folder / "speech.wav")
        assert talk.finish() == 0, talk.output
    lines = talk.output.splitlines()
    assert "You     Hello?" in lines, lines
    assert f"Model   {SHORT}" in lines, lines
    assert any("first sound after" in line for line in lines), lines
    assert "\033" not in talk.output and "\r" not in talk.output, lines


def check_terminal(folder):
    """Meters move, words come one by one, i interrupts, q ends."""
    make_speech(folder / "speech.wav", 60)
    with local_server(folder, LONG) as url:
        talk = Conversation(url, folder / "speech.wav", terminal=True)
        talk.expect("You [###")
        talk.expect("Model [###")
        talk.expect("there is enough")
        talk.press("i")
        talk.expect("(interrupted after ")
        talk.press("q")
        talk.expect("(ending")
        assert talk.finish() == 0, talk.output


def check_last_words(folder):
    """Ctrl-C lets the model finish its sentence."""
    make_speech(folder / "speech.wav", 60)
    with local_server(folder, SHORT) as url:
        talk = Conversation(url, folder / "speech.wav")
        talk.expect("You     Hello?")
        talk.process.send_signal(signal.SIGINT)
        talk.expect("(ending")
        talk.expect(f"Model   {SHORT}")
        assert talk.finish() == 0, talk.output


def check_push_to_talk(folder):
    """Nothing is said until space was pressed twice."""
    make_speech(folder / "speech.wav", 60)
    with local_server(folder, SHORT) as url:
        talk = Conversation(url, folder / "speech.wav", "--push-to-talk",
                            terminal=True)
        talk.expect("space to talk")
        talk.press(" ")
        talk.expect("press space again")
        talk.expect("You [####")
        talk.expect("You [..")
        talk.press(" ")
        assert "Model   " not in talk.output, talk.output
        talk.expect(f"Model   {SHORT}")
        talk.press("q")
        assert talk.finish() == 0, talk.output


def check_mistakes(_folder):
    done = subprocess.run([TALK, "--sink", "nonsense"], capture_output=True,
                          text=True, timeout=WAIT, check=False,
                          env=dict(os.environ, GST_PLUGIN_PATH=PLUGINS))
    assert done.returncode == 2, done
    assert done.stderr.startswith("talk: no element"), done


def main():
    checks = [check_plain, check_terminal, check_last_words,
              check_push_to_talk, check_mistakes]
    print(f"1..{len(checks)}")
    for number, check in enumerate(checks, 1):
        name = check.__name__.removeprefix("check_")
        with tempfile.TemporaryDirectory() as folder:
            try:
                check(pathlib.Path(folder))
                print(f"ok {number} /talk/{name}", flush=True)
            except AssertionError as error:
                print(f"not ok {number} /talk/{name}\n# "
                      + str(error).replace("\n", "\n# "), flush=True)


if __name__ == "__main__":
    main()
