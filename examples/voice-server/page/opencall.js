// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// The call that the operator has opened: one that runs, by its events and with
// what can be done to it; one that has ended, by its record.

import { getJson, postJson, remove } from './api.js';
import { CallView } from './callview.js';
import { byId, make, write } from './elements.js';
import { EventStream } from './eventstream.js';
import { KINDS } from './feed.js';
import { dateTime, text } from './format.js';
import { ListenIn } from './listen.js';
import { Player } from './player.js';
import { nameCause } from './sentences.js';

export class OpenCall {
  // changed (id): another call is open, or none (null).
  constructor(changed) {
    this.changed = changed;
    this.id = null;
    this.stream = null;
    this.player = new Player((item) => this.view.transcript.mark(item));
    this.view = new CallView((event) => this.take(event), {
      chosen: (item) => this.player.playFrom(item),
    });
    this.listenIn = new ListenIn(byId('loudspeaker'), (sentence, on) => {
      write(byId('listen-hint'), sentence);
      byId('listen').setAttribute('aria-pressed', String(on));
    });
    this.listenToButtons();
  }

  listenToButtons() {
    byId('close-call').onclick = () => this.close(true);
    byId('interrupt').onclick = () => this.run('command', { type: 'interrupt' },
      'The answer was stopped.');
    byId('listen').onclick = () => {
      if (this.listenIn.on)
        this.listenIn.stop();
      else
        this.listenIn.start(this.id);
    };
    byId('hang-up').onclick = () => this.askToHangUp();
    byId('confirm').addEventListener('close', () => {
      if (byId('confirm').returnValue === 'yes')
        this.hangUp();
    });
    byId('say-form').onsubmit = (event) => this.submit(event, 'say', 'text',
      'The agent says it.');
    byId('transfer-form').onsubmit = (event) => this.submit(event, 'transfer',
      'number', 'The call is passed on.');
  }

  get path() {
    return `/api/calls/${encodeURIComponent(this.id)}`;
  }

  open(id, settings) {
    this.close(false);
    this.id = id;
    this.listenIn.settings = settings;
    this.view.reset();
    this.begin();
    write(byId('call-state'), 'The events are being asked for.');
    this.setRunning(true);
    this.stream = new EventStream(`${this.path}/events`, KINDS);
    this.stream.on('message', (data) => this.view.take(data));
    this.stream.on('state', (word) => this.streamChanged(word, id));
    this.describe(id);
  }

  begin() {
    byId('call').hidden = false;
    byId('events-panel').hidden = false;
    byId('call-facts').replaceChildren();
    write(byId('call-answer'), '');
    write(byId('call-title'), 'Call');
    byId('call-title').focus();
    this.changed(this.id);
  }

  // By its record.
  async openRecord(id) {
    this.close(false);
    this.id = id;
    this.view.reset();
    this.begin();
    this.setRunning(false);
    byId('events-panel').hidden = true; // a record has none
    write(byId('call-state'), 'The record is being read.');
    try {
      const { record } = await getJson(this.path);

      if (this.id !== id)
        return;
      this.showRecord(record);
    } catch (error) {
      if (this.id === id)
        write(byId('call-state'), error.message);
    }
  }

  showRecord(record) {
    if (!record) {
      write(byId('call-state'), 'The server has no record of this call.');
      return;
    }
    if (!record.ended) {
      write(byId('call-state'), 'This call has no end yet: it runs, perhaps in '
        + 'another process.');
      this.showFacts(record);
      this.view.takeRecord(record);
      return;
    }
    this.showFacts(record);
    this.view.takeRecord(record);
    this.player.show(record, [...this.view.conversation.items.values()]);
    write(byId('call-state'), `Ended ${dateTime(record.ended)}: ${
      nameCause(text(record.cause, 'unknown', 60))}. ${
      text(record.sentence, '', 1000)}`);
  }

  async describe(id) {
    const found = await getJson(this.path).catch(() => ({}));

    if (this.id === id && (found.running || found.record))
      this.showFacts(found.running ?? found.record);
  }

  showFacts(call) {
    const facts = {
      Agent: call.agent, From: call.from, To: call.to, Leg: call.leg,
      Direction: call.direction, Began: dateTime(call.started), Id: call.id,
    };

    write(byId('call-title'), `Call of ${text(call.agent, 'no agent', 60)}`);
    byId('call-facts').replaceChildren(...Object.entries(facts)
      .filter(([, value]) => value)
      .map(([name, value]) => make('div', {}, make('dt', {}, name),
        make('dd', { dir: 'auto' }, text(value, '–', 200)))));
    for (const [name, value] of Object.entries(call.facts ?? {}))
      this.addFact(name, value);
  }

  addFact(name, value) {
    const list = byId('call-facts');
    const shown = text(name, 'fact', 60);
    const words = typeof value === 'string' ? text(value, '–', 200)
      : text(JSON.stringify(value), '–', 200);
    const before = [...list.children].find(
      (row) => row.dataset.fact === shown);
    const row = make('div', { 'data-fact': shown }, make('dt', {}, shown),
      make('dd', { dir: 'auto' }, words));

    if (before)
      before.replaceWith(row);
    else if (list.childElementCount < 100)
      list.append(row);
  }

  streamChanged(word, id) {
    if (this.id !== id)
      return;
    if (word === 'open')
      write(byId('call-state'), 'Live.');
    else if (word === 'waiting')
      write(byId('call-state'), 'The events stopped; they are asked for again.');
    else
      this.openRecord(id);
  }

  take({ kind, data }) {
    if (kind === 'fact')
      this.addFact(data.name, data.value);
    if (kind === 'call' && data.state === 'ended')
      this.ended(data);
  }

  ended(data) {
    this.stream?.close();
    this.stream = null;
    this.setRunning(false);
    this.listenIn.stop();
    write(byId('call-state'), `Ended: ${
      nameCause(text(data.cause, 'unknown', 60))}. ${
      text(data.sentence, '', 1000)}`);
  }

  setRunning(running) {
    for (const id of ['listen', 'interrupt', 'hang-up', 'call-forms'])
      byId(id).hidden = !running;
    byId('listen-hint').hidden = !running;
  }

  // What the server says to it.
  async run(part, body, done) {
    const answer = byId('call-answer');

    write(answer, '');
    try {
      await postJson(`${this.path}/${part}`, body);
      write(answer, done);
      return true;
    } catch (error) {
      write(answer, error.message);
      return false;
    }
  }

  async submit(event, part, member, done) {
    const field = byId(part);
    const words = field.value.trim();

    event.preventDefault();
    if (words !== '' && await this.run(part, { [member]: words }, done))
      field.value = '';
  }

  askToHangUp() {
    write(byId('confirm-text'), 'The call ends at once, in the middle of a '
      + 'word. The caller hears nothing more.');
    byId('confirm').returnValue = 'no';
    byId('confirm').showModal();
    byId('confirm-no').focus();
  }

  async hangUp() {
    try {
      await remove(this.path);
      write(byId('call-answer'), 'The call was ended.');
    } catch (error) {
      write(byId('call-answer'), error.message);
    }
  }

  // byHand: somebody closed the view, not another call.
  close(byHand) {
    this.stream?.close();
    this.stream = null;
    this.listenIn.stop();
    this.player.hide();
    this.id = null;
    if (!byHand)
      return;
    byId('call').hidden = true;
    this.changed(null);
    byId('live').focus();
  }
}
