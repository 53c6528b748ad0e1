// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Shows a conversation: who said what, what was not heard of it. Whole sentences
// are told to screen readers, once.

import { make, says, write } from './elements.js';
import { splitHeard } from './conversation.js';
import { Follow } from './follow.js';
import { Frame } from './frame.js';
import { clockTime, milliseconds, shorten } from './format.js';

const NAMES = { user: 'Caller', assistant: 'Agent', typed: 'Caller, in writing' };
const MAX_TEXT = 20000;
const MAX_SPOKEN = 600;
const MAX_TOLD = 10;
const DRAW_MS = 60;

export class Transcript {
  // names: of the roles; chosen(item): somebody pressed one's time.
  constructor(box, conversation, { names = {}, chosen = null } = {}) {
    this.box = box;
    this.names = { ...NAMES, ...names };
    this.chosen = chosen;
    this.frame = new Frame(() => this.draw(), DRAW_MS);
    this.build();
    this.reset(conversation);
  }

  build() {
    this.empty = make('p', { class: 'hint' }, 'Nothing was said yet.');
    this.list = make('ol', {
      class: 'transcript-list scroll', tabindex: 0, 'aria-label': 'Transcript',
    });
    this.follow = new Follow(this.list, () => this.frame.request());
    this.told = make('div', { class: 'unseen', role: 'log',
      'aria-label': 'What was said last' });
    this.box.replaceChildren(this.empty,
      make('div', { class: 'followed' }, this.list, this.follow.button),
      this.told);
  }

  reset(conversation) {
    this.conversation = conversation;
    this.entries = new Map();
    this.changed = new Set();
    this.waiting = 0;
    this.list.replaceChildren();
    this.told.replaceChildren();
    this.empty.hidden = false;
    for (const item of conversation.items.values())
      this.update(item);
  }

  update(item) {
    if (!this.entries.has(item.key) && !this.changed.has(item))
      this.waiting += 1;
    this.changed.add(item);
    this.frame.request();
  }

  draw() {
    for (const item of this.changed)
      this.drawItem(item);
    this.changed.clear();
    this.empty.hidden = this.entries.size > 0;
    if (this.follow.following) {
      this.waiting = 0;
      this.prune();
    } else {
      this.follow.tell(this.waiting);
    }
    this.follow.settle();
  }

  // Not while one reads what is above.
  prune() {
    for (const [key, entry] of this.entries) {
      if (this.conversation.items.has(key))
        continue;
      entry.row.remove();
      this.entries.delete(key);
    }
    if (this.conversation.dropped > 0)
      write(this.empty, `The first ${this.conversation.dropped} are no longer `
        + 'shown.');
    this.empty.hidden = this.entries.size > 0 && this.conversation.dropped === 0;
  }

  drawItem(item) {
    let entry = this.entries.get(item.key);

    if (entry === undefined) {
      if (!this.conversation.items.has(item.key))
        return;
      entry = this.buildEntry(item);
      this.entries.set(item.key, entry);
      this.list.append(entry.row);
    }
    this.drawWords(entry, item);
    if (item.final && !entry.told && item.text.trim() !== '') {
      entry.told = true;
      this.tell(`${this.names[item.role]}: ${shorten(item.text, MAX_SPOKEN)}`);
    }
  }

  // Added, not written over: two that come together are both read out.
  tell(words) {
    this.told.append(make('div', {}, words));
    if (this.told.childElementCount > MAX_TOLD)
      this.told.firstElementChild.remove();
  }

  buildEntry(item) {
    const words = says('', 'p', { class: 'words' });
    const note = make('p', { class: 'note', hidden: true });
    const time = clockTime(item.time);
    const when = this.chosen === null
      ? make('span', { class: 'event-time' }, time)
      : make('button', {
        type: 'button', class: 'event-time',
        'aria-label': `Play from ${time}`, onclick: () => this.chosen(item),
      }, time);
    const row = make('li', { class: `said ${item.role}` },
      make('p', { class: 'who' }, make('strong', {}, this.names[item.role]),
        ' ', when), words, note);

    return { row, words, note, told: false, item };
  }

  drawWords({ row, words, note }, item) {
    row.classList.toggle('pending', !item.final);
    if (!item.interrupted) {
      write(words, shorten(item.text, MAX_TEXT) || '…');
      return;
    }
    const [heard, unheard] = splitHeard(item.text, item.heard);
    const heardMs = item.heardMs === null ? ''
      : ` after ${milliseconds(item.heardMs)}`;

    words.replaceChildren(shorten(heard, MAX_TEXT));
    if (unheard.trim() !== '')
      words.append(make('span', { class: 'unseen' }, ' Not heard: '),
        make('del', {}, shorten(unheard, MAX_TEXT)));
    row.classList.add('interrupted');
    note.hidden = false;
    write(note, heard.trim() === '' ? 'Interrupted before it was heard.'
      : `Interrupted${heardMs}.`);
  }

  // The one that is being played.
  mark(item) {
    for (const entry of this.entries.values()) {
      const now = entry.item === item;

      if (now === entry.row.hasAttribute('aria-current'))
        continue;
      if (now) {
        entry.row.setAttribute('aria-current', 'true');
        entry.row.scrollIntoView({ block: 'nearest' });
      } else {
        entry.row.removeAttribute('aria-current');
      }
    }
  }

  // As a text to keep.
  toText() {
    const lines = [];

    if (this.conversation.dropped > 0)
      lines.push(`(The first ${this.conversation.dropped} are missing.)`);
    for (const item of this.conversation.items.values()) {
      const [heard, unheard] = item.interrupted
        ? splitHeard(item.text, item.heard) : [item.text, ''];
      const end = item.interrupted
        ? ` (interrupted; not heard: ${unheard.trim() || '–'})` : '';

      lines.push(`[${clockTime(item.time)}] ${this.names[item.role]}: ${
        shorten(heard, MAX_TEXT)}${shorten(end, MAX_TEXT)}`);
    }
    return `${lines.join('\n')}\n`;
  }
}
