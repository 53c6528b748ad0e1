#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Phone calls of gst-launch-1.0 lines, with a phone company that takes every
message by its letter and a local server that says what it was told.

calls.py GST_LAUNCH SERVER PLUGIN...
"""

import base64
import json
import os
import pathlib
import re
import shlex
import signal
import subprocess
import sys
import tempfile
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parents[1] / "support"))
from localserver import LocalServer  # noqa: E402
from phone import (FRAME, PATIENCE_S, Phone, Refused, fetch, sign,  # noqa: E402
                   silence, tone)
from subtests import run_subtests  # noqa: E402

GST_LAUNCH, SERVER = sys.argv[1:3]
PLUGINS = [str(pathlib.Path(plugin).parent) for plugin in sys.argv[3:]]
# Of all lines here: no other test is to find these plugins.
REGISTRY = tempfile.TemporaryDirectory()
TOKEN = "token-that-nobody-may-see"
URL = "https://phone.example.com"
SHORT = "Hello there."
LONG = ("This is a rather long answer that goes on for a while, so that it can "
        "be interrupted in the middle of what it says, if one likes to.")
BOT = ("twiliostream name=phone port=0 {phone} "
       "! openairealtime greeting=Hello {model} ! phone.")
LISTENING = re.compile(r"twiliostream/listening, .*port=\(uint\)(\d+)")


class Line:
    """A gst-launch-1.0 line, as a context; what it prints is kept."""

    def __init__(self, line, environment=None, options=()):
        environment = {**os.environ, **(environment or {}), "LC_ALL": "C.UTF-8",
                       "GST_PLUGIN_PATH": ":".join(PLUGINS),
                       "GST_REGISTRY": REGISTRY.name + "/registry"}
        environment.setdefault("TWILIO_AUTH_TOKEN", "")
        self.process = subprocess.Popen(
            [GST_LAUNCH, "-m", *options, *shlex.split(line)], text=True,
            env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        self.text = ""
        self.changed = threading.Condition()
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()

    def _read(self):
        for line in self.process.stdout:
            with self.changed:
                self.text += line
                self.changed.notify_all()
        with self.changed:
            self.changed.notify_all()

    def wait_for(self, words):
        """The match of a regular expression in what it prints."""
        end = time.monotonic() + PATIENCE_S
        with self.changed:
            while not (found := re.search(words, self.text)):
                left = end - time.monotonic()
                if left <= 0 or not self.reader.is_alive():
                    raise TimeoutError(f"{words} was not printed:\n{self.text}")
                self.changed.wait(min(left, 1))
        return found

    def port(self):
        return int(self.wait_for(LISTENING)[1])

    def end(self):
        """Its exit status; it ends by itself."""
        status = self.process.wait(PATIENCE_S)
        self.reader.join(PATIENCE_S)
        return status

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.process.kill()
        self.process.wait()
        self.reader.join(PATIENCE_S)
        self.process.stdout.close()
        if error[0] is not None:
            print("# " + self.text[-6000:].replace("\n", "\n# "))


class Bot(Line):
    """The line of a phone bot, and the server that it talks to."""

    def __init__(self, folder, say=SHORT, phone="", model="", options=(),
                 speed="0", greeting=SHORT, **environment):
        self.log = folder / "events.jsonl"
        self.server = LocalServer(SERVER, "--speed", speed, "--log", self.log,
                                  "--log-audio", script={
                                      "turns": [{"say": greeting}],
                                      "default": {"say": say}})
        super().__init__(BOT.format(phone=phone, model=model),
                         self.server.environment(**environment), options)

    def __exit__(self, *error):
        super().__exit__(*error)
        self.server.stop()

    def events(self, sender, kind):
        """Events of the log, complete lines only."""
        lines = self.log.read_text("utf-8").split("\n")[:-1]
        entries = [json.loads(line) for line in lines]
        return [e["event"] for e in entries
                if e["from"] == sender and e["event"]["type"] == kind]

    def wait_event(self, sender, kind, count=1):
        end = time.monotonic() + PATIENCE_S
        while len(found := self.events(sender, kind)) < count:
            if time.monotonic() > end:
                raise TimeoutError(f"{count} {kind} did not come")
            time.sleep(0.05)
        return found

    def answers(self):
        """The speech of each response that is done, in the order of them."""
        spoken = {}
        for delta in self.events("server", "response.output_audio.delta"):
            spoken.setdefault(delta["response_id"], bytearray()).extend(
                base64.b64decode(delta["delta"]))
        return [bytes(spoken.get(done["response"]["id"], b""))
                for done in self.events("server", "response.done")]

    def truncated_ms(self):
        return [event["audio_end_ms"] for event in
                self.events("client", "conversation.item.truncate")]


def whole(sound):
    """With the silence that ends its last frame."""
    return sound + b"\xff" * (-len(sound) % FRAME)


def wait_heard(phone, sound):
    phone.wait(lambda: len(phone.player.heard) >= len(sound),
               "the end of the answer")


def settle(line, phone, cause="hangup"):
    """The call has ended well, and so does the line."""
    status = line.end()
    assert f"call-ended, cause=(string){cause}" in line.text, line.text[-3000:]
    assert status == 0, status
    assert phone.problems == [], phone.problems


# --- tests ---

def check_the_greeting_is_heard_whole_and_a_hangup_ends_the_line(folder):
    with Bot(folder) as bot:
        bot.wait_event("server", "response.done")
        greeting = whole(bot.answers()[0])
        with Phone(bot.port(), parameters={"customer": "4711"}) as phone:
            wait_heard(phone, greeting)
            phone.hang_up()
            settle(bot, phone)
            assert phone.heard() == greeting
    assert "customer" in bot.wait_for("call-started, .*")[0]


def check_a_conversation(folder):
    with Bot(folder) as bot, Phone(bot.port()) as phone:
        bot.wait_event("server", "response.done")
        wait_heard(phone, bot.answers()[0])
        for turn in (2, 3):
            phone.say(tone(800))
            bot.wait_event("server", "response.done", turn)
            said = b"".join(map(whole, bot.answers()))
            wait_heard(phone, said)
            assert phone.heard() == said
        assert phone.clears == [], phone.clears
        phone.hang_up()
        settle(bot, phone)


def shout(phone, heard):
    """Until the model has heard it: a machine that is too busy to send a tone in
    its time has some of it taken for late."""
    for seconds in (2, 2, PATIENCE_S):
        phone.say(tone(600))
        try:
            phone.wait(heard, "clear", seconds)
            return
        except TimeoutError:
            if seconds == PATIENCE_S:
                raise


def interrupt(bot, phone, turn):
    """(heard ms, ms the service was told) of an answer that is stopped."""
    bot.wait_event("server", "response.done", turn)
    before = len(phone.heard())
    clears = len(phone.clears)
    phone.wait(lambda: len(phone.player.heard) > before + 8 * FRAME,
               "the beginning of the answer")
    shout(phone, lambda: len(phone.clears) > clears)
    told = bot.wait_event("client", "conversation.item.truncate", clears + 1)
    heard = phone.clears[clears][0]
    return heard, told[clears]["audio_end_ms"]


def interrupt_often(folder, model=""):
    """Never more than was heard, and not much less: what was on its way when
    the machine was busy is what differs, so the best of four counts."""
    with Bot(folder, say=LONG, greeting=LONG, model=model) as bot, \
            Phone(bot.port()) as phone:
        lacks, begin = [], 0
        for turn in range(1, 5):
            heard, told = interrupt(bot, phone, turn)
            answer = bot.answers()[turn - 1]
            assert phone.heard()[begin:heard] == answer[:heard - begin], turn
            lacks.append((heard - begin) // 8 - told)
            begin = heard
        print("# ms that the service was told too little:", *lacks)
        assert min(lacks) <= 40, lacks
        assert all(lack >= 0 for lack in lacks), lacks
        # Behind a clear there is nothing old: a new answer begins there.
        bot.wait_event("server", "response.done", 5)
        phone.wait(lambda: len(phone.player.heard) > begin + 20 * FRAME)
        new = phone.heard()[begin:begin + 20 * FRAME]
        assert new == bot.answers()[4][:20 * FRAME]
        phone.hang_up()
        settle(bot, phone)


def check_an_interruption_is_told_as_it_was_heard(folder):
    interrupt_often(folder)


def check_an_interruption_where_elements_share_a_thread(folder):
    interrupt_often(folder, "shared-pacing=true")


def check_a_key_is_told(folder):
    with Bot(folder) as bot, Phone(bot.port()) as phone:
        for digit in "5#":
            phone.press(digit)
            bot.wait_for(r"twiliostream/dtmf, digit=\(string\)\W*"
                         + re.escape(digit))
        phone.hang_up()
        settle(bot, phone)


def check_a_caller_who_mutes_is_answered(folder):
    with Bot(folder) as bot, Phone(bot.port()) as phone:
        bot.wait_event("server", "response.done")
        wait_heard(phone, bot.answers()[0])
        phone.say(tone(800))
        phone.wait(lambda: not phone.microphone)
        phone.mute()
        bot.wait_event("server", "response.done", 2)
        wait_heard(phone, b"".join(map(whole, bot.answers())))
        phone.mute(False)
        phone.hang_up()
        settle(bot, phone)


def check_a_socket_that_vanishes_ends_the_line(folder):
    with Bot(folder) as bot, Phone(bot.port()) as phone:
        bot.wait_for("call-started")
        phone.vanish()
        settle(bot, phone, "lost")


def check_a_close_without_stop_ends_the_line(folder):
    with Bot(folder) as bot, Phone(bot.port()) as phone:
        bot.wait_for("call-started")
        phone.close()
        settle(bot, phone, "closed")


def check_what_is_not_signed_stays_out(folder):
    wss = URL.replace("https", "wss") + "/media"
    with Bot(folder, phone=f"public-url={URL}",
             TWILIO_AUTH_TOKEN=TOKEN) as bot:
        port = bot.port()
        for signature in (None, sign(TOKEN, URL + "/media"),
                          sign("other", wss), sign(TOKEN, wss)[:-2] + "A="):
            try:
                Phone(port, signature=signature)
                raise AssertionError(f"let in with {signature}")
            except Refused as refused:
                assert refused.status == 403, refused.status
        assert fetch(port)[0] == 403
        assert fetch(port, signature=sign(TOKEN, URL + "/twiml"))[0] == 200
        status, text = fetch(port, method="POST", body=b"CallSid=CA1&From=%2B1",
                             signature=sign(TOKEN, URL + "/twiml",
                                            {"CallSid": "CA1", "From": "+1"}))
        assert status == 200 and f'url="{wss}"' in text, text
        with Phone(port, signature=sign(TOKEN, wss)) as phone:
            bot.wait_for("call-started")
            phone.hang_up()
            settle(bot, phone)
    assert TOKEN not in bot.text


def check_a_second_caller_is_refused(folder):
    with Bot(folder) as bot:
        port = bot.port()
        assert f'url="wss://127.0.0.1:{port}/media"' in fetch(port)[1]
        with Phone(port) as phone:
            bot.wait_for("call-started")
            try:
                Phone(port)
                raise AssertionError("let in")
            except Refused as refused:
                assert refused.status == 503, refused.status
            assert "<Reject" in fetch(port)[1]
            assert fetch(port, "/other")[0] == 404
            phone.hang_up()
            settle(bot, phone)


def check_messages_of_strangers_are_left_out(folder):
    with Bot(folder) as bot, Phone(bot.port()) as phone:
        bot.wait_for("call-started")
        for text in ('{"event":"stop","streamSid":"MZother","stop":{}}',
                     '{"event":"dtmf","streamSid":"MZother",'
                     '"dtmf":{"digit":"7"}}',
                     '{"event":"mark","streamSid":"MZother",'
                     '"mark":{"name":"oa:0:1"}}',
                     "{", "[]", '{"event":7}', '{"event":"media"}',
                     "[" * 100000):
            phone.send_text(text)
        phone.press("1")
        bot.wait_for(r"twiliostream/dtmf, digit=\(string\)\W?1")
        assert "digit=(string)7" not in bot.text
        phone.hang_up()
        settle(bot, phone)


def check_a_goodbye_is_heard_to_its_last_sample(folder):
    """Ctrl-C with -e: the caller's side ends, the answer does not."""
    with Bot(folder, greeting=LONG, options=["-e"]) as bot, \
            Phone(bot.port()) as phone:
        bot.wait_event("server", "response.done")
        phone.wait(lambda: len(phone.player.heard) > 10 * FRAME)
        bot.process.send_signal(signal.SIGINT)
        assert phone.wait_closed() == 1000
        assert phone.heard() == whole(bot.answers()[0])
        settle(bot, phone, "finished")


def check_a_recording_is_heard_to_its_last_sample(folder):
    sound = tone(1234)
    (folder / "notice.ulaw").write_bytes(sound)
    with Line(f"filesrc location={folder}/notice.ulaw blocksize=1000 "
              "! audio/x-mulaw,rate=8000,channels=1 "
              "! twiliostream port=0") as line, Phone(line.port()) as phone:
        assert phone.wait_closed() == 1000
        assert phone.heard() == whole(sound)
        settle(line, phone, "finished")


def check_a_company_that_sends_no_marks_back(folder):
    sound = tone(400)
    (folder / "notice.ulaw").write_bytes(sound)
    with Line(f"filesrc location={folder}/notice.ulaw blocksize=160 "
              "! audio/x-mulaw,rate=8000,channels=1 "
              "! twiliostream port=0 mark-timeout=500") as line, \
            Phone(line.port(), marks=False) as phone:
        assert phone.wait_closed() == 1000
        assert phone.heard() == whole(sound)
        settle(line, phone, "finished")


def check_what_the_caller_says_is_there_from_the_first_byte(folder):
    """A file of it; with a hole, which is a gap event, and a key."""
    with Line("twiliostream port=0 ! identity silent=false "
              f"! filesink location={folder}/caller.ulaw",
              options=["-v"]) as line, Phone(line.port(), early=5) as phone:
        phone.say(tone(500))
        phone.wait(lambda: not phone.microphone)
        phone.press("9")
        phone.skip(340)
        phone.say(tone(200, hertz=500))
        phone.wait(lambda: not phone.microphone)
        phone.hang_up()
        settle(line, phone)
    said = (folder / "caller.ulaw").read_bytes()
    assert said.startswith(b"\xff" * 5 * FRAME)
    assert tone(500) in said and tone(200, hertz=500) in said
    assert len(said) == phone.chunk * FRAME, (len(said), phone.chunk)
    assert "number=(int)9" in line.text
    assert re.search(r"GstEventGap.*duration=\(guint64\)340000000", line.text)


def check_a_company_that_does_not_read(folder):
    """Its caller is heard all the same, and nothing is lost."""
    with Bot(folder, greeting=LONG, model="interrupt-response=false") as bot, \
            Phone(bot.port()) as phone:
        bot.wait_for("call-started")
        phone.read(False)
        phone.say(tone(800))
        bot.wait_event("server", "input_audio_buffer.speech_stopped")
        phone.read()
        bot.wait_event("server", "response.done", 2)
        # What waits for its turn is joined to what sounds.
        said = whole(b"".join(bot.answers()[:2]))
        wait_heard(phone, said)
        assert phone.heard()[:len(said)] == said
        phone.hang_up()
        settle(bot, phone)


def check_a_recording_waits_for_a_slow_line(folder):
    """Five minutes, far more than sockets and the element keep."""
    sound = tone(1000) * 300
    (folder / "notice.ulaw").write_bytes(sound)
    with Line(f"filesrc location={folder}/notice.ulaw blocksize=4000 "
              "! audio/x-mulaw,rate=8000,channels=1 "
              "! twiliostream port=0") as line, \
            Phone(line.port(), speed=200) as phone:
        phone.read(False)
        line.wait_for("call-started")
        phone.read()
        assert phone.wait_closed() == 1000
        assert phone.heard() == whole(sound)
        settle(line, phone, "finished")


def check_an_imitator(folder):
    """A-law, numbers as numbers, members with underscores."""
    members = {"streamSid": "stream_id", "callSid": "call_control_id",
               "sequenceNumber": "sequence_number", "mediaFormat":
               "media_format", "sampleRate": "sample_rate",
               "customParameters": "custom_parameters"}
    with Bot(folder) as bot, \
            Phone(bot.port(), members=members, numbers=int,
                  encoding="PCMA") as phone:
        phone.wait(lambda: len(phone.player.heard) > 20 * FRAME)
        updates = bot.events("client", "session.update")
        assert "audio/pcma" in json.dumps(updates), updates
        phone.hang_up()
        settle(bot, phone)


def check_wide_samples(folder):
    """L16 at 16 kHz, both ways."""
    with Line("twiliostream name=phone port=0 ! audioconvert ! audioresample "
              "! fakesink  audiotestsrc num-buffers=20 ! audioconvert "
              "! audioresample ! phone.") as line, \
            Phone(line.port(), encoding="audio/x-l16", rate=16000) as phone:
        phone.wait_closed()
        settle(line, phone, "finished")
        assert len(phone.heard()) >= 16000 * 2 * 20 * 1024 // 44100


def check_a_connection_without_a_call(folder):
    with Line("twiliostream port=0 start-timeout=300 ! fakesink") as line, \
            Phone(line.port(), start=False) as phone:
        settle(line, phone, "timeout")


def check_a_format_that_nobody_knows(folder):
    with Line("twiliostream port=0 ! fakesink") as line, \
            Phone(line.port(), encoding="audio/opus", rate=48000) as phone:
        settle(line, phone, "refused")


def check_a_port_that_is_taken(folder):
    with Line("twiliostream port=0 ! fakesink") as first, \
            Line(f"twiliostream port={first.port()} ! fakesink") as second:
        assert second.end() != 0
        assert "Calls cannot be received at 127.0.0.1" in second.text


TESTS = [test for name, test in list(globals().items())
         if name.startswith("check_")]
ONLY = os.environ.get("TESTS", "").split()
run_subtests([t for t in TESTS
              if not ONLY or any(word in t.__name__ for word in ONLY)])
