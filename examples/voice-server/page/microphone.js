// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// The microphone: which there are, which one is used, whether it is heard. Tells
//   devices (fresh)   the list has changed; whether one is there that was not
//   lost              the one in use is gone

import { findDevices, showDevices } from './devices.js';
import { Emitter } from './emitter.js';

function stopTracks(stream) {
  for (const track of stream?.getTracks() ?? [])
    track.stop();
}

export class Microphone extends Emitter {
  constructor(select) {
    super();
    this.select = select;
    this.stream = null;
    this.turn = 0; // whose question to the browser counts
    this.ids = new Set();
    this.heard = true;
    navigator.mediaDevices?.addEventListener?.('devicechange',
      () => this.list().catch(() => {}));
  }

  // The state that is in the way of asking, or null.
  static find() {
    if (!window.isSecureContext || !navigator.mediaDevices?.getUserMedia)
      return 'insecure';
    return typeof RTCPeerConnection === 'undefined' ? 'unsupported' : null;
  }

  // Throws what getUserMedia throws; null where it was closed meanwhile.
  async open() {
    const turn = this.turn += 1;
    const wanted = this.select.value;
    const parameters = new URLSearchParams(location.search);
    // Measuring needs the sound as it is.
    const processing = parameters.get('processing') !== 'off';
    const audio = {
      channelCount: 1,
      echoCancellation: processing,
      noiseSuppression: processing,
      autoGainControl: processing,
    };

    if (wanted !== '')
      audio.deviceId = { exact: wanted };
    const stream = await navigator.mediaDevices.getUserMedia({ audio });

    if (turn !== this.turn) {
      stopTracks(stream);
      return null;
    }
    stopTracks(this.stream);
    this.stream = stream;
    this.track.addEventListener('ended', () => {
      if (this.stream === stream)
        this.emit('lost');
    });
    this.setHeard(this.heard);
    await this.list().catch(() => {});
    return turn === this.turn ? this.track : null;
  }

  get track() {
    return this.stream?.getAudioTracks()[0] ?? null;
  }

  // Silence goes out while it is not heard.
  setHeard(heard) {
    this.heard = heard;
    if (this.track !== null)
      this.track.enabled = heard;
  }

  close() {
    this.turn += 1;
    stopTracks(this.stream);
    this.stream = null;
  }

  // Names are told once the microphone was allowed.
  async list() {
    const devices = await findDevices('audioinput');

    showDevices(this.select, devices, 'Microphone');
    const fresh = devices.some(({ deviceId }) => !this.ids.has(deviceId));

    this.ids = new Set(devices.map(({ deviceId }) => deviceId));
    this.emit('devices', fresh);
  }
}
