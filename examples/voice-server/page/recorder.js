// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Records both sides in the page: the caller on the left, the agent on the
// right; within a bound of memory.

const MAX_BYTES = 64 << 20;
const PIECE_MS = 1000;
const TYPES = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/mp4'];

export class Recorder {
  constructor(context, full) {
    this.context = context;
    this.full = full;
    this.pieces = [];
    this.size = 0;
    this.merger = context.createChannelMerger(2);
    this.output = context.createMediaStreamDestination();
    this.merger.connect(this.output);
    this.sources = new Map();
    this.type = TYPES.find((type) => MediaRecorder.isTypeSupported(type)) ?? '';
    this.recorder = new MediaRecorder(this.output.stream,
      this.type ? { mimeType: this.type, audioBitsPerSecond: 64000 } : {});
    this.recorder.ondataavailable = ({ data }) => this.take(data);
    this.recorder.start(PIECE_MS);
  }

  // side: 0 for the caller, 1 for the agent. Whether the browser gives its sound.
  attach(side, stream) {
    this.sources.get(side)?.disconnect();
    this.sources.delete(side);
    try {
      const source = this.context.createMediaStreamSource(stream);

      source.connect(this.merger, 0, side);
      this.sources.set(side, source);
      return true;
    } catch {
      return false; // Firefox wants the rate of the device
    }
  }

  take(data) {
    if (this.size + data.size > MAX_BYTES) {
      this.recorder.stop();
      this.full();
      return;
    }
    this.pieces.push(data);
    this.size += data.size;
  }

  // The last piece has come when it is done.
  async stop() {
    if (this.recorder.state !== 'inactive')
      await new Promise((resolve) => {
        this.recorder.addEventListener('stop', resolve, { once: true });
        this.recorder.stop();
      });
    for (const source of this.sources.values())
      source.disconnect();
    return this.toBlob();
  }

  toBlob() {
    return new Blob(this.pieces, { type: this.recorder.mimeType });
  }
}
