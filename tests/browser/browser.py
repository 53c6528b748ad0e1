# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""Chromium without a screen, driven by chromedriver.

Pages are asked by their own modules: import ("/static/talk.js") gives the one
that the page has loaded."""

import base64
import json
import os
import pathlib
import shutil
import sys
import tempfile
import time

from speech import write_microphone

PATIENCE_S = 60
MAX_SHOWN = 4000
SIZES = (360, 768, 1440)
# The browser of a test runs as whoever runs the test, in a container as root;
# the sound of the file must reach the page as it is, and over the loopback.
FLAGS = (
    "--headless=new", "--no-sandbox", "--disable-gpu",
    "--disable-background-networking", "--disable-component-update",
    "--disable-dev-shm-usage", "--no-first-run",
    "--autoplay-policy=no-user-gesture-required",
    "--allow-loopback-in-peer-connection", "--force-prefers-reduced-motion",
    "--disable-features=AudioServiceSandbox,WebRtcHideLocalIpsWithMdns,"
    "LocalNetworkAccessChecks",
)
FAKE_DEVICE = "--use-fake-device-for-media-stream"
ALLOWED = "--use-fake-ui-for-media-stream"


def find_programs():
    """Browser and driver, or the sentence why there are none."""
    programs = [shutil.which(name) for name in ("chromium", "chromedriver")]
    if None in programs:
        return "chromium and chromedriver are not installed"
    try:
        import selenium  # noqa: F401
    except ImportError:
        return "python3-selenium is not installed"
    return programs


def skip_without():
    """Ends the program where there is no browser."""
    programs = find_programs()
    if isinstance(programs, str):
        print(f"1..0 # SKIP {programs}")
        sys.exit(0)


class Browser:
    """A context; base is the address of a server."""

    def __init__(self, base, *flags, microphone=None, devices=True, allowed=True,
                 width=1440, dark=False):
        from selenium import webdriver
        from selenium.webdriver.chrome.options import Options
        from selenium.webdriver.chrome.service import Service

        chromium, driver = find_programs()
        options = Options()
        options.binary_location = chromium
        flags = list(FLAGS + flags)
        if devices:
            flags.append(FAKE_DEVICE)
        if allowed:
            flags.append(ALLOWED)
        self.folder = tempfile.TemporaryDirectory(prefix="browser-")
        if microphone is None:
            # The device itself would beep.
            microphone = f"{self.folder.name}/silence.wav"
            write_microphone(microphone, 1)
        flags += [f"--use-file-for-fake-audio-capture={microphone}%noloop",
                  f"--user-data-dir={self.folder.name}/profile"]
        for flag in flags:
            options.add_argument(flag)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.base = base
        self.driver = webdriver.Chrome(service=Service(driver), options=options)
        self.driver.set_script_timeout(PATIENCE_S)
        self.height = 900
        self.resize(width)
        if dark:
            self.cdp("Emulation.setEmulatedMedia", features=[
                {"name": "prefers-color-scheme", "value": "dark"}])

    def cdp(self, command, **arguments):
        return self.driver.execute_cdp_cmd(command, arguments)

    def resize(self, width, height=900):
        self.width = width
        self.cdp("Emulation.setDeviceMetricsOverride", width=width,
                 height=height, deviceScaleFactor=1, mobile=False)

    def open(self, path="/"):
        self.driver.get(self.base + path)

    def run(self, script, *arguments):
        """What the script returns; it may wait."""
        return self.driver.execute_async_script(
            "const finish = arguments[arguments.length - 1];"
            "const given = [...arguments].slice(0, -1);"
            f"(async (...a) => {{ {script} }})(...given)"
            ".then((value) => finish({ value }),"
            " (error) => finish({ error: `${error}` }))", *arguments)

    def ask(self, script, *arguments, module="talk"):
        """The same, with the page's own object as page."""
        answer = self.run(
            f"const {{ page }} = await import('/static/{module}.js'); {script}",
            *arguments)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer.get("value")

    def wait(self, script, *arguments, module="talk", patience=PATIENCE_S):
        """Until it returns something; returns that."""
        deadline = time.monotonic() + patience
        while True:
            value = self.ask(script, *arguments, module=module)
            if value:
                return value
            if time.monotonic() > deadline:
                raise RuntimeError(f"this did not come about: {script}")
            time.sleep(0.05)

    def body(self):
        return self.driver.execute_script("return document.body.innerText")

    def element(self, id):
        return self.driver.find_element("id", id)

    def click(self, id):
        self.element(id).click()

    def type(self, id, words):
        self.element(id).send_keys(words)

    def text(self, id):
        return self.driver.execute_script(
            "return document.getElementById(arguments[0]).textContent", id)

    def state(self):
        return self.driver.execute_script(
            "return document.getElementById('state').dataset.state")

    def wait_for_state(self, *names):
        deadline = time.monotonic() + PATIENCE_S
        while self.state() not in names:
            if time.monotonic() > deadline:
                raise RuntimeError(f"no state of {names}, but {self.state()}")
            time.sleep(0.05)
        return self.text("state-title"), self.text("state-text")

    def complaints(self):
        """What the page had to say on the console, but for answers of the
        server that tell of an error: these are part of it."""
        return [entry["message"] for entry in self.driver.get_log("browser")
                if entry["level"] == "SEVERE"
                and "Failed to load resource" not in entry["message"]]

    def screenshots(self, name):
        """In all sizes, where they are wanted; and what sticks out of the
        page, or is cut without a way to see it."""
        folder = os.environ.get("BROWSER_SCREENSHOTS")
        width = self.width
        odd = []
        for size in SIZES:
            self.resize(size)
            tall = self.driver.execute_script(
                "return document.documentElement.scrollHeight")
            self.resize(size, max(900, tall))
            odd += [f"{size}: {what}" for what in self.find_cut()]
            if folder:
                pathlib.Path(folder).mkdir(parents=True, exist_ok=True)
                image = self.cdp("Page.captureScreenshot")["data"]
                (pathlib.Path(folder) / f"{name}-{size}.png").write_bytes(
                    base64.b64decode(image))
        self.resize(width)
        return odd

    def find_cut(self):
        return self.driver.execute_script("""
          const wide = document.documentElement.scrollWidth > innerWidth
            ? ['the page is wider than the window'] : [];
          const cut = [...document.querySelectorAll('body *')].filter((node) => {
            const overflow = getComputedStyle(node).overflowX;
            return node.clientWidth > 0 && !node.matches('.unseen')
              && node.scrollWidth > node.clientWidth + 1
              && (overflow === 'hidden' || (overflow === 'visible'
                && node.matches('button, p, dd, dt, h1, h2, h3, label')));
          });
          return [...wide, ...cut.map((node) => node.outerHTML.slice(0, 120))];
        """)

    def faults(self):
        """What axe-core finds that is serious; None without axe-core."""
        path = os.environ.get("BROWSER_AXE")
        if not path:
            return None
        self.driver.execute_script(pathlib.Path(path).read_text())
        return self.ask_any("""
          const { violations } = await axe.run(document,
            { resultTypes: ['violations'] });
          return violations
            .filter(({ impact }) => ['serious', 'critical'].includes(impact))
            .map(({ id, help, nodes }) => `${id}: ${help}: ${nodes[0].html}`);
        """)

    def ask_any(self, script, *arguments):
        answer = self.run(script, *arguments)
        if "error" in answer:
            raise RuntimeError(answer["error"])
        return answer.get("value")

    def stop(self):
        self.driver.quit()
        self.folder.cleanup()

    def __enter__(self):
        return self

    def __exit__(self, *error):
        if error[0] is not None:
            try:
                shown = " | ".join(self.body().split("\n"))
                said = json.dumps(self.driver.get_log("browser"))
                print(f"# {ascii(shown[:MAX_SHOWN])}\n# {said[:MAX_SHOWN]}")
            except Exception as failure:
                print(f"# the browser is gone: {failure}")
        self.stop()


def look_at(browser, name):
    """A state: pictures of it, and nothing that is cut or bars the way."""
    odd = browser.screenshots(name)
    assert not odd, odd
    faults = browser.faults()
    assert not faults, faults
    complaints = browser.complaints()
    assert not complaints, complaints
