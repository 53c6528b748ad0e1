/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* watch.h - the messages of an element that is in no pipeline, kept in order.
 *
 * Waiting is for something that happens; if it never does, the test's own
 * timeout ends it. */

#pragma once

#include <gst/gst.h>

typedef struct _Watch Watch;

/* Before the element starts, unless what it tells is kept from then on. */
Watch *watch_new (GstElement *element);
void watch_early (GstElement *element);
/* After the element has stopped. */
void watch_free (Watch *watch);

/* Blocks until the @n-th message of this name (from 1) is there. */
const GstStructure *watch_wait (Watch *watch, const gchar *name, guint n);
guint watch_count (Watch *watch, const gchar *name);

/* A field of it; the message must have it. */
guint64 watch_get_uint64 (const GstStructure *message, const gchar *field);
