#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The voice server under many callers of a strict phone company, killed in the
midst of calls, and beside clients that never come to an end.

    twiliostress.py openai-voice-server openai-realtime-server

VOICE_STRESS_CALLS and VOICE_STRESS_KILLS are how many of them there are; a
kill's calls are recorded by turns in VOICE_STRESS_FORMATS.
"""

import collections
import concurrent.futures
import datetime
import json
import os
import pathlib
import random
import resource
import socket
import subprocess
import sys
import threading
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))
sys.path.insert(0, str(pathlib.Path(__file__).parent))
from localserver import LocalServer  # noqa: E402
from phone import FRAME_S, RATE, silence, tone  # noqa: E402
from subtests import run_subtests  # noqa: E402
from twilioline import Incoming, check, equal, read_call  # noqa: E402
from voiceserver import VoiceServer  # noqa: E402

PROGRAM, SERVICE = sys.argv[1:3]
CALLS = int(os.environ.get("VOICE_STRESS_CALLS", 12))
KILLS = int(os.environ.get("VOICE_STRESS_KILLS", 3))
AT_ONCE = 6
KILLED_CALLS = 10
FORMATS = os.environ.get("VOICE_STRESS_FORMATS", "wav,opus").split(",")
CLIENTS = 1000
TRIES = 5
ERROR_MS = 40       # of what counts as heard when it is cut

GREETING = "Good day, the desk."
ANSWER = "This answer is long enough to be interrupted in its middle."
SHORT = "Yes, now."
DESK = {"desk": {"instructions": "Answer {{call.call_id}}.",
                 "greeting": {"say": GREETING}}}


def script(answer=ANSWER):
    return {"turns": [{"say": GREETING}], "default": {"say": answer}}


def bytes_of(ms):
    return ms * RATE // 1000


def measure(server):
    """Bytes of the greeting and of an answer, whatever the service's voice."""
    with Incoming(server) as phone:
        server.wait_for_line("agent: ")
        greeting = len(phone.heard())
        phone.say(tone(600) + silence(1000))
        server.wait_for_line("agent: ", 2)
        return greeting, len(phone.heard()) - greeting


def service_at(service):
    return {"OPENAI_BASE_URL": service.base_url, "OPENAI_API_KEY": "none"}


# --- many calls ---

class Caller:
    """One call by a plan of its own."""

    ENDS = {"hang_up": "caller-hung-up", "close": "caller-hung-up",
            "vanish": "connection-lost"}

    def __init__(self, phone, seed, sizes):
        self.phone = phone
        self.greeting, self.answer = sizes
        self.random = random.Random(seed)
        self.end = list(self.ENDS)[seed % 3]
        # Every fourth does not wait for the end of the greeting.
        self.early = seed % 4 == 3
        acts = [self.question, self.barge_in, self.keys, self.quiet]
        self.plan = [acts[(seed + i) % 4] for i in range(2)]
        if not self.early and self.barge_in not in self.plan:
            self.plan[0] = self.barge_in
        self.base = 0       # bytes heard before the present answer
        self.played = []    # ms of each answer that was interrupted

    def hears(self, size):
        goal = self.base + size
        self.phone.wait(lambda: len(self.phone.player.heard) >= goal,
                        f"{goal} bytes")

    def hears_all(self, size):
        self.hears(size)
        self.base = len(self.phone.heard())

    def speak(self):
        self.phone.say(tone(self.random.randrange(500, 900)) + silence(1000))

    def question(self):
        self.speak()
        self.hears_all(self.answer)

    def barge_in(self):
        self.speak()
        count = len(self.phone.clears)
        self.hears(bytes_of(self.random.randrange(200, 1500)))
        self.speak()
        self.phone.wait(lambda: len(self.phone.clears) > count, "a clear")
        heard, _ = self.phone.clears[count]
        self.played.append((heard - self.base) * 1000 / RATE)
        self.base = heard
        self.hears_all(self.answer)

    def keys(self):
        for digit in f"{self.random.randrange(1000)}#":
            self.phone.press(digit)
        self.hears_all(self.answer)

    def quiet(self):
        """No media for a while; then a hole in their time."""
        goal = self.phone.frames + self.random.randrange(10, 50)
        self.phone.mute()
        self.phone.wait(lambda: self.phone.frames >= goal, "silence")
        self.phone.mute(False)
        self.phone.skip(self.random.randrange(20, 400))

    def run(self):
        if self.early:
            self.hears(self.random.randrange(self.greeting))
        else:
            self.hears_all(self.greeting)
            for act in self.plan:
                act()
        getattr(self.phone, self.end)()
        self.phone.wait_closed()


def read_truncations(path, call):
    """What the service was told in the call, in ms."""
    sessions, cuts = {}, collections.defaultdict(list)
    for line in path.read_text().splitlines(keepends=True):
        if not line.endswith("\n"):
            break   # is being written
        record = json.loads(line)
        event = record.get("event") or {}
        if record["from"] != "client":
            continue
        if event.get("type") == "session.update":
            words = event["session"].get("instructions", "")
            sessions.setdefault(words, record["session"])
        elif event.get("type") == "conversation.item.truncate":
            cuts[record["session"]].append(event["audio_end_ms"])
    session, = (session for words, session in sessions.items()
                if call in words)
    return cuts[session]


def run_callers(count, at_once, run):
    """run(n) for each, some at once; the first failure is raised."""
    numbers, failures = iter(range(count)), []
    lock = threading.Lock()

    def work():
        while True:
            with lock:
                n = next(numbers, None)
            if n is None or failures:
                return
            try:
                run(n)
            except Exception as error:
                failures.append(RuntimeError(f"call {n}: {error!r}"))

    threads = [threading.Thread(target=work) for _ in range(at_once)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


def make_call(server, log, seed, sizes):
    """How far what the service was told is from what was played, in ms, for
    each interruption."""
    with Incoming(server) as phone:
        caller = Caller(phone, seed, sizes)
        caller.run()
        equal(phone.problems, [], "faults of the protocol")
    record = read_call(server, phone)
    equal(record["cause"], caller.ENDS[caller.end], "cause")
    cut = sum(t["interrupted"] for t in record["turns"])
    told = read_truncations(log, phone.id)
    check(min(cut, len(told)) >= len(caller.played),
          f"{cut} turns and {told} for {caller.played}")
    return [tell - played for tell, played in zip(told, caller.played)]


def check_many_calls(folder):
    log = folder / "service.jsonl"
    errors, again = [], []
    with LocalServer(SERVICE, "--port", 0, "--log", log,
                     script=script()) as service, VoiceServer(
            PROGRAM, agents=DESK, environment=service_at(service)) as server:
        sizes = measure(server)

        def call(n):
            # Another program may have had the machine: then again.
            for _ in range(TRIES):
                found = make_call(server, log, n, sizes)
                if all(abs(error) <= ERROR_MS for error in found):
                    errors.extend(found)
                    return
                again.append(n)
            raise AssertionError(f"told - played in ms: {found}")

        run_callers(CALLS, AT_ONCE, call)
        server.wait_until(lambda: 'calls_active{leg="twilio"} 0\n'
                          in server.get("/metrics"), "the last end")
    check(errors, "interruptions")
    print(f"# {CALLS} calls, {len(again)} of them again, {len(errors)} "
          f"interruptions, told - played {min(errors):.1f} … "
          f"{max(errors):.1f} ms")


# --- killed ---

def keep_talking(phone):
    """Until there is nobody any more."""
    while phone.closed is None:
        before = len(phone.heard())
        phone.say(tone(400) + silence(800))
        phone.wait(lambda: phone.closed is not None or len(
            phone.player.heard) >= before + bytes_of(400), "an answer")


def logged_turns(server, until):
    """By calls, what the log says was a turn's end before @until."""
    turns = collections.defaultdict(list)
    for line in server.log.splitlines():
        try:
            entry = json.loads(line)
        except ValueError:
            continue  # the last one may be torn
        if entry.get("event") in ("agent", "caller", "interrupted"):
            at = datetime.datetime.fromisoformat(
                entry["time"].replace("Z", "+00:00"))
            if at.timestamp() <= until:
                turns[entry["call"]].append(entry["text"])
    return turns


def sound_of(wave):
    """Bytes of sound, as the head of the file has them."""
    data = wave.read_bytes()
    size = int.from_bytes(data[40:44], "little")
    check(data[:4] == b"RIFF" and data[8:12] == b"WAVE"
          and 0 < size <= len(data) - 44, f"{size} of {len(data)} in {wave}")
    return size


def sound_of_ogg(path, folder):
    """By a stock player; some seconds of it."""
    wave = folder / "decoded.wav"
    done = subprocess.run(
        ["gst-launch-1.0", "-q", "filesrc", f"location={path}", "!", "oggdemux",
         "!", "opusdec", "!", "audioresample", "!",
         f"audio/x-raw,rate={RATE},channels=2", "!", "wavenc", "!", "filesink",
         f"location={wave}"],
        check=False, capture_output=True, text=True, timeout=60)
    equal((done.returncode, done.stderr), (0, ""), f"decoding of {path}")
    seconds = sound_of(wave) / (4 * RATE)
    check(seconds > 1.5, f"{seconds} s in {path}")


def kill_once(options, service, chance):
    """The calls, and the turns of each that must be kept."""
    agents = {"desk": {**DESK["desk"], "recording": True}}
    ready = threading.Semaphore(0)
    calls = [None] * KILLED_CALLS
    with concurrent.futures.ThreadPoolExecutor() as pool, VoiceServer(
            PROGRAM, *options, "--log", "json", "--log-private", agents=agents,
            environment=service_at(service)) as server:

        def call(n):
            with Incoming(server) as phone:
                calls[n] = phone
                phone.wait(lambda: len(phone.player.heard) >= bytes_of(500),
                           "the greeting")
                ready.release()
                keep_talking(phone)

        work = pool.submit(run_callers, KILLED_CALLS, KILLED_CALLS, call)
        for _ in range(KILLED_CALLS):
            check(ready.acquire(timeout=60), "a greeting")
        time.sleep(chance.uniform(2, 4))  # any moment
        killed = time.time()
        server.process.kill()
        server.wait()
        work.result()
        return calls, logged_turns(server, killed - 1)


def check_kills(folder):
    chance = random.Random(15)
    stored = ("--database", f"sqlite:{folder / 'calls.db'}", "--recordings",
              folder / "recordings", "--state", folder / "state")
    kept = 0
    with LocalServer(SERVICE, "--port", 0, script=script(SHORT)) as service:
        for n in range(KILLS):
            kind = FORMATS[n % len(FORMATS)]
            options = (*stored, "--recording-format", kind)
            calls, turns = kill_once(options, service, chance)
            with VoiceServer(PROGRAM, *options, agents=DESK,
                             environment=service_at(service)) as server:
                for phone in calls:
                    record = read_call(server, phone)
                    equal(record["cause"], "broken-off", f"kill {n}: cause")
                    got = collections.Counter(t["text"] for t in record["turns"])
                    lost = collections.Counter(turns[phone.id]) - got
                    check(not lost, f"kill {n}: {phone.id} lost {lost}")
                    kept += len(turns[phone.id])
                    if kind == "wav":
                        sound_of(folder / "recordings" / f"{phone.id}.wav")
                    else:
                        sound_of_ogg(folder / "recordings" / f"{phone.id}.ogg",
                                     folder)
    check(kept, "turns that were older than a second")
    print(f"# {KILLS} kills, {KILLS * KILLED_CALLS} calls, {kept} turns")


# --- beside slow clients ---

HALVES = (b"", b"POST /twilio/voice HTTP/1.1\r\nX: ",
          b"GET /twilio/media HTTP/1.1\r\nHost: localhost\r\n"
          b"Upgrade: websocket\r\nConnection: Upgrade\r\n",
          b"POST /api/calls HTTP/1.1\r\nHost: localhost\r\n"
          b"Content-Length: 60000\r\n\r\n{")


class Clients:
    """They begin what they do not end, and say a letter now and then."""

    def __init__(self, port):
        self.lines = []
        for i in range(CLIENTS):
            line = socket.create_connection(("127.0.0.1", port))
            line.sendall(HALVES[i % len(HALVES)])
            self.lines.append(line)

    def drip(self):
        """How many are still let."""
        count = 0
        for line in self.lines:
            try:
                line.send(b"x")
                count += 1
            except OSError:
                pass
        return count

    def __enter__(self):
        return self

    def __exit__(self, *error):
        for line in self.lines:
            line.close()


def missed_frames(phone, begin):
    """How many frames long the phone had nothing to play in the midst of what
    has come since its message @begin; and the longest such time, in ms."""
    media = [at for at, message in phone.messages[begin:]
             if message["event"] == "media"]
    missed, longest, until = 0, 0, media[0]
    for at in media:
        missed += max(int((at - until) / FRAME_S), 0)
        longest = max(longest, at - until)
        until = max(until, at) + FRAME_S
    return missed, longest * 1000


def answer_beside(server, sizes, clients=None):
    """What the phone played, and the frames that it missed."""
    with Incoming(server) as phone:
        caller = Caller(phone, 0, sizes)
        caller.hears_all(caller.greeting)
        begin = len(phone.messages)
        caller.speak()
        for part in range(1, 9):
            caller.hears(caller.answer * part // 8)
            if clients is not None:
                check(clients.drip() > CLIENTS / 2, "clients that are there")
        missed, longest = missed_frames(phone, begin)
        sound = phone.heard()
        phone.hang_up()
        phone.wait_closed()
        equal(phone.problems, [], "faults of the protocol")
    print(f"# {missed} frames missed, at most {longest:.1f} ms, "
          + ("alone" if clients is None else f"beside {CLIENTS} clients"))
    return sound, missed


def check_slow_clients(folder):
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if hard != resource.RLIM_INFINITY and hard < 2 * CLIENTS:
        return f"no more than {hard} open files are allowed"
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, 2 * CLIENTS), hard))
    with LocalServer(SERVICE, "--port", 0, "--speed", 0,
                     script=script()) as service, VoiceServer(
            PROGRAM, agents=DESK, environment=service_at(service)) as server:
        sizes = measure(server)
        # Another program may have had the machine: then again.
        most_alone = 0
        for _ in range(TRIES):
            quiet, missed_alone = answer_beside(server, sizes)
            most_alone = max(most_alone, missed_alone)
            with Clients(server.port) as clients:
                beside, missed = answer_beside(server, sizes, clients)
            check(beside == quiet, f"{len(beside)} bytes, not {len(quiet)}")
            if missed <= most_alone:
                break
        else:
            raise AssertionError(f"{missed} frames missed, {most_alone} alone")
        check("openai_voice_underruns_total 0\n" in server.get("/metrics"),
              "underruns")


run_subtests([value for name, value in globals().items()
              if name.startswith("check_")], "voice-stress-")
