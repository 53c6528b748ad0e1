// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// What was said, by item: pieces and whole texts, and of interrupted answers
// what was heard of them. Pure; the transcript draws it.

const MAX_ITEMS = 400;
const MAX_TEXT = 20000;

// Where two texts part.
function commonLength(a, b) {
  const most = Math.min(a.length, b.length);
  let length = 0;

  while (length < most && a[length] === b[length])
    length += 1;
  return length;
}

// What of a whole text was heard, and what was not. The heard text may differ
// from the beginning of the whole one in spaces.
export function splitHeard(whole, heard) {
  const length = commonLength(whole, heard);

  if (length === heard.length)
    return [heard, whole.slice(length)];
  if (length >= heard.trimEnd().length)
    return [heard, whole.slice(heard.trimEnd().length)];
  return [heard, whole.length > heard.length ? whole.slice(length) : ''];
}

export class Conversation {
  constructor() {
    this.items = new Map();
    this.dropped = 0;
  }

  // The item of that name, made where there is none.
  find(role, id, time) {
    const key = `${role} ${id}`;
    let item = this.items.get(key);

    if (item === undefined) {
      item = {
        key, role, time, text: '', final: false, interrupted: false,
        heard: '', heardMs: null,
      };
      this.items.set(key, item);
      if (this.items.size > MAX_ITEMS) {
        this.items.delete(this.items.keys().next().value);
        this.dropped += 1;
      }
    }
    return item;
  }

  // The item that an event changed, or null.
  take({ id: number, kind, time, data }) {
    const named = typeof data.item_id === 'string';
    const id = named ? data.item_id : `event ${number}`;

    if (kind === 'transcript' && typeof data.text === 'string') {
      // What has no item was not said.
      const user = named ? 'user' : 'typed';

      return this.takeText(data.role === 'user' ? user : 'assistant', id, time,
        data);
    }
    if (kind === 'interrupted')
      return this.takeInterruption(this.find('assistant', id, time), data);
    return null;
  }

  takeText(role, id, time, data) {
    const item = this.find(role, id, time);

    if (data.final !== true) {
      // A piece that comes after the whole is late.
      if (!item.final && item.text.length < MAX_TEXT)
        item.text = (item.text + data.text).slice(0, MAX_TEXT);
    } else if (item.interrupted && data.text.length <= item.text.length) {
      // Of an interrupted answer the whole is what was heard.
      item.heard = data.text.slice(0, MAX_TEXT);
      item.final = true;
    } else {
      item.text = data.text.slice(0, MAX_TEXT);
      item.final = true;
    }
    return item;
  }

  takeInterruption(item, data) {
    item.interrupted = true;
    item.final = true;
    item.heard = typeof data.text === 'string' ? data.text.slice(0, MAX_TEXT)
      : '';
    item.heardMs = Number.isFinite(data.heard_ms) ? data.heard_ms : null;
    if (item.text === '')
      item.text = item.heard;
    return item;
  }

  // From a record: a turn as it was heard.
  addTurn(turn) {
    const role = turn.role === 'user' ? 'user' : 'assistant';
    const item = this.find(role, `turn ${turn.index}`, Date.parse(turn.started));

    item.text = typeof turn.text === 'string' ? turn.text.slice(0, MAX_TEXT)
      : '';
    item.heard = item.text;
    item.final = true;
    item.interrupted = turn.interrupted === true;
    item.from = Date.parse(turn.started);
    item.to = Date.parse(turn.ended);
    return item;
  }
}
