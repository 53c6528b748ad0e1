// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Saves what is in the page as files.

import { make } from './elements.js';

const REVOKE_MS = 60000;

function stamp() {
  return new Date().toISOString().slice(0, 19).replace(/[:T]/g, '-');
}

export function save(blob, name, extension) {
  const url = URL.createObjectURL(blob);
  const link = make('a', {
    href: url, download: `${name}-${stamp()}.${extension}`,
  });

  link.click();
  setTimeout(() => URL.revokeObjectURL(url), REVOKE_MS);
}

export function saveText(content, name, extension, type) {
  save(new Blob([content], { type: `${type};charset=utf-8` }), name, extension);
}

export function extensionOf(type) {
  const kind = type.split(';')[0];

  return { 'audio/ogg': 'ogg', 'audio/mp4': 'm4a' }[kind] ?? 'webm';
}
