// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Plays a stream; where the browser wants a click or a key first, at the next
// one.

const INPUTS = ['pointerdown', 'keydown'];

function playAtNextInput(element) {
  const again = () => {
    if (element.srcObject === null) {
      forget();
      return;
    }
    element.play().then(forget, () => {}); // not every key counts
  };
  const forget = () => INPUTS.forEach((name) => (
    removeEventListener(name, again, true)));

  INPUTS.forEach((name) => addEventListener(name, again, true));
}

// Whether it is heard at once.
export async function play(element, stream) {
  element.srcObject = stream;
  try {
    await element.play();
    return true;
  } catch {
    playAtNextInput(element);
    return false;
  }
}
