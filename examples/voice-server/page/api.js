// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Asks the server by HTTP. An error has a status (0: no answer) and a sentence.

export class ApiError extends Error {
  constructor(status, sentence) {
    super(sentence);
    this.status = status;
  }
}

const LONGEST_MS = 30000;
const NO_ANSWER = 'The server does not answer. Check that it runs, and your '
  + 'network, then try again.';
const TOO_LATE = 'The server has not answered within 30 seconds. Close other '
  + 'pages of it, check that it runs, then try again.';

function tellMissing(error) {
  return new ApiError(0, error.name === 'TimeoutError' ? TOO_LATE : NO_ANSWER);
}

async function readError(response) {
  try {
    const body = await response.json();
    if (typeof body.error === 'string')
      return body.error;
  } catch {
    // No JSON: the status has to do.
  }
  return `The server answered ${response.status}. Its log may say why.`;
}

async function ask(path, options) {
  let response;

  try {
    response = await fetch(path, {
      credentials: 'same-origin', cache: 'no-store',
      signal: AbortSignal.timeout(LONGEST_MS), ...options,
    });
  } catch (error) {
    throw tellMissing(error);
  }
  if (!response.ok)
    throw new ApiError(response.status, await readError(response));
  return response;
}

async function readJson(response) {
  try {
    return await response.json();
  } catch (error) {
    throw tellMissing(error);
  }
}

export async function getJson(path) {
  return readJson(await ask(path));
}

export async function postJson(path, body) {
  const response = await ask(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  return response.status === 204 ? null : readJson(response);
}

// Makes a conversation: the answer, and the address by which it ends.
export async function postOffer(path, sdp) {
  const response = await ask(path, {
    method: 'POST',
    headers: { 'Content-Type': 'application/sdp' },
    body: sdp,
  });
  let answer;
  try {
    answer = await response.text();
  } catch (error) {
    throw tellMissing(error);
  }
  return { sdp: answer, location: response.headers.get('Location') };
}

// Also while the page is being left.
export function remove(path) {
  return ask(path, { method: 'DELETE', keepalive: true });
}

// What stands between the page and the API: null, or a state of the sentences'
// with the server's own words where it has some.
export function findBarrier(me) {
  if (me.logged_in !== true)
    return me.token_required === true ? { name: 'token' }
      : { name: 'not-taken', sentence: me.sentence };
  return me.draining === true ? { name: 'draining' } : null;
}

export async function logOut() {
  await ask('/logout', { method: 'POST' });
  location.assign('/login');
}
