#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Writes the GTypes of the enumerations of a header: mkenums.py enums.h enums.c

As glib-mkenums does it, but with the nick and the sentence of each value's
documentation: `@NAME: what it means (`nick`)`. gst-inspect-1.0
shows them, and glib-mkenums cannot carry a description.
"""
import re
import sys

HEAD = '''/* Written by mkenums.py. */
#include "enums.h"
'''
TYPE = '''
GType
%(function)s_get_type (void)
{
  static gsize type = 0;
  static const GEnumValue values[] = {
%(values)s
    {0, NULL, NULL}
  };

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("%(name)s", values));
  return type;
}
'''
BLOCK = re.compile(r'/\*\*\n \* (\w+):\n(.*?)\n \*\n.*?'
                   r'typedef enum\n\{(.*?)\} \1;', re.S)
VALUE = re.compile(r'@(\w+): (.+?) \(`([\w-]+)`\)')


def main(header, target):
    text = HEAD
    for name, doc, body in BLOCK.findall(open(header, encoding='utf-8').read()):
        doc = ' '.join(line.lstrip(' *') for line in doc.splitlines())
        values = VALUE.findall(doc)
        members = re.findall(r'\w+', body)
        if [v[0] for v in values] != members:
            sys.exit(f'{header}: {name}: documentation and members differ')
        lines = []
        for member, about, nick in values:
            about = about.replace('`', '')
            lines.append(f'    {{{member}, "{about[0].upper()}{about[1:]}",'
                         f' "{nick}"}},')
        words = re.sub(r'(?<!^)(?=[A-Z])', '_', name).lower()
        text += TYPE % {'function': words, 'name': name,
                        'values': '\n'.join(lines)}
    with open(target, 'w', encoding='utf-8') as f:
        f.write(text)


main(*sys.argv[1:])
