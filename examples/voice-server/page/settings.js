// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// The settings' form: each change is sent at once, what the server tells is what
// is shown. What was chosen is kept, and sent at the start of each conversation.

import { make, write } from './elements.js';
import { shorten } from './format.js';
import { Emitter } from './emitter.js';

const SETTLE_MS = 300;

function valueOf(control) {
  if (control.type === 'checkbox')
    return control.checked;
  return control.type === 'range' ? Number(control.value) : control.value;
}

function show(control, value) {
  if (control.type === 'checkbox')
    control.checked = value === true;
  else if (control.type === 'range' && Number.isFinite(value))
    control.value = value;
  else if (typeof value === 'string')
    showText(control, value);
}

// A value that is not in the list is one all the same.
function showText(control, value) {
  if (![...control.options].some((option) => option.value === value))
    control.append(make('option', { value }, shorten(value, 60)));
  control.value = value;
}

// Tells: changed (the settings that differ).
export class Settings extends Emitter {
  constructor(form) {
    super();
    this.form = form;
    this.chosen = {};
    this.unsent = new Set();
    this.told = {};
    this.timer = 0;
    this.controls = Object.fromEntries([...form.elements]
      .filter(({ name }) => name).map((control) => [control.name, control]));
    form.addEventListener('input', ({ target }) => this.change(target));
    form.addEventListener('submit', (event) => event.preventDefault());
    this.showSpeed();
  }

  // What the server has.
  offer({ agents = [], voices = [] }) {
    this.fill(this.controls.agent, agents.map(({ name }) => name), []);
    const usual = agents.find((agent) => agent.usual === true);
    if (usual && !('agent' in this.chosen))
      this.controls.agent.value = usual.name;
    this.fill(this.controls.voice, voices,
      [make('option', { value: '' }, 'the agent’s')]);
  }

  fill(select, names, first) {
    const chosen = select.value;

    select.replaceChildren(...first, ...names
      .filter((name) => typeof name === 'string')
      .map((name) => make('option', { value: name }, shorten(name, 60))));
    if ([...select.options].some(({ value }) => value === chosen))
      select.value = chosen;
  }

  get agent() {
    return this.controls.agent.value;
  }

  get pushToTalk() {
    return this.controls.push_to_talk.checked;
  }

  get halfDuplex() {
    return this.controls.half_duplex.checked;
  }

  change(control) {
    if (!control.name)
      return;
    this.showSpeed();
    this.chosen[control.name] = valueOf(control);
    this.unsent.add(control.name);
    clearTimeout(this.timer);
    // A slider that moves is sent when it rests.
    if (control.type === 'range')
      this.timer = setTimeout(() => this.emit('changed'), SETTLE_MS);
    else
      this.emit('changed');
  }

  // A conversation begins: the agent, which goes into the offer. All else that
  // was chosen is to be sent.
  begin() {
    this.told = {};
    this.unsent = new Set(Object.keys(this.chosen));
    this.unsent.delete('agent');
    return this.agent;
  }

  // What is to be sent; the agent's own voice is no setting.
  takeUnsent() {
    const unsent = Object.fromEntries([...this.unsent].map(
      (name) => [name, this.chosen[name]]));

    this.unsent.clear();
    if (unsent.voice === '')
      delete unsent.voice;
    return unsent;
  }

  // The server did not take these: they are shown as they are there.
  forget(refused) {
    for (const name of Object.keys(refused))
      delete this.chosen[name];
    this.show(this.told);
  }

  // As the server tells.
  show(data) {
    this.told = data;
    for (const [name, control] of Object.entries(this.controls)) {
      if (Object.hasOwn(data, name) && !this.unsent.has(name))
        show(control, data[name]);
    }
    this.showSpeed();
  }

  showSpeed() {
    write(this.form.querySelector('output'),
      Number(this.controls.speed.value).toFixed(2));
  }
}
