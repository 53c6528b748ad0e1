/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* waker.h - how ears, mind and voice tell that there is something to take.
 *
 * The three are alike: begin an answer (a hearing, an utterance), take what is
 * there, free it. To free it cancels it, at any time and at once. What is not
 * there yet comes later: the waker is called on the thread that began it, from
 * its main context, never from inside a call, never after the end or a free.
 * It may be called too often. */

#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  void (*func) (gpointer user_data);
  gpointer user_data;
} OrsWaker;

G_END_DECLS
