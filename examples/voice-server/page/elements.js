// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Makes elements. Texts from outside become text nodes, never markup.

// The page's modules are all there: loadguard.js need not say anything.
export function tellBegun() {
  document.documentElement.dataset.begun = '';
}

export function byId(id) {
  return document.getElementById(id);
}

// set(element, {class, title, hidden, onclick, data-…}): properties where the
// element has them, else attributes.
function set(node, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === null)
      continue;
    if (name.startsWith('on'))
      node.addEventListener(name.slice(2), value);
    else if (typeof value === 'boolean')
      node.toggleAttribute(name, value);
    else
      node.setAttribute(name, String(value));
  }
  return node;
}

export function make(tag, attributes = {}, ...children) {
  const node = set(document.createElement(tag), attributes);
  node.append(...children);
  return node;
}

export function makeSvg(tag, attributes = {}, ...children) {
  const node = set(
    document.createElementNS('http://www.w3.org/2000/svg', tag), attributes);
  node.append(...children);
  return node;
}

// What somebody said or wrote: in its own direction of writing.
export function says(text, tag = 'span', attributes = {}) {
  return make(tag, { dir: 'auto', ...attributes }, text);
}

// Writes only what differs, so that screen readers are not told twice.
export function write(node, text) {
  if (node.textContent !== text)
    node.textContent = text;
}

let labels = 0;

// An id that is free, for labels.
export function newId(prefix) {
  labels += 1;
  return `${prefix}-${labels}`;
}
