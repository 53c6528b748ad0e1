// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Which of the conversation's states is shown, from what is known of it. Pure.

export class TalkState {
  constructor() {
    this.user = false;         // speaks
    this.assistant = false;
    this.thinking = false;
    this.muted = false;
    this.holding = false;
    this.pushToTalk = false;
    this.halfDuplex = false;
    this.reconnecting = false;
    this.disconnected = false;
    this.writeOnly = false;
    this.deaf = false;         // the microphone was lost
  }

  take({ kind, data }) {
    if (kind === 'speech')
      this.takeSpeech(data.role === 'user', data.speaking === true);
    else if (kind === 'interrupted')
      this.assistant = false;
    else if (kind === 'settings')
      this.takeSettings(data);
    else if (kind === 'turn' && data.role !== 'user')
      this.thinking = false;
    else if (kind === 'note')
      this.takeNote(data.about);
  }

  takeSpeech(ofUser, speaking) {
    if (ofUser) {
      this.user = speaking;
      this.thinking = !speaking && !this.assistant;
    } else {
      this.assistant = speaking;
      this.thinking = false;
    }
  }

  // A note may be about the connection between server and service.
  takeNote(about) {
    if (about === 'reconnecting')
      this.reconnecting = true;
    else if (about === 'reconnected')
      this.reconnecting = false;
  }

  takeSettings(data) {
    if (typeof data.push_to_talk === 'boolean')
      this.pushToTalk = data.push_to_talk;
    if (typeof data.half_duplex === 'boolean')
      this.halfDuplex = data.half_duplex;
  }

  // A name of the sentences'.
  get name() {
    if (this.disconnected)
      return 'disconnected';
    if (this.reconnecting)
      return 'reconnecting';
    if (this.assistant)
      return this.halfDuplex ? 'half-duplex' : 'speaking';
    if (this.writeOnly)
      return this.thinking ? 'thinking' : 'writing';
    if (this.deaf)
      return 'deaf';
    if (this.muted)
      return 'muted';
    if (this.user || this.holding)
      return 'hearing';
    if (this.thinking)
      return 'thinking';
    return this.pushToTalk ? 'push-to-talk' : 'listening';
  }
}
