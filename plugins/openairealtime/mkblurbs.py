#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Writes the properties' blurbs: mkblurbs.py SOURCE.c... TARGET.h

A blurb is the first paragraph of the property's documentation, so that
gst-inspect-1.0 and the reference say the same. The default at its end is left
out: GObject shows it by itself.
"""
import re
import sys

BLOCK = re.compile(r'/\*\*\n *\* Gst\w+:([a-z-]+):\n *\*\n'
                   r'((?: *\* .+\n)+)')
DEFAULT = re.compile(r'\. Default \S+\.$')


def read_blurbs(path):
    with open(path, encoding='utf-8') as file:
        for name, paragraph in BLOCK.findall(file.read()):
            text = ' '.join(line.strip(' *') for line in paragraph.splitlines())
            yield name, DEFAULT.sub('', text)


def main(*sources, target):
    rows = [row for path in sources for row in read_blurbs(path)]
    with open(target, 'w', encoding='utf-8') as file:
        file.write('/* Written by mkblurbs.py. */\n\n'
                   'static const gchar *const blurbs[][2] = {\n')
        for name, text in sorted(rows):
            text = text.replace('\\', '\\\\').replace('"', '\\"')
            file.write(f'  {{"{name}", "{text}"}},\n')
        file.write('};\n')


if __name__ == '__main__':
    main(*sys.argv[1:-1], target=sys.argv[-1])
