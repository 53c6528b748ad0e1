// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Which loudspeaker plays the agent, where the browser leaves that to a page.

import { findDevices, showDevices } from './devices.js';

export class OutputChoice {
  // failed (): the browser did not take what was chosen.
  constructor(field, select, element, failed) {
    this.field = field;
    this.select = select;
    this.element = element;
    this.failed = failed;
    select.addEventListener('change', () => this.use());
  }

  // When the devices have changed.
  async list() {
    if (this.element.setSinkId === undefined)
      return;
    const devices = await findDevices('audiooutput');
    const { value } = this.select;

    showDevices(this.select, devices, 'Loudspeaker');
    this.field.hidden = devices.length < 2;
    if (this.select.value !== value)
      await this.use();
  }

  async use() {
    try {
      await this.element.setSinkId(this.select.value);
    } catch {
      this.select.value = this.element.sinkId;
      this.failed();
    }
  }
}
