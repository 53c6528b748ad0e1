// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// One call as it is seen: transcript, events, figures, chart, functions. Where
// its events come from is for the page.

import { byId } from './elements.js';
import { Chart } from './chart.js';
import { Conversation } from './conversation.js';
import { EventList } from './eventlist.js';
import { EventStore } from './eventstore.js';
import { Feed } from './feed.js';
import { Figures } from './figures.js';
import { Statistics } from './statistics.js';
import { Tools } from './tools.js';
import { Transcript } from './transcript.js';

const CLOCK_MS = 1000;

export class CallView {
  // watch(event): also wants to know; options: of the transcript.
  constructor(watch, options) {
    this.watch = watch;
    this.make();
    this.transcript = new Transcript(byId('transcript'), this.conversation,
      options);
    this.list = new EventList(byId('events'), this.store);
    this.statistics = new Statistics(byId('statistics'), this.figures);
    this.chart = new Chart(byId('chart'), this.figures, 'chart-title');
    this.tools = new Tools(byId('tools'));
    setInterval(() => {
      if (this.figures.begun !== null && this.figures.ended === null)
        this.statistics.update();
    }, CLOCK_MS);
  }

  make() {
    this.feed = new Feed();
    this.store = new EventStore();
    this.conversation = new Conversation();
    this.figures = new Figures();
  }

  // For another call.
  reset() {
    this.make();
    this.transcript.reset(this.conversation);
    this.list.reset(this.store);
    this.statistics.reset(this.figures);
    this.chart.reset(this.figures);
    this.tools.reset();
  }

  // What came, as text.
  take(json) {
    const event = this.feed.read(json);

    if (event === null)
      return;
    if (event.kind !== 'level') {
      this.store.add(event);
      this.list.update();
      this.show(event);
    }
    this.watch(event);
  }

  show(event) {
    const item = this.conversation.take(event);

    if (item !== null)
      this.transcript.update(item);
    if (this.figures.take(event)) {
      this.statistics.update();
      this.chart.update();
    }
    this.tools.take(event);
  }

  // A call that has ended, from its record.
  takeRecord(record) {
    for (const turn of record.turns ?? [])
      this.transcript.update(this.conversation.addTurn(turn));
    this.figures.takeRecord(record);
    this.statistics.update();
    this.chart.update();
    this.tools.takeRecord(record);
  }
}
