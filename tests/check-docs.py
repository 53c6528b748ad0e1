#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Compare docs/element.md with the element as gst-inspect-1.0 shows it.

    check-docs.py GST_INSPECT PLUGIN ELEMENT.md        TAP: a subtest per table
    check-docs.py --rows GST_INSPECT PLUGIN            the rows as they must be

Tables of the document are found by their headings: Property, Signal, Action
signal, and the name of an enumeration's type.
"""

import os
import re
import subprocess
import sys
import tempfile

IGNORED = ("name", "parent")
TYPES = {"gchararray": "string", "gboolean": "boolean", "guint64": "uint64",
         "GstStructure*": "GstStructure", "void": ""}
PROPERTY = re.compile(r"^  ([a-z][a-z0-9-]*?) *: (.*)$")
VALUE = re.compile(r"^ +\((-?\d+)\): (\S+) +- (.*)$")
SIGNAL = re.compile(r'^  "([a-z-]+)" : +(\S+) user_function \((.*)$')
RANGE = re.compile(r"Range: +(\S+) - +(\S+) +Default: +(\S+)")
CHANGES = (("NULL, READY, PAUSED or PLAYING", "any state"),
           ("only in NULL or READY", "NULL, READY"))


def inspect(program, plugin):
    with tempfile.TemporaryDirectory() as folder:
        environment = dict(os.environ, GST_PLUGIN_PATH=os.path.dirname(plugin),
                           GST_REGISTRY=os.path.join(folder, "registry"),
                           GST_REGISTRY_FORK="no", LC_ALL="C.UTF-8")
        environment.pop("GST_PLUGIN_LOADING_WHITELIST", None)
        done = subprocess.run(
            [program, "--no-colors", "openairealtime"], check=True,
            stdout=subprocess.PIPE, env=environment)
    return done.stdout.decode("utf-8")


def code(text):
    return f"`{text}`" if text else ""


def tidy(number):
    return f"{float(number):g}" if "." in number else number


# --- what gst-inspect-1.0 shows ---

def parse_access(flags):
    if "writable" not in flags:
        return "read only"
    state = next((say for find, say in CHANGES if find in flags), "any state")
    return state if "readable" in flags else state + ", write only"


def parse_kind(line):
    """Type, range and default of a property, as the document says them."""
    limits = RANGE.search(line)
    default = re.search(r'Default: (?:\d+, )?"?([^" ]*)"?', line)
    value = default.group(1) if default else ""
    if line.startswith("Enum"):
        return re.search(r'"(\w+)"', line).group(1), value
    if line.startswith("Boxed"):
        return re.search(r'"(\w+)"', line).group(1), ""
    if limits:
        name = "double" if line.startswith("Double") else "uint"
        low, high, value = (tidy(limits.group(i)) for i in (1, 2, 3))
        return f"{name} {low} … {high}", value
    if line.startswith("String"):
        return "string", "" if value == "null" else value
    return line.split(".")[0].lower(), value


def parse_property(lines, rows, enums):
    name, blurb = PROPERTY.match(lines[0]).groups()
    if name in IGNORED:
        return
    kind, default = parse_kind(lines[2].strip())
    rows[name] = (code(name), kind, code(default),
                  parse_access(lines[1]), blurb.strip())
    values = [VALUE.match(line) for line in lines[3:]]
    if any(values):
        enums[kind] = {m.group(2): (code(m.group(2)), m.group(1), m.group(3))
                       for m in values if m}


def parse_properties(lines):
    rows, enums, block = {}, {}, []
    for line in lines + ["  end : "]:
        if PROPERTY.match(line):
            if block:
                parse_property(block, rows, enums)
            block = []
        if line.strip():
            block.append(line)
    return rows, enums


def parse_signals(lines):
    """Names with the types of their parameters and the type they return."""
    found, text = {}, "\n".join(lines)
    for part in re.split(r'\n(?=  ")', text):
        match = SIGNAL.match(part.replace("\n", " "))
        if match is None:
            continue
        name, returned, rest = match.groups()
        types = re.findall(r"([\w*]+) +arg\d", rest)
        found[name] = (code(name), [TYPES.get(t, t) for t in types],
                       TYPES.get(returned, returned))
    return found


def read_element(program, plugin):
    sections, current = {}, None
    for line in inspect(program, plugin).splitlines():
        if line and not line.startswith(" "):
            current = sections.setdefault(line.strip(), [])
        elif current is not None:
            current.append(line)
    properties, enums = parse_properties(sections.get("Element Properties:", []))
    return {"Property": properties, **enums,
            "Signal": parse_signals(sections.get("Element Signals:", [])),
            "Action signal": parse_signals(sections.get("Element Actions:", []))}


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


def print_rows(element):
    for heading, rows in element.items():
        print(heading)
        for row in rows.values():
            print("| " + " | ".join(map(str, row)) + " |")


def main(arguments):
    if len(arguments) != 3:
        sys.exit(__doc__)
    if arguments[0] == "--rows":
        print_rows(read_element(*arguments[1:]))
        return 0
    element = read_element(*arguments[:2])
    results = list(compare(element, read_tables(arguments[2])))
    print(f"1..{len(results)}")
    for number, (heading, complaints) in enumerate(results, 1):
        print(f"{'not ok' if complaints else 'ok'} {number} - "
              f"{heading.replace(' ', '-')}")
        for words in complaints:
            print(f"# {words}")
    return 1 if any(complaints for _, complaints in results) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
