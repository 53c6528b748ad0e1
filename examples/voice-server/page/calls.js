// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// The operator's page: joins the calls that run, those of the records, and the
// one that is open.

import { findBarrier, getJson, logOut } from './api.js';
import { byId, write } from './elements.js';
import { EventStream } from './eventstream.js';
import { parseEvent } from './feed.js';
import { History } from './history.js';
import { LiveList } from './livelist.js';
import { OpenCall } from './opencall.js';
import { text } from './format.js';

const AGAIN_MS = 1500;

class CallsPage {
  constructor() {
    this.me = null;
    this.open = new OpenCall((id) => this.opened(id));
    this.live = new LiveList((id) => this.open.open(id, this.me?.webrtc));
    this.history = new History((id, ended) => (ended ? this.open.openRecord(id)
      : this.open.open(id, this.me?.webrtc)));
    this.timer = 0;
    byId('logout').onclick = () => logOut().catch(() => {});
    addEventListener('pagehide', () => this.open.close(false));
  }

  tell(sentence, bad = false) {
    write(byId('state'), sentence);
    byId('state').classList.toggle('error', bad);
  }

  async load() {
    try {
      this.me = await getJson('/api/me');
    } catch (error) {
      this.tell(error.message, true);
      return;
    }
    byId('logout').hidden = !(this.me.token_required && this.me.logged_in);
    const barrier = findBarrier(this.me);
    if (barrier !== null && barrier.name !== 'draining') {
      this.tell(barrier.sentence ?? 'A token is needed: this server shows its '
        + 'calls only to those who have it. Log in first.');
      byId('state-next').hidden = barrier.name !== 'token';
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
    const stream = new EventStream('/api/calls/events', ['calls', 'call'],
      { again: true });

    stream.on('message', (data) => this.take(data));
    stream.on('state', (word) => this.streamChanged(word));
  }

  streamChanged(word) {
    if (word !== 'open')
      this.tell('The server does not answer. It is asked again until it does; '
        + 'check that it runs.', true);
    else if (this.me.draining === true)
      this.tell('The server is shutting down: it takes no new calls, and ends '
        + 'when those below have ended.');
    else
      this.tell('Connected: this page follows the calls as they are.');
  }

  take(data) {
    const event = parseEvent(data);

    if (event === null)
      return;
    this.live.take(event);
    if (event.kind === 'call' && event.data.state === 'ended') {
      // Its record is written a moment later.
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.history.search(), AGAIN_MS);
    }
  }

  // The address says what is open, for a reload and for others.
  openFromAddress() {
    const id = new URLSearchParams(location.hash.slice(1)).get('call');

    if (id)
      this.open.open(id, this.me.webrtc);
  }

  opened(id) {
    this.live.setOpened(id);
    history.replaceState(null, '', id === null ? location.pathname
      : `#${new URLSearchParams({ call: id })}`);
  }
}

export const page = new CallsPage();

page.load();
