#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Recordings of calls: where each side is, killed, full, blocked.

Arguments: the program that records two tones, gst-launch-1.0. The moments of
kills are chosen by a seeded generator (OVS_SEED).
"""

import array
import concurrent.futures
import functools
import os
import pathlib
import random
import resource
import signal
import subprocess
import sys
import wave

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "support"))

from subtests import run_subtests
from smalldisk import SmallDisk
from writer import PATIENCE_S, check, equal

TOOL, GST_LAUNCH = sys.argv[1:3]
SEED = int(os.environ.get("OVS_SEED", "11"))
KILLS = 10
# Where the tones are, in s: see recordingtool.c.
CALLER = [(1.0, 1.5)]
AGENT = [(2.25, 3.0), (4.0, 4.5)]
CLOSE_S = 0.02


def start(folder, call, kind, mode, **options):
    return subprocess.Popen(
        [TOOL, folder, call, kind, mode], text=True, stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={**os.environ, "LC_ALL": "C.UTF-8", "G_DEBUG": "fatal-warnings",
             "LSAN_OPTIONS": os.environ.get("LSAN_OPTIONS", "")
                             + ":print_suppressions=0"}, **options)


def record(folder, call, kind, mode, made=True, **options):
    """The path of the file, then what else was printed."""
    process = start(folder, call, kind, mode, **options)
    out, errors = process.communicate(timeout=PATIENCE_S)
    equal((process.returncode, errors), (0, ""), "the end")
    *lines, path = out.splitlines()
    wanted = str(pathlib.Path(folder) / f"{call}.{SUFFIX[kind]}")
    equal(path, wanted if made else "none", "path")
    return [wanted, *lines]


SUFFIX = {"wav": "wav", "opus": "ogg"}


def decode(path, to, demuxer):
    """As a stock player does."""
    done = subprocess.run(
        [GST_LAUNCH, "-q", "filesrc", f"location={path}", "!", *demuxer, "!",
         "audioconvert", "!", "audio/x-raw,format=S16LE,channels=2", "!",
         "wavenc", "!", "filesink", f"location={to}"],
        check=False, capture_output=True, text=True, timeout=PATIENCE_S)
    equal((done.returncode, done.stderr), (0, ""), f"decoding of {path}")
    return read(to)


def read(path):
    """Rate, and the samples of either side."""
    with wave.open(str(path)) as file:
        equal((file.getnchannels(), file.getsampwidth()), (2, 2), "shape")
        rate = file.getframerate()
        samples = array.array("h", file.readframes(file.getnframes()))
    return rate, samples[0::2], samples[1::2]


def find_tones(rate, samples):
    """Pairs of s: loud from, to. A period of silence ends a tone."""
    loud = [i for i, sample in enumerate(samples) if abs(sample) > 3000]
    tones = []
    for i in loud:
        if not tones or i - tones[-1][1] > rate // 50:
            tones.append([i, i])
        tones[-1][1] = i
    # Opus lets a little of a side through to the other where it begins.
    return [(a / rate, b / rate) for a, b in tones if b - a > rate // 20]


def check_tones(rate, samples, wanted, what):
    tones = find_tones(rate, samples)
    equal(len(tones), len(wanted), f"tones of {what}: {tones}")
    for got, place in zip(tones, wanted):
        for a, b in zip(got, place):
            check(abs(a - b) < CLOSE_S, f"{what}: {got}, not {place}")
    return max((abs(a - b) for got, place in zip(tones, wanted)
                for a, b in zip(got, place)), default=0)


def check_call(sound, what):
    rate, caller, agent = sound
    off = max(check_tones(rate, caller, CALLER, "caller"),
              check_tones(rate, agent, AGENT, "agent"))
    print(f"# {what}: at most {off * 1000:.1f} ms off")
    return len(caller) / rate


def sides_are_where_they_were_heard(folder):
    path = pathlib.Path(record(folder, "one", "wav", "tones")[0])
    equal(check_call(read(path), "WAV"), 6.0, "length")
    equal(check_call(decode(path, folder / "again.wav", ["wavparse"]),
                     "by wavparse"), 6.0, "length")
    equal(path.stat().st_mode & 0o777, 0o600, "mode")


def sides_are_where_they_were_heard_in_opus(folder):
    path = pathlib.Path(record(folder, "one", "opus", "tones")[0])
    length = check_call(decode(path, folder / "again.wav",
                               ["oggdemux", "!", "opusdec"]), "Opus")
    check(abs(length - 6) < 0.05, f"length {length}")
    equal(path.stat().st_mode & 0o777, 0o600, "mode")


def ended_without_eos(folder):
    path = record(folder, "one", "wav", "killed")[0]
    rate, caller, _ = read(path)
    check(len(caller) / rate >= 4.8, f"{len(caller) / rate} s")


def kill_at(folder, kind, number, after_ms):
    """Killed so long after its start; what it had told then, in ms."""
    process = start(folder, f"call-{number}", kind, "live")
    path = folder / f"call-{number}.{SUFFIX[kind]}"
    told = 0
    while told < after_ms:
        told = int(process.stdout.readline().split()[1])
    process.send_signal(signal.SIGKILL)
    process.communicate()
    return path, told / 1000


def kill_all(folder, kind):
    """Many at a time, each at a moment of its own."""
    chance = random.Random(SEED)
    with concurrent.futures.ThreadPoolExecutor(KILLS) as pool:
        return list(pool.map(
            functools.partial(kill_at, folder, kind), range(KILLS),
            [chance.randint(1500, 6000) for _ in range(KILLS)]))


def check_killed(calls):
    """What is missing is a second of the header, and what the sides differ:
    the agent says nothing at all for a second."""
    most = 0
    for (rate, caller, agent), told in calls:
        length = len(caller) / rate
        most = max(most, told - length)
        for samples, tones in ((caller, CALLER), (agent, AGENT)):
            whole = [t for t in tones if t[1] < length - 0.1]
            until = whole[-1][1] + 0.1 if whole else 0
            check_tones(rate, samples[:int(rate * until)], whole, "a side")
    print(f"# seed {SEED}, {KILLS} kills, at most the last {most:.2f} s are"
          " missing")
    check(most < 3, f"{most} s are missing")


def killed_at_random_moments(folder):
    calls = []
    for path, told in kill_all(folder, "wav"):
        done = subprocess.run(["sox", path, "-n", "stat"], check=False,
                              capture_output=True, text=True)
        check(done.returncode == 0 and "WARN" not in done.stderr, done.stderr)
        calls.append((read(path), told))
    check_killed(calls)


def killed_at_random_moments_in_opus(folder):
    check_killed([(decode(path, folder / "again.wav",
                          ["oggdemux", "!", "opusdec"]), told)
                  for path, told in kill_all(folder, "opus")])


def a_full_disk_ends_the_recording_and_not_the_call(folder):
    with SmallDisk(folder / "disk", "256k") as disk:
        if disk is None:
            return "no file system may be mounted here"
        for kind in ("wav", "opus"):
            (disk / "ballast").write_bytes(bytes(150 * 1024))
            lines = record(disk, kind, kind, "full")
            equal(lines[2:], ["eos"], "the call")
            check(f"The recording {lines[0]} ended before the call:"
                  in lines[1] and "Make room" in lines[1], lines[1])
            if kind == "wav":
                check("No space left on device." in lines[1], lines[1])
                check_tones(*read(lines[0])[:2], CALLER, "caller")
            else:
                rate, caller, _ = decode(lines[0], folder / "again.wav",
                                         ["oggdemux", "!", "opusdec"])
                check_tones(rate, caller[:int(rate * 5)], CALLER, "caller")
            (disk / "ballast").unlink()
            pathlib.Path(lines[0]).unlink()
    return None


def a_limit_of_the_size_of_files(folder):
    def limit():
        resource.setrlimit(resource.RLIMIT_FSIZE, (200000, 200000))

    lines = record(folder, "one", "wav", "full", preexec_fn=limit)
    equal(lines[2:], ["eos"], "the call")
    check("File too large." in lines[1], lines[1])
    equal(pathlib.Path(lines[0]).stat().st_size, 200000, "size")
    rate, caller, _ = read(lines[0])
    equal(len(caller), (200000 - 44) // 4, "samples")
    check_tones(rate, caller, CALLER, "caller")


def a_file_that_takes_nothing_blocks_nobody(folder):
    """What did not fit is silence, what came before and after is in place."""
    lines = record(folder, "one", "wav", "blocked")
    equal(lines[1:], ["in", "eos"], "lines")
    rate, caller, agent = read(lines[0])
    equal(len(caller), 30 * rate, "length")
    check_tones(rate, caller[:6 * rate], CALLER, "caller")
    check_tones(rate, agent[:6 * rate], AGENT, "agent")


def a_format_that_cannot_be_recorded(folder):
    lines = record(folder, "one", "wav", "odd")
    equal(lines[1:], [f"The recording {lines[0]} ended before the call: The"
                      " sound of its caller has a format that cannot be"
                      " recorded.", "eos"], "lines")
    rate, caller, _ = read(lines[0])
    check_tones(rate, caller, CALLER, "caller")


def a_recording_is_never_written_over(folder):
    record(folder, "one", "wav", "tones")
    before = (folder / "one.wav").read_bytes()
    check_that_none_is_made(folder, "one", "File exists")
    equal((folder / "one.wav").read_bytes(), before, "the first one")
    (folder / "two.wav").symlink_to(folder / "elsewhere.wav")
    check_that_none_is_made(folder, "two", "File exists")
    check(not (folder / "elsewhere.wav").exists(), "a link was followed")


def check_that_none_is_made(folder, call, cause):
    for kind in ("wav", "opus"):
        (folder / f"{call}.ogg").touch()
        lines = record(folder, call, kind, "none", made=False)
        equal(lines[2:], ["eos"], "the call")
        check(lines[1].startswith("The call cannot be recorded: ")
              and cause in lines[1], lines[1])


def a_folder_that_cannot_be_made(folder):
    (folder / "file").touch()
    lines = record(folder / "file" / "in", "one", "wav", "none", made=False)
    check("Not a directory" in lines[1] and lines[2:] == ["eos"], lines)


def a_disk_that_hangs_holds_up_nobody(folder):
    """The file is made when all of the call has gone in."""
    lines = record(folder, "one", "wav", "hung")
    equal(lines[1:], ["in", "eos"], "lines")
    equal(check_call(read(lines[0]), "WAV"), 6.0, "length")
    lines = record(folder, "one", "opus", "hung")
    equal(lines[1:], ["in", "eos"], "lines")
    length = check_call(decode(lines[0], folder / "again.wav",
                               ["oggdemux", "!", "opusdec"]), "Opus")
    check(abs(length - 6) < 0.05, f"length {length}")


def a_call_without_a_sound_has_no_file(folder):
    for kind in ("wav", "opus"):
        record(folder, "one", kind, "unheard", made=False)
    equal(list(folder.iterdir()), [], "files")


def ids_that_are_no_names(folder):
    for call in ("", "../out", "a/b", "a.b", "a\nb", "x" * 129, "ü", "-" * 129):
        process = start(folder / "in", call, "wav", "tones")
        _, errors = process.communicate(timeout=PATIENCE_S)
        equal(process.returncode, 1, f"status of {call!r}")
        check("its id is no name for a file" in errors, errors)
    equal(list(folder.iterdir()), [], "files")


run_subtests([
    sides_are_where_they_were_heard,
    sides_are_where_they_were_heard_in_opus,
    ended_without_eos,
    killed_at_random_moments,
    killed_at_random_moments_in_opus,
    a_full_disk_ends_the_recording_and_not_the_call,
    a_limit_of_the_size_of_files,
    a_file_that_takes_nothing_blocks_nobody,
    a_format_that_cannot_be_recorded,
    a_recording_is_never_written_over,
    a_folder_that_cannot_be_made,
    a_disk_that_hangs_holds_up_nobody,
    a_call_without_a_sound_has_no_file,
    ids_that_are_no_names,
])
