// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// The agent's sound: played, and silent at once when somebody presses "stop".

import { play } from './playback.js';

const LEFT_OVER_MS = 400;
const LONGEST_MS = 5000;

export class Loudspeaker {
  constructor(element) {
    this.element = element;
    this.stream = null;
    this.timer = 0;
  }

  // Whether it is heard at once.
  play(stream) {
    this.stream = stream;
    return play(this.element, stream);
  }

  setOn(on) {
    for (const track of this.stream?.getAudioTracks() ?? [])
      track.enabled = on;
    this.element.muted = !on;
  }

  // Silence now; the next answer is heard, or whatever comes after a while.
  silence() {
    this.setOn(false);
    this.unmuteIn(LONGEST_MS);
  }

  // The server has stopped: what is still on the way passes unheard.
  stopped() {
    if (this.element.muted)
      this.unmuteIn(LEFT_OVER_MS);
  }

  unmuteIn(ms) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.setOn(true), ms);
  }

  // Another answer begins.
  listen() {
    clearTimeout(this.timer);
    this.setOn(true);
  }

  stop() {
    clearTimeout(this.timer);
    this.setOn(true);
    this.element.srcObject = null;
    this.stream = null;
  }
}
