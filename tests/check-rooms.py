#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Does rooms.py see what it is for? A tree with one breach of each rule.

check-rooms.py ROOMS_PY
"""
import os
import subprocess
import sys
import tempfile

CORE = 'gst/openairealtime/'
TREE = {
    CORE + 'protocol/a.h': 'void oa_a (void);\n',
    CORE + 'protocol/a.c': '#include "a.h"\n#include "conversation/b.h"\n'
                           '#include <gio/gio.h>\n'
                           'void\noa_a (void)\n{\n  oa_b ();\n}\n',
    CORE + 'conversation/b.h': 'void oa_b (void);\n',
    CORE + 'conversation/b.c': '#include "b.h"\n#include "protocol/a.h"\n'
                               'static void\nunseen (void)\n{\n}\n\n'
                               'void\noa_b (void)\n{\n  oa_a ();\n}\n\n'
                               '/* oa_unused () is only spoken of. */\n'
                               'gint\noa_unused (gint a,\n    gint b)\n{\n}\n',
    CORE + 'media/long.c': '\n' * 501,
    CORE + 'session/part.c': 'typedef struct\n{\n' + '  gint a, b;\n' * 11
                             + '} OaPart;\n\nstatic GstElement *element;\n',
}
EXPECTED = {
    'direction: gst/openairealtime/protocol/a.c includes '
    'gst/openairealtime/conversation/b.h',
    'library: gst/openairealtime/protocol/a.c includes <gio/gio.h>',
    'circle: a -(b.h)-> b -(a.h)-> a',
    'circle: b -(a.h)-> a -(b.h)-> b',
    'caller: gst/openairealtime/conversation/b.c: oa_unused has no caller '
    'elsewhere',
    'long: gst/openairealtime/media/long.c has 501 lines',
    'struct: gst/openairealtime/session/part.c: OaPart has 22 members',
    'word: gst/openairealtime/session/part.c uses GstElement',
    'no longer needed in rooms-known.txt: long gone.c',
}


def main(rooms):
    with tempfile.TemporaryDirectory() as root:
        os.makedirs(os.path.join(root, 'tests'))
        tree = dict(TREE, **{'tests/rooms-known.txt': 'long gone.c\n'})
        for path, text in tree.items():
            os.makedirs(os.path.dirname(os.path.join(root, path)),
                        exist_ok=True)
            with open(os.path.join(root, path), 'w', encoding='utf-8') as f:
                f.write(text)
        run = subprocess.run([sys.executable, rooms, root], text=True,
                             stdout=subprocess.PIPE, check=False)
    seen = set(run.stdout.splitlines())
    for line in sorted(seen - EXPECTED):
        print('not expected:', line)
    for line in sorted(EXPECTED - seen):
        print('not seen:', line)
    return 0 if seen == EXPECTED and run.returncode == 1 else 1


sys.exit(main(*sys.argv[1:]))
