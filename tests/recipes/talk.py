#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""examples/talk.c, driven like a user would: talk.py TALK SERVER PLUGIN_DIR

Speech of espeak-ng stands for the microphone, a sink that synchronizes for the
loudspeaker, a pseudo terminal for the terminal.
"""

import fcntl
import os
import pathlib
import pty
import select
import signal
import subprocess
import sys
import termios
import time
import wave

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
from localserver import LocalServer  # noqa: E402
from subtests import run_subtests  # noqa: E402

TALK, SERVER, PLUGINS = sys.argv[1:]
WAIT = 40
NOWHERE = "http://127.0.0.1:1/v1"
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


def local_server(answer=None, **turn):
    return LocalServer(SERVER, script={"default": turn or {
        "user": "Hello?", "say": answer}})


class Conversation:
    """A running talk, and what it has printed so far."""

    def __init__(self, server, speech, *options, terminal=False, variables=(),
                 session=False):
        source = f"filesrc location={speech} ! wavparse ! identity sync=true"
        command = [TALK, "--source", source, "--sink", "fakesink sync=true",
                   *options]
        environment = dict(os.environ, OPENAI_API_KEY="sk-test",
                           OPENAI_BASE_URL=server.base_url
                           if server else NOWHERE, GST_PLUGIN_PATH=PLUGINS,
                           LC_ALL="C.UTF-8", TERM="xterm")
        environment.pop("NO_COLOR", None)
        environment.update(variables)
        self.output = ""
        self.keys = None
        if terminal:
            self.reader, self.keys = pty.openpty()
            self.before = termios.tcgetattr(self.keys)
            streams = {"stdin": self.keys, "stdout": self.keys}
        else:
            self.reader, writer = os.pipe()
            streams = {"stdin": subprocess.DEVNULL, "stdout": writer}
        if session:             # the terminal's own, as a shell has it
            streams.update(start_new_session=True, preexec_fn=lambda:
                           fcntl.ioctl(0, termios.TIOCSCTTY, 0))
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
    with local_server(SHORT) as server:
        talk = Conversation(server, folder / "speech.wav")
        assert talk.finish() == 0, talk.output
    lines = talk.output.splitlines()
    assert "You     Hello?" in lines, lines
    assert f"Model   {SHORT}" in lines, lines
    assert any("first sound after" in line for line in lines), lines
    assert "\033" not in talk.output and "\r" not in talk.output, lines


def check_terminal(folder):
    """Meters move, words come one by one, i interrupts, q ends."""
    make_speech(folder / "speech.wav", 60)
    with local_server(LONG) as server:
        talk = Conversation(server, folder / "speech.wav", terminal=True)
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
    with local_server(SHORT) as server:
        talk = Conversation(server, folder / "speech.wav")
        talk.expect("You     Hello?")
        talk.process.send_signal(signal.SIGINT)
        talk.expect("(ending")
        talk.expect(f"Model   {SHORT}")
        assert talk.finish() == 0, talk.output


def check_push_to_talk(folder):
    """Nothing is said until space was pressed twice."""
    make_speech(folder / "speech.wav", 60)
    with local_server(SHORT) as server:
        talk = Conversation(server, folder / "speech.wav", "--push-to-talk",
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


def run_talk(*options, **variables):
    environment = dict(os.environ, GST_PLUGIN_PATH=PLUGINS, LC_ALL="C.UTF-8")
    return subprocess.run([TALK, *options], capture_output=True, text=True,
                          timeout=WAIT, check=False,
                          env=dict(environment, **variables))


def check_mistakes(folder):
    for options, words in ((["--sink", "nonsense"], "no element"),
                           (["nonsense"], "--help")):
        done = run_talk(*options)
        assert done.returncode == 2, done
        assert done.stderr.startswith("talk: ") and words in done.stderr, done
    done = run_talk(GST_PLUGIN_PATH=str(folder), GST_PLUGIN_SYSTEM_PATH="",
                    GST_REGISTRY=str(folder / "registry"))
    assert done.returncode == 2 and "GST_PLUGIN_PATH" in done.stderr, done


def check_help(_folder):
    """Says which keys there are."""
    done = run_talk("--help")
    for word in ("  i ", "  q ", "  space ", "--local", "--version"):
        assert word in done.stdout, done.stdout
    done = run_talk("--version")
    assert done.returncode == 0 and done.stdout.startswith("talk "), done


def check_no_devices(folder):
    """What fails is named, and what to do; the status is 1."""
    make_speech(folder / "speech.wav", 1)
    with local_server(SHORT) as server:
        done = run_talk("--source", "filesrc location=/nowhere ! wavparse",
                        OPENAI_API_KEY="sk-test",
                        OPENAI_BASE_URL=server.base_url)
    assert done.returncode == 1, done
    assert "--source and --sink" in done.stdout, done.stdout


def check_no_key(_folder):
    """Says how to go on without one."""
    done = run_talk("--source", "audiotestsrc", "--sink", "fakesink",
                    OPENAI_API_KEY="")
    assert done.returncode == 1, done
    assert "No API key" in done.stdout, done.stdout
    assert "talk --local" in done.stdout, done.stdout


def check_failed_answer(folder):
    """The cause is shown, without what would control the terminal."""
    make_speech(folder / "speech.wav", 1)
    turn = {"user": "Hello?", "status": "failed", "error": {
        "type": "server_error", "code": "server_error",
        "message": "No \033[31m\u009b\u202eluck."}}
    with local_server(**turn) as server:
        talk = Conversation(server, folder / "speech.wav")
        assert talk.finish() == 0, talk.output
    assert "(The answer failed: No  [31m luck.)" in talk.output, talk.output


def check_colours(folder):
    """On a terminal, unless they are not wanted."""
    make_speech(folder / "speech.wav", 60)
    for variables in ({}, {"NO_COLOR": "1"}):
        with local_server(SHORT) as server:
            talk = Conversation(server, folder / "speech.wav", terminal=True,
                                variables=variables)
            seen = talk.expect(f"Model   {SHORT}")
            assert ("\033[32m" in seen) == (not variables), repr(seen)
            talk.press("q")
            assert talk.finish() == 0, talk.output


def check_stopped(folder):
    """Ctrl-Z gives the terminal back to the shell, fg takes it again."""
    make_speech(folder / "speech.wav", 60)
    with local_server(SHORT) as server:
        talk = Conversation(server, folder / "speech.wav", terminal=True,
                            session=True)
        talk.expect("speak; i interrupts")
        assert not termios.tcgetattr(talk.keys)[3] & termios.ICANON
        talk.process.send_signal(signal.SIGTSTP)
        os.waitid(os.P_PID, talk.process.pid, os.WSTOPPED)
        assert termios.tcgetattr(talk.keys) == talk.before
        talk.process.send_signal(signal.SIGCONT)
        until = time.monotonic() + WAIT
        while termios.tcgetattr(talk.keys)[3] & termios.ICANON:
            assert time.monotonic() < until
            time.sleep(0.01)
        talk.press("q")
        assert talk.finish() == 0, talk.output


def check_local(folder):
    """A server is started, and ended."""
    make_speech(folder / "speech.wav", 1)
    talk = Conversation(None, folder / "speech.wav",
                        "--local", variables={
                            "PATH": os.path.dirname(SERVER)})
    talk.expect("You     ")
    talk.expect("I heard")
    assert talk.finish() == 0, talk.output


def main():
    run_subtests(
        [check_plain, check_terminal, check_last_words, check_push_to_talk,
         check_mistakes, check_help, check_no_devices, check_no_key,
         check_failed_answer, check_colours, check_stopped, check_local],
        "/talk/")


if __name__ == "__main__":
    main()
