// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// One conversation from "Connect" to its end: microphone, connection, sound,
// recording, in their order. Tells
//   state (name, words)   of the sentences'; words where they are the server's
//   message (text)        an event
//   open, over            commands may be sent; no more

import { ApiError, findBarrier, getJson } from './api.js';
import { Connection } from './connection.js';
import { Emitter } from './emitter.js';
import { Recorder } from './recorder.js';
import { stateOfMicrophoneError, stateOfStatus, STATES } from './sentences.js';
import { makeSilentTrack } from './silence.js';

const OPEN_MS = 20000;

export class Visit extends Emitter {
  // writeOnly: without a microphone
  constructor({ microphone, loudspeaker, levels, record, writeOnly }) {
    super();
    this.writeOnly = writeOnly;
    this.deaf = false; // the microphone was lost
    this.microphone = microphone;
    this.loudspeaker = loudspeaker;
    this.levels = levels;
    this.over = false;
    this.isOpen = false;
    // Now, while the click counts.
    this.context = new AudioContext({ latencyHint: 'interactive' });
    this.recorder = null;
    this.record = record;
  }

  async start(agent) {
    try {
      await this.connect(agent);
    } catch (error) {
      if (this.over)
        return;
      if (error instanceof ApiError)
        this.fail(stateOfStatus(error.status, this.me?.draining), error.message);
      else
        this.fail('not-taken', 'Its answer was not understood. Load the page '
          + 'again, then try again.');
    }
  }

  async connect(agent) {
    this.emit('state', { name: 'connecting' });
    this.me = await getJson('/api/me');
    if (this.over || !this.mayConnect())
      return;
    const track = this.writeOnly ? null : await this.openMicrophone();
    if (this.over)
      return;
    this.emit('state', { name: 'connecting' });
    this.levels.start(this.context);
    if (track !== null)
      this.levels.attach('user', this.microphone.stream);
    if (this.record)
      this.startRecorder();
    this.makeConnection();
    const query = agent ? `?agent=${encodeURIComponent(agent)}` : '';
    await this.connection.start(track, this.microphone.stream,
      `/api/webrtc${query}`);
  }

  mayConnect() {
    const barrier = findBarrier(this.me);

    if (barrier !== null)
      this.fail(barrier.name, barrier.sentence);
    return barrier === null;
  }

  async openMicrophone() {
    this.emit('state', { name: 'asking' });
    try {
      return await this.microphone.open();
    } catch (error) {
      this.fail(stateOfMicrophoneError(error));
      return null;
    }
  }

  startRecorder() {
    try {
      this.recorder = new Recorder(this.context, () => this.emit('full'));
    } catch {
      this.emit('note', { level: 'warning', sentence: 'This browser cannot '
        + 'record here. The conversation goes on without.' });
    }
    if (!this.writeOnly)
      this.recordSide(0, this.microphone.stream);
  }

  recordSide(side, stream) {
    if (this.recorder !== null && !this.recorder.attach(side, stream))
      this.emit('note', { level: 'warning', sentence: `This browser does not `
        + `give the page the sound of ${side === 0 ? 'the microphone'
          : 'the agent'}: the recording is without it.` });
  }

  makeConnection() {
    this.connection = new Connection(this.me.webrtc);
    this.timer = setTimeout(() => {
      if (!this.isOpen)
        this.fail('no-way');
    }, OPEN_MS);
    this.connection.on('open', () => this.opened());
    this.connection.on('message', (data) => this.emit('message', data));
    this.connection.on('track', (stream) => this.play(stream));
    this.connection.on('interrupted', () => this.emit('link', false));
    this.connection.on('restored', () => this.emit('link', true));
    this.connection.on('closed', (path) => {
      this.fail(this.isOpen ? 'gone' : 'no-way');
      this.emit('lost', path);
    });
  }

  opened() {
    this.isOpen = true;
    clearTimeout(this.timer);
    this.emit('open');
  }

  async play(stream) {
    this.levels.attach('assistant', stream);
    this.recordSide(1, stream);
    if (!await this.loudspeaker.play(stream))
      this.emit('silent');
  }

  // Another microphone while it runs.
  async changeMicrophone() {
    if (this.connection === undefined || this.over || this.writeOnly)
      return;
    try {
      const track = await this.microphone.open();

      if (track === null)
        return;
      await this.connection.replaceTrack(track);
      this.setDeaf(false);
      this.levels.attach('user', this.microphone.stream);
      this.recordSide(0, this.microphone.stream);
    } catch (error) {
      if (this.over)
        return;
      const [title, next] = STATES[stateOfMicrophoneError(error)];

      this.emit('note', { level: 'error', sentence: `${title}: ${next}` });
    }
  }

  // Without it the agent hears silence.
  async microphoneLost() {
    this.setDeaf(true);
    this.silent ??= makeSilentTrack(this.context);
    await this.connection?.replaceTrack(this.silent);
  }

  setDeaf(deaf) {
    this.deaf = deaf;
    this.emit('deaf', deaf);
  }

  send(command) {
    return this.connection.send(command);
  }

  fail(name, sentence) {
    const [title, next] = STATES[name];

    this.finish({ name, words: sentence ? [title, sentence] : [title, next] });
  }

  // state: what is shown from now on.
  async finish(state) {
    if (this.over)
      return;
    this.over = true;
    clearTimeout(this.timer);
    this.connection?.end();
    this.microphone.close();
    this.loudspeaker.stop();
    this.levels.stop();
    this.emit('state', state);
    this.emit('over');
    const recording = await this.recorder?.stop();
    if (recording?.size > 0)
      this.emit('recording', recording);
    await this.context.close();
  }
}
