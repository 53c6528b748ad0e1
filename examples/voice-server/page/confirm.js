// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Asks before something that cannot be taken back.

import { byId, write } from './elements.js';

// Whether it was confirmed.
export function confirmFirst({ title, words, yes, no }) {
  const dialog = byId('confirm');

  write(byId('confirm-title'), title);
  write(byId('confirm-text'), words);
  write(byId('confirm-yes'), yes);
  write(byId('confirm-no'), no);
  dialog.returnValue = 'no';
  dialog.showModal();
  byId('confirm-no').focus();
  return new Promise((resolve) => {
    dialog.addEventListener('close',
      () => resolve(dialog.returnValue === 'yes'), { once: true });
  });
}
