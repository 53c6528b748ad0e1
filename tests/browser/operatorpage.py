# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""The operator's page: a visitor talks in one browser, another one watches,
listens in, lets the agent speak, hangs up, and looks it up afterwards."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent
                       / "support"))

from subtests import run_subtests  # noqa: E402

from browser import Browser, look_at, skip_without  # noqa: E402
from speech import write_microphone  # noqa: E402
from visits import (  # noqa: E402
    LONG, base_of, decibels, record_of, serve, visit)  # noqa: E402

PARTS = ("id", "kind", "data")
RECORDED = {"desk": {"instructions": "Answer.", "recording": True}}


def watch(browser):
    browser.open("/calls")
    browser.wait("return document.querySelector('#live button')",
                 module="calls")


def open_call(browser, call):
    watch(browser)
    browser.ask("document.querySelector('#live button').click()",
                module="calls")
    browser.wait("return page.open.id === a[0] && "
                 "page.open.view.store.came > 0", call, module="calls")


def events_of(browser, module, view):
    """Those that are numbered, but for what only somebody who watches makes."""
    return browser.ask(f"""
      return {view}.store.toLines().trim().split('\\n').map(JSON.parse)
        .filter(({{ id, kind }}) => id !== null && kind !== 'service');
    """, module=module)


def check_an_operator_sees_what_the_visitor_sees(folder):
    turns = [{"say": LONG}]
    with serve(turns=turns) as server, Browser(base_of(server)) as visitor, \
            Browser(base_of(server)) as operator:
        visit(visitor)
        call = visitor.ask("return page.callId")
        open_call(operator, call)
        visitor.type("text", "Tell me all.\n")
        visitor.wait("return page.state.assistant")
        card = operator.wait("""
          const { textContent } = document.querySelector('#live .card');
          return textContent.includes('The agent speaks') && textContent;
        """, module="calls")
        assert "desk" in card and "webrtc" in card, card
        look_at(operator, "calls-live")
        operator.click("interrupt")
        visitor.wait("return page.view.store.newest(({ kind }) => kind === "
                     "'turn', 1).events.length")
        # A reload finds the same call, from its first event.
        operator.driver.refresh()
        operator.wait("return page.open.id === a[0]", call, module="calls")
        operator.wait("""
          return page.open.view.feed.last >= a[0];
        """, visitor.ask("return page.view.feed.last"), module="calls")
        ours = events_of(visitor, "talk", "page.view")
        theirs = events_of(operator, "calls", "page.open.view")
        count = min(len(ours), len(theirs))
        assert count > 5
        assert [[event[name] for name in PARTS] for event in ours[:count]] \
            == [[event[name] for name in PARTS] for event in theirs[:count]]


def check_an_operator_acts(folder):
    with serve() as server, Browser(base_of(server)) as visitor, \
            Browser(base_of(server)) as operator:
        visit(visitor)
        call = visitor.ask("return page.callId")
        open_call(operator, call)
        operator.type("say", "Somebody is with you in a moment.\n")
        operator.wait("return document.getElementById('call-answer')"
                      ".textContent.includes('says it')", module="calls")
        visitor.wait("""
          return [...page.view.conversation.items.values()].some(
            ({ role }) => role === 'assistant');
        """)
        # A visit cannot be passed on; of what can it is asked first, and what
        # is refused is told in the server's words.
        assert not operator.element("transfer-form").is_displayed()
        operator.ask("page.open.setLeg('twilio')", module="calls")
        operator.type("transfer", "nonsense\n")
        assert operator.text("confirm-title") == "Transfer the call?"
        look_at(operator, "calls-transfer")
        operator.click("confirm-yes")
        operator.wait("return document.getElementById('call-answer')"
                      ".textContent.includes('+15550100')", module="calls")
        operator.ask("page.open.setLeg('webrtc')", module="calls")
        operator.click("hang-up")
        look_at(operator, "calls-confirm")
        operator.click("confirm-no")
        assert server.get("/api/calls")["running"]
        operator.click("hang-up")
        operator.click("confirm-yes")
        operator.wait("return document.getElementById('call-state')"
                      ".textContent.startsWith('Ended')", module="calls")
        title, words = visitor.wait_for_state("ended")
        assert "operator" in title, title
        assert record_of(server, call)["cause"] == "api"
        operator.wait("return document.getElementById('live-hint').textContent"
                      ".startsWith('Nobody')", module="calls")
        look_at(operator, "calls-ended")


def check_listening_in(folder):
    write_microphone(folder / "microphone.wav", 8,
                     *["Do you have a double room for two nights?", 1] * 12)
    with serve(turns=[{"say": LONG}] * 20) as server, \
            Browser(base_of(server),
                    microphone=folder / "microphone.wav") as visitor, \
            Browser(base_of(server)) as operator:
        visit(visitor)
        open_call(operator, visitor.ask("return page.callId"))
        operator.click("listen")
        operator.wait("return page.open.listenIn.peer?.connectionState"
                      " === 'connected'", module="calls")
        visitor.type("text", "Tell me all.\n")
        # Both sides, each on its own channel.
        operator.ask("""
          const context = new AudioContext();
          const source = context.createMediaStreamSource(
            document.getElementById('loudspeaker').srcObject);
          const splitter = context.createChannelSplitter(2);
          source.connect(splitter);
          globalThis.sides = [0, 1].map((side) => {
            const analyser = context.createAnalyser();
            splitter.connect(analyser, side);
            return analyser;
          });
          globalThis.loudest = [0, 0];
          const samples = new Float32Array(2048);
          setInterval(() => sides.forEach((analyser, side) => {
            analyser.getFloatTimeDomainData(samples);
            loudest[side] = Math.max(loudest[side], ...samples);
          }), 20);
        """, module="calls")
        operator.wait("return loudest.every((level) => level > 0.02)",
                      module="calls")
        # The caller's side is silent while the agent alone speaks.
        differ = operator.wait("""
          const [left, right] = sides.map((analyser) => {
            const samples = new Float32Array(2048);
            analyser.getFloatTimeDomainData(samples);
            return Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0) / 2048);
          });
          return Math.max(left, right) > 0.02
            && Math.abs(left - right) > 0.5 * Math.max(left, right)
            && [left, right];
        """, module="calls")
        print(f"# left {decibels(differ[0]):.1f} dBFS, "
              f"right {decibels(differ[1]):.1f}")
        assert "Nobody hears you" in operator.text("listen-hint")
        look_at(operator, "calls-listening")
        operator.click("listen")
        operator.wait("return !page.open.listenIn.on", module="calls")
        assert visitor.ask("return page.visit.isOpen && !page.visit.over")


def check_a_call_that_runs_opens_as_one(folder):
    """From the records, from the address, and where its events are refused."""
    with serve() as server, Browser(base_of(server)) as visitor, \
            Browser(base_of(server)) as operator:
        visit(visitor)
        call = visitor.ask("return page.callId")
        watch(operator)
        operator.ask("page.open.openRecord(a[0])", call, module="calls")
        operator.wait("return page.open.view.store.came > 0", module="calls")
        assert operator.element("hang-up").is_displayed()
        operator.wait("return document.getElementById('level-user-number')"
                      ".textContent !== '–'", module="calls")
        operator.click("close-call")
        operator.ask("location.hash = `call=${a[0]}`", call, module="calls")
        operator.wait("return page.open.view.store.came > 0", module="calls")
        # As many watch as may.
        operator.ask("""
          page.open.stream.path = '/api/nothing';
          page.open.stream.open();
        """, module="calls")
        operator.wait("return document.getElementById('call-state')"
                      ".textContent.includes('too many')", module="calls")
        assert operator.element("hang-up").is_displayed()
        operator.ask("page.open.stream.path = `${page.open.path}/events`",
                     module="calls")
        operator.wait("return document.getElementById('call-state')"
                      ".textContent === 'Live.'", module="calls")
        visitor.click("disconnect")
        record_of(server, call)
        operator.wait("return document.getElementById('call-state')"
                      ".textContent.startsWith('Ended')", module="calls")


def check_a_hidden_page_gives_its_streams_back(folder):
    with serve() as server, Browser(base_of(server)) as visitor, \
            Browser(base_of(server)) as operator:
        visit(visitor)
        open_call(operator, visitor.ask("return page.callId"))
        last = operator.ask("""
          Object.defineProperty(document, 'hidden',
            { value: true, configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
          return page.open.stream.source === null && page.stream.source === null
            && page.open.view.feed.last;
        """, module="calls")
        assert last
        visitor.type("text", "Hello?\n")
        turns = visitor.wait("return page.view.figures.turns.assistant > 0"
                             " && page.view.feed.last")
        operator.ask("""
          delete document.hidden;
          document.dispatchEvent(new Event('visibilitychange'));
        """, module="calls")
        operator.wait("return page.open.view.feed.last >= a[0]", turns,
                      module="calls")
        ids = operator.ask("return page.open.view.store.toLines().trim()"
                           ".split('\\n').map((line) => JSON.parse(line).id)"
                           ".filter((id) => id !== null)", module="calls")
        assert ids == list(range(1, len(ids) + 1)), ids


def check_many_calls_come_in_parts(folder):
    with serve() as server, Browser(base_of(server)) as browser:
        browser.open("/calls")
        told = browser.ask("""
          const take = (data) => {
            page.live.take({ kind: 'calls', data });
            return page.live.calls.map(({ id }) => id).join('');
          };
          page.stream.close();
          return [take({ calls: [{ id: 'a' }] }),
            take({ calls: [{ id: 'b' }], part: 1, parts: 2 }),
            take({ calls: [{ id: 'c' }], part: 2, parts: 2 }),
            take({ calls: [{ id: 'd' }], part: 1, parts: 2 }),
            take({ calls: [{ id: 'e' }], part: 1, parts: 3 }),
            take({ calls: [{ id: 'f' }], part: 2, parts: 3 }),
            take({ calls: [{ id: 'g' }], part: 3, parts: 3 }),
            take({ calls: [] })];
        """, module="calls")
        assert told == ["a", "a", "bc", "bc", "bc", "bc", "efg", ""], told


def check_a_table_in_use_stays(folder):
    with serve() as server, Browser(base_of(server)) as visitor, \
            Browser(base_of(server)) as operator:
        operator.open("/calls")
        operator.wait("return page.stream !== undefined", module="calls")
        operator.element("search-text").click()
        for count in (1, 2):
            visit(visitor)
            call = visitor.ask("return page.callId")
            visitor.click("disconnect")
            record_of(server, call)
            operator.wait("""
              const { hidden, textContent }
                = document.getElementById('history-again');
              return !hidden && textContent.startsWith(a[0]);
            """, f"{count} more", module="calls")
        look_at(operator, "calls-more")
        operator.click("history-again")
        operator.wait("return document.querySelectorAll('#history tbody tr')"
                      ".length === 2", module="calls")
        assert not operator.element("history-again").is_displayed()


def check_history_and_recording(folder):
    write_microphone(folder / "microphone.wav", 5, "Do you have a room?", 60)
    turns = [{"user": "Is there a unicorn?", "say": "There is no unicorn."},
             {"say": LONG}]
    with serve("--recordings", folder, agents=RECORDED, turns=turns) as server, \
            Browser(base_of(server),
                    microphone=folder / "microphone.wav") as browser:
        visit(browser)
        call = browser.ask("return page.callId")
        browser.wait("return page.view.figures.turns.assistant > 0")
        browser.type("text", "And?\n")
        start = browser.wait("return page.state.assistant"
                             " && page.visit.context.currentTime")
        browser.wait("return page.visit.context.currentTime > a[0] + 3", start)
        browser.click("stop")
        browser.wait("return page.view.figures.turns.assistant > 1")
        browser.click("disconnect")
        record = record_of(server, call)
        browser.wait("return !document.getElementById('server-recording')"
                     ".hidden")
        browser.open("/calls")
        browser.wait("return document.querySelector('#history tbody tr')",
                     module="calls")
        for words, rows in (("dragon", 0), ("unicorn", 1)):
            browser.element("search-text").clear()
            browser.type("search-text", words + "\n")
            browser.wait("return document.querySelectorAll("
                         "'#history tbody tr').length === a[0]", rows,
                         module="calls")
        browser.ask("document.querySelector('#history tbody button').click()",
                    module="calls")
        browser.wait("return document.getElementById('recording').duration > 3",
                     module="calls")
        items = browser.ask("""
          return [...page.open.view.conversation.items.values()].map(
            ({ role, text }) => [role, text]);
        """, module="calls")
        assert items == [[turn["role"], turn["text"]]
                         for turn in record["turns"]], items
        # What is played is marked, and an entry's time plays from there.
        marked = browser.ask("""
          const items = [...page.open.view.conversation.items.values()];
          const audio = document.getElementById('recording');
          const found = [];
          for (const item of items) {
            page.open.player.playFrom(item);
            await new Promise((resolve) => audio.addEventListener('seeked',
              resolve, { once: true }));
            await new Promise((resolve) => setTimeout(resolve, 300));
            const row = document.querySelector('.said[aria-current]');
            found.push([row?.querySelector('.words').textContent === item.text,
              audio.currentTime]);
          }
          audio.pause();
          return found;
        """, module="calls")
        assert all(right for right, _ in marked), marked
        assert [at for _, at in marked] == sorted(at for _, at in marked)
        look_at(browser, "calls-record")


skip_without()
run_subtests([value for name, value in list(globals().items())
              if name.startswith("check_")], "operator-")
