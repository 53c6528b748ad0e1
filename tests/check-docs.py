#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compare an element's document with the element as GObject describes it.

    check-docs.py ELEMENT PLUGIN ELEMENT.md SOURCES   TAP: a subtest per table
    check-docs.py --rows ELEMENT PLUGIN               the rows as they must be

Tables of the document are found by their headings: Property, Signal, Action
signal, and the name of an enumeration's type. gst-inspect-1.0 shows the same,
as text whose form differs from version to version. In the folder SOURCES every
property and signal has a block of documentation, which names the default; the
element's page there has the same messages, and its examples can be pasted.
"""

import glob
import os
import re
import shlex
import sys
import tempfile

try:
    import gi
    from gi.repository import GObject
except ImportError:
    gi = None

TYPES = {"gchararray": "string", "gboolean": "boolean", "guint": "uint",
         "guint64": "uint64", "gdouble": "double", "void": ""}
# GST_PARAM_MUTABLE_PLAYING, GST_PARAM_MUTABLE_READY
CHANGES = ((1 << 12, "any state"), (1 << 10, "NULL, READY"))


def make_element(name, plugin):
    """The element, from this plugin and no other."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ.update(GST_PLUGIN_PATH=os.path.dirname(plugin),
                          GST_REGISTRY=os.path.join(folder, "registry"),
                          GST_REGISTRY_FORK="no", LC_ALL="C.UTF-8")
        os.environ.pop("GST_PLUGIN_LOADING_WHITELIST", None)
        gi.require_version("Gst", "1.0")
        from gi.repository import Gst
        Gst.init(None)
        return Gst.ElementFactory.make(name)


def code(text):
    return f"`{text}`" if text else ""


# --- what the element is ---

def describe_access(flags):
    if not flags & GObject.ParamFlags.WRITABLE:
        return "read only"
    state = next((say for flag, say in CHANGES if flags & flag), "any state")
    readable = flags & GObject.ParamFlags.READABLE
    return state if readable else state + ", write only"


def describe_kind(element, spec):
    """Type, range and default of a property, as the document says them."""
    kind = TYPES.get(spec.value_type.name, spec.value_type.name)
    if spec.value_type.is_a(GObject.TYPE_ENUM):
        return kind, element.get_property(spec.name).value_nick
    if kind == "boolean":
        return kind, str(spec.default_value).lower()
    if hasattr(spec, "minimum"):
        return (f"{kind} {spec.minimum:.10g} … {spec.maximum:.10g}",
                f"{spec.default_value:.10g}")
    # Structures have none.
    return kind, getattr(spec, "default_value", None) or ""


def describe_property(element, spec):
    kind, default = describe_kind(element, spec)
    return (code(spec.name), kind, code(default),
            describe_access(int(spec.flags)), spec.blurb)


def describe_enum(value):
    """All values of the type that @value is one of."""
    return {value.value_nick: (code(value.value_nick), str(int(value)),
                               value.value_name)
            for value in type(value).__enum_values__.values()}


def describe_signals(owner, actions):
    """Names with the types of their parameters and the type they return."""
    found = {}
    for number in GObject.signal_list_ids(owner):
        signal = GObject.signal_query(number)
        if bool(signal.signal_flags & GObject.SignalFlags.ACTION) == actions:
            types = [TYPES.get(t.name, t.name) for t in signal.param_types]
            returned = signal.return_type.name
            found[signal.signal_name] = (code(signal.signal_name), types,
                                         TYPES.get(returned, returned))
    return found


def read_element(name, plugin):
    element = make_element(name, plugin)
    owner = element.__gtype__
    specs = [spec for spec in element.list_properties()
             if spec.owner_type == owner]
    enums = {spec.value_type.name:
             describe_enum(element.get_property(spec.name))
             for spec in specs if spec.value_type.is_a(GObject.TYPE_ENUM)}
    properties = {s.name: describe_property(element, s) for s in specs}
    return {"Property": properties, **enums,
            "Signal": describe_signals(owner, False),
            "Action signal": describe_signals(owner, True)}


# --- what the document says ---

def read_tables(path):
    """Rows by heading of the first column, then by name."""
    tables, current = {}, None
    with open(path, encoding="utf-8") as file:
        for line in file:
            if not line.startswith("|"):
                current = None
                continue
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if current is None:
                current = tables.setdefault(cells[0].strip("`"), {})
            elif not set(cells[0]) <= set("-: "):
                current[cells[0].strip("`").split("::")[0]] = tuple(cells)
    return tables


def parameter_types(cell):
    """Types in "`role` string, `text` string"; "none" has none."""
    return [part.split()[-1] for part in cell.split(",")
            if part.strip() not in ("", "none")]


def complaint(heading, expected, written):
    if expected is None:
        return "not in the element"
    if written is None:
        return "not in the document; the row: | " + " | ".join(
            map(str, expected)) + " |"
    if heading in ("Signal", "Action signal"):
        # Few signals return something: "`role` string → string".
        parameters, _, returned = written[1].partition(" → ")
        types = parameter_types(parameters)
        if heading == "Action signal":
            returned = written[2]
        if (types, returned) != (expected[1], expected[2]):
            return f"{types} {returned}, the element has {expected[1:]}"
        return None
    for says, has in zip(written, expected):
        if says != has:
            return f"the document says «{says}», the element «{has}»"
    return None if len(written) >= len(expected) else "cells are missing"


def compare(element, tables):
    """(heading, complaints) of every table, of what is on either side."""
    for heading, expected in element.items():
        written = tables.get(heading, {})
        names = list(expected) + [n for n in written if n not in expected]
        found = [(n, complaint(heading, expected.get(n), written.get(n)))
                 for n in names]
        yield heading, [f"{name}: {words}" for name, words in found if words]


# --- what the sources say ---

BLOCK = re.compile(r"/\*\*\n *\* Gst\w+?(::?)([a-z-]+):\n(.*?)\*/", re.S)
DEFAULT = re.compile(r"\. Default (\S+)\.(?: |$)")


def read_blocks(folder):
    """Text of the documentation by kind, ":" or "::", and name."""
    blocks = {}
    for path in glob.glob(os.path.join(folder, "**", "*.c"), recursive=True):
        with open(path, encoding="utf-8") as file:
            for kind, name, text in BLOCK.findall(file.read()):
                blocks[kind, name] = re.sub(r"\s*\n *\* ?", "\n", text)
    return blocks


def check_blocks(element, blocks):
    """What is wrong with the blocks of all properties and signals."""
    wanted = {(":", name) for name in element["Property"]}
    wanted |= {("::", name) for heading in ("Signal", "Action signal")
               for name in element[heading]}
    for kind, name in sorted(wanted ^ set(blocks)):
        yield f"{kind}{name}: " + ("no documentation" if (kind, name) in wanted
                                   else "documented, but not there")
    for kind, name in sorted(wanted & set(blocks)):
        text = blocks[kind, name]
        if "Since: " not in text:
            yield f"{kind}{name}: no version"
        if kind == ":" and element["Property"][name][3] != "read only":
            has = element["Property"][name][2].strip("`") or "NULL"
            if DEFAULT.findall(" ".join(text.split())) != [has]:
                yield f"{kind}{name}: the default is {has}"


PAGE = re.compile(r"/\*\*\n \* SECTION:element-[a-z]+\n(.*?)\*/", re.S)
LAUNCH = re.compile(r"^\|\[\n(gst-launch-1.0 .*?)^\]\|", re.M | re.S)
MESSAGE = r"`(%s/[a-z-]+)`"


def read_page(folder):
    """The element's page of the reference, as text."""
    for path in glob.glob(os.path.join(folder, "**", "*.c"), recursive=True):
        with open(path, encoding="utf-8") as file:
            found = PAGE.search(file.read())
        if found:
            return re.sub(r"^ \* ?", "", found[1], flags=re.M)
    return ""


def check_launch_lines(page):
    """Pasted as they are, the examples are pipelines."""
    from gi.repository import GLib, Gst
    lines = LAUNCH.findall(page)
    if not lines:
        yield "no example"
    for line in lines:
        if re.search(r"[^\\]\n.", line):
            yield f"a line without \\ at its end: {line}"
        words = [w for w in shlex.split(line)[1:] if not w.startswith("-")]
        try:
            Gst.parse_launchv(words)
        except GLib.Error as error:
            # Not every machine has every plugin.
            if not error.matches(Gst.ParseError.quark(),
                                 Gst.ParseError.NO_SUCH_ELEMENT):
                yield f"{error.message}: {line}"


def check_messages(name, page, document):
    """The same messages are in the page and in the document's table."""
    with open(document, encoding="utf-8") as file:
        cells = [line.split("|")[1] for line in file if line.startswith("|")]
    message = re.compile(MESSAGE % name)
    written = set(message.findall(" ".join(cells)))
    for told in sorted(written ^ set(message.findall(page))):
        yield f"{told}: in one of the two only"


def print_rows(element):
    for heading, rows in element.items():
        print(heading)
        for row in rows.values():
            print("| " + " | ".join(map(str, row)) + " |")


def main(arguments):
    rows = arguments[:1] == ["--rows"]
    if len(arguments) != (3 if rows else 4):
        sys.exit(__doc__)
    if gi is None:
        print("1..0 # SKIP python3-gi is not there")
        return 0
    if rows:
        print_rows(read_element(*arguments[1:]))
        return 0
    name, plugin, document, folder = arguments
    element = read_element(name, plugin)
    results = list(compare(element, read_tables(document)))
    results.append(("Documentation in the sources",
                    list(check_blocks(element, read_blocks(folder)))))
    page = read_page(folder)
    results.append(("Launch lines of the reference",
                    list(check_launch_lines(page))))
    results.append(("Messages of the reference",
                    list(check_messages(name, page, document))))
    print(f"1..{len(results)}")
    for number, (heading, complaints) in enumerate(results, 1):
        print(f"{'not ok' if complaints else 'ok'} {number} - "
              f"{heading.replace(' ', '-')}")
        for words in complaints:
            print(f"# {words}")
    return 1 if any(complaints for _, complaints in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
