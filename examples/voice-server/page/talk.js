// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// The page on which one talks: joins its parts.

import { findBarrier, getJson, logOut } from './api.js';
import { CallView } from './callview.js';
import { byId, tellBegun, write } from './elements.js';
import { extensionOf, save, saveText } from './downloads.js';
import { bytes, text } from './format.js';
import { Levels } from './levels.js';
import { Loudspeaker } from './loudspeaker.js';
import { Microphone } from './microphone.js';
import { OutputChoice } from './outputchoice.js';
import { PushToTalk } from './pushtotalk.js';
import { stateOfStatus, STATES, tellEnd } from './sentences.js';
import { Settings } from './settings.js';
import { StatusView } from './statusview.js';
import { TalkState } from './talkstate.js';
import { Visit } from './visit.js';
import { WakeLock } from './wakelock.js';

// Without a microphone one may still write.
const WITHOUT_MICROPHONE = ['refused', 'no-microphone', 'microphone-busy',
  'insecure'];
const RECORD_TRIES = 5;
const RECORD_MS = 1000;

class TalkPage {
  constructor() {
    this.status = new StatusView();
    this.view = new CallView((event) => this.take(event), {
      names: { user: 'You', typed: 'You, in writing' },
    });
    this.settings = new Settings(byId('settings'));
    this.microphone = new Microphone(byId('microphone'));
    this.loudspeaker = new Loudspeaker(byId('loudspeaker'));
    this.outputs = new OutputChoice(byId('output-field'), byId('output'),
      byId('loudspeaker'), () => this.status.note({ level: 'error', sentence:
        'The browser does not play there. Choose another loudspeaker.' }));
    this.levels = new Levels({
      user: [byId('level-user'), byId('level-user-number')],
      assistant: [byId('level-assistant'), byId('level-assistant-number')],
    });
    this.pushToTalk = new PushToTalk(byId('hold'), (on) => this.hold(on));
    this.wakeLock = new WakeLock();
    this.visit = null;
    this.state = new TalkState();
    this.recording = null;
    this.callId = null;
    this.muted = false;
    // On a small screen what is said comes first.
    byId('settings-box').open = matchMedia('(min-width: 48rem)').matches;
    this.listen();
  }

  listen() {
    byId('connect').onclick = () => this.connect();
    byId('write-only').onclick = () => this.connect(true);
    byId('disconnect').onclick = () => this.disconnect();
    byId('stop').onclick = () => this.stopAnswer();
    byId('mute').onclick = () => this.setMuted(!this.muted);
    byId('logout').onclick = () => logOut().catch(() => {});
    byId('text-form').onsubmit = (event) => this.sendText(event);
    byId('microphone').onchange = () => this.visit?.changeMicrophone();
    byId('save-transcript').onclick = () => saveText(
      this.view.transcript.toText(), 'transcript', 'txt', 'text/plain');
    byId('save-events').onclick = () => saveText(this.view.store.toLines(),
      'events', 'jsonl', 'application/x-ndjson');
    byId('save-recording').onclick = () => save(this.recording, 'recording',
      extensionOf(this.recording.type));
    this.microphone.on('lost', () => this.visit?.microphoneLost());
    this.microphone.on('devices', (fresh) => {
      this.outputs.list().catch(() => {});
      if (fresh && this.visit?.deaf)
        this.visit.changeMicrophone();
    });
    this.settings.on('changed', () => this.sendSettings());
    // The server is told; else it would find out by the silence.
    addEventListener('pagehide', () => this.disconnect());
  }

  async load() {
    const problem = Microphone.find();

    this.show('loading');
    try {
      const me = await getJson('/api/me');

      this.settings.offer(me);
      byId('logout').hidden = !(me.token_required && me.logged_in);
      const barrier = findBarrier(me);

      if (barrier === null)
        this.show(problem ?? 'idle');
      else
        this.show(barrier.name, barrier.sentence
          ? [STATES[barrier.name][0], barrier.sentence] : undefined);
      if (me.service === 'local')
        this.status.note({ level: 'info', sentence: 'The server has no key: '
          + 'the agent answers from a script, whatever you say.' });
    } catch (error) {
      this.show(stateOfStatus(error.status));
    }
    if (navigator.mediaDevices)
      await this.microphone.list().catch(() => {});
  }

  // A visit's events, as long as it is the page's.
  follow(visit) {
    const ours = (func) => (detail) => {
      if (this.visit === visit)
        func(detail);
    };

    visit.on('state', ours(({ name, words }) => this.show(name, words)));
    visit.on('message', ours((data) => this.view.take(data)));
    visit.on('open', ours(() => this.opened()));
    visit.on('over', ours(() => this.closed()));
    visit.on('lost', (path) => this.explain(path));
    visit.on('link', ours((there) => {
      this.state.disconnected = !there;
      this.showState();
    }));
    visit.on('deaf', ours((deaf) => {
      this.state.deaf = deaf;
      this.showState();
    }));
    visit.on('note', ours((note) => this.status.note(note)));
    visit.on('silent', ours(() => this.status.note({ level: 'warning',
      sentence: 'The browser plays no sound before you have clicked. Click '
        + 'anywhere on the page to hear the agent.' })));
    visit.on('full', ours(() => write(byId('downloads-hint'),
      'The recording in this page is full, and has ended.')));
    visit.on('recording', (blob) => this.keepRecording(blob));
  }

  show(name, words) {
    this.status.show(name, words);
    byId('write-only').hidden = !WITHOUT_MICROPHONE.includes(name);
  }

  connect(writeOnly = false) {
    const problem = writeOnly ? null : Microphone.find();

    if (this.visit !== null)
      return;
    if (problem !== null) {
      this.show(problem);
      return;
    }
    this.reset();
    this.state.writeOnly = writeOnly;
    this.visit = new Visit({
      microphone: this.microphone,
      loudspeaker: this.loudspeaker,
      levels: this.levels,
      record: byId('record').checked,
      writeOnly,
    });
    this.follow(this.visit);
    this.showButtons();
    this.visit.start(this.settings.begin());
  }

  reset() {
    this.view.reset();
    this.status.clearNotes();
    this.state = new TalkState();
    this.state.muted = this.muted;
    this.recording = null;
    this.callId = null;
    byId('server-recording').hidden = true;
    write(byId('downloads-hint'), '');
  }

  opened() {
    this.wakeLock.set(true);
    this.showButtons();
    this.sendSettings();
    this.showState();
  }

  closed() {
    const focused = document.activeElement;

    this.visit = null;
    this.wakeLock.set(false);
    this.pushToTalk.release();
    this.showButtons();
    // The button that had the focus is gone.
    if (focused?.hidden || focused?.disabled)
      byId('connect').focus();
  }

  disconnect() {
    this.visit?.finish({ name: 'idle',
      words: tellEnd('caller-hung-up') });
    if (this.callId !== null)
      this.findServerRecording(this.callId);
  }

  showButtons() {
    const there = this.visit !== null;
    const open = there && this.visit.isOpen && !this.visit.over;
    const { writeOnly } = this.state;
    const hadFocus = ['connect', 'write-only'].includes(
      document.activeElement.id);

    byId('connect').hidden = there;
    if (there)
      byId('write-only').hidden = true;
    byId('disconnect').hidden = !there;
    write(byId('disconnect'), open ? 'End the conversation' : 'Cancel');
    if (hadFocus && there)
      byId('disconnect').focus();
    for (const id of ['stop', 'mute', 'text', 'send'])
      byId(id).disabled = !open || (id === 'mute' && writeOnly);
    byId('hold').hidden = !(open && this.state.pushToTalk) || writeOnly;
    byId('hold-hint').hidden = byId('hold').hidden;
    byId('save-transcript').disabled = this.view.conversation.items.size === 0;
    byId('save-events').disabled = this.view.store.came === 0;
    byId('save-recording').disabled = this.recording === null;
  }

  showState() {
    if (this.visit?.isOpen && !this.visit.over
        && this.status.name !== this.state.name)
      this.show(this.state.name);
  }

  take(event) {
    const { kind, data } = event;

    this.state.take(event);
    if (kind === 'call')
      this.takeCall(data);
    else if (kind === 'note')
      this.status.note(data);
    else if (kind === 'speech' && data.role !== 'user' && data.speaking === true)
      this.loudspeaker.listen();
    else if (kind === 'settings')
      this.settings.show(data);
    if (kind === 'settings' || byId('save-events').disabled
        || byId('save-transcript').disabled)
      this.showButtons();
    this.showState();
  }

  takeCall(data) {
    if (typeof data.id === 'string')
      this.callId = data.id;
    if (data.state !== 'ended')
      return;
    this.visit?.finish({ name: 'ended',
      words: tellEnd(data.cause, text(data.sentence, '', 1000)) });
    this.findServerRecording(this.callId);
  }

  // A refused one is told, and shown as it is at the server.
  async command(command) {
    const visit = this.visit;
    const answer = await visit.send(command);

    if (answer.ok !== true && this.visit === visit)
      this.status.note({ level: 'error', sentence: text(answer.error,
        'The server refused that.', 1000) });
    return answer.ok === true;
  }

  async sendSettings() {
    if (!this.visit?.isOpen)
      return;
    const unsent = this.settings.takeUnsent();

    if (Object.keys(unsent).length > 0
        && !await this.command({ type: 'settings', ...unsent }))
      this.settings.forget(unsent);
  }

  async sendText(event) {
    const words = byId('text').value.trim();

    event.preventDefault();
    if (words === '' || !this.visit?.isOpen)
      return;
    byId('text').value = '';
    if (!await this.command({ type: 'text', text: words, respond: true })
        && byId('text').value === '')
      byId('text').value = words;
  }

  // Silence first, words to the server afterwards.
  async stopAnswer() {
    this.loudspeaker.silence();
    await this.command({ type: 'interrupt' });
    this.loudspeaker.stopped();
  }

  setMuted(muted) {
    this.muted = muted;
    this.state.muted = muted;
    this.microphone.setHeard(!muted);
    byId('mute').setAttribute('aria-pressed', String(muted));
    this.showState();
  }

  hold(on) {
    if (!this.visit?.isOpen || !this.state.pushToTalk)
      return;
    this.state.holding = on;
    this.showState();
    this.command({ type: 'talk', active: on });
  }

  keepRecording(blob) {
    this.recording = blob;
    write(byId('downloads-hint'), `The recording has ${bytes(blob.size)}.`);
    this.showButtons();
  }

  // A conversation was lost without a word: the record may know why.
  async explain(path) {
    const id = path?.split('/').at(-1);

    if (!id || this.visit !== null)
      return;
    this.callId = id;
    const record = await this.findRecord(id);
    if (record && this.visit === null && this.callId === id)
      this.show('ended',
        tellEnd(record.cause, text(record.sentence, '', 1000)));
  }

  async findServerRecording(id) {
    const record = await this.findRecord(id);

    if (!record?.recording || this.callId !== id)
      return;
    byId('server-recording').href
      = `/api/calls/${encodeURIComponent(id)}/recording`;
    byId('server-recording').hidden = false;
  }

  // Of a call that has ended. The records may be a moment late.
  async findRecord(id) {
    for (let i = 0; id !== null && i < RECORD_TRIES; i++) {
      await new Promise((resolve) => { setTimeout(resolve, RECORD_MS); });
      const found = await getJson(`/api/calls/${encodeURIComponent(id)}`)
        .catch(() => null);

      if (found?.record?.ended)
        return found.record;
    }
    return null;
  }
}

// For the browser's console, too.
export const page = new TalkPage();

tellBegun();
page.load();
