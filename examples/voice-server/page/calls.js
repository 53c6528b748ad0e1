// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// The operator's page: joins the calls that run, those of the records, and the
// one that is open.

import { findBarrier, getJson, logOut } from './api.js';
import { byId, tellBegun, write } from './elements.js';
import { EventStream } from './eventstream.js';
import { parseEvent } from './feed.js';
import { History } from './history.js';
import { LiveList } from './livelist.js';
import { OpenCall } from './opencall.js';
import { text } from './format.js';

const RECORD_MS = 1500;
const AGAIN_MS = 3000;
const AGAIN = 'It is asked again by itself.';

class CallsPage {
  constructor() {
    this.me = null;
    this.open = new OpenCall((id) => this.opened(id));
    this.live = new LiveList((id) => this.open.open(id));
    this.history = new History((id) => this.open.openRecord(id));
    this.timer = 0;
    this.askTimer = 0;
    this.ended = 0;
    byId('logout').onclick = () => logOut().catch(() => {});
    addEventListener('pagehide', () => this.open.close(false));
    addEventListener('hashchange', () => this.openFromAddress());
  }

  tell(sentence, bad = false) {
    write(byId('state'), sentence);
    byId('state').classList.toggle('error', bad);
  }

  // Whether the calls may be seen; else why not is told. Throws ApiError.
  async askMe() {
    this.me = await getJson('/api/me');
    this.open.listenIn.webrtc = this.me.webrtc;
    byId('logout').hidden = !(this.me.token_required && this.me.logged_in);
    const barrier = findBarrier(this.me);
    const barred = barrier !== null && barrier.name !== 'draining';

    byId('state-next').hidden = barrier?.name !== 'token';
    if (barred) {
      this.tell(barrier.sentence ?? 'A token is needed: this server shows its '
        + 'calls only to those who have it. Log in first.');
      // What is open now is open afterwards.
      byId('state-link').href = `/login?${
        new URLSearchParams({ next: location.pathname + location.hash })}`;
    }
    return !barred;
  }

  async load() {
    try {
      if (!await this.askMe())
        return;
    } catch (error) {
      this.tell(error.message, true);
      return;
    }
    byId('main').hidden = false;
    this.live.currency = text(this.me.currency, '', 12);
    this.history.offer(Array.isArray(this.me.agents) ? this.me.agents : []);
    this.follow();
    this.history.search();
    this.openFromAddress();
  }

  follow() {
    this.stream = new EventStream('/api/calls/events', ['calls', 'call']);
    this.stream.on('message', (data) => this.take(data));
    this.stream.on('state', (word) => this.streamChanged(word));
  }

  streamChanged(word) {
    if (word === 'refused')
      this.findReason();
    else if (word !== 'open')
      this.tell(`The server does not answer. ${AGAIN}`, true);
    else
      this.tellOpen();
  }

  tellOpen() {
    this.tell(this.me.draining === true
      ? 'The server is shutting down: it takes no new calls, and ends when '
        + 'those below have ended.'
      : 'Connected: this page follows the calls as they are.');
  }

  // The server may have begun anew, and know this page no more.
  async findReason() {
    try {
      if (!await this.askMe()) {
        this.stream.close();
        return;
      }
      this.tell(`The calls cannot be followed now: too many pages watch. Close `
        + `another one. ${AGAIN}`, true);
    } catch (error) {
      this.tell(`${error.message} ${AGAIN}`, true);
    }
    clearTimeout(this.askTimer);
    this.askTimer = setTimeout(() => this.stream.open(), AGAIN_MS);
  }

  setDraining(draining) {
    if (typeof draining !== 'boolean' || draining === this.me.draining)
      return;
    this.me.draining = draining;
    this.tellOpen();
  }

  take(data) {
    const event = parseEvent(data);

    if (event === null)
      return;
    this.live.take(event);
    if (event.kind === 'calls')
      this.setDraining(event.data.draining);
    if (event.kind === 'call' && event.data.state === 'ended') {
      this.ended += 1;
      // Its record is written a moment later.
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        this.history.callsEnded(this.ended);
        this.ended = 0;
      }, RECORD_MS);
    }
  }

  // The address says what is open, for a reload and for others.
  openFromAddress() {
    const id = new URLSearchParams(location.hash.slice(1)).get('call') ?? '';

    if (id !== '' && id !== this.open.id && !byId('main').hidden)
      this.open.open(id);
  }

  opened(id) {
    this.live.setOpened(id);
    history.replaceState(null, '', id === null ? location.pathname
      : `#${new URLSearchParams({ call: id })}`);
  }
}

export const page = new CallsPage();

tellBegun();
page.load();
