# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Conversations in a real browser: what is said to its microphone is answered,
what it plays is measured in the page, and the server's record says the same."""

import json
import math
import os
import pathlib
import signal
import socket
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent
                       / "support"))

from subtests import run_subtests  # noqa: E402

from browser import Browser, look_at, skip_without  # noqa: E402
from ear import Ear  # noqa: E402
from speech import write_microphone  # noqa: E402
from visits import (  # noqa: E402
    LONG, PAGE, SHORT, base_of, connect, decibels, record_of, serve, visit)


def check_speech_is_answered_and_interrupted(folder):
    """Two interruptions by the voice, one by the button; then the record."""
    write_microphone(folder / "microphone.wav", 6,
                     "Do you have a double room for two nights?", 9,
                     "Stop please, that is enough now.", 9,
                     "Wait a moment, I have another question.", 120)
    turns = [{"user": "Do you have a double room?", "say": LONG},
             {"user": "Stop please.", "say": LONG},
             {"user": "Wait a moment.", "say": SHORT},
             {"say": LONG}]
    with serve(turns=turns) as server, Browser(
            base_of(server), microphone=folder / "microphone.wav") as browser:
        Ear.allow(browser)
        visit(browser)
        ear = Ear(browser)
        delays = [measure_answer(ear, n) for n in (1, 2)]
        print(f"# silent {delays} ms after the event of an interruption")
        assert min(delays) <= 300, delays
        ear.wait_for("turn", 3, role="assistant")
        delay = press_stop(browser, ear)
        print(f"# silent {delay} ms after the button")
        assert delay <= 100, delay
        ear.wait_for("turn", 4, role="assistant")
        look_at(browser, "talk-real")
        call = browser.ask("return page.callId")
        told = what_was_told(browser)
        browser.click("disconnect")
        browser.wait_for_state("idle")
        compare(record_of(server, call), *told)


def measure_answer(ear, n):
    """The n-th answer is heard until the caller speaks: after how many
    milliseconds it is silent then."""
    ear.wait_until_heard(0 if n == 1 else ear.marks("interrupted")[-1]["at"])
    energy, seconds = ear.energy()
    cut = ear.wait_for("interrupted", n)
    energy_then, seconds_then = ear.energy()
    loud = math.sqrt((energy_then - energy) / (seconds_then - seconds))
    print(f"# answer {n}: {decibels(loud):.1f} dBFS, heard "
          f"{cut['data']['heard_ms']} ms")
    assert loud > 0.01, loud
    # The next answer waits until the caller has spoken.
    ear.wait_past(cut["at"] + 1)
    last = ear.last_sound(cut["at"], cut["at"] + 1)
    return 0 if last is None else round(1000 * (last - cut["at"]))


def press_stop(browser, ear):
    before = len(ear.marks("interrupted"))
    browser.type("text", "Tell me more.\n")
    start = browser.ask("return page.visit.context.currentTime")
    ear.wait_until_heard(start)
    pressed = browser.ask("""
      const { currentTime } = page.visit.context;
      document.getElementById('stop').click();
      return currentTime;
    """)
    ear.wait_for("interrupted", before + 1)
    ear.wait_past(pressed + 1)
    last = ear.last_sound(pressed, pressed + 1)
    return 0 if last is None else round(1000 * (last - pressed))


def what_was_told(browser):
    """Turns, items of the transcript, and counts, as the page has them."""
    return browser.ask("""
      const items = [...page.view.conversation.items.values()];
      return [
        marks.filter(({ kind }) => kind === 'turn').map(({ data }) => data),
        items.map(({ role, text, interrupted, heard }) => [
          role, interrupted ? heard : text]),
        page.view.figures.tokens,
        page.view.store.toLines(),
      ];
    """)


def compare(record, turns, items, tokens, lines):
    wanted = [[turn[name] for name in ("index", "role", "text", "interrupted",
                                       "latency_ms")]
              for turn in record["turns"]]
    got = [[turn[name] for name in ("index", "role", "text", "interrupted",
                                    "latency_ms")] for turn in turns]
    assert got == wanted, f"turns {got}, recorded {wanted}"
    # What was typed is the caller's, too.
    words = sorted([role.replace("typed", "user"), text.strip()]
                   for role, text in items if text.strip())
    recorded = sorted([turn["role"], turn["text"].strip()]
                      for turn in record["turns"] if turn["text"].strip())
    assert words == recorded, f"transcript {words}, recorded {recorded}"
    usage = {name: record["usage"][name] for name in tokens}
    assert usage == tokens, f"tokens {tokens}, recorded {usage}"
    ids = [json.loads(line)["id"] for line in lines.splitlines()]
    ids = [id for id in ids if id is not None]
    assert ids == list(range(1, len(ids) + 1)), ids


def check_reload_begins_anew(folder):
    with serve() as server, Browser(base_of(server)) as browser:
        visit(browser)
        first = browser.ask("return page.callId")
        browser.driver.refresh()
        browser.wait_for_state("idle")
        record = record_of(server, first)
        assert record["cause"] == "caller-hung-up", record
        connect(browser)
        assert browser.ask("return page.callId") != first
        assert len(server.get("/api/calls")["running"]) == 1


def check_two_tabs_are_two_visits(folder):
    with serve("--max-visitors", 2) as server, \
            Browser(base_of(server)) as browser:
        tabs = [browser.driver.current_window_handle]
        visit(browser)
        calls = [browser.ask("return page.callId")]
        for _ in range(2):
            browser.driver.switch_to.new_window("tab")
            tabs.append(browser.driver.current_window_handle)
            browser.open(PAGE)
            browser.wait_for_state("idle")
            if len(tabs) == 2:
                connect(browser)
                calls.append(browser.ask("return page.callId"))
        assert calls[0] != calls[1], calls
        # The third is one too many.
        browser.click("connect")
        title, words = browser.wait_for_state("full")
        assert words, title
        look_at(browser, "talk-full")
        browser.driver.close()
        browser.driver.switch_to.window(tabs[1])
        browser.click("disconnect")
        assert record_of(server, calls[1])["cause"] == "caller-hung-up"
        browser.driver.switch_to.window(tabs[0])
        assert browser.ask("return page.visit.isOpen && !page.visit.over")


def check_a_closed_tab_ends_its_call(folder):
    with serve() as server, Browser(base_of(server)) as browser:
        browser.open()
        first = browser.driver.current_window_handle
        browser.driver.switch_to.new_window("tab")
        visit(browser)
        call = browser.ask("return page.callId")
        browser.driver.close()
        browser.driver.switch_to.window(first)
        assert record_of(server, call)["cause"] == "caller-hung-up"


def children_of(process):
    found = []
    for status in pathlib.Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":\t", 1) for line in
                          status.read_text().splitlines() if ":\t" in line)
        except OSError:
            continue
        if int(fields["PPid"]) == process:
            child = int(fields["Pid"])
            found += [child, *children_of(child)]
    return found


def check_a_closed_lid(folder):
    """Nothing comes from the browser for a while, nor goes to it."""
    with serve() as server, Browser(base_of(server)) as browser:
        visit(browser)
        call = browser.ask("return page.callId")
        asleep = children_of(browser.driver.service.process.pid)
        try:
            for process in asleep:
                os.kill(process, signal.SIGSTOP)
            assert record_of(server, call)["cause"] == "connection-lost"
        finally:
            for process in asleep:
                os.kill(process, signal.SIGCONT)
        title, words = browser.wait_for_state("gone", "ended")
        assert title and words
        connect(browser)


def check_a_killed_server(folder):
    with serve() as server, Browser(base_of(server)) as browser:
        visit(browser)
        server.process.kill()
        server.process.wait()
        browser.wait_for_state("disconnected", "gone")
        title, words = browser.wait_for_state("gone")
        look_at(browser, "talk-killed")
        browser.click("connect")
        title, words = browser.wait_for_state("unreachable")
        assert "does not answer" in title
        look_at(browser, "talk-unreachable")


def check_a_microphone_that_is_pulled_out(folder):
    """The call goes on with silence, until there is another."""
    with serve() as server, Browser(base_of(server)) as browser:
        visit(browser)
        sent = browser.ask("""
          globalThis.count = async () => {
            const { peer } = page.visit.connection;
            return [...(await peer.getStats()).values()].find(
              ({ type }) => type === 'outbound-rtp').packetsSent;
          };
          page.microphone.track.stop();
          page.microphone.track.dispatchEvent(new Event('ended'));
          return count();
        """)
        # More than the server waits for packets.
        browser.wait("return await count() > a[0] + 400", sent)
        assert browser.ask("return page.visit.isOpen && !page.visit.over")
        browser.wait_for_state("deaf")
        look_at(browser, "talk-pulled-out")
        browser.ask("""
          page.microphone.ids.clear();
          navigator.mediaDevices.dispatchEvent(new Event('devicechange'));
        """)
        browser.wait("return !page.visit.deaf && page.microphone.track"
                     "?.readyState === 'live'")
        browser.wait_for_state("listening")
        assert browser.element("output-field").is_displayed() \
            == (browser.ask("return page.outputs.select.length") > 1)


def check_without_a_microphone_one_writes(folder):
    with serve(turns=[{"say": LONG}]) as server, \
            Browser(base_of(server)) as browser:
        browser.cdp("Page.addScriptToEvaluateOnNewDocument", source=(
            "navigator.mediaDevices.getUserMedia = async () => { throw new"
            " DOMException('', 'NotFoundError'); };"))
        browser.open(PAGE)
        browser.wait_for_state("idle")
        browser.click("connect")
        browser.wait_for_state("no-microphone")
        browser.click("write-only")
        browser.wait_for_state("writing")
        look_at(browser, "talk-writing")
        browser.type("text", "Tell me all.\n")
        browser.wait("return page.state.assistant")
        # Longer than the server waits for packets of those who send some.
        browser.wait("return page.view.figures.turns.assistant > 0")
        assert browser.ask("return page.visit.isOpen && !page.visit.over")
        call = browser.ask("return page.callId")
        browser.click("disconnect")
        assert record_of(server, call)["cause"] == "caller-hung-up"
        assert browser.state() == "idle"


def check_the_service_is_lost_and_comes_back(folder):
    with serve() as server, Browser(base_of(server)) as browser:
        visit(browser)
        browser.ask("""
          globalThis.seen = [];
          const { show } = page.status;
          page.status.show = function (name, words) {
            seen.push(name);
            show.call(this, name, words);
          };
        """)
        service, = children_of(server.process.pid)
        os.kill(service, signal.SIGKILL)
        browser.wait("return seen.includes('reconnecting')")
        browser.wait("return !page.state.reconnecting")
        browser.type("text", "Are you there?\n")
        browser.wait("return page.view.figures.turns.assistant > 0")


def check_a_service_that_is_not_there(folder):
    # Nobody listens at that port.
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    with serve(environment={
            "OPENAI_API_KEY": "none",
            "OPENAI_BASE_URL": f"http://127.0.0.1:{port}/v1"}) as server, \
            Browser(base_of(server)) as browser:
        browser.open(PAGE)
        browser.wait_for_state("idle")
        browser.click("connect")
        title, words = browser.wait_for_state("ended")
        assert "speech service" in title, (title, words)
        look_at(browser, "talk-no-service")


def check_the_server_drains(folder):
    with serve() as server, Browser(base_of(server)) as browser, \
            Browser(base_of(server)) as late:
        visit(browser)
        late.open(PAGE)
        late.wait_for_state("idle")
        server.signal(signal.SIGTERM)
        server.wait_for_line("drain")
        late.click("connect")
        late.wait_for_state("draining", "unreachable")
        assert late.state() == "draining", late.body()
        look_at(late, "talk-draining")
        assert browser.ask("return page.visit.isOpen && !page.visit.over")
        server.signal(signal.SIGTERM)
        browser.wait_for_state("ended", "gone")
        assert browser.element("connect").is_displayed()


def check_the_page_records_both_sides(folder):
    write_microphone(folder / "microphone.wav", 5, "Do you have a room?", 60)
    with serve(turns=[{"user": "Do you have a room?", "say": LONG}]) as server, \
            Browser(base_of(server),
                    microphone=folder / "microphone.wav") as browser:
        browser.open(PAGE)
        browser.wait_for_state("idle")
        browser.click("record")
        connect(browser)
        browser.wait("return page.state.assistant")
        browser.wait("return page.view.figures.begun < Date.now() - 8000")
        browser.click("disconnect")
        browser.wait("return page.recording !== null")
        assert browser.element("save-recording").is_enabled()
        left, right = browser.ask("""
          const context = new OfflineAudioContext(2, 48000, 48000);
          const sound = await context.decodeAudioData(
            await page.recording.arrayBuffer());
          return [0, 1].map((side) => {
            const samples = sound.getChannelData(side);
            return Math.sqrt(samples.reduce((sum, x) => sum + x * x, 0)
              / samples.length);
          });
        """)
        print(f"# left {decibels(left):.1f} dBFS, right {decibels(right):.1f}")
        assert left > 0.003 and right > 0.003, (left, right)


def check_settings_reach_the_service(folder):
    with serve() as server, Browser(base_of(server)) as browser:
        visit(browser)
        for name, value in (("turn_detection", "semantic-vad"),
                            ("eagerness", "low"), ("speed", 1.25),
                            ("noise_reduction", "near-field"),
                            ("half_duplex", True), ("push_to_talk", True),
                            ("voice", "cedar")):
            browser.ask("""
              const form = document.getElementById('settings');
              const control = form.elements[a[0]];
              if (control.type === 'checkbox')
                control.checked = a[1];
              else
                control.value = a[1];
              control.dispatchEvent(new Event('input', { bubbles: true }));
            """, name, value)
            browser.wait("""
              return page.view.store.newest(({ kind, data }) => (
                kind === 'settings' && data[a[0]] === a[1]), 1).events.length;
            """, name, value)
        assert browser.element("hold").is_displayed()
        assert browser.text("notices").count("Dismiss") <= 1, \
            browser.text("notices")


def check_settings_are_those_of_the_next_conversation(folder):
    agents = {"desk": {"instructions": "Answer."},
              "bar": {"instructions": "Answer."}}
    with serve(agents=agents) as server, Browser(base_of(server)) as browser:
        browser.open(PAGE)
        browser.wait_for_state("idle")
        browser.ask("""
          const form = document.getElementById('settings');
          for (const [name, value] of [['agent', 'desk'], ['speed', 1.25]]) {
            form.elements[name].value = value;
            form.elements[name].dispatchEvent(
              new Event('input', { bubbles: true }));
          }
          globalThis.sent = [];
          const command = page.command.bind(page);
          page.command = (words) => {
            sent.push(words);
            return command(words);
          };
        """)
        for _ in range(2):
            connect(browser)
            browser.wait("return page.view.store.newest(({ kind, data }) => "
                         "kind === 'settings' && data.speed === 1.25, 1)"
                         ".events.length")
            call = browser.ask("return page.callId")
            assert server.get(f"/api/calls/{call}")["running"]["agent"] == "desk"
            browser.click("disconnect")
            record_of(server, call)
        sent = browser.ask("return sent")
        assert sent == [{"type": "settings", "speed": 1.25}] * 2, sent


def check_telephone_sound(folder):
    with serve("--webrtc-codec", "pcmu", turns=[{"say": LONG}]) as server, \
            Browser(base_of(server)) as browser:
        visit(browser)
        browser.type("text", "Tell me all.\n")
        loud = browser.wait("""
          const reports = [...(await page.visit.connection.peer.getStats())
            .values()];
          const sound = reports.find(({ type }) => type === 'inbound-rtp');
          const codec = reports.find(({ id }) => id === sound.codecId);
          return sound.totalAudioEnergy > 0.01 && codec.mimeType;
        """)
        assert loud == "audio/PCMU", loud


def check_push_to_talk(folder):
    """Without the key nobody listens; with it the agent answers."""
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    write_microphone(folder / "microphone.wav", 12,
                     "Do you have a double room?", 2,
                     "Do you have a double room?", 2,
                     "Do you have a double room?", 120)
    with serve(turns=[{"user": "Do you have a room?", "say": LONG}]) as server, \
            Browser(base_of(server),
                    microphone=folder / "microphone.wav") as browser:
        visit(browser)
        browser.click("push_to_talk")
        browser.wait("return page.state.pushToTalk")
        keys = ActionChains(browser.driver)
        browser.ask("document.activeElement.blur()")
        keys.key_down(Keys.SPACE).perform()
        browser.wait_for_state("hearing")
        browser.wait("return page.view.figures.begun < Date.now() - 15000")
        ActionChains(browser.driver).key_up(Keys.SPACE).perform()
        browser.wait("return page.state.assistant")
        assert browser.ask("return page.view.conversation.items.size") > 0


skip_without()
run_subtests([value for name, value in list(globals().items())
              if name.startswith("check_")], "talk-")
