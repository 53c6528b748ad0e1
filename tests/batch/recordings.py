# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Recordings of every kind, good and bad, always the same ones."""

import pathlib
import random
import subprocess

from harness import sox, speak

VOICES = ("en-us", "en-gb", "en-gb-scotland", "en-029", "en-gb-x-rp", "de",
          "es", "fr", "it", "pt-br")
TEXTS = (
    "Hello, can you hear me?",
    "What is the weather like in London today?",
    "Please call me back tomorrow, after ten o'clock.",
    "I would like to know when the next train leaves.",
    "One, two, three, four, five.",
)
# name, arguments of sox for the output file, its effects
FORMATS = (
    ("wav", ["-r", 16000, "-b", 16], []),
    ("flac", ["-r", 48000], []),
    ("ogg", ["-r", 44100], []),
    ("wav", ["-r", 8000, "-e", "mu-law"], []),
    ("mp3", ["-r", 32000], []),
    ("wav", ["-r", 8000, "-e", "a-law"], []),
    ("aiff", ["-r", 22050], []),
    ("wav", ["-r", 48000, "-b", 24], ["gain", "40"]),      # clipped
    ("au", ["-r", 11025], []),
    ("wav", ["-r", 44100, "-e", "floating-point"], ["gain", "-12"]),
    ("opus", ["-r", 48000], []),
    ("wav", ["-r", 12000, "-b", 8], []),
)
# What this machine's sox or GStreamer may not write or read.
ENCODERS = {"mp3": "lamemp3enc", "opus": "opusenc ! oggmux"}


def encode(source, target, encoder):
    subprocess.run(
        ["gst-launch-1.0", "-q", "filesrc", f"location={source}", "!",
         "wavparse", "!", "audioconvert", "!", "audioresample", "!",
         *encoder.split(), "!", "filesink", f"location={target}"], check=True,
        stdout=subprocess.DEVNULL)


def write(source, target, arguments, effects):
    suffix = target.suffix[1:]
    if suffix not in ENCODERS:
        sox(source, *arguments, target, *effects)
        return
    middle = target.with_suffix(".middle.wav")
    sox(source, *arguments, middle, *effects)
    encode(middle, target, ENCODERS[suffix])
    middle.unlink()


def make_good(folder, number, chance):
    name, arguments, effects = FORMATS[number % len(FORMATS)]
    raw = folder / f"{number:03}.raw.wav"
    noisy = folder / f"{number:03}.noisy.wav"
    target = folder / f"{number:03}-good.{name}"
    speak(raw, TEXTS[number % len(TEXTS)], VOICES[number % len(VOICES)],
          chance.randint(120, 220))
    sox(raw, noisy, "pad", f"{chance.uniform(0, 1):.2f}", "0.8")
    if number % 4 == 1:         # somebody else's room
        noise = folder / f"{number:03}.noise.wav"
        sox("-R", noisy, noise, "synth", "pinknoise", "vol", "0.01")
        sox("-m", "-v", "1", noisy, "-v", "1", noise, raw)
        noise.unlink()
        raw.replace(noisy)
    if number % 5 == 2:         # two channels
        effects = [*effects, "channels", "2"]
    write(noisy, target, arguments, effects)
    for path in (raw, noisy):
        path.unlink(missing_ok=True)
    return target


def make_odd(folder, sample):
    """Not what they seem, but good."""
    silence = folder / "silence.wav"
    sox("-n", "-r", 16000, silence, "trim", 0, 3)
    hiss = folder / "hiss.wav"
    sox("-R", "-n", "-r", 24000, hiss, "synth", 3, "whitenoise", "vol", 0.3)
    renamed = folder / "flac-named.mp3"
    flac = folder / "x.flac"
    sox(sample, flac)
    flac.rename(renamed)
    no_media_name = folder / "recording.data"
    no_media_name.write_bytes(sample.read_bytes())
    cut = folder / "cut-in-the-middle.wav"
    data = sample.read_bytes()
    cut.write_bytes(data[:len(data) * 2 // 3])
    odd = folder / "\u00fcml\u00e4ut & <angle> 'quote'.wav"
    odd.write_bytes(data)
    stereo = folder / "stereo.wav"
    sox("-M", sample, sample, stereo)
    return [silence, hiss, renamed, no_media_name, cut, odd, stereo]


def make_bad(folder, sample):
    data = sample.read_bytes()
    bad = {
        "empty.wav": b"",
        "empty.mp3": b"",
        "words.wav": b"This is not a recording, only its name says so.\n" * 9,
        "header-cut.wav": data[:30],
        "header-only.wav": data[:44],
        "zeros.flac": bytes(5000),
        "ogg-cut.ogg": b"OggS" + bytes(20),
        "page.mp4": b"<!DOCTYPE html><html><body>404</body></html>",
    }
    for name, content in bad.items():
        (folder / name).write_bytes(content)
    return [folder / name for name in bad]


def make(folder, count, seed=1):
    """Makes about `count` recordings: the good ones, and the bad ones."""
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    chance = random.Random(seed)
    sample = folder / "sample.wav"
    plain = folder / "plain.wav"
    speak(plain, TEXTS[0])
    sox(plain, sample, "pad", 0.3, 1)
    plain.unlink()
    good = [sample, *make_odd(folder, sample)]
    bad = make_bad(folder, sample)
    good += [make_good(folder, number, chance)
             for number in range(count - len(good) - len(bad))]
    return good, bad
