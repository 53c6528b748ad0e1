# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
"""An ear in the talk page: how loud the agent was, every few milliseconds, and
when events came, all on the clock of the page's sound."""

# Blocks of 512 samples: [time, root mean square].
LISTEN = """
  const { visit } = page;
  const code = `registerProcessor('ear', class extends AudioWorkletProcessor {
    constructor() {
      super();
      this.sum = 0;
      this.count = 0;
    }
    process([input]) {
      for (const sample of input[0] ?? [])
        this.sum += sample * sample;
      this.count += 128;
      if (this.count === 512) {
        this.port.postMessage([currentTime, Math.sqrt(this.sum / 512)]);
        this.sum = 0;
        this.count = 0;
      }
      return true;
    }
  });`;
  const { context } = visit;
  await context.audioWorklet.addModule(URL.createObjectURL(
    new Blob([code], { type: 'text/javascript' })));
  const ear = new AudioWorkletNode(context, 'ear');
  globalThis.heard = [];
  globalThis.marks = [];
  ear.port.onmessage = ({ data }) => heard.push(data);
  context.createMediaStreamSource(page.loudspeaker.stream).connect(ear);
  ear.connect(context.destination);
  const take = page.take.bind(page);
  page.take = (event) => {
    marks.push({ ...event, at: context.currentTime });
    take(event);
  };
"""

# Below this nobody hears it.
SILENCE = 0.002

ENERGY = """
  let energy = null;
  for (const report of (await page.visit.connection.peer.getStats()).values())
    if (report.type === 'inbound-rtp')
      energy = [report.totalAudioEnergy, report.totalSamplesDuration];
  return energy;
"""


class Ear:
    """Of a browser whose talk page has a visit that is open; pages with it are
    opened with the content security policy off."""

    def __init__(self, browser):
        self.browser = browser
        browser.wait("return page.loudspeaker.stream !== null")
        browser.ask(LISTEN)

    @staticmethod
    def allow(browser):
        browser.cdp("Page.setBypassCSP", enabled=True)

    def marks(self, kind):
        return self.browser.ask(
            "return marks.filter(({ kind }) => kind === a[0])", kind)

    def wait_for(self, kind, count=1, **data):
        """The count-th event of that kind with these members."""
        return self.browser.wait("""
          return marks.filter((mark) => mark.kind === a[0]
            && Object.entries(a[2]).every(
              ([name, value]) => mark.data[name] === value))[a[1] - 1];
        """, kind, count, data)

    def wait_until_heard(self, since=0):
        """The agent is audible now."""
        return self.browser.wait("""
          return heard.findLast(([time, level]) => time > a[0]
            && level > 0.01 && time > page.visit.context.currentTime - 0.2);
        """, since)

    def wait_past(self, time):
        self.browser.wait("return page.visit.context.currentTime > a[0]", time)

    def last_sound(self, since, until):
        """When something was heard last, in that span; None for never."""
        heard = self.browser.ask("return heard")
        times = [time for time, level in heard
                 if since < time <= until and level > SILENCE]
        return max(times, default=None)

    def energy(self):
        """Sum of squares times seconds, and seconds, as the browser counts."""
        return self.browser.ask(ENERGY)
