# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Files for a microphone: speech where it is wanted, silence between."""

import array
import subprocess
import sys
import tempfile
import wave

RATE = 48000


def say(words):
    """Samples of RATE."""
    with tempfile.NamedTemporaryFile(suffix=".wav") as file:
        subprocess.run(["espeak-ng", "-w", file.name, words], check=True)
        with wave.open(file.name) as spoken:
            rate = spoken.getframerate()
            samples = array.array("h", spoken.readframes(spoken.getnframes()))
    if sys.byteorder == "big":
        samples.byteswap()
    count = len(samples) * RATE // rate
    return array.array("h", (samples[i * rate // RATE] for i in range(count)))


def write_microphone(path, *parts):
    """Numbers are seconds of silence, texts are spoken. Where each text
    begins, in seconds."""
    samples = array.array("h")
    begins = []
    for part in parts:
        if isinstance(part, str):
            begins.append(len(samples) / RATE)
            samples.extend(say(part))
        else:
            samples.extend(array.array("h", bytes(2 * int(part * RATE))))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(samples.tobytes())
    return begins
