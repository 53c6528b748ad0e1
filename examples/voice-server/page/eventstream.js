// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Server-Sent Events that come back by themselves. Tells
//   message (text)   an event's JSON
//   state (word)     open, waiting (it is tried again), refused (it is not)

import { Emitter } from './emitter.js';

const AGAIN_MS = 3000;

export class EventStream extends Emitter {
  // again: also after the server has refused it, until it is closed.
  constructor(path, kinds, { again = false } = {}) {
    super();
    this.path = path;
    this.kinds = kinds;
    this.again = again;
    this.timer = 0;
    this.open();
  }

  open() {
    this.source = new EventSource(this.path);
    this.source.onopen = () => this.emit('state', 'open');
    this.source.onmessage = ({ data }) => this.emit('message', data);
    for (const kind of this.kinds)
      this.source.addEventListener(kind, ({ data }) => (
        this.emit('message', data)));
    this.source.onerror = () => this.fail();
  }

  fail() {
    if (this.source.readyState !== EventSource.CLOSED) {
      this.emit('state', 'waiting');
      return;
    }
    if (!this.again) {
      this.emit('state', 'refused');
      return;
    }
    this.emit('state', 'waiting');
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.open(), AGAIN_MS);
  }

  close() {
    clearTimeout(this.timer);
    this.source.close();
  }
}
