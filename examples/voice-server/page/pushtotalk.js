// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// A button, or the space bar, that is held while one speaks.

const WRITING = 'input, select, textarea, button, summary, a, audio, [tabindex="0"]';

export class PushToTalk {
  // hold (on): is called once for each change.
  constructor(button, hold) {
    this.button = button;
    this.hold = hold;
    this.held = false;
    button.addEventListener('pointerdown', (event) => {
      button.setPointerCapture(event.pointerId);
      this.set(true);
    });
    for (const name of ['pointerup', 'pointercancel', 'lostpointercapture'])
      button.addEventListener(name, () => this.set(false));
    button.addEventListener('contextmenu', (event) => event.preventDefault());
    document.addEventListener('keydown', (event) => this.key(event, true));
    document.addEventListener('keyup', (event) => this.key(event, false));
    window.addEventListener('blur', () => this.set(false));
    document.addEventListener('visibilitychange', () => this.set(false));
  }

  key(event, down) {
    const onButton = event.target === this.button;

    if (this.button.hidden || (event.code !== 'Space'
        && !(onButton && event.code === 'Enter')))
      return;
    // Elsewhere the space bar has its own meaning; its end counts anywhere.
    if (down && !onButton && event.target.closest?.(WRITING))
      return;
    if (down || this.held)
      event.preventDefault();
    this.set(down);
  }

  set(held) {
    if (held === this.held)
      return;
    this.held = held;
    this.button.toggleAttribute('data-held', held);
    this.button.setAttribute('aria-pressed', String(held));
    this.hold(held);
  }

  release() {
    this.set(false);
  }
}
