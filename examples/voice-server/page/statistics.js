// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Shows the figures of a conversation.

import { make, write } from './elements.js';
import { median } from './figures.js';
import { Frame } from './frame.js';
import { duration, milliseconds, money } from './format.js';

const DRAW_MS = 200;

// id: [name, value of the figures]
const ROWS = {
  duration: ['Duration', ({ begun, ended }) => (
    begun === null ? '–' : duration((ended || Date.now()) - begun))],
  'user-turns': ['Turns of the caller', ({ turns }) => `${turns.user}`],
  'assistant-turns': ['Turns of the agent', ({ turns }) => (
    `${turns.assistant}`)],
  interruptions: ['Interruptions', ({ interruptions }) => `${interruptions}`],
  latency: ['Waiting for the answer: last', ({ latencies }) => (
    milliseconds(latencies.at(-1)?.ms))],
  'latency-median': ['Waiting: median', ({ latencies }) => (
    milliseconds(median(latencies.map(({ ms }) => ms)) ?? NaN))],
  'latency-worst': ['Waiting: longest', ({ latencies }) => (
    milliseconds(latencies.reduce((most, { ms }) => Math.max(most, ms), -1)
      >= 0 ? Math.max(...latencies.map(({ ms }) => ms)) : NaN))],
  tools: ['Function calls', ({ tools, toolErrors }) => (
    toolErrors > 0 ? `${tools}, ${toolErrors} failed` : `${tools}`)],
  'tokens-in': ['Tokens in: text, audio', ({ tokens }) => (
    `${tokens.input_text}, ${tokens.input_audio}`)],
  'tokens-cached': ['… of these from the cache', ({ tokens }) => (
    `${tokens.cached_text}, ${tokens.cached_audio}`)],
  'tokens-out': ['Tokens out: text, audio', ({ tokens }) => (
    `${tokens.output_text}, ${tokens.output_audio}`)],
  cost: ['Cost', ({ cost, currency }) => (
    cost === null ? 'no prices' : money(cost, currency))],
};

export class Statistics {
  constructor(box, figures) {
    this.figures = figures;
    this.values = {};
    this.frame = new Frame(() => this.draw(), DRAW_MS);
    this.lost = make('p', { class: 'hint', hidden: true });
    box.replaceChildren(make('dl', { class: 'facts' },
      ...Object.entries(ROWS).map(([id, [name]]) => {
        this.values[id] = make('dd', { 'data-figure': id });
        return make('div', {}, make('dt', {}, name), this.values[id]);
      })), this.lost);
    this.draw();
  }

  reset(figures) {
    this.figures = figures;
    this.update();
  }

  update() {
    this.frame.request();
  }

  draw() {
    for (const [id, [, value]] of Object.entries(ROWS))
      write(this.values[id], value(this.figures));
    this.lost.hidden = this.figures.lost === 0;
    write(this.lost, `${this.figures.lost} older events are not here: the `
      + 'figures count from then on.');
  }
}
