// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Counts of a conversation, from its events or its record. Pure.

const TOKENS = ['input_text', 'input_audio', 'cached_text', 'cached_audio',
  'output_text', 'output_audio'];
const MAX_LATENCIES = 500;

function isCount(value) {
  return Number.isFinite(value) && value >= 0;
}

export function median(numbers) {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;

  if (sorted.length === 0)
    return null;
  return sorted.length % 2 === 1 ? sorted[middle]
    : (sorted[middle - 1] + sorted[middle]) / 2;
}

export class Figures {
  constructor() {
    this.turns = { user: 0, assistant: 0 };
    this.interruptions = 0;
    this.tools = 0;
    this.toolErrors = 0;
    this.tokens = Object.fromEntries(TOKENS.map((name) => [name, 0]));
    this.cost = null;
    this.currency = '';
    this.latencies = []; // {turn, ms}
    this.lost = 0;
    this.begun = null;
    this.ended = null;
  }

  // Whether an event changed something.
  take({ kind, time, data }) {
    switch (kind) {
      case 'call':
        this.takeCall(time, data);
        return true;
      case 'turn':
        this.takeTurn(data);
        return true;
      case 'tool':
        if (data.state !== 'done')
          return false;
        this.takeTool(data);
        return true;
      case 'usage':
        this.takeUsage(data);
        return true;
      case 'gap':
        this.lost += isCount(data.lost) ? data.lost : 0;
        return true;
      default:
        return false;
    }
  }

  takeCall(time, data) {
    if (data.state === 'begun')
      this.begun = time;
    if (data.state === 'ended') {
      this.ended = time;
      if (isCount(data.duration_ms))
        this.begun = time - data.duration_ms;
    }
  }

  takeTurn(data) {
    const role = data.role === 'user' ? 'user' : 'assistant';

    this.turns[role] += 1;
    if (data.interrupted === true)
      this.interruptions += 1;
    if (isCount(data.latency_ms)) {
      this.latencies.push({
        turn: isCount(data.index) ? data.index
          : this.turns.user + this.turns.assistant,
        ms: data.latency_ms,
      });
      if (this.latencies.length > MAX_LATENCIES)
        this.latencies.shift();
    }
  }

  takeTool(data) {
    this.tools += 1;
    if (typeof data.error === 'string' && data.error !== '')
      this.toolErrors += 1;
  }

  takeUsage(data) {
    for (const name of TOKENS)
      this.tokens[name] += isCount(data[name]) ? data[name] : 0;
    if (isCount(data.total_cost))
      this.cost = data.total_cost;
    else if (isCount(data.cost))
      this.cost = (this.cost ?? 0) + data.cost;
    if (typeof data.currency === 'string')
      this.currency = data.currency;
  }

  takeRecord(record) {
    for (const turn of record.turns ?? [])
      this.takeTurn(turn);
    for (const tool of record.tool_calls ?? [])
      this.takeTool(tool);
    if (record.usage)
      this.takeUsage(record.usage);
    this.begun = Date.parse(record.started);
    this.ended = Date.parse(record.ended);
  }
}
