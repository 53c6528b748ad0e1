# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Strict readers of WebVTT and SubRip: what they do not understand is an error.

They know no more of the formats than what the program may write of them.
"""

import re

TIME = r"(\d\d+):([0-5]\d):([0-5]\d)[{}](\d\d\d)"
VTT_TIMES = re.compile(f"^{TIME.format('.')} --> {TIME.format('.')}$")
SRT_TIMES = re.compile(f"^{TIME.format(',')} --> {TIME.format(',')}$")
VOICE = re.compile(r"^<v ([^<>&\n]+)>([^<>]*)$", re.DOTALL)
ENTITY = re.compile(r"&(?!amp;|lt;|gt;)")


def seconds(hours, minutes, secs, ms):
    return int(hours) * 3600 + int(minutes) * 60 + int(secs) + int(ms) / 1000


def read_times(pattern, line):
    match = pattern.match(line)
    if match is None:
        raise ValueError(f"no times: {line!r}")
    start, end = (seconds(*match.groups()[i:i + 4]) for i in (0, 4))
    if end <= start:
        raise ValueError(f"ends before it begins: {line!r}")
    return start, end


def check_order(cues):
    starts = [cue[0] for cue in cues]
    if starts != sorted(starts):
        raise ValueError("cues are not in order")
    return cues


def unescape(text):
    if ENTITY.search(text):
        raise ValueError(f"not escaped: {text!r}")
    return (text.replace("&lt;", "<").replace("&gt;", ">")
            .replace("&amp;", "&"))


def read_vtt(data):
    """Cues as (start, end, speaker, text)."""
    text = data.decode("utf-8")
    if "\r" in text or "\0" in text:
        raise ValueError("a character that must not be there")
    blocks = text.rstrip("\n").split("\n\n")
    if blocks[0] != "WEBVTT":
        raise ValueError("no header")
    cues = []
    for block in blocks[1:]:
        times, _, payload = block.partition("\n")
        voice = VOICE.match(payload)
        if voice is None:
            raise ValueError(f"no voice: {payload!r}")
        if not voice.group(2).strip():
            raise ValueError("an empty cue")
        cues.append((*read_times(VTT_TIMES, times), voice.group(1),
                     unescape(voice.group(2))))
    return check_order(cues)


def read_srt(data):
    """Cues as (start, end, text)."""
    text = data.decode("utf-8")
    if text.count("\n") != text.count("\r\n"):
        raise ValueError("a line without CR")
    cues = []
    for number, block in enumerate(filter(None, text.split("\r\n\r\n")), 1):
        lines = block.split("\r\n")
        if lines[0] != str(number) or len(lines) < 3:
            raise ValueError(f"not cue {number}: {block!r}")
        if any(not line or "<" in line or "-->" in line for line in lines[2:]):
            raise ValueError(f"not a text: {lines[2:]!r}")
        cues.append((*read_times(SRT_TIMES, lines[1]), "\n".join(lines[2:])))
    return check_order(cues)
