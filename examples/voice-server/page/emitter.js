// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// An object that tells what happens to it: on('name', func (detail)).

export class Emitter {
  #target = new EventTarget();

  on(name, func) {
    this.#target.addEventListener(name, (event) => func(event.detail));
  }

  emit(name, detail) {
    this.#target.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
