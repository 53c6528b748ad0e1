// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// The calls that run, one card each, kept up to date in place.

import { byId, make, says, write } from './elements.js';
import { decibels, duration, milliseconds, money, number, text }
  from './format.js';
import { Frame } from './frame.js';

const MAX_CARDS = 200;
const MAX_PARTS = 100;
const DRAW_MS = 200;
const SPEAKING = {
  user: 'The caller speaks', assistant: 'The agent speaks', none: 'Nobody speaks',
};

class Card {
  constructor(id, open) {
    const fact = (name, value) => make('div', {}, make('dt', {}, name), value);

    this.agent = make('span');
    this.leg = make('span', { class: 'hint' });
    this.words = says('', 'p', { class: 'words' });
    this.values = Object.fromEntries(['from', 'age', 'speaking', 'levels',
      'latency', 'cost'].map((name) => [name, make('dd')]));
    this.button = make('button', { type: 'button', onclick: () => open(id) },
      'Open');
    this.row = make('li', { class: 'card' },
      make('h3', {}, this.agent, this.leg), this.words,
      make('dl', { class: 'facts' },
        fact('From', this.values.from), fact('For', this.values.age),
        fact('Who', this.values.speaking), fact('Loudness', this.values.levels),
        fact('Waited', this.values.latency), fact('Cost', this.values.cost)),
      this.button);
  }

  show(call, currency, isOpen) {
    const agent = text(call.agent, 'no agent', 80);

    write(this.agent, agent);
    write(this.leg, text(call.leg, '', 40));
    write(this.words, text(call.last_words, 'Nothing was said yet.', 300));
    write(this.values.from, text(call.from, '–', 80));
    write(this.values.age, duration(number(call.age_ms) ?? NaN));
    write(this.values.speaking, SPEAKING[call.speaking] ?? SPEAKING.none);
    write(this.values.levels, `${decibels(call.levels?.user)}, ${
      decibels(call.levels?.assistant)}`);
    write(this.values.latency, milliseconds(number(call.latency_ms) ?? NaN));
    write(this.values.cost, number(call.cost) === null ? 'no prices'
      : money(call.cost, currency));
    write(this.button, isOpen ? 'Open below' : 'Open');
    this.button.setAttribute('aria-label', `${this.button.textContent}: ${
      agent}, ${text(call.from, 'unknown caller', 80)}`);
    this.row.toggleAttribute('data-open', isOpen);
  }
}

export class LiveList {
  constructor(open) {
    this.open = open;
    this.list = byId('live');
    this.hint = byId('live-hint');
    this.cards = new Map();
    this.calls = [];
    this.parts = new Map();
    this.opened = null;
    this.currency = '';
    this.frame = new Frame(() => this.draw(), DRAW_MS);
  }

  take({ kind, data }) {
    if (kind !== 'calls' || !Array.isArray(data.calls))
      return;
    const calls = this.join(data);

    if (calls === null)
      return;
    this.calls = calls.filter((call) => typeof call?.id === 'string');
    this.frame.request();
  }

  // Many calls come in parts, in their order; null while some are missing.
  join({ calls, part, parts }) {
    if (!Number.isSafeInteger(part) || !Number.isSafeInteger(parts)
        || parts < 2)
      return calls;
    if (this.parts.has(part) || this.parts.size >= MAX_PARTS
        || part < [...this.parts.keys()].at(-1))
      this.parts.clear();
    this.parts.set(part, calls);
    if (this.parts.size < parts)
      return null;
    const all = [...this.parts.values()].flat();

    this.parts.clear();
    return all;
  }

  setOpened(id) {
    this.opened = id;
    this.frame.request();
  }

  draw() {
    const shown = this.calls.slice(0, MAX_CARDS);
    const ids = new Set(shown.map(({ id }) => id));
    const more = this.calls.length - shown.length;

    for (const [id, card] of this.cards) {
      if (ids.has(id))
        continue;
      card.row.remove();
      this.cards.delete(id);
    }
    shown.forEach((call) => this.drawCard(call));
    write(this.hint, `${this.tellCount()}${more > 0
      ? `; the newest ${more} are not shown` : ''}.`);
  }

  tellCount() {
    switch (this.calls.length) {
      case 0: return 'Nobody is calling. A call appears here when it comes';
      case 1: return 'One call';
      default: return `${this.calls.length} calls`;
    }
  }

  drawCard(call) {
    let card = this.cards.get(call.id);

    if (card === undefined) {
      card = new Card(call.id, this.open);
      this.cards.set(call.id, card);
      this.list.append(card.row);
    }
    card.show(call, this.currency, call.id === this.opened);
  }
}
