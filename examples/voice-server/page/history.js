// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Calls of the records: search, and a table of what is found.

import { getJson } from './api.js';
import { byId, make, says, write } from './elements.js';
import { dateTime, duration, money, number, text } from './format.js';
import { CAUSE_NAMES, nameCause } from './sentences.js';

const PAGE = 25;
const MOST = 1000; // that the server gives at once

const COLUMNS = ['Began', 'Agent', 'From', 'Duration', 'Turns', 'Cost', 'End',
  'Call'];

export class History {
  constructor(open) {
    this.open = open;
    this.form = byId('search');
    this.more = byId('history-more');
    this.again = byId('history-again');
    this.ended = 0; // since it was searched
    this.limit = PAGE;
    this.asked = 0;
    byId('search-cause').append(...Object.entries(CAUSE_NAMES).map(
      ([cause, name]) => make('option', { value: cause }, name)));
    this.form.addEventListener('submit', (event) => {
      event.preventDefault();
      this.limit = PAGE;
      this.search();
    });
    this.again.addEventListener('click', () => {
      this.search();
      byId('history').focus();
    });
    this.more.addEventListener('click', () => {
      this.limit = Math.min(this.limit * 2, MOST);
      this.search();
    });
  }

  offer(agents) {
    byId('search-agent').append(...agents
      .filter((agent) => typeof agent?.name === 'string')
      .map(({ name }) => make('option', { value: name }, text(name, '', 60))));
  }

  // A table that somebody uses stays as it is.
  get isUsed() {
    const box = byId('history');

    return [...new FormData(this.form).values()].some((value) => value !== '')
      || box.closest('section').contains(document.activeElement)
      || box.scrollTop > 0;
  }

  // So many more calls are in the records.
  callsEnded(count) {
    this.ended += count;
    if (!this.isUsed) {
      this.search();
      return;
    }
    write(this.again, `${this.ended} more ${
      this.ended === 1 ? 'call has' : 'calls have'} ended: search again`);
    this.again.hidden = false;
  }

  get query() {
    const query = new URLSearchParams({ limit: this.limit });

    for (const [name, value] of new FormData(this.form)) {
      if (value === '')
        continue;
      query.set(name, name === 'since'
        ? new Date(`${value}T00:00:00`).toISOString() : value);
    }
    return query;
  }

  async search() {
    const hint = byId('history-hint');
    const turn = this.asked += 1;

    this.ended = 0;
    this.again.hidden = true;
    write(hint, 'Searching.');
    try {
      const found = await getJson(`/api/calls?${this.query}`);

      if (turn !== this.asked)
        return;
      this.show(found.calls);
      if (typeof found.records_error === 'string')
        write(hint, `The records cannot be read: ${found.records_error}`);
      else if (!Array.isArray(found.calls))
        write(hint, 'The server keeps no records. Start it with --database.');
    } catch (error) {
      if (turn === this.asked)
        write(hint, error.message);
    }
  }

  show(calls) {
    const rows = (Array.isArray(calls) ? calls : [])
      .filter((call) => typeof call?.id === 'string');

    byId('history').replaceChildren(rows.length === 0 ? ''
      : make('table', {}, make('thead', {}, make('tr', {},
        ...COLUMNS.map((name) => make('th', { scope: 'col' }, name)))),
      make('tbody', {}, ...rows.map((call) => this.buildRow(call)))));
    byId('history').hidden = rows.length === 0;
    this.more.hidden = rows.length < this.limit || this.limit >= MOST;
    write(byId('history-hint'), rows.length === 0
      ? 'No call fits. Search for less, or leave fields empty.'
      : `${rows.length} ${rows.length === 1 ? 'call' : 'calls'}, newest first.`);
  }

  buildRow(call) {
    const began = dateTime(call.started);
    const cell = (...children) => make('td', {}, ...children);

    return make('tr', {},
      cell(began), cell(says(text(call.agent, '–', 60))),
      cell(says(text(call.from, '–', 60))),
      cell(duration(Date.parse(call.ended) - Date.parse(call.started))),
      cell(`${number(call.turns) ?? '–'}`),
      cell(number(call.cost) === null ? '–' : money(call.cost, call.currency)),
      cell(call.ended ? nameCause(text(call.cause, 'unknown', 60)) : 'runs'),
      cell(make('button', {
        type: 'button', 'aria-label': `Show the call of ${began}`,
        onclick: () => this.open(call.id),
      }, 'Show')));
  }
}
