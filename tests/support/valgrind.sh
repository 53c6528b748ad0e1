#!/bin/bash
# openairealtime - a realtime speech model in a media pipeline
# Copyright (C) 2026 The openairealtime developers
# SPDX-License-Identifier: LGPL-2.1-or-later
#
# Runs a test program under valgrind; scripts run as they are.

if [[ $(head -c 4 "$1" | tr -d '\0') != $'\x7fELF' ]]; then
  exec "$@"
fi
leaks=no
if [[ ${OA_VALGRIND_LEAKS-} == yes ]]; then
  leaks=full
fi
suppressions=("--suppressions=$(dirname "${BASH_SOURCE[0]}")/valgrind.supp")
glib=/usr/share/glib-2.0/valgrind/glib.supp
if [[ -r $glib ]]; then
  suppressions+=("--suppressions=$glib")
fi
exec valgrind -q --error-exitcode=99 --leak-check="$leaks" \
  --errors-for-leak-kinds=definite --show-leak-kinds=definite --num-callers=30 \
  "${suppressions[@]}" "$@"
