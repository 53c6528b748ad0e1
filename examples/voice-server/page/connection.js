// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// One visit: peer connection and data channel from the offer to the end. Tells
//   open             the channel is there, commands may be sent
//   message (text)   an event of the server's
//   track (stream)   the agent's sound
//   interrupted, restored   no packets come, and come again
//   closed (path)    it is over, and not by end (); where it was

import { remove } from './api.js';
import { Emitter } from './emitter.js';
import { exchange, makePeer, pathOf, preferCodec } from './peer.js';

const ANSWER_MS = 10000;
// The server waits five seconds for packets.
const LOST_MS = 6000;
const MAX_BUFFERED = 256 * 1024;

export class Connection extends Emitter {
  constructor(webrtc) {
    super();
    this.peer = makePeer(webrtc);
    this.codec = webrtc?.codec;
    this.path = null;
    this.over = false;
    this.refs = 0;
    this.timer = 0;
    this.asked = new Map();
    this.channel = this.peer.createDataChannel('events', { ordered: true });
    this.channel.onopen = () => this.emit('open');
    this.channel.onmessage = ({ data }) => this.receive(data);
    this.channel.onclose = () => this.close();
    this.peer.ontrack = ({ track, streams }) => this.emit('track',
      streams[0] ?? new MediaStream([track]));
    this.peer.onconnectionstatechange = () => this.look();
  }

  look() {
    clearTimeout(this.timer);
    switch (this.peer.connectionState) {
      case 'disconnected':
        this.emit('interrupted');
        this.timer = setTimeout(() => this.close(), LOST_MS);
        break;
      case 'connected':
        this.emit('restored');
        break;
      case 'failed':
      case 'closed':
        this.close();
        break;
      default:
        break;
    }
  }

  // track: null where nobody speaks. Throws ApiError where the server does not
  // take it.
  async start(track, stream, path) {
    const transceiver = track === null
      ? this.peer.addTransceiver('audio', { direction: 'recvonly' })
      : this.peer.addTransceiver(track,
        { direction: 'sendrecv', streams: [stream] });

    preferCodec(transceiver, this.codec);
    this.sender = transceiver.sender;
    this.path = pathOf(await exchange(this.peer, path));
    if (this.over)
      this.tellServer();
  }

  // Another microphone.
  replaceTrack(track) {
    return this.sender?.replaceTrack(track);
  }

  receive(data) {
    if (typeof data !== 'string')
      return;
    const answer = this.asked.size > 0 ? this.findAnswer(data) : null;

    if (answer !== null)
      answer.settle(answer.data);
    this.emit('message', data);
  }

  findAnswer(data) {
    if (!data.includes('"answer"'))
      return null;
    try {
      const event = JSON.parse(data);
      const settle = this.asked.get(event.data?.ref);

      return event.kind === 'answer' && settle ? { settle, data: event.data }
        : null;
    } catch {
      return null;
    }
  }

  // What the server answers: {ok, error}.
  send(command) {
    if (this.channel.readyState !== 'open'
        || this.channel.bufferedAmount > MAX_BUFFERED)
      return Promise.resolve({
        ok: false, error: 'There is no connection. Connect, then try again.',
      });
    this.refs += 1;
    const ref = `c${this.refs}`;
    const answer = new Promise((resolve) => {
      const timer = setTimeout(() => settle({
        ok: false, error: 'The server did not answer. Try again.',
      }), ANSWER_MS);
      const settle = (data) => {
        clearTimeout(timer);
        this.asked.delete(ref);
        resolve(data);
      };

      this.asked.set(ref, settle);
    });

    this.channel.send(JSON.stringify({ ...command, ref }));
    return answer;
  }

  tellServer() {
    if (this.path !== null)
      remove(this.path).catch(() => {}); // it sees the end by itself, later
    this.path = null;
  }

  // Ended here; the server is told.
  end() {
    this.over = true;
    this.tellServer();
    this.closeAll();
  }

  close() {
    if (this.over)
      return;
    const { path } = this;

    this.over = true;
    this.tellServer();
    this.closeAll();
    this.emit('closed', path);
  }

  closeAll() {
    const settles = [...this.asked.values()];

    clearTimeout(this.timer);
    this.channel.onclose = null;
    this.channel.onmessage = null;
    this.peer.onconnectionstatechange = null;
    this.channel.close();
    this.peer.close();
    for (const settle of settles)
      settle({ ok: false, error: 'The conversation has ended.' });
  }
}
