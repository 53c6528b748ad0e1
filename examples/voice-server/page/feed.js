// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Events of a call as they come, by any way: checked, in order, each once. What
// they mean is for those who take them.

export const KINDS = ['call', 'speech', 'transcript', 'interrupted', 'turn',
  'tool', 'usage', 'fact', 'note', 'settings', 'service', 'gap', 'answer'];

const MAX_LENGTH = 1 << 20;

// An event {id, kind, time, data}, or null where a text is none.
export function parseEvent(text) {
  if (typeof text !== 'string' || text.length > MAX_LENGTH)
    return null;
  let event;
  try {
    event = JSON.parse(text);
  } catch {
    return null;
  }
  if (event === null || typeof event !== 'object'
      || typeof event.kind !== 'string' || event.kind.length > 40)
    return null;
  if (event.data === null || typeof event.data !== 'object'
      || Array.isArray(event.data))
    event.data = {};
  if (!Number.isFinite(event.time))
    event.time = Date.now();
  if (!Number.isSafeInteger(event.id))
    event.id = null;
  return event;
}

export class Feed {
  constructor() {
    this.last = 0;
    this.refused = 0;
    this.lost = 0;
  }

  // The event, or null: it is none, or was here before.
  read(text) {
    const event = parseEvent(text);

    if (event === null) {
      this.refused += 1;
      return null;
    }
    event.size = text.length;
    if (event.id !== null && event.id <= this.last)
      return null;
    if (event.kind === 'gap' && Number.isSafeInteger(event.data.lost))
      this.lost += event.data.lost;
    this.last = event.id ?? this.last;
    return event;
  }
}
