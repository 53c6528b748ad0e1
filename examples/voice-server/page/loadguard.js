// openairealtime - a realtime speech model in a media pipeline
// Copyright (C) 2026 The openairealtime developers
// SPDX-License-Identifier: LGPL-2.1-or-later

// Says so when the modules of a page have not come. A script of the old kind: it
// runs where they do not.

(function () {
  'use strict';

  var LONGEST_MS = 10000;

  function look() {
    var root = document.documentElement;
    var place = document.getElementById('state-title')
      || document.getElementById('state');

    if (!root.hasAttribute('data-begun') && place !== null)
      place.textContent = 'The page could not be loaded whole. Load it again.';
  }

  setTimeout(look, LONGEST_MS);
}());
