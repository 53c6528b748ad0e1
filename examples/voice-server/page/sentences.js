// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// What is the matter, and what to do next: one sentence for each state, cause
// and error of the pages.

// state: [title, text]
export const STATES = {
  loading: ['Loading', 'The page asks the server what it can do.'],
  idle: ['Not connected', 'Press “Connect”, allow the microphone, and speak.'],
  asking: ['Asking for the microphone',
    'Allow it in the question that the browser shows.'],
  'no-microphone': ['No microphone',
    'The browser finds none. Plug one in, or choose another, then press '
    + '“Connect” again.'],
  'microphone-busy': ['The microphone cannot be opened',
    'Another program may be using it. End that program, then press “Connect” '
    + 'again.'],
  refused: ['The microphone is not allowed',
    'Allow it for this address in the browser’s settings (beside the address), '
    + 'then press “Connect” again.'],
  insecure: ['The microphone is out of reach',
    'Browsers give it to pages of https:// or http://localhost only. Open this '
    + 'page at such an address.'],
  unsupported: ['This browser cannot do it',
    'It has no WebRTC. Use a current Firefox, Chromium, Edge or Safari.'],
  connecting: ['Connecting', 'The way for the sound is being made.'],
  writing: ['Waiting for your words', 'Write below; the agent answers aloud and '
    + 'in the transcript.'],
  listening: ['Listening', 'Speak; the agent answers when you pause.'],
  hearing: ['Hearing you', 'The agent answers when you pause.'],
  thinking: ['Thinking', 'The agent is about to answer.'],
  speaking: ['Speaking', 'Talk over the agent, or press “Stop the answer”, to '
    + 'interrupt.'],
  deaf: ['The microphone is gone', 'The agent hears silence. Plug it in again, '
    + 'choose another, or write below.'],
  muted: ['Muted', 'The agent hears nothing. Press “Mute microphone” again to '
    + 'go on.'],
  'push-to-talk': ['Push to talk', 'Hold “Hold to talk”, or the space bar, '
    + 'while you speak.'],
  'half-duplex': ['Speaking, half duplex', 'The agent does not listen while it '
    + 'speaks. Press “Stop the answer” to interrupt.'],
  reconnecting: ['The service is being reached again',
    'The connection between the server and the speech model was lost. What you '
    + 'say is kept; wait a moment.'],
  disconnected: ['The connection is interrupted',
    'No sound comes through. If none comes within seconds, the conversation is '
    + 'over: check your network.'],
  ending: ['Ending', 'The conversation is being ended.'],
  'no-way': ['No way for the sound',
    'The server cannot be reached for sound; a firewall may hold it back. Try '
    + 'another network; the server may need --stun or --turn.'],
  gone: ['The connection is lost',
    'The server has ended, or the network is down. Check both, then press '
    + '“Connect” for a new conversation.'],
  unreachable: ['The server does not answer',
    'It has ended, or the network is down. Check both, then press “Connect” '
    + 'again.'],
  token: ['A token is needed',
    'This server talks only to those who show its token. Log in first.'],
  draining: ['The server is shutting down',
    'It takes no new conversations. Wait until it is up again, then press '
    + '“Connect”.'],
  full: ['The server takes no conversation now',
    'It has as many conversations as it may. Wait until one ends, then press '
    + '“Connect” again.'],
  missing: ['The server cannot do it',
    'A part for conversations in browsers is missing there. Whoever runs it sees '
    + 'which in its log.'],
  'not-taken': ['The server did not take the conversation', ''],
};

// cause of an end: [title, next step]
const CAUSES = {
  'caller-hung-up': ['You ended the conversation',
    'Press “Connect” for a new one.'],
  'agent-hung-up': ['The agent said goodbye', 'Press “Connect” for a new '
    + 'conversation.'],
  transferred: ['The call was passed on', 'Press “Connect” for a new '
    + 'conversation.'],
  limit: ['The longest duration is reached', 'Press “Connect” for a new '
    + 'conversation; the agent’s file sets the limit.'],
  drained: ['The server is shutting down', 'Wait until it is up again, then '
    + 'press “Connect”.'],
  stopped: ['The server was ended', 'Wait until it is up again, then press '
    + '“Connect”.'],
  api: ['An operator ended the conversation', 'Press “Connect” for a new one.'],
  'service-failed': ['The speech service is not there',
    'Whoever runs the server sees the reason in its log. Press “Connect” to '
    + 'try again.'],
  'connection-lost': ['The connection was lost', 'Check your network, then '
    + 'press “Connect” for a new conversation.'],
  'media-failed': ['The sound could not go on', 'Press “Connect” to try '
    + 'again; the server’s log has the reason.'],
  'no-media': ['No sound came', 'A firewall may hold it back. Press “Connect” '
    + 'to try again; if it stays so, the server needs --stun or --turn.'],
  refused: ['The server ended the conversation', 'It got more of this page than '
    + 'it takes. Press “Connect” to try again.'],
};

// The same causes, for who lists calls.
export const CAUSE_NAMES = {
  'caller-hung-up': 'the caller hung up',
  'agent-hung-up': 'the agent said goodbye',
  transferred: 'transferred',
  limit: 'longest duration',
  drained: 'the server was drained',
  stopped: 'the server was stopped',
  api: 'ended by an operator',
  'service-failed': 'the service failed',
  'connection-lost': 'connection lost',
  'media-failed': 'the sound failed',
  'no-media': 'no sound came',
  refused: 'it did what it may not',
  busy: 'busy',
  'no-answer': 'no answer',
  canceled: 'canceled',
  'not-made': 'not made',
  machine: 'a machine answered',
  'broken-off': 'the server was killed',
};

export function nameCause(cause) {
  return CAUSE_NAMES[cause] ?? cause ?? 'unknown';
}

// Title and text for an end: why, and what to do next.
export function tellEnd(cause, sentence) {
  const [title, next] = CAUSES[cause]
    ?? ['The conversation has ended', 'Press “Connect” for a new one.'];
  return [title, sentence ? `${sentence} ${next}` : next];
}

// The state for what getUserMedia throws.
export function stateOfMicrophoneError(error) {
  switch (error.name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return 'refused';
    case 'NotFoundError':
    case 'OverconstrainedError':
      return 'no-microphone';
    case 'NotSupportedError':
    case 'TypeError':
      return 'insecure';
    default:
      return 'microphone-busy';
  }
}

// The state for an answer of the server that is none of success.
export function stateOfStatus(status, draining) {
  if (status === 0)
    return 'unreachable';
  if (status === 401 || status === 403)
    return 'token';
  if (status === 501)
    return 'missing';
  if (status === 503)
    return draining ? 'draining' : 'full';
  return 'not-taken';
}
