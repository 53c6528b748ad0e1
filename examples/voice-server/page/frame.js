// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Draws when the browser does, once for all that has changed until then, and not
// more often than one can read. A page that nobody sees has no frames: there a
// timer takes their place.

const HIDDEN_MS = 500;

export class Frame {
  constructor(draw, every = 0) {
    this.draw = draw;
    this.every = every;
    this.last = -Infinity;
    this.frame = 0;
    this.timer = 0;
    this.run = () => {
      this.cancel();
      this.last = performance.now();
      this.draw();
    };
  }

  request() {
    if (this.timer)
      return;
    const rest = this.last + this.every - performance.now();

    if (rest > 0) {
      this.timer = setTimeout(() => this.ask(), rest);
      return;
    }
    this.ask();
  }

  ask() {
    if (!document.hidden)
      this.frame = requestAnimationFrame(this.run);
    // Whichever comes first: the page may be hidden before its frame.
    this.timer = setTimeout(this.run, HIDDEN_MS);
  }

  cancel() {
    cancelAnimationFrame(this.frame);
    clearTimeout(this.timer);
    this.frame = 0;
    this.timer = 0;
  }
}
