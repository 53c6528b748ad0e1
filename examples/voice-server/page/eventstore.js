// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// The last events of a call, within bounds of number and size.

const MAX_EVENTS = 5000;
const MAX_CHARACTERS = 4 << 20;

export class EventStore {
  constructor() {
    this.events = [];
    this.first = 0; // those before it are gone
    this.characters = 0;
    this.came = 0;
  }

  add(event) {
    this.came += 1;
    this.events.push(event);
    this.characters += event.size;
    while (this.count > MAX_EVENTS || this.characters > MAX_CHARACTERS)
      this.drop();
    if (this.first > MAX_EVENTS) {
      this.events.splice(0, this.first);
      this.first = 0;
    }
  }

  drop() {
    this.characters -= this.events[this.first].size;
    this.events[this.first] = undefined;
    this.first += 1;
  }

  get count() {
    return this.events.length - this.first;
  }

  // The newest that fit, at most so many, oldest first; and whether there were
  // more of them. since: the n-th that came.
  newest(fits, most, since = 0) {
    const found = [];
    const end = Math.max(this.first,
      this.events.length - (this.came - since));

    for (let i = this.events.length - 1; i >= end; i--) {
      if (!fits(this.events[i]))
        continue;
      if (found.length === most)
        return { events: found.reverse(), more: true };
      found.push(this.events[i]);
    }
    return { events: found.reverse(), more: false };
  }

  // One JSON a line.
  toLines() {
    return this.events.slice(this.first).map(({ id, kind, time, data }) => (
      JSON.stringify({ id, kind, time, data }))).join('\n') + '\n';
  }
}
