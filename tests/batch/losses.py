#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Nothing is lost without a word: recordings that are cut off, joined, wired
the wrong way, or stamped oddly; and services that do half of their work."""

import json
import pathlib
import shutil
import subprocess
import tempfile

import gi

from harness import (Server, check, equal, items, run, run_tests, sox,
                     speak, summary)

gi.require_version("Gst", "1.0")
from gi.repository import Gst  # noqa: E402

Gst.init(None)
base = pathlib.Path(tempfile.mkdtemp(prefix="orb-losses-"))
TRUTH_S = 0.1


def make_call():
    """Two utterances, 9 s, and where they lie."""
    parts, turns, at = [], [], 0.0
    for number, start in enumerate((0.6, 4.8)):
        raw, part = base / "raw.wav", base / f"part{number}.wav"
        speak(raw, ("Good morning to you.", "Thank you, that is all.")[number])
        trim = ["silence", 1, 0.01, "1%"]
        sox(raw, "-r", 16000, part, *trim, "reverse", *trim, "reverse", "pad",
            f"{start - at:.6f}", 0)
        at += float(subprocess.run(["soxi", "-D", part], check=True, text=True,
                                   capture_output=True).stdout)
        turns.append((start, at))
        parts.append(part)
    sox(*parts, base / "call.wav", "pad", 0, 9 - at)
    return base / "call.wav", turns


call, TURNS = make_call()


def launch(text):
    subprocess.run(["gst-launch-1.0", "-q", *text.split()], check=True,
                   stdout=subprocess.DEVNULL)


def launch_late(text, seconds):
    """What comes out of the element `late` comes so many seconds later."""
    pipeline = Gst.parse_launch(text)
    pipeline.get_by_name("late").get_static_pad("src").set_offset(
        seconds * Gst.SECOND)
    pipeline.set_state(Gst.State.PLAYING)
    message = pipeline.get_bus().timed_pop_filtered(
        20 * Gst.SECOND, Gst.MessageType.EOS | Gst.MessageType.ERROR)
    pipeline.set_state(Gst.State.NULL)
    check(message is not None and message.type == Gst.MessageType.EOS,
          "the film is made")


def encode(target, encoder, source=call):
    launch(f"filesrc location={source} ! wavparse ! audioconvert ! "
           f"audioresample ! {encoder} ! filesink location={target}")
    return target


def transcribe(folder, *recordings, status=0, more=()):
    with Server() as server:
        done = run(server, "transcribe", *recordings, "-o", folder, *more,
                   status=status)
    return done, {pathlib.Path(r["recording"]).name: r
                  for r in summary(folder)["recordings"]}


def check_turns(folder, result, late=0.0, expected=None):
    rows = [(row["start_ms"] / 1000, row["end_ms"] / 1000)
            for row in items(folder / f"{result['name']}.jsonl")]
    expected = [(a + late, b + late) for a, b in expected or TURNS]
    equal(len(rows), len(expected), f"turns of {result['name']}: {rows}")
    for got, wanted in zip(rows, expected):
        check(abs(got[0] - wanted[0]) < TRUTH_S and abs(got[1] - wanted[1])
              < TRUTH_S, f"{result['name']}: {rows}, not {expected}")


def stamps_of_adpcm_are_not_believed(folder):
    for name in ("ms-adpcm", "ima-adpcm"):
        sox(call, "-r", 8000, "-e", name, folder / f"{name}.wav")
    sox("-M", call, call, "-e", "ima-adpcm", folder / "stereo.wav")
    _, results = transcribe(folder / "out", folder)
    for result in results.values():
        check_turns(folder / "out", result)
        equal(result["warnings"], [], "warnings")


def cues_fit_the_film(folder):
    for name, mux, encoder in (
            ("film.mkv", "matroskamux", "opusenc"),
            ("film.mov", "qtmux", "audio/x-raw,format=S16LE")):
        launch_late(f"{mux} name=m ! filesink location={folder / name} "
                    "videotestsrc num-buffers=65 ! video/x-raw,framerate=5/1,"
                    "width=64,height=48 ! jpegenc ! queue ! m. "
                    f"filesrc location={call} ! wavparse ! audioconvert ! "
                    f"audioresample ! {encoder} ! queue name=late ! m.", 4)
    _, results = transcribe(folder / "out", folder)
    for result in results.values():
        check_turns(folder / "out", result, late=4)
    with Server() as server:
        run(server, "answer", folder / "film.mkv", "-o", folder / "answers",
            status=0)
    both = folder / "answers/film.conversation.wav"
    sox(both, folder / "left.wav", "remix", 1, "silence", 1, 0.01, "1%")
    lengths = [float(subprocess.run(["soxi", "-D", path], check=True,
                                    text=True, capture_output=True).stdout)
               for path in (both, folder / "left.wav")]
    check(abs(lengths[0] - lengths[1] - 4 - TURNS[0][0]) < TRUTH_S,
          f"the recording lies elsewhere in the conversation: {lengths}")


def what_is_cut_off_is_told(folder):
    (folder / "in").mkdir()
    whole = {
        "a.wav": call, "b.flac": encode(folder / "b.flac", "flacenc"),
        "c.mka": encode(folder / "c.mka", "opusenc ! matroskamux"),
        "d.ogg": encode(folder / "d.ogg", "vorbisenc ! oggmux"),
        "e.mp3": encode(folder / "e.mp3", "lamemp3enc ! xingmux"),
        "f.m4a": encode(folder / "f.m4a", "opusenc ! mp4mux faststart=true"),
    }
    sox(call, folder / "g.aiff")
    sox(call, folder / "h.au")
    whole |= {"g.aiff": folder / "g.aiff", "h.au": folder / "h.au"}
    for name, path in whole.items():
        data = path.read_bytes()
        (folder / "in" / name).write_bytes(data[:len(data) * 3 // 5])
    done, results = transcribe(folder / "cut", folder / "in", status=1)
    for name in whole:
        result = results[name]
        equal((result["status"], result["incomplete"]), ("done", True), name)
        check(f"{name}: Warning: It " in done.stderr, done.stderr)
    equal(summary(folder / "cut")["total"]["incomplete"], len(whole), "sum")
    _, results = transcribe(folder / "whole", *whole.values(), status=0)
    for result in results.values():
        equal(result["warnings"], [], result["recording"])


def what_cannot_be_read_any_more_is_called_cut(folder):
    """What is needed to read it stands at the end of the file."""
    path = encode(folder / "talk.m4a", "opusenc ! mp4mux")
    path.write_bytes(path.read_bytes()[:path.stat().st_size // 2])
    done, results = transcribe(folder / "out", path, status=1)
    equal(results["talk.m4a"]["status"], "failed", "status")
    check("cut off" in results["talk.m4a"]["cause"], done.stderr)


def joined_recordings_are_read_to_their_end(folder):
    """Ogg with the same serial numbers, and with others."""
    def made(name, encoder):
        return encode(folder / name, encoder).read_bytes()
    (folder / "in").mkdir()
    one, two = (made("x", "opusenc ! oggmux") for _ in range(2))
    sox(call, folder / "x.aiff")
    aiff = (folder / "x.aiff").read_bytes()
    movie = made("x", "opusenc ! mp4mux")
    sox(call, folder / "x.au")
    film = made("x", "audio/x-raw,format=S16LE ! avimux")
    # One sample a byte, and an odd number of them.
    sox(call, "-e", "mu-law", folder / "x.wav", "rate", 8000, "trim", 0,
        "71999s")
    odd = (folder / "x.wav").read_bytes()
    web = made("x", "opusenc ! webmmux")
    for name, content in {
            "a.ogg": one * 2, "b.ogg": one + two, "c.aiff": aiff * 2,
            "c.wav": call.read_bytes() * 2, "d.m4a": movie * 2,
            "e.webm": web * 2, "f.flac": made("x", "flacenc") * 2,
            "g.au": (folder / "x.au").read_bytes() * 2, "h.avi": film * 2,
            "i.wav": odd + call.read_bytes()}.items():
        (folder / "in" / name).write_bytes(content)
    _, results = transcribe(folder / "out", folder / "in")
    for name, result in results.items():
        equal(result["warnings"], [], name)
        check_turns(folder / "out", result, expected=TURNS + [
            (a + 9, b + 9) for a, b in TURNS])


def turned_channels_do_not_cancel(folder):
    sox(call, folder / "two.wav", "remix", "1", "1v-1")
    sox(call, folder / "four.wav", "remix", "1", "1v-1", "1", "1v-0.8")
    sox(folder / "two.wav", folder / "two.flac")
    _, results = transcribe(folder / "out", folder)
    for result in results.values():
        check_turns(folder / "out", result)
        check("turned over" in result["warnings"][0], result["warnings"])


def other_tracks_are_told(folder):
    launch(f"matroskamux name=m ! filesink location={folder / 'two.mkv'} "
           + f"filesrc location={call} ! wavparse ! audioconvert ! "
           "audioresample ! opusenc ! queue ! m. " * 2)
    done, results = transcribe(folder / "out", folder / "two.mkv")
    check("2 tracks of sound" in results["two.mkv"]["warnings"][0],
          results["two.mkv"]["warnings"])
    check("2 tracks of sound" in done.stderr, done.stderr)


def a_longer_track_makes_no_other_one_short(folder):
    sox(call, folder / "long.wav", "pad", 0, 5)
    launch(f"matroskamux name=m ! filesink location={folder / 'two.mkv'} "
           + "".join(f"filesrc location={path} ! wavparse ! audioconvert ! "
                     "audioresample ! opusenc ! queue ! m. "
                     for path in (call, folder / "long.wav")))
    _, results = transcribe(folder / "out", folder / "two.mkv")
    equal(len(results["two.mkv"]["warnings"]), 1, "warnings")


def deaf_services_are_told(folder):
    sox(call, folder / "low.wav", "vol", 0.1)
    done, results = transcribe(folder / "out", folder / "low.wav", status=1,
                               more=("--vad-threshold", 1))
    equal(results["low.wav"]["incomplete"], True, "the row")
    check("heard no speech" in done.stderr, done.stderr)
    sox("-n", "-r", 16000, folder / "silence.wav", "trim", 0, 3)
    sox("-R", "-n", "-r", 24000, folder / "tone.wav", "synth", 3, "sine", 400,
        "vol", 0.05)
    _, results = transcribe(folder / "quiet", folder / "silence.wav",
                            folder / "tone.wav", more=("--vad-threshold", 1))
    equal([r["incomplete"] for r in results.values()], [False, False],
          "there is nothing to hear")


FAILED = {"type": "server_error", "code": None,
          "message": "Input transcription failed."}


def failed_texts_are_told(folder):
    with Server(script={
            "default": {"user": "x", "user_error": FAILED}}) as server:
        for _ in range(2):
            done = run(server, "transcribe", call, "-o", folder / "all",
                       "--retries", 1, "--retry-delay", 10, status=1)
            check("wrote nothing down: Input transcription failed."
                  in done.stderr, done.stderr)
            check("Trying again" in done.stdout, done.stdout)
            check("done before" not in done.stdout, done.stdout)
    equal(list((folder / "all").glob("call*")), [], "half results")
    with Server(script={
            "turns": [{"user": "x", "user_error": FAILED}],
            "default": {"user": "y", "say": "Good."}}) as server:
        done = run(server, "answer", call, "-o", folder / "one", status=1)
        check("1 of 2 turns could not be written down" in done.stderr,
              done.stderr)
    equal(summary(folder / "one")["recordings"][0]["incomplete"], True, "row")


def cut_answers_are_told(folder):
    with Server(script={
            "default": {"say": "This is half of it.", "status": "incomplete",
                        "reason": "max_output_tokens"}}) as server:
        done = run(server, "answer", call, "-o", folder / "out", status=1)
    check("2 of 2 answers are not whole (max_output_tokens)" in done.stderr,
          done.stderr)
    result = summary(folder / "out")["recordings"][0]
    equal((result["status"], result["incomplete"]), ("done", True), "the row")
    check(json.dumps(result).count("not whole") == 1, "in the row")


try:
    run_tests([stamps_of_adpcm_are_not_believed, cues_fit_the_film,
               what_is_cut_off_is_told,
               what_cannot_be_read_any_more_is_called_cut,
               joined_recordings_are_read_to_their_end,
               turned_channels_do_not_cancel, other_tracks_are_told,
               a_longer_track_makes_no_other_one_short,
               deaf_services_are_told, failed_texts_are_told,
               cut_answers_are_told])
finally:
    shutil.rmtree(base)
