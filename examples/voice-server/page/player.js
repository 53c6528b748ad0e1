// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// A recording, and the words at the place that is being played.

import { byId, write } from './elements.js';

// So long an entry stays marked after its end.
const LAST_MS = 500;

export class Player {
  // mark (item): of those that are given to show.
  constructor(mark) {
    this.box = byId('player');
    this.audio = byId('recording');
    this.hint = byId('player-hint');
    this.mark = mark;
    this.items = [];
    this.audio.addEventListener('timeupdate', () => this.follow());
    this.audio.addEventListener('seeked', () => this.follow());
    this.audio.addEventListener('error', () => {
      if (this.audio.hasAttribute('src'))
        write(this.hint, 'The recording cannot be played: its file is gone, or '
          + 'is not one the browser knows.');
    });
  }

  show(record, items) {
    this.items = items;
    this.record = record;
    this.box.hidden = false;
    if (!record.recording) {
      this.audio.hidden = true;
      this.audio.removeAttribute('src');
      write(this.hint, 'This call was not recorded.');
      return;
    }
    this.audio.hidden = false;
    this.audio.src = `/api/calls/${encodeURIComponent(record.id)}/recording`;
    write(this.hint, 'The transcript moves along; the time of an entry plays '
      + 'from there.');
  }

  hide() {
    this.box.hidden = true;
    this.audio.removeAttribute('src');
    this.audio.load();
    this.items = [];
  }

  // When its first sample was: it ends with the call.
  get begin() {
    const begun = Date.parse(this.record.started);
    const ended = Date.parse(this.record.ended);
    const length = this.audio.duration * 1000;

    return Number.isFinite(ended) && Number.isFinite(length)
      ? Math.max(begun, ended - length) : begun;
  }

  follow() {
    const now = this.begin + this.audio.currentTime * 1000;
    const current = this.items.findLast(({ from }) => from <= now);

    this.mark(current && now <= current.to + LAST_MS ? current : null);
  }

  playFrom(item) {
    if (this.audio.hidden || !Number.isFinite(item.from))
      return;
    this.audio.currentTime = Math.max(0, (item.from - this.begin) / 1000);
    this.audio.play().catch(() => {});
  }
}
