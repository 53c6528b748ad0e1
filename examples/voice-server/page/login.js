// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Shows the server's token once, for a cookie.

import { postJson } from './api.js';
import { byId, tellBegun, write } from './elements.js';

const PAGES = ['/', '/calls'];

// Where one came from; nothing outside.
function next() {
  try {
    const { origin, pathname, hash } = new URL(
      new URLSearchParams(location.search).get('next') ?? '/', location.origin);

    return origin === location.origin && PAGES.includes(pathname)
      ? pathname + hash : '/';
  } catch {
    return '/';
  }
}

async function logIn(event) {
  event.preventDefault();
  byId('submit').disabled = true;
  write(byId('state'), '');
  try {
    await postJson('/login', { token: byId('token').value });
    location.assign(next());
  } catch (error) {
    write(byId('state'), error.message);
    byId('token').select();
    byId('token').focus();
  }
  byId('submit').disabled = false;
}

byId('login').addEventListener('submit', logIn);
tellBegun();
byId('token').focus();
