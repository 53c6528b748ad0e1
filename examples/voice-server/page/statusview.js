// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Shows the state of the talk page in words, and notes of the server.

import { byId, make, says, write } from './elements.js';
import { Frame } from './frame.js';
import { text } from './format.js';
import { STATES } from './sentences.js';

const MAX_NOTES = 4;
const DRAW_MS = 200;
// They change with each word: whoever hears the page hears that anyway.
const QUIET = ['listening', 'hearing', 'thinking', 'speaking', 'half-duplex',
  'push-to-talk', 'writing'];

export class StatusView {
  constructor() {
    this.name = '';
    this.notes = [];
    this.frame = new Frame(() => this.drawNotes(), DRAW_MS);
  }

  // words: in place of the state's own.
  show(name, words = STATES[name]) {
    const [title, next] = words;

    this.name = name;
    byId('state').dataset.state = name;
    write(byId('state-title'), title);
    write(byId('state-text'), next);
    byId('state-link').hidden = name !== 'token';
    if (!QUIET.includes(name))
      write(byId('state-told'), `${title}. ${next}`);
  }

  note({ sentence, level }) {
    this.notes.push({
      words: text(sentence, 'The server has something to tell.', 1000),
      level: level === 'error' || level === 'warning' ? level : 'info',
    });
    if (this.notes.length > MAX_NOTES)
      this.notes.shift();
    this.frame.request();
  }

  drawNotes() {
    const list = byId('notices');

    for (const row of [...list.children]) {
      if (!this.notes.some((note) => note.row === row))
        row.remove();
    }
    for (const note of this.notes) {
      note.row ??= this.buildNote(note);
      if (!note.row.isConnected)
        list.append(note.row);
    }
  }

  buildNote(note) {
    return make('li', { class: 'notice', 'data-level': note.level },
      says(note.words), ' ', make('button', {
        type: 'button', 'aria-label': 'Dismiss this notice',
        onclick: () => this.dismiss(note),
      }, 'Dismiss'));
  }

  dismiss(note) {
    const next = note.row.nextElementSibling ?? note.row.previousElementSibling;

    this.notes = this.notes.filter((other) => other !== note);
    this.drawNotes();
    (next?.querySelector('button') ?? byId('notices')).focus();
  }

  clearNotes() {
    this.notes = [];
    this.drawNotes();
  }
}
