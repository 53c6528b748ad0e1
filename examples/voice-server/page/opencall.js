// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// The call that the operator has opened: one that runs, by its events and with
// what can be done to it; one that has ended, by its record.

import { getJson, postJson, remove } from './api.js';
import { CallView } from './callview.js';
import { confirmFirst } from './confirm.js';
import { byId, make, write } from './elements.js';
import { EventStream } from './eventstream.js';
import { KINDS } from './feed.js';
import { dateTime, number, text } from './format.js';
import { Meter } from './levels.js';
import { ListenIn } from './listen.js';
import { Player } from './player.js';
import { nameCause } from './sentences.js';

const AGAIN_MS = 3000;
// Those whose line cannot pass a call on.
const FIXED_LEGS = ['webrtc'];

export class OpenCall {
  // changed (id): another call is open, or none (null).
  constructor(changed) {
    this.changed = changed;
    this.id = null;
    this.stream = null;
    this.timer = 0;
    this.meters = ['user', 'assistant'].map((name) => new Meter(
      byId(`level-${name}`), byId(`level-${name}-number`)));
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
    byId('say-form').onsubmit = (event) => this.submit(event, 'say', 'text',
      'The agent says it.');
    byId('transfer-form').onsubmit = (event) => this.askToTransfer(event);
  }

  get path() {
    return `/api/calls/${encodeURIComponent(this.id)}`;
  }

  open(id) {
    this.begin(id);
    this.follow(id);
    this.describe(id);
  }

  // By its events.
  follow(id) {
    write(byId('call-state'), 'The events are being asked for.');
    this.setRunning(true);
    this.stream = new EventStream(`${this.path}/events`, [...KINDS, 'level']);
    this.stream.on('message', (data) => {
      if (this.id === id)
        this.view.take(data);
    });
    this.stream.on('state', (word) => this.streamChanged(word, id));
  }

  begin(id) {
    this.close(false);
    this.id = id;
    this.view.reset();
    byId('call').hidden = false;
    byId('events-panel').hidden = false;
    byId('transfer-form').hidden = false;
    byId('call-facts').replaceChildren();
    write(byId('call-answer'), '');
    write(byId('call-title'), 'Call');
    byId('call-title').focus();
    this.changed(this.id);
  }

  // One of the records, which may be running.
  async openRecord(id) {
    this.begin(id);
    this.setRunning(false);
    write(byId('call-state'), 'The record is being read.');
    const found = await this.find();

    if (this.id !== id)
      return;
    if (found.running) {
      this.showFacts(found.running);
      this.follow(id);
    } else {
      this.showRecord(found);
    }
  }

  // What the server knows of it: running, record, or error.
  find() {
    return getJson(this.path).catch((error) => ({ error }));
  }

  showRecord({ record, records_error: why, error }) {
    this.setRunning(false);
    if (error) {
      write(byId('call-state'), error.message);
      return;
    }
    if (!record) {
      write(byId('call-state'), typeof why === 'string'
        ? `The records cannot be read: ${text(why, '', 1000)}`
        : 'The server has no record of this call.');
      return;
    }
    this.showFacts(record);
    // The events that came tell more than their record.
    if (this.view.store.came === 0) {
      byId('events-panel').hidden = true;
      this.view.takeRecord(record);
      if (record.ended)
        this.player.show(record, [...this.view.conversation.items.values()]);
    }
    write(byId('call-state'), record.ended ? `Ended ${
      dateTime(record.ended)}: ${nameCause(text(record.cause, 'unknown', 60))
    }. ${text(record.sentence, '', 1000)}`
      : 'This call has no end in the records: it runs in another process, or '
        + 'its server was killed.');
  }

  async describe(id) {
    const found = await this.find();

    if (this.id === id && (found.running || found.record))
      this.showFacts(found.running ?? found.record);
  }

  showFacts(call) {
    const facts = {
      Agent: call.agent, From: call.from, To: call.to, Leg: call.leg,
      Direction: call.direction, Began: dateTime(call.started), Id: call.id,
    };

    this.setLeg(call.leg);
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
      this.refused(id);
  }

  // The events are not to be had: the call may be over, or too many watch.
  async refused(id) {
    const found = await this.find();

    if (this.id !== id)
      return;
    if (found.running || found.error?.status === 0) {
      write(byId('call-state'), found.error?.message ?? 'It runs, but its events '
        + 'cannot be had now: too many pages watch. They are asked for again.');
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.stream?.open(), AGAIN_MS);
    } else {
      this.endStream();
      this.listenIn.stop();
      this.showRecord(found);
    }
  }

  endStream() {
    clearTimeout(this.timer);
    this.stream?.close();
    this.stream = null;
    this.meters.forEach((meter) => meter.show(null));
  }

  take({ kind, data }) {
    if (kind === 'fact')
      this.addFact(data.name, data.value);
    else if (kind === 'level')
      [data.user, data.assistant].forEach((level, i) => (
        this.meters[i].show(number(level))));
    if (kind !== 'call')
      return;
    this.setLeg(data.leg);
    if (data.state === 'ended')
      this.ended(data);
  }

  setLeg(leg) {
    if (typeof leg === 'string')
      byId('transfer-form').hidden = FIXED_LEGS.includes(leg);
  }

  ended(data) {
    this.endStream();
    this.setRunning(false);
    this.listenIn.stop();
    write(byId('call-state'), `Ended: ${
      nameCause(text(data.cause, 'unknown', 60))}. ${
      text(data.sentence, '', 1000)}`);
  }

  setRunning(running) {
    for (const id of ['listen', 'interrupt', 'hang-up', 'call-forms',
      'call-levels'])
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

  // Of this call, and not of one that was opened meanwhile.
  async confirmHere(question) {
    const { id } = this;

    return await confirmFirst(question) && this.id === id;
  }

  async askToTransfer(event) {
    const number = byId('transfer').value.trim();

    event.preventDefault();
    if (number !== '' && await this.confirmHere({
      title: 'Transfer the call?', words: `The agent leaves the call, and the `
        + `caller is passed on to ${text(number, '', 60)}. You see it no more.`,
      yes: 'Yes, transfer', no: 'No, let it go on' }))
      await this.submit(event, 'transfer', 'number', 'The call is passed on.');
  }

  async askToHangUp() {
    if (await this.confirmHere({
      title: 'Hang up?', words: 'The call ends at once, in the middle of a '
        + 'word. The caller hears nothing more.',
      yes: 'Yes, hang up', no: 'No, let it go on' }))
      await this.hangUp();
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
    this.endStream();
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
