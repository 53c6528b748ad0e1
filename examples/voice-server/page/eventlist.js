// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// The list of events: filter by kind, search, JSON of each. Only the newest are
// in the page; a flood is drawn in its last part.

import { make, says, write, newId } from './elements.js';
import { KINDS } from './feed.js';
import { Follow } from './follow.js';
import { Frame } from './frame.js';
import { clockTime, milliseconds, shorten, text } from './format.js';

const MAX_ROWS = 2000;
const MAX_ROWS_A_FRAME = 250;
const SETTLE_MS = 600;
const DRAW_MS = 100;
const DRAW_IN_FLOOD_MS = 500;
const MAX_JSON = 100000;

// What is worth reading of an event, in one line.
function summarize({ kind, data }) {
  const of = (name) => text(data[name], '', 160);

  switch (kind) {
    case 'speech':
      return `${of('role')} ${data.speaking === true ? 'begins' : 'ends'}`;
    case 'transcript':
      return `${of('role')}: ${of('text')}${data.final === true ? '' : ' …'}`;
    case 'interrupted':
      return `after ${milliseconds(data.heard_ms)}: ${of('text')}`;
    case 'turn':
      return `${of('role')}: ${of('text')}`;
    case 'tool':
      return `${of('name')} ${of('state')}`;
    case 'call':
      return [of('state'), of('cause'), of('sentence')].filter(Boolean)
        .join(', ');
    case 'note':
      return of('sentence');
    case 'fact':
      return `${of('name')}: ${JSON.stringify(data.value)}`;
    case 'service':
      return of('type');
    default:
      return JSON.stringify(data);
  }
}

export class EventList {
  constructor(box, store) {
    this.box = box;
    this.store = store;
    this.kinds = new Set(KINDS.filter((kind) => kind !== 'service'));
    this.words = '';
    this.drawn = 0;  // of those that came
    this.settled = 0;
    this.frame = new Frame(() => this.draw(), DRAW_MS);
    this.build();
  }

  build() {
    const searchId = newId('event-search');

    this.search = make('input', {
      id: searchId, type: 'search', maxlength: 200, autocomplete: 'off',
      oninput: () => this.setWords(this.search.value),
    });
    this.count = make('p', { class: 'hint' });
    this.list = make('ol', {
      class: 'event-list scroll', tabindex: 0, 'aria-label': 'Events',
    });
    this.follow = new Follow(this.list, () => this.redraw());
    this.box.replaceChildren(
      make('details', { class: 'filter' },
        make('summary', {}, 'Which kinds'),
        make('fieldset', { class: 'kinds' },
          make('legend', {}, 'Kinds of events'),
          ...KINDS.map((kind) => this.buildKind(kind)))),
      make('div', { class: 'field' },
        make('label', { for: searchId }, 'Search in events'), this.search),
      this.count,
      make('div', { class: 'followed' }, this.list, this.follow.button));
    this.tell();
  }

  buildKind(kind) {
    const id = newId('kind');
    const box = make('input', {
      id, type: 'checkbox', checked: this.kinds.has(kind),
      onchange: () => {
        if (box.checked)
          this.kinds.add(kind);
        else
          this.kinds.delete(kind);
        this.redraw();
      },
    });
    return make('span', { class: 'check' }, box,
      make('label', { for: id }, kind));
  }

  setWords(words) {
    this.words = words.trim().toLowerCase();
    this.redraw();
  }

  fits(event) {
    if (KINDS.includes(event.kind) && !this.kinds.has(event.kind))
      return false;
    return this.words === ''
      || `${event.kind} ${JSON.stringify(event.data)}`.toLowerCase()
        .includes(this.words);
  }

  // The store has a new event.
  update() {
    this.frame.request();
  }

  // Empty, for another call.
  reset(store) {
    this.store = store;
    this.redraw();
  }

  draw() {
    const waiting = this.store.came - this.drawn;

    if (!this.follow.following) {
      this.follow.tell(waiting);
      this.tell();
      return;
    }
    const { events, more } = this.store.newest((event) => this.fits(event),
      MAX_ROWS_A_FRAME, this.drawn);
    this.drawn = this.store.came;
    this.frame.every = more ? DRAW_IN_FLOOD_MS : DRAW_MS;
    if (more) {
      // Rows with a hole between them would lie: the rest comes when it is calm.
      this.list.replaceChildren();
      clearTimeout(this.settled);
      this.settled = setTimeout(() => this.redraw(), SETTLE_MS);
    }
    this.append(events);
  }

  // All rows anew.
  redraw() {
    const { events } = this.store.newest((event) => this.fits(event), MAX_ROWS);

    clearTimeout(this.settled);
    this.drawn = this.store.came;
    this.list.replaceChildren();
    this.append(events);
  }

  append(events) {
    if (events.length > 0)
      this.list.append(...events.map((event) => this.buildRow(event)));
    while (this.list.childElementCount > MAX_ROWS)
      this.list.firstElementChild.remove();
    this.tell();
    this.follow.settle();
  }

  buildRow(event) {
    const details = make('details', {
      ontoggle: () => {
        if (details.open && details.childElementCount === 1)
          details.append(this.buildJson(event));
      },
    }, make('summary', {},
      make('span', { class: 'event-time' }, clockTime(event.time)), ' ',
      make('span', { class: 'event-kind' }, shorten(event.kind, 40)), ' ',
      says(shorten(summarize(event), 160))));
    const level = event.kind === 'note' ? event.data.level : undefined;

    return make('li', { 'data-level': level === 'error' ? 'error' : undefined },
      details);
  }

  buildJson({ id, kind, time, data }) {
    const json = JSON.stringify({ id, kind, time, data }, null, 2);

    return make('pre', { tabindex: 0, 'aria-label': 'The event as JSON' },
      json.length <= MAX_JSON ? json
        : `${json.slice(0, MAX_JSON)}\n… ${json.length - MAX_JSON} more; the `
          + 'download has all of it.');
  }

  tell() {
    const { came, count } = this.store;
    const shown = this.list.childElementCount;
    const gone = came - count;

    if (came === 0)
      write(this.count, 'No event yet.');
    else
      write(this.count, `${shown} shown of ${came} that came`
        + (gone > 0 ? `; the oldest ${gone} are no longer kept.` : '.'));
  }
}
