// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Listens in on a call: the caller on the left, the agent on the right.

import { remove } from './api.js';
import { exchange, makePeer, pathOf, preferCodec } from './peer.js';
import { play } from './playback.js';

export class ListenIn {
  // told (sentence, on): what happens to it.
  constructor(element, told) {
    this.element = element;
    this.told = told;
    this.webrtc = null; // as /api/me tells it
    this.peer = null;
    this.path = null;
  }

  get on() {
    return this.peer !== null;
  }

  async start(id) {
    const peer = makePeer(this.webrtc);

    this.peer = peer;
    preferCodec(peer.addTransceiver('audio', { direction: 'recvonly' }), 'opus');
    peer.ontrack = async ({ track, streams }) => {
      if (!await play(this.element, streams[0] ?? new MediaStream([track]))
          && this.peer === peer)
        this.told('The browser plays no sound before you have clicked. Click '
          + 'anywhere on the page.', true);
    };
    peer.onconnectionstatechange = () => this.look(peer);
    this.told('Connecting the sound.', true);
    try {
      const location = await exchange(peer,
        `/api/webrtc?listen=${encodeURIComponent(id)}`, { stereo: true });

      if (this.peer === peer)
        this.path = pathOf(location);
      else if (location !== null)
        remove(pathOf(location)).catch(() => {});
    } catch (error) {
      if (this.peer === peer)
        this.stop(error.message);
    }
  }

  look(peer) {
    if (this.peer !== peer)
      return;
    if (peer.connectionState === 'connected')
      this.told('You hear the caller on the left, the agent on the right. '
        + 'Nobody hears you.', true);
    else if (peer.connectionState === 'failed')
      this.stop('The sound has ended. If the call goes on, press “Listen in” '
        + 'again.');
  }

  stop(sentence = '') {
    const { peer, path } = this;

    if (peer === null)
      return;
    this.peer = null;
    this.path = null;
    peer.onconnectionstatechange = null;
    peer.close();
    this.element.srcObject = null;
    if (path !== null)
      remove(path).catch(() => {}); // the call may be over
    this.told(sentence, false);
  }
}
