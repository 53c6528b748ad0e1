// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// A list that follows its newest entry until one scrolls up, and offers the way
// back.

import { make, write } from './elements.js';

const NEAR_PX = 32;

export class Follow {
  // jumped(): what was held back may be shown.
  constructor(box, jumped = () => {}) {
    this.box = box;
    this.jumped = jumped;
    this.following = true;
    this.button = make('button', {
      type: 'button', class: 'jump', hidden: true, onclick: () => this.jump(),
    });
    this.top = 0;
    box.addEventListener('scroll', () => this.look(), { passive: true });
    // A box that grows or becomes narrow has not been scrolled.
    new ResizeObserver(() => this.settle()).observe(box);
  }

  look() {
    const { scrollHeight, scrollTop, clientHeight } = this.box;
    const near = scrollHeight - scrollTop - clientHeight < NEAR_PX;
    const following = near || (this.following && scrollTop >= this.top);

    this.top = scrollTop;
    if (following === this.following)
      return;
    this.following = following;
    this.button.hidden = following;
    this.tell(0);
    if (following)
      this.jumped();
  }

  // How many wait below.
  tell(count) {
    write(this.button, count > 0 ? `Jump to latest (${count} new)`
      : 'Jump to latest');
  }

  jump() {
    const focused = document.activeElement === this.button;

    this.following = true;
    this.button.hidden = true;
    this.jumped();
    this.settle();
    if (focused)
      this.box.focus();
  }

  // After something was added.
  settle() {
    if (this.following)
      this.box.scrollTop = this.box.scrollHeight;
  }
}
