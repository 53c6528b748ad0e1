// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// A track of silence: a call without packets would be taken for lost.

export function makeSilentTrack(context) {
  const output = context.createMediaStreamDestination();
  const source = context.createConstantSource();

  source.offset.value = 0;
  source.connect(output);
  source.start();
  return output.stream.getAudioTracks()[0];
}
