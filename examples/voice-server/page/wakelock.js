// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Keeps the screen on while somebody talks, where the browser can: a telephone
// that sleeps would hang up.

export class WakeLock {
  constructor() {
    this.wanted = false;
    this.lock = null;
    // A hidden page loses it.
    document.addEventListener('visibilitychange', () => this.take());
  }

  set(wanted) {
    this.wanted = wanted;
    if (wanted) {
      this.take();
      return;
    }
    this.lock?.release().catch(() => {});
    this.lock = null;
  }

  async take() {
    if (!this.wanted || document.hidden)
      return;
    try {
      const lock = await navigator.wakeLock?.request('screen');

      if (this.wanted)
        this.lock = lock;
      else
        await lock?.release();
    } catch {
      // Not with an empty battery: the conversation goes on all the same.
    }
  }
}
