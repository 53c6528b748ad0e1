// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Function calls of the model: arguments, result, time.

import { make, says, write } from './elements.js';
import { Frame } from './frame.js';
import { clockTime, milliseconds, text } from './format.js';

const MAX_CALLS = 100;
const DRAW_MS = 200;
const MAX_TEXT = 20000;
const FIELDS = ['name', 'state', 'arguments', 'result', 'error', 'duration_ms'];

// What came as JSON, or as a text that may be JSON, for reading.
function pretty(value) {
  if (value === undefined || value === null)
    return '';
  let tree = value;
  if (typeof value === 'string') {
    try {
      tree = JSON.parse(value);
    } catch {
      return value.slice(0, MAX_TEXT);
    }
  }
  return (typeof tree === 'string' ? tree : JSON.stringify(tree, null, 2))
    .slice(0, MAX_TEXT);
}

export class Tools {
  constructor(box) {
    this.frame = new Frame(() => this.draw(), DRAW_MS);
    this.empty = make('p', { class: 'hint' }, 'The agent called none yet.');
    this.list = make('ol', {
      class: 'tool-list scroll', tabindex: 0, 'aria-label': 'Function calls',
    });
    box.replaceChildren(this.empty, this.list);
    this.reset();
  }

  reset() {
    this.calls = new Map();
    this.rows = new Map();
    this.changed = new Set();
    this.list.replaceChildren();
    this.draw();
  }

  take({ kind, time, data }) {
    if (kind !== 'tool')
      return;
    const id = text(data.call_id, `${this.calls.size}`, 200);
    const call = this.calls.get(id) ?? { id, time };

    for (const name of FIELDS) {
      if (data[name] !== undefined)
        call[name] = data[name];
    }
    this.calls.set(id, call);
    if (this.calls.size > MAX_CALLS)
      this.drop(this.calls.keys().next().value);
    this.changed.add(call);
    this.frame.request();
  }

  drop(id) {
    this.calls.delete(id);
    this.rows.get(id)?.row.remove();
    this.rows.delete(id);
  }

  takeRecord(record) {
    for (const [i, call] of (record.tool_calls ?? []).entries())
      this.take({ kind: 'tool', time: Date.parse(call.started),
        data: { ...call, call_id: `${i}`, state: 'done' } });
  }

  draw() {
    for (const call of this.changed) {
      if (this.calls.get(call.id) === call)
        this.drawCall(call);
    }
    this.changed.clear();
    this.empty.hidden = this.rows.size > 0;
    this.list.hidden = this.rows.size === 0;
  }

  drawCall(call) {
    let row = this.rows.get(call.id);

    if (row === undefined) {
      row = this.buildRow(call);
      this.rows.set(call.id, row);
      this.list.append(row.row);
    }
    const failed = text(call.error) !== '';
    const state = call.state !== 'done' ? 'running'
      : `${failed ? 'failed' : 'done'}, ${milliseconds(call.duration_ms)}`;

    write(row.state, state);
    row.row.toggleAttribute('data-failed', failed);
    write(row.arguments, pretty(call.arguments) || '–');
    write(row.result, failed ? text(call.error) : pretty(call.result) || '–');
    write(row.resultName, failed ? 'Error' : 'Result');
  }

  buildRow(call) {
    const state = make('span', { class: 'tool-state' });
    const fixed = (name) => make('pre', { tabindex: 0, 'aria-label': name });
    const row = {
      state,
      arguments: fixed('Arguments'),
      result: fixed('Result'),
      resultName: make('dt', {}, 'Result'),
    };

    row.row = make('li', {}, make('details', {},
      make('summary', {}, says(text(call.name, 'no name', 100), 'strong'), ' ',
        state, ' ', make('span', { class: 'event-time' },
          clockTime(call.time))),
      make('dl', {}, make('dt', {}, 'Arguments'),
        make('dd', {}, row.arguments), row.resultName,
        make('dd', {}, row.result))));
    return row;
  }
}
