# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Every state of the pages has words, fits on its screen and is open to all;
what is hostile is text. The conversation is told to the page by the test."""

import json
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent
                       / "support"))

from subtests import run_subtests  # noqa: E402
from voiceserver import VoiceServer  # noqa: E402

from browser import Browser, look_at, skip_without  # noqa: E402
from visits import PROGRAM, base_of  # noqa: E402

TOKEN = "a-token-of-enough-letters"
HOSTILE = "<img src=x onerror=\"document.title='hit'\"><script>document" \
    ".title='hit'</script>"
MANY = 1000000

# A conversation without a server: what is sent is kept.
PRETEND = """
  page.reset();
  globalThis.sent = [];
  page.visit = {
    isOpen: true, over: false,
    send: async (command) => {
      sent.push(command);
      return globalThis.refused ? { ok: false, error: refused } : { ok: true };
    },
    finish(state) {
      this.over = true;
      page.status.show(state.name, state.words);
    },
    changeMicrophone() {},
  };
  page.opened();
"""


class Teller:
    """Tells a page events, as a server would."""

    def __init__(self, browser):
        self.browser = browser
        self.id = 0
        browser.ask(PRETEND)

    def tell(self, *events):
        lines = []
        for kind, data in events:
            self.id += 1
            lines.append(json.dumps({"id": self.id, "kind": kind,
                                     "time": 1795959000000 + self.id * 100,
                                     "data": data}))
        self.browser.ask("""
          for (const line of a[0]) page.view.take(line);
          await new Promise((resolve) => setTimeout(resolve, 700));
        """, lines)


def conversation(turns):
    yield "call", {"state": "begun", "id": "x", "leg": "webrtc",
                   "agent": "desk"}
    for i in range(turns):
        answer = "Yes, there is a double room, with a view of the lake."
        heard = "Yes, there is a double room,"
        cut = i % 3 == 1
        item = f"a{i}"
        yield "speech", {"role": "user", "speaking": True, "item_id": f"u{i}"}
        yield "speech", {"role": "user", "speaking": False, "item_id": f"u{i}"}
        yield "transcript", {"role": "user", "item_id": f"u{i}", "final": True,
                             "text": "Do you have a double room?"}
        yield "tool", {"call_id": f"c{i}", "name": "check_availability",
                       "state": "started", "arguments": "{\"nights\":2}"}
        yield "tool", {"call_id": f"c{i}", "name": "check_availability",
                       "state": "done", "arguments": "{\"nights\":2}",
                       "result": None if cut else "{\"rooms\":3}",
                       "error": "The command ended with status 1."
                       if cut else None, "duration_ms": 154}
        yield "speech", {"role": "assistant", "speaking": True, "item_id": item}
        for word in answer.split():
            yield "transcript", {"role": "assistant", "item_id": item,
                                 "final": False, "text": word + " "}
        if cut:
            yield "interrupted", {"item_id": item, "heard_ms": 900,
                                  "dropped_ms": 1200, "text": heard}
        yield "speech", {"role": "assistant", "speaking": False,
                         "item_id": item}
        yield "turn", {"index": i, "role": "assistant", "interrupted": cut,
                       "text": heard if cut else answer, "started": 1, "ended":
                       2, "latency_ms": 400 + 137 * (i % 5)}
        yield "usage", {"input_text": 100, "input_audio": 300, "cached_text": 0,
                        "cached_audio": 0, "output_text": 50,
                        "output_audio": 200, "cost": 0.002, "currency": "USD",
                        "total_cost": 0.002 * (i + 1)}
    yield "fact", {"name": "guests", "value": "2"}


def check_before_a_conversation(folder):
    with VoiceServer(PROGRAM) as server, Browser(base_of(server)) as browser:
        browser.open()
        browser.wait_for_state("idle")
        look_at(browser, "talk-idle")


# Name of the state, and what takes the microphone away.
MISSING = {
    "refused": "navigator.mediaDevices.getUserMedia = async () => { throw new"
               " DOMException('', 'NotAllowedError'); };",
    "no-microphone": "navigator.mediaDevices.getUserMedia = async () => { throw"
                     " new DOMException('', 'NotFoundError'); };",
    "microphone-busy": "navigator.mediaDevices.getUserMedia = async () => {"
                       " throw new DOMException('', 'NotReadableError'); };",
    "asking": "navigator.mediaDevices.getUserMedia = () => new Promise("
              "() => {});",
    "insecure": "Object.defineProperty(window, 'isSecureContext',"
                " { value: false });",
    "unsupported": "delete window.RTCPeerConnection;",
}


def check_a_microphone_that_is_not_there(folder):
    with VoiceServer(PROGRAM) as server, Browser(base_of(server)) as browser:
        for state, script in MISSING.items():
            added = browser.cdp("Page.addScriptToEvaluateOnNewDocument",
                                source=script)
            browser.open()
            browser.wait_for_state("idle", state)
            browser.click("connect")
            title, words = browser.wait_for_state(state)
            assert title and words, state
            # Without it one may write, where the browser can connect at all.
            assert browser.element("write-only").is_displayed() \
                == (state not in ("asking", "unsupported")), state
            look_at(browser, f"talk-{state}")
            browser.cdp("Page.removeScriptToEvaluateOnNewDocument", **added)


def check_the_browser_itself_refuses_the_microphone(folder):
    with VoiceServer(PROGRAM) as server, \
            Browser(base_of(server), "--deny-permission-prompts",
                    allowed=False) as browser:
        browser.open()
        browser.wait_for_state("idle")
        browser.click("connect")
        browser.wait_for_state("refused")
        assert browser.element("connect").is_displayed()


def check_a_token_is_needed(folder):
    with VoiceServer(PROGRAM, environment={
            "OPENAI_VOICE_SERVER_API_TOKEN": TOKEN}) as server, \
            Browser(base_of(server)) as browser:
        browser.open()
        browser.wait_for_state("token")
        look_at(browser, "talk-token")
        browser.click("connect")
        browser.wait_for_state("token")
        browser.open("/calls")
        browser.wait("return !document.getElementById('state-next').hidden",
                     module="calls")
        look_at(browser, "calls-token")
        browser.element("state-next").find_element("tag name", "a").click()
        browser.type("token", "wrong\n")
        wait_for_text(browser, "state")
        look_at(browser, "login-wrong")
        browser.element("token").clear()
        browser.type("token", TOKEN + "\n")
        browser.wait("return location.pathname === '/calls' && page.me"
                     "?.logged_in", module="calls")
        assert "Connected" in browser.wait(
            "const { textContent } = document.getElementById('state');"
            "return textContent.includes('Connected') && textContent;",
            module="calls")
        browser.open()
        browser.wait_for_state("idle")
        browser.click("logout")
        browser.ask_any("""
          while (location.pathname !== '/login')
            await new Promise((resolve) => setTimeout(resolve, 20));
        """)
        browser.open()
        browser.wait_for_state("token")


def check_a_login_that_has_expired(folder):
    """The operator's page says so, and how to go on with the same call."""
    with VoiceServer(PROGRAM, environment={
            "OPENAI_VOICE_SERVER_API_TOKEN": TOKEN}) as server, \
            Browser(base_of(server)) as browser:
        browser.open("/login?next=/calls")
        browser.type("token", TOKEN + "\n")
        browser.wait("return page.me?.logged_in", module="calls")
        browser.driver.delete_all_cookies()
        browser.ask("""
          history.replaceState(null, '', '#call=x');
          page.stream.open();
        """, module="calls")
        browser.wait("return !document.getElementById('state-next').hidden",
                     module="calls")
        assert "Log in" in browser.text("state"), browser.text("state")
        look_at(browser, "calls-expired")
        browser.click("state-link")
        browser.type("token", TOKEN + "\n")
        browser.wait("return location.hash === '#call=x'", module="calls")


def check_a_module_that_is_missing(folder):
    with VoiceServer(PROGRAM) as server, Browser(base_of(server)) as browser:
        browser.cdp("Network.enable")
        browser.cdp("Network.setBlockedURLs", urls=["*/static/format.js"])
        for path, id in (("/", "state-title"), ("/calls", "state")):
            browser.open(path)
            browser.ask_any("""
              while (!document.getElementById(a[0]).textContent.includes(
                'could not be loaded whole'))
                await new Promise((resolve) => setTimeout(resolve, 50));
            """, id)


def check_a_visit_that_ends_while_the_browser_asks(folder):
    with VoiceServer(PROGRAM) as server, Browser(base_of(server)) as browser:
        browser.open()
        browser.wait_for_state("idle")
        browser.ask("""
          const { mediaDevices } = navigator;
          const ask = mediaDevices.getUserMedia.bind(mediaDevices);
          globalThis.asked = new Promise((resolve) => {
            mediaDevices.getUserMedia = async (wanted) => {
              const stream = await ask(wanted);
              await new Promise((allow) => resolve([stream, allow]));
              return stream;
            };
          });
        """)
        browser.click("connect")
        browser.wait_for_state("asking")
        browser.ask("globalThis.late = await asked;")
        browser.click("disconnect")
        browser.ask("late[1]()")
        browser.wait("return late[0].getTracks().every("
                     "({ readyState }) => readyState === 'ended')")


def wait_for_text(browser, id):
    return browser.ask_any("""
      const node = document.getElementById(a[0]);
      while (node.textContent === '')
        await new Promise((resolve) => setTimeout(resolve, 20));
      return node.textContent;
    """, id)


def check_a_conversation(folder):
    with VoiceServer(PROGRAM) as server:
        for dark in (False, True):
            with Browser(base_of(server), dark=dark) as browser:
                browser.open()
                browser.wait_for_state("idle")
                teller = Teller(browser)
                teller.tell(*conversation(8))
                assert browser.state() == "listening"
                browser.driver.execute_script(
                    "for (const details of document.querySelectorAll('details'"
                    ")) details.open = true")
                look_at(browser, f"talk-{'dark' if dark else 'light'}")


def figure(browser, name):
    return browser.driver.execute_script(
        "return document.querySelector(`[data-figure=${arguments[0]}]`)"
        ".textContent", name)


def check_what_was_not_heard_is_told_apart(folder):
    with VoiceServer(PROGRAM) as server, Browser(base_of(server)) as browser:
        browser.open()
        browser.wait_for_state("idle")
        teller = Teller(browser)
        teller.tell(*conversation(2))
        rows = browser.ask("""
          return [...document.querySelectorAll('.transcript-list li')].map(
            (row) => [row.className, row.querySelector('.words').textContent,
              row.querySelector('del')?.textContent]);
        """)
        assert len(rows) == 4, rows
        assert rows[1][2] is None, rows
        assert rows[3][2] == " with a view of the lake. ", rows
        assert "Not heard:" in rows[3][1], rows
        assert figure(browser, "interruptions") == "1"
        assert figure(browser, "assistant-turns") == "2"
        assert figure(browser, "tools") == "2, 1 failed"
        assert figure(browser, "cost") == "0.0040 USD"
        text = browser.ask("return page.view.transcript.toText()")
        assert "You: Do you have a double room?" in text, text
        assert "not heard: with a view of the lake." in text, text
        lines = browser.ask("return page.view.store.toLines()").splitlines()
        assert [json.loads(line)["id"] for line in lines] \
            == list(range(1, teller.id + 1))


# Events, and the state that they lead to.
STATES = [
    ([("speech", {"role": "user", "speaking": True})], "hearing"),
    ([("speech", {"role": "user", "speaking": False})], "thinking"),
    ([("speech", {"role": "assistant", "speaking": True})], "speaking"),
    ([("settings", {"half_duplex": True})], "half-duplex"),
    ([("interrupted", {"item_id": "x", "heard_ms": 1, "text": ""}),
      ("settings", {"half_duplex": False, "push_to_talk": True})],
     "push-to-talk"),
    ([("settings", {"push_to_talk": False}),
      ("note", {"level": "warning", "sentence": "The service was lost.",
                "about": "reconnecting"})], "reconnecting"),
    ([("note", {"level": "info", "sentence": "The service is back.",
                "about": "reconnected"})], "listening"),
]


def check_states_of_a_conversation(folder):
    with VoiceServer(PROGRAM) as server, Browser(base_of(server)) as browser:
        browser.open()
        browser.wait_for_state("idle")
        teller = Teller(browser)
        for events, state in STATES:
            teller.tell(*events)
            title, words = browser.wait_for_state(state)
            assert title and words
            look_at(browser, f"talk-{state}")
        browser.click("mute")
        browser.wait_for_state("muted")
        look_at(browser, "talk-muted")
        browser.click("mute")
        browser.ask("page.state.disconnected = true; page.showState();")
        look_at(browser, "talk-disconnected")
        for name in ("gone", "unreachable", "no-way", "not-taken", "full",
                     "draining"):
            browser.ask("page.visit?.finish({ name: a[0] })", name)
            browser.wait_for_state(name)
        look_at(browser, "talk-gone")
        teller = Teller(browser)
        teller.tell(("call", {"state": "ended", "cause": "service-failed",
                              "sentence": "The service refused the key."}))
        title, words = browser.wait_for_state("ended")
        assert "service" in title and "refused the key. " in words, words
        look_at(browser, "talk-ended")


def check_settings_are_sent_at_once(folder):
    with VoiceServer(PROGRAM) as server, Browser(base_of(server)) as browser:
        browser.open()
        browser.wait_for_state("idle")
        Teller(browser)
        browser.ask("""
          const form = document.getElementById('settings');
          const set = (name, value) => {
            const control = form.elements[name];
            if (control.type === 'checkbox')
              control.checked = value;
            else
              control.value = value;
            control.dispatchEvent(new Event('input', { bubbles: true }));
          };
          set('turn_detection', 'semantic-vad');
          set('eagerness', 'low');
          set('noise_reduction', 'far-field');
          set('half_duplex', true);
          set('speed', 0.8);
          set('speed', 1.25);
        """)
        sent = browser.wait("return sent.length === 5 && sent")
        settings = {}
        for command in sent:
            assert command.pop("type") == "settings", command
            settings.update(command)
        assert settings == {"turn_detection": "semantic-vad",
                            "eagerness": "low", "noise_reduction": "far-field",
                            "half_duplex": True, "speed": 1.25}, settings
        # What is refused is told, with the server's words.
        browser.ask("""
          globalThis.refused = 'The voice is not one of the service.';
          page.command({ type: 'interrupt' });
        """)
        browser.wait("return document.getElementById('notices').textContent"
                     ".includes('not one of the service')")


def check_by_keyboard(folder):
    from selenium.webdriver.common.action_chains import ActionChains
    from selenium.webdriver.common.keys import Keys

    with VoiceServer(PROGRAM) as server, Browser(base_of(server)) as browser:
        browser.open()
        browser.wait_for_state("idle")
        teller = Teller(browser)
        teller.tell(("settings", {"push_to_talk": True}))
        # Everything can be reached, and shows that it has been.
        seen = {}
        while "save-events" not in seen and len(seen) < 60:
            ActionChains(browser.driver).send_keys(Keys.TAB).perform()
            name, outline = browser.ask("""
              const node = document.activeElement;
              const { outlineStyle } = getComputedStyle(node);
              return [node.id || node.className || node.tagName, outlineStyle];
            """)
            seen[name] = outline
        for name in ("skip", "disconnect", "stop", "mute", "hold", "microphone",
                     "text", "send", "agent", "voice", "speed", "half_duplex"):
            assert seen.get(name, "none") != "none", (name, seen)
        # The space bar, where it has no other meaning.
        browser.ask("document.activeElement.blur()")
        ActionChains(browser.driver).key_down(Keys.SPACE).perform()
        browser.wait("return sent.some(({ active }) => active === true)")
        browser.wait_for_state("hearing")
        ActionChains(browser.driver).key_up(Keys.SPACE).perform()
        browser.wait("return sent.some(({ active }) => active === false)")
        # In the text box it is a space.
        browser.type("text", "two words\n")
        browser.wait("return sent.some(({ text }) => text === 'two words')")
        assert len(browser.ask("return sent.filter(({ type }) => "
                               "type === 'talk')")) == 2


def check_hostile_texts_are_texts(folder):
    with VoiceServer(PROGRAM) as server, Browser(base_of(server)) as browser:
        browser.open()
        browser.wait_for_state("idle")
        teller = Teller(browser)
        names = ("sentence", "text", "name", "value", "arguments", "result",
                 "error", "voice", "agent", "cause", "type", "currency", "id",
                 "call_id", "item_id", "role", "state", "level")
        for odd in (HOSTILE, {"toString": 1, "toJSON": 2}, [[]], None, -1e308,
                    True, "\u202e\u0000\ud83d" + "x" * 100000):
            data = {name: odd for name in names}
            teller.tell(*[(kind, {**data, **fixed}) for kind, fixed in (
                ("transcript", {}), ("transcript", {"final": True}),
                ("interrupted", {}), ("turn", {}), ("tool", {}),
                ("tool", {"state": "done"}), ("usage", {}), ("fact", {}),
                ("note", {}), ("settings", {}), ("service", {}), ("gap", {}),
                ("speech", {}), ("call", {"state": "begun"}),
                ("<b>other</b>", {}))])
        browser.ask("""
          for (const line of ['', 'null', '[]', '{', '{"kind":1}', '\\u0000',
              '{"kind":"note"}', '{"kind":"note","data":[1]}',
              '{"kind":"__proto__","data":{"__proto__":{"x":1}}}'])
            page.view.take(line);
          for (const box of document.querySelectorAll('.kinds input'))
            if (!box.checked)
              box.click();
          for (const details of document.querySelectorAll('details'))
            details.open = true;
          await new Promise((resolve) => setTimeout(resolve, 500));
        """)
        assert browser.driver.title == "Talk to an agent"
        inner = browser.ask("""
          return document.querySelectorAll('main img, main script, main b')
            .length + (({}).x ?? 0);
        """)
        assert inner == 0, inner
        assert "<img src=x" in browser.body()
        look_at(browser, "talk-hostile")


def check_a_million_events(folder):
    with VoiceServer(PROGRAM) as server, Browser(base_of(server)) as browser:
        browser.open()
        browser.wait_for_state("idle")
        Teller(browser)
        browser.driver.set_script_timeout(1500)
        figures = browser.ask("""
          const kinds = ['fact', 'transcript', 'note', 'tool', 'usage', 'turn'];
          const channel = new MessageChannel();
          let n = 0, frames = 0, running = true;
          const frame = () => {
            frames += 1;
            if (running)
              requestAnimationFrame(frame);
          };
          frame();
          await new Promise((resolve) => {
            channel.port1.onmessage = () => {
              for (let i = 0; i < 4000; i++) {
                n += 1;
                page.view.take(JSON.stringify({ id: n,
                  kind: kinds[n % kinds.length], time: n, data: {
                    name: 'n', value: n, role: 'user', text: 'word ',
                    item_id: `i${n >> 9}`, sentence: 's', call_id: `c${n}`,
                    state: 'done', index: n, latency_ms: n % 3000,
                    input_text: 1 } }));
              }
              if (n < a[0])
                channel.port2.postMessage(0);
              else
                resolve();
            };
            channel.port2.postMessage(0);
          });
          running = false;
          await new Promise((resolve) => setTimeout(resolve, 1500));
          return {
            came: page.view.store.came, frames,
            rows: document.querySelectorAll('.event-list li').length,
            nodes: document.querySelectorAll('*').length,
            kept: page.view.store.count,
            turns: page.view.figures.turns.user,
            told: document.querySelector('.events .hint').textContent,
          };
        """, MANY)
        print(f"# {figures}")
        assert figures["came"] == MANY
        assert figures["frames"] > 10, "it stood still"
        assert figures["rows"] <= 2000 and figures["nodes"] < 30000
        assert figures["kept"] <= 5000
        assert figures["turns"] == MANY // 6
        assert f"of {MANY} that came" in figures["told"]


def check_a_list_waits_while_one_reads(folder):
    with VoiceServer(PROGRAM) as server, Browser(base_of(server)) as browser:
        browser.open()
        browser.wait_for_state("idle")
        teller = Teller(browser)
        teller.tell(*conversation(12))
        rows = browser.ask("""
          const list = document.querySelector('.event-list');
          list.scrollTop = 0;
          await new Promise((resolve) => setTimeout(resolve, 300));
          return list.childElementCount;
        """)
        teller.tell(*[("fact", {"name": f"f{i}", "value": "v"})
                      for i in range(7)])
        where, now, words = browser.ask("""
          const list = document.querySelector('.event-list');
          return [list.scrollTop, list.childElementCount,
            document.querySelector('.events .jump').textContent];
        """)
        assert (where, now) == (0, rows), (where, now, rows)
        assert words == "Jump to latest (7 new)", words
        look_at(browser, "talk-reading")
        after = browser.ask("""
          document.querySelector('.events .jump').click();
          await new Promise((resolve) => setTimeout(resolve, 300));
          const list = document.querySelector('.event-list');
          return [list.childElementCount,
            list.scrollHeight - list.scrollTop - list.clientHeight];
        """)
        assert after[0] == rows + 7 and after[1] < 2, after


def check_only_our_own_code_runs(folder):
    with VoiceServer(PROGRAM) as server:
        for path in ("/", "/calls", "/login"):
            status, headers, body = server.request("GET", path)
            assert status == 200, path
            policy = headers["Content-Security-Policy"]
            assert "default-src 'self'" in policy, policy
            assert "unsafe" not in policy, policy
            assert "frame-ancestors 'none'" in policy, policy
            assert headers["X-Content-Type-Options"] == "nosniff"
            assert " onclick" not in body and "<style" not in body
        with Browser(base_of(server)) as browser:
            browser.open()
            browser.wait_for_state("idle")
            browser.driver.execute_script("""
              const script = document.createElement('script');
              script.textContent = 'document.title = "hit"';
              document.body.append(script);
            """)
            assert browser.driver.title == "Talk to an agent"


skip_without()
run_subtests([value for name, value in list(globals().items())
              if name.startswith("check_")], "pages-")
