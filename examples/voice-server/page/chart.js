// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// How long the caller waited, turn by turn: bars for the eye, a table for all.

import { make, makeSvg } from './elements.js';
import { Frame } from './frame.js';
import { milliseconds } from './format.js';

const MAX_BARS = 40;
const WIDTH = 400;
const HEIGHT = 120;
const LEFT = 44;
const BOTTOM = 18;
const TOP = 8;
const DRAW_MS = 200;

// A round number that is not below.
function roundUp(value) {
  const power = 10 ** Math.floor(Math.log10(Math.max(value, 100)));

  return [1, 2, 5, 10].map((step) => step * power)
    .find((step) => step >= value);
}

export class Chart {
  constructor(box, figures, labelledBy) {
    this.figures = figures;
    this.frame = new Frame(() => this.draw(), DRAW_MS);
    this.empty = make('p', { class: 'hint' }, 'No answer yet.');
    this.svg = makeSvg('svg', {
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`, class: 'chart', role: 'img',
      'aria-labelledby': labelledBy,
    });
    this.rows = make('tbody');
    this.details = make('details', {}, make('summary', {}, 'As a table'),
      make('div', { class: 'scroll short', tabindex: 0, role: 'region',
        'aria-labelledby': labelledBy },
      make('table', {}, make('thead', {}, make('tr', {},
        make('th', { scope: 'col' }, 'Turn'),
        make('th', { scope: 'col' }, 'Waiting'))), this.rows)));
    box.replaceChildren(this.empty, this.svg, this.details);
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
    const shown = this.figures.latencies.slice(-MAX_BARS);
    const none = shown.length === 0;

    this.empty.hidden = !none;
    this.svg.toggleAttribute('hidden', none);
    this.details.hidden = none;
    if (none)
      return;
    this.rows.replaceChildren(...shown.map(({ turn, ms }) => make('tr', {},
      make('td', {}, `${turn}`), make('td', {}, milliseconds(ms)))));
    this.drawBars(shown);
  }

  drawBars(shown) {
    const most = roundUp(Math.max(...shown.map(({ ms }) => ms)));
    const height = HEIGHT - TOP - BOTTOM;
    const step = (WIDTH - LEFT) / Math.max(shown.length, 8);
    const y = (ms) => TOP + height - (ms / most) * height;
    const marks = [0, most / 2, most].flatMap((ms) => [
      makeSvg('line', { x1: LEFT, x2: WIDTH, y1: y(ms), y2: y(ms),
        class: 'mark' }),
      makeSvg('text', { x: LEFT - 4, y: y(ms) + 4, class: 'mark-text',
        'text-anchor': 'end' }, milliseconds(ms))]);
    const every = Math.ceil(shown.length / 10);
    const bars = shown.flatMap(({ turn, ms }, i) => {
      const x = LEFT + i * step;
      const bar = makeSvg('rect', {
        x: x + step * 0.15, width: step * 0.7, y: y(ms),
        height: TOP + height - y(ms), class: 'bar',
      }, makeSvg('title', {}, `Turn ${turn}: ${milliseconds(ms)}`));

      return i % every > 0 ? [bar] : [bar, makeSvg('text', {
        x: x + step / 2, y: HEIGHT - 4, class: 'mark-text',
        'text-anchor': 'middle' }, `${turn}`)];
    });

    this.svg.replaceChildren(...marks, ...bars);
  }
}
