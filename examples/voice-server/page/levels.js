// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// How loud both sides are, measured where the sound passes. Chromium gives
// sound of a far side to an analyser only while an audio element plays it, too.

import { write } from './elements.js';
import { decibels } from './format.js';

const FLOOR = -60;
const EVERY_MS = 50;

// dBFS of the last samples.
function measure(analyser, samples) {
  let sum = 0;

  analyser.getFloatTimeDomainData(samples);
  for (const sample of samples)
    sum += sample * sample;
  return sum === 0 ? FLOOR
    : Math.max(FLOOR, 10 * Math.log10(sum / samples.length));
}

class Level {
  constructor(meter, number) {
    this.meter = meter;
    this.number = number;
    this.source = null;
  }

  attach(context, stream) {
    this.detach();
    this.analyser = context.createAnalyser();
    this.analyser.fftSize = 1024;
    this.samples = new Float32Array(this.analyser.fftSize);
    this.source = context.createMediaStreamSource(stream);
    this.source.connect(this.analyser);
  }

  detach() {
    this.source?.disconnect();
    this.source = null;
    this.show(FLOOR);
  }

  draw() {
    if (this.source !== null)
      this.show(measure(this.analyser, this.samples));
  }

  show(level) {
    this.meter.value = level;
    write(this.number, this.source === null ? '–' : decibels(level));
  }
}

export class Levels {
  // sides: name → [meter, number]
  constructor(sides) {
    this.context = null;
    this.timer = 0;
    this.levels = Object.fromEntries(Object.entries(sides).map(
      ([name, [meter, number]]) => [name, new Level(meter, number)]));
  }

  start(context) {
    this.context = context;
    this.timer = setInterval(() => {
      if (!document.hidden)
        Object.values(this.levels).forEach((level) => level.draw());
    }, EVERY_MS);
  }

  attach(name, stream) {
    if (this.context !== null)
      this.levels[name].attach(this.context, stream);
  }

  stop() {
    clearInterval(this.timer);
    Object.values(this.levels).forEach((level) => level.detach());
    this.context = null;
  }
}
