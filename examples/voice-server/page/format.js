// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Numbers and times as text; texts from outside within bounds.

export function clockTime(ms) {
  const date = new Date(ms);
  return Number.isNaN(date.getTime()) ? '–' : date.toLocaleTimeString();
}

export function dateTime(value) {
  const date = new Date(value);
  return Number.isNaN(date.getTime()) ? '–' : date.toLocaleString();
}

// 75000 as 1:15.
export function duration(ms) {
  if (!Number.isFinite(ms) || ms < 0)
    return '–';
  const seconds = Math.floor(ms / 1000);
  const two = (number) => String(number).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const rest = `${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
  return hours > 0 ? `${hours}:${rest}` : rest.replace(/^0/, '');
}

export function milliseconds(ms) {
  if (!Number.isFinite(ms))
    return '–';
  return ms < 1000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`;
}

export function money(amount, currency) {
  if (!Number.isFinite(amount))
    return '–';
  const digits = amount !== 0 && Math.abs(amount) < 1 ? 4 : 2;
  return `${amount.toFixed(digits)} ${shorten(currency ?? '', 12)}`.trim();
}

export function decibels(level) {
  return Number.isFinite(level) && level > -60
    ? `${Math.round(level)} dB` : 'silent';
}

export function bytes(count) {
  if (count < 1024)
    return `${count} bytes`;
  return count < 1024 * 1024 ? `${(count / 1024).toFixed(0)} kB`
    : `${(count / 1024 / 1024).toFixed(1)} MB`;
}

// Control characters seen rather than obeyed; no half of a pair at the cut.
export function shorten(text, most) {
  const line = String(text).replace(
    /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g,
    '\ufffd').replace(/[\t\n]/g, ' ');
  if (line.length <= most)
    return line;
  return `${line.slice(0, most - 1).replace(/[\ud800-\udbff]$/, '')}…`;
}

// A string, or what is there in its place.
export function text(value, fallback = '', most = 20000) {
  return typeof value === 'string' && value !== '' ? shorten(value, most)
    : fallback;
}

export function number(value) {
  return Number.isFinite(value) ? value : null;
}
