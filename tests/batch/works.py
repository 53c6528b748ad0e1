#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""What the three works give: texts, times, speakers, audio in every format."""

import json
import pathlib
import re
import shutil
import subprocess
import tempfile

import subtitles
from harness import (Server, check, equal, items, run, run_tests, sox,
                     speak, summary)

# Where utterances begin in the recording, in s; each is cut to its voice.
TRUTH_S = 0.1
STARTS = (0.7, 4.2, 8.9)

base = pathlib.Path(tempfile.mkdtemp(prefix="orb-works-"))


def length(path):
    return float(subprocess.run(["soxi", "-D", path], check=True, text=True,
                                capture_output=True).stdout)


def make_utterances():
    """Three utterances at known places, and where they end."""
    parts, ends, at = [], [], 0.0
    for number, start in enumerate(STARTS):
        raw, part = base / "raw.wav", base / f"part{number}.wav"
        speak(raw, ("Good morning to you.", "What time is it now?",
                    "Thank you, that is all.")[number])
        trim = ["silence", 1, 0.01, "1%"]
        sox(raw, "-r", 24000, part, *trim, "reverse", *trim, "reverse", "pad",
            f"{start - at:.6f}", 0)
        at += length(part)
        ends.append(at)
        parts.append(part)
    target = base / "utterances.wav"
    sox(*parts, target, "pad", 0, 1.5)
    return target, ends


utterances, ENDS = make_utterances()


def check_times(cues):
    equal(len(cues), len(STARTS), "cues")
    for cue, start, end in zip(cues, STARTS, ENDS):
        check(abs(cue[0] - start) <= TRUTH_S,
              f"begins at {cue[0]}, not {start}")
        check(abs(cue[1] - end) <= TRUTH_S, f"ends at {cue[1]}, not {end}")


def transcribe_with_turn_detection(folder):
    with Server() as server:
        run(server, "transcribe", utterances, "-o", folder, status=0)
    check_times(subtitles.read_vtt((folder / "utterances.vtt").read_bytes()))
    check_times(subtitles.read_srt((folder / "utterances.srt").read_bytes()))
    equal([i["times"] for i in items(folder / "utterances.jsonl")],
          ["service"] * 3, "times")
    equal(list(folder.glob("*.wav")), [], "audio")


def transcribe_while_it_is_spoken(folder):
    """These models know no turns; the pauses of the recording do."""
    for model in ("gpt-live-transcribe", "gpt-realtime-whisper"):
        with Server() as server:
            run(server, "transcribe", utterances, "-o", folder / model,
                "--transcription-model", model, status=0)
        check_times(subtitles.read_vtt(
            (folder / model / "utterances.vtt").read_bytes()))
        equal([i["times"] for i in items(folder / model
                                         / "utterances.jsonl")],
              ["estimated"] * 3, "times")


def speakers_are_named(folder):
    said = {"default": {
        "user": "Morning. Hello.", "segments": [
            {"speaker": "A", "text": "Morning.", "start": 0.3, "end": 0.9},
            {"speaker": "B", "text": "Hello.", "start": 1.0, "end": 1.4}]}}
    with Server(script=said) as server:
        run(server, "transcribe", utterances, "-o", folder / "out",
            "--transcription-model", "gpt-4o-transcribe-diarize", status=0)
    cues = subtitles.read_vtt((folder / "out/utterances.vtt").read_bytes())
    equal([(c[2], c[3]) for c in cues], [("A", "Morning."), ("B", "Hello.")]
          * 3, "cues")
    for number, start in enumerate(STARTS):
        # The service's beginning of the turn has its padding.
        check(abs(cues[2 * number][0] - start) <= TRUTH_S, "first segment")
    check("A: Morning." in (folder / "out/utterances.srt").read_text("utf-8"),
          "speakers in SRT")


def answers_lie_at_their_times(folder):
    with Server() as server:
        run(server, "answer", utterances, "-o", folder, status=0)
    cues = subtitles.read_vtt((folder / "utterances.vtt").read_bytes())
    check_times([c for c in cues if c[2] == "Speaker"])
    answers = [c for c in cues if c[2] == "Assistant"]
    equal(len(answers), 3, "answers")
    left = folder / "left.wav"
    right = folder / "right.wav"
    both = folder / "utterances.conversation.wav"
    sox(both, left, "remix", 1)
    sox(both, right, "remix", 2)
    same = folder / "same.wav"
    sox(utterances, "-r", 24000, same)
    # The recording is on the left as it was.
    recording = read_samples(same)
    check(read_samples(left)[:len(recording)] == recording,
          "the left channel is not the recording")
    # Answers sound where the cues say, and nowhere else.
    samples = read_samples(right)
    for start, end, *_ in answers:
        check(any(samples[int(48000 * (start + 0.1)):int(48000 * end)]),
              "an answer is silent")
    first = int(24000 * (answers[0][0] - 0.002)) * 2
    check(not any(samples[:first]), "sound before the first answer")
    total = sum(c[1] - c[0] for c in answers)
    check(abs(length(folder / "utterances.answer.wav") - total) < 0.01,
          "the answers are joined")


def read_samples(path):
    return subprocess.run(["sox", "-D", path, "-t", "raw", "-e", "signed", "-b",
                           "16", "-"], check=True,
                          capture_output=True).stdout


def every_audio_format(folder):
    lengths = set()
    with Server() as server:
        for kind in ("wav", "flac", "opus"):
            run(server, "answer", utterances, "-o", folder / kind, "-a", kind,
                "-w", "answer,conversation", status=0)
            wav = folder / f"{kind}.wav"
            path = folder / kind / f"utterances.answer.{kind}"
            subprocess.run(["gst-launch-1.0", "-q", "filesrc",
                            f"location={path}", "!", "decodebin", "!",
                            "audioconvert", "!", "wavenc", "!", "filesink",
                            f"location={wav}"], check=True)
            lengths.add(round(length(wav), 1))
            equal(sorted(p.name for p in (folder / kind).glob("utter*")),
                  [f"utterances.answer.{kind}",
                   f"utterances.conversation.{kind}"], "files")
    equal(len(lengths), 1, f"lengths {lengths}")


def translate_answers_every_turn(folder):
    log = folder / "log"
    with Server("--log", str(log)) as server:
        run(server, "translate", utterances, "-o", folder / "out", status=2)
        run(server, "translate", "--to", "es", utterances, "-o",
            folder / "out", status=0)
    equal(summary(folder / "out")["total"]["answers"], 3, "answers")
    check('in the language \\"es\\"' in log.read_text(), "told the language")


def channels_are_speakers(folder):
    stereo = folder / "call.wav"
    late = folder / "late.wav"
    sox(utterances, late, "pad", 1.5, 0)
    sox("-M", utterances, late, stereo)
    with Server() as server:
        run(server, "transcribe", stereo, "-o", folder / "each", "-c", "each",
            status=0)
        run(server, "answer", stereo, "-o", folder / "two", "-c", "each",
            "-w", "answer", status=0)
        for which in ("left", "right", "mix", "2"):
            run(server, "transcribe", stereo, "-o", folder / which, "-c",
                which, status=0)
        done = run(server, "transcribe", utterances, "-o", folder / "mono",
                   "-c", "right", status=1)
    cues = subtitles.read_vtt((folder / "each/call.vtt").read_bytes())
    check_times([c for c in cues if c[2] == "Channel 1"])
    check_times([(c[0] - 1.5, c[1] - 1.5) for c in cues
                 if c[2] == "Channel 2"])
    check_times(subtitles.read_vtt((folder / "left/call.vtt").read_bytes()))
    right = subtitles.read_vtt((folder / "right/call.vtt").read_bytes())
    check_times([(c[0] - 1.5, c[1] - 1.5) for c in right])
    equal((folder / "2/call.vtt").read_bytes(),
          (folder / "right/call.vtt").read_bytes(), "channel 2")
    equal(sorted(p.name for p in (folder / "two").glob("call*")),
          ["call.ch1.answer.wav", "call.ch2.answer.wav"], "answers")
    check("There is no channel 2 in it" in done.stderr, "a mono recording")


def costs_are_counted(folder):
    table = folder / "prices.json"
    table.write_text(json.dumps({"currency": "EUR", "models": {
        "gpt-realtime-2.1": {
            "text_input": 0, "text_output": 0, "audio_input": 1000000,
            "audio_output": 0},
        "gpt-transcribe": {"minute": 0}}}))
    with Server() as server:
        run(server, "answer", utterances, "-o", folder / "out", "-p", table,
            status=0)
        dry = run(server, "answer", utterances, "-o", folder / "dry", "-p",
                  table, "-n", status=0)
        run(server, "answer", utterances, "-o", folder / "none", "-p", table,
            "--max-cost", 0.5, status=4)
        run(server, "answer", utterances, "-o", folder / "out", "-p", table,
            "-m", "gpt-other", status=2)
    result = summary(folder / "out")["recordings"][0]
    equal(result["cost"], float(result["usage"]["input_audio"]), "cost")
    equal(result["currency"], "EUR", "currency")
    check(re.search(r"about [\d.]+ EUR", dry.stdout), "an estimate")
    check(not (folder / "dry").exists(), "a dry run makes nothing")
    check(not list((folder / "none").glob("utterances*")), "not begun")


try:
    run_tests([transcribe_with_turn_detection, transcribe_while_it_is_spoken,
               speakers_are_named, answers_lie_at_their_times,
               every_audio_format, translate_answers_every_turn,
               channels_are_speakers, costs_are_counted])
finally:
    shutil.rmtree(base)
