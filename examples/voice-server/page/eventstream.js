// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Server-Sent Events that come back by themselves, from where they were. Tells
//   message (text)   an event's JSON
//   state (word)     open, waiting (it is tried again), refused (it is not,
//                    before open () is called)
// A page that nobody sees gives its connection back: browsers have six for all
// pages of a server.

import { Emitter } from './emitter.js';

export class EventStream extends Emitter {
  constructor(path, kinds) {
    super();
    this.path = path;
    this.kinds = kinds;
    this.last = '';
    this.source = null;
    this.refused = false;
    this.look = () => this.visibilityChanged();
    document.addEventListener('visibilitychange', this.look);
    this.open();
  }

  open() {
    const after = this.last === '' ? ''
      : `?${new URLSearchParams({ after: this.last })}`;

    this.source?.close();
    this.source = null;
    this.refused = false;
    if (document.hidden)
      return;
    this.source = new EventSource(`${this.path}${after}`);
    this.source.onopen = () => this.emit('state', 'open');
    this.source.onmessage = (event) => this.take(event);
    for (const kind of this.kinds)
      this.source.addEventListener(kind, (event) => this.take(event));
    this.source.onerror = () => this.fail();
  }

  take({ data, lastEventId }) {
    this.last = lastEventId || this.last;
    this.emit('message', data);
  }

  fail() {
    this.refused = this.source?.readyState === EventSource.CLOSED;
    this.emit('state', this.refused ? 'refused' : 'waiting');
  }

  visibilityChanged() {
    if (!document.hidden) {
      if (this.source === null)
        this.open();
    } else if (!this.refused) {
      this.source?.close();
      this.source = null;
    }
  }

  close() {
    document.removeEventListener('visibilitychange', this.look);
    this.source?.close();
  }
}
