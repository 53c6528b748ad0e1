// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Shows the state of the talk page in words, and notes of the server.

import { byId, make, says, write } from './elements.js';
import { text } from './format.js';
import { STATES } from './sentences.js';

const MAX_NOTES = 4;
// They change with each word: whoever hears the page hears that anyway.
const QUIET = ['listening', 'hearing', 'thinking', 'speaking', 'half-duplex',
  'push-to-talk'];

export class StatusView {
  constructor() {
    this.name = '';
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
    const list = byId('notices');
    const item = make('li', {
      class: 'notice', 'data-level': level === 'error' || level === 'warning'
        ? level : 'info',
    }, says(text(sentence, 'The server has something to tell.', 1000)), ' ',
    make('button', {
      type: 'button', 'aria-label': 'Dismiss this notice',
      onclick: () => item.remove(),
    }, 'Dismiss'));

    list.append(item);
    while (list.childElementCount > MAX_NOTES)
      list.firstElementChild.remove();
  }

  clearNotes() {
    byId('notices').replaceChildren();
  }
}
