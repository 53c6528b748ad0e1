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

// A bar, and the number beside it; null for no sound at all.
export class Meter {
  constructor(bar, number) {
    this.bar = bar;
    this.number = number;
  }

  show(level) {
    this.bar.value = level ?? FLOOR;
    write(this.number, level === null ? '–' : decibels(level));
  }
}

class Level {
  constructor(bar, number) {
    this.meter = new Meter(bar, number);
    this.source = null;
  }

  // Throws where the browser does not give the sound.
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
    this.meter.show(null);
  }

  draw() {
    if (this.source !== null)
      this.meter.show(measure(this.analyser, this.samples));
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

  // A conversation goes on without.
  attach(name, stream) {
    try {
      if (this.context !== null)
        this.levels[name].attach(this.context, stream);
    } catch {
      // Firefox gives sound of another rate to nobody: no level is shown.
    }
  }

  stop() {
    clearInterval(this.timer);
    Object.values(this.levels).forEach((level) => level.detach());
    this.context = null;
  }
}
