#!/usr/bin/env python3
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The law of the rooms, read from the sources: rooms.py SOURCE_DIR

- a room includes of the others what the table allows, and no foreign library;
  only the plugin knows elements and pads;
- no circle of files, by includes and by who calls whose functions;
- a function that is not static has a caller in another file of the product;
- no file above 500 lines, no struct of the session above 20 members.

rooms-known.txt lists what still breaks it, one "KIND NAME" a line; a line that
is no longer needed fails, too: --prune takes such lines out.
"""
import collections
import os
import re
import sys

ROOT = sys.argv[1]
KNOWN = os.path.join(ROOT, 'tests', 'rooms-known.txt')
CORE = 'gst/openairealtime/'
MAX_LINES = 500
MAX_MEMBERS = 20

# Room: what it may include of the others. The first that fits a path is its
# room. "types" are the enumerations, which all know.
ROOMS = {
    'types': (CORE + 'enums.h', ''),
    'protocol': (CORE + 'protocol/', 'types'),
    'conversation': (CORE + 'conversation/', 'types protocol'),
    'media': (CORE + 'media/', 'types protocol'),
    'transport': (CORE + 'transport/', 'types protocol'),
    'session': (CORE + 'session/',
                'types protocol conversation media transport'),
    'library': (CORE, 'types protocol'),
    'pacing': ('plugins/pacing/', ''),
    'report': ('plugins/openairealtime/report/',
               'types protocol conversation media transport session library'),
    'element': ('plugins/openairealtime/',
                'types protocol conversation media transport session library'
                ' report pacing'),
    'twilio': ('plugins/twilio/', 'types protocol transport library pacing'),
    'common': ('examples/common/', 'protocol'),
    'batch-transcript': ('examples/batch/transcript/',
                         'common types protocol media library'),
    'batch-results': ('examples/batch/results/',
                      'common types protocol library batch-transcript'),
    'batch-work': ('examples/batch/work/',
                   'common types protocol library batch-transcript'
                   ' batch-results'),
    'batch-cli': ('examples/batch/cli/',
                  'common types protocol library batch-transcript'
                  ' batch-results batch-work'),
    'server': ('examples/local-server/', 'common types protocol transport'),
    'voice-records': ('examples/voice-server/records/',
                      'common types protocol library'),
    'voice-agents': ('examples/voice-server/agents/',
                     'common types protocol library voice-records'),
    'voice': ('examples/voice-server/',
              'common types protocol transport library voice-records'
              ' voice-agents'),
    'examples': ('examples/', 'common types protocol library'),
}

# Libraries that a room must not know. What is not in its dependencies does not
# compile; these come with the include path of GLib or of another library.
GLIB = r'glib(-object|/gstdio|/gprintf)?\.h|json-glib/.*'
C = r'(math|string|stdlib|stdio|errno|limits|ctype|time|locale)\.h'
POSIX = r'(fcntl|unistd|sys/(stat|types))\.h'
LIBRARIES = {
    'types': GLIB,
    'protocol': f'{GLIB}|{C}',
    'conversation': f'{GLIB}|{C}',
    'media': f'{GLIB}|{C}|gst/gst\\.h|gst/(base|audio)/.*',
    'transport': r'(?!gst/).*',
    'session': f'{GLIB}|{C}|{POSIX}|gst/gst\\.h',
    'pacing': GLIB,
    'common': f'{GLIB}|{C}|{POSIX}|gio/gio\\.h|glib-unix\\.h|config\\.h'
              r'|(dirent|signal|netinet/(in|tcp)|sys/(file|ioctl|random))\.h'
              r'|libsoup/soup\.h',
}

COMMENT = re.compile(r'/\*.*?\*/|//[^\n]*', re.S)
STRING = re.compile(r'"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])*\'')
INCLUDE = re.compile(r'^ *# *include +([<"])([^>"]+)[>"]', re.M)
FUNCTION = re.compile(r'^((?:[\w*]+ +)*[\w*]+(?: *\*)?)\n(\w+) \((?:[^;{}]*)\)\n\{',
                      re.M)
STRUCT = re.compile(r'(?:typedef )?struct(?: _?(\w+))?\s*\{(.*?)\n\}'
                    r' ?(\w*)', re.S)
AUTOPTR = re.compile(r'G_DEFINE_AUTO\w+_CLEANUP_(?:CLEAR_)?FUNC \((\w+), *(\w+)\)')
WORD = re.compile(r'[A-Za-z_]\w+')


class File:
    def __init__(self, path):
        self.path = path
        raw = open(os.path.join(ROOT, path), encoding='utf-8').read()
        self.lines = raw.count('\n')
        text = COMMENT.sub(' ', raw)
        self.includes = INCLUDE.findall(text)
        self.text = STRING.sub('""', text)
        # foo.c, foo.h and what only foo's own parts may see are one.
        self.module = re.sub(r'(private)?\.[ch]$', '', path)
        self.is_header = path.endswith('.h')
        self.defined = set()
        if not self.is_header:
            for result, name in FUNCTION.findall(self.text):
                if 'static' not in result.split():
                    self.defined.add(name)
        self.used = self.find_used()

    def find_used(self):
        """The words of a source; of a header those that are no declaration."""
        text = self.text
        if self.is_header:
            text = ''.join(re.findall(r'^ *# *define (?:.*\\\n)*.*$'
                                      r'|^static inline (?:.|\n)*?^\}',
                                      text, re.M))
        return set(WORD.findall(text))


def find_room(path):
    for room, (prefix, _) in ROOMS.items():
        if path.startswith(prefix):
            return room
    return None


def read_sources():
    files = {}
    for top in ('gst', 'plugins', 'examples'):
        for folder, _, names in os.walk(os.path.join(ROOT, top)):
            for name in names:
                if name.endswith(('.c', '.h')):
                    path = os.path.relpath(os.path.join(folder, name), ROOT)
                    files[path] = File(path)
    return files


def resolve(files, path, name):
    """The file of ours that an include means, or None."""
    for folder in (os.path.dirname(path), CORE, 'plugins/openairealtime', '',
                   'examples', 'examples/batch', 'examples/local-server',
                   'examples/voice-server', 'plugins'):
        found = os.path.normpath(os.path.join(folder, name))
        if found in files:
            return found
    return None


def check_directions(files):
    for path, file in files.items():
        room = find_room(path)
        for kind, name in file.includes:
            target = resolve(files, path, name)
            if name.startswith('../') and target != CORE + 'enums.h':
                # It would compile in whatever room.
                yield 'direction', name, f'{path} includes {name}'
            if target is not None:
                other = find_room(target)
                if other != room and other not in ROOMS[room][1].split():
                    yield 'direction', f'{room} {other}', \
                        f'{path} includes {target}'
            elif kind == '<' and not re.fullmatch(LIBRARIES.get(room, '.*'),
                                                  name):
                yield 'library', f'{room} {name}', f'{path} includes <{name}>'


def check_words(files):
    """GStreamer's time and messages are for the session, its elements not."""
    for path, file in files.items():
        if find_room(path) in ('media', 'transport', 'session'):
            for word in sorted(w for w in file.used if re.match(
                    r'Gst(Element|Pad|Bin)$|gst_(element|pad|bin)_', w)):
                yield 'word', f'{find_room(path)} {word}', f'{path} uses {word}'


def find_circles(edges):
    """Tarjan's strongly connected components of more than one node."""
    index, low, stack, on_stack, circles = {}, {}, [], set(), []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        on_stack.add(node)
        for other in edges[node]:
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in on_stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            circle = []
            while not circle or circle[-1] != node:
                circle.append(stack.pop())
                on_stack.discard(circle[-1])
            if len(circle) > 1:
                circles.append(sorted(circle))

    sys.setrecursionlimit(10000)
    for node in sorted(edges):
        if node not in index:
            visit(node)
    return circles


def find_edges(files, owner):
    """Module -> {module that it needs: why}."""
    edges = collections.defaultdict(dict)
    for path, file in files.items():
        needs = edges[file.module]
        for word in file.used & owner.keys():
            needs[owner[word]] = word
        for _, name in file.includes:
            target = resolve(files, path, name)
            if target is not None:
                needs[files[target].module] = os.path.basename(target)
    for node, needs in edges.items():
        needs.pop(node, None)
    return edges


def find_shortest(edges, start):
    """The shortest way from a module back to it."""
    ways = {start: [start]}
    queue = [start]
    for node in queue:
        for other in sorted(edges[node]):
            if other == start:
                return ways[node] + [start]
            if other not in ways:
                ways[other] = ways[node] + [other]
                queue.append(other)
    return []


def shorten(module):
    """The name that rooms-known.txt uses; it survives a move of the file."""
    if module.startswith('examples/'):
        return module
    return os.path.basename(module)


def check_circles(files, owner):
    edges = find_edges(files, owner)
    for circle in find_circles(edges):
        for node in circle:
            way = find_shortest(edges, node)
            yield 'circle', shorten(node), ' '.join(
                [os.path.basename(node)]
                + [f'-({edges[a][b]})-> {os.path.basename(b)}'
                   for a, b in zip(way, way[1:])])


def check_callers(files, owner):
    public = set()
    for path, file in files.items():
        if file.is_header and os.path.dirname(path) + '/' == CORE:
            public |= set(re.findall(r'\bgst_openai_realtime_\w+', file.text))
    frees = {}
    for file in files.values():
        for name, function in AUTOPTR.findall(file.text):
            frees[function] = name
    everywhere = ' '.join(file.text for file in files.values())
    for path, file in files.items():
        if path.startswith('examples/'):
            continue
        for name in file.defined - public:
            if any(name in other.used for other in files.values()
                   if other.is_header or other.module != file.module):
                continue
            if name in frees and re.search(
                    r'g_auto\w* ?\((\w+, )?%s\)' % frees[name], everywhere):
                continue
            yield 'caller', name, f'{path}: {name} has no caller elsewhere'


def check_lengths(files):
    for path, file in files.items():
        if file.lines > MAX_LINES and not path.startswith('examples/'):
            yield 'long', shorten(path), \
                f'{path} has {file.lines} lines'


def count_members(body):
    body = re.sub(r'\([^()]*\)', '', body)
    return sum(s.count(',') + 1 for s in re.findall(r'[^;{}]+(?=;)', body)
               if s.strip())


def check_structs(files):
    for path, file in files.items():
        if find_room(path) != 'session':
            continue
        for tag, body, alias in STRUCT.findall(file.text):
            members = count_members(body)
            if members > MAX_MEMBERS:
                yield 'struct', alias or tag, \
                    f'{path}: {alias or tag} has {members} members'


def read_known():
    if not os.path.exists(KNOWN):
        return []
    with open(KNOWN, encoding='utf-8') as f:
        return f.read().splitlines()


def main():
    files = read_sources()
    owner = {}
    for file in files.values():
        for name in file.defined - {'main'}:
            owner[name] = file.module
    known = read_known()
    needed = set()
    bad = []
    for check in (check_directions(files), check_words(files),
                  check_circles(files, owner),
                  check_callers(files, owner), check_lengths(files),
                  check_structs(files)):
        for kind, name, text in check:
            if f'{kind} {name}' in known:
                needed.add(f'{kind} {name}')
            else:
                bad.append((kind, name, text))
    stale = [line for line in known if line not in needed]
    if '--prune' in sys.argv:
        with open(KNOWN, 'w', encoding='utf-8') as f:
            f.writelines(line + '\n' for line in known if line in needed)
        stale = []
    if '--adopt' in sys.argv:
        with open(KNOWN, 'a', encoding='utf-8') as f:
            f.writelines(sorted({f'{k} {n}\n' for k, n, _ in bad}))
        bad = []
    for kind, _, text in sorted(bad):
        print(f'{kind}: {text}')
    for line in stale:
        print(f'no longer needed in rooms-known.txt: {line}')
    return 1 if bad or stale else 0


if __name__ == '__main__':
    sys.exit(main())
