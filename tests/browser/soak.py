# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""One visit that goes on for BROWSER_SOAK_S seconds: the page's memory, its
elements and its listeners do not grow, and nor do the server's threads and
descriptors."""

import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent
                       / "support"))

from subtests import run_subtests  # noqa: E402

from browser import Browser, skip_without  # noqa: E402
from visits import AGENT, base_of, serve, visit  # noqa: E402

SECONDS = int(os.environ.get("BROWSER_SOAK_S", "60"))
# What the page keeps is full from the beginning; a little comes and goes.
MAX_MORE_BYTES = 3 << 20
MAX_MORE_NODES = 3000
MAX_MORE_LISTENERS = 500
MAX_MORE_FILES = 2

# As much as is kept of each; events without a number count as any others.
FILL = """
  const tell = (kind, data) => page.view.take(JSON.stringify(
    { kind, time: Date.now(), data }));
  const text = 'word '.repeat(40);
  for (let i = 0; i < 6000; i++)
    tell('service', { type: 'response.output_audio.delta', event: { text,
      more: `${text}${text}${text}${i}` } });
  for (let i = 0; i < 500; i++) {
    tell('transcript', { role: 'user', item_id: `full${i}`, text, final: true });
    tell('tool', { call_id: `full${i}`, name: 'x', state: 'done', result: text });
    tell('turn', { index: i, role: 'assistant', latency_ms: 500 });
    tell('note', { sentence: text, level: 'info' });
  }
"""


def settle(browser):
    browser.ask("await new Promise((resolve) => setTimeout(resolve, 1500))")


def measure(browser, server):
    browser.cdp("HeapProfiler.enable")
    for _ in range(3):
        browser.cdp("HeapProfiler.collectGarbage")
    browser.cdp("Performance.enable")
    metrics = {metric["name"]: metric["value"] for metric in
               browser.cdp("Performance.getMetrics")["metrics"]}
    process = pathlib.Path(f"/proc/{server.process.pid}")
    return {
        "bytes": int(metrics["JSHeapUsedSize"]),
        "nodes": int(metrics["Nodes"]),
        "listeners": int(metrics["JSEventListeners"]),
        "threads": len(list((process / "task").iterdir())),
        "files": len(list((process / "fd").iterdir())),
    }


def talk(browser, n):
    """A question and its answer; each third one is stopped."""
    turns = browser.ask("return page.view.figures.turns.assistant")
    browser.type("text", f"Question {n}?\n")
    browser.wait("return page.state.assistant"
                 " || page.view.figures.turns.assistant > a[0]", turns)
    if n % 3 == 0:
        # Of what was not heard at all there is no turn.
        browser.click("stop")
        browser.wait("return !page.state.assistant && !page.state.thinking")
    else:
        browser.wait("return page.view.figures.turns.assistant > a[0]", turns)


def check_a_long_visit(folder):
    with serve(agents=AGENT) as server, Browser(base_of(server)) as browser:
        visit(browser)
        browser.ask(FILL)
        for n in range(4):
            talk(browser, n)
        settle(browser)
        first = last = measure(browser, server)
        print(f"# at first {first}", flush=True)
        end = time.monotonic() + SECONDS
        told = time.monotonic() + max(SECONDS / 10, 30)
        n = 4
        while time.monotonic() < end:
            talk(browser, n)
            n += 1
            if time.monotonic() > told:
                told += max(SECONDS / 10, 30)
                print(f"# {n} questions {measure(browser, server)}", flush=True)
        settle(browser)
        last = measure(browser, server)
        lost = browser.ask("""
          for (const report of (await page.visit.connection.peer.getStats())
              .values())
            if (report.type === 'inbound-rtp')
              return [report.packetsLost, report.concealedSamples,
                report.totalSamplesReceived];
        """)
        print(f"# at last {last}, {n} questions, {SECONDS} s; packets lost,"
              f" samples made up, of: {lost}")
        assert browser.ask("return page.visit.isOpen && !page.visit.over")
        for name, most in (("bytes", MAX_MORE_BYTES), ("nodes", MAX_MORE_NODES),
                           ("listeners", MAX_MORE_LISTENERS),
                           ("files", MAX_MORE_FILES),
                           ("threads", MAX_MORE_FILES)):
            assert last[name] - first[name] <= most, (name, first, last)


skip_without()
run_subtests([value for name, value in list(globals().items())
              if name.startswith("check_")], "soak-")
