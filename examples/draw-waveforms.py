#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Draw a question and its answer as one picture (SVG).

    draw-waveforms.py QUESTION.wav ANSWER.wav PICTURE.svg [--summary FILE.json]

The summary is what read-messages.py writes: it tells the texts, and when the
answer began.
"""

import argparse
import array
import json
import sys
import wave
from html import escape

WIDTH, LEFT, RIGHT = 1100, 40, 40
PLOT = WIDTH - LEFT - RIGHT
TOP, LANE, GAP, AXIS = 92, 120, 66, 78
COLOURS = {"user": "#2f6db5", "assistant": "#d9722b"}
INK, FAINT = "#24292f", "#8b949e"
BAR, STEP = 2.2, 3.4        # width of a bar, and from bar to bar


def read_wav(path):
    """Duration in seconds and 16-bit samples of the first channel."""
    with wave.open(path, "rb") as file:
        if file.getsampwidth() != 2:
            raise wave.Error("not 16-bit")
        samples = array.array("h", file.readframes(file.getnframes()))
        if sys.byteorder == "big":
            samples.byteswap()
        channels, rate = file.getnchannels(), file.getframerate()
    mono = samples[::channels]
    return len(mono) / rate, mono


def peaks(samples, count):
    """The loudest sample of each of `count` parts, 0 to 1."""
    count = max(1, min(count, len(samples)))
    edges = [i * len(samples) // count for i in range(count + 1)]
    return [max((abs(s) for s in samples[a:b]), default=0) / 32768
            for a, b in zip(edges, edges[1:])]


def bars(samples, x, width, middle, colour):
    """Vertical bars, scaled so that the loudest fills the lane."""
    levels = peaks(samples, int(width / STEP))
    loudest = max(levels, default=0) or 1
    lines = []
    for i, level in enumerate(levels):
        half = max(0.9, LANE / 2 * level / loudest)
        at = x + (i + 0.5) * width / len(levels)
        lines.append(f"M{at:.1f} {middle - half:.1f}V{middle + half:.1f}")
    return (f'<path d="{"".join(lines)}" stroke="{colour}" '
            f'stroke-width="{BAR}" stroke-linecap="round" fill="none"/>')


def printable(words):
    """XML has no control characters."""
    return "".join(c if c.isprintable() else " " for c in words)


def text(x, y, words, size=15, colour=INK, anchor="start", weight="normal"):
    return (f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size}" fill="{colour}" '
            f'text-anchor="{anchor}" font-weight="{weight}">'
            f'{escape(printable(words))}</text>')


def shorten(words, limit):
    return words if len(words) <= limit else words[:limit - 1].rstrip() + "…"


def tick_step(seconds):
    for step in (0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600):
        if seconds / step <= 14:
            return step
    return 1800


def draw_axis(seconds, scale, y):
    parts = [f'<path d="M{LEFT} {y}H{WIDTH - RIGHT}" stroke="{FAINT}"/>']
    step = tick_step(seconds)
    for i in range(int(seconds / step) + 1):
        x = LEFT + i * step * scale
        parts.append(f'<path d="M{x:.1f} {y}v6" stroke="{FAINT}"/>')
        parts.append(text(x, y + 22, f"{i * step:g}", 13, FAINT, "middle"))
    parts.append(text(WIDTH - RIGHT, y + 42, "seconds", 13, FAINT, "end"))
    return parts


def draw_lane(role, title, words, lane, x, width, top):
    middle = top + LANE / 2
    colour = COLOURS[role]
    seconds, samples = lane
    title = f"{title}, {seconds:.1f} s"
    room = int((PLOT - 9 * len(title)) / 7.6)
    return [
        f'<path d="M{LEFT} {middle}H{WIDTH - RIGHT}" stroke="#d8dee4" '
        f'stroke-width="1"/>',
        bars(samples, x, width, middle, colour),
        text(LEFT, top - 14, title, 15, colour, weight="bold"),
        text(LEFT + 9 * len(title), top - 14, shorten(words, room), 15),
    ]


def draw_latency(x1, x2, milliseconds):
    """From the end of the question to the start of the answer."""
    first, second = TOP, TOP + LANE + GAP
    return [
        f'<path d="M{x:.1f} {first}v{LANE}M{x:.1f} {second}v{LANE}" '
        f'stroke="{INK}" stroke-dasharray="3 4" opacity="0.55"/>'
        for x in (x1, x2)
    ] + [text(x2 + 8, TOP + 12, f"answer after {milliseconds:.0f} ms", 13)]


def answer_start(summary, end_of_question):
    """When the answer began on the question's clock, and the latency in ms."""
    responses = [r for r in summary.get("responses", [])
                 if "first-sound-latency" in r]
    ends = summary.get("turn-ends", [])
    if len(responses) != 1 or len(ends) != 1:
        return end_of_question, None
    latency = responses[0]["first-sound-latency"] / 1e9
    return min(ends[0] / 1e9, end_of_question) + latency, latency * 1e3


def words_of(summary, role):
    said = [t["text"] for t in summary.get("transcripts", [])
            if t["role"] == role and t["text"]]
    return "“" + " ".join(said) + "”" if said else ""


def draw(question, answer, summary):
    start, latency = answer_start(summary, question[0])
    seconds = max(question[0], start + answer[0], 0.1)
    scale = PLOT / seconds
    height = TOP + 2 * LANE + GAP + AXIS
    second = TOP + LANE + GAP
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
        f'height="{height}" viewBox="0 0 {WIDTH} {height}" '
        f'font-family="DejaVu Sans, Helvetica, Arial, sans-serif">',
        f'<rect width="{WIDTH}" height="{height}" fill="#ffffff"/>',
        text(LEFT, 38, "A question and its answer", 20, weight="bold"),
    ]
    parts += draw_lane("user", "Question", words_of(summary, "user"),
                       question, LEFT, question[0] * scale, TOP)
    parts += draw_lane("assistant", "Answer", words_of(summary, "assistant"),
                       answer, LEFT + start * scale, answer[0] * scale, second)
    if latency is not None:
        x2 = LEFT + start * scale
        parts += draw_latency(x2 - latency / 1e3 * scale, x2, latency)
    parts += draw_axis(seconds, scale, TOP + 2 * LANE + GAP + 14)
    parts.append("</svg>\n")
    return "\n".join(parts)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("question")
    parser.add_argument("answer")
    parser.add_argument("picture")
    parser.add_argument("--summary", metavar="FILE")
    arguments = parser.parse_args()
    summary = {}
    if arguments.summary:
        with open(arguments.summary, encoding="utf-8") as file:
            summary = json.load(file)
    try:
        picture = draw(read_wav(arguments.question),
                       read_wav(arguments.answer), summary)
    except (OSError, EOFError, wave.Error) as error:
        sys.exit(f"draw-waveforms.py: {error}")
    with open(arguments.picture, "w", encoding="utf-8") as file:
        file.write(picture)


if __name__ == "__main__":
    main()
