#!/usr/bin/env python3
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Print the result of every subtest of a `meson test` run.

    report.py BUILD/meson-logs/testlog.json

Before the end it tells how many seconds the tests of each suite took, as a sum. The
last line is "N passed, N failed", and ", N skipped" when there are such.
A test that crashed or ran out of time counts as a failure beside those of its
subtests, and says behind which of them that was. Exit status 1 on any failure,
and when nothing ran.
"""

import json
import re
import signal
import sys

LINE = re.compile(r"^( *)(ok|not ok)\b *(\d*) *-? *(.*)$")
DIRECTIVE = re.compile(r"(?:^|\s)#\s*(SKIP|TODO)\b", re.IGNORECASE)
BAD = ("FAIL", "ERROR", "TIMEOUT", "INTERRUPT", "UNEXPECTEDPASS")
LOG_LINES = 60


def read_result(word, rest):
    directive = DIRECTIVE.search(rest)
    kind = directive.group(1).upper() if directive else ""
    if kind == "SKIP":
        return "skip"
    return "ok" if word == "ok" or kind == "TODO" else "FAIL"


def read_tap(output):
    """Subtests as [name, result]. A line that sums up indented ones before it
    is left out, unless only the sum failed."""
    results = []
    nested = {}         # depth -> results that await their sum
    for line in output.splitlines():
        match = LINE.match(line)
        if match is None:
            continue
        depth = len(match.group(1))
        name = DIRECTIVE.split(match.group(4))[0].strip()
        result = read_result(match.group(2), match.group(4))
        below = [r for d in sorted(nested) if d > depth for r in nested.pop(d)]
        if below and (result != "FAIL" or any(r[1] == "FAIL" for r in below)):
            results.extend(below) if depth == 0 else \
                nested.setdefault(depth, []).extend(below)
            continue
        entry = [name or match.group(3), result]
        (results if depth == 0 else nested.setdefault(depth, [])).append(entry)
    for depth in sorted(nested):
        results.extend(nested[depth])
    return results


def read_end(test):
    """How a test ended before it was done, and what it had done last."""
    words = {"TIMEOUT": "ran out of time", "ERROR": "crashed or ended early"}
    code = test["returncode"]
    end = words.get(test["result"], f"exit status {code}")
    if code < 0 and test["result"] == "ERROR":
        names = {s.value: s.name for s in signal.Signals}
        end = f"killed by {names.get(-code, f'signal {-code}')}"
    done = [match.group(4) for match
            in map(LINE.match, (test.get("stdout") or "").splitlines()) if match]
    return f"{end}, behind {DIRECTIVE.split(done[-1])[0].strip()}" \
        if done else end


def subtests(test):
    """Results of a test; one when it does not speak TAP."""
    output = test.get("stdout") or ""
    outcome = test["result"]
    results = read_tap(output)
    if not results:
        kind = {"OK": "ok", "EXPECTEDFAIL": "ok", "SKIP": "skip"}
        result = kind.get(outcome, "FAIL")
        return [[read_end(test) if result == "FAIL" else "", result]]
    failed = any(result == "FAIL" for _, result in results)
    if outcome in BAD and (not failed or outcome != "FAIL"):
        results.append([read_end(test), "FAIL"])
    return results


def print_log(test):
    for stream in ("stdout", "stderr"):
        lines = [line for line in (test.get(stream) or "").splitlines()
                 if "-DEBUG: " not in line]
        for line in lines[-LOG_LINES:]:
            print(f"    | {line}")


def report(tests):
    counts = {"ok": 0, "FAIL": 0, "skip": 0}
    failing = []
    for test in tests:
        name = test["name"].split(":", 1)[-1].replace(" / ", "/")
        results = subtests(test)
        for subtest, result in results:
            counts[result] += 1
            print(f"{result:<4}  {name} {subtest}".rstrip())
        if any(result == "FAIL" for _, result in results):
            failing.append((name, test))
    for name, test in failing:
        print(f"\n{name}: {test['result']}, {test['duration']:.1f} s, "
              f"exit status {test['returncode']}")
        print_log(test)
    return counts


def seconds_by_suite(tests):
    """("unit", 12.5), …, the longest first. "PROJECT:SUITE+… / TEST" is a name
    of meson's; realtime is a property of tests and no suite of its own."""
    sums = {}
    for test in tests:
        suites = test["name"].split(" / ")[0].split(":", 1)[-1].split("+")
        suite = next((s for s in suites if s != "realtime"), "")
        sums[suite] = sums.get(suite, 0) + test["duration"]
    return sorted(sums.items(), key=lambda pair: -pair[1])


def read_log(path):
    """The tests of a run. A line that cannot be read counts as a failure."""
    tests = []
    with open(path, encoding="utf-8", errors="replace") as file:
        for number, line in enumerate(filter(str.strip, file), 1):
            try:
                tests.append(json.loads(line))
            except ValueError as error:
                tests.append({"name": f"line {number} of {path}",
                              "result": "ERROR", "returncode": 0,
                              "duration": 0, "stderr": f"{error}"})
    return tests


def main():
    tests = []
    try:
        tests = read_log(sys.argv[1])
    except FileNotFoundError:
        pass                # meson writes no log when it finds no test
    except (OSError, IndexError) as error:
        print(f"report.py: {error}", file=sys.stderr)
    counts = report(tests)
    if not tests:
        print("\nNo test ran.")
    else:
        print("\nSeconds: " + ", ".join(f"{suite} {seconds:.0f}" for suite, seconds
                                        in seconds_by_suite(tests)))
    line = f"{counts['ok']} passed, {counts['FAIL']} failed"
    if counts["skip"]:
        line += f", {counts['skip']} skipped"
    print(f"\n{line}")
    return 1 if counts["FAIL"] or not counts["ok"] else 0


if __name__ == "__main__":
    sys.exit(main())
