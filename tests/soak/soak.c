/* openairealtime - a realtime speech model in a media pipeline
 *
 * Copyright (C) 2026 The openairealtime developers
 * SPDX-License-Identifier: LGPL-2.1-or-later
 */

/* soak.c - see soak.h. */

#include "soak.h"
#include "../support/shared.h"

#include <malloc.h>
#include <stdio.h>
#include <unistd.h>

static void
count (Told *self, guint *counter)
{
  SHARED_CHANGE (self, (*counter)++);
}

static void
on_response_done (GstElement *element, const GstStructure *response,
    gpointer data)
{
  Told *self = data;

  count (self, &self->responses);
}

static void
on_playback_done (GstElement *element, const gchar *item_id, gpointer data)
{
  Told *self = data;

  count (self, &self->played);
}

static void
on_interrupted (GstElement *element, const gchar *item_id, guint64 heard_ms,
    gpointer data)
{
  GstElement *sink = g_object_get_data (G_OBJECT (element), "sink");
  Heard heard = { g_strdup (item_id), heard_ms, GST_CLOCK_TIME_NONE };
  Told *self = data;
  gint64 position;

  if (sink != NULL
      && gst_element_query_position (sink, GST_FORMAT_TIME, &position))
    heard.position = position;
  g_mutex_lock (&self->lock);
  g_array_append_val (self->heard, heard);
  g_mutex_unlock (&self->lock);
  count (self, &self->interruptions);
}

static void
heard_clear (gpointer data)
{
  g_free (((Heard *) data)->item_id);
}

Told *
told_new (GstElement *element, GstElement *sink)
{
  Told *self = g_new0 (Told, 1);

  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->heard = g_array_new (FALSE, FALSE, sizeof (Heard));
  g_array_set_clear_func (self->heard, heard_clear);
  g_object_set_data (G_OBJECT (element), "sink", sink);
  g_signal_connect (element, "response-done", G_CALLBACK (on_response_done),
      self);
  g_signal_connect (element, "playback-done", G_CALLBACK (on_playback_done),
      self);
  g_signal_connect (element, "interrupted", G_CALLBACK (on_interrupted), self);
  return self;
}

void
told_free (Told *self)
{
  g_array_unref (self->heard);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->cond);
  g_free (self);
}

void
told_wait (Told *self, const guint *counter, guint n)
{
  gint64 end = g_get_monotonic_time () + 2 * WAIT_S * G_USEC_PER_SEC;

  g_mutex_lock (&self->lock);
  while (*counter < n)
    g_assert_true (g_cond_wait_until (&self->cond, &self->lock, end));
  g_mutex_unlock (&self->lock);
}

guint
told_get (Told *self, const guint *counter)
{
  guint n;

  g_mutex_lock (&self->lock);
  n = *counter;
  g_mutex_unlock (&self->lock);
  return n;
}

gsize
memory_allocated (void)
{
  struct mallinfo2 info = { 0 };

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Waggregate-return"
  info = mallinfo2 ();
#pragma GCC diagnostic pop
  return info.uordblks + info.hblkhd;
}

gsize
memory_resident (void)
{
  FILE *file = fopen ("/proc/self/statm", "r");
  unsigned long size, resident = 0;

  if (file == NULL)
    return 0;
  if (fscanf (file, "%lu %lu", &size, &resident) != 2)
    resident = 0;
  fclose (file);
  return resident * sysconf (_SC_PAGESIZE);
}

gboolean
memory_is_known (void)
{
  gpointer block = g_malloc (1 << 16);
  gboolean known = memory_allocated () >= 1 << 16;

  g_free (block);
  return known;
}
