/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* soak.h - what the long tests share: counting what the element tells, and
 * what memory it takes.
 *
 * Each test is short, and long with the argument "-m slow". */

#pragma once

#include "fixture.h"

/* What the element has told so far. */
typedef struct
{
  GMutex lock;
  GCond cond;
  guint responses;
  guint played;
  guint interruptions;
  GArray *heard; /* of Heard: the interruptions */
} Told;

typedef struct
{
  gchar *item_id;
  gint64 heard_ms;
  GstClockTime position; /* of the sink when it was told, if known */
} Heard;

/* @sink: whose position is of interest, or NULL. Before the element starts. */
Told *told_new (GstElement *element, GstElement *sink);
void told_free (Told *self);

/* Waits until @counter of @self is @count at least. */
void told_wait (Told *self, const guint *counter, guint count);
guint told_get (Told *self, const guint *counter);

/* Bytes that are allocated in this process, the kernel's count of its pages,
 * and whether these mean anything: not with a sanitizer. */
gsize memory_allocated (void);
gsize memory_resident (void);
gboolean memory_is_known (void);
