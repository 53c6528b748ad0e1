// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Lists of the browser's microphones and loudspeakers to choose from.

import { make } from './elements.js';
import { shorten } from './format.js';

const USUAL = 'The usual one';

// Those of a kind that have a name to ask for: the browser gives none before a
// microphone was allowed.
export async function findDevices(kind) {
  return (await navigator.mediaDevices.enumerateDevices()).filter(
    (device) => device.kind === kind && device.deviceId !== '');
}

// What was chosen stays, as long as it is there.
export function showDevices(select, devices, name) {
  const chosen = select.value;

  select.replaceChildren(make('option', { value: '' }, USUAL),
    ...devices.filter(({ deviceId }) => deviceId !== 'default')
      .map(({ deviceId, label }, i) => make('option', { value: deviceId },
        shorten(label || `${name} ${i + 1}`, 80))));
  select.value = devices.some(({ deviceId }) => deviceId === chosen)
    ? chosen : '';
}
